"""Every disagreement of a build as the page shows it: what clashes, on one axis, and what was or must be decided."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

from wh.claim_words import ruling_row
from wh.explaining import Account, Interval, changed_grounds
from wh.reports.page import charts
from wh.reports.page.claims import Claims, Entry
from wh.reports.page.rules import Rule, Told

_STATES = ("open", "expired", "stale", "ruled")
_SEVERITIES = ("critical", "warning", "info")
_BETWEEN = {
    "sources_agree": "sources against each other",
    "status_agree": "said here, denied there",
    "status_confirmed": "said here, not confirmed there",
    "counts_do_not_fall": "a count that falls",
    "parts_sum_to_whole": "the parts against the whole",
    "part_within_whole": "a part against the whole",
    "difference_holds": "a difference against its two sides",
    "duration_matches_dates": "a length of time against its days",
    "age_matches_birth": "an age against a birth",
    "earlier_before_later": "two days in the wrong order",
    "at_most_holds": "the smaller against the larger",
    "relations_agree": "against what related claims leave",
    "relation_holds": "against what related claims leave",
    "quotation_alike": "one quotation in two wordings",
}
_MOST_SHARED = 3


@dataclass(frozen=True, slots=True)
class Part:
    """An account that takes part, and the claim that it is about."""

    entry: Entry
    account: Account


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the label of an account that takes part, and at which line of which file it stands."""

    fact_id: str
    rule: str
    file_line: str
    detail: str

    @property
    def rule_words(self) -> str:
        """The rule's name as words."""
        return self.rule.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Shared:
    """Another disagreement that is to be decided and rests on the same account."""

    disagreement_id: str
    question: str
    topic: str
    between: str
    account: Account


@dataclass(frozen=True, slots=True)
class Clash:
    """A disagreement: the claim it is about (None for quotations and where it is no more), and who takes part.

    `allowed` is what the others leave for the claim where a relation shows the clash; `row` is ready for rulings.csv.
    `faults` are to be mended before anybody rules: what is labelled wrong is no matter for a ruling. `changed` says
    what the ruling was made on and is no more so; `shared` are others that fall with the same account.
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
    changed: str | None = None
    shared: tuple[Shared, ...] = ()

    @property
    def band(self) -> tuple[float | None, float | None] | None:
        """What the plot shades: what the others leave; where one claim alone clashes, else what related claims do."""
        if self.allowed or self.entry is None:
            return self.allowed
        is_alone = len(self.by_claim) < 2
        return charts.ends(self.entry.claim.inferred) if is_alone and self.entry.allowed else None

    @property
    def shaded(self) -> str:
        """What the plot shades, in words: what the others leave for the claim, or what related claims do."""
        if self.entry is None or self.band is None:
            return ""
        claim, what = self.entry.claim, "what related claims leave"
        words = self.entry.allowed
        if self.allowed:
            what = "what the others leave"
            words = charts.said(Interval(*self.allowed, None, None, None), claim.unit, claim.value_kind)
        of = f" for the first, {self.entry.topic}" if len(self.by_claim) > 1 else ""
        return f"{what}{of}: {words}" if words else f"{what}{of}"

    @property
    def question(self) -> str:
        """What it is called by: the question of its claim, or the rule where it has none."""
        return self.entry.claim.question if self.entry else self.rule_words

    @property
    def between(self) -> str:
        """What stands against what, in a few words: it tells apart two disagreements over one question."""
        return _BETWEEN.get(self.rule, self.rule.replace("_", " ")) if self.entry else ""

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
    faults, changed = _faults(con, build_id), changed_grounds(con)
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
        leaves = leaves if leaves and _is_left(leaves, parts, entry) else None
        after = (ruling_row(row[0], today), wrong, changed.get(row[0]))
        found.append(Clash(*(*row[:5], entry, parts, leaves, *row[6:12], *after)))
    return _with_shared(sorted(found, key=_rank))


def shown_by(clashes: Sequence[Clash]) -> Callable[[Rule, Told], Clash | None]:
    """Return what finds the disagreement that a row of a rule tells of: by its id, else by its rule and claim."""
    by_id = {clash.disagreement_id: clash for clash in clashes}
    by_claim = {
        (clash.rule, clash.entry.claim.claim_id): clash for clash in clashes if clash.entry and clash.is_waiting
    }

    def find(rule: Rule, row: Told) -> Clash | None:
        return by_id.get(row.clash_id or "") or by_claim.get((rule.name, row.claim_id or ""))

    return find


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
    own = {part.account.fact_id for part in clash.parts if part.entry is clash.entry}
    return charts.of_accounts(claim, shown, clash.band, tuple(own) if several else None)


def _is_left(band: tuple[float | None, float | None], parts: Sequence[Part], entry: Entry | None) -> bool:
    """Whether somebody gives what the others do not leave: of a sum that one article alone gets wrong nobody does."""
    least, most = band
    for part in parts:
        low, high = charts.ends(part.account.interval)
        is_above = least is None or (low is not None and low >= least)
        if part.entry is entry and not (is_above and (most is None or (high is not None and high <= most))):
            return True
    return False


def _with_shared(clashes: Sequence[Clash]) -> tuple[Clash, ...]:
    """Return the disagreements, those that are to be decided with what else rests on an account of theirs."""
    by_fact: dict[str, list[Clash]] = {}
    for clash in clashes:
        for fact_id in {part.account.fact_id for part in clash.parts} if clash.is_waiting else ():
            by_fact.setdefault(fact_id, []).append(clash)
    return tuple(
        replace(clash, shared=tuple(_shared(clash, by_fact))) if clash.is_waiting else clash for clash in clashes
    )


def _shared(clash: Clash, by_fact: Mapping[str, Sequence[Clash]]) -> Iterator[Shared]:
    common: dict[str, list[Account]] = {}
    others: dict[str, Clash] = {}
    for part in clash.parts:
        for other in by_fact[part.account.fact_id]:
            if other is not clash:
                others[other.disagreement_id] = other
                common.setdefault(other.disagreement_id, []).append(part.account)
    wrong = {fault.fact_id for fault in clash.faults}
    for disagreement_id, accounts in list(common.items())[:_MOST_SHARED]:
        other = others[disagreement_id]
        first = min(accounts, key=lambda account: account.fact_id not in wrong)
        topic = other.entry.topic if other.entry else ""
        yield Shared(disagreement_id, other.question, topic, other.between, first)


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
        found.setdefault(fact_id, []).append(Fault(fact_id, *fault))
    return found


def _rank(clash: Clash) -> tuple[object, ...]:
    return _STATES.index(clash.state), _SEVERITIES.index(clash.severity), clash.disagreement_id
