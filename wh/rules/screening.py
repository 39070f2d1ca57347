"""Great Expectations' commonest expectations, screened: one pass over a table tells which of them certainly hold.

The verdict is still the expectation's own, on the metrics that it asks for. Where something may break it, or where
its ways are not known here to the last detail, it is not answered, and Great Expectations computes its metrics itself.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from wh.relations import quoted
from wh.rules.bridge import table_sql  # first: it imports Great Expectations quietly
from wh.rules.conditions import GIVEN, Condition, condition_of
from wh.rules.counting import Counting
from wh.rules.verdicts import Verdict, answer_from

# isort: split
from great_expectations.expectations.expectation import ColumnMapExpectation, Expectation
from great_expectations.expectations.expectation_configuration import parse_result_format

_BRIEFLY = {"result_format": parse_result_format({"result_format": "BOOLEAN_ONLY"})}
_ROW_COUNT = "expect_table_row_count_to_be_between"


def screening(expectation: Expectation, table: str, columns: Mapping[str, str]) -> Counting | None:
    """Return what to count of a table with these columns and types; None where the expectation cannot be screened.

    Counted are the rows, those that are compared, and a number that is 0 only where the expectation holds.
    """
    if expectation.expectation_type == _ROW_COUNT and getattr(expectation, "row_condition", None) is None:
        return Counting(table_sql(table), ("count(*)", "count(*)", "0"))
    condition = condition_of(expectation)
    if condition is None or not _is_certain(expectation, condition, columns):
        return None
    return Counting(table_sql(table), ("count(*)", *_compared_and_suspected(condition)))


def screened(expectation: Any, row_count: int, compared: int, suspected: int) -> Verdict | None:
    """Return what the expectation says of these counts; None where something may break it."""
    if suspected:
        return None
    metrics = {"table.row_count": row_count} | _of_rows(expectation, row_count, compared)
    if not expectation._validate(metrics=metrics, runtime_configuration=_BRIEFLY)["success"]:
        return None
    if expectation.expectation_type == _ROW_COUNT:
        return Verdict(answer_from(1, False), 1, 1)
    return Verdict(answer_from(compared, False), row_count, compared)


def _compared_and_suspected(condition: Condition) -> tuple[str, str]:
    names = ", ".join(map(quoted, condition.columns))
    if condition.compared is GIVEN:
        broken = condition.broken and f"count(*) filter (where {condition.broken})"
        return f"count({names})", broken or f"count({names}) - count(distinct {names})"
    compared = "count(*)" if condition.compared == "true" else f"count(*) filter (where {condition.compared})"
    if condition.broken is None:
        return compared, f"count(*) - count(distinct row({names}))"
    # a null that is compared is never certain
    return compared, f"count(*) filter (where {condition.compared} and ({condition.broken}) is not false)"


def _of_rows(expectation: Any, rows: int, compared: int) -> dict[str, int]:
    """Return the metrics of an expectation on each row of which none is unexpected."""
    if expectation.expectation_type == _ROW_COUNT:
        return {}
    how_many = (
        {"column_values.nonnull.unexpected_count": rows - compared}
        if isinstance(expectation, ColumnMapExpectation)
        else {f"{expectation.map_metric}.filtered_row_count": compared}
    )
    return how_many | {f"{expectation.map_metric}.unexpected_count": 0}


def _is_certain(expectation: Any, condition: Condition, columns: Mapping[str, str]) -> bool:
    """Tell whether DuckDB compares as Great Expectations has it compare, to the last detail."""
    types = [columns.get(name) for name in condition.columns]  # of no type is a column that is not spelled so
    is_sure = _SURE.get(expectation.expectation_type)
    return all(types) and is_sure is not None and is_sure(expectation, types)


def _are_texts(expectation: Any, types: list[str]) -> bool:
    """Of texts alone is it known here what is equal."""
    values = expectation.value_set
    return types == ["VARCHAR"] and isinstance(values, list) and all(isinstance(value, str) for value in values)


def _are_numbers(expectation: Any, types: list[str]) -> bool:
    """Of numbers alone is it known here how they compare with a bound."""
    return bool(_NUMBER.match(types[0])) and _has_plain_bounds(expectation)


def _are_lengths(expectation: Any, types: list[str]) -> bool:
    bounds = (expectation.min_value, expectation.max_value)
    is_whole = all(bound is None or isinstance(bound, int) for bound in bounds)
    return types == ["VARCHAR"] and is_whole and _has_plain_bounds(expectation)


def _has_plain_bounds(expectation: Any) -> bool:
    least, most = expectation.min_value, expectation.max_value
    if not all(bound is None or _is_number(bound) for bound in (least, most)):
        return False
    return least is None or most is None or least <= most  # else an error, also where there is nothing to compare


def _is_number(bound: object) -> bool:
    return isinstance(bound, int | float) and not isinstance(bound, bool) and math.isfinite(bound)


_NUMBER = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE)$")
_SURE: Mapping[str, Callable[[Any, Any], bool]] = {
    "expect_column_values_to_be_unique": lambda _, __: True,
    "expect_compound_columns_to_be_unique": lambda _, __: True,
    "expect_column_values_to_not_be_null": lambda _, __: True,
    "expect_column_values_to_be_in_set": _are_texts,
    "expect_column_values_to_not_be_in_set": _are_texts,
    "expect_column_values_to_be_between": _are_numbers,
    "expect_column_value_lengths_to_be_between": _are_lengths,
    **{
        f"expect_column_values_to_{kind}": lambda _, types: types == ["VARCHAR"]
        for kind in ("match_regex", "not_match_regex", "match_like_pattern", "not_match_like_pattern")
    },
    **{
        f"expect_column_pair_values_{kind}": lambda _, types: types[0] == types[1]
        for kind in ("to_be_equal", "a_to_be_greater_than_b")
    },
}
