"""Small systems written by hand or at random, and what trying all values says of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from wh.inference.inferring import Inferred, infer
from wh.inference.said import FIXED, Positions, Relations, Said, Variables

OPEN = np.inf


@dataclass(frozen=True, slots=True)
class Relation:
    """Terms (variable, times) whose sum is between two totals; the first is the stated one."""

    terms: tuple[tuple[int, float], ...]
    low: float = 0.0
    high: float = 0.0
    is_age: bool = False


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody says of a variable."""

    variable: int
    low: float
    high: float
    since: float = -OPEN
    until: float = OPEN
    article: int = 0
    is_rival: bool = True


@dataclass(frozen=True, slots=True)
class Variable:
    """What can be at all."""

    low: float = 0.0
    high: float = OPEN
    is_whole: bool = True
    is_known: bool = False
    over_time: int = FIXED


def total(whole: int, *parts: int) -> Relation:
    return Relation(((whole, 1.0), *((part, -1.0) for part in parts)))


def at_most(smaller: int, larger: int) -> Relation:
    return Relation(((larger, 1.0), (smaller, -1.0)), 0.0, OPEN)


def said(variables: Sequence[Variable], relations: Sequence[Relation], positions: Sequence[Position]) -> Said:
    return Said(
        Variables(
            np.array([one.low for one in variables], float),
            np.array([one.high for one in variables], float),
            np.array([one.is_whole for one in variables], bool),
            np.array([one.is_known for one in variables], bool),
            np.array([one.over_time for one in variables], np.int64),
        ),
        Relations(
            np.cumsum([0, *(len(one.terms) for one in relations)], dtype=np.int64),
            np.array([variable for one in relations for variable, _ in one.terms], np.int64),
            np.array([times for one in relations for _, times in one.terms], float),
            np.array([one.low for one in relations], float),
            np.array([one.high for one in relations], float),
            np.array([one.is_age for one in relations], bool),
            np.array([len(one.terms) - 1 if one.is_age else 0 for one in relations], np.int64),
        ),
        Positions(
            np.array([one.variable for one in positions], np.int64),
            np.array([one.low for one in positions], float),
            np.array([one.high for one in positions], float),
            np.array([one.since for one in positions], float),
            np.array([one.until for one in positions], float),
            np.array([one.article for one in positions], np.int64),
            np.array([one.is_rival for one in positions], bool),
        ),
    )


def inferred(variables: Sequence[Variable], relations: Sequence[Relation], *positions: Position) -> Inferred:
    return infer(said(variables, relations, positions))


def bounds(found: Inferred, variable: int) -> tuple[float, float]:
    at = found.instances.current[variable]
    return float(found.low[at]), float(found.high[at])


def solutions(
    variables: Sequence[Variable], relations: Sequence[Relation], positions: Sequence[Position]
) -> list[tuple[int, ...]]:
    """Return all whole values that satisfy everything, by trying them."""
    ranges = []
    for number, variable in enumerate(variables):
        low = max([variable.low, *(one.low for one in positions if one.variable == number)])
        high = min([variable.high, *(one.high for one in positions if one.variable == number)])
        ranges.append(range(int(low), int(high) + 1))
    return [
        values
        for values in product(*ranges)
        if all(one.low <= sum(values[v] * times for v, times in one.terms) <= one.high for one in relations)
    ]
