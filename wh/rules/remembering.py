"""Which rules have to be asked again: those that changed, and those that read a table that changed.

Decided without Great Expectations, from what was noted when a rule was last asked. What is not known for certain is
asked again. DuckDB, and what reads versions of packages, are imported where they are needed.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wh.project import content_hash
from wh.results import Answer, AskedRule, RuleResult, Violation
from wh.rules.suites import Rule, Suite

if TYPE_CHECKING:
    import duckdb

_PACKAGES = ("great_expectations", "duckdb", "duckdb-sqlalchemy")
_OWN_CODE = [
    file for name in ("rules", "gx_duckdb") for file in sorted((Path(__file__).parents[1] / name).glob("*.py"))
]


@dataclass(frozen=True, slots=True)
class DueRule:
    """A rule that has to be asked, and why."""

    suite: Suite
    rule: Rule
    reason: str


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is due, and what the other rules answered when they were asked, by table and rule."""

    due: tuple[DueRule, ...]
    results: Mapping[tuple[str, str], RuleResult]
    violations: Mapping[tuple[str, str], Sequence[Violation]]


def due(
    con: "duckdb.DuckDBPyConnection", suites: Sequence[Suite], class_files: Sequence[Path], watched: Mapping[str, str]
) -> list[DueRule]:
    """Return the rules that have to be asked, in the order of the suites, and why each.

    `watched` gives for each table a text that is another one whenever the table's rows may be others.
    """
    return list(_decided(con, suites, class_files, watched)[0])


def remembered(
    con: "duckdb.DuckDBPyConnection", suites: Sequence[Suite], class_files: Sequence[Path], watched: Mapping[str, str]
) -> Remembered:
    """Return the rules that have to be asked, as `due`, and what all others answered when they were asked last."""
    from wh.quality import violations_of

    found, kept = _decided(con, suites, class_files, watched)
    violations = violations_of(con, [asked for asked, result in kept.values() if result.answer is Answer.BROKEN])
    return Remembered(found, {key: result for key, (_, result) in kept.items()}, violations)


class Fingerprints:
    """Tells the fingerprint of a rule: of what it says, and of all the code that asks it."""

    def __init__(self, class_files: Sequence[Path]) -> None:
        from importlib.metadata import version

        digest = hashlib.sha256(" ".join(version(package) for package in _PACKAGES).encode())
        digest.update(content_hash(_OWN_CODE).encode())
        digest.update(content_hash(class_files).encode())
        self._engine = digest.hexdigest()[:16]

    def of(self, suite: Suite, rule: Rule) -> str:
        """Return the fingerprint: that of the rule, then that of the engine."""
        said = [rule.type, rule.kwargs, rule.severity, rule.meta, suite.grain]
        text = json.dumps(said, sort_keys=True, default=str)
        return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}-{self._engine}"


def _decided(
    con: "duckdb.DuckDBPyConnection", suites: Sequence[Suite], class_files: Sequence[Path], watched: Mapping[str, str]
) -> tuple[tuple[DueRule, ...], dict[tuple[str, str], tuple[AskedRule, RuleResult]]]:
    from wh.quality import asked_rules

    known = asked_rules(con)
    fingerprints = Fingerprints(class_files)
    found: list[DueRule] = []
    kept: dict[tuple[str, str], tuple[AskedRule, RuleResult]] = {}
    for suite in suites:
        for rule in suite.rules:
            key = suite.table_name, rule.name
            reason = _reason(known.get(key), fingerprints.of(suite, rule), watched)
            if reason is None:
                kept[key] = known[key]
            else:
                found.append(DueRule(suite, rule, reason))
    return tuple(found), kept


def _reason(known: tuple[AskedRule, RuleResult] | None, fingerprint: str, watched: Mapping[str, str]) -> str | None:
    if known is None:
        return "never asked"
    asked = known[0]
    if asked.fingerprint != fingerprint:
        is_same_rule = asked.fingerprint.partition("-")[0] == fingerprint.partition("-")[0]
        return "the engine or a file of expectations changed" if is_same_rule else "the rule changed"
    if asked.answer is Answer.ERROR:
        return "it ended in error"
    if asked.watched is None:
        return "what it reads cannot be known"
    changed = sorted(name for name, each in asked.watched.items() if watched.get(name) != each)
    if not changed:
        return None
    if len(changed) == 1:
        return f"table {changed[0]} is built anew"
    return f"tables {', '.join(changed)} are built anew"
