"""JUnit's XML, for the test tab: a suite a table, a test case a rule, a failure with its rows and their SQL."""

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator

from wh.reports import wording
from wh.reports.report import SAMPLE, Case, Fault, Report, Row
from wh.results import Answer
from wh.terminal import count


def text(report: Report) -> str:
    """Return the report as JUnit's XML."""
    root = ElementTree.Element("testsuites", name=f"{report.project} {report.build_id}".strip())
    tables: dict[str, list[Case]] = {}
    for case in report.cases:
        tables.setdefault(case.table, []).append(case)
    if report.faults:
        _add_suite(root, report, report.project, [_of_fault(fault) for fault in report.faults])
    for table, cases in tables.items():
        _add_suite(root, report, table, [_of_case(case, report) for case in cases])
    for name in ("tests", "failures", "errors"):
        root.set(name, str(sum(int(suite.get(name, "0")) for suite in root)))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add_suite(root: ElementTree.Element, report: Report, name: str, cases: list[ElementTree.Element]) -> None:
    suite = ElementTree.SubElement(
        root,
        "testsuite",
        name=name,
        tests=str(len(cases)),
        failures=_count(cases, "failure"),
        errors=_count(cases, "error"),
        skipped=_count(cases, "skipped"),
        timestamp=f"{report.at:%Y-%m-%dT%H:%M:%S}",
    )
    suite.extend(cases)


def _count(cases: list[ElementTree.Element], kind: str) -> str:
    return str(sum(case.find(kind) is not None for case in cases))


def _of_fault(fault: Fault) -> ElementTree.Element:
    name = fault.says.partition("\n")[0]
    case = ElementTree.Element("testcase", name=name, classname="project")
    error = ElementTree.SubElement(case, "error", type="project", message=name)
    at = [f"  at  {fault.spot}"] if fault.spot else []
    way_out = [f"  try {fault.way_out}"] if fault.way_out else []
    error.text = "\n".join([fault.says, *at, *way_out])
    return case


def _of_case(case: Case, report: Report) -> ElementTree.Element:
    element = ElementTree.Element("testcase", name=case.rule, classname=case.table)
    if case.answer is Answer.HELD:
        return element
    kind = "error" if case.answer is Answer.ERROR else "failure" if case.is_failure else "skipped"
    if kind != "skipped" and report.since and case.is_old:
        # a test tab has no third colour: what was there before must not turn it red
        kind = "skipped"
    if kind != "skipped" and not case.forbids:
        # the tab is as green as the status: what is only reported passes, and is told in its output
        said = ElementTree.SubElement(element, "system-out")
        said.text = "\n".join([f"{case.severity}: {_message(case, report)}", *_lines(case, report)])
        return element
    told = ElementTree.SubElement(element, kind, type=case.severity.value, message=_message(case, report))
    told.text = "\n".join(_lines(case, report)) if case.is_failure else None
    return element


def _message(case: Case, report: Report) -> str:
    told = case.says
    if report.since and case.new_count is not None:
        told += f"; {case.new_count:,} new since {report.since}, {case.old_count or 0:,} there before"
    return told if case.forbids or not case.is_failure else f"{told} (reported only)"


def _lines(case: Case, report: Report) -> Iterator[str]:
    yield case.sentence
    if case.notes:
        yield case.notes
    yield f"candidates {case.candidate_count:,}, compared {case.compared_count:,}, broken {case.broken_count:,}"
    if case.written_at:
        yield f"rule at {case.written_at}"
    if case.cause:
        yield f"It {case.cause}."
    for row in case.rows[:SAMPLE]:
        yield from _lines_of(row, has_cause=not case.cause)
    total = case.broken_count or case.told_count
    if case.rows and total > len(case.rows[:SAMPLE]):
        yield f"… and {count(total - SAMPLE, 'row')} more"
    if case.sql:
        yield "The SQL that finds them:"
        yield wording.excerpt(case.sql, case.sql_file)


def _lines_of(row: Row, *, has_cause: bool) -> Iterator[str]:
    ids = (("claim", row.claim_id), ("fact", row.fact_id), ("article", row.article_id))
    keys = [f"{noun} {value}" for noun, value in ids if value]
    keys += [f"at {row.spot}"] if row.spot else []
    keys += [str(row.cause)] if row.cause and has_cause else []
    first, *others = [*row.says.splitlines(), "; ".join(keys)]
    yield f"- {first}{' (new)' if row.is_new else ''}"
    yield from (f"  {line}" for line in others)
