"""The marts of facts, claims, sources and events, as people read them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Row = dict[str, Any]
Run = Callable[..., list[Row]]


def test_a_fact_that_is_not_live_stays_visible_with_its_reason(run_model: Run) -> None:
    (row,) = run_model(
        "facts",
        {
            "stg_facts": [{"fact_id": "f", "stance": "retracts"}],
            "int_facts__as_intervals": [{"fact_id": "f"}],
            "int_facts__with_origins": [{"fact_id": "f", "origin_id": "o"}],
            "int_facts__live": [{"fact_id": "f", "is_live": False, "not_live_because": "retracted by r"}],
        },
    )
    assert (row["is_live"], row["not_live_because"], row["stance"]) == (False, "retracted by r", "retracts")
    assert (row["evidence_state"], row["evidence_start"]) == ("orphaned", None)


@pytest.mark.parametrize(
    ("kind", "is_figure"),
    [
        ("count", True),
        ("quantity", True),
        ("share", True),
        ("duration", True),
        ("date", False),
        ("text", False),
        ("boolean", False),
    ],
)
def test_figures_are_the_facts_that_have_a_size(run_model: Run, kind: str, is_figure: bool) -> None:
    assert bool(run_model("figures", {"facts": [{"fact_id": "f", "value_kind": kind}]})) is is_figure


def _sources(run_model: Run, facts: list[Row]) -> list[Row]:
    base = {"claim_id": "c", "article_id": "x", "origin_id": "o", "stance": "asserts", "is_live": True}
    return run_model("claim_sources", {"facts": [{**base, **fact} for fact in facts]})


def test_an_article_that_says_a_thing_twice_from_one_origin_has_it_once(run_model: Run) -> None:
    (row,) = _sources(run_model, [{"fact_id": "f1", "value": "123"}, {"fact_id": "f2", "value": "123"}])
    assert (row["value"], row["fact_count"]) == ("123", 2)


def test_an_article_with_two_stances_from_one_origin_is_told_by_the_stronger(run_model: Run) -> None:
    facts = [{"fact_id": "f1", "stance": "unconfirmed", "value": "5"}, {"fact_id": "f2", "value": "8..9"}]
    (row,) = _sources(run_model, [*facts, {"fact_id": "f3", "value": "dozens"}])
    assert (row["stance"], row["value"], row["fact_count"]) == ("asserts", "8..9; dozens", 3)


def test_what_is_not_live_has_no_source(run_model: Run) -> None:
    assert _sources(run_model, [{"fact_id": "f", "is_live": False}]) == []


def test_a_fact_is_cited_once_for_each_part_that_a_source_has_in_it(run_model: Run) -> None:
    parts = {"outlet_id": "paper", "source_id": "ann", "via_id": "reuters", "origin_id": "ann"}
    rows = run_model(
        "int_facts__cited",
        {
            "int_facts__with_origins": [{"fact_id": "f", **parts}, {"fact_id": "gone", **parts}],
            "int_facts__live": [{"fact_id": "f", "is_live": True}, {"fact_id": "gone", "is_live": False}],
        },
    )
    assert [(row["fact_id"], row["source_id"]) for row in rows] == [("f", "ann"), ("f", "paper"), ("f", "reuters")]


def test_sources_count_what_they_published_or_said(run_model: Run) -> None:
    rows = run_model(
        "sources",
        {
            "stg_sources": [{"source_id": "paper"}, {"source_id": "ann"}, {"source_id": "owner"}],
            "int_articles__newest": [
                {"article_id": "x", "outlet_id": "paper"},
                {"article_id": "empty", "outlet_id": "paper"},
            ],
            "int_facts__cited": [
                {"fact_id": fact, "source_id": source, "claim_id": "c", "article_id": "x"}
                for fact, source in (("f1", "paper"), ("f2", "paper"), ("f1", "ann"))
            ],
        },
    )
    counts = {row["source_id"]: (row["article_count"], row["fact_count"], row["claim_count"]) for row in rows}
    assert counts == {"paper": (2, 2, 1), "ann": (1, 1, 1), "owner": (0, 0, 0)}


def test_an_article_of_an_unknown_outlet_is_an_origin_of_its_own(run_model: Run) -> None:
    (row,) = run_model("sources", {"int_articles__newest": [{"article_id": "x"}]})
    assert (row["source_id"], row["name"], row["article_count"]) == ("article:x", "the unknown outlet of x", 0)


def test_events_count_their_live_claims_and_articles(run_model: Run) -> None:
    facts = [
        {"fact_id": f"f{claim}{article}", "event_id": "e", "claim_id": claim, "article_id": article, "is_live": live}
        for claim, article, live in (("c1", "x", True), ("c2", "x", True), ("c3", "y", False))
    ]
    (row,) = run_model(
        "events", {"stg_events": [{"event_id": "e", "happened_earliest_on": date(2025, 12, 13)}], "facts": facts}
    )
    assert (row["claim_count"], row["article_count"], row["earliest_on"]) == (2, 1, date(2025, 12, 13))


@pytest.mark.parametrize("table", ["stg_subjects", "stg_people", "stg_sources"])
def test_subjects_people_and_sources_may_all_be_subjects(run_model: Run, table: str) -> None:
    key = {"stg_subjects": "subject_id", "stg_people": "person_id", "stg_sources": "source_id"}[table]
    (row,) = run_model(
        "int_claims__named",
        {
            "stg_facts": [{"fact_id": "f", "claim_id": "e/s/a", "event_id": "e", "subject_id": "s", "attribute": "a"}],
            "stg_attributes": [{"attribute": "a", "question": "How many?"}],
            table: [{key: "s", "name": "The Subject"}],
        },
    )
    assert (row["subject_name"], row["question"]) == ("The Subject", "How many?")


def test_a_claim_has_one_row_with_everything_known_of_it(run_model: Run) -> None:
    (row,) = run_model(
        "claims",
        {
            "int_claims__named": [{"claim_id": "c", "question": "How many?"}],
            "int_claims__compared": [{"claim_id": "c", "agreement": "compatible", "low": 8.0, "high": 9.0}],
            "int_claims__inferred": [{"claim_id": "c", "inferred_low": 9.0, "inferred_because": "r leaves 9"}],
            "int_claims__counted": [{"claim_id": "c", "support": 2, "is_retracted": False}],
        },
    )
    assert (row["low"], row["inferred_low"], row["support"]) == (8.0, 9.0, 2)


@pytest.mark.parametrize(
    ("agreement", "because", "can_be", "verdict"),
    [
        ("disputed", None, False, "the accounts cannot all be true"),
        ("compatible", None, True, "all can be true"),
        ("compatible", "r leaves 9", True, "all can be true, and then r leaves 9"),
        ("not_comparable", None, None, "the accounts do not speak of one time"),
    ],
)
def test_differing_accounts_are_told_with_whether_all_can_be_true(
    run_model: Run, agreement: str, because: str | None, can_be: bool | None, verdict: str
) -> None:
    (row,) = run_model(
        "claim_differences",
        {
            "claims": [{"claim_id": "c", "agreement": agreement, "inferred_because": because}],
            "int_facts__positioned": [
                {"fact_id": value, "claim_id": "c", "stance": "asserts", "value_key": value} for value in ("8..9", "9")
            ],
            "int_facts__phrased": [
                {"fact_id": value, "phrase": f"says {value}", "value_said": value} for value in ("8..9", "9")
            ],
        },
    )
    assert (row["can_all_be_true"], row["verdict"], row["accounts"]) == (can_be, verdict, "says 8..9; says 9")


def test_a_claim_on_which_all_say_the_same_is_no_difference(run_model: Run) -> None:
    facts = [{"fact_id": fact, "claim_id": "c", "stance": "asserts", "value_key": "9"} for fact in ("f1", "f2")]
    phrases = [{"fact_id": fact} for fact in ("f1", "f2")]
    parents = {"claims": [{"claim_id": "c"}], "int_facts__positioned": facts, "int_facts__phrased": phrases}
    assert run_model("claim_differences", parents) == []


@pytest.mark.parametrize(("holds", "verdict"), [(True, "holds"), (False, "does not hold"), (None, "cannot say")])
def test_a_relation_is_told_in_words(run_model: Run, holds: bool | None, verdict: str) -> None:
    (row,) = run_model("relations", {"int_relations__checked": [{"relation_id": "r", "holds": holds}]})
    assert row["verdict"] == verdict
