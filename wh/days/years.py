"""Read a year, a decade or a century of the calendar at a place among tokens."""

import re
from datetime import date

from wh.days.spans import Asked, Period, Span, one, years_of
from wh.days.words import APOSTROPHES, DASHES, listed

_BEFORE_A_YEAR = listed(
    "in as since by until till from of before after during late early mid to and between through around circa year"
    " about or summer winter spring autumn fall the throughout for"
)


def year_of(text: str) -> int | None:
    """Return a year of four digits, from 1000 to 2199."""
    return int(text) if re.fullmatch(r"1\d{3}|2[01]\d\d", text) else None


def bare_year_at(asked: Asked, at: int) -> Period | None:
    """Read "2020", "2020-24", "1994-2020", where a word leads to it, or where it is all that there is."""
    year = year_of(asked.word(at))
    if year is None:
        return None
    behind, other = asked.word(at + 1), asked.word(at + 2)
    if (behind in DASHES or behind == "/") and (last := second_year(year, other)):
        return one(*ends(years_of(year, last)), at + 3, "year")
    if re.fullmatch(r"st|nd|rd|th|s|%|m|km|bn", behind) and asked.token(at + 1).is_glued:
        return None
    before = asked.word(at - 1)
    is_alone = asked.is_phrase and (asked.token(at + 1).kind != "word" or behind in _BEFORE_A_YEAR) and at == 0
    is_bracketed = before == "(" and behind in (")", *DASHES, ",")
    earlier = asked.token(at - 2)
    is_second = before in DASHES and (earlier.kind == "digits" or earlier.text in ("mid", "early", "late", "end"))
    is_second = is_second or (before == "than" and earlier.text in ("earlier", "later"))
    if not (before in _BEFORE_A_YEAR or is_second or is_alone or is_bracketed):
        return None
    if before in ("to", "for", "of", "about", "around", "or", "and", "the", "through", "from", "between"):
        # so may a number of people be printed
        if not (asked.is_phrase or 1900 <= year <= 2100):
            return None
        if asked.word(at + 1) in ("people", "prisoners", "soldiers", "dollars", "euros", "km", "miles", "years"):
            return None
    return one(*ends(years_of(year, year)), at + 1, "year")


def short_year_at(asked: Asked, at: int) -> Period | None:
    """Read "'21" where a word leads to it."""
    text, behind = asked.word(at + 1), asked.token(at + 2)
    if asked.word(at) not in APOSTROPHES or not re.fullmatch(r"\d\d", text) or not asked.token(at + 1).is_glued:
        return None
    if (behind.is_glued and behind.kind != "mark") or asked.word(at - 1) not in _BEFORE_A_YEAR:
        return None
    year = of_two_digits(text)
    return one(*ends(years_of(year, year)), at + 2, "year")


def of_two_digits(text: str) -> int:
    """Return the year that two digits are written for."""
    return (2000 if int(text) < 50 else 1900) + int(text)


def second_year(first: int, text: str) -> int | None:
    """Return the later year of a span, in four digits or in two."""
    if last := year_of(text):
        return last if last > first else None
    if re.fullmatch(r"\d\d", text) and int(text) > first % 100:
        return first // 100 * 100 + int(text)
    return None


def ends(span: Span) -> tuple[date | None, date | None]:
    """Return first and last day."""
    return span.earliest, span.latest


def year_behind(asked: Asked, at: int) -> tuple[int | None, int]:
    """Return the year printed behind a month or season and the place behind it: "2021", ", 2021", "of last year"."""
    here = at
    if asked.word(here) == ",":
        here += 1
    if asked.word(here) == "of":
        here += 1
    if (year := year_of(asked.word(here))) and asked.token(here).kind == "digits":
        return year, here + 1
    if asked.word(here) in APOSTROPHES and re.fullmatch(r"\d\d", asked.word(here + 1)):
        return of_two_digits(asked.word(here + 1)), here + 2
    shift = {"last": -1, "this": 0, "next": 1}.get(asked.word(here))
    if shift is not None and asked.word(here + 1) == "year":
        return asked.day.year + shift, here + 2
    return None, at


def decade_at(asked: Asked, at: int) -> Period | None:
    """Read "1990s", "'90s", "nineties"."""
    word = asked.word(at)
    if (year := _nineties(word)) is not None and "the" in asked.words(at - 2, 2):
        return one(*ends(years_of(year, year + 9)), at + 1, "decade")
    here = at + 1 if word in APOSTROPHES else at
    digits = asked.word(here)
    behind = here + 1 if asked.word(here + 1) not in APOSTROPHES else here + 2
    if asked.word(behind) != "s" or not asked.token(behind).is_glued:
        return None
    if re.fullmatch(r"1\d\d0|20\d0", digits):
        first = int(digits)
    elif here > at and re.fullmatch(r"\d0", digits):
        first = (1900 if int(digits) > 20 else 2000) + int(digits)
    else:
        return None
    last = first + 99 if first % 100 == 0 and first < 2000 else first + 9
    return one(*ends(years_of(first, last)), behind + 1, "century" if last > first + 9 else "decade")


def _nineties(word: str) -> int | None:
    names = ("twenties", "thirties", "forties", "fifties", "sixties", "seventies", "eighties", "nineties")
    return 1920 + 10 * names.index(word) if word in names else None


def century_at(asked: Asked, at: int) -> Period | None:
    """Read "19th century", "the twenty-first century"."""
    words = {
        "nineteenth": 19,
        "twentieth": 20,
        "eighteenth": 18,
        "seventeenth": 17,
        "sixteenth": 16,
        "fifteenth": 15,
    }
    number, here = words.get(asked.word(at)), at + 1
    if asked.words(at, 2) == ("twenty", "first"):
        number, here = 21, at + 2
    elif asked.word(at) == "twenty" and asked.word(at + 1) in DASHES and asked.word(at + 2) == "first":
        number, here = 21, at + 3
    elif re.fullmatch(r"\d{1,2}", asked.word(at)) and asked.word(at + 1) in ("st", "nd", "rd", "th"):
        number, here = int(asked.word(at)), at + 2
    here = asked.past(here, DASHES)
    if not number or asked.word(here) not in ("century", "centuries") or asked.word(here + 1) in ("bc", "bce"):
        return None
    first = (number - 1) * 100
    return one(*ends(years_of(max(first, 1), first + 99)), here + 1, "century")
