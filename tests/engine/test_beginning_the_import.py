"""When the import of Great Expectations begins: as early as it is certain that a rule will be asked, and not before."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from tests.engine.conftest import MakeProject
from wh import planning, rules
from wh.build import build
from wh.errors import WhError
from wh.outcome import Options
from wh.project import Project

FILES = {
    "models/outlets.sql": "select 1 as outlet_id",
    "models/outlets.yml": "models: [{name: outlets, columns: [{name: outlet_id, data_tests: [unique]}]}]",
}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is done in a build, in order: `import` begun, and the models `planned`."""
    done: list[str] = []
    plans = planning.make_plan
    monkeypatch.setattr(rules, "get_ready", lambda: done.append("import"))
    monkeypatch.setattr(
        planning, "make_plan", lambda *args, **named: (done.append("planned"), plans(*args, **named))[1]
    )
    return done


@pytest.fixture
def make(make_dbt_project: MakeProject) -> Callable[..., Project]:
    """Return the function that writes a project with one model and one test, or others in their place."""
    return lambda **other: make_dbt_project(FILES | {f"models/outlets.{end}": text for end, text in other.items()})


def built(project: Project, **options: bool) -> None:
    build(project, Options(**options), datetime.now(UTC), lambda *_: None)  # type: ignore[arg-type]


def test_in_a_first_build_it_begins_before_the_queries_are_bound(
    make: Callable[..., Project], steps: list[str]
) -> None:
    built(make())
    assert steps[:2] == ["import", "planned"]


def test_later_it_begins_once_it_is_known_that_a_rule_is_due(make: Callable[..., Project], steps: list[str]) -> None:
    built(make())
    steps.clear()
    built(make(sql="select 2 as outlet_id"))
    assert steps == ["planned", "import"]


def test_it_does_not_begin_for_a_plan_nor_where_there_is_no_rule_nor_where_something_is_wrong(
    make: Callable[..., Project], steps: list[str]
) -> None:
    built(make(), dry_run=True)
    built(make(yml="models: []"))
    with pytest.raises(WhError):
        built(make(sql="select {{ ref('no_such') }}"), full=True)
    assert "import" not in steps
