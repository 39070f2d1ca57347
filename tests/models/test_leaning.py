"""Who had a claim from whom: through the hands an article names, or by the text it reuses, and what falls with it.

Facts go through the real models from labels to counts; the text that articles share is given.
"""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest

Row = dict[str, Any]
Run = Callable[..., list[Row]]

SOURCES = [
    {"source_id": "reuters", "name": "Reuters", "kind": "agency", "owner_id": "thomson"},
    {"source_id": "ap", "name": "AP", "kind": "agency"},
    {"source_id": "sun", "name": "The Sun", "kind": "outlet", "owner_id": "house"},
    {"source_id": "star", "name": "The Star", "kind": "outlet", "owner_id": "house"},
    {"source_id": "post", "name": "The Post", "kind": "outlet"},
    {"source_id": "mail", "name": "The Mail", "kind": "outlet"},
    {"source_id": "echo", "name": "The Echo", "kind": "outlet"},
    {"source_id": "thomson", "name": "Thomson", "kind": "agency"},
    {"source_id": "house", "name": "House", "kind": "outlet"},
    {"source_id": "viasna", "name": "Viasna", "kind": "ngo"},
    {"source_id": "envoy", "name": "The envoy", "kind": "official", "person_id": "coale"},
    {"source_id": "coale", "name": "John Coale", "kind": "official", "person_id": "coale"},
    {"source_id": "officials", "name": "Officials", "kind": "anonymous"},
]


class World:
    """A claim told by articles, run through the models up to the counts."""

    def __init__(self, run_model: Run) -> None:
        self.run = run_model
        self.articles: list[Row] = []
        self.facts: list[Row] = []
        self.values: dict[str, float] = {}
        self.chain: list[Row] = []
        self.overlapping: list[Row] = []

    def tells(self, outlet: str | None, on: int | None = None, value: float = 9, **fact: Any) -> str:
        """Have an outlet publish an article on a day of December that asserts the claim; return its name."""
        name = f"{chr(ord('a') + len(self.articles))}-{outlet or 'unknown'}"
        hour = fact.pop("hour", None)
        day = None if on is None else date(2025, 12, on)
        at = None if hour is None or on is None else datetime(2025, 12, on, hour)
        wire = fact.pop("wire_id", None)
        row = {"article_id": name, "outlet_id": outlet, "published_on": day, "published_at": at, "wire_id": wire}
        self.articles.append(row)
        for place, step in enumerate(fact.pop("chain", ()), 1):
            self.chain.append({"fact_id": name, "position": place, "source_id": step})
        self.facts.append({"fact_id": name, "claim_id": "c", "article_id": name, "stance": "asserts", **fact})
        self.values[name] = value
        return name

    def reuses(self, copy: str, source: str, share: float = 0.5, is_directed: bool = True) -> None:
        """Say that an article reuses the text of another."""
        row = {"article_id": copy, "leans_on_article_id": source, "shared_share": share, "is_directed": is_directed}
        self.overlapping.append(row)

    def takes_back(self, target: str, outlet: str, on: int, source_id: str | None = None) -> None:
        """Have an outlet publish that a fact was wrong, in its own voice or in a source's."""
        name = self.tells(outlet, on=on, source_id=source_id)
        self.facts[-1] |= {"stance": "retracts", "target_fact_id": target}
        assert name

    def built(self) -> dict[str, list[Row]]:
        """Return the rows of each model by its name."""
        rows: dict[str, list[Row]] = {
            "stg_sources": SOURCES,
            "stg_facts": self.facts,
            "stg_fact_chain": self.chain,
            "int_articles__newest": self.articles,
            "int_articles__overlapping": self.overlapping,
            "int_evidence__located": [
                {"fact_id": fact["fact_id"], "evidence_state": "anchored"} for fact in self.facts
            ],
            "int_facts__as_intervals": [
                {"fact_id": name, "claim_id": "c", "low": value, "high": value} for name, value in self.values.items()
            ],
        }
        order: dict[str, tuple[str, ...]] = {
            "int_sources__owned": ("stg_sources",),
            "int_articles__credited": ("int_articles__newest", "stg_sources"),
            "int_facts__with_origins": (
                "stg_facts",
                "stg_fact_chain",
                "int_articles__newest",
                "int_articles__credited",
            ),
            "int_origins__grouped": ("int_facts__with_origins", "int_sources__owned"),
            "int_facts__with_groups": ("int_facts__with_origins", "int_origins__grouped", "int_sources__owned"),
            "int_facts__asserted": (
                "int_facts__with_groups",
                "stg_facts",
                "int_facts__as_intervals",
                "int_evidence__located",
            ),
            "int_facts__naming": ("int_facts__asserted", "stg_fact_chain", "int_articles__credited"),
            "int_facts__leaning": ("int_facts__asserted", "int_facts__naming", "int_articles__overlapping"),
            "int_retractions__judged": ("stg_facts", "int_facts__with_origins"),
            "int_retractions__weighed": ("int_retractions__judged", "int_evidence__located"),
            "int_facts__retracted": ("int_retractions__weighed",),
            "int_facts__fallen": ("int_facts__asserted", "int_facts__leaning", "int_retractions__weighed"),
            "int_origins__joined": ("int_facts__asserted", "int_facts__leaning"),
        }
        for model, parents in order.items():
            rows[model] = self.run(model, {parent: rows[parent] for parent in parents})
        gone = {row["fact_id"] for model in ("int_facts__retracted", "int_facts__fallen") for row in rows[model]}
        live = [
            {
                "fact_id": fact["fact_id"],
                "claim_id": "c",
                "article_id": fact["article_id"],
                "stance": fact["stance"],
                "is_live": fact["fact_id"] not in gone,
                "is_retracted": fact["fact_id"] in gone,
            }
            for fact in self.facts
        ]
        parents = ("int_facts__with_groups", "int_origins__joined", "int_sources__owned")
        rows["int_claims__counted"] = self.run(
            "int_claims__counted", {"int_facts__live": live, **{name: rows[name] for name in parents}}
        )
        return rows

    def origins(self) -> tuple[int, int]:
        """Return the least and the greatest number of independent origins."""
        (row,) = self.built()["int_claims__counted"]
        return row["origin_count_low"], row["origin_count_high"]

    def leaning(self) -> dict[str, tuple[str, str]]:
        """Return on which fact each leans, and why."""
        return {row["fact_id"]: (row["leans_on_fact_id"], row["reason"]) for row in self.built()["int_facts__leaning"]}

    def fallen(self) -> set[str]:
        """Return the facts that fell with another."""
        return {row["fact_id"] for row in self.built()["int_facts__fallen"]}


@pytest.fixture
def world(run_model: Run) -> World:
    return World(run_model)


def test_agreement_alone_is_never_taken_for_copying(world: World) -> None:
    for outlet in ("sun", "post", "mail", "echo"):
        world.tells(outlet, on=13)
    assert (world.origins(), world.leaning()) == ((4, 4), {})


def test_outlets_of_one_owner_are_one_origin(world: World) -> None:
    world.tells("sun", on=13)
    world.tells("star", on=13)
    assert world.origins() == (1, 1)


def test_outlets_with_one_wire_credit_are_one_origin(world: World) -> None:
    world.tells("sun", on=13, wire_id="reuters")
    world.tells("post", on=13, wire_id="reuters")
    world.tells("mail", on=13, wire_id="ap")
    assert world.origins() == (2, 2)


def test_a_source_that_two_outlets_cite_by_name_is_one_origin(world: World) -> None:
    world.tells("sun", on=13, source_id="viasna")
    world.tells("post", on=14, source_id="viasna", via_id="reuters")
    assert world.origins() == (1, 1)


def test_one_speaker_under_two_names_is_one_origin(world: World) -> None:
    world.tells("sun", on=13, source_id="envoy")
    world.tells("post", on=13, source_id="coale")
    assert world.origins() == (1, 1)


def test_an_outlet_that_cites_another_has_it_from_whom_that_one_has_it(world: World) -> None:
    post = world.tells("post", on=13, source_id="viasna")
    mail = world.tells("mail", on=14, source_id="post")
    world.tells("echo", on=14, source_id="viasna")
    assert world.origins() == (1, 1)
    assert world.leaning() == {mail: (post, "cites")}


def test_via_and_chain_lead_to_the_nearest_hand_that_is_here(world: World) -> None:
    wire = world.tells("reuters", on=13, source_id="viasna")
    through = world.tells("post", on=13, source_id="viasna", via_id="reuters")
    chained = world.tells("mail", on=13, chain=("post", "reuters", "viasna"))
    assert world.leaning() == {through: (wire, "through"), chained: (through, "through")}


def test_a_credit_leads_to_the_agencys_own_story(world: World) -> None:
    wire = world.tells("reuters", on=13, source_id="viasna")
    copy = world.tells("post", on=13, wire_id="reuters")
    assert world.leaning() == {copy: (wire, "credits")}
    assert world.origins() == (1, 1)


def test_nobody_cites_what_was_not_out_yet(world: World) -> None:
    world.tells("post", on=14)
    world.tells("mail", on=13, source_id="post")
    assert world.leaning() == {}
    assert world.origins() == (1, 1)


def test_on_one_day_the_hour_tells_what_was_not_out_yet(world: World) -> None:
    world.tells("post", on=13, hour=12)
    world.tells("mail", on=13, hour=9, source_id="post")
    later = world.tells("echo", on=13, hour=15, source_id="post")
    assert set(world.leaning()) == {later}


def test_a_copy_has_it_from_whom_the_copied_has_it(world: World) -> None:
    post = world.tells("post", on=13, source_id="viasna")
    mail = world.tells("mail", on=14)
    world.reuses(mail, post)
    assert (world.origins(), world.leaning()) == ((1, 1), {mail: (post, "reuses text")})


def test_a_copy_that_names_its_source_has_it_from_that_source(world: World) -> None:
    post = world.tells("post", on=13)
    mail = world.tells("mail", on=14, source_id="viasna")
    world.reuses(mail, post)
    assert (world.origins(), world.leaning()) == ((2, 2), {})


def test_a_copy_with_another_figure_has_it_from_elsewhere(world: World) -> None:
    post = world.tells("post", on=13, value=9)
    mail = world.tells("mail", on=14, value=11)
    world.reuses(mail, post)
    assert world.origins() == (2, 2)


def test_unnamed_officials_in_a_copy_are_those_of_the_copied(world: World) -> None:
    post = world.tells("post", on=13, source_id="officials")
    mail = world.tells("mail", on=13, source_id="officials")
    assert world.origins() == (1, 2)
    world.reuses(mail, post)
    assert world.origins() == (1, 1)


def test_unnamed_officials_in_two_outlets_are_one_at_least_and_two_at_most(world: World) -> None:
    world.tells("post", on=13, source_id="officials")
    world.tells("mail", on=13, source_id="officials")
    assert world.origins() == (1, 2)


def test_unnamed_officials_in_two_outlets_of_one_owner_are_one(world: World) -> None:
    world.tells("sun", on=13, source_id="officials")
    world.tells("star", on=13, source_id="officials")
    assert world.origins() == (1, 1)


def test_unnamed_officials_beside_a_named_source_may_be_that_source(world: World) -> None:
    world.tells("post", on=13, source_id="officials")
    world.tells("mail", on=13, source_id="viasna")
    assert world.origins() == (1, 2)


def test_a_copy_of_an_article_of_an_unknown_outlet_is_no_named_origin(world: World) -> None:
    unknown = world.tells(None, on=13)
    mail = world.tells("mail", on=14)
    world.tells("echo", on=14)
    world.reuses(mail, unknown)
    assert world.origins() == (1, 2)


@pytest.mark.parametrize("length", [2, 5, 31])
def test_copies_of_copies_lead_to_the_first(world: World, length: int) -> None:
    names = [world.tells(None, on=at + 1) for at in range(length)]
    for copy, source in zip(names[1:], names, strict=False):
        world.reuses(copy, source)
    assert world.origins() == (1, 1)


def test_who_copies_from_two_adds_no_origin_and_joins_none(world: World) -> None:
    post = world.tells("post", on=12)
    mail = world.tells("mail", on=12)
    echo = world.tells("echo", on=13)
    world.reuses(echo, post, share=0.3)
    world.reuses(echo, mail, share=0.6)
    assert (world.origins(), world.leaning()) == ((2, 2), {echo: (mail, "reuses text")})


def test_an_outlet_that_said_it_first_itself_is_an_origin_though_it_copies_later(world: World) -> None:
    first = world.tells("post", on=11)
    mail = world.tells("mail", on=12)
    again = world.tells("post", on=13)
    world.reuses(again, mail)
    assert first and world.origins() == (2, 2)


def test_two_that_cite_each_other_on_one_day_are_one_origin(world: World) -> None:
    world.tells("post", on=13, source_id="mail")
    world.tells("mail", on=13, source_id="post")
    assert world.origins() == (1, 1)


def test_it_does_not_matter_which_of_two_copied_if_neither_is_known_to(world: World) -> None:
    post = world.tells("post", on=13)
    mail = world.tells("mail", on=13)
    world.reuses(mail, post, is_directed=False)
    assert world.origins() == (1, 1)


def test_an_origin_that_takes_its_word_back_takes_the_whole_subtree_with_it(world: World) -> None:
    agency = world.tells("ap", on=10, source_id="viasna")
    cited = world.tells("post", on=11, source_id="viasna", via_id="ap")
    copied = world.tells("mail", on=12)
    copied_again = world.tells("echo", on=13)
    apart = world.tells("sun", on=13)
    world.reuses(copied, cited)
    world.reuses(copied_again, copied)
    world.takes_back(agency, "ap", on=14, source_id="viasna")
    assert world.fallen() == {cited, copied, copied_again}
    assert (apart not in world.fallen(), world.origins()) == (True, (1, 1))


def test_a_copy_of_a_copy_falls_with_the_retraction_of_the_first_and_on_its_day(world: World) -> None:
    first = world.tells("post", on=10)
    through = world.tells("mail", on=11, via_id="post")
    echo = world.tells("echo", on=12, via_id="mail")
    world.takes_back(first, "post", on=13)
    fallen = {row["fact_id"]: row for row in world.built()["int_facts__fallen"]}
    assert set(fallen) == {through, echo}
    assert (fallen[echo]["fallen_with_id"], fallen[echo]["retracted_on"]) == (first, date(2025, 12, 13))


def test_what_rests_on_a_fact_falls_only_until_its_retraction_is_taken_back(world: World) -> None:
    first = world.tells("post", on=10)
    echo = world.tells("mail", on=11, via_id="post")
    world.takes_back(first, "post", on=12)
    world.takes_back(world.facts[-1]["fact_id"], "post", on=14)
    (fallen,) = [row for row in world.built()["int_facts__fallen"] if row["fact_id"] == echo]
    assert (fallen["is_standing"], fallen["taken_back_on"]) == (False, date(2025, 12, 14))


def test_an_echo_of_a_figure_that_was_corrected_twice_stays_fallen(world: World) -> None:
    first = world.tells("post", on=10, value=50)
    echo = world.tells("mail", on=11, value=50, via_id="post")
    second = world.tells("post", on=11, value=60, target_fact_id=first)
    world.tells("post", on=12, value=55, target_fact_id=second)
    assert world.fallen() == {echo}


def test_a_claim_of_which_the_only_origin_is_gone_is_retracted(world: World) -> None:
    first = world.tells("post", on=10)
    world.reuses(world.tells("mail", on=11), first)
    world.takes_back(first, "post", on=12)
    (row,) = world.built()["int_claims__counted"]
    assert (row["is_retracted"], row["support"], row["origin_count_high"]) == (True, 0, 0)


def test_an_outlet_that_takes_back_what_it_reported_of_another_leaves_those_who_had_it_from_the_source(
    world: World,
) -> None:
    misquoted = world.tells("post", on=10, source_id="viasna")
    world.tells("mail", on=11, source_id="viasna")
    through = world.tells("echo", on=11, source_id="viasna", via_id="post")
    world.takes_back(misquoted, "post", on=12)
    assert world.fallen() == {through}


def test_what_the_origin_said_anew_after_taking_it_back_stands(world: World) -> None:
    first = world.tells("post", on=10, source_id="viasna")
    world.takes_back(first, "post", on=11, source_id="viasna")
    world.tells("mail", on=12, source_id="viasna")
    assert world.fallen() == set()


def test_another_figure_of_the_same_origin_stands(world: World) -> None:
    first = world.tells("post", on=10, source_id="viasna", value=9)
    world.tells("mail", on=10, source_id="viasna", value=11)
    world.takes_back(first, "post", on=12, source_id="viasna")
    assert world.fallen() == set()


def test_another_outlet_of_the_owner_does_not_fall_with_the_one(world: World) -> None:
    first = world.tells("sun", on=10)
    world.tells("star", on=10)
    world.takes_back(first, "sun", on=12)
    assert world.fallen() == set()


def test_of_two_with_one_text_neither_falls_with_the_other_unless_it_is_known_who_copied(world: World) -> None:
    first = world.tells("post", on=10)
    world.reuses(world.tells("mail", on=10), first, is_directed=False)
    world.takes_back(first, "post", on=12)
    assert world.fallen() == set()


def test_who_denies_has_it_from_nobody(world: World) -> None:
    post = world.tells("post", on=10)
    mail = world.tells("mail", on=11, stance="denies")
    world.reuses(mail, post)
    assert (world.leaning(), world.origins()) == ({}, (1, 1))


@pytest.mark.parametrize("length", [40, 60])
def test_a_chain_of_groups_ends_at_the_first_through_sixty_copies(run_model: Run, length: int) -> None:
    rows = run_model(
        "int_origins__joined",
        {
            "int_facts__asserted": [
                {"fact_id": f"f{at:02}", "claim_id": "c", "origin_group_id": f"f{at:02}", "is_passed_on": True}
                for at in range(length)
            ],
            "int_facts__leaning": [
                {"fact_id": f"f{at:02}", "leans_on_fact_id": f"f{at + 1:02}"} for at in range(length - 1)
            ],
        },
    )
    assert {row["independent_origin_id"] for row in rows} == {f"f{length - 1:02}"}
