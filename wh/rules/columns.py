"""Which columns of its table a rule names, and which of them the table has not: told before anything is asked.

Reads what a suite gives to parameters that are names of columns. SQL that a rule writes itself is bound elsewhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from wh.errors import RuleError, closest
from wh.rules.data_tests import TYPES
from wh.rules.suites import Rule, Suite
from wh.rules.written import as_type, text_of

_OF_THEIRS = ("column", "column_A", "column_B", "column_list")
_CONDITION = re.compile(r"""\bcol\(\s*(["'])(.+?)\1\s*\)""")
_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
_PARAMETER = re.compile(r"^    (\w+): (?:list\[)?ColumnName\b", re.MULTILINE)


def misspelt(
    suites: Sequence[Suite], columns: Mapping[str, Sequence[str]], class_files: Sequence[Path]
) -> Iterator[RuleError]:
    """Yield an error for each name of a column that is none of its table's, with the closest that is.

    `columns` has those of each table as far as they are known, by its name in lower case.
    """
    of_ours = _parameters_in(class_files)
    for suite in suites:
        known = columns.get(suite.table_name.lower())
        if known:
            for rule in suite.rules:
                yield from _of_rule(suite, rule, known, of_ours.get(rule.type, frozenset()))


def _of_rule(suite: Suite, rule: Rule, known: Sequence[str], of_ours: frozenset[str]) -> Iterator[RuleError]:
    names = rule.kwargs.get("names")
    there = {each.lower() for each in [*known, *(names if isinstance(names, dict) else ())]}
    for name in dict.fromkeys(_named(rule, of_ours)):
        if name.lower() not in there:
            near = closest(name, known)
            yield RuleError(
                f"The rule `{rule.name}` is about a column `{name}`, which {suite.table_name} has not.",
                at=f"{suite.file}:{rule.place(name)}",
                way_out=f"`{near}`, the closest name" if near else f"one of {_listed(known)}",
            )


def _named(rule: Rule, of_ours: frozenset[str]) -> Iterator[str]:
    is_of_dbt = rule.type in TYPES.values()  # whose column may be an expression
    for key, value in rule.kwargs.items():
        if key in _OF_THEIRS or key in of_ours:
            listed = value if isinstance(value, list) else [value]
            yield from (one for one in listed if isinstance(one, str) and (one.isidentifier() or not is_of_dbt))
    yield from _in_condition(rule.kwargs.get("row_condition"))


def _in_condition(condition: Any) -> Iterator[str]:
    """Yield the columns of a row condition, in either of Great Expectations' forms."""
    if isinstance(condition, str):
        yield from (found[2] for found in _CONDITION.finditer(condition))
    elif isinstance(condition, list):
        for each in condition:
            yield from _in_condition(each)
    elif isinstance(condition, dict):
        column = condition.get("column")
        if isinstance(column, dict) and isinstance(column.get("name"), str):
            yield column["name"]
        for key, each in condition.items():
            if key != "column":
                yield from _in_condition(each if isinstance(each, dict | list) else None)


def _parameters_in(class_files: Sequence[Path]) -> dict[str, frozenset[str]]:
    """Return for each class of ours the parameters that name columns of the table that it is about."""
    found: dict[str, frozenset[str]] = {}
    for text in map(text_of, class_files):
        _, *parts = _CLASS.split(text)
        found |= {as_type(parts[i]): frozenset(_PARAMETER.findall(parts[i + 1])) for i in range(0, len(parts), 2)}
    return found


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:8])
    return f"{shown} and {len(names) - 8} more" if len(names) > 8 else shown
