"""Rows that are held in DuckDB, and what is asked of them by whole columns.

Knows neither where the rows come from nor which of them are good; says nothing itself.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import duckdb

from wh.kinds import Field, LabelKind, Row
from wh.results import Place

NEAREST_AMONG = 1_000
"""Among how many ids, those that are spelled most alike, the nearest one is sought."""

_VALUES_KEPT = 100_000


class RowSet(ABC):
    """Rows of one kind, by number; those that are awake are left out of every answer."""

    def __init__(self, con: duckdb.DuckDBPyConnection, kind: LabelKind) -> None:
        self.kind = kind
        self._con = con
        self._values_read: dict[tuple[str, str], Any] = {}

    @abstractmethod
    def rows(self) -> str:
        """Return the query for the rows that are not awake: the columns of the header as printed, and `row`."""

    @abstractmethod
    def stated(self, name: str) -> str | None:
        """Return a query for the ids by which rows can be referred to as `name`: (id, row); None where they cannot."""

    @abstractmethod
    def places_of(self, name: str, ids: Sequence[str]) -> dict[str, Place]:
        """Return where the first row stands that states each of some ids."""

    @abstractmethod
    def record_of(self, name: str, id_: str) -> object | None:
        """Return the first record that states an id, without waking it."""

    @abstractmethod
    def wake(self, rows: Iterable[int]) -> list[tuple[Place, Row]]:
        """Wake rows that are good by themselves, and return them with their places."""

    @abstractmethod
    def unplaced(self, name: str) -> str:
        """Return a condition that holds for the rows whose time `name` is an hour without its zone."""

    def value_of(self, field: Field, text: str) -> Any:
        """Return what a text of a column is read as; one that is asked for again is not read again."""
        if (field.name, text) not in self._values_read:
            if len(self._values_read) >= _VALUES_KEPT:
                self._values_read.clear()
            self._values_read[field.name, text] = field.read(text)
        return self._values_read[field.name, text]

    def rows_that_say(self, column: str, values: Sequence[str | None]) -> set[int]:
        """Return the rows with one of some values in a column."""
        return self._rows_where(f'"{column}" in (select unnest($1::varchar[]))', [list(values)]) if values else set()

    def rows_alike_in(self, column: str) -> set[int]:
        """Return the rows whose value in a column another row has too."""
        many = f'select "{column}" from ({self.rows()}) group by 1 having count(*) > 1'
        return self._rows_where(f'"{column}" in ({many})')

    def values_but(self, column: str, known: Sequence[str], stated: Iterable[str]) -> list[str]:
        """Return the values of a column that are neither known nor stated by any of some queries for ids."""
        others = "".join(f" except select id from ({query})" for query in stated)
        found = f"({self._values(column)}) except select unnest($1::varchar[]){others}"
        return [id_ for (id_,) in self._ask(found, [list(known)])]

    def combinations(self, columns: Sequence[str], where: str = "true") -> Iterator[tuple[str | None, ...]]:
        """Yield the different combinations of some columns, of the rows for which a condition holds."""
        if not columns:
            yield ()
            return
        names = ", ".join(quoted(columns))
        yield from self._ask(f"select distinct {names} from ({self.rows()}) where {where}")

    def rows_like(self, columns: Sequence[str], combinations: Sequence[tuple[str | None, ...]]) -> set[int]:
        """Return the rows with one of some combinations."""
        if not combinations or not columns:
            return self._rows_where("true") if combinations else set()
        lists = [list(values) for values in zip(*combinations, strict=True)]
        names = ", ".join(f'unnest(${place}::varchar[]) as "{name}"' for place, name in enumerate(columns, 1))
        same = " and ".join(f'wrong."{name}" is not distinct from cells."{name}"' for name in columns)
        return self._ask_rows(
            f"select row from ({self.rows()}) as cells semi join (select {names}) as wrong on {same}", lists
        )

    def rows_leading_on(self, column: str, ids: Sequence[str]) -> set[int]:
        """Return the rows that lead to a row that leads on itself; `ids` are those of such rows that are awake."""
        onward = f'select "{self.kind.key[0]}" from ({self.rows()}) where "{column}" is not null'
        return self._rows_where(
            f'"{column}" in ({onward}) or "{column}" in (select unnest($1::varchar[]))', [list(ids)]
        )

    def nearest_ids(self, name: str, text: str) -> list[str]:
        """Return the ids stated as `name` that are spelled most like a text."""
        return self._nearest(f"select distinct id from ({self.stated(name)})", text)

    def nearest_values(self, column: str, text: str) -> list[str]:
        """Return the values of a column that are spelled most like a text."""
        return self._nearest(self._values(column), text)

    def _nearest(self, ids: str, text: str) -> list[str]:
        near = f"select id from ({ids}) order by jaro_winkler_similarity(id, $1) desc, id limit {NEAREST_AMONG}"
        return [id_ for (id_,) in self._ask(near, [text])]

    def _values(self, column: str) -> str:
        return f'select distinct "{column}" as id from ({self.rows()}) where "{column}" is not null'

    def _rows_where(self, condition: str, values: Sequence[object] = ()) -> set[int]:
        return self._ask_rows(f"select row from ({self.rows()}) where {condition}", values)

    def _ask_rows(self, query: str, values: Sequence[object] = ()) -> set[int]:
        return {row for (row,) in self._ask(query, values)}

    def _ask(self, query: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        return self._con.execute(query, list(values)).fetchall()


def quoted(names: Iterable[str]) -> list[str]:
    """Return the names in quotation marks."""
    return [f'"{name}"' for name in names]
