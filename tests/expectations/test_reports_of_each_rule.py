"""Each rule, over tables that hold it, break it and are empty: its verdict in every form of a report."""

import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from tests.expectations import test_each_rule
from tests.expectations.conftest import CLASS_FILES, ROOT, TABLES
from wh.project import find_project
from wh.reports import document, github, gitlab, junit, markdown, sarif, wording
from wh.reports.gathering import report_of
from wh.results import Answer, CheckOutcome
from wh.rules import Suite, check, load_suites

CASES = test_each_rule.CASES
HELD, BROKEN, UNANSWERED = Answer.HELD, Answer.BROKEN, Answer.UNANSWERED
each_case = pytest.mark.parametrize("name", CASES)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every case asked three times, told as one report in every form."""
    folder = tmp_path_factory.mktemp("suites")
    outcomes, suites, found = [], [], {}
    with duckdb.connect() as con:
        con.execute(TABLES)
        for name, case in CASES.items():
            groups = {HELD: (case.beside, case.held), BROKEN: (case.beside, case.broken), UNANSWERED: ()}
            for answer, given in groups.items():
                test_each_rule._fill(con, *given)
                suite = written(folder / f"{len(suites)}.json", f"{name}, {answer}", case)
                suites.append(suite)
                outcomes.append(check(con, [suite], CLASS_FILES, "b1"))
                sql = outcomes[-1].results[0].rows_sql
                if sql:
                    found[f"{name}, {answer}"] = con.execute(sql).fetchall(), sql
                for table in {table for group in given for table in group}:
                    con.execute(f"delete from {table}")
        checks = CheckOutcome(
            tuple(result for outcome in outcomes for result in outcome.results),
            tuple(row for outcome in outcomes for row in outcome.violations),
        )
        project = replace(find_project(ROOT), listing={})
        guards: Any = SimpleNamespace(
            rules=lambda: rules_of(suites),
            class_files=lambda: CLASS_FILES,
            parsed=SimpleNamespace(models={}),
        )
        at = datetime(2026, 1, 2, tzinfo=UTC)
        report = report_of(project, "b1", "failed", "critical", at, checks=checks, con=con, guards=guards)
    return {
        "report": report,
        "sqls": found,
        "junit": {one.get("name"): one for one in ElementTree.fromstring(junit.text(report)).iter("testcase")},
        "sarif": json.loads(sarif.text(report))["runs"][0],
        "gitlab": json.loads(gitlab.text(report)),
        "document": {one["rule"]: one for one in json.loads(document.text(report))["rules"]},
        "md": markdown.text(report, 10_000_000),
        "github": github.text(report),
    }


def written(file: Path, name: str, case: test_each_rule.Case) -> Suite:
    rule = {"type": case.expectation, "kwargs": case.kwargs, "severity": "critical", "meta": {"rule": name}}
    file.write_text(json.dumps({"name": case.table, "expectations": [rule]}))
    (suite,) = load_suites([file])
    return suite


def rules_of(suites: list[Suite]) -> Iterator[tuple[Suite, Any]]:
    return ((suite, rule) for suite in suites for rule in suite.rules)


@each_case
def test_held_is_told_as_held(told: dict[str, Any], name: str) -> None:
    rule = f"{name}, held"
    assert list(told["junit"][rule]) == []
    assert (told["document"][rule]["answer"], told["document"][rule]["rows"]) == ("held", [])
    assert rule not in told["md"] and rule not in json.dumps(told["sarif"])
    assert rule not in json.dumps(told["gitlab"])
    assert rule not in told["sqls"]


@each_case
def test_broken_is_told_with_its_row_and_the_sql_that_finds_it(told: dict[str, Any], name: str) -> None:
    rule, case = f"{name}, broken", CASES[name]
    key = f"{case.table}/{rule}"
    (failure,) = told["junit"][rule]
    assert (failure.tag, failure.get("type")) == ("failure", "critical")
    assert re.fullmatch(r"1 of \d+ broken", failure.get("message"))
    entry = told["document"][rule]
    assert (entry["answer"], entry["broken_count"], entry["forbids"]) == ("broken", 1, True)
    (row,) = entry["rows"]
    assert case.said in row["says"] and row["says"].partition("\n")[0] in failure.text
    (result,) = [one for one in told["sarif"]["results"] if one["ruleId"] == key]
    assert result["partialFingerprints"]["claimhouse/v1"] == row["fingerprint"]
    assert case.said in result["message"]["text"].replace("\\[", "[").replace("\\]", "]")
    assert result["locations"] != []
    (entry,) = [one for one in told["gitlab"] if one["check_name"] == key]
    assert (entry["severity"], entry["fingerprint"]) == ("blocker", row["fingerprint"])
    found, sql = told["sqls"][rule]
    assert len(found) == 1
    assert wording.excerpt(sql, None).partition("\n-- and so on")[0] in failure.text
    assert sql in told["md"]
    assert f"### {rule} on {case.table}\n" in told["md"]


@each_case
def test_empty_is_told_as_unanswered_and_no_failure(told: dict[str, Any], name: str) -> None:
    rule = f"{name}, unanswered"
    (skipped,) = told["junit"][rule]
    assert (skipped.tag, skipped.get("message")) == ("skipped", "nothing could be compared")
    assert (told["document"][rule]["answer"], told["document"][rule]["is_failure"]) == ("unanswered", False)
    assert rule not in json.dumps(told["sarif"]) and rule not in told["md"]


def test_each_rule_says_what_it_expects(told: dict[str, Any]) -> None:
    sentences = {one["sentence"] for one in told["document"].values()}
    assert [says for says in sentences if not says.endswith(".") or says.startswith("Expect ")] == []


def test_of_all_that_are_broken_ten_are_annotated(told: dict[str, Any]) -> None:
    assert [line.partition(" ")[0] for line in told["github"].splitlines()] == ["::error"] * 10
