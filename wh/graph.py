"""Which model needs which, and in what order they are built."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from wh.errors import ModelError


@dataclass(frozen=True, slots=True)
class Graph:
    """The models by name, each with the names of its parents."""

    parents: Mapping[str, tuple[str, ...]]
    shown: Mapping[str, str]
    # where a model names another: (the model, the other) -> file:line:column
    places: Callable[[str, str], str] | None = None

    def order(self) -> tuple[str, ...]:
        """Return every model after its parents, the same order each time; refuse a cycle by name."""
        sorter = TopologicalSorter({name: self.parents[name] for name in sorted(self.parents)})
        try:
            return tuple(sorter.static_order())
        except CycleError as cause:
            ring = list(reversed(cause.args[1]))
            at = self.places(ring[0], ring[1]) if self.places else self.shown[ring[0]]
            if len(ring) == 2:
                raise ModelError(
                    f"The model `{ring[0]}` needs itself.",
                    at=at,
                    way_out="another model; or `{{ this }}`, its table as it stands, in an incremental model",
                ) from cause
            raise ModelError(
                f"The models need each other in a ring: {' -> '.join(ring)}.",
                at=at,
                way_out=f"take one `ref` out of the ring, such as the one to `{ring[1]}` in `{ring[0]}`",
            ) from cause
