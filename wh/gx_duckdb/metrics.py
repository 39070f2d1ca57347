"""Metrics that DuckDB answers otherwise than the databases that Great Expectations knows.

The faults cured here: its reflection knows neither DuckDB's types nor those of a query, and it has no SQL for
quartiles, nor for times and JSON in texts, though DuckDB has a function for each. Importing this makes them known.
"""

from typing import Any

import sqlalchemy
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.expectations.metrics.column_aggregate_metrics.column_outlier_statistics import (
    IQR_METHOD,
    ColumnOutlierStatistics,
    OutlierStatistics,
)
from great_expectations.expectations.metrics.map_metric_provider.column_condition_partial import (
    column_condition_partial,
)
from great_expectations.expectations.metrics.map_metric_provider.column_map_metric_provider import (
    ColumnMapMetricProvider,
)
from great_expectations.expectations.metrics.metric_provider import metric_value
from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

from .column_types import type_named
from .engine import DuckDBExecutionEngine


class DuckDBColumnTypes(TableMetricProvider):
    """The columns of any batch with DuckDB's own names for their types: one DESCRIBE, not five of catalogs."""

    metric_name = "table.column_types"
    value_keys = ("include_nested",)
    default_kwarg_values = {"include_nested": True}  # noqa: RUF012  # declared so where it is read

    @metric_value(engine=DuckDBExecutionEngine)
    def _duckdb(
        cls,  # noqa: N805  # a metric is given the class
        execution_engine: DuckDBExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        **_: Any,
    ) -> list[dict[str, Any]]:
        whole_batch = {"batch_id": metric_domain_kwargs.get("batch_id")}
        described = execution_engine.rows(f"describe {execution_engine.batch_as_sql(whole_batch)}")
        return [
            {"name": column["column_name"], "type": type_named(column["column_type"])(), "nullable": True}
            for column in described
        ]


class DuckDBOutlierStatistics(ColumnOutlierStatistics):
    """The quartiles of a column, between which a value is no outlier."""

    metric_name = "column.outlier_statistics"
    value_keys = ("method",)

    @metric_value(engine=DuckDBExecutionEngine)
    def _duckdb(
        cls,  # noqa: N805  # a metric is given the class
        execution_engine: DuckDBExecutionEngine,
        metric_domain_kwargs: dict[str, Any],
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> OutlierStatistics:
        if metric_value_kwargs["method"] != IQR_METHOD:
            ask: Any = ColumnOutlierStatistics._sqlalchemy
            told: OutlierStatistics = ask(
                cls, execution_engine, metric_domain_kwargs, metric_value_kwargs, metrics, runtime_configuration
            )
            return told
        rows, _, accessor = execution_engine.get_compute_domain(metric_domain_kwargs, MetricDomainTypes.COLUMN)
        if isinstance(rows, sqlalchemy.Select):
            rows = rows.subquery()
        column = sqlalchemy.cast(sqlalchemy.column(accessor["column"]), sqlalchemy.Double)
        quartiles = [sqlalchemy.func.quantile_cont(column, share) for share in (0.25, 0.75)]
        low, high = execution_engine.execute_query(sqlalchemy.select(*quartiles).select_from(rows)).fetchone()
        return OutlierStatistics(low, high, None if low is None else high - low)


class DuckDBMatchesTimeFormat(ColumnMapMetricProvider):
    """Whether a text is a time in a format: `try_strptime`."""

    condition_metric_name = "column_values.match_strftime_format"
    condition_value_keys = ("strftime_format",)

    @column_condition_partial(engine=DuckDBExecutionEngine)
    def _duckdb(cls, column: Any, strftime_format: str, **_: Any) -> Any:  # noqa: N805  # a metric is given the class
        return sqlalchemy.func.try_strptime(column, strftime_format).is_not(None)


class DuckDBIsJson(ColumnMapMetricProvider):
    """Whether a text is JSON: `json_valid`."""

    condition_metric_name = "column_values.json_parseable"

    @column_condition_partial(engine=DuckDBExecutionEngine)
    def _duckdb(cls, column: Any, **_: Any) -> Any:  # noqa: N805  # a metric is given the class
        return sqlalchemy.func.json_valid(column)
