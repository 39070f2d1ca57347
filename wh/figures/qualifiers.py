"""Read what a phrase says of a number before and behind it: more than, up to, about, or so."""

from collections.abc import Sequence

from wh.figures.cardinals import token_at
from wh.figures.tokens import Token
from wh.figures.wordings import BEFORE, BEHIND, BEHIND_NOUN, Qualifier, WordingTable
from wh.figures.words import JOINED, SCALES, TEENS, TENS, UNITS, one_of


def qualifier_before(tokens: Sequence[Token], at: int) -> tuple[Qualifier | None, int]:
    """Return what the words from the token on say of the number behind them, and where that begins.

    Of several the one that gives a bound counts: "at least some 50". None where there is no qualifier.
    """
    found: Qualifier | None = None
    for _ in range(5):
        if token_at(tokens, at).printed == "C":
            break  # the letter of a currency or a class
        length, qualifier = _match(BEFORE, tokens, at)
        if qualifier is None:
            break
        at += length
        found = qualifier if found is None else _stronger(found, qualifier)
        at = _past_what_is_bounded(tokens, at)
    return found, at


def _past_what_is_bounded(tokens: Sequence[Token], at: int) -> int:
    """Pass over what is bounded: the "sentence of" of "a maximum sentence of 15 years"."""
    if token_at(tokens, at - 1).text not in _OF_SOMETHING:
        return at
    for nouns in (1, 2):
        words = [token_at(tokens, at + step) for step in range(nouns + 1)]
        if words[-1].text == "of" and all(word.kind == "word" and word.text not in _NO_NOUNS for word in words[:-1]):
            return at + nouns + 1
    return at


_OF_SOMETHING = frozenset({"maximum", "minimum", "max", "min", "estimated", "approximate"})


def qualifier_behind(tokens: Sequence[Token], at: int, *, may_skip: bool) -> tuple[Qualifier | None, int]:
    """Return what stands behind a number: "or more", "or so", "plus"; one counted noun may stand between."""
    length, qualifier = _match(BEHIND, tokens, at)
    if qualifier is not None and not _is_of_another(tokens, at + length):
        return qualifier, at + length
    between = token_at(tokens, at)
    if may_skip and between.kind == "word" and not between.is_capital and between.text not in _NO_NOUNS:
        length, qualifier = _match(BEHIND_NOUN, tokens, at + 1)
        if qualifier is not None and not _is_of_another(tokens, at + 1 + length):
            return qualifier, at + 1 + length
    return None, at


def _is_of_another(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words before the token belong to a number behind them: "5,000 or less than 6,000"."""
    last, token = token_at(tokens, at - 1), token_at(tokens, at)
    if last.text not in _OPEN_ENDED:
        return False
    return token.text in ("than", "or") or token.kind == "digits" or token.text in _NUMBER_WORDS


_OPEN_ENDED = one_of("than more less fewer over above under below greater higher lower smaller larger least most")
_NUMBER_WORDS = frozenset({*UNITS, *TEENS, *TENS, *SCALES, *JOINED, "a", "an", "hundred", "half"})


def combined(before: Qualifier | None, behind: Qualifier | None) -> Qualifier | None:
    """Return the one qualifier that two of them give."""
    if before is None or behind is None:
        return before or behind
    return _stronger(before, behind)


_WEIGHT = {"more_than": 3, "at_least": 3, "less_than": 3, "at_most": 3, "about": 2, "exact": 1}


def _stronger(first: Qualifier, second: Qualifier) -> Qualifier:
    """Return the one that says more; the outer one where both give a bound."""
    return second if _WEIGHT[second.kind] > _WEIGHT[first.kind] else first


def _match(table: WordingTable, tokens: Sequence[Token], at: int) -> tuple[int, Qualifier | None]:
    """Return the longest wording that stands there."""
    by_second = table.get(token_at(tokens, at).text)
    if by_second is None:
        return 0, None
    for words, qualifier in (*by_second.get(token_at(tokens, at + 1).text, ()), *by_second.get("", ())):
        if all(token_at(tokens, at + step).text == word for step, word in enumerate(words)):
            return len(words), qualifier
    return 0, None


_NO_NOUNS = one_of("and or the a to in on at of by for with from but per than that is was were are")
