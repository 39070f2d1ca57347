"""Which expectations are written is told without importing Great Expectations, unless one seems to be missing."""

import json
from pathlib import Path

import pytest

from wh.errors import RuleError
from wh.rules import Suite, checking, load_suites, unwritten

ROOT = Path(__file__).resolve().parents[2]
OWN = """
from wh.expectations import RuleBetweenSources

class ExpectOutletsToBeNamed(RuleBetweenSources):
    at_least: int = 1

    def candidates(self) -> str:
        return "select 1"

Made = type("ExpectWhatNoTextShows", (RuleBetweenSources,), {"__module__": __name__})
"""


@pytest.fixture
def class_file(tmp_path: Path) -> Path:
    file = tmp_path / "own_of_test_written.py"
    file.write_text(OWN)
    return file


def suite_of(folder: Path, *types: str) -> tuple[Suite, ...]:
    file = folder / "suite.json"
    file.write_text(json.dumps({"name": "marts.t", "expectations": [{"type": each} for each in types]}, indent=1))
    return load_suites([file])


def suite_with(folder: Path, type_: str, kwargs: dict[str, object]) -> tuple[Suite, ...]:
    file = folder / "suite.json"
    file.write_text(json.dumps({"name": "marts.t", "expectations": [{"type": type_, "kwargs": kwargs}]}, indent=1))
    return load_suites([file])


def test_what_stands_in_a_file_is_known_without_asking(
    tmp_path: Path, class_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(checking, "known_expectations")
    types = ["expect_column_values_to_be_unique", "unexpected_rows_expectation", "expect_outlets_to_be_named"]
    own = ["expect_no_null", "expect_thresholds_to_be_reasoned"]
    assert list(unwritten(suite_of(tmp_path, *types[1:], *own), [class_file])) == []
    kwargs = {"column": "a", "mostly": 0.9, "row_condition": "col('b') > 1", "result_format": "BASIC"}
    assert list(unwritten(suite_with(tmp_path, types[0], kwargs), [class_file])) == []
    assert list(unwritten(suite_with(tmp_path, types[2], {"at_least": 2, "names": {}}), [class_file])) == []
    shipped = load_suites(sorted((ROOT / "expectations").glob("*.json")))
    assert list(unwritten(shipped, sorted((ROOT / "expectations").glob("*.py")))) == []


def test_a_parameter_that_no_text_shows_is_told_with_the_closest(tmp_path: Path, class_file: Path) -> None:
    (error,) = unwritten(suite_with(tmp_path, "expect_outlets_to_be_named", {"atleast": 2}), [class_file])
    assert (
        error.message
        == "The rule `outlets_to_be_named` gives `atleast`, which `expect_outlets_to_be_named` does not take."
    )
    assert (error.at, error.way_out) == (f"{tmp_path / 'suite.json'}:7:6", "`at_least`, the closest name")


def test_a_class_that_no_text_shows_is_known_too(tmp_path: Path, class_file: Path) -> None:
    assert list(unwritten(suite_of(tmp_path, "expect_what_no_text_shows"), [class_file])) == []


def test_each_that_nobody_has_written_is_told_with_its_own_place(tmp_path: Path, class_file: Path) -> None:
    suites = suite_of(tmp_path, "expect_outlets_to_be_named", "expect_outlets_to_be_namd", "expect_no_nul")
    outlets, null = unwritten(suites, [class_file])
    assert isinstance(outlets, RuleError)
    assert (outlets.at, outlets.way_out) == (f"{suites[0].file}:8:13", "`expect_outlets_to_be_named`, the closest name")
    assert (null.at, null.message) == (f"{suites[0].file}:11:13", "There is no expectation `expect_no_nul`.")
