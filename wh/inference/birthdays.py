"""Completed years between two days, and which days they leave open; days are counted from 1970-01-01.

By the calendar, to the day: whoever is born on 29 February has birthday on 1 March where there is no such day.
"""

import numpy as np

from wh.inference.systems import Floats, Ints

A_YEAR = 0.9973
"""A printed age runs until the day before the next birthday: 69 is [69, 69.9973]."""

_NEVER = 4_000_000  # days: beyond the year 10000 nobody has a birthday


def years_between(born: Floats, on: Floats) -> Floats:
    """Return how many birthdays were had; infinite where an end is open."""
    is_known = np.isfinite(born) & np.isfinite(on)
    born_year, born_day = _year_and_day(np.where(is_known, born, 0.0))
    on_year, on_day = _year_and_day(np.where(is_known, on, 0.0))
    return np.where(is_known, on_year - born_year - (on_day < born_day), on - born)


def earliest_birth(on: Floats, years: Floats) -> Floats:
    """Return the first day whose child has had no more than so many birthdays by `on`."""
    return _birthday(on, -(years + 1.0)) + 1.0


def latest_birth(on: Floats, years: Floats) -> Floats:
    """Return the last day whose child has had so many birthdays by `on`."""
    return _birthday(on, -years)


def first_day_of_age(born: Floats, years: Floats) -> Floats:
    """Return the day of that birthday."""
    is_known = np.isfinite(born) & np.isfinite(years)
    year, day = _year_and_day(np.where(is_known, born, 0.0))
    return np.where(is_known, _day_number(year + np.where(is_known, years, 0.0), day, is_late=True), born + years)


def last_day_of_age(born: Floats, years: Floats) -> Floats:
    """Return the day before the next birthday."""
    return first_day_of_age(born, years + 1.0) - 1.0


def _birthday(on: Floats, years: Floats) -> Floats:
    is_known = np.isfinite(on) & np.isfinite(years)
    year, day = _year_and_day(np.where(is_known, on, 0.0))
    return np.where(is_known, _day_number(year + np.where(is_known, years, 0.0), day, is_late=False), on + years)


def _year_and_day(days: Floats) -> tuple[Floats, Ints]:
    """Return year, and month and day as one number that grows through the year."""
    day = np.clip(days, -_NEVER, _NEVER).astype("int64").astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    months = month.astype("int64")
    in_month = (day - month.astype("datetime64[D]")).astype("int64")
    year = np.floor_divide(months, 12)
    return (year + 1970).astype(np.float64), (months - year * 12) * 100 + in_month + 101


def _day_number(year: Floats, day: Ints, *, is_late: bool) -> Floats:
    """Return the day of a year; 29 February of other years is 1 March (late) or 28 February."""
    months = (np.clip(year, -9000, 12000).astype("int64") - 1970) * 12 + day // 100 - 1
    first = months.astype("datetime64[M]").astype("datetime64[D]").astype("int64")
    following = (months + 1).astype("datetime64[M]").astype("datetime64[D]").astype("int64")
    found = first + day % 100 - 1
    return np.where(found < following, found, following if is_late else following - 1).astype(np.float64)
