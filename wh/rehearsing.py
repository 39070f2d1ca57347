"""A load rehearsed: every row that could not be used, and every label whose words are not where it says.

Works in memory, on this input alone: what was loaded before is not looked at, and nothing is written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from wh import choosing, loading, planning, quality, raw, running
from wh.parsing import parse
from wh.project import Project
from wh.results import LoadSummary

_LOCATED = ("+int_evidence__located", "+int_quotes__located", "+int_passages__located", "+int_mentions__located")

_STRAY = """
select labels.file, labels.line, labels.said, located.state from (
    select 'fact' as kind, fact_id as id, exact as said, file, line from raw.facts_now
    union all select 'quote', quote_id, concat_ws(' … ', exact_from, exact_to), file, line from raw.quotes_now
    union all select 'mention', concat_ws('|', article_id, exact), exact, file, line from raw.mentions_now
) as labels
inner join (
    select 'fact' as kind, fact_id as id, evidence_state as state from intermediate.int_evidence__located
    union all select 'quote', quote_id, quote_state from intermediate.int_quotes__located
    union all
    select distinct 'mention', concat_ws('|', article_id, exact), mention_state
    from intermediate.int_mentions__located
) as located using (kind, id)
where located.state not in ('anchored', 'moved')
order by labels.file, labels.line
"""

_WORDS = {
    "orphaned": "is not in the article's text",
    "ambiguous": "is in the article's text more than once",
}


@dataclass(frozen=True, slots=True)
class Stray:
    """A label whose words were not found in one place; `file` is relative to the project."""

    file: str
    line: int
    says: str


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a load would give, and the labels that it could not anchor."""

    summary: LoadSummary
    strays: tuple[Stray, ...]


def rehearse(project: Project, articles: Path | None, now: datetime) -> Rehearsal:
    """Load into memory and locate every label's words."""
    with located(project, articles, now) as (con, summary):
        rows = con.execute(_STRAY).fetchall()
    strays = tuple(Stray(file, line, f'"{said}" {_WORDS.get(state, state)}') for file, line, said, state in rows)
    return Rehearsal(summary, strays)


@contextmanager
def located(
    project: Project, articles: Path | None, now: datetime
) -> Iterator[tuple[duckdb.DuckDBPyConnection, LoadSummary]]:
    """Yield a warehouse in memory with this input loaded and every label's words located in it."""
    con = duckdb.connect()
    try:
        quality.create_quality(con)
        summary = loading.load(con, project, articles, now)
        variables = {**project.settings.vars, "build_day": now.date().isoformat()}
        parsed = parse(project, variables, raw.relations(con), now=now)
        plan = planning.make_plan(con, parsed, choosing.models_among(choosing.choose(parsed, _LOCATED)))
        running.run_plan(con, plan, "rehearsal", lambda *_: None)
        yield con, summary
    finally:
        con.close()
