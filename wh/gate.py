"""Keeps a model from being built where a unit test of it fails. Runs them right before it; builds nothing."""

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from wh import unit_testing
from wh.parsing import Parsed
from wh.properties import UnitTest
from wh.results import Answer, CheckOutcome, RuleResult, Severity, UnitTestResult, Violation

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Gate:
    """The unit tests of the models that are built: run right before each, they keep one that fails from being built."""

    def __init__(self, parsed: Parsed, models: Collection[str]) -> None:
        self._parsed = parsed
        self._found: dict[str, list[UnitTestResult]] = {}
        self._tests: dict[str, list[UnitTest]] = {}
        for test in unit_testing.enabled(parsed):
            if test.model in models:
                self._tests.setdefault(test.model, []).append(test)

    def hold(self, con: "DuckDBPyConnection", name: str) -> bool:
        """Run the tests of a model; whether they all hold."""
        if name not in self._tests:
            return True
        found = self._found[name] = list(unit_testing.run(con, self._parsed, self._tests[name]))
        return all(result.answer is Answer.HELD for result in found)

    @property
    def results(self) -> list[UnitTestResult]:
        """What came of those that were run, in the order of the project whatever the threads."""
        return [result for name in self._tests for result in self._found.get(name, ())]

    def joined(self, checks: CheckOutcome, build_id: str) -> CheckOutcome:
        """Return the answers of the rules with those of the unit tests before them."""
        if not self.results:
            return checks
        results = tuple(
            RuleResult(
                build_id, one.name, one.table_name, Severity.CRITICAL, one.answer, 1, int(one.answer is Answer.BROKEN)
            )
            for one in self.results
        )
        violations = tuple(
            Violation(
                build_id,
                one.name,
                Severity.CRITICAL,
                one.table_name,
                None,
                None,
                None,
                "\n".join(unit_testing.lines_of(one)),
                one.at,
            )
            for one in self.results
            if one.answer is not Answer.HELD
        )
        return replace(checks, results=(*results, *checks.results), violations=(*violations, *checks.violations))
