"""The marts as CSV or Parquet, with a dictionary of all that their comments say.

Knows nothing of what a mart means.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its type and its sentence."""

    name: str
    type: str
    description: str


@dataclass(frozen=True, slots=True)
class Table:
    """A mart with its sentence."""

    name: str
    description: str
    columns: tuple[Column, ...]


def described(con: duckdb.DuckDBPyConnection) -> tuple[Table, ...]:
    """Return the marts, by name."""
    tables = con.execute(
        "select table_name, coalesce(comment, '') from duckdb_tables() where schema_name = 'marts'"
        " and database_name = current_database()"
        " union all select view_name, coalesce(comment, '') from duckdb_views() where schema_name = 'marts'"
        " and database_name = current_database() order by all"
    ).fetchall()
    columns: dict[str, list[Column]] = {}
    for table, name, type_, comment in con.execute(
        "select table_name, column_name, data_type, coalesce(comment, '') from duckdb_columns()"
        " where schema_name = 'marts' and database_name = current_database() order by table_name, column_index"
    ).fetchall():
        columns.setdefault(table, []).append(Column(name, type_, comment))
    return tuple(Table(name, comment, tuple(columns[name])) for name, comment in tables)


def write(con: duckdb.DuckDBPyConnection, table: Table, path: Path, form: str) -> None:
    """Write a mart in the order of its columns' values, so that the same rows are the same bytes."""
    options = (
        "format csv, header" if form == "csv" else f"format parquet, compression zstd, kv_metadata {_about(table)}"
    )
    query = f'select * from marts."{table.name}" order by all'
    con.execute(f"copy ({query}) to {_literal(str(path))} ({options})")


def write_dictionary(tables: Sequence[Table], path: Path) -> None:
    """Write what each table is and each column of it; a table's own row names no column."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(("table_name", "column_name", "data_type", "description"))
        for table in tables:
            writer.writerow((table.name, "", "", table.description))
            writer.writerows((table.name, each.name, each.type, each.description) for each in table.columns)


def _about(table: Table) -> str:
    """Return the sentences as a struct of SQL: Parquet keeps them beside the columns."""
    said = [("description", table.description), *((each.name, each.description) for each in table.columns)]
    names = dict.fromkeys(name for name, _ in said)
    told = {name: next(text for key, text in said if key == name) for name in names}
    return "{" + ", ".join(f"{_literal(name)}: {_literal(text)}" for name, text in told.items()) + "}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
