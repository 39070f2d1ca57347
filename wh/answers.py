"""What a query gives to Jinja: a small table, read by row or by column, in the manner of dbt's agate tables.

Holds values as DuckDB gives them; computes nothing.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Named:
    """Values in order, each by its number or its name: a row, or the columns of a table."""

    names: tuple[str, ...]
    held: tuple[Any, ...]

    def __getitem__(self, key: int | slice | str) -> Any:
        if isinstance(key, str):
            if key not in self.names:
                raise KeyError(key)
            return self.held[self.names.index(key)]
        return self.held[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def __contains__(self, value: object) -> bool:
        return value in self.held

    def get(self, name: str, default: Any = None) -> Any:
        """Return the value of that name, or the default."""
        return self[name] if name in self.names else default

    def keys(self) -> tuple[str, ...]:
        """Return the names in order."""
        return self.names

    def values(self) -> tuple[Any, ...]:
        """Return the values in order."""
        return self.held

    def items(self) -> Iterator[tuple[str, Any]]:
        """Yield each name with its value."""
        return zip(self.names, self.held, strict=True)

    def dict(self) -> dict[str, Any]:
        """Return the values by name."""
        return dict(self.items())


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """One column of an answer."""

    name: str
    held: tuple[Any, ...]

    def __getitem__(self, key: int) -> Any:
        return self.held[key]

    def __iter__(self) -> Iterator[Any]:
        return iter(self.held)

    def __len__(self) -> int:
        return len(self.held)

    def values(self) -> tuple[Any, ...]:
        """Return the values, in the order of the rows."""
        return self.held

    def values_distinct(self) -> tuple[Any, ...]:
        """Return each value once, in the order of its first row."""
        return tuple(dict.fromkeys(self.held))

    def values_without_nulls(self) -> tuple[Any, ...]:
        """Return the values but for null."""
        return tuple(value for value in self.held if value is not None)


class Answer:
    """The rows that a query gave."""

    def __init__(self, column_names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        self.column_names = tuple(column_names)
        self.rows = tuple(Named(self.column_names, tuple(row)) for row in rows)
        self._given = tuple(tuple(row) for row in rows)

    @property
    def columns(self) -> Named:
        """The columns, by number or by name."""
        columns = zip(self.column_names, zip(*self._given, strict=True) if self._given else (), strict=False)
        found = dict.fromkeys(self.column_names, AnswerColumn("", ())) | {
            name: AnswerColumn(name, held) for name, held in columns
        }
        return Named(self.column_names, tuple(found[name] for name in self.column_names))

    @property
    def data(self) -> list[tuple[Any, ...]]:
        """The rows as plain tuples."""
        return list(self._given)

    def __iter__(self) -> Iterator[Named]:
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)
