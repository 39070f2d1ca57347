"""What an expectation reads: its own table, and whatever its SQL names; not known of a kind that is not known here."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from wh.rules.bridge import COLUMNS_OF_TABLES, table_sql  # first: it imports Great Expectations quietly
from wh.rules.conditions import THEIR_OWN
from wh.rules.data_test_expectations import DataTestExpectation
from wh.rules.data_tests import Batch, judgement, question, reads_only_tables
from wh.rules.expectation import RuleBetweenSources
from wh.rules.together import Asked
from wh.rules.watching import Watch

# isort: split
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import (
    ColumnAggregateExpectation,
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    MulticolumnMapExpectation,
)

_OF_ONE_TABLE = (ColumnAggregateExpectation, ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)
_OF_WHOLE_TABLE = ("expect_table_row_count_to_be_between", "expect_table_row_count_to_equal", "expect_column_to_exist")


def tables_read(
    con: duckdb.DuckDBPyConnection, asked: Sequence[Asked], watched: Mapping[str, str]
) -> list[Mapping[str, str] | None]:
    """Return for each rule the tables it read with their fingerprints; None where that cannot be known."""
    watch = Watch(con, watched)
    columns: dict[str, Sequence[str]] = {}
    if any(isinstance(each.expectation, DataTestExpectation) for each in asked):
        columns = {name: names for name, names, _ in con.execute(COLUMNS_OF_TABLES).fetchall()}
    selects = [_select(each, columns) for each in asked]
    watch.parse([select for select in dict.fromkeys(selects) if select is not None])
    return [
        _by_names(each, watch) if select is None else watch.sql(select)
        for each, select in zip(asked, selects, strict=True)
    ]


def _select(asked: Asked, columns: Mapping[str, Sequence[str]]) -> str | None:
    """Return all the SQL of a rule that has any, over its table."""

    def batch(name: str) -> Batch:
        return Batch(table_sql(name), columns.get(name.lower(), ()))

    expectation: Any = asked.expectation
    table = batch(asked.suite.table_name).sql
    try:
        if isinstance(expectation, RuleBetweenSources):
            return expectation.question().replace("{batch}", f"(select * from {table})")
        if isinstance(expectation, UnexpectedRowsExpectation):
            query = str(expectation.unexpected_rows_query).replace("{batch}", table)
            return f"select (select count(*) from {table}), unexpected.* from ({query}) as unexpected"
        if isinstance(expectation, DataTestExpectation) and not reads_only_tables(expectation.data_test()):
            test = expectation.data_test()
            of_table = asked.suite.table_name.lower() in columns
            found = question(test, batch(asked.suite.table_name) if of_table else None, batch)
            # never run, but all that is run is in it
            return f"select ({found.compared}), ({judgement(test, found.failing)}) from {found.rows or '(select 1)'}"
    except Exception:  # it could not be asked either, and will be again
        return ""
    return None


def _by_names(asked: Asked, watch: Watch) -> Mapping[str, str] | None:
    expectation: Any = asked.expectation
    names = [asked.suite.table_name]
    if isinstance(expectation, DataTestExpectation):
        names += [str(name) for key, name in expectation.arguments().items() if key == "to"]
    elif not type(expectation).__module__.startswith(THEIR_OWN) or (
        not isinstance(expectation, _OF_ONE_TABLE) and expectation.expectation_type not in _OF_WHOLE_TABLE
    ):
        return None
    found: dict[str, str] = {}
    for name in names:
        tables = watch.table(name)
        if tables is None:
            return None
        found |= tables
    return found
