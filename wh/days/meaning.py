"""What some printed words of time mean, and how a label writes an interval of days; made by the reader alone."""

from dataclasses import dataclass
from datetime import date

from wh.days.spans import is_first_of_month, is_last_of_month


@dataclass(frozen=True, slots=True)
class Reading:
    """One interval of days that the words may mean, both ends included, None where open; `why` names the reading."""

    earliest: date | None
    latest: date | None
    why: str = ""

    @property
    def edtf(self) -> str:
        """The interval as a label writes it: `2025-12-13`, `2021-07`, `199X`, `2025-08-09/2025-08-11`, `../2027`."""
        return _edtf(self.earliest, self.latest)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that some words mean; `start` and `end` are code points of the text that was read.

    `readings` has the likeliest first, and another only where the words do not decide: day and month in either order,
    the last Saturday or the coming one. `qualifier` is on, since, until, before, after, between or about.
    `is_relative` tells that the day of publication was needed, `is_told` that the days are counted from a day that is
    told elsewhere ("the day before"): the readings then count from the day of publication, for want of a better.
    `slip` is what cannot be in the words: a weekday that is another, a day that its month does not have.
    """

    text: str
    start: int
    end: int
    readings: tuple[Reading, ...]
    qualifier: str
    is_relative: bool
    is_told: bool
    slip: str | None

    @property
    def earliest(self) -> date | None:
        """The first day of the likeliest reading; None if open."""
        return self.readings[0].earliest

    @property
    def latest(self) -> date | None:
        """The last day of the likeliest reading; None if open."""
        return self.readings[0].latest

    @property
    def value(self) -> str | None:
        """What a label writes; None where the words leave it to a person: two readings, or a day told elsewhere."""
        if len(self.readings) > 1 or self.is_told or self.slip:
            return None
        mark = "~" if self.qualifier == "about" and "/" not in self.readings[0].edtf else ""
        return self.readings[0].edtf + mark

    @property
    def says(self) -> str:
        """Every reading, for a person."""
        readings = (f"{each.edtf} ({each.why})" if each.why else each.edtf for each in self.readings)
        told = ", counted from the day of publication" if self.is_told else ""
        slip = f": {self.slip}" if self.slip else ""
        return " or ".join(readings) + told + slip


def _edtf(earliest: date | None, latest: date | None) -> str:
    if earliest is None or latest is None:
        return f"{_end(earliest, is_last=False)}/{_end(latest, is_last=True)}"
    if earliest == latest:
        return earliest.isoformat()
    if not (is_first_of_month(earliest) and is_last_of_month(latest)):
        return f"{earliest}/{latest}"
    if (earliest.month, latest.month) != (1, 12):
        first, last = f"{earliest:%Y-%m}", f"{latest:%Y-%m}"
        return first if first == last else f"{first}/{last}"
    return _years(earliest.year, latest.year)


def _years(first: int, last: int) -> str:
    if first == last:
        return f"{first:04}"
    for digits in (1, 2):
        size = 10**digits
        if first % size == 0 and last == first + size - 1:
            return f"{first // size:0{4 - digits}}" + "X" * digits
    return f"{first:04}/{last:04}"


def _end(day: date | None, *, is_last: bool) -> str:
    if day is None:
        return ".."
    if not (is_last_of_month(day) if is_last else is_first_of_month(day)):
        return day.isoformat()
    return f"{day:%Y}" if day.month == (12 if is_last else 1) else f"{day:%Y-%m}"
