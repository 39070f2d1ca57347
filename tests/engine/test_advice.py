"""What a build that was not published says there is to do."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from wh.advice import next_steps
from wh.reports.report import Case, Cause, Report, Row, Spot
from wh.results import Answer, Severity

LAST = "Then `wh build` again."


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(
            "create schema marts; create table marts.disagreements"
            " (disagreement_id varchar, rule varchar, claim_id varchar, state varchar)"
        )
        yield connection


def row(says: str, line: int = 7, claim_id: str | None = None) -> Row:
    return Row(says, claim_id, None, None, Spot("facts.csv", line), (), None, says)


def case(rule: str, *rows: Row, table: str = "marts.claims", answer: Answer = Answer.BROKEN, **more: Any) -> Case:
    words = (rule, table, "a_rule", "", None, Severity.CRITICAL, answer)
    told: dict[str, Any] = {"forbids": True, "spot": Spot("suite.json", 3), "rows": rows, **more}
    return Case(*words, 9, 9, len(rows), is_failure=True, new_count=None, old_count=None, sql=None, **told)


def steps(con: duckdb.DuckDBPyConnection | None, *cases: Case, has_samples: bool = True) -> list[str]:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    return next_steps(Report("p", "b", "failed", "critical", at, cases, con=con, has_samples=has_samples))


def test_where_nothing_can_be_ruled_on_nothing_is_said_of_rulings(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("insert into marts.disagreements values ('sources_agree-1', 'sources_agree', 'e/s/a', 'open')")
    assert steps(con, case("evidence_is_anchored", row("not there", claim_id="e/s/a"))) == [
        "Begin with evidence_is_anchored, at facts.csv:7.",
        LAST,
    ]


def test_an_open_disagreement_that_the_rule_tells_is_named_by_the_id_to_paste(con: duckdb.DuckDBPyConnection) -> None:
    con.execute(
        "insert into marts.disagreements values ('sources_agree-0', 'sources_agree', 'e/s/b', 'ruled'),"
        " ('sources_agree-1', 'sources_agree', 'e/s/a', 'open'), ('sources_agree-2', 'sources_agree', 'e/s/c', 'open')"
    )
    told = case("sources_agree", row("8 against 9", claim_id="e/s/a"))
    assert steps(con, told) == [
        "`wh explain e/s/a --unpublished` shows what each source says. Mend the label that is wrong,",
        "or, if all are as printed, rule in data/labels/rulings.csv, with a reason, on",
        "sources_agree-1.",
        LAST,
    ]
    assert steps(con, case("sources_agree"), has_samples=False)[0].startswith("`wh explain CLAIM --unpublished`")
    assert steps(con, case("sources_agree"))[2] == "sources_agree-1, the first of 2."


def test_one_whose_ruling_ran_out_is_ruled_on_again(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("insert into marts.disagreements values ('r-1', 'sources_agree', 'e/s/a', 'expired')")
    told = case("critical_disagreements_are_ruled", row("r-1 (sources_agree, expired)"), table="marts.disagreements")
    assert "rule again in data/labels/rulings.csv" in steps(con, told)[1]


def test_of_many_refused_rows_the_commonest_cause_is_named_and_what_falls_with_it_is_not() -> None:
    refused = case(
        "nothing_is_rejected",
        *(row(f"facts.csv:{at} value: `{at}o` is no count.", at) for at in (30, 31)),
        row("facts.csv:2 stance: `assertz` is no stance.", 2),
        *(row(f"evidence.csv:{at} fact_id: The fact `f` is itself refused, at facts.csv:2.", at) for at in (3, 4, 5)),
        table="raw.rejects_now",
    )
    assert steps(None, case("values_are_whole", row("none", 1)), refused) == [
        "Begin with nothing_is_rejected, 6 rows; 2 of them are like the one at facts.csv:30.",
        "`wh load --dry-run` says in a second what is still refused.",
        LAST,
    ]


def test_the_gravest_fault_comes_before_a_commoner_one_and_what_follows_from_another_last() -> None:
    minor = replace(case("digits", row("a"), row("b")), severity=Severity.WARNING)
    cause = Cause(Spot("facts.csv", 2), "which was refused")
    following = case("numerals", *(replace(row("x"), cause=cause) for _ in range(3)))
    assert steps(None, minor, following, case("evidence", row("c")))[0] == "Begin with evidence, at facts.csv:7."
    assert steps(None, following, minor)[0].startswith("Begin with digits, 2 rows")


def test_a_rule_that_could_not_be_asked_is_to_be_mended_where_it_is_written() -> None:
    asked = case("my_rule", answer=Answer.ERROR)
    assert steps(None, asked)[0] == "Begin with my_rule, which could not be asked, at suite.json:3."
