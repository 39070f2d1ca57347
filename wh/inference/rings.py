"""Find the ring in a component: what is left when all that merely hangs on it is taken off.

What hangs on is bounded exactly by passing bounds on, so that a solver is asked about the ring alone.
"""

from dataclasses import dataclass

import numpy as np

from wh.inference.settled import is_smooth
from wh.inference.systems import Flags, Floats, Ints, Systems


@dataclass(frozen=True, slots=True)
class Ring:
    """Relations that were taken together, and how many claims they hold; not tightened where these are too many."""

    relations: tuple[int, ...]
    claim_count: int
    is_tightened: bool


def ring(systems: Systems, constraints: Ints, low: Floats, high: Floats) -> tuple[Ints, Ints]:
    """Return the variables and the constraints of the ring; the bounds must be those of a fixed point."""
    here = np.zeros(systems.constraint_count, bool)
    here[constraints] = True
    part = systems.only(here)
    left = _ring(part, is_smooth(part), low, high)
    kept = np.flatnonzero(here)[left]
    return np.unique(part.variable[np.repeat(left, np.diff(part.starts))]), kept


def _ring(part: Systems, smooth: Flags, low: Floats, high: Floats) -> Flags:
    left = np.ones(part.constraint_count, bool)
    is_free = low[part.variable] < high[part.variable]
    of = part.constraint_of_term()
    while True:
        used = is_free & left[of]
        uses = np.bincount(part.variable[used], minlength=part.variable_count)
        shared = np.bincount(of, weights=used & (uses[part.variable] > 1), minlength=part.constraint_count)
        free = np.bincount(of, weights=used, minlength=part.constraint_count)
        gone = left & ((free < 2) | (smooth & (shared < 2)))
        if not gone.any():
            return left
        left &= ~gone
