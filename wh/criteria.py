"""What one word of a selection asks of a node: a name, a path, or a method such as `tag:`; it knows no graph.

A word that cannot be read, a method that is not there and one with nothing to answer from are refused.
"""

import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wh.errors import ProjectError, closest


@dataclass(frozen=True, slots=True)
class Node:
    """What selection can know of a thing that is built or asked.

    `fqn` is project, folders, name; of a source its last two are the source's name and the table's. `parents` are keys
    of nodes. `described_in` is the YAML file that describes the node, where it is not the node's own `path`; both are
    relative to the project, with `/`.
    """

    name: str
    resource_type: str
    fqn: tuple[str, ...]
    path: str
    package: str
    tags: frozenset[str]
    config: Mapping[str, Any]
    parents: tuple[str, ...]
    test_type: str | None = None
    test_name: str | None = None
    described_in: str = ""


@dataclass(frozen=True, slots=True)
class State:
    """How the project differs from an earlier build, and what came of each node in the last run.

    All are by key; whether `modified` has the new nodes too makes no difference.
    """

    modified: frozenset[str]
    new: frozenset[str]
    results: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Word:
    """One word without its commas; `up` and `down` are how many steps to go, 0 for none."""

    text: str
    around: bool
    up: int
    method: str
    keys: tuple[str, ...]
    value: str
    down: int
    is_bare: bool

    @property
    def has_wildcard(self) -> bool:
        """Whether the value is a pattern."""
        return any(sign in self.value for sign in WILDCARDS)


Holds = Callable[[str, Node], bool]
_Method = Callable[[Word, "Asked"], Holds]

TESTS = ("test", "unit_test")
WILDCARDS = "*?[]"
EVERY_STEP = sys.maxsize
_WORD = re.compile(r"(@)?(?:(\d*)\+)?(?:([\w.]+):)?(.*?)(?:\+(\d*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a method may look at beside the node itself; `this` is the project's own package, or empty."""

    nodes: Mapping[str, Node]
    state: State | None
    this: str


def parse(text: str) -> Word:
    """Read one word; refuse what has no name in it, two signs that clash, and a method that is not there."""
    matched = _WORD.fullmatch(text)
    assert matched is not None, "the pattern takes any text"
    around, up, method, value, down = matched.groups()
    if not value:
        raise refusal(f"`{text}` names nothing to select.", "a name right beside the sign, such as `+claims`")
    if around and down is not None:
        raise refusal(
            f"`{text}` has `@` before the name and `+` after it.",
            f"`@{value}`, which takes what follows too, and all that it needs",
        )
    name, *keys = method.split(".") if method else (_method_of(value),)
    word = Word(text, bool(around), _steps(up), name, tuple(keys), value, _steps(down), method is None)
    _check_method(word)
    return word


def _method_of(value: str) -> str:
    """Return what a bare word is by its looks: a path, a file or a name."""
    if "/" in value or "\\" in value:
        return "path"
    return "file" if value.lower().endswith((".sql", ".py", ".csv")) else "fqn"


def _steps(text: str | None) -> int:
    if text is None:
        return 0
    return int(text) if text else EVERY_STEP


def _check_method(word: Word) -> None:
    if word.method not in _METHODS:
        near = closest(word.method, _METHODS)
        raise refusal(
            f"`{word.method}:` in `{word.text}` is not a method of selection.",
            f"`{near}{':' if near != 'config' else '.materialized:'}`, the closest one"
            if near
            else "one of " + ", ".join(f"`{name}:`" for name in _METHODS if name not in _NOTHING_TO_ANSWER),
        )
    if word.method == "config" and not word.keys:
        raise refusal(f"`{word.text}` does not say which setting.", f"such as `config.materialized:{word.value}`")
    if word.method != "config" and word.keys:
        raise refusal(f"`{word.method}` in `{word.text}` takes nothing after a point.", f"`{word.method}:{word.value}`")


def criterion(word: Word, asked: Asked) -> Holds:
    """Return what must hold of a key and its node for the word to name it."""
    return _METHODS[word.method](word, asked)


def looser_criterion(word: Word) -> Holds:
    """Return what a bare word may mean besides, where it names nothing in dbt's own manner."""
    return _by_tail(word) if word.method == "path" else _by_part(word)


def refusal(message: str, way_out: str) -> ProjectError:
    """Return the error for something that was asked for on the command line."""
    return ProjectError(message, at="the command line", way_out=way_out)


def _by_name(word: Word, asked: Asked) -> Holds:
    """Take a name, or the start of an fqn with the project or without it."""
    if not word.has_wildcard:
        return lambda _, node: _is_named(node, word.value)
    parts = word.value.split(".")
    first = next(number for number, part in enumerate(parts) if any(sign in part for sign in WILDCARDS))
    start = "".join(f"{part}." for part in parts[:first])
    matches = _matching(".".join(parts[first:]))

    def holds(_: str, node: Node) -> bool:
        if node.resource_type == "source":
            return False
        whole = ".".join(node.fqn), ".".join(node.fqn[1:])
        return any(dotted.startswith(start) and matches(dotted[len(start) :]) for dotted in whole) or (
            len(parts) == 1 and matches(node.fqn[-1])
        )

    return holds


def _is_named(node: Node, value: str) -> bool:
    if node.resource_type == "source":
        return False
    if node.fqn[-1] == value:
        return True
    start = f"{value}."
    dotted = f"{'.'.join(node.fqn)}."
    return dotted.startswith(start) or dotted[len(node.fqn[0]) + 1 :].startswith(start)


def _by_part(word: Word) -> Holds:
    """Take a folder below another, or `schema.name` where the schema is not the folder; dbt has neither."""
    part = f".{word.value}."
    schema, _, name = word.value.rpartition(".")

    def holds(_: str, node: Node) -> bool:
        if node.resource_type == "source":
            return False
        return part in f".{'.'.join(node.fqn)}." or (
            bool(schema) and node.name == name and node.config.get("schema") == schema
        )

    return holds


def _by_path(word: Word, asked: Asked) -> Holds:
    """Take a file or a folder from the project's own folder on, `*` within a name and `**` across folders."""
    pattern = _folders(word.value)
    if not word.has_wildcard:
        start = "".join(f"{folder}/" for folder in pattern)
        return lambda _, node: f"{node.path}/".startswith(start) or f"{node.described_in}/".startswith(start)
    return lambda _, node: any(_is_under(path.split("/"), pattern) for path in (node.path, node.described_in) if path)


def _by_tail(word: Word) -> Holds:
    """Take `staging/` or `staging/stg_orders.sql`: a path that starts at any folder; dbt does not have it."""
    pattern = _folders(word.value)
    if not word.has_wildcard:
        part = "".join(f"/{folder}" for folder in pattern) + "/"
        return lambda _, node: part in f"/{node.path}/"

    def holds(_: str, node: Node) -> bool:
        parts = node.path.split("/")
        return any(_is_under(parts[number:], pattern) for number in range(len(parts)))

    return holds


def _folders(value: str) -> list[str]:
    return [part for part in value.replace("\\", "/").split("/") if part not in ("", ".")]


def _is_under(parts: Sequence[str], pattern: Sequence[str]) -> bool:
    """Say whether the pattern matches the path or a folder that it is in."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(_is_under(parts[number:], pattern[1:]) for number in range(len(parts)))
    return bool(parts) and _is_match(parts[0], pattern[0]) and _is_under(parts[1:], pattern[1:])


def _is_match(text: str, pattern: str) -> bool:
    if not any(sign in pattern for sign in WILDCARDS):
        return text == pattern
    from fnmatch import fnmatchcase

    return fnmatchcase(text, pattern)


def _by_file(word: Word, asked: Asked) -> Holds:
    """Take a file's name, with its ending or without."""
    matches = _matching(word.value)

    def holds(_: str, node: Node) -> bool:
        name = node.path.rpartition("/")[2]
        return matches(name) or matches(name.rpartition(".")[0] or name)

    return holds


def _by_tag(word: Word, asked: Asked) -> Holds:
    matches = _matching(word.value)
    return lambda _, node: any(matches(tag) for tag in node.tags)


def _by_package(word: Word, asked: Asked) -> Holds:
    matches = _matching((asked.this or "*") if word.value == "this" else word.value)
    return lambda _, node: matches(node.package)


def _by_source(word: Word, asked: Asked) -> Holds:
    """Take `source`, `source.table` or `package.source.table`."""
    parts = word.value.split(".")
    if len(parts) > 3:
        raise refusal(f"`{word.text}` has too many points.", f"`source:{'.'.join(parts[-2:])}`: source, then table")
    package, source, table = (["*", *parts, "*"] if len(parts) == 1 else ["*", *parts])[-3:]
    wanted = [_matching(pattern) for pattern in (package, source, table)]
    return lambda _, node: (
        node.resource_type == "source"
        and all(matches(text) for matches, text in zip(wanted, (node.package, *node.fqn[-2:]), strict=True))
    )


def _by_config(word: Word, asked: Asked) -> Holds:
    """Take a setting's text, or one of a list; true, false and a severity in any case."""
    wanted = word.value.lower() if word.keys == ("severity",) else word.value

    def is_wanted(value: object) -> bool:
        if isinstance(value, bool):
            return word.value.lower() == str(value).lower()
        return (str(value).lower() if word.keys == ("severity",) else str(value)) == wanted and value is not None

    def holds(_: str, node: Node) -> bool:
        value: object = node.config if node.resource_type != "unit_test" else {}
        for key in word.keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        return any(map(is_wanted, value)) if isinstance(value, (list, tuple, set, frozenset)) else is_wanted(value)

    return holds


def _by_name_of(resource_type: str) -> _Method:
    """Take nodes of one type by name, or by package and name."""

    def by_name(word: Word, asked: Asked) -> Holds:
        package, _, name = word.value.rpartition(".")
        is_package, is_name = _matching(package or "*"), _matching(name)
        return lambda _, node: node.resource_type == resource_type and is_package(node.package) and is_name(node.name)

    return by_name


def _by_resource_type(word: Word, asked: Asked) -> Holds:
    _check_value(word, (*_RESOURCE_TYPES, *_TYPES_OF_DBT))
    return lambda _, node: node.resource_type == word.value


def _by_test_type(word: Word, asked: Asked) -> Holds:
    _check_value(word, _TEST_TYPES)
    wanted = _TEST_TYPES[word.value]
    return lambda _, node: node.test_type in wanted


def _by_test_name(word: Word, asked: Asked) -> Holds:
    matches = _matching(word.value)

    def holds(_: str, node: Node) -> bool:
        if node.resource_type == "unit_test":
            return matches(node.name)
        return node.test_name is not None and matches(node.test_name)

    return holds


def _by_state(word: Word, asked: Asked) -> Holds:
    """Compare with the earlier build; what is new is modified too."""
    if word.value.startswith("modified."):
        raise refusal(
            f"`{word.text}` asks in what a node was modified, which is not kept apart.",
            f"`{word.text.replace(word.value, 'modified')}`, modified in anything that matters",
        )
    _check_value(word, ("modified", "unmodified", "new", "old"))
    state = asked.state
    if state is None:
        raise refusal(f"`{word.text}` has no earlier build to compare with.", "`wh build` first, without it")
    named = state.new if word.value in ("new", "old") else state.modified | state.new
    is_in = word.value in ("new", "modified")
    return lambda key, _: (key in named) == is_in


def _by_result(word: Word, asked: Asked) -> Holds:
    _check_value(word, _RESULTS)
    if asked.state is None:
        raise refusal(f"`{word.text}` has no last run to ask.", "`wh build` first, without it")
    results = asked.state.results
    return lambda key, _: results.get(key) == word.value


def _by_group(word: Word, asked: Asked) -> Holds:
    if not any(node.config.get("group") for node in asked.nodes.values()):
        raise _nothing_to_answer(word, "no model has a group")
    return lambda _, node: node.config.get("group") == word.value


def _by_access(word: Word, asked: Asked) -> Holds:
    """Take models by who may read them; one that does not say is protected."""
    _check_value(word, ("private", "protected", "public"))
    if not any(node.config.get("access") for node in asked.nodes.values()):
        raise _nothing_to_answer(word, "no model says its access")
    return lambda _, node: node.resource_type == "model" and (node.config.get("access") or "protected") == word.value


def _by_nothing(word: Word, asked: Asked) -> Holds:
    raise _nothing_to_answer(word, f"{_NOTHING_TO_ANSWER[word.method]} are not read")


def _matching(pattern: str) -> Callable[[str], bool]:
    if not any(sign in pattern for sign in WILDCARDS):
        return lambda text: text == pattern
    from fnmatch import translate

    matches = re.compile(translate(pattern)).match
    return lambda text: matches(text) is not None


_RESOURCE_TYPES = ("model", "seed", "snapshot", "test", "unit_test", "source", "exposure")
# dbt's other types: none is here, so they choose nothing
_TYPES_OF_DBT = ("analysis", "function", "metric", "operation", "saved_query", "semantic_model")
_TEST_TYPES = {
    "generic": ("generic",),
    "singular": ("singular",),
    "unit": ("unit",),
    "data": ("generic", "singular"),
    "schema": ("generic",),
}
_RESULTS = ("error", "fail", "pass", "skipped", "success", "warn")
# methods of dbt about things that are not here
_NOTHING_TO_ANSWER = {
    "metric": "metrics",
    "saved_query": "saved queries",
    "selector": "named selectors",
    "semantic_model": "semantic models",
    "source_status": "freshness results",
    "version": "versions of models",
}
_METHODS: dict[str, _Method] = {
    "fqn": _by_name,
    "path": _by_path,
    "file": _by_file,
    "tag": _by_tag,
    "config": _by_config,
    "package": _by_package,
    "resource_type": _by_resource_type,
    "source": _by_source,
    "test_type": _by_test_type,
    "test_name": _by_test_name,
    "unit_test": _by_name_of("unit_test"),
    "exposure": _by_name_of("exposure"),
    "state": _by_state,
    "result": _by_result,
    "group": _by_group,
    "access": _by_access,
    **dict.fromkeys(_NOTHING_TO_ANSWER, _by_nothing),
}


def _nothing_to_answer(word: Word, reason: str) -> ProjectError:
    return refusal(f"`{word.text}` has nothing to choose from: {reason}.", "names, folders, `tag:` or `config.`")


def _check_value(word: Word, known: Iterable[str]) -> None:
    if word.value not in known:
        near = closest(word.value, known)
        raise refusal(
            f"`{word.value}` is not something that `{word.method}:` can be.",
            f"`{word.method}:{near}`, the closest one"
            if near
            else "one of " + ", ".join(f"`{value}`" for value in sorted(known)),
        )
