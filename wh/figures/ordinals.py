"""Read one ordinal at a place among tokens: "third", "twenty-first", "the 123rd"; refuses parts of a whole."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from wh.figures.cardinals import Number, cardinal_at, token_at
from wh.figures.digits import read_digits
from wh.figures.tokens import Token
from wh.figures.words import HYPHENS, ORDINAL_ENDINGS, ORDINALS, PARTS


def ordinal_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read an ordinal, also a plural one, as the parts of a fraction are: "twenty-firsts" 21."""
    token = token_at(tokens, at)
    if token.kind == "digits":
        return _in_digits(tokens, at)
    if token.kind != "word":
        return None
    if (alone := _word(token)) is not None:
        return Number(Fraction(alone), at + 1, is_ordinal=True)
    before = cardinal_at(tokens, at)
    if before is None or before.is_in_digits or before.is_year:
        return None
    end = before.end + 1 if token_at(tokens, before.end).text in HYPHENS else before.end
    end = end + 1 if token_at(tokens, end).text == "and" else end
    last = _word(token_at(tokens, end))
    if last is None:
        return None
    if last >= 100:  # "two hundredth", "three trillionth"
        return replace(before, value=before.value * last, end=end + 1, is_ordinal=True, scale=1)
    fits = (before.last == 10 and last < 10) or (before.last >= 100 and before.scale > 1)
    if not fits:
        return None
    return replace(before, value=before.value + last, end=end + 1, is_ordinal=True, scale=1)


def _word(token: Token) -> int | None:
    if token.text in ORDINALS:
        return ORDINALS[token.text]
    if token.text == "firsts":
        return 1
    return PARTS[token.text] if token.text in PARTS and not token.text.startswith(("half", "halv", "quart")) else None


def _in_digits(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "123rd"."""
    token, ending = token_at(tokens, at), token_at(tokens, at + 1)
    if ending.text not in ORDINAL_ENDINGS or not ending.is_glued:
        return None
    value = read_digits(token.text)
    if value is None or value.denominator != 1:
        return None
    return Number(value, at + 2, is_in_digits=True, is_ordinal=True)
