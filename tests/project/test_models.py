"""Every model says what a row is, and its YAML and its SQL tell of the same columns."""

import re
from datetime import UTC, datetime
from functools import cache

import duckdb
import pytest
import yaml
from project.support import ROOT

from wh import loading
from wh.graph import Graph
from wh.model import Model, Properties, read_models
from wh.project import Project, Settings
from wh.render import Rendered, Renderer

PROJECT = Project(root=ROOT, settings=Settings())
MODELS = read_models(PROJECT)


@cache
def rendered() -> dict[str, Rendered]:
    variables = {**PROJECT.settings.vars, "build_day": "2026-01-01"}
    renderer = Renderer(MODELS, None, PROJECT.files("macros"), variables)
    return {name: renderer.render(model) for name, model in MODELS.items()}


@cache
def columns_by_model() -> dict[str, list[tuple[str, str]]]:
    """Return name and type of each column that DuckDB gives each model, built without rows over the real raw schema."""
    graph = Graph(
        parents={name: found.refs for name, found in rendered().items()},
        folders={name: model.schema for name, model in MODELS.items()},
        shown={name: model.shown for name, model in MODELS.items()},
    )
    with duckdb.connect() as con:
        loading.load(con, PROJECT, None, datetime(2026, 1, 1, tzinfo=UTC))
        for schema in ("staging", "intermediate", "marts"):
            con.execute(f"create schema {schema}")
        found = {}
        for name in graph.order():
            con.execute(f"create table {MODELS[name].table} as\n{rendered()[name].sql}\nwith no data")
            found[name] = [(row[0], row[1]) for row in con.execute(f"describe {MODELS[name].table}").fetchall()]
    return found


def described(model: Model) -> Properties:
    assert model.properties, f"{model.shown} has no YAML beside it"
    return model.properties


@pytest.fixture(params=list(MODELS))
def model(request: pytest.FixtureRequest) -> Model:
    return MODELS[request.param]


def test_the_yaml_has_the_columns_of_the_sql_in_the_same_order(model: Model) -> None:
    assert [column.name for column in described(model).columns] == [name for name, _ in columns_by_model()[model.name]]


def test_the_types_that_the_yaml_states_are_those_of_the_sql(model: Model) -> None:
    document = yaml.safe_load(model.path.with_suffix(".yml").read_text(encoding="utf-8"))
    (entry,) = [entry for entry in document["models"] if entry["name"] == model.name]
    stated = {column["name"]: column["data_type"] for column in entry["columns"] if "data_type" in column}
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
    assert re.match(r"-- One row per .+\.$", lines[0])
    steps = re.findall(r"^(?:with )?(\w+) as \($", model.source, flags=re.MULTILINE)
    if steps:
        assert lines[-1] == f"select * from {steps[-1]}"


def test_the_name_begins_as_its_layer_asks(model: Model) -> None:
    asked = {"staging": r"stg_\w+", "intermediate": r"int_\w+__\w+", "marts": r"(?!stg_|int_)\w+"}
    assert re.fullmatch(asked[model.schema], model.name)


def test_staging_alone_reads_what_was_loaded(model: Model) -> None:
    if model.schema != "staging":
        assert rendered()[model.name].sources == ()


def test_the_same_input_gives_the_same_rows(model: Model) -> None:
    unstable = (
        r"\b(now|random|current_date|current_timestamp|today|uuid|gen_random_uuid)\s*\(|\bcurrent_(date|timestamp)\b"
    )
    assert re.findall(unstable, model.source) == []


def test_a_model_is_no_wider_and_no_longer_than_can_be_read(model: Model) -> None:
    lines = model.source.rstrip("\n").split("\n")
    assert len(lines) <= 120
    assert [number for number, line in enumerate(lines, start=1) if len(line) > 96] == []


def test_every_suite_guards_a_table_that_there_is() -> None:
    tables = {model.table for model in MODELS.values()}
    stems = {path.stem for path in PROJECT.files("expectations") if path.suffix == ".json"}
    assert stems - set(MODELS) <= {"rejects_now"}, tables
