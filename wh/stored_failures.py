"""The tables of failing rows that a project of dbt asks for with `store_failures`: one for each such test.

Made anew whenever the test is asked, also where no row fails. What a test answers is not decided here.
"""

from typing import TYPE_CHECKING

import duckdb

from wh.errors import ModelError
from wh.parsing import Parsed
from wh.relations import Relation, quoted
from wh.testing import AskedTest, failing_rows, tests_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = "dbt_test__audit"
_KINDS = ("table", "view", "ephemeral")


def stored(test: AskedTest) -> str | None:
    """Return `table` or `view` for a test whose failing rows are kept, or None."""
    kind = test.config.get("store_failures_as")
    if kind is None:
        return "table" if test.config.get("store_failures") else None
    return None if kind == "ephemeral" else str(kind)


def relation_of(parsed: Parsed, test: AskedTest) -> Relation:
    """Return where the failing rows of a test are kept."""
    custom = str(test.config.get("schema") or SCHEMA)
    schema = parsed.renderer.schema_of(custom, test.written, test.config)
    return Relation(schema, test.alias, parsed.project.target.database)


def wrong_in(parsed: Parsed) -> "Iterator[ModelError]":
    """Yield what is wrong with the settings of tests that say how their rows are kept."""
    for test in tests_of(parsed):
        kind = test.config.get("store_failures_as")
        if kind is not None and kind not in _KINDS:
            yield ModelError(
                f"The failing rows of the test `{test.name}` are to be stored as `{kind}`.",
                at=test.declared.test.at if test.declared else test.written.shown,
                way_out="`table`, `view` or `ephemeral`",
            )


def store(
    con: duckdb.DuckDBPyConnection,
    parsed: Parsed,
    chosen: frozenset[str] | None = None,
    not_built: frozenset[str] = frozenset(),
) -> None:
    """Keep the failing rows of the tests that ask for it, of those chosen, whose tables are all built."""
    if parsed.project.dialect != "dbt":
        return
    for test in tests_of(parsed):
        kind = stored(test)
        if kind and (chosen is None or test.unique_id in chosen) and not_built.isdisjoint(test.models):
            _store(con, parsed, test, kind)


def _store(con: duckdb.DuckDBPyConnection, parsed: Parsed, test: AskedTest, kind: str) -> None:
    relation = relation_of(parsed, test)
    try:
        sql = failing_rows(parsed, test, con)
        con.execute(f"create schema if not exists {quoted(str(relation.schema))}")
        for other in ("table", "view"):
            if other != kind and _is_there(con, relation, other):
                con.execute(f"drop {other} {relation}")
        con.execute(f"create or replace {kind} {relation} as\n{sql}")
    except (duckdb.CatalogException, duckdb.BinderException, duckdb.DataError, ModelError):
        return  # it cannot be asked either, which is its answer


def _is_there(con: duckdb.DuckDBPyConnection, relation: Relation, kind: str) -> bool:
    found = con.execute(
        f"select 1 from duckdb_{kind}s() where database_name = current_database()"
        f" and schema_name = ? and {kind}_name = ?",
        [relation.schema, relation.identifier],
    )
    return found.fetchone() is not None
