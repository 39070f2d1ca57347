"""Reports as the command line writes them: of a project of dbt that builds, fails, goes on, or is wrong."""

import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from wh import cli
from wh.project import Project
from wh.results import CheckOutcome
from wh.rules import Suite, checking

MakeProject = Callable[..., Project]
Printed = pytest.CaptureFixture[str]
MODEL = "select * from (values {}) as _(id, name)"
TESTS = "models: [{name: orders, columns: [{name: name, data_tests: [not_null]}]}]"
QUERY = "select id from {{ ref('orders') }} where id > 2"


@pytest.fixture
def shop(make_dbt_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of one model and two tests, in the current folder."""
    files = {"models/orders.sql": MODEL.format("(1, 'a')"), "models/orders.yml": TESTS, "tests/few_orders.sql": QUERY}
    project = make_dbt_project(files)
    monkeypatch.chdir(project.root)
    return project.root


def wh(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Run the command line in this process and return its status."""
    monkeypatch.setattr("sys.argv", ["wh", *words])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


def rows(shop: Path, values: str) -> None:
    (shop / "models/orders.sql").write_text(MODEL.format(values), encoding="utf-8")


def told(shop: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((shop / "out/report.json").read_text(encoding="utf-8"))
    return found


def test_only_what_is_new_fails_a_build_from_then_on(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    reports = ("--report", "json=out/report.json", "github")
    rows(shop, "(1, null), (2, 'b')")
    assert wh(monkeypatch, "build", *reports) == 1
    assert (told(shop)["status"], told(shop)["is_good"]) == ("failed", False)
    assert "::error file=models/orders.sql,line=1,title=main.orders/not_null_orders_name::" in capsys.readouterr().out

    assert wh(monkeypatch, "build", "--fail-on", "never", *reports) == 0
    assert (told(shop)["status"], told(shop)["is_good"]) == ("published", True)
    rows(shop, "(1, null), (2, 'c')")
    assert wh(monkeypatch, "build", "--new-since", "published", *reports) == 0
    assert (told(shop)["new_count"], told(shop)["old_count"]) == (0, 1)
    assert "there before: 1 row in 1 rule, not counted" in capsys.readouterr().out

    rows(shop, "(1, null), (3, null)")
    assert wh(monkeypatch, "build", "--new-since", "published", *reports) == 1
    assert (told(shop)["new_count"], told(shop)["old_count"]) == (2, 1)
    printed = capsys.readouterr().out
    assert printed.count("::error ") == 2 and printed.count("::notice ") == 1
    assert "2 rules at or above `critical` are not held anew since build" in printed
    assert wh(monkeypatch, "check", "--new-since", "published", *reports) == 0
    assert told(shop)["status"] == "checked"


def test_a_build_without_anything_to_do_tells_what_the_published_one_answered(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    assert wh(monkeypatch, "build") == 0
    assert wh(monkeypatch, "build", "--report", "json=out/report.json") == 0
    assert "Reported in json=out/report.json; they tell what the published build answered." in capsys.readouterr().out
    assert told(shop)["status"] == "unchanged"
    assert told(shop)["answers"] == {"held": 2, "broken": 0, "unanswered": 0, "error": 0}


def test_a_project_that_is_wrong_is_told_on_its_line_with_status_2(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    (shop / "models/orders.sql").write_text("select 1 as id,\n  2 as name, nam\nfrom nowhere", encoding="utf-8")
    assert wh(monkeypatch, "build", "--report", "json=out/report.json", "github") == 2
    assert told(shop)["status"] == "refused"
    out, err = capsys.readouterr()
    assert "::error file=models/orders.sql,line=3,title=project::" in out
    assert err.startswith("error: ")


def test_what_was_typed_wrong_is_refused_before_anything_runs(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed
) -> None:
    assert wh(monkeypatch, "build", "--report", "jsn=out.json") == 2
    assert "try `json=out.json`, the closest name" in capsys.readouterr().err
    assert wh(monkeypatch, "build", "--dry-run", "--report", "json=out.json") == 2
    assert "Nothing is asked in a dry run" in capsys.readouterr().err
    assert wh(monkeypatch, "check", "--report", "md=a.md", "junit=a.xml", "json=b/a.md", "md=a.md") == 2
    assert "Two reports are to go into `a.md`" in capsys.readouterr().err
    assert wh(monkeypatch, "build", "--new-since", "x") == 2
    assert "No build has the id `x`.\n  at  the command line\n  try `wh build` first" in capsys.readouterr().err
    assert not (shop / "shop.duckdb").exists()


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_project_that_cannot_be_read_is_told_of_in_each_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    (tmp_path / "pyproject.toml").write_text("[tool.wh]\nfail_on = \n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    places = [f"{form}=out/report.{form}" for form in ("json", "junit", "sarif", "gitlab", "md", "html")]
    assert wh(monkeypatch, command, "--report", *places) == 2
    found = json.loads((tmp_path / "out/report.json").read_text(encoding="utf-8"))
    (fault,) = found["faults"]
    assert (found["status"], fault["file"], fault["line"]) == ("refused", "pyproject.toml", 2)
    assert len(list((tmp_path / "out").iterdir())) == len(places)


def test_a_check_says_which_build_it_speaks_of(shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: Printed) -> None:
    assert wh(monkeypatch, "build") == 0
    capsys.readouterr()
    assert wh(monkeypatch, "check") == 0
    assert re.match(r"Of the published build \S+ \(\d{4}-\d\d-\d\d\)\.\n", capsys.readouterr().out)
    rows(shop, "(1, null)")
    assert wh(monkeypatch, "build") == 1
    capsys.readouterr()
    assert wh(monkeypatch, "check") == 0
    assert "; a newer one was not published (" in capsys.readouterr().out.splitlines()[0]


def test_a_check_asks_only_rules_whose_answers_may_be_others(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert wh(monkeypatch, "build") == 0
    asked: list[int] = []

    def ask(con: object, suites: Sequence[Suite], *rest: object) -> CheckOutcome:
        asked.append(sum(len(suite.rules) for suite in suites))
        return CheckOutcome((), ())

    with monkeypatch.context() as patched:
        patched.setattr(checking, "ask", ask)
        assert wh(patched, "check") == 0
        assert asked == []
        assert wh(patched, "check", "--full") == 0
        assert asked == [2]
    with duckdb.connect(str((shop / "shop.duckdb").resolve())) as con:
        con.execute("create or replace view main.orders as select 1 as id, null as name")
    assert wh(monkeypatch, "check") == 1
