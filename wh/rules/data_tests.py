"""dbt's data tests as rules: which SELECT gives the rows that fail, and what dbt makes of their number.

Knows nothing of Great Expectations, so that a suite of data tests is made without it. A column's name is quoted,
however it is spelled; what is no name of a column goes into the SQL as it is written.
"""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from wh.relations import literal, quoted
from wh.results import Answer, DataTest, RuleResult, Severity
from wh.rules.suites import Rule, Suite

TYPES = {
    "unique": "expect_no_value_twice",
    "not_null": "expect_no_null",
    "accepted_values": "expect_only_accepted_values",
    "relationships": "expect_column_values_to_exist_in",
    "query": "expect_query_to_give_no_rows",
}
"""dbt's kinds of data test, and the expectations that they become."""

IF_ANY = "!= 0"
"""dbt's threshold where none is written."""
COUNT = "count(*)"
"""What dbt counts as the failures where nothing else is written."""

_NAME = r"[A-Za-z_]\w*"
_SEVERITIES = {"error": Severity.CRITICAL, "warn": Severity.WARNING}
_STATUSES = {Severity.CRITICAL: "fail", Severity.WARNING: "warn", Severity.INFO: "warn"}


class Batch(NamedTuple):
    """The rows that a test is about, as they stand after FROM, and the names of their columns."""

    sql: str
    columns: Collection[str]


class Question(NamedTuple):
    """What one data test asks, as SQL.

    `compared` counts the rows that are looked at, and `suspected` is 0 only where nothing fails: both are aggregates
    over `rows`, or whole SELECTs where that is None. `failing` is the SELECT of what dbt counts, `shown` what to print.
    """

    rows: str | None
    compared: str
    suspected: str
    failing: str
    shown: str


@dataclass(frozen=True, slots=True)
class DataTestAnswer:
    """What a data test gave: `failures` is dbt's number, `severity` None where it passes; or else its `fault`."""

    compared_count: int = 0
    failures: int = 0
    severity: Severity | None = None
    rows: tuple[Mapping[str, Any], ...] = ()
    fault: str | None = None


def suites_of(tests: Sequence[DataTest], grains: Mapping[str, Sequence[str]] | None = None) -> tuple[Suite, ...]:
    """Return the tests as suites, one a table and file, in the order of the tests.

    `grains` names the columns that tell the rows of a table apart, to print them with a row that fails.
    """
    gathered: dict[tuple[str, Path], list[Rule]] = {}
    for test in tests:
        file, _, line = test.at.rpartition(":")
        rules = gathered.setdefault((test.table_name, Path(file or test.at)), [])
        rules.append(_rule(test, int(line) if line.isdigit() else 1))
    return tuple(
        Suite(table_name, table_name, tuple((grains or {}).get(table_name, ())), file, tuple(rules))
        for (table_name, file), rules in gathered.items()
    )


def dbt_status(result: RuleResult) -> str:
    """Return dbt's word for the answer to a data test: pass, fail, warn or error."""
    if result.answer is Answer.ERROR:
        return "error"
    return _STATUSES[result.severity] if result.answer is Answer.BROKEN else "pass"


def severity_of(test: DataTest) -> Severity:
    """Return how much it matters that a data test fails."""
    return _SEVERITIES.get(test.severity.lower(), Severity.CRITICAL)


def failed_severity(test: DataTest, should_warn: bool, should_error: bool) -> Severity | None:
    """Return how badly a test fails, as dbt decides it from the two thresholds; None where it passes."""
    if severity_of(test) is Severity.CRITICAL and should_error:
        return Severity.CRITICAL
    return Severity.WARNING if should_warn else None


def passes_without_failures(test: DataTest) -> bool:
    """Whether no failing row means that the test passes, whatever else it says."""
    written = (test.fail_calc, test.warn_if, test.error_if)
    return all(each in (None, usual) for each, usual in zip(written, (COUNT, IF_ANY, IF_ANY), strict=True))


def reads_only_tables(test: DataTest) -> bool:
    """Whether a test has no SQL of the user's own, so that it reads its table and that of `to`, and nothing else."""
    names = (test.column or "", str(test.arguments.get("field", "")))
    is_plain = all(re.fullmatch(_NAME, name) for name in names if name) and test.arguments.get("quote", True)
    return test.kind != "query" and is_plain and not test.where and passes_without_failures(test)


def question(test: DataTest, batch: Batch | None, batch_of: Callable[[str], Batch]) -> Question:
    """Return what a test asks of its batch; `batch_of` gives another table. Only a query may have no batch."""
    if test.kind == "query" or batch is None:
        return _of_query(batch, str(test.arguments["sql"]))
    if test.where:  # its last line may be a comment
        batch = Batch(f"(select * from {batch.sql} where {test.where}\n)", batch.columns)
    column = test.column or ""
    value = column_sql(column, batch.columns)
    if test.kind == "unique":
        return _of_twins(batch, column, value)
    if test.kind == "not_null":
        return _of_nulls(batch, column, value)
    if test.kind == "accepted_values":
        return _of_values(batch, column, value, _listed(**test.arguments))
    parent = batch_of(str(test.arguments["to"]))
    return _of_orphans(batch, column, value, parent, column_sql(str(test.arguments["field"]), parent.columns))


def judgement(test: DataTest, failing: str) -> str:
    """Return the SELECT of the number of failures, and of whether dbt would warn and fail for it."""
    limit = "" if test.limit is None else f" limit {test.limit}"
    return (
        f"select failures, failures {test.warn_if or IF_ANY} as should_warn,"
        f" failures {test.error_if or IF_ANY} as should_error"
        f" from (select {test.fail_calc or COUNT} as failures from ({failing}{limit}) as dbt_internal_test)"
    )


def column_sql(written: str, columns: Collection[str]) -> str:
    """Return a column as SQL: a name is quoted; what is no name is an expression, or is quoted already."""
    is_name = re.fullmatch(_NAME, written) or written.lower() in (each.lower() for each in columns)
    return quoted(written) if is_name else f"({written})"


def _of_twins(batch: Batch, column: str, value: str) -> Question:
    """Ask for the values that stand in more than one row; nulls are not looked at."""
    twice = (
        f"select {value} as unique_field, count(*) as n_records from {batch.sql}"
        f" where {value} is not null group by {value} having count(*) > 1"
    )
    return Question(
        batch.sql,
        f"count({value})",
        f"count({value}) - count(distinct {value})",
        twice,
        f"select unique_field as {quoted(column)}, n_records from ({twice})",
    )


def _of_nulls(batch: Batch, column: str, value: str) -> Question:
    """Ask for the rows in which the column is null."""
    nulls = f"from {batch.sql} where {value} is null"
    return Question(
        batch.sql,
        "count(*)",
        f"count(*) - count({value})",
        f"select {value} {nulls}",
        f"select {_value_first(column, value, batch)} {nulls}",
    )


def _of_values(batch: Batch, column: str, value: str, listed: str) -> Question:
    """Ask for the values that are not listed; nulls are not looked at."""
    strange = (
        f"select {value} as value_field, count(*) as n_records from {batch.sql}"
        f" where {value} not in ({listed}) group by {value}"
    )
    return Question(
        batch.sql,
        f"count({value})",
        f"count(*) filter (where {value} not in ({listed}))",
        strange,
        f"select value_field as {quoted(column)}, n_records from ({strange})",
    )


def _of_orphans(batch: Batch, column: str, value: str, parent: Batch, key: str) -> Question:
    """Ask for the rows whose value no row of the parent has; nulls are not looked at."""
    # each side in a SELECT of its own: a name that one lacks must not be found in the other
    sides = (
        f"with child as (select *, {value} as wh_from from {batch.sql} where {value} is not null),"
        f" parent as (select {key} as wh_to from {parent.sql})"
    )
    orphans = "from child anti join parent on child.wh_from = parent.wh_to"
    failing = f"{sides} select wh_from as from_field {orphans}"
    return Question(
        None,
        f"(select count({value}) from {batch.sql})",
        f"(select count(*) from ({failing}))",
        failing,
        f"{sides} select {_value_first(column, 'wh_from', batch)} {orphans}",
    )


def _of_query(batch: Batch | None, sql: str) -> Question:
    """Ask a SELECT for rows, each of which is a failure; what it looked at is its table, as far as it has one."""
    # its last line may be a comment
    failing = f"select * from (\n{sql.strip().removesuffix(';')}\n)"
    looked_at = f"(select count(*) from {batch.sql})" if batch else "1"
    return Question(None, looked_at, f"(select count(*) from ({failing}))", failing, failing)


def _listed(values: Sequence[Any], quote: bool = True) -> str:
    return ", ".join(_text(str(each)) if quote else str(each) for each in values) or "null"


def _text(value: str) -> str:
    """Return a value as SQL: dbt takes it as it is written, so `it''s` is one apostrophe, and so is here `it's`."""
    if "'" not in value.replace("''", ""):
        return f"'{value}'"
    return literal(value)


def _value_first(column: str, value: str, batch: Batch) -> str:
    others = [quoted(each) for each in batch.columns if each.lower() != column.lower()]
    return ", ".join([f"{value} as {quoted(column)}", *others])


def _rule(test: DataTest, line: int) -> Rule:
    written = {
        "column": test.column,
        "where": test.where,
        "limit": test.limit,
        "warn_if": test.warn_if,
        "error_if": test.error_if,
        "fail_calc": test.fail_calc,
    }
    if test.kind == "query":  # its text holds its column and its condition
        del written["column"], written["where"]
    kwargs = {key: value for key, value in written.items() if value not in (None, IF_ANY, COUNT)}
    return Rule(test.name, TYPES[test.kind], severity_of(test), line, kwargs | dict(test.arguments), {}, says=test.says)
