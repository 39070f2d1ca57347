"""What a build notes of what it stands on, and what the next build makes of that."""

from collections.abc import Iterator
from datetime import datetime

import duckdb
import pytest

from wh import footing, quality

GROUNDS = """
create or replace table intermediate.int_rulings__grounds as
select 'd1' as disagreement_id, 'f1' as thing_id, 'value' as aspect, '{md5}' as ruling_md5, '{said}' as said
"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        quality.create_quality(connection)
        connection.execute("create table raw.loads (load_id varchar, loaded_at timestamp)")
        yield connection


def _end(con: duckdb.DuckDBPyConnection, build_id: str, status: str, hour: int = 12) -> None:
    at = datetime(2026, 1, 1, hour)
    quality.record_build(con, quality.BuildRecord(build_id, at, at, status, 1, 1, 1))


def _build(con: duckdb.DuckDBPyConnection, build_id: str, said: str, status: str = "published", md5: str = "r") -> None:
    con.execute(GROUNDS.format(said=said, md5=md5))
    footing.note_rulings(con, build_id)
    _end(con, build_id, status)


def _noted(con: duckdb.DuckDBPyConnection) -> list[tuple[str, ...]]:
    return con.execute("select build_id, ruling_md5, said from quality.ruling_grounds order by all").fetchall()


def test_what_a_ruling_was_made_on_stays_what_it_was_in_the_first_published_build(
    con: duckdb.DuckDBPyConnection,
) -> None:
    _build(con, "b1", "9")
    _build(con, "b2", "10")
    assert _noted(con) == [("b1", "r", "9")]


def test_what_no_reader_saw_is_not_what_a_ruling_was_made_on(con: duckdb.DuckDBPyConnection) -> None:
    _build(con, "b1", "90", "failed")
    _build(con, "b2", "9")
    assert _noted(con) == [("b2", "r", "9")]


def test_a_ruling_made_anew_is_made_on_what_is_there_then(con: duckdb.DuckDBPyConnection) -> None:
    _build(con, "b1", "9")
    _build(con, "b2", "10", md5="anew")
    assert _noted(con) == [("b1", "r", "9"), ("b2", "anew", "10")]


def test_a_build_without_the_model_notes_nothing(con: duckdb.DuckDBPyConnection) -> None:
    footing.note_rulings(con, "b1")
    assert _noted(con) == []


def _load(con: duckdb.DuckDBPyConnection, load_id: str, build_id: str, status: str, hour: int = 12) -> None:
    con.execute("insert into raw.loads values (?, ?)", [load_id, datetime(2026, 1, 1, hour)])
    footing.note_load(con, build_id)
    _end(con, build_id, status, hour)


def _loads(con: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    return con.execute("from quality.published_loads order by all").fetchall()


def test_a_load_is_noted_with_the_first_build_that_was_published_of_it(con: duckdb.DuckDBPyConnection) -> None:
    _load(con, "load-1", "b1", "published")
    _load(con, "load-2", "b2", "failed")
    _load(con, "load-3", "b3", "published")
    footing.note_load(con, "b4")
    assert _loads(con) == [("load-1", "b1"), ("load-3", "b3")]


def test_of_a_file_that_noted_no_load_the_times_tell_which_was_published(con: duckdb.DuckDBPyConnection) -> None:
    for place, hour in ((1, 9), (2, 11)):
        con.execute("insert into raw.loads values (?, ?)", [f"load-{place}", datetime(2026, 1, 1, hour)])
    _end(con, "b1", "published", 10)
    footing.note_load(con, "b2")
    assert _loads(con) == [("load-1", "b1"), ("load-2", "b2")]


def test_a_rule_that_reads_the_notes_is_asked_again_only_when_there_are_others(con: duckdb.DuckDBPyConnection) -> None:
    _build(con, "b1", "9")
    before = footing.fingerprints(con)
    _build(con, "b2", "10")
    assert footing.fingerprints(con) == before
    _build(con, "b3", "10", md5="anew")
    assert footing.fingerprints(con) != before
