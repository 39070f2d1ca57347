"""Whom a fact comes from, and which origins count once."""

from collections.abc import Callable
from typing import Any

import pytest

Row = dict[str, Any]
Run = Callable[..., list[Row]]


@pytest.mark.parametrize(
    ("chain", "fact", "article", "origin"),
    [
        (["reuters", "sister", "prisoner"], {"source_id": "sister"}, {"outlet_id": "o"}, ("prisoner", "chain")),
        ([], {"source_id": "officials", "via_id": "reuters"}, {"outlet_id": "o"}, ("officials", "source")),
        ([], {"via_id": "reuters"}, {"outlet_id": "o"}, ("reuters", "via")),
        ([], {}, {"outlet_id": "o", "wire_id": "reuters"}, ("reuters", "wire")),
        ([], {}, {"outlet_id": "o"}, ("o", "outlet")),
        ([], {}, {}, ("article:x", "article")),
    ],
)
def test_the_origin_is_the_end_of_the_chain_or_the_source_or_the_carrier_or_the_own_voice(
    run_model: Run, chain: list[str], fact: Row, article: Row, origin: tuple[str, str]
) -> None:
    steps = [{"fact_id": "f", "position": at, "source_id": step} for at, step in enumerate(chain, 1)]
    (row,) = run_model(
        "int_facts__with_origins",
        {
            "stg_facts": [{"fact_id": "f", "article_id": "x", **fact}],
            "stg_fact_chain": steps,
            "int_articles__newest": [{"article_id": "x", **article}],
        },
    )
    assert (row["origin_id"], row["origin_is_from"]) == origin


@pytest.mark.parametrize(
    ("fact", "wire", "carrier"),
    [
        ({"source_id": "officials", "via_id": "reuters"}, None, "reuters"),
        ({"source_id": "officials"}, "ap", "ap"),
        ({"source_id": "officials"}, None, None),
        ({"via_id": "reuters"}, None, None),
        ({}, "ap", None),
    ],
)
def test_a_carrier_is_whoever_brought_the_word_of_a_source(
    run_model: Run, fact: Row, wire: str | None, carrier: str | None
) -> None:
    (row,) = run_model(
        "int_facts__with_origins",
        {
            "stg_facts": [{"fact_id": "f", "article_id": "x", **fact}],
            "int_articles__newest": [{"article_id": "x", "outlet_id": "o", "wire_id": wire}],
        },
    )
    assert row["carrier_id"] == carrier


def _groups(run_model: Run, origins: list[Row], sources: list[Row]) -> dict[str, tuple[str, bool]]:
    facts = [{"fact_id": f"f{at}", "origin_is_from": "source", **origin} for at, origin in enumerate(origins)]
    rows = run_model("int_origins__grouped", {"int_facts__with_origins": facts, "stg_sources": sources})
    return {row["origin_id"]: (row["origin_group_id"], row["is_named"]) for row in rows}


def test_outlets_of_one_owner_count_once_also_through_a_holding(run_model: Run) -> None:
    sources = [
        {"source_id": "sun", "owner_id": "press"},
        {"source_id": "star", "owner_id": "house"},
        {"source_id": "press", "owner_id": "house"},
        {"source_id": "house"},
    ]
    groups = _groups(run_model, [{"origin_id": name} for name in ("sun", "star", "press", "house")], sources)
    assert {group for group, _ in groups.values()} == {"house"}


def test_one_person_who_speaks_as_two_sources_counts_once(run_model: Run) -> None:
    sources = [{"source_id": "envoy", "person_id": "coale"}, {"source_id": "coale", "person_id": "coale"}]
    groups = _groups(run_model, [{"origin_id": "envoy"}, {"origin_id": "coale"}], sources)
    assert groups["envoy"] == groups["coale"] == ("person:coale", True)


def test_a_person_counts_once_with_the_medium_that_the_person_owns(run_model: Run) -> None:
    sources = [{"source_id": "tycoon", "person_id": "rich"}, {"source_id": "sun", "owner_id": "tycoon"}]
    groups = _groups(run_model, [{"origin_id": "tycoon"}, {"origin_id": "sun"}], sources)
    assert groups["tycoon"] == groups["sun"] == ("person:rich", True)


def test_the_anonymous_and_an_unknown_outlet_are_not_named(run_model: Run) -> None:
    origins = [{"origin_id": "a-source"}, {"origin_id": "article:x", "origin_is_from": "article"}]
    groups = _groups(run_model, origins, [{"source_id": "a-source", "kind": "anonymous"}])
    assert [named for _, named in groups.values()] == [False, False]


def test_common_owners_count_once_and_unnamed_origins_make_the_count_an_interval(run_model: Run) -> None:
    facts = [
        {"fact_id": name, "claim_id": "c", "article_id": name, "stance": "asserts", "is_live": True}
        for name in ("f1", "f2", "f3", "f4")
    ]
    origins = {"f1": "sun", "f2": "star", "f3": "somebody", "f4": "article:f4"}
    (row,) = run_model(
        "int_claims__counted",
        {
            "int_facts__live": facts,
            "int_facts__with_origins": [{"fact_id": fact, "origin_id": origin} for fact, origin in origins.items()],
            "int_origins__grouped": [
                {"origin_id": "sun", "origin_group_id": "house", "is_named": True},
                {"origin_id": "star", "origin_group_id": "house", "is_named": True},
                {"origin_id": "somebody", "origin_group_id": "somebody", "is_named": False},
                {"origin_id": "article:f4", "origin_group_id": "article:f4", "is_named": False},
            ],
        },
    )
    assert (row["support"], row["origin_count_low"], row["origin_count_high"]) == (4, 1, 3)


@pytest.mark.parametrize(("carriers", "high"), [((None, None), 2), (("reuters", "reuters"), 1), (("ap", None), 2)])
def test_unnamed_officials_of_two_voices_may_be_two_unless_one_agency_carried_them(
    run_model: Run, carriers: tuple[str | None, str | None], high: int
) -> None:
    facts = [
        {"fact_id": name, "claim_id": "c", "article_id": name, "stance": "asserts", "is_live": True} for name in "xy"
    ]
    (row,) = run_model(
        "int_claims__counted",
        {
            "int_facts__live": facts,
            "int_facts__with_origins": [
                {"fact_id": name, "origin_id": "officials", "voice_id": name, "carrier_id": carrier}
                for name, carrier in zip("xy", carriers, strict=True)
            ],
            "int_origins__grouped": [
                {"origin_id": "officials", "origin_group_id": "officials", "is_named": False},
            ],
        },
    )
    assert (row["origin_count_low"], row["origin_count_high"]) == (1, high)


def _counted(run_model: Run, facts: list[Row]) -> Row:
    (row,) = run_model(
        "int_claims__counted",
        {
            "int_facts__live": [{"claim_id": "c", "is_live": True, "is_retracted": False, **fact} for fact in facts],
            "int_facts__with_origins": [
                {"fact_id": fact["fact_id"], "origin_id": "o", "outlet_id": fact["article_id"]} for fact in facts
            ],
            "int_origins__grouped": [{"origin_id": "o", "origin_group_id": "o", "is_named": True}],
            "stg_sources": [
                {"source_id": "x", "owner_id": "house"},
                {"source_id": "y", "owner_id": "press"},
                {"source_id": "press", "owner_id": "house"},
            ],
        },
    )
    return row


def test_what_is_not_live_is_counted_nowhere(run_model: Run) -> None:
    live = {"fact_id": "f1", "article_id": "x", "stance": "asserts"}
    row = _counted(run_model, [live, {"fact_id": "f2", "article_id": "y", "stance": "asserts", "is_live": False}])
    assert [row[name] for name in ("support", "fact_count", "article_count", "outlet_count")] == [1, 1, 1, 1]


def test_two_outlets_of_one_owner_are_two_outlets_and_one_owner_also_through_a_holding(run_model: Run) -> None:
    facts = [{"fact_id": name, "article_id": name, "stance": "asserts"} for name in ("x", "y")]
    row = _counted(run_model, facts)
    assert (row["outlet_count"], row["owner_count"]) == (2, 1)


def test_a_claim_is_retracted_if_everybody_who_asserted_it_took_it_back(run_model: Run) -> None:
    gone = {"fact_id": "f1", "article_id": "x", "stance": "asserts", "is_live": False, "is_retracted": True}
    retraction = {"fact_id": "f2", "article_id": "x", "stance": "retracts"}
    assert _counted(run_model, [gone, retraction])["is_retracted"]
    assert not _counted(run_model, [gone, retraction, {**retraction, "fact_id": "f3", "stance": "asserts"}])[
        "is_retracted"
    ]


def test_denials_and_what_is_unconfirmed_are_dissent(run_model: Run) -> None:
    stances = ["asserts", "denies", "unconfirmed", "unknown"]
    facts = [{"fact_id": stance, "article_id": "x", "stance": stance} for stance in stances]
    assert _counted(run_model, facts)["dissent_count"] == 2
