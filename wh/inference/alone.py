"""Ask each relation by itself whether what is said of its operands can be: a clash of one relation needs no other."""

from dataclasses import replace

import numpy as np

from wh.inference.conflicts import Clash, World, all_together, impossible, smallest
from wh.inference.copying import Members
from wh.inference.moments import GROWTH, Instances
from wh.inference.systems import Ints, Systems, offsets, spans
from wh.inference.units import Units


def clashes_alone(instances: Instances, constraints: Ints, whole: Units) -> list[Clash]:
    """Return a clash for each relation among the constraints that nothing satisfies, the fewest units first."""
    group, constraint = _by_relation(instances, constraints)
    if not len(group):
        return []
    count = len(instances.low)
    systems, of_term = instances.systems, np.diff(instances.systems.starts)[constraint]
    terms = spans(systems.starts[constraint], of_term)
    pairs, own = np.unique(np.repeat(group, of_term) * count + systems.variable[terms], return_inverse=True)
    of, variable = pairs // count, pairs % count
    part = Systems(
        systems.is_whole[variable],
        offsets(of_term),
        own.astype(np.int64),
        systems.times[terms],
        systems.total_low[constraint],
        systems.total_high[constraint],
        systems.is_age[constraint],
    )
    component = np.searchsorted(of, of)
    units, unit = _repeated(whole, variable)
    world = World(
        component,
        instances.low[variable],
        instances.high[variable],
        part,
        instances.relation[constraint],
        Members.of(part, component),
        units,
    )
    cases = impossible(world, all_together(world, np.unique(component)))
    found = smallest(world, cases) if len(cases.component) else []
    # what only growth forbids is no clash of the relation
    named = [
        replace(
            one,
            component=int(instances.component[variable[one.component]]),
            units=tuple(int(unit[at]) for at in one.units),
        )
        for one in found
        if one.relations
    ]
    return sorted(named, key=lambda one: (len(one.units), one.relations))


def _by_relation(instances: Instances, constraints: Ints) -> tuple[Ints, Ints]:
    """Return pairs of a relation and a constraint: its own, and the growth of its operands."""
    relation = instances.relation[constraints]
    own = constraints[relation != GROWTH]
    group = relation[relation != GROWTH]
    grown = constraints[relation == GROWTH]
    if not len(grown) or not len(own):
        return group, own
    systems = instances.systems
    claim_of_growth = instances.variable[systems.variable[systems.starts[grown]]]
    order = np.argsort(claim_of_growth, kind="stable")
    sizes = np.diff(systems.starts)[own]
    claim = instances.variable[systems.variable[spans(systems.starts[own], sizes)]]
    pairs = np.unique(np.stack((np.repeat(group, sizes), claim)), axis=1)
    first = np.searchsorted(claim_of_growth[order], pairs[1], side="left")
    counts = np.searchsorted(claim_of_growth[order], pairs[1], side="right") - first
    return (
        np.concatenate((group, np.repeat(pairs[0], counts))),
        np.concatenate((own, grown[order[spans(first, counts)]])),
    )


def _repeated(whole: Units, variable: Ints) -> tuple[Units, Ints]:
    """Return the units on each of the variables, and which of all units each is; whose they are stays behind."""
    order = np.argsort(whole.instance, kind="stable")
    first = np.searchsorted(whole.instance[order], variable, side="left")
    counts = np.searchsorted(whole.instance[order], variable, side="right") - first
    unit = order[spans(first, counts)]
    nobody = np.zeros(len(unit) + 1, np.int64)
    of = np.repeat(np.arange(len(variable)), counts)
    return Units(of, whole.low[unit], whole.high[unit], nobody, nobody[:0]), unit
