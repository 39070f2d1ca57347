"""Which model needs which, in what order they are built, and which of them a selection names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from wh.errors import ModelError, ProjectError, closest


@dataclass(frozen=True, slots=True)
class Graph:
    """The models by name, each with the names of its parents."""

    parents: Mapping[str, tuple[str, ...]]
    folders: Mapping[str, str]
    shown: Mapping[str, str]

    def order(self) -> tuple[str, ...]:
        """Return every model after its parents, the same order each time; refuse a cycle by name."""
        sorter = TopologicalSorter({name: self.parents[name] for name in sorted(self.parents)})
        try:
            return tuple(sorter.static_order())
        except CycleError as cause:
            ring = list(reversed(cause.args[1]))
            raise ModelError(
                f"The models need each other in a ring: {' -> '.join(ring)}.",
                at=self.shown[ring[0]],
                way_out=f"take one `ref` out of the ring, such as the one to `{ring[1]}` in `{ring[0]}`",
            ) from cause

    def select(self, wanted: Sequence[str]) -> frozenset[str]:
        """Return the models that the words name; none at all means every model.

        A word is a model's name or a folder (`staging/`), with `+` before it for all that it needs and after it for
        all that needs it.
        """
        if not wanted:
            return frozenset(self.parents)
        chosen: set[str] = set()
        for word in (part for words in wanted for part in words.split()):
            chosen |= self._select_one(word)
        return frozenset(chosen)

    def _select_one(self, word: str) -> set[str]:
        core = word.strip("+").removesuffix(".sql").rstrip("/").rsplit(".", 1)[-1]
        named = {core} if core in self.parents else {name for name, folder in self.folders.items() if folder == core}
        if not named:
            near = closest(core, [*self.parents, *self.folders.values()])
            raise ProjectError(
                f"There is no model named `{core}`.",
                at="the command line",
                way_out=f"`{near}`, the closest name" if near else "`wh ls` to see them all",
            )
        chosen = set(named)
        if word.startswith("+"):
            chosen |= _reach(named, self.parents)
        if word.endswith("+"):
            chosen |= _reach(named, self._children())
        return chosen

    def _children(self) -> dict[str, tuple[str, ...]]:
        children: dict[str, list[str]] = {name: [] for name in self.parents}
        for name, parents in self.parents.items():
            for parent in parents:
                children[parent].append(name)
        return {name: tuple(sorted(found)) for name, found in children.items()}


def _reach(start: Iterable[str], edges: Mapping[str, Sequence[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(start)
    while waiting:
        for name in edges[waiting.pop()]:
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen
