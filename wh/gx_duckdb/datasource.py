"""A DuckDB file, or a connection that somebody lends, as a data source of Great Expectations.

The faults cured here: Great Expectations deprecates naming a schema, of which one DuckDB file has many, and quotes no
name of a table.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar, Literal

import duckdb
import great_expectations
from great_expectations.compatibility import pydantic
from great_expectations.data_context.types.base import ProgressBarsConfig
from great_expectations.datasource.fluent.interfaces import DataAsset
from great_expectations.datasource.fluent.sql_datasource import QueryAsset, SQLDatasource, TableAsset
from sqlalchemy import quoted_name
from sqlalchemy.engine import URL, Engine

from .engine import MEMORY, DuckDBExecutionEngine, cursor_of, engine_of


class DuckDBTableAsset(TableAsset):
    """A table or view, in the schema that is named, or else in the connection's own."""

    type: Literal["table"] = "table"

    # Takes the place of the validator of that name, which leaves every name that nobody quoted as it is, also one with
    # a space in it; DuckDB finds a table by its quoted name however that is spelled.
    @pydantic.validator("table_name")
    def _resolve_quoted_name(cls, table_name: str) -> str:  # noqa: N805  # of pydantic
        return quoted_name(table_name, quote=True)

    # Takes the place of the validator of that name, which warns: in DuckDB no URL can name the schema.
    @pydantic.validator("schema_name", pre=True, always=True)
    def _schema_name_deprecation_warning(cls, v: Any) -> Any:  # type: ignore[override]  # noqa: N805  # of pydantic
        return v


class DuckDBQueryAsset(QueryAsset):
    """The rows of a SELECT, which may end in a semicolon."""

    type: Literal["query"] = "query"

    # The query is put into a FROM, where its end must not stand.
    @pydantic.validator("query")
    def _without_its_end(cls, query: str) -> str:  # noqa: N805  # of pydantic
        return query.rstrip().rstrip(";").rstrip()


class DuckDBDatasource(SQLDatasource):
    """A DuckDB file, or a connection that somebody lends."""

    asset_types: ClassVar[list[type[DataAsset[Any, Any]]]] = [DuckDBTableAsset, DuckDBQueryAsset]
    # pydantic gives each data source a list of its own
    assets: list[DuckDBTableAsset | DuckDBQueryAsset] = []  # type: ignore[assignment]  # noqa: RUF012

    _TableAsset: type[TableAsset] = pydantic.PrivateAttr(DuckDBTableAsset)
    _QueryAsset: type[QueryAsset] = pydantic.PrivateAttr(DuckDBQueryAsset)
    # beside the settings, which a context writes down as text
    _borrowed: Any = pydantic.PrivateAttr(None)

    # Last, for it hides Python's own `type`. Great Expectations declares "sql" here, and each of its own
    # data sources narrows it so.
    type: Literal["duckdb"] = "duckdb"  # type: ignore[assignment]

    @property
    def execution_engine_type(self) -> Any:
        """The engine for DuckDB."""
        return DuckDBExecutionEngine

    def get_execution_engine(self) -> DuckDBExecutionEngine:
        """Return the engine of all assets, on the connections that `get_engine` opens: a file is opened once."""
        connections = self.get_engine()
        known = self._execution_engine
        if not isinstance(known, DuckDBExecutionEngine) or known.engine is not connections:
            known = DuckDBExecutionEngine(engine=connections, create_temp_table=self.create_temp_table)
            self._execution_engine = known
        return known

    def close(self) -> None:
        """Close every connection that was opened; the next question opens one anew, unless it was borrowed."""
        if self._engine is not None:
            self._engine.dispose()
        if self._borrowed is not None:
            self._borrowed.close()

    def _create_engine(self) -> Engine:
        return super()._create_engine() if self._borrowed is None else engine_of(self._borrowed)


def add(
    context: Any, name: str, source: Path | str | duckdb.DuckDBPyConnection, *, read_only: bool = True
) -> DuckDBDatasource:
    """Add a DuckDB file, or a connection of one's own, to a context of Great Expectations as a data source.

    A file is opened for reading alone, beside any other process that reads it, unless `read_only` is false. One process
    cannot open a file in both ways: who has it open for writing lends that connection. What is lent is a cursor, which
    sees neither what is not committed nor temporary tables, and `close` of the data source closes it.
    """
    if isinstance(source, duckdb.DuckDBPyConnection):
        made = DuckDBDatasource(name=name, connection_string=MEMORY)
        made._borrowed = cursor_of(source)
    else:
        settings = {"connect_args": {"read_only": True}} if read_only else {}
        made = DuckDBDatasource(name=name, connection_string=_url(Path(source)), kwargs=settings)
    added: DuckDBDatasource = context.data_sources.add_duckdb(made)
    return added


@contextmanager
def lent_datasource(connection: duckdb.DuckDBPyConnection, name: str = "warehouse") -> Iterator[DuckDBDatasource]:
    """Yield a data source on a connection's own database, in a `quiet_context`; it is closed at the end.

    What is lent is a cursor, as in `add`.
    """
    source = add(quiet_context(), name, connection)
    try:
        yield source
    finally:
        source.close()


def quiet_context() -> Any:
    """Return a context of Great Expectations that lives in memory and shows no progress bars."""
    context = great_expectations.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _url(file: Path) -> str:
    # a dollar sign asks Great Expectations for a variable of the environment
    return URL.create("duckdb", database=str(file)).render_as_string().replace("$", r"\$")
