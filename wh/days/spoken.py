"""Read days as people speak of them: the week before last, two Fridays ago, on the 9th, the first Monday of March."""

from dataclasses import replace
from datetime import date

from wh.days.named import calendar_unit
from wh.days.printed import date_at
from wh.days.spans import (
    COMING,
    PAST,
    Asked,
    OutOfCalendar,
    Period,
    Span,
    counted,
    month_of,
    moved,
    moved_months,
    unlike,
)
from wh.days.words import BEHIND_A_DATE, WEEKDAYS
from wh.figures.cardinals import cardinal_at

_ORDER = {"first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1}
_BEFORE_A_DAY = ("on", "by", "until", "since", "before", "after", "from")


def spoken_at(asked: Asked, at: int) -> Period | None:
    """Return what people say for a day or a period, or None."""
    here = asked.past(at, ("the",))
    return (
        _before_last(asked, here) or _weekdays_ago(asked, at) or _weekday_of_month(asked, here) or _day_alone(asked, at)
    )


def _before_last(asked: Asked, at: int) -> Period | None:
    """Read "the week before last", "the year before last"."""
    unit = asked.word(at)
    if unit not in ("week", "month", "year") or asked.words(at + 1, 2) != ("before", "last"):
        return None
    if asked.token(at + 3).kind == "word" and asked.word(at + 3) not in BEHIND_A_DATE:
        return None  # "the week before last Christmas"
    span = calendar_unit(asked, unit, -2)
    return counted(span.earliest, span.latest, at + 3, unit)


def _weekdays_ago(asked: Asked, at: int) -> Period | None:
    """Read "two Fridays ago": the second one before the day of publication."""
    number = cardinal_at(asked.tokens, at)
    if number is None or number.value.denominator != 1 or number.value < 1:
        return None
    weekday = WEEKDAYS.get(asked.word(number.end).removesuffix("s"))
    if weekday is None or asked.word(number.end + 1) != "ago":
        return None
    last = moved(asked.day, -((asked.day.weekday() - weekday - 1) % 7 + 1))
    day = moved(last, -7 * (int(number.value) - 1))
    return counted(day, day, number.end + 2, "day")


def _weekday_of_month(asked: Asked, at: int) -> Period | None:
    """Read "the first Monday of March", "the last Sunday in May 2024"."""
    order, weekday = _ORDER.get(asked.word(at)), WEEKDAYS.get(asked.word(at + 1))
    if order is None or weekday is None or asked.word(at + 2) not in ("of", "in"):
        return None
    month = date_at(asked, at + 3)
    if month is None or month.unit != "month" or not month.spans:
        return None
    spans = unlike(_nth(span, weekday, order) for span in month.spans)
    return replace(month, spans=spans, unit="day")


def _nth(month: Span, weekday: int, order: int) -> Span:
    if month.earliest is None or month.latest is None:
        return month
    first = moved(month.earliest, (weekday - month.earliest.weekday()) % 7 + 7 * order)
    last = moved(month.latest, -((month.latest.weekday() - weekday) % 7))
    day = first if order >= 0 else last
    return Span(day, day, month.why)


def _day_alone(asked: Asked, at: int) -> Period | None:
    """Read "on the 9th": of this month, of the last one or of the next one."""
    text, behind = asked.word(at), asked.token(at + 2)
    if asked.word(at - 1) != "the" or asked.word(at - 2) not in _BEFORE_A_DAY:
        return None
    if not text.isdigit() or len(text) > 2 or asked.word(at + 1) not in ("st", "nd", "rd", "th"):
        return None
    if behind.kind != "end" and behind.text not in BEHIND_A_DATE and behind.text not in (".", ",", ";"):
        return None  # "on the 9th floor"
    days = [day for step in (-1, 0, 1) if (day := _in_month(asked.day, step, int(text))) is not None]
    had = [Span(day, day, "the last") for day in days if day <= asked.day][-1:]
    to_come = [Span(day, day, "the coming") for day in days if day >= asked.day][:1]
    spans = {PAST: had, COMING: to_come}.get(asked.tense or "", [*had, *to_come])
    return Period(unlike(spans), at + 2, "day", is_floating=True, is_relative=True) if spans else None


def _in_month(day: date, step: int, number: int) -> date | None:
    first = moved_months(day.replace(day=1), step)
    latest = month_of(first.year, first.month).latest
    if latest is None:
        raise OutOfCalendar
    return first.replace(day=number) if 1 <= number <= latest.day else None
