"""What a person reads of the answers of the rules: which do not hold, with their rows, and whether that matters.

Decides nothing. What a row says is shown bounded, without secrets, and without what would move a cursor.
"""

from collections import Counter
from collections.abc import Sequence

from wh.outcome import Quiet, Since, counts, forbidding, identity, size_of
from wh.reports.wording import shown
from wh.results import Answer, CheckOutcome, RuleResult, Severity, Violation
from wh.terminal import count, paint, print_wrapped

_SEVERITY_COLOUR = {Severity.CRITICAL: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_MEANING = {Answer.UNANSWERED: " (nothing could be compared)"}
_SHOWN_PER_RULE = 10
_LONGEST_LINE = 1_000


def print_checks(
    checks: CheckOutcome,
    fail_on: str,
    since: Since | None = None,
    quiet: Quiet | None = None,
    *,
    has_samples: bool = True,
) -> None:
    """Print the sum of the answers, then each rule that did not hold with its rows, worst first."""
    counted = Counter(result.answer for result in checks.results)
    print(
        f"Checked {count(len(checks.results), 'rule')}: "
        + ", ".join(f"{counted[a]} {a}{_MEANING.get(a, '')}" for a in Answer if counted[a])
        + "."
    )
    if quiet and quiet.compared_counts:
        print(f"{paint('Note', 'yellow')}: {quiet.says}.")
    if since:
        _print_news(checks, since)
    forbids = set(forbidding(checks, fail_on, since))
    worst_first = sorted(checks.results, key=lambda result: tuple(Severity).index(result.severity))
    for result in worst_first:
        if counts(result, since):
            rows = [v for v in checks.violations if has_samples and _is_of(v, result)]
            _print_failure(result, rows, since, forbids=result in forbids)


def print_verdict(checks: CheckOutcome, fail_on: str, since: Since | None = None) -> None:
    """Print whether the rules that count are held, and which are not."""
    forbids = forbidding(checks, fail_on, since)
    if forbids:
        print(f"\n{paint(not_held(checks, fail_on, since), 'red')}.")
    elif checks.results:
        print(paint("Every rule that counts is held.", "green"))


def not_held(checks: CheckOutcome, fail_on: str, since: Since | None = None) -> str:
    """Return which rules forbid publishing: `2 rules at or above `critical` are not held: a, b`."""
    names = [result.rule for result in forbidding(checks, fail_on, since)]
    anew = f" anew since build {since.build_id}" if since else ""
    verb = "is" if len(names) == 1 else "are"
    return f"{count(len(names), 'rule')} at or above `{fail_on}` {verb} not held{anew}: {some(names)}"


def _print_news(checks: CheckOutcome, since: Since) -> None:
    new, old = (
        [number for result in checks.results if (number := counted(result))]
        for counted in (since.count, since.old_count)
    )
    print(f"New since build {since.build_id}: {_in_rules(new)}; there before: {_in_rules(old)}, not counted.")


def _in_rules(numbers: Sequence[int]) -> str:
    return f"{count(sum(numbers), 'row')} in {count(len(numbers), 'rule')}" if numbers else "nothing"


def _is_of(violation: Violation, result: RuleResult) -> bool:
    return (violation.rule, violation.table_name) == (result.rule, result.table_name)


def _print_failure(result: RuleResult, violations: Sequence[Violation], since: Since | None, *, forbids: bool) -> None:

    mark = paint(result.severity.value, _SEVERITY_COLOUR[result.severity])
    says = {
        Answer.BROKEN: f"{result.broken_count:,} of {result.compared_count:,} broken",
        Answer.UNANSWERED: f"unanswered: none of {count(result.candidate_count, 'candidate')} could be compared",
        Answer.ERROR: "could not be asked",
    }.get(result.answer, result.answer.value)
    is_old = since is not None and not since.count(result)
    only = "" if forbids else " (there before)" if is_old else " (reported only)"
    if since and 0 < since.count(result) < size_of(result):
        says += f", {since.count(result):,} of them new"
    if since and (then := since.quiet_count(result)):
        says = f"compared {count(then, 'row')} in build {since.build_id}, nothing now"
    print(f"\n{mark} {paint(result.rule, 'bold')} on {result.table_name}: {says}{only}")
    if is_old:
        return
    told = _new_among(violations, result, since) if since else violations
    for violation in told[:_SHOWN_PER_RULE]:
        for number, line in enumerate(shown(violation.detail, _LONGEST_LINE).splitlines() or [""]):
            print_wrapped(line, "  - " if number == 0 else "    ", "    ")
        ids, place = _ids(violation), violation.file_line
        if ids:
            print_wrapped(ids, "    ", "    ")
        if place:  # in a line of its own, to be clicked on
            print(f"    at {place}")
    if len(told) > _SHOWN_PER_RULE:
        print(f"  … and {len(told) - _SHOWN_PER_RULE} more in quality.violations")


def _new_among(violations: Sequence[Violation], result: RuleResult, since: Since) -> list[Violation]:
    """Return the rows that are new; all of them where it is not known which."""
    left = Counter(since.new_rows.get((result.table_name, result.rule), ()))
    found = []
    for violation in violations:
        if left[identity(violation)] > 0:
            left[identity(violation)] -= 1
            found.append(violation)
    return found or list(violations)


def _ids(violation: Violation) -> str:
    """Return the ids of a row that the detail does not name itself."""
    ids = (("claim", violation.claim_id), ("fact", violation.fact_id))
    return "; ".join(f"{noun} {value}" for noun, value in ids if value and value not in violation.detail)


def some(names: Sequence[str]) -> str:
    """Return names in a line, the first five and how many more there are."""
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
