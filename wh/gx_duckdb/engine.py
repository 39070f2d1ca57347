"""Great Expectations' SQL engine for DuckDB, and the loan of a connection to it.

The fault cured here: Great Expectations reads a result after its connection was given back, and finds no rows.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import duckdb
import duckdb_sqlalchemy
import sqlalchemy
from great_expectations.core.batch_spec import SqlAlchemyDatasourceBatchSpec
from great_expectations.core.metric_domain_types import MetricDomainTypes
from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value
from great_expectations.expectations.registry import get_metric_provider
from great_expectations.validator.metric_configuration import MetricConfiguration
from sqlalchemy.pool import StaticPool

from .column_types import DialectModule

MEMORY = "duckdb:///:memory:"
"""Names the dialect only, where somebody lends the connection."""


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Great Expectations' SQL engine, for DuckDB."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # No module, but all that is asked of one.
        self.dialect_module = DialectModule()  # type: ignore[assignment]

    def resolve_metrics(
        self,
        metrics_to_resolve: Iterable[MetricConfiguration],
        metrics: dict[Any, Any] | None = None,
        runtime_configuration: dict[str, Any] | None = None,
    ) -> dict[Any, Any]:
        """Compute metrics: those of a ComputedTogether in one call of it, each other one as Great Expectations does."""
        together: dict[type[ComputedTogether], list[MetricConfiguration]] = {}
        alone: list[MetricConfiguration] = []
        for metric in metrics_to_resolve:
            provider: Any = get_metric_provider(metric.metric_name, self)[0]
            is_together = isinstance(provider, type) and issubclass(provider, ComputedTogether)
            (together.setdefault(provider, []) if is_together else alone).append(metric)
        resolved = super().resolve_metrics(alone, metrics, runtime_configuration) if alone or not together else {}
        for provider, asked in together.items():
            values = provider.computed_together(self, asked)
            resolved |= {metric.id: value for metric, value in zip(asked, values, strict=True)}
        return resolved

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a SELECT, which goes to DuckDB as it is written."""
        with self.get_connection() as connection:
            result = connection.exec_driver_sql(sql)
            names = list(result.keys())
            return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def execute_query(self, query: Any) -> Any:
        """Run a query and return all its rows, read before the connection goes back to the pool."""
        with self.get_connection() as connection:
            result = self._execute_query_with_recovery(connection, query)
            return result.freeze()() if result.returns_rows else result

    def load_table(self, schema: str, table: str) -> str:
        """Make a table or view a batch, and return the batch's id: without a context, an asset or a YAML file."""
        spec = SqlAlchemyDatasourceBatchSpec(schema_name=schema, table_name=table, create_temp_table=False)
        contents, _ = self.get_batch_data_and_markers(spec)
        batch_id = f"{schema}.{table}"
        self.load_batch_data(batch_id=batch_id, batch_data=contents)
        return batch_id

    def batch_sql(self, domain: dict[str, Any]) -> str:
        """Return the rows of a batch, row condition and all, as they stand after FROM."""
        return f"({self.batch_as_sql(domain)})"

    def batch_as_sql(self, domain: dict[str, Any]) -> str:
        """Return the rows of a batch, row condition and all, as one SELECT without parameters."""
        selectable, _, _ = self.get_compute_domain(domain, domain_type=MetricDomainTypes.TABLE)
        if isinstance(selectable, sqlalchemy.FromClause) and not isinstance(selectable, sqlalchemy.Select):
            selectable = sqlalchemy.select(sqlalchemy.text("*")).select_from(selectable)
        return str(selectable.compile(dialect=self.engine.dialect, compile_kwargs={"literal_binds": True}))


class ComputedTogether(MetricProvider):
    """A metric of which many are computed at once: faster where one statement answers them all.

    It depends on no other metric.
    """

    @classmethod
    def computed_together(cls, engine: DuckDBExecutionEngine, metrics: Sequence[MetricConfiguration]) -> list[Any]:
        """Return the value of each metric, in their order; what goes wrong with one is to be part of its value."""
        raise NotImplementedError

    @metric_value(engine=DuckDBExecutionEngine)
    def _duckdb(cls, execution_engine: DuckDBExecutionEngine, **_: Any) -> Any:  # noqa: N805  # a metric is given the class
        raise NotImplementedError  # the engine above never calls it


@contextmanager
def lent(
    connection: duckdb.DuckDBPyConnection, engine_type: type[DuckDBExecutionEngine] = DuckDBExecutionEngine
) -> Iterator[Any]:
    """Yield an engine on a connection's own database; whatever it borrowed is closed at the end.

    The loan is a cursor: what the connection has not committed, and its temporary tables, are not seen.
    """
    borrowed = cursor_of(connection)
    engine = engine_type(engine=engine_of(borrowed), create_temp_table=False)
    try:
        yield engine
    finally:
        engine.close()
        borrowed.close()


def cursor_of(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Return a cursor in the database and schema that the connection is in; a plain one is in the default ones."""
    current = connection.execute("select current_database(), current_schema()").fetchone()
    cursor = connection.cursor()
    cursor.execute("use " + ".".join('"' + str(part).replace('"', '""') + '"' for part in current or ()))
    return cursor


def engine_of(connection: duckdb.DuckDBPyConnection) -> sqlalchemy.Engine:
    """Return SQLAlchemy's engine that uses this connection, and no other."""
    return sqlalchemy.create_engine(
        MEMORY,
        creator=lambda: duckdb_sqlalchemy.ConnectionWrapper(connection),
        poolclass=StaticPool,
        # Nothing is written: else each statement would cost a BEGIN and a ROLLBACK more.
        isolation_level="AUTOCOMMIT",
        pool_reset_on_return=None,
    )


def first_line(error: object) -> str:
    """Return what an error says first, without the class names that SQLAlchemy sets before it."""
    said = re.sub(r"^(Error: )?(\(_?duckdb[\w.]*\) )?", "", str(error).strip())
    return said.partition("\n")[0].strip() or type(error).__name__
