"""What the facts of a claim say together, and whether they can all be true."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Row = dict[str, Any]
Run = Callable[..., list[Row]]


def _positioned(run_model: Run, facts: list[Row]) -> list[Row]:
    """Return the positions of live facts on one fixed, single-valued claim, unless a fact says otherwise."""
    base = {"claim_id": "c", "stance": "asserts", "is_live": True, "over_time": "fixed", "is_single_valued": True}
    facts = [{**base, "article_id": fact["fact_id"], "has_interval": True, **fact} for fact in facts]
    live = ("fact_id", "claim_id", "article_id", "stance", "is_live")
    return run_model(
        "int_facts__positioned",
        {
            "int_facts__live": [{name: fact[name] for name in live} for fact in facts],
            "int_facts__as_intervals": [
                {name: value for name, value in fact.items() if name not in live or name == "fact_id"} for fact in facts
            ],
        },
    )


def _conflicts(run_model: Run, facts: list[Row]) -> set[str]:
    rows = run_model("int_positions__conflicting", {"int_facts__positioned": _positioned(run_model, facts)})
    assert all(row["is_contradiction"] == (row["rule"] != "status_confirmed") for row in rows)
    return {row["rule"] for row in rows}


def _compared(run_model: Run, facts: list[Row]) -> Row:
    positioned = _positioned(run_model, facts)
    (row,) = run_model(
        "int_claims__compared",
        {
            "int_facts__as_intervals": [
                {
                    "fact_id": "f",
                    "claim_id": "c",
                    "over_time": facts[0].get("over_time", "fixed"),
                    "is_single_valued": True,
                }
            ],
            "int_facts__positioned": positioned,
            "int_positions__conflicting": run_model(
                "int_positions__conflicting", {"int_facts__positioned": positioned}
            ),
            "int_claims__summed": run_model("int_claims__summed", {"int_facts__positioned": positioned}),
        },
    )
    return row


def _number(fact_id: str, low: float | None, high: float | None, **more: object) -> Row:
    best = low if low == high else None
    return {"fact_id": fact_id, "low": low, "best": best, "high": high, **more}


def _on(day: int) -> Row:
    return {"as_of_earliest_on": date(2025, 12, day), "as_of_latest_on": date(2025, 12, day)}


@pytest.mark.parametrize(
    ("facts", "agreement", "interval"),
    [
        ([_number("a", 9, 9)], "single", (9, 9, 9)),
        ([_number("a", 9, 9), _number("b", 9, 9)], "identical", (9, 9, 9)),
        ([_number("a", 8, 9), _number("b", 9, 9)], "compatible", (9, 9, 9)),
        ([_number("a", 8, 9), _number("b", 5, None)], "compatible", (8, None, 9)),
        ([_number("a", 8, 9), _number("b", 10, 10)], "disputed", (8, None, 10)),
        ([_number("a", 123, 123), _number("b", 124, None)], "disputed", (123, None, None)),
    ],
)
def test_compatible_facts_give_what_all_admit_and_disputed_ones_all_that_is_said(
    run_model: Run, facts: list[Row], agreement: str, interval: tuple[float | None, ...]
) -> None:
    row = _compared(run_model, facts)
    assert (row["agreement"], (row["low"], row["best"], row["high"])) == (agreement, interval)


def test_two_sources_of_one_article_that_differ_are_a_dispute(run_model: Run) -> None:
    facts = [_number("a", 5, 5, article_id="x"), _number("b", 7, 7, article_id="x")]
    assert _compared(run_model, facts)["agreement"] == "disputed"


def test_where_nothing_is_asserted_nothing_is_compared(run_model: Run) -> None:
    row = _compared(run_model, [_number("a", 9, 9, stance="denies")])
    assert (row["agreement"], row["low"]) == ("not_comparable", None)


def test_levels_of_different_days_are_not_comparable_and_the_newest_is_told(run_model: Run) -> None:
    facts = [_number(f"f{day}", day, day, over_time="level", **_on(day)) for day in (12, 13)]
    row = _compared(run_model, facts)
    assert (row["agreement"], row["low"], row["high"]) == ("not_comparable", 13, 13)


def test_levels_of_one_day_are_compared_and_an_unknown_day_meets_every_day(run_model: Run) -> None:
    known = _number("a", 1227, 1227, over_time="level", **_on(13))
    unknown = _number("b", 1001, None, over_time="level")
    assert _compared(run_model, [known, unknown])["agreement"] == "compatible"
    assert _compared(run_model, [known, {**unknown, "low": 1500}])["agreement"] == "disputed"


def test_an_earlier_count_holds_the_later_ones_up(run_model: Run) -> None:
    facts = [
        _number("f12", 7, 7, over_time="cumulative", **_on(12)),
        _number("f13", 5, 9, over_time="cumulative", **_on(13)),
    ]
    row = _compared(run_model, facts)
    assert (row["agreement"], row["low"], row["high"]) == ("compatible", 7, 9)


def test_a_count_that_falls_is_disputed(run_model: Run) -> None:
    facts = [_number(f"f{day}", 20 - day, 20 - day, over_time="cumulative", **_on(day)) for day in (12, 13)]
    assert _conflicts(run_model, facts) == {"counts_do_not_fall"}
    assert _compared(run_model, facts)["agreement"] == "disputed"


def test_a_count_that_fell_spans_its_newest_day_and_what_is_above_that(run_model: Run) -> None:
    counts = {11: 10, 12: 200, 13: 30, 14: 50, 15: 70}
    facts = [_number(f"f{day}", count, count, over_time="cumulative", **_on(day)) for day, count in counts.items()]
    row = _compared(run_model, facts)
    assert (row["agreement"], row["low"], row["high"]) == ("disputed", 70, 200)
    row = _compared(run_model, [*facts, _number("f16", 250, 250, over_time="cumulative", **_on(16))])
    assert (row["agreement"], row["low"], row["high"]) == ("disputed", 250, 250)


def test_a_count_may_grow_from_day_to_day(run_model: Run) -> None:
    facts = [_number(f"f{day}", day, day, over_time="cumulative", **_on(day)) for day in (12, 13)]
    assert _conflicts(run_model, facts) == set()


def test_two_counts_of_one_day_conflict_and_of_unknown_days_may_have_grown(run_model: Run) -> None:
    facts = [_number(f"f{value}", value, value, over_time="cumulative", **_on(13)) for value in (5, 7)]
    assert _conflicts(run_model, facts) == {"sources_agree"}
    assert _conflicts(run_model, [{**fact, "as_of_earliest_on": None} for fact in facts]) == set()
    assert _conflicts(run_model, [{**facts[0], **_on(12)}, facts[1]]) == set()


def test_dates_that_meet_are_compatible(run_model: Run) -> None:
    month = {"fact_id": "a", "earliest_on": date(2021, 7, 1), "latest_on": date(2021, 7, 31)}
    day = {"fact_id": "b", "earliest_on": date(2021, 7, 14), "latest_on": date(2021, 7, 14)}
    row = _compared(run_model, [month, day])
    assert (row["agreement"], row["earliest_on"], row["latest_on"]) == (
        "compatible",
        date(2021, 7, 14),
        date(2021, 7, 14),
    )


def test_letter_case_and_white_space_make_no_two_values(run_model: Run) -> None:
    facts = [{"fact_id": "a", "value_text": "Highly  respected"}, {"fact_id": "b", "value_text": "highly respected "}]
    assert _compared(run_model, facts)["agreement"] == "identical"


def test_two_texts_of_a_single_valued_attribute_are_disputed_and_neither_is_told(run_model: Run) -> None:
    facts = [{"fact_id": "a", "value_text": "true"}, {"fact_id": "b", "value_text": "false"}]
    assert _conflicts(run_model, facts) == {"sources_agree"}
    row = _compared(run_model, facts)
    assert (row["agreement"], row["value_text"]) == ("disputed", None)


def test_two_texts_of_an_attribute_with_several_values_are_both_told(run_model: Run) -> None:
    facts = [
        {"fact_id": name, "value_text": text, "is_single_valued": False}
        for name, text in (("a", "Ukraine"), ("b", "Lithuania"))
    ]
    row = _compared(run_model, facts)
    assert (row["agreement"], row["value_text"]) == ("compatible", "Lithuania; Ukraine")


@pytest.mark.parametrize(
    ("denied", "rules"),
    [
        ({"value_text": "true"}, {"status_agree"}),
        ({"value_text": "false"}, set()),
        ({"has_interval": False}, {"status_agree"}),
    ],
)
def test_a_denial_conflicts_with_what_it_denies(run_model: Run, denied: Row, rules: set[str]) -> None:
    facts = [{"fact_id": "a", "value_text": "true"}, {"fact_id": "b", "stance": "denies", **denied}]
    assert _conflicts(run_model, facts) == rules


def test_a_denied_number_conflicts_with_what_lies_inside_it(run_model: Run) -> None:
    denial = _number("b", 51, None, stance="denies")
    assert _conflicts(run_model, [_number("a", 60, 60), denial]) == {"status_agree"}
    assert _conflicts(run_model, [_number("a", 40, 40), denial]) == set()


def test_what_is_not_confirmed_stands_beside_what_is_asserted_without_a_dispute(run_model: Run) -> None:
    facts = [
        {"fact_id": "a", "value_text": "true"},
        {"fact_id": "b", "value_text": "true", "stance": "unconfirmed"},
    ]
    assert _conflicts(run_model, facts) == {"status_confirmed"}
    assert _compared(run_model, facts)["agreement"] == "single"


def test_what_is_said_not_to_be_known_takes_no_position(run_model: Run) -> None:
    assert _positioned(run_model, [{"fact_id": "a", "stance": "unknown"}, {"fact_id": "b", "is_live": False}]) == []


def test_what_is_fixed_has_no_time(run_model: Run) -> None:
    facts = [_number(f"f{day}", day, day, **_on(day)) for day in (12, 13)]
    assert {row["as_of_earliest_on"] for row in _positioned(run_model, facts)} == {None}
    assert _conflicts(run_model, facts) == {"sources_agree"}
