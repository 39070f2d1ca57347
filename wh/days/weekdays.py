"""Read a weekday at a place among tokens, with its date or part of day: the last one, the coming one, or both."""

from dataclasses import replace
from datetime import date

from wh.days.printed import date_at
from wh.days.spans import COMING, PAST, Asked, Period, Span, mapped, moved, unlike, week_of
from wh.days.words import (
    HABITS,
    NAMED_WEEKDAYS,
    NIGHTS,
    PARTS_OF_DAY,
    SHORT_WEEKDAYS,
    WEEKDAY_NAMES,
    WEEKDAYS,
)

_LEADING = ("last", "next", "this", "previous", "following", "coming", "past", "that", "same")


def weekday_at(asked: Asked, at: int) -> Period | None:
    """Return the weekday that begins at the token: "last Tuesday", "Friday, 12 December", "Sunday night"."""
    how, here = _how(asked, at)
    number, behind = _named(asked, here)
    if number is None:
        return None
    if how is None and (found := _dated(asked, number, behind)):
        return found
    if how is None and (found := _of_a_week(asked, number, behind)):
        return found
    period = _by_the_word(asked, number, how, behind)
    return with_part_of_day(asked, period)


def with_part_of_day(asked: Asked, period: Period) -> Period:
    """Read "morning" or "night" behind a day; a night goes on into the next day."""
    here = period.end
    if asked.word(here) in ("late", "early"):
        here += 1
    if asked.word(here) not in PARTS_OF_DAY:
        return period
    ended = replace(period, end=here + 1)
    return mapped(ended, into_the_night) if asked.word(here) in NIGHTS else ended


def into_the_night(span: Span) -> Span:
    """Return the day with the one after it."""
    return replace(span, latest=None if span.latest is None else moved(span.latest, 1))


def _how(asked: Asked, at: int) -> tuple[str | None, int]:
    word = asked.word(at)
    if word == "this" and asked.word(at + 1) in ("past", "coming"):
        return asked.word(at + 1), at + 2
    if word in _LEADING and asked.word(at + 1) not in PARTS_OF_DAY:
        return word, at + 1
    return None, at


def _named(asked: Asked, at: int) -> tuple[int | None, int]:
    """Return the weekday's number and the place behind it; an event named after one and a habit are none."""
    token = asked.token(at)
    if asked.word(at - 1) in NAMED_WEEKDAYS or asked.word(at - 1) in HABITS:
        return None, at
    if token.text in WEEKDAYS:
        return WEEKDAYS[token.text], at + 1
    if token.text in SHORT_WEEKDAYS and token.is_capital:
        behind = asked.past(at + 1, (".",))
        is_plain = token.text in ("thu", "tue", "tues", "thurs", "thur", "fri", "weds")
        if behind > at + 1 or is_plain or asked.token(behind).kind == "digits" or asked.word(at - 1) == "on":
            return SHORT_WEEKDAYS[token.text], behind
    return None, at


def _dated(asked: Asked, number: int, at: int) -> Period | None:
    """Read the date behind a weekday, and say so where that day is another weekday."""
    here = asked.past(asked.past(at, (",",)), ("the",))
    here = asked.past(here, ("(",))
    period = date_at(asked, here)
    if period is None or period.unit != "day" or period.qualifier != "on":
        return None
    if not period.is_floating:
        day = period.spans[0].earliest
        fitting = [span for span in period.spans if _is(span.earliest, number)]
        slip = period.slip or (None if fitting or day is None else slipped(day, number))
        return replace(period, spans=unlike(fitting or period.spans), slip=slip)
    years = [replace(asked, year=asked.day.year + step) for step in (0, -1, 1)]
    readings = [date_at(each, here) for each in years]
    fitting = [each.spans[0] for each in readings if each and _is(each.spans[0].earliest, number)]
    if not fitting:
        day = period.spans[0].earliest
        return replace(period, slip=None if day is None else slipped(day, number))
    nearest = min(fitting, key=lambda span: abs((span.earliest - asked.day).days) if span.earliest else 0)
    return replace(period, spans=(replace(nearest, why=""),), slip=None)


def _is(day: date | None, number: int) -> bool:
    return day is not None and day.weekday() == number


def slipped(day: date, number: int) -> str:
    """Say that a day is another weekday than the words have it."""
    return f"{day} is a {WEEKDAY_NAMES[day.weekday()]}, not a {WEEKDAY_NAMES[number]}"


def _of_a_week(asked: Asked, number: int, at: int) -> Period | None:
    """Read "Friday last week", "Tuesday of this week", "Saturday week"."""
    here = asked.past(at, ("of",))
    shift = {"last": -7, "this": 0, "next": 7}.get(asked.word(here))
    if shift is not None and asked.word(here + 1) == "week":
        day = _in_week(moved(asked.day, shift), number)
        return Period((Span(day, day),), here + 2, "weekday", is_relative=True)
    if asked.word(at) == "week" and asked.word(at + 1) not in ("-", "s"):
        day = moved(_coming(asked.day, number), 7)
        return Period((Span(day, day),), at + 1, "weekday", is_relative=True)
    return None


def _by_the_word(asked: Asked, number: int, how: str | None, end: int) -> Period:
    spans = unlike(Span(day, day, why) for day, why in _days(asked, number, how))
    is_told = how in ("previous", "following", "that", "same")
    return Period(spans, end, "weekday", is_floating=how is None, is_relative=True, is_told=is_told)


def _days(asked: Asked, number: int, how: str | None) -> list[tuple[date, str]]:
    """Return the days that are meant, the likeliest first."""
    last, coming = _last(asked.day, number), _coming(asked.day, number)
    before, after = _last(moved(asked.day, -1), number), _coming(moved(asked.day, 1), number)
    this_week = _in_week(asked.day, number)
    if how in ("last", "previous", "past"):
        farther = [(moved(before, -7), "of last week")] if how == "last" and before >= _monday(asked.day) else []
        return [(before, "the last one"), *farther]
    if how in ("next", "following", "coming"):
        in_this_week = how == "next" and after == this_week and number != asked.day.weekday()
        return [(after, "the coming one"), *([(moved(after, 7), "of next week")] if in_this_week else [])]
    if how == "this":
        return [(last if asked.tense == PAST else coming if asked.tense == COMING else this_week, "")]
    readings = {PAST: (last, "the last"), COMING: (coming, "the coming")}
    return [readings[asked.tense]] if asked.tense else [readings[PAST], readings[COMING]]


def _monday(day: date) -> date:
    return moved(day, -day.weekday())


def _in_week(day: date, number: int) -> date:
    monday = week_of(day).earliest
    return moved(monday or day, number)


def _last(day: date, number: int) -> date:
    return moved(day, -((day.weekday() - number) % 7))


def _coming(day: date, number: int) -> date:
    return moved(day, (number - day.weekday()) % 7)
