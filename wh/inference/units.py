"""Bounds as far as they can be doubted one by one: all who give a variable one interval are one unit.

Where rivals on one variable leave nothing between them, or may all be true, they are one unit with the span of all.
"""

from dataclasses import dataclass

import numpy as np

from wh.inference.moments import Held
from wh.inference.systems import Flags, Floats, Ints, offsets, spans


@dataclass(frozen=True, slots=True)
class Units:
    """Bounds on instances; the rows of `Held` behind unit `u` are `held[starts[u] : starts[u + 1]]`."""

    instance: Ints
    low: Floats
    high: Floats
    starts: Ints
    held: Ints

    def bound(self, low: Floats, high: Floats, chosen: Ints | None = None) -> tuple[Floats, Floats]:
        """Return the bounds narrowed by the units, or by the chosen ones."""
        chosen = np.arange(len(self.instance)) if chosen is None else chosen
        low, high = low.copy(), high.copy()
        np.maximum.at(low, self.instance[chosen], self.low[chosen])
        np.minimum.at(high, self.instance[chosen], self.high[chosen])
        return low, high

    def positions(self, held: Held, chosen: Ints) -> Ints:
        """Return the positions behind the chosen units, each once."""
        rows = self.held[spans(self.starts[chosen], self.starts[chosen + 1] - self.starts[chosen])]
        return np.unique(held.position[rows])


def disputed(held: Held, count: int) -> Flags:
    """Return for each of `count` instances whether its positions leave nothing between them."""
    low, high = np.full(count, -np.inf), np.full(count, np.inf)
    np.maximum.at(low, held.instance, held.low)
    np.minimum.at(high, held.instance, held.high)
    return np.asarray(low > high)


def make(held: Held, spanned: Flags, rows: Ints | None = None) -> Units:
    """Return the units of the positions held (of some rows alone, if given); instances `spanned` have one each."""
    rows = np.arange(len(held.instance)) if rows is None else rows
    instance = held.instance[rows]
    is_spanned = spanned[instance]
    low = np.where(is_spanned, 0.0, held.low[rows])
    high = np.where(is_spanned, 0.0, held.high[rows])
    order = np.lexsort((rows, high, low, instance))
    ranked = [key[order] for key in (instance, low, high)]
    is_new = np.ones(len(order), bool)
    is_new[1:] = np.logical_or.reduce([key[1:] != key[:-1] for key in ranked]) if len(order) else True
    of = np.cumsum(is_new) - 1
    first = np.flatnonzero(is_new)
    least, most = np.full(len(first), np.inf), np.full(len(first), -np.inf)
    np.minimum.at(least, of, held.low[rows][order])
    np.maximum.at(most, of, held.high[rows][order])
    return Units(ranked[0][first], least, most, offsets(np.bincount(of, minlength=len(first))), rows[order])
