"""The SELECT that is shown with a broken rule gives the rows that break it, for each kind that suites use."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wh.results import Answer, RuleResult
from wh.rules import check, load_suites

ROWS = """
create schema s;
create table s.t as select * from (values
    (1, 'a', 'x', 1.5), (2, null, 'y', 2.5), (3, 'it''s', 'z', null), (3, '%b', 'z', -1)) as _(k, s, u, "odd name");
"""
NOT_NULL = {"type": "nullity", "column": {"name": "s"}, "is_null": False}
TWICE = {"column_list": ["k", "u"]}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(ROWS)
        yield connection


def asked(con: duckdb.DuckDBPyConnection, folder: Path, kind: str, **kwargs: Any) -> RuleResult:
    file = folder / "suite.json"
    rule = {"type": f"expect_{kind}", "kwargs": kwargs}
    file.write_text(json.dumps({"name": "s.t", "meta": {"grain": ["k"]}, "expectations": [rule]}))
    return check(con, load_suites([file]), [], "b1").results[0]


@pytest.mark.parametrize(
    ("kind", "kwargs", "rows"),
    [
        ("column_values_to_be_unique", {"column": "k"}, [(3,), (3,)]),
        ("compound_columns_to_be_unique", TWICE, [(3, "z"), (3, "z")]),
        ("column_values_to_not_be_null", {"column": "s"}, [(2, None)]),
        ("column_values_to_be_null", {"column": "odd name"}, [(1, 1.5), (2, 2.5), (3, -1)]),
        ("column_values_to_be_in_set", {"column": "s", "value_set": ["a", "it's"]}, [(3, "%b")]),
        ("column_values_to_be_in_set", {"column": "k", "value_set": [1, 2]}, [(3,), (3,)]),
        ("column_values_to_not_be_in_set", {"column": "s", "value_set": ["it's"]}, [(3, "it's")]),
        ("column_values_to_be_between", {"column": "odd name", "min_value": 0, "max_value": 2}, [(2, 2.5), (3, -1)]),
        ("column_values_to_be_between", {"column": "k", "min_value": 1, "strict_min": True}, [(1,)]),
        ("column_values_to_match_regex", {"column": "s", "regex": "^[ai]"}, [(3, "%b")]),
        ("column_values_to_not_match_regex", {"column": "s", "regex": "'"}, [(3, "it's")]),
        (
            "column_value_lengths_to_be_between",
            {"column": "s", "min_value": 2, "max_value": 3},
            [(1, "a"), (3, "it's")],
        ),
        ("column_values_to_match_like_pattern", {"column": "s", "like_pattern": "%t%"}, [(1, "a"), (3, "%b")]),
        ("column_pair_values_to_be_equal", {"column_A": "s", "column_B": "u"}, 4),
        (
            "column_pair_values_to_be_equal",
            {"column_A": "s", "column_B": "u", "ignore_row_if": "either_value_is_missing"},
            3,
        ),
        ("column_pair_values_a_to_be_greater_than_b", {"column_A": "odd name", "column_B": "k"}, [(3, -1)]),
        ("no_value_twice", {"column": "k"}, [(3, 2)]),
        ("no_null", {"column": "s"}, 1),
        ("only_accepted_values", {"column": "u", "values": ["x", "y"]}, [("z", 2)]),
        ("query_to_give_no_rows", {"sql": "select k from s.t where k > 2"}, [(3,), (3,)]),
    ],
)
def test_it_gives_the_rows(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str, kwargs: dict[str, Any], rows: Any
) -> None:
    result = asked(con, tmp_path, kind, **kwargs)
    assert result.answer is Answer.BROKEN
    assert result.rows_sql is not None
    found = con.execute(result.rows_sql).fetchall()
    if isinstance(rows, int):
        assert len(found) == rows
    else:
        assert [tuple(row) for row in found] == rows


def test_a_query_of_a_suite_is_shown_as_it_was_asked(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = tmp_path / "suite.json"
    kwargs = {"unexpected_rows_query": "select k from {batch} where k > 2"}
    file.write_text(
        json.dumps({"name": "s.t", "expectations": [{"type": "unexpected_rows_expectation", "kwargs": kwargs}]})
    )
    (result,) = check(con, load_suites([file]), [], "b1").results
    assert result.rows_sql == 'select k from "s"."t" where k > 2'


@pytest.mark.parametrize(
    ("kind", "kwargs"),
    [
        ("column_values_to_be_in_set", {"column": "u", "value_set": ["x"], "row_condition": NOT_NULL}),
        ("column_values_to_be_unique", {"column": "s"}),
        ("table_row_count_to_equal", {"value": 9}),
        ("column_max_to_be_between", {"column": "k", "max_value": 1}),
    ],
)
def test_none_is_shown_where_it_holds_or_where_none_is_known(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, kind: str, kwargs: dict[str, Any]
) -> None:
    assert asked(con, tmp_path, kind, **kwargs).rows_sql is None
