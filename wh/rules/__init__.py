"""The rules: what the suites expect of the built tables, and what the tables answered.

The only door to Great Expectations, which takes seconds to import: suites are read without it, what is due is
decided without it, and `check` imports it when there is a rule to ask. Nothing is written here, and nothing printed.
"""

import contextlib
import gc
import sys
import threading
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from wh.results import CheckOutcome, Violation
from wh.rules.columns import misspelt
from wh.rules.data_tests import dbt_status, severity_of, suites_of
from wh.rules.remembering import DueRule, Remembered, due, remembered
from wh.rules.suites import Rule, Suite, load_suites, refuse_twins, suites_on
from wh.rules.written import unwritten

if TYPE_CHECKING:
    import duckdb

__all__ = [
    "DueRule",
    "Rule",
    "Suite",
    "check",
    "dbt_status",
    "due",
    "get_ready",
    "load_suites",
    "misspelt",
    "refuse_twins",
    "severity_of",
    "suites_of",
    "suites_on",
    "unwritten",
]


def get_ready() -> None:
    """Begin to import Great Expectations in the background, while DuckDB builds; `check` waits for it.

    Returns at once, and does nothing a second time. What goes wrong in the import is raised by `check`, which does it
    again.
    """
    if "wh.rules.checking" in sys.modules:
        return  # it was done, or is being done
    # DuckDB comes back for the interpreter after each statement, and would wait ten times as long as it works.
    sys.setswitchinterval(0.0005)
    threading.Thread(target=_import_quickly, name="import great_expectations").start()


def _import_quickly() -> None:
    # The import makes a million objects that all stay: looking for garbage among them is a tenth of its time.
    gc.disable()
    try:
        with contextlib.suppress(Exception):
            import wh.rules.checking  # noqa: F401  # for its import alone
        gc.freeze()
    finally:
        gc.enable()


def check(
    connection: "duckdb.DuckDBPyConnection",
    suites: Sequence[Suite],
    class_files: Sequence[Path],
    build_id: str,
    watched: Mapping[str, str] | None = None,
    *,
    again: bool = False,
) -> CheckOutcome:
    """Ask the rules of the suites, and return the answers in the order of the suites.

    The tables must be committed: the rules see them through a cursor of the connection. `class_files` are the
    Python files of the project's own expectations. An unknown expectation raises RuleError; whatever goes wrong
    while a rule is asked is that rule's answer.

    `watched` gives for each table a text that is another one whenever its rows may be others (see
    `wh.quality.watched_tables`). A rule that is the same and read only tables that are the same since it was last
    asked keeps its answer; `again` asks it all the same. Without `watched` every rule is asked, and none remembered.
    """
    refuse_twins(suites)
    kept = Remembered((), {}, {})
    to_ask = suites
    if watched is not None and not again:
        kept = remembered(connection, suites, class_files, watched)
        due_names = {(each.suite.table_name, each.rule.name) for each in kept.due}
        to_ask = [replace(suite, rules=tuple(_among(suite, due_names))) for suite in suites]
    asked = CheckOutcome((), ())
    if any(suite.rules for suite in to_ask):
        from wh.rules.checking import ask

        asked = ask(connection, to_ask, class_files, build_id, watched)
    return _joined(suites, asked, kept, build_id) if kept.results else asked


def _among(suite: Suite, names: Collection[tuple[str, str]]) -> Iterator[Rule]:
    return (rule for rule in suite.rules if (suite.table_name, rule.name) in names)


def _joined(suites: Sequence[Suite], asked: CheckOutcome, kept: Remembered, build_id: str) -> CheckOutcome:
    """Return the answers of this build: those to the rules asked, and those that the others keep."""
    results = {(each.table_name, each.rule): each for each in asked.results} | {
        key: replace(each, build_id=build_id) for key, each in kept.results.items()
    }
    violations: dict[tuple[str, str], list[Violation]] = {}
    for violation in asked.violations:
        violations.setdefault((violation.table_name, violation.rule), []).append(violation)
    for key, rows in kept.violations.items():
        violations[key] = [replace(row, build_id=build_id) for row in rows]
    order = [(suite.table_name, rule.name) for suite in suites for rule in suite.rules]
    return CheckOutcome(
        tuple(results[key] for key in order),
        tuple(violation for key in order for violation in violations.get(key, ())),
        asked.asked,
    )
