"""Which rules are asked again, which keep their answer, and that nothing unsure is taken for unchanged."""

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wh import quality
from wh.results import Answer, CheckOutcome, DataTest, Severity
from wh.rules import Rule, Suite, check, due, suites_of
from wh.rules.watching import Watch

TABLES = """
create schema marts;
create table marts.claims as select i as claim_id, i // 2 as pair from range(4) r(i);
create table marts.facts as select i as fact_id, i as claim_id from range(6) r(i);
create view marts.seen as select * from (from marts.claims) as claims where claim_id > 0;
"""
WATCHED = {"marts.claims": "c1", "marts.facts": "f1"}
RULES = {
    "core": ("expect_column_values_to_be_unique", {"column": "pair"}),
    "query": ("unexpected_rows_expectation", {"unexpected_rows_query": "select * from {batch} where pair > 9"}),
    "columns": ("expect_table_columns_to_match_set", {"column_set": ["claim_id", "pair"]}),
    "error": ("expect_column_values_to_be_unique", {"column": "no_such"}),
}
TESTS = (
    DataTest("unique", "unique", "marts.claims", "claim_id", {}, at="a.yml:1"),
    DataTest("parents", "relationships", "marts.facts", "claim_id", {"to": "marts.claims", "field": "claim_id"}),
    DataTest("where", "not_null", "marts.facts", "claim_id", {}, where="fact_id in (select pair from marts.claims)"),
    DataTest("single", "query", "", None, {"sql": "select * from marts.facts where fact_id > 5"}, at="t.sql:1"),
    DataTest("daily", "query", "marts.facts", None, {"sql": "from marts.facts where current_date < '2020-01-01'"}),
    DataTest("view", "not_null", "marts.seen", "claim_id", {}),
)


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        quality.create_quality(connection)
        yield connection


def suites(**changed: Any) -> tuple[Suite, ...]:
    """Return all rules; those named in `changed` with other parameters."""
    rules = tuple(
        Rule(name, type_, Severity.WARNING, 1, changed.get(name, kwargs), {}) for name, (type_, kwargs) in RULES.items()
    )
    written = Suite("marts.claims", "marts.claims", ("claim_id",), Path("claims.json"), rules)
    return (written, *suites_of(TESTS))


def build(con: duckdb.DuckDBPyConnection, build_id: str, **told: Any) -> CheckOutcome:
    outcome = check(
        con,
        told.get("suites", suites()),
        told.get("class_files", ()),
        build_id,
        told.get("watched", WATCHED),
        again=told.get("again", False),
    )
    quality.record_checks(con, outcome)
    return outcome


def asked(outcome: CheckOutcome) -> set[str]:
    return {each.rule for each in outcome.asked}


NEVER_KNOWN = {"columns", "error", "daily"}


def test_a_build_in_which_nothing_changed_asks_only_what_cannot_be_known(con: duckdb.DuckDBPyConnection) -> None:
    first, second = build(con, "b1"), build(con, "b2")
    assert asked(first) == {*RULES, *(test.name for test in TESTS)}
    assert asked(second) == NEVER_KNOWN


@pytest.mark.parametrize(
    ("table", "names"),
    [
        ("marts.claims", {"core", "query", "unique", "parents", "where", "view"}),
        ("marts.facts", {"parents", "where", "single"}),
    ],
)
def test_a_rule_is_asked_again_where_any_table_that_it_reads_is_built_anew(
    table: str, names: set[str], con: duckdb.DuckDBPyConnection
) -> None:
    build(con, "b1")
    assert asked(build(con, "b2", watched=WATCHED | {table: "2"})) == names | NEVER_KNOWN
    assert asked(build(con, "b3", watched=WATCHED | {table: "2"})) == NEVER_KNOWN


def test_an_answer_that_is_kept_is_the_same_and_says_which_build_asked(con: duckdb.DuckDBPyConnection) -> None:
    first, second, third = (build(con, build_id) for build_id in ("b1", "b2", "b3"))
    for kept in (second, third):
        assert [replace(each, build_id="b1", asked_build_id="b1") for each in kept.results] == list(first.results)
        violations = [replace(each, build_id="b1") for each in kept.violations]
        assert violations == list(first.violations)
        assert any(each.rule == "core" for each in violations)
    by_rule = {each.rule: each.asked_build_id for each in third.results}
    assert by_rule["core"] == "b1"
    assert by_rule["daily"] == "b3"
    stored = con.execute(
        "select build_id, asked_build_id from quality.rule_results where rule = 'core' order by build_id"
    ).fetchall()
    assert stored == [("b1", "b1"), ("b2", "b1"), ("b3", "b1")]
    assert con.execute(
        "select count(*) from quality.violations where rule = 'core' and build_id = 'b3'"
    ).fetchone() == (4,)


def test_an_unanswered_rule_stays_unanswered(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("delete from marts.claims")
    build(con, "b1")
    kept = {each.rule: each.answer for each in build(con, "b2").results}
    assert kept["core"] is Answer.UNANSWERED


def test_a_rule_is_asked_again_when_it_changed(con: duckdb.DuckDBPyConnection) -> None:
    build(con, "b1")
    changed = suites(core={"column": "claim_id"})
    assert asked(build(con, "b2", suites=changed)) == {"core"} | NEVER_KNOWN
    assert {each.rule: each.answer for each in build(con, "b3", suites=changed).results}["core"] is Answer.HELD


def test_every_rule_is_asked_again_when_a_file_of_expectations_changed(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = tmp_path / "own_rules.py"
    file.write_text("A = 1\n")
    build(con, "b1", class_files=(file,))
    assert asked(build(con, "b2", class_files=(file,))) == NEVER_KNOWN
    file.write_text("A = 2\n")
    assert len(asked(build(con, "b3", class_files=(file,)))) == len(RULES) + len(TESTS)


def test_every_rule_is_asked_when_it_is_wanted_and_the_answers_are_kept(con: duckdb.DuckDBPyConnection) -> None:
    build(con, "b1")
    assert len(asked(build(con, "b2", again=True))) == len(RULES) + len(TESTS)
    assert {each.asked_build_id for each in build(con, "b3").results} == {"b2", "b3"}


def test_without_fingerprints_every_rule_is_asked_and_none_is_noted(con: duckdb.DuckDBPyConnection) -> None:
    build(con, "b1")
    outcome = check(con, suites(), (), "check")
    assert {each.asked_build_id for each in outcome.results} == {"check"}
    assert outcome.asked == ()


def test_a_table_without_a_fingerprint_is_never_taken_for_unchanged(con: duckdb.DuckDBPyConnection) -> None:
    watched = {"marts.claims": "c1"}
    build(con, "b1", watched=watched)
    assert {"parents", "where", "single"} <= asked(build(con, "b2", watched=watched))


def test_what_is_due_is_said_with_its_reason(con: duckdb.DuckDBPyConnection) -> None:
    assert {each.reason for each in due(con, suites(), (), WATCHED)} == {"never asked"}
    build(con, "b1")
    changed = {"marts.claims": "c2", "marts.facts": "f1"}
    reasons = {
        each.rule.name: each.reason for each in due(con, suites(query={"unexpected_rows_query": "x"}), (), changed)
    }
    assert reasons == {
        "core": "table marts.claims is built anew",
        "query": "the rule changed",
        "columns": "what it reads cannot be known",
        "error": "it ended in error",
        "unique": "table marts.claims is built anew",
        "parents": "table marts.claims is built anew",
        "where": "table marts.claims is built anew",
        "daily": "what it reads cannot be known",
        "view": "table marts.claims is built anew",
    }
    both = {each.rule.name: each.reason for each in due(con, suites(), (), {})}
    assert both["parents"] == "tables marts.claims, marts.facts are built anew"


def test_a_file_of_an_engine_that_did_not_remember_has_everything_due() -> None:
    with duckdb.connect() as con:
        assert {each.reason for each in due(con, suites(), (), WATCHED)} == {"never asked"}


def test_where_nothing_is_due_great_expectations_is_not_imported(tmp_path: Path) -> None:
    file = tmp_path / "kept.duckdb"
    known = suites_of(TESTS[:4])
    with duckdb.connect(str(file)) as con:
        con.execute(TABLES)
        quality.create_quality(con)
        quality.record_checks(con, check(con, known, (), "b1", WATCHED))
    script = (
        "import sys, json, duckdb; from wh.results import DataTest; from wh.rules import check, due, suites_of\n"
        "tests = [DataTest(*told) for told in json.loads(sys.argv[2])]\n"
        "con = duckdb.connect(sys.argv[1]); watched = json.loads(sys.argv[3])\n"
        "assert due(con, suites_of(tests), (), watched) == []\n"
        "outcome = check(con, suites_of(tests), (), 'b2', watched)\n"
        "print([each.answer.value for each in outcome.results], 'great_expectations' in sys.modules)\n"
    )
    told = [
        [
            test.name,
            test.kind,
            test.table_name,
            test.column,
            test.arguments,
            test.severity,
            test.where,
            *[None] * 4,
            test.at,
        ]
        for test in TESTS[:4]
    ]
    said = subprocess.run(
        [sys.executable, "-c", script, str(file), json.dumps(told), json.dumps(WATCHED)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout == "['held', 'broken', 'held', 'held'] False\n"


REACHED = """
with recursive reached(n) using key (n) as (
    select claim_id from marts.claims
    union all
    select n + 1 from reached left join recurring.reached as seen using (n) where n < 3
)
from reached
"""


@pytest.mark.parametrize(
    ("sql", "tables"),
    [
        ("select * from marts.claims", {"marts.claims"}),
        ('select * from "MARTS"."Claims" as facts', {"marts.claims"}),
        ("with facts as (from marts.claims) select * from facts", {"marts.claims"}),
        ("select (select max(fact_id) from marts.facts) from marts.claims", {"marts.claims", "marts.facts"}),
        ("select 1 where exists (from marts.facts) union from marts.claims", {"marts.claims", "marts.facts"}),
        ("from marts.claims, range(3), unnest([1])", {"marts.claims"}),
        ("from marts.seen", {"marts.claims"}),
        ("from marts.nested", {"marts.claims"}),
        ("select lower('a'), if(true, 1, 2), 'a' ~ 'b', sum(1) over () from marts.claims", {"marts.claims"}),
        ("select 1", set()),
        (REACHED, {"marts.claims"}),
        ("from recurring.marts", None),
        ("from memory.marts.claims", {"marts.claims"}),
        # what is not in the tables, or not in those that are watched
        ("from marts.others", None),
        ("from claims", None),
        ("from other.marts.claims", None),
        ("from 'claims.csv'", None),
        ("from read_csv('claims.csv')", None),
        ("from duckdb_tables()", None),
        ("from marts.claims where now() > '2026-01-01'", None),
        ("from marts.claims where current_date > '2026-01-01'", None),
        ("from marts.claims where random() > 0.5", None),
        ("from marts.claims where of_our_own(claim_id)", None),
        ("from marts.claims tablesample 10%", None),
        ("from marts.by_day", None),
        ("from (describe marts.claims)", None),
        ("from query('select 1')", None),
        ("delete from marts.claims", None),
        ("selct", None),
        ("", None),
    ],
)  # fmt: skip
def test_the_tables_that_sql_reads_are_known_or_said_to_be_unknown(
    sql: str, tables: set[str] | None, con: duckdb.DuckDBPyConnection
) -> None:
    con.execute("create table marts.others as select 1 as a")
    con.execute("create macro of_our_own(x) as x > 1")
    con.execute("create view marts.nested(a, b) as select * from marts.seen")
    con.execute("create view marts.by_day as select * from marts.claims where claim_id > day(today())")
    found = Watch(con, WATCHED).sql(sql)
    assert (None if found is None else set(found)) == tables
