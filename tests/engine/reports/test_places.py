import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from engine.reports.told import HOSTILE, case, check_all, hostile_report, report, row, spot

from wh import reports
from wh.errors import ProjectError
from wh.outcome import Quiet
from wh.project import Project
from wh.reports import document, github, gitlab, junit, markdown, sarif, wording
from wh.reports.report import Fault, Report, Ruling
from wh.results import Answer, Severity

Printed = pytest.CaptureFixture[str]
INFO = {"severity": Severity.INFO, "forbids": False}
WARNING = {"severity": Severity.WARNING, "forbids": False}


def parsed(told: Report) -> ElementTree.Element:
    return ElementTree.fromstring(junit.text(told))


def sarif_run(told: Report) -> dict[str, Any]:
    (run,) = json.loads(sarif.text(told))["runs"]
    return dict(run)


class TestAllOfThem:
    @pytest.mark.parametrize("says", HOSTILE.values(), ids=HOSTILE.keys())
    def test_whatever_a_row_says_each_form_is_still_valid(self, says: str) -> None:
        check_all(hostile_report(says))

    @pytest.mark.parametrize("says", HOSTILE.values(), ids=HOSTILE.keys())
    def test_what_cannot_be_seen_is_spelled_out_in_each(self, says: str) -> None:
        told = hostile_report(says)
        for form in (junit, sarif, gitlab, document, github, markdown):
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202e\u2066\u200f\ufffe\uffff\ud800]", form.text(told))

    def test_a_report_of_nothing_is_valid(self) -> None:
        check_all(report())

    def test_hundreds_of_broken_rules_of_many_rows_stay_within_bounds(self) -> None:
        rows = tuple(row(f"{number} " + "z" * 300, mark=f"{number:x}") for number in range(26))
        told = report(*(case(Answer.BROKEN, *rows, rule=f"rule_{number}") for number in range(200)))
        assert len(markdown.text(told).encode()) <= 60_000
        assert "rules more had no room here" in markdown.text(told)
        assert len(sarif_run(told)["results"]) == 5_000
        assert "200 findings are left out" in sarif.text(told)
        assert len(github.text(told).splitlines()) == 10

    def test_rules_that_look_at_nothing_any_more_are_named(self) -> None:
        told = report(case(Answer.UNANSWERED, candidate_count=0), quiet=Quiet("b0", {("marts.facts", "age"): 37}))
        assert "1 rule compared rows in the published build b0 and nothing now: marts.facts/age." in markdown.text(told)
        quiet = {"build_id": "b0", "rules": [{"rule": "age", "table": "marts.facts", "compared_count": 37}]}
        assert json.loads(document.text(told))["quiet"] == quiet


class TestJUnit:
    def test_a_case_is_a_rule_and_a_suite_a_table(self) -> None:
        told = report(case(Answer.HELD), case(Answer.HELD, rule="b"), case(Answer.HELD, table="marts.facts"))
        suites = {suite.get("name"): [one.get("name") for one in suite] for suite in parsed(told)}
        assert suites == {"marts.claims": ["interval_is_ordered", "b"], "marts.facts": ["interval_is_ordered"]}

    @pytest.mark.parametrize(
        ("given", "expected"),
        [
            (case(Answer.HELD), None),
            (case(Answer.BROKEN, row()), "failure"),
            (case(Answer.ERROR, row("no such column")), "error"),
            (case(Answer.UNANSWERED, is_failure=True, forbids=True), "failure"),
            (case(Answer.UNANSWERED, candidate_count=0), "skipped"),
            (case(Answer.BROKEN, row(), **WARNING), "system-out"),
        ],
    )
    def test_each_answer_has_its_colour(self, given: Any, expected: str | None) -> None:
        (one,) = parsed(report(given)).iter("testcase")
        assert [child.tag for child in one] == ([expected] if expected else [])

    def test_a_failure_says_how_many_which_and_how_to_find_them(self) -> None:
        rows = [row(f"claim {number} is wrong", mark=f"{number:x}") for number in range(12)]
        (failure,) = parsed(report(case(Answer.BROKEN, *rows))).iter("failure")
        assert failure.get("message") == "12 of 12 broken"
        text = failure.text or ""
        assert text.splitlines()[:4] == [
            "Low is not above high.",
            "candidates 12, compared 12, broken 12",
            "rule at expectations/marts.claims.json:3",
            "- claim 0 is wrong",
        ]
        assert "  claim e/s/a; fact f1; article one; at data/labels/facts.csv:7" in text
        assert text.count("- claim") == 10
        assert text.endswith("… and 2 rows more\nThe SQL that finds them:\nselect 1 where '`' < ']]>'")

    def test_long_sql_is_cut_and_says_where_it_is_whole(self, make_project: Callable[..., Project]) -> None:
        wide = "select " + ", ".join(f"'a, b' as column_{number}" for number in range(9))
        sql = "\n".join([wide, *(f"    -- line {number}" for number in range(60))])
        long = case(Answer.BROKEN, row(), sql=sql, sql_file="target/rules/marts.claims.interval_is_ordered.sql")
        told = report(long, home=make_project({}))
        (failure,) = parsed(told).iter("failure")
        shown = (failure.text or "").partition("The SQL that finds them:\n")[2].splitlines()
        assert max(map(len, shown)) <= 120 and len(shown) == wording.MOST_SQL_LINES + 1
        assert " ".join(map(str.strip, shown)).startswith(wide)
        assert shown[-1] == "-- and so on; the whole is in target/rules/marts.claims.interval_is_ordered.sql"
        assert told.home is not None
        reports.write(told, [reports.Place("junit", told.home.root / "target" / "junit.xml")])
        assert (told.home.root / str(long.sql_file)).read_text() == f"{sql}\n"

    def test_what_is_only_reported_passes_and_is_told_in_its_output(self) -> None:
        (one,) = parsed(report(case(Answer.BROKEN, row(), **INFO))).iter("testcase")
        said = (one.findtext("system-out") or "").splitlines()
        assert said[:2] == ["info: 1 of 12 broken (reported only)", "Low is not above high."]
        check_all(report(case(Answer.BROKEN, row(), **INFO)))

    def test_what_was_there_before_turns_nothing_red(self) -> None:
        old = case(Answer.BROKEN, row(is_new=False), new_count=0, old_count=1, forbids=False)
        (one,) = parsed(report(old, since="b0")).iter("testcase")
        assert [(child.tag, child.get("message")) for child in one] == [
            ("skipped", "1 of 12 broken; 0 new since b0, 1 there before (reported only)")
        ]

    def test_a_project_that_is_wrong_is_an_error_with_its_way_out(self) -> None:
        told = report(faults=(Fault("No column `x`.", "`y`, the closest name", spot(3), "a1"),), status="refused")
        (error,) = parsed(told).iter("error")
        assert error.text == "No column `x`.\n  at  data/labels/facts.csv:3\n  try `y`, the closest name"
        check_all(told)


class TestSarif:
    def test_a_result_is_on_the_line_to_touch_and_names_the_others(self) -> None:
        (result,) = sarif_run(report(case(Answer.BROKEN, row())))["results"]
        place = result["locations"][0]["physicalLocation"]
        assert (place["artifactLocation"]["uri"], place["region"]["startLine"]) == ("data/labels/facts.csv", 7)
        assert [each["physicalLocation"]["region"]["startLine"] for each in result["relatedLocations"]] == [9]
        assert (result["ruleId"], result["level"]) == ("marts.claims/interval_is_ordered", "error")

    def test_a_rule_brings_its_help(self) -> None:
        run = sarif_run(report(case(Answer.BROKEN, row(), notes="Why."), case(Answer.HELD, rule="held")))
        (rule,) = run["tool"]["driver"]["rules"]
        assert rule["shortDescription"] == {"text": "Low is not above high."}
        assert rule["help"]["text"].startswith("Low is not above high.\n\nWhy.\n\nRule `interval_is_ordered` on table")

    @pytest.mark.parametrize(
        ("severity", "level"), [(Severity.CRITICAL, "error"), (Severity.WARNING, "warning"), (Severity.INFO, "note")]
    )
    def test_levels_are_severities(self, severity: Severity, level: str) -> None:
        assert sarif_run(report(case(Answer.BROKEN, row(), severity=severity)))["results"][0]["level"] == level

    def test_what_is_new_is_told_from_what_was_there(self) -> None:
        told = case(Answer.BROKEN, row(is_new=False, mark="a"), row(is_new=True, mark="b"), new_count=1, old_count=1)
        states = [(each["baselineState"]) for each in sarif_run(report(told, since="b0"))["results"]]
        assert states == ["new", "unchanged"]

    def test_a_message_is_no_link(self) -> None:
        (result,) = sarif_run(report(case(Answer.BROKEN, row("see [here](1) and [2]"))))["results"]
        assert result["message"]["text"] == r"see \[here\](1) and \[2\]"

    def test_a_file_of_any_name_is_a_valid_uri(self) -> None:
        odd = case(Answer.BROKEN, spot=spot().__class__("data/über uns?#1.csv", 1))
        (result,) = sarif_run(report(odd))["results"]
        uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
        assert uri == "data/%C3%BCber%20uns%3F%231.csv"


class TestGitLab:
    def test_an_entry_is_on_the_line_to_touch(self) -> None:
        (entry,) = json.loads(gitlab.text(report(case(Answer.BROKEN, row()))))
        assert entry == {
            "description": "marts.claims/interval_is_ordered: Low is not above high. low 9, high 8",
            "check_name": "marts.claims/interval_is_ordered",
            "fingerprint": "f1a2",
            "severity": "blocker",
            "location": {"path": "data/labels/facts.csv", "lines": {"begin": 7}},
        }

    def test_what_forbids_nothing_blocks_nothing(self) -> None:
        told = report(*(case(Answer.BROKEN, row(), **each) for each in (WARNING, INFO)))
        assert [entry["severity"] for entry in json.loads(gitlab.text(told))] == ["major", "info"]


class TestGitHub:
    def test_an_annotation_is_one_line_whatever_it_says(self) -> None:
        told = report(case(Answer.BROKEN, row("50%\nof: a, b::c"), rule="a,b:c"))
        assert github.text(told) == (
            "::error file=data/labels/facts.csv,line=7,title=marts.claims/a%2Cb%3Ac::"
            "Low is not above high.%0A50%25%0Aof: a, b::c\n"
        )

    def test_of_each_kind_the_ten_worst_are_told(self) -> None:
        many = [row(f"row {number}", mark=f"{number:x}") for number in range(12)]
        told = report(
            case(Answer.BROKEN, *many, **WARNING, rule="w"),
            case(Answer.BROKEN, *many, **INFO, rule="i"),
            case(Answer.BROKEN, *many, rule="reported", forbids=False),
            case(Answer.BROKEN, row("this one forbids"), rule="c"),
        )
        lines = github.text(told).splitlines()
        assert [line.partition(" ")[0] for line in lines] == ["::error"] * 10 + ["::warning"] * 10 + ["::notice"] * 10
        assert lines[0].endswith("::Low is not above high.%0Athis one forbids")

    def test_what_was_there_before_is_a_notice(self) -> None:
        old = case(Answer.BROKEN, row(is_new=False), new_count=0, old_count=1, forbids=False)
        assert github.text(report(old, since="b0")).startswith("::notice ")

    def test_the_job_summary_is_appended_to(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        summary = tmp_path / "summary.md"
        summary.write_text("before\n")
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
        reports.write(report(case(Answer.BROKEN, row())), reports.places_of(["github"]))
        assert summary.read_text().startswith("before\n## ❌ desk: 1 rule is not held")

    def test_what_a_build_prints_is_no_command(self, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        with github.quieted():
            print("    ::error::a row that looks like a command")
        stop, printed, go_on = capsys.readouterr().out.splitlines()
        word = stop.removeprefix("::stop-commands::")
        assert (len(word), go_on) == (32, f"::{word}::")
        assert printed.strip().startswith("::error")

    def test_elsewhere_nothing_is_stopped(self, capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
        with github.quieted():
            pass
        assert capsys.readouterr().out == ""


class TestMarkdown:
    def test_the_sql_goes_before_any_row_does(self) -> None:
        cases = [
            case(Answer.BROKEN, row(f"row of {name}"), rule=name, sql=f"select '{name}{'x' * size}'")
            for name, size in (("first", 100), ("second", 5_000), ("third", 100))
        ]
        told = markdown.text(report(*cases), 4_000)
        assert [f"row of {each}" in told for each in ("first", "second", "third")] == [True] * 3
        assert [f"select '{each}x" in told for each in ("first", "second", "third")] == [True, False, True]
        assert "The SQL of 1 rule had no room here." in told and "more had no room" not in told

    def test_the_first_line_is_the_verdict(self) -> None:
        assert markdown.text(report(case(Answer.HELD))).startswith(
            "## ✅ desk: published (build b1)\n\n1 rule: 1 held."
        )
        broken = markdown.text(report(case(Answer.BROKEN, row())))
        assert broken.startswith("## ❌ desk: 1 rule is not held, nothing is published (build b1)\n")
        checked = markdown.text(report(case(Answer.BROKEN, row()), status="checked"))
        assert checked.startswith("## ❌ desk: 1 rule is not held (build b1)\n")

    def test_a_row_is_a_row_of_a_table_whatever_it_says(self) -> None:
        told = markdown.text(report(case(Answer.BROKEN, row("a | b\nc `d` <x> @desk #12 http://e.example"))))
        line = next(each for each in told.splitlines() if "a \\| b" in each)
        assert line == (
            r"| a \| b<br>c \`d\` &lt;x&gt; @&#8203;desk #&#8203;12 http:&#8203;//e.example"
            " | data/labels/facts.csv:7<br>claim e/s/a<br>fact f1 |"
        )

    def test_sql_with_fences_stays_in_its_block(self) -> None:
        told = markdown.text(report(case(Answer.BROKEN, row(), sql="select '```'")))
        assert "````sql\nselect '```'\n````" in told

    def test_what_is_wrong_with_a_project_shows_its_line_as_it_stands(self) -> None:
        fault = Fault("No `x`.\n  1 | select x\n    |        ^", "`y`", spot(3), "a1")
        told = markdown.text(report(faults=(fault,), status="refused", build_id=""))
        assert told.startswith("## ❌ desk: 1 thing is wrong with the project; nothing was built\n")
        code = "```text\n  1 | select x\n    |        ^\n```"
        assert f"**No \\`x\\`.**\n\n{code}\n\nat data/labels/facts.csv:3<br>\ntry \\`y\\`" in told

    def test_what_is_new_and_what_was_there_is_counted(self) -> None:
        rows = (row("new one", is_new=True), row("old one", is_new=False, mark="a"))
        told = markdown.text(report(case(Answer.BROKEN, *rows, new_count=1, old_count=1), since="b0"))
        assert "New since build b0: **1 row**; there before: 1 row, which do not count." in told
        assert "| **new** | new one |" in told
        assert "| old | old one |" in told

    def test_rulings_are_told_those_that_fit_no_more_first(self) -> None:
        rulings = tuple(
            Ruling(f"d-{state}", "r", None, state, "accept", "detail", "because", "ann", "2026-01-01", expires)
            for state, expires in (("ruled", "2027-01-01"), ("stale", None), ("expired", "2026-01-01"))
        )
        told = markdown.text(report(case(Answer.HELD), rulings=rulings))
        assert "### Ruled on: 1 expired, 1 ruled, 1 stale" in told
        assert [line.split(" | ")[0] for line in told.splitlines() if line.startswith("| d-")] == [
            *("| d-stale", "| d-expired", "| d-ruled")
        ]
        assert "| d-ruled | ruled (until 2027-01-01) | accept | because | ann 2026-01-01 |" in told


class TestWording:
    @pytest.mark.parametrize(
        "secret",
        [
            "password=hunter2hunter2",
            'api_key: "abcd1234efgh"',
            "the token is abcdefgh12345678",
            "DB_PASSWORD='p4ssw0rd!x'",
            "Authorization: Bearer abcdefgh.ijklmnop",
            "postgres://desk:hunter22@db.example/x",
            "AKIAIOSFODNN7EXAMPLE",
            "ghp_abcdefghijklmnopqrstuvwxyz0123456789",
            "glpat-abcdefghijklmnopqrst",
            "sk-abcdefghijklmnopqrstuv",
            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc",
            "-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----",
            "PA\u017f\u017fWORD=hunter2hunter2",
            "to\u212aen is hunter2hunter2",
            "credent\u0130al\u017f: hunter2hunter2",
        ],
    )
    def test_what_looks_like_a_secret_is_masked(self, secret: str) -> None:
        shown = wording.shown(f"before {secret} after")
        assert wording.MASK in shown
        parts = re.findall(r"hunter2+\w*|abcd\w+|p4ss\S+|AKIA\w+|ghp_\w+|glpat\S+|sk-\w+|eyJ\S+|MIIE\w+", shown)
        assert parts == []

    @pytest.mark.parametrize(
        "plain",
        [
            "released 123 prisoners, including",
            "The ruling is at data/labels/rulings.csv:3.",
            "secretary: Antony Blinken",
            "as-things-stand/alexander-lukashenko/described_as",
            "sources_agree-d62f073e39 (open)",
            "http://a.example/x?y=1",
        ],
    )
    def test_what_is_none_is_left_alone(self, plain: str) -> None:
        assert wording.shown(plain) == plain

    def test_a_long_text_is_cut(self) -> None:
        assert len(wording.shown("word " * 100_000)) == 400
        assert len(wording.shown("word\n" * 100_000)) <= 2_000
        assert wording.shown("word " * 100_000).endswith("…")

    def test_an_error_is_told_without_its_values(self) -> None:
        said = "Could not convert string 'it''s 5' to INT32 in \"value\""
        assert wording.without_values(said) == "Could not convert string '…' to INT32 in \"value\""


class TestTheCommandLine:
    def test_forms_are_read(self, tmp_path: Path) -> None:
        places = reports.places_of(["junit=a/b.xml", "github", "md=c=d.md"])
        assert [(place.form, place.file) for place in places] == [
            ("junit", Path("a/b.xml")),
            ("github", None),
            ("md", Path("c=d.md")),
        ]

    @pytest.mark.parametrize(
        ("word", "says"),
        [
            (
                "junitt=a.xml",
                "There is no report of the form `junitt`.\n  at  the command line\n  try `junit=a.xml`, the",
            ),
            (
                "markdown=a",
                "There is no report of the form `markdown`.\n  at  the command line\n  try one of junit, sarif",
            ),
            ("sarif", "into a file, and none is named.\n  at  the command line\n  try --report sarif=report.sarif"),
            ("sarif=", "into a file, and none is named."),
            ("github=a", "into no file.\n  at  the command line\n  try --report github"),
        ],
    )
    def test_what_is_no_form_is_refused_with_the_way_out(self, word: str, says: str) -> None:
        with pytest.raises(ProjectError) as refused:
            reports.places_of([word])
        assert says in str(refused.value)

    def test_two_reports_in_one_file_are_refused(self) -> None:
        with pytest.raises(ProjectError, match=r"Two reports are to go into `a\.json`"):
            reports.places_of(["json=a.json", "gitlab=a.json"])

    @pytest.mark.parametrize("file", ["c.json", "new/c.json", "target/c.json", "target/for/the/desk/c.json"])
    def test_one_folder_that_is_missing_is_made_and_any_below_target(self, tmp_path: Path, file: str) -> None:
        reports.write(report(), reports.places_of([f"json={tmp_path / file}"]))
        assert json.loads((tmp_path / file).read_text())["build_id"] == "b1"

    def test_a_folder_that_nobody_made_is_refused_before_anything_runs(self, tmp_path: Path) -> None:
        with pytest.raises(ProjectError) as refused:
            reports.places_of([f"json={tmp_path}/typo/for/c.json"])
        assert str(refused.value) == (
            f"The report is to go into `{tmp_path}/typo/for`, and there is no `{tmp_path}/typo`.\n"
            "  at  the command line\n"
            f"  try mkdir -p {tmp_path}/typo/for, if that is what is meant"
        )
        assert list(tmp_path.iterdir()) == []

    def test_a_folder_or_a_file_in_the_way_is_told(self, tmp_path: Path) -> None:
        (tmp_path / "c.json").touch()
        with pytest.raises(ProjectError, match="which is a file"):
            reports.places_of([f"json={tmp_path / 'c.json/d.json'}"])
        with pytest.raises(ProjectError, match="which is a folder"):
            reports.places_of([f"json={tmp_path}"])
