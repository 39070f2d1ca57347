"""Read one CSV file of labels into records of its kind, and say of each row that is none why not.

A file stands alone here: what its cells refer to is another module's question.
"""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from wh.crowds import Crowd
from wh.csvfile import CsvRecord, CsvRefusal, read_csv
from wh.kinds import DescriptionKind, LabelKind, RecordKind, Row, read_record
from wh.results import Reject, Tally


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be used; its cells by column, as far as they are known."""

    line: int
    cells: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A label file as read; `file` is relative to the project, `sha256` is of what was read: columns, rows, lines.

    Of a file that is not readable nobody knows which ids it states. Of a large one, most rows are in its `crowd`.
    `row_count` is of all rows, good or not, as whoever cut the file into rows counted them.
    """

    kind: LabelKind
    file: str
    sha256: str
    rows: tuple[Row, ...]
    refused: tuple[RefusedRow, ...]
    rejects: tuple[Reject, ...]
    is_there: bool = True
    is_readable: bool = True
    crowd: Crowd | None = None
    row_count: int = 0
    header_line: int = 1

    @property
    def known_rows(self) -> tuple[Row, ...]:
        """The good rows, without those of a crowd that nobody looked at."""
        return (*self.rows, *(self.crowd.woken if self.crowd else ()))

    def tally(self, rejects: Iterable[Reject]) -> Tally:
        """Return how many rows were seen, and how many refused; of a file that is not readable, the file itself.

        A row of the manifest becomes no row of its own.
        """
        if not self.is_readable:
            return Tally(seen=1, refused=1)
        refused = {each.line for each in rejects} - {self.header_line}
        passed = 0
        if isinstance(self.kind, DescriptionKind):
            passed = sum(row.line not in refused for row in self.known_rows) + (self.crowd.count if self.crowd else 0)
        return Tally(self.row_count, len(refused), passed)


LONGEST_LINE = 16_000_000
"""How many bytes a line may have before its file is taken for something else."""

LARGE = 4_000_000
"""From how many bytes a file's rows are checked in DuckDB, by columns: below, that takes longer than one by one."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where the rows of large files are held: a connection for temporary tables, a folder for copies of files."""

    con: duckdb.DuckDBPyConnection
    folder: Path


def read_label_file(
    kind: LabelKind, path: Path, file: str, room: Room, *, columns: Sequence[str] = (), number: int = 0
) -> LabelFile:
    """Read every row; one that is refused never stops the rest.

    `columns` are those that the file may have, if not the kind's alone; `number` tells apart files of one kind.
    """
    columns = columns or kind.header
    try:
        if not path.is_file():
            raise OSError(None, "it is a folder, a pipe or a device")
        is_large = path.stat().st_size >= LARGE
        crowd = _crowd(kind, path, file, room, columns, number) if is_large else None
        if is_large and not crowd and (line := _overlong_line(path)):
            reason = f"The line is longer than {LONGEST_LINE:,} bytes, which no row is: the file is not read."
            reject = Reject(file, line, None, reason, "the file as it was made, with its line ends", "")
            return LabelFile(kind, file, "", (), (), (reject,), is_readable=False)
        content = b"" if crowd else path.read_bytes()
    except OSError as error:
        reject = Reject(file, 1, None, f"The file cannot be opened: {error.strerror}.", "a file that you may read", "")
        return LabelFile(kind, file, "", (), (), (reject,), is_readable=False)
    if crowd:
        rows, refused, rejects = judged(kind, file, crowd.doubtful(), crowd.refusals)
        version = _version(crowd, rows)
        return LabelFile(kind, file, version, rows, refused, rejects, crowd=crowd, row_count=crowd.row_count)
    table = read_csv(content, columns, *_wanted(kind))
    rows, refused, rejects = judged(kind, file, table.records, table.refusals)
    return LabelFile(
        kind,
        file,
        version_of(kind, rows),
        rows,
        refused,
        rejects,
        is_readable=table.is_readable,
        row_count=table.row_count,
        header_line=table.header_line,
    )


def _overlong_line(path: Path) -> int | None:
    """Return the number of the first line that is too long to be read into memory."""
    number, length = 1, 0
    with path.open("rb") as stream:
        while block := stream.read(1 << 20):
            first, *others = re.split(rb"\r\n|\r|\n", block)
            length += len(first)
            if length > LONGEST_LINE:
                return number
            if others:
                number, length = number + len(others), len(others[-1])
    return None


def judged_file(kind: LabelKind, file: str, records: Sequence[CsvRecord], refusals: Sequence[CsvRefusal]) -> LabelFile:
    """Return a file whose records, which have no header, were taken apart already."""
    rows, refused, rejects = judged(kind, file, records, refusals)
    row_count = len(records) + len(refusals)
    version = version_of(kind, rows)
    return LabelFile(kind, file, version, rows, refused, rejects, row_count=row_count, header_line=0)


def version_of(kind: LabelKind, rows: Iterable[Row]) -> str:
    """Return a hash of what rows say, and where: files that agree in it are one version."""
    meaning = repr((kind.columns, [(row.line, kind.spread(row.record)) for row in rows]))
    return hashlib.sha256(meaning.encode()).hexdigest()


def _wanted(kind: LabelKind) -> tuple[list[str], list[str]]:
    """Return the columns that a file must have, and those that it may lack."""
    required = [field.name for field in kind.fields if field.is_required]
    is_record = isinstance(kind, RecordKind)  # each release of a source has a few columns more or less
    return required, [field.name for field in kind.fields if field.may_be_absent or is_record]


def _crowd(kind: LabelKind, path: Path, file: str, room: Room, columns: Sequence[str], number: int) -> Crowd | None:
    """Hold a large file's rows in DuckDB; None where rows must be read one by one."""
    from wh.csvblocks import copy_csv  # brings numpy, which only a large file needs

    if any(field.refers_to and field.form == "value" for field in kind.fields):
        return None  # ids that are values are compared as such
    copy = copy_csv(path, room.folder / f"{kind.table}_{number}.csv", columns, *_wanted(kind))
    if copy is None:
        return None
    try:
        crowd = Crowd(room.con, kind, file, copy, number)
    except duckdb.InvalidInputException:  # DuckDB's own reader finds a record that it cannot cut
        return None
    return crowd if crowd.is_whole else None


def _version(crowd: Crowd, rows: Iterable[Row]) -> str:
    """Return a hash of what a large file holds: its text, what was read from it, and which odd rows are good."""
    odd = [(row.line, crowd.kind.spread(row.record)) for row in rows]
    return hashlib.sha256(repr((crowd.sha256, odd)).encode()).hexdigest()


def judged(
    kind: LabelKind, file: str, records: Iterable[CsvRecord], refusals: Iterable[CsvRefusal]
) -> tuple[tuple[Row, ...], tuple[RefusedRow, ...], tuple[Reject, ...]]:
    """Read records of a file; return the rows that are good, those that are not, and why not, by line."""
    key = kind.key[0] if kind.key else ""
    rejects = [
        Reject(file, each.line, each.column, each.reason, each.hint, each.text, each.cells.get(key))
        for each in refusals
    ]
    rows, refused = [], []
    for record in records:
        value, wrong = read_record(kind, record.cells)
        rejects += [
            Reject(file, record.line, each.column, each.reason, each.hint, record.text, record.cells.get(key))
            for each in wrong
        ]
        if wrong:
            refused.append(RefusedRow(record.line, record.cells))
        else:
            rows.append(Row(record.line, value, record.text))
    rows, twice = _without_duplicates(kind, file, rows)
    rejects += twice
    return tuple(rows), tuple(refused), tuple(sorted(rejects, key=lambda each: each.line))


def _without_duplicates(kind: LabelKind, file: str, rows: Iterable[Row]) -> tuple[list[Row], list[Reject]]:
    """Keep the first row of each key; the second names the first one's place."""
    first: dict[tuple[object, ...], Row] = {}
    kept: list[Row] = []
    rejects: list[Reject] = []
    for row in rows:
        key = tuple(_as_printed(getattr(row.record, name)) for name in kind.key or kind.header)
        if key in first:
            at = f"{file}:{first[key].line}"
            reason = f"The {name_key(kind, key)} is already at {at}." if kind.key else f"The row is already at {at}."
            hint = _way_out_of_twins(kind, first[key].record, row.record)
            column, own = (kind.key[-1], str(key[0])) if kind.key else (None, None)
            rejects.append(Reject(file, row.line, column, reason, hint, row.text, own))
        else:
            first[key] = row
            kept.append(row)
    return kept, rejects


def _way_out_of_twins(kind: LabelKind, first: object, second: object) -> str:
    labellers = {getattr(each, "labelled_by", None) for each in (first, second)}
    if len(labellers) == 2:
        return "an id of its own for each labeller's row: what they differ in is then listed for a decision"
    if hasattr(second, "decided_on"):
        return "one decision: deleting the one that no longer holds"
    return "another id, or deleting the row" if len(kind.key) == 1 else "deleting one of the two rows"


def name_key(kind: LabelKind, key: tuple[object, ...]) -> str:
    """Name a row by its key, as in "fact `f1`" or "`name_a` `X` with `name_b` `Y`"."""
    names = [column.removesuffix("_id") for column in kind.key]
    told = zip([f"`{name}`" if "_" in name else name for name in names], key, strict=True)
    return " with ".join(f"{word} `{value}`" for word, value in told if value is not None)


def _as_printed(value: object) -> object:
    return getattr(value, "text", value)
