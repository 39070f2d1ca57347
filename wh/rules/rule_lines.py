"""Where each rule of a suite stands in its file, so that what is wrong with it is told on its own line.

In JSON a rule is one object of the list; in Python it is what follows a call of its class. Reads text, runs nothing.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_BLANK = re.compile(r"\s*")
_DECODER = json.JSONDecoder(strict=False)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a file: its first line, counted from 1, the column at which it begins there, and its text."""

    line: int
    column: int
    text: str

    def place(self, *words: str) -> tuple[int, int]:
        """Return line and column of the first of the words that stands here in quotation marks, else of the beginning.

        A word may also be the name of an expectation, which a file of Python writes as its class.
        """
        for word in words:
            for written in (f'"{word}"', f"'{word}'", f"{class_name(word)}(", f"{word}="):
                at = self.text.find(written)
                if at >= 0:
                    before = self.text[: at + (written[0] in "\"'")]
                    line = before.count("\n")
                    return self.line + line, len(before) - before.rfind("\n") + (0 if line else self.column - 1)
        return self.line, self.column


def stretches(text: str, types: Sequence[str], *, is_json: bool) -> list[Stretch]:
    """Return the part of the text in which each rule is written, by the rules' types in their order."""
    bounds = list(_in_json(text)) if is_json else _in_python(text, types)
    if len(bounds) != len(types):  # a list that is made by a loop, say
        bounds = [(0, len(text))] * len(types)
    return [_stretch(text, first, last) for first, last in bounds]


def whole(text: str) -> Stretch:
    """Return all of a file."""
    return Stretch(1, 1, text)


def class_name(expectation_type: str) -> str:
    """Return the class of an expectation, as Python has it."""
    return "".join(part[:1].upper() + part[1:] for part in expectation_type.split("_"))


def _stretch(text: str, first: int, last: int) -> Stretch:
    return Stretch(text.count("\n", 0, first) + 1, first - text.rfind("\n", 0, first), text[first:last])


def _in_json(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each object of the list `expectations` begins and ends."""
    at = _past(text, 0)
    while text[at : at + 1] in ("{", ","):
        at = _past(text, at + 1)
        if text[at : at + 1] != '"':
            return
        key, at = _DECODER.raw_decode(text, at)
        at = _past(text, _past(text, at) + 1)
        if key == "expectations" and text[at : at + 1] == "[":
            yield from _members(text, at)
            return
        _, at = _DECODER.raw_decode(text, at)
        at = _past(text, at)


def _members(text: str, at: int) -> Iterator[tuple[int, int]]:
    while text[at : at + 1] in ("[", ","):
        first = _past(text, at + 1)
        if text[first : first + 1] == "]":
            return
        _, last = _DECODER.raw_decode(text, first)
        yield first, last
        at = _past(text, last)


def _past(text: str, at: int) -> int:
    """Return where the white space ends that begins here."""
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _in_python(text: str, types: Sequence[str]) -> list[tuple[int, int]]:
    """Return from each call of an expectation's class to the next one; [] where they are not as many as the rules."""
    names = "|".join(sorted({re.escape(class_name(each)) for each in types}))
    calls = [found.start() for found in re.finditer(rf"\b(?:{names})\(", text)] if names else []
    return list(zip(calls, [*calls[1:], len(text)], strict=True))
