"""Writes the SELECT that finds the rows which break a rule, for a person to run; asks nothing itself.

Of our own rules, data tests and queries it is the very SELECT that was asked. Of Great Expectations' own it is written
anew, for the kinds that suites use; None for the others, and where a condition narrows the rows.
"""

import textwrap
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from wh.relations import literal, quoted
from wh.results import Answer
from wh.rules.data_test_expectations import DataTestExpectation  # first: it imports Great Expectations quietly
from wh.rules.data_tests import Batch, question
from wh.rules.expectation import RuleBetweenSources

# isort: split
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import Expectation

_LONGEST = 20_000


def rows_sql(expectation: Expectation, table_name: str, grain: Sequence[str], answer: Answer) -> str | None:
    """Return the SELECT of what breaks a rule on a table, or of what it could not compare; None where none is known."""
    if answer not in (Answer.BROKEN, Answer.UNANSWERED):
        return None
    table = _table(table_name)
    try:
        found = _written(expectation, table, grain, answer)
    except Exception:  # whatever a class of the project's own raises: then there is nothing to show
        return None
    return None if found is None or len(found) > _LONGEST else found


def _written(expectation: Any, table: str, grain: Sequence[str], answer: Answer) -> str | None:
    if isinstance(expectation, RuleBetweenSources):
        candidates = textwrap.dedent(expectation.candidates().replace("{batch}", table)).strip("\n")
        # a rule that reads the answer in its own way is one of coverage: it is about what was not compared
        is_of_coverage = type(expectation).answer_of is not RuleBetweenSources.answer_of
        is_of_rows = answer is Answer.BROKEN and not is_of_coverage
        wanted = "is_compared and is_broken" if is_of_rows else "(is_compared) is not true"
        return f"select claim_id, fact_id, article_id, detail from (\n{candidates}\n) where {wanted} order by all"
    if answer is Answer.UNANSWERED or getattr(expectation, "row_condition", None) is not None:
        return None
    if isinstance(expectation, UnexpectedRowsExpectation):
        return textwrap.dedent(str(expectation.unexpected_rows_query).replace("{batch}", table)).strip()
    if isinstance(expectation, DataTestExpectation):
        return question(expectation.data_test(), Batch(table, ()), _other_table).failing
    condition = _CONDITIONS.get(expectation.expectation_type)
    written = None if condition is None else condition(expectation.configuration.kwargs)
    if written is None:
        return None
    clause, columns = written
    shown = ", ".join(quoted(each) for each in dict.fromkeys([*grain, *columns]))
    return f"select {shown} from {table} {clause} order by all"


def _table(name: str) -> str:
    return ".".join(map(quoted, name.split(".", 1)))


def _other_table(name: str) -> Batch:
    return Batch(_table(name), ())


_Kwargs = Mapping[str, Any]
_Condition = tuple[str, Sequence[str]]


def _of_column(clause: Callable[[str, _Kwargs], str | None]) -> Callable[[_Kwargs], _Condition | None]:
    """Return how a rule on one column is written, from how its condition is."""

    def write(kwargs: _Kwargs) -> _Condition | None:
        column = str(kwargs["column"])
        written = clause(quoted(column), kwargs)
        return None if written is None else (written, (column,))

    return write


def _twice(columns: Sequence[str]) -> _Condition:
    names = ", ".join(quoted(each) for each in columns)
    return f"qualify count(*) over (partition by {names}) > 1", columns


def _unique(kwargs: _Kwargs) -> _Condition:
    column = str(kwargs["column"])
    return f"where {quoted(column)} is not null {_twice([column])[0]}", (column,)


def _compound(kwargs: _Kwargs) -> _Condition | None:
    if kwargs.get("ignore_row_if", "all_values_are_missing") != "all_values_are_missing":
        return None
    columns = [str(each) for each in kwargs["column_list"]]
    said = " or ".join(f"{quoted(each)} is not null" for each in columns)
    return f"where ({said}) {_twice(columns)[0]}", columns


def _listed(kwargs: _Kwargs) -> str:
    return ", ".join(map(_value, kwargs["value_set"]))


def _value(value: object) -> str:
    """Return a parameter as SQL; a number stays one."""
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value) if isinstance(value, int | float) else literal(str(value))


def _in_set(column: str, kwargs: _Kwargs) -> str | None:
    return f"where {column} not in ({_listed(kwargs)})" if kwargs.get("value_set") else None


def _not_in_set(column: str, kwargs: _Kwargs) -> str | None:
    return f"where {column} in ({_listed(kwargs)})" if kwargs.get("value_set") else None


def _between(column: str, kwargs: _Kwargs) -> str | None:
    bounds = (("min_value", "<", "strict_min"), ("max_value", ">", "strict_max"))
    past = [
        f"{column} {sign}{'=' if kwargs.get(strict) else ''} {_value(kwargs[name])}"
        for name, sign, strict in bounds
        if kwargs.get(name) is not None
    ]
    return f"where {' or '.join(past)}" if past else None


def _regex(column: str, kwargs: _Kwargs) -> str:
    return f"where not regexp_matches({column}, {literal(kwargs['regex'])})"


def _not_regex(column: str, kwargs: _Kwargs) -> str:
    return f"where regexp_matches({column}, {literal(kwargs['regex'])})"


def _a_greater(kwargs: _Kwargs) -> _Condition | None:
    if kwargs.get("ignore_row_if", "both_values_are_missing") != "both_values_are_missing":
        return None
    a, b = str(kwargs["column_A"]), str(kwargs["column_B"])
    return f"where {quoted(a)} {'<' if kwargs.get('or_equal') else '<='} {quoted(b)}", (a, b)


def _equal(kwargs: _Kwargs) -> _Condition | None:
    if kwargs.get("ignore_row_if", "both_values_are_missing") != "both_values_are_missing":
        return None
    a, b = str(kwargs["column_A"]), str(kwargs["column_B"])
    return f"where {quoted(a)} is distinct from {quoted(b)}", (a, b)


_CONDITIONS: Mapping[str, Callable[[_Kwargs], _Condition | None]] = {
    "expect_column_values_to_be_unique": _unique,
    "expect_compound_columns_to_be_unique": _compound,
    "expect_column_values_to_not_be_null": _of_column(lambda column, _: f"where {column} is null"),
    "expect_column_values_to_be_null": _of_column(lambda column, _: f"where {column} is not null"),
    "expect_column_values_to_be_in_set": _of_column(_in_set),
    "expect_column_values_to_not_be_in_set": _of_column(_not_in_set),
    "expect_column_values_to_be_between": _of_column(_between),
    "expect_column_values_to_match_regex": _of_column(_regex),
    "expect_column_values_to_not_match_regex": _of_column(_not_regex),
    "expect_column_pair_values_a_to_be_greater_than_b": _a_greater,
    "expect_column_pair_values_to_be_equal": _equal,
}
