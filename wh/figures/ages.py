"""Read how old somebody is where no "years old" says so: "aged 69", "in her early thirties"."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from wh.figures.amounts import Amount
from wh.figures.cardinals import Number, token_at
from wh.figures.spans import Span
from wh.figures.tokens import Token
from wh.figures.units import Unit
from wh.figures.wordings import BETWEEN, LESS, MORE, Qualifier
from wh.figures.words import HYPHENS, OWNERS, TEENS, TENS, UNITS

_TENS_OF_YEARS = {word[:-1] + "ies": number for word, number in TENS.items()}


def decade_of_life(tokens: Sequence[Token], at: int) -> Span | None:
    """Read "in his 60s", "in her early thirties", "in their 20s and 30s" as an age; early and late narrow nothing."""
    if token_at(tokens, at).text != "in" or token_at(tokens, at + 1).text not in OWNERS:
        return None
    first = _decade_at(tokens, at + 2)
    if first is None:
        return None
    last = _decade_at(tokens, first[2] + 1) if token_at(tokens, first[2]).text in ("and", "or", "to") else None
    end = (last or first)[2]
    ages = (Number(Fraction(first[0]), end), Number(Fraction((last or first)[1]), end))
    both = tuple(Amount(age, Unit("years", "age"), at, at + 2, end) for age in ages)
    return Span(at, end, BETWEEN, both)


def somethings(tokens: Sequence[Token], at: int) -> Span | None:
    """Read "20-somethings", "an eighty-something" as an age; "20-something people" are about twenty."""
    begin = at + 1 if token_at(tokens, at).text in ("a", "an") else at
    token, word = token_at(tokens, begin), token_at(tokens, begin + 2)
    years = TENS.get(token.text) or (int(token.text) if token.text in _DECADES else None)
    if years is None or token_at(tokens, begin + 1).text not in HYPHENS or word.text not in ("something", "somethings"):
        return None
    if word.text == "something" and begin == at and token.kind == "digits":
        return None
    ages = (Number(Fraction(years), begin + 3), Number(Fraction(years + 9), begin + 3))
    both = tuple(Amount(age, Unit("years", "age"), at, begin, begin + 3) for age in ages)
    return Span(begin, begin + 3, BETWEEN, both)


_DECADES = ("20", "30", "40", "50", "60", "70", "80", "90")


def _decade_at(tokens: Sequence[Token], at: int) -> tuple[int, int, int] | None:
    """Return the first and the last age of "late 60s", "thirties" or "teens", and the token behind it."""
    if token_at(tokens, at).text in ("early", "mid", "late"):
        at += 2 if token_at(tokens, at + 1).text in HYPHENS else 1
    token, ending = token_at(tokens, at), token_at(tokens, at + 1)
    if token.text == "teens":
        return 13, 19, at + 1
    if token.text in _TENS_OF_YEARS:
        return _TENS_OF_YEARS[token.text], _TENS_OF_YEARS[token.text] + 9, at + 1
    if token.text not in _DECADES:
        return None
    behind = at + 2 if ending.text in ("'", "’") else at + 1
    ending = token_at(tokens, behind)
    return (int(token.text), int(token.text) + 9, behind + 1) if ending.text == "s" and ending.is_glued else None


def age_limit(tokens: Sequence[Token], at: int) -> tuple[Qualifier, Amount] | None:
    """Read "under-fives", "over-65s": those of less than five years, of more than 65."""
    qualifier = {"under": LESS, "over": MORE}.get(token_at(tokens, at).text)
    if qualifier is None or token_at(tokens, at + 1).text not in HYPHENS:
        return None
    token, ending = token_at(tokens, at + 2), token_at(tokens, at + 3)
    years = _GROUPS.get(token.text)
    end = at + 3
    if token.kind == "digits" and token.text.isdigit() and ending.text == "s" and ending.is_glued:
        years, end = int(token.text), at + 4
    if years is None or years > 120:
        return None
    return qualifier, Amount(Number(Fraction(years), end), Unit("years", "age"), at, at + 2, end)


_GROUPS = {word + ("es" if word == "six" else "s"): number for word, number in {**UNITS, **TEENS}.items()}


def aged_at(tokens: Sequence[Token], at: int) -> int | None:
    """Return where the number of "aged 69" or "age 69" begins."""
    if token_at(tokens, at).text == "the":
        at += 1 if [token_at(tokens, at + step).text for step in (1, 2)] == ["age", "of"] else 0
    if token_at(tokens, at).text not in ("aged", "age", "ages"):
        return None
    behind = at + 2 if token_at(tokens, at + 1).text == "of" else at + 1
    return behind if token_at(tokens, behind).kind in ("digits", "word") else None


def as_age(amount: Amount) -> Amount:
    """Return the amount as an age: in years, unless it has a unit of time."""
    if amount.unit is None:
        return replace(amount, unit=Unit("years", "age"))
    return replace(amount, unit=replace(amount.unit, kind="age")) if amount.unit.kind == "duration" else amount
