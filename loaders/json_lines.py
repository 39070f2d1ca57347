"""A .jsonl file: one article a line, as a JSON object whose keys are ours, or those that [tool.wh.articles] names.

A line is refused by itself: one that is no JSON, one without a text, and one of more than 16 MB.
"""

import gzip
import json
import zlib
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wh import formats
from wh.errors import InputError
from wh.kinds import Among, ArticleFile, Counted, Found, Piece, Unusable, articles
from wh.reading import decode
from wh.row_formats import OURS, read_row, side_by_side

LONGEST_LINE = 16_000_000


@articles(".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz")
def json_lines(file: ArticleFile) -> Iterator[Piece]:
    """Yield each line's article; of a large file, those of many lines at once."""
    columns = {**{name: name for name in OURS}, **file.columns}
    with file.open() as stream:
        lines = gzip.GzipFile(fileobj=stream) if file.name.lower().endswith(".gz") else stream
        number, count, size, is_large = 0, 0, 0, False
        held: list[_Line] = []
        fault = None
        try:
            for number, (offset, line) in enumerate(_lines(lines), 1):
                if number == 1 and line.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
                    decode(line)  # says that it is UTF-16, once for all lines
                count += bool(line.strip())
                if len(line) > LONGEST_LINE:
                    reason = f"The line is longer than {LONGEST_LINE:,} bytes."
                    yield Unusable(number, reason, "an article a line", among=Among(number, offset, line))
                elif line.strip():
                    held.append((number, offset, line))
                    size += len(line)
                if size >= formats.BLOCK:
                    yield from _read_block(held, columns)
                    held, size, is_large = [], 0, True
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            reason = f"The gzip is cut off or broken here: {error}."
            among_others = Among(number + 1) if number else None
            fault = Unusable(number + 1, reason, "the whole file", among=among_others)
        if is_large or size >= formats.BULK:
            yield from _read_block(held, columns)
        else:
            yield from (_read_line(line, columns) for line in held)
        if fault:
            yield fault
            count += 1
    yield Counted(count)
    if count == 0:
        raise InputError("The file is empty.", at="line 1", way_out="an article a line")


_Line = tuple[int, int, bytes]
"""A line's number, where it begins, in bytes, and its bytes."""


def _lines(stream: Any) -> Iterator[tuple[int, bytes]]:
    """Yield each line and where it begins, in bytes; of one that is too long only so much that this is seen."""
    offset = 0
    while line := stream.readline(LONGEST_LINE + 1):
        length = len(line)
        part = line
        while length > LONGEST_LINE and part and not part.endswith(b"\n"):
            part = stream.readline(LONGEST_LINE)
            length += len(part)
        yield offset, line
        offset += length


def _read_block(held: list[_Line], columns: Mapping[str, str]) -> Iterator[Piece]:
    """Yield the articles of some lines; one that may be no plain object, or hold half a character, by itself."""
    rows, plain = [], []
    for place, line in enumerate(held):
        row = _plain_object(line[2])
        if row is None:
            yield _read_line(line, columns)
        else:
            rows.append(row)
            plain.append(place)

    def read(place: int) -> Found | Unusable:
        return _read_line(held[plain[place]], columns)

    if rows:
        yield from side_by_side(rows, [held[place][0] for place in plain], columns, read)


def _plain_object(line: bytes) -> dict[str, Any] | None:
    """Return the object of a line, or None where it has to be looked at."""
    try:
        row = json.loads(line.decode())
        if b"\\" in line and b"\\u" in line:  # one byte is found in a tenth of the time
            if b"\\u0000" in line:
                return None
            if b"\\ud" in line or b"\\uD" in line:  # a half of a pair, and most often the other half is there
                json.dumps(row, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return row if type(row) is dict else None


def _read_line(held: _Line, columns: Mapping[str, str]) -> Found | Unusable:
    number, offset, line = held
    return replace(_article_of(line, number, columns), among=Among(number, offset, line))


def _article_of(line: bytes, number: int, columns: Mapping[str, str]) -> Found | Unusable:
    shown = line[:2000].decode("utf-8", "backslashreplace").rstrip("\n")
    try:
        row = json.loads(decode(line))
    except InputError as error:
        return Unusable(number, error.message.replace("of line 1 ", ""), error.way_out, record=shown)
    except json.JSONDecodeError as error:
        reason = f"The line is no JSON: {error.msg} at character {error.pos + 1}."
        return Unusable(number, reason, "an object `{…}` that ends on its line", record=shown)
    except ValueError as error:  # a number of more digits than Python reads
        return Unusable(number, f"The line is no JSON: {error}.", "its numbers as texts", record=shown)
    except RecursionError:
        return Unusable(number, "The line is nested too deep.", "an object of texts", record=shown)
    if not isinstance(row, dict):
        return Unusable(number, "The line is no object.", '`{"text": …}`', record=shown)
    return read_row(row, number, columns, shown)
