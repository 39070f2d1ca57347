"""What people read of articles: the article itself, and how much of it is labelled."""

from collections.abc import Callable
from datetime import date, datetime
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


def _placed(run_model: RunModel, zone: str | None, **told: Any) -> dict[str, Any]:
    article = {"article_id": "a", "edition": "full", "version": 1, "outlet_id": "paper", "content_sha256": "f", **told}
    (row,) = run_model(
        "int_articles__newest",
        {
            "stg_articles": [article],
            "stg_article_versions": [{"article_id": "a", "edition": "full", "content_sha256": "f"}],
            "stg_sources": [{"source_id": "paper", "time_zone": zone}],
        },
    )
    return row


NEAR_MIDNIGHT = datetime(2025, 12, 13, 20, 30)


def test_an_instant_is_of_the_day_that_it_was_where_its_outlet_is(run_model: RunModel) -> None:
    for zone, day in (("Asia/Kolkata", 14), ("America/New_York", 13), ("Pacific/Auckland", 14)):
        row = _placed(
            run_model, zone, published_at=NEAR_MIDNIGHT, published_on=date(2025, 12, 13), published_offset="Z"
        )
        days = (row["published_on"], row["published_earliest_on"], row["published_latest_on"])
        assert days == (date(2025, 12, day),) * 3
        assert row["published_in_zone"] == zone


def test_an_hour_in_utc_from_nobody_knows_where_is_of_one_day_there_and_of_several_elsewhere(
    run_model: RunModel,
) -> None:
    row = _placed(run_model, None, published_at=NEAR_MIDNIGHT, published_on=date(2025, 12, 13), published_offset="Z")
    assert (row["published_on"], row["published_in_zone"]) == (date(2025, 12, 13), "UTC")
    assert (row["published_earliest_on"], row["published_latest_on"]) == (date(2025, 12, 13), date(2025, 12, 14))


def test_an_offset_that_is_printed_tells_the_day_where_the_zone_is_not_known(run_model: RunModel) -> None:
    row = _placed(
        run_model, None, published_at=NEAR_MIDNIGHT, published_on=date(2025, 12, 14), published_offset="+05:30"
    )
    assert (row["published_on"], row["published_in_zone"]) == (date(2025, 12, 14), "+05:30")
    assert row["published_earliest_on"] == row["published_latest_on"] == date(2025, 12, 14)


def test_an_hour_printed_without_its_zone_is_in_that_of_its_outlet(run_model: RunModel) -> None:
    row = _placed(
        run_model,
        "Asia/Kolkata",
        published_local_at=datetime(2025, 12, 14, 2, 0),
        published_on=date(2025, 12, 14),
        published_offset="",
    )
    assert (row["published_at"], row["published_on"]) == (NEAR_MIDNIGHT, date(2025, 12, 14))


def test_a_day_alone_is_that_day_in_every_zone(run_model: RunModel) -> None:
    row = _placed(run_model, "Pacific/Auckland", published_on=date(2025, 12, 13))
    assert (row["published_on"], row["published_at"], row["published_in_zone"]) == (date(2025, 12, 13), None, None)


def test_a_version_is_told_on_the_day_that_it_was_where_its_outlet_is(run_model: RunModel) -> None:
    version = {"article_id": "a", "edition": "full", "version": 1, "content_sha256": "f", "outlet_id": "paper"}
    instant = {"published_at": NEAR_MIDNIGHT, "published_on": date(2025, 12, 13), "published_offset": "Z"}
    (row,) = run_model(
        "int_articles__versioned",
        {
            "int_articles__newest": [{"article_id": "a", "edition": "full", "version": 1}],
            "stg_article_versions": [version | instant],
            "stg_sources": [{"source_id": "paper", "time_zone": "Asia/Kolkata"}],
        },
    )
    assert row["told_on"] == date(2025, 12, 14)
