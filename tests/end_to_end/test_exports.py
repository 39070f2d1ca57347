"""The marts as other tools take them, held against what the formats demand and against the marts themselves."""

import csv
import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from end_to_end.support import ROOT

from wh import exporting, loading, warehouse
from wh.errors import ProjectError
from wh.project import Project, Settings, find_project

IRI = re.compile(r"^[a-z][a-z0-9+.-]*:[^\s<>\"{}|\\^`]+$")
NOW = datetime(2026, 1, 1, tzinfo=UTC)
MOTIVATIONS = {
    *("assessing", "bookmarking", "classifying", "commenting", "describing", "editing", "highlighting", "identifying"),
    *("linking", "moderating", "questioning", "replying", "tagging"),
}


def faults_of_annotation(annotation: dict[str, Any]) -> list[str]:
    """Return what the Web Annotation Data Model demands and this has not."""
    target, bodies = annotation["target"], annotation["body"]
    selectors = {each["type"]: each for each in target["selector"]}
    quote, position = selectors["TextQuoteSelector"], selectors["TextPositionSelector"]
    demanded = {
        "an id that is an IRI": IRI.match(annotation["id"]),
        "its type": annotation["type"] == "Annotation",
        "a motivation of the model's": annotation["motivation"] in MOTIVATIONS,
        "a source that is an IRI": IRI.match(target["source"]),
        "words": quote["exact"],
        "a start before its end": 0 <= position["start"] < position["end"],
        "as many code points as its words have": position["end"] - position["start"] == len(quote["exact"]),
        "a body with a text, and a purpose of the model's": all(
            each["type"] == "TextualBody" and each["value"] and each["purpose"] in MOTIVATIONS for each in bodies
        ),
        "a creator with a name": annotation["creator"]["type"] and annotation["creator"]["name"],
        "a time with its zone": re.fullmatch(
            r"\d{4}-\d\d-\d\dT00:00:00Z", annotation.get("created", "2026-01-01T00:00:00Z")
        ),
    }
    return [name for name, holds in demanded.items() if not holds]


def faults_of_review(review: dict[str, Any]) -> list[str]:
    """Return what search engines demand of a ClaimReview and this has not."""
    rating, claim = review["reviewRating"], review["itemReviewed"]
    demanded = {
        "its type": review["@type"] == "ClaimReview",
        "an address": IRI.match(review["url"]),
        "a claim in words": isinstance(review["claimReviewed"], str) and review["claimReviewed"].strip(),
        "a reviewer with a name": review["author"]["@type"] in ("Organization", "Person") and review["author"]["name"],
        "a claim reviewed": claim["@type"] == "Claim" and claim["author"]["name"],
        "a rating within its scale": rating["worstRating"] <= rating["ratingValue"] <= rating["bestRating"],
        "a rating in words": rating["alternateName"],
        "a day": re.fullmatch(r"\d{4}-\d\d-\d\d", review.get("datePublished", "2026-01-01")),
    }
    return [name for name, holds in demanded.items() if not holds]


@pytest.fixture
def published(built_once: Path) -> Project:
    return find_project(built_once)


def test_each_fact_with_its_words_is_an_annotation_on_them(published: Project, tmp_path: Path) -> None:
    exported = exporting.export_marts(published, "web-annotation", tmp_path, None)
    page = json.loads((tmp_path / "annotations.jsonld").read_text(encoding="utf-8"))
    assert (page["@context"], page["type"]) == ("http://www.w3.org/ns/anno.jsonld", "AnnotationPage")
    assert [faults_of_annotation(each) for each in page["items"] if faults_of_annotation(each)] == []
    con = warehouse.open_asked(published)
    try:
        texts = dict(con.execute("select article_id, text from intermediate.int_articles__newest").fetchall())
        facts = con.execute("select fact_id, article_id from marts.facts where evidence_start is not null").fetchall()
    finally:
        con.close()
    articles = {f"urn:claimhouse:fact:{fact_id}": article_id for fact_id, article_id in facts}
    assert {each["id"] for each in page["items"]} == set(articles)
    assert exported.count == len(facts)
    for each in page["items"]:
        quote, position = each["target"]["selector"]
        text = texts[articles[each["id"]]]
        assert text[position["start"] : position["end"]] == quote["exact"]
        assert quote["prefix"] + quote["exact"] + quote["suffix"] in text


def test_disputes_are_reviews_that_call_nothing_false_that_nobody_ruled_on(published: Project, tmp_path: Path) -> None:
    exported = exporting.export_marts(published, "claim-review", tmp_path, "https://desk.example.org/claims/")
    found = json.loads((tmp_path / "claim-reviews.jsonld").read_text(encoding="utf-8"))["@graph"]
    assert len(found) == exported.count > 0
    assert [faults_of_review(each) for each in found if faults_of_review(each)] == []
    assert len({each["@id"] for each in found}) == len(found)
    assert all(each["url"].startswith("https://desk.example.org/claims/") for each in found)
    open_ones = [each for each in found if each["reviewRating"]["alternateName"] == "Disputed"]
    assert {each["reviewRating"]["ratingValue"] for each in open_ones} <= {3}


def test_our_reviews_are_read_by_our_loader(published: Project, tmp_path: Path) -> None:
    exporting.export_marts(published, "claim-review", tmp_path / "data" / "records", None)
    found = json.loads((tmp_path / "data" / "records" / "claim-reviews.jsonld").read_text(encoding="utf-8"))["@graph"]
    with duckdb.connect() as con:
        summary = loading.load(con, Project(root=tmp_path, settings=Settings()), None, NOW)
        assert summary.rejects == ()
        rows = con.execute(
            "select review_id, claim_reviewed, reviewer_name, claimant_name, claimed_on, rating_name"
            " from raw.claim_reviews_now order by line"
        ).fetchall()
    assert rows == [
        (
            each["@id"],
            each["claimReviewed"],
            each["author"]["name"],
            each["itemReviewed"]["author"]["name"],
            each["itemReviewed"].get("datePublished"),
            each["reviewRating"]["alternateName"],
        )
        for each in found
    ]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_mart_leaves_whole_with_a_sentence_for_each_column(published: Project, tmp_path: Path, form: str) -> None:
    exporting.export_marts(published, form, tmp_path, None)
    with (tmp_path / "dictionary.csv").open(encoding="utf-8", newline="") as stream:
        dictionary = list(csv.DictReader(stream))
    assert [row for row in dictionary if not row["description"].endswith(".")] == []
    tables = {row["table_name"] for row in dictionary}
    assert tables == {path.stem for path in (ROOT / "models" / "marts").glob("*.sql")}
    con = warehouse.open_asked(published)
    try:
        for table in sorted(tables):
            file = tmp_path / f"{table}.{form}"
            columns = [row["column_name"] for row in dictionary if row["table_name"] == table and row["column_name"]]
            read = con.execute(f"from '{file}'")
            assert [column[0] for column in read.description or ()] == columns
            counted = con.execute(
                f"select (select count(*) from '{file}'), (select count(*) from marts.{table})"
            ).fetchone()
            assert counted and counted[0] == counted[1], table
        if form == "parquet":
            said = con.execute(
                f"select decode(value) from parquet_kv_metadata('{tmp_path / 'claims.parquet'}')"
                " where decode(key) = 'agreement'"
            ).fetchone()
            assert said == (next(r["description"] for r in dictionary if r["column_name"] == "agreement"),)
            different = con.execute(
                f"(from '{tmp_path / 'facts.parquet'}' except all from marts.facts)"
                f" union all (from marts.facts except all from '{tmp_path / 'facts.parquet'}')"
            ).fetchall()
            assert different == []
    finally:
        con.close()


def test_the_same_marts_are_the_same_bytes(published: Project, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        exporting.export_marts(published, "csv", tmp_path / folder, None)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_file_is_no_folder_to_write_into(published: Project, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("x")
    with pytest.raises(ProjectError, match="is a file"):
        exporting.export_marts(published, "csv", tmp_path / "out", None)
