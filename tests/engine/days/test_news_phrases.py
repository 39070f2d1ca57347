"""The days of news phrases, each with what a careful reader would write down for the day of the report."""

import csv
from datetime import date
from pathlib import Path

import pytest

from wh.days import Days, find, read
from wh.reading import Edtf

HERE = Path(__file__).parent
WEDNESDAY = date(2025, 12, 10)


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PHRASES = rows_of("news_phrases.csv")
SENTENCES = rows_of("sentences.csv")

Ends = tuple[date | None, date | None]


def ends_of(meaning: str) -> list[Ends]:
    """Return the ends of each reading of a cell such as `2025-12-06 or 2025-12-13`; none of an empty one."""
    read_back = [Edtf.read(each) for each in meaning.split(" or ")] if meaning else []
    return [(each.earliest, each.latest) for each in read_back]


def readings_of(days: Days | None) -> list[Ends]:
    return [] if days is None else [(each.earliest, each.latest) for each in days.readings]


@pytest.mark.parametrize("row", PHRASES, ids=[f"{row['phrase']} ({row['published_on']})" for row in PHRASES])
def test_a_phrase_means_the_days_that_a_careful_reader_gives_it(row: dict[str, str]) -> None:
    days = read(row["phrase"], date.fromisoformat(row["published_on"]))
    assert readings_of(days) == ends_of(row["means"])
    if days is not None:
        assert days.qualifier == (row["qualifier"] or days.qualifier)
        assert (days.is_told, days.slip is not None) == (row["note"] == "told", row["note"] == "slip")


@pytest.mark.parametrize("row", SENTENCES, ids=[row["sentence"] for row in SENTENCES])
def test_every_day_of_a_sentence_is_found_and_nothing_else(row: dict[str, str]) -> None:
    found = find(row["sentence"], date.fromisoformat(row["published_on"]))
    assert [each.says for each in found] == (row["says"].split("; ") if row["says"] else [])


def test_what_is_found_stands_where_it_says() -> None:
    text = " ".join(row["sentence"] for row in SENTENCES)
    for days in find(text, WEDNESDAY):
        assert text[days.start : days.end] == days.text


def test_a_value_is_a_label_that_reads_back_as_the_same_days() -> None:
    for row in PHRASES:
        days = read(row["phrase"], date.fromisoformat(row["published_on"]))
        if days is not None and days.value is not None:
            assert ends_of(days.value) == [(days.earliest, days.latest)]


def test_a_value_that_the_words_leave_open_is_left_to_a_person() -> None:
    both = read("on Saturday", WEDNESDAY)
    assert both is not None and both.value is None
    assert both.says == "2025-12-06 (the last) or 2025-12-13 (the coming)"
    told = read("the day before", WEDNESDAY)
    assert told is not None and told.value is None
    assert told.says == "2025-12-09, counted from the day of publication"


def test_a_weekday_that_is_another_is_named_with_what_it_is() -> None:
    days = read("Saturday 12 December 2025", WEDNESDAY)
    assert days is not None and days.slip == "2025-12-12 is a Friday, not a Saturday"


def test_a_day_that_its_month_does_not_have_is_named() -> None:
    days = read("31 June 2024", WEDNESDAY)
    assert days is not None and days.slip == "June 2024 has no day 31"


@pytest.mark.parametrize(
    ("phrase", "published_on"),
    [("next year", date.max), ("5,000 years ago", WEDNESDAY), ("a week ago", date.min)],
)
def test_what_lies_outside_the_calendar_is_not_read(phrase: str, published_on: date) -> None:
    assert read(phrase, published_on) is None
