"""Which tables a rule's SQL reads, found by DuckDB's own parser; not known wherever anything else may decide too.

What depends on the day, on chance, on a file or on a function of somebody's own is never taken for known.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

_CLOCKS = {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}
_PARSED = """
select json_serialize_sql(written, skip_null := true, skip_default := true, skip_empty := true)
from (select unnest(?::varchar[]) as written)
"""
# they make rows of what they are given
_TABLE_FUNCTIONS = {"generate_series", "range", "unnest"}
_STABLE_FUNCTIONS = """
select function_name
from duckdb_functions()
where function_type in ('scalar', 'aggregate', 'window', 'macro')
group by function_name
having bool_and(
    internal and (
        stability = 'CONSISTENT'
        -- a macro is what it stands for
        or function_type = 'macro'
            and not regexp_matches(macro_definition, '(?i)select|current|now|random|error|get_')
    )
)
"""


class Watch:
    """Finds the tables that SQL reads; `fingerprints` are those of all tables that may be watched, by their names."""

    def __init__(self, con: duckdb.DuckDBPyConnection, fingerprints: Mapping[str, str]) -> None:
        self._con = con
        self._names = {name.lower(): name for name in fingerprints}
        self._fingerprints = fingerprints
        self._database, self._schema = _current(con)
        self._stable: frozenset[str] | None = None
        self._views: dict[str, frozenset[str] | None] = {}
        self._parsed: dict[str, str] = {}

    def parse(self, selects: Sequence[str]) -> None:
        """Parse many SELECTs at once, which takes a fraction of the time, for `sql` to find them parsed."""
        rows = self._con.execute(_PARSED, [list(selects)]).fetchall() if selects else []
        self._parsed |= {select: row[0] for select, row in zip(selects, rows, strict=True)}

    def table(self, name: str) -> dict[str, str] | None:
        """Return what to watch for a table: itself, or what a view reads that has no fingerprint of its own."""
        return self._with_fingerprints(self._followed(name))

    def sql(self, select: str) -> dict[str, str] | None:
        """Return what to watch for a SELECT: each table with its fingerprint; None where that cannot be known."""
        return self._with_fingerprints(self._tables(select))

    def _with_fingerprints(self, names: frozenset[str] | None) -> dict[str, str] | None:
        return None if names is None else {name: self._fingerprints[name] for name in sorted(names)}

    def _tables(self, select: str) -> frozenset[str] | None:
        nodes = self._tree(select)
        if nodes is None or any(self._is_unsure(node) for node in nodes):
            return None
        own = {entry["key"].lower() for node in nodes for entry in _entries(node)}
        found: set[str] = set()
        for node in nodes:
            if node.get("type") != "BASE_TABLE":
                continue
            schema, table = node.get("schema_name"), node["table_name"]
            # a recursive CTE names all that it has reached by the schema `recurring`
            if table.lower() in own and (not schema or schema.lower() == "recurring"):
                continue
            tables = self._followed(f"{schema or self._schema}.{table}")
            if tables is None or node.get("catalog_name", self._database) != self._database:
                return None
            found |= tables
        return frozenset(found)

    def _followed(self, name: str) -> frozenset[str] | None:
        """Return the watched tables that a table or view comes to."""
        known = self._names.get(name.lower())
        if known is not None:
            return frozenset((known,))
        if name.lower() not in self._views:
            self._views[name.lower()] = None  # a view that reads itself comes to nothing known
            written = self._view(name)
            self._views[name.lower()] = self._tables(written) if written else None
        return self._views[name.lower()]

    def _view(self, name: str) -> str | None:
        schema, _, table = name.partition(".")
        row = self._con.execute(
            "select sql from duckdb_views() where database_name = current_database()"
            " and lower(schema_name) = lower(?) and lower(view_name) = lower(?)",
            [schema, table],
        ).fetchone()
        written = re.search(r"(?is)\sas\s+(.*?);?\s*$", row[0]) if row else None
        return written[1] if written else None

    def _tree(self, select: str) -> list[dict[str, Any]] | None:
        """Return every node of a SELECT's tree; None where it is no SELECT."""
        if select not in self._parsed:
            self.parse([select])
        nodes: list[dict[str, Any]] = []

        def noted(node: dict[str, Any]) -> dict[str, Any]:
            nodes.append(node)
            return node

        tree = json.loads(self._parsed[select], object_hook=noted)
        return nodes if tree.get("statements") else None

    def _is_unsure(self, node: dict[str, Any]) -> bool:
        """Whether a node brings in what is not in the tables: a sample, an older version, a function that varies."""
        if node.get("type") == "BASE_TABLE":
            return "sample" in node or "at_clause" in node
        if node.get("type") == "SHOW_REF":
            return True
        if node.get("type") == "TABLE_FUNCTION":
            return node["function"]["function_name"].lower() not in _TABLE_FUNCTIONS
        if node.get("class") == "COLUMN_REF":
            return len(node["column_names"]) == 1 and node["column_names"][0].lower() in _CLOCKS
        if node.get("class") in ("FUNCTION", "WINDOW"):
            name = str(node.get("function_name")).lower()
            return name not in self._stable_functions() and name not in _TABLE_FUNCTIONS
        return False

    def _stable_functions(self) -> frozenset[str]:
        if self._stable is None:
            self._stable = frozenset(row[0] for row in self._con.execute(_STABLE_FUNCTIONS).fetchall())
        return self._stable


def _current(con: duckdb.DuckDBPyConnection) -> tuple[str, str]:
    row = con.execute("select current_database(), current_schema()").fetchone()
    return (str(row[0]), str(row[1])) if row else ("", "")


def _entries(node: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the CTEs that a node of the tree names."""
    named = node.get("cte_map")
    return list(named.get("map", ())) if isinstance(named, dict) else []
