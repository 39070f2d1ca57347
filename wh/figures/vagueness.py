"""Read words that give a size and no number: "dozens", "hundreds of thousands", "several hundred", "a handful"."""

from collections.abc import Sequence
from fractions import Fraction

from wh.figures.cardinals import Number, token_at
from wh.figures.policy import WITHOUT_LEAST
from wh.figures.tokens import Token
from wh.figures.words import HYPHENS, PLURAL_SCALES, SCALES

_FEW = frozenset({"few", "several", "many", "numerous", "multiple", "various"})
_SMALL = frozenset({"couple", "handful", "number"})
_MULTIPLIED = {**SCALES, "hundred": 100, "dozen": 12, "score": 20}
VAGUE_FIRST_WORDS = frozenset({*PLURAL_SCALES, *_FEW, *_SMALL, *WITHOUT_LEAST, "some", "a", "an"})


def vague_at(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Number | None:
    """Read a vague size; the number's value is what its word is taken times: "several hundred" 100 times several.

    Words that mostly count nothing (`some`, `many`, `most`) are read only where the text is a phrase about a number.
    """
    token = token_at(tokens, at)
    if token.kind != "word":
        return None
    if token.text in PLURAL_SCALES:
        return _plural_at(tokens, at)
    if token.text == "many" and token_at(tokens, at + 1).text in PLURAL_SCALES:
        return _plural_at(tokens, at + 1)
    start = at
    if token.text in ("a", "an"):
        at += 2 if token_at(tokens, at + 1).text in ("good", "small", "large", "great", "mere", "whole") else 1
        if token_at(tokens, at).text not in ("couple", "handful", "number", "few"):
            return None
    word = token_at(tokens, at).text
    if word in _SMALL or (word in _FEW):
        return _small_at(tokens, at, has_article=at > start, is_phrase=is_phrase)
    if is_phrase and word in (*WITHOUT_LEAST, "some") and len(tokens) == 1:
        return Number(Fraction(1), at + 1, word=word)
    return None


def _plural_at(tokens: Sequence[Token], at: int) -> Number:
    word = token_at(tokens, at).text
    times, end = 1, at + 1
    while token_at(tokens, end).text == "of" and token_at(tokens, end + 1).text in PLURAL_SCALES and times < 10**12:
        times *= PLURAL_SCALES[token_at(tokens, end + 1).text]
        end += 2
    return Number(Fraction(times), end, word=word)


def _small_at(tokens: Sequence[Token], at: int, *, has_article: bool, is_phrase: bool) -> Number | None:
    word = token_at(tokens, at).text
    end = at + 1
    behind = end + 1 if token_at(tokens, end).text == "of" else end
    times = 1
    while token_at(tokens, behind).text in _MULTIPLIED and times < 10**12:
        times *= _MULTIPLIED[token_at(tokens, behind).text]
        end = behind = behind + 1
    if times == 1 and token_at(tokens, behind).text in PLURAL_SCALES and word in ("several", "many", "few"):
        plural = _plural_at(tokens, behind)
        times = PLURAL_SCALES[token_at(tokens, behind).text] * int(plural.value)
        end = plural.end
    if times == 1 and not is_phrase:
        if word in ("many", "multiple", "various", "numerous") or (word == "few" and not has_article):
            return None
        if word == "number" and not (has_article and token_at(tokens, end).text == "of"):
            return None
        if word == "couple" and not (has_article and token_at(tokens, end).text == "of"):
            return None
        if word == "handful" and not has_article:
            return None
    if word == "number" and (not has_article or token_at(tokens, at + 1).kind == "digits"):
        return None
    if times == 1 and token_at(tokens, end).text in HYPHENS:
        return None
    return Number(Fraction(times), end, scale=times, word=word)
