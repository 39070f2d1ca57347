"""Check each relation by itself: what is stated, what the other operands leave for it, and whether that can be said."""

from dataclasses import dataclass

import numpy as np

from wh.inference.moments import Instances
from wh.inference.propagating import HAIR, leave
from wh.inference.said import Said
from wh.inference.systems import Flags, Floats, Ints

HOLDS, FAILS, CANNOT_SAY = 1, 0, -1


@dataclass(frozen=True, slots=True)
class Checked:
    """One row per relation, at the last of those moments at which it fails, or else at which most is said.

    `left` is what the other operands leave for what is stated, each by its own facts alone. Where no moment is common
    to all that is said, nothing is: the bounds are open. `constraint` is the relation at that moment, or -1;
    `is_valued` tells of each instance whether anything is said of it, `has_gap` of each relation whether an operand
    would have to be between two whole numbers.
    """

    verdict: Ints
    has_gap: Flags
    stated_low: Floats
    stated_high: Floats
    left_low: Floats
    left_high: Floats
    constraint: Ints
    is_valued: Flags


def check(said: Said, instances: Instances, low: Floats, high: Floats, clashing: Ints) -> Checked:
    """Return what each relation comes to, given the own bounds of all instances and which relations clash."""
    count = len(said.relations.stated)
    is_valued = said.variables.is_known[instances.variable]
    is_valued[instances.held.instance] = True
    found = Checked(
        verdict=np.full(count, CANNOT_SAY),
        has_gap=np.zeros(count, bool),
        stated_low=np.full(count, -np.inf),
        stated_high=np.full(count, np.inf),
        left_low=np.full(count, -np.inf),
        left_high=np.full(count, np.inf),
        constraint=np.full(count, -1),
        is_valued=is_valued,
    )
    chosen = np.flatnonzero(instances.relation >= 0)
    if not len(chosen):
        return found
    systems = instances.systems
    terms, left_low, left_high = leave(systems, chosen, low, high)
    starts = np.concatenate((np.zeros(1, np.int64), np.cumsum(np.diff(systems.starts)[chosen])))
    relation = instances.relation[chosen]
    stated = starts[:-1] + said.relations.stated[relation]
    variable = systems.variable[terms]
    fails = np.logical_or.reduceat((left_low > high[variable] + HAIR) | (left_high < low[variable] - HAIR), starts[:-1])
    valued = np.add.reduceat(is_valued[variable].astype(np.int64), starts[:-1])
    moment = np.maximum.reduceat(instances.moment[variable], starts[:-1])
    order = np.lexsort((moment, valued, fails, relation))
    last = np.flatnonzero(np.append(relation[order][1:] != relation[order][:-1], True))
    picked = order[last]
    of = relation[picked]
    found.constraint[of] = chosen[picked]
    found.verdict[of] = np.where(valued[picked] == np.diff(starts)[picked], HOLDS, CANNOT_SAY)
    found.verdict[clashing] = FAILS
    found.has_gap[of] = np.logical_or.reduceat(left_low > left_high + HAIR, starts[:-1])[picked]
    found.stated_low[of], found.stated_high[of] = low[variable[stated[picked]]], high[variable[stated[picked]]]
    found.left_low[of], found.left_high[of] = left_low[stated[picked]], left_high[stated[picked]]
    return found
