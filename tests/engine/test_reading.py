"""Reading one phrase: EDTF, days, moments, figures, and the numbers that words give."""

from datetime import UTC, date, datetime

import pytest

from wh.errors import InputError
from wh.reading import Edtf, Moment, Phrase, Value, Zone, decode, read_day, read_number, read_whole_number


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2021", "2021-01-01", "2021-12-31"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2021-03-09", "2021-03-09", "2021-03-09"),
        ("1954-08-30/1954-08-31", "1954-08-30", "1954-08-31"),
        ("2019/2021-03", "2019-01-01", "2021-03-31"),
        ("2021/..", "2021-01-01", None),
        ("../2021", None, "2021-12-31"),
        ("2021~", "2021-01-01", "2021-12-31"),
        ("2021-03?", "2021-03-01", "2021-03-31"),
        ("2021-03-09%", "2021-03-09", "2021-03-09"),
        ("2019~/2021?", "2019-01-01", "2021-12-31"),
        ("195X", "1950-01-01", "1959-12-31"),
        ("19XX", "1900-01-01", "1999-12-31"),
        ("2021-XX", "2021-01-01", "2021-12-31"),
        ("2021-XX-XX", "2021-01-01", "2021-12-31"),
        ("2021-04-XX", "2021-04-01", "2021-04-30"),
    ],
)
def test_an_edtf_date_has_an_earliest_and_a_latest_day(text: str, earliest: str | None, latest: str | None) -> None:
    read = Edtf.read(text)
    assert read.text == text
    assert (read.earliest and read.earliest.isoformat(), read.latest and read.latest.isoformat()) == (earliest, latest)


NOT_A_DATE = (
    "`2021`, `2021-03`, `2021-03-09`, `2021/2022`, `2021/..`, `../2021`, `195X` or `2021-XX`, "
    "with ~ or ? behind it if it is not sure"
)


@pytest.mark.parametrize(
    ("text", "message", "way_out"),
    [
        ("soon", "`soon` is not a date.", NOT_A_DATE),
        ("2021-3", "`2021-3` is not a date.", NOT_A_DATE),
        ("21", "`21` is not a date.", NOT_A_DATE),
        ("2021-20", "There is no month 20 in `2021-20`.", "a month from 01 to 12"),
        (
            "2021-21",
            "`2021-21` is a season, which has other months in the north than in the south.",
            "the months that are meant, as `2021-03/2021-05`",
        ),
        (
            "2025-24",
            "`2025-24` is a season, which has other months in the north than in the south.",
            "the months that are meant, as `2025-12/2026-02`",
        ),
        ("195X-03", "`195X-03` is not a date.", NOT_A_DATE),
        ("2021-XX-03", "`2021-XX-03` is not a date.", NOT_A_DATE),
        ("XXXX", "`XXXX` is not a date.", NOT_A_DATE),
        ("2021/", "`2021/` is not a date.", NOT_A_DATE),
        ("../..", "`../..` is not a date.", NOT_A_DATE),
        ("2019/2020/2021", "`2019/2020/2021` is not a date.", NOT_A_DATE),
        ("2022/2021", "The period `2022/2021` ends before it begins.", "`2021/2022`"),
        ("0000", "There is no year 0 in `0000`.", "a year from 0001 to 9999"),
        (
            "2021-02-30",
            "There is no day 30 in February 2021, as `2021-02-30` says.",
            "a day from 01 to 28, or the month alone, `2021-02`",
        ),
        ("13/13/2025", "There is no month 13 in `13/13/2025`.", "a month from 01 to 12"),
        ("03.04.2025", "`03.04.2025` is two days: 3 April or 4 March 2025.", "`2025-04-03` or `2025-03-04`"),
    ],
)
def test_what_is_no_date_or_two_dates_is_refused_by_name(text: str, message: str, way_out: str) -> None:
    with pytest.raises(InputError) as caught:
        Edtf.read(text)
    assert (caught.value.message, caught.value.way_out) == (message, way_out)


@pytest.mark.parametrize("text", ["2025-12-13", "13/12/2025", "12/13/2025", "13.12.2025", "13-12-2025"])
def test_a_day_is_read_as_iso_or_as_a_spreadsheet_rewrote_it(text: str) -> None:
    assert read_day(text) == date(2025, 12, 13)


@pytest.mark.parametrize("text", ["13/12/25", "2025-12", "13 December 2025", "13/12.2025"])
def test_a_day_in_another_manner_is_refused(text: str) -> None:
    with pytest.raises(InputError) as caught:
        read_day(text)
    assert str(caught.value) == f"`{text}` is not a day.\n  try year, month and day, as in `2025-12-13`"


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2025-12-13", None),
        ("2025-12-13T22:20Z", datetime(2025, 12, 13, 22, 20, tzinfo=UTC)),
        ("2025-12-13T22:20+05:30", datetime(2025, 12, 13, 16, 50, tzinfo=UTC)),
        ("2025-12-13 22:20:05-0200", datetime(2025, 12, 14, 0, 20, 5, tzinfo=UTC)),
    ],
)
def test_a_moment_has_its_own_day_and_the_instant_if_its_zone_is_said(text: str, utc: datetime | None) -> None:
    assert Moment.read(text) == Moment(text, date(2025, 12, 13), utc)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2025-12-13T25:20Z", "`2025-12-13T25:20Z` is a time that no clock shows."),
        ("2025-12", "`2025-12` is neither a day nor a time with its zone."),
        ("20251213", "`20251213` is neither a day nor a time with its zone."),
    ],
)
def test_a_moment_that_no_clock_shows_is_refused(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        Moment.read(text)
    assert caught.value.message == message


def test_an_hour_without_its_zone_waits_for_that_of_its_outlet() -> None:
    moment = Moment.read("2025-12-13T22:20")
    assert moment == Moment("2025-12-13T22:20", date(2025, 12, 13), None, "2025-12-13T22:20:00")
    moment.require_zone(Zone("Asia/Kolkata"))
    with pytest.raises(InputError, match="gives an hour without its zone"):
        moment.require_zone(None)


@pytest.mark.parametrize(
    ("text", "low", "high", "qualifier"),
    [
        ("123", 123, 123, "exact"),
        ("1,227", 1227, 1227, "exact"),
        ("1 227 000", 1_227_000, 1_227_000, "exact"),
        ("1\u202f227", 1227, 1227, "exact"),
        ("9.5", 9.5, 9.5, "exact"),
        ("-3", -3, -3, "exact"),
        ("20%", 0.2, 0.2, "exact"),
        ("8..9", 8, 9, "between"),
        ("10% .. 20%", 0.1, 0.2, "between"),
        (">50", 50, None, "more_than"),
        (">=50", 50, None, "at_least"),
        ("> 1,000", 1000, None, "more_than"),
        ("<50", None, 50, "less_than"),
        ("<=1000", None, 1000, "at_most"),
        ("~20", 20, 20, "about"),
        ("~20%", 0.2, 0.2, "about"),
    ],
)
def test_a_figure_keeps_its_qualifier(text: str, low: float | None, high: float | None, qualifier: str) -> None:
    value = Value.read(text)
    assert (value.text, value.low, value.high, value.qualifier, value.word) == (text, low, high, qualifier, None)
    value.require_kind("quantity", None)


def test_a_vague_word_is_a_figure_without_bounds() -> None:
    value = Value.read("Dozens")
    assert (value.low, value.high, value.qualifier, value.word) == (None, None, "vague", "dozens")


def test_a_year_is_read_as_a_number_and_as_a_date() -> None:
    assert Value.read("2021") == Value("2021", 2021, 2021, "exact", None, date(2021, 1, 1), date(2021, 12, 31))


def test_a_text_is_a_value_without_any_reading() -> None:
    assert Value.read("peace talks") == Value("peace talks")


@pytest.mark.parametrize("text", ["1,22", "12,2270", "8..", "..9", "1..2..3", "=5", "5+", "nan", "inf", "0x10", "١٢"])
def test_what_is_no_figure_has_no_bounds(text: str) -> None:
    value = Value.read(text)
    assert (value.low, value.high, value.qualifier) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "number"), [("1,227", 1227), ("1e6", 1e6), ("-3", -3), ("0", 0), ("0.1", 0.1), ("1'000", 1000)]
)
def test_a_number_is_read_with_its_thousands(text: str, number: float) -> None:
    assert read_number(text) == number


def test_a_comma_before_a_fraction_is_refused_and_named() -> None:
    with pytest.raises(InputError) as caught:
        read_number("9,5")
    assert str(caught.value) == "`9,5` is not a number.\n  try `9.5`"


def test_a_fraction_is_no_whole_number() -> None:
    with pytest.raises(InputError) as caught:
        read_whole_number("2.6")
    assert str(caught.value) == "`2.6` is not a whole number.\n  try `3`"


@pytest.mark.parametrize(
    ("phrase", "numbers"),
    [
        ("1,613 days", [1613]),
        ("eight or nine", [8, 9]),
        ("13 December 2025", [13, 2025]),
        ("2025-12-13", [2025, 12, 13]),
        ("the 13th of December", [13]),
        ("on the first of May 1994", [1, 1994]),
        ("nineteen ninety-four", [1994]),
        ("１２３", [123]),
        ("a number of people", []),
        ("often someone weighs a tone", []),
        ("", []),
    ],
)
def test_a_phrase_has_every_number_of_its_dates_in_the_order_of_the_text(phrase: str, numbers: list[float]) -> None:
    assert list(Phrase.read(phrase).numbers) == numbers


def test_a_phrase_has_its_figures_side_by_side() -> None:
    phrase = Phrase.read("nearly 200 of more than three decades, dozens")
    assert phrase.values == ("~200", ">3", "dozens")
    assert phrase.qualifiers == ("about", "more_than", "vague")
    assert (phrase.lows, phrase.highs) == ((200.0, 30.0, None), (200.0, None, None))
    assert phrase.units == (None, "years", None)
    assert (phrase.words, phrase.times) == ((None, None, "dozens"), (None, None, 1.0))
    assert phrase.sides == ("below", None, None)


@pytest.mark.parametrize(
    ("text", "word", "times"),
    [
        ("dozens", "dozens", 1.0),
        ("Several", "several", 1.0),
        ("a few", "few", 1.0),
        ("several hundred", "several", 100.0),
        ("tens of thousands", "tens", 1000.0),
        ("a_couple", "couple", 1.0),
        ("countless", "countless", 1.0),
        ("dozens of people", None, None),
        ("dozens or so", None, None),
    ],
)
def test_a_vague_value_is_its_word_so_many_times(text: str, word: str | None, times: float | None) -> None:
    value = Value.read(text)
    assert (value.word, value.times, value.qualifier) == (word, times, "vague" if word else None)


def test_a_text_is_decoded_without_its_bom_and_with_line_feeds() -> None:
    assert decode("\ufeffa\r\nb\rc\n".encode()) == "a\nb\nc\n"


def test_a_byte_that_is_no_utf_8_is_named_with_its_line() -> None:
    with pytest.raises(InputError) as caught:
        decode(b"a\r\nb\xff")
    assert caught.value.message == "The file is not UTF-8: byte 2 of line 2 is 0xff."
    assert caught.value.at == "line 2"


def test_a_whole_number_that_the_raw_schema_cannot_keep_is_refused() -> None:
    assert read_whole_number("2147483647") == 2_147_483_647
    with pytest.raises(InputError) as caught:
        read_whole_number("2147483648")
    assert str(caught.value) == "`2147483648` is too large a number.\n  try a number up to 2,147,483,647"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_utf_16_is_named_with_its_mark_and_without(encoding: str) -> None:
    with pytest.raises(InputError, match="The file is UTF-16, not UTF-8"):
        decode("name\nAnn\n".encode(encoding))
