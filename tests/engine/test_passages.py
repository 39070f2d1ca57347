"""Of words that are not in a text, the nearest passage is named: what a person most likely meant."""

import pytest

from wh.rules.passages import LOOKED_AT, closest_passage

TEXT = (
    "Belarus freed 123 prisoners on Saturday, among them Ales Bialiatski.\nMost of the freed were taken to\n"
    "Ukraine. Eight or nine others, “tired but well”, were brought to Lithuania, she said."
)


@pytest.mark.parametrize(
    ("sought", "passage"),
    [
        ("freed 132 prisoners on Saturday", "freed 123 prisoners on Saturday"),
        ("most of the released were taken to Ukraine", "Most of the freed were taken to Ukraine"),
        ("well and brought to Lithuania", "well”, were brought to Lithuania"),
        ("Byalyatski", "Bialiatski"),
        ("Ales Byalyatski", "Ales Bialiatski"),
        ("tired but fine", "tired but well"),
        ("the price of oil rose", None),
        ("…", None),
        ("", None),
    ],
)
def test_the_nearest_passage_is_as_long_as_what_is_sought(sought: str, passage: str | None) -> None:
    assert closest_passage(TEXT, sought) == passage


def test_of_passages_alike_the_first_is_named() -> None:
    assert closest_passage("He went home. He wept home.", "He sent home.") == "He went home"


def test_a_text_without_words_has_none() -> None:
    assert closest_passage(" \n", "he went") is None
    assert closest_passage("word", "a word that is longer than the text") is None


def test_what_stands_past_the_bound_is_not_looked_at() -> None:
    assert closest_passage("x " * LOOKED_AT + "nine were freed", "ten were freed") is None
