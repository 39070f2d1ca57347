"""Read days and periods that are named from the day of publication: today, last night, this week, late last year."""

from dataclasses import replace

from wh.days.printed import date_at
from wh.days.spans import (
    COMING,
    PAST,
    Asked,
    Period,
    Span,
    counted,
    month_of,
    months_of,
    moved,
    moved_months,
    unlike,
    week_of,
    years_of,
)
from wh.days.weekdays import with_part_of_day
from wh.days.words import MONTHS, PARTS_OF_DAY, UNITS

_PLAIN = {"today": 0, "yesterday": -1, "tomorrow": 1}
_WHICH = ("last", "past", "previous", "preceding", "this", "current", "next", "coming", "following")


def named_at(asked: Asked, at: int) -> Period | None:
    """Return the day or period named at the token, or None."""
    if asked.word(at) in ("last", "next", "this") and asked.word(at + 1) == "christmas":
        return date_at(asked, at + 1)
    return _day_at(asked, at) or _recent_at(asked, at) or _month_of_year_at(asked, at) or _unit_at(asked, at)


def _day_at(asked: Asked, at: int) -> Period | None:
    words = [asked.word(at + step) for step in range(4)]
    day = asked.day
    if words[:3] == ["day", "before", "yesterday"]:
        return counted(moved(day, -2), moved(day, -2), at + 3, "day")
    if words[:3] == ["day", "after", "tomorrow"]:
        return counted(moved(day, 2), moved(day, 2), at + 3, "day")
    if words[0] in ("earlier", "later", "early", "late") and words[1] in _PLAIN:
        return _day_at(asked, at + 1)
    if words[0] in _PLAIN:
        which = moved(day, _PLAIN[words[0]])
        return with_part_of_day(asked, counted(which, which, at + 1, "day"))
    if words[0] == "tonight":
        return counted(day, moved(day, 1), at + 1, "day")
    if words[0] == "overnight":
        return counted(moved(day, -1), day, at + 1, "day")
    if words == ["the", "night", "before", "last"]:
        return counted(moved(day, -2), moved(day, -1), at + 4, "day")
    if words[:2] == ["last", "night"]:
        return counted(moved(day, -1), day, at + 2, "day")
    if words[0] == "this" and words[1] in PARTS_OF_DAY:
        return counted(day, day, at + 2, "day")
    return None


def _recent_at(asked: Asked, at: int) -> Period | None:
    """Read "recent days", "coming weeks": no number is said, so the ends are wide."""
    longest = {"day": (10, 0), "week": (56, 0), "month": (0, 12), "year": (0, 120)}
    unit = UNITS.get(asked.word(at + 1), "")
    if asked.word(at) not in ("recent", "coming") or unit not in longest or not asked.word(at + 1).endswith("s"):
        return None
    days, months = longest[unit]
    sign = -1 if asked.word(at) == "recent" else 1
    far = moved(moved_months(asked.day, sign * months), sign * days)
    span = (far, asked.day) if sign < 0 else (asked.day, far)
    return counted(*span, at + 2, unit)


def _month_of_year_at(asked: Asked, at: int) -> Period | None:
    """Read "last July", "next May", "this December"."""
    how, month = asked.word(at), MONTHS.get(asked.word(at + 1))
    if month is None or how not in ("last", "next", "this") or not asked.token(at + 1).is_capital:
        return None
    now, year = asked.day.month, asked.day.year
    if asked.token(at + 2).kind == "digits" and len(asked.word(at + 2)) <= 2:
        return None  # "last December 13" is left to the date
    this, last, coming = month_of(year, month), month_of(year - 1, month), month_of(year + 1, month)
    if how == "this":
        spans = [this]
    elif how == "last":
        spans = [replace(this, why="this year"), replace(last, why="last year")] if month < now else [last]
    else:
        spans = [replace(this, why="this year"), replace(coming, why="next year")] if month > now else [coming]
    return Period(unlike(spans), at + 2, "month", is_relative=True)


def _unit_at(asked: Asked, at: int) -> Period | None:
    """Read "this week", "last month", "the past year", "the previous day", "earlier this month", "so far this year"."""
    part = asked.word(at) if asked.word(at) in ("earlier", "later") else None
    here = at + 1 if part else at
    if asked.words(at, 2) in (("so", "far"), ("to", "date")):
        part, here = "earlier", at + 2
    here = asked.past(here, ("in", "on")) if part else here
    has_article = asked.word(here) == "the"
    here = asked.past(here, ("the",))
    which, unit = asked.word(here), UNITS.get(asked.word(here + 1), "")
    if part and has_article and asked.word(here) in ("day", "week", "month", "year"):
        which, unit, here = "this", asked.word(here), here - 1
    elif which not in _WHICH or not unit or asked.word(here + 1).endswith("s"):
        return None
    has_article = has_article or asked.word(here - 1) == "the"
    end = here + 2
    if asked.word(end) == "of":
        return None  # "the last quarter of 2024" is counted within that year
    spans = _spans_of(asked, which, unit, has_article=has_article)
    if not spans:
        return None
    if asked.words(end, 2) == ("so", "far"):
        part, end = "earlier", end + 2
    if part == "earlier":
        spans = [replace(span, latest=min(span.latest or asked.day, asked.day)) for span in spans]
    elif part == "later":
        spans = [replace(span, earliest=max(span.earliest or asked.day, asked.day)) for span in spans]
    is_told = which in ("previous", "preceding", "following") or (which == "next" and unit == "day")
    return Period(unlike(spans), end, unit, is_relative=True, is_told=is_told)


def _spans_of(asked: Asked, which: str, unit: str, *, has_article: bool) -> list[Span]:
    day = asked.day
    if unit == "day":
        step = {"previous": -1, "preceding": -1, "following": 1, "next": 1}.get(which)
        return [] if step is None else [Span(moved(day, step), moved(day, step))]
    if unit in ("hour", "minute"):
        return [Span(moved(day, -1), day)] if which in ("last", "past") else []
    if unit == "weekend":
        return _weekends(asked, which)
    is_running = which == "past" or (which in ("last", "next", "coming") and has_article)
    if is_running and unit in RUNNING:
        return [_running(asked, unit, forward=which in ("next", "coming"))]
    step = {"this": 0, "current": 0, "past": -1, "last": -1, "previous": -1, "preceding": -1}.get(which, 1)
    return [calendar_unit(asked, unit, step)]


RUNNING = {
    "week": (7, 0),
    "fortnight": (14, 0),
    "month": (0, 1),
    "quarter": (0, 3),
    "year": (0, 12),
    "decade": (0, 120),
    "century": (0, 1200),
}
"""How long each unit is, in days and months."""


def _running(asked: Asked, unit: str, *, forward: bool) -> Span:
    days, months = RUNNING[unit]
    sign = 1 if forward else -1
    far = moved(moved_months(asked.day, sign * months), sign * days)
    return Span(asked.day, far) if forward else Span(far, asked.day)


def calendar_unit(asked: Asked, unit: str, step: int) -> Span:
    """Return the week, month, quarter, year, decade or century of the day of publication, or one further by `step`."""
    day = asked.day
    if unit == "week":
        return week_of(moved(day, 7 * step))
    if unit == "fortnight":
        return Span(moved(day, 14 * step), moved(day, 14 * (step + 1))) if step else Span(moved(day, -14), day)
    if unit == "month":
        there = moved_months(day.replace(day=1), step)
        return month_of(there.year, there.month)
    if unit == "quarter":
        there = moved_months(day.replace(day=1), 3 * step)
        first = (there.month - 1) // 3 * 3 + 1
        return months_of(there.year, first, first + 2)
    size = {"year": 1, "decade": 10, "century": 100}[unit]
    first = max(day.year // size * size + step * size, 1)
    return years_of(first, first + size - 1)


def _weekends(asked: Asked, which: str) -> list[Span]:
    saturday = moved(asked.day, 5 - asked.day.weekday())
    is_now = asked.day.weekday() >= 5
    shift = {"last": -7, "past": -7, "previous": -7, "preceding": -7, "this": 0, "current": 0}.get(which, 7)
    if which in ("next", "coming", "following") and not is_now and which != "next":
        shift = 0
    if which == "this" and asked.tense == PAST and not is_now:
        shift = -7
    spans = [shift]
    if which == "this" and asked.tense is None and asked.day.weekday() <= 1:
        spans.append(-7)
    if which == "next" and not is_now:
        spans = [0, 7] if asked.tense == COMING else [7, 0]
    return [Span(moved(saturday, days), moved(saturday, days + 1), _why(days)) for days in spans]


def _why(days: int) -> str:
    return "the last" if days < 0 else "of this week" if days == 0 else "of next week"


def weekend_at(asked: Asked, at: int) -> Period | None:
    """Read "the weekend" alone: the last one or the coming one."""
    if asked.word(at) != "weekend" or asked.word(at - 1) not in ("the", "weekend"):
        return None
    saturday = moved(asked.day, 5 - asked.day.weekday())
    last = saturday if asked.day.weekday() >= 5 else moved(saturday, -7)
    readings = {
        PAST: Span(last, moved(last, 1), "the last"),
        COMING: Span(saturday, moved(saturday, 1), "the coming"),
    }
    spans = [readings[asked.tense]] if asked.tense else [readings[PAST], readings[COMING]]
    return Period(unlike(spans), at + 1, "weekend", is_relative=True)
