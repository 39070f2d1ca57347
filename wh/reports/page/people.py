"""The people of a build as the page shows them: every spelling, and why it is taken for the person's."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import duckdb

_WORD = re.compile(r"[^\W_]+")
_BECAUSE = {
    "label": "labelled so",
    "article": "short for the whole name in the same article",
    "name": "a name the person is known by",
    "judgement": "judged to be one person",
    "score": "alike enough",
    "ambiguous": "could be several people, so kept apart",
    "new": "nobody of that name is known",
}


@dataclass(frozen=True, slots=True)
class Spelling:
    """A name as printed, in how many articles, and why it is this person's."""

    name: str
    article_count: int
    because: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two names that may be one person's, and what was decided of them."""

    name: str
    other_name: str
    decision: str
    decided_by: str
    score: float | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Person:
    """A person with all spellings; `likenesses` are names that were joined with or held apart from this one."""

    person_id: str
    name: str
    is_known: bool
    roles: tuple[str, ...]
    born: str
    article_count: int
    outlet_count: int
    spellings: tuple[Spelling, ...]
    likenesses: tuple[Likeness, ...]

    @property
    def is_open(self) -> bool:
        """Whether somebody has to judge a name."""
        return any(one.decision == "open" for one in self.likenesses)


def read(con: duckdb.DuckDBPyConnection) -> tuple[Person, ...]:
    """Read every person, those first whom somebody must judge, then those in most articles."""
    spellings: dict[str, list[Spelling]] = {}
    for person_id, name, count, ways in con.execute(
        "select person_id, name, count(distinct article_id),"
        " list_sort(list(distinct {matched_by: matched_by, reason: reason}))"
        " from marts.person_names group by all order by person_id, count(distinct article_id) desc, name"
    ).fetchall():
        because = "; ".join(dict.fromkeys(_because(way["matched_by"], way["reason"]) for way in ways))
        spellings.setdefault(person_id, []).append(Spelling(name, count, because))
    likenesses: dict[str, list[Likeness]] = {}
    for one_id, other_id, *found in con.execute(
        "select person_id, other_person_id, name, other_name, decision, decided_by, score, reason"
        " from marts.person_matches where decision <> 'two_people' or decided_by = 'judgement' order by all"
    ).fetchall():
        for person_id in dict.fromkeys((one_id, other_id)):
            likenesses.setdefault(person_id, []).append(Likeness(*found))
    rows = con.execute(
        "select person_id, name, is_known, roles, born_earliest_on, born_latest_on, article_count, outlet_count"
        " from marts.people order by article_count desc, name, person_id"
    ).fetchall()
    printed = {one.name.casefold(): one.name for found in spellings.values() for one in found}
    people = [
        Person(
            person_id=row[0],
            name=row[1],
            is_known=row[2],
            roles=tuple(row[3] or ()),
            born=_born(row[4], row[5]),
            article_count=row[6],
            outlet_count=row[7],
            spellings=tuple(spellings.get(row[0], ())),
            likenesses=tuple(_as_printed(one, printed) for one in likenesses.get(row[0], ())),
        )
        for row in rows
    ]
    return tuple(sorted(people, key=lambda person: not person.is_open))


def spelled(people: Sequence[Person]) -> Callable[[str], str]:
    """Return what finds the other spellings of everybody whom a text names, so that a search for any finds it."""
    by_word: dict[str, list[tuple[frozenset[str], str]]] = {}
    for person in people:
        names = {" ".join(_words(name)) for name in (person.name, *(one.name for one in person.spellings))} - {""}
        if len(names) > 1:
            every = " ".join(sorted({word for name in names for word in name.split()}))
            for name in sorted(names):
                by_word.setdefault(name.split()[-1], []).append((frozenset(name.split()), every))

    def find(text: str) -> str:
        words = set(_words(text))
        found = {every for word in words for name, every in by_word.get(word, ()) if name <= words}
        return " ".join(sorted({word for every in found for word in every.split()} - words))

    return find


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _as_printed(likeness: Likeness, printed: Mapping[str, str]) -> Likeness:
    """Return it with its names as they are printed; those that are compared are folded."""
    name, other = (printed.get(one, one) for one in (likeness.name, likeness.other_name))
    return replace(likeness, name=name, other_name=other)


def _because(matched_by: str, reason: str | None) -> str:
    words = _BECAUSE.get(matched_by, matched_by)
    return f"{words}: {reason}" if reason else words


def _born(earliest: date | None, latest: date | None) -> str:
    if earliest is None or latest is None:
        return ""
    if earliest == latest:
        return f"{earliest.day} {earliest:%B %Y}"
    if (earliest.year, earliest.month) == (latest.year, latest.month):
        return (
            f"{earliest.day} or {latest.day} {earliest:%B %Y}" if (latest - earliest).days == 1 else f"{latest:%B %Y}"
        )
    return str(earliest.year) if earliest.year == latest.year else f"{earliest.year} to {latest.year}"
