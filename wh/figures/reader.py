"""Read the figures of a phrase or of a whole article; refuses nothing, and reads no date, hour or name as a size."""

from bisect import bisect_right
from collections.abc import Sequence

from wh.figures.cardinals import cardinal_at
from wh.figures.codes import coded_spans, named_spans
from wh.figures.figure import Figure
from wh.figures.intervals import figure_of
from wh.figures.ordinals import ordinal_at
from wh.figures.phrases import phrase_at
from wh.figures.policy import ACLED, Policy
from wh.figures.tokens import Token, tokens_of
from wh.figures.words import NUMBER_WORDS


def read(phrase: str, policy: Policy = ACLED) -> Figure | None:
    """Return the figure that a few words give, the first of several; None if they give none.

    Years and numbers in names are numbers here: whoever hands over a phrase means its number.
    """
    found = _figures(phrase, policy, is_phrase=True, first_alone=True)
    return found[0] if found else None


def read_all(phrase: str, policy: Policy = ACLED) -> tuple[Figure, ...]:
    """Return every figure that the few words of a label's evidence give, years and days among them."""
    return tuple(_figures(phrase, policy, is_phrase=True))


def find(text: str, policy: Policy = ACLED) -> tuple[Figure, ...]:
    """Return every figure of an article in its order; dates, hours, years and numbers in names are left out."""
    return tuple(_figures(text, policy, is_phrase=False))


def numbers_in(text: str) -> tuple[float, ...]:
    """Return every number in a few words, in order, whatever it stands for: the days, years and hours of a date too."""
    tokens = tokens_of(text)
    numbers: list[float] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        may_begin = token.kind == "digits" or token.text in NUMBER_WORDS
        number = (ordinal_at(tokens, at) or cardinal_at(tokens, at)) if may_begin else None
        if number is None:
            at += 1
            continue
        numbers.append(float(number.value))
        at = max(number.end, at + 1)
    return tuple(numbers)


def _figures(text: str, policy: Policy, *, is_phrase: bool, first_alone: bool = False) -> list[Figure]:
    tokens = tokens_of(text)
    blocked = _blocked(text, tokens, is_phrase=is_phrase)
    found: list[Figure] = []
    at = 0
    while at < len(tokens):
        span = None if blocked[at] else phrase_at(tokens, at, is_phrase=is_phrase)
        if span is None:
            at += 1
            continue
        if not any(blocked[span.first : span.end]) and span.amounts:
            found.append(figure_of(text, tokens, span, policy))
            if first_alone:
                return found
        at = max(span.end, at + 1)
    return found


def _blocked(text: str, tokens: Sequence[Token], *, is_phrase: bool) -> list[bool]:
    """Tell of each token whether it belongs to a date, an hour, an address or the like."""
    spans = named_spans(text) if is_phrase else coded_spans(text)
    if not spans:
        return [False] * len(tokens)
    starts = [start for start, _ in spans]
    flags = []
    for token in tokens:
        before = bisect_right(starts, token.start) - 1
        flags.append(before >= 0 and token.start < spans[before][1])
    return flags
