"""Reads suites of rules from Great Expectations' own JSON, or from the suites of a Python file.

JSON is read without Great Expectations, which takes seconds to import; a file of Python needs it.

Refuses what would be checked as something else than was meant: an unknown severity, a rule named twice, a
suite that names no table.
"""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh.errors import RuleError, closest
from wh.results import Severity


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation of a suite; `name` is unique within its table, `line` counts from 1."""

    name: str
    type: str
    severity: Severity
    line: int
    kwargs: dict[str, Any]
    meta: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Suite:
    """The rules on one table; `grain` names the columns that tell its rows apart.

    `line` and `column` are where its table is named.
    """

    name: str
    table_name: str
    grain: tuple[str, ...]
    file: Path
    rules: tuple[Rule, ...]
    line: int = 1
    column: int = 1


def load_suites(files: Sequence[Path]) -> tuple[Suite, ...]:
    """Read suites, in the order of their files' names; raise RuleError for what cannot be read as one.

    A file of Python gives the Great Expectations suites that it names; one that only has classes gives none.
    """
    suites: list[Suite] = []
    for file in sorted(files, key=lambda file: file.name):
        text = _text(file)
        if file.suffix != ".py":
            suites.append(_suite(_parsed(text, file), text, file))
        elif "ExpectationSuite(" in text:
            from wh.rules.checking import suites_in

            suites += [_suite(written, text, file) for written in suites_in(file)]
    refuse_twins(suites)
    return tuple(suites)


def suites_on(suites: Sequence[Suite], show: Callable[[Path], str], is_ours: Callable[[Path], bool]) -> Sequence[Suite]:
    """Return the rules about the suites themselves, critical for those that are ours and else a warning."""
    kinds = (
        ("", Severity.CRITICAL, [suite for suite in suites if is_ours(suite.file)]),
        ("own_", Severity.WARNING, [suite for suite in suites if not is_ours(suite.file)]),
    )
    return [
        Suite(_RULES, _RULES, (), about[0].file, tuple(_rules_on(about, prefix, severity, show)))
        for prefix, severity, about in kinds
        if about
    ]


_RULES = "quality.rules"


def _rules_on(suites: Sequence[Suite], prefix: str, severity: Severity, show: Callable[[Path], str]) -> Sequence[Rule]:
    written = [
        {
            "table": suite.table_name,
            "rule": rule.name,
            "type": rule.type,
            "kwargs": rule.kwargs,
            "meta": rule.meta,
            "at": f"{show(suite.file)}:{rule.line}",
        }
        for suite in suites
        for rule in suite.rules
    ]
    return [
        Rule(f"{prefix}{name}", expectation, severity, 1, {"written": written}, {})
        for name, expectation in (
            ("agreement_rules_are_covered", "expect_agreement_rules_to_be_covered"),
            ("thresholds_are_reasoned", "expect_thresholds_to_be_reasoned"),
        )
    ]


def _suite(written: dict[str, Any], text: str, file: Path) -> Suite:
    name = written.get("name")
    if not isinstance(name, str) or not name:
        raise RuleError("The suite has no name.", at=f"{file}:1", way_out='"name": "marts.claims", the table it guards')
    meta = _mapping(written, "meta", f"{file}:1")
    table_name = str(meta.get("table", name))
    if table_name.count(".") != 1:
        raise RuleError(
            f"The suite `{name}` names no table.",
            at=f"{file}:1",
            way_out='"name": "marts.claims", a schema and a table',
        )
    before, found, _ = text.partition(f'"{table_name}"')
    return Suite(
        name=name,
        table_name=table_name,
        grain=tuple(_names(meta, "grain", f"{file}:1")),
        file=file,
        rules=tuple(_rule(each, text, file) for each in _expectations(written, file)),
        line=before.count("\n") + 1 if found else 1,
        column=len(before) - before.rfind("\n") + 1 if found else 1,
    )


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise RuleError("The suite is not UTF-8.", at=f"{file}:{line}", way_out="saving it as UTF-8") from error
    except OSError as error:
        raise RuleError(
            f"The suite cannot be opened: {error.strerror}.", at=str(file), way_out="a file that you may read"
        ) from error


def _expectations(written: dict[str, Any], file: Path) -> list[dict[str, Any]]:
    listed = written.get("expectations") or []
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise RuleError(
            "What stands under `expectations` is no list of rules.",
            at=f"{file}:1",
            way_out='`"expectations": [{"type": "expect_…", "kwargs": {…}}]`',
        )
    return listed


def _mapping(written: dict[str, Any], key: str, at: str) -> dict[str, Any]:
    value = written.get(key) or {}
    if not isinstance(value, dict):
        raise RuleError(f"`{key}` is {value!r}, and it takes names with values.", at=at, way_out=f'`"{key}": {{…}}`')
    return value


def _names(written: dict[str, Any], key: str, at: str) -> list[str]:
    value = written.get(key) or []
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise RuleError(f"`{key}` is {value!r}, which is no list of names.", at=at, way_out=f'`"{key}": ["claim_id"]`')
    return value


def _parsed(text: str, file: Path) -> dict[str, Any]:
    try:
        written = json.loads(text)
    except json.JSONDecodeError as error:
        raise RuleError(
            f"The suite is not JSON: {error.msg}.", at=f"{file}:{error.lineno}", way_out="mending that line"
        ) from error
    except RecursionError as error:
        raise RuleError(
            "The suite is nested too deep to be read.", at=f"{file}:1", way_out="Great Expectations' suite format"
        ) from error
    if not isinstance(written, dict):
        raise RuleError("The suite is not a JSON object.", at=f"{file}:1", way_out="Great Expectations' suite format")
    return written


def _rule(written: dict[str, Any], text: str, file: Path) -> Rule:
    beginning = f"{file}:{_line_of(str(written.get('type')), text)}"
    kwargs, meta = _mapping(written, "kwargs", beginning), _mapping(written, "meta", beginning)
    name = str(meta.get("rule") or _named_after(str(written.get("type")), kwargs))
    line = _line_of(name, text)
    if line == 1:  # a rule that nobody named
        line = _line_of(str(written.get("type")), text)
    if not isinstance(written.get("type"), str):
        raise RuleError(
            f"The rule `{name}` has no type.", at=f"{file}:{line}", way_out='"type": "expect_…", an expectation'
        )
    return Rule(
        name=name,
        type=written["type"],
        severity=_severity(written.get("severity", "critical"), f"{file}:{line}"),
        line=line,
        kwargs=kwargs,
        meta=meta,
    )


def _named_after(expectation_type: str, kwargs: dict[str, Any]) -> str:
    """Name a rule that its suite does not name: `claim_id_values_to_be_unique`."""
    columns = [str(kwargs[key]) for key in ("column", "column_A", "column_B") if key in kwargs]
    listed = kwargs.get("column_list")
    columns += map(str, listed) if isinstance(listed, list) else []
    what = expectation_type.removeprefix("expect_").removeprefix("column_").removeprefix("compound_columns_")
    return "_".join([*columns, what])


def _line_of(name: str, text: str) -> int:
    """Return the line where a rule or its type is named, or 1 if that is not written out."""
    in_python = "".join(part.capitalize() for part in name.split("_")) + "("
    for written in (f'"{name}"', f"'{name}'", in_python):
        before, found, _ = text.partition(written)
        if found:
            return before.count("\n") + 1
    return 1


def _severity(written: object, at: str) -> Severity:
    try:
        return Severity(str(written))
    except ValueError:
        near = closest(str(written), Severity) or "critical, warning or info"
        raise RuleError(f"There is no severity `{written}`.", at=at, way_out=f"`{near}`") from None


def refuse_twins(suites: Sequence[Suite]) -> None:
    """Raise RuleError where two rules of one table have one name: answers are kept by it."""
    seen: dict[tuple[str, str], str] = {}
    for suite in suites:
        for rule in suite.rules:
            at = f"{suite.file}:{rule.line}"
            first = seen.setdefault((suite.table_name, rule.name), at)
            if first is not at:
                raise RuleError(
                    f"The rule `{rule.name}` on {suite.table_name} is there twice, first at {first}.",
                    at=at,
                    way_out='another "rule" in its meta',
                )
