"""Which facts count, and why the others do not."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

Row = dict[str, Any]
Run = Callable[..., list[Row]]

FACT = {"claim_id": "c", "article_id": "x", "stance": "asserts", "exact": "nine people", "labelled_by": "desk"}
PLACE = {"evidence_state": "anchored", "evidence_start": 10, "evidence_end": 20}


def _taken_back(run_model: Run, facts: list[Row], outlets: Row | None = None) -> dict[str, str]:
    facts = [{**FACT, **fact} for fact in facts]
    labels = [{name: fact.get(name) for name in fact if name not in (*PLACE, "origin_id")} for fact in facts]
    evidence = [
        {"fact_id": fact["fact_id"], **PLACE, **{key: fact[key] for key in PLACE if key in fact}} for fact in facts
    ]
    origins = [
        {
            "fact_id": fact["fact_id"],
            "article_id": fact["article_id"],
            "source_id": fact.get("source_id"),
            "origin_id": fact.get("origin_id", fact.get("source_id")),
            "outlet_id": (outlets or {}).get(fact["article_id"]),
        }
        for fact in facts
    ]
    judged = run_model("int_retractions__judged", {"stg_facts": labels, "int_facts__with_origins": origins})
    weighed = run_model(
        "int_retractions__weighed", {"int_retractions__judged": judged, "int_evidence__located": evidence}
    )
    retracted = run_model("int_facts__retracted", {"int_retractions__weighed": weighed})
    rows = run_model("int_facts__taken_back", {"int_facts__retracted": retracted})
    return {row["fact_id"]: f"{row['reason']} {row['other_fact_id']}" for row in rows}


def _retraction(**more: object) -> Row:
    return {"fact_id": "r", "stance": "retracts", "target_fact_id": "f", **more}


def test_the_articles_own_voice_takes_a_fact_back(run_model: Run) -> None:
    facts = [{"fact_id": "f", "source_id": "reports"}, _retraction()]
    assert _taken_back(run_model, facts) == {"f": "retracted by r"}


def test_the_same_source_takes_its_word_back_in_another_article(run_model: Run) -> None:
    facts = [{"fact_id": "f", "source_id": "s"}, _retraction(article_id="y", source_id="s")]
    assert _taken_back(run_model, facts) == {"f": "retracted by r"}


def test_the_same_outlet_takes_back_what_it_printed_before(run_model: Run) -> None:
    facts = [{"fact_id": "f", "source_id": "s"}, _retraction(article_id="y")]
    assert _taken_back(run_model, facts, {"x": "paper", "y": "paper"}) == {"f": "retracted by r"}


def test_nobody_takes_back_the_word_of_another(run_model: Run) -> None:
    facts = [{"fact_id": "f", "source_id": "s"}, _retraction(article_id="y", source_id="rival")]
    assert _taken_back(run_model, facts, {"x": "paper", "y": "gazette"}) == {}


@pytest.mark.parametrize(
    ("retraction", "reason"),
    [
        ({"source_id": "rival"}, "which another said: that is a denial"),
        ({"source_id": "rival", "stance": "asserts"}, "which another said"),
        ({"claim_id": "d"}, "which is about another claim"),
        ({"published_on": date(2025, 12, 12)}, "which was said only on 2025-12-13"),
        ({}, None),
    ],
)
def test_a_retraction_that_cannot_be_says_why(run_model: Run, retraction: Row, reason: str | None) -> None:
    told = {"published_on": date(2025, 12, 13), "source_id": "s"}
    facts = [{**FACT, "fact_id": "f", **told}, {**FACT, **_retraction(article_id="y"), **told, **retraction}]
    known = ("fact_id", "claim_id", "article_id", "source_id", "published_on")
    days = [{key: fact[key] for key in known} for fact in facts]
    labels = [{key: fact[key] for key in fact if key != "published_on"} for fact in facts]
    (row,) = run_model("int_retractions__judged", {"stg_facts": labels, "int_facts__with_origins": days})
    assert row["no_effect_because"] == reason


def test_whom_an_outlet_quotes_takes_back_nothing_that_the_outlet_or_another_said(run_model: Run) -> None:
    for target in ({"source_id": "hospital"}, {}):
        facts = [{"fact_id": "f", **target}, _retraction(source_id="minister")]
        assert _taken_back(run_model, facts, {"x": "paper"}) == {}


def test_an_outlet_that_is_quoted_elsewhere_takes_back_what_it_printed(run_model: Run) -> None:
    facts = [{"fact_id": "f"}, _retraction(article_id="y", source_id="paper")]
    assert _taken_back(run_model, facts, {"x": "paper", "y": "gazette"}) == {"f": "retracted by r"}


def test_an_agency_takes_back_what_others_printed_of_its_wire(run_model: Run) -> None:
    facts = [{"fact_id": "f", "origin_id": "ap"}, _retraction(article_id="y", origin_id="ap")]
    assert _taken_back(run_model, facts, {"x": "paper", "y": "gazette"}) == {"f": "retracted by r"}


def test_a_retraction_that_was_taken_back_takes_nothing_back(run_model: Run) -> None:
    second = {"fact_id": "rr", "stance": "retracts", "target_fact_id": "r"}
    assert _taken_back(run_model, [{"fact_id": "f"}, _retraction(), second]) == {"r": "retracted by rr"}


def test_a_retraction_whose_words_are_not_there_takes_nothing_back(run_model: Run) -> None:
    assert _taken_back(run_model, [{"fact_id": "f"}, _retraction(evidence_state="orphaned")]) == {}


def test_what_rests_on_a_retracted_fact_is_retracted_with_it(run_model: Run) -> None:
    (row,) = run_model(
        "int_facts__taken_back",
        {"int_facts__fallen": [{"fact_id": "copy", "fallen_with_id": "f", "is_standing": True}]},
    )
    assert (row["reason"], row["other_fact_id"], row["is_retracted"]) == ("rests on the retracted", "f", True)


def test_a_label_that_gave_way_to_another_says_to_which(run_model: Run) -> None:
    settled = [{"fact_id": "f", "other_fact_id": "g", "rank": 4, "reason": "labelled alike as"}]
    (row,) = run_model("int_facts__taken_back", {"int_labels__settled": settled})
    assert (row["reason"], row["other_fact_id"], row["is_retracted"]) == ("labelled alike as", "g", False)


def test_what_was_taken_back_is_told_before_whose_label_gave_way(run_model: Run) -> None:
    settled = [{"fact_id": "f", "other_fact_id": "g", "rank": 1, "reason": "adjudicated as"}]
    retracted = [{"fact_id": "f", "retraction_id": "r", "is_correction": False}]
    (row,) = run_model("int_facts__taken_back", {"int_labels__settled": settled, "int_facts__retracted": retracted})
    assert (row["reason"], row["is_retracted"]) == ("retracted by", True)


def _live(
    run_model: Run,
    facts: list[Row],
    taken_back: list[Row] | None = None,
    gone: list[Row] | None = None,
    articles: list[Row] | None = None,
) -> dict[str, str | None]:
    """Return why each fact is not live, None if it is; facts are asserted by one voice from one origin."""
    base = {"claim_id": "c", "stance": "asserts", "value": "9", "over_time": "fixed", "is_single_valued": True}
    state = {"voice_id": "paper", "origin_id": "paper", "evidence_state": "anchored", "edition": "full"}
    facts = [{**base, **state, "article_id": fact["fact_id"], **fact} for fact in facts]

    def only(*names: str) -> list[Row]:
        return [{name: fact[name] for name in names if name in fact} for fact in facts]

    rows = run_model(
        "int_facts__live",
        {
            "stg_facts": only("fact_id", "claim_id", "article_id", "stance", "value"),
            "int_facts__as_intervals": only(
                "fact_id", "over_time", "is_single_valued", "as_of_earliest_on", "as_of_latest_on"
            ),
            "int_facts__with_origins": only("fact_id", "voice_id", "origin_id", "published_on", "published_at"),
            "int_evidence__located": only("fact_id", "evidence_state", "edition"),
            "int_facts__taken_back": taken_back or [],
            "int_facts__gone": gone or [],
            "int_articles__newest": articles or [],
        },
    )
    assert all(row["is_live"] == (row["not_live_because"] is None) for row in rows)
    return {row["fact_id"]: row["not_live_because"] for row in rows}


def test_no_fact_counts_of_an_article_that_its_agency_has_canceled(run_model: Run) -> None:
    articles = [{"article_id": "f", "is_withdrawn": True}, {"article_id": "g", "is_withdrawn": False}]
    assert _live(run_model, [{"fact_id": "f"}, {"fact_id": "g", "claim_id": "d"}], articles=articles) == {
        "f": "its article was withdrawn",
        "g": None,
    }


@pytest.mark.parametrize(
    ("state", "edition", "reason"),
    [
        ("anchored", "full", None),
        ("moved", "digest", None),
        ("ambiguous", "full", "its words are in the article twice"),
        ("orphaned", "full", "its words are not in the article"),
        ("orphaned", None, "its article is not in use"),
    ],
)
def test_a_fact_counts_if_its_words_were_found_in_one_place(
    run_model: Run, state: str, edition: str | None, reason: str | None
) -> None:
    fact = {"fact_id": "f", "evidence_state": state, "edition": edition}
    assert _live(run_model, [fact]) == {"f": reason}


@pytest.mark.parametrize("change", ["changed", "withdrawn"])
def test_words_that_a_version_dropped_count_no_more_and_say_so(run_model: Run, change: str) -> None:
    gone = [{"fact_id": "f", "reason": f"its words were {change} in version 2"}]
    fact = {"fact_id": "f", "evidence_state": "orphaned"}
    assert _live(run_model, [fact], gone=gone) == {"f": f"its words were {change} in version 2"}


def test_what_gave_way_to_a_word_that_its_article_dropped_later_was_not_said_again(run_model: Run) -> None:
    days: list[Row] = [{"fact_id": f"f{day}", "published_on": date(2025, 12, day)} for day in (13, 14)]
    days[1]["evidence_state"] = "orphaned"
    gone = [{"fact_id": "f14", "reason": "its words were withdrawn in version 2"}]
    assert _live(run_model, days, gone=gone)["f13"] == "the same voice said later f14"


def test_a_label_that_is_wrong_by_itself_names_no_other(run_model: Run) -> None:
    wrong = [{"fact_id": "f", "reason": "adjudicated as wrong", "is_retracted": False}]
    assert _live(run_model, [{"fact_id": "f"}], wrong) == {"f": "adjudicated as wrong"}


def test_a_fact_that_was_taken_back_does_not_count(run_model: Run) -> None:
    taken_back = [{"fact_id": "f", "other_fact_id": "r", "reason": "retracted by", "is_retracted": True}]
    assert _live(run_model, [{"fact_id": "f"}], taken_back) == {"f": "retracted by r"}


def test_an_outlet_that_corrects_itself_counts_once_with_its_latest_word(run_model: Run) -> None:
    days = [{"fact_id": f"f{day}", "value": str(day), "published_on": date(2025, 12, day)} for day in (13, 14)]
    assert _live(run_model, days) == {"f13": "the same voice said later f14", "f14": None}


def test_on_one_day_the_hour_tells_the_later_word(run_model: Run) -> None:
    hours = [
        {"fact_id": f"f{hour}", "published_on": date(2025, 12, 13), "published_at": datetime(2025, 12, 13, hour)}
        for hour in (8, 9)
    ]
    assert _live(run_model, hours)["f8"] == "the same voice said later f9"


def test_another_voice_or_another_origin_corrects_nobody(run_model: Run) -> None:
    first = {"fact_id": "f1", "published_on": date(2025, 12, 13)}
    for difference in ({"voice_id": "gazette"}, {"origin_id": "police"}):
        second = {"fact_id": "f2", "published_on": date(2025, 12, 14), **difference}
        assert _live(run_model, [first, second]) == {"f1": None, "f2": None}


def test_a_level_of_another_day_is_no_correction(run_model: Run) -> None:
    levels = [
        {
            "fact_id": f"f{day}",
            "over_time": "level",
            "published_on": date(2025, 12, day),
            "as_of_earliest_on": date(2025, 12, day),
            "as_of_latest_on": date(2025, 12, day),
        }
        for day in (13, 14)
    ]
    assert set(_live(run_model, levels).values()) == {None}


def test_of_an_attribute_with_several_values_only_the_same_value_is_a_repetition(run_model: Run) -> None:
    words = [
        {"fact_id": f"f{day}", "value": value, "is_single_valued": False, "published_on": date(2025, 12, day)}
        for day, value in ((12, "dictator"), (13, "president"), (14, "Dictator"))
    ]
    assert _live(run_model, words) == {"f12": "the same voice said later f14", "f13": None, "f14": None}
