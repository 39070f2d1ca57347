"""Plants single faults in copies of this project and holds what a build reports against who is to blame.

The faults are listed in faults_in_labels.py, faults_in_articles.py and faults_in_models.py. Each comes into a warehouse
that was built and published without it. It is caught if the next build reports what the one before did not: an error,
a row that it rejects, a rule that is broken, in error or unanswered though it had candidates. The culprit is named if
what is new names it: the label's id or its file and line; the article; for a model, its own table or one built from it.
With --record, writes the score into docs/benchmarks.md and every fault into docs/mutations.md.

    python bench/mutations.py --only digit
"""

import argparse
import json
import multiprocessing
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import faults_in_articles
import faults_in_labels
import faults_in_models
from planting import ROOT, Fault
from timing import machine, record, today

from wh.build import build, listed
from wh.errors import WhError
from wh.outcome import Options, is_failure
from wh.project import find_project

FAULTS: tuple[Fault, ...] = (*faults_in_labels.FAULTS, *faults_in_articles.FAULTS, *faults_in_models.FAULTS)
PAGE = ROOT / "docs" / "mutations.md"
NOTICE = "rows_stay_from_load_to_load"
"""What tells of any row that is gone or changed, right or wrong: a fault that only it names is counted apart."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that a build reports: the rule and the table that it is about, and every word of it."""

    rule: str
    table_name: str
    says: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What reported a fault, and what of that named the culprit: the rules, in the order of their names."""

    caught_by: tuple[str, ...]
    named_by: tuple[str, ...]

    @property
    def is_caught(self) -> bool:
        """Whether anything new was reported."""
        return bool(self.caught_by)

    @property
    def is_named(self) -> bool:
        """Whether what is new names the culprit."""
        return bool(self.named_by)


@dataclass(frozen=True, slots=True)
class Clean:
    """The project without a fault, built and published: what was reported of it, and what is built from each model."""

    project: Path
    findings: frozenset[Finding]
    built_from: Mapping[str, frozenset[str]]


def main() -> None:
    """Build every mutant and print what was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="", help="faults whose name, place or culprit has these words")
    parser.add_argument("--at-once", type=int, default=min(2, os.cpu_count() or 1), help="builds at a time")
    parser.add_argument("--record", action="store_true", help="write the tables into docs/")
    parser.add_argument("--resume", type=Path, help="a file of verdicts: what is in it is not built again")
    asked = parser.parse_args()
    faults = [fault for fault in FAULTS if asked.only in f"{fault.where}: {fault.name}: {fault.culprit}"]
    with tempfile.TemporaryDirectory() as folder:
        judged = []
        for fault, verdict in _remembered(faults, asked.resume, Path(folder), asked.at_once):
            print(_line(fault, verdict), flush=True)
            judged.append((fault, verdict))
    print(_score(judged))
    if asked.record:
        record("mutations", f"{_score(judged)}\n\nMeasured {today()} on {machine()}.")
        PAGE.write_text(_page(judged), encoding="utf-8")


def verdicts_on(faults: Sequence[Fault], folder: Path, at_once: int) -> Iterator[tuple[Fault, Verdict]]:
    """Build each fault in a copy of this project below the folder, so many at a time, in the order given."""
    # forked from a process that has not opened DuckDB, and ended without taking it down
    with ProcessPoolExecutor(at_once, multiprocessing.get_context("fork")) as pool:
        clean = pool.submit(built_clean, folder / "clean").result()
        numbers = [FAULTS.index(fault) for fault in faults]
        yield from zip(faults, pool.map(partial(_verdict_on_number, clean=clean), numbers), strict=True)


def _remembered(
    faults: Sequence[Fault], resume: Path | None, folder: Path, at_once: int
) -> Iterator[tuple[Fault, Verdict]]:
    """Take what a stopped run has found from its file, build the rest, and add it there."""
    lines = resume.read_text(encoding="utf-8").splitlines() if resume and resume.exists() else []
    known = {number: Verdict(tuple(caught), tuple(named)) for number, caught, named in map(json.loads, lines)}
    rest = verdicts_on([fault for fault in faults if FAULTS.index(fault) not in known], folder, at_once)
    for fault in faults:
        number = FAULTS.index(fault)
        if number not in known:
            _, known[number] = next(rest)
            if resume:
                with resume.open("a", encoding="utf-8") as file:
                    print(json.dumps([number, known[number].caught_by, known[number].named_by]), file=file)
        yield fault, known[number]


def _verdict_on_number(number: int, clean: Clean) -> Verdict:
    # what plants a fault is made for it, and cannot be sent to another process
    return verdict_on(FAULTS[number], clean)


def built_clean(project: Path) -> Clean:
    """Copy this project and build it without a fault."""
    project.mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", project)
    shutil.copytree(ROOT / "data", project / "data")
    findings = reported(project)
    parsed, order = listed(find_project(project), (), (), datetime.now(UTC))
    built_from: dict[str, set[str]] = {name: {name} for name in order}
    for name in reversed(order):
        for parent in parsed.graph().parents[name]:
            built_from[parent] |= built_from[name]
    return Clean(project, findings, {name: frozenset(models) for name, models in built_from.items()})


def verdict_on(fault: Fault, clean: Clean) -> Verdict:
    """Plant a fault in a copy of the clean project, build it, and say what is new in the report."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        shutil.copytree(clean.project, project, symlinks=True)
        names = (fault.culprit, *fault.plant(project))
        new = reported(project) - clean.findings
    named = {finding for finding in new if _names(finding, fault, names, clean)}
    return Verdict(_rules(new), _rules(named))


def reported(project: Path) -> frozenset[Finding]:
    """Build a project, whatever its rules answer, and return all that is wrong with it."""
    try:
        outcome = build(find_project(project), Options(fail_on="never"), datetime.now(UTC), lambda *_: None)
    except (WhError, ExceptionGroup) as error:
        return frozenset(_errors(error.exceptions if isinstance(error, ExceptionGroup) else [error]))
    findings = list(_errors(outcome.wrong))
    if outcome.load:
        findings += [
            Finding("rejected", "", f"{one.file}:{one.line} {one.column_name} {one.reason} {one.record}")
            for one in outcome.load.rejects
        ]
    if outcome.checks:
        failed = {(one.rule, one.table_name): one for one in outcome.checks.results if is_failure(one)}
        findings += [Finding(rule, table, str(one.answer)) for (rule, table), one in failed.items()]
        findings += [
            Finding(
                one.rule,
                one.table_name,
                " ".join(filter(None, [one.claim_id, one.fact_id, one.article_id, one.detail, one.file_line])),
            )
            for one in outcome.checks.violations
            if (one.rule, one.table_name) in failed
        ]
    return frozenset(findings)


def _errors(errors: Iterable[Exception]) -> Iterable[Finding]:
    return (Finding("error", "", str(error)) for error in errors)


def _names(finding: Finding, fault: Fault, names: Sequence[str], clean: Clean) -> bool:
    if fault.where == "models" and finding.table_name.partition(".")[2] in clean.built_from.get(fault.culprit, ()):
        return True
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", finding.says) for name in names)


def _rules(findings: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({finding.rule for finding in findings}))


def _line(fault: Fault, verdict: Verdict) -> str:
    said = "named " if verdict.is_named else "caught" if verdict.is_caught else "MISSED"
    rules = ", ".join(verdict.named_by or verdict.caught_by)
    return f"{said} {fault.where:<8} {fault.name} [{fault.culprit}] {rules}"


def _score(judged: Sequence[tuple[Fault, Verdict]]) -> str:
    head = ["where", "faults", "caught", "culprit named", "of these only by a notice of what changed"]
    lines = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    for where in ("labels", "articles", "models", "all"):
        of = [verdict for fault, verdict in judged if where in (fault.where, "all")]
        caught, named = sum(one.is_caught for one in of), sum(one.is_named for one in of)
        noticed = sum(one.named_by == (NOTICE,) for one in of)
        lines.append(f"| {where} | {len(of)} | {caught} | {named} | {noticed} |")
    return "\n".join(lines)


def _page(judged: Sequence[tuple[Fault, Verdict]]) -> str:
    lines = [
        "# Mutations",
        "",
        "Single faults planted in copies of this project, and the rules that name the culprit. `bench/mutations.py`",
        "writes this page, and says what counts as caught and as named. What is missed stands here as well.",
    ]
    for where in ("labels", "articles", "models"):
        lines += ["", f"## In {where}", "", "| fault | culprit | named by |", "|---|---|---|"]
        lines += [_row(fault, verdict) for fault, verdict in judged if fault.where == where]
    return "\n".join([*lines, ""])


def _row(fault: Fault, verdict: Verdict) -> str:
    named = ", ".join(f"`{rule}`" for rule in verdict.named_by[:4])
    if len(verdict.named_by) > 4:
        named += f" and {len(verdict.named_by) - 4} more"
    if not verdict.is_named:
        named = f"**not named**; caught by {', '.join(verdict.caught_by)}" if verdict.is_caught else "**missed**"
    return f"| {fault.name} | `{fault.culprit}` | {named} |"


if __name__ == "__main__":
    sys.exit(main())
