"""A number in the words of a rule is told as people write it."""

import duckdb
import pytest

from wh.rules.expectation import interval, plain


def _said(sql: str) -> object:
    return duckdb.sql(f"select {sql}").fetchall()[0][0]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        ("114::double", "114"),
        ("1.5::double", "1.5"),
        ("-5::double", "-5"),
        ("7", "7"),
        ("10.05::decimal(9, 2)", "10.05"),
        ("date '2025-12-13'", "2025-12-13"),
        ("null::double", None),
    ],
)
def test_a_whole_number_has_no_places(number: str, words: str | None) -> None:
    assert _said(plain(number)) == words


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        ("9", "9", "9"),
        ("8", "9", "8..9"),
        ("51", "null", "51.."),
        ("null", "49", "..49"),
        ("null", "null", None),
        ("0.25", "0.5", "0.25..0.5"),
        ("26", "26.9973", "26"),
        ("18", "19.9973", "18..19"),
        ("null", "19.9973", "..19"),
        ("0.9", "0.9973", "0.9..0.9973"),
    ],
)
def test_an_interval_is_told_as_a_label_says_it(low: str, high: str, words: str | None) -> None:
    assert _said(interval(f"{low}::double", f"{high}::double")) == words
