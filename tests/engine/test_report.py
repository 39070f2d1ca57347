import io
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from wh import check_report, plan_report, report, terminal
from wh.asking import Answer as Rows
from wh.asking import HistoryEntry
from wh.errors import ModelError
from wh.outcome import Contents, Outcome, PlannedModel, Quiet, Since
from wh.parsing import parse
from wh.project import Project
from wh.quality import BuildRecord
from wh.reports import Report
from wh.reports.gathering import report_of
from wh.results import Answer, CheckOutcome, LoadSummary, Reject, RuleResult, Severity, Violation
from wh.rules import Rule, Suite

MakeProject = Callable[..., Project]
Printed = pytest.CaptureFixture[str]


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")


def loaded(*rejects: Reject, is_new: bool = True) -> LoadSummary:
    counts = {"articles": 5, "facts": 1200, "people": 1}
    return LoadSummary("1", is_new, datetime(2026, 1, 1, tzinfo=UTC), 5, counts, ("facts",), rejects)


def answered(
    answer: Answer, severity: Severity = Severity.CRITICAL, *, candidates: int = 0, rule: str = "evidence_is_anchored"
) -> RuleResult:
    broken = 2 if answer is Answer.BROKEN else 0
    compared = 0 if answer is Answer.UNANSWERED else 1500
    return RuleResult("1", rule, "marts.facts", severity, answer, compared, broken, candidates)


def told(
    make_project: MakeProject, checks: CheckOutcome | None = None, fail_on: str = "critical", **values: Any
) -> Report:
    """Return what is told of answers in a project without a file."""
    return report_of(make_project(), "b1", "failed", fail_on, datetime(2026, 1, 1, tzinfo=UTC), checks=checks, **values)


def broken_row(detail: str) -> Violation:
    return Violation("1", "evidence_is_anchored", Severity.CRITICAL, "marts.facts", None, None, "a", detail)


class TestErrors:
    def test_an_error_goes_to_the_error_stream_alone(self, capsys: Printed) -> None:
        report.print_error(ModelError("It is wrong.", at="models/x.sql:3", way_out="the other"))
        assert capsys.readouterr() == ("", "error: It is wrong.\n  at  models/x.sql:3\n  try the other\n")

    def test_several_are_all_named_and_counted(self, capsys: Printed) -> None:
        report.print_error(ExceptionGroup("wrong", [ModelError("One."), ModelError("Two.")]))
        assert capsys.readouterr().err == "error: One.\nerror: Two.\n2 errors\n"


class TestABuild:
    def test_where_nothing_changed_one_line_says_so(self, make_project: MakeProject, capsys: Printed) -> None:
        outcome = Outcome("unchanged", "20260101-1")
        report.print_build(make_project(), outcome, told(make_project), timedelta(seconds=1))
        assert capsys.readouterr().out == "Nothing changed: warehouse.duckdb is up to date (build 20260101-1).\n"

    def test_a_plan_gives_each_model_its_reason_and_writes_nothing(self, capsys: Printed) -> None:
        planned = (PlannedModel("marts.claims", "its SQL changed"), PlannedModel("marts.facts_by_day", "new"))
        plan_report.print_plan(Outcome("planned", "1", loaded(), planned, 60), as_json=False)
        assert capsys.readouterr().out == (
            "Would load 5 articles and 1,201 label rows, 1,200 facts among them.\n"
            "Would build 2 of 60 models:\n"
            "  marts.claims        its SQL changed\n"
            "  marts.facts_by_day  new\n"
            "Nothing was written.\n"
        )

    def test_a_plan_tells_what_would_be_dropped_and_which_rules_would_be_asked(self, capsys: Printed) -> None:
        rules = (("marts.claims", "is_whole", "it is built"), ("marts.claims", "is_one", "it is built"))
        outcome = Outcome("planned", "1", None, (), 60, gone=("marts.people",), rules_due=rules)
        plan_report.print_plan(outcome, as_json=False)
        assert capsys.readouterr().out == (
            "Would build 0 of 60 models.\n"
            "  marts.people  would be dropped: its model is gone\n"
            "Would ask 2 rules of 1 table.\n"
            "Nothing was written.\n"
        )

    def test_a_plan_as_json_has_all_of_it(self, capsys: Printed) -> None:
        outcome = Outcome(
            *("planned", "1", None, (PlannedModel("marts.claims", "new"),), 60),
            gone=("marts.people",),
            rules_due=(("marts.claims", "is_whole", "it is built"),),
        )
        plan_report.print_plan(outcome, as_json=True)
        assert json.loads(capsys.readouterr().out) == {
            "models": [{"table": "marts.claims", "reason": "new"}],
            "model_count": 60,
            "dropped": ["marts.people"],
            "rules": [{"table": "marts.claims", "rule": "is_whole", "reason": "it is built"}],
        }

    def test_a_published_one_says_where_and_what_to_ask(self, make_project: MakeProject, capsys: Printed) -> None:
        checks = CheckOutcome((answered(Answer.HELD), answered(Answer.UNANSWERED, rule="r")), ())
        contents = Contents(5, 1200, 15, 182, 65, 2, 1, 3)
        outcome = Outcome("published", "20260101-1", loaded(), (), 60, 12345, checks, contents)
        report.print_build(make_project(), outcome, told(make_project, checks), timedelta(seconds=1.26))
        assert capsys.readouterr().out == (
            "Loaded 5 articles and 1,201 label rows, 1,200 facts among them.\n"
            "Built 0 of 60 models, 12,345 rows in all.\n"
            "Checked 2 rules: 1 held, 1 unanswered (nothing could be compared).\n"
            "It holds 5 articles, 1,200 facts and 15 people; 182 claims, 65 of them in more than one article, "
            "2 disputed.\n"
            "Disagreements between sources: 4, of which 3 ruled on and 1 open.\n"
            "Published warehouse.duckdb as build 20260101-1 in 1.3 s.\n"
            'Ask it:  wh query "select claim_id, low, high, agreement from marts.claims '
            "where agreement = 'disputed'\"\n"
        )

    @pytest.mark.parametrize(("is_there", "was"), [(False, "was not made"), (True, "is as it was")])
    def test_a_failed_one_says_what_readers_see(
        self, make_project: MakeProject, capsys: Printed, is_there: bool, was: str
    ) -> None:
        project = make_project({"warehouse.duckdb": ""} if is_there else {})
        checks = CheckOutcome((answered(Answer.BROKEN),), (broken_row("said"),))
        outcome = Outcome("failed", "1", loaded(is_new=False), (), 60, 1, checks)
        report.print_build(project, outcome, told(make_project, checks, "warning"), timedelta(seconds=1))
        assert capsys.readouterr().out.splitlines() == [
            "Nothing new to load: 5 articles and 1,201 label rows, 1,200 facts among them.",
            "Built 0 of 60 models, 1 rows in all.",
            "Checked 1 rule: 1 broken.",
            "",
            "critical evidence_is_anchored on marts.facts: 2 of 1,500 broken",
            "  - said",
            "    at pyproject.toml:1",
            "Not published: 1 rule at or above `warning` is not held: evidence_is_anchored. "
            f"warehouse.duckdb {was}; what was loaded is kept.",
            "Begin with evidence_is_anchored, 2 rows; the first is at pyproject.toml:1.",
            "Then `wh build` again.",
        ]


class TestALoad:
    def test_every_row_that_could_not_be_used_is_named_with_its_way_out(self, capsys: Printed) -> None:
        reject = Reject("data/labels/facts.csv", 7, "value", "The value `1o` is no count.", "`10`", "f,1o")
        report.print_load(loaded(reject), is_dry=False)
        assert capsys.readouterr().out.splitlines()[1:] == [
            "1 entry could not be used:",
            "  data/labels/facts.csv:7  The value `1o` is no count.",
            "      try `10`",
        ]

    def test_of_very_many_the_rest_is_counted(self, capsys: Printed) -> None:
        rejects = [Reject("facts.csv", line, None, "Why.", None, "") for line in range(2, 62)]
        report.print_load(loaded(*rejects), is_dry=False)
        lines = capsys.readouterr().out.splitlines()
        assert lines[1] == "60 entries could not be used:"
        assert lines[-1] == '  … and 10 more: wh query --unpublished "from raw.rejects_now"'
        assert len(lines) == 53

    def test_a_rehearsal_of_very_many_points_at_no_table_that_was_not_written(self, capsys: Printed) -> None:
        rejects = [Reject("facts.csv", line, None, "Why.", None, "") for line in range(2, 62)]
        report.print_load(loaded(*rejects), is_dry=True)
        assert capsys.readouterr().out.splitlines()[-1] == "  … and 10 more: mend these first"

    def test_rows_that_fall_with_another_are_counted_under_it(self, capsys: Printed) -> None:
        cause = Reject("attributes.csv", 3, "question", "`question` is empty.", "a question", "freed")
        fallen = "The attribute `freed` is itself refused, at attributes.csv:3."
        further = "The fact `f` is itself refused, at facts.csv:2."
        rejects = [
            Reject("facts.csv", 2, "attribute", fallen, "mending that row", "f"),
            Reject("evidence.csv", 9, "fact_id", further, "mending that row", "e"),
            cause,
        ]
        report.print_load(loaded(*rejects), is_dry=False)
        assert capsys.readouterr().out.splitlines()[1:] == [
            "3 entries could not be used:",
            "  attributes.csv:3  `question` is empty.",
            "      try a question",
            "      and 2 rows that refer to it",
        ]


class TestChecks:
    def test_a_rule_below_the_threshold_is_reported_only(self, make_project: MakeProject, capsys: Printed) -> None:
        check_report.print_checks(told(make_project, CheckOutcome((answered(Answer.BROKEN, Severity.WARNING),), ())))
        assert capsys.readouterr().out.splitlines()[-1] == (
            "warning evidence_is_anchored on marts.facts: 2 of 1,500 broken (reported only)"
        )

    def test_unanswered_with_candidates_is_said_as_what_it_is(self, make_project: MakeProject, capsys: Printed) -> None:
        check_report.print_checks(told(make_project, CheckOutcome((answered(Answer.UNANSWERED, candidates=3),), ())))
        assert capsys.readouterr().out.splitlines()[-1] == (
            "critical evidence_is_anchored on marts.facts: unanswered: none of 3 candidates could be compared"
        )

    def test_rules_that_look_at_nothing_any_more_are_said(self, make_project: MakeProject, capsys: Printed) -> None:
        checks = CheckOutcome((answered(Answer.UNANSWERED),), ())
        key = "marts.facts", "evidence_is_anchored"
        check_report.print_checks(told(make_project, checks, quiet=Quiet("b0", {key: 37})))
        check_report.print_checks(told(make_project, checks, since=Since("b0", {key: 1}, {}, {key: 37})))
        lines = capsys.readouterr().out.splitlines()
        assert lines[1] == (
            "Note: 1 rule compared rows in the published build b0 and nothing now: marts.facts/evidence_is_anchored."
        )
        assert lines[-1] == ("critical evidence_is_anchored on marts.facts: compared 37 rows in build b0, nothing now")

    def test_an_error_shows_its_cause(self, make_project: MakeProject, capsys: Printed) -> None:
        checks = CheckOutcome((answered(Answer.ERROR),), (broken_row("no such column\nLINE 2"),))
        check_report.print_checks(told(make_project, checks))
        assert capsys.readouterr().out.splitlines()[2:] == [
            "critical evidence_is_anchored on marts.facts: could not be asked",
            "  - no such column",
            "    LINE 2",
            "    at pyproject.toml:1",
        ]

    def test_a_row_is_told_with_the_ids_and_the_place_by_which_it_is_found(
        self, make_project: MakeProject, capsys: Printed
    ) -> None:
        ids = ("e/s/released", "slug-released", "slug")
        row = Violation("1", "evidence_is_anchored", Severity.CRITICAL, "marts.facts", *ids, "x", "labels/facts.csv:7")
        (make_project().root / "labels").mkdir()
        (make_project().root / "labels/facts.csv").touch()
        check_report.print_checks(told(make_project, CheckOutcome((answered(Answer.BROKEN),), (row,))))
        assert capsys.readouterr().out.splitlines()[3:] == [
            "  - x",
            "    claim e/s/released; fact slug-released",
            "    at labels/facts.csv:7",
        ]

    def test_without_samples_rules_are_counted_and_no_row_is_printed(
        self, make_project: MakeProject, capsys: Printed
    ) -> None:
        checks = CheckOutcome((answered(Answer.BROKEN),), (broken_row("x"),))
        check_report.print_checks(told(make_project, checks, has_samples=False))
        reject = Reject("data/labels/facts.csv", 7, "value", "The value `1o` is no count.", "`10`", "f,1o")
        report.print_load(loaded(reject), is_dry=False, has_samples=False)
        assert capsys.readouterr().out.splitlines()[2:] == [
            "critical evidence_is_anchored on marts.facts: 2 of 1,500 broken",
            "  - at pyproject.toml:1",
            "Loaded 5 articles and 1,201 label rows, 1,200 facts among them.",
            "1 entry could not be used:",
            "  data/labels/facts.csv:7",
        ]

    def test_what_a_row_says_moves_no_cursor_and_tells_no_secret(
        self, make_project: MakeProject, capsys: Printed
    ) -> None:
        row = broken_row("\x1b[2Jtoken=abcd1234 \u202egnp")
        check_report.print_checks(told(make_project, CheckOutcome((answered(Answer.BROKEN),), (row,))))
        assert capsys.readouterr().out.splitlines()[3] == r"  - \x1b[2Jtoken=••• \u202egnp"

    def test_what_was_there_before_is_counted_and_only_what_is_new_is_listed(
        self, make_project: MakeProject, capsys: Printed
    ) -> None:
        results = (answered(Answer.BROKEN), answered(Answer.BROKEN, rule="older"))
        rows = (broken_row("old"), broken_row("new"), replace(broken_row("old too"), rule="older"))
        identity = ("evidence_is_anchored", "marts.facts", None, None, "a", "new")
        keys = ("marts.facts", "evidence_is_anchored"), ("marts.facts", "older")
        since = Since("b0", {keys[0]: 1, keys[1]: 0}, {keys[0]: Counter({identity: 1}), keys[1]: Counter()})
        of_checks = told(make_project, CheckOutcome(results, rows), since=since)
        check_report.print_checks(of_checks)
        check_report.print_verdict(of_checks)
        assert capsys.readouterr().out.splitlines() == [
            "Checked 2 rules: 2 broken.",
            "New since build b0: 1 row in 1 rule; there before: 3 rows in 2 rules, not counted.",
            "",
            "critical evidence_is_anchored on marts.facts: 2 of 1,500 broken, 1 of them new",
            "  - new",
            "    at pyproject.toml:1",
            "",
            "critical older on marts.facts: 2 of 1,500 broken (there before)",
            "",
            "1 rule at or above `critical` is not held anew since build b0: evidence_is_anchored.",
        ]

    def test_a_check_ends_with_its_verdict(self, make_project: MakeProject, capsys: Printed) -> None:
        check_report.print_verdict(told(make_project, CheckOutcome((answered(Answer.HELD),), ())))
        checks = CheckOutcome((answered(Answer.ERROR), answered(Answer.BROKEN, rule="b")), ())
        check_report.print_verdict(told(make_project, checks, "warning"))
        assert capsys.readouterr().out.splitlines() == [
            "Every rule that counts is held.",
            "",
            "2 rules at or above `warning` are not held: evidence_is_anchored, b.",
        ]

    def test_an_id_that_the_words_name_is_not_told_twice(self, make_project: MakeProject, capsys: Printed) -> None:
        ids = (None, "slug-released", "slug")
        row = Violation(*("1", "evidence_is_anchored"), Severity.CRITICAL, "marts.facts", *ids, "slug-released: why")
        check_report.print_checks(told(make_project, CheckOutcome((answered(Answer.BROKEN),), (row,))))
        assert capsys.readouterr().out.splitlines()[3:] == ["  - slug-released: why", "    at pyproject.toml:1"]

    def test_of_many_rows_ten_are_shown_and_the_rest_counted(self, make_project: MakeProject, capsys: Printed) -> None:
        rows = tuple(broken_row(f"row {number}") for number in range(12))
        check_report.print_checks(told(make_project, CheckOutcome((answered(Answer.BROKEN),), rows)))
        lines = capsys.readouterr().out.splitlines()
        assert lines[-2:] == ["  - row 9", "  … and 2 more in quality.violations"]

    def test_rules_that_held_are_counted_and_not_listed(self, make_project: MakeProject, capsys: Printed) -> None:
        check_report.print_checks(
            told(make_project, CheckOutcome((answered(Answer.HELD), answered(Answer.HELD, rule="r")), ()), "warning")
        )
        assert capsys.readouterr().out == "Checked 2 rules: 2 held.\n"

    def test_each_rule_says_what_it_asks_for_and_one_line_for_all_its_rows(
        self, make_project: MakeProject, capsys: Printed
    ) -> None:
        project = make_project({"models/facts.sql": "select 1"})
        rule = Rule(
            "evidence_is_anchored", "expect_column_values_to_be_unique", Severity.CRITICAL, 7, {"column": "id"}, {}
        )
        suite = Suite("marts.facts", "marts.facts", (), project.root / "models/facts.sql", (rule,))
        guards: Any = SimpleNamespace(
            rules=lambda: [(suite, rule)], class_files=list, parsed=SimpleNamespace(models={})
        )
        checks = CheckOutcome((answered(Answer.BROKEN),), (broken_row("one"), broken_row("two")))
        check_report.print_checks(told(make_project, checks, guards=guards))
        assert capsys.readouterr().out.splitlines()[2:] == [
            "critical evidence_is_anchored on marts.facts: 2 of 1,500 broken",
            "  `id` of marts.facts has no value twice.",
            "  at models/facts.sql:7",
            "  - one",
            "  - two",
        ]

    def test_a_line_is_named_as_it_is_seen_from_the_project(self, make_project: MakeProject, capsys: Printed) -> None:
        (make_project().root.parent / ".git").mkdir()
        of_checks = told(make_project, CheckOutcome((answered(Answer.BROKEN),), (broken_row("one"),)))
        assert str(of_checks.cases[0].rows[0].spot) == "desk/pyproject.toml:1"
        check_report.print_checks(of_checks)
        assert capsys.readouterr().out.splitlines()[-1] == "    at pyproject.toml:1"


class TestRows:
    rows = Rows(
        ("claim_id", "low", "is_retracted", "name_variants", "at", "note"),
        (
            ("b/c", 123.0, False, ["Ada", "Ms Lund"], datetime(2026, 1, 2, 3, 4), "two\nlines"),
            ("a/d", 9.5, None, [], date(2026, 1, 2), None),
        ),
    )

    def test_a_table_sets_numbers_to_the_right_and_keeps_a_row_on_its_line(self, capsys: Printed) -> None:
        report.print_rows(Rows(("claim_id", "low", "note"), (("a/b", 1234.5, "two\nlines"), ("c", 7, None))), "table")
        assert capsys.readouterr().out == (
            "claim_id     low  note\n"
            "--------  ------  ----------\n"
            "a/b       1234.5  two\\nlines\n"
            "c              7\n"
            "2 rows\n"
        )

    def test_an_answer_without_rows_is_still_a_table(self, capsys: Printed) -> None:
        report.print_rows(Rows(("a", "b"), ()), "table")
        assert capsys.readouterr().out == "a  b\n-  -\n0 rows\n"

    def test_csv_is_for_a_spreadsheet(self, capsys: Printed) -> None:
        report.print_rows(self.rows, "csv")
        assert capsys.readouterr().out == (
            "claim_id,low,is_retracted,name_variants,at,note\n"
            'b/c,123,false,"[""Ada"", ""Ms Lund""]",2026-01-02 03:04:00,"two\nlines"\n'
            "a/d,9.5,,[],2026-01-02,\n"
        )

    def test_json_is_for_a_program(self, capsys: Printed) -> None:
        report.print_rows(self.rows, "json")
        assert json.loads(capsys.readouterr().out) == [
            {
                "claim_id": "b/c",
                "low": 123.0,
                "is_retracted": False,
                "name_variants": ["Ada", "Ms Lund"],
                "at": "2026-01-02T03:04:00",
                "note": "two\nlines",
            },
            {
                "claim_id": "a/d",
                "low": 9.5,
                "is_retracted": None,
                "name_variants": [],
                "at": "2026-01-02",
                "note": None,
            },
        ]


class TestLists:
    def entries(self) -> list[HistoryEntry]:
        at = datetime(2026, 1, 1, 8)
        return [
            HistoryEntry(BuildRecord("1", at, at, "published", 60, 60, 1234), True, False),
            HistoryEntry(BuildRecord("2", at, at, "failed", 60, 2, 1240), False, False),
            HistoryEntry(BuildRecord("3", at, at, "published", 60, 0, 1240), True, True),
        ]

    def test_history_says_which_build_readers_see_and_which_are_kept(self, capsys: Printed) -> None:
        report.print_history(self.entries(), "warehouse.duckdb", as_json=False)
        assert [line.split(maxsplit=4)[3:] for line in capsys.readouterr().out.splitlines()[2:]] == [
            ["published", "60 of 60        1,234  kept"],
            ["failed", "2 of 60         1,240"],
            ["published", "0 of 60         1,240  <- warehouse.duckdb"],
        ]

    def test_history_for_a_program_has_the_same(self, capsys: Printed) -> None:
        report.print_history(self.entries(), "warehouse.duckdb", as_json=True)
        listed = json.loads(capsys.readouterr().out)
        assert [(each["build_id"], each["is_kept"], each["is_published"]) for each in listed] == [
            *(("1", True, False), ("2", False, False), ("3", True, True))
        ]

    def test_models_are_listed_layer_by_layer_with_their_first_sentence(
        self, make_project: MakeProject, capsys: Printed
    ) -> None:
        project = make_project(
            {
                "models/marts/claims.sql": "select * from {{ ref('stg_facts') }}",
                "models/staging/stg_facts.sql": "{{ config(materialized='view') }} select 1 as a",
                "models/marts/claims.yml": "models: [{name: claims, description: What is said. And how often.}]",
            }
        )
        parsed = parse(project, {})
        report.print_models((parsed, list(parsed.graph().order())), as_json=False)
        assert capsys.readouterr().out == (
            "staging.stg_facts  view\nmarts.claims       table        What is said.\n2 models\n"
        )

    def test_a_started_project_says_what_to_do_next(self, capsys: Printed) -> None:
        report.print_started(Path("storm"), ["README.md", "data/articles.csv"])
        assert capsys.readouterr().out == (
            "Started a project in storm:\n  README.md\n  data/articles.csv\nNow:  cd storm && wh build\n"
        )


class TestTheTerminal:
    def test_progress_is_plain_lines_where_there_is_no_terminal(self) -> None:
        stream = io.StringIO()
        with terminal.Progress(stream) as progress:
            progress("loading")
            progress("marts.claims", 1, 60)
            progress("marts.facts", 2, 60)
            progress("checking")
        assert stream.getvalue() == "loading\nbuilding 60 models\nchecking\n"

    def test_progress_on_a_terminal_is_one_line_and_gone_at_the_end(self) -> None:
        stream = Screen()
        with terminal.Progress(stream) as progress:
            progress("loading")
            progress("marts.claims", 1, 60)
        assert "\n" not in stream.getvalue()
        assert "[1/60] marts.claims …" in stream.getvalue()
        assert stream.getvalue().endswith("\r\x1b[2K")

    def test_a_load_shows_its_pace_on_a_terminal_alone_and_only_once_it_takes_long(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        now = iter((0.0, 1.0, 3.0, 3.1))
        monkeypatch.setattr(terminal.time, "monotonic", lambda: next(now))
        plain, screen = io.StringIO(), Screen()
        terminal.Progress(plain).pace(1, 2)
        progress = terminal.Progress(screen)
        for done in (0, 50_000_000, 150_000_000, 151_000_000):
            progress.pace(done, 600_000_000)
        assert plain.getvalue() == ""
        assert screen.getvalue() == "\r\x1b[2Kloading █████░░░░░░░░░░░░░░░ 150 of 600 MB, 50.0 MB/s, 9 s left"

    def test_what_is_left_of_a_load_is_told_in_hours_and_minutes(self) -> None:
        assert terminal.pace_in_words(10**6, 10**10, 1.0).endswith("1 of 10,000 MB, 1.0 MB/s, 2 h 46 min left")
        assert terminal.pace_in_words(10**6, 10**8, 1.0).endswith("1 of 100 MB, 1.0 MB/s, 1 min 39 s left")
        assert terminal.pace_in_words(0, 10**8, 1.0).endswith("0 of 100 MB, 0.0 MB/s")

    def test_colour_is_for_a_terminal_that_wants_it(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert terminal.paint("x", "red", Screen()) == "\x1b[31mx\x1b[0m"
        assert terminal.paint("x", "red", io.StringIO()) == "x"
        monkeypatch.setenv("NO_COLOR", "1")
        assert terminal.paint("x", "red", Screen()) == "x"
