from collections.abc import Iterator
from datetime import datetime

import duckdb
import pytest

from wh import __version__, quality
from wh.quality import BuildRecord
from wh.results import Answer, CheckOutcome, RuleResult, Severity, Violation
from wh.warehouse import CONTRACT_VERSION


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        quality.create_quality(connection)
        yield connection


def record(build_id: str, hour: int, status: str = "published") -> BuildRecord:
    started = datetime(2026, 1, 1, hour)
    return BuildRecord(build_id, started, started.replace(minute=1), status, 60, 3, 1234)


def test_every_schema_of_the_contract_is_there_before_the_first_build(con: duckdb.DuckDBPyConnection) -> None:
    schemas = {row[0] for row in con.execute("select schema_name from duckdb_schemas() where not internal").fetchall()}
    assert {"raw", "staging", "intermediate", "marts", "quality"} <= schemas


def test_the_tables_have_at_least_the_columns_of_the_contract(con: duckdb.DuckDBPyConnection) -> None:
    promised = {
        "builds": {"build_id", "started_at", "finished_at", "status", "model_count", "rebuilt_count", "row_count"},
        "rule_results": {
            *("build_id", "rule", "table_name", "severity", "answer", "compared_count", "broken_count"),
        },
        "violations": {
            *("build_id", "rule", "severity", "table_name", "claim_id", "fact_id", "article_id", "detail"),
        },
    }
    for table, columns in promised.items():
        described = con.execute(f"describe quality.{table}").fetchall()
        assert columns <= {row[0] for row in described}


def test_every_table_carries_its_sentence(con: duckdb.DuckDBPyConnection) -> None:
    tables = con.execute("select table_name, comment from duckdb_tables() where schema_name = 'quality'").fetchall()
    assert [name for name, comment in tables if not (comment or "").endswith(".")] == []


def test_the_contract_and_the_engine_are_stated_once_however_often_it_is_made(con: duckdb.DuckDBPyConnection) -> None:
    quality.create_quality(con)
    con.execute("update quality.schema_version set engine_version = '0.0.1'")
    quality.create_quality(con)
    assert con.execute("from quality.schema_version").fetchall() == [(CONTRACT_VERSION, __version__)]


def test_what_builds_answered_is_added_to_and_never_replaced(con: duckdb.DuckDBPyConnection) -> None:
    for build_id in ("1", "2"):
        said = (Severity.CRITICAL, Answer.BROKEN, 12, 1, 12, "0", "select 1")
        result = RuleResult(build_id, "ids_are_unique", "marts.claims", *said)
        quality.record_checks(con, CheckOutcome((result,), ()))
    assert con.execute("from quality.rule_results order by build_id").fetchall() == [
        ("1", "ids_are_unique", "marts.claims", "critical", "broken", 12, 1, 12, "0", "select 1"),
        ("2", "ids_are_unique", "marts.claims", "critical", "broken", 12, 1, 12, "0", "select 1"),
    ]


def test_a_row_that_breaks_a_rule_is_kept_with_the_ids_that_it_has(con: duckdb.DuckDBPyConnection) -> None:
    violations = (
        Violation("1", "r", Severity.WARNING, "marts.claims", None, None, None, "it's said\nin two lines"),
        Violation("1", "r", Severity.WARNING, "marts.facts", "c", "f", "a", "said", "data/labels/facts.csv:7"),
    )
    quality.record_checks(con, CheckOutcome((), violations))
    assert con.execute("from quality.violations order by table_name").fetchall() == [
        ("1", "r", "warning", "marts.claims", None, None, None, "it's said\nin two lines", None),
        ("1", "r", "warning", "marts.facts", "c", "f", "a", "said", "data/labels/facts.csv:7"),
    ]


def test_rows_without_any_id_are_kept_too(con: duckdb.DuckDBPyConnection) -> None:
    quality.record_checks(
        con, CheckOutcome((), (Violation("1", "r", Severity.INFO, "raw.rejects_now", None, None, None, "x"),))
    )
    assert con.execute("select count(*) from quality.violations where claim_id is null").fetchone() == (1,)


def test_where_no_rule_was_asked_nothing_is_kept(con: duckdb.DuckDBPyConnection) -> None:
    quality.record_checks(con, CheckOutcome((), ()))
    assert con.execute("select count(*) from quality.rule_results").fetchone() == (0,)


def test_builds_are_read_back_oldest_first_published_or_not(con: duckdb.DuckDBPyConnection) -> None:
    later, earlier = record("2", 9, "failed"), record("1", 8)
    quality.record_build(con, later)
    quality.record_build(con, earlier)
    assert quality.read_builds(con) == (earlier, later)


def test_a_list_of_models_that_an_earlier_engine_wrote_is_begun_anew() -> None:
    with duckdb.connect() as con:
        con.execute("create schema quality")
        con.execute("create table quality.models as select 'claims' as model, 'x' as source_sha256")
        quality.create_quality(con)
        assert con.execute("select count(*), count(sql) from quality.models").fetchall() == [(0, 0)]
