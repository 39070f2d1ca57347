"""What breaks Great Expectations' commonest expectations, as SQL on one row; none where a way of theirs is not known.

`screening` counts such rows before an expectation is asked, `finding` shows them after it broke. Asks nothing itself.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from wh.relations import literal, quoted
from wh.rules.bridge import pydantic  # noqa: F401  # first: it imports Great Expectations quietly

# isort: split
from great_expectations.expectations.expectation import Expectation

THEIR_OWN = "great_expectations.expectations.core."
"""The package of Great Expectations' own expectations."""

GIVEN = None
"""Compared is every row with a value in the one column; on the others `broken` is null."""


class Condition(NamedTuple):
    """Which rows an expectation compares, and which of those break it: where `broken` is None, those with a twin."""

    columns: tuple[str, ...]
    broken: str | None
    compared: str | None = GIVEN


def condition_of(expectation: Expectation) -> Condition | None:
    """Return what breaks an expectation; None for one of somebody else's, and one that a condition narrows."""
    write = _CONDITIONS.get(expectation.expectation_type)
    if write is None or not type(expectation).__module__.startswith(THEIR_OWN):
        return None
    return None if getattr(expectation, "row_condition", None) is not None else write(expectation)


def _unique(expectation: Any) -> Condition:
    return Condition((expectation.column,), None)


def _compound(expectation: Any) -> Condition | None:
    if expectation.ignore_row_if != "all_values_are_missing":
        return None
    names = tuple(map(str, expectation.column_list))
    return Condition(names, None, " or ".join(f"{quoted(name)} is not null" for name in names))


def _nullity(is_broken: str) -> Callable[[Any], Condition]:
    return lambda expectation: Condition((expectation.column,), f"{quoted(expectation.column)} {is_broken}", "true")


def _on_column(broken: Callable[[str, Any], str | None]) -> Callable[[Any], Condition | None]:
    """Return how an expectation on each value is written, from how what breaks it is."""

    def write(expectation: Any) -> Condition | None:
        written = broken(quoted(expectation.column), expectation)
        return None if written is None else Condition((expectation.column,), written)

    return write


def _in_set(sign: str) -> Callable[[str, Any], str | None]:
    def write(column: str, expectation: Any) -> str | None:
        values = expectation.value_set
        if not values or not isinstance(values, Sequence):
            return None
        return f"{column} {sign} ({', '.join(map(_value, values))})"

    return write


def _past(value: str, expectation: Any) -> str | None:
    """Say that a value is past one of the bounds."""
    bounds = (
        (expectation.min_value, "<=" if expectation.strict_min else "<"),
        (expectation.max_value, ">=" if expectation.strict_max else ">"),
    )
    return " or ".join(f"{value} {sign} {_value(bound)}" for bound, sign in bounds if bound is not None) or None


def _matched(call: str, pattern: str) -> Callable[[str, Any], str | None]:
    """Say by a parameter of the expectation that a text matches, or with `not` before it that it does not."""

    def write(column: str, expectation: Any) -> str | None:
        given = getattr(expectation, pattern)
        if not isinstance(given, str) or getattr(expectation, "escape", None) is not None:
            return None
        return call.format(column=column, pattern=literal(given))

    return write


_IGNORED_PAIRS = {
    "both_values_are_missing": "not ({0} is null and {1} is null)",
    "either_value_is_missing": "not ({0} is null or {1} is null)",
    "neither": "true",
}


def _on_pair(broken: Callable[[Any], str]) -> Callable[[Any], Condition | None]:
    def write(expectation: Any) -> Condition | None:
        compared = _IGNORED_PAIRS.get(expectation.ignore_row_if)
        if compared is None:
            return None
        names = expectation.column_A, expectation.column_B
        pair = tuple(map(quoted, names))
        return Condition(names, broken(expectation).format(*pair), compared.format(*pair))

    return write


def _value(value: object) -> str:
    """Return a parameter as Great Expectations hands it to DuckDB: a fraction is no decimal."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"'{value!r}'::double"
    return str(value) if isinstance(value, int) else literal(str(value))


_CONDITIONS: Mapping[str, Callable[[Any], Condition | None]] = {
    "expect_column_values_to_be_unique": _unique,
    "expect_compound_columns_to_be_unique": _compound,
    "expect_column_values_to_not_be_null": _nullity("is null"),
    "expect_column_values_to_be_null": _nullity("is not null"),
    "expect_column_values_to_be_in_set": _on_column(_in_set("not in")),
    "expect_column_values_to_not_be_in_set": _on_column(_in_set("in")),
    "expect_column_values_to_be_between": _on_column(_past),
    "expect_column_value_lengths_to_be_between": _on_column(lambda column, each: _past(f"length({column})", each)),
    "expect_column_values_to_match_regex": _on_column(_matched("not regexp_matches({column}, {pattern})", "regex")),
    "expect_column_values_to_not_match_regex": _on_column(_matched("regexp_matches({column}, {pattern})", "regex")),
    "expect_column_values_to_match_like_pattern": _on_column(_matched("{column} not like {pattern}", "like_pattern")),
    "expect_column_values_to_not_match_like_pattern": _on_column(_matched("{column} like {pattern}", "like_pattern")),
    "expect_column_pair_values_to_be_equal": _on_pair(lambda _: "({0} = {1}) is not true"),
    "expect_column_pair_values_a_to_be_greater_than_b": _on_pair(
        lambda expectation: "{0} < {1}" if expectation.or_equal else "{0} <= {1}"
    ),
}
