"""The rules: what the suites expect of the built tables, and what the tables answered.

The only door to Great Expectations, which takes seconds to import: suites are read without it, and `check`
imports it when there is a rule to check. Nothing is written here, and nothing printed.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from wh.results import CheckOutcome
from wh.rules.suites import Rule, Suite, load_suites

if TYPE_CHECKING:
    import duckdb

__all__ = ["Rule", "Suite", "check", "load_suites"]


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
