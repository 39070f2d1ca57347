"""Completed years by the calendar, and which days they leave open, against counting birthdays one by one."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wh.inference import birthdays

EPOCH = date(1970, 1, 1)
DAYS = st.integers((date(1890, 1, 1) - EPOCH).days, (date(2060, 1, 1) - EPOCH).days)


def years(born: int, on: int) -> int:
    day, told = EPOCH + timedelta(born), EPOCH + timedelta(on)
    return told.year - day.year - ((told.month, told.day) < (day.month, day.day))


def days(*values: float) -> np.ndarray:
    return np.array(values, float)


@settings(max_examples=300, deadline=None)
@given(DAYS, DAYS)
def test_years_are_birthdays_had(born: int, on: int) -> None:
    assert birthdays.years_between(days(born), days(on))[0] == years(born, on)


@settings(max_examples=300, deadline=None)
@given(DAYS, st.integers(0, 110))
def test_the_days_that_an_age_leaves_for_birth_and_telling_are_exact(day: int, age: int) -> None:
    first, last = (int(end(days(day), days(age))[0]) for end in (birthdays.earliest_birth, birthdays.latest_birth))
    assert (years(first, day), years(last, day)) == (age, age)
    assert (years(first - 1, day), years(last + 1, day)) == (age + 1, age - 1)
    first, last = (int(end(days(day), days(age))[0]) for end in (birthdays.first_day_of_age, birthdays.last_day_of_age))
    assert (years(day, first), years(day, last)) == (age, age)
    assert (years(day, first - 1), years(day, last + 1)) == (age - 1, age + 1)


@pytest.mark.parametrize("born", [date(2000, 2, 29), date(2000, 3, 1)])
def test_who_is_born_on_a_leap_day_has_birthday_on_the_first_of_march(born: date) -> None:
    first = birthdays.first_day_of_age(days((born - EPOCH).days), days(1.0))[0]
    assert EPOCH + timedelta(first) == date(2001, 3, 1)


def test_an_open_end_leaves_an_open_end() -> None:
    assert birthdays.years_between(days(-np.inf), days(0.0))[0] == np.inf
    assert birthdays.latest_birth(days(np.inf), days(3.0))[0] == np.inf
    assert birthdays.earliest_birth(days(0.0), days(np.inf))[0] == -np.inf
