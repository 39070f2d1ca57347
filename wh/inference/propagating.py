"""Narrow the bounds of all variables to a fixed point, all systems at once, with each step kept.

Never narrower than the truth, and exact where no constraint closes a ring; `settled` says where that is so.
"""

from dataclasses import dataclass

import numpy as np

from wh.inference import birthdays
from wh.inference.systems import AGE, BORN, ON, Flags, Floats, Ints, Systems, offsets, spans

HAIR = 1e-6
"""What rounding may make of a number: a whole one this far off is whole, a real one this much narrower is the same."""

_SPARE_ROUNDS = 64


@dataclass(frozen=True, slots=True)
class Steps:
    """Each narrowing in its order: one end of a variable, moved by a constraint."""

    round: Ints
    variable: Ints
    is_low: Flags
    constraint: Ints
    before: Floats
    after: Floats


@dataclass(frozen=True, slots=True)
class Propagated:
    """The bounds at the fixed point; `is_empty` and `is_unsettled` are of components, by their least variable.

    An empty component has no solution; its bounds are those when that was seen. An unsettled one narrows for too long.
    """

    low: Floats
    high: Floats
    is_empty: Flags
    is_unsettled: Flags
    steps: Steps


@dataclass(frozen=True, slots=True)
class _Uses:
    """The constraints of each variable: those of `v` are `constraint[starts[v] : starts[v + 1]]`."""

    starts: Ints
    constraint: Ints


def propagate(systems: Systems, component: Ints, low: Floats, high: Floats) -> Propagated:
    """Narrow `low` and `high`, which stay as they are, as far as the constraints allow one by one."""
    low, high = low.copy(), high.copy()
    low[systems.is_whole] = np.ceil(low[systems.is_whole] - HAIR) + 0.0  # -0 is a number too
    high[systems.is_whole] = np.floor(high[systems.is_whole] + HAIR)
    is_empty = np.zeros(systems.variable_count, bool)
    is_empty[component[low > high + _slack(systems, high)]] = True
    is_unsettled = np.zeros(systems.variable_count, bool)
    uses = _uses(systems)
    steps: list[Steps] = []
    if systems.constraint_count:
        own = component[systems.variable[systems.starts[:-1]]]
        sizes = np.bincount(own, minlength=systems.variable_count)
        active = np.flatnonzero(~is_empty[own])
        most = _SPARE_ROUNDS + 2 * int(sizes.max())
        for number in range(most):
            made = _round(systems, active, number, low, high)
            if made is None:
                break
            steps.append(made)
            moved = np.unique(made.variable)
            gone = moved[low[moved] > high[moved] + _slack(systems, high)[moved]]
            is_empty[component[gone]] = True
            counts = uses.starts[moved + 1] - uses.starts[moved]
            active = np.unique(uses.constraint[spans(uses.starts[moved], counts)])
            active = active[~is_empty[own[active]]]
        else:
            is_unsettled[own[active]] = True
    return Propagated(low, high, is_empty, is_unsettled, joined(steps))


def leave(systems: Systems, chosen: Ints, low: Floats, high: Floats) -> tuple[Ints, Floats, Floats]:
    """Return the terms of the chosen constraints, and what the other operands of each leave for it."""
    counts = np.diff(systems.starts)[chosen]
    terms = spans(systems.starts[chosen], counts)
    first = offsets(counts)[:-1]
    of = np.repeat(np.arange(len(chosen)), counts)
    variable, times = systems.variable[terms], systems.times[terms]
    is_up = times > 0
    with np.errstate(invalid="ignore"):
        least = times * np.where(is_up, low[variable], high[variable])
        most = times * np.where(is_up, high[variable], low[variable])
    least_of_others = _sum_of_others(least, first, of, open_end=-np.inf)
    most_of_others = _sum_of_others(most, first, of, open_end=np.inf)
    room_above = (systems.total_high[chosen][of] - least_of_others) / times
    room_below = (systems.total_low[chosen][of] - most_of_others) / times
    left_low = np.where(is_up, room_below, room_above)
    left_high = np.where(is_up, room_above, room_below)
    ages = np.flatnonzero(systems.is_age[chosen])
    if len(ages):
        _leave_by_calendar(first[ages], variable, low, high, left_low, left_high)
    is_whole = systems.is_whole[variable]
    left_low[is_whole] = np.ceil(left_low[is_whole] - HAIR)
    left_high[is_whole] = np.floor(left_high[is_whole] + HAIR)
    return terms, left_low + 0.0, left_high + 0.0  # -0 is a number too


def _leave_by_calendar(
    first: Ints, variable: Ints, low: Floats, high: Floats, left_low: Floats, left_high: Floats
) -> None:
    born, on, age = (variable[first + role] for role in (BORN, ON, AGE))
    years_low, years_high = np.floor(low[age] + HAIR), np.floor(high[age] + HAIR)
    left_low[first + AGE] = birthdays.years_between(high[born], low[on])
    left_high[first + AGE] = birthdays.years_between(low[born], high[on]) + birthdays.A_YEAR
    left_low[first + BORN] = birthdays.earliest_birth(low[on], years_high)
    left_high[first + BORN] = birthdays.latest_birth(high[on], years_low)
    left_low[first + ON] = birthdays.first_day_of_age(low[born], years_low)
    left_high[first + ON] = birthdays.last_day_of_age(high[born], years_high)


def _sum_of_others(value: Floats, first: Ints, of: Ints, *, open_end: float) -> Floats:
    is_open = np.isinf(value)
    closed = np.where(is_open, 0.0, value)
    open_count = np.add.reduceat(is_open.astype(np.int64), first)[of] - is_open
    return np.where(open_count == 0, np.add.reduceat(closed, first)[of] - closed, open_end)


def _slack(systems: Systems, value: Floats) -> Floats:
    """How far the ends of an empty interval of real numbers must be apart: rounding makes no contradiction."""
    with np.errstate(invalid="ignore"):
        return np.where(systems.is_whole, 0.0, HAIR * np.maximum(1.0, np.where(np.isinf(value), 1.0, np.abs(value))))


def _round(systems: Systems, active: Ints, number: int, low: Floats, high: Floats) -> Steps | None:
    """Move each end to the tightest that a constraint leaves, judged by the bounds before the round."""
    if not len(active):
        return None
    terms, left_low, left_high = leave(systems, active, low, high)
    of = np.repeat(active, np.diff(systems.starts)[active])
    variable = systems.variable[terms]
    lows = _moved(systems, variable, low, left_low)
    highs = _moved(systems, variable, -high, -left_high)
    made = [
        _steps(number, variable, of, picked, low if is_low else high, left_low if is_low else left_high, is_low=is_low)
        for picked, is_low in ((lows, True), (highs, False))
    ]
    low[variable[lows]] = left_low[lows]
    high[variable[highs]] = left_high[highs]
    return joined(made) if len(lows) or len(highs) else None


def _moved(systems: Systems, variable: Ints, end: Floats, left: Floats) -> Ints:
    """Return for each variable whose end rises the one term that raises it most."""
    old = end[variable]
    with np.errstate(invalid="ignore"):
        least = np.where(systems.is_whole[variable] | np.isinf(old), 0.0, HAIR * np.maximum(1.0, np.abs(old)))
        rising = np.flatnonzero(left > old + least)
    if not len(rising):
        return rising
    order = np.lexsort((rising, -left[rising], variable[rising]))
    ranked = rising[order]
    is_first = np.concatenate((np.ones(1, bool), variable[ranked][1:] != variable[ranked][:-1]))
    return np.asarray(ranked[is_first], np.int64)


def _steps(
    number: int, variable: Ints, of: Ints, picked: Ints, before: Floats, after: Floats, *, is_low: bool
) -> Steps:
    moved = variable[picked]
    return Steps(
        np.full(len(picked), number), moved, np.full(len(picked), is_low), of[picked], before[moved], after[picked]
    )


def joined(steps: list[Steps]) -> Steps:
    """Return all the steps, one list after the other."""
    if not steps:
        none, flags, floats = np.zeros(0, np.int64), np.zeros(0, bool), np.zeros(0)
        return Steps(none, none, flags, none, floats, floats)
    return Steps(
        np.concatenate([one.round for one in steps]),
        np.concatenate([one.variable for one in steps]),
        np.concatenate([one.is_low for one in steps]),
        np.concatenate([one.constraint for one in steps]),
        np.concatenate([one.before for one in steps]),
        np.concatenate([one.after for one in steps]),
    )


def _uses(systems: Systems) -> _Uses:
    order = np.argsort(systems.variable, kind="stable")
    counts = np.bincount(systems.variable, minlength=systems.variable_count)
    return _Uses(offsets(counts), systems.constraint_of_term()[order])
