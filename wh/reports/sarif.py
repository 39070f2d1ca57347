"""SARIF 2.1.0, for code scanning: each finding on the line that a person must touch, known again when lines move."""

import json
from typing import Any
from urllib.parse import quote

from wh import __version__
from wh.reports.findings import PROJECT, Finding, findings_of
from wh.reports.report import Case, Report, Spot
from wh.results import Severity

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST = 5_000
"""Results that code scanning shows of a run; more are left out, and said."""

_LEVELS = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def text(report: Report) -> str:
    """Return the report as SARIF."""
    found = list(findings_of(report))
    cases = {case.key: case for case in report.failing}
    keys = [*([PROJECT] if report.faults else []), *cases]
    places = {key: index for index, key in enumerate(keys)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "claimhouse",
                "semanticVersion": __version__,
                "rules": [_rule(key, cases.get(key)) for key in keys],
            }
        },
        "automationDetails": {"id": "claimhouse/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not report.faults, **_left_out(len(found))}],
        "properties": {"build_id": report.build_id, "status": report.status},
        "results": [_result(each, places[each.key]) for each in found[:MOST]],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1) + "\n"


def _left_out(count: int) -> dict[str, Any]:
    if count <= MOST:
        return {}
    said = f"{count - MOST:,} findings are left out: code scanning shows {MOST:,}."
    return {"toolExecutionNotifications": [{"level": "warning", "message": {"text": said}}]}


def _rule(key: str, case: Case | None) -> dict[str, Any]:
    if case is None:
        help_text = "The project cannot be built as it is written; each result says what is wrong and the way out."
        return _described(key, key, help_text, help_text, Severity.CRITICAL, [])
    told = [case.sentence, *([case.notes] if case.notes else [])]
    told.append(f"Rule `{case.rule}` on table `{case.table}` ({case.type}).")
    if case.sql:
        told.append(f"The rows: `wh query --unpublished` (or `wh query`, if the build was published):\n\n{case.sql}")
    return _described(key, case.rule, case.sentence, "\n\n".join(told), case.severity, [case.table])


def _described(
    key: str, name: str, sentence: str, help_text: str, severity: Severity, tags: list[str]
) -> dict[str, Any]:
    return {
        "id": key,
        "name": name,
        "shortDescription": {"text": sentence},
        "fullDescription": {"text": sentence},
        "help": {"text": help_text},
        "defaultConfiguration": {"level": _LEVELS[severity]},
        "properties": {"tags": ["data-quality", *tags]},
    }


def _result(found: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": found.key,
        "ruleIndex": index,
        "level": _LEVELS[found.severity],
        "message": {"text": _message(found)},
        "partialFingerprints": {"claimhouse/v1": found.fingerprint},
        "locations": [_location(found.spot)] if found.spot else [],
    }
    if found.also:
        result["relatedLocations"] = [_location(spot) | {"id": number} for number, spot in enumerate(found.also, 1)]
    if found.is_new is not None:
        result["baselineState"] = "new" if found.is_new else "unchanged"
    if found.case:
        result["properties"] = {"answer": found.case.answer.value, "forbids": found.forbids}
    return result


def _message(found: Finding) -> str:
    # square brackets would be read as links to the other locations
    says = found.says.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return says or found.key


def _location(spot: Spot) -> dict[str, Any]:
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(spot.file)},
            "region": {"startLine": spot.line},
        }
    }
