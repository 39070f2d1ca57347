"""What there is to do after a build that was not published: the gravest fault to mend, or a disagreement to rule on.

Reads what is told and the open disagreements of the built file. Says nothing of a ruling where none would help.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from wh.check_report import place_of
from wh.reports.report import Case, Report, Row
from wh.results import Answer, Severity
from wh.terminal import count

_OPEN = """
select disagreement_id, rule, claim_id, state
from marts.disagreements
where state in ('open', 'expired')
order by state desc, disagreement_id
"""
_REJECTS = "raw.rejects_now"
_CONSEQUENCE = " is itself refused, at "
_PLACE = re.compile(r"^\S+:\d+ ")
_OWN = re.compile(r"`[^`]*`|\"[^\"]*\"|\S*\d\S*|\S+[-_/]\S+")
"""What differs between two rows of one fault: what is quoted, numbers, ids."""


@dataclass(frozen=True, slots=True)
class OpenDisagreement:
    """A disagreement that waits for a decision, or waits again since its ruling ran out."""

    disagreement_id: str
    rule: str
    claim_id: str | None
    state: str


def next_steps(told: Report) -> list[str]:
    """Return what to do, a line each."""
    forbidding = [case for case in told.cases if case.forbids]
    waiting = _open_disagreements(told)
    to_rule = {case.key: [one for one in waiting if _is_told_by(case, one)] for case in forbidding}
    faults = [case for case in forbidding if not to_rule[case.key]]
    named = list(dict.fromkeys(one for ones in to_rule.values() for one in ones))
    return [*_to_mend(faults, told), *_to_decide(named, told), "Then `wh build` again."]


def _open_disagreements(told: Report) -> list[OpenDisagreement]:
    import duckdb

    if told.con is None:
        return []
    try:
        return [OpenDisagreement(*row) for row in told.con.execute(_OPEN).fetchall()]
    except duckdb.Error:  # the marts are not built yet, or are others
        return []


def _is_told_by(case: Case, waiting: OpenDisagreement) -> bool:
    """Whether a ruling on the disagreement would leave the rule with a row less."""
    if case.table == "marts.disagreements":
        return not case.rows or any(waiting.disagreement_id in row.says for row in case.rows)
    if case.rule != waiting.rule:
        return False
    return waiting.claim_id is None or not case.rows or any(row.claim_id == waiting.claim_id for row in case.rows)


def _to_decide(named: Sequence[OpenDisagreement], told: Report) -> list[str]:
    if not named:
        return []
    first = named[0]
    claim = first.claim_id if told.has_samples and first.claim_id else "CLAIM"
    which = f", the first of {len(named):,}" if len(named) > 1 else ""
    again, ended = (" again", ", whose ruling ran out") if first.state == "expired" else ("", "")
    return [
        f"`wh explain {claim} --unpublished` shows what each source says. Mend the label that is wrong,",
        f"or, if all are as printed, rule{again} in data/labels/rulings.csv, with a reason, on",
        f"{first.disagreement_id}{ended}{which}.",
    ]


def _to_mend(faults: Sequence[Case], told: Report) -> list[str]:
    """Return the gravest fault of those that no ruling settles, of several the commonest, and where to begin."""
    if not faults:
        return []
    case = min(faults, key=_urgency)
    rows = [row for row in case.rows if row.is_new] or list(case.rows)
    row, number = _commonest(rows)
    spot = row.spot if row else case.spot
    how = ", which could not be asked" if case.answer is Answer.ERROR else ""
    if case.broken_count > 1:
        how = f", {count(case.broken_count, 'row')}"
    many = "all" if number == case.broken_count else f"{number:,} of them"
    like = f"; {many} are like the one" if number > 1 else "; the first is" if case.broken_count > 1 else ","
    place = f"{like} at {place_of(spot, told)}" if spot else ""
    quick = ["`wh load --dry-run` says in a second what is still refused."] if case.table == _REJECTS else []
    return [f"Begin with {case.rule}{how}{place}.", *quick]


def _urgency(case: Case) -> tuple[bool, int, int]:
    """Return what sorts causes before consequences, grave faults before others, and common ones before rare."""
    follows = bool(case.rows) and all(row.cause for row in case.rows)
    return follows, list(Severity).index(case.severity), -case.broken_count


def _commonest(rows: Sequence[Row]) -> tuple[Row | None, int]:
    """Return the first of the rows that say the same but for what they name, and how many there are."""
    causes = [row for row in rows if _CONSEQUENCE not in row.says] or rows
    kinds = Counter(_kind(row) for row in causes)
    if not kinds:
        return None, 0
    kind, number = kinds.most_common(1)[0]
    return next(row for row in causes if _kind(row) == kind), number


def _kind(row: Row) -> str:
    return _OWN.sub("…", _PLACE.sub("", row.says))
