"""The rules that guard a project's tables: its suites and its data tests, which of them are due, what they answer.

A suite on a table that is not there is told before anything runs, with all else that is wrong with the project.
A data test whose SQL asks the database is written once what it reads is built, as dbt does. Builds and keeps nothing.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from wh import quality, rules, testing
from wh.errors import ModelError, RuleError, WhError, closest
from wh.parsing import Parsed
from wh.pictures import with_line
from wh.project import BUILTIN
from wh.promises import Columns
from wh.results import Answer, CheckOutcome, RuleResult, Violation
from wh.rules import DueRule, Rule, Suite
from wh.testing import AskedTest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


_COLUMNS = """
select lower(schema_name || '.' || table_name), list(column_name order by column_index)
from duckdb_columns()
where database_name = current_database()
group by all
"""


@dataclass(frozen=True, slots=True)
class Guards:
    """The suites of a project, beside its data tests; of dbt's tests only those `chosen`, by unique id, if any are."""

    parsed: Parsed
    suites: tuple[Suite, ...]
    chosen: frozenset[str] | None = None

    def due(self, con: "DuckDBPyConnection", built_anew: Collection[str]) -> list[DueRule]:
        """Return the rules that have to be asked when these tables are built."""
        self._write_late(con)  # as the tables stand: what cannot be written yet is due
        watched = {name: each for name, each in self._watched(con).items() if name not in built_anew}
        absent = frozenset(name for name in self._absent(con) if self.parsed.table(name) not in built_anew)
        return rules.due(con, self._to_ask(absent), self.class_files(), watched)

    def ask(
        self,
        con: "DuckDBPyConnection",
        build_id: str,
        not_built: frozenset[str] = frozenset(),
        *,
        again: bool = False,
        remember: bool = True,
    ) -> CheckOutcome:
        """Ask the rules of the tables that are up to date: those that changed, or all of them `again`."""
        not_built |= self._absent(con)
        faults = self._write_late(con, not_built)
        watched = self._watched(con) if remember else None
        suites = self._to_ask(not_built, faults)
        with _told_from_here(self.parsed):
            checks = rules.check(con, suites, self.class_files(), build_id, watched, again=again)
        if faults:
            checks = _with_faults(checks, [(test, faults[test.unique_id]) for test in self._tests(faults)], build_id)
        checks = replace(checks, violations=tuple(self._shown(each) for each in checks.violations))
        if not self.parsed.project.has_input:
            return checks
        return replace(checks, violations=_placed(con, checks.violations))

    def rules(self) -> Iterator[tuple[Suite, Rule]]:
        """Yield every rule with the suite that it stands in; a data test stands in one of its table's."""
        for suite in (*self.suites, *rules.suites_of([test.question for test in testing.tests_of(self.parsed)])):
            yield from ((suite, rule) for rule in suite.rules)

    def _tests(self, among: Collection[str] | None = None) -> Iterator[AskedTest]:
        is_dbt = self.parsed.project.dialect == "dbt"
        wanted = self.chosen if is_dbt else None
        for test in testing.tests_of(self.parsed):
            if all(ids is None or test.unique_id in ids for ids in (wanted, among)):
                yield test

    def _shown(self, violation: Violation) -> Violation:
        """Say of a rule that could not be asked where it stands as a person would look for it."""
        file, _, line = (violation.file_line or "").rpartition(":")
        if not Path(file).is_absolute():
            return violation
        return replace(violation, file_line=f"{self.parsed.project.show(Path(file))}:{line}")

    def _write_late(self, con: "DuckDBPyConnection", not_built: frozenset[str] = frozenset()) -> dict[str, ModelError]:
        late = [test for test in self._tests() if test.is_late and not_built.isdisjoint(test.models)]
        return testing.write_late(self.parsed, late, con)

    def _to_ask(self, not_built: frozenset[str], faults: Collection[str] = ()) -> tuple[Suite, ...]:
        stale = {self.parsed.table(name) for name in not_built}
        tests = [
            test.question
            for test in self._tests()
            if test.unique_id not in faults and not_built.isdisjoint(test.models)
        ]
        return (*(suite for suite in self.suites if suite.table_name not in stale), *rules.suites_of(tests))

    def _absent(self, con: "DuckDBPyConnection") -> frozenset[str]:
        """Return the models that were never built, which a selection may have left so."""
        built = {name for (name,) in con.execute("select model from quality.models").fetchall()}
        return frozenset(name for name, kind in self.parsed.kinds.items() if kind != "ephemeral" and name not in built)

    def misspelt(self, con: "DuckDBPyConnection", to_build: Mapping[str, Columns]) -> Iterator[WhError]:
        """Yield an error for each column that a rule of a suite names and its table has not.

        `to_build` has the columns of the models that are to be built, empty where they are not known before; all other
        tables are taken as they stand.
        """
        columns = dict(con.execute(_COLUMNS).fetchall())
        for name, given in to_build.items():
            columns[self.parsed.table(name).lower()] = [column for column, _ in given]
        for error in rules.misspelt(self.suites, columns, self.class_files()):
            yield _from_here(error, self.parsed)

    def class_files(self) -> list[Path]:
        """Return the Python files of the project's own expectations."""
        return class_files_of(self.parsed)

    def _watched(self, con: "DuckDBPyConnection") -> dict[str, str]:
        """Return for each table what is another text whenever its rows may be others."""
        if not self.parsed.project.has_input:
            return quality.watched_tables(con, {})
        from wh import loading

        return quality.watched_tables(con, loading.table_fingerprints(con))


def guards_of(con: "DuckDBPyConnection", parsed: Parsed, chosen: frozenset[str] | None = None) -> Guards:
    """Return the rules of a project; what is wrong with suites is added to `parsed.wrong`."""
    suites: list[Suite] = []
    for file in sorted(parsed.project.files("expectations"), key=lambda path: path.name):
        if file.suffix != ".sql":
            with _collected(parsed):
                suites += rules.load_suites([file])
    with _collected(parsed):
        rules.refuse_twins(suites, parsed.project.show)
    parsed.wrong += _astray(con, parsed, suites)
    with _collected(parsed):
        parsed.wrong += [_from_here(error, parsed) for error in rules.unwritten(suites, class_files_of(parsed))]
    suites += rules.suites_on(suites, parsed.project.show, lambda file: file.is_relative_to(BUILTIN))
    return Guards(parsed, tuple(suites), chosen)


def class_files_of(parsed: Parsed) -> list[Path]:
    """Return the Python files of a project's expectations."""
    return [path for path in parsed.project.files("expectations") if path.suffix == ".py"]


@contextmanager
def _collected(parsed: Parsed) -> Iterator[None]:
    try:
        yield
    except RuleError as error:
        parsed.wrong.append(_from_here(error, parsed))


@contextmanager
def _told_from_here(parsed: Parsed) -> Iterator[None]:
    try:
        yield
    except RuleError as error:
        raise with_line(_from_here(error, parsed), parsed.project.root) from error.__cause__


def _from_here(error: RuleError, parsed: Parsed) -> RuleError:
    """Return the error with its file named from the top of the project."""
    found = re.fullmatch(r"(.+?)((?::\d+)*)", error.at or "")
    if found and Path(found[1]).is_absolute():
        error.at = f"{parsed.project.show(Path(found[1]))}{found[2]}"
    return error


def _astray(con: "DuckDBPyConnection", parsed: Parsed, suites: Sequence[Suite]) -> Iterator[RuleError]:
    """Yield an error for each suite on a table that no model makes and that is not there."""
    made = {parsed.table(name) for name, kind in parsed.kinds.items() if kind != "ephemeral"}
    there = {*made, *_foreign_tables(con)} if any(suite.table_name not in made for suite in suites) else made
    known = {name.casefold() for name in there}
    for suite in suites:
        if suite.table_name.casefold() not in known:
            near = closest(suite.table_name, there)
            yield RuleError(
                f"The suite guards `{suite.table_name}`, and there is no such table.",
                at=f"{parsed.project.show(suite.file)}:{suite.line}:{suite.column}",
                way_out=f"`{near}`, the closest name" if near else "the table of a model, with its schema",
            )


def _foreign_tables(con: "DuckDBPyConnection") -> list[str]:
    """Return the tables and views that no model made."""
    found = con.execute(
        "select table_schema || '.' || table_name from information_schema.tables"
        " where table_catalog = current_database() and not exists"
        " (from quality.models as made where made.schema_name = table_schema and made.table_name = tables.table_name)"
    )
    return [name for (name,) in found.fetchall()]


def _with_faults(checks: CheckOutcome, faults: list[tuple[AskedTest, ModelError]], build_id: str) -> CheckOutcome:
    """Return the answers with those of the tests that could not be written."""
    results, violations = [], []
    for test, error in faults:
        table, severity = test.question.table_name, rules.severity_of(test.question)
        results.append(RuleResult(build_id, test.name, table, severity, Answer.ERROR, 0, 0, asked_build_id=build_id))
        violations.append(Violation(build_id, test.name, severity, table, None, None, None, error.message, error.at))
    return replace(checks, results=(*checks.results, *results), violations=(*checks.violations, *violations))


def _placed(con: "DuckDBPyConnection", violations: tuple[Violation, ...]) -> tuple[Violation, ...]:
    """Say of each violation by a fact in which line of which file that fact is labelled."""
    if not any(violation.fact_id for violation in violations):
        return violations
    places: Mapping[str, str] = dict(con.execute("select fact_id, file || ':' || line from raw.facts_now").fetchall())
    return tuple(
        replace(each, file_line=places.get(each.fact_id, each.file_line)) if each.fact_id else each
        for each in violations
    )
