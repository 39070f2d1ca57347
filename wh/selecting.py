"""Which nodes a selection names, in dbt's grammar; it reads no file, and a bare name that names nothing is refused.

Words are joined by a space (union) or a comma (intersection); `+`, `2+` and `@` reach along the graph; a method such as
`tag:` asks for a property. docs/selecting.md has a row for each.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from wh.criteria import EVERY_STEP, TESTS, Asked, Holds, Node, State, Word, criterion, looser_criterion, parse, refusal
from wh.errors import ProjectError, closest

__all__ = ["Node", "State", "select"]


def select(
    nodes: Mapping[str, Node],
    include: Sequence[str],
    exclude: Sequence[str] = (),
    state: State | None = None,
    *,
    indirect: str = "eager",
    this: str = "",
) -> frozenset[str]:
    """Return the keys of the nodes that the words name, sources too; no word at all means every node.

    `indirect` says which tests come with the models that they ask about: those of any selected parent (eager), of
    selected parents alone (cautious), of parents that are selected or needed by those (buildable), or none (empty).
    `this` is the package that `package:this` means; left out, every package.
    """
    if indirect not in _INDIRECT:
        near = closest(indirect, _INDIRECT)
        raise refusal(
            f"`{indirect}` is no way to choose tests.",
            f"`{near}`, the closest one" if near else "one of " + ", ".join(f"`{one}`" for one in _INDIRECT),
        )
    search = _Search(nodes, Asked(nodes, state, this), indirect)
    chosen = search.union(include).direct if include else frozenset(nodes)
    return chosen - search.union(exclude).direct


_INDIRECT = ("eager", "cautious", "buildable", "empty")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What was chosen, and the tests that wait for more of their parents to be chosen."""

    direct: frozenset[str]
    waiting: frozenset[str]


@dataclass(frozen=True)
class _Search:
    """The nodes, what is known of them, and the edges in both directions, made when they are needed."""

    nodes: Mapping[str, Node]
    asked: Asked
    indirect: str

    @cached_property
    def parents(self) -> dict[str, tuple[str, ...]]:
        return {key: tuple(one for one in node.parents if one in self.nodes) for key, node in self.nodes.items()}

    @cached_property
    def children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {key: [] for key in self.nodes}
        for key, parents in self.parents.items():
            for parent in parents:
                children[parent].append(key)
        return children

    @cached_property
    def tests(self) -> dict[str, frozenset[str]]:
        """The parents of each test."""
        return {key: frozenset(node.parents) for key, node in self.nodes.items() if node.resource_type in TESTS}

    def union(self, words: Iterable[str]) -> _Chosen:
        """Return what any of the words chooses."""
        parts = [self._intersection(word) for text in words for word in text.split()]
        return self._joined(parts, frozenset.union) if parts else _Chosen(frozenset(), frozenset())

    def _intersection(self, text: str) -> _Chosen:
        parts = text.split(",")
        if not all(parts):
            raise refusal(
                f"A comma of `{text}` has nothing on one side.",
                "`a,b` without a space for what both choose, `a b` for what either chooses",
            )
        return self._joined([self._with_tests(self._reached(parse(part))) for part in parts], frozenset.intersection)

    def _joined(self, parts: Sequence[_Chosen], join: Callable[..., frozenset[str]]) -> _Chosen:
        """Join the parts; a test that waited in one of them is chosen where the others have its parents."""
        direct = join(*(part.direct for part in parts))
        waiting = join(*(part.direct | part.waiting for part in parts)) - direct
        if waiting and self.indirect in ("cautious", "buildable"):
            present = self._present(direct)
            direct |= {key for key in waiting & self.tests.keys() if self.tests[key] <= present}
        return _Chosen(direct, waiting - direct)

    def _with_tests(self, chosen: frozenset[str]) -> _Chosen:
        """Add the tests of what was chosen."""
        if self.indirect == "empty":
            return _Chosen(chosen, frozenset())
        near = {key for key, parents in self.tests.items() if not parents.isdisjoint(chosen)}
        if self.indirect == "eager":
            return _Chosen(chosen | near, frozenset())
        present = self._present(chosen)
        if self.indirect == "buildable":
            present |= {key for key, node in self.nodes.items() if node.resource_type == "source"}
        ready = {key for key in near if self.tests[key] <= present}
        return _Chosen(chosen | ready, frozenset(near - ready - chosen))

    def _present(self, chosen: frozenset[str]) -> frozenset[str]:
        """Return what a test may read beside what was chosen: what that needs, where tests are chosen `buildable`."""
        return chosen | _reach(chosen, self.parents) if self.indirect == "buildable" else chosen

    def _reached(self, word: Word) -> frozenset[str]:
        found = self._found(word)
        reached = set(found)
        if word.around:
            reached |= _reach(found, self.children)
            reached |= _reach(reached, self.parents)
        if word.up:
            reached |= _reach(found, self.parents, word.up)
        if word.down:
            reached |= _reach(found, self.children, word.down)
        return frozenset(reached)

    def _found(self, word: Word) -> set[str]:
        found = self._those(criterion(word, self.asked))
        if not found and word.is_bare:
            found = self._those(looser_criterion(word))
            if not found and not word.has_wildcard:
                raise _unknown(word, self.nodes.values())
        return found

    def _those(self, holds: Holds) -> set[str]:
        return {key for key, node in self.nodes.items() if holds(key, node)}


def _reach(start: Iterable[str], edges: Mapping[str, Sequence[str]], steps: int = EVERY_STEP) -> set[str]:
    seen: set[str] = set()
    layer = set(start)
    while layer and steps > 0:
        layer = {key for from_key in layer for key in edges[from_key]} - seen
        seen |= layer
        steps -= 1
    return seen


def _unknown(word: Word, nodes: Collection[Node]) -> ProjectError:
    """Refuse a bare name that names nothing, with the sign, the source or the name that may be meant."""
    what = "folder or file" if word.method == "path" else "file" if word.method == "file" else "model"
    name = word.value
    message = f"There is no {what} named `{name}`."
    if "@" in name or "+" in name:
        return refusal(
            f"`{word.text}` is not one name: `@` stands before a name, `+` before or after it.",
            "`a b` for two names, `+a` for a name and all that it needs, `a+` for all that needs it",
        )
    sources = {".".join(node.fqn[-2:]): node.name for node in nodes if node.resource_type == "source"}
    for source, table in sorted(sources.items()):
        if name in (source, table):
            return refusal(message, f"`source:{source}`, the source of that name")
    near = closest(name, _names(word, nodes)) or closest(name, [node.name for node in nodes])
    return refusal(message, f"`{near}`, the closest name" if near else "`wh ls` to see them all")


def _names(word: Word, nodes: Collection[Node]) -> set[str]:
    """Return the names that could stand in the word's place, in the form that it has; tests have names that crowd."""
    built = [node for node in nodes if node.resource_type not in (*TESTS, "source")]
    if word.method == "file":
        return {node.path.rpartition("/")[2] for node in built}
    if word.method == "path":
        parts = [node.path.split("/") for node in built]
        wholes = {"/".join(one[:end]) for one in parts for end in range(1, len(one) + 1)}
        return wholes | {"/".join(one[1:end]) for one in parts for end in range(2, len(one) + 1)}
    folders = {folder for node in built for folder in node.fqn[:-1]}
    dotted = {".".join(node.fqn[1:]) for node in built} if "." in word.value else set()
    return {node.name for node in built} | folders | dotted
