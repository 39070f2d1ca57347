"""Structured sources in data/records/: known by what is in them, loaded as they are, and never in silence."""

import json
from datetime import UTC, datetime

import duckdb
import pytest
from loaders.conftest import Desk
from records import UCDP_HEADER, acled, acled_event, as_csv, review, reviews, ucdp, ucdp_event

from wh import labelfiles, loading
from wh.results import LoadSummary


def loaded(desk: Desk, con: duckdb.DuckDBPyConnection) -> LoadSummary:
    return desk.load(con)


def told(summary: LoadSummary) -> list[tuple[str, int, str, str | None]]:
    return [(each.file, each.line, each.reason, each.hint) for each in summary.rejects]


def test_a_file_is_known_by_what_is_in_it_whatever_it_is_called(desk: Desk) -> None:
    desk.write("records/a.csv", acled(acled_event("NOR1")))
    desk.write("records/2021/b.csv", ucdp(ucdp_event("1"), ucdp_event("2")))
    desk.write("records/c.json", reviews(review()))
    summary = desk.preview()
    assert summary.rejects == ()
    assert summary.record_counts == {"ucdp_events": 2, "acled_events": 1, "claim_reviews": 1}


def test_cells_are_kept_as_they_stand_and_columns_of_a_later_release_are_no_fault(desk: Desk) -> None:
    rows = [ucdp_event("300380.0", best="6.0", number_of_sources="-1.0") | {"new_column": "x"}]
    desk.write("records/ged.csv", as_csv([*UCDP_HEADER, "new_column"], rows))
    with duckdb.connect() as con:
        assert loaded(desk, con).rejects == ()
        found = con.execute("select id, best, number_of_sources, dyad_name, file, line from raw.ucdp_events_now")
        assert found.fetchall() == [("300380.0", "6.0", "-1.0", None, "data/records/ged.csv", 2)]


def test_a_row_that_cannot_be_used_stops_no_other(desk: Desk) -> None:
    desk.write("records/ged.csv", ucdp(ucdp_event("1"), ucdp_event("1"), ucdp_event("2", best=""), ucdp_event("3")))
    summary = desk.preview()
    assert summary.record_counts == {"ucdp_events": 2}
    assert told(summary) == [
        (
            "data/records/ged.csv",
            3,
            "The id `1` is already at data/records/ged.csv:2.",
            "another id, or deleting the row",
        ),
        ("data/records/ged.csv", 4, "The cell `best` is empty.", "writing the best there, or deleting the row"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "x.csv",
            "id,date_start,date_end,low,high,deaths_a,deaths_b,deaths_civilians,deaths_unknown\n",
            "Its header is that of no source: of ucdp_events it lacks `best`.",
        ),
        ("x.xlsx", "?", "No loader reads `x.xlsx`."),
        ("x.json", '{"@type": "Person"}', "It holds no ClaimReview."),
        ("x.json", '{"@type": ', "It is no JSON here: Expecting value."),
        ("x.jsonl", "[" * 100_000, "It is nested too deep, or a number is too long."),
        ("x.json", "", "It is no JSON here: Expecting value."),
    ],
)
def test_what_is_of_no_kind_is_refused_by_name(desk: Desk, name: str, content: str, reason: str) -> None:
    desk.write(f"records/{name}", content)
    (reject,) = desk.preview().rejects
    assert (reject.file, reject.reason) == (f"data/records/{name}", reason)
    assert reject.hint


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(review()),
        json.dumps([review()]),
        json.dumps({"@graph": [{"@type": "WebPage"}, review()]}),
        reviews(review()),
        json.dumps(review()) + "\n" + json.dumps({"@type": "WebPage"}) + "\n",
    ],
)
def test_a_review_is_found_wherever_publishers_put_it(desk: Desk, content: str) -> None:
    desk.write("records/x.json", content)
    with duckdb.connect() as con:
        assert loaded(desk, con).rejects == ()
        row = con.execute(
            "select claim_reviewed, reviewer_name, claimant_name, claimed_on, appearances, rating_value, rating_name"
            " from raw.claim_reviews_now"
        ).fetchone()
    claim = "The bridge was blown up by the army"
    address = "https://herald.example.org/bridge"
    assert row == (claim, "Norland Checks", "Jon Hill", "2021-03-16", address, "1", "False")


def test_a_review_without_an_address_or_a_claim_is_refused_and_the_next_is_read(desk: Desk) -> None:
    nowhere = review(url=None)
    mute = review(claimReviewed=None, itemReviewed=None)
    desk.write("records/x.json", reviews(nowhere, mute, review()))
    summary = desk.preview()
    assert summary.record_counts == {"claim_reviews": 1}
    assert {(each.line, each.column_name) for each in summary.rejects} == {
        (1, "review_id"),
        (2, "review_id"),
        (2, "claim_reviewed"),
    }


def test_the_same_release_adds_nothing_and_a_new_one_keeps_the_old(desk: Desk) -> None:
    desk.write("records/ged.csv", ucdp(ucdp_event("1"), ucdp_event("2")))
    with duckdb.connect() as con:
        first = loaded(desk, con)
        assert loaded(desk, con).load_id == first.load_id
        desk.write("records/ged.csv", ucdp(ucdp_event("1"), ucdp_event("2", best="7", high="7")))
        second = loading.load(con, desk, None, datetime(2026, 1, 1, tzinfo=UTC))
        assert second.changed_tables == ("ucdp_events",)
        assert con.execute("select id, best from raw.ucdp_events_now order by id").fetchall() == [
            ("1", "6"),
            ("2", "7"),
        ]
        assert con.execute("select count(*) from raw.ucdp_events").fetchone() == (4,)
        assert loading.changes_since(con, first.load_id) == {"ucdp_events": "1 changed row in ucdp_events.csv"}


def test_large_files_of_one_kind_are_loaded_by_columns_and_alike(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [ucdp_event("1"), ucdp_event("2", best=""), ucdp_event("3", source_article='"A,2021-01-01,""x"""')]
    desk.write("records/a.csv", ucdp(*rows))
    desk.write("records/b.csv", ucdp(ucdp_event("4"), ucdp_event("4")))
    query = "select * exclude (file_sha256) from raw.ucdp_events_now order by file, line"
    with duckdb.connect() as con:
        small, small_rows = loaded(desk, con), con.execute(query).fetchall()
    monkeypatch.setattr(labelfiles, "LARGE", 0)
    with duckdb.connect() as con:
        large, large_rows = loaded(desk, con), con.execute(query).fetchall()
    assert (large.record_counts, told(large), large_rows) == (small.record_counts, told(small), small_rows)
    assert small.record_counts == {"ucdp_events": 3}


def test_a_fact_may_name_an_event_that_a_record_alone_has(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The models have the same id: tests/end_to_end/test_records.py."""
    desk.write("records/a.csv", ucdp(ucdp_event("300380.0"), ucdp_event("3", best="")))
    desk.write("records/b.csv", acled(acled_event("NOR 1")))
    fact = "{},swap-herald,{},prisoners,released_count,,9,,,,,asserts,,eight or nine of 123 prisoners,,desk,2025-12-14"
    told_of = {"f2": "ucdp-300380", "f3": "acled-NOR-1", "f4": "ucdp-300381", "f5": "ucdp-3"}
    desk.add("labels/facts.csv", *(fact.format(*each) for each in told_of.items()))
    desk.add("labels/relations.csv", "r3,at_most,smaller,ucdp-300380/prisoners/released_count,")
    refused = [each for each in desk.refusals() if "facts.csv" in each or "relations" in each]
    assert refused == [
        f"data/labels/facts.csv:{line} event_id: There is no event `{name}`. try `ucdp-300380`, the closest id"
        for line, name in ((5, "ucdp-300381"), (6, "ucdp-3"))
    ]
    monkeypatch.setattr(labelfiles, "LARGE", 0)
    assert [each for each in desk.refusals() if "facts.csv" in each or "relations" in each] == refused


def test_hidden_files_and_a_readme_are_no_records(desk: Desk) -> None:
    desk.write("records/README.md", "where these are from")
    desk.write("records/.cache/x.csv", "?")
    assert desk.preview().rejects == ()
