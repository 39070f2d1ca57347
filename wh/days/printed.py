"""Read a date of the calendar at a place among tokens: a day, a month, a feast, or a longer period."""

import re
from dataclasses import replace

from wh.days.seasons import quarter_at, season_at
from wh.days.spans import COMING, PAST, Asked, OutOfCalendar, Period, Span, month_of, one, unlike
from wh.days.words import (
    ALSO_A_NAME,
    ALSO_A_WORD,
    APOSTROPHES,
    BEHIND_A_DATE,
    DASHES,
    MONTH_NAMES,
    MONTHS,
    SEASONS,
    SHORT_MONTHS,
    listed,
)
from wh.days.years import bare_year_at, century_at, decade_at, ends, of_two_digits, short_year_at, year_behind, year_of

_BEFORE_A_MONTH = listed(
    "in since last next this early mid late of by until till from to and between before after through during"
    " throughout around about or previous following every that same"
)
_JOINTS = (*DASHES, "to", "and", "or", "through", "until", "/")


def date_at(asked: Asked, at: int) -> Period | None:
    """Return the date that begins at the token, or None."""
    token = asked.token(at)
    if token.kind == "digits":
        return (
            _iso_at(asked, at)
            or _numeric_at(asked, at)
            or _day_and_month_at(asked, at)
            or decade_at(asked, at)
            or century_at(asked, at)
            or bare_year_at(asked, at)
        )
    if token.kind != "word" and token.text not in APOSTROPHES:
        return None
    return (
        _month_first_at(asked, at)
        or _holiday_at(asked, at)
        or decade_at(asked, at)
        or short_year_at(asked, at)
        or quarter_at(asked, at)
        or season_at(asked, at)
        or century_at(asked, at)
    )


def _iso_at(asked: Asked, at: int) -> Period | None:
    year = year_of(asked.word(at))
    if year is None or asked.word(at + 1) not in (*DASHES, "/") or not re.fullmatch(r"\d\d", asked.word(at + 2)):
        return None
    month = int(asked.word(at + 2))
    if asked.word(at + 3) == asked.word(at + 1) and re.fullmatch(r"\d\d", asked.word(at + 4)) and 1 <= month <= 12:
        return _calendar_day(year, month, int(asked.word(at + 4)), at + 5)
    if 1 <= month <= 12 and month <= year % 100 and asked.word(at + 1) in DASHES:
        return one(*ends(month_of(year, month)), at + 3, "month")
    return None


def _numeric_at(asked: Asked, at: int) -> Period | None:
    """Read "13/12/2025", "12/13/2025", "9/8/2020" (both orders, named), "13.12.2025"."""
    texts, end = [], at
    if match := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", asked.word(at)):
        texts, end = list(match.groups()), at + 1
    elif asked.word(at + 1) == asked.word(at + 3) and asked.word(at + 1) in ("/", *DASHES):
        texts, end = [asked.word(at), asked.word(at + 2), asked.word(at + 4)], at + 5
    if len(texts) != 3 or not all(re.fullmatch(r"\d{1,2}", each) for each in texts[:2]):
        return None
    year = year_of(texts[2])
    if year is None and re.fullmatch(r"\d\d", texts[2]) and "/" in asked.words(at, 2):
        year = 2000 + int(texts[2])
    first, second = int(texts[0]), int(texts[1])
    if year is None or not (1 <= first <= 31 and 1 <= second <= 31) or (first > 12 and second > 12):
        return None
    orders = [(first, second, "day first"), (second, first, "month first")]
    found = [(_calendar_day(year, month, day, end), why) for day, month, why in orders if month <= 12]
    spans = [replace(period.spans[0], why=why) for period, why in found]
    return replace(found[0][0], spans=unlike(spans))


def _day_and_month_at(asked: Asked, at: int) -> Period | None:
    """Read "13 December 2025", "13th of December", "9-11 August", "9 to 11 August 2020"."""
    first, here = _day_of_month(asked, at)
    if first is None:
        return None
    last = first
    if asked.word(here) in _JOINTS:
        second, behind = _day_of_month(asked, here + 1)
        if second is not None and second > first and _month_at(asked, _past_of(asked, behind)):
            last, here = second, behind
    here = _past_of(asked, here)
    found = _month_at(asked, here)
    if found is None:
        return None
    month, here = found
    year, here = year_behind(asked, here)
    if year is None and _is_short_year(asked, here):
        year, here = of_two_digits(asked.word(here)), here + 1
    return _days_of_month(asked, year, month, first, last, here)


def _short_year_behind_comma(asked: Asked, month: int, first: int, last: int, at: int) -> Period | None:
    """Read "Aug 9, 20" as of 2020, or without a year and a number behind it: both readings are kept."""
    end = at + 2
    if asked.word(at) != "," or not _is_short_year(asked, at + 1) or asked.token(end).kind == "word":
        return None
    short = _days_of_month(asked, of_two_digits(asked.word(at + 1)), month, first, last, end)
    floating = _days_of_month(asked, None, month, first, last, end)
    return replace(floating, spans=unlike([*short.spans, *floating.spans]))


def _is_short_year(asked: Asked, at: int) -> bool:
    """Whether two digits behind a day and its month are the year: "9 Aug 20"; "9 Aug 20 people" has none."""
    behind = asked.token(at + 1)
    if not re.fullmatch(r"\d\d", asked.word(at)) or behind.kind == "digits":
        return False
    return behind.text in BEHIND_A_DATE if behind.kind == "word" else behind.text not in (":", "%", "°")


def _month_first_at(asked: Asked, at: int) -> Period | None:
    """Read "December 13, 2025", "Dec. 13", "August 9-11", "July 2021", "July"."""
    found = _month_at(asked, at)
    if found is None:
        return None
    month, here = found
    first, behind = _day_of_month(asked, asked.past(here, ("the",)))
    is_day = first is not None and not (asked.word(behind) in ("people", "%") or asked.token(here).text == ".")
    if is_day and first is not None:
        last = first
        if asked.word(behind) in _JOINTS:
            second, further = _day_of_month(asked, behind + 1)
            if second is not None and second > first and _ends_there(asked, further):
                last, behind = second, further
        year, behind = year_behind(asked, behind)
        if year is None and (listed := _short_year_behind_comma(asked, month, first, last, behind)):
            return listed
        return _days_of_month(asked, year, month, first, last, behind)
    year, behind = year_behind(asked, here)
    if year is None and asked.word(at) in SHORT_MONTHS and asked.word(here - 1) != ".":
        return None
    if year is None and not _is_a_month(asked, at):
        return None
    if year is not None:
        return one(*ends(month_of(year, month)), behind, "month")
    return _floating_month(asked, month, here)


def _is_a_month(asked: Asked, at: int) -> bool:
    """Whether a month's name without day and year is that, and neither a verb nor a person."""
    token, before = asked.token(at), asked.word(at - 1)
    is_led = before in _BEFORE_A_MONTH or before in DASHES or before in SEASONS
    if not token.is_capital and token.text in ALSO_A_WORD:
        return False
    if token.text in ALSO_A_NAME or not asked.is_phrase:
        behind = asked.token(at + 1)
        is_alone = at == 0 and (behind.kind != "word" or behind.text in ("to", "and", "or", "until", "through"))
        return is_led or (asked.is_phrase and is_alone)
    return True


def _month_at(asked: Asked, at: int) -> tuple[int, int] | None:
    """Return the month named there and the place behind it, and behind its full stop."""
    word = asked.word(at)
    if word in MONTHS:
        return MONTHS[word], at + 1
    if word in SHORT_MONTHS:
        return SHORT_MONTHS[word], asked.past(at + 1, (".",))
    return None


def _past_of(asked: Asked, at: int) -> int:
    return asked.past(at, ("of", *DASHES))


def _day_of_month(asked: Asked, at: int) -> tuple[int | None, int]:
    text = asked.word(at)
    if not re.fullmatch(r"\d{1,2}", text) or not 1 <= int(text) <= 31:
        return None, at
    behind = at + 1
    if asked.word(behind) in ("st", "nd", "rd", "th") and asked.token(behind).is_glued:
        behind += 1
    elif asked.word(behind) in (":", "%") and asked.token(behind).is_glued:
        return None, at
    return int(text), behind


def _ends_there(asked: Asked, at: int) -> bool:
    token = asked.token(at)
    return token.kind != "word" or token.text in ("of", "in", "and", "to", "at", "when", "last", "this", "next")


def _days_of_month(asked: Asked, year: int | None, month: int, first: int, last: int, end: int) -> Period:
    if year is not None or asked.year is not None:
        return _joined(_calendar_day(year or asked.year or 0, month, first, end), year or asked.year, month, last, end)
    found = []
    for floating, why in _floating_years(asked, month, first):
        period = _joined(_calendar_day(floating, month, first, end), floating, month, last, end)
        found.append((period, replace(period.spans[0], why=why)))
    spans = unlike(_near(asked, [span for _, span in found]))
    return replace(found[0][0], spans=spans, is_floating=True, is_relative=True)


def _joined(period: Period, year: int | None, month: int, last: int, end: int) -> Period:
    """Return the days up to `last` of the same month."""
    other = _calendar_day(year or 0, month, last, end)
    span = Span(period.spans[0].earliest, other.spans[0].latest)
    qualifier = "on" if period.slip or span.earliest == span.latest else "between"
    return replace(period, spans=(span,), slip=period.slip or other.slip, qualifier=qualifier)


def _calendar_day(year: int, month: int, day: int, end: int) -> Period:
    """Return a day; where the month has no such day, the month, and what is wrong."""
    whole = month_of(year, month)
    if whole.latest is None or whole.earliest is None or day > whole.latest.day or day == 0:
        slip = f"{MONTH_NAMES[month - 1]} {year} has no day {day}"
        return replace(one(*ends(whole), end, "month"), slip=slip)
    only = whole.earliest.replace(day=day)
    return one(only, only, end, "day")


def _floating_years(asked: Asked, month: int, day: int) -> list[tuple[int, str]]:
    """Return the years that a day without one may be of, by tense, with the name of the reading."""
    is_had = (month, day) <= (asked.day.month, asked.day.day)
    is_to_come = (month, day) >= (asked.day.month, asked.day.day)
    years = {
        PAST: (asked.day.year if is_had else asked.day.year - 1, "the last"),
        COMING: (asked.day.year if is_to_come else asked.day.year + 1, "the coming"),
    }
    if (month, day) == (2, 29):
        years = {PAST: (_leap(years[PAST][0], -1), "the last"), COMING: (_leap(years[COMING][0], 1), "the coming")}
    return [years[asked.tense]] if asked.tense else [years[PAST], years[COMING]]


def _leap(year: int, step: int) -> int:
    while not 1 <= year <= 9999 or year % 4 or (year % 100 == 0 and year % 400):
        if not 1 <= year <= 9999:
            raise OutOfCalendar
        year += step
    return year


def _near(asked: Asked, spans: list[Span]) -> list[Span]:
    """Drop the reading that is most of a year away where the other is near: nobody leaves out that year."""
    distances = [abs((span.earliest - asked.day).days) if span.earliest else 0 for span in spans]
    if len(spans) == 2 and min(distances) <= 75 and max(distances) >= 270:
        return [spans[distances.index(min(distances))]]
    return spans


def _floating_month(asked: Asked, month: int, end: int) -> Period:
    """Read a month without its year: the last one, up to the present one, or the coming one."""
    if asked.year is not None:
        return one(*ends(month_of(asked.year, month)), end, "month")
    now = asked.day.month
    past = month_of(asked.day.year - (month > now), month)
    coming = month_of(asked.day.year + (month < now), month)
    readings = {PAST: replace(past, why="the last"), COMING: replace(coming, why="the coming")}
    spans = [readings[asked.tense]] if asked.tense else _near(asked, [readings[PAST], readings[COMING]])
    return Period(unlike(spans), end, "month", is_floating=True, is_relative=True)


def _holiday_at(asked: Asked, at: int) -> Period | None:
    """Read Christmas and New Year, with their eves; other feasts are of one country or move."""
    words = [asked.word(at + step) for step in range(6)]
    plain = [word for word in words if word not in APOSTROPHES]
    known: dict[tuple[str, ...], tuple[int, int]] = {
        ("christmas", "eve"): (12, 24),
        ("christmas", "day"): (12, 25),
        ("boxing", "day"): (12, 26),
        ("new", "year", "s", "eve"): (12, 31),
        ("new", "year", "s", "day"): (1, 1),
        ("new", "years", "day"): (1, 1),
        ("new", "years", "eve"): (12, 31),
    }
    if _is_christmas_alone(asked, at):
        known[("christmas",)] = (12, 25)
    for name, (month, day) in known.items():
        if tuple(plain[: len(name)]) == name:
            end, seen = at, 0
            while seen < len(name):
                seen += asked.word(end) not in APOSTROPHES
                end += 1
            year, end = year_behind(asked, end)
            if name == ("christmas",) and asked.word(at - 1) in ("over", "during"):
                return _days_of_month(asked, year, 12, 24, 26, end)
            tensed = replace(asked, tense={"last": PAST, "next": COMING}.get(asked.word(at - 1), asked.tense))
            return _days_of_month(tensed, year, month, day, day, end)
    return None


def _is_christmas_alone(asked: Asked, at: int) -> bool:
    """Whether "Christmas" is the day: a Christmas market is a market."""
    token, behind = asked.token(at), asked.token(at + 1)
    is_led = asked.word(at - 1) in ("last", "next", "this", "before", "after", "over", "by", "since", "until", "during")
    return token.is_capital and is_led and (behind.kind != "word" or behind.text in (*BEHIND_A_DATE, "last", "next"))
