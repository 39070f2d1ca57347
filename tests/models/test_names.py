"""Names are read, paired and scored in SQL as the functions of wh.people do it one by one."""

import csv
import random
from pathlib import Path
from typing import Any

import pytest
from people_models import built, printed

from wh.people import read_name, same

NEWS = sorted((Path(__file__).resolve().parents[1] / "engine" / "people").glob("news_pairs*.csv"))


def _apart(name_a: str, name_b: str) -> dict[str, Any]:
    """A judgement has every two names compared, whatever their blocks."""
    return {**printed("name_a", name_a), **printed("name_b", name_b), "judgement": "negative"}


def test_sql_and_python_give_any_two_names_the_same_score() -> None:
    rows = [row for path in NEWS for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    pairs = [(row["name_a"], row["name_b"]) for row in rows]
    chance = random.Random(4)
    names = sorted({name for pair in pairs for name in pair})
    pairs += [(chance.choice(names), chance.choice(names)) for _ in range(800)]
    # of names that fold alike, one spelling speaks for all
    spoken = {read_name(name).folded: name for name in names}
    con = built(judgements=[_apart(*pair) for pair in pairs])
    scored = con.execute("select name, other_name, score from intermediate.int_names__scored").fetchall()
    assert len(scored) > 900
    wrong = [
        (one, other, score)
        for one, other, score in scored
        if same(spoken[one], spoken[other]).value != pytest.approx(score, abs=2e-6)
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("name", "other_name"),
    [
        ("Alexander Lukashenko", "Aliaksandr Lukashenka"),
        ("Sviatlana Tsikhanouskaya", "Svetlana Tikhanovskaya"),
        ("Xi Jinping", "Jinping Xi"),
        ("A. Lukashenko", "Alexander Lukashenko"),
        ("Boris Johnson", "Alexander Boris Johnson"),
        ("Pedro Sánchez", "Pedro Sánchez Pérez-Castejón"),
        ("Lukashenka", "Alexander Lukashenko"),
        ("Bill Clinton", "William J. Clinton"),
        ("Mao Zedong", "Mao Tse-tung"),
    ],
)
def test_names_that_may_be_one_person_s_are_compared(name: str, other_name: str) -> None:
    con = built(people=[{"person_id": each, **printed("name", each)} for each in (name, other_name)])
    assert con.execute("select count(*) from intermediate.int_names__scored where score >= 0.8").fetchone() == (1,)


def test_names_with_nothing_in_common_are_never_compared() -> None:
    names = ["Alexander Lukashenko", "Donald Trump", "Xi Jinping", "Maria Kalesnikava"]
    con = built(people=[{"person_id": name, **printed("name", name)} for name in names])
    assert con.execute("select count(*) from intermediate.int_names__paired").fetchone() == (0,)


def test_a_score_says_what_counted() -> None:
    con = built(judgements=[_apart("Vladimir Vladimirovich Putin", "Wladimir Putin")])
    ((reason,),) = con.execute("select reason from intermediate.int_names__scored").fetchall()
    assert reason == "vladimir ~ wladimir, putin, vladimirovich in one alone"
