"""What is new since a build: rows by what they say, in files that are kept and files that are not."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from wh import novelty, quality, warehouse
from wh.errors import ProjectError
from wh.outcome import Since, forbidding
from wh.project import Project
from wh.results import Answer, CheckOutcome, RuleResult, Severity, Violation

MakeProject = Callable[..., Project]
AT = datetime(2026, 1, 2)
BROKEN, HELD, ERROR, UNANSWERED = Answer.BROKEN, Answer.HELD, Answer.ERROR, Answer.UNANSWERED


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project()


def checks(
    *details: str, answer: Answer = BROKEN, rule: str = "rule", count: int | None = None, sql: str | None = None
) -> CheckOutcome:
    broken = (count or len(details)) if answer is BROKEN else 0
    result = RuleResult("", rule, "main.t", Severity.CRITICAL, answer, 9, broken, 9, rows_sql=sql)
    rows = (Violation("", rule, Severity.CRITICAL, "main.t", None, None, None, detail) for detail in details)
    return CheckOutcome((result,), tuple(rows))


def keep(project: Project, build_id: str, told: CheckOutcome, rows: Sequence[int] = ()) -> None:
    """Keep a build that answered so, and whose table has these rows."""
    from dataclasses import replace

    from wh.private import lent

    with warehouse.locked(project), lent(project) as con:
        quality.create_quality(con)
        con.execute("create or replace table t as select unnest(?::integer[]) as n", [list(rows)])
        results = tuple(replace(each, build_id=build_id) for each in told.results)
        violations = tuple(replace(each, build_id=build_id) for each in told.violations)
        quality.record_checks(con, CheckOutcome(results, violations))
        quality.record_build(con, quality.BuildRecord(build_id, AT, AT, "published", 1, 1, 1))
        warehouse.publish(project, con, build_id=build_id, fingerprint=None, worst_failure=None, expires_on=None)


def since(project: Project, wanted: str, now: CheckOutcome) -> Since:
    con = warehouse.open_published(project)
    try:
        return novelty.since(project, con, novelty.answers_before(project, con, wanted), now)
    finally:
        con.close()


def new_in(project: Project, before: CheckOutcome, now: CheckOutcome) -> tuple[int, int, bool]:
    """Return how much is new, how much was there, and whether it forbids publishing."""
    keep(project, "1", before)
    found = since(project, "1", now)
    return found.count(now.results[0]), found.old_count(now.results[0]), bool(forbidding(now, "critical", found))


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        pytest.param(checks("a", "b"), checks("b", "a"), (0, 2, False), id="the same rows"),
        pytest.param(checks("a", "b"), checks("a", "c"), (1, 1, True), id="as many, one of them another"),
        pytest.param(checks("a", "b"), checks("a"), (0, 1, False), id="fewer"),
        pytest.param(checks("a"), checks("a", "a"), (1, 1, True), id="the same once more"),
        pytest.param(checks("f.csv:3 no"), checks("f.csv:9 no"), (0, 1, False), id="a line that moved"),
        pytest.param(checks(answer=HELD), checks("a"), (1, 0, True), id="held before"),
        pytest.param(checks("a", rule="other"), checks("a"), (1, 0, True), id="a new rule"),
        pytest.param(checks("x", answer=ERROR), checks("x", answer=ERROR), (0, 1, False), id="the same error"),
        pytest.param(checks("x", answer=ERROR), checks("y", answer=ERROR), (1, 0, True), id="another error"),
        pytest.param(checks("a"), checks("x", answer=ERROR), (1, 0, True), id="broken before, now in error"),
        pytest.param(checks(answer=HELD), checks(answer=UNANSWERED), (1, 0, True), id="no longer answered"),
        pytest.param(checks(answer=UNANSWERED), checks(answer=UNANSWERED), (0, 1, False), id="never answered"),
        pytest.param(checks("a"), checks(answer=HELD), (0, 0, False), id="mended"),
    ],
)
def test_only_what_is_new_forbids(
    project: Project, before: CheckOutcome, now: CheckOutcome, expected: tuple[int, int, bool]
) -> None:
    assert new_in(project, before, now) == expected


def compared(number: int, broken: int = 0, table: str = "main.t") -> CheckOutcome:
    answer = BROKEN if broken else HELD if number else UNANSWERED
    return CheckOutcome((RuleResult("", "rule", table, Severity.CRITICAL, answer, number, broken, number),), ())


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        pytest.param(compared(37), (1, 0, True), id="it looked at rows"),
        pytest.param(compared(37, 3), (1, 0, True), id="some of them broken"),
        pytest.param(compared(3, 3), (0, 0, False), id="all that it looked at is mended"),
        pytest.param(compared(0), (0, 0, False), id="it looked at nothing then either"),
        pytest.param(compared(37, table="marts.disagreements"), (0, 0, False), id="a list of what is wrong"),
    ],
)
def test_a_rule_with_nothing_left_to_look_at_is_new(
    project: Project, before: CheckOutcome, expected: tuple[int, int, bool]
) -> None:
    assert new_in(project, before, compared(0, table=before.results[0].table_name)) == expected


def test_where_not_all_rows_were_told_both_builds_are_asked(project: Project) -> None:
    sql = "select n from t where n > 2"
    told = checks("3", "4", count=4, sql=sql)
    keep(project, "1", told, rows=[1, 3, 4, 5, 6])
    keep(project, "2", told, rows=[1, 3, 4, 7, 8])
    assert since(project, "1", told).count(told.results[0]) == 2
    assert since(project, "2", told).count(told.results[0]) == 0


def test_where_the_earlier_build_cannot_be_asked_growth_is_new(project: Project) -> None:
    keep(project, "1", checks("a", "b", count=4, sql="select n from elsewhere"), rows=[1])
    now = checks("a", "b", count=6, sql="select n from elsewhere")
    assert since(project, "1", now).count(now.results[0]) == 2


def test_a_build_whose_file_is_gone_is_still_known_by_its_answers(project: Project) -> None:
    keep(project, "1", checks("a"))
    keep(project, "2", checks("a", "b"))
    for file in (project.state / "builds").glob("1.*"):
        file.unlink()
    now = checks("a", "b")
    assert since(project, "1", now).count(now.results[0]) == 1
    assert since(project, "published", now).count(now.results[0]) == 0


@pytest.mark.parametrize(
    ("wanted", "says"),
    [
        ("3", "No build has the id `3`.\n  at  the command line\n  try `published`, or one of the kept builds: 11, 12"),
        ("1", "More than one build has the id `1`."),
        ("", "No build has the id ``."),
    ],
)
def test_a_build_that_is_none_is_refused_with_those_that_are(project: Project, wanted: str, says: str) -> None:
    keep(project, "11", checks("a"))
    keep(project, "12", checks("a"))
    with pytest.raises(ProjectError) as refused:
        since(project, wanted, checks("a"))
    assert str(refused.value).startswith(says)


def test_a_build_that_asked_nothing_tells_nothing(project: Project) -> None:
    keep(project, "1", CheckOutcome((), ()))
    with pytest.raises(ProjectError, match="No rule was asked in build `1`"):
        since(project, "1", checks("a"))


def test_answers_of_an_older_engine_are_read_too(project: Project, tmp_path: Path) -> None:
    with duckdb.connect() as con:
        quality.create_quality(con)
        quality.record_checks(con, checks("a", sql="select 1"))
        quality.record_build(con, quality.BuildRecord("", AT, AT, "published", 1, 1, 1))
        found = quality.answers_of(con, "")
        assert found == checks("a", sql="select 1")
        con.execute("alter table quality.rule_results drop column rows_sql")
        older = quality.answers_of(con, "")
        assert older is not None
        assert (older.results[0].rows_sql, older.violations) == (None, found.violations if found else None)
        assert quality.answers_of(con, "another") is None
