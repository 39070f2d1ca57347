"""A column that a rule names and its table has not is told, on the rule's own line, with the closest that it has."""

import json
from pathlib import Path
from typing import Any

import pytest

from wh.rules import load_suites, misspelt

LIBRARY = sorted((Path(__file__).resolve().parents[2] / "expectations").glob("*.py"))
COLUMNS = {"marts.claims": ["claim_id", "low", "best", "high", "unit"]}
NULLITY = {"type": "nullity", "column": {"name": "unti"}, "is_null": False}


@pytest.mark.parametrize(
    ("type_", "kwargs", "said"),
    [
        ("expect_column_values_to_be_unique", {"column": "lowx"}, [("lowx", "`low`, the closest name")]),
        ("expect_column_values_to_be_unique", {"column": "LOW"}, []),
        (
            "expect_column_pair_values_to_be_equal",
            {"column_A": "low", "column_B": "hihg"},
            [("hihg", "`high`, the closest name")],
        ),
        (
            "expect_compound_columns_to_be_unique",
            {"column_list": ["low", "q"]},
            [("q", "one of `claim_id`, `low`, `best`, `high`, `unit`")],
        ),
        (
            "expect_column_values_to_be_unique",
            {"column": "low", "row_condition": NULLITY},
            [("unti", "`unit`, the closest name")],
        ),
        (
            "expect_column_values_to_be_unique",
            {"column": "low", "row_condition": 'col("unti") > 1'},
            [("unti", "`unit`, the closest name")],
        ),
        (
            "expect_parts_to_add_up",
            {"parts": ["low", "bst"], "whole": "high"},
            [("bst", "`best`, the closest name")],
        ),
        ("expect_parts_to_add_up", {"parts": ["low", "rest"], "whole": "high", "names": {"rest": "high - low"}}, []),
        ("expect_only_accepted_values", {"column": "upper(unit)", "values": ["km"]}, []),
    ],
)
def test_a_column_that_is_none_of_the_tables_is_told(
    type_: str, kwargs: dict[str, Any], said: list[tuple[str, str]], tmp_path: Path
) -> None:
    file = tmp_path / "claims.json"
    file.write_text(
        json.dumps({"name": "marts.claims", "expectations": [{"type": type_, "kwargs": kwargs}]}), encoding="utf-8"
    )
    found = list(misspelt(load_suites([file]), COLUMNS, LIBRARY))
    assert [(each.message.split("`")[3], each.way_out) for each in found] == said
    assert all((each.at or "").startswith(f"{file}:1:") for each in found)
    assert not list(misspelt(load_suites([file]), {}, LIBRARY)), "of a table whose columns are not known"
