"""What is asked of a build, and what it came to; which answers of rules forbid publishing. Values alone."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from wh.errors import WhError
from wh.results import Answer, CheckOutcome, LoadSummary, RuleResult, Severity, Violation

Identity = tuple[str, str, str | None, str | None, str | None, str]
"""What makes a row of a rule the same row in another build: rule, table, claim, fact, article, words."""
Key = tuple[str, str]
"""A rule as answers are kept: its table and its name."""

GOOD_WHEN_EMPTY = frozenset(
    {
        "marts.disagreements",
        "marts.disagreement_facts",
        "marts.disagreement_relations",
        "raw.rejects_now",
        "staging.stg_rulings",
    }
)
"""Tables that list what is wrong, or decide it: that they hold nothing any more is what a person worked for."""

_LINE = re.compile(r"(\.[a-z]{2,5}):\d+(?::\d+)?")
_RANK = {Severity.CRITICAL: 3, Severity.WARNING: 2, Severity.INFO: 1}
_THRESHOLD = {"critical": 3, "warning": 2, "never": 4}


class Progress(Protocol):
    """Told of each step as it begins; `number` of `total` counts models, and is 0 of 0 for a stage."""

    def __call__(self, doing: str, number: int = 0, total: int = 0) -> None:
        """Show that `doing` begins."""


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asks of a build; `threads` 0 is the project's own number.

    `new_since` names a build: only what is new since then forbids publishing. With `strict`, anything that was refused
    in the input ends the build once it is loaded.
    """

    select: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    articles: Path | None = None
    full: bool = False
    dry_run: bool = False
    fail_on: str = "critical"
    threads: int = 0
    new_since: str | None = None
    strict: bool = False

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
class Quiet:
    """The rules that compared rows in a build and compare nothing now, and how many they compared then."""

    build_id: str
    compared_counts: Mapping[Key, int]

    @property
    def says(self) -> str:
        """Which they are, in a line: how many, and the names of the first five."""
        number = len(self.compared_counts)
        names = [f"{table}/{rule}" for table, rule in self.compared_counts]
        shown = ", ".join(names[:5]) + (f" and {number - 5:,} more" if number > 5 else "")
        rules = "1 rule" if number == 1 else f"{number:,} rules"
        return f"{rules} compared rows in the published build {self.build_id} and nothing now: {shown}"


@dataclass(frozen=True, slots=True)
class Since:
    """What is new since a build: for each rule that fails how many rows, and which of those that were told.

    A rule that could not be asked, or that compared nothing, counts as one row; so does one that compared rows then
    and finds nothing to compare now, which `quiet_counts` has with how many it compared.
    """

    build_id: str
    new_counts: Mapping[Key, int]
    new_rows: Mapping[Key, Counter[Identity]]
    quiet_counts: Mapping[Key, int] = field(default_factory=dict)

    def count(self, result: RuleResult) -> int:
        """Return how much of what a rule finds is new."""
        return self.new_counts.get((result.table_name, result.rule), 0)

    def old_count(self, result: RuleResult) -> int:
        """Return how much of what a rule finds was there before."""
        return max(size_of(result) - self.count(result), 0) if is_failure(result) else 0

    def quiet_count(self, result: RuleResult) -> int:
        """Return how many rows a rule compared then, if it compares nothing now; else 0."""
        return self.quiet_counts.get((result.table_name, result.rule), 0)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to; `status` is published, failed, unchanged, planned, nothing (selected) or rejected (input).

    `load`, `checks` and `contents` are None where the build had no need to go so far; `row_count` is over all models;
    `worst_failure` is the severity of the worst rule that an unchanged warehouse does not hold. `wrong` says why
    models could not be built, and `skipped` which were left out for that; `left_over` are those that a selection after
    a failed build did not take up, so that nothing is published. `since` says what is new, where that was asked;
    `quiet` which rules compared rows in the build that was published last, and compare none now.
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
    since: Since | None = None
    quiet: Quiet | None = None


def failures(checks: CheckOutcome, fail_on: str, since: Since | None = None) -> tuple[RuleResult, ...]:
    """Return the results that forbid publishing at this threshold, in the order of the suites."""
    return tuple(each for each in checks.results if counts(each, since) and is_failing(each.severity, fail_on))


def size_of(result: RuleResult) -> int:
    """Return how many rows a failure is counted as."""
    return result.broken_count if result.answer is Answer.BROKEN else 1


def forbidding(checks: CheckOutcome, fail_on: str, since: Since | None = None) -> tuple[RuleResult, ...]:
    """Return the results that forbid publishing: of those at the threshold, the ones in which something is new."""
    return tuple(each for each in failures(checks, fail_on, since) if since is None or since.count(each))


def is_failure(result: RuleResult) -> bool:
    """Whether the rule is broken, in error, or unanswered though it had candidates."""
    if result.answer is Answer.UNANSWERED:
        return result.candidate_count > 0
    return result.answer in (Answer.BROKEN, Answer.ERROR)


def counts(result: RuleResult, since: Since | None) -> bool:
    """Whether the rule is a failure, or one because it compares nothing any more."""
    return is_failure(result) or bool(since and since.quiet_count(result))


def gone_quiet(build_id: str, before: Sequence[RuleResult], now: Sequence[RuleResult]) -> Quiet:
    """Return the rules that compared rows in a build and compare nothing now.

    Left out are rules on tables that list what is wrong, and those all of whose rows were broken then: mended.
    """
    compared = {
        (each.table_name, each.rule): each.compared_count
        for each in before
        if each.compared_count > each.broken_count and each.table_name not in GOOD_WHEN_EMPTY
    }
    silent = (each for each in now if not each.compared_count and each.answer is not Answer.ERROR)
    keys = ((each.table_name, each.rule) for each in silent)
    return Quiet(build_id, {key: compared[key] for key in keys if key in compared})


def worst_failure(checks: CheckOutcome) -> str | None:
    """Return the severity of the worst rule that is not held, None where all are."""
    failed = [result.severity for result in checks.results if is_failure(result)]
    return max(failed, key=_RANK.__getitem__).value if failed else None


def is_failing(severity: str | None, fail_on: str) -> bool:
    """Whether a rule of that severity, which is not held, forbids publishing at this threshold."""
    return severity is not None and _RANK[Severity(severity)] >= _THRESHOLD[fail_on]


def identity(violation: Violation) -> Identity:
    """Return what makes a row the same row in another build."""
    ids = (violation.claim_id, violation.fact_id, violation.article_id)
    return violation.rule, violation.table_name, *ids, without_lines(violation.detail)


def without_lines(text: str) -> str:
    """Return a text in which no line of a file is numbered: `facts.csv:7` is `facts.csv`."""
    return _LINE.sub(r"\1", text)
