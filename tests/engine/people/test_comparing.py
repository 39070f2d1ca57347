"""Two names as printed may be one person's: news pairs, and each thing that counts."""

import csv
from pathlib import Path

import pytest

from wh.people import ONE_PERSON, same

LISTS = sorted(Path(__file__).parent.glob("news_pairs*.csv"))
NEWS = [row for path in LISTS for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]


def test_the_news_pairs_are_eight_hundred_and_half_of_them_different_people() -> None:
    is_same = [row["same"] == "yes" for row in NEWS]
    assert len(NEWS) >= 800
    assert 0.45 < sum(is_same) / len(NEWS) < 0.55


def test_of_news_pairs_almost_all_are_told_right() -> None:
    told = [(row["same"] == "yes", same(row["name_a"], row["name_b"]).is_one_person) for row in NEWS]
    right = sum(truth and said for truth, said in told)
    assert right / sum(said for _, said in told) >= 0.98
    assert right / sum(truth for truth, _ in told) >= 0.95


def test_the_order_of_the_two_names_does_not_matter() -> None:
    for row in NEWS:
        assert same(row["name_a"], row["name_b"]) == same(row["name_b"], row["name_a"])


def test_the_value_is_the_product_of_what_the_reasons_say() -> None:
    score = same("Alexander Grigoryevich Lukashenko", "Aliaksandr Lukashenka")
    value = 1.0
    for reason in score.reasons:
        value *= reason.factor
    assert score.value == pytest.approx(value, abs=1e-6)
    assert [reason.words for reason in score.reasons] == [
        "alexander ~ aliaksandr",
        "lukashenko ~ lukashenka",
        "grigoryevich in one alone",
    ]


@pytest.mark.parametrize(
    ("name_a", "name_b", "words"),
    [
        ("Ann Lee", "Tom Lee", "ann is not tom"),
        ("A. Ivanov", "A. Ivanova", "a woman and a man"),
        ("Donald Trump", "Donald Trump Jr.", "jr in one alone"),
        ("Mohammed bin Salman", "Salman bin Mohammed", "in another order, with a line of fathers"),
        ("Hans Friedrich", "Friedrich Hans", "in another order, all given names"),
        ("Smith", "John Smith", "a surname alone"),
        ("Vladimir", "Vladimir Putin", "a given name alone"),
        ("N. N.", "Nursultan Nazarbayev", "no whole word in common"),
    ],
)
def test_what_keeps_two_names_apart_is_said(name_a: str, name_b: str, words: str) -> None:
    score = same(name_a, name_b)
    assert score.value < ONE_PERSON
    assert words in [reason.words for reason in score.reasons]


def test_a_woman_with_a_surname_in_its_masculine_form_is_still_herself() -> None:
    assert same("Lewinsky", "Monica Lewinsky").is_one_person
    assert not same("Zelensky", "Olena Zelenska").is_one_person


def test_names_without_letters_are_nobody_s() -> None:
    assert same("…", "…").value == 0
    assert same("", "Ann Lee").value == 0
