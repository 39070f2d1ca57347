"""What the page draws of accounts, and what the drawing says."""

from dataclasses import replace
from datetime import date

from wh.explaining import Account, Interval
from wh.reports.page import charts, drawing
from wh.reports.page.charts import Bar, History, Intervals, Point

NOTHING = Interval(None, None, None, None, None)
ACCOUNT = Account(
    *("f", "a", "Post", "full", date(2026, 3, 4), "Nine left.", 0, 4, "9", "asserts", None),
    *(replace(NOTHING, low=9, high=9), (), True, None, None),
)


def test_an_axis_leaves_room_around_what_is_said_and_what_must_be() -> None:
    low, high = Intervals("t", "number", (Bar("a", "8", "asserts", 8, 8),), band=(10, 18)).domain
    assert low < 8
    assert high > 18


def test_one_day_has_days_around_it() -> None:
    day = charts.ends(replace(NOTHING, earliest_on=date(1970, 1, 11), latest_on=date(1970, 1, 11)))
    assert day == (864_000_000, 864_000_000)
    low, high = Intervals("t", "day", (Bar("a", "x", "asserts", *day),)).domain
    assert high - low == 6 * 86_400_000


def test_numbers_that_are_far_apart_are_drawn_by_their_powers() -> None:
    far = Intervals("t", "number", (Bar("a", "3", "asserts", 3, 3), Bar("b", "9.5 million", "asserts", 9.5e6, None)))
    assert far.is_logarithmic
    assert not replace(far, bars=far.bars[:1]).is_logarithmic


def test_an_end_without_a_number_is_open() -> None:
    assert charts.ends(replace(NOTHING, low=3, high=float("inf"))) == (3, None)


def test_an_account_that_does_not_count_is_drawn_as_dropped() -> None:
    assert charts.manner(ACCOUNT) == "asserts"
    assert charts.manner(replace(ACCOUNT, stance="unknown")) == "unconfirmed"
    assert charts.manner(replace(ACCOUNT, is_live=False)) == "dropped"


def test_accounts_differ_only_by_those_that_count() -> None:
    other = replace(ACCOUNT, interval=replace(NOTHING, low=8, high=9))
    assert charts.differ([ACCOUNT, other])
    assert not charts.differ([ACCOUNT, replace(other, is_live=False)])


def test_a_drawing_has_a_name_whole_ticks_and_the_colours_of_the_page() -> None:
    bars = (Bar("</text><script>", "8 to 9", "asserts", 8, 9), Bar("Mail", "at most 9", "denies", None, 9))
    drawn = drawing.intervals(Intervals('Who "left"?', "number", bars, band=(9, 9), is_whole=True))
    assert drawn.startswith('<svg viewBox="0 0 ')
    assert 'role="img" aria-label="Who &quot;left&quot;?"' in drawn
    assert "var(--ink)" in drawn
    assert "<script" not in drawn
    assert ">8<" in drawn
    assert "8.5" not in drawn


def test_a_history_draws_each_build_and_marks_what_was_not_answered() -> None:
    points = (Point("b1", "unanswered", 0, 0), Point("b2", "broken", 67, 1))
    drawn = drawing.history(History("Sources agree", points))
    assert drawn.count("var(--accent)") >= 2


def test_days_and_shares_are_said_as_people_write_them() -> None:
    def days(first: date | None, last: date | None) -> str:
        return charts.said(replace(NOTHING, earliest_on=first, latest_on=last), None)

    assert days(date(2025, 12, 13), date(2025, 12, 13)) == "13 Dec 2025"
    assert days(date(2025, 12, 1), date(2025, 12, 31)) == "Dec 2025"
    assert days(date(2022, 1, 1), date(2022, 12, 31)) == "2022"
    assert days(date(2022, 1, 1), date(2023, 12, 31)) == "2022 to 2023"
    assert days(date(2022, 1, 5), None) == "5 Jan 2022 or later"
    assert days(None, date.max) == "31 Dec 9999 or before"
    assert charts.said(replace(NOTHING, low=0.18, high=0.22), None, "share") == "18 to 22%"
    assert charts.said(replace(NOTHING, text="most"), None, "share") == "most"


def test_a_long_label_is_written_in_two_lines() -> None:
    bars = (Bar("The Long Island Evening Courier, from Alexander of Lukashenko", "says yes", "denies", word="yes"),)
    drawn = drawing.intervals(Intervals("t", "word", bars, words=("yes", "no")))
    assert "The Long Island Evening Courier<" in drawn
    assert "from Alexander of Lukashenko<" in drawn
    assert "…" not in drawn
