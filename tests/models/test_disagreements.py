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


def _clash(*relations: tuple[str, str], article: int | None = None) -> dict[str, list[Row]]:
    """Return the parents of the model that tells a clash that these relations (id, kind) show."""
    kinds = {"sum": "parts_sum_to_whole", "at_most": "at_most_holds"}
    return {
        "int_systems__solved": [
            {"finding": "clash", "clash_no": 0, "relation_no": number, "article_no": article}
            for number in range(len(relations))
        ],
        "int_relations__weighed": [
            {"relation_no": number, "relation_id": name, "kind": kind, "role": "part", "operand": "c"}
            for number, (name, kind) in enumerate(relations)
        ],
        "int_relations__checked": [
            {"relation_id": name, "kind": kind, "claim_id": "c", "holds": article is not None, "detail": f"so {name}"}
            for name, kind in relations
        ],
        "int_kinds__known": [{"kind": kind, "role": "part", "rule": rule} for kind, rule in kinds.items()],
        "int_positions__bounding": [{"position_no": 0, "article_no": 7, "article_id": "y"}],
    }


def test_a_clash_that_one_relation_shows_breaks_the_rule_of_its_kind(run_model: Run) -> None:
    (row,) = run_model("int_clashes__told", _clash(("r", "sum")))
    assert (row["rule"], row["about_id"], row["claim_id"]) == ("parts_sum_to_whole", "r 0", "c")
    assert row["arithmetic"] == "so r"


def test_a_clash_that_takes_several_relations_is_between_them(run_model: Run) -> None:
    (row,) = run_model("int_clashes__told", _clash(("r2", "sum"), ("r1", "at_most")))
    assert (row["rule"], row["arithmetic"]) == ("relations_agree", "so r1 / so r2")


def test_a_clash_within_one_article_names_it(run_model: Run) -> None:
    (row,) = run_model("int_clashes__told", _clash(("r", "sum"), article=7))
    assert row["arithmetic"] == "r: the figures of y alone do not fit"


def test_in_a_clash_the_facts_of_its_positions_take_part_each_in_its_article(run_model: Run) -> None:
    parents = {
        "int_facts__positioned": [
            _position("f1", "9", article_id="x"),
            _position("f2", "9", article_id="y"),
            _position("f3", "10", article_id="x"),
            _position("f4", "9", article_id="x", claim_id="elsewhere"),
        ],
        "int_clashes__told": [{"clash_no": 0, "rule": "age_matches_birth", "about_id": "r 0"}],
        "int_systems__solved": [
            {"finding": "clash_position", "clash_no": 0, "position_no": 5},
            {"finding": "clash_position", "clash_no": 1, "position_no": 6},
        ],
        "int_positions__bounding": [
            {"position_no": 5, "claim_id": "c", "position_key": "9", "article_id": "x"},
            {"position_no": 6, "claim_id": "c", "position_key": "9", "article_id": "y"},
        ],
        "int_facts__phrased": _phrases("f1", "f2", "f3", "f4"),
    }
    assert _parts(run_model, parents) == [("age_matches_birth", "r 0", "f1")]


def _found(run_model: Run, parts: list[Row]) -> list[Row]:
    base = {"claim_id": "c", "about_id": "c", "rule": "sources_agree", "is_fact": True}
    parts = [{**base, "phrase": f"says {part['part_id']}", **part} for part in parts]
    identified = run_model("int_disagreements__identified", {"int_disagreements__parts": parts})
    return run_model("int_disagreements__found", {"int_disagreements__identified": identified})


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
            "int_rulings__newest": [
                {"disagreement_id": "sources_agree-1", "decision": "accept", **row} for row in rulings
            ],
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


def _stale(run_model: Run, rule: str, *unruled: str) -> str:
    found = [{"disagreement_id": name, "rule": rule, "part_ids": "a,b", "detail": "a, b"} for name in unruled]
    ruling = {"disagreement_id": "sources_agree-1", "decision": "accept", "file": "rulings.csv", "line": 7}
    rows = run_model("disagreements", {"int_disagreements__found": found, "int_rulings__newest": [ruling]})
    return next(row["detail"] for row in rows if row["state"] == "stale").partition("The ruling is at ")[2]


def test_a_stale_ruling_names_what_waits_for_one_by_the_same_rule(run_model: Run) -> None:
    ids = [f"sources_agree-{number}" for number in range(2, 6)]
    assert _stale(run_model, "sources_agree") == "rulings.csv:7."
    assert _stale(run_model, "sources_agree", ids[0]) == "rulings.csv:7; sources_agree-2 has no ruling."
    assert _stale(run_model, "sources_agree", *ids[:2]) == (
        "rulings.csv:7; sources_agree-2, sources_agree-3 have no ruling."
    )
    assert _stale(run_model, "sources_agree", *ids) == "rulings.csv:7; 4 of that rule have no ruling."
    assert _stale(run_model, "age_matches_birth", "age_matches_birth-2") == "rulings.csv:7."


def test_a_ruling_for_a_fact_that_takes_no_part_leaves_it_open(run_model: Run) -> None:
    assert _ruled(run_model, [{"decision": "prefer", "fact_id": "two"}])["state"] == "ruled"
    row = _ruled(run_model, [{"decision": "prefer", "fact_id": "tw", "file": "data/labels/rulings.csv", "line": 7}])
    assert (row["state"], row["detail"]) == (
        "open",
        "one against two. The ruling at data/labels/rulings.csv:7 prefers tw, which takes no part; "
        "one of one, two does",
    )


def _newest(run_model: Run, *rulings: Row) -> Row:
    rows = [{"disagreement_id": "d", "decision": "accept", "reason": "seen", **ruling} for ruling in rulings]
    (row,) = run_model("int_rulings__newest", {"stg_rulings": rows})
    return row


def test_who_rules_again_overrules(run_model: Run) -> None:
    late = {"decision": "dismiss", "decided_on": date(2025, 12, 15)}
    assert _newest(run_model, {"decided_on": date(2025, 12, 14)}, late)["decision"] == "dismiss"


def test_a_ruling_is_another_with_a_later_day_or_another_reason_and_not_with_a_later_end(run_model: Run) -> None:
    before = {"decided_on": date(2025, 12, 14), "expires_on": date(2026, 1, 1)}
    md5 = _newest(run_model, before)["ruling_md5"]
    assert _newest(run_model, before | {"expires_on": date(2027, 1, 1), "line": 9})["ruling_md5"] == md5
    for anew in ({"decided_on": date(2025, 12, 15)}, {"reason": "seen again"}):
        assert _newest(run_model, before | anew)["ruling_md5"] != md5


def _grounds(run_model: Run, parents: dict[str, list[Row]]) -> dict[tuple[str, str], str]:
    ruling = {"disagreement_id": "d", "ruling_md5": "r"}
    found = {"disagreement_id": "d", "rule": "age_matches_birth", "about_id": "r 0"}
    given = {"int_rulings__newest": [ruling], "int_disagreements__identified": [found], **parents}
    rows = run_model("int_rulings__grounds", given)
    return {(row["thing_id"], row["aspect"]): row["said"] for row in rows if row["said"] is not None}


def test_a_ruling_rests_on_what_is_labelled_of_the_facts_in_it(run_model: Run) -> None:
    fact = {"fact_id": "f", "value": "69", "unit": "years", "stance": "asserts", "source_id": "ann", "as_of": "2025"}
    parents = {
        "int_disagreements__parts": [{"rule": "age_matches_birth", "about_id": "r 0", "part_id": "f", "is_fact": True}],
        "stg_facts": [fact, fact | {"fact_id": "another"}],
    }
    aspects = ("value", "unit", "stance", "source_id", "as_of")
    assert _grounds(run_model, parents) == {("f", aspect): fact[aspect] for aspect in aspects}


def test_a_ruling_rests_on_the_births_and_the_days_that_its_relation_takes(run_model: Run) -> None:
    parents = {
        "int_clashes__told": [{"clash_no": 0, "rule": "age_matches_birth", "about_id": "r 0"}],
        "int_systems__solved": [
            {"finding": "clash", "clash_no": 0, "relation_no": 0},
            {"finding": "clash", "clash_no": 1, "relation_no": 1},
        ],
        "int_relations__weighed": [
            {"relation_no": 0, "operand": "people/ann/born_on"},
            {"relation_no": 0, "operand": "e/ann/age"},
            {"relation_no": 1, "operand": "people/ben/born_on"},
        ],
        "int_operands__known": [
            {"operand": "people/ann/born_on", "low": 0.0, "high": 1.0},
            {"operand": "people/ben/born_on", "low": 0.0, "high": 1.0},
            {"operand": "e/ann/age", "claim_id": "e/ann/age", "low": 0.0},
        ],
    }
    assert _grounds(run_model, parents) == {("people/ann/born_on", "day"): "1970-01-01/1970-01-02"}


def test_of_a_quotation_that_was_ruled_on_its_words_are_not_kept(run_model: Run) -> None:
    parents = {
        "int_disagreements__parts": [
            {"rule": "age_matches_birth", "about_id": "r 0", "part_id": "q", "is_fact": False}
        ],
        "int_quotes__located": [{"quote_id": "q", "folded_text": "never again"}],
    }
    said = _grounds(run_model, parents)
    assert said == {("q", "words"): hashlib.md5(b"never again").hexdigest()}


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


def test_the_relations_that_show_a_disagreement_are_listed_with_it(run_model: Run) -> None:
    rows = run_model(
        "disagreement_relations",
        {
            "int_disagreements__identified": [
                {"disagreement_id": "relations_agree-1", "rule": "relations_agree", "about_id": "r1,r2 0"}
            ],
            "int_clashes__told": [{"clash_no": 0, "rule": "relations_agree", "about_id": "r1,r2 0"}],
            "int_systems__solved": [
                {"finding": "clash", "clash_no": 0, "relation_no": 0},
                {"finding": "clash", "clash_no": 0, "relation_no": 1},
                {"finding": "clash", "clash_no": 1, "relation_no": 2},
            ],
            "int_relations__weighed": [{"relation_no": at, "relation_id": f"r{at + 1}"} for at in range(3)],
        },
    )
    assert [row["relation_id"] for row in rows] == ["r1", "r2"]
