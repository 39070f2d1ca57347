"""Who is who: why each spelling is a person's, in words, and which names were kept apart."""

from typing import Any

import duckdb
import pytest
from people_models import built, parsed_project, printed

from wh.naming import Person, people_of, person

MENTIONS = (
    ("a", "Alexander Lukashenko"),
    ("b", "Aliaksandr Lukashenka"),
    ("b", "Lukashenka"),
    ("c", "Viktor Lukashenko"),
    ("c", "Aleksandra Lukashenko"),
    ("c", "A. R. Lukasenko"),
)


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    """The marts of names over a few mentions, one of them judged to be the president and one not to be."""
    mentions = [
        {"article_id": article, "file": "mentions.csv", "line": line, **printed("exact", name)}
        for line, (article, name) in enumerate(MENTIONS)
    ]
    con = built(
        mentions,
        [_known("president", "Alexander Lukashenko"), _known("son", "Viktor Lukashenko")],
        [
            _judged("A. R. Lukasenko", "Alexander Lukashenko", "positive", "a slip for A. G."),
            _judged("Aliaksandr Lukashenka", "Aleksandra Lukashenko", "negative", "a singer"),
        ],
    )
    parsed = parsed_project()
    for name in ("int_people__matched", "person_names"):
        con.execute(f"create table {parsed.table(name)} as {parsed.rendered[name].sql}")
    con.execute(
        "create table marts.people as select person_id, max(name) as name, true as is_known,"
        " null::date as born_earliest_on, null::date as born_latest_on, []::varchar[] as roles"
        " from marts.person_names group by person_id"
    )
    con.execute("create table staging.stg_sources (source_id varchar, person_id varchar)")
    con.execute("create table marts.claims as select 'c1' as claim_id, 'president' as subject_id")
    con.execute("create table marts.facts as select 'c1' as claim_id, 'son' as source_id, null as via_id")
    return con


def _known(person_id: str, name: str) -> dict[str, Any]:
    return {"person_id": person_id, **printed("name", name)}


def _judged(name_a: str, name_b: str, judgement: str, reason: str) -> dict[str, Any]:
    names = {**printed("name_a", name_a), **printed("name_b", name_b)}
    return {**names, "judgement": judgement, "reason": reason, "decided_by": "desk", "line": 2}


def _president(con: duckdb.DuckDBPyConnection) -> Person:
    found = person(con, "president")
    assert found is not None
    return found


def test_each_spelling_says_why_it_is_the_person_s(con: duckdb.DuckDBPyConnection) -> None:
    because = {each.name: (each.article_ids, each.because) for each in _president(con).spellings}
    assert because == {
        "Alexander Lukashenko": (("a",), "the person is known by this name"),
        "Aliaksandr Lukashenka": (
            ("b",),
            "goes with “alexander lukashenko”, 0.94: alexander ~ aliaksandr, lukashenko ~ lukashenka",
        ),
        "Lukashenka": (
            ("b",),
            "short in this article for “aliaksandr lukashenka”, 0.88: lukashenka, aliaksandr in one alone",
        ),
        "A. R. Lukasenko": (
            ("c",),
            "judged to be one person with “alexander lukashenko”: a slip for A. G. (desk)",
        ),
    }


def test_names_that_were_joined_or_kept_apart_say_who_judged_it(con: duckdb.DuckDBPyConnection) -> None:
    found = _president(con)
    assert ("a r lukasenko", "judged: a slip for A. G. (desk)") in [(each.name, each.because) for each in found.joined]
    apart = {each.other_name: each for each in found.kept_apart}
    assert apart["aleksandra lukashenko"].because == "judged: a singer (desk)"


def test_a_claim_names_its_subject_its_source_and_who_stands_in_its_words(con: duckdb.DuckDBPyConnection) -> None:
    people = people_of(con, "c1", [("b", "Aliaksandr Lukashenka said so."), ("c", "So did Viktor Lukashenko.")])
    assert [(each.person_id, each.parts) for each in people] == [
        ("president", ("subject", "named")),
        ("son", ("source", "named")),
    ]
    assert [each.name for each in people[0].spellings] == ["A. R. Lukasenko", "Aliaksandr Lukashenka", "Lukashenka"]


def test_nobody_of_that_id_is_nobody(con: duckdb.DuckDBPyConnection) -> None:
    assert person(con, "somebody") is None
