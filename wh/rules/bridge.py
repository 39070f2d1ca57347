"""Great Expectations on DuckDB 2.0: an engine, its assets, a data source, and a connection lent to them.

Four faults are cured here, each in one place: Great Expectations reads a result after its connection was
given back; it knows no dialect of the name `duckdb`, so it refuses regex and LIKE; its reflection knows
neither DuckDB's types nor those of a query; and it deprecates naming a schema, of which one
DuckDB file has many. Nothing here knows of claimhouse.
"""

import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, ClassVar, Literal

import duckdb
import duckdb_sqlalchemy
import sqlalchemy
from sqlalchemy.pool import StaticPool

# Great Expectations reads this once, at import: a build tells nobody that it ran.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

with warnings.catch_warnings():
    # 1.24 imports `sre_constants`, which Python deprecates; whoever makes warnings errors is spared that one.
    warnings.simplefilter("ignore", DeprecationWarning)
    import great_expectations
    from great_expectations.compatibility import pydantic
    from great_expectations.core.batch_spec import SqlAlchemyDatasourceBatchSpec
    from great_expectations.core.metric_domain_types import MetricDomainTypes
    from great_expectations.data_context.types.base import ProgressBarsConfig
    from great_expectations.datasource.fluent.interfaces import DataAsset
    from great_expectations.datasource.fluent.sql_datasource import QueryAsset, SQLDatasource, TableAsset
    from great_expectations.execution_engine.sqlalchemy_execution_engine import SqlAlchemyExecutionEngine
    from great_expectations.expectations.metrics.metric_provider import MetricProvider, metric_value
    from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider
    from great_expectations.expectations.registry import get_metric_provider
    from great_expectations.validator.metric_configuration import MetricConfiguration

__all__ = [
    "COLUMNS_OF_TABLES",
    "ComputedTogether",
    "DuckDBDatasource",
    "DuckDBExecutionEngine",
    "DuckDBQueryAsset",
    "DuckDBTableAsset",
    "first_line",
    "lent",
    "lent_datasource",
    "pydantic",
    "quiet_context",
]

COLUMNS_OF_TABLES = """
select
    lower(schema_name || '.' || table_name) as name,
    list(column_name order by column_index) as columns,
    list(data_type order by column_index) as types
from duckdb_columns()
where database_name = current_database()
group by all
"""
"""The columns of each table and view, by `schema.table` in lower case."""

# Names the dialect only: the loan's creator gives the connection.
_MEMORY = "duckdb:///:memory:"


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Great Expectations' SQL engine, for DuckDB."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # No module, but all that is asked of one.
        self.dialect_module = _DialectModule()  # type: ignore[assignment]
        self.named_batches: dict[str, str] = {}
        """Tables that metrics computed together may name as a batch, by its id; they are never loaded as one."""

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

    def columns_of_tables(self) -> dict[str, dict[str, str]]:
        """Return the columns of each table and view with their types, by `schema.table` in lower case."""
        found = self.rows(COLUMNS_OF_TABLES)
        return {each["name"]: dict(zip(each["columns"], each["types"], strict=True)) for each in found}

    def batch_sql(self, domain: dict[str, Any]) -> str:
        """Return the rows of a batch, row condition and all, as they stand after FROM."""
        name = self.named_batches.get(str(domain.get("batch_id")))
        if name is None or domain.get("row_condition") is not None:
            return f"({self.batch_as_sql(domain)})"
        return f"(select * from {self.table_sql(name)})"

    @staticmethod
    def table_sql(name: str) -> str:
        """Return `schema.table` quoted, however both are spelled."""
        return ".".join('"' + part.replace('"', '""') + '"' for part in name.split(".", 1))

    def execute_query(self, query: Any) -> Any:
        """Run a query and return all its rows, read before the connection goes back to the pool."""
        with self.get_connection() as connection:
            return _frozen(self._execute_query_with_recovery(connection, query))

    def load_table(self, schema: str, table: str) -> str:
        """Make a table or view a batch, and return the batch's id: without a context, an asset or a YAML file."""
        spec = SqlAlchemyDatasourceBatchSpec(schema_name=schema, table_name=table, create_temp_table=False)
        contents, _ = self.get_batch_data_and_markers(spec)
        batch_id = f"{schema}.{table}"
        self.load_batch_data(batch_id=batch_id, batch_data=contents)
        return batch_id

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


class DuckDBTableAsset(TableAsset):
    """A table or view, in the schema that is named, or else in the connection's own."""

    type: Literal["table"] = "table"

    # Takes the place of the validator of that name, which warns: in DuckDB no URL can name the schema.
    @pydantic.validator("schema_name", pre=True, always=True)
    def _schema_name_deprecation_warning(cls, v: Any) -> Any:  # type: ignore[override]  # noqa: N805  # of pydantic
        return v


class DuckDBQueryAsset(QueryAsset):
    """The rows of a SELECT."""

    type: Literal["query"] = "query"


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file, or a connection that somebody lends."""

    asset_types: ClassVar[list[type[DataAsset[Any, Any]]]] = [DuckDBTableAsset, DuckDBQueryAsset]
    # pydantic gives each data source a list of its own
    assets: list[DuckDBTableAsset | DuckDBQueryAsset] = []  # type: ignore[assignment]  # noqa: RUF012

    _TableAsset: type[TableAsset] = pydantic.PrivateAttr(DuckDBTableAsset)
    _QueryAsset: type[QueryAsset] = pydantic.PrivateAttr(DuckDBQueryAsset)

    # Last, for it hides Python's own `type`. Great Expectations declares "sql" here, and each of its own
    # data sources narrows it so.
    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> Any:
        """The engine above."""
        return DuckDBExecutionEngine


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
        metric_value_kwargs: dict[str, Any],
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any],
    ) -> list[dict[str, Any]]:
        whole_batch = {"batch_id": metric_domain_kwargs.get("batch_id")}
        described = execution_engine.execute_query(
            sqlalchemy.text(_escaped(f"describe {execution_engine.batch_as_sql(whole_batch)}"))
        )
        return [{"name": column[0], "type": _type_named(column[1])(), "nullable": True} for column in described]


@contextmanager
def lent(connection: duckdb.DuckDBPyConnection) -> Iterator[DuckDBExecutionEngine]:
    """Yield an engine on a connection's own database; whatever it borrowed is closed at the end.

    The loan is a cursor: what the connection has not committed, and its temporary tables, are not seen.
    """
    with _loan(connection) as pool:
        engine = DuckDBExecutionEngine(connection_string=_MEMORY, create_temp_table=False, **pool)
        try:
            yield engine
        finally:
            engine.close()


@contextmanager
def lent_datasource(connection: duckdb.DuckDBPyConnection, name: str = "warehouse") -> Iterator[DuckDBDatasource]:
    """Yield a data source on a connection's own database, for assets and suites; else as `lent`.

    It belongs to a context that keeps nothing and shows no progress.
    """
    with _loan(connection) as pool:
        source = DuckDBDatasource(name=name, connection_string=_MEMORY, kwargs=pool)
        # Not `context.data_sources.add`: that writes the source to text, and a lent connection has none.
        source._data_context = quiet_context()
        try:
            yield source
        finally:
            source.get_execution_engine().close()
            source.get_engine().dispose()


def quiet_context() -> Any:
    """Return a context of Great Expectations that lives in memory and shows no progress bars."""
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


@contextmanager
def _loan(connection: duckdb.DuckDBPyConnection) -> Iterator[dict[str, Any]]:
    """Yield the arguments of SQLAlchemy's create_engine that make it use a cursor of the connection, and no other."""
    borrowed = connection.cursor()
    try:
        borrowed.execute(f"use {_current_schema(connection)}")
        yield {
            "creator": lambda: duckdb_sqlalchemy.ConnectionWrapper(borrowed),
            "poolclass": StaticPool,
            # Nothing is written: else each statement would cost a BEGIN and a ROLLBACK more.
            "isolation_level": "AUTOCOMMIT",
            "pool_reset_on_return": None,
        }
    finally:
        borrowed.close()


class _DialectModule:
    """What Great Expectations asks of a dialect's module: its types by name, and how it spells a regex."""

    __name__ = "duckdb_sqlalchemy"
    # Great Expectations recognises a dialect by the class its module carries. Dremio's regular expressions
    # are DuckDB's (`regexp_matches`), and so is its LIKE.
    DremioDialect = duckdb_sqlalchemy.Dialect

    def __getattr__(self, name: str) -> type:
        """Return the type of a name as DuckDB prints it, or by one of its other names, in capitals."""
        if name != name.upper() or name.startswith("_"):
            raise AttributeError(name)
        return _type_named(_OTHER_NAMES.get(name, name))


class _ColumnType:
    """A column's type: one class per name, so that isinstance compares names."""


_OTHER_NAMES = {
    "BOOL": "BOOLEAN", "CHAR": "VARCHAR", "DATETIME": "TIMESTAMP", "FLOAT4": "FLOAT", "FLOAT8": "DOUBLE",
    "INT": "INTEGER", "INT1": "TINYINT", "INT2": "SMALLINT", "INT4": "INTEGER", "INT8": "BIGINT", "LONG": "BIGINT",
    "REAL": "FLOAT", "STRING": "VARCHAR", "TEXT": "VARCHAR", "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
}  # fmt: skip


@cache
def _type_named(name: str) -> type:
    return type(name, (_ColumnType,), {})


def first_line(error: object) -> str:
    """Return what an error says first, without the class names that SQLAlchemy sets before it."""
    said = re.sub(r"^(Error: )?(\(_?duckdb[\w.]*\) )?", "", str(error).strip())
    return said.partition("\n")[0].strip() or type(error).__name__


def _frozen(result: Any) -> Any:
    return result.freeze()() if result.returns_rows else result


def _escaped(sql: str) -> str:
    """Keep SQLAlchemy's text() from reading `:name` in a literal as a parameter."""
    return sql.replace(":", r"\:")


def _current_schema(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the connection's database and schema, quoted: a cursor starts in the default ones."""
    row = connection.execute("select current_database(), current_schema()").fetchone()
    return ".".join('"' + str(part).replace('"', '""') + '"' for part in row or ())
