"""What people read of articles: the article itself, and how much of it is labelled."""

from collections.abc import Callable
from datetime import date
from typing import Any

Rows = list[dict[str, Any]]
RunModel = Callable[..., Rows]


def test_an_article_has_the_newest_version_of_the_edition_in_use(run_model: RunModel) -> None:
    article = {
        "article_id": "a",
        "edition": "full",
        "version": 2,
        "version_count": 2,
        "published_on": date(2025, 12, 13),
        "content_sha256": "f00",
    }
    (row,) = run_model("articles", {"int_articles__newest": [article]})
    assert {name: row[name] for name in article} == article
    assert row["published_at"] is None


def test_coverage_is_the_share_of_numerals_that_are_covered(run_model: RunModel) -> None:
    numerals = [
        {"article_id": "a", "numeral": "nine", "numeral_start": 40, "is_covered": False},
        {"article_id": "a", "numeral": "123", "numeral_start": 8, "is_covered": True},
        {"article_id": "a", "numeral": "2", "numeral_start": 5, "is_covered": True},
        {"article_id": "a", "numeral": "half", "numeral_start": 30, "is_covered": False},
    ]
    (row,) = run_model(
        "labelling_coverage", {"int_articles__newest": [{"article_id": "a"}], "int_numerals__located": numerals}
    )
    assert (row["numeral_count"], row["covered_count"], row["coverage_share"]) == (4, 2, 0.5)
    assert row["uncovered"] == ["half at 30", "nine at 40"]


def test_an_article_without_numerals_has_no_share(run_model: RunModel) -> None:
    (row,) = run_model("labelling_coverage", {"int_articles__newest": [{"article_id": "a"}]})
    assert (row["numeral_count"], row["coverage_share"], row["uncovered"]) == (0, None, [])
