"""Great Expectations on DuckDB 2.0: an engine, its assets, a data source, and a connection lent to them.

Four faults are cured here, each in one place: Great Expectations reads a result after its connection was
given back; it knows no dialect of the name `duckdb`, so it refuses regex and LIKE; its reflection knows
neither DuckDB's types nor those of a query; and it deprecates naming a schema, of which one
DuckDB file has many. Nothing here knows of claimhouse.
"""

import os
import warnings
from collections.abc import Iterator
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
    from great_expectations.expectations.metrics.metric_provider import metric_value
    from great_expectations.expectations.metrics.table_metric_provider import TableMetricProvider

__all__ = [
    "DuckDBDatasource",
    "DuckDBExecutionEngine",
    "DuckDBQueryAsset",
    "DuckDBTableAsset",
    "lent",
    "lent_datasource",
    "pydantic",
    "quiet_context",
]

# Names the dialect only: the loan's creator gives the connection.
_MEMORY = "duckdb:///:memory:"


class DuckDBExecutionEngine(SqlAlchemyExecutionEngine):
    """Great Expectations' SQL engine, for DuckDB."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        # No module, but all that is asked of one.
        self.dialect_module = _DialectModule()  # type: ignore[assignment]

    def execute_query(self, query: Any) -> Any:
        """Run a query and return all its rows, read before the connection goes back to the pool."""
        with self.get_connection() as connection:
            return _frozen(self._execute_query_with_recovery(connection, query))

    def execute_query_in_transaction(self, query: Any) -> Any:
        """Run a query, commit, and return all its rows."""
        with self.get_connection() as connection:
            result = _frozen(self._execute_query_with_recovery(connection, query))
            if connection.in_transaction():
                connection.commit()
            return result

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


def _frozen(result: Any) -> Any:
    return result.freeze()() if result.returns_rows else result


def _escaped(sql: str) -> str:
    """Keep SQLAlchemy's text() from reading `:name` in a literal as a parameter."""
    return sql.replace(":", r"\:")


def _current_schema(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the connection's database and schema, quoted: a cursor starts in the default ones."""
    row = connection.execute("select current_database(), current_schema()").fetchone()
    return ".".join('"' + str(part).replace('"', '""') + '"' for part in row or ())
