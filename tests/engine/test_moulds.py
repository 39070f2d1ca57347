"""Phrases that differ in their numbers alone: one reading does for all of them, where nothing else can differ."""

import csv
import random
import re
from pathlib import Path

import duckdb
import pytest

from wh.moulds import Mould, cast, key_of, numbers_of
from wh.reading import Phrase

FIGURES = Path(__file__).parent / "figures"
SEED = 20261122
NUMBERS = (32, 60, 64, 99, 101, 120, 250, 365, 366, 999, 2101, 2500, 9999, 10_001, 45_000, 99_999, 100_001, 999_999)


def keys_of(phrases: list[str]) -> dict[str, str | None]:
    with duckdb.connect() as con:
        numbered = f"select id, {numbers_of('id')} as numbers from (select unnest($1::varchar[]) as id)"
        query = f"select id, {key_of('id', 'numbers')} from ({numbered})"
        return dict(con.execute(query, [phrases]).fetchall())


def reading(phrase: str) -> list[list[object]]:
    read = Phrase.read(phrase)
    return [list(getattr(read, part)) for part in Phrase.__match_args__[1:]]


def mould_of(*phrases: str) -> Mould | None:
    keys = set(keys_of(list(phrases)).values())
    key = keys.pop()
    return cast(key, phrases, [reading(phrase) for phrase in phrases]) if key and not keys else None


def test_phrases_of_one_mould_are_read_as_their_first_and_last_are() -> None:
    chance = random.Random(SEED)
    with (FIGURES / "unseen_phrases.csv").open(encoding="utf-8") as listed:
        printed = [re.sub(r"\d+", "#", row["phrase"]) for row in csv.DictReader(listed)]
    frames = sorted({frame for frame in printed if re.fullmatch("[A-Za-z# ]+", frame) and frame.count("#") in (1, 2)})
    phrases = {
        re.sub("#", lambda _: str(chance.choice(NUMBERS)), frame)
        for frame in chance.sample(frames, 80)
        for _ in range(25)
    }
    by_key: dict[str, list[str]] = {}
    for phrase, key in sorted(keys_of(sorted(phrases)).items()):
        if key is not None:
            by_key.setdefault(key, []).append(phrase)
    told = 0
    for key, alike in by_key.items():
        mould = cast(key, (alike[0], alike[-1]), [reading(alike[0]), reading(alike[-1])])
        for phrase in alike[1:-1] if mould else ():
            assert cast(key, (alike[0], phrase), [reading(alike[0]), reading(phrase)]) == mould, phrase
            told += 1
    assert told > 200


def test_a_mould_holds_the_words_and_has_marks_for_the_numbers() -> None:
    mould = mould_of("between 120 and 150 people", "between 300 and 400 people")
    assert mould is not None
    numbers, values, qualifiers, lows, highs, *_ = mould.columns
    assert (numbers, values, qualifiers) == (("\1", "\2"), ("\1..\2",), ("between",))
    assert (lows, highs) == (("\1",), ("\2",))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("one in 125", "one in 250"),
        ("35 out of 123", "35 out of 130"),
        ("between 90 minutes and 35 hours", "between 90 minutes and 45 hours"),
        ("in 1984 people", "in 2020 people"),
        ("12 people", "14 people"),
        ("007 people", "009 people"),
        ("20-somethings", "30-somethings"),
        ("40 % of people", "50 % of people"),
        ("40 per cent", "50 per cent"),
        ("9.5 people", "8.5 people"),
        ("300 500 people", "400 600 people"),
        ("some people", "many people"),
        ("between 120 and 150", "between 150 and 120"),
        ("more than 300", "less than 300"),
    ],
)
def test_where_more_than_the_numbers_may_differ_there_is_no_mould(one: str, other: str) -> None:
    assert mould_of(one, other) is None
