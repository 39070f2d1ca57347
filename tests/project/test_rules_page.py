"""The page of rules says what the classes say, and what it shows is what happens."""

import importlib.util
import json
import re
import sys
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import duckdb
import pytest

import wh.expectations
from wh.check_report import print_checks
from wh.project import find_project
from wh.reports.gathering import report_of
from wh.rules import check, load_suites
from wh.rules.expectation import RuleBetweenSources

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def rules() -> ModuleType:
    spec = importlib.util.spec_from_file_location("rules", ROOT / "docs" / "rules.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_what_make_docs_writes(rules: ModuleType) -> None:
    assert (ROOT / "docs" / "rules.md").read_text(encoding="utf-8") == rules.page(), "run `make docs`"


@pytest.mark.parametrize("rule", wh.expectations.CLASSES, ids=lambda rule: rule.__name__)
def test_a_rule_says_what_it_expects_of_which_table_with_which_parameters(
    rule: type[RuleBetweenSources], rules: ModuleType
) -> None:
    own = set(rule.parameters()) - set(RuleBetweenSources.parameters())
    assert {name for name, _ in rules.parameters_of(rule)} == own
    assert (rule.__doc__ or "").startswith("Expect ")
    assert " ".join(rules.looks_at(rule)).startswith("For ")
    assert rule.sentence.endswith(".")
    assert rule.asked_by
    assert set(rule.thresholds) <= {*own, "mostly"}
    assert set(re.findall(r"{(\w+)}", rule.sentence)) <= own


def test_there_are_thirty_rules_between_sources_and_more() -> None:
    assert len(wh.expectations.CLASSES) >= 50


def test_a_misspelt_rule_is_refused_with_the_closest_name() -> None:
    with pytest.raises(AttributeError, match="the closest name is `ExpectPartsToAddUp`"):
        _ = wh.expectations.ExpectPartToAddUp


def test_each_rule_on_labels_is_told_to_who_labels() -> None:
    asked = {each.expectation_type for each in wh.expectations.CLASSES if each.__module__.endswith(".labelling")}
    suites = [json.loads(file.read_text(encoding="utf-8")) for file in (ROOT / "expectations").glob("*.json")]
    named = {rule["meta"]["rule"] for suite in suites for rule in suite["expectations"] if rule["type"] in asked}
    page = (ROOT / "docs" / "labelling.md").read_text(encoding="utf-8")
    assert [rule for rule in sorted(named) if f"`{rule}`" not in page] == []
    assert len(named) > len(asked)


ARTICLES = """
    select * from (values ('a', 'Freed'), ('b', 'Prisoners are freed at last'), ('c', null)) as _(article_id, title)
"""


def blocks(language: str) -> list[str]:
    """Return what stands in the fences of a language, of the part on rules of one's own."""
    page = (ROOT / "docs" / "rules.md").read_text(encoding="utf-8")
    part = page.partition("## A rule of your own")[2].partition("\n## ")[0]
    found = re.findall(r"^```(\w*)\n(.*?)^```$", part, re.MULTILINE | re.DOTALL)
    return [text for name, text in found if name == language]


def test_a_rule_of_ones_own_runs_as_printed_in_plain_great_expectations(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    written, asked = blocks("python")
    (tmp_path / "headlines.py").write_text(written, encoding="utf-8")
    with duckdb.connect(tmp_path / "desk.duckdb") as con:
        con.execute(f"create table articles as {ARTICLES}")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    exec(compile(asked, "rules.md", "exec"), {})  # what the page prints
    monkeypatch.delitem(sys.modules, "headlines")
    assert capsys.readouterr().out == blocks("")[0]
    assert len([line for line in written.splitlines() if line]) <= 10


def test_a_rule_of_ones_own_runs_as_printed_with_wh(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for language, name in (("python", "headlines.py"), ("json", "headlines.json")):
        (tmp_path / name).write_text(blocks(language)[0], encoding="utf-8")
    suites = load_suites([tmp_path / "headlines.json"])
    guards: Any = SimpleNamespace(
        rules=lambda: [(suite, rule) for suite in suites for rule in suite.rules],
        class_files=lambda: [tmp_path / "headlines.py"],
        parsed=SimpleNamespace(models={}),
    )
    with duckdb.connect() as con:
        con.execute(f"create schema marts; create table marts.articles as {ARTICLES}")
        checks = check(con, suites, guards.class_files(), "b1")
        at = datetime(2026, 1, 2, tzinfo=UTC)
        desk = find_project(ROOT)
        print_checks(report_of(desk, "b1", "checked", "critical", at, checks=checks, con=con, guards=guards))
    assert blocks("")[1] in capsys.readouterr().out
