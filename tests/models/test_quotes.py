"""Quotations: where they stand, whether they are verbatim, and which of them say the same."""

from collections.abc import Callable
from typing import Any

import pytest

Rows = list[dict[str, Any]]
RunModel = Callable[..., Rows]

QUOTE = {"quote_id": "q", "article_id": "a", "source_id": "s", "exact_from": "It is", "exact_to": "over"}


def _placed(words: str, *places: int, is_in_use: bool = True) -> Rows:
    return [
        {
            "article_id": "a",
            "version": 1 if is_in_use else 0,
            "words": words,
            "words_start": place,
            "words_end": place + len(words),
            "is_in_use": is_in_use,
        }
        for place in places
    ]


def test_a_quotation_runs_from_its_first_words_to_the_nearest_last_words(run_model: RunModel) -> None:
    words = [*_placed("It is", 10), *_placed("over", 2, 30, 60)]
    (row,) = run_model("int_quotes__found", {"stg_quotes": [QUOTE], "int_words__located": words})
    assert (row["quote_state"], row["quote_start"], row["quote_end"]) == ("anchored", 10, 34)


def test_a_quotation_whose_first_words_open_it_twice_is_ambiguous(run_model: RunModel) -> None:
    words = [*_placed("It is", 10, 20), *_placed("over", 30)]
    (row,) = run_model("int_quotes__found", {"stg_quotes": [QUOTE], "int_words__located": words})
    assert (row["quote_state"], row["quote_start"], row["occurrence_count"]) == ("ambiguous", None, 2)


@pytest.mark.parametrize(
    ("around", "which"),
    [
        ({"prefix": 'Ann said: "'}, 0),
        ({"suffix": "”, he said"}, 1),
        ({"prefix": "She", "suffix": "she"}, None),
        ({}, None),
    ],
)
def test_of_a_quotation_that_stands_twice_the_words_around_it_say_which(
    run_model: RunModel, around: dict[str, str], which: int | None
) -> None:
    text = "Today Ann said:  “It is over.” Later, “It is over”, he said."
    starts = [at for at in range(len(text)) if text.startswith("It is", at)]
    parents = {
        "stg_quotes": [{**QUOTE, "prefix": None, "suffix": None, **around}],
        "int_articles__newest": [{"article_id": "a", "text": text}],
        "int_words__located": [*_placed("It is", *starts), *_placed("over", *(start + 6 for start in starts))],
    }
    (row,) = run_model("int_quotes__found", parents)
    assert row["quote_start"] == (None if which is None else starts[which])


def test_a_quotation_in_an_excluded_passage_does_not_count(run_model: RunModel) -> None:
    words = [*_placed("It is", 10, 50), *_placed("over", 30, 60)]
    passages = [{"article_id": "a", "passage_start": 5, "passage_end": 40}]
    parents = {"stg_quotes": [QUOTE], "int_words__located": words, "int_passages__located": passages}
    (row,) = run_model("int_quotes__found", parents)
    assert (row["quote_state"], row["quote_start"]) == ("anchored", 50)


def test_a_quotation_that_only_the_version_before_has_is_orphaned(run_model: RunModel) -> None:
    words = [*_placed("It is", 10, is_in_use=False), *_placed("over", 30, is_in_use=False)]
    (row,) = run_model("int_quotes__found", {"stg_quotes": [QUOTE], "int_words__located": words})
    assert (row["quote_state"], row["quote_end"], row["occurrence_count"]) == ("orphaned", None, 0)


def _marked(run_model: RunModel, text: str, spoken: str) -> dict[str, Any]:
    start = text.index(spoken)
    found = {
        "quote_id": "q",
        "article_id": "a",
        "quote_state": "anchored",
        "quote_start": start,
        "quote_end": start + len(spoken),
    }
    articles = [{"article_id": "a", "text": text}]
    (row,) = run_model("int_quotes__marked", {"int_quotes__found": [found], "int_articles__newest": articles})
    return row


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("He said: “It is over.” Yes.", "It is over"),
        ("He said: “It is over.” Yes.", "“It is over.”"),
        ("He said: “First this. It is over. Then that.” Yes.", "It is over"),
        ("It “was” said that “it is over”.", "it is over"),
        ('A "big" day, "it is over", he said.', "it is over"),
        ("He said „es ist aus“ then.", "es ist aus"),
        ("He said «c’est fini» then.", "c’est fini"),
        ("He said ‘it is over,’ then.", "it is over"),
        ("“One thing.\n\n“It is over.\n\n“Another.” Yes.", "It is over"),
    ],
)
def test_words_inside_quotation_marks_are_verbatim(run_model: RunModel, text: str, spoken: str) -> None:
    assert _marked(run_model, text, spoken)["is_verbatim"] is True


@pytest.mark.parametrize(
    ("text", "spoken"),
    [
        ("He said that it is over.", "it is over"),
        ("“Yes,” he said, adding that it is over. “Good.”", "it is over"),
        ("A “big” day: it is over, a “small” one.", "it is over"),
        ('A "big" day: it is over, a "small" one.', "it is over"),
        ("“It is,” he said, “over.” Yes.", "It is,” he said, “over"),
        ("Belarus’s day, it is over, Kyiv’s too.", "it is over"),
    ],
)
def test_words_outside_quotation_marks_or_with_others_between_are_not_verbatim(
    run_model: RunModel, text: str, spoken: str
) -> None:
    assert _marked(run_model, text, spoken)["is_verbatim"] is False


def test_the_words_of_a_quotation_are_kept_as_printed_and_folded(run_model: RunModel) -> None:
    row = _marked(
        run_model, "“U.S. sanctions — it’s Žižek’s —\nare over.”", "“U.S. sanctions — it’s Žižek’s —\nare over.”"
    )
    assert row["quote_text"] == "“U.S. sanctions — it’s Žižek’s —\nare over.”"
    assert row["folded_text"] == "us sanctions it s zizek s are over"


def test_a_quotation_that_is_not_anchored_has_no_words_and_no_verdict(run_model: RunModel) -> None:
    found = {"quote_id": "q", "article_id": "a", "quote_state": "orphaned"}
    articles = [{"article_id": "a", "text": "“Over”"}]
    (row,) = run_model("int_quotes__marked", {"int_quotes__found": [found], "int_articles__newest": articles})
    assert (row["quote_text"], row["folded_text"], row["is_verbatim"]) == (None, None, None)


def _groups(run_model: RunModel, *spoken: tuple[str, str | None], sources: Rows | None = None) -> dict[str, str]:
    """Return quote_id -> quote_group_id of quotations q1, q2, ... given as (folded words, source)."""
    found = [
        {"quote_id": f"q{number}", "article_id": f"a{number}", "source_id": source, "quote_state": "anchored"}
        for number, (_, source) in enumerate(spoken, start=1)
    ]
    marked = [
        {"quote_id": f"q{number}", "quote_text": words, "folded_text": words, "is_verbatim": True}
        for number, (words, _) in enumerate(spoken, start=1)
    ]
    parents = {"int_quotes__found": found, "int_quotes__marked": marked, "stg_sources": sources or []}
    return {row["quote_id"]: row["quote_group_id"] for row in run_model("int_quotes__located", parents)}


def test_quotations_that_contain_one_another_are_a_group_named_after_the_longest(run_model: RunModel) -> None:
    groups = _groups(run_model, ("are about people", "s"), ("sanctions are about people", "s"))
    assert groups == {"q1": "q2", "q2": "q2"}


def test_the_same_words_of_two_speakers_are_no_group(run_model: RunModel) -> None:
    groups = _groups(run_model, ("are about people", "s"), ("are about people", "t"))
    assert groups == {"q1": "q1", "q2": "q2"}


def test_a_person_who_speaks_as_two_sources_is_one_speaker(run_model: RunModel) -> None:
    sources = [{"source_id": "s", "person_id": "p"}, {"source_id": "t", "person_id": "p"}]
    groups = _groups(run_model, ("are about people", "s"), ("are about people", "t"), sources=sources)
    assert groups == {"q1": "q1", "q2": "q1"}


def test_a_quotation_with_a_misquoted_word_is_in_the_group(run_model: RunModel) -> None:
    groups = _groups(
        run_model,
        ("for us this is turning the tables on all sanctions", "s"),
        ("for us this is turning the table on all sanctions", "s"),
    )
    assert groups == {"q1": "q1", "q2": "q1"}


def test_two_words_that_recur_are_no_group(run_model: RunModel) -> None:
    groups = _groups(run_model, ("fair trade", "s"), ("it is no fair trade at all", "s"))
    assert groups == {"q1": "q1", "q2": "q2"}


def test_words_are_contained_whole(run_model: RunModel) -> None:
    groups = _groups(run_model, ("art of no", "s"), ("the start of nothing", "s"))
    assert groups == {"q1": "q1", "q2": "q2"}


def test_quotations_of_nobody_are_alone(run_model: RunModel) -> None:
    assert _groups(run_model, ("are about people", None), ("are about people", None)) == {"q1": "q1", "q2": "q2"}


def test_a_quotation_of_a_named_person_has_the_person(run_model: RunModel) -> None:
    (row,) = run_model(
        "quotes",
        {
            "int_quotes__located": [{"quote_id": "q", "source_id": "s", "quote_text": "Over", "is_verbatim": True}],
            "stg_sources": [{"source_id": "s", "person_id": "p"}],
        },
    )
    assert (row["person_id"], row["exact"], row["is_verbatim"]) == ("p", "Over", True)


def test_a_quotation_of_an_office_has_no_person(run_model: RunModel) -> None:
    quotes = [{"quote_id": "q", "source_id": "s"}]
    (row,) = run_model("quotes", {"int_quotes__located": quotes, "stg_sources": [{"source_id": "s"}]})
    assert row["person_id"] is None
