"""What holds of the days in any text: it never fails, and what it gives is an interval."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as some

from wh.days import find, read
from wh.days.words import MONTHS, SEASONS, UNITS, WEEKDAYS, listed

WORDS = [
    *MONTHS,
    *WEEKDAYS,
    *SEASONS,
    *UNITS,
    *sorted(listed("in on at the a of to from until by since before after between and last next this early mid late")),
    *sorted(listed("end start ago earlier later week's first - / , . 1 9 13 31 2020 2025 1990s '90s Q3 will was Dec.")),
]


@given(some.lists(some.sampled_from(WORDS), max_size=14), some.dates())
def test_any_words_of_time_in_any_order_are_read_without_a_fault(words: list[str], published_on: date) -> None:
    text = " ".join(words).title()
    for each in (*find(text, published_on), *find(" ".join(words), published_on)):
        for reading in each.readings:
            assert reading.earliest is None or reading.latest is None or reading.earliest <= reading.latest
            assert reading.edtf


@given(some.text(max_size=60), some.dates())
def test_any_text_is_read_without_a_fault(text: str, published_on: date) -> None:
    read(text, published_on)


@given(some.dates(min_value=date(1100, 1, 1), max_value=date(2199, 12, 31)), some.dates())
def test_a_day_printed_in_full_is_that_day_whenever_it_is_read(day: date, published_on: date) -> None:
    for text in (f"{day.day} {day:%B} {day.year}", f"{day:%B} {day.day}, {day.year}", f"{day}"):
        days = read(text, published_on)
        assert days is not None and (days.earliest, days.latest) == (day, day) and not days.is_relative
