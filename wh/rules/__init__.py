"""The rules: what the suites expect of the built tables, and what the tables answered.

The only door to Great Expectations, which takes seconds to import: suites are read without it, and `check`
imports it when there is a rule to check. Nothing is written here, and nothing printed.
"""

import contextlib
import gc
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wh.results import CheckOutcome
from wh.rules.suites import Rule, Suite, load_suites

if TYPE_CHECKING:
    import duckdb

__all__ = ["Rule", "Suite", "check", "get_ready", "load_suites"]


def get_ready() -> None:
    """Begin to import Great Expectations in the background, while DuckDB builds; `check` waits for it.

    Returns at once. What goes wrong in the import is raised by `check`, which does it again.
    """
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
    connection: "duckdb.DuckDBPyConnection", suites: Sequence[Suite], class_files: Sequence[Path], build_id: str
) -> CheckOutcome:
    """Ask every rule of the suites, and return the answers in the order of the suites.

    The tables must be committed: the rules see them through a cursor of the connection. `class_files` are the
    Python files of the project's own expectations. An unknown expectation raises RuleError; whatever goes wrong
    while a rule is asked is that rule's answer.
    """
    if not any(suite.rules for suite in suites):
        return CheckOutcome((), ())
    from wh.rules.checking import ask

    return ask(connection, suites, class_files, build_id)
