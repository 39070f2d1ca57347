"""Reads phrases with public number libraries, in an environment of its own; it imports nothing of this project.

Standard input: a JSON list of phrases. Standard output: a JSON object, by library, of one list of numbers a phrase,
null where the library raised. A library that is not installed is left out.
"""

import json
import re
import sys
from collections.abc import Callable

NUMBER = re.compile(r"-?\d+(?:,\d{3})*(?:\.\d+)?(?:/\d+)?")


def main() -> None:
    """Answer the phrases on standard input."""
    phrases = json.load(sys.stdin)
    answers = {}
    for name, find_reader in (
        ("text2num", text2num),
        ("word2number", word2number),
        ("numerizer", numerizer),
        ("quantulum3", quantulum3),
    ):
        try:
            read = find_reader()
        except ImportError:
            continue
        answers[name] = [read_safely(read, phrase) for phrase in phrases]
    json.dump(answers, sys.stdout)


def read_safely(read: Callable[[str], list[float]], phrase: str) -> list[float] | None:
    """Return the numbers, or None where the library raises."""
    try:
        return read(phrase)
    except Exception:
        return None


def text2num() -> Callable[[str], list[float]]:
    """Rewrite number words as digits, then read the digits."""
    from text_to_num import alpha2digit

    return lambda phrase: numbers_of(alpha2digit(phrase, "en", threshold=0.0))


def word2number() -> Callable[[str], list[float]]:
    """Read one number in words; digits pass through it."""
    from word2number import w2n

    return lambda phrase: [float(w2n.word_to_num(phrase))]


def numerizer() -> Callable[[str], list[float]]:
    """Rewrite number words as digits, then read the digits."""
    from numerizer import numerize

    return lambda phrase: numbers_of(numerize(phrase))


def quantulum3() -> Callable[[str], list[float]]:
    """Return the value of each quantity; both ends of a range that it read as a middle and an uncertainty."""
    from quantulum3 import parser

    def read(phrase: str) -> list[float]:
        numbers = []
        for quantity in parser.parse(phrase):
            spread = quantity.uncertainty or 0.0
            numbers += [quantity.value - spread, quantity.value + spread] if spread else [quantity.value]
        return [float(number) for number in numbers]

    return read


def numbers_of(text: str) -> list[float]:
    """Return the numbers written in digits, `3/4` among them."""
    numbers = []
    for match in NUMBER.findall(text):
        above, _, below = match.replace(",", "").partition("/")
        if not below:
            numbers.append(float(above))
        elif float(below):
            numbers.append(float(above) / float(below))
    return numbers


if __name__ == "__main__":
    main()
