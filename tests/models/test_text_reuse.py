"""Which articles reuse whose text: outside quotations, excluded passages and boilerplate, within a week, in time."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from tests.models.planted_copies import Planted, planted

Row = dict[str, Any]
Run = Callable[..., list[Row]]

DAY = date(2025, 12, 13)
STORY = (
    "The old stone bridge over the river collapsed shortly before dawn and took two empty lorries with it, but "
    "nobody was hurt, since the road had been closed for repairs on the evening before, and divers are to look "
    "for the lorries as soon as the water has fallen by a metre or two."
)
OTHER = (
    "A ferry with many passengers on board ran aground off the harbour in thick fog, and lifeboats brought "
    "everybody ashore within three hours, while four people were treated for cold and the captain said that he "
    "had turned off course to avoid a fishing boat whose lights were out that night."
)


def _own_words(run_model: Run, text: str, **parents: list[Row]) -> str:
    rows = run_model(
        "int_articles__own_words",
        {
            "int_articles__newest": [{"article_id": "x", "text": text}],
            **{name: [{"article_id": "x", **row} for row in given] for name, given in parents.items()},
        },
    )
    return str(rows[0]["words"]) if rows else ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The U.S. agreed — at last.", "the us agreed at last"),
        ("He called it “fair trade” and left.", "he called it ǂ and left"),
        ('He called it "fair trade" and left.', "he called it ǂ and left"),
        (
            "He called it ‘fair trade’ and left; the city’s gates stayed shut.",
            "he called it ǂ and left the city s gates",
        ),
        ("Er nannte es „gerechten Handel“ und ging.", "er nannte es ǂ und ging"),
        ("Il parlait de « commerce juste » et partit.", "il parlait de ǂ et partit"),
        ('It is 5" long, he says.\nSo is "this one" here.', "it is 5 long he says so is ǂ here"),
    ],
)
def test_what_stands_in_quotation_marks_is_not_the_articles_own(run_model: Run, text: str, words: str) -> None:
    assert _own_words(run_model, text).startswith(words)


def test_excluded_passages_and_labelled_quotations_are_left_out(run_model: Run) -> None:
    text = "Share this page. Nine were freed, he had said it was fair. Ten comments follow."
    passages = [{"passage_start": 0, "passage_end": 16}, {"passage_start": 59, "passage_end": len(text)}]
    quotes = [{"quote_start": 45, "quote_end": 57}]
    said = _own_words(run_model, text, int_passages__located=passages, int_quotes__found=quotes)
    assert said == "nine were freed he had said ǂ"


def test_passages_that_overlap_are_left_out_once(run_model: Run) -> None:
    passages = [{"passage_start": 4, "passage_end": 12}, {"passage_start": 8, "passage_end": 13}]
    assert _own_words(run_model, "one two three four", int_passages__located=passages) == "one ǂ four"


def test_a_passage_without_a_place_leaves_nothing_out(run_model: Run) -> None:
    passages: list[Row] = [{"passage_start": None, "passage_end": None}]
    assert _own_words(run_model, "one two", int_passages__located=passages) == "one two"


def test_an_empty_article_has_no_words_of_its_own(run_model: Run) -> None:
    assert _own_words(run_model, "") == ""


def _shingles(run_model: Run, **texts: str) -> list[Row]:
    rows = [{"article_id": name, "words": words} for name, words in texts.items()]
    return run_model("int_shingles__sampled", {"int_articles__own_words": rows})


def test_any_fifteen_words_that_two_texts_share_have_a_picked_run_in_common(run_model: Run) -> None:
    words = [f"w{number}" for number in range(60)]
    for start in range(0, 46, 5):
        shared = words[start : start + 15]
        rows = _shingles(
            run_model,
            x=" ".join(words),
            y=" ".join([*(f"u{number}" for number in range(20)), *shared, *(f"v{number}" for number in range(9))]),
        )
        by_article = {name: {row["shingle"] for row in rows if row["article_id"] == name} for name in "xy"}
        assert by_article["x"] & by_article["y"]


def test_no_run_reaches_over_what_was_left_out(run_model: Run) -> None:
    assert _shingles(run_model, x="one two three four ǂ five six seven eight nine") == []
    assert len(_shingles(run_model, x="ǂ one two three four five six seven eight ǂ")) == 1


def test_a_text_of_seven_words_has_no_run(run_model: Run) -> None:
    assert _shingles(run_model, x="one two three four five six seven") == []


def test_a_run_that_stands_twice_counts_where_it_stands_first(run_model: Run) -> None:
    eight = "one two three four five six seven eight"
    rows = _shingles(run_model, x=f"{eight} ǂ {eight}")
    assert [row["first_word"] for row in rows] == [1]


def _telling(run_model: Run, prints: Sequence[tuple[str | None, date | None]]) -> list[Row]:
    """Return what is left of one run of words that articles of these outlets print on these days."""
    return run_model(
        "int_shingles__telling",
        {
            "int_articles__newest": [
                {"article_id": f"a{at}", "outlet_id": outlet, "published_on": day}
                for at, (outlet, day) in enumerate(prints)
            ],
            "int_shingles__sampled": [
                {"article_id": f"a{at}", "shingle": "s", "first_word": 1} for at in range(len(prints))
            ],
        },
    )


def test_what_one_outlet_prints_on_four_days_is_boilerplate(run_model: Run) -> None:
    days = [("post", DAY + timedelta(days=at)) for at in range(4)]
    assert _telling(run_model, days) == []
    assert len(_telling(run_model, [*days[:3], days[0]])) == 4


def test_what_forty_outlets_print_on_one_day_is_a_story_and_no_boilerplate(run_model: Run) -> None:
    assert len(_telling(run_model, [(f"o{at}", DAY) for at in range(40)])) == 40


def test_what_comes_back_in_five_weeks_is_boilerplate_whoever_prints_it(run_model: Run) -> None:
    weeks: list[tuple[str | None, date | None]] = [(f"o{at}", DAY + timedelta(weeks=at)) for at in range(5)]
    assert _telling(run_model, weeks) == []
    assert len(_telling(run_model, weeks[:4])) == 4


def test_articles_without_a_day_count_as_days_of_their_own(run_model: Run) -> None:
    assert _telling(run_model, [("post", None)] * 4) == []
    assert len(_telling(run_model, [(None, None)] * 4)) == 4


def _overlapping(run_model: Run, articles: Sequence[Row], sources: Sequence[Row] = ()) -> list[Row]:
    """Run articles through all models of text reuse."""
    newest = [{"article_id": f"a{at}", **article} for at, article in enumerate(articles)]
    words = run_model("int_articles__own_words", {"int_articles__newest": newest})
    sampled = run_model("int_shingles__sampled", {"int_articles__own_words": words})
    telling = run_model("int_shingles__telling", {"int_shingles__sampled": sampled, "int_articles__newest": newest})
    paired = run_model("int_articles__paired", {"int_shingles__telling": telling, "int_articles__newest": newest})
    compared = run_model("int_articles__compared", {"int_articles__paired": paired, "int_shingles__telling": telling})
    credited = run_model("int_articles__credited", {"int_articles__newest": newest, "stg_sources": sources})
    return run_model(
        "int_articles__overlapping",
        {
            "int_articles__compared": compared,
            "int_articles__own_words": words,
            "int_articles__credited": credited,
            "int_articles__newest": newest,
            "stg_sources": sources,
        },
    )


def _printed(outlet: str | None, on: date | None, text: str = STORY, **more: Any) -> Row:
    return {"outlet_id": outlet, "published_on": on, "text": text, **more}


def test_the_later_of_two_leans_on_the_earlier(run_model: Run) -> None:
    later = _printed("mail", DAY + timedelta(days=2), f"{STORY} {OTHER}")
    (row,) = _overlapping(run_model, [later, _printed("post", DAY)])
    assert (row["article_id"], row["leans_on_article_id"], row["is_directed"]) == ("a0", "a1", True)
    assert row["shared_share"] == 1.0
    assert row["longest_run"] > 40
    assert "stone bridge over the river collapsed shortly before dawn" in str(row["shared_words"])


def test_nothing_is_shared_beyond_quotations(run_model: Run) -> None:
    quoted = f"“{STORY}”"
    texts = [f"She spoke slowly. {quoted} {OTHER}", f"It was a long speech, and some left before its end. {quoted}"]
    assert _overlapping(run_model, [_printed("post", DAY, texts[0]), _printed("mail", DAY, texts[1])]) == []


@pytest.mark.parametrize(("days", "count"), [(7, 1), (8, 0)])
def test_after_a_week_the_same_words_have_another_occasion(run_model: Run, days: int, count: int) -> None:
    assert len(_overlapping(run_model, [_printed("post", DAY), _printed("mail", DAY + timedelta(days=days))])) == count


@pytest.mark.parametrize(
    ("times", "is_directed"),
    [((None, None), False), ((datetime(2025, 12, 13, 9), None), False), ((datetime(2025, 12, 13, 9),) * 2, False)],
)
def test_on_one_day_it_is_open_who_copied_unless_both_hours_are_known(
    run_model: Run, times: tuple[datetime | None, datetime | None], is_directed: bool
) -> None:
    articles = [_printed(outlet, DAY, published_at=at) for outlet, at in zip(("post", "mail"), times, strict=True)]
    assert [row["is_directed"] for row in _overlapping(run_model, articles)] == [is_directed]


def test_on_one_day_the_hours_tell_who_copied(run_model: Run) -> None:
    hours = (datetime(2025, 12, 13, 17), datetime(2025, 12, 13, 9))
    articles = [_printed(outlet, DAY, published_at=at) for outlet, at in zip(("post", "mail"), hours, strict=True)]
    (row,) = _overlapping(run_model, articles)
    assert (row["article_id"], row["is_directed"]) == ("a0", True)


def test_articles_without_a_day_are_compared_and_it_stays_open_who_copied(run_model: Run) -> None:
    (row,) = _overlapping(run_model, [_printed(None, None), _printed(None, None)])
    assert row["is_directed"] is False


def test_an_article_with_an_agencys_credit_is_not_the_copy(run_model: Run) -> None:
    articles = [_printed("post", DAY), _printed("mail", DAY + timedelta(days=1), wire_id="reuters")]
    (row,) = _overlapping(run_model, articles, [{"source_id": "reuters", "kind": "agency"}])
    assert (row["article_id"], row["leans_on_article_id"], row["is_directed"]) == ("a0", "a1", True)


def test_an_agencys_own_story_is_the_copy_of_no_other(run_model: Run) -> None:
    credited = _printed("mail", DAY, wire_id="reuters")
    sources = [{"source_id": "reuters", "name": "Reuters", "kind": "agency"}]
    (row,) = _overlapping(run_model, [credited, _printed("reuters", DAY + timedelta(days=1))], sources)
    assert (row["article_id"], row["leans_on_article_id"], row["is_directed"]) == ("a0", "a1", True)


def test_one_outlet_does_not_copy_itself(run_model: Run) -> None:
    assert _overlapping(run_model, [_printed("post", DAY), _printed("post", DAY)]) == []


def test_a_thousand_prints_of_one_story_make_two_pairs_each_at_most(run_model: Run) -> None:
    prints = 60
    rows = run_model(
        "int_articles__paired",
        {
            "int_articles__newest": [
                {"article_id": f"a{at:02}", "outlet_id": f"o{at}", "published_on": DAY} for at in range(prints)
            ],
            "int_shingles__telling": [
                {"article_id": f"a{at:02}", "shingle": shingle} for at in range(prints) for shingle in ("s", "t", "u")
            ],
        },
    )
    assert len(rows) == 2 * prints - 3


def test_two_texts_that_share_little_are_no_copies(run_model: Run) -> None:
    opening = " ".join(STORY.split()[:18])
    texts = [f"{opening} " + " ".join(f"{own}{number}" for number in range(400)) for own in ("one", "two")]
    assert _overlapping(run_model, [_printed("post", DAY, texts[0]), _printed("mail", DAY, texts[1])]) == []


@pytest.mark.parametrize("kept", [0.6, 0.7, 0.8, 0.95])
def test_planted_copies_are_found_and_honest_reports_are_not_taken_for_copies(run_model: Run, kept: float) -> None:
    articles = list(planted(kept))
    found = _overlapping(
        run_model,
        [
            {"article_id": each.article_id, **_printed(each.outlet_id, each.published_on, each.text)}
            for each in articles
        ],
    )
    by_name = {each.article_id: each for each in articles}
    right = [row for row in found if _is_copied(by_name[row["article_id"]], by_name[row["leans_on_article_id"]])]
    copies = [each for each in articles if each.copied_from]
    recall = len({row["article_id"] for row in right}) / len(copies)
    assert (len(copies), recall, len(right) / len(found)) == (12, 1.0, 1.0)


def _is_copied(copy: Planted, source: Planted) -> bool:
    return copy.copied_from is not None and copy.copied_from in (source.article_id, source.copied_from)


def test_the_same_seed_plants_the_same_copies() -> None:
    assert list(planted(0.8)) == list(planted(0.8)) != list(planted(0.8, seed=2))
