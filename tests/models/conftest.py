"""Run one model's real SQL file in DuckDB over parents written by hand.

A parent is named `stg_facts` (a model) or `raw.facts_now` (a source). Its columns and types come from its YAML, so a
test writes only the columns that it is about: the rest are null, and a column that the YAML does not know is refused.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from wh.model import Model, read_models
from wh.project import Project, Settings
from wh.render import Rendered, Renderer

ROOT = Path(__file__).resolve().parents[2]
VARIABLES = {"vague_words": "acled", "build_day": "2026-01-01"}

Row = dict[str, Any]


@pytest.fixture
def run_model() -> Callable[..., list[Row]]:
    """Return the function that runs a model over its parents' rows; each call has a DuckDB of its own.

    Parents that the model reads and the test does not give are empty. Rows come back in the order of the model's grain.
    """
    return _run_model


def _run_model(
    model_name: str,
    parents: Mapping[str, Sequence[Row]] | None = None,
    variables: Mapping[str, str] | None = None,
) -> list[Row]:
    given = parents or {}
    rendered = _rendered(model_name, tuple(sorted({**VARIABLES, **(variables or {})}.items())))
    read = {*rendered.refs, *(f"raw.{table}" for table in rendered.sources)}
    strangers = set(given) - read
    assert not strangers, f"{model_name} does not read {sorted(strangers)}; it reads {sorted(read)}"
    with duckdb.connect() as connection:
        for schema in ("raw", "staging", "intermediate", "marts"):
            connection.execute(f"create schema {schema}")
        for parent in sorted(read):
            _create_parent(connection, parent, given.get(parent, ()))
        result = connection.execute(rendered.sql)
        names = [column[0] for column in result.description]
        rows = [dict(zip(names, values, strict=True)) for values in result.fetchall()]
    grain = _checked_against_yaml(model_name, names, rows)
    return sorted(rows, key=lambda row: [(row[key] is not None, row[key]) for key in grain])


@cache
def _models() -> dict[str, Model]:
    return read_models(Project(root=ROOT, settings=Settings()))


@cache
def _sources() -> dict[str, dict[str, str]]:
    """Return raw table -> column -> type, as models/staging/_sources.yml declares them."""
    document = yaml.safe_load((ROOT / "models" / "staging" / "_sources.yml").read_text(encoding="utf-8"))
    (raw,) = document["sources"]
    return {table["name"]: _types(table) for table in raw["tables"]}


@cache
def _rendered(model_name: str, variables: tuple[tuple[str, str], ...]) -> Rendered:
    macro_files = sorted((ROOT / "macros").glob("*.sql"))
    renderer = Renderer(_models(), tuple(_sources()), macro_files, dict(variables))
    return renderer.render(_models()[model_name])


@cache
def _properties_of(model_name: str) -> Row:
    """Return the model's entry in the YAML beside it, which also has the types that the engine does not need."""
    document = yaml.safe_load(_models()[model_name].path.with_suffix(".yml").read_text(encoding="utf-8"))
    found: Row = next(model for model in document["models"] if model["name"] == model_name)
    return found


def _types(entry: Row) -> dict[str, str]:
    return {column["name"]: column["data_type"] for column in entry["columns"]}


def _create_parent(connection: duckdb.DuckDBPyConnection, parent: str, rows: Sequence[Row]) -> None:
    is_raw = parent.startswith("raw.")
    types = _sources()[parent.removeprefix("raw.")] if is_raw else _types(_properties_of(parent))
    unknown = {name for row in rows for name in row} - set(types)
    assert not unknown, f"{parent} has no columns {sorted(unknown)}; it has {list(types)}"
    table = parent if is_raw else _models()[parent].table
    columns = ", ".join(f'"{name}" {kind}' for name, kind in types.items())
    connection.execute(f"create table {table} ({columns})")
    marks = ", ".join("?" for _ in types)
    for row in rows:
        connection.execute(f"insert into {table} values ({marks})", [row.get(name) for name in types])


def _checked_against_yaml(model_name: str, names: Sequence[str], rows: Sequence[Row]) -> tuple[str, ...]:
    """Assert that columns and grain are as the YAML says, and return the grain."""
    properties = _models()[model_name].properties
    assert properties, f"{model_name} has no YAML"
    assert [column.name for column in properties.columns] == list(names)
    keys = [tuple(str(row[key]) for key in properties.grain) for row in rows]
    assert len(keys) == len(set(keys)), f"{model_name} has two rows of one {properties.grain}: {sorted(keys)}"
    return properties.grain
