"""The rules of one table, asked as Great Expectations asks them: metrics of all of them together, then each verdict.

Great Expectations says only whether an expectation succeeded, and it succeeds where there was nothing to
compare. So its own steps are taken one by one: the metrics of a table's rules are computed together, the
verdict is Great Expectations' own, how much was compared is read from the metrics, and only what is broken
is asked again for its rows.
"""

import re
from collections.abc import Sequence
from typing import Any

from wh.results import Answer
from wh.rules.bridge import DuckDBExecutionEngine, first_line, table_sql  # first: it imports Great Expectations quietly
from wh.rules.expectation import ANSWER, MAX_ROWS, RuleBetweenSources
from wh.rules.verdicts import IDS, Verdict, answer_from, erred, of_answer, of_query, of_row, shown

# isort: split
from great_expectations.expectations.core.unexpected_rows_expectation import UnexpectedRowsExpectation
from great_expectations.expectations.expectation import (
    ColumnAggregateExpectation,
    ColumnMapExpectation,
    ColumnPairMapExpectation,
    Expectation,
    MulticolumnMapExpectation,
)
from great_expectations.expectations.expectation_configuration import parse_result_format
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.metrics_calculator import MetricsCalculator

_NO_COLUMN = re.compile(r"(?:Error: )?The column \"([^\"]+)\" in BatchData does not exist")
_MAP = (ColumnMapExpectation, ColumnPairMapExpectation, MulticolumnMapExpectation)
_BRIEFLY = {"result_format": {"result_format": "BOOLEAN_ONLY"}}
_WITH_VALUES = {"result_format": {"result_format": "COMPLETE"}}


class Table:
    """A table, what is expected of it, and the metrics that takes; `fault` says why it cannot be read."""

    def __init__(self, engine: DuckDBExecutionEngine, name: str, expectations: Sequence[Expectation]) -> None:
        self.name = name
        self.fault: str | None = None
        self._metrics: dict[Any, Any] = {}
        self._faults: dict[Any, str] = {}
        self._engine = engine
        self._calculator = MetricsCalculator(engine)
        self._batch_id = engine.load_table(*name.split(".", 1))
        columns = MetricConfiguration("table.columns", {"batch_id": self._batch_id})
        known, aborted = self._calculator.compute_metrics([columns])
        if aborted:  # a table that is not there, or a view that cannot be read any more
            self.fault = f"{name} cannot be read: {_cause(aborted)}"
            return
        self._columns: Any = known[columns.id]
        self._needed = {id(each): self._needs(each, _BRIEFLY) for each in expectations}
        self._compute()

    def _compute(self) -> None:
        """Compute what the expectations need, together; what fails is tried alone, to find the culprit."""
        self._metrics, aborted = self._calculator.compute_metrics(
            [metric for configurations in self._needed.values() for metric in configurations.values()]
        )
        if aborted:
            for configurations in self._needed.values():
                if any(metric.id not in self._metrics for metric in configurations.values()):
                    self._compute_alone(configurations)

    def verdict(self, expectation: Expectation, grain: Sequence[str]) -> Verdict:
        """Return what an expectation says of the table, with the rows where it is broken."""
        if self.fault is not None:
            return erred(self.fault)
        try:
            return self._verdict(expectation, grain)
        except Exception as error:  # whatever an expectation raises is its answer, never the build's end
            return erred(first_line(error))

    def _verdict(self, expectation: Expectation, grain: Sequence[str]) -> Verdict:
        metrics = self._needed[id(expectation)]
        for metric in metrics.values():
            if metric.id not in self._metrics:
                return erred(self._faults.get(metric.id, f"{metric.metric_name} could not be computed"))
        if isinstance(expectation, RuleBetweenSources):
            return of_answer(expectation, self._metrics[metrics[ANSWER].id])
        # A type is asked of the column, though Great Expectations counts it among those on each row.
        if isinstance(expectation, _MAP) and "table.row_count" in metrics:
            return self._mapped(expectation, self._values(metrics), grain)
        return self._observed(expectation)

    def _mapped(self, expectation: Any, values: dict[str, Any], grain: Sequence[str]) -> Verdict:
        """Read an expectation on each row: what is null was not compared, unless null is what it is about."""
        candidates = values["table.row_count"]
        compared = values.get(f"{expectation.map_metric}.filtered_row_count")
        if compared is None:
            about_null = expectation.map_metric in ("column_values.nonnull", "column_values.null")
            nulls = 0 if about_null else values.get("column_values.nonnull.unexpected_count")
            compared = candidates - (nulls or 0)  # the sum over no rows is null
        said = answer_from(compared, not self._asked(expectation, values, _BRIEFLY)["success"])
        rows = self._broken_rows(expectation, grain) if said is Answer.BROKEN else ()
        broken = values[f"{expectation.map_metric}.unexpected_count"] or 0
        return Verdict(said, candidates, compared, broken, rows)

    def _observed(self, expectation: Any) -> Verdict:
        """Read an expectation on the whole table, a column's aggregate, or the rows that a query gives."""
        said = self._ask_alone(expectation, _WITH_VALUES)
        succeeded, result = said["success"], said["result"]
        observed = result.get("observed_value")
        if isinstance(expectation, UnexpectedRowsExpectation):
            rows = result["details"]["unexpected_rows"]
            count = self._row_count()
            return Verdict(answer_from(count, not succeeded), count, count, observed, tuple(map(of_query, rows)))
        if isinstance(expectation, ColumnAggregateExpectation) and _is_empty(observed):
            return Verdict(Answer.UNANSWERED, self._row_count())
        detail = {"detail": f"observed {shown(observed)}, expected {_expected(expectation)}"}
        return Verdict(answer_from(1, not succeeded), 1, 1, int(not succeeded), () if succeeded else (detail,))

    def _broken_rows(self, expectation: Any, grain: Sequence[str]) -> tuple[dict[str, Any], ...]:
        keys = [key for key in dict.fromkeys([*grain, *IDS]) if key in self._columns]
        wanted = {"result_format": {"result_format": "COMPLETE", "unexpected_index_column_names": keys}}
        said = self._ask_alone(expectation, wanted if keys else _WITH_VALUES)["result"]
        rows = said.get("unexpected_index_list") or [_named(expectation, value) for value in said["unexpected_list"]]
        return tuple(of_row(row, keys) for row in rows[:MAX_ROWS])

    def _ask_alone(self, expectation: Any, wanted: dict[str, Any]) -> Any:
        """Ask one expectation again, for more than whether it holds."""
        needs = self._needs(expectation, wanted)
        self._compute_alone(needs)
        for metric in needs.values():
            if metric.id in self._faults:
                raise RuntimeError(self._faults[metric.id])
        return self._asked(expectation, self._values(needs), wanted)

    def _asked(self, expectation: Any, values: dict[str, Any], wanted: dict[str, Any]) -> Any:
        """Return the expectation's own verdict on the values of its metrics, by their names."""
        asked = {"result_format": parse_result_format(wanted["result_format"])}
        return expectation._validate(values, asked, self._engine)

    def _values(self, metrics: dict[str, Any]) -> dict[str, Any]:
        return {name: self._metrics[metric.id] for name, metric in metrics.items()}

    def _row_count(self) -> int:
        (counted,) = self._engine.rows(f"select count(*) as rows from {table_sql(self.name)}")
        return int(counted["rows"])

    def _compute_alone(self, configurations: dict[str, Any]) -> None:
        unknown = [metric for metric in configurations.values() if metric.id not in self._metrics]
        if not unknown:
            return
        computed, aborted = self._calculator.compute_metrics(unknown)
        self._metrics |= computed
        for metric in configurations.values():
            if metric.id not in self._metrics:
                self._faults[metric.id] = _cause(aborted)

    def _needs(self, expectation: Any, wanted: dict[str, Any]) -> dict[str, Any]:
        expectation.batch_id = self._batch_id
        found = expectation.get_validation_dependencies(self._engine, dict(wanted))
        return {name: _with_its_own_id(metric) for name, metric in found.metric_configurations.items()}


def _with_its_own_id(metric: MetricConfiguration) -> MetricConfiguration:
    """Return a metric with the id of what it asks; quantiles are put in after Great Expectations made the id.

    Else two rules on the quantiles of one column would be answered with those of the first.
    """
    if metric.metric_value_kwargs.to_id() == metric.id.metric_value_kwargs_id:
        return metric
    return MetricConfiguration(metric.metric_name, metric.metric_domain_kwargs, metric.metric_value_kwargs)


def _named(expectation: Any, value: Any) -> dict[str, Any]:
    """Return what breaks an expectation by the names of its columns: Great Expectations gives a pair without them."""
    if isinstance(value, dict):
        return value
    if isinstance(expectation, ColumnPairMapExpectation):
        return dict(zip((expectation.column_A, expectation.column_B), value, strict=True))
    return {expectation.column: value}


def _expected(expectation: Any) -> str:
    beside = ("batch_id", "row_condition", "condition_parser", "column")
    kwargs = {key: value for key, value in expectation.configuration.kwargs.items() if key not in beside}
    return ", ".join(f"{key} {shown(value)}" for key, value in kwargs.items()) or expectation.expectation_type


def _is_empty(observed: Any) -> bool:
    """Tell whether an aggregate found no value: null, an empty list, or quantiles that are all null."""
    if isinstance(observed, dict):
        return all(value is None for value in observed.get("values", [0]))
    return observed is None or observed == []


def _cause(aborted: dict[Any, Any]) -> str:
    """Return the first line of what went wrong, without Great Expectations' frame around it."""
    for fault in aborted.values():
        said = first_line(fault["exception_info"]["exception_message"])
        return _NO_COLUMN.sub(r"There is no column `\1`", said)
    return "a metric it needs could not be computed"
