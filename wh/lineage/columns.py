"""Column-level lineage of one query: what each column's value is computed from, and what decides which rows there are.

Two kinds of origins are told apart. A column's *value* comes from every column in the expression that gives it, also
those in its CASE conditions, in the FILTER and ORDER BY of an aggregate, in the PARTITION BY and ORDER BY of a window,
and from all that a subquery in it reads. The *rows* are decided by join keys, WHERE, GROUP BY, HAVING, QUALIFY,
DISTINCT, LIMIT with its ORDER BY, UNNEST and the set operations that compare; that is one answer for all columns.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import sqlglot

from wh.lineage.queries import table_of
from wh.lineage.scopes import ALL_ROWS, Catalog, Origin, Origins, Scope, Table

__all__ = ["ALL_ROWS", "Catalog", "Lineage", "Origin", "Origins", "column_parents", "lineage_of"]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a query's columns come from, by name in their order; what decides its rows; whose rows they are.

    In `relations` each origin has the column `*`. What could not be resolved is an origin of the kind `unknown`.
    """

    columns: Mapping[str, Origins]
    rows: Origins
    relations: Origins


def column_parents(
    sql: str, columns: Mapping[str, Sequence[str]], names: Sequence[str] | None = None
) -> dict[str, frozenset[tuple[str, str]]]:
    """Return for each output column the (relation, column) pairs that its value is computed from.

    The column `*` stands for the rows of a relation, as count(*) reads them; what cannot be resolved has an empty
    relation. See `lineage_of` for the arguments.
    """
    found = lineage_of(sql, columns, names).columns
    return {name: frozenset((origin.relation, origin.column) for origin in origins) for name, origins in found.items()}


def lineage_of(sql: str, columns: Mapping[str, Sequence[str]] | Catalog, names: Sequence[str] | None = None) -> Lineage:
    """Return the lineage of one DuckDB query that parses.

    `columns` gives the columns of each relation that it may read, as a catalog where many read them. `names` are the
    query's output columns, where they are known: only DuckDB knows the names that it makes up, and those that a
    PIVOT gives.
    """
    query = sqlglot.parse_one(sql, read="duckdb")
    catalog = columns if isinstance(columns, Catalog) else Catalog.of(columns)
    table = table_of(query, Scope(catalog, table_of))
    return Lineage(dict(_output(table, names)), _deciding(table.rows), table.relations)


def _deciding(origins: Origins) -> Origins:
    return frozenset(replace(origin, kind="rows") if origin.kind == "value" else origin for origin in origins)


def _output(table: Table, names: Sequence[str] | None) -> Iterator[tuple[str, Origins]]:
    """Yield the output columns: by position where the SQL tells them all, else by name."""
    if names is None:
        yield from _as_written(table)
    elif table.rest is None and len(names) == len(table.columns):
        yield from zip(names, (column.origins for column in table.columns), strict=True)
    else:
        for name in names:
            yield name, _named(table, name)


def _named(table: Table, name: str) -> Origins:
    found = table.find(name)
    if found is not None:
        return found
    return frozenset({Origin("", name, "unknown")}) if table.rest is None else table.further(name)


def _as_written(table: Table) -> Iterator[tuple[str, Origins]]:
    """Yield the columns under their own names; a name that comes again gets a number, as DuckDB does it."""
    seen: dict[str, int] = {}
    for at, column in enumerate(table.columns):
        name = column.name or f"column {at + 1}"
        seen[name.lower()] = seen.get(name.lower(), -1) + 1
        yield (f"{name}_{seen[name.lower()]}" if seen[name.lower()] else name), column.origins
    if table.rest is not None:
        yield ALL_ROWS, table.rest
