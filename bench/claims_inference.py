"""Times inference over a million claims in 300,000 small systems, and holds it against public rows.

The systems are made from a seed, with known truth, planted mistakes and some rings. The public rows are those of UCDP's
event data, read from where CLAIMHOUSE_PUBLIC says; they are no part of this project. Prints a table and, with --record,
writes it into docs/benchmarks.md.
"""

import argparse
import csv
import os
import resource
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from timing import machine, record, today

from wh.inference.inferring import Inferred, infer
from wh.inference.said import FIXED, Positions, Relations, Said, Variables

OPEN = np.inf
EPOCH = date(1970, 1, 1)
# UCDP's manual: 1 a day, 2 within a week of few days, 3 a week, 4 a month, 5 more
PRECISION_DAYS = {1: (1, 1), 2: (2, 6), 3: (7, 7), 4: (8, 31), 5: (32, OPEN)}


@dataclass(frozen=True, slots=True)
class World:
    """Systems with known truth: which positions are mistakes, and how many systems hold a ring."""

    said: Said
    is_mistake: np.ndarray
    ring_count: int


def main() -> None:
    """Measure, print and perhaps record."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    rows = [_measured(count) for count in (3_000, 30_000, 300_000)]
    table = "\n".join([_HEAD.format(day=today(), machine=machine()), *rows, "", *_anchors()])
    print(table)
    if arguments.record:
        record("claims inference", table)


_HEAD = """Measured {day} on {machine}; one run each, in one process.

| systems | claims | accounts | relations | rings | CPU s | wall s | peak MB | plain mistakes | found | false clashes |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|"""


def _measured(count: int) -> str:
    world = make_world(count, seed=20251213)
    cpu, wall = time.process_time(), time.perf_counter()
    found = infer(world.said)
    cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    seen, told, wrong = judge(world, found)
    said = world.said
    return (
        f"| {count:,} | {len(said.variables.low):,} | {len(said.positions.low):,} | {len(said.relations.stated):,}"
        f" | {world.ring_count:,} | {cpu:.1f} | {wall:.1f} | {peak:,.0f} | {seen:,} | {told:,} | {wrong:,} |"
    )


def judge(world: World, found: Inferred) -> tuple[int, int, int]:
    """Return how many mistakes are plain, how many of those take part in a clash, and how many clashes hold none.

    A mistake is plain if another account of its claim excludes it, or one relation to claims that are told.
    """
    accused = {position for clash in found.clashes for position in clash.positions}
    disputed = _disputed(world.said)
    mistakes = np.flatnonzero(world.is_mistake)
    plain = _plain(world, mistakes, disputed)
    told = [one for one in plain if one in accused or disputed[world.said.positions.variable[one]]]
    wrong = [clash for clash in found.clashes if not any(world.is_mistake[one] for one in clash.positions)]
    return len(plain), len(told), len(wrong)


def _disputed(said: Said) -> np.ndarray:
    """Return which claims have accounts that exclude each other: another rule tells of those."""
    low, high = np.full(len(said.variables.low), -OPEN), np.full(len(said.variables.low), OPEN)
    np.maximum.at(low, said.positions.variable, said.positions.low)
    np.minimum.at(high, said.positions.variable, said.positions.high)
    return np.asarray(low > high)


def _plain(world: World, mistakes: np.ndarray, disputed: np.ndarray) -> list[int]:
    said = world.said
    is_told = np.zeros(len(said.variables.low), bool)
    is_told[said.positions.variable] = True
    terms = said.relations.variable
    of = np.repeat(np.arange(len(said.relations.stated)), np.diff(said.relations.starts))
    untold = np.bincount(of, weights=~is_told[terms], minlength=len(said.relations.stated))
    own = said.positions.variable[mistakes]
    by_claim = np.zeros(len(is_told), bool)
    # a mistake is far too large: a larger part clashes with its whole, a larger whole with all its parts
    is_sum = np.diff(said.relations.starts) > 2
    is_whole = said.relations.times > 0
    sees_part = ~is_whole & is_told[terms[said.relations.starts[:-1]]][of]
    sees_whole = is_whole & (untold == 0)[of] & is_sum[of]
    by_claim[terms[sees_part | sees_whole]] = True
    return [int(one) for one, claim in zip(mistakes, own, strict=True) if by_claim[claim] or disputed[claim]]


def make_world(count: int, seed: int) -> World:
    """Return systems of three or four claims: sums, parts of parts, and now and then a ring."""
    draw = np.random.default_rng(seed)
    shape = draw.integers(0, 3, count)
    sizes = np.array([3, 4, 3])[shape]
    first = np.cumsum(sizes) - sizes
    south, west = draw.integers(1, 500, count), draw.integers(1, 500, count)
    some = draw.integers(0, np.minimum(south, west) + 1)
    truth = np.zeros(int(sizes.sum()))
    truth[first], truth[first + 1] = south + west, south
    truth[first + 2] = np.where(shape == 2, some, west)
    four = np.flatnonzero(shape == 1)
    truth[first[four] + 3] = some[four]
    sums, chains = np.flatnonzero(shape < 2), np.flatnonzero(shape == 2)
    rings = four[draw.random(len(four)) < 0.01]
    pairs = np.concatenate(
        [
            np.stack((first[four] + 1, first[four] + 3), 1),
            np.stack((first[chains], first[chains] + 1), 1),
            np.stack((first[chains] + 1, first[chains] + 2), 1),
            np.stack((first[rings] + 2, first[rings] + 3), 1),
        ]
    )
    relations = _relations(first[sums], pairs)
    positions, is_mistake = _accounts(draw, truth)
    variables = Variables(
        np.zeros(len(truth)),
        np.full(len(truth), OPEN),
        np.ones(len(truth), bool),
        np.zeros(len(truth), bool),
        np.full(len(truth), FIXED),
    )
    return World(Said(variables, relations, positions), is_mistake, len(rings))


def _relations(sums: np.ndarray, pairs: np.ndarray) -> Relations:
    sizes = np.concatenate((np.full(len(sums), 3), np.full(len(pairs), 2)))
    return Relations(
        np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes))),
        np.concatenate((np.stack((sums, sums + 1, sums + 2), 1).ravel(), pairs.ravel())).astype(np.int64),
        np.concatenate((np.tile([1.0, -1.0, -1.0], len(sums)), np.tile([1.0, -1.0], len(pairs)))),
        np.zeros(len(sizes)),
        np.where(sizes == 3, 0.0, OPEN),
        np.zeros(len(sizes), bool),
        np.zeros(len(sizes), np.int64),
    )


def _accounts(draw: np.random.Generator, truth: np.ndarray) -> tuple[Positions, np.ndarray]:
    """Return accounts of the claims, exact or vague, one in 300 of them far too large."""
    told = draw.poisson(1.5, len(truth)) + (draw.random(len(truth)) < 0.7)
    variable = np.repeat(np.arange(len(truth)), told)
    width = draw.integers(0, 3, len(variable)) * draw.integers(0, 2, len(variable))
    low = np.maximum(truth[variable] - width, 0.0)
    high = truth[variable] + width
    is_mistake = draw.random(len(variable)) < 1 / 300
    shift = np.where(is_mistake, draw.integers(1500, 3000, len(variable)), 0)
    positions = Positions(
        variable,
        low + shift,
        high + shift,
        np.full(len(variable), -OPEN),
        np.full(len(variable), OPEN),
        draw.integers(0, 100_000, len(variable)),
        np.ones(len(variable), bool),
    )
    return positions, is_mistake


def _anchors() -> list[str]:
    folder = os.environ.get("CLAIMHOUSE_PUBLIC")
    file = None if folder is None else Path(folder) / "ucdp_ged_sample.csv"
    if file is None or not file.exists():
        return ["The public rows are not here (CLAIMHOUSE_PUBLIC is not set): the anchor is left out."]
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    parts, spans = hold_rows(rows)
    return [
        f"Of {len(rows):,} public rows of UCDP the rules say that the four parts add up to the total in {parts:,}, and"
        f" that the precision of the date agrees with the days from first to last in {spans:,}."
    ]


def hold_rows(rows: Sequence[Mapping[str, str]]) -> tuple[int, int]:
    """Return in how many rows the parts add up to the total, and in how many the date is as precise as it is said."""
    names = ["best", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown"]
    sums = [[(float(row[name]), float(row[name])) for name in names] for row in rows]
    days = [_days(row) for row in rows]
    total = _hold(sums, [1.0, -1.0, -1.0, -1.0, -1.0], 0.0)
    # from Monday to Monday is one day: the last is counted
    span = _hold(days, [1.0, 1.0, -1.0], 1.0)
    return total, span


def _days(row: Mapping[str, str]) -> list[tuple[float, float]]:
    first, last = ((date.fromisoformat(row[name][:10]) - EPOCH).days for name in ("date_start", "date_end"))
    return [PRECISION_DAYS[int(float(row["date_prec"]))], (first, first), (last, last)]


def _hold(rows: Sequence[Sequence[tuple[float, float]]], times: Sequence[float], total: float) -> int:
    """Return how many rows satisfy their relation, each a system of its own."""
    width, count = len(times), len(rows)
    bounds = np.array(rows, float).reshape(-1, 2)
    size = len(bounds)
    variables = Variables(
        np.full(size, -OPEN), np.full(size, OPEN), np.ones(size, bool), np.zeros(size, bool), np.full(size, FIXED)
    )
    relations = Relations(
        np.arange(count + 1) * width,
        np.arange(size),
        np.tile(times, count),
        np.full(count, total),
        np.full(count, total),
        np.zeros(count, bool),
        np.zeros(count, np.int64),
    )
    always = np.full(size, OPEN)
    article = np.repeat(np.arange(count), width)
    positions = Positions(np.arange(size), bounds[:, 0], bounds[:, 1], -always, always, article, np.ones(size, bool))
    found = infer(Said(variables, relations, positions))
    return count - len({relation for clash in found.clashes for relation in clash.relations})


if __name__ == "__main__":
    main()
