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
            "int_articles__newest": [{"article_id": "x", "outlet_id": article.get("outlet_id")}],
            "int_articles__credited": [
                {"article_id": "x", "source_id": article["wire_id"], "is_wire": True}
                for _ in [0]
                if "wire_id" in article
            ],
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
            "int_articles__newest": [{"article_id": "x", "outlet_id": "o"}],
            "int_articles__credited": [{"article_id": "x", "source_id": wire, "is_wire": True}] if wire else [],
        },
    )
    assert row["carrier_id"] == carrier


def _owned(run_model: Run, sources: list[Row]) -> dict[str, Row]:
    return {row["source_id"]: row for row in run_model("int_sources__owned", {"stg_sources": sources})}


def test_outlets_of_one_owner_count_once_also_through_eight_holdings(run_model: Run) -> None:
    chain = [{"source_id": f"holding-{at}", "owner_id": f"holding-{at + 1}"} for at in range(7)]
    sources = [{"source_id": "sun", "owner_id": "holding-0"}, {"source_id": "star", "owner_id": "holding-7"}]
    owned = _owned(run_model, [*sources, *chain, {"source_id": "holding-7"}])
    assert {row["owner_group_id"] for row in owned.values()} == {"holding-7"}


def test_two_that_own_each_other_are_one_owner_by_the_first_name(run_model: Run) -> None:
    owned = _owned(run_model, [{"source_id": "b", "owner_id": "a"}, {"source_id": "a", "owner_id": "b"}])
    assert {row["owner_id"] for row in owned.values()} == {"a"}


def test_an_owner_that_no_row_tells_of_is_an_owner_all_the_same(run_model: Run) -> None:
    assert _owned(run_model, [{"source_id": "sun", "owner_id": "house"}])["sun"]["owner_id"] == "house"


def test_one_person_who_speaks_as_two_sources_counts_once(run_model: Run) -> None:
    owned = _owned(
        run_model, [{"source_id": "envoy", "person_id": "coale"}, {"source_id": "coale", "person_id": "coale"}]
    )
    assert {(row["owner_group_id"], row["speaker_id"]) for row in owned.values()} == {("person:coale", "person:coale")}


def test_a_person_counts_once_with_the_medium_that_the_person_owns_and_speaks_for_himself(run_model: Run) -> None:
    owned = _owned(
        run_model, [{"source_id": "tycoon", "person_id": "rich"}, {"source_id": "sun", "owner_id": "tycoon"}]
    )
    assert {row["owner_group_id"] for row in owned.values()} == {"person:rich"}
    assert {row["speaker_id"] for row in owned.values()} == {"person:rich", "sun"}


@pytest.mark.parametrize(
    ("kind", "is_medium"), [("agency", True), ("outlet", True), ("official", False), (None, False)]
)
def test_media_pass_on_what_others_say(run_model: Run, kind: str | None, is_medium: bool) -> None:
    assert _owned(run_model, [{"source_id": "s", "kind": kind}])["s"]["is_medium"] is is_medium


def test_the_anonymous_and_an_unknown_outlet_are_not_named(run_model: Run) -> None:
    rows = run_model(
        "int_origins__grouped",
        {
            "int_facts__with_origins": [
                {"fact_id": "f", "origin_id": "a-source", "origin_is_from": "source"},
                {"fact_id": "g", "origin_id": "article:x", "origin_is_from": "article"},
                {"fact_id": "h", "origin_id": "paper", "origin_is_from": "outlet"},
            ],
            "int_sources__owned": [{"source_id": "a-source", "is_anonymous": True, "owner_group_id": "a-source"}],
        },
    )
    assert {row["origin_id"]: row["is_named"] for row in rows} == {"a-source": False, "article:x": False, "paper": True}


@pytest.mark.parametrize(
    ("carriers", "group_count"),
    [((None, None), 2), (("reuters", "reuters"), 1), (("ap", None), 2), (("reuters", "reuters-video"), 1)],
)
def test_unnamed_officials_of_two_voices_may_be_two_unless_one_agency_or_house_carried_them(
    run_model: Run, carriers: tuple[str | None, str | None], group_count: int
) -> None:
    rows = run_model(
        "int_facts__with_groups",
        {
            "int_facts__with_origins": [
                {"fact_id": name, "origin_id": "officials", "voice_id": name, "carrier_id": carrier}
                for name, carrier in zip("xy", carriers, strict=True)
            ],
            "int_origins__grouped": [{"origin_id": "officials", "origin_group_id": "officials", "is_named": False}],
            "int_sources__owned": [
                {"source_id": name, "owner_group_id": "thomson"} for name in ("reuters", "reuters-video")
            ],
        },
    )
    assert len({row["origin_group_id"] for row in rows}) == group_count


def test_a_named_source_is_one_whoever_carried_it(run_model: Run) -> None:
    rows = run_model(
        "int_facts__with_groups",
        {
            "int_facts__with_origins": [
                {"fact_id": name, "origin_id": "viasna", "voice_id": name, "origin_is_from": "source"} for name in "xy"
            ],
            "int_origins__grouped": [
                {"origin_id": "viasna", "origin_group_id": "viasna", "is_named": True, "is_medium": False}
            ],
        },
    )
    assert {(row["origin_group_id"], row["is_passed_on"]) for row in rows} == {("viasna", False)}


CREDITS = {
    "MINSK, Dec 13 (Reuters) - Belarus freed prisoners.": ("reuters", "dateline"),
    "MINSK (AP) — Belarus freed prisoners.": ("associated-press", "dateline"),
    "Prisoners freed\nBy Jane Doe, Associated Press\nBelarus freed prisoners.": ("associated-press", "by_line"),
    "By The Associated Press\nBelarus freed prisoners.": ("associated-press", "by_line"),
    "Prisoners freed\nBy Jane Doe\nBelarus freed prisoners.": ("jane-doe", "by_line"),
    "Belarus freed prisoners.\n(With inputs from Reuters.)": ("reuters", "closing_line"),
    "Belarus freed prisoners.\nSource: AP": ("associated-press", "closing_line"),
    "Belarus freed prisoners. – Reuters": ("reuters", "closing_line"),
}


@pytest.mark.parametrize("text", CREDITS)
def test_dateline_by_line_and_closing_line_credit_an_agency_and_a_by_line_its_author(run_model: Run, text: str) -> None:
    (row,) = _credited(run_model, text)
    assert (row["source_id"], row["credited_in"], row["is_wire"]) == (*CREDITS[text], True)


@pytest.mark.parametrize(
    "text",
    [
        "Coale told Reuters that more would follow.",
        "By John Roe\nBelarus freed prisoners.",
        "Belarus freed prisoners.\nSource: Jane Doe",
        "Speaking to the Associated Press, he said that he was well.",
        "Belarus freed prisoners.\n(With inputs from agencies.)",
    ],
)
def test_a_name_in_a_sentence_is_no_credit(run_model: Run, text: str) -> None:
    assert _credited(run_model, text) == []


def test_the_credit_of_the_manifest_goes_before_another_in_the_text(run_model: Run) -> None:
    rows = _credited(run_model, "MINSK (AP) - Belarus freed prisoners.", wire_id="reuters")
    assert {row["source_id"]: row["is_wire"] for row in rows} == {"reuters": True, "associated-press": False}


def test_of_two_agencies_in_the_text_neither_is_known_to_be_the_wire(run_model: Run) -> None:
    rows = _credited(run_model, "MINSK (AP) - Belarus freed prisoners.\nSource: Reuters")
    assert [row["is_wire"] for row in rows] == [False, False]


def _credited(run_model: Run, text: str, wire_id: str | None = None) -> list[Row]:
    return run_model(
        "int_articles__credited",
        {
            "int_articles__newest": [{"article_id": "x", "text": text, "wire_id": wire_id}],
            "stg_sources": [
                {"source_id": "reuters", "name": "Reuters", "kind": "agency"},
                {"source_id": "associated-press", "name": "The Associated Press", "kind": "agency"},
                {"source_id": "jane-doe", "name": "Jane Doe", "kind": "person", "person_id": "jane-doe"},
            ],
        },
    )


def _counted(run_model: Run, facts: list[Row], ends: dict[str, tuple[str, bool]] | None = None) -> Row:
    """Return the counts of one claim; `ends` gives each fact's independent origin and whether it is named."""
    given = ends or {fact["fact_id"]: ("o", True) for fact in facts}
    (row,) = run_model(
        "int_claims__counted",
        {
            "int_facts__live": [
                {"claim_id": "c", "is_live": True, "is_retracted": False, "stance": "asserts", **fact} for fact in facts
            ],
            "int_facts__with_groups": [
                {"fact_id": fact["fact_id"], "origin_group_id": fact["fact_id"], "outlet_id": fact["article_id"]}
                for fact in facts
            ],
            "int_origins__joined": [
                {"claim_id": "c", "origin_group_id": fact, "independent_origin_id": end, "is_named": is_named}
                for fact, (end, is_named) in given.items()
            ],
            "int_sources__owned": [{"source_id": name, "owner_group_id": "house"} for name in ("x", "y")],
        },
    )
    return row


SAID = [{"fact_id": f"f{at}", "article_id": f"a{at}"} for at in range(1, 5)]


@pytest.mark.parametrize(
    ("ends", "low", "high", "is_single"),
    [
        ([("ap", True)] * 4, 1, 1, True),
        ([("ap", True), ("ap", True), ("afp", True), ("afp", True)], 2, 2, False),
        ([("ap", True), ("x", False), ("y", False), ("y", False)], 1, 3, None),
        ([("x", False), ("y", False), ("y", False), ("y", False)], 1, 2, None),
        ([("ap", True), ("afp", True), ("x", False), ("x", False)], 2, 3, False),
        ([("x", False)] * 4, 1, 1, True),
    ],
)
def test_who_is_not_named_may_be_any_of_the_others_or_one_more(
    run_model: Run, ends: list[tuple[str, bool]], low: int, high: int, is_single: bool | None
) -> None:
    row = _counted(run_model, SAID, {f"f{at}": end for at, end in enumerate(ends, 1)})
    assert (row["origin_count_low"], row["origin_count_high"], row["is_single_origin"]) == (low, high, is_single)


def test_what_nobody_asserts_has_no_origin(run_model: Run) -> None:
    row = _counted(run_model, [{"fact_id": "f", "article_id": "x", "stance": "denies"}], {})
    counts = [row[name] for name in ("support", "dissent_count", "origin_count_low", "origin_count_high")]
    assert (counts, row["is_single_origin"]) == ([0, 1, 0, 0], None)


def test_what_is_not_live_is_counted_nowhere(run_model: Run) -> None:
    row = _counted(run_model, [SAID[0], SAID[1] | {"is_live": False}])
    assert [row[name] for name in ("support", "fact_count", "article_count", "outlet_count")] == [1, 1, 1, 1]


def test_two_outlets_of_one_owner_are_two_outlets_and_one_owner(run_model: Run) -> None:
    row = _counted(run_model, [{"fact_id": name, "article_id": name} for name in ("x", "y")])
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
