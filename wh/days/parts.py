"""Read a part of a period: "early 2024", "mid-December", "the end of the month", "the first week of May", "the eve"."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from wh.days.named import calendar_unit
from wh.days.spans import Asked, Period, Span, counted, mapped, moved, moved_months, unlike
from wh.days.words import APOSTROPHES, DASHES, PARTS_OF_DAY, UNITS
from wh.days.years import year_of
from wh.figures.cardinals import cardinal_at

Read = Callable[[Asked, int], Period | None]

_EARLY, _MIDDLE, _LATE, _START, _END = "early", "mid", "late", "start", "end"
_PARTS = {
    "early": _EARLY,
    "mid": _MIDDLE,
    "late": _LATE,
    "middle": _MIDDLE,
    "start": _START,
    "beginning": _START,
    "opening": _START,
    "end": _END,
    "close": _END,
}
_FIRST_MONTHS = {
    ("year", _EARLY): (0, 4),
    ("year", _MIDDLE): (4, 8),
    ("year", _LATE): (8, 12),
    ("year", _START): (0, 1),
    ("year", _END): (11, 12),
    ("decade", _EARLY): (0, 48),
    ("decade", _MIDDLE): (36, 84),
    ("decade", _LATE): (72, 120),
    ("decade", _START): (0, 24),
    ("decade", _END): (96, 120),
    ("century", _EARLY): (0, 396),
    ("century", _MIDDLE): (396, 804),
    ("century", _LATE): (792, 1200),
    ("century", _START): (0, 240),
    ("century", _END): (960, 1200),
    ("quarter", _EARLY): (0, 1),
    ("quarter", _MIDDLE): (1, 2),
    ("quarter", _LATE): (2, 3),
    ("quarter", _START): (0, 1),
    ("quarter", _END): (2, 3),
    ("season", _EARLY): (0, 1),
    ("season", _MIDDLE): (1, 2),
    ("season", _LATE): (2, 4),
    ("season", _START): (0, 1),
    ("season", _END): (2, 4),
}
"""Which months of a long period a part is: from the one, up to the other and without it."""
_DAYS = {
    ("month", _EARLY): (0, 10),
    ("month", _MIDDLE): (10, 20),
    ("month", _LATE): (20, 31),
    ("month", _START): (0, 10),
    ("month", _END): (20, 31),
    ("week", _EARLY): (0, 3),
    ("week", _MIDDLE): (1, 4),
    ("week", _LATE): (3, 7),
    ("week", _START): (0, 2),
    ("week", _END): (4, 7),
}
_ORDER = {"first": 0, "second": 1, "third": 2, "fourth": 3, "opening": 0, "last": -1, "final": -1}


def part_at(asked: Asked, at: int, period_at: Read) -> Period | None:
    """Return the part of a period that begins at the token, or None."""
    return (
        _sided(asked, at, period_at)
        or _numbered_weeks(asked, at, period_at)
        or _of_a_day(asked, at, period_at)
        or _year_end(asked, at)
    )


def _sided(asked: Asked, at: int, period_at: Read) -> Period | None:
    here = asked.past(at, ("the",))
    side = _PARTS.get(asked.word(here))
    if side is None:
        return None
    is_noun = asked.word(here) in ("start", "beginning", "middle", "end", "close", "opening")
    here += 1
    until = side
    if asked.word(here) in (*DASHES, "to") and side in (_EARLY, _MIDDLE, _LATE):
        other = _PARTS.get(asked.word(here + 1))
        if asked.word(here) == "to" and other not in (_MIDDLE, _LATE):
            return None
        if other in (_MIDDLE, _LATE):  # "early to mid 2023"
            here, until = asked.past(here + 2, DASHES), other
        else:
            here += 1
    if side == _END and asked.word(here) in DASHES and year_of(asked.word(here + 1)):
        here += 1  # "end-2025"
    elif is_noun and asked.word(here) != "of":
        return None
    if asked.word(here) in ("in", "on", "of"):
        here += 1
    whole = _whole_at(asked, here, period_at)
    if whole is None or not whole.spans:
        return None
    part, last = part_of(whole, side), part_of(whole, until)
    if part is None or last is None or until == side:
        return part
    spans = (replace(first, latest=second.latest) for first, second in zip(part.spans, last.spans, strict=True))
    return replace(part, spans=unlike(spans))


def part_of(whole: Period, side: str) -> Period | None:
    """Return the early, middle or late part of a period, or where it starts or ends; of a day the day."""
    unit = "week" if whole.unit == "weekend" else whole.unit
    if unit in ("day", "weekday", "weekend"):
        return whole
    if (unit, side) not in _DAYS and (unit, side) not in _FIRST_MONTHS:
        return None
    parted = mapped(whole, lambda span: _cut(span, unit, side))
    return replace(parted, unit="part", is_end=side == _END, qualifier="on")


def _cut(span: Span, unit: str, side: str) -> Span:
    if span.earliest is None or span.latest is None:
        return span
    if months := _FIRST_MONTHS.get((unit, side)):
        last = moved(moved_months(span.earliest, months[1]), -1) if months[1] < 1200 else span.latest
        return replace(span, earliest=moved_months(span.earliest, months[0]), latest=min(last, span.latest))
    first, last_day = _DAYS[(unit, side)]
    return replace(
        span, earliest=moved(span.earliest, first), latest=min(moved(span.earliest, last_day - 1), span.latest)
    )


def _whole_at(asked: Asked, at: int, period_at: Read) -> Period | None:
    """Return the period that has the part; "the year", "the month" alone are the present ones."""
    here = asked.past(at, ("the",))
    word = asked.word(here)
    is_present = here > at or asked.word(at - 1) in DASHES
    if is_present and word in ("day", "week", "month", "quarter", "year", "decade", "century"):
        if word == "day":
            return counted(asked.day, asked.day, here + 1, "day")
        span = calendar_unit(asked, word, 0)
        return counted(span.earliest, span.latest, here + 1, word)
    return period_at(asked, here) or (period_at(asked, at) if here > at else None)


def _numbered_weeks(asked: Asked, at: int, period_at: Read) -> Period | None:
    """Read "the first week of December", "the last days of July", "the week of 8 December", "the month of May"."""
    here = asked.past(at, ("the",))
    if asked.word(here) in ("week", "weekend", "month", "year", "days") and asked.word(here + 1) in ("of", "ending"):
        return _around(asked, here, period_at)
    order = _ORDER.get(asked.word(here))
    number = cardinal_at(asked.tokens, here + 1)
    count, of = (int(number.value), number.end) if number else (1, here + 1)
    unit = UNITS.get(asked.word(of), "")
    if order is None or unit not in ("day", "week", "month") or asked.word(of + 1) != "of" or (count > 1 and order > 0):
        return None
    whole = _whole_at(asked, of + 2, period_at)
    if whole is None or not whole.spans or whole.unit not in ("month", "year", "week", "decade"):
        return None
    if unit == "day" and number is None and asked.word(of) == "days":
        count = 2 if whole.unit == "week" else 7
    days, months = {"day": (count, 0), "week": (7 * count, 0)}.get(unit, (0, count))
    return replace(mapped(whole, lambda span: _nth(span, order, days, months)), unit="part")


def _nth(span: Span, order: int, days: int, months: int) -> Span:
    """Return one of equal pieces of a span, so many days or months long, from its start or its end."""
    if span.earliest is None or span.latest is None:
        return span
    if order < 0:
        start = moved(moved_months(moved(span.latest, 1), -months), -days)
        return replace(span, earliest=max(start, span.earliest))
    start = moved(moved_months(span.earliest, order * months), order * days)
    return replace(span, earliest=start, latest=min(moved(moved_months(start, months), days - 1), span.latest))


def _around(asked: Asked, at: int, period_at: Read) -> Period | None:
    word, joint = asked.words(at, 2)
    named = period_at(asked, asked.past(at + 2, ("the",)))
    if named is None or not named.spans:
        return None
    if word in ("month", "year"):
        return named if named.unit == word and joint == "of" else None
    if word == "weekend":
        return named
    if named.unit not in ("day", "weekday") or word == "days":
        return None
    return replace(mapped(named, lambda span: _week_around(span, is_ending=joint == "ending")), unit=word)


def _week_around(span: Span, *, is_ending: bool) -> Span:
    day = span.earliest
    if day is None:
        return span
    if is_ending:
        return replace(span, earliest=moved(day, -6), latest=day)
    monday = moved(day, -day.weekday())
    return replace(span, earliest=monday, latest=moved(monday, 6))


def _of_a_day(asked: Asked, at: int, period_at: Read) -> Period | None:
    """Read "the night of 9 August", "the early hours of Sunday", "the eve of 1 May"."""
    here = asked.past(asked.past(at, ("the",)), ("early", "late"))
    word = asked.word(here)
    if word not in (*PARTS_OF_DAY, "hours", "eve") or asked.word(here + 1) not in ("of", "on"):
        return None
    named = period_at(asked, asked.past(here + 2, ("the",)))
    if named is None or not named.spans or named.unit not in ("day", "weekday"):
        return None
    if word == "eve":
        return mapped(named, lambda span: replace(span, earliest=_before(span), latest=_before(span)))
    if word == "night":
        return mapped(named, lambda span: replace(span, latest=None if span.latest is None else moved(span.latest, 1)))
    return named


def _before(span: Span) -> date | None:
    return None if span.earliest is None else moved(span.earliest, -1)


def _year_end(asked: Asked, at: int) -> Period | None:
    """Read "year-end", "month-end", "year's end"."""
    unit = asked.word(at)
    here = asked.past(at + 1, DASHES)
    if asked.word(at + 1) in APOSTROPHES and asked.word(at + 2) == "s":
        here = at + 3  # "by year's end"
    if unit not in ("year", "month", "week") or asked.word(here) != "end":
        return None
    span = calendar_unit(asked, unit, 0)
    whole = counted(span.earliest, span.latest, here + 1, unit)
    return part_of(whole, _END)
