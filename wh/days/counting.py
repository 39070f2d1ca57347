"""Read days that are counted from a day: "two weeks ago", "three days before 1 May", "the past year and a half"."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from math import ceil

from wh.days.spans import COMING, Asked, Period, Span, counted, moved, moved_months
from wh.days.words import BEHIND_A_DATE, COUPLES, DASHES, PARTS_OF_DAY, UNITS
from wh.figures.cardinals import cardinal_at

_BACK = ("ago", "earlier", "before", "previously", "prior")
_ON = ("later", "hence", "after")
_MORE = ("more", "over")
_SLACK = {
    "day": 0,
    "week": 3,
    "fortnight": 3,
    "month": 15,
    "quarter": 30,
    "year": 182,
    "decade": 730,
    "century": 7300,
}
"""By how many days a round number of units may be off on either side: half of one, less for the long ones."""


@dataclass(frozen=True, slots=True)
class Amount:
    """So many units, from `least` to `most` (None if open); `is_exact` if nothing is rounded."""

    least: float
    most: float | None
    unit: str
    end: int
    is_exact: bool = False
    is_bound: bool = False


def amount_at(asked: Asked, at: int) -> Amount | None:
    """Read "three weeks", "a couple of days", "more than two years", "a year and a half", "half a century"."""
    kind, here = _qualifier(asked, at)
    found = _number(asked, here)
    if found is None:
        return None
    least, most, here = found
    unit = UNITS.get(asked.word(asked.past(here, DASHES)), "")
    if not unit or unit == "weekend":
        return None
    here = asked.past(here, DASHES) + 1
    half = asked.words(here, 3) == ("and", "a", "half")
    if half:
        least, most, here = least + 0.5, most + 0.5, here + 3
    if asked.word(here) in ("'", "’"):
        here = asked.past(here + 1, ("s",))
    if kind == "more":
        return Amount(least, None, unit, here, is_bound=True)
    if kind == "less":
        return Amount(0, most, unit, here, is_bound=True)
    if kind == "nearly":
        return Amount(least * 0.8, most, unit, here, is_bound=True)
    if kind == "about":
        return Amount(least * 0.8, most * 1.2, unit, here, is_bound=True)
    return Amount(least, most, unit, here, is_exact=kind == "exactly")


def _qualifier(asked: Asked, at: int) -> tuple[str | None, int]:
    two = asked.words(at, 2)
    if two in (("more", "than"), ("at", "least"), ("just", "over"), ("well", "over")):
        return "more", at + 2
    if two in (("less", "than"), ("just", "under"), ("at", "most"), ("up", "to")):
        return "less", at + 2
    kinds = {
        **dict.fromkeys(("over",), "more"),
        **dict.fromkeys(("under", "within"), "less"),
        **dict.fromkeys(("nearly", "almost"), "nearly"),
        **dict.fromkeys(("about", "around", "some", "roughly", "approximately"), "about"),
        "exactly": "exactly",
        "just": "just",
    }
    kind = kinds.get(asked.word(at))
    return kind, at + 1 if kind else at


def _number(asked: Asked, at: int) -> tuple[float, float, int] | None:
    """Return the least and the most of a count and the place behind it."""
    word = asked.word(at)
    if word == "half" and asked.word(at + 1) in ("a", "an"):
        return 0.5, 0.5, at + 2
    here = at + 1 if word == "a" else at
    if asked.word(here) in COUPLES:
        least, most = COUPLES[asked.word(here)]
        return least, most, asked.past(here + 1, ("of",))
    number = cardinal_at(asked.tokens, at)
    if number is None:
        return (1, 1, at + 1) if word in ("a", "an") else None
    first, end = float(number.value), number.end
    if asked.words(end, 3) == ("and", "a", "half"):
        return first + 0.5, first + 0.5, end + 3
    second = cardinal_at(asked.tokens, end + 1) if asked.word(end) in (*DASHES, "to", "or") else None
    if second is not None and float(second.value) > first and UNITS.get(asked.word(second.end)):
        return first, float(second.value), second.end
    return first, first, end


def back(day: date, number: float, unit: str) -> date:
    """Return the day so many units earlier; later if the number is negative."""
    sizes = {"day": 1.0, "week": 7.0, "fortnight": 14.0, "hour": 1 / 24, "minute": 1 / 1440}
    if unit in sizes:
        return moved(day, -number * sizes[unit])
    months = number * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
    whole = int(months)
    return moved(moved_months(day, -whole), -round((months - whole) * 30.4))


def _slack(amount: Amount) -> int:
    """Return by how many days an amount may be off; half a year is meant more narrowly than a year."""
    if amount.is_exact or amount.is_bound:
        return 0
    return _SLACK[amount.unit] // (4 if amount.least < 1 else 1)


def span_back(day: date, amount: Amount) -> Span:
    """Return the days so many units before a day."""
    if amount.unit in ("hour", "minute"):
        size = 24 if amount.unit == "hour" else 1440
        return Span(moved(day, -ceil((amount.most or amount.least) / size)), moved(day, -int(amount.least / size)))
    slack = _slack(amount)
    earliest = None if amount.most is None else moved(back(day, amount.most, amount.unit), -slack)
    latest = moved(back(day, amount.least, amount.unit), slack)
    return Span(earliest, min(latest, day) if amount.least else latest)


def span_on(day: date, amount: Amount) -> Span:
    """Return the days so many units after a day."""
    slack = 0 if amount.is_exact or amount.is_bound or amount.unit in ("hour", "minute") else _SLACK[amount.unit]
    latest = None if amount.most is None else moved(back(day, -amount.most, amount.unit), slack)
    return Span(max(moved(back(day, -amount.least, amount.unit), -slack), day), latest)


def counted_at(asked: Asked, at: int, period_at: Callable[[Asked, int], Period | None]) -> Period | None:
    """Return the days that are counted at the token, from the day of publication or from a day that is named."""
    return (
        _around_a_day(asked, at, period_at)
        or _from_a_weekday(asked, at, period_at)
        or _running_at(asked, at)
        or _to_come_at(asked, at)
    )


def _from_a_weekday(asked: Asked, at: int, period_at: Callable[[Asked, int], Period | None]) -> Period | None:
    """Read "a week from Friday", "two weeks on Saturday"."""
    amount = amount_at(asked, at)
    if amount is None or asked.word(amount.end) not in ("from", "on") or amount.unit not in ("day", "week"):
        return None
    named = period_at(replace(asked, tense=COMING), amount.end + 1)
    if named is None or named.unit != "weekday" or not named.is_floating:
        return None
    return replace(named, spans=(_about(span_on, named.spans[0], replace(amount, is_exact=True)),), is_floating=False)


def _around_a_day(asked: Asked, at: int, period_at: Callable[[Asked, int], Period | None]) -> Period | None:
    """Read "two weeks ago", "the day before", "three weeks earlier", "a week after 1 May", "a year ago on Friday"."""
    here = asked.past(at, ("the",))
    amount = _one_unit(asked, here) if here > at or asked.word(at) in ("day", "week") else amount_at(asked, at)
    if amount is None:
        return _vaguely_ago(asked, at)
    word = asked.word(amount.end)
    if word not in (*_BACK, *_ON) and asked.words(amount.end, 2) != ("from", "now"):
        return None
    is_back = word in _BACK
    behind = amount.end + (2 if word == "from" else 1)
    if word == "prior" and asked.word(behind) == "to":
        behind += 1
    if word in ("ago", "hence", "from"):
        return _from_publication(asked, amount, behind, is_back=is_back, period_at=period_at)
    turn = span_back if is_back else span_on
    if word in ("before", "after", "prior"):
        start = asked.past(behind, ("the",))
        if (named := period_at(asked, start)) and named.spans and not dates_a_noun(asked, start, named.end):
            span = _about(turn, named.spans[0], amount)
            return replace(named, spans=(span,), unit=amount.unit, is_floating=False)
        if asked.token(behind).kind == "word" and asked.word(behind) not in ("and", "but", "or", "when"):
            return Period((), behind, amount.unit)  # counted from what happened: no day is named
    if word in ("earlier", "later") and asked.word(behind) in ("than", "this", "in", "on"):
        return None
    return replace(_single(turn(asked.day, amount), behind, amount.unit), is_told=True)


def _about(turn: Callable[[date, Amount], Span], span: Span, amount: Amount) -> Span:
    first = None if span.earliest is None else turn(span.earliest, amount).earliest
    last = None if span.latest is None else turn(span.latest, amount).latest
    return Span(first, last)


def dates_a_noun(asked: Asked, start: int, end: int) -> bool:
    """Tell whether a date with an article only says which: "the August 2020 vote"."""
    behind = asked.token(end)
    if asked.word(start - 1) not in ("the", "a", "an", "his", "her", "its", "their", "this", "that"):
        return False
    return behind.kind == "word" and behind.text not in BEHIND_A_DATE and behind.text not in PARTS_OF_DAY


def _one_unit(asked: Asked, at: int) -> Amount | None:
    """Read "day" of "the day before", "week" of "the week before"."""
    unit = UNITS.get(asked.word(at), "")
    if not unit or asked.word(at).endswith("s") or asked.word(at + 1) not in ("before", "after", "prior"):
        return None
    if unit in ("weekend", "hour", "minute"):
        return None
    return Amount(1, 1, unit, at + 1)


def _from_publication(
    asked: Asked, amount: Amount, end: int, *, is_back: bool, period_at: Callable[[Asked, int], Period | None]
) -> Period:
    """Return the days counted from that of publication, narrowed by what follows: "a year ago today", "on Friday"."""
    span = (span_back if is_back else span_on)(asked.day, amount)
    word = asked.word(end)
    if word == "today" and not amount.is_bound:
        return _single((span_back if is_back else span_on)(asked.day, replace(amount, is_exact=True)), end + 1, "day")
    here = asked.past(end, ("on", "in", "this"))
    if is_back and span.latest is not None and span.earliest is not None and asked.token(here).kind != "digits":
        named = period_at(replace(asked, day=span.latest, tense="past"), here)
        if named and named.spans and named.is_floating and named.unit in ("weekday", "month"):
            return replace(named, is_floating=False, spans=named.spans[:1])
    if here > end and word == "this" and asked.word(here) in ("week", "month", "year"):
        return _single(span, here + 1, amount.unit)
    return _single(span, end, amount.unit)


def _single(span: Span, end: int, unit: str) -> Period:
    return counted(span.earliest, span.latest, end, unit)


def _vaguely_ago(asked: Asked, at: int) -> Period | None:
    """Read "days ago", "weeks ago", "years ago": two at least."""
    word = asked.word(at)
    unit = UNITS.get(word, "")
    if not word.endswith("s") or unit in ("", "weekend") or asked.word(at + 1) != "ago":
        return None
    if cardinal_at(asked.tokens, at - 1):
        return None  # so many that the calendar does not reach so far
    most = {"day": 10.0, "week": 8.0, "month": 12.0, "hour": 24.0, "minute": 120.0}.get(unit)
    return _single(span_back(asked.day, Amount(2, most, unit, at + 1, is_bound=True)), at + 2, unit)


def _running_at(asked: Asked, at: int) -> Period | None:
    """Read "the past three days", "the last 24 hours", "the next two weeks"."""
    here = asked.past(at, ("the",))
    which = asked.word(here)
    if which not in ("past", "last", "previous", "preceding", "next", "coming", "following"):
        return None
    amount = amount_at(asked, here + 1)
    if amount is None or amount.end == here + 1 or asked.word(here + 1) in ("a", "an"):
        return None
    most = amount.most if amount.most is not None else amount.least
    size = replace(amount, least=0, most=most, is_exact=True)
    is_told = which in ("previous", "preceding", "following")
    span = span_on(asked.day, size) if which in ("next", "coming", "following") else span_back(asked.day, size)
    return replace(_single(span, amount.end, amount.unit), is_told=is_told)


def _to_come_at(asked: Asked, at: int) -> Period | None:
    """Read "in two weeks" of what is to come, "in two weeks' time", "within 24 hours"."""
    if asked.word(at) not in ("in", "within"):
        return None
    amount = amount_at(asked, at + 1)
    if amount is None:
        return None
    has_time = asked.word(amount.end) == "time"
    is_limit = asked.word(at) == "within" and asked.is_phrase and asked.tense is None
    if not has_time and asked.tense != COMING and not is_limit:
        return None
    if asked.word(at) == "within":
        amount = replace(amount, least=0, is_exact=True)
    return _single(span_on(asked.day, amount), amount.end + has_time, amount.unit)
