"""What is held against an earlier build: the rows of its load, and what its rulings were made on."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import duckdb
import pytest

from tests.expectations.cases import DISAGREEMENT, GROUND, RULING
from tests.expectations.cases_of_labels import born, seen
from tests.expectations.conftest import Said, insert
from wh import quality
from wh.explaining import changed_grounds
from wh.results import Answer, CheckOutcome

RULINGS = "staging.stg_rulings", "expect_rulings_to_stand_on_their_grounds"
ROWS = "raw.people", "expect_rows_to_stay_from_load_to_load"
KEY: dict[str, Any] = {"key": ["person_id"], "values": ["born_on"]}


@pytest.fixture
def ruled(warehouse: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    insert(warehouse, "staging.stg_rulings", RULING)
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": "ruled"})
    place = {"disagreement_id": "d1", "ruling_md5": "r", "file": "rulings.csv", "line": 2}
    insert(warehouse, "intermediate.int_rulings__newest", place)
    return warehouse


def _rests(con: duckdb.DuckDBPyConnection, now: dict[str, Any] | None, before: dict[str, Any] | None) -> None:
    for table, said in (("intermediate.int_rulings__grounds", now), ("quality.ruling_grounds", before)):
        if said is not None:
            insert(con, table, GROUND | said)


def test_a_birth_moved_under_a_ruling_is_told_at_the_line_of_the_ruling(
    ruled: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _rests(ruled, {"said": "1964"}, {"said": "1954"})
    _, (violation,) = ask(*RULINGS)
    assert violation.file_line == "rulings.csv:2"
    assert violation.claim_id == "e/s/a"
    assert "people/ann/born_on was 1954 and is 1964" in violation.detail


def test_a_ruling_made_anew_or_seen_for_the_first_time_is_not_held_against_the_old_one(
    ruled: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _rests(ruled, {"said": "1964"}, {"said": "1954", "ruling_md5": "older"})
    assert ask(*RULINGS)[0].answer is Answer.UNANSWERED


def test_a_value_that_is_said_no_more_is_told(ruled: duckdb.DuckDBPyConnection, ask: Callable[..., Said]) -> None:
    told = {"thing_id": "f1", "aspect": "value"}
    _rests(ruled, told | {"said": None}, told | {"said": "9"})
    _, (violation,) = ask(*RULINGS)
    assert "f1: value was 9 and is not said" in violation.detail


def test_a_relation_to_another_person_is_told_as_who_comes_and_who_goes(
    ruled: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _rests(ruled, {"thing_id": "people/ben/born_on"}, {"thing_id": "people/ann/born_on"})
    _, (violation,) = ask(*RULINGS)
    told = "people/ann/born_on took part and does no more; people/ben/born_on takes part and did not"
    assert told in violation.detail


def test_an_aspect_that_an_earlier_engine_did_not_know_is_no_change(
    ruled: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _rests(ruled, {"said": "1954"}, {"said": "1954"})
    _rests(ruled, {"aspect": "place", "said": "Minsk"}, None)
    assert ask(*RULINGS)[0].answer is Answer.HELD


def test_words_that_changed_are_told_without_being_kept(
    ruled: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    words = {"thing_id": "q1", "aspect": "words"}
    _rests(ruled, words | {"said": "0cc1"}, words | {"said": "92eb"})
    _, (violation,) = ask(*RULINGS)
    assert "the words of q1 are others" in violation.detail
    assert "0cc1" not in violation.detail


def test_whoever_explains_a_claim_or_draws_the_page_finds_it_by_the_disagreement(
    ruled: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _rests(ruled, {"said": "1964"}, {"said": "1954"})
    _, (violation,) = ask(*RULINGS)
    with duckdb.connect() as con:
        quality.create_quality(con)
        at = datetime(2026, 1, 1)
        quality.record_build(con, quality.BuildRecord(violation.build_id, at, at, "published", 1, 1, 1))
        told = replace(violation, rule="rulings_stand_on_their_grounds")
        quality.record_checks(con, CheckOutcome((), (told,)))
        assert changed_grounds(con) == {"d1": violation.detail}


def _loaded(con: duckdb.DuckDBPyConnection, *contents: str, published: tuple[str, ...]) -> None:
    for place, sha in enumerate(contents, 1):
        insert(con, "raw.load_files", seen(f"load-{place}", sha))
    for load_id in published:
        insert(con, "quality.published_loads", {"load_id": load_id})


def test_what_was_wrong_in_a_build_that_was_not_published_and_is_mended_is_no_change(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    for row in (born("1954", "a"), born("1594", "b"), born("1954", "c")):
        insert(warehouse, "raw.people", row)
    _loaded(warehouse, "a", "b", "c", published=("load-1",))
    assert ask(*ROWS, **KEY)[0].answer is Answer.HELD


def test_a_row_that_is_refused_is_not_gone_and_one_taken_out_beside_it_is(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    for name in ("ann", "ben"):
        insert(warehouse, "raw.people", born("1954", "a") | {"person_id": name})
    _loaded(warehouse, "a", "b", published=("load-1",))
    insert(warehouse, "raw.rejects", {"load_id": "load-2", "file": "people.csv", "line": 2, "record_key": "ann"})
    _, violations = ask(*ROWS, **KEY)
    assert [each.detail for each in violations] == ["ben: gone, it was at people.csv:2"]


def test_of_a_file_that_cannot_be_read_no_row_is_gone(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "raw.people", born("1954", "a"))
    _loaded(warehouse, "a", "b", published=("load-1",))
    insert(warehouse, "raw.rejects", {"load_id": "load-2", "file": "people.csv", "line": 1, "record_key": None})
    assert ask(*ROWS, **KEY)[1] == ()
