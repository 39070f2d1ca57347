"""Read each different text of a column once into a table of DuckDB: (text, good, v0, v1, ...), one v for each column.

Each is read as a row of a small file is. What is printed as most people do is read by whole columns: SQL makes the
same of it.
"""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb

from wh.errors import InputError
from wh.kinds import Field, loader_fault
from wh.moulds import FEWEST_PHRASES, Mould, cast, filled, has_numbers, key_of, numbers_of
from wh.reading import Moment, Phrase
from wh.times import has_plain_form, instant, parts_of_time, stamp

BATCH = 20_000


def read_texts(con: duckdb.DuckDBPyConnection, field: Field, file: str, texts: str, table: str) -> str:
    """Read the texts of a query into a table, which is made; return a hash of all that was read, whatever its order."""
    return _Reading(con, field, file, texts, table).run()


def insert(con: duckdb.DuckDBPyConnection, table: str, types: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Insert rows into a table, a batch at a time."""
    lists = ", ".join(f"unnest(${place}::{type_}[])" for place, type_ in enumerate(types, 1))
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        con.execute(f"insert into {table} select {lists}", [list(values) for values in zip(*batch, strict=True)])


class _Reading:
    """One pass through the texts of a column: those that are left are in a table of their own."""

    def __init__(self, con: duckdb.DuckDBPyConnection, field: Field, file: str, texts: str, table: str) -> None:
        self._con = con
        self._field = field
        self._file = file
        self._table = table
        self._left = f'temp."texts_of_{field.name}"'
        self._digest = 0
        columns = ", ".join(f"v{place} {column.type}" for place, column in enumerate(field.columns))
        con.execute(f"create temp table {_own_name(table)} (text varchar, good boolean, {columns})")
        self._keep(texts)

    def run(self) -> str:
        """Read all of them, the common ones first, and return the hash."""
        if self._field.read == Moment.read:
            self._read_times()
        elif self._field.read == Phrase.read:
            self._read_phrases()
        for texts in self._batches():
            spreads = [self._spread(text) for text in texts]
            self._insert_read(texts, spreads)
        self._con.execute(f"drop table {self._left}")
        return f"{self._digest:064x}"

    def _read_times(self) -> None:
        """Read the times of the commonest form at once."""
        is_common = f"length(id) > 10 and not contains(id, '.') and {has_plain_form('id')}"
        self._con.execute(
            f"""
            insert into {self._table} select
                id, true, id, id_day, {instant("id")}, case when id_offset = '' then {stamp("id")} end
            from (select id, {parts_of_time("id")} from {self._left}) where {is_common}
            """
        )
        ((digest,),) = self._ask(f"select coalesce(bit_xor(md5_number(text)), 0) from {self._table}")
        self._digest ^= int(digest)
        self._keep(f"select id from {self._left} where id not in (select text from {self._table})")

    def _read_phrases(self) -> None:
        """Read the phrases of each mould at once."""
        numbered = f"select id, {numbers_of('id')} as numbers from {self._left}"
        self._keep(f"select id, numbers, {key_of('id', 'numbers')} as key from ({numbered})")
        moulds = list(self._moulds())
        if not moulds:
            return
        columns = list(zip(*(mould.columns for mould in moulds), strict=True))
        table = f'temp."moulds_of_{self._field.name}"'
        entries = ", ".join(f"v{place} varchar[]" for place in range(1, len(columns) + 1))
        self._con.execute(f"create temp table {_own_name(table)} (key varchar, {entries})")
        insert(
            self._con,
            table,
            ("varchar", *("varchar[]" for _ in columns)),
            [(mould.key, *map(list, mould.columns)) for mould in moulds],
        )
        read = [
            filled(f"moulds.v{place}", "numbers") if any(map(has_numbers, column)) else f"moulds.v{place}"
            for place, column in enumerate(columns, 1)
        ]
        self._con.execute(
            f"insert into {self._table} select id, true, id, {', '.join(read)} from {self._left} join {table} as moulds"
            " using (key)"
        )
        for mould in moulds:
            self._digest ^= _hash_of((mould.key, mould.columns))
        self._keep(f"select id from {self._left} anti join {table} using (key)")
        self._con.execute(f"drop table {table}")

    def _moulds(self) -> Iterator[Mould]:
        """Yield the moulds that have enough phrases, each made of the first and the last of them."""
        grouped = self._ask(
            f"""
            select key, min(id), max(id) from {self._left} where key is not null
            group by key having count(*) >= {FEWEST_PHRASES} order by key
            """
        )
        for key, *phrases in grouped:
            spreads = [self._spread(phrase) for phrase in phrases]
            mould = cast(key, phrases, [spread[1:] for spread in spreads if spread is not None])
            if mould is not None:
                yield mould

    def _insert_read(self, texts: Sequence[str], spreads: Sequence[tuple[object, ...] | None]) -> None:
        """Write down what was read of some texts, and take note of it; what is refused is None."""
        nothing = (None,) * len(self._field.columns)
        rows = []
        for text, spread in zip(texts, spreads, strict=True):
            self._digest ^= _hash_of((text, spread))
            rows.append((text, spread is not None, *(spread or nothing)))
        insert(self._con, self._table, ("varchar", "boolean", *(each.type for each in self._field.columns)), rows)

    def _spread(self, text: str) -> tuple[object, ...] | None:
        """Return what a text is read as, or None where it is refused."""
        try:
            return self._field.spread(self._field.read(text))
        except InputError:
            return None
        except Exception as error:
            raise loader_fault(error, f"the cell `{self._field.name}` of a row of {self._file}") from error

    def _keep(self, texts: str) -> None:
        self._con.execute(f"create or replace temp table {_own_name(self._left)} as {texts}")

    def _batches(self) -> Iterator[list[str]]:
        for start in range(0, self._ask(f"select count(*) from {self._left}")[0][0], BATCH):
            batch = self._ask(f"select id from {self._left} where rowid >= {start} and rowid < {start + BATCH}")
            yield [text for (text,) in batch]

    def _ask(self, query: str) -> list[tuple[Any, ...]]:
        return self._con.execute(query).fetchall()


def _hash_of(read: object) -> int:
    return int.from_bytes(hashlib.sha256(repr(read).encode()).digest(), "big")


def _own_name(table: str) -> str:
    return table.removeprefix("temp.")
