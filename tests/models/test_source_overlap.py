"""Which outlets lean on which, and why."""

from collections.abc import Callable
from typing import Any

Row = dict[str, Any]
Run = Callable[..., list[Row]]

ARTICLES = [
    {"article_id": "a1", "outlet_id": "post"},
    {"article_id": "a2", "outlet_id": "post"},
    {"article_id": "b1", "outlet_id": "mail"},
    {"article_id": "u1", "outlet_id": None},
]


def _overlap(run_model: Run, leaning: list[Row], sources: list[Row] | None = None) -> list[Row]:
    return run_model(
        "source_overlap",
        {
            "int_articles__newest": ARTICLES,
            "int_articles__leaning": [{"is_directed": True, **row} for row in leaning],
            "int_sources__owned": sources or [],
        },
    )


def test_an_outlet_has_one_row_for_each_that_it_leans_on_and_reason(run_model: Run) -> None:
    rows = _overlap(
        run_model,
        [
            {"article_id": "a1", "leans_on_id": "reuters", "reason": "through", "claim_id": "c1"},
            {"article_id": "a1", "leans_on_id": "reuters", "reason": "through", "claim_id": "c2"},
            {"article_id": "a2", "leans_on_id": "reuters", "reason": "through", "claim_id": "c2"},
            {"article_id": "a2", "leans_on_id": "reuters", "reason": "credits"},
        ],
    )
    told = [(row["outlet_id"], row["reason"], row["article_count"], row["claim_count"]) for row in rows]
    assert told == [("post", "credits", 1, 0), ("post", "through", 2, 2)]
    assert {row["article_pair_count"] for row in rows} == {0}


def test_reused_text_tells_its_share_and_shows_the_longest_passage(run_model: Run) -> None:
    reuse = {"leans_on_id": "mail", "reason": "reuses text", "leans_on_article_id": "b1"}
    (row,) = _overlap(
        run_model,
        [
            {
                "article_id": "a1",
                **reuse,
                "shared_share": 0.2,
                "longest_run": 20,
                "shared_words": "few",
                "claim_id": "c",
            },
            {
                "article_id": "a1",
                **reuse,
                "shared_share": 0.2,
                "longest_run": 20,
                "shared_words": "few",
                "claim_id": "d",
            },
            {"article_id": "a2", **reuse, "shared_share": 0.6, "longest_run": 90, "shared_words": "many"},
        ],
    )
    assert (row["article_pair_count"], row["claim_count"], round(row["shared_share"], 9)) == (2, 2, 0.4)
    assert (row["example_article_id"], row["example_leans_on_article_id"]) == ("a2", "b1")
    assert (row["example_words"], row["longest_run_word_count"]) == ("many", 90)


def test_it_is_directed_only_if_every_pair_is(run_model: Run) -> None:
    reuse = {"leans_on_id": "mail", "reason": "reuses text", "leans_on_article_id": "b1"}
    (row,) = _overlap(run_model, [{"article_id": "a1", **reuse}, {"article_id": "a2", **reuse, "is_directed": False}])
    assert row["is_directed"] is False


def test_an_outlet_leans_on_its_owner(run_model: Run) -> None:
    owned = [{"source_id": "post", "owner_id": "house"}, {"source_id": "mail", "owner_id": "mail"}]
    (row,) = _overlap(run_model, [], owned)
    told = [row[name] for name in ("outlet_id", "leans_on_id", "reason", "article_count", "claim_count")]
    assert told == ["post", "house", "same owner", 2, 0]


def test_outlets_that_merely_say_the_same_have_no_row(run_model: Run) -> None:
    assert _overlap(run_model, []) == []


def test_an_article_leans_on_the_media_it_names_and_not_on_whom_it_asked_itself(run_model: Run) -> None:
    facts = [
        {"fact_id": name, "claim_id": "c", "article_id": "a1", "is_own_voice": name == "own"} for name in ("f", "own")
    ]
    rows = run_model(
        "int_articles__leaning",
        {
            "int_articles__newest": ARTICLES,
            "int_facts__asserted": facts,
            "int_facts__naming": [
                {"fact_id": "f", "source_id": "reuters", "reason": "through"},
                {"fact_id": "f", "source_id": "minister", "reason": "cites"},
                {"fact_id": "f", "source_id": "ap", "reason": "credits"},
            ],
            "int_articles__credited": [
                {"article_id": "a1", "source_id": "ap"},
                {"article_id": "a2", "source_id": "ap"},
            ],
            "int_sources__owned": [
                {"source_id": "reuters", "is_medium": True},
                {"source_id": "minister", "is_medium": False},
                {"source_id": "ap", "is_medium": True},
            ],
        },
    )
    told = {(row["article_id"], row["leans_on_id"], row["reason"], row["claim_id"]) for row in rows}
    assert told == {
        ("a1", "reuters", "through", "c"),
        ("a1", "ap", "credits", "c"),
        ("a2", "ap", "credits", None),
    }


def test_reused_text_is_told_with_the_claims_that_were_had_with_it(run_model: Run) -> None:
    overlap = {"shared_share": 0.5, "longest_run": 30, "shared_words": "so it was", "is_directed": True}
    rows = run_model(
        "int_articles__leaning",
        {
            "int_articles__newest": ARTICLES,
            "int_articles__overlapping": [
                {"article_id": "a1", "leans_on_article_id": "b1", **overlap},
                {"article_id": "a2", "leans_on_article_id": "u1", **overlap},
            ],
            "int_facts__asserted": [
                {"fact_id": "f", "claim_id": "c", "article_id": "a1", "outlet_id": "post"},
                {"fact_id": "g", "claim_id": "c", "article_id": "b1", "outlet_id": "mail"},
            ],
            "int_facts__leaning": [{"fact_id": "f", "leans_on_fact_id": "g", "reason": "reuses text"}],
        },
    )
    told = {(row["article_id"], row["leans_on_id"], row["claim_id"]) for row in rows}
    assert told == {("a1", "mail", "c"), ("a2", "article:u1", None)}
