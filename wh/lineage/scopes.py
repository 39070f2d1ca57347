"""What a name in a query may mean: tables with the origins of their columns, and the scopes in which names are found.

Knows nothing of SQL's text. A name that is found nowhere is an origin of its own, marked unknown, never left out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

# The column that stands for the rows of a relation themselves, as in count(*).
ALL_ROWS = "*"


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A column of a relation that a query reads; the column `*` stands for the relation's rows themselves.

    An unknown origin names what could not be resolved: in the column, as written, where not even the relation is known.
    """

    relation: str
    column: str
    kind: Literal["value", "rows", "unknown"] = "value"


Origins = frozenset[Origin]
NONE: Origins = frozenset()


def union(several: Iterable[Origins]) -> Origins:
    """Return all origins of all of them."""
    return NONE.union(*several)


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table and what its value is computed from; a name made up by DuckDB is empty here."""

    name: str
    origins: Origins


@dataclass(frozen=True, slots=True)
class Table:
    """What a query or a relation gives.

    `rows` decide which rows there are; `relations` are those whose rows they are; `rest` is what any further column
    is computed from, where the SQL alone does not tell how many there are and how they are named, as after a PIVOT.
    `endings` say it more closely of those whose names end so.
    """

    columns: tuple[Column, ...]
    rows: Origins = NONE
    relations: Origins = NONE
    rest: Origins | None = None
    endings: tuple[tuple[str, Origins], ...] = ()

    def find(self, name: str) -> Origins | None:
        """Return the origins of the column, or None if there is none of that name that the SQL tells."""
        wanted = name.lower()
        for column in self.columns:
            if column.name.lower() == wanted:
                return column.origins
        made_up = [column.origins for column in self.columns if not column.name]
        return union(made_up) if made_up and not name.isidentifier() else None

    def further(self, name: str) -> Origins:
        """Return the origins of a column that the SQL does not tell."""
        ending = [origins for end, origins in self.endings if _plain(name).endswith(_plain(end))]
        if ending:
            return union(ending)
        return frozenset(
            replace(origin, column=name) if origin.kind == "unknown" and origin.column == ALL_ROWS else origin
            for origin in self.rest or NONE
        )

    def values(self) -> Origins:
        """Return what all columns together are computed from."""
        return union([*(column.origins for column in self.columns), self.rest or NONE])

    def or_rows(self) -> "Table":
        """Return the table with the rows themselves as the origin of what is else a constant."""
        columns = tuple(Column(column.name, column.origins or self.relations) for column in self.columns)
        return replace(self, columns=columns)

    def renamed(self, names: Sequence[str]) -> "Table":
        """Return the table with its first columns so named."""
        if self.rest is not None and len(names) > len(self.columns):
            missing = [Column(name, self.further(name)) for name in names[len(self.columns) :]]
            return replace(self.renamed(names[: len(self.columns)]), columns=(*self.columns, *missing))
        fitting = list(names)[: len(self.columns)]
        named = tuple(Column(name, column.origins) for name, column in zip(fitting, self.columns, strict=False))
        return replace(self, columns=(*named, *self.columns[len(fitting) :]))


@dataclass(frozen=True, slots=True)
class Source:
    """A table in a FROM clause, and under which path it can be named.

    Where a join merges columns, `hidden` are those that a bare `*` leaves out, `merged` those that stand for both.
    """

    path: tuple[str, ...]
    table: Table
    hidden: frozenset[str] = frozenset()
    merged: Mapping[str, Origins] = field(default_factory=dict)

    def shows(self, name: str) -> bool:
        """Return whether a bare `*` gives a column of that name, in lower case, from here."""
        return name not in self.hidden and any(column.name.lower() == name for column in self.table.columns)

    def is_named(self, path: Sequence[str]) -> bool:
        """Return whether the path, or its end, names this source."""
        return 0 < len(path) <= len(self.path) and self.path[-len(path) :] == tuple(part.lower() for part in path)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The relations outside of the query, by the parts of their names in lower case."""

    tables: dict[tuple[str, ...], Table]

    @classmethod
    def of(cls, columns: Mapping[str, Sequence[str]]) -> "Catalog":
        """Return the catalog of these relations; each column is its own origin."""
        return cls({_parts(relation): _relation(relation, names) for relation, names in columns.items()})

    def add(self, relation: str, names: Sequence[str]) -> None:
        """Let queries read one relation more."""
        self.tables[_parts(relation)] = _relation(relation, names)

    def find(self, path: Sequence[str]) -> Table:
        """Return the relation of that name; of a relation that is not known each column is an unknown origin."""
        wanted = tuple(part.lower() for part in path)
        if wanted in self.tables:
            return self.tables[wanted]
        near = [table for parts, table in self.tables.items() if _ends_alike(parts, wanted)]
        return near[0] if len(near) == 1 else stranger(".".join(path))


def _plain(name: str) -> str:
    return "".join(name.replace('"', "").split()).lower()


def with_rest(table: Table, parts: Sequence[Table]) -> Table:
    """Return the table with what any further column of its parts is computed from."""
    further = [part for part in parts if part.rest is not None]
    if not further:
        return table
    endings = further[0].endings if len(further) == 1 else ()
    return replace(table, rest=union(part.rest or NONE for part in further), endings=endings)


def stranger(name: str) -> Table:
    """Return a table of which nothing is known but its name."""
    return Table((), NONE, frozenset({Origin(name, ALL_ROWS)}), frozenset({Origin(name, ALL_ROWS, "unknown")}))


def _relation(relation: str, names: Sequence[str]) -> Table:
    columns = tuple(Column(name, frozenset({Origin(relation, name)})) for name in names)
    return Table(columns, NONE, frozenset({Origin(relation, ALL_ROWS)}))


def _parts(relation: str) -> tuple[str, ...]:
    """Return the parts of a full name; a dot inside quotation marks parts nothing."""
    parts, quoted, part = [], False, ""
    for mark in relation:
        if mark == '"':
            quoted = not quoted
        elif mark == "." and not quoted:
            parts.append(part.lower())
            part = ""
        else:
            part += mark
    return (*parts, part.lower())


def _ends_alike(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    length = min(len(one), len(other))
    return one[-length:] == other[-length:]


@dataclass(frozen=True, slots=True)
class Scope:
    """Where names are looked up: the sources of a FROM clause, then what lies around it.

    `merged` are the columns of USING and NATURAL; `aliases` those of the select list; `windows` the named ones.
    `parameters` are those of lambdas. `chosen` is which of the columns of a COLUMNS(…) is being looked at.
    """

    catalog: Catalog
    subquery: Callable[[Any, "Scope"], Table]
    sources: tuple[Source, ...] = ()
    merged: Mapping[str, Origins] = field(default_factory=dict)
    rows: Origins = NONE
    ctes: Mapping[str, Table] = field(default_factory=dict)
    outer: "Scope | None" = None
    aliases: Mapping[str, Origins] = field(default_factory=dict)
    windows: Mapping[str, Origins] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    chosen: int | None = None

    def within(self) -> "Scope":
        """Return an empty scope inside of this one."""
        return Scope(self.catalog, self.subquery, ctes=self.ctes, outer=self)

    @property
    def relations(self) -> Origins:
        """The relations whose rows the sources give."""
        return union(source.table.relations for source in self.sources)

    def visible(self) -> Table:
        """Return what a bare `*` gives."""
        columns = [
            Column(column.name, source.merged.get(column.name.lower(), column.origins))
            for source in self.sources
            for column in source.table.columns
            if column.name.lower() not in source.hidden
        ]
        return with_rest(Table(tuple(columns), self.rows, self.relations), [source.table for source in self.sources])

    def named(self, path: Sequence[str]) -> Table | None:
        """Return the source of that name, here or around, or None."""
        for source in self.sources:
            if source.is_named(path):
                return source.table
        return self.outer.named(path) if self.outer else None

    def find(self, parts: Sequence[str], *, alias_first: bool = False) -> Origins:
        """Return the origins of what is written as these parts with dots between.

        That is a column, a field of a column, a table's column, or a whole row. Columns go before aliases, but in an
        ORDER BY, and the scope itself before what lies around it.
        """
        if alias_first and len(parts) == 1 and parts[0].lower() in self.aliases:
            return self.aliases[parts[0].lower()]
        open_tables: list[Table] = []
        scope: Scope | None = self
        while scope:
            found = scope._find_here(parts, open_tables)
            if found is not None:
                return found
            scope = scope.outer
        if open_tables:
            return union(table.further(parts[0]) for table in open_tables)
        return frozenset({Origin("", ".".join(parts), "unknown")})

    def _find_here(self, parts: Sequence[str], open_tables: list[Table]) -> Origins | None:
        if parts[0].lower() in self.parameters:
            return NONE
        for length in range(1, min(len(parts), 4)):
            for source in self.sources:
                if source.is_named(parts[:length]):
                    found = source.table.find(parts[length])
                    if found is not None:
                        return found
                    if source.table.rest is not None:
                        return source.table.further(parts[length])
        return self._find_bare(parts, open_tables)

    def _find_bare(self, parts: Sequence[str], open_tables: list[Table]) -> Origins | None:
        name = parts[0].lower()
        if name in self.merged:
            return self.merged[name]
        for source in self.sources:
            found = source.table.find(name)
            if found is not None:
                return found
        if name in self.aliases:
            return self.aliases[name]
        if len(parts) == 1:
            for source in self.sources:
                if source.is_named(parts):
                    return source.table.values()
        open_tables += [source.table for source in self.sources if source.table.rest is not None]
        return None
