"""Values become closed intervals in the unit of their attribute."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from wh.figures import POLICIES
from wh.reading import Value

Row = dict[str, Any]
Run = Callable[..., list[Row]]


def _in_units(run_model: Run, fact: Row, attribute: Row, units: list[Row] | None = None, policy: str = "acled") -> Row:
    facts = [{"fact_id": "f", "attribute": "a", **fact}]
    parents = {"stg_facts": facts, "stg_attributes": [{"attribute": "a", **attribute}], "stg_units": units or []}
    (row,) = run_model("int_values__in_units", parents, {"vague_words": policy})
    return row


def _interval(
    run_model: Run, in_unit: Row, fact: Row | None = None, attribute: Row | None = None, side: str | None = None
) -> Row:
    label = {"fact_id": "f", "said_by": "label", "tolerance_share": 0.1, "is_in_unit": True, **in_unit}
    (row,) = run_model(
        "int_facts__as_intervals",
        {
            "stg_facts": [{"fact_id": "f", "attribute": "a", "article_id": "x", **(fact or {})}],
            "stg_attributes": [{"attribute": "a", "value_kind": in_unit.get("value_kind"), **(attribute or {})}],
            "int_values__in_units": [label],
            "int_facts__worded": [{"fact_id": "f", "side": side}],
            "int_articles__newest": [{"article_id": "x", "published_on": date(2025, 12, 13)}],
        },
    )
    return row


def test_a_value_is_converted_to_the_unit_of_its_attribute(run_model: Run) -> None:
    decades = [{"unit": "decades", "base_unit": "years", "factor": 10.0}]
    fact = {"unit": "decades", "value": ">3", "value_qualifier": "more_than", "value_low": 3.0}
    row = _in_units(run_model, fact, {"value_kind": "duration", "unit": "years"}, decades)
    assert (row["low"], row["high"], row["is_in_unit"]) == (30.0, None, False)


def test_a_unit_without_a_base_is_a_pure_number(run_model: Run) -> None:
    million = [{"unit": "million", "base_unit": None, "factor": 1e6}]
    fact = {"unit": "million", "value": "9.5", "value_qualifier": "exact", "value_low": 9.5, "value_high": 9.5}
    row = _in_units(run_model, fact, {"value_kind": "count", "unit": "people"}, million)
    assert (row["low"], row["high"]) == (9_500_000.0, 9_500_000.0)


def test_what_does_not_convert_stays_open(run_model: Run) -> None:
    fact = {"unit": "tonnes", "value": "9", "value_qualifier": "exact", "value_low": 9.0, "value_high": 9.0}
    row = _in_units(run_model, fact, {"value_kind": "quantity", "unit": "days"})
    assert (row["low"], row["high"]) == (None, None)


def test_a_percentage_has_been_converted_by_its_sign(run_model: Run) -> None:
    fact = {"unit": "percent", "value": "~20%", "value_qualifier": "about", "value_low": 0.2, "value_high": 0.2}
    row = _in_units(run_model, fact, {"value_kind": "share"})
    assert (row["low"], row["margin"]) == (0.2, 0.02)


def test_a_date_is_no_number_though_it_reads_as_one(run_model: Run) -> None:
    facts = [{"fact_id": "f", "attribute": "a", "value": "2021", "value_low": 2021.0}]
    parents = {"stg_facts": facts, "stg_attributes": [{"attribute": "a", "value_kind": "date"}]}
    assert run_model("int_values__in_units", parents) == []


@pytest.mark.parametrize(
    ("policy", "word", "least"),
    [
        ("acled", "dozens", 12.0),
        ("acled", "hundreds", 100.0),
        ("acled", "several", 3.0),
        ("acled", "tens of thousands", 10_000.0),
        ("acled", "several hundred", 300.0),
        ("acled", "countless", None),
        ("ranges", "dozens", 24.0),
        ("ranges", "tens of thousands", 20_000.0),
        ("none", "dozens", None),
    ],
)
def test_a_vague_word_means_at_least_what_the_policy_says(
    run_model: Run, policy: str, word: str, least: float | None
) -> None:
    value = Value.read(word)
    fact = {"value": word, "value_qualifier": "vague", "value_word": value.word, "value_times": value.times}
    row = _in_units(run_model, fact, {"value_kind": "count"}, policy=policy)
    assert (row["vague_low"], row["vague_policy"]) == (least, policy)


@pytest.mark.parametrize("policy", sorted(POLICIES))
def test_models_and_reader_have_one_policy(run_model: Run, policy: str) -> None:
    words = sorted({*POLICIES["acled"].least, "most", "countless"})
    facts = [
        {"fact_id": word, "attribute": "a", "value_qualifier": "vague", "value_word": word, "value_times": 1.0}
        for word in words
    ]
    parents = {"stg_facts": facts, "stg_attributes": [{"attribute": "a", "value_kind": "count"}]}
    rows = run_model("int_values__in_units", parents, {"vague_words": policy})
    assert {row["word"]: row["vague_low"] for row in rows} == {word: POLICIES[policy].low(word) for word in words}


@pytest.mark.parametrize(
    ("qualifier", "side", "given", "expected"),
    [
        ("about", "below", (200.0, 200.0), (180.0, 200.0, 200.0)),
        ("more_than", "near", (200.0, None), (201.0, None, 220.0)),
        ("less_than", "near", (None, 200.0), (180.0, None, 199.0)),
    ],
)
def test_nearly_and_just_over_have_both_ends_within_the_tolerance(
    run_model: Run,
    qualifier: str,
    side: str,
    given: tuple[float | None, float | None],
    expected: tuple[float | None, ...],
) -> None:
    low, high = given
    in_unit = {"value_kind": "count", "qualifier": qualifier, "low": low, "high": high, "margin": 20.0}
    row = _interval(run_model, in_unit, side=side)
    assert (row["low"], row["best"], row["high"]) == expected


def test_a_vague_ceiling_has_no_least_number_either(run_model: Run) -> None:
    row = _interval(run_model, {"value_kind": "count", "qualifier": "vague", "vague_low": 300.0}, side="below")
    assert (row["low"], row["best"], row["high"]) == (None, None, None)


def test_a_vague_word_has_no_greatest_number(run_model: Run) -> None:
    row = _interval(run_model, {"value_kind": "count", "qualifier": "vague", "vague_low": 12.0})
    assert (row["low"], row["best"], row["high"]) == (12.0, None, None)


@pytest.mark.parametrize(
    ("kind", "qualifier", "given", "expected"),
    [
        ("count", "exact", (123.0, 123.0), (123.0, 123.0, 123.0)),
        ("count", "between", (8.0, 9.0), (8.0, None, 9.0)),
        ("count", "more_than", (50.0, None), (51.0, None, None)),
        ("count", "at_least", (50.0, None), (50.0, None, None)),
        ("count", "less_than", (None, 50.0), (0.0, None, 49.0)),
        ("count", "at_most", (None, 1000.0), (0.0, None, 1000.0)),
        ("quantity", "more_than", (50.0, None), (50.0, None, None)),
        ("quantity", "less_than", (None, 50.0), (None, None, 50.0)),
        ("duration", "exact", (1613.0, 1613.0), (1613.0, 1613.0, 1613.0)),
    ],
)
def test_each_qualifier_gives_a_closed_interval(
    run_model: Run, kind: str, qualifier: str, given: tuple[float | None, ...], expected: tuple[float | None, ...]
) -> None:
    low, high = given
    row = _interval(run_model, {"value_kind": kind, "qualifier": qualifier, "low": low, "high": high, "unit": "days"})
    assert (row["low"], row["best"], row["high"]) == expected


def test_about_twenty_is_twenty_within_the_tolerance(run_model: Run) -> None:
    about = {"qualifier": "about", "low": 20.0, "high": 20.0, "margin": 2.0}
    row = _interval(run_model, {"value_kind": "quantity", **about})
    assert (row["low"], row["best"], row["high"]) == (18.0, 20.0, 22.0)


def test_about_twenty_five_people_are_whole_people(run_model: Run) -> None:
    about = {"qualifier": "about", "low": 25.0, "high": 25.0, "margin": 2.5}
    row = _interval(run_model, {"value_kind": "count", **about})
    assert (row["low"], row["high"]) == (23.0, 27.0)


def test_a_share_is_never_more_than_the_whole(run_model: Run) -> None:
    about = {"qualifier": "about", "low": 0.95, "high": 0.95, "margin": 0.095}
    assert _interval(run_model, {"value_kind": "share", **about})["high"] == 1.0


def test_a_printed_age_lasts_until_the_day_before_the_next_birthday(run_model: Run) -> None:
    age = {"value_kind": "duration", "qualifier": "exact", "unit": "years", "low": 69.0, "high": 69.0}
    row = _interval(run_model, age)
    assert (row["low"], row["best"], row["high"]) == (69.0, 69.0, 69.9973)


def test_a_tolerance_of_nought_makes_whole_years_exact(run_model: Run) -> None:
    sentence = {"value_kind": "duration", "qualifier": "exact", "unit": "years", "low": 11.0, "high": 11.0}
    assert _interval(run_model, {**sentence, "tolerance_share": 0.0})["high"] == 11.0


def test_without_a_time_of_its_own_a_value_holds_for_the_day_of_publication(run_model: Run) -> None:
    row = _interval(run_model, {"value_kind": "count"})
    assert (row["as_of"], row["as_of_earliest_on"]) == ("2025-12-13", date(2025, 12, 13))


def test_an_open_end_of_as_of_stays_open(run_model: Run) -> None:
    fact = {"as_of": "../2025-12-01", "as_of_earliest_on": None, "as_of_latest_on": date(2025, 12, 1)}
    row = _interval(run_model, {"value_kind": "count"}, fact)
    assert (row["as_of_earliest_on"], row["as_of_latest_on"]) == (None, date(2025, 12, 1))


def test_a_date_is_read_as_days_and_a_text_as_text(run_model: Run) -> None:
    fact = {"value": "2021-07", "value_earliest_on": date(2021, 7, 1), "value_latest_on": date(2021, 7, 31)}
    row = _interval(run_model, {}, fact, {"value_kind": "date"})
    assert (row["earliest_on"], row["latest_on"], row["value_text"]) == (date(2021, 7, 1), date(2021, 7, 31), None)
    row = _interval(run_model, {}, fact, {"value_kind": "text"})
    assert (row["earliest_on"], row["value_text"], row["is_single_valued"]) == (None, "2021-07", False)


@pytest.mark.parametrize(
    ("low", "high", "words"), [(9.0, 9.0, "9"), (26.0, 26.9973, "26"), (18.0, 19.9973, "18..19"), (51.0, None, "51..")]
)
def test_what_a_fact_gives_is_told_as_a_label_says_it(
    run_model: Run, low: float, high: float | None, words: str
) -> None:
    (row,) = run_model(
        "int_facts__phrased",
        {
            "stg_facts": [{"fact_id": "f", "article_id": "x", "stance": "asserts", "exact": "so"}],
            "int_facts__as_intervals": [{"fact_id": "f", "low": low, "high": high}],
            "int_facts__with_origins": [{"fact_id": "f"}],
            "stg_sources": [],
        },
    )
    assert row["phrase"] == f'x: "so" [{words}]'
