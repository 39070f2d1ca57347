"""Read how old somebody is where no "years old" says so: "aged 69", "in her early thirties"."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from wh.figures.amounts import Amount
from wh.figures.cardinals import Number, token_at
from wh.figures.qualifiers import BETWEEN
from wh.figures.spans import Span
from wh.figures.tokens import Token
from wh.figures.units import Unit
from wh.figures.words import HYPHENS, OWNERS, TENS

_TENS_OF_YEARS = {word[:-1] + "ies": number for word, number in TENS.items()}


def decade_of_life(tokens: Sequence[Token], at: int) -> Span | None:
    """Read "in his 60s", "in her early thirties" as an age."""
    if token_at(tokens, at).text != "in" or token_at(tokens, at + 1).text not in OWNERS:
        return None
    number_at = at + 2
    if token_at(tokens, number_at).text in ("early", "mid", "late"):
        number_at += 2 if token_at(tokens, number_at + 1).text in HYPHENS else 1
    token, ending = token_at(tokens, number_at), token_at(tokens, number_at + 1)
    tens = _TENS_OF_YEARS.get(token.text)
    end = number_at + 1
    if token.kind == "digits" and token.text in ("20", "30", "40", "50", "60", "70", "80", "90"):
        if ending.text in ("'", "’"):
            end, ending = end + 1, token_at(tokens, number_at + 2)
        if ending.text == "s" and ending.is_glued:
            tens, end = int(token.text), end + 1
    if tens is None:
        return None
    ages = (Number(Fraction(tens), end), Number(Fraction(tens + 9), end))
    both = tuple(Amount(age, Unit("years", "age"), at, number_at, end) for age in ages)
    return Span(at, end, BETWEEN, both)


def aged_at(tokens: Sequence[Token], at: int) -> int | None:
    """Return where the number of "aged 69" or "age 69" begins."""
    if token_at(tokens, at).text not in ("aged", "age", "ages"):
        return None
    behind = at + 2 if token_at(tokens, at + 1).text in ("of", "between", "about", "around") else at + 1
    return behind if token_at(tokens, behind).kind in ("digits", "word") else None


def as_age(amount: Amount) -> Amount:
    """Return the amount as an age: in years, unless it has a unit of time."""
    if amount.unit is None:
        return replace(amount, unit=Unit("years", "age"))
    return replace(amount, unit=replace(amount.unit, kind="age")) if amount.unit.kind == "duration" else amount
