"""Read phrases that differ in their numbers alone once: a mould is such a phrase with its numbers left open.

Takes only plain numbers that stand alone between words, and no phrase that holds a number in words: what is read of
the phrases of one mould differs in nothing but the numbers. All other phrases are for `wh.figures`, one by one.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from wh.figures.amounts import SETS
from wh.figures.lengths import LENGTH_FIRST_WORDS
from wh.figures.units import UNITS
from wh.figures.words import NUMBER_WORDS, PLURAL_SCALES, SHORT_SCALES

FEWEST_PHRASES = 3
"""How many phrases a mould must have to be worth it: two of them are read."""

SIZES = ((32, 99), (101, 999), (2101, 9999), (10_001, 99_999), (100_001, 999_999))
"""Numbers of one size are read alike: `wh.figures` compares a number with 100, with years and with smaller ones."""


@dataclass(frozen=True, slots=True)
class Mould:
    """What the phrases of a mould read as: of each column but the text its entries, with marks for the numbers."""

    key: str
    columns: tuple[tuple[str | None, ...], ...]


def numbers_of(name: str) -> str:
    """Return the numbers of a phrase as SQL: a struct of texts, empty where there is none, or none that is plain."""
    return f"regexp_extract({name}, '{_FORM}', ['first', 'second'])"


def key_of(name: str, numbers: str) -> str:
    """Return the mould of a phrase as SQL, from it and its numbers; null where it has none."""
    first, second = (f"try_cast({numbers}.{place} as integer)" for place in _PLACES)
    ratios = [(first, second), (second, f"2 * {first}"), (second, f"3 * {first}")]
    ratios += [(first, f"2 * {second}"), (first, f"3 * {second}")]
    compared = ", ".join(f"sign({one} - {other})" for one, other in ratios)
    has_sizes = f"{_size(first)} <> '' and ({numbers}.second = '' or {_size(second)} <> '')"
    return f"""
        case when {has_sizes} and {first} is distinct from {second} then
            concat_ws(' ', regexp_replace({name}, '[0-9]+', '0', 'g'), {_size(first)}, {_size(second)}, {compared})
        end"""


def cast(key: str, phrases: Sequence[str], readings: Sequence[Sequence[object]]) -> Mould | None:
    """Return the mould of some phrases and of what is read of each but its text; None where they do not fit one."""
    numbers = [re.findall(r"\d+", phrase) for phrase in phrases]
    words = re.findall(r"[a-z]+", phrases[0].lower())
    if any(word in _NUMBERS_IN_WORDS for word in words):
        return None
    if len(numbers[0]) > 1 and (_SHARE.search(phrases[0]) or any(word in _UNITS for word in words)):
        return None  # one in 125 is a share, one in 123 is none; 90 minutes and 2 hours are compared as minutes
    columns = tuple(_opened(column, numbers[0]) for column in readings[0])
    for own, reading in zip(numbers, readings, strict=True):
        if [_filled(column, own) for column in columns] != [tuple(map(_printed, _entries(each))) for each in reading]:
            return None
    return Mould(key, columns)


def has_numbers(columns: Sequence[str | None]) -> bool:
    """Whether some entries of a column hold a number of the phrase."""
    return any(mark in entry for entry in columns if entry for mark in _MARKS)


def filled(entries: str, numbers: str) -> str:
    """Return a column of a phrase as SQL: a list of texts, from the entries of its mould and its own numbers."""
    entry = "entry"
    for place, mark in zip(_PLACES, _MARKS, strict=True):
        entry = f"replace({entry}, chr({ord(mark)}), {numbers}.{place})"
    return f"list_transform({entries}, lambda entry: {entry})"


def _filled(column: Sequence[str | None], numbers: Sequence[str]) -> tuple[str | None, ...]:
    entries = tuple(column)
    for number, mark in zip(numbers, _MARKS, strict=False):
        entries = tuple(entry and entry.replace(mark, number) for entry in entries)
    return entries


def _opened(column: object, numbers: Sequence[str]) -> tuple[str | None, ...]:
    marks = dict(zip(numbers, _MARKS, strict=False))
    printed = map(_printed, _entries(column))
    return tuple(text and _WHOLE.sub(lambda found: marks.get(found[0], found[0]), text) for text in printed)


def _entries(column: object) -> Sequence[object]:
    assert isinstance(column, list), "every column of a phrase but its text is a list"
    return column


def _printed(entry: object) -> str | None:
    """Return an entry as a text; a whole number as it is printed."""
    return None if entry is None else f"{entry:.0f}" if isinstance(entry, float) and entry.is_integer() else str(entry)


def _size(number: str) -> str:
    """Return as SQL the least number of its size; empty where it is of none."""
    sizes = " ".join(f"when {number} between {first} and {last} then '{first}'" for first, last in reversed(SIZES))
    return f"case {sizes} else '' end"


_PLACES = ("first", "second")
_MARKS = ("\x01", "\x02")  # control characters are in no phrase of a mould
_WORD = "[A-Za-z]+(?:[''-][A-Za-z]+)*[,:;.]?"
_NUMBER = "[1-9][0-9]{1,5}"
_FORM = f"^(?:{_WORD} )*({_NUMBER})(?:(?: {_WORD})+(?: ({_NUMBER}))?(?: {_WORD})*)?$"
_NUMBERS_IN_WORDS = (NUMBER_WORDS | SETS | LENGTH_FIRST_WORDS | {*PLURAL_SCALES, *SHORT_SCALES}) - {"a", "an"}
_WHOLE = re.compile(r"(?<!\d\.)\d+(?!\.?\d)")
_SHARE = re.compile(r"\d (?:in|out|of|over)\b.*\d")
_UNITS = {*UNITS, *"bcdefghijklmnopqrstuvwxyz"}
