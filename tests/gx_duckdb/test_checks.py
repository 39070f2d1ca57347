"""What the bridge promises: Great Expectations' own checks, right on DuckDB, through each kind of asset."""

import inspect
from typing import Any

import pytest
from gx_duckdb.checks import EVERYWHERE

# isort: split
import great_expectations as gx
import great_expectations.expectations as gxe

ASSETS = ("table", "table without a schema", "view", "query")
ONLY_OF_TABLES = {"as many rows as another table", "more rows than another table"}
# Great Expectations has them for data frames alone
NOT_IN_SQL = {
    "ExpectColumnValuesToBeDateutilParseable": {"column": "day"},
    "ExpectColumnValuesToBeDecreasing": {"column": "id"},
    "ExpectColumnValuesToBeIncreasing": {"column": "id"},
    "ExpectColumnValuesToMatchJsonSchema": {"column": "note", "json_schema": {}},
}
# a class that Great Expectations does not know itself
UNKNOWN = {"ExpectMulticolumnValuesToBeUnique"}


def raised(result: Any) -> list[str]:
    """Return what went wrong while a check was asked."""
    info = result.exception_info
    faults = [info] if "raised_exception" in info else list(info.values())
    return [fault["exception_message"] for fault in faults if fault["raised_exception"]]


@pytest.mark.parametrize("asset", ASSETS)
@pytest.mark.parametrize("name", sorted(EVERYWHERE))
def test_a_check_holds_and_breaks_where_it_should(name: str, asset: str, results: dict[tuple[str, str], Any]) -> None:
    if asset == "query" and name in ONLY_OF_TABLES:
        return
    check, result = EVERYWHERE[name], results[asset, name]
    assert raised(result) == []
    assert bool(result.success) is check.holds
    assert {key: result.result.get(key) for key in check.said} == check.said


@pytest.mark.parametrize("name", ["row condition that is broken", "type BIGINT", "quantiles", "custom SQL with rows"])
def test_a_check_alone_says_the_same_as_in_a_suite(
    name: str, batches: dict[str, Any], results: dict[tuple[str, str], Any]
) -> None:
    alone = batches["table"].validate(EVERYWHERE[name].expectation, result_format="COMPLETE")
    assert (alone.success, alone.result) == (results["table", name].success, results["table", name].result)


def test_every_expectation_of_great_expectations_is_held_and_broken_once() -> None:
    core = {
        name
        for name, each in vars(gxe).items()
        if inspect.isclass(each) and issubclass(each, gxe.Expectation) and each is not gxe.Expectation
    }
    for holds in (True, False):
        asked = {type(check.expectation).__name__ for check in EVERYWHERE.values() if check.holds is holds}
        assert core - asked == NOT_IN_SQL.keys() | UNKNOWN


@pytest.mark.parametrize("name", sorted(NOT_IN_SQL))
def test_what_is_for_data_frames_alone_still_says_so(name: str, batches: dict[str, Any]) -> None:
    (fault,) = raised(batches["table"].validate(getattr(gxe, name)(**NOT_IN_SQL[name])))
    assert "No provider found" in fault


def test_another_table_cannot_yet_be_named_beside_a_query(results: dict[tuple[str, str], Any]) -> None:
    assert all(raised(results["query", name]) for name in ONLY_OF_TABLES)


def test_two_quantile_checks_of_one_column_still_share_one_answer_in_a_suite(batches: dict[str, Any]) -> None:
    """A fault of Great Expectations on any database: the second is answered with the quantiles of the first."""
    low, high = (
        gxe.ExpectColumnQuantileValuesToBeBetween(
            column="id", quantile_ranges={"quantiles": [share], "value_ranges": [[2, 2]]}
        )
        for share in (0.1, 0.9)
    )
    assert [bool(batches["view"].validate(each).success) for each in (low, high)] == [True, False]
    said = batches["view"].validate(gx.ExpectationSuite("two", expectations=[low, high]))
    assert [bool(each.success) for each in said.results] == [True, True]
