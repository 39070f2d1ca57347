"""Read how many digits a number has as the range that it gives: "double-digit", "a six-figure sum"; nothing else."""

from collections.abc import Sequence
from fractions import Fraction

from wh.figures.amounts import Amount
from wh.figures.cardinals import Number, token_at
from wh.figures.spans import Span
from wh.figures.tokens import Token
from wh.figures.wordings import BETWEEN
from wh.figures.words import HYPHENS, UNITS

_MULTIPLES = {"single": 1, "double": 2, "triple": 3, "treble": 3, "quadruple": 4}
LENGTH_FIRST_WORDS = frozenset(_MULTIPLES)


def length_at(tokens: Sequence[Token], at: int) -> Span | None:
    """Read "double-digit growth", "in single figures", "a five-figure crowd"; "a six-digit code" has no size."""
    word = token_at(tokens, at).text
    behind = at + 2 if token_at(tokens, at + 1).text in HYPHENS else at + 1
    noun = token_at(tokens, behind).text
    if word in _MULTIPLES and noun in ("digit", "digits", "figure", "figures"):
        length = _MULTIPLES[word]
    elif word in UNITS and word != "one" and noun == "figure" and behind == at + 2:
        length = UNITS[word]
    else:
        return None
    ends = (10 ** (length - 1), 10**length - 1)
    both = tuple(Amount(Number(Fraction(end), behind + 1), None, at, at, behind + 1) for end in ends)
    return Span(at, behind + 1, BETWEEN, both)
