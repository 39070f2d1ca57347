"""What is asked of a build, and what it came to; which answers of rules forbid publishing. Values alone."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from wh.errors import WhError
from wh.results import Answer, CheckOutcome, LoadSummary, RuleResult, Severity

_RANK = {Severity.CRITICAL: 3, Severity.WARNING: 2, Severity.INFO: 1}
_THRESHOLD = {"critical": 3, "warning": 2, "never": 4}


class Progress(Protocol):
    """Told of each step as it begins; `number` of `total` counts models, and is 0 of 0 for a stage."""

    def __call__(self, doing: str, number: int = 0, total: int = 0) -> None:
        """Show that `doing` begins."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of a build; `threads` 0 is the project's own number."""

    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    articles: Path | None = None
    full: bool = False
    dry_run: bool = False
    fail_on: str = "critical"
    threads: int = 0

    @property
    def is_selective(self) -> bool:
        """Whether some models are named, rather than all that changed."""
        return bool(self.select or self.exclude)

    @property
    def resumes(self) -> bool:
        """Whether the selection goes on from what the last run came to."""
        return any("result:" in word for word in self.select)


@dataclass(frozen=True, slots=True)
class PlannedModel:
    """A model that is built, and why."""

    table: str
    reason: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What the marts hold, in the numbers that a person asks for first."""

    article_count: int
    fact_count: int
    person_count: int
    claim_count: int
    shared_claim_count: int
    disputed_claim_count: int
    open_disagreement_count: int
    ruled_disagreement_count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to; `status` is published, failed, unchanged, planned or nothing (selected).

    `load`, `checks` and `contents` are None where the build had no need to go so far; `row_count` is over all models;
    `worst_failure` is the severity of the worst rule that an unchanged warehouse does not hold. `wrong` says why
    models could not be built, and `skipped` which were left out for that; `left_over` are those that a selection after
    a failed build did not take up, so that nothing is published.
    """

    status: str
    build_id: str
    load: LoadSummary | None = None
    planned: tuple[PlannedModel, ...] = ()
    model_count: int = 0
    row_count: int = 0
    checks: CheckOutcome | None = None
    contents: Contents | None = None
    worst_failure: str | None = None
    wrong: tuple[WhError, ...] = ()
    skipped: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()
    left_over: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    rules_due: tuple[tuple[str, str, str], ...] = ()


def failures(checks: CheckOutcome, fail_on: str) -> tuple[RuleResult, ...]:
    """Return the results that forbid publishing at this threshold, in the order of the suites."""
    return tuple(result for result in checks.results if is_failure(result) and is_failing(result.severity, fail_on))


def is_failure(result: RuleResult) -> bool:
    """Whether the rule is broken, in error, or unanswered though it had candidates."""
    if result.answer is Answer.UNANSWERED:
        return result.candidate_count > 0
    return result.answer in (Answer.BROKEN, Answer.ERROR)


def worst_failure(checks: CheckOutcome) -> str | None:
    """Return the severity of the worst rule that is not held, None where all are."""
    failed = [result.severity for result in checks.results if is_failure(result)]
    return max(failed, key=_RANK.__getitem__).value if failed else None


def is_failing(severity: str | None, fail_on: str) -> bool:
    """Whether a rule of that severity, which is not held, forbids publishing at this threshold."""
    return severity is not None and _RANK[Severity(severity)] >= _THRESHOLD[fail_on]
