"""The rules about the suites: what is reported of an agreement rule without its coverage, and of a bare threshold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wh.results import Answer, CheckOutcome, Severity
from wh.rules import check, load_suites, suites_on

ROOT = Path(__file__).resolve().parents[2]
CLASS_FILES = sorted((ROOT / "expectations").glob("*.py"))
PLACES = {"total": "killed", "in_order_of": "told_on"}
REASONED = {"set_on": "2026-05-02", "measured_share": 0.9, "reason": "One in ten is told by the rescuers alone."}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema quality; create table quality.rules (rule varchar)")
        yield connection


def rule(name: str, type_: str, meta: dict[str, Any] | None = None, **kwargs: Any) -> dict[str, Any]:
    return {"type": type_, "kwargs": kwargs, "meta": {"rule": name, **(meta or {})}}


def ask(con: duckdb.DuckDBPyConnection, tmp_path: Path, *rules: dict[str, Any], is_ours: bool = True) -> CheckOutcome:
    file = tmp_path / "floods.json"
    file.write_text(json.dumps({"name": "marts.floods", "expectations": rules}, indent=1))
    return check(con, suites_on(load_suites([file]), lambda path: path.name, lambda _: is_ours), CLASS_FILES, "b1")


def test_an_agreement_rule_without_its_coverage_is_reported_with_its_line(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    outcome = ask(con, tmp_path, rule("figures_fit", "expect_figures_of_one_magnitude"))
    result = next(each for each in outcome.results if each.rule == "agreement_rules_are_covered")
    assert (result.answer, result.severity, result.broken_count) == (Answer.BROKEN, Severity.CRITICAL, 1)
    (violation,) = outcome.violations
    assert violation.file_line == "floods.json:8"
    assert violation.detail == (
        "figures_fit on marts.floods has no `expect_enough_compared` beside it with `of_type`"
        " expect_figures_of_one_magnitude and the same parameters"
    )


@pytest.mark.parametrize(("of_kwargs", "answer"), [({"times": 5.0}, Answer.HELD), ({}, Answer.BROKEN)])
def test_a_coverage_rule_is_of_a_rule_with_the_same_parameters(
    of_kwargs: dict[str, Any], answer: Answer, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    kind = "expect_figures_of_one_magnitude"
    covering = rule("covered", "expect_enough_compared", REASONED, of_type=kind, of_kwargs=of_kwargs, min_share=0.5)
    outcome = ask(con, tmp_path, rule("figures_fit", kind, REASONED, times=5.0), covering)
    assert [each.answer for each in outcome.results] == [answer, Answer.HELD]


@pytest.mark.parametrize(
    ("meta", "lacks"),
    [
        ({}, "`set_on`, a day and `measured`, the value then and `reason`"),
        ({**REASONED, "set_on": "lately"}, "`set_on`, a day"),
        ({**REASONED, "reason": " "}, "`reason`"),
    ],
)
def test_a_threshold_without_its_day_measure_or_reason_is_reported(
    meta: dict[str, Any], lacks: str, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    outcome = ask(con, tmp_path, rule("mostly_grows", "expect_totals_not_to_fall", meta, mostly=0.9, **PLACES))
    (violation,) = outcome.violations
    assert violation.detail == f"mostly_grows on marts.floods sets mostly without {lacks}"
    assert violation.rule == "thresholds_are_reasoned"


@pytest.mark.parametrize(
    "written",
    [
        rule("grows", "expect_totals_not_to_fall", **PLACES),
        rule("grows", "expect_totals_not_to_fall", mostly=1.0, **PLACES),
        rule("mostly_grows", "expect_totals_not_to_fall", REASONED, mostly=0.9, **PLACES),
    ],
)
def test_a_threshold_that_is_not_set_or_has_its_reason_is_none_to_report(
    written: dict[str, Any], con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert ask(con, tmp_path, written).violations == ()


def test_great_expectations_own_share_is_a_threshold_too(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    outcome = ask(con, tmp_path, rule("named", "expect_column_values_to_not_be_null", column="name", mostly=0.9))
    assert [each.rule for each in outcome.violations] == ["thresholds_are_reasoned"]


def test_it_is_a_warning_in_suites_of_ones_own(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    outcome = ask(con, tmp_path, rule("figures_fit", "expect_figures_of_one_magnitude"), is_ours=False)
    assert [(each.rule, each.severity) for each in outcome.violations] == [
        ("own_agreement_rules_are_covered", Severity.WARNING)
    ]


def test_all_suites_of_this_project_are_covered_and_reasoned(con: duckdb.DuckDBPyConnection) -> None:
    suites = load_suites(sorted((ROOT / "expectations").glob("*.json")))
    outcome = check(con, suites_on(suites, str, lambda _: True), CLASS_FILES, "b1")
    assert [each.answer for each in outcome.results] == [Answer.HELD, Answer.HELD]
    assert all(each.compared_count > 20 for each in outcome.results)


def test_suites_may_be_written_in_python(tmp_path: Path) -> None:
    file = tmp_path / "floods.py"
    file.write_text(
        '"""Rules on floods."""\n\n'
        "import great_expectations as gx\n"
        "import wh.expectations as rules\n\n"
        "floods = gx.ExpectationSuite('marts.floods', meta={'grain': ['flood_id']}, expectations=[\n"
        "    rules.ExpectTotalsNotToFall(total='dead', in_order_of='told_on', meta={'rule': 'dead_never_fall'}),\n"
        "    gx.expectations.ExpectColumnValuesToBeUnique(column='flood_id', severity='warning'),\n"
        "])\n"
    )
    (read,) = load_suites([file])
    assert (read.table_name, read.grain) == ("marts.floods", ("flood_id",))
    assert [(each.name, each.line, each.severity) for each in read.rules] == [
        ("dead_never_fall", 7, Severity.CRITICAL),
        ("flood_id_values_to_be_unique", 8, Severity.WARNING),
    ]
    with duckdb.connect() as con:
        con.execute("create schema marts; create table marts.floods as select 1 as flood_id, 3 as dead, 1 as told_on")
        outcome = check(con, [read], [file], "b1")
    assert [each.answer for each in outcome.results] == [Answer.UNANSWERED, Answer.HELD]
