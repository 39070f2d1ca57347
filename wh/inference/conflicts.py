"""Name a smallest set of units that cannot all be true together, and the relations that it takes to see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb

import numpy as np

from wh.inference.copying import Copies, Members, copies
from wh.inference.moments import GROWTH
from wh.inference.systems import Flags, Floats, Ints, Systems, offsets, spans
from wh.inference.units import Units

MOST_SUBSETS = 256
"""How many smaller sets are tried per system before a set that cannot be made smaller is taken for a smallest."""

MOST_AT_ONCE = 2_000_000
"""How many copied variables are asked about in one go: some 200 MB."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Units that cannot all be true, and the relations that say so; without units, what is known beforehand clashes."""

    component: int
    units: tuple[int, ...]
    relations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """Units to be held together, case by case, each within one component: those of case `c` start at `starts[c]`."""

    component: Ints
    starts: Ints
    unit: Ints

    def only(self, kept: Flags) -> "Cases":
        """Return the cases that are kept."""
        counts = np.diff(self.starts)
        return Cases(self.component[kept], offsets(counts[kept]), self.unit[np.repeat(kept, counts)])

    def keeping(self, kept: Flags) -> "Cases":
        """Return all cases, with those of their units that are kept."""
        seen = offsets(kept.astype(np.int64))
        return Cases(self.component, seen[self.starts], self.unit[kept])

    def at(self, chosen: Ints) -> "Cases":
        """Return the chosen cases, each as often as it is chosen."""
        counts = np.diff(self.starts)[chosen]
        return Cases(self.component[chosen], offsets(counts), self.unit[spans(self.starts[chosen], counts)])


@dataclass(frozen=True, slots=True)
class World:
    """What the cases are about: variables, the constraints in force with the relation of each, and all units."""

    component: Ints
    low: Floats
    high: Floats
    systems: Systems
    relation: Ints
    members: Members
    units: Units


def all_together(world: World, component: Ints) -> Cases:
    """Return one case for each of the components: all of its units."""
    of = world.component[world.units.instance]
    order = np.argsort(of, kind="stable")
    ranked = of[order]
    first = np.searchsorted(ranked, component, side="left")
    counts = np.searchsorted(ranked, component, side="right") - first
    return Cases(component, offsets(counts), order[spans(first, counts)])


def impossible(world: World, cases: Cases) -> Cases:
    """Return the cases that nothing satisfies."""
    return cases.only(~_are_satisfiable(world, cases))


def _are_satisfiable(world: World, cases: Cases) -> Flags:
    """Return for each case whether something satisfies it, so many at once as memory should hold."""
    sizes = np.diff(world.members.variable_starts)[cases.component]
    batch = np.cumsum(sizes) // MOST_AT_ONCE
    answer = np.ones(len(sizes), bool)
    for number in np.unique(batch):
        chosen = cases.only(batch == number)
        asks = _Asks.about(world, chosen.component)
        answer[batch == number] = asks.are_satisfiable(chosen, np.ones(len(chosen.unit), bool))
    return answer


def smallest(world: World, cases: Cases) -> list[Clash]:
    """Return one clash for each of the cases, which nothing satisfies."""
    asks = _Asks.about(world, cases.component)
    kept = _delete(cases.starts, lambda flags: asks.are_satisfiable(cases, flags))
    kept = _fewer(world, cases, kept)
    low, high = asks.bounds(cases, kept)
    # growth is no relation and still takes part, as the last one to be left out: another rule tells of it
    spread = int(world.relation.max(initial=0)) + 2
    relation = world.relation[asks.copied.constraint]
    key = asks.copied.constraint_copy() * spread + np.where(relation == GROWTH, spread - 1, relation)
    groups, group_of = np.unique(key, return_inverse=True)
    counts = np.bincount(groups // spread, minlength=asks.copied.count)
    starts = offsets(counts)
    needed = _delete(starts, lambda flags: asks.copied.are_satisfiable(low, high, flags[group_of]))
    relations = []
    for at in range(len(cases.component)):
        groups_here = slice(starts[at], starts[at + 1])
        named = groups[groups_here][needed[groups_here]] % spread
        relations.append(tuple(int(one) for one in named if one != spread - 1))
    needing = cases.keeping(kept)
    relations = _fewer_relations(world, needing, relations)
    return [
        Clash(int(component), tuple(needing.unit[needing.starts[at] : needing.starts[at + 1]].tolist()), relations[at])
        for at, component in enumerate(cases.component)
    ]


@dataclass(frozen=True, slots=True)
class _Asks:
    copied: Copies
    of: Units
    low: Floats
    high: Floats

    @classmethod
    def about(cls, world: World, component: Ints) -> "_Asks":
        copied = copies(world.systems, world.members, component)
        return cls(copied, world.units, world.low[copied.variable], world.high[copied.variable])

    def bounds(self, cases: Cases, kept: Flags) -> tuple[Floats, Floats]:
        case = np.repeat(np.arange(len(cases.component)), np.diff(cases.starts))[kept]
        unit = cases.unit[kept]
        place = self.copied.place(case, self.of.instance[unit])
        low, high = self.low.copy(), self.high.copy()
        np.maximum.at(low, place, self.of.low[unit])
        np.minimum.at(high, place, self.of.high[unit])
        return low, high

    def are_satisfiable(self, cases: Cases, kept: Flags) -> Flags:
        return self.copied.are_satisfiable(*self.bounds(cases, kept))


def _delete(starts: Ints, are_satisfiable: Callable[[Flags], Flags]) -> Flags:
    """Drop whatever is not needed for a clash, blocks of many first; return what is left, in which each is needed.

    The elements of group `g` are `starts[g]` to `starts[g + 1]`; every group is unsatisfiable as a whole.
    """
    counts = np.diff(starts)
    of = np.repeat(np.arange(len(counts)), counts)
    kept = np.ones(len(of), bool)
    size = 1 << max(int(counts.max(initial=1)) - 1, 0).bit_length()
    while size >= 1:
        block = _ranks(kept, starts, of) // size
        for number in range(int(block.max(initial=-1)) + 1):
            trial = kept & (block != number)
            is_needed = are_satisfiable(trial)
            kept = np.where(is_needed[of], kept, trial)
        size //= 2
    return kept


def _ranks(kept: Flags, starts: Ints, of: Ints) -> Ints:
    seen = offsets(kept.astype(np.int64))
    return np.where(kept, seen[:-1] - seen[starts[:-1]][of], -1)


def _fewer(world: World, cases: Cases, kept: Flags) -> Flags:
    """Look for a set that is smaller still, where there are few enough to try them all."""
    kept = kept.copy()
    starts, counts = cases.starts, np.diff(cases.starts)
    sizes = np.bincount(np.repeat(np.arange(len(counts)), counts)[kept], minlength=len(counts))
    for size in range(int(sizes.max(initial=0))):
        few = np.array([comb(int(count), size) <= MOST_SUBSETS for count in counts], bool)
        tried = [
            (int(at), subset)
            for at in np.flatnonzero((sizes > size) & few)
            for subset in combinations(range(int(counts[at])), size)
        ]
        if not tried:
            continue
        of = np.array([at for at, _ in tried])
        rows = np.array([starts[at] + np.array(subset, np.int64) for at, subset in tried]).reshape(len(tried), size)
        trials = Cases(cases.component[of], offsets(np.full(len(of), size)), cases.unit[rows.ravel()])
        clashes = np.flatnonzero(~_are_satisfiable(world, trials))
        found, index = np.unique(of[clashes], return_index=True)
        for at, row in zip(found, clashes[index], strict=True):
            kept[starts[at] : starts[at + 1]] = False
            kept[rows[row]] = True
            sizes[at] = size
    return kept


def _fewer_relations(world: World, cases: Cases, found: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Look for fewer relations that show the same clash, where there are few enough to try them all."""
    sizes = np.array([len(one) for one in found], np.int64)
    if not np.any(sizes > 1):
        return found
    fewest = list(found)
    own = world.component[world.systems.variable[world.systems.starts[:-1]]]
    relations = {
        int(at): np.setdiff1d(world.relation[own == cases.component[at]], [GROWTH]).tolist()
        for at in np.flatnonzero(sizes > 1)
    }
    for size in range(1, int(sizes.max())):
        tried = [
            (at, subset)
            for at, here in relations.items()
            if sizes[at] > size and comb(len(here), size) <= MOST_SUBSETS
            for subset in combinations(here, size)
        ]
        if not tried:
            continue
        clashes = ~_show(world, cases, tried)
        for (at, subset), is_clash in zip(tried, clashes.tolist(), strict=True):
            if is_clash and len(subset) < sizes[at]:
                fewest[at], sizes[at] = subset, size
    return fewest


def _show(world: World, cases: Cases, tried: Sequence[tuple[int, tuple[int, ...]]]) -> Flags:
    """Return for each case and the relations tried on it whether something satisfies them; growth is always held to."""
    of = np.array([at for at, _ in tried])
    batch = np.cumsum(np.diff(world.members.variable_starts)[cases.component[of]]) // MOST_AT_ONCE
    answer = np.ones(len(tried), bool)
    spread = int(world.relation.max(initial=0)) + 1
    for number in np.unique(batch):
        chosen = np.flatnonzero(batch == number)
        trials = cases.at(of[chosen])
        asks = _Asks.about(world, trials.component)
        relation = world.relation[asks.copied.constraint]
        wanted = np.array([at * spread + one for at, case in enumerate(chosen) for one in tried[int(case)][1]])
        is_growth = relation == GROWTH
        key = asks.copied.constraint_copy() * spread + np.where(is_growth, 0, relation)
        kept = is_growth | np.isin(key, wanted)
        low, high = asks.bounds(trials, np.ones(len(trials.unit), bool))
        answer[chosen] = asks.copied.are_satisfiable(low, high, kept)
    return answer
