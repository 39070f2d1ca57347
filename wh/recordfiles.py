"""Find the files of structured sources in data/records/, know each by what is in it, and read it as its kind.

A file's name says nothing; its header, or its format's own reader, does. A file that no kind knows is refused by name.
The events that records are of can be referred to, as those of events.csv.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import duckdb

from wh.articles import NOT_ARTICLES
from wh.csvfile import CsvRecord, CsvRefusal
from wh.errors import InputError, closest
from wh.kinds import Kinds, LabelKind, RecordKind, Row
from wh.labelfiles import LabelFile, Room, judged_file, read_label_file
from wh.results import Place, Reject
from wh.rowsets import RowSet

FOLDER = "records"
"""Where they are, in data/."""

_HEADER_WITHIN = 1 << 16
_AT_MOST = 256_000_000
"""How many bytes a file that is read in one piece may have: Google's feed of all reviews has half of that (2026-11)."""


@dataclass(frozen=True, slots=True)
class RecordFiles:
    """The files that are of some kind, and why the others are of none."""

    files: tuple[LabelFile, ...]
    rejects: tuple[Reject, ...]


def read_record_files(folder: Path, shown: str, kinds: Sequence[RecordKind], room: Room) -> RecordFiles:
    """Read every file in the folder and below it, in the order of their names; `shown` is what the folder is called."""
    files: list[LabelFile] = []
    rejects: list[Reject] = []
    for path in _files(folder):
        name = f"{shown}/{path.relative_to(folder).as_posix()}"
        try:
            found = _read(path, name, kinds, room, len(files))
        except OSError as error:
            found = Reject(
                name, 1, None, f"The file cannot be opened: {error.strerror}.", "a file that you may read", ""
            )
        if isinstance(found, Reject):
            rejects.append(found)
        else:
            files.append(found)
    return RecordFiles(tuple(files), tuple(rejects))


def events_of(con: duckdb.DuckDBPyConnection, kinds: Kinds, files: Iterable[LabelFile]) -> "list[RecordEvents]":
    """Return the events of the records in some files, if there are any, held in a temporary table of `con`."""
    kind = next((kind for kind in kinds.labels if kind.table == "events"), None)
    queries = [query for file in files if (query := _event_ids(con, file))]
    if kind is None or not queries:
        return []
    con.execute(f"create or replace temp table {_EVENTS} as {' union all '.join(queries)}")
    return [RecordEvents(con, kind)]


_EVENTS = "events_of_records"


def _event_ids(con: duckdb.DuckDBPyConnection, file: LabelFile) -> str | None:
    """Return the query for the event of each good row of a file: (id, file, line); None where it has none."""
    kind = file.kind
    if not isinstance(kind, RecordKind) or kind.event_id is None or not (file.known_rows or file.crowd):
        return None
    key = kind.key[0]
    table = f'"{_EVENTS} {file.file.replace(chr(34), "")}"'
    con.execute(
        f'create or replace temp table {table} as select unnest($1::varchar[]) as "{key}", unnest($2::int[]) as line',
        [[getattr(row.record, key) for row in file.known_rows], [row.line for row in file.known_rows]],
    )
    if file.crowd:  # no row of it is ever named, for none is refused: its first line stands for all
        con.execute(f'insert into {table} select "{key}", 1 from ({file.crowd.rows()})')
    shown = "'" + file.file.replace("'", "''") + "'"
    return f"select {kind.event_id} as id, {shown} as file, line from {table}"


class RecordEvents(RowSet):
    """The events of records: rows as of events.csv that nobody has to look at, since they are of good records."""

    def rows(self) -> str:
        """Return the query for the rows: the columns of events.csv, of which the id alone is known, and `row`."""
        names = ", ".join(f'{"id" if name == self.kind.key[0] else "null"} as "{name}"' for name in self.kind.header)
        return f"select {names}, rowid as row from {_EVENTS}"

    def stated(self, name: str) -> str | None:
        """Return the query for the ids by which they are referred to as events."""
        return f"select id, rowid as row from {_EVENTS}" if name == self.kind.table else None

    def places_of(self, name: str, ids: Sequence[str]) -> dict[str, Place]:
        """Return where the first record stands that is of each of some events."""
        if self.stated(name) is None or not ids:
            return {}
        found = self._ask(
            f"select id, min(file), arg_min(line, (file, line)) from {_EVENTS}"
            " where id in (select unnest($1::varchar[])) group by id",
            [list(ids)],
        )
        return {id_: Place(file, line) for id_, file, line in found}

    def record_of(self, name: str, id_: str) -> object | None:
        """Return nothing: what an event of a record is called and when it was, the models know."""
        return None

    def wake(self, rows: Iterable[int]) -> list[tuple[Place, Row]]:
        """Return nothing: they refer to nothing, and so none is ever refused."""
        return []

    def unplaced(self, name: str) -> str:
        """Return that no hour of theirs lacks its zone."""
        return "false"


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files; what is hidden, a README and a link to elsewhere are none."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        within = path.relative_to(folder).parts
        if any(part.startswith(".") for part in within) or path.name.lower() in NOT_ARTICLES:
            continue
        if path.is_file() and path.resolve().is_relative_to(folder.resolve()):
            yield path


def _read(path: Path, name: str, kinds: Sequence[RecordKind], room: Room, number: int) -> LabelFile | Reject:
    own = [kind for kind in kinds if path.name.lower().endswith(kind.suffixes)]
    header = _header(path) if any(kind.read is None for kind in own) else ()
    for kind in own:
        if kind.read is None and kind.required <= set(header):
            return read_label_file(kind, path, name, room, columns=_columns(kind, header), number=number)
    readers = [kind for kind in own if kind.read is not None]
    return _read_whole(path, name, readers) if readers else _unknown(name, path, kinds, header)


def _columns(kind: LabelKind, header: Sequence[str]) -> tuple[str, ...]:
    """Return the columns of a file, first those of its kind: what a new release adds is not read, and no fault."""
    return (*kind.header, *(name for name in dict.fromkeys(header) if name and name not in kind.header))


def _header(path: Path) -> tuple[str, ...]:
    """Return the names in the first line that is not blank, parted by what parts it most."""
    with path.open("rb") as stream:
        start = stream.read(_HEADER_WITHIN).decode("utf-8-sig", "replace")
    line = next((line for line in start.splitlines() if line.strip()), "")
    delimiter = max((",", ";", "\t"), key=line.count)
    return tuple(cell.strip() for cell in next(csv.reader(StringIO(line), delimiter=delimiter), []))


def _read_whole(path: Path, name: str, kinds: Sequence[RecordKind]) -> LabelFile | Reject:
    """Read a file by the first kind whose reader knows it."""
    if path.stat().st_size > _AT_MOST:
        reason = f"It is longer than {_AT_MOST:,} bytes."
        return Reject(name, 1, None, reason, "its records in several files", "")
    content = path.read_bytes()
    refused: InputError | None = None
    for kind in kinds:
        assert kind.read is not None
        try:
            found = list(kind.read(content))
        except InputError as error:
            refused = refused or error
            continue
        records = [each for each in found if isinstance(each, CsvRecord)]
        return judged_file(kind, name, records, [each for each in found if isinstance(each, CsvRefusal)])
    assert refused is not None
    line = int((refused.at or "line 1").removeprefix("line "))
    return Reject(name, line, None, refused.message, refused.way_out, "")


def _unknown(name: str, path: Path, kinds: Sequence[RecordKind], header: Sequence[str]) -> Reject:
    suffixes = sorted({suffix for kind in kinds for suffix in kind.suffixes})
    if not path.name.lower().endswith(tuple(suffixes)):
        known = ", ".join(f"`{suffix}`" for suffix in suffixes)
        return Reject(name, 1, None, f"No loader reads `{path.name}`.", f"a file that ends in {known}", "")
    nearest = max(
        (kind for kind in kinds if kind.read is None),
        key=lambda kind: (len(kind.required & set(header)), kind.table),
    )
    lacking = sorted(nearest.required - set(header))
    near = closest(lacking[0], header)
    return Reject(
        name,
        1,
        lacking[0],
        f"Its header is that of no source: of {nearest.table} it lacks {', '.join(f'`{each}`' for each in lacking)}.",
        f"renaming the column `{near}`" if near else "the file as it was published, or a loader of your own",
        ",".join(header)[:2000],
    )
