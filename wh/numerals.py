"""Find the numbers that a few printed words give, in digits and in words.

Pure; refuses nothing. It reads no qualifier ("up to", "nearly") and no ordinal word: a number is all it returns.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


def read_numbers(text: str) -> tuple[float, ...]:
    """Return every number that digits and words give: "eight or nine" 8, 9; "9.5 million" 9.5, 9500000; "20%" 20, 0.2.

    Where a scale or a dozen multiplies, the parts that may be meant are given before the product. Ordinals in words
    and plurals without a number ("dozens") give nothing; the digits of "13th" do.
    """
    tokens = [_token(match) for match in _TOKEN.finditer(unicodedata.normalize("NFKC", text).lower())]
    numbers: list[float] = []
    position = 0
    while position < len(tokens):
        found, taken = _number_at(tokens[position:])
        numbers += found
        position += max(taken, 1)
    return tuple(numbers)


_ONES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TEENS = ("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")
_UNITS = {word: float(number) for number, word in enumerate((*_ONES, "ten", *_TEENS))}
_TIES = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_TENS = {word: 10.0 * number for number, word in enumerate(_TIES, 2)}
_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_SHORT_SCALES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_GROUPS = {"dozen": 12.0, "couple": 2.0, "pair": 2.0}
_FRACTIONS = {"half": 0.5, "quarter": 0.25, "quarters": 0.25, "third": 1 / 3, "thirds": 1 / 3}
_PERCENT = ("%", "percent", "pc")
_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)(?P<short>(?:k|mn|mln|m|bn|b|tn)\b)?"
    r"|(?P<word>[^\W\d_]+|%)|(?P<mark>[^\s\w-])"
)


@dataclass(frozen=True, slots=True)
class _Token:
    word: str
    number: float | None = None


def _token(match: re.Match[str]) -> _Token:
    if match["digits"]:
        return _Token(match["short"] or "", float(match["digits"].replace(",", "")))
    return _Token(match["word"] or match["mark"])


def _number_at(tokens: list[_Token]) -> tuple[list[float], int]:
    """Return the numbers that begin at the first token, and how many tokens they took; 0 if none begins."""
    head = tokens[0]
    if head.number is not None:
        return _digits_at(head.number, tokens)
    if head.word in ("a", "an") and len(tokens) > 1 and tokens[1].word in (*_SCALES, "hundred", *_GROUPS):
        return _words_at(tokens)
    if head.word in _UNITS or head.word in _TENS or head.word in _GROUPS:
        return _words_at(tokens)
    if head.word == "half":
        return _half_at(tokens)
    if head.word in ("a", "an") and len(tokens) > 1 and tokens[1].word in ("quarter", "third"):
        return [_FRACTIONS[tokens[1].word]], 2
    return [], 0


def _digits_at(number: float, tokens: list[_Token]) -> tuple[list[float], int]:
    if tokens[0].word:
        return [number, round(number * _SHORT_SCALES[tokens[0].word], 6)], 1
    following = [token.word for token in tokens[1:3]]
    if following[:1] and following[0] in _PERCENT:
        return [number, round(number / 100, 15)], 2
    if following == ["per", "cent"]:
        return [number, round(number / 100, 15)], 3
    if following[:1] and following[0] in (*_SCALES, "hundred", "dozen"):
        factor = {**_SCALES, **_GROUPS, "hundred": 100.0}[following[0]]
        return [number, round(number * factor, 6)], 2
    return [number], 1


def _half_at(tokens: list[_Token]) -> tuple[list[float], int]:
    following = [token.word for token in tokens[1:3]]
    if following[:1] in (["a"], ["an"]) and following[1:] and following[1] in (*_SCALES, "dozen"):
        return [0.5, 0.5 * {**_SCALES, **_GROUPS}[following[1]]], 3
    return [0.5], 1


def _words_at(tokens: list[_Token]) -> tuple[list[float], int]:
    """Read one cardinal in words: "twenty-three", "a hundred and five", "two dozen", "three million"."""
    words = list(_cardinal_words(tokens))
    total = group = 0.0
    for word in words:
        if word in _SCALES:
            total, group = total + (group or 1.0) * _SCALES[word], 0.0
        elif word == "hundred":
            group = (group or 1.0) * 100
        else:
            group += _UNITS.get(word, 0.0) + _TENS.get(word, 0.0)
    number, taken = total + group, len(words)
    following = [token.word for token in tokens[taken : taken + 2]]
    if words and words[-1] in _SCALES and words[0] not in ("a", "an", *_SCALES):
        multiplier = number / _SCALES[words[-1]]
        return ([multiplier, number] if multiplier.is_integer() and len(words) == 2 else [number]), taken
    if following[:1] and following[0] in _GROUPS and (not words or words[0] in ("a", "an") or following[0] == "dozen"):
        size = _GROUPS[following[0]]
        return ([number, size, number * size] if number else [size]), taken + 1
    if following[:1] and following[0] in _FRACTIONS and following[0] != "half" and taken == 1:
        return [number, round(number * _FRACTIONS[following[0]], 15)], taken + 1
    if following[:1] and following[0] in _PERCENT:
        return [number, round(number / 100, 15)], taken + 1
    if following == ["per", "cent"]:
        return [number, round(number / 100, 15)], taken + 2
    return [number], taken


def _cardinal_words(tokens: list[_Token]) -> Iterator[str]:
    """Yield the words that make one cardinal, as far as they can be said in one breath."""
    smallest = 1e15  # a part must be smaller than what stands before it: "eight nine" is two numbers
    for position, token in enumerate(tokens):
        word, following = token.word, tokens[position + 1].word if position + 1 < len(tokens) else ""
        if token.number is not None:
            return
        if (word in ("a", "an") and position == 0) or (
            word == "and" and smallest >= 100 and position and (following in _UNITS or following in _TENS)
        ):
            yield word
        elif word == "hundred" and (smallest < 20 or position == 0 or tokens[0].word in ("a", "an")):
            smallest = 100
            yield word
        elif word in _SCALES and position:
            smallest = _SCALES[word]
            yield word
        elif word in _UNITS and (smallest >= 100 or (20 <= smallest <= 90 and 0 < _UNITS[word] < 10)):
            smallest = _UNITS[word] or 1.0
            yield word
        elif word in _TENS and smallest >= 100:
            smallest = _TENS[word]
            yield word
        else:
            return
