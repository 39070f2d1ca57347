"""Ask a solver (HiGHS, by way of scipy) about one component where a fixed point does not tell all.

Exact on whole numbers: what the solver returns is rounded and held against every constraint once more, and a bound that
does not stand that is left as it was.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from wh.inference.propagating import HAIR
from wh.inference.systems import Flags, Floats, Ints, Systems

MOST_TIGHTENED = 1_000
"""A ring of more variables is asked for a clash alone: up to two questions for each of them would take long."""

_IMPOSSIBLE = 2  # scipy's word for it


@dataclass(frozen=True, slots=True)
class Tightest:
    """The tightest bounds of the variables of one ring; None where nothing satisfies all of it."""

    low: Floats
    high: Floats


def is_satisfiable(systems: Systems, variables: Ints, constraints: Ints, low: Floats, high: Floats) -> bool:
    """Return whether some values satisfy all of the constraints, each within its bounds."""
    return _Problem(systems, variables, constraints, low, high).is_satisfiable()


def tighten(systems: Systems, variables: Ints, constraints: Ints, low: Floats, high: Floats) -> Tightest | None:
    """Return the least and the most that each variable can be; in a very large component what they were."""
    problem = _Problem(systems, variables, constraints, low, high)
    if not problem.is_satisfiable():
        return None
    if len(variables) > MOST_TIGHTENED:
        return Tightest(low[variables], high[variables])
    problem.look_around()
    least, most = low[variables].copy(), high[variables].copy()
    for at in range(len(variables)):
        # an end that some answer has reached needs no question of its own
        if least[at] < problem.least[at]:
            least[at] = max(least[at], problem.end(at, 1.0))
        if most[at] > problem.most[at]:
            most[at] = min(most[at], -problem.end(at, -1.0))
    return Tightest(least + 0.0, most + 0.0)  # -0 is a number too


class _Problem:
    """One component in the solver's form, its variables counted from their lower or upper end to keep numbers small."""

    def __init__(self, systems: Systems, variables: Ints, constraints: Ints, low: Floats, high: Floats) -> None:
        from scipy.optimize import LinearConstraint  # type: ignore[import-untyped]  # scipy states no types
        from scipy.sparse import csr_array  # type: ignore[import-untyped]

        at = {int(variable): number for number, variable in enumerate(variables)}
        self._low, self._high = low[variables], high[variables]
        closer = np.where(np.isfinite(self._low), self._low, self._high)
        self._origin = np.where(np.isfinite(closer), np.round(closer), 0.0)
        self._is_whole = systems.is_whole[variables]
        rows, columns, times, totals = [], [], [], []
        for row, constraint in enumerate(constraints):
            used = 0.0
            for term in range(systems.starts[constraint], systems.starts[constraint + 1]):
                column = at[int(systems.variable[term])]
                rows.append(row)
                columns.append(column)
                times.append(systems.times[term])
                used += systems.times[term] * self._origin[column]
            totals.append((systems.total_low[constraint] - used, systems.total_high[constraint] - used))
        self._matrix = csr_array((times, (rows, columns)), shape=(len(constraints), len(variables)))
        self._totals = np.array(totals).reshape(-1, 2)
        self._constraints = LinearConstraint(self._matrix, self._totals[:, 0], self._totals[:, 1])
        self.least, self.most = np.full(len(variables), np.inf), np.full(len(variables), -np.inf)

    def is_satisfiable(self) -> bool:
        """Return whether any values satisfy all of it."""
        return int(self._answer(np.zeros(len(self._low))).status) != _IMPOSSIBLE

    def look_around(self) -> None:
        """Ask for two answers that lie far apart, so that many an end is reached at once."""
        for sign in (1.0, -1.0):
            self._values(self._answer(np.where(self._is_bounded(sign), sign, 0.0)))

    def _is_bounded(self, sign: float) -> Flags:
        return np.isfinite(self._low if sign > 0 else self._high)

    def end(self, at: int, sign: float) -> float:
        """Return the least of `sign` times the variable; minus infinity where there is none."""
        wanted = np.zeros(len(self._low))
        wanted[at] = sign
        answer = self._answer(wanted)
        values = self._values(answer)
        if values is None:
            return -np.inf
        value = sign * (float(values[at]) + float(self._origin[at]))
        return value if self._is_whole[at] else value - HAIR * max(1.0, abs(value))

    def _values(self, answer: Any) -> Floats | None:
        """Return what satisfies all of it, and remember how far it reaches; None if rounding spoils it."""
        if answer.x is None:
            return None
        values: Floats = np.where(self._is_whole, np.round(answer.x), answer.x)
        sums = self._matrix @ values
        if np.any(sums < self._totals[:, 0] - HAIR) or np.any(sums > self._totals[:, 1] + HAIR):
            return None
        np.minimum(self.least, values + self._origin, out=self.least)
        np.maximum(self.most, values + self._origin, out=self.most)
        return values

    def _answer(self, wanted: Floats) -> Any:
        from scipy.optimize import Bounds, milp

        return milp(
            wanted,
            integrality=self._is_whole.astype(int),
            bounds=Bounds(self._low - self._origin, self._high - self._origin),
            constraints=self._constraints,
            options={"mip_rel_gap": 0.0},
        )
