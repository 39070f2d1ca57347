"""Counts many things in few statements; where one does not run, the culprit is found by halves."""

from collections.abc import Sequence
from typing import NamedTuple

from wh.rules.bridge import DuckDBExecutionEngine, first_line

_AT_ONCE = 50
"""Countings in one statement: with more the planning takes longer than the statements that it saves."""


class Counting(NamedTuple):
    """Numbers to be counted: aggregates over `rows`, as they stand after FROM, or whole SELECTs where that is None."""

    rows: str | None
    numbers: tuple[str, ...]


Counts = tuple[int, ...] | str
"""The numbers, with 0 for null, or what went wrong."""


def counted(engine: DuckDBExecutionEngine, countings: Sequence[Counting]) -> list[Counts]:
    """Count everything, in the order asked; countings over the same rows take one pass if they are neighbours."""
    found: list[Counts] = []
    for start in range(0, len(countings), _AT_ONCE):
        found += _at_once(engine, countings[start : start + _AT_ONCE])
    return found


def _at_once(engine: DuckDBExecutionEngine, countings: Sequence[Counting]) -> list[Counts]:
    try:
        rows = sorted(engine.rows(_statement(countings)), key=lambda row: row["part"])
    except Exception as error:  # whatever DuckDB or a driver raises is an answer, never the build's end
        if len(countings) == 1:
            return [first_line(error)]
        half = len(countings) // 2
        return _at_once(engine, countings[:half]) + _at_once(engine, countings[half:])
    numbers = iter([number or 0 for row in rows for number in row["numbers"]])
    return [tuple(next(numbers) for _ in counting.numbers) for counting in countings]


def _statement(countings: Sequence[Counting]) -> str:
    selects: list[tuple[str | None, list[str]]] = []
    for rows, numbers in countings:
        if not selects or rows is None or selects[-1][0] != rows:
            selects.append((rows, []))
        selects[-1][1].extend(numbers)
    return "\nunion all\n".join(
        f"select {part} as part, [{', '.join(numbers)}]::bigint[] as numbers" + (f" from {rows}" if rows else "")
        for part, (rows, numbers) in enumerate(selects)
    )
