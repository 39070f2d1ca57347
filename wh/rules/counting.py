"""Counts many things in few statements, two at a time; where one does not run, the culprit is found by halves."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import groupby
from typing import Any, NamedTuple

import duckdb

from wh.rules.bridge import DuckDBExecutionEngine, RuleEngine, first_line
from wh.schedule import carry_out

WORKERS = 2
"""Statements asked at a time: DuckDB plans each in one thread, which on small tables is most of its work."""
_LONGEST = 8_000
"""Characters of SQL in one statement: with more the planning takes longer than the statements that it saves."""


class Counting(NamedTuple):
    """Numbers to be counted: aggregates over `rows`, as they stand after FROM, or whole SELECTs where that is None."""

    rows: str | None
    numbers: tuple[str, ...]


Counts = tuple[int, ...] | str
"""The numbers, with 0 for null, or what went wrong."""


def counted(engine: DuckDBExecutionEngine, countings: Sequence[Counting]) -> list[Counts]:
    """Count everything, in the order asked; countings over the same rows take one pass if they are neighbours."""
    statements = [list(each) for each in _shared_out(countings)]
    found: list[list[Counts]] = [[] for _ in statements]

    def count(asker: _Asker, number: str) -> bool:
        found[int(number)] = _at_once(asker, statements[int(number)])
        return True

    if statements:
        workers = _workers(engine, min(WORKERS, len(statements)))
        carry_out([str(number) for number in range(len(statements))], {}, count, workers, _Asker.interrupt)
    return [counts for each in found for counts in each]


class _Asker(NamedTuple):
    """Whoever asks a statement: returns its rows, each the place and the numbers, and can be told to stop."""

    rows: Callable[[str], Sequence[Sequence[Any]]]
    stop: Callable[[], None]

    def interrupt(self) -> None:
        """Have the statement end that is being asked."""
        self.stop()


def _workers(engine: DuckDBExecutionEngine, count: int) -> list[AbstractContextManager[_Asker]]:
    """Return who asks: cursors of the connection that is lent, or the engine itself where none is or one will do."""
    if count > 1 and isinstance(engine, RuleEngine) and engine.lender is not None:
        return [_cursor(engine.cursor()) for _ in range(count)]
    return [nullcontext(_Asker(lambda sql: [list(row.values()) for row in engine.rows(sql)], lambda: None))]


@contextmanager
def _cursor(cursor: duckdb.DuckDBPyConnection) -> Iterator[_Asker]:
    try:
        yield _Asker(lambda sql: cursor.execute(sql).fetchall(), cursor.interrupt)
    finally:
        cursor.close()


def _shared_out(countings: Sequence[Counting]) -> Iterator[list[Counting]]:
    """Share the countings out among statements; those over the same rows stay together, however long they are."""
    together: list[Counting] = []
    length = 0
    for _, each in groupby(enumerate(countings), lambda numbered: numbered[1].rows or numbered[0]):
        neighbours = [counting for _, counting in each]
        longer = len(neighbours[0].rows or "") + sum(len(number) for each in neighbours for number in each.numbers)
        if together and length + longer > _LONGEST:
            yield together
            together, length = [], 0
        together += neighbours
        length += longer
    if together:
        yield together


def _at_once(asker: _Asker, countings: Sequence[Counting]) -> list[Counts]:
    try:
        rows = sorted(asker.rows(_statement(countings)), key=lambda row: row[0])
    except duckdb.InterruptException:
        raise  # whoever asks is told to stop
    except Exception as error:  # whatever DuckDB or a driver raises is an answer, never the build's end
        if len(countings) == 1:
            return [first_line(error)]
        half = len(countings) // 2
        return _at_once(asker, countings[:half]) + _at_once(asker, countings[half:])
    numbers = iter([number or 0 for _, counts in rows for number in counts])
    return [tuple(next(numbers) for _ in counting.numbers) for counting in countings]


def _statement(countings: Iterable[Counting]) -> str:
    selects: list[tuple[str | None, list[str]]] = []
    for rows, numbers in countings:
        if not selects or rows is None or selects[-1][0] != rows:
            selects.append((rows, []))
        selects[-1][1].extend(numbers)
    return "\nunion all\n".join(
        f"select {part} as part, [{', '.join(numbers)}]::bigint[] as numbers" + (f" from {rows}" if rows else "")
        for part, (rows, numbers) in enumerate(selects)
    )
