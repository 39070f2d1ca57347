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
VAGUE_FIRST_WORDS = frozenset({*PLURAL_SCALES, *_FEW, *_SMALL, *WITHOUT_LEAST, "some", "a", "an"}) | frozenset(
    ["the", "lots", "plenty", "large", "great", "quite", "innumerable", "untold", "myriad", "umpteen", "any"]
)


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
            return _uncounted_at(tokens, start) if is_phrase else None
    word = token_at(tokens, at).text
    if word in _SMALL or (word in _FEW):
        return _small_at(tokens, at, has_article=at > start, is_phrase=is_phrase)
    return _uncounted_at(tokens, start) if is_phrase else None


_COUNTLESS = frozenset({"countless", "innumerable", "untold", "myriad"})
_MAJORITIES = (("majority",), ("vast", "majority"), ("great", "majority"), ("overwhelming", "majority"))
_MANY = (
    ("lots",),
    ("plenty",),
    ("a", "lot"),
    ("a", "host"),
    ("a", "great", "many"),
    ("a", "good", "many"),
    ("large", "numbers"),
    ("great", "numbers"),
)
_UNCOUNTED = {
    **{(word,): "countless" for word in _COUNTLESS},
    ("a", "myriad"): "countless",
    **{(article, *words): "most" for words in _MAJORITIES for article in ("a", "the")},
    **dict.fromkeys(_MANY, "many"),
    ("the", "bulk"): "most",
    ("the", "vast", "bulk"): "most",
    ("quite", "a", "few"): "few",
    ("a", "fair", "few"): "few",
    ("umpteen",): "many",
    ("any", "number"): "countless",
    ("most",): "most",
    ("some",): "some",
}
"""Wordings that give no number, by the word that they mean; the longest goes first."""


def _uncounted_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "countless lives", "the vast majority", "lots of"; "some" and "most" where they count what is behind."""
    for length in (3, 2, 1):
        words = tuple(token_at(tokens, at + step).text for step in range(length))
        word = _UNCOUNTED.get(words)
        if word is None:
            continue
        behind = token_at(tokens, at + length)
        is_noun = behind.kind == "word" and behind.text.endswith(("s", "people", "men", "women", "children"))
        if word in ("some", "most") and not (behind.kind == "end" or behind.text == "of" or is_noun):
            return None  # "the most recent", "some kind"
        return Number(Fraction(1), at + length, word=word)
    return None


def _plural_at(tokens: Sequence[Token], at: int) -> Number:
    word = token_at(tokens, at).text
    times, end = 1, _past_what_is_more(tokens, at)
    while token_at(tokens, end).text == "of" and token_at(tokens, end + 1).text in PLURAL_SCALES and times < 10**12:
        times *= PLURAL_SCALES[token_at(tokens, end + 1).text]
        end += 2
    return Number(Fraction(times), end, word=word)


def _past_what_is_more(tokens: Sequence[Token], at: int) -> int:
    """Pass over what a plural may be as well: "dozens upon dozens", "tens, if not hundreds, of thousands"."""
    words = [token_at(tokens, at + step).text for step in range(5)]
    if words[1] in ("upon", "on", "and") and words[2] == words[0]:
        return at + 3
    begin = 2 if words[1] == "," else 1
    if words[begin : begin + 2] not in (["if", "not"], ["or", "even"]) or words[begin + 2 :] == []:
        return at + 1
    if token_at(tokens, at + begin + 2).text not in PLURAL_SCALES:
        return at + 1
    end = at + begin + 3
    return end + 1 if begin == 2 and token_at(tokens, end).text == "," else end


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
