"""Which expectations are written is told without importing Great Expectations, unless one seems to be missing."""

import json
from pathlib import Path

import pytest

from wh.errors import RuleError
from wh.rules import Suite, checking, load_suites, unwritten

OWN = """
from wh.expectations import RuleBetweenSources

class ExpectOutletsToBeNamed(RuleBetweenSources):
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


def test_what_stands_in_a_file_is_known_without_asking(
    tmp_path: Path, class_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(checking, "known_expectations")
    types = ["expect_column_values_to_be_unique", "unexpected_rows_expectation", "expect_outlets_to_be_named"]
    own = ["expect_no_null", "expect_thresholds_to_be_reasoned"]
    assert list(unwritten(suite_of(tmp_path, *types, *own), [class_file])) == []


def test_a_class_that_no_text_shows_is_known_too(tmp_path: Path, class_file: Path) -> None:
    assert list(unwritten(suite_of(tmp_path, "expect_what_no_text_shows"), [class_file])) == []


def test_each_that_nobody_has_written_is_told_with_its_own_place(tmp_path: Path, class_file: Path) -> None:
    suites = suite_of(tmp_path, "expect_no_null", "expect_outlets_to_be_namd", "expect_no_nul")
    outlets, null = unwritten(suites, [class_file], lambda file: file.name)
    assert isinstance(outlets, RuleError)
    assert (outlets.at, outlets.way_out) == ("suite.json:8:13", "`expect_outlets_to_be_named`, the closest name")
    assert (null.at, null.message) == ("suite.json:11:13", "There is no expectation `expect_no_nul`.")
