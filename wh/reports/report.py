"""What every place is told of a build: its rules, the rows that break them, and where a person must touch something.

Values alone, fit to be shown: bounded, without secrets, and without rows where samples are left out.
"""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from wh.results import Answer, Severity

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from wh.outcome import Contents, Quiet
    from wh.project import Project

SAMPLE = 10
"""Rows of a rule that are shown where a person reads them one by one."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A line of a file; the file is named from the top of the repository."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class Cause:
    """A row of the input that others follow from: where it is, and why (`which was refused`)."""

    spot: Spot
    why: str

    def __str__(self) -> str:
        return f"follows from {self.spot}, {self.why}"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that breaks a rule, in words; `fingerprint` stays the same when lines move.

    `is_new` is None where nobody asked since when. `also` are the other lines that have to do with it. `cause` is the
    row of the input that it follows from, such as one that was refused. Without samples it says nothing but where
    it is.
    """

    says: str
    claim_id: str | None
    fact_id: str | None
    article_id: str | None
    spot: Spot | None
    also: tuple[Spot, ...]
    is_new: bool | None
    fingerprint: str
    cause: Cause | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A rule on a table, and what it answered.

    `type` is the expectation's, `sql` finds the rows; where it is long, `sql_file` of the project has it. The rule is
    written in `file`, which need not be the project's: `line` is None then. `spot` is the line to touch where no row
    has one. `forbids` says that it keeps the build from being published. `told_count` is how many rows are kept of it;
    without samples `rows` say nothing. `quiet` says how much it compared before, where it compares nothing any more.
    """

    rule: str
    table: str
    type: str
    sentence: str
    notes: str | None
    severity: Severity
    answer: Answer
    candidate_count: int
    compared_count: int
    broken_count: int
    is_failure: bool
    forbids: bool
    new_count: int | None
    old_count: int | None
    sql: str | None
    spot: Spot | None
    rows: tuple[Row, ...] = ()
    told_count: int = 0
    quiet: str | None = None
    file: str | None = None
    line: int | None = None
    sql_file: str | None = None

    @property
    def key(self) -> str:
        """The rule's name among all."""
        return f"{self.table}/{self.rule}"

    @property
    def written_at(self) -> str | None:
        """Where the rule is written; of a suite that comes with the engine its file alone."""
        return f"{self.file}:{self.line}" if self.line else self.file

    @property
    def cause(self) -> Cause | None:
        """What all its rows follow from, where that is one thing."""
        causes = {row.cause for row in self.rows}
        return self.rows[0].cause if len(causes) == 1 else None

    @property
    def is_consequence(self) -> bool:
        """Whether each of its rows follows from another row, so that it is no fault of its own."""
        return bool(self.rows) and all(row.cause for row in self.rows)

    @property
    def is_old(self) -> bool:
        """Whether all of it was there in the build that is compared with."""
        return self.new_count == 0

    @property
    def says(self) -> str:
        """The answer in a few words."""
        if self.quiet:
            return self.quiet
        if self.answer is Answer.BROKEN:
            return f"{self.broken_count:,} of {self.compared_count:,} broken"
        if self.answer is Answer.ERROR:
            return "could not be asked"
        if self.answer is Answer.UNANSWERED and self.candidate_count:
            none = f"none of {self.candidate_count:,} candidates" if self.candidate_count > 1 else "its one candidate"
            return f"unanswered: {none} could {'' if self.candidate_count > 1 else 'not '}be compared"
        return "nothing could be compared" if self.answer is Answer.UNANSWERED else f"held by {self.compared_count:,}"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the project itself, so that a model could not be built."""

    says: str
    way_out: str | None
    spot: Spot | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Ruling:
    """A disagreement that somebody ruled on; `state` is ruled, stale (it fits none any more) or expired."""

    disagreement_id: str
    rule: str
    claim_id: str | None
    state: str
    decision: str | None
    says: str
    reason: str | None
    decided_by: str | None
    decided_on: str | None
    expires_on: str | None


@dataclass(frozen=True, slots=True)
class Report:
    """One result, for every place.

    `status` is published, failed, unchanged, checked, or refused (the project is wrong, so nothing was built).
    `since` is the build that news are counted from. `con` is the file that all this is about, None where there is
    none. `contents` counts what the marts hold. `home` is the project, for what looks at more than the answers.
    `quiet` are the rules that compared rows in the build published before, and none now.
    """

    project: str
    build_id: str
    status: str
    fail_on: str
    at: datetime
    cases: tuple[Case, ...] = ()
    faults: tuple[Fault, ...] = ()
    rulings: tuple[Ruling, ...] = ()
    since: str | None = None
    has_samples: bool = True
    contents: "Contents | None" = None
    con: "DuckDBPyConnection | None" = None
    home: "Project | None" = None
    quiet: "Quiet | None" = None

    @property
    def failing(self) -> tuple[Case, ...]:
        """The rules that are not held, worst first: what forbids publishing, is new, is no consequence, is severe."""
        ranks = {severity: rank for rank, severity in enumerate(Severity)}
        failed = [case for case in self.cases if case.is_failure]
        return tuple(
            sorted(failed, key=lambda one: (not one.forbids, one.is_old, one.is_consequence, ranks[one.severity]))
        )

    @property
    def is_good(self) -> bool:
        """Whether nothing forbids publishing."""
        return not self.faults and not any(case.forbids for case in self.cases) and self.status != "failed"

    @property
    def counts(self) -> Counter[Answer]:
        """How many rules gave each answer."""
        return Counter(case.answer for case in self.cases)


def fingerprint(*parts: str | None) -> str:
    """Return a text that is the same wherever the same is found again."""
    return hashlib.sha256("\x1f".join(part or "" for part in parts).encode("utf-8", "replace")).hexdigest()[:32]


def listed(names: Sequence[str]) -> str:
    """Return names as they are said: `a, b and c`."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""
