"""The figures of a fact's words, held against the value of its label."""

from collections.abc import Callable
from typing import Any

import pytest

from wh.reading import Phrase, Value

Row = dict[str, Any]
Run = Callable[..., list[Row]]
UNITS = [
    {"unit": "decades", "base_unit": "years", "factor": 10.0},
    {"unit": "weeks", "base_unit": "days", "factor": 7.0},
    {"unit": "million", "base_unit": None, "factor": 1e6},
]


def _fact(value: str, words: str, unit: str | None = None) -> Row:
    """Return the row of stg_facts that a label with this value and these words gives."""
    read, phrase = Value.read(value), Phrase.read(words)
    return {
        "fact_id": "f",
        "claim_id": "e/s/a",
        "article_id": "x",
        "attribute": "a",
        "value": value,
        "unit": unit,
        "value_qualifier": read.qualifier,
        "value_word": read.word,
        "value_times": read.times,
        "value_low": read.low,
        "value_high": read.high,
        "exact": words,
        "exact_values": list(phrase.values),
        "exact_qualifiers": list(phrase.qualifiers),
        "exact_lows": list(phrase.lows),
        "exact_highs": list(phrase.highs),
        "exact_units": list(phrase.units),
        "exact_words": list(phrase.words),
        "exact_times": list(phrase.times),
        "exact_sides": list(phrase.sides),
        "file": "facts.csv",
        "line": 2,
    }


def _worded(run_model: Run, fact: Row, kind: str = "count", unit: str | None = "people") -> Row:
    attributes = [{"attribute": "a", "value_kind": kind, "unit": unit}]
    parents = {"stg_facts": [fact], "stg_attributes": attributes, "stg_units": UNITS}
    in_units = run_model("int_values__in_units", parents)
    (row,) = run_model("int_facts__worded", {"stg_facts": [fact], "int_values__in_units": in_units})
    return row


@pytest.mark.parametrize(
    ("value", "words", "unit", "kind", "attribute_unit"),
    [
        ("123", "freed 123 prisoners", None, "count", "people"),
        (">50", "more than 50 political prisoners", None, "count", "people"),
        ("<=1000", "up to 1,000 remaining", None, "count", "people"),
        ("8..9", "Eight or nine others", None, "count", "people"),
        ("dozens", "dozens of other political prisoners", None, "count", "people"),
        ("several hundred", "several hundred people", None, "count", "people"),
        ("9.5", "9.5 million people", "million", "count", "people"),
        (">3", "for more than three decades", "decades", "duration", "years"),
        ("2", "two weeks of talks", "weeks", "duration", "days"),
        ("~20%", "approximately 20% of exports", None, "share", None),
        ("33.3%", "a third of exports", None, "share", None),
        ("114", "114 of the 123 freed", None, "count", "people"),
        ("69", "the 69-year-old leader", "years", "duration", "years"),
    ],
)
def test_label_and_words_that_say_the_same_are_alike(
    run_model: Run, value: str, words: str, unit: str | None, kind: str, attribute_unit: str | None
) -> None:
    row = _worded(run_model, _fact(value, words, unit), kind, attribute_unit)
    assert (row["is_borne_out"], row["is_alike"]) == (True, True)


@pytest.mark.parametrize(
    ("value", "words", "words_say"),
    [
        ("123", "more than 123 prisoners", ">123"),
        (">=50", "more than 50 prisoners", ">50"),
        ("1000", "up to 1,000 prisoners", "<=1000"),
        ("~20", "20 prisoners", "20"),
    ],
)
def test_a_qualifier_that_the_label_dropped_or_added_is_told(
    run_model: Run, value: str, words: str, words_say: str
) -> None:
    row = _worded(run_model, _fact(value, words))
    assert (row["is_borne_out"], row["is_alike"], row["words_say"]) == (True, False, words_say)


@pytest.mark.parametrize(
    ("value", "words"),
    [("132", "123 prisoners"), ("dozens", "hundreds of prisoners"), ("9", "eight or nine"), ("8", "no number here")],
)
def test_a_number_that_the_words_do_not_have_is_not_borne_out(run_model: Run, value: str, words: str) -> None:
    assert _worded(run_model, _fact(value, words))["is_borne_out"] is False


def test_a_figure_in_a_unit_that_does_not_convert_is_of_something_else(run_model: Run) -> None:
    assert _worded(run_model, _fact("5", "5 tonnes of aid"))["is_borne_out"] is False


def test_the_side_of_the_words_goes_with_the_value(run_model: Run) -> None:
    assert _worded(run_model, _fact("~200", "nearly 200 prisoners"))["side"] == "below"
    assert _worded(run_model, _fact(">200", "just over 200 prisoners"))["side"] == "near"
    assert _worded(run_model, _fact("~200", "about 200 prisoners"))["side"] is None
    assert _worded(run_model, _fact("several hundred", "up to several hundred prisoners"))["side"] == "below"
    assert _worded(run_model, _fact("several hundred", "several hundred prisoners"))["side"] is None
