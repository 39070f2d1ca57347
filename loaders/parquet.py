"""A .parquet file: one article a row, in columns of our names, or those that [tool.wh.articles] names.

Rows are read some at a time, whatever their number. One that cannot be read is refused by itself.
"""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from wh import formats
from wh.errors import InputError
from wh.kinds import Among, ArticleFile, BreaksOffError, Counted, Found, Piece, Rows, Unusable, articles
from wh.results import RAW_BYTES_KEPT
from wh.row_formats import OURS, as_records, read_row
from wh.stored_texts import LONGEST_TEXT

_FIRST_ROWS, _MOST_ROWS = 64, 16_384
_MOST_SOUGHT = 20  # so many rows that cannot be read are named one by one


@articles(".parquet")
def parquet(file: ArticleFile) -> Iterator[Piece]:
    """Yield each row's article; of a large file, those of many rows at once."""
    columns = {**{name: name for name in OURS}, **file.columns}
    with _on_disk(file) as path, duckdb.connect(config={"threads": 1}) as con:
        try:
            table = _open(con, path, columns)
        except duckdb.Error as error:
            reason = f"It is cut off, or no Parquet: {_first_line(error)}."
            raise InputError(reason, at="line 1", way_out="the whole file") from None
        if table.row_count == 0:
            raise InputError("The file holds no rows.", at="line 1", way_out="an article a row")
        yield Counted(table.row_count)
        if table.is_plain and table.size >= formats.BULK and not file.breaks_off:
            yield Rows(table.as_texts(), tuple(table.selected), table.row_count, table.read)
            return
        is_large = False
        for block in table.blocks():
            if isinstance(block, Unusable):
                yield block
                continue
            is_large = is_large or block.size >= formats.BULK
            if is_large:
                yield from as_records(block.values, block.numbers, block.read)
            else:
                yield from map(block.read, range(len(block.numbers)))


@dataclass(frozen=True, slots=True)
class _Block:
    """Some rows as columns by our names, `numbers` says which; `size` is how many characters their texts have."""

    columns: Mapping[str, str]
    others: Mapping[str, str]
    values: Mapping[str, Sequence[Any]]
    numbers: Sequence[int]

    @property
    def size(self) -> int:
        return sum(map(len, filter(None, self.values["text"])))

    def read(self, place: int) -> Found | Unusable:
        """Return one row's article, or why it has none."""
        row = {self.columns[name]: values[place] for name, values in self.values.items()}
        text = self.values["text"][place]
        shown = repr({name: value for name, value in row.items() if value is not None})[:RAW_BYTES_KEPT]
        among = Among(self.numbers[place], content=lambda: shown.encode(errors="replace"))
        if isinstance(text, str) and len(text) > LONGEST_TEXT:
            reason = f"The text is longer than {LONGEST_TEXT:,} characters, which no article is."
            return Unusable(self.numbers[place], reason, "its articles in a row each", "text", shown, among)
        return replace(read_row({**self.others, **row}, self.numbers[place], self.columns, shown), among=among)


@dataclass(frozen=True, slots=True)
class _Table:
    """A file's rows: the query for our columns, and the texts beside them, which a row may have meant."""

    con: duckdb.DuckDBPyConnection
    path: Path
    columns: Mapping[str, str]
    others: Mapping[str, str]
    selected: Mapping[str, str]
    row_count: int
    size: int
    is_plain: bool

    def as_texts(self) -> str:
        """Return the query for the rows by our names, with their `number`; all is text where it `is_plain`."""
        columns = ", ".join(f"{value} as {name}" for name, value in self.selected.items())
        return f"select file_row_number + 1 as number, {columns} from {_FROM.replace('$1', _literal(str(self.path)))}"

    def read(self, numbers: Sequence[int]) -> Iterator[Found | Unusable]:
        """Yield the articles of the rows with some numbers, each by itself."""
        query = f"select number, {', '.join(self.selected)} from ({self.as_texts()})"
        wanted = "number in (select unnest($1::bigint[]))"
        try:
            cursor = self.con.execute(f"{query} where {wanted}", [list(numbers)])
            batches = iter(lambda: cursor.fetchmany(_FIRST_ROWS), [])
            yield from self._read(batches)
        except duckdb.Error:
            raise BreaksOffError from None

    def _read(self, batches: Iterator[list[tuple[Any, ...]]]) -> Iterator[Found | Unusable]:
        for rows in batches:
            found, *values = zip(*rows, strict=True)
            block = _Block(self.columns, self.others, dict(zip(self.selected, values, strict=True)), found)
            yield from map(block.read, range(len(rows)))

    def blocks(self) -> Iterator[_Block | Unusable]:
        """Yield the rows in their order, as many at a time as are well held in memory."""
        done, count = 0, _FIRST_ROWS
        try:
            cursor = self.con.execute(self._query(), [str(self.path)])
            while rows := cursor.fetchmany(count):
                block = self._block(rows, done)
                done += len(rows)
                yield block
                count = max(1, min(_MOST_ROWS, 4 * count, formats.BLOCK * len(rows) // (block.size + 1)))
        except duckdb.Error:
            yield from self._one_by_one(done)

    def _one_by_one(self, done: int) -> Iterator[_Block | Unusable]:
        """Yield the rows from one on, and in the place of those that cannot be read why not, halving what holds one."""
        ranges = [(first, min(first + 2048, self.row_count)) for first in range(done, self.row_count, 2048)][::-1]
        refused = 0
        while ranges:
            first, past = ranges.pop()
            query = f"{self._query()} where file_row_number >= {first} and file_row_number < {past}"
            try:
                yield self._block(self.con.execute(query, [str(self.path)]).fetchall(), first)
            except duckdb.Error as error:
                middle = (first + past) // 2
                if past - first > 1 and refused < _MOST_SOUGHT:
                    ranges += [(middle, past), (first, middle)]
                    continue
                refused += 1
                what = f"The row {past}" if past - first == 1 else f"One of the rows {first + 1} to {past}"
                reason = f"{what} cannot be read: {_first_line(error)}."
                among = Among(first + 1)
                yield Unusable(first + 1, reason, "writing the file again", among=among, records=past - first)

    def _block(self, rows: Sequence[Sequence[Any]], done: int) -> _Block:
        values = dict(zip(self.selected, zip(*rows, strict=True), strict=True))
        return _Block(self.columns, self.others, values, range(done + 1, done + 1 + len(rows)))

    def _query(self) -> str:
        return f"select {', '.join(self.selected.values())} from {_FROM}"


_FROM = "read_parquet($1, binary_as_string = true, file_row_number = true)"


def _open(con: duckdb.DuckDBPyConnection, path: Path, columns: Mapping[str, str]) -> _Table:
    con.execute("set TimeZone = 'UTC'")
    described = con.execute(f"describe select * exclude (file_row_number) from {_FROM}", [str(path)]).fetchall()
    types = {name: type_ for name, type_, *_ in described}
    counted = con.execute("select sum(num_rows) from parquet_file_metadata($1)", [str(path)]).fetchone()
    measured = con.execute("select sum(total_uncompressed_size) from parquet_metadata($1)", [str(path)]).fetchone()
    selected = {}
    for name, column in columns.items():
        found = _expression(con, path, column, types)
        if found is not None:
            selected[name] = found
    others = {name: "" for name, type_ in types.items() if type_ == "VARCHAR"}
    selected.setdefault("text", "null::varchar")
    query = f"describe select {', '.join(selected.values())} from {_FROM}"
    is_plain = all(type_ == "VARCHAR" for _, type_, *_ in con.execute(query, [str(path)]).fetchall())
    row_count, size = (int(found[0] or 0) if found else 0 for found in (counted, measured))
    return _Table(con, path, columns, others, selected, row_count, size, is_plain)


def _expression(con: duckdb.DuckDBPyConnection, path: Path, column: str, types: Mapping[str, str]) -> str | None:
    """Return what a column, or a field down a path, is in SQL: a text, or as it is where it is none."""
    name = _quoted(column) if column in types else ".".join(map(_quoted, column.split(".")))
    if column not in types:
        if "." not in column:
            return None
        try:
            (described,) = con.execute(f"describe select {name} from {_FROM}", [str(path)]).fetchall()
        except duckdb.BinderException:
            return None
        type_ = described[1]
    else:
        type_ = types[column]
    if type_ == "TIMESTAMP WITH TIME ZONE":
        return f"strftime(timezone('UTC', {name}), '%Y-%m-%dT%H:%M:%S+00:00')"
    if type_.startswith("TIMESTAMP"):
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%S')"
    return name if type_ == "VARCHAR" or type_.endswith("]") or "(" in type_ else f"{name}::varchar"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


@contextmanager
def _on_disk(file: ArticleFile) -> Iterator[Path]:
    """Lend the file's path, or that of a copy where it has none."""
    if file.path is not None:
        yield file.path
        return
    with TemporaryDirectory(prefix="wh-") as folder:
        path = Path(folder, "rows.parquet")
        with file.open() as stream, path.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
        yield path


def _first_line(error: duckdb.Error) -> str:
    return str(error).splitlines()[0].rstrip(".")
