"""What a comparison of two builds found: plain values, from the whole table down to one value of one row."""

from dataclasses import dataclass
from enum import StrEnum

from wh.relations import quoted

BEFORE, AFTER = "before", "after"


class Change(StrEnum):
    """What became of a table or of a row; a table is not compared where DuckDB cannot read it."""

    SAME = "same"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    NOT_COMPARED = "not_compared"


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view of one build; `catalog` is before or after, `columns` are names with types, in order."""

    catalog: str
    schema: str
    name: str
    columns: tuple[tuple[str, str], ...]

    @property
    def sql(self) -> str:
        """The full name, quoted."""
        return ".".join(quoted(part) for part in (self.catalog, self.schema, self.name))


@dataclass(frozen=True, slots=True)
class Retyped:
    """A column that has another type than before."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ColumnChanges:
    """Columns that one build alone has, and those whose type changed; their order is no difference."""

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    retyped: tuple[Retyped, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a row in both builds; None also where the row or the column is in one build alone."""

    column: str
    before: object
    after: object


@dataclass(frozen=True, slots=True)
class RowDiff:
    """A row that differs. `key` is empty where rows were compared whole, and `count` is how often the row is meant.

    `values` are the values that changed, or all of an added or removed row beside its key.
    """

    change: Change
    key: tuple[tuple[str, object], ...]
    values: tuple[Value, ...]
    count: int = 1


@dataclass(frozen=True, slots=True)
class TableDiff:
    """How a table differs; row counts are None where a build does not have it or it was not compared.

    `key_source` is grain (as the YAML says), unique (found in the rows) or None (rows compared whole, so that a
    changed row is one removed and one added). `values` counts the changed values of each column, most first. `rows`
    is a sample.
    """

    table: str
    change: Change
    rows_before: int | None = None
    rows_after: int | None = None
    added: int = 0
    removed: int = 0
    changed: int = 0
    same: int = 0
    key: tuple[str, ...] = ()
    key_source: str | None = None
    columns: ColumnChanges = ColumnChanges()
    values: tuple[tuple[str, int], ...] = ()
    rows: tuple[RowDiff, ...] = ()
    note: str | None = None


def folded(name: str) -> str:
    """Return a name as DuckDB compares it: upper and lower case of ASCII letters are one."""
    return "".join(letter.lower() if letter.isascii() else letter for letter in name)
