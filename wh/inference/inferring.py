"""Infer what every variable must be, given all that is said, and name what cannot all be true.

What clashes is told and tells nothing: the relations that it takes to see a clash narrow no variable.
"""

from dataclasses import dataclass, replace

import numpy as np

from wh.inference import accusing, checking, settled, solving, units
from wh.inference.accusing import Found
from wh.inference.alone import clashes_alone
from wh.inference.checking import Checked
from wh.inference.conflicts import Clash, World, all_together, smallest
from wh.inference.copying import Members
from wh.inference.moments import GROWTH, Instances, lay_out
from wh.inference.propagating import Propagated, Steps, joined, propagate
from wh.inference.rings import Ring, ring
from wh.inference.said import Said
from wh.inference.systems import Flags, Floats, Ints, Systems
from wh.inference.units import Units

SEVERAL = -1
"""The constraint of a step that the first ring took together; that of the second is one less, and so on."""


@dataclass(frozen=True, slots=True)
class Inferred:
    """The bounds of every instance before and after, the steps between them, and the clashes.

    The `constraint` of a step is one of `instances.systems`, or SEVERAL or less where a solver took those of one of the
    `rings` together; such a step moves nothing where the ring is too large to be tightened. The
    relations `silent` narrow nothing: they show a clash, or show once more what another clash has told.
    """

    instances: Instances
    own_low: Floats
    own_high: Floats
    low: Floats
    high: Floats
    steps: Steps
    rings: tuple[Ring, ...]
    clashes: tuple[Found, ...]
    silent: Ints
    checked: Checked


def infer(said: Said) -> Inferred:
    """Return all that follows, and all that cannot be."""
    instances = lay_out(said)
    is_plural = _may_have_several(said, instances)
    is_disputed = units.disputed(instances.held, len(instances.low)) & ~is_plural
    whole = units.make(instances.held, is_disputed | is_plural)
    own_low, own_high = whole.bound(instances.low, instances.high)
    rings: list[Ring] = []
    reached, clashes = _fixed_point(instances, whole, own_low, own_high, rings)
    dropped = np.unique(np.array([relation for one in clashes for relation in one.relations], np.int64))
    found = [accusing.of_all(instances, whole, one) for one in clashes]
    suspect = np.union1d(instances.component[is_disputed], np.array([one.component for one in clashes], np.int64))
    if len(suspect):
        found += accusing.one_by_one(said, instances, is_disputed, is_plural, whole, suspect, dropped)
    told = accusing.not_twice([one for one in found if one.relations])
    failing = np.unique(np.array([relation for one in told for relation in one.relations], np.int64))
    return Inferred(
        instances,
        own_low,
        own_high,
        reached.low,
        reached.high,
        reached.steps,
        tuple(rings),
        told,
        dropped,
        checking.check(said, instances, own_low, own_high, np.intersect1d(failing, dropped)),
    )


def _may_have_several(said: Said, instances: Instances) -> Flags:
    found = np.zeros(len(instances.low), bool)
    found[instances.held.instance[~said.positions.is_rival[instances.held.position]]] = True
    return found


def _fixed_point(
    instances: Instances, whole: Units, low: Floats, high: Floats, rings: list[Ring]
) -> tuple[Propagated, list[Clash]]:
    """Narrow to a fixed point; where there is none, take the relations of a smallest clash away until there is."""
    systems, component = instances.systems, instances.component
    reached = _narrowed(instances, np.ones(systems.constraint_count, bool), low, high, rings)
    clashes: list[Clash] = []
    kept = np.ones(systems.constraint_count, bool)
    own = component[systems.variable[systems.starts[:-1]]]
    empty = np.unique(component[np.flatnonzero(reached.is_empty)])
    clashing = empty  # all that ever were
    while len(empty):
        # only what clashes is looked at again
        here = np.flatnonzero(kept & np.isin(own, empty))
        part, relation = systems.only(_flags(here, len(kept))), instances.relation[here]
        found = [] if clashes else clashes_alone(instances, here, whole)
        if not found:
            world = World(component, instances.low, instances.high, part, relation, Members.of(part, component), whole)
            found = smallest(world, all_together(world, empty))
        clashes += found
        for one in found:
            kept[np.isin(instances.relation, one.relations)] = False
            if not one.relations:
                kept &= (own != one.component) | (instances.relation != GROWTH)
        here = np.flatnonzero(kept & np.isin(own, clashing))
        again = _narrowed(instances, _flags(here, len(kept)), low, high, rings)
        changed = np.isin(component, clashing)
        reached = _merged(reached, again, changed)
        hopeless = {
            one.component
            for one in found
            if not one.relations and not np.any((own == one.component) & (instances.relation == GROWTH))
        }
        empty = np.array(
            [one for one in np.unique(component[np.flatnonzero(again.is_empty & changed)]) if one not in hopeless],
            np.int64,
        )
    return reached, clashes


def _flags(chosen: Ints, count: int) -> Flags:
    flags = np.zeros(count, bool)
    flags[chosen] = True
    return flags


def _merged(first: Propagated, again: Propagated, changed: Flags) -> Propagated:
    """Return what was reached first, and again where it has changed."""
    old, new = ~changed[first.steps.variable], changed[again.steps.variable]
    steps = joined([_only(first.steps, old), _only(again.steps, new)])
    return Propagated(
        np.where(changed, again.low, first.low),
        np.where(changed, again.high, first.high),
        np.where(changed, again.is_empty, first.is_empty),
        np.where(changed, again.is_unsettled, first.is_unsettled),
        steps,
    )


def _only(steps: Steps, kept: Flags) -> Steps:
    return Steps(
        steps.round[kept],
        steps.variable[kept],
        steps.is_low[kept],
        steps.constraint[kept],
        steps.before[kept],
        steps.after[kept],
    )


def _narrowed(instances: Instances, kept: Flags, low: Floats, high: Floats, rings: list[Ring]) -> Propagated:
    """Propagate by the constraints kept, and ask a solver where that does not settle it; add the rings to `rings`."""
    component, systems = instances.component, instances.systems.only(kept)
    original = np.flatnonzero(kept)
    found = propagate(systems, component, low, high)
    found = replace(found, steps=_named(found.steps, original, 0))
    doubtful = settled.unsettled(systems, component, found)
    if not len(doubtful):
        return found
    members = Members.of(systems, component)
    last = int(found.steps.round.max(initial=0)) + 1
    steps = [found.steps]
    for one in doubtful:
        variables = members.variable[members.variable_starts[one] : members.variable_starts[one + 1]]
        constraints = members.constraint[members.constraint_starts[one] : members.constraint_starts[one + 1]]
        if not found.is_unsettled[one]:
            variables, constraints = ring(systems, constraints, found.low, found.high)
        tightest = solving.tighten(systems, variables, constraints, found.low, found.high)
        if tightest is None:
            found.is_empty[one] = True
            continue
        relation = np.setdiff1d(instances.relation[original[constraints]], [GROWTH])
        claims = np.unique(instances.variable[variables])
        rings.append(Ring(tuple(relation.tolist()), len(claims), len(variables) <= solving.MOST_TIGHTENED))
        is_left = not rings[-1].is_tightened
        steps += [
            _moved_together(last, variables, found.low, tightest.low, -len(rings), is_low=True, is_left=is_left),
            _moved_together(last, variables, found.high, tightest.high, -len(rings), is_low=False, is_left=is_left),
        ]
        found.low[variables], found.high[variables] = tightest.low, tightest.high
    return _passed_on(replace(found, steps=joined(steps)), systems, component, doubtful, original, last)


def _passed_on(
    found: Propagated, systems: Systems, component: Ints, doubtful: Ints, original: Ints, last: int
) -> Propagated:
    """Pass what the rings were tightened to on to all that hangs on them."""
    own = component[systems.variable[systems.starts[:-1]]]
    here = np.isin(own, doubtful[~found.is_empty[doubtful]])
    again = propagate(systems.only(here), component, found.low, found.high)
    steps = _named(again.steps, original[np.flatnonzero(here)], last + 1)
    return replace(found, low=again.low, high=again.high, steps=joined([found.steps, steps]))


def _named(steps: Steps, original: Ints, first_round: int) -> Steps:
    constraint = original[steps.constraint] if len(steps.constraint) else steps.constraint
    return replace(steps, constraint=constraint, round=steps.round + first_round)


def _moved_together(
    number: int, variables: Ints, before: Floats, after: Floats, constraint: int, *, is_low: bool, is_left: bool
) -> Steps:
    moved = np.flatnonzero((before[variables] != after) | is_left)
    count = len(moved)
    return Steps(
        np.full(count, number),
        variables[moved],
        np.full(count, is_low),
        np.full(count, constraint),
        before[variables[moved]],
        after[moved],
    )
