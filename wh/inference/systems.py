"""Systems of linear constraints over whole and real variables, many small ones side by side in arrays.

Holds and divides them; knows nothing of what is said, and solves nothing.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

BORN, ON, AGE = 0, 1, 2
"""The terms of a constraint that counts birthdays, in their order."""


@dataclass(frozen=True, slots=True)
class Systems:
    """Constraints `total_low <= sum(times * variable) <= total_high`; an open end is infinite.

    The terms of constraint `c` are `starts[c]` to `starts[c + 1]`. One that counts birthdays (`is_age`) has the terms
    born, on and age; its sum is what holds of any age, and the calendar says more.
    """

    is_whole: Flags
    starts: Ints
    variable: Ints
    times: Floats
    total_low: Floats
    total_high: Floats
    is_age: Flags

    @property
    def variable_count(self) -> int:
        """How many variables there are."""
        return len(self.is_whole)

    @property
    def constraint_count(self) -> int:
        """How many constraints there are."""
        return len(self.total_low)

    def constraint_of_term(self) -> Ints:
        """Return the constraint of each term."""
        return np.repeat(np.arange(self.constraint_count), np.diff(self.starts))

    def only(self, kept: Flags) -> "Systems":
        """Return the systems with the constraints that are kept, and all variables."""
        terms = np.repeat(kept, np.diff(self.starts))
        return Systems(
            self.is_whole,
            offsets(np.diff(self.starts)[kept]),
            self.variable[terms],
            self.times[terms],
            self.total_low[kept],
            self.total_high[kept],
            self.is_age[kept],
        )


def offsets(counts: Ints) -> Ints:
    """Return where each group starts, and after the last one where it ends."""
    return np.concatenate((np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)))


def spans(starts: Ints, counts: Ints) -> Ints:
    """Return the positions `start, start + 1, ...` of each span, one span after the other."""
    ends = np.cumsum(counts, dtype=np.int64)
    total = int(ends[-1]) if len(ends) else 0
    return np.asarray(np.arange(total, dtype=np.int64) + np.repeat(starts - (ends - counts), counts), np.int64)


def components(variable_count: int, group: Ints, variable: Ints) -> Ints:
    """Return for each variable the least variable that it hangs together with, through groups of variables."""
    label = np.arange(variable_count, dtype=np.int64)
    if not len(group):
        return label
    group_label = np.full(int(group.max()) + 1, variable_count, np.int64)
    while True:
        before = label
        np.minimum.at(group_label, group, label[variable])
        label = label.copy()
        np.minimum.at(label, variable, group_label[group])
        np.minimum.at(label, before, label)  # whoever led the others comes along
        label = label[label]
        if np.array_equal(label, before):
            return label
