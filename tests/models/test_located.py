"""Where labels stand in the texts: words, passages, evidence, names and numerals, on hand-written articles."""

from collections.abc import Callable
from typing import Any

import pytest

from wh.figures.words import PLURAL_SCALES, SCALES, TEENS, TENS, UNITS

Rows = list[dict[str, Any]]
RunModel = Callable[..., Rows]


def _article(text: str, article_id: str = "a", **columns: Any) -> dict[str, Any]:
    return {"article_id": article_id, "edition": "full", "version": 1, "text": text, **columns}


def _located(run_model: RunModel, versions: Rows, *words: str) -> Rows:
    """Return the rows of int_words__located for versions of one article, the last of which is in use."""
    facts = [{"article_id": "a", "exact": wanted} for wanted in words]
    labelled = run_model("int_words__labelled", {"stg_facts": facts})
    return run_model(
        "int_words__located",
        {
            "int_articles__newest": versions[-1:],
            "stg_article_versions": versions,
            "int_words__labelled": labelled,
        },
    )


def _words_in(run_model: RunModel, text: str, *words: str) -> Rows:
    """Return the rows of int_words__located for one article in one version."""
    return _located(run_model, [_article(text)], *words)


def test_the_full_text_goes_before_our_digest(run_model: RunModel) -> None:
    files = [
        {"article_id": "a", "edition": "digest", "version": 3, "text": "short", "content_sha256": "d", "file": "d"},
        {"article_id": "a", "edition": "full", "version": 1, "text": "long", "content_sha256": "f", "file": "f"},
    ]
    (row,) = run_model("int_articles__newest", {"stg_articles": files, "stg_article_versions": files})
    assert (row["edition"], row["text"]) == ("full", "long")


def test_a_changed_description_counts_as_no_new_version(run_model: RunModel) -> None:
    article = {"article_id": "a", "edition": "full", "version": 1, "text": "x", "content_sha256": "1"}
    versions = [{**article, "file_sha256": "u"}, {**article, "file_sha256": "v"}]
    (row,) = run_model("int_articles__newest", {"stg_articles": [article], "stg_article_versions": versions})
    assert row["version_count"] == 1


@pytest.mark.parametrize(
    ("status", "is_withdrawn"), [("canceled", True), ("withheld", True), ("usable", False), (None, False)]
)
def test_what_an_agency_has_canceled_is_withdrawn(run_model: RunModel, status: str | None, is_withdrawn: bool) -> None:
    article = {"article_id": "a", "edition": "full", "text": "", "content_sha256": "1", "item_status": status}
    version = {name: value for name, value in article.items() if name != "item_status"}
    (row,) = run_model("int_articles__newest", {"stg_articles": [article], "stg_article_versions": [version]})
    assert row["is_withdrawn"] == is_withdrawn


def test_a_word_has_a_letter_or_a_digit(run_model: RunModel) -> None:
    article = {"article_id": "a", "edition": "full", "text": "“Nine — or 10,” he said …", "content_sha256": "1"}
    (row,) = run_model("int_articles__newest", {"stg_articles": [article], "stg_article_versions": [article]})
    assert row["word_count"] == 5


def test_words_of_every_label_are_looked_for_once(run_model: RunModel) -> None:
    rows = run_model(
        "int_words__labelled",
        {
            "stg_facts": [{"article_id": "a", "exact": "nine"}, {"article_id": "b", "exact": "nine"}],
            "stg_mentions": [{"article_id": "a", "exact": "Znak"}],
            "stg_quotes": [{"article_id": "a", "exact_from": "nine", "exact_to": "over"}],
            "stg_excluded_passages": [{"article_id": "a", "exact_from": "Photo", "exact_to": None}],
        },
    )
    wanted = [("a", "Photo"), ("a", "Znak"), ("a", "nine"), ("a", "over"), ("b", "nine")]
    assert [(row["article_id"], row["words"]) for row in rows] == wanted


def test_words_that_read_differently_in_two_places_are_found_in_both(run_model: RunModel) -> None:
    text = "nine of ten; nine\n of ten"
    places = [text[row["words_start"] : row["words_end"]] for row in _words_in(run_model, text, "nine of ten")]
    assert places == ["nine of ten", "nine\n of ten"]


def test_every_place_of_words_is_found_with_its_offsets(run_model: RunModel) -> None:
    text = "More than 50. Later 50 more."
    first, second = _words_in(run_model, text, "50")
    assert (first["occurrence"], text[first["words_start"] : first["words_end"]]) == (1, "50")
    assert (second["occurrence"], second["words_start"], second["words_end"]) == (2, 20, 22)


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("nine of the freed", "he said nine  of\nthe\u00a0freed left"),
        ("10-12 days", "after 10–12 days"),
        ("Belarus's", "in Belarus’s port"),
        ('"fair trade"', "a “fair trade” it was"),
        ("$5 (about 4.5*)", "for $5 (about 4.5*) each"),
    ],
)
def test_white_space_dashes_and_quotation_marks_are_folded(run_model: RunModel, words: str, text: str) -> None:
    (row,) = _words_in(run_model, text, words)
    assert len(text[row["words_start"] : row["words_end"]]) >= len(words)


def test_a_full_stop_stands_for_itself(run_model: RunModel) -> None:
    assert _words_in(run_model, "9x5 million", "9.5 million") == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("12 people", "112 people died"),
        ("500 people", "the 1,500 people"),
        ("after 12", "after 12.5 days"),
        ("in 20", "in 2021"),
        ("Ek", "Bo Eklund"),
        ("ön", "schön"),
    ],
)
def test_words_cut_out_of_longer_ones_are_not_found(run_model: RunModel, words: str, text: str) -> None:
    assert _words_in(run_model, text, words) == []


@pytest.mark.parametrize(
    ("words", "text"),
    [
        ("12 people", "all (12 people), he said"),
        ("12", "on 11.12, or 3 and 12."),
        ("Ek", "Ek's friends"),
        ("逮捕", "警察は彼を逮捕した"),
    ],
)
def test_words_are_whole_beside_punctuation_and_in_scripts_without_blanks(
    run_model: RunModel, words: str, text: str
) -> None:
    (row,) = _words_in(run_model, text, words)
    assert text[row["words_start"] : row["words_end"]] == words


def test_letter_case_counts(run_model: RunModel) -> None:
    assert _words_in(run_model, "Nine left", "nine left") == []


def test_offsets_are_code_points_whatever_stands_before(run_model: RunModel) -> None:
    text = "😀 “Žižek” nine"
    (row,) = _words_in(run_model, text, "nine")
    assert text[row["words_start"] : row["words_end"]] == "nine"


def test_every_earlier_version_is_searched_too(run_model: RunModel) -> None:
    versions = [_article("nine", version=1), _article("a nine", version=2), _article("the nine", version=3)]
    rows = _located(run_model, versions, "nine")
    assert [(row["version"], row["words_start"], row["is_in_use"]) for row in rows] == [
        (1, 0, False),
        (2, 2, False),
        (3, 4, True),
    ]


def _placed(words: str, *places: int, version: int = 1, article_id: str = "a") -> Rows:
    """Return rows of int_words__located, numbered as they are given; version 1 is the one in use."""
    return [
        {
            "article_id": article_id,
            "edition": "full",
            "version": version,
            "words": words,
            "occurrence": number,
            "words_start": place,
            "words_end": place + len(words),
            "is_in_use": version == 1,
        }
        for number, place in enumerate(places, start=1)
    ]


def _passage(exact_from: str, exact_to: str) -> dict[str, Any]:
    place = {"file": "excluded_passages.csv", "line": 2}
    return {"article_id": "a", "exact_from": exact_from, "exact_to": exact_to, **place}


def test_a_passage_runs_from_its_first_words_to_the_nearest_last_words(run_model: RunModel) -> None:
    (row,) = run_model(
        "int_passages__located",
        {
            "stg_excluded_passages": [_passage("Photo", "AP")],
            "int_articles__newest": [_article("")],
            "int_words__located": [*_placed("Photo", 10), *_placed("AP", 3, 30, 50)],
        },
    )
    assert (row["passage_state"], row["passage_start"], row["passage_end"]) == ("anchored", 10, 32)


def test_first_and_last_words_of_a_passage_may_coincide(run_model: RunModel) -> None:
    (row,) = run_model(
        "int_passages__located",
        {
            "stg_excluded_passages": [_passage("Photo", "Photo")],
            "int_articles__newest": [_article("")],
            "int_words__located": _placed("Photo", 10),
        },
    )
    assert (row["passage_start"], row["passage_end"]) == (10, 15)


@pytest.mark.parametrize(("places", "state"), [([], "orphaned"), ([10, 20], "ambiguous")])
def test_a_passage_without_one_place_excludes_nothing(run_model: RunModel, places: list[int], state: str) -> None:
    (row,) = run_model(
        "int_passages__located",
        {
            "stg_excluded_passages": [_passage("Photo", "AP")],
            "int_articles__newest": [_article("")],
            "int_words__located": [*_placed("Photo", *places), *_placed("AP", 30)],
        },
    )
    assert (row["passage_state"], row["passage_start"], row["occurrence_count"]) == (state, None, len(places))


def test_a_passage_that_the_loader_found_stands_where_it_found_it(run_model: RunModel) -> None:
    found = [
        {"passage_start": 0, "passage_end": 4, "reason": "navigation"},
        {"passage_start": 9, "passage_end": 12, "reason": "caption"},
    ]
    rows = run_model(
        "int_passages__located", {"int_articles__newest": [_article("", passages=found, file="a.html", line=1)]}
    )
    assert [(row["passage_start"], row["passage_end"], row["reason"], row["passage_state"]) for row in rows] == [
        (0, 4, "navigation", "anchored"),
        (9, 12, "caption", "anchored"),
    ]


def test_passages_of_the_other_edition_have_no_row(run_model: RunModel) -> None:
    passages = [
        {"article_id": "a", "edition": edition, "exact_from": "x", "exact_to": "x", "line": line}
        for line, edition in enumerate(["full", "digest", None])
    ]
    rows = run_model(
        "int_passages__located", {"stg_excluded_passages": passages, "int_articles__newest": [_article("")]}
    )
    assert [row["line"] for row in rows] == [0, 2]


def _evidence(run_model: RunModel, words: Rows, **parents: Rows) -> dict[str, Any]:
    """Return the one row of int_evidence__found for the fact `f` with the evidence `nine`."""
    (row,) = run_model(
        "int_evidence__found",
        {
            "stg_facts": [{"fact_id": "f", "article_id": "a", "exact": "nine"}],
            "int_articles__newest": [_article("before nine and behind nine again")],
            "int_words__located": words,
            **parents,
        },
    )
    return row


def test_evidence_that_is_there_once_is_anchored(run_model: RunModel) -> None:
    row = _evidence(run_model, _placed("nine", 7))
    assert (row["evidence_state"], row["evidence_start"], row["evidence_end"]) == ("anchored", 7, 11)


def test_evidence_that_is_not_there_is_orphaned(run_model: RunModel) -> None:
    row = _evidence(run_model, [])
    assert (row["evidence_state"], row["evidence_start"], row["occurrence_count"]) == ("orphaned", None, 0)


def test_evidence_of_an_article_without_a_text_is_orphaned(run_model: RunModel) -> None:
    (row,) = run_model("int_evidence__found", {"stg_facts": [{"fact_id": "f", "article_id": "gone", "exact": "nine"}]})
    assert (row["evidence_state"], row["edition"]) == ("orphaned", None)


def test_evidence_that_is_there_twice_is_ambiguous_and_has_no_place(run_model: RunModel) -> None:
    row = _evidence(run_model, _placed("nine", 7, 23))
    assert (row["evidence_state"], row["evidence_start"], row["occurrence_count"]) == ("ambiguous", None, 2)


def test_evidence_in_an_excluded_passage_does_not_count(run_model: RunModel) -> None:
    passage = {"article_id": "a", "passage_start": 5, "passage_end": 20}
    row = _evidence(run_model, _placed("nine", 7, 23), int_passages__located=[passage])
    assert (row["evidence_state"], row["evidence_start"]) == ("anchored", 23)


@pytest.mark.parametrize(
    ("context", "start"),
    [({"prefix": "before"}, 7), ({"prefix": "behind"}, 23), ({"suffix": "again"}, 23), ({"suffix": "and"}, 7)],
)
def test_what_stands_around_it_chooses_among_several_places(
    run_model: RunModel, context: dict[str, str], start: int
) -> None:
    words = _placed("nine", 7, 23)
    row = _evidence(run_model, words, stg_evidence=[{"fact_id": "f", "edition": "full", **context}])
    assert (row["evidence_state"], row["evidence_start"]) == ("anchored", start)


def test_what_stands_around_it_in_the_other_edition_says_nothing(run_model: RunModel) -> None:
    context = {"fact_id": "f", "edition": "digest", "prefix": "before"}
    assert _evidence(run_model, _placed("nine", 7, 23), stg_evidence=[context])["evidence_state"] == "ambiguous"


@pytest.mark.parametrize(("place_before", "state"), [(7, "anchored"), (2, "moved")])
def test_evidence_that_stood_elsewhere_in_the_version_before_has_moved(
    run_model: RunModel, place_before: int, state: str
) -> None:
    words = [*_placed("nine", 7), *_placed("nine", place_before, version=0)]
    assert _evidence(run_model, words)["evidence_state"] == state


@pytest.mark.parametrize(
    ("text", "words", "sentence"),
    [
        ("One is here. The nine left. Two came.", "nine", "The nine left."),
        ("The title\nAll nine left\nMore", "nine", "All nine left"),
        ("A U.S. envoy of Mr. X freed nine. So it is.", "nine", "A U.S. envoy of Mr. X freed nine."),
        ("He spoke. “Nine of 9.5 million left,” he said. Yes.", "Nine", "“Nine of 9.5 million left,” he said."),
        ("He said “it is over.” The nine left.", "nine", "The nine left."),
        ("He left. Nine.", "Nine.", "Nine."),
        ("nine", "nine", "nine"),
        (" \n The nine left.", "nine", "The nine left."),
        ("They left. It was nine\nand ten", "nine\nand", "It was nine\nand ten"),
    ],
)
def test_the_context_of_evidence_is_the_sentence_around_it(
    run_model: RunModel, text: str, words: str, sentence: str
) -> None:
    start = text.index(words)
    found = {"fact_id": "f", "article_id": "a", "evidence_start": start, "evidence_end": start + len(words)}
    (row,) = run_model(
        "int_evidence__located", {"int_evidence__found": [found], "int_articles__newest": [_article(text)]}
    )
    assert (row["evidence_text"], row["context_text"]) == (words, sentence)
    assert text[row["context_start"] : row["context_end"]] == sentence


def test_evidence_without_a_place_has_no_text_and_no_context(run_model: RunModel) -> None:
    found = {"fact_id": "f", "article_id": "a", "evidence_state": "orphaned"}
    (row,) = run_model(
        "int_evidence__located", {"int_evidence__found": [found], "int_articles__newest": [_article("Nine left.")]}
    )
    assert (row["evidence_text"], row["context_text"], row["context_start"]) == (None, None, None)


def test_a_name_is_placed_where_it_first_stands_outside_excluded_passages(run_model: RunModel) -> None:
    (row,) = run_model(
        "int_mentions__located",
        {
            "stg_mentions": [{"article_id": "a", "exact": "Znak", "line": 2}],
            "int_articles__newest": [_article("")],
            "int_words__located": _placed("Znak", 3, 40, 60),
            "int_passages__located": [{"article_id": "a", "passage_start": 0, "passage_end": 10}],
        },
    )
    assert (row["mention_state"], row["mention_start"], row["occurrence_count"]) == ("anchored", 40, 2)


def test_a_name_that_is_not_in_the_text_is_orphaned(run_model: RunModel) -> None:
    (row,) = run_model("int_mentions__located", {"stg_mentions": [{"article_id": "a", "exact": "Znak", "line": 2}]})
    assert (row["mention_state"], row["mention_start"]) == ("orphaned", None)


def _numerals(run_model: RunModel, text: str, **parents: Rows) -> Rows:
    return run_model("int_numerals__located", {"int_articles__newest": [_article(text)], **parents})


def test_digit_runs_and_cardinal_number_words_are_numerals(run_model: RunModel) -> None:
    text = "On 13-12-2025 nine of 1,227, dozens at 9.5% and Twenty-one, the first of someone, 20th."
    numerals = [row["numeral"] for row in sorted(_numerals(run_model, text), key=lambda row: int(row["numeral_start"]))]
    assert numerals == ["13", "12", "2025", "nine", "1,227", "dozens", "9.5", "Twenty", "one", "20"]


def test_every_cardinal_that_the_reader_knows_is_a_numeral(run_model: RunModel) -> None:
    plurals = [word for word in PLURAL_SCALES if word != "lacs"]
    others = ["zero", "hundred", "dozen", "couple", "several", "handful", "half"]
    words = [*UNITS, *TEENS, *TENS, *SCALES, *plurals, *others]
    spelled_right = [word for word in words if word not in ("fourty", "ninty")]
    numerals = {row["numeral"] for row in _numerals(run_model, " ".join(spelled_right))}
    assert numerals == set(spelled_right)


def test_a_numeral_has_its_offsets(run_model: RunModel) -> None:
    text = "“Ünder nine”"
    (row,) = _numerals(run_model, text)
    assert text[row["numeral_start"] : row["numeral_end"]] == "nine"


def test_a_numeral_inside_evidence_a_quotation_or_an_excluded_passage_is_covered(run_model: RunModel) -> None:
    text = "one, two, three, four"
    rows = _numerals(
        run_model,
        text,
        int_evidence__located=[{"article_id": "a", "evidence_start": 0, "evidence_end": 4}],
        int_quotes__located=[{"article_id": "a", "quote_start": 5, "quote_end": 8}],
        int_passages__located=[{"article_id": "a", "passage_start": 10, "passage_end": 15}],
    )
    covered = {row["numeral"]: (row["covered_by"], row["is_covered"]) for row in rows}
    assert covered == {
        "one": ("fact", True),
        "two": ("quote", True),
        "three": ("excluded", True),
        "four": (None, False),
    }


def test_a_numeral_that_sticks_out_of_the_evidence_is_not_covered(run_model: RunModel) -> None:
    evidence = [{"article_id": "a", "evidence_start": 0, "evidence_end": 1}]
    (row,) = _numerals(run_model, "1,227", int_evidence__located=evidence)
    assert not row["is_covered"]


def test_evidence_in_another_article_covers_nothing(run_model: RunModel) -> None:
    evidence = [{"article_id": "b", "evidence_start": 0, "evidence_end": 9}]
    (row,) = _numerals(run_model, "nine", int_evidence__located=evidence)
    assert not row["is_covered"]
