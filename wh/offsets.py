"""In which unit a tool counts: found by looking for the words of its spans at their offsets, never assumed.

Tools count UTF-16 units, code points or bytes, with line ends as one character or as two. Pure. Offsets that are given
back are code points of the text with line feeds, composed (NFC), as articles are stored.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from wh.anchoring import fold


@dataclass(frozen=True, slots=True)
class Span:
    """A span as its tool counts, with the words that it says are there; None is not said."""

    start: int
    end: int
    words: str | None


def stored(text: str) -> str:
    """Return a text as articles are stored: with line feeds, composed."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff"))


def resolve(text: str, spans: Sequence[Span], *, is_own: bool = False) -> list[tuple[int, int] | None]:
    """Return where each span lies in the stored text; None where its words are not there, or readings differ.

    Each reading of the offsets is tried on all spans; that which holds most words is taken. Readings that hold equally
    many agree on a span but for the white space around it, or it is None. A span without words holds where it begins
    and ends between words, and, in a text that is the tool's own, wherever it lies if there is but one reading.
    """
    readings = _readings(text, [edge for span in spans for edge in (span.start, span.end)])
    plain = stored(text)
    placed = [[_placed(reading, span, len(plain)) for span in spans] for reading in readings]
    held = [[_holds(plain, place, span) for place, span in zip(places, spans, strict=True)] for places in placed]
    best = max(map(sum, held), default=0)
    leading = [at for at, each in enumerate(held) if sum(each) == best]
    is_plain = is_own and len(readings) == 1
    result: list[tuple[int, int] | None] = []
    for number, span in enumerate(spans):
        holding = [placed[at][number] for at in leading if held[at][number] or (is_plain and span.words is None)]
        places = {trimmed(plain, *place) for place in holding if place}
        result.append(holding[0] if len(places) == 1 else None)
    return result


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out the white space that a hand took along."""
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


_Reading = dict[int, int]
"""Offsets as a tool counts, and what they are in the stored text."""


def _readings(text: str, edges: Sequence[int]) -> list[_Reading]:
    """Return each way to read the offsets, without those that come to the same."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    found: list[_Reading] = []
    for printed in dict.fromkeys((text, lines, lines.replace("\n", "\r\n"))):
        for width in _WIDTHS if not printed.isascii() else _WIDTHS[:1]:
            reading = _reading(printed, width, set(edges))
            if reading not in found:
                found.append(reading)
    return found


_WIDTHS: tuple[Callable[[str], int], ...] = (
    lambda one: 1,
    lambda one: 2 if ord(one) > 0xFFFF else 1,
    lambda one: len(one.encode("utf-8", "surrogatepass")),
)


def _reading(printed: str, width: Callable[[str], int], edges: set[int]) -> _Reading:
    counted = accumulate(map(width, printed), initial=0)
    places = {offset: at for at, offset in enumerate(counted) if offset in edges}
    if unicodedata.is_normalized("NFC", printed):
        shift = printed.startswith("\ufeff")
        return {offset: max(at - shift, 0) - printed.count("\r\n", 0, at) for offset, at in places.items()}
    return {offset: len(stored(printed[:at])) for offset, at in places.items()}


def _placed(reading: _Reading, span: Span, length: int) -> tuple[int, int] | None:
    start, end = reading.get(span.start), reading.get(span.end)
    return (start, end) if start is not None and end is not None and start < end <= length else None


def _holds(text: str, place: tuple[int, int] | None, span: Span) -> bool:
    if place is None:
        return False
    if span.words is not None:
        return fold(text[slice(*place)]) == fold(stored(span.words))
    return _ends_between_words(text, place[0]) and _ends_between_words(text, place[1])


def _ends_between_words(text: str, edge: int) -> bool:
    return not re.fullmatch(r"\w\w", text[max(edge - 1, 0) : edge + 1])
