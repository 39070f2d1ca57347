"""Read a quarter, half or season of a year at a place among tokens, with its year or near the day of publication."""

import re
from dataclasses import replace
from datetime import date

from wh.days.spans import COMING, PAST, Asked, Period, Span, month_of, months_of, one, unlike
from wh.days.words import DASHES, SEASONS
from wh.days.years import ends, second_year, year_behind, year_of

_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": -1}


def quarter_at(asked: Asked, at: int) -> Period | None:
    """Read "Q3 2024", "third quarter of 2024", "first half of 2024", "H1 2024", "fiscal 2024"."""
    if asked.word(at) in ("fiscal", "fy"):
        return _fiscal_at(asked, at)
    found = _numbered_part(asked, at)
    if found is None:
        return None
    number, size, here = found
    if asked.words(here, 2) == ("of", "fiscal"):
        return _fiscal_at(asked, here + 1)
    year, behind = year_behind(asked, here)
    if year is None and asked.words(here, 3) == ("of", "the", "year"):
        behind = here + 3
    elif year is None and size == 6:
        return None  # half of anything
    first = (number - 1) * size + 1
    if not 1 <= number <= 12 // size:
        return None
    if year is not None or asked.year is not None:
        return one(*ends(months_of(year or asked.year or 0, first, first + size - 1)), behind, "quarter")
    now = (asked.day.month - 1) // size + 1
    if behind > here:  # of the year
        return Period((months_of(asked.day.year, first, first + size - 1),), behind, "quarter", is_relative=True)
    past = months_of(asked.day.year - (number > now), first, first + size - 1)
    coming = months_of(asked.day.year + (number < now), first, first + size - 1)
    readings = {PAST: replace(past, why="the last"), COMING: replace(coming, why="the coming")}
    spans = [readings[asked.tense]] if asked.tense else [readings[PAST], readings[COMING]]
    return Period(unlike(spans), behind, "quarter", is_floating=True, is_relative=True)


def _numbered_part(asked: Asked, at: int) -> tuple[int, int, int] | None:
    """Return which part of a year, its length in months, and the place behind."""
    word, following = asked.word(at), asked.word(at + 1)
    if word in ("q", "h") and re.fullmatch("[1-4]", following) and asked.token(at + 1).is_glued:
        return int(following), 3 if word == "q" else 6, at + 2
    here = asked.past(at + 1, ("fiscal", *DASHES))
    sizes = {"quarter": 3, "half": 6}
    if word not in _ORDINALS or asked.word(here) not in sizes or asked.word(at - 1) in ("a", "one"):
        return None
    size = sizes[asked.word(here)]
    if asked.word(here - 1) == "fiscal":
        return None
    number = _ORDINALS[word]
    return (number if number > 0 else 12 // size), size, here + 1


def _fiscal_at(asked: Asked, at: int) -> Period | None:
    """Read "fiscal 2024", "fiscal year 2024", "FY2024": somewhere within what anybody calls so."""
    here = asked.past(at + 1, ("year",))
    year = year_of(asked.word(here))
    if year is None:
        return None
    earliest, latest = month_of(year - 1, 2).earliest, month_of(year + 1, 3).latest
    return one(earliest, latest, here + 1, "fiscal year")


def season_at(asked: Asked, at: int) -> Period | None:
    """Read "summer 2021", "last winter": by the calendar of the north and of the south, both named."""
    shift = {"last": -1, "this": 0, "next": 1}.get(asked.word(at))
    here = at + 1 if shift is not None else at
    season = asked.word(here)
    if season not in SEASONS or (season in ("fall", "spring") and shift is None and not _is_a_season(asked, here)):
        return None
    year, behind = year_behind(asked, here + 1)
    if year is None and shift is None:
        if asked.word(at - 1) not in ("the", "in", "since", "by", "until", "of", "this") and not asked.is_phrase:
            return None
        if season == "fall" and asked.word(at - 1) != "the":
            return None
        shift = {PAST: -1, COMING: 1}.get(asked.tense or "", 0)
    crossing = year is not None and asked.word(behind) in (*DASHES, "/") and second_year(year, asked.word(behind + 1))
    if crossing and year is not None and season == "winter":
        return one(month_of(year, 12).earliest, date(year + 1, 3, 21), behind + 2, "season")
    north, south = SEASONS[season], (SEASONS[season] + 5) % 12 + 1
    if year is not None:
        spans = [*_seasons(year, north, "north"), *_seasons(year, south, "south")]
        return Period(unlike(spans), behind, "season")
    spans = [_season_near(asked, month, shift or 0, why) for month, why in ((north, "north"), (south, "south"))]
    return Period(unlike(spans), behind, "season", is_floating=True, is_relative=True)


def _is_a_season(asked: Asked, at: int) -> bool:
    return asked.word(at - 1) in ("the", "in", "early", "late", "mid", "of", "since") or bool(
        year_behind(asked, at + 1)[0]
    )


def _seasons(year: int, month: int, side: str) -> list[Span]:
    """Return the season that begins in the month of a year; a winter may also be called by the year it ends in."""
    if month < 12:
        return [_season(year, month, f"in the {side}")]
    return [_season(year - 1, month, f"in the {side}, ending then"), _season(year, month, f"in the {side}")]


def _season(year: int, month: int, why: str) -> Span:
    """Return three months and the days until the sun says that the next one begins."""
    last = year + (1 if month == 12 else 0)
    return Span(month_of(year, month).earliest, date(last, (month + 2) % 12 + 1, 23), why)


def _season_near(asked: Asked, month: int, shift: int, side: str) -> Span:
    """Return the last season that has begun, the one of this year, or the next."""
    season = _season(asked.day.year - 1, month, f"in the {side}")
    years = range(asked.day.year - 2, asked.day.year + 3)
    listed = [_season(year, month, f"in the {side}") for year in years]
    if shift < 0:
        ended = [each for each in listed if each.latest is not None and each.latest < asked.day]
        return ended[-1] if ended else season
    begun = [each for each in listed if each.latest is not None and each.latest >= asked.day]
    if shift > 0:
        begun = [each for each in begun if each.earliest is not None and each.earliest > asked.day]
    return begun[0]
