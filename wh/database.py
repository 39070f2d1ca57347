"""What a model may ask of the database while it is rendered: queries, and what there is.

Without a connection nothing is asked, and it is remembered that something would have been.
"""

import contextlib
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from wh.answers import Answer
from wh.errors import ModelError
from wh.relations import Relation, TableColumn, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_LONGEST_SHOWN = 200


class Database:
    """The database as one model meets it, with or without a connection."""

    def __init__(self, con: "DuckDBPyConnection | None", asking: str) -> None:
        self.is_asked = False
        self._con = con
        self._asking = asking
        self._answers: dict[str, dict[str, Any]] = {}

    @property
    def executes(self) -> bool:
        """Whether there is a connection; who asks is rendered again when there is one."""
        self.is_asked = True
        return self._con is not None

    def run_query(self, sql: Any) -> Answer | None:
        """Return what a query gives, or None while nothing is run."""
        return self._query(str(sql)) if self.executes else None

    def statement(
        self,
        name: str | None = None,
        fetch_result: bool = False,
        auto_begin: bool = False,
        language: str = "sql",
        caller: Callable[[], str] | None = None,
    ) -> str:
        """Run the text of a `call` block and keep what it gives for `load_result`."""
        sql = caller() if caller else ""
        if self.executes and sql.strip():
            found = self._query(sql)
            if name:
                kept = found if fetch_result else Answer([], [])
                self._answers[name.lower()] = {"response": "OK", "data": kept.data, "table": kept}
        return ""

    def load_result(self, name: str) -> dict[str, Any] | None:
        """Return what the statement of that name gave, or None."""
        self.is_asked = True
        return self._answers.get(str(name).lower())

    def relation(self, database: Any = None, schema: Any = None, identifier: Any = None) -> Relation | None:
        """Return a table or view that exists, or None."""
        found = [one for one in self.relations(schema) if str(one.identifier).lower() == str(identifier).lower()]
        return found[0] if found else None

    def relations(self, schema: Any) -> list[Relation]:
        """Return the tables and views of a schema."""
        if not self.executes:
            return []
        rows = self._query(
            "select table_schema, table_name, table_type, table_catalog from information_schema.tables"
            " where lower(table_schema) = lower(?) and table_catalog in (current_database(), 'temp') order by 2",
            [str(schema)],
        )
        return [Relation(row[0], row[1], row[3], "view" if row[2] == "VIEW" else "table") for row in rows]

    def columns(self, relation: Any) -> list[TableColumn]:
        """Return the columns of a table or view that exists."""
        if not self.executes or getattr(relation, "is_cte", False):
            return []
        rows = self._query(
            "select column_name, data_type from information_schema.columns where lower(table_schema) = lower(?)"
            " and lower(table_name) = lower(?) and table_catalog in (current_database(), 'temp')"
            " order by ordinal_position",
            [str(relation.schema), str(relation.identifier)],
        )
        return [TableColumn(row[0], row[1]) for row in rows]

    def missing_columns(self, from_relation: Any, to_relation: Any) -> list[TableColumn]:
        """Return the columns that the first relation has and the second has not."""
        there = {column.name for column in self.columns(to_relation)}
        return [column for column in self.columns(from_relation) if column.name not in there]

    def has_schema(self, database: Any, schema: Any) -> bool:
        """Return whether there is a schema of that name."""
        return self.executes and bool(
            self._query(
                "select 1 from information_schema.schemata where lower(schema_name) = lower(?)"
                " and catalog_name = current_database()",
                [str(schema)],
            )
        )

    def create_schema(self, relation: Any) -> str:
        """Create the schema of a relation."""
        if self.executes:
            self._query(f"create schema if not exists {quoted(str(relation.schema))}")
        return ""

    def drop_relation(self, relation: Any) -> str:
        """Drop a table or view if it is there."""
        found = self.relation(None, relation.schema, relation.identifier)
        if found is not None:
            self._query(f"drop {found.kind} {found}")
        return ""

    def _query(self, sql: str, values: Sequence[Any] = ()) -> Answer:
        import duckdb

        if self._con is None:
            raise RuntimeError("a query was to be run without a connection")
        try:
            cursor = self._con.execute(sql, list(values)) if values else self._con.execute(sql)
            rows = cursor.fetchall()
            return Answer([column[0] for column in cursor.description or []], rows)
        except duckdb.Error as cause:
            asked = " ".join(sql.split())
            shown = asked if len(asked) <= _LONGEST_SHOWN else f"{asked[:_LONGEST_SHOWN]}…"
            raise ModelError(
                f"A query of `{self._asking}` does not run: {_first_line(cause)}\n  it asks: {shown}",
                way_out="mend the query at that place",
            ) from cause


def _first_line(cause: Exception) -> str:
    """Return the first line of what DuckDB says; a connection may have been told to say it as JSON."""
    kind, _, said = str(cause).strip().partition(": ")
    if said.startswith("{"):
        with contextlib.suppress(ValueError, KeyError):
            said = str(json.loads(said)["exception_message"])
    return f"{kind}: {said}".partition("\n")[0]
