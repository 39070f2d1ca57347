"""How lines reach a person: colour only on a terminal that wants it (NO_COLOR), tables, JSON on demand, progress."""

import json
import math
import os
import re
import shutil
import sys
import textwrap
import time
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from types import TracebackType
from typing import Self, TextIO

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_COLOURS = {"red": "31", "yellow": "33", "green": "32", "bold": "1", "dim": "2"}


class Progress:
    """One line that is rewritten, and gone at the end, on a terminal; elsewhere a plain line for each stage."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._is_live = stream.isatty() and os.environ.get("TERM") != "dumb"
        self._began: float | None = None
        self._shown = 0.0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._is_live:
            self._stream.write("\r\x1b[2K")
            self._stream.flush()

    def __call__(self, doing: str, number: int = 0, total: int = 0) -> None:
        """Show that `doing` begins; models are counted on a terminal and summed up elsewhere."""
        if self._is_live:
            place = f"[{number}/{total}] " if total else ""
            self._stream.write(f"\r\x1b[2K{place}{doing} …")
        elif not total:
            self._stream.write(f"{doing}\n")
        elif number == 1:
            self._stream.write(f"building {count(total, 'model')}\n")
        self._stream.flush()

    def pace(self, done: int, total: int) -> None:
        """Show on a terminal how many bytes are loaded, how fast, and how long it may still take.

        What is over in two seconds needs no such line.
        """
        if not self._is_live:
            return
        now = time.monotonic()
        self._began = now if self._began is None else self._began
        if now - self._began < _SOON_OVER or now - self._shown < _EYE_BLINK:
            return
        self._shown = now
        self._stream.write(f"\r\x1b[2K{pace_in_words(done, total, now - self._began)}")
        self._stream.flush()


_SOON_OVER, _EYE_BLINK = 2.0, 0.2  # seconds


def pace_in_words(done: int, total: int, seconds: float) -> str:
    """Return how many of so many bytes are loaded after some seconds, how fast that was, and what is left."""
    bar = "█" * (20 * done // max(total, 1))
    rate = done / seconds
    left = "" if not rate else f", {_span((total - done) / rate)} left"
    return f"loading {bar:░<20} {done / 1e6:,.0f} of {total / 1e6:,.0f} MB, {rate / 1e6:,.1f} MB/s{left}"


def _span(seconds: float) -> str:
    minutes, seconds = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {seconds} s" if minutes else f"{seconds} s"


def print_table(columns: Sequence[str], rows: Sequence[Sequence[str]], right: set[int]) -> None:
    """Print rows under their columns' names; `right` are the columns set to the right.

    On a terminal the widest columns are cut with an ellipsis until a row fits; elsewhere nothing is cut.
    """
    width = [max([len(name), *(len(row[i]) for row in rows)]) for i, name in enumerate(columns)]
    if sys.stdout.isatty():
        _narrow(width, shutil.get_terminal_size().columns)
    for line in [columns, ["-" * w for w in width], *rows]:
        cells = [_fit(cell, w, to_right=i in right) for i, (cell, w) in enumerate(zip(line, width, strict=True))]
        print("  ".join(cells).rstrip())


def _narrow(width: list[int], room: int) -> None:
    while sum(width) + 2 * (len(width) - 1) > room and max(width) > 12:
        width[width.index(max(width))] -= 1


def _fit(cell: str, width: int, *, to_right: bool) -> str:
    if len(cell) > width:
        cell = cell[: width - 1] + "…"
    return cell.rjust(width) if to_right else cell.ljust(width)


def numeric(rows: Sequence[Sequence[object]]) -> set[int]:
    """Return which columns hold numbers alone."""
    if not rows:
        return set()
    return {
        i
        for i in range(len(rows[0]))
        if all(row[i] is None or type(row[i]) in (int, float, Decimal) for row in rows)
        and any(row[i] is not None for row in rows)
    }


def cell(value: object, *, for_csv: bool = False) -> str:
    """Return one value as it is shown in a cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, list | dict):
        return json.dumps(_with_json_keys(value), ensure_ascii=False, default=_json_value)
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    # a control character would move the cursor of whoever looks at it
    return str(value) if for_csv else _CONTROL.sub(lambda one: one[0].encode("unicode_escape").decode(), str(value))


def print_json(value: object) -> None:
    """Print a value as JSON."""
    print(json.dumps(_with_json_keys(_without_nan(value)), ensure_ascii=False, indent=2, default=_json_value))


def _without_nan(value: object) -> object:
    """Return the value with null for what JSON has no number for."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _without_nan(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nan(inner) for inner in value]
    return value


def _with_json_keys(value: object) -> object:
    """Return the value with text for the keys that JSON has none of: those of a map may be days."""
    if isinstance(value, dict):
        return {
            key if isinstance(key, str | int | float | None) else str(key): _with_json_keys(inner)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [_with_json_keys(inner) for inner in value]
    return value


def _json_value(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value)


def count(number: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun in the right form."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def paint(text: str, colour: str, stream: TextIO | None = None) -> str:
    """Return the text in a colour, where the stream is a terminal that wants it."""
    stream = stream or sys.stdout
    if os.environ.get("NO_COLOR") or not stream.isatty():
        return text
    return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m"


def print_wrapped(text: str, lead: str, rest: str) -> None:
    """Print a paragraph at most 112 characters wide, its first line after `lead`, the others after `rest`."""
    print(textwrap.fill(text, 112, initial_indent=lead, subsequent_indent=rest, break_on_hyphens=False))
