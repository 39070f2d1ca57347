"""What another labeller made of the words of a fact, and what was decided between the two; decides nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import duckdb


@dataclass(frozen=True, slots=True)
class OtherLabel:
    """How another labeller of the article differs from a fact's own.

    `fact_id` and `value` are None where the other labelled nothing there; `decision` and what follows where nothing
    was decided. `state` is open, contradictory, unmatched or decided.
    """

    labelled_by: str
    fact_id: str | None
    value: str | None
    differs_in: str
    state: str
    decision: str | None
    preferred_fact_id: str | None
    reason: str | None
    decided_by: str | None
    decided_on: date | None


def other_labels(con: duckdb.DuckDBPyConnection, claim_ids: Sequence[str]) -> dict[str, tuple[OtherLabel, ...]]:
    """Return, of each fact of these claims that another labeller sees otherwise, how they differ."""
    decided = "state, decision, preferred_fact_id, reason, decided_by, decided_on"
    rows = con.execute(
        f"with sides as (select fact_id, claim_id, other_labelled_by, other_fact_id, other_value, differs_in, {decided}"
        " from marts.labelling_differences"
        f" union all select other_fact_id, other_claim_id, labelled_by, fact_id, value, differs_in, {decided}"
        " from marts.labelling_differences where other_fact_id is not null)"
        " select fact_id, * exclude (fact_id, claim_id) from sides where claim_id in (select unnest(?))"
        " order by fact_id, other_labelled_by",
        [list(claim_ids)],
    ).fetchall()
    found: dict[str, list[OtherLabel]] = {}
    for fact_id, *row in rows:
        found.setdefault(fact_id, []).append(OtherLabel(*row))
    return {fact_id: tuple(others) for fact_id, others in found.items()}


def other_in_words(other: OtherLabel) -> str:
    """Return in words how the other differs, and what was decided."""
    if other.fact_id is None:
        said = f"{other.labelled_by} did not label it"
    else:
        value = f"{other.value} to" if other.value else "labelled by"
        said = f"{value} {other.labelled_by} ({other.fact_id}), who differs in {other.differs_in}"
    return f"{said}{_decided(other)}"


def _decided(other: OtherLabel) -> str:
    if other.state == "contradictory":
        return "; two rows of adjudications.csv decide otherwise"
    if other.state == "open":
        return "; nobody has decided"
    if other.decision is None:
        return ""
    verdicts = {
        "prefer": f"{other.preferred_fact_id} stands",
        "relabelled": f"{other.preferred_fact_id} stands, the adjudicator's own",
        "both": "both stand",
        "neither": "neither stands" if other.fact_id else "it does not stand",
    }
    who = f" ({other.decided_by}, {other.decided_on}): {other.reason}" if other.decided_by else ""
    return f"; {verdicts[other.decision]}{who}"


def adjudication_row(fact_id: str, other_fact_id: str, today: date) -> str:
    """Return a row for data/labels/adjudications.csv, to be filled in by whoever decides."""
    return f"{fact_id},{other_fact_id},prefer,WHY,WHO,{today.isoformat()}"
