"""GitLab's code quality report: each finding on the line that a person must touch, known again when lines move."""

import json
from typing import Any

from wh.reports import wording
from wh.reports.findings import Finding, findings_of
from wh.reports.report import Report
from wh.results import Severity

_SEVERITIES = {Severity.CRITICAL: "critical", Severity.WARNING: "major", Severity.INFO: "info"}
_LONGEST = 1_000


def text(report: Report) -> str:
    """Return the report as GitLab's JSON."""
    entries = [_entry(found) for found in findings_of(report) if found.spot]
    return json.dumps(entries, ensure_ascii=False, indent=1) + "\n"


def _entry(found: Finding) -> dict[str, Any]:
    assert found.spot is not None
    is_blocking = found.forbids and found.severity is Severity.CRITICAL
    return {
        "description": wording.shown_line(f"{found.key}: {found.in_full}", _LONGEST),
        "check_name": found.key,
        "fingerprint": found.fingerprint,
        "severity": "blocker" if is_blocking else _SEVERITIES[found.severity],
        "location": {"path": found.spot.file, "lines": {"begin": found.spot.line}},
    }
