"""Which components a fixed point settles: those without rings, and those of differences. The rest needs a solver."""

import numpy as np

from wh.inference.propagating import Propagated
from wh.inference.systems import Flags, Floats, Ints, Systems, components, offsets


def unsettled(systems: Systems, component: Ints, found: Propagated) -> Ints:
    """Return the components, by their least variable, whose bounds are perhaps not the tightest, or hide a clash."""
    is_open = found.is_unsettled.copy()
    free = _free(systems, found)
    if free.constraint_count:
        # what is fixed holds nothing together any more
        parts = components(systems.variable_count, free.constraint_of_term(), free.variable)
        doubtful = _has_ring(free, parts) & ~_is_of_differences(free, parts, found.low, found.high)
        doubtful |= _has_gaps(free, parts)
        is_open[component[np.flatnonzero(doubtful)]] = True
    return np.flatnonzero(is_open & ~found.is_empty)


def _free(systems: Systems, found: Propagated) -> Systems:
    """Return the systems without the terms whose variable is known, and without constraints of one term or none."""
    is_known = found.low == found.high
    is_kept = ~is_known[systems.variable]
    counts = np.add.reduceat(is_kept.astype(np.int64), systems.starts[:-1]) if systems.constraint_count else np.zeros(0)
    of = systems.constraint_of_term()
    fewer = Systems(
        systems.is_whole,
        offsets(counts.astype(np.int64)),
        systems.variable[is_kept],
        systems.times[is_kept],
        *_rest(systems, of, is_kept, found.low),
        systems.is_age,
    )
    return fewer.only(counts > 1)


def _rest(systems: Systems, of: Ints, is_kept: Flags, value: Floats) -> tuple[Floats, Floats]:
    used = np.where(is_kept, 0.0, systems.times * np.where(is_kept, 0.0, value[systems.variable]))
    known = np.bincount(of, weights=used, minlength=systems.constraint_count)
    return systems.total_low - known, systems.total_high - known


def _has_ring(free: Systems, parts: Ints) -> Flags:
    """Return true for a part in which more terms join variables and constraints than a tree has."""
    count = free.variable_count
    of = parts[free.variable[free.starts[:-1]]]
    terms = np.bincount(parts[free.variable], minlength=count)
    constraints = np.bincount(of, minlength=count)
    variables = np.bincount(parts, minlength=count)
    return np.asarray(terms > variables + constraints - 1) & (constraints > 0)


def _is_of_differences(free: Systems, parts: Ints, low: Floats, high: Floats) -> Flags:
    """Return true for a part whose constraints each hold two variables apart, all of them bounded on a side.

    There a fixed point is the shortest path to each variable, and a ring that cannot be would never come to one.
    """
    sizes = np.diff(free.starts)
    paired = (sizes == 2) & ~free.is_age
    paired &= np.add.reduceat(free.times, free.starts[:-1]) == 0
    paired &= np.abs(free.times[free.starts[:-1]]) == 1
    is_mixed = free.is_whole[free.variable[free.starts[:-1]]] != free.is_whole[free.variable[free.starts[1:] - 1]]
    paired &= ~is_mixed & _totals_are_whole(free)
    good = np.ones(free.variable_count, bool)
    good[parts[free.variable[free.starts[:-1]]][~paired]] = False
    good[parts[np.isinf(low) & np.isinf(high)]] = False
    return good


def _has_gaps(free: Systems, parts: Ints) -> Flags:
    """Return true for a part with a constraint whose terms may skip a whole number between two that they reach."""
    gaps = np.zeros(free.variable_count, bool)
    gaps[parts[free.variable[free.starts[:-1]]][~is_smooth(free)]] = True
    return gaps


def is_smooth(free: Systems) -> Flags:
    """Return the constraints whose terms skip no whole number between two that they reach."""
    is_whole = free.is_whole[free.variable]
    holds_whole = np.logical_or.reduceat(is_whole, free.starts[:-1])
    is_one = np.abs(free.times) == 1
    only_ones = np.logical_and.reduceat(is_one | ~is_whole, free.starts[:-1])
    all_whole = np.logical_and.reduceat(is_whole, free.starts[:-1]) & _totals_are_whole(free)
    return np.asarray(~holds_whole | (only_ones & (all_whole | (free.total_high - free.total_low >= 1))) | free.is_age)


def _totals_are_whole(free: Systems) -> Flags:
    low, high = (np.where(np.isinf(end), 0.0, end) for end in (free.total_low, free.total_high))
    return np.asarray((low == np.round(low)) & (high == np.round(high)))
