"""Reads suites of rules from Great Expectations' own JSON, or from the suites of a Python file.

JSON is read without Great Expectations, which takes seconds to import; a file of Python needs it.

Refuses what would be checked as something else than was meant: an unknown severity, a rule named twice, a
suite that names no table.
"""

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh.errors import RuleError, closest
from wh.results import Severity
from wh.rules.json_faults import fault_in
from wh.rules.rule_lines import Stretch, stretches, whole


@dataclass(frozen=True, slots=True)
class Rule:
    """One expectation of a suite; `name` is unique within its table, `line` counts from 1.

    `written` is where it stands in its file; None of one that is no file's own. `says` is what its author says that it
    expects, empty where nothing is said.
    """

    name: str
    type: str
    severity: Severity
    line: int
    kwargs: dict[str, Any]
    meta: dict[str, Any]
    written: Stretch | None = None
    says: str = ""

    def place(self, *words: str) -> str:
        """Return `line:column` of the first of the words that stands in the rule, else of its beginning."""
        return str(self.line) if self.written is None else _shown(self.written.place(*words, self.name, self.type))


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

            found = [_suite(written, text, file) for written in suites_in(file)]
            if not found and (made := _MAKES_ONE.search(text)):
                raise RuleError(
                    "The file makes a suite, and no name of it is one.",
                    at=f"{file}:{text.count(chr(10), 0, made.end()) + 1}",
                    way_out="`suite = gx.ExpectationSuite(…)` in no function, so that it is found",
                )
            suites += found
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
_MAKES_ONE = re.compile(r"^[^#\n]*\bExpectationSuite\(", re.MULTILINE)
_KEYS_OF_SUITE = ("name", "expectations", "meta", "notes", "id", "suite_parameters")
_KEYS_OF_RULE = ("type", "kwargs", "meta", "severity", "notes", "description", "id", "rendered_content")


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
    _refuse_misspelt(written, _KEYS_OF_SUITE, whole(text), file)
    name = written.get("name")
    beginning = f"{file}:1:1"
    if not isinstance(name, str) or not name:
        raise RuleError("The suite has no name.", at=beginning, way_out='"name": "marts.claims", the table it guards')
    meta = _mapping(written, "meta", beginning)
    table_name = str(meta.get("table", name))
    named_at = whole(text).place(table_name)
    if table_name.count(".") != 1:
        raise RuleError(
            f"The suite `{name}` names no table.",
            at=f"{file}:{_shown(named_at)}",
            way_out='"name": "marts.claims", a schema and a table',
        )
    listed = _expectations(written, file)
    types = [str(each.get("type")) for each in listed]
    parts = stretches(text, types, is_json=file.suffix != ".py")
    return Suite(
        name=name,
        table_name=table_name,
        grain=tuple(_names(meta, "grain", beginning)),
        file=file,
        rules=tuple(_rule(each, part, file) for each, part in zip(listed, parts, strict=True)),
        line=named_at[0],
        column=named_at[1],
    )


def _refuse_misspelt(written: dict[str, Any], known: Sequence[str], part: Stretch, file: Path) -> None:
    """Raise RuleError for a key that is one of those known but for its spelling: else what it says would be lost."""
    for key in written:
        near = closest(key, set(known) - set(written)) if key not in known else None
        if near:
            raise RuleError(
                f"There is no `{key}` in a suite.",
                at=f"{file}:{_shown(part.place(key))}",
                way_out=f"`{near}`, the closest name",
            )


def _shown(place: tuple[int, int]) -> str:
    return f"{place[0]}:{place[1]}"


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
    if not text.strip():
        raise RuleError("The suite is empty.", at=f"{file}:1", way_out="Great Expectations' suite format")
    try:
        written = json.loads(text)
    except json.JSONDecodeError as error:
        what, way_out, line, column = fault_in(text, error)
        raise RuleError(f"The suite is not JSON: {what}.", at=f"{file}:{line}:{column}", way_out=way_out) from error
    except RecursionError as error:
        raise RuleError(
            "The suite is nested too deep to be read.", at=f"{file}:1", way_out="Great Expectations' suite format"
        ) from error
    if not isinstance(written, dict):
        raise RuleError("The suite is not a JSON object.", at=f"{file}:1:1", way_out="Great Expectations' suite format")
    return written


def _rule(written: dict[str, Any], part: Stretch, file: Path) -> Rule:
    type_ = str(written.get("type"))

    def at(*words: str) -> str:
        return f"{file}:{_shown(part.place(*words))}"

    _refuse_misspelt(written, _KEYS_OF_RULE, part, file)
    kwargs, meta = _mapping(written, "kwargs", at("kwargs")), _mapping(written, "meta", at("meta"))
    name = str(meta.get("rule") or _named_after(type_, kwargs))
    if not isinstance(written.get("type"), str):
        raise RuleError(
            f"The rule `{meta['rule']}` has no type." if meta.get("rule") else "The rule has no type.",
            at=at("expectation_type", "type"),
            way_out='"type": "expect_…", an expectation',
        )
    severity = written.get("severity", "critical")
    return Rule(
        name=name,
        type=type_,
        severity=_severity(severity, at(str(severity), name, type_)),
        line=part.place(name, type_)[0],
        kwargs=kwargs,
        meta=meta,
        written=part,
        says=str(written.get("description") or ""),
    )


def _named_after(expectation_type: str, kwargs: dict[str, Any]) -> str:
    """Name a rule that its suite does not name: `claim_id_values_to_be_unique`."""
    columns = [str(kwargs[key]) for key in ("column", "column_A", "column_B") if key in kwargs]
    listed = kwargs.get("column_list")
    columns += map(str, listed) if isinstance(listed, list) else []
    what = expectation_type.removeprefix("expect_").removeprefix("column_").removeprefix("compound_columns_")
    return "_".join([*columns, what])


def _severity(written: object, at: str) -> Severity:
    try:
        return Severity(str(written))
    except ValueError:
        near = closest(str(written), Severity)
        way_out = f"`{near}`, the closest name" if near else "`critical`, `warning` or `info`"
        raise RuleError(f"There is no severity `{written}`.", at=at, way_out=way_out) from None


def refuse_twins(suites: Sequence[Suite], show: Callable[[Path], str] = str) -> None:
    """Raise RuleError where two rules of one table have one name: answers are kept by it."""
    seen: dict[tuple[str, str], tuple[Suite, Rule]] = {}
    for suite in suites:
        for rule in suite.rules:
            first_suite, first = seen.setdefault((suite.table_name, rule.name), (suite, rule))
            if first is not rule:
                raise RuleError(
                    f"The rule `{rule.name}` on {suite.table_name} is there twice, first at "
                    f"{show(first_suite.file)}:{first.line}.",
                    at=f"{suite.file}:{rule.place()}",
                    way_out=f'another name in its meta: "meta": {{"rule": "{rule.name}_too"}}',
                )
