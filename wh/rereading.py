"""Read again, from where they stand, the bytes of records that were refused once all files were closed.

A file that has changed or gone in the meantime gives none.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import BinaryIO

from wh.article_settings import StatedOfFiles, stated_of
from wh.errors import InputError
from wh.formats import ArticleFile, BreaksOffError
from wh.kinds import Kinds
from wh.places import Spot
from wh.results import RAW_BYTES_KEPT, Place, Reject
from wh.unpacking import Awaited, FromFile, Unpacked, UnpackedRecords, UnpackedRows, unpack

_BLOCK = 1 << 20
_LINE_END = re.compile(rb"\r\n|\r|\n")


def with_bytes_of_rows(rejects: list[Reject], path: Path) -> list[Reject]:
    """Return the rejects of a label file with the bytes of their rows and where these begin."""
    wanted = {line for each in rejects for line in (each.line, _line_after(each))}
    try:
        with path.open("rb") as stream:
            offsets = _offsets(stream, wanted)
            return [_with_row(each, stream, offsets) for each in rejects]
    except OSError:
        return rejects


def with_bytes_as_shown(rejects: list[Reject], path: Path) -> list[Reject]:
    """Return the rejects of a file that has no lines: the record as it is shown, or the beginning of the file."""
    try:
        with path.open("rb") as stream:
            head = stream.read(RAW_BYTES_KEPT) if path.is_file() else b""
    except OSError:
        head = b""
    return [
        replace(each, raw_bytes=each.record.encode(errors="replace")[:RAW_BYTES_KEPT] or head or None)
        for each in rejects
    ]


def _line_after(reject: Reject) -> int:
    return reject.line + reject.record.count("\n") + 1


def _with_row(reject: Reject, stream: BinaryIO, offsets: dict[int, int]) -> Reject:
    begin, end = offsets.get(reject.line), offsets.get(_line_after(reject))
    if begin is None:
        return reject
    stream.seek(begin)
    length = RAW_BYTES_KEPT if end is None else min(RAW_BYTES_KEPT, end - begin)
    return replace(reject, byte_offset=begin, raw_bytes=stream.read(length).rstrip(b"\r\n") or None)


def _offsets(stream: BinaryIO, wanted: Iterable[int]) -> dict[int, int]:
    """Return where the wanted lines begin, of those that are there."""
    lines = sorted(wanted, reverse=True)
    found: dict[int, int] = {}
    line, offset = 1, 0
    while lines and lines[-1] <= 1:
        found[lines.pop()] = 0
    while lines and (block := stream.read(_BLOCK)):
        if block.endswith(b"\r"):
            block += stream.read(1)  # a line end that is two bytes is not cut in two
        ends = block.count(b"\n") + block.count(b"\r") - block.count(b"\r\n")
        if line + ends >= lines[-1]:
            for at, begin in enumerate(_begins(block), line + 1):
                while lines and lines[-1] == at:
                    found[lines.pop()] = offset + begin
        line, offset = line + ends, offset + len(block)
    return found


def _begins(block: bytes) -> Iterator[int]:
    """Yield where the lines behind the first begin."""
    if block.count(b"\r") > block.count(b"\r\n"):
        return (match.end() for match in _LINE_END.finditer(block))
    lengths = map(len, block.split(b"\n")[:-1])
    return accumulate(length + 1 for length in lengths)


def with_bytes_of_articles(
    rejects: list[Reject], path: Path, file: str, kinds: Kinds, stated: Sequence[StatedOfFiles]
) -> list[Reject]:
    """Return the rejects of an article file, and of the files within it, with the bytes of their records."""
    wanted = {_key(each.place) for each in rejects}
    found: dict[Place, tuple[int | None, bytes | None]] = {}
    of_file = stated_of(path.name, stated)
    outer = ArticleFile(path.name, lambda: path.open("rb"), 0, of_file.encoding, columns=of_file.columns, path=path)
    for each_outer in (outer, replace(outer, breaks_off=True)):
        try:
            for piece in unpack(each_outer, file, kinds):
                for each in _among(piece, {place.number for place in wanted}):
                    if (key := _key(each.place)) in wanted:
                        found.setdefault(key, (each.offset, each.read_bytes()))
            break
        except InputError:
            return rejects
        except BreaksOffError:
            continue
    return [
        replace(each, byte_offset=found[key][0], raw_bytes=found[key][1])
        if (key := _key(each.place)) in found
        else each
        for each in rejects
    ]


def _among(piece: FromFile, numbers: Set[int | None]) -> Iterator[Spot]:
    """Yield where the texts of a piece are that may be wanted: of many at once, those with one of some numbers."""
    if isinstance(piece, Unpacked | Awaited):  # what a text is need not be computed again
        yield piece.spot
    elif isinstance(piece, UnpackedRecords):
        for place, number in enumerate(piece.records.lines):
            if number in numbers and isinstance(text := piece.read(place), Unpacked):
                yield text.spot
    elif isinstance(piece, UnpackedRows):
        asked = piece.read(sorted(number for number in numbers if number is not None))
        yield from (text.spot for text in asked if isinstance(text, Unpacked))


def _key(place: Place) -> Place:
    """Return what tells a record: a file that is one article has lines, and is one all the same."""
    return place if place.number is not None else place._replace(line=1)
