"""Names become people: what the labeller says, names that are known, judgements, and new people."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

Rows = list[dict[str, Any]]
RunModel = Callable[..., Rows]

LUKASHENKO = {"person_id": "lukashenko", "name": "Alexander Lukashenko"}
KOLESNIKOVA = {"person_id": "kolesnikova", "name": "Maria Kolesnikova"}


def _mentions(*names: str, **columns: Any) -> Rows:
    return [{"exact": name, "line": line, **columns} for line, name in enumerate(names, start=2)]


def _judgement(name_a: str, name_b: str, judgement: str, line: int = 2) -> dict[str, Any]:
    return {"name_a": name_a, "name_b": name_b, "judgement": judgement, "line": line}


def _matched(run_model: RunModel, mentions: Rows, people: Rows, judgements: Rows) -> dict[str, tuple[str, str]]:
    """Return folded name -> (person, how), through the three models of names."""
    judged = run_model("int_names__judged", {"stg_person_judgements": judgements})
    joined = run_model("int_names__joined", {"stg_mentions": mentions, "int_names__judged": judged})
    parents = {
        "stg_mentions": mentions,
        "stg_people": people,
        "int_names__judged": judged,
        "int_names__joined": joined,
    }
    return {row["name"]: (row["person_id"], row["matched_by"]) for row in run_model("int_names__matched", parents)}


@pytest.mark.parametrize("name", ["Alexander Lukashenko", "ALEXANDER  LUKASHENKO", "Aléxander Lukashenko,"])
def test_a_name_that_is_folded_alike_names_the_person(run_model: RunModel, name: str) -> None:
    matched = _matched(run_model, _mentions(name), [LUKASHENKO], [])
    assert matched == {"alexander lukashenko": ("lukashenko", "name")}


def test_a_spelling_that_a_labeller_gave_to_a_person_names_the_person_elsewhere(run_model: RunModel) -> None:
    mentions = [
        {"exact": "Maria Kalesnikava", "person_id": "kolesnikova", "line": 2},
        {"exact": "Maria Kalesnikava", "line": 3},
    ]
    matched = _matched(run_model, mentions, [KOLESNIKOVA], [])
    assert matched == {"maria kalesnikava": ("kolesnikova", "name")}


def test_a_positive_judgement_joins_a_name_to_the_person(run_model: RunModel) -> None:
    judgements = [_judgement("Maria Kolesnikova", "Maria Kalesnikava", "positive")]
    matched = _matched(run_model, _mentions("Maria Kalesnikava"), [KOLESNIKOVA], judgements)
    assert matched == {"maria kalesnikava": ("kolesnikova", "judgement")}


def test_two_positive_judgements_in_a_row_join_too(run_model: RunModel) -> None:
    judgements = [
        _judgement("Maria Kolesnikova", "Maria Kalesnikava", "positive"),
        _judgement("M. Kalesnikava", "Maria Kalesnikava", "positive", line=3),
    ]
    matched = _matched(run_model, _mentions("M. Kalesnikava"), [KOLESNIKOVA], judgements)
    assert matched == {"m kalesnikava": ("kolesnikova", "judgement")}


def test_an_unsure_judgement_joins_nothing(run_model: RunModel) -> None:
    judgements = [_judgement("Maria Kolesnikova", "Maria Kalesnikava", "unsure")]
    matched = _matched(run_model, _mentions("Maria Kalesnikava"), [KOLESNIKOVA], judgements)
    assert matched == {"maria kalesnikava": ("maria-kalesnikava", "new")}


def test_a_negative_judgement_wins_over_a_positive_one(run_model: RunModel) -> None:
    judgements = [
        _judgement("Maria Kolesnikova", "Maria Kalesnikava", "positive"),
        _judgement("Maria Kalesnikava", "Maria Kolesnikova", "negative", line=3),
    ]
    matched = _matched(run_model, _mentions("Maria Kalesnikava"), [KOLESNIKOVA], judgements)
    assert matched == {"maria kalesnikava": ("maria-kalesnikava", "new")}


def test_a_negative_judgement_wins_also_by_way_of_a_third_name(run_model: RunModel) -> None:
    judgements = [
        _judgement("Maria Kolesnikova", "M. K.", "positive"),
        _judgement("M. K.", "Maria Kalesnikava", "positive", line=3),
        _judgement("Maria Kolesnikova", "Maria Kalesnikava", "negative", line=4),
    ]
    matched = _matched(run_model, _mentions("Maria Kalesnikava"), [KOLESNIKOVA], judgements)
    assert matched["maria kalesnikava"] == ("maria-kalesnikava", "new")


def test_one_name_judged_apart_rules_the_whole_person_out(run_model: RunModel) -> None:
    mentions = [
        {"exact": "Kolesnikova", "person_id": "kolesnikova", "line": 2},
        {"exact": "Kolesnikova", "line": 3},
    ]
    judgements = [_judgement("Kolesnikova", "Maria Kolesnikova", "negative")]
    matched = _matched(run_model, mentions, [KOLESNIKOVA], judgements)
    assert matched == {"kolesnikova": ("kolesnikova-2", "new")}


def test_a_name_that_nobody_has_is_a_new_person_with_a_slug_for_an_id(run_model: RunModel) -> None:
    matched = _matched(run_model, _mentions("Maxim Žnak"), [LUKASHENKO], [])
    assert matched == {"maxim znak": ("maxim-znak", "new")}


def test_new_names_that_are_judged_the_same_are_one_new_person(run_model: RunModel) -> None:
    judgements = [_judgement("Maxim Znak", "Maksim Znak", "positive")]
    matched = _matched(run_model, _mentions("Maxim Znak", "Maksim Znak"), [], judgements)
    assert matched == {"maxim znak": ("maksim-znak", "new"), "maksim znak": ("maksim-znak", "new")}


def test_a_slug_that_people_csv_uses_is_not_used_again(run_model: RunModel) -> None:
    people = [{"person_id": "maxim-znak", "name": "Maksim Znak"}]
    matched = _matched(run_model, _mentions("Maxim Znak"), people, [])
    assert matched == {"maxim znak": ("maxim-znak-2", "new")}


def test_a_name_of_two_people_is_a_person_of_its_own_until_it_is_judged(run_model: RunModel) -> None:
    people = [{"person_id": "one", "name": "John Smith"}, {"person_id": "two", "name": "John Smith"}]
    matched = _matched(run_model, _mentions("John Smith"), people, [])
    assert matched == {"john smith": ("john-smith", "ambiguous")}


def test_what_the_labeller_says_goes_before_any_match(run_model: RunModel) -> None:
    (row,) = run_model(
        "int_people__matched",
        {
            "int_mentions__located": _mentions("Alexander Lukashenko", person_id="other"),
            "int_names__matched": [{"name": "alexander lukashenko", "person_id": "lukashenko", "matched_by": "name"}],
        },
    )
    assert (row["person_id"], row["matched_by"]) == ("other", "label")


def test_an_open_mention_takes_the_person_of_its_folded_name(run_model: RunModel) -> None:
    (row,) = run_model(
        "int_people__matched",
        {
            "int_mentions__located": _mentions("Alexander Lukashenko"),
            "int_names__matched": [{"name": "alexander lukashenko", "person_id": "lukashenko", "matched_by": "name"}],
            "stg_people": [LUKASHENKO],
        },
    )
    assert (row["person_id"], row["matched_by"], row["is_known"]) == ("lukashenko", "name", True)


def _named(name: str, article_id: str = "a", line: int = 2, **columns: Any) -> dict[str, Any]:
    mention = {"article_id": article_id, "person_id": "lukashenko", "name": name, "line": line}
    return {**mention, "mention_state": "anchored", **columns}


def test_a_person_has_one_row_with_every_spelling_and_role_sorted(run_model: RunModel) -> None:
    (row,) = run_model(
        "people",
        {
            "stg_people": [{**LUKASHENKO, "born_earliest_on": date(1954, 8, 30)}],
            "int_people__matched": [
                _named("Lukashenko", role="president"),
                _named("Alexander Lukashenko", article_id="b", line=3),
                _named("Lukashenko", article_id="b", line=4, role="leader"),
            ],
            "int_articles__newest": [{"article_id": "a", "outlet_id": "o"}, {"article_id": "b"}],
        },
    )
    assert row["name_variants"] == ["Alexander Lukashenko", "Lukashenko"]
    assert row["roles"] == ["leader", "president"]
    assert (row["name"], row["born_earliest_on"]) == ("Alexander Lukashenko", date(1954, 8, 30))
    assert (row["article_count"], row["outlet_count"]) == (2, 1)


def test_a_person_whom_no_article_names_has_empty_lists_and_counts_of_zero(run_model: RunModel) -> None:
    (row,) = run_model("people", {"stg_people": [LUKASHENKO]})
    assert (row["name_variants"], row["roles"], row["article_count"], row["outlet_count"]) == ([], [], 0, 0)


def test_a_person_whom_people_csv_does_not_know_is_called_by_the_longest_spelling(run_model: RunModel) -> None:
    (row,) = run_model("people", {"int_people__matched": [_named("Lukashenko"), _named("A. Lukashenko", line=3)]})
    assert (row["name"], row["is_known"]) == ("A. Lukashenko", False)


def test_a_name_that_is_not_in_the_article_is_no_spelling_of_the_person(run_model: RunModel) -> None:
    mention = _named("Lukaschenko", mention_state="orphaned")
    (row,) = run_model("people", {"stg_people": [LUKASHENKO], "int_people__matched": [mention]})
    assert (row["name_variants"], row["article_count"]) == ([], 0)
    assert run_model("person_names", {"int_people__matched": [mention]}) == []


def test_a_spelling_in_an_article_has_one_row_for_each_role_printed_with_it(run_model: RunModel) -> None:
    mentions = [
        _named("Lukashenko", role="president"),
        _named("Lukashenko", role="president", line=3),
        _named("Lukashenko", role="leader", line=4),
    ]
    rows = run_model("person_names", {"int_people__matched": mentions})
    assert [(row["name"], row["role"]) for row in rows] == [("Lukashenko", "leader"), ("Lukashenko", "president")]
