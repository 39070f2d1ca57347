"""The sentence around words of a text, as a person would cut it."""

import pytest

from wh.sentences import Sentences


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("One is here. The nine left. Two came.", "nine", "The nine left."),
        ("The title\nAll nine left\nMore", "nine", "All nine left"),
        (" \n The nine left.", "nine", "The nine left."),
        ("nine", "nine", "nine"),
    ],
)
def test_the_words_stand_in_their_sentence(text: str, words: str, sentence: str) -> None:
    start = text.index(words)
    found, first, last = Sentences(text).around(start, start + len(words))
    assert (found, found[first:last]) == (sentence, words)


def test_a_long_sentence_is_cut_at_whole_words_around_the_evidence() -> None:
    text = "word " * 100 + "nine" + " word" * 100
    found, first, last = Sentences(text).around(500, 504)
    assert found[first:last] == "nine"
    assert len(found) <= 250
    assert set(found.split()) == {"word", "nine", "…"}


def test_what_is_cut_says_so_at_the_end_that_was_cut() -> None:
    text = f"Nine left{' word' * 60} here. Two came."
    assert Sentences(text).around(0, 4)[0].startswith("Nine left")
    assert Sentences(text).around(0, 4)[0].endswith("word …")
    late = text.index("here")
    found, first, last = Sentences(text).around(late, late + 4)
    assert (found[:6], found[-5:], found[first:last]) == ("… word", "here.", "here")


def test_a_sentence_ends_at_a_blank_line_and_where_furniture_does() -> None:
    title = "A headline that goes on for more than sixty letters and has no full stop"
    assert Sentences(f"{title}\n\nNine left.").around(len(title) + 2, len(title) + 6)[0] == "Nine left."
    text = "date 2025-12-13 The news first: nine left. Share this"
    start = text.index("nine")
    assert Sentences(text, (0, 15, 43, 53)).around(start, start + 4)[0] == "The news first: nine left."
