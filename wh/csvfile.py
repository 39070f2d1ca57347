"""Read a CSV file as people and spreadsheets leave it: record by record, each with the line where it starts.

Reads what is unambiguous (semicolons, tabs, a BOM, any line end, trailing empty cells) and refuses the rest by line,
going on with the next record. Knows nothing of what the columns mean, but their names.
"""

import csv
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from wh.errors import InputError, closest
from wh.reading import decode

RECORD_SHOWN = 2000
"""How many characters of a refused record are kept."""

csv.field_size_limit(2**31 - 1)  # a cell may hold a whole article; the default of 131,072 characters is a limit of csv


@dataclass(frozen=True, slots=True)
class CsvRecord:
    """One row by column name, trimmed, empty cells as None; `text` is the record as it stands in the file."""

    line: int
    cells: dict[str, str | None]
    text: str


@dataclass(frozen=True, slots=True)
class CsvRefusal:
    """Why the record that starts at `line`, or the whole file at line 1, cannot be used.

    `cells` are those of a record by column name, as far as they can be told apart.
    """

    line: int
    column: str | None
    reason: str
    hint: str | None
    text: str
    cells: Mapping[str, str | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CsvTable:
    """What a file gave, in its order; one that is not readable gave no record at all, whatever it holds.

    `row_count` is of all rows that are not blank, good or not, as they were cut; the header is none of them.
    """

    records: tuple[CsvRecord, ...]
    refusals: tuple[CsvRefusal, ...]
    is_readable: bool
    row_count: int = 0
    header_line: int = 1


def read_csv(
    content: bytes, columns: Sequence[str], required: Sequence[str], may_be_absent: Sequence[str] = ()
) -> CsvTable:
    """Read the wanted columns of every record.

    Without a required column, or with a name that is there twice, the file is not readable. Any other column that is
    missing is empty, and one that is not wanted is not read: both are named, unless a column may be absent.
    """
    try:
        text = unicodedata.normalize("NFC", decode(content))  # as the articles, so that evidence is found
    except InputError as error:
        line = int((error.at or "line 1").removeprefix("line "))
        shown = content.splitlines()[line - 1].decode("utf-8", "replace")
        return _unreadable(CsvRefusal(line, None, error.message, error.way_out, _shown(shown)))
    lines = text.split("\n")
    start = next((number for number, line in enumerate(lines) if line.strip()), None)
    if start is None:
        return _unreadable(CsvRefusal(1, None, "The file is empty.", f"the header line `{','.join(columns)}`", ""))
    delimiter = _delimiter(lines[start], columns)
    header_row, *rows = _rows(lines, start, delimiter)
    if isinstance(header_row, CsvRefusal):
        return _unreadable(header_row)
    header = _header(header_row, delimiter, columns, required, may_be_absent)
    if not header.is_readable:
        return _unreadable(*header.refusals)
    records: list[CsvRecord] = []
    refusals = list(header.refusals)
    row_count = 0
    record: CsvRecord | CsvRefusal | None
    for row in rows:
        row_count += isinstance(row, CsvRefusal) or any(map(str.strip, row.cells))
        if isinstance(row, CsvRefusal):  # a quotation mark stands where none may: the cells before it are as they look
            record = replace(row, cells=_named(header, [cell.strip(' "') for cell in row.text.split(delimiter)]))
        else:
            record = judge_row(row.line, row.cells, row.text, header, columns)
        if isinstance(record, CsvRefusal):
            refusals.append(record)
        elif record is not None:
            records.append(record)
    return CsvTable(tuple(records), tuple(refusals), True, row_count, header_row.line)


@dataclass(frozen=True, slots=True)
class Header:
    """The columns that a file names, what is wrong with them, and what parts the cells; `cell_count` is of all."""

    names: tuple[str, ...]
    cell_count: int
    delimiter: str
    refusals: tuple[CsvRefusal, ...]
    is_readable: bool


def read_header(
    text: str, line: int, columns: Sequence[str], required: Sequence[str], may_be_absent: Sequence[str] = ()
) -> Header:
    """Read a header that stands in one line."""
    delimiter = _delimiter(text, columns)
    row = next(_rows([text], 0, delimiter))
    if isinstance(row, CsvRefusal):
        return Header((), 0, delimiter, (row,), is_readable=False)
    return _header(_Row(line, row.cells, row.text), delimiter, columns, required, may_be_absent)


def _header(
    row: "_Row", delimiter: str, columns: Sequence[str], required: Sequence[str], may_be_absent: Sequence[str]
) -> Header:
    names = _trim_end([cell.strip() for cell in row.cells])
    refusals, is_readable = _check_header(names, columns, required, row, may_be_absent)
    return Header(tuple(names), len(row.cells), delimiter, tuple(refusals), is_readable)


def _unreadable(*refusals: CsvRefusal) -> CsvTable:
    return CsvTable((), refusals, is_readable=False)


@dataclass(frozen=True, slots=True)
class _Row:
    line: int
    cells: list[str]
    text: str


def _rows(lines: list[str], start: int, delimiter: str) -> Iterator[_Row | CsvRefusal]:
    """Yield each row; after a quote that goes wrong, begin again at the next line, so that no good row is lost."""
    while start < len(lines):
        reader = csv.reader((line + "\n" for line in lines[start:]), delimiter=delimiter, strict=True)
        begin = start
        try:
            for cells in reader:
                end = start + reader.line_num
                yield _Row(begin + 1, cells, _shown("\n".join(lines[begin:end])))
                begin = end
            return
        except csv.Error as error:
            is_open = "unexpected end of data" in str(error)
            yield CsvRefusal(
                begin + 1, None, _QUOTE_OPEN if is_open else _QUOTE_WRONG, _QUOTE_HINT, _shown(lines[begin])
            )
            start = begin + 1


_QUOTE_OPEN = 'A quotation mark (") is opened here and never closed.'
_QUOTE_WRONG = 'A quotation mark (") stands in the middle of a quoted cell that starts here.'
_QUOTE_HINT = 'closing the cell with ", and writing a quotation mark inside a quoted cell twice ("")'


def _delimiter(header: str, columns: Sequence[str]) -> str:
    wanted = set(columns)
    return max((",", ";", "\t"), key=lambda mark: len(wanted & {cell.strip(' "') for cell in header.split(mark)}))


def _check_header(
    header: list[str], columns: Sequence[str], required: Sequence[str], row: _Row, may_be_absent: Sequence[str]
) -> tuple[list[CsvRefusal], bool]:
    twice = sorted({name for name in header if header.count(name) > 1})
    if twice:
        reason = f"The header names `{twice[0] or 'a column without a name'}` twice."
        return [CsvRefusal(row.line, twice[0] or None, reason, "one column of each name", row.text)], False
    missing = [name for name in columns if name not in header]
    unknown = [name for name in header if name not in columns]
    refusals = []
    for name in missing:
        near = closest(name, unknown)
        if near is None and name in may_be_absent:
            continue
        if near:
            unknown.remove(near)
        reason = f"There is no column `{name}`."
        hint = f"renaming the column `{near}`, the closest name" if near else f"the header `{','.join(columns)}`"
        refusals.append(CsvRefusal(row.line, name, reason, hint, row.text))
    for name in unknown:
        near = closest(name, missing)
        hint = f"renaming it to `{near}`, the closest name" if near else "taking it out; a remark belongs into `note`"
        refusals.append(
            CsvRefusal(
                row.line,
                name or None,
                f"The file has no use for a column `{name}`; it is not read.",
                hint if name else "a name in the header, or taking the column out",
                row.text,
            )
        )
    return refusals, not any(name in required for name in missing)


def judge_row(
    line: int, row: Sequence[str], text: str, header: Header, columns: Sequence[str]
) -> CsvRecord | CsvRefusal | None:
    """Return the record that some cells are, or why they are none; None where there is nothing in them."""
    names, text = header.names, _shown(text)
    cells = [cell.strip() for cell in row]
    if not any(cells):
        return None  # a blank line, or the commas that a spreadsheet leaves where a row was emptied
    if len(cells) > len(names) and not any(cells[len(names) :]):
        cells = cells[: len(names)]
    if len(cells) != len(names):
        reason = f"The row has {len(cells)} cells, and the header {len(names)}."
        hint = (
            "a cell that holds a comma in quotation marks" if len(cells) > len(names) else "a comma for each empty cell"
        )
        return CsvRefusal(line, None, reason, hint, text, _named(header, cells))
    if any("\0" in cell for cell in cells):
        column = next(name for name, cell in zip(names, cells, strict=True) if "\0" in cell)
        return CsvRefusal(
            line, column, f"The cell `{column}` holds a NUL byte.", "typing the cell anew", text, _named(header, cells)
        )
    named = {name: cell for name, cell in _named(header, cells).items() if name in columns}
    return CsvRecord(line, named, text)


def _named(header: Header, cells: Sequence[str]) -> dict[str, str | None]:
    """Return the cells by column name, as many as there are of both."""
    return {name: cell or None for name, cell in zip(header.names, cells, strict=False)}


def _trim_end(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _shown(text: str) -> str:
    return text[:RECORD_SHOWN]
