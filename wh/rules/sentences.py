"""What a rule says, for people: in its author's words, or as its expectation's file says it, which is not run.

An expectation of somebody else's is said by its name.
"""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh.rules.kinds_in_words import words_for
from wh.rules.suites import Rule


@dataclass(frozen=True, slots=True)
class Sentence:
    """What an expectation says; `{name}` in it stands for a parameter. `defaults` are those that its class writes."""

    says: str
    defaults: Mapping[str, Any]

    def with_parameters(self, kwargs: Mapping[str, Any]) -> str:
        """Return the sentence with what a suite gives, else the defaults; a parameter without either by its name."""
        given = {**self.defaults, **{name: value for name, value in kwargs.items() if value is not None}}
        return re.sub(r"\{(\w+)\}", lambda one: _said(given.get(one[1], one[1].replace("_", " "))), self.says)


def sentence_of(rule: Rule, table: str, sentences: Mapping[str, Sentence]) -> str:
    """Return what a rule on a table says; `sentences` are those of the classes of one's own, by type."""
    if rule.says.strip():
        said = " ".join(rule.says.split())
        return said if said.endswith((".", "!", "?")) else f"{said}."
    own = sentences.get(rule.type)
    if own:
        return own.with_parameters(rule.kwargs)
    if rule.type in _QUERIES:
        return f"`{rule.name}` finds no rows."
    return words_for(rule.type, rule.kwargs, table) or spelled_out(rule.type, rule.kwargs)


_QUERIES = ("expect_query_to_give_no_rows", "unexpected_rows_expectation")


def sentences_in(class_files: Sequence[Path]) -> dict[str, Sentence]:
    """Return what each expectation of the files says, by its type: `sentence` of its class, else its first line."""
    classes: dict[str, ast.ClassDef] = {}
    for file in class_files:
        try:
            tree = ast.parse(file.read_bytes())
        except (OSError, SyntaxError, ValueError):  # what is wrong with the file is told where it is imported
            continue
        classes |= {node.name: node for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}
    found: dict[str, Sentence] = {}
    for node in classes.values():
        said = _sentence(node) or (ast.get_docstring(node) or "").partition("\n")[0]
        if said:
            defaults = {name: value for each in _lineage(node, classes) for name, value in _defaults(each)}
            found[_type(node.name)] = Sentence(said, defaults)
    return found


def _lineage(node: ast.ClassDef, classes: Mapping[str, ast.ClassDef]) -> list[ast.ClassDef]:
    """Return the classes that a class is built on, as far as the files have them, then itself."""
    lineage = [node]
    for each in lineage:
        names = (base.id for base in each.bases if isinstance(base, ast.Name))
        lineage += [classes[name] for name in names if name in classes and classes[name] not in lineage]
    return lineage[::-1]


def spelled_out(expectation_type: str, kwargs: Mapping[str, Any]) -> str:
    """Return an expectation's name as words: `value_text: values to not be null`."""
    what = re.sub(r"^(expect_)?(column_)?", "", expectation_type).replace("_", " ")
    columns = [str(kwargs[key]) for key in ("column", "column_A", "column_B") if key in kwargs]
    listed = kwargs.get("column_list")
    columns += map(str, listed) if isinstance(listed, list) else []
    return f"Expect {', '.join(columns)}: {what}." if columns else f"Expect {what}."


def _sentence(node: ast.ClassDef) -> str | None:
    for statement in node.body:
        target: ast.expr | None = statement.target if isinstance(statement, ast.AnnAssign) else None
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target = statement.targets[0]
        if isinstance(target, ast.Name) and target.id == "sentence":
            value = statement.value if isinstance(statement, ast.Assign | ast.AnnAssign) else None
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value:
                return value.value
    return None


def _defaults(node: ast.ClassDef) -> Iterator[tuple[str, Any]]:
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            value = statement.value
            if isinstance(value, ast.Call) and value.args:  # pydantic.Field(10, gt=1)
                value = value.args[0]
            if isinstance(value, ast.Constant) and isinstance(value.value, str | int | float):
                yield statement.target.id, value.value


def _said(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _type(class_name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", class_name).lower()
