"""Lay what changes with time out over the moments at which it is told: values that never meet are never compared.

A moment is a day such that all that is told for it is told for no other day together with more. A relation holds at
each moment; a cumulative count does not fall from one moment to the next.
"""

from dataclasses import dataclass

import numpy as np

from wh.inference.said import CUMULATIVE, FIXED, Positions, Said
from wh.inference.systems import AGE, ON, Floats, Ints, Systems, components, offsets, spans

GROWTH = -1
"""The relation of a constraint that is none: a cumulative count does not fall."""


@dataclass(frozen=True, slots=True)
class Instances:
    """Variables, relations and positions at their moments; what is fixed has one instance for all of them.

    `first` is the first instance of each variable, `current` the one that its newest positions are about.
    """

    systems: Systems
    component: Ints
    low: Floats
    high: Floats
    variable: Ints
    moment: Floats
    relation: Ints
    first: Ints
    current: Ints
    held: "Held"


@dataclass(frozen=True, slots=True)
class Held:
    """Which position bounds which instance, and by what."""

    position: Ints
    instance: Ints
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class _Moments:
    """The moments of each component, by its least variable: those of `c` are `day[starts[c] : starts[c + 1]]`."""

    starts: Ints
    day: Floats

    def within(self, component: Ints, since: Floats, until: Floats) -> tuple[Ints, Ints]:
        """Return where the moments from `since` to `until` start, and how many they are."""
        first = self._place(component, since, side="left")
        return first, np.maximum(self._place(component, until, side="right") - first, 0)

    def _place(self, component: Ints, day: Floats, side: str) -> Ints:
        # one search in all components at once: the days ranked, then component and rank as one number
        days = np.unique(np.concatenate((self.day, day)))
        size = len(days) + 1
        own = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts)) * size + np.searchsorted(days, self.day)
        wanted = component * size + np.searchsorted(days, day)
        return np.searchsorted(own, wanted, side="left" if side == "left" else "right").astype(np.int64)


def lay_out(said: Said) -> Instances:
    """Return all instances and what holds between them."""
    variables, relations, positions = said.variables, said.relations, said.positions
    count = len(variables.low)
    of_term = np.repeat(np.arange(len(relations.stated)), np.diff(relations.starts))
    component = components(count, of_term, relations.variable)
    changes = variables.over_time != FIXED
    moments = _moments(said, component, count)
    per_component = np.diff(moments.starts)
    instances = np.where(changes, per_component[component], 1)
    first = offsets(instances)
    variable = np.repeat(np.arange(count), instances)
    rank = np.arange(len(variable)) - first[variable]
    moment = np.full(len(variable), -np.inf)
    is_timed = changes[variable]
    moment[is_timed] = moments.day[moments.starts[component[variable[is_timed]]] + rank[is_timed]]
    systems, relation = _constraints(said, component, moments, first)
    return Instances(
        systems,
        components(len(variable), systems.constraint_of_term(), systems.variable),
        variables.low[variable],
        variables.high[variable],
        variable,
        moment,
        relation,
        first,
        _current(said, component, moments, first),
        _held(positions, variables.over_time, component, moments, first),
    )


def _days_of_birthdays(said: Said) -> tuple[Ints, Floats, Floats]:
    """Return for each relation that counts birthdays the day that it is about, as far as it is known."""
    relations, positions = said.relations, said.positions
    ages = np.flatnonzero(relations.is_age)
    on = relations.variable[relations.starts[ages] + ON] if len(ages) else np.zeros(0, np.int64)
    low, high = said.variables.low.copy(), said.variables.high.copy()
    if len(ages):
        np.maximum.at(low, positions.variable, positions.low)
        np.minimum.at(high, positions.variable, positions.high)
    return ages, low[on], high[on]


def _moments(said: Said, component: Ints, count: int) -> _Moments:
    positions, over_time = said.positions, said.variables.over_time
    kind = over_time[positions.variable]
    is_timed = kind != FIXED
    since, until = positions.since[is_timed], positions.until[is_timed]
    of = component[positions.variable[is_timed]]
    # a count that only grows says most at both of its ends
    grows = kind[is_timed] == CUMULATIVE
    ages, on_low, _ = _days_of_birthdays(said)
    age_variable = said.relations.variable[said.relations.starts[ages] + AGE] if len(ages) else np.zeros(0, np.int64)
    asked = np.isfinite(on_low) & (over_time[age_variable] != FIXED)
    of = np.concatenate((of, of[grows], component[age_variable[asked]]))
    since, until = (
        np.concatenate((since, until[grows], on_low[asked])),
        np.concatenate((np.where(grows, since, until), until[grows], on_low[asked])),
    )
    # whoever changes has a moment, if only one for ever
    lonely = np.setdiff1d(component[np.flatnonzero(over_time != FIXED)], of)
    of = np.concatenate((of, lonely))
    since = np.concatenate((since, np.full(len(lonely), -np.inf)))
    until = np.concatenate((until, np.full(len(lonely), np.inf)))
    order = np.lexsort((since, of))
    starts = _Moments(offsets(np.bincount(of, minlength=count)), since[order])
    first, inside = starts.within(of, np.full(len(of), -np.inf), until)
    is_last_start = np.zeros(len(of), bool)
    is_last_start[(first + inside - 1)[inside > 0]] = True
    kept_of, kept_day = of[order][is_last_start], since[order][is_last_start]
    return _Moments(offsets(np.bincount(kept_of, minlength=count)), kept_day)


def _constraints(said: Said, component: Ints, moments: _Moments, first: Ints) -> tuple[Systems, Ints]:
    relations, over_time = said.relations, said.variables.over_time
    sizes = np.diff(relations.starts)
    count = len(relations.stated)
    is_timed = over_time[relations.variable] != FIXED
    changes = np.logical_or.reduceat(is_timed, relations.starts[:-1]) if count else np.zeros(0, bool)
    own = component[relations.variable[relations.starts[:-1]]] if count else np.zeros(0, np.int64)
    since, until = np.full(count, -np.inf), np.full(count, np.inf)
    ages, on_low, on_high = _days_of_birthdays(said)
    since[ages], until[ages] = on_low, on_high  # an age is told for its day
    start, inside = moments.within(own, since, until)
    times = np.where(changes, inside, 1)
    rank = start - moments.starts[own] if count else start
    relation = np.repeat(np.arange(count), times)
    at = np.repeat(np.where(changes, rank, 0), times) + spans(np.zeros(count, np.int64), times)
    terms = spans(relations.starts[:-1][relation], sizes[relation])
    at_term = np.repeat(at, sizes[relation])
    variable = first[relations.variable[terms]] + np.where(is_timed[terms], at_term, 0)
    grown = _growth(over_time, first)
    return Systems(
        said.variables.is_whole[np.repeat(np.arange(len(over_time)), np.diff(first))],
        offsets(np.concatenate((sizes[relation], np.full(len(grown), 2)))),
        np.concatenate((variable, np.stack((grown, grown + 1), 1).ravel())),
        np.concatenate((relations.times[terms], np.tile([1.0, -1.0], len(grown)))),
        np.concatenate((relations.total_low[relation], np.full(len(grown), -np.inf))),
        np.concatenate((relations.total_high[relation], np.zeros(len(grown)))),
        np.concatenate((relations.is_age[relation], np.zeros(len(grown), bool))),
    ), np.concatenate((relation, np.full(len(grown), GROWTH)))


def _growth(over_time: Ints, first: Ints) -> Ints:
    """Return each instance of a cumulative count that another one follows."""
    growing = np.flatnonzero(over_time == CUMULATIVE)
    return spans(first[growing], first[growing + 1] - first[growing] - 1)


def _held(positions: Positions, over_time: Ints, component: Ints, moments: _Moments, first: Ints) -> Held:
    kind = over_time[positions.variable]
    everything = np.arange(len(kind))
    grows = kind == CUMULATIVE
    # of a growing count told for some days, the least holds on the last and the most on the first of them
    index = np.concatenate((everything, everything[grows]))
    is_most = np.concatenate((np.zeros(len(kind), bool), np.ones(int(grows.sum()), bool)))
    is_least = np.concatenate((grows, np.zeros(int(grows.sum()), bool)))
    since = np.where(is_least, positions.until[index], positions.since[index])
    until = np.where(is_most, positions.since[index], positions.until[index])
    own = component[positions.variable[index]]
    start, inside = moments.within(own, since, until)
    times = np.where(kind[index] == FIXED, 1, inside)
    rank = np.where(kind[index] == FIXED, 0, start - moments.starts[own])
    of = np.repeat(np.arange(len(index)), times)
    at = np.repeat(rank, times) + spans(np.zeros(len(index), np.int64), times)
    return Held(
        index[of],
        first[positions.variable[index[of]]] + at,
        np.where(is_most[of], -np.inf, positions.low[index[of]]),
        np.where(is_least[of], np.inf, positions.high[index[of]]),
    )


def _current(said: Said, component: Ints, moments: _Moments, first: Ints) -> Ints:
    """Return for each variable the last instance that all its newest positions are about."""
    positions, over_time = said.positions, said.variables.over_time
    newest = np.full(len(over_time), -np.inf)
    np.maximum.at(newest, positions.variable, positions.since)
    until = np.full(len(over_time), np.inf)
    is_new = positions.until >= newest[positions.variable]
    np.minimum.at(until, positions.variable[is_new], positions.until[is_new])
    start, inside = moments.within(component, np.full(len(over_time), -np.inf), until)
    rank = np.maximum(start + inside - 1 - moments.starts[component], 0)
    return first[:-1] + np.where(over_time == FIXED, 0, rank)
