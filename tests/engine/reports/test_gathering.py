"""Which line a person is sent to, what makes a finding the same one again, and what is told of each rule."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest

from wh.errors import ModelError
from wh.outcome import Since
from wh.project import Project, find_project
from wh.reports import wording
from wh.reports.accounts import Accounts
from wh.reports.gathering import report_of
from wh.reports.report import Report, Spot
from wh.reports.spots import Spots, top_of
from wh.results import Answer, CheckOutcome, RuleResult, Severity, Violation
from wh.rules import Rule, Suite

MakeProject = Callable[..., Project]
AT = datetime(2026, 1, 2, tzinfo=UTC)
FILES = {
    "data/labels/facts.csv": "fact_id\nf1\nf2\nf3\nf4\n",
    "data/labels/quotes.csv": "quote_id\nq1\nq2\n",
    "data/labels/rulings.csv": "disagreement_id\nsources_agree-1\n",
    "data/labels/relations.csv": "relation_id\nr1\n",
    "data/articles/one.txt": "title\ntext\nand text\nof nine\n  or ten\n“No.” Then eleven more\n",
    "data/articles/two.html": "<html>\n<p>In <b>all\n9</b> were freed.</p>\n",
    "models/marts/claims.sql": "select 1 as a",
}
TABLES = """
create schema raw; create schema marts; create schema quality; create schema intermediate;
create table raw.facts (fact_id varchar, value varchar, file varchar, line int, file_sha256 varchar, load_id varchar);
create table raw.load_files (load_id varchar, table_name varchar, file varchar, file_sha256 varchar);
create table raw.loads as select * from (values
    ('load-1', timestamp '2026-01-01 10:00'), ('load-2', timestamp '2026-01-01 12:00')) as _(load_id, loaded_at);
create table quality.builds as select * from (values
    ('b0', timestamp '2026-01-01 11:00', 'published'), ('b1', timestamp '2026-01-01 13:00', 'failed'))
    as _(build_id, finished_at, status);
insert into raw.load_files values
    ('load-1', 'facts', 'data/labels/facts.csv', 'a'), ('load-2', 'facts', 'data/labels/facts.csv', 'b');
insert into raw.facts
select fact_id, value, 'data/labels/facts.csv', line, sha, 'load'
from (values ('f1', '9', 2), ('f2', '9', 3), ('f3', '9', 4), ('f4', '8', 5)) as _(fact_id, value, line)
cross join (values ('a'), ('b')) as shas(sha);
create view raw.facts_now as from raw.facts where file_sha256 = 'b';
create table raw.relations_now as
    select 'r1' as relation_id, 'e/s/a' as operand, 'data/labels/relations.csv' as file, 2 as line;
create table raw.quotes_now as select * from (values
    ('q1', 'data/labels/quotes.csv', 2), ('q2', 'data/labels/quotes.csv', 3)) as _(quote_id, file, line);
create table raw.rulings_now as
    select 'sources_agree-1' as disagreement_id, 'data/labels/rulings.csv' as file, 2 as line;
create table raw.articles_now as select * from (values
    ('one', 'data/articles/one.txt', null::integer), ('two', 'data/articles/two.html', 1)) as _(article_id, file, line);
create table intermediate.int_articles__newest as select * from (values
    ('one', 'title\ntext\nand text\nof nine\n  or ten\n'), ('two', 'In all 9 were freed.')) as _(article_id, text);
create table marts.articles as select * from (values
    ('one', null::timestamp, date '2026-01-01'), ('two', timestamp '2026-01-02', date '2026-01-02'))
    as _(article_id, published_at, published_on);
create table marts.facts as
select *, 'asserts' as stance, low as high, null::date as earliest_on, null::date as latest_on, null as value_text
from (values ('f1', 'e/s/a', false, 1, 'one'), ('f2', 'e/s/a', true, 1, 'one'),
    ('f3', 'e/s/b', true, 9, 'one'), ('f4', 'e/s/b', true, 9, 'one')) as _(fact_id, claim_id, is_live, low, article_id);
create table marts.quotes as select * from (values ('q1', 'one', 'He went'), ('q2', 'two', 'He left'))
    as _(quote_id, article_id, exact);
create table marts.disagreement_facts as select * from (values ('sources_agree-1', 'f1'), ('sources_agree-2', 'f2'))
    as _(disagreement_id, fact_id);
create table intermediate.int_disagreements__identified as
    select 'quotation_alike-1' as disagreement_id, 'quotation_alike' as rule, 'q1' as about_id;
create table intermediate.int_disagreements__parts as select * from (values
    ('quotation_alike', 'q1', 'q1', false), ('quotation_alike', 'q1', 'q2', false))
    as _(rule, about_id, part_id, is_fact);
"""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project(FILES)


def violation(detail: str = "", **ids: str | None) -> Violation:
    named = {"claim_id": None, "fact_id": None, "article_id": None, "file_line": None} | ids
    return Violation("b1", "rule", Severity.CRITICAL, "marts.claims", detail=detail, **named)


def result(answer: Answer = Answer.BROKEN, count: int = 1, **values: Any) -> RuleResult:
    broken = count if answer is Answer.BROKEN else 0
    return RuleResult("b1", "rule", "marts.claims", Severity.CRITICAL, answer, 12, broken, 12, **values)


def told(project: Project, *violations: Violation, answer: Answer = Answer.BROKEN, **options: Any) -> Report:
    checks = CheckOutcome((result(answer, len(violations)),), violations)
    return report_of(project, "b1", "failed", "critical", AT, checks=checks, **options)


def spots(project: Project, con: duckdb.DuckDBPyConnection, *violations: Violation) -> Spots:
    return Spots(project, con, Accounts.of(con, violations, "b1"))


def fingerprints(report: Report) -> list[str]:
    return [row.fingerprint for case in report.cases for row in case.rows]


class TestTheLineToTouch:
    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            (violation("x", file_line="data/labels/facts.csv:3"), "data/labels/facts.csv:3"),
            (violation("data/labels/relations.csv:2:5 value: no number"), "data/labels/relations.csv:2"),
            (violation("f1: it is wrong", fact_id="f2"), "data/labels/facts.csv:3"),
            (violation("r1: parts do not add up", claim_id="e/s/a"), "data/labels/relations.csv:2"),
            (violation("sources_agree-1 (sources_agree, expired): so"), "data/labels/rulings.csv:2"),
            (violation("sources_agree-2 (sources_agree, open): so"), "data/labels/facts.csv:3"),
            (violation("low 9, high 8", claim_id="e/s/a"), "data/labels/facts.csv:3"),
            (violation("no headline", article_id="one"), "data/articles/one.txt:1"),
            (violation('"and" is odd', article_id="one"), "data/articles/one.txt:3"),
            (violation('"text" is there twice', article_id="one"), "data/articles/one.txt:1"),
            (violation('one: "of nine or [ten]" is in no evidence', article_id="one"), "data/articles/one.txt:5"),
            (violation("numeral ten (article_id one, numeral_start 33)", article_id="one"), "data/articles/one.txt:5"),
            (violation('one: "” Then [eleven] more" is in no evidence', article_id="one"), "data/articles/one.txt:6"),
            (violation('x is "text" in two and "or ten" in one', article_id="one"), "data/articles/one.txt:5"),
            (violation('two: "In all [9] were" is in no evidence', article_id="two"), "data/articles/two.html:3"),
            (violation("quotation_alike-1 (quotation_alike, open): so"), "data/labels/quotes.csv:3"),
            (violation("low 9, high 8"), "models/marts/claims.sql:1"),
        ],
    )
    def test_is_that_of_the_label_else_of_the_model(
        self, project: Project, con: duckdb.DuckDBPyConnection, given: Violation, expected: str
    ) -> None:
        model = project.root / "models/marts/claims.sql"
        assert str(spots(project, con, given).of_violation(given, model, None)[0]) == expected

    def test_what_is_built_in_sends_to_the_settings(self, project: Project, con: duckdb.DuckDBPyConnection) -> None:
        spot, also = Spots(project, con).of_violation(violation(), Path(__file__), None)
        assert (str(spot), also) == ("pyproject.toml:1", [])

    def test_the_others_of_a_claim_are_named_too(self, project: Project, con: duckdb.DuckDBPyConnection) -> None:
        given = violation(claim_id="e/s/a")
        _, also = spots(project, con, given).of_violation(given, None, None)
        assert also == [Spot("data/labels/facts.csv", 2)]

    @pytest.mark.parametrize(("line", "name", "since"), [(4, "f3", None), (5, "f4", "b0"), (5, "f3", "b1")])
    def test_is_that_of_the_fact_that_is_new_since_then(
        self, project: Project, con: duckdb.DuckDBPyConnection, line: int, name: str, since: str | None
    ) -> None:
        con.execute("update raw.facts set value = '7' where file_sha256 = 'a' and fact_id = ?", [name])
        given = violation(claim_id="e/s/b")
        found = Spots(project, con, Accounts.of(con, [given], "b1", since))
        spot, also = found.of_violation(given, None, None)
        assert (spot, also) == (Spot("data/labels/facts.csv", line), [Spot("data/labels/facts.csv", 9 - line)])

    @pytest.mark.parametrize("is_new", [False, True])
    def test_of_a_relation_is_its_own_until_a_fact_is_new(
        self, project: Project, con: duckdb.DuckDBPyConnection, is_new: bool
    ) -> None:
        if is_new:
            con.execute("update raw.facts set value = '7' where file_sha256 = 'a' and fact_id = 'f2'")
        given = violation("the parts: so", claim_id="e/s/a", file_line="data/labels/relations.csv:2")
        spot, also = spots(project, con, given).of_violation(given, None, None)
        places = Spot("data/labels/relations.csv", 2), Spot("data/labels/facts.csv", 3)
        assert (spot, also) == ((places[1], [places[0]]) if is_new else (places[0], [places[1]]))

    def test_a_file_outside_of_the_project_is_nobodys_to_touch(self, project: Project) -> None:
        assert Spots(project, None).at(f"{__file__}:3") is None
        assert Spots(project, None).at("../desk2/x.csv:3") is None
        assert Spots(project, None).at("the command line") is None

    def test_files_are_named_from_the_top_of_the_repository(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        desk = tmp_path / "news" / "desk"
        desk.mkdir(parents=True)
        (desk / "pyproject.toml").write_text("[tool.wh]\n")
        assert top_of(desk) == tmp_path
        assert str(Spots(find_project(desk), None).of("pyproject.toml", 1)) == "news/desk/pyproject.toml:1"


class TestFingerprints:
    def test_stay_when_lines_move_and_differ_by_words(self, project: Project) -> None:
        one = told(project, violation("facts.csv:7 no number", file_line="data/labels/facts.csv:2"))
        moved = told(project, violation("facts.csv:9 no number", file_line="data/labels/facts.csv:3"))
        another = told(project, violation("facts.csv:7 no day", file_line="data/labels/facts.csv:2"))
        assert fingerprints(one) == fingerprints(moved)
        assert fingerprints(one) != fingerprints(another)

    def test_two_alike_are_two(self, project: Project) -> None:
        first, second = fingerprints(told(project, violation("null"), violation("null")))
        assert first != second


class TestWhatIsTold:
    @pytest.mark.parametrize(
        ("meta", "notes"),
        [
            ({}, None),
            ({"notes": "Why."}, "Why."),
            ({"notes": {"format": "markdown", "content": ["Why,", "and how."]}}, "Why, and how."),
            (
                {"set_on": "2026-01-02", "measured_share": 0.9, "reason": "Half is not enough."},
                "Half is not enough. Set on 2026-01-02, when 0.9 was measured.",
            ),
        ],
    )
    def test_a_rule_says_why_it_is_there_and_where_it_is_written(
        self, project: Project, meta: dict[str, Any], notes: str | None
    ) -> None:
        file = project.root / "models/marts/claims.sql"
        rule = Rule("rule", "expect_column_values_to_be_unique", Severity.CRITICAL, 7, {"column": "claim_id"}, meta)
        suite = Suite("marts.claims", "marts.claims", (), file, (rule,))
        guards: Any = SimpleNamespace(
            rules=lambda: [(suite, rule)], class_files=list, parsed=SimpleNamespace(models={})
        )
        (case,) = told(project, violation("x"), guards=guards).cases
        assert (case.notes, str(case.spot)) == (notes, "models/marts/claims.sql:7")
        assert case.sentence == "`claim_id` of marts.claims has no value twice."

    def test_a_rule_that_comes_with_the_engine_is_named_by_its_suite(self, project: Project) -> None:
        rule = Rule("rule", "expect_x", Severity.CRITICAL, 7, {}, {})
        suite = Suite("marts.claims", "marts.claims", (), Path("/elsewhere/expectations/marts.claims.json"), (rule,))
        guards: Any = SimpleNamespace(
            rules=lambda: [(suite, rule)], class_files=list, parsed=SimpleNamespace(models={})
        )
        (case,) = told(project, violation("x", file_line="data/labels/facts.csv:3"), guards=guards).cases
        assert (case.file, case.line) == ("claimhouse expectations/marts.claims.json", None)
        assert str(case.rows[0].spot) == "data/labels/facts.csv:3"

    def test_a_rule_with_nothing_to_look_at_sends_to_the_row_that_could_not_be_used(
        self, project: Project, con: duckdb.DuckDBPyConnection
    ) -> None:
        con.execute("create table raw.rejects_now as select 'data/labels/facts.csv' as file, 3 as line")
        (case,) = told(project, answer=Answer.UNANSWERED, con=con).cases
        assert str(case.spot) == "data/labels/facts.csv:3"

    def test_without_samples_rows_say_nothing_and_are_counted(self, project: Project) -> None:
        (case,) = told(project, violation("a name", fact_id="f1"), violation("another"), has_samples=False).cases
        assert [(row.says, row.fact_id) for row in case.rows] == [("", None), ("", None)]
        assert (case.broken_count, case.told_count) == (2, 2)

    def test_without_samples_an_error_keeps_its_cause_without_values(self, project: Project) -> None:
        (case,) = told(project, violation("no '5' in x"), answer=Answer.ERROR, has_samples=False).cases
        assert [row.says for row in case.rows] == ["no '…' in x"]

    def test_rows_are_bounded_and_without_secrets(self, project: Project) -> None:
        (case,) = told(project, violation("password=hunter22 " + "x" * 10_000)).cases
        assert case.rows[0].says.startswith(f"password={wording.MASK} xxx")
        assert len(case.rows[0].says) == wording.LONGEST_ROW

    def test_of_the_same_row_twice_one_is_new(self, project: Project) -> None:
        given = violation("null")
        identity = ("rule", "marts.claims", None, None, None, "null")
        key = ("marts.claims", "rule")
        from collections import Counter

        since = Since("b0", {key: 1}, {key: Counter({identity: 1})})
        (case,) = told(project, given, given, since=since).cases
        assert [row.is_new for row in case.rows] == [True, False]
        assert (case.new_count, case.old_count, case.forbids) == (1, 1, True)

    def test_a_model_that_cannot_be_built_is_on_its_line(self, project: Project) -> None:
        error = ModelError("No column `x`.", at="models/marts/claims.sql:1:8", way_out="`a`")
        (fault,) = report_of(project, "", "refused", "critical", AT, wrong=[error]).faults
        assert (str(fault.spot), fault.says, fault.way_out) == ("models/marts/claims.sql:1", "No column `x`.", "`a`")
