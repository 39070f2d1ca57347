"""Every model says what a row is, and its YAML and its SQL tell of the same columns."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache

import duckdb
import pytest
from project.support import ROOT

from wh import binding, loading
from wh.model import Model
from wh.parsing import parse
from wh.project import Project, Settings
from wh.properties import Properties

PROJECT = Project(root=ROOT, settings=Settings())
PARSED = parse(PROJECT, {**PROJECT.settings.vars, "build_day": "2026-01-01"})
MODELS = PARSED.models


@cache
def columns_by_model() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Return name and type of each column that DuckDB gives each model, bound without rows to the real raw schema."""
    with duckdb.connect() as con:
        loading.load(con, PROJECT, None, datetime(2026, 1, 1, tzinfo=UTC))
        bound = binding.bind(con, PARSED, PARSED.graph().order())
    assert bound.wrong == ()
    inlined = [name for name, kind in PARSED.kinds.items() if kind == "ephemeral"]
    return {**bound.columns, **{name: _columns_of_inlined(name, bound.columns) for name in inlined}}


def _columns_of_inlined(name: str, bound: Mapping[str, tuple[tuple[str, str], ...]]) -> tuple[tuple[str, str], ...]:
    """Return the columns of a model that is never a table, over empty tables of its parents."""
    with duckdb.connect() as con:
        for parent in PARSED.rendered[name].refs:
            con.execute(f"create schema if not exists {PARSED.relations[parent].schema}")
            columns = ", ".join(f"{column} {kind}" for column, kind in bound[parent])
            con.execute(f"create table {PARSED.table(parent)} ({columns})")
        described = con.execute(f"describe {PARSED.query(name).sql}").fetchall()
    return tuple((column, kind) for column, kind, *_ in described)


def described(model: Model) -> Properties:
    assert model.properties, f"{model.shown} has no YAML beside it"
    return model.properties


def test_every_model_can_be_read_and_rendered() -> None:
    assert PARSED.wrong == []
    assert set(PARSED.rendered) == set(MODELS)


@pytest.fixture(params=list(MODELS))
def model(request: pytest.FixtureRequest) -> Model:
    return MODELS[request.param]


def test_the_yaml_has_the_columns_of_the_sql_in_the_same_order(model: Model) -> None:
    assert [column.name for column in described(model).columns] == [name for name, _ in columns_by_model()[model.name]]


def test_the_types_that_the_yaml_states_are_those_of_the_sql(model: Model) -> None:
    stated = {column.name: column.data_type for column in described(model).columns if column.data_type}
    assert stated == {name: kind for name, kind in columns_by_model()[model.name] if name in stated}


def test_the_model_and_each_column_has_its_sentence(model: Model) -> None:
    said = {column.name: column.description for column in described(model).columns}
    said[model.name] = described(model).description
    assert [name for name, sentence in said.items() if not sentence.endswith(".")] == []


def test_the_grain_is_declared_and_is_made_of_columns(model: Model) -> None:
    grain = described(model).grain
    assert grain
    assert set(grain) <= {column.name for column in described(model).columns}


def test_the_first_line_states_what_a_row_is_and_the_last_takes_the_last_step(model: Model) -> None:
    lines = model.source.rstrip("\n").split("\n")
    assert re.match(r'(?:# |""")One row per .+\.$' if model.is_python else r"-- One row per .+\.$", lines[0])
    steps = re.findall(r"^(?:with )?(\w+) as \($", model.source, flags=re.MULTILINE)
    if steps:
        assert lines[-1] == f"select * from {steps[-1]}"


def test_the_name_begins_as_its_layer_asks(model: Model) -> None:
    asked = {"staging": r"stg_\w+", "intermediate": r"int_\w+__\w+", "marts": r"(?!stg_|int_)\w+"}
    assert re.fullmatch(asked[str(model.layer)], model.name)


def test_staging_alone_reads_what_was_loaded(model: Model) -> None:
    if model.layer != "staging":
        assert PARSED.rendered[model.name].sources == {}


def test_the_same_input_gives_the_same_rows(model: Model) -> None:
    unstable = (
        r"\b(now|random|current_date|current_timestamp|today|uuid|gen_random_uuid)\s*\(|\bcurrent_(date|timestamp)\b"
    )
    assert re.findall(unstable, model.source) == []


def test_a_model_is_no_wider_and_no_longer_than_can_be_read(model: Model) -> None:
    lines = model.source.rstrip("\n").split("\n")
    assert len(lines) <= 120
    width = 120 if model.is_python else 96
    assert [number for number, line in enumerate(lines, start=1) if len(line) > width] == []


def test_every_suite_guards_a_table_that_there_is() -> None:
    tables = {PARSED.table(name) for name in MODELS}
    stems = {path.stem for path in PROJECT.files("expectations") if path.suffix == ".json"}
    loaded = {f"raw_{label.stem}" for label in (PROJECT.root / "data" / "labels").glob("*.csv")}
    assert stems - set(MODELS) <= {"rejects_now", "load_counts_now", *loaded}, tables
