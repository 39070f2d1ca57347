"""What can be read of a template without jinja2: one whose only Jinja is `this`, and calls of `ref` with literals.

`source`, `config` and `var` are read like `ref`.

Gives the same pieces as jinja2 would, or says that it cannot; never guesses.
"""

import ast
import re
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Call:
    """`{{ ref('a') }}` or its like: where its braces open, and what it is called with."""

    offset: int
    name: str
    arguments: tuple[Any, ...]
    named: dict[str, Any]


def parts_of(source: str) -> list[tuple[int, str] | Call] | None:
    """Return copied texts with their offsets, and calls between them, or None where only jinja2 can tell."""
    parts: list[tuple[int, str] | Call] = []
    start = 0
    while opening := _OPENING.search(source, start):
        found = (_COMMENT if opening[0] == "{#" else _CALL).match(source, opening.start())
        if found is None:
            return None
        text = source[start : opening.start()]
        text = text.rstrip() if found[1] else text
        if text:
            parts.append((start, text))
        if opening[0] == "{{":
            given = _arguments(found["given"]) if found["name"] else ((), {})
            if given is None:
                return None
            parts.append(Call(opening.start(), found["name"] or "this", *given))
        start = found.end()
        if found["trims"]:
            start = _WHITE.match(source, start).end()  # type: ignore[union-attr]  # matches nothing as well
    if start < len(source):
        parts.append((start, source[start:]))
    return parts


def literal_refs(source: str) -> list[str]:
    """Return the names that `ref` is called with as literals, without rendering: enough to choose an order.

    A name in a SQL comment counts, one in a Jinja comment does not. With two literals the second is the name. May
    name what no model has: only rendering tells.
    """
    if "ref" not in source:
        return []
    if "{#" in source:
        source = _COMMENT.sub("", source)
    return [found[4] or found[2] for found in _REF.finditer(source)]


def _arguments(text: str) -> tuple[tuple[Any, ...], dict[str, Any]] | None:
    single = _ONE_STRING.fullmatch(text)
    if single:
        return (single[1] if single[1] is not None else single[2],), {}
    if not _LITERALS.fullmatch(text):
        return None
    try:
        # jinja2 and Python write these literals alike
        call = ast.parse(f"f({text.strip()})", mode="eval").body
        if not isinstance(call, ast.Call):
            return None
        named = {keyword.arg: _value(keyword.value) for keyword in call.keywords if keyword.arg}
        if len(named) != len(call.keywords):
            return None
        return tuple(_value(argument) for argument in call.args), named
    except (SyntaxError, _NotLiteralError):
        return None


class _NotLiteralError(Exception):
    """Raised for an argument that is more than a literal."""


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=str() | int() | float() | None):
            return node.value
        case ast.Name(id=name) if name in _WORDS:
            return _WORDS[name]
        case ast.List(elts=parts):
            return [_value(part) for part in parts]
        case ast.Tuple(elts=parts):
            return tuple(_value(part) for part in parts)
        case ast.Dict(keys=keys, values=values) if None not in keys:
            return {_value(key): _value(value) for key, value in zip(keys, values, strict=True) if key is not None}
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as number)):
            return -number
    raise _NotLiteralError


_WORDS = {"true": True, "false": False, "none": None}
_STRING = r"""'[^'\\\n]*'|"[^"\\\n]*\""""
_OPENING = re.compile(r"\{[{%#]")
_COMMENT = re.compile(r"\{#(-?).*?(?P<trims>-?)#\}", flags=re.DOTALL)
_CALL = re.compile(
    r"\{\{(-?)\s*(?:(?P<name>ref|source|config|var)\s*\("
    rf"(?P<given>(?:[^'\"\\]|{_STRING})*?)\)|this)\s*(?P<trims>-?)\}}\}}"
)
_WHITE = re.compile(r"\s*")
_ONE_STRING = re.compile(r"""\s*(?:'([^'\\\n]*)'|"([^"\\\n]*)")\s*""")
_LITERALS = re.compile(
    rf"(?>(?:\s|[,=:()\[\]{{}}]|-?\d++(?:\.\d++)?(?![\w.'\"])|(?:{_STRING})|[A-Za-z_]\w*+(?!['\"]))*)"
)
_REF = re.compile(r"""\bref\s*\(\s*(['"])([^'"]+)\1\s*(?:,\s*(['"])([^'"]+)\3\s*)?[,)]""")
