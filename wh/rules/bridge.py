"""What the rules take of the bridge to Great Expectations (`wh.gx_duckdb`), and add to it: tables known by name."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import duckdb

from wh import gx_duckdb
from wh.gx_duckdb import ComputedTogether, DuckDBExecutionEngine, first_line, lent_datasource
from wh.gx_duckdb.engine import cursor_of
from wh.relations import quoted

# isort: split
from great_expectations.compatibility import pydantic

__all__ = [
    "COLUMNS_OF_TABLES",
    "ComputedTogether",
    "DuckDBExecutionEngine",
    "RuleEngine",
    "columns_of_tables",
    "first_line",
    "lent",
    "lent_datasource",
    "named_table",
    "pydantic",
    "table_sql",
]

COLUMNS_OF_TABLES = """
select
    lower(schema_name || '.' || table_name) as name,
    list(column_name order by column_index) as columns,
    list(data_type order by column_index) as types
from duckdb_columns()
where database_name = current_database()
group by all
"""
"""The columns of each table and view, by `schema.table` in lower case."""


class RuleEngine(DuckDBExecutionEngine):
    """The engine of a build: metrics computed together may name a table as their batch, and it is never loaded."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.named_tables: set[str] = set()
        self.lender: duckdb.DuckDBPyConnection | None = None

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """Return one more cursor of the connection that is lent, for whoever asks beside; it is to be closed."""
        assert self.lender is not None, "an engine of somebody's own, which lends nothing"
        return cursor_of(self.lender)

    def batch_sql(self, domain: dict[str, Any]) -> str:
        """Return the rows of a batch, row condition and all, as they stand after FROM."""
        name = named_table(self, domain)
        if name is None or domain.get("row_condition") is not None:
            return super().batch_sql(domain)
        return f"(select * from {table_sql(name)})"


@contextmanager
def lent(connection: duckdb.DuckDBPyConnection) -> Iterator[RuleEngine]:
    """Yield an engine on a connection's own database; see `wh.gx_duckdb.lent`."""
    with gx_duckdb.lent(connection, RuleEngine) as engine:
        engine.lender = connection
        yield engine


def columns_of_tables(engine: DuckDBExecutionEngine) -> dict[str, dict[str, str]]:
    """Return the columns of each table and view with their types, by `schema.table` in lower case."""
    found = engine.rows(COLUMNS_OF_TABLES)
    return {each["name"]: dict(zip(each["columns"], each["types"], strict=True)) for each in found}


def named_table(engine: DuckDBExecutionEngine, domain: dict[str, Any]) -> str | None:
    """Return the table that stands for a batch by its name; None where the batch is one of Great Expectations' own."""
    batch_id = domain.get("batch_id")
    return batch_id if isinstance(engine, RuleEngine) and batch_id in engine.named_tables else None


def table_sql(name: str) -> str:
    """Return `schema.table` quoted, however both are spelled."""
    return ".".join(map(quoted, name.split(".", 1)))
