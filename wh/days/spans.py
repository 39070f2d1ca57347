"""Days as closed spans, and the arithmetic of the calendar on them; a day outside the years 1 to 9999 is refused."""

from calendar import monthrange
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from wh.figures.tokens import END, Token

PAST, COMING = "past", "coming"


class OutOfCalendar(Exception):  # noqa: N818  # it ends the reading of one phrase and is seen by nobody
    """A day that the calendar does not have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The words to read, the day to count from, and what decides between a past and a coming day.

    `year` is the one that the other end of a range gives; `is_phrase` that somebody chose the words on purpose.
    """

    tokens: Sequence[Token]
    day: date
    tense: str | None = None
    year: int | None = None
    is_phrase: bool = True
    depth: int = 0

    def token(self, at: int) -> Token:
        """Return the token, or one that is nothing where there is none."""
        return self.tokens[at] if 0 <= at < len(self.tokens) else END

    def word(self, at: int) -> str:
        """Return the token's text."""
        return self.token(at).text

    def words(self, at: int, count: int) -> tuple[str, ...]:
        """Return the texts of so many tokens."""
        return tuple(self.word(at + step) for step in range(count))

    def past(self, at: int, words: Sequence[str]) -> int:
        """Return the place behind a word if it is one of these, else the same place."""
        return at + 1 if self.word(at) in words else at


@dataclass(frozen=True, slots=True)
class Span:
    """From a day to a day, both included; None where open. `why` names the reading where there are several."""

    earliest: date | None
    latest: date | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Period:
    """What was read up to the token `end`: its spans, the likeliest first; without any, the words are passed over.

    `unit` is day, weekday, week, month, year or the like; `is_floating` tells that no year was printed, so that the
    day of publication decided; `is_end` that the words name the end of something.
    """

    spans: tuple[Span, ...]
    end: int
    unit: str
    qualifier: str = "on"
    is_floating: bool = False
    is_relative: bool = False
    is_told: bool = False
    is_end: bool = False
    slip: str | None = None


def one(earliest: date | None, latest: date | None, end: int, unit: str) -> Period:
    """Return a period with one reading that the calendar alone gives."""
    return Period((Span(earliest, latest),), end, unit)


def counted(earliest: date | None, latest: date | None, end: int, unit: str) -> Period:
    """Return a period with one reading, which is counted from the day of publication."""
    return Period((Span(earliest, latest),), end, unit, is_relative=True)


def mapped(period: Period, change: Callable[[Span], Span]) -> Period:
    """Return the period with each of its spans changed."""
    return replace(period, spans=unlike(change(span) for span in period.spans))


def unlike(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the spans, each interval once; one alone needs no name."""
    kept: dict[tuple[date | None, date | None], Span] = {}
    for span in spans:
        kept.setdefault((span.earliest, span.latest), span)
    if len(kept) == 1:
        (only,) = kept.values()
        return (replace(only, why=""),)
    return tuple(kept.values())


def moved(day: date, days: float) -> date:
    """Return the day so many days later."""
    try:
        return day + timedelta(days=int(days))
    except OverflowError:
        raise OutOfCalendar from None


def moved_months(day: date, months: int) -> date:
    """Return the same day so many months later, the last of its month where that month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OutOfCalendar
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def month_of(year: int, month: int) -> Span:
    """Return a month."""
    if not 1 <= year <= 9999:
        raise OutOfCalendar
    return Span(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def months_of(year: int, first: int, last: int) -> Span:
    """Return the months of a year from the one to the other."""
    return Span(month_of(year, first).earliest, month_of(year, last).latest)


def years_of(first: int, last: int) -> Span:
    """Return the years from the one to the other."""
    return Span(month_of(first, 1).earliest, month_of(last, 12).latest)


def week_of(day: date) -> Span:
    """Return the week of a day, from Monday to Sunday."""
    monday = moved(day, -day.weekday())
    return Span(monday, moved(monday, 6))


def is_first_of_month(day: date) -> bool:
    """Tell whether a month begins."""
    return day.day == 1


def is_last_of_month(day: date) -> bool:
    """Tell whether a month ends."""
    return day.day == monthrange(day.year, day.month)[1]
