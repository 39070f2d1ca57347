"""What a person has to act on, one thing a line of a file: what annotations, code scanning and code quality show.

A rule without rows to show (nothing compared) is one finding, where the rule is written.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wh.reports.report import Case, Report, Spot, fingerprint
from wh.results import Severity

PROJECT = "project"
"""The name under which faults of the project itself are told."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to act on; `case` is None where the project itself is at fault. `is_new` is None if nobody asked."""

    key: str
    severity: Severity
    says: str
    spot: Spot | None
    also: tuple[Spot, ...]
    fingerprint: str
    forbids: bool
    is_new: bool | None
    case: Case | None = None

    @property
    def in_full(self) -> str:
        """What the rule asks for, and in the next line what breaks it: for places that show no rule beside it."""
        is_said = self.case is None or not self.case.rows or self.says == self.case.sentence
        return self.says if self.case is None or is_said else f"{self.case.sentence}\n{self.says}"


def findings_of(report: Report) -> Iterator[Finding]:
    """Yield all that a person has to act on, worst first."""
    for fault in report.faults:
        says = "\n".join([fault.says, *([f"Try {fault.way_out}"] if fault.way_out else [])])
        yield Finding(PROJECT, Severity.CRITICAL, says, fault.spot, (), fault.fingerprint, True, None)
    for case in report.failing:
        if not case.rows:
            is_new = None if case.new_count is None else case.new_count > 0
            mark = fingerprint(case.rule, case.table, case.answer)
            yield Finding(case.key, case.severity, _of_rule(case), case.spot, (), mark, case.forbids, is_new, case)
        # what is new first: where only some can be shown, they are these
        for row in sorted(case.rows, key=lambda row: row.is_new is False):
            forbids = case.forbids and row.is_new is not False
            says = "\n".join([row.says or case.sentence, *([f"It {row.cause}."] if row.cause else [])])
            yield Finding(case.key, case.severity, says, row.spot, row.also, row.fingerprint, forbids, row.is_new, case)


def _of_rule(case: Case) -> str:
    return f"{case.rule} on {case.table}: {case.says}. {case.sentence}"
