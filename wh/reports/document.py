"""The whole report as one JSON document, for programs; its keys (docs/ci/README.md) are only ever added to."""

import dataclasses
import json
from typing import Any

from wh import __version__
from wh.reports.report import Case, Fault, Report, Row, Ruling, Spot
from wh.results import Answer

VERSION = 1


def text(report: Report) -> str:
    """Return the report as JSON."""
    told = {
        "version": VERSION,
        "engine": __version__,
        "project": report.project,
        "build_id": report.build_id,
        "status": report.status,
        "is_good": report.is_good,
        "fail_on": report.fail_on,
        "reported_at": report.at.isoformat(timespec="seconds"),
        "since": report.since,
        "new_count": sum(case.new_count or 0 for case in report.cases) if report.since else None,
        "old_count": sum(case.old_count or 0 for case in report.cases) if report.since else None,
        "quiet": _quiet(report),
        "answers": {answer.value: report.counts[answer] for answer in Answer},
        "contents": dataclasses.asdict(report.contents) if report.contents else None,
        "has_samples": report.has_samples,
        "rules": [_rule(case) for case in report.cases],
        "rulings": [_ruling(each) for each in report.rulings],
        "faults": [_fault(each) for each in report.faults],
    }
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _quiet(report: Report) -> dict[str, Any] | None:
    """Return which rules compare nothing any more, and how many rows each compared before."""
    if report.quiet is None:
        return None
    compared = report.quiet.compared_counts.items()
    rules = [{"rule": rule, "table": table, "compared_count": count} for (table, rule), count in compared]
    return {"build_id": report.quiet.build_id, "rules": rules}


def _rule(case: Case) -> dict[str, Any]:
    return {
        "rule": case.rule,
        "table": case.table,
        "type": case.type,
        "sentence": case.sentence,
        "notes": case.notes,
        "severity": case.severity.value,
        "answer": case.answer.value,
        "candidate_count": case.candidate_count,
        "compared_count": case.compared_count,
        "broken_count": case.broken_count,
        "is_failure": case.is_failure,
        "forbids": case.forbids,
        "new_count": case.new_count,
        "old_count": case.old_count,
        "sql": case.sql,
        "file": case.file,
        "line": case.line,
        "rows": [_row(row) for row in case.rows],
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "says": row.says,
        "claim_id": row.claim_id,
        "fact_id": row.fact_id,
        "article_id": row.article_id,
        "is_new": row.is_new,
        "fingerprint": row.fingerprint,
        **_spot(row.spot),
        "also": [_spot(spot) for spot in row.also],
        "cause": _spot(row.cause.spot) | {"why": row.cause.why} if row.cause else None,
    }


def _ruling(ruling: Ruling) -> dict[str, Any]:
    return dataclasses.asdict(ruling)


def _fault(fault: Fault) -> dict[str, Any]:
    return {"says": fault.says, "way_out": fault.way_out, "fingerprint": fault.fingerprint, **_spot(fault.spot)}


def _spot(spot: Spot | None) -> dict[str, Any]:
    return {"file": spot.file if spot else None, "line": spot.line if spot else None}
