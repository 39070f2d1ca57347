"""Names through the models that read, pair and score them, in one DuckDB, in the order that they need each other."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import duckdb

from wh.parsing import Parsed, parse
from wh.people import PrintedName
from wh.project import Project, Settings

ROOT = Path(__file__).resolve().parents[1]
Row = dict[str, Any]


def printed(column: str, text: str) -> Row:
    """Return a name as staging has it: the column, and all that was read from it."""
    forms = asdict(PrintedName.read(text))
    forms["tokens"] = list(forms["tokens"])
    return {column: forms.pop("text"), **{f"{column}_{name}": value for name, value in forms.items()}}


def built(
    mentions: Iterable[Row] = (),
    people: Iterable[Row] = (),
    judgements: Iterable[Row] = (),
    through: str = "",
) -> duckdb.DuckDBPyConnection:
    """Build the models of names over rows of staging, all or what one needs, and return the DuckDB that holds them."""
    parsed = parsed_project()
    con = duckdb.connect()
    for schema in ("staging", "intermediate", "marts"):
        con.execute(f"create schema {schema}")
    given = {"stg_mentions": mentions, "stg_people": people, "stg_person_judgements": judgements}
    for name, rows in given.items():
        _create(con, parsed, name, list(rows))
    con.execute(f"create table {parsed.table('int_mentions__located')} as {_ALL_ANCHORED}")
    wanted = [through] if through else [name for name in parsed.models if name.startswith(_OF_NAMES)]
    for name in dict.fromkeys(each for one in wanted for each in _needed(parsed, one)):
        _build(con, parsed, name)
    return con


_OF_NAMES = ("int_names__", "int_groups__", "person_matches")
_ALL_ANCHORED = "select *, 'anchored' as mention_state from staging.stg_mentions"


@cache
def parsed_project() -> Parsed:
    """Return this project's models, parsed once."""
    return parse(Project(root=ROOT, settings=Settings()), {"vague_words": "acled", "build_day": "2026-01-01"})


def _needed(parsed: Parsed, name: str) -> list[str]:
    """Return the models of names that it needs, and itself, in an order in which they can be built."""
    order: dict[str, None] = {}

    def visit(one: str) -> None:
        for parent in sorted(parsed.rendered[one].refs):
            if parent.startswith(("int_names__", "int_groups__")) and parent not in order:
                visit(parent)
        order[one] = None

    visit(name)
    return list(order)


def _build(con: duckdb.DuckDBPyConnection, parsed: Parsed, name: str) -> None:
    if parsed.models[name].path.suffix == ".py":
        space: dict[str, Any] = {}
        exec(compile(parsed.models[name].source, name, "exec"), space)
        rows = space["model"](_Dbt(con, parsed), con)
        con.execute(f"create table {parsed.table(name)} as {rows.sql_query()}")
    else:
        con.execute(f"create table {parsed.table(name)} as {parsed.rendered[name].sql}")


class _Dbt:
    def __init__(self, con: duckdb.DuckDBPyConnection, parsed: Parsed) -> None:
        self.con, self.parsed = con, parsed

    def ref(self, name: str) -> duckdb.DuckDBPyRelation:
        return self.con.table(self.parsed.table(name))


def _create(con: duckdb.DuckDBPyConnection, parsed: Parsed, name: str, rows: Sequence[Mapping[str, Any]]) -> None:
    properties = parsed.models[name].properties
    assert properties
    types = {column.name: str(column.data_type) for column in properties.columns}
    unknown = {column for row in rows for column in row} - set(types)
    assert not unknown, f"{name} has no columns {sorted(unknown)}"
    con.execute(f"create table {parsed.table(name)} ({', '.join(f'{name} {kind}' for name, kind in types.items())})")
    if rows:
        lists = ", ".join(f"unnest(${place}::{kind}[])" for place, kind in enumerate(types.values(), 1))
        con.execute(
            f"insert into {parsed.table(name)} select {lists}",
            [[row.get(column) for row in rows] for column in types],
        )
