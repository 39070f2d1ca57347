"""The benchmarks compare like with like: what a tool builds of the layered project is what the floor builds."""

import importlib
from datetime import timedelta
from pathlib import Path

import claims_inference
import claims_origins
import duckdb
import layers
import pytest

from wh.inference.inferring import infer
from wh.parsing import parse
from wh.project import Project, Settings

BENCHES = Path(__file__).resolve().parents[2] / "bench"
MODELS = layers.layer_models(50)


def built(statements: list[str]) -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    for statement in statements:
        con.execute(statement)
    return con


def test_each_model_of_the_layered_project_has_a_hundred_rows_that_pass_its_two_tests() -> None:
    con = built([f'create table "main"."{model.name}" as {model.sql()}' for model in MODELS])
    rows = [con.table(model.name).shape[0] for model in MODELS]
    broken = [con.execute(statement).fetchone() for model in MODELS for statement in layers.test_statements(model)]
    con.close()
    assert rows == [layers.ROWS] * len(MODELS)
    assert set(broken) == {(0,)}


def test_each_model_of_the_layered_project_names_two_models_of_the_layer_before() -> None:
    layer_of = {model.name: model.folder for model in MODELS}
    for model in MODELS[5:]:
        assert len(model.parents) == 2
        assert {int(layer_of[parent][-1]) for parent in model.parents} == {int(model.folder[-1]) - 1}


@pytest.mark.parametrize("with_tests", [False, True])
def test_a_layered_project_on_disk_says_what_the_floor_runs(tmp_path: Path, with_tests: bool) -> None:
    layers.write_project(tmp_path / "project", MODELS, with_tests=with_tests)
    written = {path.stem: path.read_text(encoding="utf-8") for path in (tmp_path / "project").rglob("*.sql")}
    for model in MODELS:
        text = written.pop(model.name)
        for parent in model.parents:
            text = text.replace(f"{{{{ ref('{parent}') }}}}", f'"main"."{parent}"')
        assert text == model.sql()
    assert written == {}
    assert len(list((tmp_path / "project").rglob("schema.yml"))) == (layers.LAYERS if with_tests else 0)


def test_every_change_of_the_leaf_is_another_meaning(tmp_path: Path) -> None:
    layers.write_project(tmp_path / "project", MODELS, with_tests=False)
    before = {path: path.read_text(encoding="utf-8") for path in (tmp_path / "project").rglob("*.sql")}
    seen = set()
    for number in range(1, 8):
        layers.change_leaf(tmp_path / "project", MODELS, number)
        changed = [path for path, text in before.items() if path.read_text(encoding="utf-8") != text]
        assert [path.parent.name for path in changed] == ["layer_9"]
        seen.add(changed[0].read_text(encoding="utf-8"))
    assert len(seen) == 7


@pytest.mark.parametrize("bench", sorted(path.stem for path in BENCHES.glob("*.py")))
def test_every_benchmark_finds_what_it_measures(bench: str) -> None:
    found = importlib.import_module(bench)
    assert found.__doc__, "a bench says in its first line what it measures"


def test_the_world_of_articles_is_the_same_each_time_and_half_of_it_are_copies_within_a_week() -> None:
    articles = list(claims_origins.world(400))
    assert articles == list(claims_origins.world(400))
    by_name = {made.article_id: made for made in articles}
    copies = [made for made in articles if made.copied_from]
    assert 120 < len(copies) < 280
    for copy in copies:
        source = by_name[str(copy.copied_from)]
        assert source.story == copy.story
        assert timedelta(0) <= copy.published_on - source.published_on <= timedelta(days=7)


def test_the_models_find_the_copies_of_a_small_world() -> None:
    variables = {"vague_words": "acled", "build_day": "2026-01-01"}
    parsed = parse(Project(root=claims_origins.ROOT, settings=Settings()), variables)
    grown = claims_origins.measured(parsed, 400)
    assert grown.recall >= 0.95
    assert grown.precision >= 0.99


def test_inference_over_a_made_up_world_finds_its_plain_mistakes_and_accuses_nobody_else() -> None:
    world = claims_inference.make_world(2_000, seed=1)
    plain, found, wrong = claims_inference.judge(world, infer(world.said))
    assert plain > 20
    assert (found, wrong) == (plain, 0)


def test_public_rows_are_held_by_the_rules_and_a_changed_one_is_not() -> None:
    row = {"best": "14", "deaths_a": "0", "deaths_b": "14", "deaths_civilians": "0", "deaths_unknown": "0"}
    row |= {"date_prec": "3", "date_start": "1989-05-10", "date_end": "1989-05-16"}
    assert claims_inference.hold_rows([row, row | {"best": "15"}, row | {"date_end": "1989-05-17"}]) == (2, 2)
