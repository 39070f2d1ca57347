"""What does not agree between sources, in their own words, and what was decided about it."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Row = dict[str, Any]
Run = Callable[..., list[Row]]


def _identity(rule: str, *parts: str) -> str:
    text = f"{rule}|{','.join(sorted(parts))}"
    return f"{rule}-{hashlib.md5(text.encode()).hexdigest()[:10]}"


def test_a_fact_is_told_with_its_article_its_speaker_its_words_and_what_they_give(run_model: Run) -> None:
    (row,) = run_model(
        "int_facts__phrased",
        {
            "stg_facts": [
                {
                    "fact_id": "f",
                    "article_id": "x",
                    "source_id": "s",
                    "via_id": "v",
                    "exact": "eight or nine",
                    "stance": "denies",
                }
            ],
            "int_facts__as_intervals": [{"fact_id": "f", "low": 8.0, "high": 9.0}],
            "int_facts__with_origins": [{"fact_id": "f", "outlet_id": "paper"}],
            "stg_sources": [
                {"source_id": "paper", "name": "The Paper"},
                {"source_id": "s", "name": "Ann"},
                {"source_id": "v", "name": "Reuters"},
            ],
        },
    )
    assert row["phrase"] == 'The Paper (x), from Ann through Reuters: "eight or nine" denies [8..9]'


def test_an_unknown_outlet_is_told_by_its_article(run_model: Run) -> None:
    (row,) = run_model(
        "int_facts__phrased",
        {
            "stg_facts": [{"fact_id": "f", "article_id": "x", "exact": "in July 2021", "stance": "asserts"}],
            "int_facts__as_intervals": [
                {"fact_id": "f", "earliest_on": date(2021, 7, 1), "latest_on": date(2021, 7, 31)}
            ],
            "int_facts__with_origins": [{"fact_id": "f"}],
        },
    )
    assert row["phrase"] == 'x: "in July 2021" [2021-07-01/2021-07-31]'


def _position(fact_id: str, key: str, **more: object) -> Row:
    return {
        "fact_id": fact_id,
        "claim_id": "c",
        "position_key": key,
        "stance": "asserts",
        "is_current": True,
        **more,
    }


def _phrases(*facts: str) -> list[Row]:
    return [{"fact_id": fact, "phrase": f"says {fact}", "value_said": fact} for fact in facts]


def _parts(run_model: Run, parents: dict[str, list[Row]]) -> list[tuple[str, str, str]]:
    rows = run_model("int_disagreements__parts", parents)
    return [(row["rule"], row["about_id"], row["part_id"]) for row in rows]


def test_in_a_claim_the_facts_of_all_conflicting_positions_take_part(run_model: Run) -> None:
    parents = {
        "int_facts__positioned": [
            _position("f1", "9"),
            _position("f2", "9"),
            _position("f3", "10"),
            _position("f4", "?"),
        ],
        "int_positions__conflicting": [
            {"claim_id": "c", "rule": "sources_agree", "position_key": "9", "other_position_key": "10"}
        ],
        "int_facts__phrased": _phrases("f1", "f2", "f3", "f4"),
    }
    assert _parts(run_model, parents) == [("sources_agree", "c", fact) for fact in ("f1", "f2", "f3")]


@pytest.mark.parametrize(
    ("kind", "rule"),
    [
        ("sum", "parts_sum_to_whole"),
        ("part_of", "part_within_whole"),
        ("difference", "difference_holds"),
        ("duration", "duration_matches_dates"),
        ("age", "age_matches_birth"),
        ("before", "earlier_before_later"),
        ("at_most", "at_most_holds"),
    ],
)
def test_a_relation_that_does_not_hold_breaks_the_rule_of_its_kind(run_model: Run, kind: str, rule: str) -> None:
    (row,) = run_model(
        "int_relations__clashing",
        {
            "int_relations__operands": [
                {"relation_id": "r", "role": "age", "operand": "c", "claim_id": "c"},
                {"relation_id": "r", "role": "born", "operand": "people/p/born_on"},
            ],
            "int_relations__checked": [{"relation_id": "r", "kind": kind, "claim_id": "c", "holds": False}],
        },
    )
    assert (row["rule"], row["about_id"], row["part_claim_id"]) == (rule, "r", "c")


@pytest.mark.parametrize("holds", [True, None])
def test_a_relation_that_holds_or_cannot_say_breaks_nothing(run_model: Run, holds: bool | None) -> None:
    parents = {
        "int_relations__operands": [{"relation_id": "r", "role": "whole", "operand": "c", "claim_id": "c"}],
        "int_relations__checked": [{"relation_id": "r", "kind": "sum", "claim_id": "c", "holds": holds}],
    }
    assert run_model("int_relations__clashing", parents) == []


def test_relations_that_together_leave_nothing_of_a_claim_do_not_agree(run_model: Run) -> None:
    relations = {"r1": ("small", "middle"), "r2": ("middle", "large")}
    rows = run_model(
        "int_relations__clashing",
        {
            "int_relations__operands": [
                {"relation_id": name, "role": str(at), "operand": claim, "claim_id": claim}
                for name, claims in relations.items()
                for at, claim in enumerate(claims)
            ],
            "int_relations__checked": [{"relation_id": name, "kind": "at_most", "holds": True} for name in relations],
            "int_claims__inferred": [{"claim_id": "middle", "is_clashing": True}, {"claim_id": "small"}],
        },
    )
    assert {(row["rule"], row["about_id"]) for row in rows} == {("relations_agree", "middle")}
    assert [row["part_claim_id"] for row in rows] == ["large", "middle", "small"]


def test_in_a_relation_all_that_is_asserted_of_the_newest_time_takes_part(run_model: Run) -> None:
    parents = {
        "int_facts__positioned": [
            _position("f1", "9"),
            _position("f2", "9", stance="denies"),
            _position("f3", "9", claim_id="elsewhere"),
            _position("f4", "9", is_current=False),
        ],
        "int_relations__clashing": [{"rule": "age_matches_birth", "about_id": "r", "part_claim_id": "c"}],
        "int_facts__phrased": _phrases("f1", "f2", "f3", "f4"),
    }
    assert _parts(run_model, parents) == [("age_matches_birth", "r", "f1")]


def _found(run_model: Run, parts: list[Row]) -> list[Row]:
    base = {"claim_id": "c", "about_id": "c", "rule": "sources_agree", "is_fact": True}
    parts = [{**base, "phrase": f"says {part['part_id']}", **part} for part in parts]
    return run_model("int_disagreements__found", {"int_disagreements__parts": parts})


def test_the_id_is_made_of_the_rule_and_the_sorted_facts(run_model: Run) -> None:
    (row,) = _found(run_model, [{"part_id": "b"}, {"part_id": "a"}])
    assert row["disagreement_id"] == _identity("sources_agree", "a", "b")
    assert (row["part_ids"], row["detail"]) == ("a,b", "says a; says b")


def test_a_new_fact_makes_a_new_disagreement(run_model: Run) -> None:
    (two,) = _found(run_model, [{"part_id": "a"}, {"part_id": "b"}])
    (three,) = _found(run_model, [{"part_id": "a"}, {"part_id": "b"}, {"part_id": "c"}])
    assert two["disagreement_id"] != three["disagreement_id"]


def test_a_relation_is_told_with_its_arithmetic_and_two_over_the_same_facts_are_one(run_model: Run) -> None:
    parts = [
        {"part_id": "a", "rule": "parts_sum_to_whole", "about_id": name, "arithmetic": f"sum of {name}"}
        for name in ("r1", "r2")
    ]
    (row,) = _found(run_model, parts)
    assert row["detail"] == "sum of r1. says a / sum of r2. says a"


def test_what_is_merely_not_confirmed_is_for_information(run_model: Run) -> None:
    rows = _found(run_model, [{"part_id": "a"}, {"part_id": "a", "rule": "status_confirmed"}])
    assert {row["rule"]: row["severity"] for row in rows} == {"sources_agree": "warning", "status_confirmed": "info"}


def _quotes(run_model: Run, first: str, second: str, **more: object) -> list[str]:
    base = {"quote_group_id": "q1", "is_verbatim": True}
    rows = run_model(
        "int_quotes__differing",
        {
            "int_quotes__located": [
                {**base, "quote_id": "q1", "article_id": "x", "quote_text": first, "folded_text": first},
                {**base, "quote_id": "q2", "article_id": "y", "quote_text": second, "folded_text": second, **more},
            ],
            "int_articles__newest": [{"article_id": "x", "outlet_id": "paper"}, {"article_id": "y"}],
            "stg_sources": [{"source_id": "paper", "name": "The Paper"}],
        },
    )
    return [row["phrase"] for row in rows]


def test_quotations_in_other_words_differ(run_model: Run) -> None:
    assert _quotes(run_model, "sanctions are about people", "sanctions are about systems") == [
        'The Paper (x): "sanctions are about people"',
        'y: "sanctions are about systems"',
    ]


def test_a_piece_of_a_quotation_is_no_other(run_model: Run) -> None:
    assert _quotes(run_model, "sanctions are about people and power", "are about people") == []


def test_only_words_in_quotation_marks_are_held_to_it(run_model: Run) -> None:
    assert _quotes(run_model, "sanctions are about people", "sanctions are about systems", is_verbatim=False) == []


def _ruled(run_model: Run, rulings: list[Row], found: bool = True) -> Row:
    (row,) = run_model(
        "disagreements",
        {
            "int_disagreements__found": [
                {
                    "disagreement_id": "sources_agree-1",
                    "claim_id": "c",
                    "rule": "sources_agree",
                    "severity": "warning",
                    "part_ids": "one,two",
                    "detail": "one against two",
                }
            ]
            if found
            else [],
            "stg_rulings": [{"disagreement_id": "sources_agree-1", "decision": "accept", **row} for row in rulings],
        },
        {"build_day": "2026-01-01"},
    )
    return row


@pytest.mark.parametrize(
    ("expires_on", "state"), [(None, "ruled"), (date(2026, 1, 1), "ruled"), (date(2025, 12, 31), "expired")]
)
def test_a_ruling_settles_a_disagreement_until_it_runs_out(run_model: Run, expires_on: date | None, state: str) -> None:
    assert _ruled(run_model, [{"expires_on": expires_on}])["state"] == state


def test_without_a_ruling_a_disagreement_is_open(run_model: Run) -> None:
    row = _ruled(run_model, [])
    assert (row["state"], row["decision"]) == ("open", None)


def test_a_ruling_whose_disagreement_is_no_more_is_stale(run_model: Run) -> None:
    row = _ruled(run_model, [{}], found=False)
    assert (row["state"], row["rule"], row["claim_id"]) == ("stale", "sources_agree", None)


def test_a_ruling_for_a_fact_that_takes_no_part_leaves_it_open(run_model: Run) -> None:
    assert _ruled(run_model, [{"decision": "prefer", "fact_id": "two"}])["state"] == "ruled"
    row = _ruled(run_model, [{"decision": "prefer", "fact_id": "tw", "file": "data/labels/rulings.csv", "line": 7}])
    assert (row["state"], row["detail"]) == (
        "open",
        "one against two. The ruling at data/labels/rulings.csv:7 prefers tw, which takes no part; "
        "one of one, two does",
    )


def test_who_rules_again_overrules(run_model: Run) -> None:
    rulings = [
        {"decision": "accept", "decided_on": date(2025, 12, 14)},
        {"decision": "dismiss", "decided_on": date(2025, 12, 15)},
    ]
    assert _ruled(run_model, rulings)["decision"] == "dismiss"


def test_only_facts_are_listed_as_facts(run_model: Run) -> None:
    part = {"rule": "r", "about_id": "c"}
    rows = run_model(
        "disagreement_facts",
        {
            "int_disagreements__found": [{"disagreement_id": "r-1", **part}],
            "int_disagreements__parts": [
                {**part, "part_id": "f", "is_fact": True},
                {**part, "part_id": "q", "is_fact": False},
            ],
        },
    )
    assert rows == [{"disagreement_id": "r-1", "fact_id": "f"}]
