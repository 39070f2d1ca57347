"""Reports of the five reports, as a user writes them, and the workflows that come with the documentation."""

import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from end_to_end.support import ROOT
from engine.reports.told import GITLAB, junit_schemas, sarif_schema, workflow_schema

from wh import kept, report, reporting
from wh.build import build
from wh.outcome import Options, Outcome
from wh.project import Project, find_project

WORKFLOWS = {"github-workflows": ROOT / "docs/ci/github.yml", "gitlab-ci": ROOT / "docs/ci/gitlab.yml"}
# a ruling on the five reports expires at the end of June 2027
LAST_DAY, DAY_AFTER = datetime(2027, 6, 30, 23, tzinfo=UTC), datetime(2027, 7, 1, 1, tzinfo=UTC)


def commands(written: Any) -> Iterator[str]:
    """Yield each line of a workflow that calls `wh`, wherever it stands."""
    if isinstance(written, dict):
        for key, value in written.items():
            if key in ("run", "script", "before_script"):
                yield from (line for line in ([value] if isinstance(value, str) else value) if "wh " in line)
            else:
                yield from commands(value)
    elif isinstance(written, list):
        for value in written:
            yield from commands(value)


def keys_without_a_word_on_their_page(told: dict[str, Any]) -> list[str]:
    page = (ROOT / "docs/ci/README.md").read_text(encoding="utf-8").partition("## The JSON report")[2]
    keys = {*told, *told["contents"], *told["rules"][0], *told["rulings"][0]}
    keys |= {"says", "way_out", "fingerprint", "claim_id", "fact_id", "article_id", "is_new", "also"}
    return sorted(key for key in keys if f"`{key}`" not in page)


def tell(project: Project, outcome: Outcome, *words: str, no_samples: bool = False) -> None:
    telling = reporting.telling_of(words, "warning", no_samples=no_samples)
    reporting.tell_build(project, outcome, telling)


def read(name: str) -> Any:
    return yaml.safe_load(WORKFLOWS[name].read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_is_what_its_schema_says(name: str) -> None:
    written = {("on" if key is True else key): value for key, value in read(name).items()}  # YAML reads `on` as true
    workflow_schema(name).validate(written)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_each_command_of_a_workflow_runs_and_leaves_what_the_next_step_takes(
    name: str, project: Path, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GITHUB_ACTIONS": "true" if name == "github-workflows" else "",
        "GITHUB_STEP_SUMMARY": str(summary),
    }
    lines = list(commands(read(name)))
    assert len(lines) == 2
    for line in lines:
        ran = subprocess.run(
            ["bash", "-euc", line], cwd=project, env=environment, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        assert "Reported in " in ran.stdout
    target = project / "target"
    for schema in junit_schemas():
        schema.validate(str(target / "junit.xml"))
    told = json.loads((target / "report.json").read_text(encoding="utf-8"))
    assert (told["status"], told["is_good"], told["answers"]["broken"]) == ("unchanged", True, 0)
    assert keys_without_a_word_on_their_page(told) == []
    if name == "github-workflows":
        sarif_schema().validate(json.loads((target / "claims.sarif").read_text(encoding="utf-8")))
        assert summary.read_text(encoding="utf-8").count("✅ project: nothing changed") == 2
        assert ran.stdout.startswith("::stop-commands::")
    else:
        assert json.loads((target / "quality.json").read_text(encoding="utf-8")) == []
        assert (target / "report.md").read_text(encoding="utf-8").startswith("## ✅ project: nothing changed")


def test_what_is_broken_is_told_on_its_line_and_a_ruling_past_its_day_in_every_form(
    project: Path, tmp_path: Path
) -> None:
    desk = find_project(project)
    facts = project / "data/labels/facts.csv"
    options = Options(fail_on="warning")
    assert build(desk, options, LAST_DAY, lambda *_: None).status == "unchanged"
    current = kept.published(desk)
    assert current is not None and current.expires_on == "2027-06-30"

    text = facts.read_text(encoding="utf-8")
    line = next(number for number, row in enumerate(text.splitlines(), 1) if ",9," in row)
    facts.write_text(text.replace(",9,", ",99,", 1), encoding="utf-8")
    outcome = build(desk, replace(options, new_since="published"), DAY_AFTER, lambda *_: None)
    assert outcome.status == "failed"
    words = [f"{form}={tmp_path / 'all' / form}" for form in ("junit", "sarif", "gitlab", "md", "json")]
    tell(desk, outcome, *words)
    told = {
        form: (tmp_path / "all" / form).read_text(encoding="utf-8")
        for form in ("junit", "sarif", "gitlab", "md", "json")
    }

    for schema in junit_schemas():
        schema.validate(told["junit"])
    sarif_schema().validate(json.loads(told["sarif"]))
    jsonschema.validate(json.loads(told["gitlab"]), GITLAB)
    run_of = json.loads(told["sarif"])["runs"][0]
    places = {
        (result["ruleId"].partition("/")[2], place["artifactLocation"]["uri"], place["region"]["startLine"])
        for result in run_of["results"]
        for place in [result["locations"][0]["physicalLocation"]]
    }
    assert ("evidence_bears_out_value", "data/labels/facts.csv", line) in places
    assert {(rule, file) for rule, file, _ in places} >= {("rulings_still_fit", "data/labels/rulings.csv")}
    assert {result["baselineState"] for result in run_of["results"]} == {"new"}
    failed = {
        one.get("name")
        for one in ElementTree.fromstring(told["junit"]).iter("testcase")
        if one.find("failure") is not None
    }
    assert failed >= {"evidence_bears_out_value", "rulings_still_fit"}
    assert ", expired on 2027-06-30): " in told["md"] and "New since build" in told["md"]
    rulings = json.loads(told["json"])["rulings"]
    assert [one["state"] for one in rulings if one["expires_on"] == "2027-06-30"] == ["expired", "expired"]

    tell(desk, outcome, f"json={tmp_path / 'none'}", no_samples=True)
    bare = json.loads((tmp_path / "none").read_text(encoding="utf-8"))
    assert sum(rule["broken_count"] for rule in bare["rules"]) > 2
    rows = [row for rule in bare["rules"] for row in rule["rows"]]
    assert {(row["says"], row["claim_id"], row["fact_id"]) for row in rows} == {("", None, None)}
    assert line in {row["line"] for row in rows}


def test_label_files_that_were_emptied_are_told_by_the_rules_that_look_at_nothing_now(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = find_project(project)
    for name in ("relations.csv", "quotes.csv"):
        file = project / "data/labels" / name
        file.write_text(file.read_text(encoding="utf-8").partition("\n")[0] + "\n", encoding="utf-8")
    before = kept.published(desk)
    assert before is not None
    outcome = build(desk, Options(new_since="published"), LAST_DAY, lambda *_: None)
    assert outcome.status == "failed"
    telling = reporting.telling_of(None, "critical", no_samples=False)
    reporting.tell_build(
        desk, outcome, telling, lambda told: report.print_build(desk, outcome, told, timedelta(seconds=1))
    )
    printed = re.sub(r" compared [\d,]+ rows? ", " compared 9 rows ", capsys.readouterr().out)
    quiet = f"compared 9 rows in build {before.build_id}, nothing now"
    for rule in ("parts_sum_to_whole on staging.stg_relations", "quotation_is_in_article on marts.quotes"):
        assert f" {rule}: {quiet}" in printed, printed
    assert f"are not held anew since build {before.build_id}: " in printed
