"""The days of a fact's words, held against the value of its label."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from wh.reading import Value

Row = dict[str, Any]
Run = Callable[..., list[Row]]
SATURDAY = date(2025, 12, 13)
DATES = [{"attribute": "a", "value_kind": "date"}, {"attribute": "n", "value_kind": "count"}]


def _fact(value: str, words: str, attribute: str = "a") -> Row:
    """Return the row of stg_facts that a label with this value and these words gives."""
    read = Value.read(value)
    return {
        "fact_id": "f",
        "claim_id": "e/s/a",
        "article_id": "x",
        "attribute": attribute,
        "value": value,
        "value_earliest_on": read.earliest,
        "value_latest_on": read.latest,
        "exact": words,
        "file": "facts.csv",
        "line": 2,
    }


def _read(run_model: Run, fact: Row, earliest: date | None = SATURDAY, latest: date | None = SATURDAY) -> list[Row]:
    article = {"article_id": "x", "published_earliest_on": earliest, "published_latest_on": latest}
    parents = {"stg_facts": [fact], "stg_attributes": DATES, "int_articles__newest": [article]}
    return run_model("int_days__read", parents)


def _worded(run_model: Run, value: str, words: str, **days: date | None) -> Row | None:
    fact = _fact(value, words)
    rows = run_model("int_facts__worded", {"stg_facts": [fact], "int_days__read": _read(run_model, fact, **days)})
    return rows[0] if rows else None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("2025-12-13", "freed on Saturday"),
        ("2025-12-06", "freed last Saturday"),
        ("2021-07", "imprisoned since July 2021"),
        ("2021-07-14", "imprisoned since July 2021"),
        ("2025", "opened talks earlier this year"),
        ("2025-12", "the end of the month"),
        ("2020", "arrested in the 2020 campaign"),
        ("2025-12-16", "will meet on Tuesday"),
        ("2020-08-09", "on 9/8/2020"),
        ("2020-09-08", "on 9/8/2020"),
    ],
)
def test_label_and_words_that_have_a_day_in_common_are_alike(run_model: Run, value: str, words: str) -> None:
    row = _worded(run_model, value, words)
    assert row is not None
    assert (row["is_borne_out"], row["is_alike"]) == (True, True)


@pytest.mark.parametrize(
    ("value", "words", "words_say"),
    [
        ("2025-12-12", "freed on Saturday", "2025-12-13"),
        ("2020-07", "imprisoned since July 2021", "2021-07/.."),
        ("2025", "late last year", "2024-09/2024-12"),
        ("2020-08-11", "on 9/8/2020", "2020-08-09 or 2020-09-08"),
        ("2025-12-14", "met on Tuesday", "2025-12-09"),
    ],
)
def test_a_day_that_the_words_do_not_have_is_told_with_both(
    run_model: Run, value: str, words: str, words_say: str
) -> None:
    row = _worded(run_model, value, words)
    assert row is not None
    assert (row["value"], row["is_alike"], row["words_say"]) == (value, False, words_say)


@pytest.mark.parametrize("words", ["in his first term", "before the August 2020 vote", "the day before", "at last"])
def test_what_cannot_be_read_or_counts_from_a_day_told_elsewhere_is_not_compared(run_model: Run, words: str) -> None:
    assert _worded(run_model, "2019-05-01", words) is None


def test_an_article_without_a_day_has_only_dates_that_need_none(run_model: Run) -> None:
    nowhere: dict[str, date | None] = {"earliest": None, "latest": None}
    assert _worded(run_model, "2025-12-13", "freed on Saturday", **nowhere) is None
    row = _worded(run_model, "2020", "freed in July 2021", **nowhere)
    assert row is not None and not row["is_alike"]


def test_words_are_read_on_each_day_that_it_may_have_been(run_model: Run) -> None:
    sunday = date(2025, 12, 14)
    for value in ("2025-12-12", "2025-12-13"):
        row = _worded(run_model, value, "freed yesterday", earliest=SATURDAY, latest=sunday)
        assert row is not None and row["is_alike"]
    row = _worded(run_model, "2025-12-11", "freed yesterday", earliest=SATURDAY, latest=sunday)
    assert row is not None and row["words_say"] == "2025-12-12 or 2025-12-13"


def test_each_phrase_and_each_reading_has_its_row(run_model: Run) -> None:
    rows = _read(run_model, _fact("2025-12-13", "on Saturday 12 December 2025, or on 9/8/2020"))
    assert [(row["position"], row["reading"], row["words_say"]) for row in rows] == [
        (1, 1, "2025-12-12"),
        (2, 1, "2020-08-09"),
        (2, 2, "2020-09-08"),
    ]
    assert rows[0]["slip"] == "2025-12-12 is a Friday, not a Saturday"


def test_words_of_a_value_that_is_no_date_are_not_read_as_days(run_model: Run) -> None:
    assert _read(run_model, _fact("5", "5 freed on Saturday", attribute="n")) == []
