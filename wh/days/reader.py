"""Read the days of a phrase or of a whole article, relative to its day of publication; refuses nothing."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from wh.days.meaning import Days, Reading
from wh.days.phrases import phrase_at
from wh.days.spans import Asked, OutOfCalendar, Period
from wh.days.tense import tense_at
from wh.figures.tokens import Token, tokens_of

_ENDLESS = date(2000, 1, 1)


def read(phrase: str, published_on: date) -> Days | None:
    """Return the days that a few words mean, the first of several; None if they name none."""
    return next(iter(_days(phrase, published_on, is_phrase=True)), None)


def read_all(phrase: str, published_on: date) -> tuple[Days, ...]:
    """Return all days that the few words of a label's evidence name, in their order."""
    return tuple(_days(phrase, published_on, is_phrase=True))


def find(text: str, published_on: date) -> tuple[Days, ...]:
    """Return all days that an article names, in its order; bare years and months only where a word leads to them."""
    return tuple(_days(text, published_on, is_phrase=False))


def _days(text: str, published_on: date, *, is_phrase: bool) -> Iterator[Days]:
    tokens = tokens_of(text)
    asked = Asked(tokens, published_on, is_phrase=is_phrase)
    at = 0
    while at < len(tokens):
        period = _period_at(asked, at)
        if period is None:
            at += 1
            continue
        if period.spans:
            yield _meant(text, tokens, at, period)
        at = max(period.end, at + 1)


def _period_at(asked: Asked, at: int) -> Period | None:
    if not _may_begin(asked.token(at)):
        return None
    try:
        if asked.word(at) in ("in", "within"):  # "in three days" is a day only where it is to come
            asked = replace(asked, tense=tense_at(asked.tokens, at, at + 1))
        found = phrase_at(asked, at)
        if found is None or not found.spans or not found.is_relative:
            return found
        tense = tense_at(asked.tokens, at, found.end)
        return phrase_at(replace(asked, tense=tense), at) if tense else found
    except OutOfCalendar:
        return None


def _may_begin(token: Token) -> bool:
    return token.kind != "mark" or token.text in ("'", "’")


def _meant(text: str, tokens: list[Token], at: int, period: Period) -> Days:
    start, end = tokens[at].start, tokens[period.end - 1].end
    return Days(
        text=text[start:end],
        start=start,
        end=end,
        readings=tuple(Reading(span.earliest, span.latest, span.why) for span in period.spans),
        qualifier=period.qualifier,
        is_relative=period.is_relative,
        is_told=period.is_told,
        slip=period.slip,
    )
