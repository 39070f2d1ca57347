"""Every disagreement of a build as the page shows it: what clashes, on one axis, and what was or must be decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import duckdb

from wh.claim_words import ruling_row
from wh.explaining import Account, Interval
from wh.reports.page import charts
from wh.reports.page.claims import Claims, Entry

_STATES = ("open", "expired", "stale", "ruled")
_SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True, slots=True)
class Part:
    """An account that takes part, and the claim that it is about."""

    entry: Entry
    account: Account


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the label of an account that takes part, and at which line of which file it stands."""

    rule: str
    file_line: str
    detail: str

    @property
    def rule_words(self) -> str:
        """The rule's name as words."""
        return self.rule.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Clash:
    """A disagreement: the claim it is about (None for quotations and where it is no more), and who takes part.

    `allowed` is what the others leave for the claim where a relation shows the clash; `row` is ready for rulings.csv.
    `faults` are to be mended before anybody rules: what is labelled wrong is no matter for a ruling.
    """

    disagreement_id: str
    rule: str
    severity: str
    state: str
    detail: str
    entry: Entry | None
    parts: tuple[Part, ...]
    allowed: tuple[float | None, float | None] | None
    decision: str | None
    reason: str | None
    decided_by: str | None
    decided_on: date | None
    expires_on: date | None
    preferred_fact_id: str | None
    row: str
    faults: tuple[Fault, ...] = ()

    @property
    def shaded(self) -> str:
        """What the plot shades, in words: what the others leave for the claim, or what related claims do."""
        if self.entry is None or not (self.allowed or self.entry.allowed):
            return ""
        claim, what = self.entry.claim, "what related claims leave"
        words = self.entry.allowed
        if self.allowed:
            what = "what the others leave"
            words = charts.said(Interval(*self.allowed, None, None, None), claim.unit, claim.value_kind)
        of = f" for the first, {self.entry.topic}" if len(self.by_claim) > 1 else ""
        return f"{what}{of}: {words}" if words else f"{what}{of}"

    @property
    def is_settled(self) -> bool:
        """Whether nobody needs to decide anything."""
        return self.state == "ruled"

    @property
    def is_waiting(self) -> bool:
        """Whether it is to be decided, for the first time or again; a ruling that fits no more is no disagreement."""
        return self.state in ("open", "expired")

    @property
    def by_claim(self) -> tuple[tuple[Entry, tuple[Account, ...]], ...]:
        """The accounts that take part by their claim, the one that the others are held against first."""
        entries = {part.entry.claim.claim_id: part.entry for part in self.parts}
        order = sorted(entries.values(), key=lambda entry: (entry is not self.entry, entry.claim.claim_id))
        return tuple((entry, tuple(part.account for part in self.parts if part.entry is entry)) for entry in order)

    @property
    def rule_words(self) -> str:
        """The rule's name as words."""
        return self.rule.replace("_", " ").capitalize()


def read(con: duckdb.DuckDBPyConnection, claims: Claims, today: date, build_id: str) -> tuple[Clash, ...]:
    """Read every disagreement, those first that are to be decided and weigh most; `today` dates the row to paste."""
    faults = _faults(con, build_id)
    rows = con.execute(
        "select disagreements.disagreement_id, disagreements.rule, disagreements.severity, disagreements.state,"
        " disagreements.detail, disagreements.claim_id, disagreements.decision, disagreements.reason,"
        " disagreements.decided_by, disagreements.decided_on, disagreements.expires_on,"
        " disagreements.preferred_fact_id, list(parts.fact_id order by parts.fact_id)"
        " from marts.disagreements as disagreements"
        " left join marts.disagreement_facts as parts using (disagreement_id) group by all"
    ).fetchall()
    told, allowed = claims.told, _allowed(con)
    entries = {entry.claim.claim_id: entry for entry in claims.entries}
    found = []
    for row in rows:
        parts = tuple(Part(*told[fact_id]) for fact_id in row[12] or () if fact_id in told)
        entry = entries.get(row[5]) or (parts[0].entry if parts else None)
        wrong = tuple(fault for part in parts for fault in faults.get(part.account.fact_id, ()))
        leaves = allowed.get((row[0], row[5]))
        clash = Clash(*(*row[:5], entry, parts, leaves, *row[6:12], ruling_row(row[0], today), wrong))
        found.append(clash)
    return tuple(sorted(found, key=_rank))


def chart(clash: Clash) -> charts.Intervals | None:
    """Return what to draw of a disagreement: all who take part on one axis, and what the others or inference leave."""
    if clash.entry is None:
        return None
    claim = clash.entry.claim
    alike = [
        (entry, accounts)
        for entry, accounts in clash.by_claim
        if (entry.claim.unit, entry.claim.value_kind) == (claim.unit, claim.value_kind)
    ]
    several = len(alike) > 1
    shown = [
        ((entry.claim.scope or entry.claim.subject) if several else None, account)
        for entry, accounts in alike
        for account in accounts[: max(charts.MOST_BARS // len(alike), 2)]
    ]
    band = clash.allowed or (charts.ends(claim.inferred) if clash.entry.allowed else None)
    own = {part.account.fact_id for part in clash.parts if part.entry is clash.entry}
    return charts.of_accounts(claim, shown, band, tuple(own) if several else None)


def _allowed(con: duckdb.DuckDBPyConnection) -> Mapping[tuple[str, str], tuple[float | None, float | None]]:
    """Return what its other operands leave for the claim of each disagreement that one relation shows."""
    rows: Sequence[tuple[str, str, float | None, float | None]] = con.execute(
        "select shown.disagreement_id, any_value(relations.claim_id), any_value(relations.computed_low),"
        " any_value(relations.computed_high) from marts.disagreement_relations as shown"
        " inner join marts.relations as relations using (relation_id)"
        " inner join marts.claims as claims on relations.claim_id = claims.claim_id"
        " where claims.value_kind <> 'date' group by shown.disagreement_id having count(*) = 1"
    ).fetchall()
    return {(row[0], row[1]): (row[2], row[3]) for row in rows if (row[2], row[3]) != (None, None)}


def _faults(con: duckdb.DuckDBPyConnection, build_id: str) -> Mapping[str, Sequence[Fault]]:
    """Return what rules find wrong with the label of each fact; rules between sources are no fault of a label."""
    rows = con.execute(
        "select fact_id, rule, coalesce(file_line, ''), detail from quality.violations where build_id = ?"
        " and fact_id is not null and severity <> 'info' and table_name not in ('marts.claims', 'marts.disagreements')"
        " and rule not in (select rule from marts.disagreements)"
        " qualify row_number() over (partition by fact_id, rule order by detail) = 1"
        " order by severity <> 'critical', fact_id, rule",
        [build_id],
    ).fetchall()
    found: dict[str, list[Fault]] = {}
    for fact_id, *fault in rows:
        found.setdefault(fact_id, []).append(Fault(*fault))
    return found


def _rank(clash: Clash) -> tuple[object, ...]:
    return _STATES.index(clash.state), _SEVERITIES.index(clash.severity), clash.disagreement_id
