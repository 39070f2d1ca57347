"""Copies of whole components, so that many what-ifs about small systems are asked at once."""

from dataclasses import dataclass

import numpy as np

from wh.inference import settled, solving
from wh.inference.propagating import propagate
from wh.inference.systems import Flags, Floats, Ints, Systems, offsets, spans


@dataclass(frozen=True, slots=True)
class Members:
    """Variables and constraints of each component, by its least variable; `rank` is a variable's place in it."""

    variable_starts: Ints
    variable: Ints
    rank: Ints
    constraint_starts: Ints
    constraint: Ints

    @classmethod
    def of(cls, systems: Systems, component: Ints) -> "Members":
        """List the members of every component."""
        variable = np.argsort(component, kind="stable")
        starts = offsets(np.bincount(component, minlength=systems.variable_count))
        rank = np.empty_like(variable)
        rank[variable] = np.arange(len(variable)) - starts[component[variable]]
        own = component[systems.variable[systems.starts[:-1]]]
        constraint = np.argsort(own, kind="stable")
        return cls(starts, variable, rank, offsets(np.bincount(own, minlength=systems.variable_count)), constraint)


@dataclass(frozen=True, slots=True)
class Copies:
    """One copy of a component after the other; each copied variable and constraint knows its copy and its original."""

    systems: Systems
    component: Ints
    variable_starts: Ints
    variable: Ints
    constraint_starts: Ints
    constraint: Ints
    members: Members

    @property
    def count(self) -> int:
        """How many copies there are."""
        return len(self.variable_starts) - 1

    def place(self, copy: Ints, variable: Ints) -> Ints:
        """Return where an original variable stands in a copy."""
        return self.variable_starts[copy] + self.members.rank[variable]

    def constraint_copy(self) -> Ints:
        """Return the copy of each copied constraint."""
        return np.repeat(np.arange(self.count), np.diff(self.constraint_starts))

    def are_satisfiable(self, low: Floats, high: Floats, kept: Flags | None = None) -> Flags:
        """Return for each copy whether something satisfies it, within its bounds; constraints not kept are left out."""
        systems = self.systems if kept is None else self.systems.only(kept)
        found = propagate(systems, self.component, low, high)
        first = self.variable_starts[:-1]
        answer = ~found.is_empty[first]
        for doubtful in settled.unsettled(systems, self.component, found):
            copy = int(np.searchsorted(self.variable_starts, doubtful, side="right")) - 1
            variables = np.arange(self.variable_starts[copy], self.variable_starts[copy + 1])
            own = np.flatnonzero(self.component[systems.variable[systems.starts[:-1]]] == doubtful)
            answer[copy] = solving.is_satisfiable(systems, variables, own, found.low, found.high)
        return answer


def copies(systems: Systems, members: Members, chosen: Ints) -> Copies:
    """Copy the chosen components, each as often as it is chosen."""
    variable_counts = np.diff(members.variable_starts)[chosen]
    variable = members.variable[spans(members.variable_starts[chosen], variable_counts)]
    variable_starts = offsets(variable_counts)
    constraint_counts = np.diff(members.constraint_starts)[chosen]
    constraint = members.constraint[spans(members.constraint_starts[chosen], constraint_counts)]
    copy_of_constraint = np.repeat(np.arange(len(chosen)), constraint_counts)
    sizes = np.diff(systems.starts)[constraint]
    terms = spans(systems.starts[constraint], sizes)
    own = variable_starts[np.repeat(copy_of_constraint, sizes)] + members.rank[systems.variable[terms]]
    copied = Systems(
        systems.is_whole[variable],
        offsets(sizes),
        own,
        systems.times[terms],
        systems.total_low[constraint],
        systems.total_high[constraint],
        systems.is_age[constraint],
    )
    return Copies(
        copied,
        np.repeat(variable_starts[:-1], variable_counts),
        variable_starts,
        variable,
        offsets(constraint_counts),
        constraint,
        members,
    )
