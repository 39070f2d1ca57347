"""Great Expectations' commonest expectations, screened: one pass over a table tells which of them certainly hold.

The verdict is still the expectation's own, on the metrics that it asks for. Where something may break it, or where
its ways are not known here to the last detail, it is not answered, and Great Expectations computes its metrics itself.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from wh.rules.bridge import DuckDBExecutionEngine  # first: it imports Great Expectations quietly
from wh.rules.counting import Counting
from wh.rules.verdicts import Verdict, answer_from

# isort: split
from great_expectations.expectations.core.expect_column_values_to_be_in_set import ExpectColumnValuesToBeInSet
from great_expectations.expectations.core.expect_column_values_to_be_unique import ExpectColumnValuesToBeUnique
from great_expectations.expectations.core.expect_column_values_to_not_be_null import ExpectColumnValuesToNotBeNull
from great_expectations.expectations.core.expect_compound_columns_to_be_unique import ExpectCompoundColumnsToBeUnique
from great_expectations.expectations.core.expect_table_row_count_to_be_between import ExpectTableRowCountToBeBetween
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import parse_result_format

_BRIEFLY = {"result_format": parse_result_format({"result_format": "BOOLEAN_ONLY"})}


class Screening(NamedTuple):
    """What to count of a table: rows, compared rows, and a number that is 0 only where the expectation holds."""

    counting: Counting
    metrics: Callable[[int, int], Mapping[str, int]]
    """The metrics of a table with these many rows, and these many compared, of which none is unexpected."""


def screening(expectation: Expectation, table: str, columns: Mapping[str, str]) -> Screening | None:
    """Return how to screen an expectation of a table with these columns and types; None where it cannot be."""
    build = _SCREENS.get(type(expectation))
    if build is None or getattr(expectation, "row_condition", None) is not None:
        return None
    asked = build(expectation, columns)
    if asked is None:
        return None
    (compared, suspected), metrics = asked
    return Screening(Counting(DuckDBExecutionEngine.table_sql(table), ("count(*)", compared, suspected)), metrics)


def screened(expectation: Any, screen: Screening, row_count: int, compared: int, suspected: int) -> Verdict | None:
    """Return what the expectation says of these counts; None where something may break it."""
    if suspected:
        return None
    said = expectation._validate(metrics=dict(screen.metrics(row_count, compared)), runtime_configuration=_BRIEFLY)
    if not said["success"]:
        return None
    if isinstance(expectation, ExpectTableRowCountToBeBetween):
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
    listed = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
    return (f"count({column})", f"count(*) filter (where {column} not in ({listed}))"), _of_column("in_set")


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


_SCREENS: Mapping[type, Callable[[Any, Mapping[str, str]], _Asked | None]] = {
    ExpectColumnValuesToBeUnique: _unique,
    ExpectColumnValuesToNotBeNull: _not_null,
    ExpectColumnValuesToBeInSet: _in_set,
    ExpectCompoundColumnsToBeUnique: _compound,
    ExpectTableRowCountToBeBetween: _row_count,
}


def _column(name: str, columns: Mapping[str, str]) -> str:
    """Return the column quoted; empty where the table has none that is spelled so."""
    return '"' + name.replace('"', '""') + '"' if name in columns else ""


def _of_column(condition: str) -> Callable[[int, int], Mapping[str, int]]:
    return lambda rows, compared: {
        "table.row_count": rows,
        "column_values.nonnull.unexpected_count": rows - compared,
        f"column_values.{condition}.unexpected_count": 0,
    }
