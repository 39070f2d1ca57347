"""Tables in, one table of findings out: the edge between the models' rows and the arrays of inference.

A row of findings is of one of the kinds below; what a kind does not speak of is null.

- claim: an operand that is narrowed or takes part in a clash, with its bounds before and after.
- step: one narrowing of an operand by a relation, or by those of a ring together, with its place.
- step_operand: a bound of another operand that a step was taken from.
- ring: relations that a solver took together, with the number of their claims; verdict 0 where these are too many.
- ring_relation: a relation of a ring.
- relation: whether a relation holds by itself, what is stated and what the other operands leave for it.
- relation_operand: what an operand is at the moment that the relation is judged at.
- clash: a relation that a clash needs to be seen; `article_no` where it is within one article.
- clash_position: a position that takes part in a clash.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np

from wh.inference.checking import FAILS
from wh.inference.inferring import SEVERAL, Inferred, infer
from wh.inference.said import CUMULATIVE, FIXED, LEVEL, Positions, Relations, Said, Variables
from wh.inference.systems import Flags, Floats, Ints, offsets, spans

Table = Mapping[str, Any]

OF_OPERANDS = "operand_no, low, high, is_whole, is_known, over_time"
OF_RELATIONS = "relation_no, operand_no, place, times, total_low, total_high, is_age, is_stated, is_usable"
OF_POSITIONS = "position_no, operand_no, low, high, since, until, article_no, is_rival"
"""The columns that `solve` reads of its three tables."""

_WHOLE = (
    "operand_no",
    "relation_no",
    "clash_no",
    "position_no",
    "article_no",
    "step",
    "from_operand_no",
    "verdict",
    "has_gap",
    "ring_no",
    "claim_count",
)
_REAL = ("low_before", "high_before", "low", "high", "left_low", "left_high")
COLUMNS = ", ".join(
    [
        "cast(finding_no as bigint) as finding_no",
        "cast(finding as varchar) as finding",
        *(f"cast({name} as bigint) as {name}" for name in _WHOLE),
        *(f"cast({name} as double) as {name}" for name in _REAL),
    ]
)
"""The columns of the findings, for a query over what `solve` returns."""


def solve(operands: Table, relations: Table, positions: Table) -> dict[str, Any]:
    """Return the findings on operands, their relations and the positions on them, as columns."""
    usable = np.flatnonzero(_flags(relations["is_usable"]))
    relation_no = _ints(relations["relation_no"])[usable]
    numbers, of = np.unique(relation_no, return_inverse=True)
    order = usable[np.lexsort((_ints(relations["place"])[usable], of))]
    said = Said(
        _variables(operands),
        _relations(relations, order, np.bincount(of, minlength=len(numbers))),
        _positions(positions),
    )
    rows = _Rows()
    if len(numbers):
        found = infer(said)
        _add_claims(rows, said, found, numbers)
        _add_relations(rows, said, found, numbers)
        _add_clashes(rows, found, numbers)
    return rows.columns()


class _Rows:
    """Findings as they come, each a set of columns of one length."""

    def __init__(self) -> None:
        self._blocks: list[tuple[str, int, dict[str, Any]]] = []

    def add(self, finding: str, count: int, **columns: Any) -> None:
        self._blocks.append((finding, count, columns))

    def columns(self) -> dict[str, Any]:
        """Return all rows; open ends and what is not said are NaN, which DuckDB reads as null."""
        total = sum(count for _, count, _ in self._blocks)
        found: dict[str, Any] = {
            "finding_no": np.arange(total),
            "finding": np.repeat(
                np.array([name for name, _, _ in self._blocks], dtype=object), [count for _, count, _ in self._blocks]
            ),
        }
        for name in (*_WHOLE, *_REAL):
            parts = [np.asarray(columns.get(name, np.full(count, np.nan)), float) for _, count, columns in self._blocks]
            joined = np.concatenate(parts) if parts else np.zeros(0)
            found[name] = np.where(np.isinf(joined), np.nan, joined)
        return found


def _variables(operands: Table) -> Variables:
    order = np.argsort(_ints(operands["operand_no"]))
    word = np.ma.filled(operands["over_time"], "fixed")[order]
    over_time = np.where(word == "cumulative", CUMULATIVE, np.where(word == "level", LEVEL, FIXED))
    return Variables(
        _floats(operands["low"], -np.inf)[order],
        _floats(operands["high"], np.inf)[order],
        _flags(operands["is_whole"])[order],
        _flags(operands["is_known"])[order],
        over_time.astype(np.int64),
    )


def _relations(relations: Table, order: Ints, sizes: Ints) -> Relations:
    starts = offsets(sizes)
    stated = np.flatnonzero(_flags(relations["is_stated"])[order])
    first = order[starts[:-1]]
    return Relations(
        starts,
        _ints(relations["operand_no"])[order],
        _floats(relations["times"], np.nan)[order],
        _floats(relations["total_low"], -np.inf)[first],
        _floats(relations["total_high"], np.inf)[first],
        _flags(relations["is_age"])[first],
        stated[np.searchsorted(stated, starts[:-1])] - starts[:-1],
    )


def _positions(positions: Table) -> Positions:
    order = np.argsort(_ints(positions["position_no"]))
    return Positions(
        _ints(positions["operand_no"])[order],
        _floats(positions["low"], -np.inf)[order],
        _floats(positions["high"], np.inf)[order],
        _floats(positions["since"], -np.inf)[order],
        _floats(positions["until"], np.inf)[order],
        _ints(positions["article_no"])[order],
        _flags(positions["is_rival"])[order],
    )


def _add_claims(rows: _Rows, said: Said, found: Inferred, numbers: Ints) -> None:
    """Add each operand that was narrowed or clashes, at its newest, and the steps that led there."""
    instances, steps = found.instances, found.steps
    current = instances.current
    is_clashing = np.zeros(len(current), bool)
    for relation in np.flatnonzero(found.checked.verdict == FAILS):
        terms = slice(said.relations.starts[relation], said.relations.starts[relation + 1])
        is_clashing[said.relations.variable[terms]] = True
    is_narrowed = (found.low[current] != found.own_low[current]) | (found.high[current] != found.own_high[current])
    is_left = np.zeros(len(instances.low), bool)
    is_left[steps.variable[steps.constraint <= SEVERAL]] = True
    told = np.flatnonzero(is_narrowed | is_clashing | is_left[current])
    at = current[told]
    rows.add(
        "claim",
        len(told),
        operand_no=told,
        verdict=is_clashing[told],
        low_before=found.own_low[at],
        high_before=found.own_high[at],
        low=found.low[at],
        high=found.high[at],
    )
    is_current = np.zeros(len(instances.low), bool)
    is_current[at] = True
    _add_steps(rows, found, np.flatnonzero(is_current[steps.variable]), numbers)


def _add_steps(rows: _Rows, found: Inferred, chosen: Ints, numbers: Ints) -> None:
    """Add the chosen steps; both ends moved in one round by one constraint are one step."""
    instances, steps = found.instances, found.steps
    order = chosen[np.lexsort((steps.constraint[chosen], steps.round[chosen], steps.variable[chosen]))]
    is_new = _differ(steps.variable[order], steps.round[order], steps.constraint[order])
    of = np.cumsum(is_new) - 1
    first = order[is_new]
    variable, number, constraint = steps.variable[first], steps.round[first], steps.constraint[first]
    start = np.maximum.accumulate(np.where(_differ(variable), np.arange(len(first)), 0))
    low, high = np.full(len(first), np.nan), np.full(len(first), np.nan)
    is_low = steps.is_low[order]
    low[of[is_low]] = steps.after[order][is_low]
    high[of[~is_low]] = steps.after[order][~is_low]
    low_before, low = _carried(low, start, found.own_low[variable])
    high_before, high = _carried(high, start, found.own_high[variable])
    place = np.arange(len(first)) - start + 1
    rows.add(
        "step",
        len(first),
        operand_no=instances.variable[variable],
        relation_no=np.where(constraint <= SEVERAL, np.nan, _relation_no(instances.relation, constraint, numbers)),
        ring_no=np.where(constraint <= SEVERAL, SEVERAL - constraint, np.nan),
        step=place,
        low_before=low_before,
        high_before=high_before,
        low=low,
        high=high,
    )
    _add_operands_of_steps(rows, found, variable, number, constraint, place)
    _add_rings(rows, found, numbers)


def _add_rings(rows: _Rows, found: Inferred, numbers: Ints) -> None:
    rings = found.rings
    rows.add(
        "ring",
        len(rings),
        ring_no=np.arange(len(rings)),
        claim_count=np.array([one.claim_count for one in rings], np.int64),
        verdict=np.array([one.is_tightened for one in rings], bool),
    )
    rows.add(
        "ring_relation",
        sum(len(one.relations) for one in rings),
        ring_no=np.repeat(np.arange(len(rings)), [len(one.relations) for one in rings]),
        relation_no=numbers[np.array([relation for one in rings for relation in one.relations], np.int64)],
    )


def _differ(*keys: Ints) -> Flags:
    """Return which rows, in their order, differ from the row before them."""
    is_new = np.ones(len(keys[0]), bool)
    for at, key in enumerate(keys):
        is_new[1:] = (key[1:] != key[:-1]) | (is_new[1:] if at else False)
    return is_new


def _carried(moved: Floats, start: Ints, own: Floats) -> tuple[Floats, Floats]:
    """Return an end before and after each step; NaN is one that the step does not move."""
    at = np.arange(len(moved))
    last = np.maximum.accumulate(np.where(np.isnan(moved), -1, at)) if len(moved) else at
    after = np.where(last >= start, moved[np.maximum(last, 0)], own)
    before = np.where(at > start, np.concatenate((after[:1], after[:-1])), own)
    return before, after


def _relation_no(relation: Ints, constraint: Ints, numbers: Ints) -> Floats:
    of = relation[constraint] if len(relation) else constraint
    return np.where(of < 0, np.nan, numbers[np.maximum(of, 0)])


def _add_operands_of_steps(
    rows: _Rows, found: Inferred, variable: Ints, number: Ints, constraint: Ints, place: Ints
) -> None:
    systems, instances, ends = found.instances.systems, found.instances, _Ends(found)
    by_one = np.flatnonzero(constraint > SEVERAL)
    starts = systems.starts[constraint[by_one]]
    counts = systems.starts[constraint[by_one] + 1] - starts
    step = np.repeat(by_one, counts)
    other = systems.variable[spans(starts, counts)]
    is_other = other != variable[step]
    step, other = step[is_other], other[is_other]
    rows.add(
        "step_operand",
        len(step),
        operand_no=instances.variable[variable[step]],
        step=place[step],
        from_operand_no=instances.variable[other],
        low=ends.low(other, number[step]),
        high=ends.high(other, number[step]),
    )


class _Ends:
    """The bounds of each instance as they were before each round."""

    def __init__(self, found: Inferred) -> None:
        self._found = found
        self._rounds = int(found.steps.round.max(initial=0)) + 3
        self._sides = {side: self._ranked(found, is_low=side) for side in (True, False)}

    def low(self, variable: Ints, number: Ints) -> Floats:
        return self._at(variable, number, self._found.own_low, is_low=True)

    def high(self, variable: Ints, number: Ints) -> Floats:
        return self._at(variable, number, self._found.own_high, is_low=False)

    def _ranked(self, found: Inferred, *, is_low: bool) -> tuple[Ints, Floats]:
        steps = found.steps
        chosen = np.flatnonzero(steps.is_low == is_low)
        key = steps.variable[chosen] * self._rounds + steps.round[chosen]
        order = np.argsort(key, kind="stable")
        return key[order], steps.after[chosen][order]

    def _at(self, variable: Ints, number: Ints, own: Floats, *, is_low: bool) -> Floats:
        key, after = self._sides[is_low]
        value = own[variable]
        if not len(key):
            return value
        # the last step of that variable before the round
        last = np.searchsorted(key, variable * self._rounds + number, side="left") - 1
        is_moved = (last >= 0) & (key[np.maximum(last, 0)] // self._rounds == variable)
        return np.where(is_moved, after[np.maximum(last, 0)], value)


def _add_relations(rows: _Rows, said: Said, found: Inferred, numbers: Ints) -> None:
    checked = found.checked
    rows.add(
        "relation",
        len(numbers),
        relation_no=numbers,
        verdict=np.where(checked.verdict < 0, np.nan, checked.verdict),
        has_gap=checked.has_gap,
        low=checked.stated_low,
        high=checked.stated_high,
        left_low=checked.left_low,
        left_high=checked.left_high,
    )
    judged = np.flatnonzero(checked.constraint >= 0)
    systems = found.instances.systems
    starts = systems.starts[checked.constraint[judged]]
    counts = systems.starts[checked.constraint[judged] + 1] - starts
    of = np.repeat(judged, counts)
    instance = systems.variable[spans(starts, counts)]
    is_valued = checked.is_valued[instance]
    of, instance = of[is_valued], instance[is_valued]
    rows.add(
        "relation_operand",
        len(of),
        relation_no=numbers[of],
        operand_no=found.instances.variable[instance],
        low=found.own_low[instance],
        high=found.own_high[instance],
    )


def _add_clashes(rows: _Rows, found: Inferred, numbers: Ints) -> None:
    clashes = found.clashes
    counts = np.array([len(one.relations) for one in clashes], np.int64)
    article = [np.nan if one.article is None else one.article for one in clashes]
    rows.add(
        "clash",
        int(counts.sum()),
        clash_no=np.repeat(np.arange(len(clashes)), counts),
        relation_no=numbers[np.array([relation for one in clashes for relation in one.relations], np.int64)],
        article_no=np.repeat(np.array(article, float), counts),
    )
    counts = np.array([len(one.positions) for one in clashes], np.int64)
    rows.add(
        "clash_position",
        int(counts.sum()),
        clash_no=np.repeat(np.arange(len(clashes)), counts),
        position_no=np.array([position for one in clashes for position in one.positions], np.int64),
    )


def _ints(column: Any) -> Ints:
    return np.ma.filled(column, -1).astype(np.int64)


def _floats(column: Any, where_null: float) -> Floats:
    return np.asarray(np.ma.filled(np.ma.asarray(column).astype(float), where_null), float)


def _flags(column: Any) -> Flags:
    return np.ma.filled(column, False).astype(bool)
