"""Asks Great Expectations each rule of the suites, and writes its answers down as values of ours.

Refuses an expectation that nobody has written and parameters that it does not take: those are faults of the
project. Whatever goes wrong while a rule is asked is that rule's answer.
"""

import hashlib
import importlib.util
import logging
import sys
import traceback
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

import duckdb

from wh.errors import RuleError
from wh.project import BUILTIN
from wh.results import Answer, AskedRule, CheckOutcome, RuleResult, Violation
from wh.rules import covering  # noqa: F401  # for its classes, which are known by their names
from wh.rules.bridge import RuleEngine, first_line, lent  # first: it imports Great Expectations quietly
from wh.rules.finding import rows_sql
from wh.rules.misfits import expectation_of
from wh.rules.reads import tables_read
from wh.rules.remembering import Fingerprints
from wh.rules.suites import Rule, Suite
from wh.rules.tables import Table
from wh.rules.together import Asked, verdicts_together
from wh.rules.verdicts import Verdict
from wh.rules.written import no_such

# isort: split
from great_expectations import ExpectationSuite
from great_expectations.compatibility.pydantic import ValidationError
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.registry import list_registered_expectation_implementations

LIBRARY = BUILTIN / "expectations"
"""The folder of the expectation classes that come with the engine."""


def ask(
    connection: duckdb.DuckDBPyConnection,
    suites: Sequence[Suite],
    class_files: Sequence[Path],
    build_id: str,
    watched: Mapping[str, str] | None = None,
) -> CheckOutcome:
    """Ask every rule, on a cursor of the connection; see `wh.rules.check`."""
    results: list[RuleResult] = []
    violations: list[Violation] = []
    with _quiet():
        known = known_expectations(class_files)
        asked = [Asked(suite, rule, _expectation(rule, suite, known)) for suite in suites for rule in suite.rules]
        with lent(connection) as engine:
            verdicts = _verdicts(engine, asked)
        for (suite, rule, expectation), verdict in zip(asked, verdicts, strict=True):
            found_by = rows_sql(expectation, suite.table_name, suite.grain, verdict.answer)
            results.append(_result(build_id, suite, rule, verdict, found_by))
            violations.extend(_violations(build_id, suite, rule, verdict))
    noted = [] if watched is None else _noted(connection, asked, results, class_files, watched)
    return CheckOutcome(tuple(results), tuple(violations), tuple(noted))


def _noted(
    connection: duckdb.DuckDBPyConnection,
    asked: Sequence[Asked],
    results: Sequence[RuleResult],
    class_files: Sequence[Path],
    watched: Mapping[str, str],
) -> list[AskedRule]:
    """Return what is to be remembered of the rules that were asked: as what, and what they read."""
    fingerprints = Fingerprints(class_files)
    reads = tables_read(connection, asked, watched)
    return [
        AskedRule(
            result.rule,
            result.table_name,
            fingerprints.of(each.suite, each.rule),
            tables,
            result.answer,
            result.build_id,
        )
        for each, result, tables in zip(asked, results, reads, strict=True)
    ]


def _verdicts(engine: RuleEngine, asked: Sequence[Asked]) -> Iterator[Verdict]:
    """Return the verdict of each expectation: of most in few statements together, of the others table by table."""
    found = verdicts_together(engine, asked)
    by_table: dict[str, list[Asked]] = {}
    for each in asked:
        if id(each.expectation) not in found:
            by_table.setdefault(each.suite.table_name, []).append(each)
    for name, rules in by_table.items():
        table = Table(engine, name, [each.expectation for each in rules])
        found |= {id(each.expectation): table.verdict(each.expectation, each.suite.grain) for each in rules}
    return (found[id(each.expectation)] for each in asked)


def known_expectations(class_files: Sequence[Path]) -> Collection[str]:
    """Return the names of all expectations, once these files of classes are known too."""
    for file in class_files:
        learn(file)
    return list_registered_expectation_implementations()


def learn(file: Path) -> ModuleType:
    """Import a file of expectation classes once, and again if its bytes have changed since.

    Defining a class is what makes it known to Great Expectations. One of ours is what `wh.expectations` gives.
    """
    name = f"wh.expectations.{file.stem}" if file.parent == LIBRARY else f"wh_expectations_{file.stem}"
    try:
        source = file.read_bytes()
    except OSError as error:
        raise RuleError(
            f"The expectations cannot be opened: {error.strerror}.", at=str(file), way_out="a file that you may read"
        ) from error
    content = hashlib.sha256(source).hexdigest()
    if name in sys.modules and vars(sys.modules[name]).get("__content__") == content:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise RuleError(f"{file.name} is not a Python file.", at=str(file), way_out="a name that ends in .py")
    module = importlib.util.module_from_spec(spec)
    # a file that imports the library is part of it before it is read to its end
    sys.modules[name], vars(module)["__content__"] = module, content
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # whatever it does, it is the file's fault
        sys.modules.pop(name, None)
        raise RuleError(
            f"The expectations cannot be imported: {_said(error)}",
            at=f"{file}:{_line_in(file, error)}",
            way_out="mending that line",
        ) from error
    return module


def suites_in(file: Path) -> list[dict[str, Any]]:
    """Return the suites that a file of Python names, as Great Expectations writes them to JSON."""
    module = learn(file)
    found = {id(each): each for each in vars(module).values() if isinstance(each, ExpectationSuite)}
    return [suite.to_json_dict() for suite in found.values()]


def _said(error: BaseException) -> str:
    """Return what went wrong in one line; of parameters that do not fit, which of which expectation."""
    if isinstance(error, ValidationError):
        faults = "; ".join(f"`{fault['loc'][0]}`: {fault['msg']}" for fault in error.errors())
        return f"{error.model.__name__} is not given what it takes ({faults})"
    return f"{type(error).__name__}: {first_line(error)}"


def _line_in(file: Path, error: BaseException) -> int:
    """Return the deepest line of the file in an error's traceback, or 1."""
    if isinstance(error, SyntaxError):
        return error.lineno or 1
    lines = [frame.lineno or 1 for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    return lines[-1] if lines else 1


def misfitting(suites: Sequence[Suite], class_files: Sequence[Path]) -> Iterator[RuleError]:
    """Yield an error for each rule whose expectation nobody has written, or does not take what the rule gives it."""
    known = known_expectations(class_files)
    for suite in suites:
        for rule in suite.rules:
            try:
                _expectation(rule, suite, known)
            except RuleError as error:
                yield error


def _expectation(rule: Rule, suite: Suite, known: Collection[str]) -> Expectation:
    if rule.type not in known:
        raise no_such(suite, rule, known)
    return expectation_of(rule, suite)


def _result(build_id: str, suite: Suite, rule: Rule, verdict: Verdict, found_by: str | None) -> RuleResult:
    return RuleResult(
        build_id=build_id,
        rule=rule.name,
        table_name=suite.table_name,
        severity=verdict.severity or rule.severity,
        answer=verdict.answer,
        compared_count=verdict.compared_count,
        broken_count=verdict.broken_count,
        candidate_count=verdict.candidate_count,
        asked_build_id=build_id,
        rows_sql=found_by,
    )


def _violations(build_id: str, suite: Suite, rule: Rule, verdict: Verdict) -> Iterator[Violation]:
    for row in verdict.rows:
        yield Violation(
            build_id=build_id,
            rule=rule.name,
            severity=verdict.severity or rule.severity,
            table_name=suite.table_name,
            claim_id=_id(row, "claim_id"),
            fact_id=_id(row, "fact_id"),
            article_id=_id(row, "article_id"),
            detail=str(row.get("detail")),
            file_line=f"{suite.file}:{rule.line}" if verdict.answer is Answer.ERROR else _id(row, "file_line"),
        )


def _id(row: Mapping[str, Any], name: str) -> str | None:
    return None if row.get(name) is None else str(row[name])


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Great Expectations' log still: what must be noticed is an answer."""
    log = logging.getLogger("great_expectations")
    before = log.level
    log.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        log.setLevel(before)
