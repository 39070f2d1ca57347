"""Take many plain texts from a folder at once, each described by a row of a large manifest.

Refuses nothing: a file that is more than a plain text with a row of its own is given back, to be read by itself.
"""

import hashlib
import os
import unicodedata
from collections.abc import Iterator, Sequence
from pathlib import Path

from wh.arrivals import ARRAYS, FOUND_COLUMNS, MOST_AT_ONCE, Arrivals, Source
from wh.article_columns import arrays_of
from wh.descriptions import Manifest
from wh.formats import BLOCK
from wh.kinds import Kinds
from wh.stored_texts import as_stored

_ROWS = "temp.manifest_rows"


def endings_of_plain_texts(kinds: Kinds) -> tuple[str, ...]:
    """Return the endings of files that are plain texts, but those that some longer ending has too."""
    plain = [suffix for suffix, formats in kinds.formats.items() if len(formats) == 1 and formats[0].is_plain]
    return tuple(each for each in plain if not any(o != each and o.endswith(each) for o in kinds.formats))


def is_plain(name: str, endings: tuple[str, ...]) -> bool:
    """Whether a file of this name is a plain text, and can be shown as it is."""
    if not name.lower().endswith(endings) or not name.isprintable():
        return False
    return name.isascii() or unicodedata.is_normalized("NFC", name)


class PlainFiles:
    """The plain texts of a folder, and the rows that describe them in a table of DuckDB."""

    def __init__(self, folder: Path, shown_folder: str, manifest: Manifest, arrivals: Arrivals) -> None:
        assert manifest.crowd is not None
        self._before = f"{folder}{os.sep}"  # a Path for each file would take as long as to open it
        self._folder = shown_folder
        self._manifest = manifest
        self._arrivals = arrivals
        self._arrivals.drop_table(_ROWS)
        manifest.crowd.write(_ROWS)

    def take(self, names: Sequence[str]) -> Iterator[tuple[str, bool]]:
        """Yield each file, some at a time, and whether it has arrived."""
        first = 0
        while first < len(names):
            texts, size = list[str | None](), 0
            for name in names[first : first + MOST_AT_ONCE]:
                texts.append(self._text(name))
                size += len(texts[-1] or "")
                if size > BLOCK:
                    break
            some = names[first : first + len(texts)]
            doubtful = set(self._arrive(some, texts))
            yield from ((name, place not in doubtful) for place, name in enumerate(some))
            first += len(some)

    def _text(self, name: str) -> str | None:
        """Return a file's text, or None where it has to be looked at."""
        awake = self._manifest
        if (awake.rows or awake.refused) and (name in awake.rows or name in awake.refused):
            return None
        try:
            handle = os.open(self._before + name, _READ)
            try:
                size = os.fstat(handle).st_size
                content = os.read(handle, size + 1) if 0 < size < BLOCK else b""
            finally:
                os.close(handle)
            text = content.decode()
        except (OSError, UnicodeDecodeError):
            return None
        if len(content) != size or not text or text.isspace() or text[0] == "\ufeff" or "\0" in text:
            return None
        return as_stored(text)

    def _arrive(self, names: Sequence[str], texts: Sequence[str | None]) -> list[int]:
        first = self._arrivals.next_turn
        columns = {
            "name": names,
            "text": texts,
            "content_sha256": [text and hashlib.sha256(text.encode()).hexdigest() for text in texts],
        }
        described = ", ".join(f'row."{c.name}"' for c in self._arrivals.kind.columns if c.name != "file")
        told = {"encoding": "'utf-8'"}
        found = ", ".join(f"{told.get(column.name, 'null')} as {column.name}" for column in FOUND_COLUMNS)
        folder, manifest = (text.replace("'", "''") for text in (self._folder, self._manifest.file))
        query = f"""(
            select
                turn, text, {described}, {found}, content_sha256, null as address, false as has_item,
                '{manifest}' as described_file, row.line as described_line, '{folder}/' || name as file, 1 as line,
                null::integer as record_number,
                row.file is null or content_sha256 is null as is_doubtful
            from {ARRAYS} as arrays left join {_ROWS} as row on row.file = name
        )"""
        arrays = arrays_of(first, columns)
        source = Source(query, may_repeat=False, walked=f"select '{folder}/' || name from {ARRAYS}", comes_again=True)
        return [turn - first for turn in self._arrivals.take_columns(arrays, source, len(names))]


_READ = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)  # a pipe is not waited for
