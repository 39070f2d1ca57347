"""Cut a large CSV file into records by its bytes, a block at a time, and copy those of the header's shape to one file.

Takes only files in which every quotation mark stands where it must: what is stranger is read by `csvfile`.
"""

import csv
import hashlib
import unicodedata
from bisect import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from operator import itemgetter
from pathlib import Path
from typing import BinaryIO

import numpy as np
import numpy.typing as npt

from wh.csvfile import CsvRecord, CsvRefusal, Header, judge_row, read_header

BLOCK = 1 << 22
"""How many bytes are looked at at once."""

LONGEST_RECORD = 1 << 20
"""How many bytes a record may have; DuckDB reads lines up to twice as long."""

_MOST_ODD = 100_000
_COMMON_SPACE = " \n"
_SPACES = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
_ASCII_SPACES = _SPACES[: _SPACES.index("\x85")]
_WIDE_SPACES = _SPACES[len(_ASCII_SPACES) :]
_PLACED = 256  # of so many rows the place of one is kept
_QUOTE, _LINE_END, _BLANK = 34, 10, 32


@dataclass(frozen=True, slots=True)
class CsvCopy:
    """The records of a file that have as many cells as its header, one behind the other in `path`.

    Row n of the copy, from 0, stands in line n + shift of the file, where `shifts` holds (first row, shift) by row.
    `places` says of some rows where they begin in the copy: (row, offset), the last one is where it ends.
    `white` are the characters of white space that occur, `has_blank_edges` whether a blank may begin or end a cell,
    `refusals` what is wrong with the header or with rows of another shape, and `sha256` is of the text as read: no byte
    order mark, line feeds, NFC.
    """

    path: Path
    header: Header
    row_count: int
    shifts: tuple[tuple[int, int], ...]
    places: tuple[tuple[int, int], ...]
    refusals: tuple[CsvRefusal, ...]
    white: str
    has_lines_in_cells: bool
    has_blank_edges: bool
    sha256: str

    def records(self, rows: Sequence[int], columns: Sequence[str]) -> Iterator[CsvRecord]:
        """Yield the records of some rows, in their order; a row of empty cells is none."""
        with self.path.open("rb") as copy:
            for row in sorted(rows):
                place = bisect(self.places, row, key=itemgetter(0)) - 1
                (first, offset), (_, end) = self.places[place : place + 2]
                copy.seek(offset)
                block = copy.read(end - offset)
                begin, past = _Block(block).starts[row - first : row - first + 2].tolist()
                record = _judged(block[begin : past - 1], self.line(row), self.header, columns)
                if isinstance(record, CsvRecord):
                    yield record

    def line(self, row: int) -> int:
        """Return the line in which a row begins."""
        return row + self.shifts[bisect(self.shifts, row, key=itemgetter(0)) - 1][1]


def copy_csv(
    path: Path, copy: Path, columns: Sequence[str], required: Sequence[str], may_be_absent: Sequence[str]
) -> CsvCopy | None:
    """Copy the records of `path` that have the header's shape; None where the file is not plainly structured."""
    with path.open("rb") as source, copy.open("wb") as target:
        return _Copying(source, target, copy, (columns, required, may_be_absent)).run()


class _NotPlainError(Exception):
    """The file is for the patient reader."""


class _Copying:
    """One pass through a file: what was found so far."""

    def __init__(
        self, source: BinaryIO, target: BinaryIO, copy: Path, wanted: tuple[Sequence[str], Sequence[str], Sequence[str]]
    ) -> None:
        self._source = source
        self._target = target
        self._copy = copy
        self._wanted = wanted
        self._header: Header | None = None
        self._line = 1
        self._row = 0
        self._offset = 0
        self._shifts: list[tuple[int, int]] = []
        self._places: list[tuple[int, int]] = []
        self._refusals: list[CsvRefusal] = []
        self._white: set[str] = set(_COMMON_SPACE)
        self._has_lines_in_cells = False
        self._has_blank_edges = False
        self._hash = hashlib.sha256()

    def run(self) -> CsvCopy | None:
        """Copy block by block."""
        try:
            rest = b""
            for block in _text_blocks(self._source):
                rest = self._take(rest + block)
            if rest:
                raise _NotPlainError  # it ends within a quotation
        except _NotPlainError:
            return None
        if self._header is None:
            return None
        return CsvCopy(
            path=self._copy,
            header=self._header,
            row_count=self._row,
            shifts=tuple(self._shifts) or ((0, 0),),
            places=(*self._places, (self._row, self._offset)),
            refusals=(*self._header.refusals, *self._refusals),
            white="".join(sorted(self._white)),
            has_lines_in_cells=self._has_lines_in_cells,
            has_blank_edges=self._has_blank_edges,
            sha256=self._hash.hexdigest(),
        )

    def _take(self, block: bytes) -> bytes:
        """Copy the whole records of a block and return the bytes of the last, unfinished one."""
        whole = _whole(block)
        rest = block[len(whole) :]
        if len(rest) > LONGEST_RECORD:
            raise _NotPlainError
        self._hash.update(whole)
        self._note_white(whole)
        if self._header is None:
            whole = self._take_header(whole)
        if whole:
            self._take_records(whole)
        return rest

    def _take_header(self, block: bytes) -> bytes:
        end = block.find(b"\n") + 1
        head = block[: end - 1].decode()
        if not head.strip() or head.count('"') % 2:
            raise _NotPlainError
        header = read_header(head, self._line, *self._wanted)
        if not header.is_readable or header.cell_count != len(header.names):
            raise _NotPlainError
        self._header = header
        self._line += 1
        return block[end:]

    def _note_white(self, block: bytes) -> None:
        self._white.update(mark for mark in _ASCII_SPACES if mark not in self._white and mark.encode() in block)
        if not block.isascii():
            self._white |= _wide_spaces(block)

    def _take_records(self, content: bytes) -> None:
        assert self._header is not None
        block = _Block(content)
        lengths = np.diff(block.starts)
        if int(lengths.max()) > LONGEST_RECORD:
            raise _NotPlainError
        # an empty line is no row of one cell
        is_regular = (block.cell_counts(self._header.delimiter) == len(self._header.names)) & (lengths > 1)
        self._has_blank_edges = self._has_blank_edges or block.has_blank_edges()
        lines = self._line + block.lines()
        for position in np.flatnonzero(~is_regular).tolist():
            begin, past = block.starts[position : position + 2].tolist()
            self._judge_odd(content[begin : past - 1], int(lines[position]))
        self._write(content, block.starts, is_regular)
        self._note_lines(lines[:-1][is_regular])
        self._has_lines_in_cells |= int(lines[-1]) - self._line != len(lengths)
        self._line = int(lines[-1])

    def _judge_odd(self, content: bytes, line: int) -> None:
        assert self._header is not None
        judged = _judged(content, line, self._header, self._wanted[0])
        if isinstance(judged, CsvRecord) or len(self._refusals) >= _MOST_ODD:
            raise _NotPlainError
        if judged is not None:
            self._refusals.append(judged)

    def _write(self, block: bytes, starts: npt.NDArray[np.int64], is_regular: npt.NDArray[np.bool_]) -> None:
        begins = starts[:-1]
        if is_regular.all():
            kept = block
        else:
            edges = np.flatnonzero(np.diff(np.concatenate(([False], is_regular, [False]))))
            kept = b"".join(block[starts[begin] : starts[end]] for begin, end in edges.reshape(-1, 2).tolist())
            lengths = np.diff(starts)[is_regular]
            begins = np.cumsum(lengths) - lengths
        self._places += [
            (self._row + place, self._offset + begin)
            for place, begin in zip(range(0, len(begins), _PLACED), begins[::_PLACED].tolist(), strict=True)
        ]
        self._offset += self._target.write(kept)

    def _note_lines(self, lines: npt.NDArray[np.int64]) -> None:
        shifts = lines - np.arange(self._row, self._row + len(lines))
        last = self._shifts[-1][1] if self._shifts else 0
        changes = np.flatnonzero(np.diff(shifts, prepend=last)).tolist()
        self._shifts += [(self._row + change, int(shifts[change])) for change in changes]
        self._row += len(lines)


def _text_blocks(source: BinaryIO) -> Iterator[bytes]:
    """Yield the file's text as `decode` and NFC give it, in blocks that end with a line."""
    rest = b""
    is_first = True
    while chunk := source.read(BLOCK):
        end = chunk.rfind(b"\n") + 1
        if not end and len(rest) + len(chunk) > 2 * BLOCK:
            raise _NotPlainError
        block, rest = (rest + chunk[:end], chunk[end:]) if end else (b"", rest + chunk)
        if block:
            yield _normal(block, is_first=is_first)
            is_first = False
    if rest:
        yield _normal(rest, is_first=is_first) + b"\n"


def _normal(block: bytes, *, is_first: bool) -> bytes:
    if b"\0" in block or block[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise _NotPlainError
    if is_first:
        block = block.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in block:
        block = block.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if block.isascii():
        return block
    try:
        text = block.decode()
    except UnicodeDecodeError:
        raise _NotPlainError from None
    return block if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text).encode()


def _wide_spaces(block: bytes) -> set[str]:
    """Return the white space beyond ASCII in a block, found by the bytes that such characters begin with."""
    read = np.frombuffer(block + b"\0\0", dtype=np.uint8)
    begins = np.flatnonzero(
        np.logical_or.reduce([read == byte for byte in {each.encode()[0] for each in _WIDE_SPACES}])
    )
    two = np.unique(read[begins].astype(np.int32) << 8 | read[begins + 1])
    three = np.unique(read[begins].astype(np.int32) << 16 | read[begins + 1].astype(np.int32) << 8 | read[begins + 2])
    found = {*two.tolist(), *three.tolist()}
    return {mark for mark in _WIDE_SPACES if int.from_bytes(mark.encode(), "big") in found}


def _positions(block: bytes, byte: int) -> npt.NDArray[np.int64]:
    return np.flatnonzero(np.frombuffer(block, dtype=np.uint8) == byte)


def _whole(block: bytes) -> bytes:
    """Return the block up to the last line end that is not within a quotation."""
    if block.count(b'"') % 2 == 0 and block.endswith(b"\n"):
        return block
    starts = _Block(block).starts
    return block[: int(starts[-1])]


class _Block:
    """Where the records of a block begin, and, at the end, where the last one ends."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._quotes = _positions(content, _QUOTE) if b'"' in content else None
        self._line_ends = _positions(content, _LINE_END)
        self.starts: npt.NDArray[np.int64] = np.concatenate(([0], self._outside(self._line_ends) + 1))
        self._marks = self._line_ends[:0]

    def lines(self) -> npt.NDArray[np.int64]:
        """Return how many line ends stand before each start."""
        if self._quotes is None:
            return np.arange(len(self.starts))
        before: npt.NDArray[np.int64] = np.searchsorted(self._line_ends, self.starts)
        return before

    def cell_counts(self, delimiter: str) -> npt.NDArray[np.int64]:
        """Return how many cells each record has; a quotation mark that stands where none may is for `csvfile`."""
        if self._quotes is not None:
            self._require_quotes_in_place(self._quotes, delimiter)
        self._marks = self._outside(_positions(self._content, ord(delimiter)))
        counts: npt.NDArray[np.int64] = np.diff(np.searchsorted(self._marks, self.starts)) + 1
        return counts

    def has_blank_edges(self) -> bool:
        """Whether a blank may begin or end one of the cells that were counted, also within quotation marks."""
        is_blank = np.frombuffer(b"\n" + self._content + b"\n", dtype=np.uint8) == _BLANK
        quotes = self._line_ends[:0] if self._quotes is None else self._quotes
        # a mark at p has is_blank[p] before it and is_blank[p + 2] behind it
        before = (self._marks, self.starts[1:] - 1, quotes[1::2])
        behind = (self._marks, self.starts - 1, quotes[::2])
        return any(is_blank[each].any() for each in before) or any(is_blank[each + 2].any() for each in behind)

    def _outside(self, positions: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Return the positions that are not within a quotation."""
        if self._quotes is None:
            return positions
        outside: npt.NDArray[np.int64] = positions[np.searchsorted(self._quotes, positions) % 2 == 0]
        return outside

    def _require_quotes_in_place(self, quotes: npt.NDArray[np.int64], delimiter: str) -> None:
        """Every other mark opens a cell, or is the second one of a pair; the others close it, or are the first."""
        edge = np.zeros(256, dtype=np.bool_)
        edge[[ord(delimiter), _LINE_END, _QUOTE]] = True
        # a mark at p has read[p] before it and read[p + 2] behind it
        read = np.frombuffer(b"\n" + self._content, dtype=np.uint8)
        if not (edge[read[quotes[::2]]].all() and edge[read[quotes[1::2] + 2]].all()):
            raise _NotPlainError


def _judged(content: bytes, line: int, header: Header, columns: Sequence[str]) -> CsvRecord | CsvRefusal | None:
    text = content.decode()
    cells = next(csv.reader(StringIO(text + "\n", newline=""), delimiter=header.delimiter, strict=True), [])
    return judge_row(line, cells, text, header, columns)
