"""The figures of news phrases and sentences, each with what a careful reader would write down."""

import csv
import re
from pathlib import Path

import pytest

from wh.figures import POLICIES, Figure, find, read, read_all

HERE = Path(__file__).parent


def rows_of(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PHRASES = rows_of("news_phrases.csv")
UNSEEN = rows_of("unseen_phrases.csv")
"""Batches that were written before the reader had seen any of them; docs/benchmarks.md has what it read at first."""
SENTENCES = rows_of("sentences.csv")
PARAGRAPHS = (HERE / "paragraphs.txt").read_text(encoding="utf-8").splitlines()
"""News as it is written, every figure in braces."""


def number_of(cell: str) -> float | None:
    return float(cell) if cell else None


def nine_digits(number: float | None) -> str:
    return "open" if number is None else f"{number:.9g}"


def figure_of(phrase: str) -> Figure:
    figure = read(phrase)
    assert figure is not None
    return figure


@pytest.mark.parametrize("row", PHRASES, ids=[row["phrase"] for row in PHRASES])
def test_a_phrase_gives_its_interval_unit_and_qualifier(row: dict[str, str]) -> None:
    figure = figure_of(row["phrase"])
    expected = [number_of(row[name]) for name in ("low", "best", "high")]
    assert [nine_digits(number) for number in (figure.low, figure.best, figure.high)] == [*map(nine_digits, expected)]
    assert (figure.unit or "", figure.qualifier) == (row["unit"], row["qualifier"])


@pytest.mark.parametrize("batch", sorted({row["batch"] for row in UNSEEN}))
def test_what_was_unseen_is_read_now(batch: str) -> None:
    rows = [row for row in UNSEEN if row["batch"] == batch]
    assert [row["phrase"] for row in rows if row["qualifier"] and not reads_as(row)] == []
    assert [row["phrase"] for row in rows if not row["qualifier"] and find(row["phrase"])] == []


def reads_as(row: dict[str, str]) -> bool:
    figure = read(row["phrase"])
    if figure is None or (figure.unit or "", figure.qualifier) != (row["unit"], row["qualifier"]):
        return False
    expected = [nine_digits(number_of(row[name])) for name in ("low", "best", "high")]
    return [nine_digits(number) for number in (figure.low, figure.best, figure.high)] == expected


def test_the_list_is_long_enough_to_say_something() -> None:
    assert len({row["phrase"] for row in PHRASES}) >= 400


@pytest.mark.parametrize("row", SENTENCES, ids=[row["sentence"] for row in SENTENCES])
def test_an_article_gives_its_figures_and_neither_dates_nor_names(row: dict[str, str]) -> None:
    found = [f"{figure.value} {figure.printed_unit or ''}".strip() for figure in find(row["sentence"])]
    assert " | ".join(found) == row["figures"]


@pytest.mark.parametrize("marked", PARAGRAPHS, ids=[text[:30] for text in PARAGRAPHS])
def test_every_figure_of_a_paragraph_is_found_and_nothing_else(marked: str) -> None:
    text = marked.replace("{", "").replace("}", "")
    found = [figure.text for figure in find(text) if figure.kind != "ordinal"]
    assert found == re.findall(r"{([^}]*)}", marked)


@pytest.mark.parametrize("row", SENTENCES, ids=[row["sentence"] for row in SENTENCES])
def test_a_span_is_where_the_words_stand(row: dict[str, str]) -> None:
    text = f"🦊 {row['sentence']}"
    assert [text[figure.start : figure.end] for figure in find(text)] == [figure.text for figure in find(text)]


@pytest.mark.parametrize(
    ("policy", "phrase", "low"),
    [
        ("acled", "dozens", 12.0),
        ("acled", "hundreds of people", 100.0),
        ("acled", "tens of thousands", 10_000.0),
        ("acled", "several hundred", 300.0),
        ("ranges", "dozens", 24.0),
        ("ranges", "tens of thousands", 20_000.0),
        ("ranges", "several hundred", 300.0),
        ("none", "dozens", None),
        ("none", "more than a dozen", 13.0),
    ],
)
def test_a_vague_word_has_its_least_by_the_policy_and_no_greatest(policy: str, phrase: str, low: float | None) -> None:
    figure = read(phrase, POLICIES[policy])
    assert figure is not None
    assert (figure.low, figure.high) == (low, None)
    assert figure.vague_policy == (policy if figure.is_vague else None)


def test_a_bound_that_is_itself_not_meant_says_so_where_it_cannot_be_closed() -> None:
    over, under = figure_of("over 20%"), figure_of("less than two hours")
    assert (over.low, over.is_low_within, over.is_high_open) == (0.2, False, True)
    assert (under.high, under.is_high_within) == (2.0, False)
    age = figure_of("aged 69")
    assert (age.low, age.high, age.is_high_within) == (69.0, 70.0, False)


def test_nearly_lies_below_and_just_over_lies_close_above() -> None:
    nearly, over = figure_of("nearly 200"), figure_of("just over 200")
    assert (nearly.low, nearly.best, nearly.high, nearly.side) == (180.0, 200.0, 200.0, "below")
    assert (over.low, over.best, over.high, over.is_near) == (201.0, None, 220.0, True)


@pytest.mark.parametrize("phrase", ["", " ", "often someone weighs a tone", "and", "%", "—", "the", "more than", "$"])
def test_words_without_a_number_give_no_figure(phrase: str) -> None:
    assert read(phrase) is None
    assert find(phrase) == ()


@pytest.mark.parametrize(
    "words",
    ["COP30 in Belem", "UTC+3", "10 Downing Street", "Channel 4", "Room 101", "F-16s", "9/11 victims", "Call 555-1234"],
)
def test_a_number_that_is_a_name_is_no_figure_in_a_few_words_either(words: str) -> None:
    assert read_all(words) == find(words) == ()


def test_fractions_and_ranges_that_look_like_names_are_read() -> None:
    assert [figure.best for figure in read_all("9/11 of them, 10 Russian soldiers, COP30,000")] == [
        pytest.approx(9 / 11),
        10,
        30000,
    ]
