"""Great Expectations' commonest expectations, screened: one pass over a table tells which of them certainly hold.

The verdict is still the expectation's own, on the metrics that it asks for. Where something may break it, or where
its ways are not known here to the last detail, it is not answered, and Great Expectations computes its metrics itself.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from wh.relations import literal, quoted
from wh.rules.bridge import table_sql  # first: it imports Great Expectations quietly
from wh.rules.counting import Counting
from wh.rules.verdicts import Verdict, answer_from

# isort: split
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import parse_result_format

_BRIEFLY = {"result_format": parse_result_format({"result_format": "BOOLEAN_ONLY"})}


THEIR_OWN = "great_expectations.expectations.core."
"""The package of Great Expectations' own expectations."""


class Screening(NamedTuple):
    """What to count of a table: rows, compared rows, and a number that is 0 only where the expectation holds."""

    counting: Counting
    metrics: Callable[[int, int], Mapping[str, int]]
    """The metrics of a table with these many rows, and these many compared, of which none is unexpected."""


def screening(expectation: Expectation, table: str, columns: Mapping[str, str]) -> Screening | None:
    """Return how to screen an expectation of a table with these columns and types; None where it cannot be."""
    build = _SCREENS.get(expectation.expectation_type)
    if (
        build is None
        or not type(expectation).__module__.startswith(THEIR_OWN)
        or getattr(expectation, "row_condition", None) is not None
    ):
        return None
    asked = build(expectation, columns)
    if asked is None:
        return None
    (compared, suspected), metrics = asked
    return Screening(Counting(table_sql(table), ("count(*)", compared, suspected)), metrics)


def screened(expectation: Any, screen: Screening, row_count: int, compared: int, suspected: int) -> Verdict | None:
    """Return what the expectation says of these counts; None where something may break it."""
    if suspected:
        return None
    said = expectation._validate(metrics=dict(screen.metrics(row_count, compared)), runtime_configuration=_BRIEFLY)
    if not said["success"]:
        return None
    if expectation.expectation_type == "expect_table_row_count_to_be_between":
        return Verdict(answer_from(1, False), 1, 1)
    return Verdict(answer_from(compared, False), row_count, compared)


_Asked = tuple[tuple[str, str], Callable[[int, int], Mapping[str, int]]]


def _unique(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    column = _column(expectation.column, columns)
    if not column:
        return None
    return (f"count({column})", f"count({column}) - count(distinct {column})"), _of_column("unique")


def _not_null(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    column = _column(expectation.column, columns)
    if not column:
        return None
    return ("count(*)", f"count(*) - count({column})"), lambda rows, _: {
        "table.row_count": rows,
        "column_values.nonnull.unexpected_count": 0,
    }


def _in_set(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    column, values = _column(expectation.column, columns), expectation.value_set
    # of texts alone is it known here what is equal
    if not column or columns[expectation.column] != "VARCHAR" or not isinstance(values, list):
        return None
    if not values or not all(isinstance(value, str) for value in values):
        return None
    listed = ", ".join(map(literal, values))
    is_among = expectation.expectation_type == "expect_column_values_to_be_in_set"
    unless, condition = (
        (f"{column} not in ({listed})", "in_set") if is_among else (f"{column} in ({listed})", "not_in_set")
    )
    return _unless(column, unless, condition)


def _between(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    column = _column(expectation.column, columns)
    # of numbers alone is it known here how they compare with a bound
    if not column or not _NUMBER.match(columns[expectation.column]):
        return None
    return _within(expectation, column, column, "between")


def _lengths(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    column = _text(expectation.column, columns)
    bounds = (expectation.min_value, expectation.max_value)
    if not column or not all(bound is None or isinstance(bound, int) for bound in bounds):
        return None
    return _within(expectation, column, f"length({column})", "value_length.between")


def _within(expectation: Any, column: str, value: str, condition: str) -> _Asked | None:
    """Ask whether a value is between the bounds of the expectation, if those are plain numbers."""
    least, most = expectation.min_value, expectation.max_value
    if (least is None and most is None) or not all(bound is None or _is_number(bound) for bound in (least, most)):
        return None
    if least is not None and most is not None and least > most:
        return None  # an error, also where there is nothing to compare
    checks = [] if least is None else [f"{value} {'>' if expectation.strict_min else '>='} {_number(least)}"]
    checks += [] if most is None else [f"{value} {'<' if expectation.strict_max else '<='} {_number(most)}"]
    return _unless(column, f"not ({' and '.join(checks)})", condition)


def _regex(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    column = _text(expectation.column, columns)
    if not column or not isinstance(expectation.regex, str):
        return None
    matches = f"regexp_matches({column}, {literal(expectation.regex)})"
    if expectation.expectation_type == "expect_column_values_to_match_regex":
        return _unless(column, f"not {matches}", "match_regex")
    return _unless(column, matches, "not_match_regex")


def _like(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    column, pattern = _text(expectation.column, columns), expectation.like_pattern
    if not column or not isinstance(pattern, str) or getattr(expectation, "escape", None) is not None:
        return None
    if expectation.expectation_type == "expect_column_values_to_match_like_pattern":
        return _unless(column, f"{column} not like {literal(pattern)}", "match_like_pattern")
    return _unless(column, f"{column} like {literal(pattern)}", "not_match_like_pattern")


def _pair(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    names = expectation.column_A, expectation.column_B
    first, second = (_column(name, columns) for name in names)
    ignored = _IGNORED_PAIRS.get(expectation.ignore_row_if)
    if not first or not second or ignored is None or columns[names[0]] != columns[names[1]]:
        return None
    is_equal = expectation.expectation_type == "expect_column_pair_values_to_be_equal"
    sign = "=" if is_equal else ">=" if expectation.or_equal else ">"
    is_compared = f"not ({ignored.format(first, second)})"
    # a null that is compared is never certain
    suspected = f"count(*) filter (where {is_compared} and ({first} {sign} {second}) is not true)"
    condition = f"column_pair_values.{'equal' if is_equal else 'a_greater_than_b'}"
    return (f"count(*) filter (where {is_compared})", suspected), lambda rows, compared: {
        "table.row_count": rows,
        f"{condition}.unexpected_count": 0,
        f"{condition}.filtered_row_count": compared,
    }


def _compound(expectation: Any, columns: Mapping[str, str]) -> _Asked | None:
    names = [_column(name, columns) for name in expectation.column_list]
    if not all(names) or expectation.ignore_row_if != "all_values_are_missing":
        return None
    is_compared = " or ".join(f"{name} is not null" for name in names)
    return (
        f"count(*) filter (where {is_compared})",
        f"count(*) - count(distinct row({', '.join(names)}))",
    ), lambda rows, compared: {
        "table.row_count": rows,
        "compound_columns.unique.unexpected_count": 0,
        "compound_columns.unique.filtered_row_count": compared,
    }


def _row_count(_: Any, __: Mapping[str, str]) -> _Asked:
    return ("count(*)", "0"), lambda rows, _: {"table.row_count": rows}


_NUMBER = re.compile(r"(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|DOUBLE)$")
_IGNORED_PAIRS = {
    "both_values_are_missing": "{0} is null and {1} is null",
    "either_value_is_missing": "{0} is null or {1} is null",
    "neither": "false",
}
_SCREENS: Mapping[str, Callable[[Any, Mapping[str, str]], _Asked | None]] = {
    "expect_column_values_to_be_unique": _unique,
    "expect_column_values_to_not_be_null": _not_null,
    "expect_column_values_to_be_in_set": _in_set,
    "expect_column_values_to_not_be_in_set": _in_set,
    "expect_column_values_to_be_between": _between,
    "expect_column_value_lengths_to_be_between": _lengths,
    "expect_column_values_to_match_regex": _regex,
    "expect_column_values_to_not_match_regex": _regex,
    "expect_column_values_to_match_like_pattern": _like,
    "expect_column_values_to_not_match_like_pattern": _like,
    "expect_column_pair_values_a_to_be_greater_than_b": _pair,
    "expect_column_pair_values_to_be_equal": _pair,
    "expect_compound_columns_to_be_unique": _compound,
    "expect_table_row_count_to_be_between": _row_count,
}


def _column(name: str, columns: Mapping[str, str]) -> str:
    """Return the column quoted; empty where the table has none that is spelled so."""
    return quoted(name) if name in columns else ""


def _text(name: str, columns: Mapping[str, str]) -> str:
    """Return the column quoted; empty where the table has none that is spelled so and holds texts."""
    return _column(name, columns) if columns.get(name) == "VARCHAR" else ""


def _is_number(bound: object) -> bool:
    return isinstance(bound, int | float) and not isinstance(bound, bool) and math.isfinite(bound)


def _number(bound: float) -> str:
    """Return a number as Great Expectations hands it to DuckDB: a fraction is no decimal."""
    return f"'{bound!r}'::double" if isinstance(bound, float) else str(bound)


def _unless(column: str, is_broken: str, condition: str) -> _Asked:
    """Ask of each value that is there; null is neither compared nor broken."""
    return (f"count({column})", f"count(*) filter (where {is_broken})"), _of_column(condition)


def _of_column(condition: str) -> Callable[[int, int], Mapping[str, int]]:
    return lambda rows, compared: {
        "table.row_count": rows,
        "column_values.nonnull.unexpected_count": rows - compared,
        f"column_values.{condition}.unexpected_count": 0,
    }
