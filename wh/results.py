"""What a load, a rule or a build answered: plain values, passed upward and printed by the report."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Severity(StrEnum):
    """How much a broken rule matters, in Great Expectations' own words."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"


class Answer(StrEnum):
    """What a rule answered; unanswered means that nothing was there to compare."""

    HELD = "held"
    BROKEN = "broken"
    UNANSWERED = "unanswered"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class RuleResult:
    """One rule's answer on one table in one build; counts are rows compared and rows broken.

    Candidates are the rows that the rule is about, compared or not: unanswered with candidates is a failure.
    """

    build_id: str
    rule: str
    table_name: str
    severity: Severity
    answer: Answer
    compared_count: int
    broken_count: int
    candidate_count: int = 0


@dataclass(frozen=True, slots=True)
class Violation:
    """One row that breaks a rule, said in words; ids are None where the row has none.

    `file_line` is the `file:line` of the label that a person must look at, or of the rule that could not be asked;
    None where it is not one label.
    """

    build_id: str
    rule: str
    severity: Severity
    table_name: str
    claim_id: str | None
    fact_id: str | None
    article_id: str | None
    detail: str
    file_line: str | None = None


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """All that the rules answered in one build, in the order of the suites."""

    results: tuple[RuleResult, ...]
    violations: tuple[Violation, ...]


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or a file that could not be used; `file` is relative to the project, `line` counts from 1."""

    file: str
    line: int
    column_name: str | None
    reason: str
    hint: str | None
    record: str


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What one load saw; `load_id` is the newest load's, whether or not this one added it.

    `changed_tables` names the raw tables whose current rows differ from those of the load before.
    """

    load_id: str
    is_new: bool
    loaded_at: datetime
    article_count: int
    row_counts: dict[str, int]
    changed_tables: tuple[str, ...]
    rejects: tuple[Reject, ...]
