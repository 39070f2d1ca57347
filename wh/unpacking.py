"""Read one file of articles piece by piece, and the files within it, each by the format of its name.

What a format cannot use becomes a reject, and what comes after it is read all the same. Files within files are opened
three deep; what an archive may swell to is its own loader's bound. Every file says how many records were seen in it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from wh.errors import InputError, closest
from wh.formats import Among, ArticleFile, ArticleFormat, Counted, Found, Inside, Later, Piece, Records, Rows, Unusable
from wh.kinds import Kinds, loader_fault
from wh.markup import first_element
from wh.places import Spot
from wh.results import RAW_BYTES_KEPT, Place, Reject

DEEPEST = 3
"""How many files deep: a page in an archive of the web in a ZIP is the third."""

RECORD_SHOWN = 2000
"""How many characters of a refused record are kept."""


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A text found in a file, and where; `name` is what a manifest calls the file."""

    spot: Spot
    name: str
    found: Found


@dataclass(frozen=True, slots=True)
class UnpackedRecords:
    """Many texts of a file beside each other, and what gives one of them by its place among them."""

    file: str
    name: str
    records: Records
    read: Callable[[int], "Unpacked | Reject"]


@dataclass(frozen=True, slots=True)
class UnpackedRows:
    """Many texts of a file as a query, and what gives some of them by their numbers."""

    file: str
    name: str
    rows: Rows
    read: Callable[[Sequence[int]], "Iterator[Unpacked | Reject]"]


@dataclass(frozen=True, slots=True)
class Seen:
    """How many records a file has, as whoever cut it into records counted them; `passed` are those that are no article.

    A file within another one that has a way of its own is passed there, and counted under that way. `refused` are those
    beyond one a reject.
    """

    file: str
    records: int
    passed: int
    refused: int = 0


@dataclass(frozen=True, slots=True)
class Awaited:
    """A text that is still to be computed, and where it will be; `file` is its file as the project sees it."""

    spot: Spot
    name: str
    later: Later
    file: str

    def settled(self, compute: Callable[[], Any]) -> Unpacked | Reject:
        """Return the text of what was computed, or why there is none."""
        try:
            return Unpacked(self.spot, self.name, self.later.found(compute()))
        except InputError as error:
            return self.spot.reject(error.message, error.way_out)
        except Exception as error:
            raise loader_fault(error, self.file) from error


FromFile = Unpacked | UnpackedRecords | UnpackedRows | Awaited | Reject | Seen
"""What is found in a file, or why a part of it gives nothing; at the end, how much that was."""


def unpack(outer: ArticleFile, file: str, kinds: Kinds) -> Iterator[FromFile]:
    """Yield each text of the file, and why a part of it gives none; `file` is the file as the project sees it."""
    yield from _unpack(outer, file, kinds, None, DEEPEST)


def format_for(file: ArticleFile, kinds: Kinds) -> ArticleFormat:
    """Return the format that reads the file: by the longest ending of its name, and its first element."""
    lowered = file.name.lower()
    endings = [suffix for suffix in kinds.formats if lowered.endswith(suffix)]
    if not endings:
        suffix = PurePosixPath(file.name).suffix or PurePosixPath(file.name).name
        known = sorted(kinds.formats)
        raise InputError(
            f"No loader reads files that end in `{suffix}`.",
            at="line 1",
            way_out=f"one of {', '.join(known)}, or a loader of your own",
        )
    formats = kinds.formats[max(endings, key=len)]
    return formats[0] if not formats[0].roots else _by_root(file, formats)


@dataclass(frozen=True, slots=True)
class _Record:
    """The record that a file is within another one; `line` is None where it has a way of its own."""

    line: int | None
    among: Among | None


def _unpack(file: ArticleFile, shown: str, kinds: Kinds, record: _Record | None, deeper: int) -> Iterator[FromFile]:
    """Yield what is in a file, and how much that was."""
    pieces = _pieces(file, kinds)
    seen = passed = refused = 0
    counted: Counted | None = None
    is_many = False
    while True:
        fault: Unusable | None = None
        try:
            piece = next(pieces, None)
        except InputError as error:
            if not (error.at or "line 1").startswith("line "):
                raise
            fault = Unusable(int((error.at or "line 1").removeprefix("line ")), error.message, error.way_out)
        except OSError as error:
            reason = f"The file cannot be opened: {error.strerror or error}."
            fault = Unusable(1, reason, "a file that you may read")
        except Exception as error:
            raise loader_fault(error, shown) from error
        if fault is not None:  # it ends what is read of the file
            seen += 1
            counted = None  # how many are behind it nobody knows
            among = Among(seen, content=_head(file)) if is_many else None
            yield _reject(replace(fault, among=among), file, shown, record)
            break
        if piece is None:
            break
        if isinstance(piece, Counted):
            counted = piece
            continue
        if isinstance(piece, Records):
            seen, is_many = seen + len(piece.lines), True
            yield from _records(piece, file, shown, record)
            continue
        if isinstance(piece, Rows):
            seen, is_many = seen + piece.count, True
            yield from _rows(piece, file, shown, record)
            continue
        seen += 1
        if isinstance(piece, Later):
            spot = _spot(Found(""), file, shown, record)
            head = partial(bytes, piece.head)  # the file itself may be gone when it is asked for
            yield Awaited(replace(spot, read_bytes=head), file.name, piece, shown)
            continue
        is_many = is_many or piece.among is not None
        if isinstance(piece, Unusable):
            seen, refused = seen + piece.records - 1, refused + piece.records - 1
        if isinstance(piece, Found | Unusable):
            yield _single(piece, file, shown, record)
        else:
            is_record = piece.line is not None or (record is not None and record.line is not None)
            passed += not is_record
            yield from _inside(piece, file, shown, kinds, record, deeper)
    records = counted.records if counted else max(seen, 1)  # a file of which nothing is told is lost
    is_counted_outside = record is not None and record.line is not None
    yield Seen(shown, records - is_counted_outside, passed + (counted.passed if counted else 0), refused)


def _single(piece: Found | Unusable, file: ArticleFile, shown: str, record: _Record | None) -> Unpacked | Reject:
    """Return what a piece is, or why it is nothing."""
    if isinstance(piece, Found):
        return Unpacked(_spot(piece, file, shown, record), file.name, piece)
    return _reject(piece, file, shown, record)


def _records(piece: Records, file: ArticleFile, shown: str, record: _Record | None) -> Iterator[FromFile]:
    def read(place: int) -> Unpacked | Reject:
        return _single(piece.read(place), file, shown, record)

    if record is None or record.line is None:
        yield UnpackedRecords(shown, file.name, piece, read)
        return
    for place in range(len(piece.lines)):
        yield read(place)


def _rows(piece: Rows, file: ArticleFile, shown: str, record: _Record | None) -> Iterator[FromFile]:
    def read(numbers: Sequence[int]) -> Iterator[Unpacked | Reject]:
        return (_single(each, file, shown, record) for each in piece.read(numbers))

    if record is None or record.line is None:
        yield UnpackedRows(shown, file.name, piece, read)
    else:
        yield from read(range(1, piece.count + 1))


def _spot(piece: Found | Unusable, file: ArticleFile, shown: str, record: _Record | None) -> Spot:
    """Return where a piece is: at its record, where the file is one of another file, and with its own number."""
    outer = record.among if record else None
    number = piece.among.number if piece.among else outer.number if outer else None
    if record is not None and record.line is not None:
        line, offset = record.line, outer.offset if outer else None
    else:
        line, offset = piece.line, piece.among.offset if piece.among else None
    among = piece.among
    return Spot(Place(shown, line, number), offset, (lambda: among.raw_bytes) if among else _head(file))


def _reject(piece: Unusable, file: ArticleFile, shown: str, record: _Record | None) -> Reject:
    spot = _spot(piece, file, shown, record)
    return spot.reject(piece.reason, piece.hint, column=piece.column, record=piece.record[:RECORD_SHOWN])


def _head(file: ArticleFile) -> Callable[[], bytes]:
    """Return what reads the first bytes of a file; of one that cannot be opened there are none."""

    def read() -> bytes:
        try:
            with file.open() as stream:
                return stream.read(RAW_BYTES_KEPT)
        except OSError:
            return b""

    return read


def _pieces(file: ArticleFile, kinds: Kinds) -> Iterator[Piece]:
    format_ = format_for(file, kinds)
    bounded = replace(file, at_most=format_.at_most)
    for piece in format_.read(bounded if format_.takes_file else bounded.read()):
        if not isinstance(piece, Piece):
            raise TypeError(f"`{format_.read.__name__}` yields {piece!r}, which is no `Found`")
        yield piece


def _inside(
    piece: Inside, outer: ArticleFile, shown: str, kinds: Kinds, record: _Record | None, deeper: int
) -> Iterator[FromFile]:
    """Open a file within a file; one that is a record of it is where the record is, any other has a way of its own."""
    line = record.line if record and record.line is not None else piece.line
    among = record.among if record and record.line is not None else piece.among
    within = f"{shown}/{piece.file.name}" if line is None else shown
    name = f"{outer.name}/{piece.file.name}" if line is None else piece.file.name
    if deeper == 1:
        reason = f"It is a file within {DEEPEST} files, and no article lies so deep."
        deepest = Unusable(line or 1, reason, "taking it out of the outer ones")
        yield _reject(deepest, piece.file, within, _Record(line, among))
        yield Seen(within, int(line is None), 0)
        return
    yield from _unpack(
        replace(piece.file, name=name, breaks_off=outer.breaks_off), within, kinds, _Record(line, among), deeper - 1
    )


def _by_root(file: ArticleFile, formats: Sequence[ArticleFormat]) -> ArticleFormat:
    """Return the format that reads what the first element of an XML file begins."""
    with file.open() as stream:
        root = first_element(stream.read(_LOOKED_AT))
    for each in formats:
        if root in each.roots:
            return each
    known = sorted({root for each in formats for root in each.roots})
    near = closest(root, known)
    raise InputError(
        f"Its first element is `<{root}>`, which no loader reads.",
        at="line 1",
        way_out=f"`<{near}>`, the closest name" if near else "one of " + ", ".join(f"`<{each}>`" for each in known),
    )


_LOOKED_AT = 65_536
