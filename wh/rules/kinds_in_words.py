"""Says what the expectations of Great Expectations, and the data tests, expect: a sentence with the parameters in it.

Told without Great Expectations, whose own words come with its import and leave out what a query or a share is about.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

Given = Mapping[str, Any]


def words_for(expectation_type: str, given: Given, table: str = "") -> str | None:
    """Return the sentence of a kind that is known here: `low` of marts.claims is at least 1000. Else None."""
    write = _WORDS.get(expectation_type)
    if write is None:
        return None
    try:
        said = write(given, f" of {table}" if table else "")
    except (KeyError, TypeError, ValueError):  # it lacks what it is about, and is refused where it is asked
        return None
    return f"{said}{_share(given.get('mostly'))}{_where(given.get('row_condition'))}."


def _share(mostly: Any) -> str:
    return f", in at least {mostly * 100:g} % of the rows" if isinstance(mostly, int | float) and mostly != 1 else ""


def _where(condition: Any) -> str:
    if not condition:
        return ""
    if isinstance(condition, str):
        return f", where {condition}"
    column = (condition.get("column") or {}).get("name") if isinstance(condition, dict) else None
    if column and condition.get("type") == "nullity":
        return f", where `{column}` is {'' if condition.get('is_null') else 'not '}empty"
    if column and "operator" in condition:
        return f", where `{column}` {condition['operator']} {_value(condition.get('parameter'))}"
    return ", in the rows of its condition"


def _on(what: str) -> Callable[[Given, str], str]:
    """Return how what is expected of one column is said; `{name}` stands for a parameter."""

    def write(given: Given, of: str) -> str:
        shown = {name: _value(value) for name, value in given.items()}
        return f"`{given['column']}`{of} {what.format_map(shown)}"

    return write


def _between(what: str, unit: str = "") -> Callable[[Given, str], str]:
    """Return how bounds are said; `what` has the column as `{column}`, where there is one."""
    return lambda given, of: (
        what.format(column=f"`{given['column']}`{of}" if "{column}" in what else "", of=of)
        + (f" {_bounds(given)}{unit}")
    )


def _bounds(given: Given) -> str:
    low, high = given.get("min_value"), given.get("max_value")
    if low is not None and high is not None and not (given.get("strict_min") or given.get("strict_max")):
        return f"exactly {_value(low)}" if low == high else f"between {_value(low)} and {_value(high)}"
    parts = [
        f"{word} {_value(bound)}"
        for bound, word in (
            (low, "more than" if given.get("strict_min") else "at least"),
            (high, "less than" if given.get("strict_max") else "at most"),
        )
        if bound is not None
    ]
    return " and ".join(parts) or "anything"


def _pair(what: Callable[[Given], str]) -> Callable[[Given, str], str]:
    return lambda given, of: f"`{given['column_A']}`{of} is {what(given)} `{given['column_B']}`"


def _together(what: str) -> Callable[[Given, str], str]:
    return lambda given, of: f"{_names(given['column_list'])}{of} {what}".format_map(
        {name: _value(value) for name, value in given.items()}
    )


def _table(what: str) -> Callable[[Given, str], str]:
    return lambda given, of: f"{of.removeprefix(' of ') or 'The table'} has {what}".format_map(
        {name: _value(value) for name, value in given.items()}
    )


def _names(columns: Sequence[Any]) -> str:
    *first, last = [f"`{each}`" for each in columns]
    return f"{', '.join(first)} and {last}" if first else last


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        shown = ", ".join(map(_value, value[:12]))
        return f"{shown} and {len(value) - 12} more" if len(value) > 12 else shown
    return f"{value:g}" if isinstance(value, float) else str(value)


_WORDS: Mapping[str, Callable[[Given, str], str]] = {
    "expect_column_values_to_not_be_null": _on("is never empty"),
    "expect_column_values_to_be_null": _on("is always empty"),
    "expect_column_values_to_be_unique": _on("has no value twice"),
    "expect_column_values_to_be_in_set": _on("is one of {value_set}"),
    "expect_column_values_to_not_be_in_set": _on("is none of {value_set}"),
    "expect_column_values_to_be_between": _between("{column} is"),
    "expect_column_value_lengths_to_be_between": _between("{column} is", " characters long"),
    "expect_column_value_lengths_to_equal": _on("is {value} characters long"),
    "expect_column_values_to_match_regex": _on("has the form {regex}"),
    "expect_column_values_to_not_match_regex": _on("never has the form {regex}"),
    "expect_column_values_to_match_regex_list": _on("has one of the forms {regex_list}"),
    "expect_column_values_to_not_match_regex_list": _on("has none of the forms {regex_list}"),
    "expect_column_values_to_match_like_pattern": _on("is like {like_pattern}"),
    "expect_column_values_to_not_match_like_pattern": _on("is never like {like_pattern}"),
    "expect_column_values_to_match_like_pattern_list": _on("is like one of {like_pattern_list}"),
    "expect_column_values_to_not_match_like_pattern_list": _on("is like none of {like_pattern_list}"),
    "expect_column_values_to_be_of_type": _on("is of the type {type_}"),
    "expect_column_values_to_be_in_type_list": _on("is of one of the types {type_list}"),
    "expect_column_to_exist": lambda given, of: f"There is a column `{given['column']}`{of}",
    "expect_column_distinct_values_to_be_in_set": _on("has no other values than {value_set}"),
    "expect_column_distinct_values_to_contain_set": _on("has each of the values {value_set}"),
    "expect_column_distinct_values_to_equal_set": _on("has just the values {value_set}"),
    "expect_column_most_common_value_to_be_in_set": _on("most often is one of {value_set}"),
    "expect_column_min_to_be_between": _between("The lowest {column} is"),
    "expect_column_max_to_be_between": _between("The highest {column} is"),
    "expect_column_mean_to_be_between": _between("The mean of {column} is"),
    "expect_column_median_to_be_between": _between("The median of {column} is"),
    "expect_column_sum_to_be_between": _between("The sum of {column} is"),
    "expect_column_stdev_to_be_between": _between("The standard deviation of {column} is"),
    "expect_column_unique_value_count_to_be_between": _between("The number of different values of {column} is"),
    "expect_column_proportion_of_unique_values_to_be_between": _between("The share of different values of {column} is"),
    "expect_column_proportion_of_non_null_values_to_be_between": _between(
        "The share of rows in which {column} is not empty is"
    ),
    "expect_column_pair_values_to_be_equal": _pair(lambda _: "the same as"),
    "expect_column_pair_values_a_to_be_greater_than_b": _pair(
        lambda given: "at least" if given.get("or_equal") else "more than"
    ),
    "expect_compound_columns_to_be_unique": _together("are never twice the same together"),
    "expect_multicolumn_sum_to_equal": _together("add up to {sum_total}"),
    "expect_multicolumn_values_to_be_equal": _together("are the same in each row"),
    "expect_multicolumn_values_to_be_unique": _together("differ in each row"),
    "expect_select_column_values_to_be_unique_within_record": _together("differ in each row"),
    "expect_table_row_count_to_be_between": _between("The number of rows{of} is"),
    "expect_table_row_count_to_equal": _table("{value} rows"),
    "expect_table_row_count_to_equal_other_table": _table("as many rows as {other_table_name}"),
    "expect_table_column_count_to_be_between": _between("The number of columns{of} is"),
    "expect_table_column_count_to_equal": _table("{value} columns"),
    "expect_table_columns_to_match_ordered_list": _table("the columns {column_list}, in this order"),
    "expect_table_columns_to_match_set": _table("the columns {column_set}"),
    "expect_no_value_twice": _on("has no value twice"),
    "expect_no_null": _on("is never empty"),
    "expect_only_accepted_values": _on("is one of {values}"),
    "expect_column_values_to_exist_in": _on("is one of `{field}` of {to}"),
}
