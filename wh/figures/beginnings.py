"""Tell at which tokens it is worth to look for a figure: most words of an article begin none."""

from collections.abc import Sequence

from wh.figures.amounts import SETS
from wh.figures.cardinals import token_at
from wh.figures.lengths import LENGTH_FIRST_WORDS
from wh.figures.tokens import Token
from wh.figures.units import MONEY_FIRST_WORDS, UNITS
from wh.figures.vagueness import VAGUE_FIRST_WORDS
from wh.figures.wordings import STARTS as QUALIFIER_FIRST_WORDS
from wh.figures.words import NUMBER_WORDS, OWNERS, one_of


def may_begin(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is worth to look closer: most words of an article are not."""
    token = tokens[at]
    if token.kind != "word":
        return token.kind == "digits" or token.text in _OPENING
    if token.text in _FREQUENT:
        behind = token_at(tokens, at + 1)
        return behind.kind != "word" or behind.text in _FREQUENT[token.text] or behind.text in _SECOND_WORDS
    return token.text in _FIRST_WORDS


_FIRST_WORDS = (
    NUMBER_WORDS
    | VAGUE_FIRST_WORDS
    | frozenset(QUALIFIER_FIRST_WORDS)
    | MONEY_FIRST_WORDS
    | LENGTH_FIRST_WORDS
    | one_of(
        "a an the one no nobody none both between from anywhere somewhere anything aged ages age in minus"
        " negative twice thrice plus not magnitude neither once double triple treble quadruple factor"
    )
)

_OPENING = frozenset("$£€¥￥₹₽₴₩₪₺₦₱₫฿₸₾~≈∼<>≤≥⩽⩾=+½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅐⅛⅜⅝⅞⅑⅒-−﹣－±")


_SECOND_WORDS = (
    _FIRST_WORDS | frozenset(UNITS) | SETS | frozenset({"good", "small", "large", "great", "single", "lone"})
) - {
    "a",
    "an",
    "the",
    "in",
    "over",
    "under",
}
_FREQUENT = {
    "a": QUALIFIER_FIRST_WORDS["a"] | {"mere", "whole", "baker", "majority", "myriad", "lot", "host", "factor", "fair"},
    "an": QUALIFIER_FIRST_WORDS["an"],
    "the": QUALIFIER_FIRST_WORDS["the"] | {"vast", "overwhelming", "great", "majority", "bulk"},
    "in": QUALIFIER_FIRST_WORDS["in"] | OWNERS,
}
