"""Writes the SELECT that finds the rows which break a rule, for a person to run; asks nothing itself.

Of our own rules, data tests and queries it is the very SELECT that was asked. Of Great Expectations' own it is written
anew, for the kinds that suites use; None for the others, and where a condition narrows the rows.
"""

import re
import textwrap
from collections.abc import Sequence
from typing import Any

from wh.relations import quoted
from wh.results import Answer
from wh.rules.conditions import GIVEN, Condition, condition_of  # first: it imports Great Expectations quietly
from wh.rules.data_test_expectations import DataTestExpectation
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
        place = ", file_line" if re.search(r"\bfile_line\b", candidates) else ""
        columns = f"claim_id, fact_id, article_id, detail{place}"
        return f"select {columns} from (\n{candidates}\n) where {wanted} order by all"
    if answer is Answer.UNANSWERED or getattr(expectation, "row_condition", None) is not None:
        return None
    if isinstance(expectation, UnexpectedRowsExpectation):
        return textwrap.dedent(str(expectation.unexpected_rows_query).replace("{batch}", table)).strip()
    if isinstance(expectation, DataTestExpectation):
        return question(expectation.data_test(), Batch(table, ()), _other_table).failing
    condition = condition_of(expectation)
    if condition is None:
        return None
    shown = ", ".join(quoted(each) for each in dict.fromkeys([*grain, *condition.columns]))
    return f"select {shown} from {table} {_clause(condition)} order by all"


def _clause(condition: Condition) -> str:
    """Return what keeps the rows that are compared and broken."""
    names = ", ".join(map(quoted, condition.columns))
    if condition.broken is None:
        given = f"{names} is not null" if condition.compared is GIVEN else f"({condition.compared})"
        return f"where {given} qualify count(*) over (partition by {names}) > 1"
    if condition.compared is GIVEN or condition.compared == "true":
        return f"where {condition.broken}"
    return f"where {condition.compared} and {condition.broken}"


def _table(name: str) -> str:
    return ".".join(map(quoted, name.split(".", 1)))


def _other_table(name: str) -> Batch:
    return Batch(_table(name), ())
