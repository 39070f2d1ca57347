"""GitHub's annotations, as workflow commands on standard output, and the job summary.

GitHub shows ten annotations of a kind for a step, so that the worst are told and the others counted. What a build
prints cannot be taken for a command while `quieted` holds: rows come from elsewhere.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from wh.reports import markdown, wording
from wh.reports.findings import Finding, findings_of
from wh.reports.report import Report
from wh.results import Severity

MOST_OF_A_KIND = 10
MOST_BYTES = 1_000_000
_KINDS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_LONGEST = 1_000


def text(report: Report) -> str:
    """Return the workflow commands, a line each."""
    told: dict[str, list[str]] = {kind: [] for kind in _KINDS.values()}
    for found in findings_of(report):
        kind = _kind(found)
        if len(told[kind]) < MOST_OF_A_KIND:
            told[kind].append(_command(kind, found))
    return "".join(f"{line}\n" for lines in told.values() for line in lines)


def write_summary(report: Report) -> None:
    """Append the report to the job summary, if this is a job."""
    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if path:
        with Path(path).open("a", encoding="utf-8") as handle:
            handle.write(markdown.text(report, MOST_BYTES))


@contextmanager
def quieted() -> Iterator[None]:
    """Keep GitHub from reading commands in what is printed meanwhile; does nothing elsewhere."""
    if os.environ.get("GITHUB_ACTIONS") != "true":
        yield
        return
    word = secrets.token_hex(16)
    print(f"::stop-commands::{word}", flush=True)
    try:
        yield
    finally:
        print(f"::{word}::", flush=True)


def _kind(found: Finding) -> str:
    return "notice" if found.is_new is False else _KINDS[found.severity]


def _command(kind: str, found: Finding) -> str:
    properties = {"title": wording.shown_line(found.key)}
    if found.spot:
        properties = {"file": found.spot.file, "line": str(found.spot.line)} | properties
    stated = ",".join(f"{name}={_escaped_property(value)}" for name, value in properties.items())
    return f"::{kind} {stated}::{_escaped(found.in_full[:_LONGEST])}"


def _escaped(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escaped_property(value: str) -> str:
    return _escaped(value).replace(":", "%3A").replace(",", "%2C")
