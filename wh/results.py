"""What a load, a rule or a build answered: plain values, passed upward and printed by the report."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


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

    Candidates are the rows that the rule is about, compared or not: unanswered with candidates is a failure. Of dbt's
    data tests the broken count is dbt's number of failures: the values that stand twice, not the rows they stand in.
    `asked_build_id` is the build that asked: an earlier one's, where nothing that the rule looks at has changed since.
    `rows_sql` finds the rows that break a rule, or that it could not compare; None where it holds or none is known.
    """

    build_id: str
    rule: str
    table_name: str
    severity: Severity
    answer: Answer
    compared_count: int
    broken_count: int
    candidate_count: int = 0
    asked_build_id: str | None = None
    rows_sql: str | None = None


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
class AskedRule:
    """A rule as it was asked: its fingerprint, and that of each table it read; None where that cannot be known."""

    rule: str
    table_name: str
    fingerprint: str
    watched: Mapping[str, str] | None
    answer: Answer
    build_id: str


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """All that the rules answered in one build, in the order of the suites; `asked` are those asked in this one."""

    results: tuple[RuleResult, ...]
    violations: tuple[Violation, ...]
    asked: tuple[AskedRule, ...] = ()


@dataclass(frozen=True, slots=True)
class DataTest:
    """One of dbt's data tests, as written beside a model.

    `kind` is unique, not_null, accepted_values, relationships or query; `table_name` is `schema.identifier` of the
    model it is about. `arguments` are those of its kind: values and quote; to (a table's `schema.identifier`) and
    field; sql (of a singular or custom test: each row that it gives is a failure). `severity` is error or warn, `says`
    what its author says that it expects.
    """

    name: str
    kind: str
    table_name: str
    column: str | None
    arguments: Mapping[str, Any]
    severity: str = "error"
    where: str | None = None
    limit: int | None = None
    warn_if: str | None = None
    error_if: str | None = None
    fail_calc: str | None = None
    at: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class UnitTestResult:
    """What a model gave for rows made up for it: the expected rows that it did not give, and those too many."""

    name: str
    model: str
    table_name: str
    answer: Answer
    missing_rows: tuple[Mapping[str, Any], ...] = ()
    unexpected_rows: tuple[Mapping[str, Any], ...] = ()
    fault: str | None = None
    at: str = ""


class Place(NamedTuple):
    """A file, relative to the project, a line in it, and which of its many records that is, where it has many."""

    file: str
    line: int
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Reject:
    """A row or a file that could not be used; `file` is relative to the project, `line` counts from 1.

    `record_key` is the first cell of the row's key, as far as its cells can be told apart.
    `record_number` says which of the many records of a file of articles it is, from 1: None where it is the desk's own
    work, a row of a label file or a file that is one article. `byte_offset` is where it begins, if that is known, and
    `raw_bytes` the first of its bytes, as read.
    """

    file: str
    line: int
    column_name: str | None
    reason: str
    hint: str | None
    record: str
    record_key: str | None = None
    record_number: int | None = None
    byte_offset: int | None = None
    raw_bytes: bytes | None = None

    @property
    def place(self) -> Place:
        """Where it stands."""
        return Place(self.file, self.line, self.record_number)

    @property
    def is_one_of_many(self) -> bool:
        """Whether the rest of its file can be used without it."""
        return self.record_number is not None


RAW_BYTES_KEPT = 4096
"""How many bytes of what was refused are kept."""


@dataclass(frozen=True, slots=True)
class Tally:
    """How many records of one file were seen by what cuts it into records, and how many of them are not loaded.

    Passed are those that are no articles by their kind, those that are there already, and files with a tally of their
    own. The others are to be loaded.
    """

    seen: int = 0
    refused: int = 0
    passed: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        """Return both together."""
        return Tally(self.seen + other.seen, self.refused + other.refused, self.passed + other.passed)


@dataclass(frozen=True, slots=True)
class LoadSummary:
    """What one load saw; `load_id` is the newest load's, whether or not this one added it.

    `changed_tables` names the raw tables whose current rows differ from those of the load before; `record_counts` are
    of structured sources.
    """

    load_id: str
    is_new: bool
    loaded_at: datetime
    article_count: int
    row_counts: dict[str, int]
    changed_tables: tuple[str, ...]
    rejects: tuple[Reject, ...]
    record_counts: Mapping[str, int] = field(default_factory=dict)
    tallies: Mapping[str, Tally] = field(default_factory=dict)

    def counted(self, *, strict: bool) -> tuple[Reject, ...]:
        """Return the rejects that a status tells of: all, or without those that are one record of many."""
        return tuple(each for each in self.rejects if strict or not each.is_one_of_many)
