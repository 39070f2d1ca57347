"""What is new and what reads differently since the build before: claims, articles, facts and disagreements.

Compares by what an editor knows of: a claim's answer in words, an article's text. Tables are for `wh diff`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from wh import kept, warehouse
from wh.errors import WhError
from wh.explaining import Interval
from wh.project import Project
from wh.reports.page.charts import said
from wh.reports.page.claims import Claims


@dataclass(frozen=True, slots=True)
class Reading:
    """How a claim read in a build: its answer and its verdict, both in words."""

    answer: str
    agreement: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A claim that reads differently now."""

    claim_id: str
    before: Reading
    now: Reading


@dataclass(frozen=True, slots=True)
class Counts:
    """How many things of a kind came, changed and went."""

    kind: str
    added: int
    changed: int
    removed: int

    @property
    def kinds(self) -> str:
        """The kind of more than one."""
        return "people" if self.kind == "person" else f"{self.kind}s"


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs from the build before; `before` is None, and `why` says so, where there is none to compare with."""

    before: str | None
    why: str
    changed: tuple[Changed, ...] = ()
    new_claim_ids: frozenset[str] = frozenset()
    gone_claim_ids: tuple[str, ...] = ()
    new_clash_ids: frozenset[str] = frozenset()
    settled_clash_ids: frozenset[str] = frozenset()
    counts: tuple[Counts, ...] = ()

    @property
    def changed_claim_ids(self) -> frozenset[str]:
        """The claims that read differently."""
        return frozenset(one.claim_id for one in self.changed)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing at all differs."""
        return not (
            self.changed
            or self.new_claim_ids
            or self.gone_claim_ids
            or self.new_clash_ids
            or self.settled_clash_ids
            or any((one.added, one.changed, one.removed) != (0, 0, 0) for one in self.counts)
        )


_KINDS = {
    "article": "select article_id, content_sha256 from marts.articles",
    "labelled fact": "select fact_id, concat_ws(chr(31), stance, value, exact, source_id, is_live) from marts.facts",
    "person": "select person_id, list_sort(name_variants)::varchar from marts.people",
    "quotation": "select quote_id, exact from marts.quotes",
}


def since_before(con: duckdb.DuckDBPyConnection, build_id: str, project: Project, claims: Claims) -> Changes:
    """Compare the build with the one that was kept before it."""
    older = [build for build in kept.kept_builds(project) if build.build_id < build_id]
    if not older:
        return Changes(None, "This is the first build that is kept, so there is nothing to compare it with.")
    before = older[-1].build_id
    try:
        earlier = warehouse.open_asked(project, build_id=before)
    except WhError:
        return Changes(None, f"Build {before}, the one before, cannot be read.")
    try:
        return _compared(before, earlier, con, claims)
    except duckdb.ProgrammingError:
        return Changes(None, f"Build {before}, the one before, has other tables.")
    finally:
        earlier.close()


def _compared(
    before: str, earlier: duckdb.DuckDBPyConnection, con: duckdb.DuckDBPyConnection, claims: Claims
) -> Changes:
    then = _readings(earlier)
    now = {
        one.claim.claim_id: Reading(said(one.claim.interval, one.claim.unit, one.claim.value_kind), one.claim.agreement)
        for one in claims.entries
    }
    states_then, states_now = _states(earlier), _states(con)
    return Changes(
        before=before,
        why="",
        changed=tuple(
            Changed(claim_id, then[claim_id], reading)
            for claim_id, reading in now.items()
            if claim_id in then and then[claim_id] != reading
        ),
        new_claim_ids=frozenset(now.keys() - then.keys()),
        gone_claim_ids=tuple(sorted(then.keys() - now.keys())),
        new_clash_ids=frozenset(states_now.keys() - states_then.keys()),
        settled_clash_ids=frozenset(
            one for one, state in states_now.items() if state == "ruled" and states_then.get(one, "ruled") != "ruled"
        )
        | (states_then.keys() - states_now.keys()),
        counts=tuple(_counts(kind, _by_id(earlier, sql), _by_id(con, sql)) for kind, sql in _KINDS.items()),
    )


def _readings(con: duckdb.DuckDBPyConnection) -> dict[str, Reading]:
    rows = con.execute(
        "select claim_id, agreement, unit, value_kind, low, high, earliest_on, latest_on, value_text from marts.claims"
    ).fetchall()
    return {row[0]: Reading(said(Interval(*row[4:]), row[2], row[3]), row[1]) for row in rows}


def _states(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    return dict(con.execute("select disagreement_id, state from marts.disagreements where state <> 'stale'").fetchall())


def _by_id(con: duckdb.DuckDBPyConnection, sql: str) -> Mapping[str, object]:
    return dict(con.execute(sql).fetchall())


def _counts(kind: str, then: Mapping[str, object], now: Mapping[str, object]) -> Counts:
    both = then.keys() & now.keys()
    changed = sum(then[one] != now[one] for one in both)
    return Counts(kind, len(now.keys() - then.keys()), changed, len(then.keys() - now.keys()))
