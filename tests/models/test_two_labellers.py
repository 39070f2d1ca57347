"""Two people label one article: what is one label, what differs, what waits, and what was decided."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Row = dict[str, Any]
RunModels = Callable[..., dict[str, list[Row]]]

LABEL = {"article_id": "x", "event_id": "e", "subject_id": "s", "attribute": "freed", "stance": "asserts"}
PLACE = {"evidence_start": 10, "evidence_end": 20, "context_start": 0}
CHAIN = ("found", "overlapping", "united", "merged", "shared", "missing", "differing", "decided", "settled")
MODELS = (*(f"int_labels__{step}" for step in CHAIN), "labelling_differences")


def label(fact_id: str, labelled_by: str, value: str | None, /, **more: Any) -> Row:
    fact = {**LABEL, "fact_id": fact_id, "labelled_by": labelled_by, "value": value, **PLACE, **more}
    parts = (fact["event_id"], fact["subject_id"], fact["attribute"], fact.get("scope_id"))
    return {"claim_id": "/".join(part for part in parts if part), **fact}


def decision(fact_id: str, verdict: str, other_fact_id: str | None = None, line: int = 2) -> Row:
    decided = {"reason": "she was there", "decided_by": "eva", "decided_on": date(2026, 11, 22)}
    row = {"fact_id": fact_id, "other_fact_id": other_fact_id, "decision": verdict, "line": line}
    return {**row, **decided, "file": "data/labels/adjudications.csv"}


def _parents(labels: list[Row]) -> dict[str, list[Row]]:
    places = [
        {"fact_id": one["fact_id"], "evidence_state": "anchored", **{key: one[key] for key in PLACE}} for one in labels
    ]
    read = []
    for one in labels:
        low, _, high = (one["value"] or "").partition("..")
        is_number = low.isdigit()
        numbers = {"low": float(low), "high": float(high or low)} if is_number else {}
        kind = "count" if is_number else "text"
        best = float(low) if is_number and not high else None
        read.append(
            {
                "fact_id": one["fact_id"],
                "value_kind": kind,
                "has_interval": one["value"] is not None,
                "best": best,
                **numbers,
                "as_of_earliest_on": one.get("day"),
                "as_of_latest_on": one.get("day"),
            }
        )
    left_out = {*PLACE, "day"}
    return {
        "stg_facts": [{key: one[key] for key in one if key not in left_out} for one in labels],
        "int_evidence__located": places,
        "int_facts__as_intervals": read,
    }


def _settle(
    run_models: RunModels, labels: list[Row], decisions: list[Row] | None = None, **more: Any
) -> dict[str, Any]:
    return run_models(MODELS, {**_parents(labels), "stg_adjudications": decisions or [], **more})


def _why(found: dict[str, list[Row]]) -> dict[str, str]:
    """Return why each label does not count; one that counts is not there."""
    return {
        row["fact_id"]: f"{row['reason']} {row['other_fact_id'] or ''}".strip() for row in found["int_labels__settled"]
    }


def _states(found: dict[str, list[Row]]) -> list[tuple[str, str | None, str, str]]:
    return sorted(
        (row["fact_id"], row["other_fact_id"], row["differs_in"], row["state"])
        for row in found["labelling_differences"]
    )


NINE, RANGE = label("f1", "ann", "9"), label("f2", "ben", "8..9")


def test_labels_that_agree_need_no_decision_and_stand_as_one(run_models: RunModels) -> None:
    found = _settle(run_models, [NINE, label("f2", "ben", "9", exact="the nine")])
    assert _why(found) == {"f2": "labelled alike as f1"}
    assert _states(found) == []


def test_a_value_that_is_spelled_otherwise_says_the_same(run_models: RunModels) -> None:
    parents = _parents([label("f1", "ann", "9.5", unit="million"), label("f2", "ben", "9500000")])
    for read in parents["int_facts__as_intervals"]:
        read |= {"value_kind": "count", "low": 9_500_000.0, "high": 9_500_000.0, "best": 9_500_000.0}
    assert _why(run_models(MODELS, parents)) == {"f2": "labelled alike as f1"}


def test_labels_that_differ_wait_and_neither_counts(run_models: RunModels) -> None:
    found = _settle(run_models, [NINE, RANGE])
    assert _why(found) == {"f1": "to be adjudicated with f2", "f2": "to be adjudicated with f1"}
    assert _states(found) == [("f1", "f2", "value", "open")]


@pytest.mark.parametrize(
    ("more", "differs_in"),
    [
        ({"stance": "denies"}, "stance"),
        ({"scope_id": "abroad"}, "scope"),
        ({"source_id": "viasna"}, "source"),
        ({"via_id": "reuters"}, "source"),
        ({"day": date(2025, 12, 12)}, "time"),
        ({"target_fact_id": "f0"}, "target"),
        ({"stance": "denies", "source_id": "viasna"}, "stance, source"),
    ],
)
def test_labels_may_differ_in_more_than_the_value(run_models: RunModels, more: Row, differs_in: str) -> None:
    found = _settle(run_models, [NINE, label("f2", "ben", "9", **more)])
    assert _states(found) == [("f1", "f2", differs_in, "open")]
    assert set(_why(found)) == {"f1", "f2"}


def test_a_chain_of_hands_that_one_labeller_left_out_is_a_difference_of_source(run_models: RunModels) -> None:
    chain = [{"fact_id": "f1", "position": place, "source_id": name} for place, name in ((2, "sister"), (1, "reuters"))]
    found = _settle(run_models, [NINE, label("f2", "ben", "9")], stg_fact_chain=chain)
    assert _states(found) == [("f1", "f2", "source", "open")]


def test_the_same_claim_in_other_words_of_the_article_is_another_fact(run_models: RunModels) -> None:
    found = _settle(run_models, [NINE, label("f2", "ben", "8", evidence_start=40, evidence_end=50)])
    assert _why(found) == {}
    assert [state for *_, state in _states(found)] == ["unmatched", "unmatched"]


def test_two_sources_of_one_sentence_meet_their_likes(run_models: RunModels) -> None:
    labels = [
        label(f"{who}-{source}", who, "9", source_id=source) for who in ("ann", "ben") for source in ("un", "viasna")
    ]
    found = _settle(run_models, labels)
    assert _why(found) == {"ben-un": "labelled alike as ann-un", "ben-viasna": "labelled alike as ann-viasna"}
    assert _states(found) == []


def test_what_only_one_of_two_labelled_counts_and_is_listed(run_models: RunModels) -> None:
    found = _settle(run_models, [NINE, label("f2", "ben", "9"), label("f3", "ann", "true", attribute="was_swap")])
    assert _why(found) == {"f2": "labelled alike as f1"}
    assert _states(found) == [("f3", None, "presence", "unmatched")]
    (row,) = found["labelling_differences"]
    assert (row["labelled_by"], row["other_labelled_by"], row["other_value"]) == ("ann", "ben", None)


def test_who_shares_out_the_work_differs_in_nothing(run_models: RunModels) -> None:
    found = _settle(run_models, [NINE, label("f2", "ben", "true", attribute="was_swap")])
    assert (_why(found), _states(found)) == ({}, [])


def test_an_article_of_one_labeller_is_not_looked_at(run_models: RunModels) -> None:
    found = _settle(run_models, [NINE, label("f2", "ann", "8..9"), label("f3", "ben", "8", article_id="y")])
    assert found["int_labels__found"] == []


@pytest.mark.parametrize(
    ("decided", "why"),
    [
        (decision("f1", "prefer", "f2"), {"f2": "adjudicated as f1"}),
        (decision("f2", "prefer", "f1"), {"f1": "adjudicated as f2"}),
        (decision("f2", "both", "f1"), {}),
        (
            decision("f1", "neither", "f2"),
            {"f1": "adjudicated as wrong, and so is f2", "f2": "adjudicated as wrong, and so is f1"},
        ),
    ],
)
def test_a_decision_says_which_of_two_labels_counts(run_models: RunModels, decided: Row, why: dict[str, str]) -> None:
    found = _settle(run_models, [NINE, RANGE], [decided])
    assert _why(found) == why
    (row,) = found["labelling_differences"]
    assert (row["state"], row["decision"], row["decided_by"]) == ("decided", decided["decision"], "eva")
    assert (row["reason"], row["decided_on"], row["decided_line"]) == ("she was there", date(2026, 11, 22), 2)


def test_two_decisions_that_contradict_each_other_decide_nothing(run_models: RunModels) -> None:
    decisions = [decision("f1", "prefer", "f2"), decision("f2", "prefer", "f1", line=3)]
    found = _settle(run_models, [NINE, RANGE], decisions)
    assert _states(found) == [("f1", "f2", "value", "contradictory")]
    assert set(_why(found)) == {"f1", "f2"}


def test_one_decision_that_is_written_twice_is_one(run_models: RunModels) -> None:
    decisions = [decision("f1", "both", "f2"), decision("f2", "both", "f1", line=3)]
    assert _states(_settle(run_models, [NINE, RANGE], decisions)) == [("f1", "f2", "value", "decided")]


@pytest.mark.parametrize(("verdict", "why"), [("neither", {"f3": "adjudicated as wrong"}), ("prefer", {})])
def test_a_decision_on_what_only_one_labelled_drops_it_or_keeps_it(
    run_models: RunModels, verdict: str, why: dict[str, str]
) -> None:
    labels = [NINE, label("f2", "ben", "9"), label("f3", "ann", "true", attribute="was_swap")]
    found = _settle(run_models, labels, [decision("f3", verdict)])
    assert _why(found) == {"f2": "labelled alike as f1", **why}
    assert _states(found) == [("f3", None, "presence", "decided")]


def test_a_row_of_the_adjudicators_own_goes_before_both(run_models: RunModels) -> None:
    found = _settle(run_models, [NINE, RANGE, label("f3", "adjudicated", "8..10")])
    assert _why(found) == {"f1": "adjudicated as f3", "f2": "adjudicated as f3"}
    (row,) = found["labelling_differences"]
    assert (row["state"], row["decision"], row["preferred_fact_id"]) == ("decided", "relabelled", "f3")


def test_the_adjudicators_row_goes_before_labels_that_agree_with_it(run_models: RunModels) -> None:
    found = _settle(run_models, [NINE, label("f2", "ben", "9"), label("f3", "adjudicated", "9")])
    assert _why(found) == {"f1": "adjudicated as f3", "f2": "adjudicated as f3"}
    assert _states(found) == []


def test_of_three_labellers_two_who_agree_are_one_side(run_models: RunModels) -> None:
    labels = [NINE, label("f2", "ben", "9"), label("f3", "cyd", "8")]
    waiting = _settle(run_models, labels)
    assert _states(waiting) == [("f1", "f3", "value", "open")]
    assert _why(waiting) == {
        "f1": "to be adjudicated with f3",
        "f2": "labelled alike as f1",
        "f3": "to be adjudicated with f1",
    }
    decided = _settle(run_models, labels, [decision("f3", "prefer", "f2")])
    assert _why(decided) == {"f1": "adjudicated as f3", "f2": "labelled alike as f1"}
    stands = {row["fact_id"]: row["stands_fact_id"] for row in decided["int_labels__settled"]}
    assert stands == {"f1": "f3", "f2": "f3"}


def test_who_has_lost_against_one_is_no_rival_to_a_third(run_models: RunModels) -> None:
    labels = [NINE, RANGE, label("f3", "cyd", "7")]
    found = _settle(run_models, labels, [decision("f1", "prefer", "f2"), decision("f1", "prefer", "f3", line=3)])
    assert _why(found) == {"f2": "adjudicated as f1", "f3": "adjudicated as f1"}
    assert {state for *_, state in _states(found)} == {"decided"}


def test_retractions_of_two_labellers_take_back_one_thing_said(run_models: RunModels) -> None:
    labels = [
        label("f1", "ann", "9"),
        label("f2", "ben", "9"),
        label("r1", "ann", None, stance="retracts", target_fact_id="f1", evidence_start=30, evidence_end=40),
        label("r2", "ben", None, stance="retracts", target_fact_id="f2", evidence_start=30, evidence_end=40),
    ]
    assert _why(_settle(run_models, labels)) == {"f2": "labelled alike as f1", "r2": "labelled alike as r1"}


def test_words_that_a_version_dropped_were_said_once(run_models: RunModels) -> None:
    labels = [NINE | {"exact": "nine"}, label("f2", "ben", "9", exact="nine")]
    parents = _parents(labels)
    parents["int_evidence__located"] = [
        {**row, "evidence_state": "orphaned"} for row in parents["int_evidence__located"]
    ]
    words = {"article_id": "x", "edition": "full", "words": "nine", "occurrence": 1}
    parents["int_words__located"] = [{**words, "version": 1, "words_start": 10, "words_end": 14}]
    parents["int_articles__newest"] = [{"article_id": "x", "edition": "full", "version": 2}]
    parents["int_facts__gone"] = [{"fact_id": name, "gone_in_version": 2} for name in ("f1", "f2")]
    found = run_models(MODELS, parents)
    assert _why(found) == {"f2": "labelled alike as f1"}
    assert _states(found) == []


def test_a_label_that_gave_way_takes_nothing_back_and_what_stands_for_it_is_taken_back(
    run_models: RunModels,
) -> None:
    settled = [
        {"fact_id": "f2", "stands_fact_id": "f1"},
        {"fact_id": "r1", "stands_fact_id": "r1"},
    ]
    facts = [
        {"fact_id": name, "claim_id": "c", "article_id": "x", "stance": stance, "target_fact_id": target}
        for name, stance, target in (
            ("f1", "asserts", None),
            ("f2", "asserts", None),
            ("r1", "retracts", "f1"),
            ("r2", "retracts", "f2"),
        )
    ]
    told = [{"fact_id": fact["fact_id"], "article_id": "x", "origin_id": "o"} for fact in facts]
    found = run_models(
        ("int_retractions__judged",),
        {"stg_facts": facts, "int_facts__with_origins": told, "int_labels__settled": settled},
    )
    assert [(row["fact_id"], row["target_fact_id"]) for row in found["int_retractions__judged"]] == [("r2", "f1")]
