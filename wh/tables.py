"""A table or view of DuckDB: its name, whether it is there, and making it of a query in one statement.

The author's SQL is never wrapped: it begins on the second line of the statement (LINE_OFFSET), and an error in it
stays DuckDB's own, so that its line can be found. Nothing here begins or ends a transaction.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import duckdb

from wh.errors import ModelError
from wh.query_faults import plain_message
from wh.relations import quoted

LINE_OFFSET = 1
"""By how many lines an author's SQL is moved down in the statement that DuckDB gets."""

NEW_ROWS = 'temp."wh new rows"'
"""The rows that a query gives now, while they are brought into a table that is there already."""

_THE_CONFIG_S_FAULT = (
    duckdb.ProgrammingError,
    duckdb.DataError,
    duckdb.IntegrityError,
    duckdb.NotSupportedError,
    duckdb.DependencyException,
)
_NOT_THE_MODEL_S_FAULT = (duckdb.IOException, duckdb.FatalException, duckdb.InterruptException)


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view by schema and name."""

    schema: str
    name: str

    @property
    def sql(self) -> str:
        """Its name as it stands in a statement, quoted."""
        return f"{quoted(self.schema)}.{quoted(self.name)}"


@dataclass(frozen=True, slots=True)
class Existing:
    """What is in the warehouse under a name: `table` or `view`, and name and type of each column, in order."""

    kind: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a model, and how many rows were written; of a view None."""

    row_count: int | None
    action: str


def existing(con: duckdb.DuckDBPyConnection, relation: Relation) -> Existing | None:
    """Look a name up, as DuckDB does: without regard to case."""
    return all_existing(con, relation).get((relation.schema.lower(), relation.name.lower()))


def all_existing(con: duckdb.DuckDBPyConnection, only: Relation | None = None) -> dict[tuple[str, str], Existing]:
    """Return what is in the warehouse by schema and name in lower case: one query for any number of models."""
    wanted = "and lower(schema_name) = lower(?) and lower(table_name) = lower(?)" if only else ""
    rows = con.execute(
        f"""
        select
            lower(schema_name), lower(table_name),
            table_oid in (select view_oid from duckdb_views() where database_name = current_database()),
            list((column_name, data_type) order by column_index)
        from duckdb_columns()
        where database_name = current_database() and not internal {wanted}
        group by all
        """,
        [only.schema, only.name] if only else [],
    ).fetchall()
    return {(row[0], row[1]): Existing("view" if row[2] else "table", tuple(row[3])) for row in rows}


def build_table(con: duckdb.DuckDBPyConnection, relation: Relation, sql: str, there: Existing | None) -> Done:
    """Make a table of all that the query gives, in place of what is there."""
    _drop_the_other(con, relation, there, "table")
    made = run_query(con, f"create or replace table {relation.sql} as", sql).fetchone()
    return Done(made[0] if made else 0, "created table")


def build_view(con: duckdb.DuckDBPyConnection, relation: Relation, sql: str, there: Existing | None) -> Done:
    """Make a view of the query, in place of what is there."""
    _drop_the_other(con, relation, there, "view")
    run_query(con, f"create or replace view {relation.sql} as", sql)
    return Done(None, "created view")


def run_query(con: duckdb.DuckDBPyConnection, head: str, sql: str) -> duckdb.DuckDBPyConnection:
    """Run a statement that ends with the author's SQL; an error of DuckDB's has the statement as its note."""
    statement = f"{head}\n{sql}"
    try:
        return con.execute(statement)
    except duckdb.Error as cause:
        cause.add_note(statement)
        raise


def _drop_the_other(con: duckdb.DuckDBPyConnection, relation: Relation, there: Existing | None, wanted: str) -> None:
    if there and there.kind != wanted:
        con.execute(f"drop {there.kind} {relation.sql}")


def is_not_the_model_s(cause: duckdb.Error) -> bool:
    """Whether what went wrong is of the file or the machine, or was asked for, so that no model can be mended."""
    # a bare Error is a block of the file that cannot be read; like the others it is not the model's fault
    if isinstance(cause, duckdb.IOException) and re.search(r"No files found|Cannot open file", str(cause)):
        return False
    return type(cause) is duckdb.Error or isinstance(cause, _NOT_THE_MODEL_S_FAULT)


@contextmanager
def new_rows(con: duckdb.DuckDBPyConnection, sql: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Hold what the query gives now in NEW_ROWS, and give its columns; the table is gone afterwards."""
    run_query(con, f"create or replace temp table {NEW_ROWS} as", sql)
    try:
        yield columns_of(con, NEW_ROWS)
    finally:
        with suppress(duckdb.TransactionException):  # an aborted transaction takes the table with it
            con.execute(f"drop table if exists {NEW_ROWS}")


def columns_of(con: duckdb.DuckDBPyConnection, name: str) -> tuple[tuple[str, str], ...]:
    """Return name and type of each column of the relation, in order."""
    return tuple((row[0], row[1]) for row in con.execute(f"describe {name}").fetchall())


def count_changed(con: duckdb.DuckDBPyConnection, statement: str, doing: str, way_out: str | None = None) -> int:
    """Run a statement that is made of the model's config, and return how many rows it wrote.

    What DuckDB has against it concerns no line of the model: it becomes a ModelError that says what was being done.
    """
    try:
        row = con.execute(statement).fetchone()
    except _THE_CONFIG_S_FAULT as cause:
        raise ModelError(f"{doing}: {plain_message(cause)}".rstrip(".!") + ".", way_out=way_out) from cause
    return int(row[0]) if row and row[0] is not None else 0


def is_plain(key: str) -> bool:
    """Whether the text is the name of a column, and no expression."""
    return re.fullmatch(r'[A-Za-z_]\w*|"(?:[^"]|"")+"', key) is not None


def plain_name(key: str) -> str:
    """Return a column's name without its quotation marks, in lower case, as names are compared."""
    return (key[1:-1].replace('""', '"') if key.startswith('"') else key).lower()


def first_unknown(names: Sequence[str], columns: Sequence[tuple[str, str]]) -> str | None:
    """Return the first of the names that none of the columns has; an expression is not looked up."""
    known = {name.lower() for name, _ in columns}
    return next((name for name in names if is_plain(name) and plain_name(name) not in known), None)
