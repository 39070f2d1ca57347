"""Staging renames and keeps: every row of raw is there, one to one."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

Rows = list[dict[str, Any]]
STAGING = Path(__file__).resolve().parents[2] / "models" / "staging"
STAGED = sorted(path.stem for path in STAGING.glob("stg_*.sql"))


@pytest.mark.parametrize("model_name", STAGED)
def test_an_empty_raw_table_gives_an_empty_staging_table(run_model: Callable[..., Rows], model_name: str) -> None:
    assert run_model(model_name) == []


def test_a_fact_is_about_event_subject_attribute_and_scope(run_model: Callable[..., Rows]) -> None:
    fact = {"fact_id": "f1", "event_id": "e", "subject_id": "s", "attribute": "a", "scope_id": "all"}
    (row,) = run_model("stg_facts", {"raw.facts_now": [fact]})
    assert row["claim_id"] == "e/s/a/all"


def test_a_fact_without_a_scope_has_a_claim_of_three_parts(run_model: Callable[..., Rows]) -> None:
    fact = {"fact_id": "f1", "event_id": "e", "subject_id": "s", "attribute": "a"}
    (row,) = run_model("stg_facts", {"raw.facts_now": [fact]})
    assert row["claim_id"] == "e/s/a"


def test_a_date_keeps_its_words_and_gives_its_first_and_last_day(run_model: Callable[..., Rows]) -> None:
    person = {
        "person_id": "p",
        "born_on": "1954-08-30/1954-08-31",
        "born_on_earliest": date(1954, 8, 30),
        "born_on_latest": date(1954, 8, 31),
    }
    (row,) = run_model("stg_people", {"raw.people_now": [person]})
    assert row["born_edtf"] == "1954-08-30/1954-08-31"
    assert (row["born_earliest_on"], row["born_latest_on"]) == (date(1954, 8, 30), date(1954, 8, 31))


def test_an_article_without_an_hour_has_a_day_and_no_time_of_publication(run_model: Callable[..., Rows]) -> None:
    day = {"article_id": "a", "published_at": "2025-12-13", "published_on": date(2025, 12, 13)}
    hour = {**day, "article_id": "b", "published_at_utc": datetime(2025, 12, 13, 16, 50)}
    first, second = run_model("stg_articles", {"raw.articles_now": [day, hour]})
    assert (first["published_at"], first["published_on"]) == (None, date(2025, 12, 13))
    assert second["published_at"] == datetime(2025, 12, 13, 16, 50)


def test_a_relation_of_which_an_entry_was_refused_is_not_complete(run_model: Callable[..., Rows]) -> None:
    operands = [
        {"relation_id": name, "kind": "sum", "role": "whole", "operand": f"e/s/{name}", "line": line}
        for line, name in enumerate(("r", "q", "sum"))
    ]
    refused = [
        {"file": "data/labels/relations.csv", "record": '"r";sum;part;e/s/nowhere;', "record_key": "r"},
        {"file": "data/labels/facts.csv", "record": "q,e,s,a,,about nine", "record_key": "q"},
    ]
    rows = run_model("stg_relations", {"raw.relations_now": operands, "raw.rejects_now": refused})
    assert {row["relation_id"]: row["is_complete"] for row in rows} == {"r": False, "q": True, "sum": True}
