"""Where the columns of a project's models come from, by what is written now and what the newest build knows of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from wh import kept, parsing, tracing, warehouse
from wh.build import variables_of
from wh.fingerprints import read_built
from wh.model import raise_all
from wh.project import Project

if TYPE_CHECKING:
    from wh.parsing import Parsed


def trace(project: Project, target: str, now: datetime, *, rows: bool = False) -> tracing.Tree:
    """Return the tree from a model's column, or all of them, to the columns of raw tables, sources and seeds."""
    parsed = parsing.parse(project, variables_of(project, now), now=now)
    raise_all(parsed.wrong)
    order = [name for name in parsed.graph().order() if parsed.kinds[name] not in ("ephemeral", "seed")]
    queries = {parsed.table(name): parsed.query(name).sql for name in order if not parsed.models[name].is_python}
    known = tracing.with_columns(queries, _known_columns(parsed))
    return tracing.trace(target, queries, known, rows=rows)


def _known_columns(parsed: "Parsed") -> dict[str, Sequence[str]]:
    """Return the columns of what is loaded, and of each model that is built as it is written now."""
    described = {
        f"{table.schema}.{table.identifier}": [column.name for column in table.columns]
        for table in parsed.sources.values()
        if table.columns
    }
    if kept.newest(parsed.project) is None:
        return dict(described)
    con = warehouse.open_newest(parsed.project)
    try:
        built = read_built(con)
        there: dict[str, list[str]] = {}
        for table, column in con.execute(
            "select schema_name || '.' || table_name, column_name from duckdb_columns()"
            " where database_name = current_database() and not internal order by column_index"
        ).fetchall():
            there.setdefault(table, []).append(column)
    finally:
        con.close()
    changed = {
        parsed.table(name)
        for name in parsed.models
        if parsed.kinds[name] not in ("ephemeral", "seed")
        and (name not in built or parsed.rendered[name].sql not in built[name].sql)
    }
    return {**described, **{table: columns for table, columns in there.items() if table not in changed}}
