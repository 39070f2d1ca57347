"""Asks Great Expectations each rule of the suites, and reads its four answers: held, broken, unanswered, error.

Great Expectations says only whether an expectation succeeded, and it succeeds where there was nothing to
compare. So its own steps are taken one by one: the metrics of a table's rules are computed together, the
verdict is Great Expectations' own, how much was compared is read from the metrics, and only what is broken
is asked again for its rows.
"""

import hashlib
import importlib.util
import logging
import sys
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from wh.errors import RuleError, closest
from wh.results import Answer, CheckOutcome, RuleResult, Violation
from wh.rules.bridge import DuckDBDatasource, lent  # first: it imports Great Expectations quietly
from wh.rules.expectation import MAX_ROWS, RuleBetweenSources
from wh.rules.suites import Rule, Suite

# isort: split
from great_expectations.compatibility.pydantic import ValidationError
from great_expectations.datasource.fluent.interfaces import Batch, TestConnectionError
from great_expectations.expectations.expectation import (
    ColumnAggregateExpectation,
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    Expectation,
    MulticolumnMapExpectation,
    UnexpectedRowsExpectation,
)
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.registry import list_registered_expectation_implementations
from great_expectations.validator.metrics_calculator import MetricsCalculator

# Importing Great Expectations sends everybody's warnings to its log; they are given back.
logging.captureWarnings(False)

_MAP = (ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)
_IDS = ("claim_id", "fact_id", "article_id")
_BRIEFLY = {"result_format": {"result_format": "BOOLEAN_ONLY"}}
_WITH_VALUES = {"result_format": {"result_format": "COMPLETE"}}


def ask(
    connection: duckdb.DuckDBPyConnection, suites: Sequence[Suite], class_files: Sequence[Path], build_id: str
) -> CheckOutcome:
    """Ask every rule, on a cursor of the connection; see `wh.rules.check`."""
    results: list[RuleResult] = []
    violations: list[Violation] = []
    with _quiet():
        for file in class_files:
            _learn(file)
        asked = [(suite, rule, _expectation(rule, suite)) for suite in suites for rule in suite.rules]
        with lent(connection) as source:
            tables = {suite.table_name: _Table(source, suite.table_name) for suite in suites}
            for table in tables.values():
                table.compute([expectation for suite, _, expectation in asked if suite.table_name == table.name])
            for suite, rule, expectation in asked:
                verdict = tables[suite.table_name].verdict(expectation, suite.grain)
                results.append(_result(build_id, suite, rule, verdict))
                violations.extend(_violations(build_id, suite, rule, verdict))
    return CheckOutcome(tuple(results), tuple(violations))


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What one expectation said of its table; rows carry claim_id, fact_id, article_id and detail."""

    answer: Answer
    candidate_count: int = 0
    compared_count: int = 0
    broken_count: int = 0
    rows: tuple[dict[str, Any], ...] = ()


class _Table:
    """A table with its batch and the metrics computed on it; `fault` says why it cannot be read."""

    def __init__(self, source: DuckDBDatasource, name: str) -> None:
        self.name = name
        self.fault: str | None = None
        self._metrics: dict[Any, Any] = {}
        self._faults: dict[Any, str] = {}
        try:
            self._batch = _batch(source, name)
        except TestConnectionError as error:
            self.fault = f"{name} cannot be read: {_first_line(error.__cause__ or error)}"
            return
        self._engine = source.get_execution_engine()
        self._calculator = MetricsCalculator(self._engine)

    def compute(self, expectations: Sequence[Expectation]) -> None:
        """Compute what the expectations need, together; what fails is tried alone, to find the culprit."""
        if self.fault is not None:
            return
        self._engine.batch_manager.load_batch_list([self._batch])
        needs = {id(expectation): self._needs(expectation, _BRIEFLY) for expectation in expectations}
        self._metrics, aborted = self._calculator.compute_metrics(
            [metric for configurations in needs.values() for metric in configurations.values()]
        )
        if aborted:
            for configurations in needs.values():
                if any(metric.id not in self._metrics for metric in configurations.values()):
                    self._compute_alone(configurations)

    def verdict(self, expectation: Expectation, grain: Sequence[str]) -> _Verdict:
        """Return what an expectation says of the table, with the rows where it is broken."""
        if self.fault is not None:
            return _erred(self.fault)
        try:
            return self._verdict(expectation, grain)
        except Exception as error:  # whatever an expectation raises is its answer, never the build's end
            return _erred(_first_line(error))

    def _verdict(self, expectation: Expectation, grain: Sequence[str]) -> _Verdict:
        metrics = self._needs(expectation, _BRIEFLY)
        for metric in metrics.values():
            if metric.id not in self._metrics:
                return _erred(self._faults.get(metric.id, f"{metric.metric_name} could not be computed"))
        if isinstance(expectation, RuleBetweenSources):
            return self._answered(expectation, {"result_format": {"result_format": "COMPLETE"}})
        if isinstance(expectation, _MAP) and expectation.map_metric:
            return self._mapped(expectation, {name: self._metrics[metric.id] for name, metric in metrics.items()}, grain)
        return self._observed(expectation)

    def _answered(self, expectation: RuleBetweenSources, wanted: dict[str, Any]) -> _Verdict:
        """A rule of our own says itself what it compared."""
        said = expectation.metrics_validate(self._metrics, dict(wanted), self._engine).result
        candidates, compared, broken = said["element_count"], said["compared_count"], said["unexpected_count"]
        return _Verdict(
            _answer(compared, broken > 0), candidates, compared, broken, tuple(said["details"]["unexpected_rows"])
        )

    def _mapped(self, expectation: Any, values: dict[str, Any], grain: Sequence[str]) -> _Verdict:
        """An expectation on each row: what is null was not compared, unless null is what it is about."""
        candidates = values["table.row_count"]
        compared = values.get(f"{expectation.map_metric}.filtered_row_count")
        if compared is None:
            about_null = expectation.map_metric in ("column_values.nonnull", "column_values.null")
            nulls = 0 if about_null else values.get("column_values.nonnull.unexpected_count", 0)
            compared = candidates - nulls
        success = expectation.metrics_validate(self._metrics, dict(_BRIEFLY), self._engine).success
        answer = _answer(compared, not success)
        rows = self._broken_rows(expectation, grain) if answer is Answer.BROKEN else ()
        broken = values[f"{expectation.map_metric}.unexpected_count"]
        return _Verdict(answer, candidates, compared, broken, rows)

    def _observed(self, expectation: Any) -> _Verdict:
        """An expectation on the whole table, a column's aggregate, or the rows that a query gives."""
        said = self._ask_alone(expectation, _WITH_VALUES)
        observed = said.result.get("observed_value")
        if isinstance(expectation, UnexpectedRowsExpectation):
            rows = said.result["details"]["unexpected_rows"]
            count = self._row_count()
            return _Verdict(_answer(count, not said.success), count, count, observed, tuple(map(_of_query, rows)))
        if isinstance(expectation, ColumnAggregateExpectation) and _is_empty(observed):
            return _Verdict(Answer.UNANSWERED, self._row_count())
        detail = {"detail": f"observed {_shown(observed)}, expected {_expected(expectation)}"}
        return _Verdict(_answer(1, not said.success), 1, 1, int(not said.success), () if said.success else (detail,))

    def _broken_rows(self, expectation: Any, grain: Sequence[str]) -> tuple[dict[str, Any], ...]:
        columns = set(self._calculator.columns({"batch_id": self._batch.id}))
        keys = [key for key in dict.fromkeys([*grain, *_IDS]) if key in columns]
        wanted = {"result_format": {"result_format": "COMPLETE", "unexpected_index_column_names": keys}}
        said = self._ask_alone(expectation, wanted if keys else _WITH_VALUES).result
        rows = said.get("unexpected_index_list") or [
            value if isinstance(value, dict) else {expectation.column: value} for value in said["unexpected_list"]
        ]
        return tuple(_of_row(row, keys) for row in rows[:MAX_ROWS])

    def _ask_alone(self, expectation: Any, wanted: dict[str, Any]) -> Any:
        """Ask one expectation again, for more than whether it holds."""
        needs = self._needs(expectation, wanted)
        self._compute_alone(needs)
        for metric in needs.values():
            if metric.id in self._faults:
                raise RuntimeError(self._faults[metric.id])
        return expectation.metrics_validate(self._metrics, dict(wanted), self._engine)

    def _row_count(self) -> int:
        return int(self._engine.execute_query(self._count_query()).scalar())

    def _count_query(self) -> Any:
        import sqlalchemy

        return sqlalchemy.select(sqlalchemy.func.count()).select_from(
            sqlalchemy.table(self.name.split(".")[1], schema=self.name.split(".")[0])
        )

    def _compute_alone(self, configurations: dict[str, Any]) -> None:
        computed, aborted = self._calculator.compute_metrics(list(configurations.values()))
        self._metrics |= computed
        for metric in configurations.values():
            if metric.id not in self._metrics:
                self._faults[metric.id] = _cause(aborted)

    def _needs(self, expectation: Any, wanted: dict[str, Any]) -> dict[str, Any]:
        expectation.batch_id = self._batch.id
        found = expectation.get_validation_dependencies(self._engine, dict(wanted))
        return dict(found.metric_configurations)


def _batch(source: DuckDBDatasource, name: str) -> Batch:
    schema, table = name.split(".")
    asset = source.add_table_asset(name, table, schema)
    return asset.add_batch_definition_whole_table(name).get_batch()
