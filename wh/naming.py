"""Who is who: the spellings of a person, why each is taken for that person's, and which names were kept apart.

Reads the published build; decides nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

_NEAR_MISS = 0.5
"""From this score on, a name that was kept apart is worth a line."""
_MOST_APART = 5


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as printed, the articles that print it, and why it is taken for the person's."""

    name: str
    article_ids: tuple[str, ...]
    because: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two names, folded, that were joined or kept apart, whose the other is if it is another's, and why."""

    name: str
    other_name: str
    other_person_id: str | None
    score: float | None
    because: str


@dataclass(frozen=True, slots=True)
class Person:
    """A person, however spelled; `parts` says what he or she is in a claim: subject, source or named."""

    person_id: str
    name: str
    parts: tuple[str, ...]
    is_known: bool
    born_earliest_on: date | None
    born_latest_on: date | None
    roles: tuple[str, ...]
    spellings: tuple[Spelling, ...]
    joined: tuple[Likeness, ...]
    kept_apart: tuple[Likeness, ...]


def people_of(con: duckdb.DuckDBPyConnection, claim_id: str, said: Iterable[tuple[str, str]]) -> tuple[Person, ...]:
    """Return the people of a claim with their spellings in its articles; `said` has each article and sentence."""
    said = tuple(said)
    parts: dict[str, list[str]] = {}
    for person_id, part in (*_subjects_and_sources(con, claim_id), *_named(con, said)):
        parts.setdefault(person_id, [])
        if part not in parts[person_id]:
            parts[person_id].append(part)
    article_ids = sorted({article_id for article_id, _ in said})
    people = (person(con, person_id, parts=tuple(told), article_ids=article_ids) for person_id, told in parts.items())
    return tuple(one for one in people if one is not None)


def person(
    con: duckdb.DuckDBPyConnection,
    person_id: str,
    *,
    parts: tuple[str, ...] = (),
    article_ids: Sequence[str] | None = None,
) -> Person | None:
    """Return the person of this id, with the spellings in some articles or in all; None if there is none."""
    row = con.execute(
        "select name, is_known, born_earliest_on, born_latest_on, roles from marts.people where person_id = ?",
        [person_id],
    ).fetchone()
    if row is None:
        return None
    judged = _judgements(con)
    joined, decided_apart = _decided(con, person_id, judged)
    return Person(
        person_id=person_id,
        name=row[0],
        parts=parts,
        is_known=row[1],
        born_earliest_on=row[2],
        born_latest_on=row[3],
        roles=tuple(row[4]),
        spellings=_spellings(con, person_id, article_ids, judged),
        joined=joined,
        kept_apart=(*decided_apart, *_near_misses(con, person_id, decided_apart))[:_MOST_APART],
    )


# --- The people of a claim ------------------------------------------------------------------------------------


def _subjects_and_sources(con: duckdb.DuckDBPyConnection, claim_id: str) -> list[tuple[str, str]]:
    return con.execute(
        "with named as (select source_id as id, person_id from staging.stg_sources where person_id is not null"
        " union select person_id as id, person_id from marts.people)"
        " select distinct named.person_id, 'subject' as part from marts.claims as claims"
        " inner join named on claims.subject_id = named.id where claims.claim_id = $1"
        " union all select distinct named.person_id, 'source' from marts.facts as facts"
        " inner join named on facts.source_id = named.id or facts.via_id = named.id where facts.claim_id = $1"
        " order by part desc, person_id",
        [claim_id],
    ).fetchall()


def _named(con: duckdb.DuckDBPyConnection, said: Sequence[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    """Return the people whose names stand in the words of the accounts."""
    rows = con.execute(
        "select person_id, article_id, name from marts.person_names where article_id = any(?) order by 1, 2, 3",
        [[article_id for article_id, _ in said]],
    ).fetchall()
    for person_id, article_id, name in rows:
        pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
        if any(article_id == where and pattern.search(sentence) for where, sentence in said):
            yield person_id, "named"


# --- Why a spelling is the person's ---------------------------------------------------------------------------

_Judged = Mapping[tuple[str, str], str]
"""What a person said of two folded names, in either order."""


def _judgements(con: duckdb.DuckDBPyConnection) -> _Judged:
    rows = con.execute(
        "select name_a_folded, name_b_folded, reason, decided_by, decided_on from staging.stg_person_judgements"
        " where judgement in ('positive', 'negative') order by line"
    ).fetchall()
    told: dict[tuple[str, str], str] = {}
    for name_a, name_b, reason, decided_by, decided_on in rows:
        who = ", ".join(str(each) for each in (decided_by, decided_on) if each)
        told[name_a, name_b] = told[name_b, name_a] = f"{reason or 'no reason given'}{f' ({who})' if who else ''}"
    return told


def _spellings(
    con: duckdb.DuckDBPyConnection, person_id: str, article_ids: Sequence[str] | None, judged: _Judged
) -> tuple[Spelling, ...]:
    rows = con.execute(
        "select name, matched_by, matched_name, score, reason, article_id from marts.person_names"
        " where person_id = $1 and ($2 is null or list_contains($2, article_id)) order by all",
        [person_id, None if article_ids is None else list(article_ids)],
    ).fetchall()
    found: dict[tuple[str, str], dict[str, None]] = {}
    for name, matched_by, matched_name, score, reason, article_id in rows:
        because = _because(matched_by, matched_name, score, reason, judged)
        found.setdefault((name, because), {})[article_id] = None
    return tuple(Spelling(name, tuple(articles), because) for (name, because), articles in found.items())


def _because(
    matched_by: str, matched_name: str | None, score: float | None, reason: str | None, judged: _Judged
) -> str:
    """Say in words why a mention is the person's."""
    if matched_by == "judgement":
        told = next((why for (one, _), why in judged.items() if one == matched_name), reason)
        return f"judged to be one person with “{matched_name}”: {told}"
    measured = f"“{matched_name}”, {score:.2f}: {reason}" if score is not None else ""
    return {
        "label": "the labeller says so",
        "name": "the person is known by this name",
        "article": f"short in this article for {measured}",
        "score": f"goes with {measured}",
        "ambiguous": "several people are possible, so one of its own",
        "new": "nobody else has it",
    }.get(matched_by, matched_by)


# --- What was decided of two names ----------------------------------------------------------------------------

_DECIDED_BY = {
    "birth": "two entries of people.csv, not born at once",
    "people": "two entries of people.csv",
    "ambiguous": "open: it goes as well with somebody else, who cannot be the same",
}


def _decided(
    con: duckdb.DuckDBPyConnection, person_id: str, judged: _Judged
) -> tuple[tuple[Likeness, ...], tuple[Likeness, ...]]:
    """Return the names that were joined for this person, and those that were kept apart from another's."""
    rows = con.execute(
        "select name, other_name, other_person_id, score, decision, decided_by, reason from marts.person_matches"
        " where person_id = $1 union all"
        " select other_name, name, person_id, score, decision, decided_by, reason from marts.person_matches"
        " where other_person_id = $1 and person_id <> $1 order by decision, score desc, name, other_name",
        [person_id],
    ).fetchall()
    joined: list[Likeness] = []
    apart: list[Likeness] = []
    for name, other_name, other_id, score, decision, decided_by, reason in rows:
        why = f"judged: {judged.get((name, other_name), '')}" if decided_by == "judgement" else None
        why = why or _DECIDED_BY.get(decided_by) or reason
        other = None if other_id == person_id else other_id
        likeness = Likeness(name, other_name, other, score, why)
        (joined if decision == "one_person" else apart).append(likeness)
    return tuple(joined), tuple(apart)


def _near_misses(con: duckdb.DuckDBPyConnection, person_id: str, known: Sequence[Likeness]) -> Iterable[Likeness]:
    """Yield names of others that were compared with this person's and are too little alike, the nearest first."""
    rows: list[Any] = con.execute(
        "with whole_names as (select grouped.name, people.person_id from intermediate.int_names__grouped as grouped"
        " inner join intermediate.int_groups__people as people using (group_name)),"
        " pairs as (select name, other_name, score, reason from intermediate.int_names__scored"
        " union all select other_name, name, score, reason from intermediate.int_names__scored)"
        " select pairs.name, pairs.other_name, others.person_id, pairs.score, pairs.reason from pairs"
        " inner join whole_names as own on pairs.name = own.name"
        " inner join whole_names as others on pairs.other_name = others.name"
        " where own.person_id = $1 and others.person_id <> $1 and pairs.score >= $2"
        " qualify row_number() over (partition by others.person_id order by pairs.score desc, pairs.name, others.name)"
        " = 1 order by pairs.score desc, pairs.name, pairs.other_name",
        [person_id, _NEAR_MISS],
    ).fetchall()
    said = {likeness.other_person_id for likeness in known}
    return (Likeness(*row) for row in rows if row[2] not in said)
