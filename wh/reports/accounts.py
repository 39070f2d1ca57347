"""The facts and quotations that a finding is about, the one to touch first: what is new, else the odd one out.

Reads the built file, for all findings at once; what is not built, or not loaded, has none.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from wh.results import Violation

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LEADING_ID = re.compile(r"\s*([^\s:,]+)(?:[:,]| \()")
_WORDS = re.compile(r"[^\s:,;()\"]+")
_COMPARED = 300
"""How many accounts of one finding are held against each other, the newest first."""

_PARTS = """
    select disagreement_id, fact_id from marts.disagreement_facts where disagreement_id in (select unnest($1))
"""
_QUOTES_OF = """
    select identified.disagreement_id, parts.part_id
    from intermediate.int_disagreements__identified as identified
    inner join intermediate.int_disagreements__parts as parts using (rule, about_id)
    where not parts.is_fact and identified.disagreement_id in (select unnest($1))
"""
_OF_CLAIMS = "select claim_id, fact_id from marts.facts where claim_id in (select unnest($1))"
_RELATIONS_AT = """
    select file || ':' || line, relation_id from raw.relations_now
    where file || ':' || line in (select unnest($1))
"""
_OF_RELATIONS = """
    select relations.relation_id, facts.fact_id
    from raw.relations_now as relations
    inner join marts.facts as facts on relations.operand = facts.claim_id and facts.is_live
    where relations.relation_id in (select unnest($1))
"""
_FACTS = """
    select
        facts.fact_id, facts.claim_id, facts.stance, [facts.low, facts.high], [facts.earliest_on, facts.latest_on],
        lower(trim(facts.value_text)), facts.is_live,
        coalesce(articles.published_at, articles.published_on::timestamp), labels.file || ':' || labels.line
    from marts.facts as facts
    inner join raw.facts_now as labels on facts.fact_id = labels.fact_id
    left join marts.articles as articles on facts.article_id = articles.article_id
    where facts.fact_id in (select unnest($1))
"""
_QUOTES = """
    select
        quotes.quote_id, null, 'asserts', [null, null], [null, null], lower(trim(quotes.exact)), true,
        coalesce(articles.published_at, articles.published_on::timestamp), labels.file || ':' || labels.line
    from marts.quotes as quotes
    inner join raw.quotes_now as labels on quotes.quote_id = labels.quote_id
    left join marts.articles as articles on quotes.article_id = articles.article_id
    where quotes.quote_id in (select unnest($1))
"""
_LOAD_BEFORE = """
    select max(load_id) from raw.loads
    where loaded_at <= (
        select finished_at from quality.builds
        where build_id = coalesce(
            $1, (select max(build_id) from quality.builds where status = 'published' and build_id < $2)
        )
    )
"""


@dataclass(frozen=True, slots=True)
class Account:
    """What one fact or quotation gives, and where it is labelled (`file:line`); a bound is None where it is open.

    `is_new` says that its label is new, or reads otherwise, since the build before.
    """

    id: str
    claim_id: str | None
    stance: str
    numbers: Sequence[Any]
    days: Sequence[Any]
    text: str | None
    is_live: bool
    published_at: datetime | None
    place: str
    is_new: bool = False

    def meets(self, other: "Account") -> bool:
        """Whether both can be true, as far as their words and intervals tell."""
        if self.stance != other.stance:
            return False
        for one, another in ((self.numbers, other.numbers), (self.days, other.days)):
            if any(end is not None for end in one) and any(end is not None for end in another):
                return _is_below(one[0], another[1]) and _is_below(another[0], one[1])
        return self.text == other.text


def _is_below(low: Any, high: Any) -> bool:
    return low is None or high is None or bool(low <= high)


@dataclass(frozen=True, slots=True)
class Accounts:
    """Whose accounts each finding is about, by the id that finds them: of a disagreement, a relation, a claim."""

    known: Mapping[str, Account] = field(default_factory=dict)
    of_disagreements: Mapping[str, Sequence[str]] = field(default_factory=dict)
    of_claims: Mapping[str, Sequence[str]] = field(default_factory=dict)
    of_relations: Mapping[str, Sequence[str]] = field(default_factory=dict)
    relations_at: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, con: "DuckDBPyConnection", violations: Sequence[Violation], build_id: str, since: str | None = None
    ) -> Self:
        """Read what the findings are about; new is what the build `since` had not, or else that published last."""
        leading = {name for each in violations if (name := leading_id(each))}
        parts = _listed(con, _PARTS, leading) | _listed(con, _QUOTES_OF, leading)
        relations_at = _listed(con, _RELATIONS_AT, {each.file_line for each in violations if each.file_line})
        relations = leading.union(*relations_at.values())
        of_relations = _listed(con, _OF_RELATIONS, relations)
        of_claims = _listed(con, _OF_CLAIMS, {each.claim_id for each in violations if each.claim_id})
        ids = {each.fact_id for each in violations if each.fact_id}
        ids = ids.union(*parts.values(), *of_relations.values(), *of_claims.values())
        before = _first(con, _LOAD_BEFORE, [since, build_id])
        known: dict[str, Account] = {}
        for table, key, sql in (("facts", "fact_id", _FACTS), ("quotes", "quote_id", _QUOTES)):
            new = _new(con, table, key, ids, before) if before else set()
            known |= {row[0]: replace(Account(*row), is_new=row[0] in new) for row in _rows(con, sql, [sorted(ids)])}
        return cls(known, parts, of_claims, of_relations, relations_at)

    def about(self, violation: Violation) -> list[Account]:
        """Return the accounts that a finding is about, the one to touch first; of one fact that one alone."""
        leading = leading_id(violation) or ""
        if leading in self.of_disagreements:
            return self._ranked(self.of_disagreements[leading])
        if violation.fact_id:
            of_claim = set(self.of_claims.get(violation.claim_id or "", ()))
            named = of_claim.intersection(_WORDS.findall(violation.detail))
            return self._ranked({violation.fact_id, *named})
        if relation := self.relation(violation):
            return self._ranked(self.of_relations.get(relation, ()))
        return self._ranked(self.of_claims.get(violation.claim_id or "", ()))

    def relation(self, violation: Violation) -> str | None:
        """Return the relation that a finding is about, by its line or by the id that the words begin with."""
        leading = leading_id(violation)
        if leading in self.of_relations:
            return leading
        return next(iter(self.relations_at.get(violation.file_line or "", ())), None)

    def _ranked(self, ids: Iterable[str]) -> list[Account]:
        """Order accounts: what is live, what is new, the odd ones out, the newest published, the last by id."""
        found = [self.known[name] for name in sorted(ids, reverse=True) if name in self.known]
        found.sort(key=lambda one: (one.published_at is not None, one.published_at or datetime.min), reverse=True)
        rivals = [each for each in found if each.is_live][:_COMPARED] or found[:_COMPARED]
        met = {one.id: sum(one.meets(other) for other in rivals) for one in rivals}
        return sorted(found, key=lambda one: (not one.is_live, not one.is_new, met.get(one.id, len(rivals))))


def leading_id(violation: Violation) -> str | None:
    """Return the id that the words of a finding begin with, if they begin with one."""
    found = _LEADING_ID.match(violation.detail)
    return found[1] if found else None


def _new(con: "DuckDBPyConnection", table: str, key: str, ids: Iterable[str], load_id: str) -> set[str]:
    """Return which labels are not as an earlier load had them."""
    wanted = f"where {key} in (select unnest($1))"
    shown = "* exclude (file, line, file_sha256, load_id)"
    sql = f"""
        select {key} from (
            select {shown} from raw.{table}_now {wanted}
            except
            select {shown} from (
                from raw.{table} as label semi join raw.load_files as seen
                on seen.load_id = $2 and seen.table_name = '{table}' and seen.file = label.file
                    and seen.file_sha256 = label.file_sha256
            ) {wanted}
        )
    """
    return {name for (name,) in _rows(con, sql, [sorted(ids), load_id])}


def _listed(con: "DuckDBPyConnection", sql: str, ids: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, each in _rows(con, sql, [sorted(ids)]) if ids else ():
        found.setdefault(name, []).append(each)
    return found


def _first(con: "DuckDBPyConnection", sql: str, values: Sequence[object]) -> Any:
    return next((row[0] for row in _rows(con, sql, values)), None)


def _rows(con: "DuckDBPyConnection", sql: str, values: Sequence[object]) -> list[tuple[Any, ...]]:
    import duckdb

    try:
        return con.execute(sql, list(values)).fetchall()
    except duckdb.Error:  # the marts are not built yet, or are others
        return []
