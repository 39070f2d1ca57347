"""dbt's data tests as expectations of Great Expectations, answered together in a few statements.

Beside Great Expectations' own, because these count as dbt counts (values, not rows, that stand twice), take a
condition in SQL, a limit and thresholds, and pass where there is nothing to look at.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from wh.results import DataTest
from wh.rules.bridge import (  # first: it imports quietly
    ComputedTogether,
    DuckDBExecutionEngine,
    columns_of_tables,
    first_line,
    named_table,
    pydantic,
    table_sql,
)
from wh.rules.counting import Counting, Counts, counted
from wh.rules.data_tests import (
    COUNT,
    IF_ANY,
    Batch,
    DataTestAnswer,
    Question,
    failed_severity,
    judgement,
    passes_without_failures,
    question,
)
from wh.rules.expectation import MAX_ROWS
from wh.rules.one_metric import OneMetricExpectation, Told

# isort: split
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.validator.metric_configuration import MetricConfiguration

DATA_TEST_ANSWER = "data_test.answer"
"""The metric of all data tests: a DataTestAnswer."""


class DataTestExpectation(OneMetricExpectation):
    """The base of dbt's data tests: rows that a SELECT gives are failures.

    `where` is the condition on the rows that are looked at, `fail_calc` what counts as the failures, `limit` how many
    are looked for, and `warn_if` and `error_if` are how many are too many, such as `> 10`: all SQL. With the severity
    `warning` nothing is worse than a warning.
    """

    kind: ClassVar[str]

    where: str | None = None
    limit: int | None = None
    warn_if: str = IF_ANY
    error_if: str = IF_ANY
    fail_calc: str = COUNT

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id",)

    def arguments(self) -> dict[str, Any]:
        """Return the parameters that only this kind of test has."""
        return {}

    def data_test(self) -> DataTest:
        """Return the test as dbt knows it; its table is the batch."""
        return DataTest(
            name="",
            kind=self.kind,
            table_name="",
            column=getattr(self, "column", None),
            arguments=self.arguments(),
            severity="error" if self.severity is FailureSeverity.CRITICAL else "warn",
            where=self.where,
            limit=self.limit,
            warn_if=self.warn_if,
            error_if=self.error_if,
            fail_calc=self.fail_calc,
        )

    def metric(self, batch_id: str | None) -> MetricConfiguration:
        """Return the one metric that the test takes."""
        return MetricConfiguration(DATA_TEST_ANSWER, {"batch_id": batch_id}, {"test": self.data_test()})

    def told(self, value: DataTestAnswer) -> Told:
        """Return what the answer says; no rows to look at is a success, as in dbt."""
        if value.fault is not None:
            raise RuntimeError(value.fault)
        counts = value.compared_count, value.compared_count, value.failures
        return Told(value.severity is None, *counts, value.rows)

    @classmethod
    def in_words(cls, given: Mapping[str, Any]) -> str:
        """Return the first line of what the class says of itself."""
        return (cls.__doc__ or "").partition("\n")[0]


class ExpectNoValueTwice(DataTestExpectation):
    """Expect each value of a column to stand in one row; dbt's `unique`."""

    kind: ClassVar[str] = "unique"

    column: str


class ExpectNoNull(DataTestExpectation):
    """Expect no value of a column to be null; dbt's `not_null`."""

    kind: ClassVar[str] = "not_null"

    column: str


class ExpectOnlyAcceptedValues(DataTestExpectation):
    """Expect each value of a column to be one of a list; dbt's `accepted_values`.

    `quote`: whether the values are texts; else they go into the SQL as they are written.
    """

    kind: ClassVar[str] = "accepted_values"

    column: str
    values: list[Any]
    quote: bool = True

    def arguments(self) -> dict[str, Any]:
        """Return the values, and whether they are texts."""
        return {"values": self.values, "quote": self.quote}


class ExpectColumnValuesToExistIn(DataTestExpectation):
    """Expect each value of a column to be in a column of another table; dbt's `relationships`.

    `to`: the other table, with its schema. `field`: its column.
    """

    kind: ClassVar[str] = "relationships"

    column: str
    to: str
    field: str

    def arguments(self) -> dict[str, Any]:
        """Return the other table and its column."""
        return {"to": self.to, "field": self.field}


class ExpectQueryToGiveNoRows(DataTestExpectation):
    """Expect a SELECT to give no rows; dbt's singular tests and those of one's own."""

    kind: ClassVar[str] = "query"

    sql: str

    @pydantic.validator("sql")
    def _not_empty(cls, sql: str) -> str:  # noqa: N805  # a validator is given the class
        if not sql.strip():
            raise ValueError("there is no SELECT")
        return sql

    def arguments(self) -> dict[str, Any]:
        """Return the SELECT."""
        return {"sql": self.sql}


class DataTestAnswerMetric(ComputedTogether):
    """The answers to data tests: one statement asks many tests whether anything may fail, and only those are judged."""

    metric_name = DATA_TEST_ANSWER
    domain_keys = ("batch_id",)
    value_keys = ("test",)

    @classmethod
    def computed_together(
        cls, engine: DuckDBExecutionEngine, metrics: Sequence[MetricConfiguration]
    ) -> list[DataTestAnswer]:
        """Return the answers to many tests."""
        batches = _Batches(engine)
        tests: list[DataTest] = [metric.metric_value_kwargs["test"] for metric in metrics]
        questions = [
            batches.question(test, metric.metric_domain_kwargs) for test, metric in zip(tests, metrics, strict=True)
        ]
        # those of one batch after one another, to be asked in one SELECT
        sound = [(number, each) for number, each in enumerate(questions) if isinstance(each, Question)]
        sound.sort(key=lambda numbered: numbered[1].rows or "")
        countings = [Counting(each.rows, (each.compared, each.suspected)) for _, each in sound]
        counts = dict(zip((number for number, _ in sound), counted(engine, countings), strict=True))
        return [
            DataTestAnswer(fault=asked) if isinstance(asked, str) else _answered(engine, test, asked, counts[number])
            for number, (test, asked) in enumerate(zip(tests, questions, strict=True))
        ]


class _Batches:
    """The batches that tests are about, with their columns, found once for all tests of a statement."""

    def __init__(self, engine: DuckDBExecutionEngine) -> None:
        self._engine = engine
        self._columns = columns_of_tables(engine)
        self._found: dict[str, Batch] = {}

    def question(self, test: DataTest, domain: dict[str, Any]) -> Question | str:
        """Return what a test asks, or why it cannot be asked."""
        try:
            return question(test, self.of(domain, test), self.named)
        except Exception as error:  # a batch that cannot be read, or a kind of test of somebody's own
            return first_line(error)

    def of(self, domain: dict[str, Any], test: DataTest) -> Batch | None:
        """Return the batch of a test; None where a query is about a table that is not there, which may be no fault."""
        name = named_table(self._engine, domain)
        if name is not None:
            is_there = name.lower() in self._columns
            return self.named(name) if is_there or test.kind != "query" else None
        batch_id = str(domain.get("batch_id"))
        if batch_id not in self._found:
            sql = f"({self._engine.batch_as_sql(domain)})"
            columns = [str(column["column_name"]) for column in self._engine.rows(f"describe {sql[1:-1]}")]
            self._found[batch_id] = Batch(sql, columns)
        return self._found[batch_id]

    def named(self, name: str) -> Batch:
        """Return a table as a batch."""
        return Batch(table_sql(name), self._columns.get(name.lower(), ()))


def _answered(engine: DuckDBExecutionEngine, test: DataTest, asked: Question, counts: Counts) -> DataTestAnswer:
    """Return the answer to a test: where something may fail, or nothing may be wrong too, it is judged as dbt would."""
    if isinstance(counts, str):
        return DataTestAnswer(fault=counts)
    compared, suspected = counts
    if not suspected and passes_without_failures(test):
        return DataTestAnswer(compared)
    try:
        (said,) = engine.rows(judgement(test, asked.failing))
        if said["failures"] is None:
            return DataTestAnswer(compared, fault=f"`{test.fail_calc}` counts nothing: it is null")
        severity = failed_severity(test, said["should_warn"], said["should_error"])
        if severity is None:
            return DataTestAnswer(compared)
        most = MAX_ROWS if test.limit is None else min(test.limit, MAX_ROWS)
        rows = engine.rows(f"select * from ({asked.shown}) order by all limit {most}")
        return DataTestAnswer(compared, int(said["failures"]), severity, tuple(rows))
    except Exception as error:
        return DataTestAnswer(compared, fault=first_line(error))
