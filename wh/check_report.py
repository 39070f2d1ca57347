"""What a person reads of the answers of the rules: which do not hold, with their rows, and whether that matters.

Decides nothing. What a row says is shown bounded, without secrets, and without what would move a cursor.
"""

from collections import Counter
from collections.abc import Sequence

from wh.reports.report import Case, Report, Row, Spot
from wh.results import Answer, Severity
from wh.terminal import count, paint, print_wrapped

_SEVERITY_COLOUR = {Severity.CRITICAL: "red", Severity.WARNING: "yellow", Severity.INFO: "dim"}
_MEANING = {Answer.UNANSWERED: " (nothing could be compared)"}
_SHOWN_PER_RULE, _SHOWN_PER_CONSEQUENCE = 10, 2


def print_checks(told: Report) -> None:
    """Print the sum of the answers, then each rule that did not hold with its rows, worst first."""
    counted = told.counts
    print(
        f"Checked {count(len(told.cases), 'rule')}: "
        + ", ".join(f"{counted[a]} {a}{_MEANING.get(a, '')}" for a in Answer if counted[a])
        + "."
    )
    if told.quiet:
        print(f"{paint('Note', 'yellow')}: {told.quiet.says}.")
    if told.since:
        new, old = ([number for case in told.cases if (number := getattr(case, name))] for name in _NEWS)
        print(f"New since build {told.since}: {_in_rules(new)}; there before: {_in_rules(old)}, not counted.")
    for case in told.failing:
        _print_failure(case, told)


_NEWS = ("new_count", "old_count")


def print_verdict(told: Report) -> None:
    """Print whether the rules that count are held, and which are not."""
    if any(case.forbids for case in told.cases):
        print(f"\n{paint(not_held(told), 'red')}.")
    elif told.cases:
        print(paint("Every rule that counts is held.", "green"))


def not_held(told: Report) -> str:
    """Return which rules forbid publishing: `3 rules at or above `critical` are not held: a, b on 2 tables`."""
    tables = Counter(case.rule for case in told.failing if case.forbids)
    anew = f" anew since build {told.since}" if told.since else ""
    rules = count(tables.total(), "rule")
    names = [rule if number == 1 else f"{rule} on {number:,} tables" for rule, number in tables.items()]
    verb = "is" if tables.total() == 1 else "are"
    return f"{rules} at or above `{told.fail_on}` {verb} not held{anew}: {some(names)}"


def _in_rules(numbers: Sequence[int]) -> str:
    return f"{count(sum(numbers), 'row')} in {count(len(numbers), 'rule')}" if numbers else "nothing"


def _print_failure(case: Case, told: Report) -> None:
    says = case.says
    if case.new_count is not None and 0 < case.new_count < case.new_count + (case.old_count or 0):
        says += f", {case.new_count:,} of them new"
    only = "" if case.forbids else " (there before)" if case.is_old else " (reported only)"
    mark = paint(case.severity.value, _SEVERITY_COLOUR[case.severity])
    print(f"\n{mark} {paint(case.rule, 'bold')} on {case.table}: {says}{only}")
    if case.is_old:
        return
    if case.type != "unit_test":  # its name says it all
        print_wrapped(case.sentence, "  ", "  ")
    if case.cause:
        print_wrapped(f"It {case.cause}.", "  ", "  ")
    rows = [row for row in case.rows if row.is_new] or case.rows
    shown = rows[: _SHOWN_PER_CONSEQUENCE if case.is_consequence else _SHOWN_PER_RULE]
    spots = {row.spot for row in rows}
    if len(rows) > 1 and len(spots) == 1:  # one line for all, such as that of a model
        _print_place(rows[0].spot, told, "  ")
    for row in shown:
        _print_row(row)
        if (len(rows) == 1 or len(spots) > 1) and (not row.says or str(row.spot) not in row.says):
            _print_place(row.spot, told, "    " if row.says else "  - ")
        if row.cause and not case.cause:
            print_wrapped(str(row.cause), "    ", "    ")
    if len(rows) > len(shown):
        print(f"  … and {len(rows) - len(shown):,} more in quality.violations")


def _print_row(row: Row) -> None:
    for number, line in enumerate(row.says.splitlines()):
        print_wrapped(line, "  - " if number == 0 else "    ", "    ")
    ids = (("claim", row.claim_id), ("fact", row.fact_id))
    named = "; ".join(f"{noun} {value}" for noun, value in ids if value and value not in row.says)
    if named:  # those that the words do not name
        print_wrapped(named, "    ", "    ")


def _print_place(spot: Spot | None, told: Report, lead: str) -> None:
    """Print where to touch something, in a line of its own, to be clicked on; as seen from the project."""
    if spot is None:
        return
    print(f"{lead}at {place_of(spot, told)}")


def place_of(spot: Spot, told: Report) -> str:
    """Return a line of a file as seen from the project, to be clicked on."""
    from wh.reports.spots import top_of

    below = told.home.root.resolve().relative_to(top_of(told.home.root)).as_posix() if told.home else "."
    return str(spot).removeprefix(f"{below}/")


def some(names: Sequence[str]) -> str:
    """Return names in a line, the first five and how many more there are."""
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
