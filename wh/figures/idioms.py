"""Tell number words that count nothing: "the one you mentioned", "one another", "the second half"."""

from collections.abc import Sequence

from wh.figures.cardinals import Number, token_at
from wh.figures.tokens import Token
from wh.figures.words import HYPHENS, one_of


def counts_nothing(tokens: Sequence[Token], at: int, first: int, number: Number) -> bool:
    """Whether the number that begins at the token `first` is an idiom, its qualifier beginning at `at`."""
    token, before = token_at(tokens, first), token_at(tokens, at - 1)
    behind = token_at(tokens, number.end)
    if token.text == "one" and number.end == first + 1:
        return _is_pronoun(tokens, before, behind, number.end)
    if before.text == "at" and number.value <= 12 and behind.text in ("", ".", ",", ";"):
        return True  # "doors open at 7."
    if behind.text in HYPHENS and behind.is_glued and token_at(tokens, number.end + 1).text == token.text:
        return True  # fifty-fifty
    if token.text in ("second", "seconds"):
        return False
    if number.is_share and token.text in ("half", "quarter"):
        return _is_part_of_a_game(before, behind)
    if number.end == first + 1 and token.text in ("hundred", "thousand", "million", "billion", "trillion"):
        return before.kind == "word" and before.text not in ("a", "some", "by", "than", "about")
    return False


_BEFORE_PRONOUNS = one_of(
    "the this that which each every any another such no previous old new other big good bad young little"
)


def _is_pronoun(tokens: Sequence[Token], before: Token, behind: Token, end: int) -> bool:
    if before.text in _BEFORE_PRONOUNS:
        return not (before.text == "the" and behind.kind == "word" and behind.text in ("hundred", "person", "man"))
    if before.text == "at" and behind.text in ("point", "stage", "time"):
        return True
    if behind.text in HYPHENS and behind.is_glued:
        return token_at(tokens, end + 1).text in ("off", "time", "sided", "party", "way", "man", "on", "stop", "size")
    if behind.text == "of" and token_at(tokens, end + 1).text in ("the", "its", "his", "her", "their", "our"):
        following = token_at(tokens, end + 2)
        return following.text.endswith("est") or following.text in ("most", "world", "country", "least", "few", "best")
    if behind.text in ("'", "’") and token_at(tokens, end + 1).text == "s":
        return True
    return behind.text in ("another", "such", "thing", "must", "can", "could", "should", "who", "himself", "herself")


def _is_part_of_a_game(before: Token, behind: Token) -> bool:
    if behind.text in HYPHENS and behind.is_glued:
        return False
    return before.text in ("first", "second", "third", "fourth", "last", "the", "other", "this", "next", "better")
