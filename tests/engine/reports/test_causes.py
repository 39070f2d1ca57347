"""What a finding follows from: a row that was refused, or a description whose file is gone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest
from engine.reports.told import check_all

from wh.project import Project
from wh.reports import findings, github, junit, markdown, sarif
from wh.reports.causes import Causes
from wh.reports.gathering import report_of
from wh.reports.report import Report
from wh.results import Answer, CheckOutcome, RuleResult, Severity, Violation

AT = datetime(2026, 1, 2, tzinfo=UTC)
FACTS = "data/labels/facts.csv"
FILES = {
    FACTS: "fact_id\n" + "x\n" * 200,
    "data/labels/quotes.csv": "quote_id\n" + "x\n" * 20,
    "data/articles.csv": "article_id,file\ngone,gone.txt\nhere,here.txt\nunread,unread.txt\n",
    "data/articles/here.txt": "One was freed.\nThen 9.5 million people heard.\n",
}
REFUSED = [
    (FACTS, 157, "f1", 'f1,here,e,s,a,z,9.5,,,"9.5 million people"', "There is no unit."),
    (FACTS, 35, "f2", "f2,here,e,s,b,,3,,,three", "The source `ann` is itself refused, at data/labels/quotes.csv:5."),
    (FACTS, 60, "f3", "f3,here,e,s,c,,3,,,three", "The fact `f3` is already at data/labels/facts.csv:59."),
    ("data/labels/quotes.csv", 5, "ann", "ann,unread", "No."),
    ("data/articles.csv", 4, "unread", "unread,unread.txt", "There is no outlet."),
]


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.rejects_now (file varchar, line int, record_key varchar, record varchar, reason varchar,"
            " hint varchar)"
        )
        connection.executemany("insert into raw.rejects_now values (?, ?, ?, ?, ?, null)", REFUSED)
        connection.execute(
            """
            create table raw.articles_now as select 'here' as article_id, 'data/articles/here.txt' as file, 1 as line;
            create table raw.quotes_now as select * from (values ('q1', 'gone', 'data/labels/quotes.csv', 3))
                as _(quote_id, article_id, file, line);
            create table raw.mentions_now as select 'here' as article_id;
            create table raw.facts_now as select * from (values
                ('f3', 'here', 'e', 's', 'c', null, 'data/labels/facts.csv', 59),
                ('f4', 'unread', 'e', 's', 'd', null, 'data/labels/facts.csv', 70))
                as _(fact_id, article_id, event_id, subject_id, attribute, scope_id, file, line);
            create schema marts;
            create table marts.facts as select * from (values
                ('f3', 'here', 'e/s/c', '1613', 'orphaned', null, false),
                ('f4', 'unread', 'e/s/d', '2', 'anchored', null, true))
                as _(fact_id, article_id, claim_id, value, evidence_state, gone_in_version, is_live);
            """
        )
        yield connection


@pytest.fixture
def project(make_project: Callable[..., Project]) -> Project:
    return make_project(FILES)


def found(detail: str = "", **ids: str | None) -> Violation:
    named = {"claim_id": None, "fact_id": None, "article_id": None, "file_line": None} | ids
    return Violation("b1", "rule", Severity.CRITICAL, "marts.claims", detail=detail, **named)


def told(project: Project, con: duckdb.DuckDBPyConnection, *found: Violation, **options: Any) -> Report:
    tables = dict.fromkeys(each.table_name for each in found)
    results = [
        RuleResult("b1", "rule", table, Severity.CRITICAL, Answer.BROKEN, 12, len(found), 12) for table in tables
    ]
    checks = CheckOutcome(tuple(results), found)
    return report_of(project, "b1", "failed", "critical", AT, checks=checks, con=con, **options)


@pytest.mark.parametrize(
    ("given", "place"),
    [
        (found('here: "Then [9.5] million people he" is in no evidence', article_id="here"), f"{FACTS}:157"),
        (found('here: "Then 9.5 [million] people he" is in no evidence', article_id="here"), f"{FACTS}:157"),
        (found('here: "after [9.5] years" is in no evidence', article_id="here"), None),
        (found('two: "Then [9.5] million people he" is in no evidence', article_id="two"), None),
        (found("r1: nothing says e/s/a/z"), f"{FACTS}:157"),
        (found("r1: nothing says e/s/a"), f"{FACTS}:157"),
        (found("r1: nothing says e/s/c"), f"{FACTS}:59"),
        (found("r1: nothing says e/s/c", claim_id="e/s/d"), f"{FACTS}:59"),
        (found("r1: nothing says e/s/d"), None),
        (found('here: "after [1,613] days" is in no evidence', article_id="here"), f"{FACTS}:59"),
        (found('"days" is not in the text', fact_id="f3", claim_id="e/s/c", article_id="here"), None),
        (found("f1: gone"), f"{FACTS}:157"),
        (found("f1: it is odd", file_line=f"{FACTS}:157"), None),
        (found("f2: gone"), "data/labels/quotes.csv:5"),
        (found("f3: it is odd"), None),
        (found("article_id unread is not in marts.articles", article_id="unread"), "data/articles.csv:4"),
        (found("article_id gone is not in marts.articles", article_id="gone"), "data/articles.csv:2"),
        (found("article_id here is not in marts.articles", article_id="here"), None),
    ],
)
def test_a_finding_follows_from_the_row_that_is_gone(
    project: Project, con: duckdb.DuckDBPyConnection, given: Violation, place: str | None
) -> None:
    cause = Causes.of(con, project).cause(given)
    assert (cause and cause[0]) == place


def test_where_nothing_was_refused_nothing_follows(project: Project) -> None:
    with duckdb.connect() as empty:
        assert Causes.of(empty, project) == Causes()


def test_causes_stand_before_what_follows_from_them_and_rows_by_the_number_of_their_line(
    project: Project, con: duckdb.DuckDBPyConnection
) -> None:
    lines = [found(f"{number}", file_line=f"{FACTS}:{number}") for number in (158, 36, 9)]
    follows = Violation("b1", "rule", Severity.CRITICAL, "a", None, None, "gone", "article_id gone is nowhere")
    report = told(project, con, follows, *lines, found("f1: gone", fact_id="f1", file_line=f"{FACTS}:2"))
    assert [case.table for case in report.failing] == ["marts.claims", "a"]
    rows = [(str(row.spot), str(row.cause or "")) for case in report.failing for row in case.rows]
    assert rows == [
        (f"{FACTS}:9", ""),
        (f"{FACTS}:36", ""),
        (f"{FACTS}:158", ""),
        (f"{FACTS}:2", f"follows from {FACTS}:157, which was refused"),
        ("data/articles.csv:2", "follows from data/articles.csv:2, which describes a file that is not there"),
    ]
    check_all(report)
    junit_text, md, commands = junit.text(report), markdown.text(report), github.text(report)
    for text in (junit_text, md, commands, sarif.text(report)):
        assert f"follows from {FACTS}:157, which was refused" in text
    assert junit_text.count("It follows from data/articles.csv:2") == 1
    assert "| a | **critical**; follows from data/articles.csv:2, which describes a file that is not there |" in md


def test_without_samples_the_places_stay_and_say_nothing(project: Project, con: duckdb.DuckDBPyConnection) -> None:
    given = [found("a name", fact_id="f9", file_line=f"{FACTS}:{line}") for line in (158, 36)]
    report = told(project, con, *given, has_samples=False)
    check_all(report)
    places = [(str(one.spot), one.says) for one in findings.findings_of(report)]
    assert places == [(f"{FACTS}:{line}", "Expect rule.") for line in (36, 158)]
    assert len({one.fingerprint for one in findings.findings_of(report)}) == 2
    for form in (junit, sarif, markdown, github):
        text = form.text(report)
        assert "a name" not in text and "f9" not in text
        assert "facts.csv" in text
    assert f"- at {FACTS}:36" in junit.text(report)
    assert f"| {FACTS}:36 |" in markdown.text(report)
