"""Run one model's real SQL file in DuckDB over parents written by hand.

A parent is named `stg_facts` (a model) or `raw.facts_now` (a source). Its columns and types come from its YAML, so a
test writes only the columns that it is about: the rest are null, and a column that the YAML does not know is refused.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wh import python_models
from wh.parsing import Parsed, parse
from wh.project import Project, Settings
from wh.properties import Column, Properties

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = {"vague_words": "acled", "build_day": "2026-01-01"}

Row = dict[str, Any]


@pytest.fixture
def run_model() -> Callable[..., list[Row]]:
    """Return the function that runs a model over its parents' rows; no call sees the tables of another.

    An ephemeral parent runs along with it. Parents that the model reads and the test does not give are empty. Rows
    come back in the order of the model's grain.
    """
    return _run_model


@pytest.fixture
def run_models() -> Callable[..., dict[str, list[Row]]]:
    """Return the function that runs several models, each over the rows of those before it, and returns all rows."""
    return _run_models


def _run_models(model_names: Sequence[str], parents: Mapping[str, Sequence[Row]]) -> dict[str, list[Row]]:
    rendered = {name: _parsed().rendered[name] for name in model_names}
    read = {parent for one in rendered.values() for parent in (*one.refs, *one.sources)} - set(model_names)
    along = _run_along(read, parents)
    read = (read - set(along)) | {parent for name in along for parent in _tables_read(_parsed(), name)}
    assert not set(parents) - read, f"nobody reads {sorted(set(parents) - read)}"
    found = {}
    with _empty_warehouse() as connection:
        _create_parents(connection, read, parents)
        _create_along(connection, along)
        for name in model_names:
            query = _query_of(connection, name, _parsed())
            connection.execute(f"create table {_parsed().table(name)} as {query}")
            result = connection.execute(f"select * from {_parsed().table(name)}")
            names = [column[0] for column in result.description]
            found[name] = [dict(zip(names, values, strict=True)) for values in result.fetchall()]
            _checked_against_yaml(name, names, found[name])
    return found


def _run_model(
    model_name: str,
    parents: Mapping[str, Sequence[Row]] | None = None,
    variables: Mapping[str, str] | None = None,
) -> list[Row]:
    given = parents or {}
    parsed = _parsed(tuple(sorted({**VARIABLES, **(variables or {})}.items())))
    read = _tables_read(parsed, model_name)
    along = _run_along(read, given)
    read = (read - set(along)) | {parent for name in along for parent in _tables_read(parsed, name)}
    strangers = set(given) - read
    assert not strangers, f"{model_name} does not read {sorted(strangers)}; it reads {sorted(read)}"
    with _empty_warehouse() as connection:
        _create_parents(connection, read, given)
        _create_along(connection, along)
        result = connection.execute(_query_of(connection, model_name, parsed))
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, values, strict=True)) for values in result.fetchall()]
    grain = _checked_against_yaml(model_name, names, rows)
    return sorted(rows, key=lambda row: [(row[key] is not None, row[key]) for key in grain])


def _tables_read(parsed: Parsed, model_name: str) -> set[str]:
    """Return the tables that a model reads, those of its ephemeral parents in place of them."""
    rendered = parsed.rendered[model_name]
    read = set(rendered.sources)
    for parent in rendered.refs:
        read |= _tables_read(parsed, parent) if parsed.kinds[parent] == "ephemeral" else {parent}
    return read


def _run_along(read: Collection[str], given: Collection[str]) -> list[str]:
    """Return the parents that only put labels and records together, unless the test gives them whole."""
    return sorted(name for name in read if name.endswith("__stated") and name not in given)


def _create_along(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> None:
    for name in names:
        connection.execute(f"create view {_parsed().table(name)} as {_parsed().query(name).sql}")


def _query_of(connection: duckdb.DuckDBPyConnection, model_name: str, parsed: Parsed) -> str:
    model = parsed.models[model_name]
    if not model.is_python:
        return parsed.query(model_name).sql
    this, rendered = parsed.relations[model_name], parsed.rendered[model_name]
    return python_models.query_of(connection, model, rendered, parsed.world, this, is_incremental=False)


@cache
def _parsed(variables: tuple[tuple[str, str], ...] = tuple(sorted(VARIABLES.items()))) -> Parsed:
    parsed = parse(Project(root=ROOT, settings=Settings()), dict(variables))
    assert parsed.wrong == []
    return parsed


def _properties_of(model_name: str) -> Properties:
    properties = _parsed().models[model_name].properties
    assert properties, f"{model_name} has no YAML"
    return properties


def _types(columns: Sequence[Column]) -> dict[str, str]:
    return {column.name: str(column.data_type) for column in columns}


def _create_parents(
    connection: duckdb.DuckDBPyConnection, parents: Collection[str], given: Mapping[str, Sequence[Row]]
) -> None:
    statements, cells = [], []
    for parent in sorted(parents):
        rows = given.get(parent, ())
        is_raw = parent.startswith("raw.")
        types = _types((_parsed().sources[parent] if is_raw else _properties_of(parent)).columns)
        unknown = {name for row in rows for name in row} - set(types)
        assert not unknown, f"{parent} has no columns {sorted(unknown)}; it has {list(types)}"
        table = parent if is_raw else _parsed().table(parent)
        columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
        statements.append(f"create table {table} ({columns})")
        if rows:
            marks = ", ".join("?" for _ in types)
            filled = [[row.get(name) for name in types] for row in rows]
            cells.append((f"insert into {table} values ({marks})", filled))
    connection.execute(";".join(statements) or "select 1")
    for statement, filled in cells:
        connection.executemany(statement, filled)


@contextmanager
def _empty_warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a warehouse that has its schemas; what is made in it is gone afterwards."""
    connection = _warehouse()
    connection.begin()
    try:
        connection.execute("create schema raw; create schema staging; create schema intermediate; create schema marts")
        yield connection
    finally:
        connection.rollback()


@cache
def _warehouse() -> duckdb.DuckDBPyConnection:
    """Open a warehouse once for all tests: to open one takes DuckDB ten times as long as what a test asks of it."""
    return duckdb.connect()


def _checked_against_yaml(model_name: str, names: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """Assert that columns and grain are as the YAML says, and return the grain."""
    properties = _properties_of(model_name)
    assert [column.name for column in properties.columns] == list(names)
    keys = [tuple(str(row[key]) for key in properties.grain) for row in rows]
    assert len(keys) == len(set(keys)), f"{model_name} has two rows of one {properties.grain}: {sorted(keys)}"
    return properties.grain
