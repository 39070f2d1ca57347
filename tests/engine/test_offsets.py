"""In which unit a tool counts is found by the words at its spans, and words are placed only where that is certain."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wh.anchoring import context_of, ends_of, place_of, places_of
from wh.offsets import Span, resolve, stored

TEXT = "Żeli 🙂 met Ann.\nBoth 👍🏽 left;\nAnn Lee stayed on.\n"
UNITS: dict[str, Callable[[str], int]] = {
    "code points": len,
    "UTF-16 units": lambda text: len(text.encode("utf-16-le")) // 2,
    "bytes": lambda text: len(text.encode()),
}


def span(text: str, words: str, unit: Callable[[str], int]) -> Span:
    start = text.index(words)
    return Span(unit(text[:start]), unit(text[:start]) + unit(words), words)


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.parametrize("counted", [TEXT, TEXT.replace("\n", "\r\n")], ids=["LF", "CRLF"])
@pytest.mark.parametrize("exported", [TEXT, TEXT.replace("\n", "\r\n")], ids=["LF kept", "CRLF kept"])
def test_whatever_a_tool_counts_its_spans_are_found(unit: str, counted: str, exported: str) -> None:
    words = ["Ann", "left;", "Ann Lee stayed"]
    found = resolve(exported, [span(counted, each, UNITS[unit]) for each in words])
    assert [TEXT[slice(*place)] if place else None for place in found] == words


@given(st.text(st.sampled_from("aé🙂 \n"), min_size=8, max_size=40), st.data(), st.sampled_from(sorted(UNITS)))
def test_a_span_that_is_resolved_holds_its_words(text: str, data: st.DataObject, unit: str) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    counted = UNITS[unit]
    (place,) = resolve(text, [Span(counted(text[:start]), counted(text[:end]), text[start:end])])
    if place is not None:
        assert stored(text)[slice(*place)].split() == text[start:end].split()


def test_spans_without_words_hold_where_they_begin_and_end_between_words() -> None:
    utf16 = UNITS["UTF-16 units"]
    spans = [span(TEXT, each, utf16) for each in ("Ann.", "left;", "stayed on")]
    found = resolve(TEXT, [Span(each.start, each.end, None) for each in spans])
    assert [place and TEXT[slice(*place)] for place in found] == ["Ann.", "left;", "stayed on"]


def test_where_readings_differ_and_no_words_decide_there_is_no_place() -> None:
    text = "🙂 a b c d"
    assert resolve(text, [Span(4, 5, None)]) == [None]


def test_one_wrong_span_does_not_change_how_the_others_are_read() -> None:
    good = [span(TEXT, each, UNITS["UTF-16 units"]) for each in ("left;", "stayed")]
    assert [place is not None for place in resolve(TEXT, [*good, Span(0, 3, "Ann")])] == [True, True, False]


def test_text_is_stored_composed_and_offsets_follow() -> None:
    text = "Cafe\u0301 Ann"
    assert resolve(text, [span(text, "Ann", len)]) == [(5, 8)]


def test_words_are_found_whatever_the_dashes_marks_and_blanks_and_not_within_a_word() -> None:
    text = "He said “one – two”\nand 112; Eklund – said 12."
    assert [text[slice(*place)] for place in places_of(text, 'said "one - two" and')] == ["said “one – two”\nand"]
    assert [text[slice(*place)] for place in places_of(text, "12")] == ["12"]
    assert places_of(text, "Ek") == []
    assert places_of(text, "  ") == []


def test_the_context_of_a_place_is_the_shortest_that_no_other_has() -> None:
    text = "A man was freed. The other man was freed. One man was freed there."
    places = places_of(text, "man was freed")
    assert [context_of(text, place) for place in places] == [("A", None), ("other", None), ("One", None)]
    assert context_of(text, places_of(text, "The other man")[0]) == (None, None)
    assert context_of(text, places[0], excluded=[places[1], (50, 70)]) == ("A", None)
    assert context_of(text, places[0], excluded=[(10, 70)]) == (None, None)


@given(st.lists(st.sampled_from(["a", "b", "c", "–"]), min_size=2, max_size=12), st.data())
def test_a_context_leads_back_to_its_place_and_to_no_other(words: list[str], data: st.DataObject) -> None:
    text = " ".join(words)
    at = data.draw(st.sampled_from([match.span() for match in re.finditer(r"\S+", text)]))
    prefix, suffix = context_of(text, at)
    if prefix or suffix or len(places_of(text, text[slice(*at)])) == 1:
        assert place_of(text, text[slice(*at)], prefix, suffix) == at


def test_a_passage_is_found_by_first_and_last_words_that_stand_alone() -> None:
    text = "It said we are free now and for good. It said we are free now and here, for good and all. It was good."
    start = text.index("It said we are free now and here")
    end = text.index(" It was")
    first, last = ends_of(text, (start, end))
    assert (first, last) == ("It said we are free now and here,", "for good and all.")
    assert ends_of(text, (0, 7)) == ("It said", "It said")
