"""Times a hundred rules: on thirty small tables beyond the one import, and on five million rows beside raw SQL.

Each measure is a process of its own that makes its tables first, which is not counted. The floor is the same checks as
raw SQL, one statement a table, in the same process. Prints where the difference goes and, with --record, writes the
table into docs/benchmarks.md.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import asked_rules
import duckdb
from timing import machine, record, today

RULES = 100
SMALL, LARGE = (30, 100), (4, 1_250_000)


def main() -> None:
    """Run both sizes several times, each run a process of its own, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    parser.add_argument("--once", nargs=2, type=int, metavar=("TABLES", "ROWS"), help="run one size, here, once")
    arguments = parser.parse_args()
    if arguments.once:
        print(json.dumps(measured(*arguments.once)))
        return
    sizes = {size: [_in_a_process(*size) for _ in range(arguments.runs)] for size in (SMALL, LARGE)}
    table = _table(sizes, arguments.runs)
    print(table)
    if arguments.record:
        record("rules", table)


def measured(table_count: int, row_count: int) -> dict[str, float]:
    """Return seconds and counts of one size: the rules, the raw SQL, and the parts of the difference."""
    rules = asked_rules.rules_of(table_count, RULES)
    with duckdb.connect() as con:
        for statement in asked_rules.make_tables(table_count, row_count):
            con.execute(statement)
        found = _timed("raw", lambda: _ask_raw(con, asked_rules.statements_of(rules)))
        found |= _timed("import", _import)
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "own.py"
            file.write_text(asked_rules.BETWEEN, encoding="utf-8")
            statements: list[tuple[str, float]] = []
            with _Listening(statements):
                found |= _timed("rules", lambda: _ask_rules(con, rules, file))
    scans = sum(statement.count("facts_") for statement, _ in statements)
    return found | {"statements": len(statements), "scans": scans, "sql": sum(taken for _, taken in statements)}


def _timed(what: str, work: Callable[[], object]) -> dict[str, float]:
    started, cpu = time.perf_counter(), time.process_time()
    work()
    return {what: time.perf_counter() - started, f"{what} CPU": time.process_time() - cpu}


def _import() -> None:
    import wh.rules.checking  # noqa: F401  # for its import alone


def _ask_raw(con: duckdb.DuckDBPyConnection, statements: list[str]) -> None:
    for statement in statements:
        row = con.execute(statement).fetchone()
        assert row is not None
        assert not any(row), f"a check is broken: {statement}"


def _ask_rules(con: duckdb.DuckDBPyConnection, rules: list[list[asked_rules.Asked]], file: Path) -> None:
    from wh.rules import check

    outcome = check(con, asked_rules.suites_of(rules), [file], "bench")
    assert len(outcome.results) == RULES
    assert {str(result.answer) for result in outcome.results} == {"held"}, outcome.violations


class _Listening:
    """Notes each statement that goes to DuckDB through SQLAlchemy, and the CPU seconds it took, in all threads."""

    def __init__(self, statements: list[tuple[str, float]]) -> None:
        self._statements = statements
        self._started = 0.0

    def __enter__(self) -> None:
        import sqlalchemy

        from wh.rules import counting

        counting.WORKERS = 1  # one after another, so that each has its own seconds
        self._listeners: list[tuple[Any, str, Any]] = [
            (sqlalchemy.Engine, "before_cursor_execute", self._before),
            (sqlalchemy.Engine, "after_cursor_execute", self._after),
        ]
        for listener in self._listeners:
            sqlalchemy.event.listen(*listener)

    def __exit__(self, *_: object) -> None:
        import sqlalchemy

        for listener in self._listeners:
            sqlalchemy.event.remove(*listener)

    def _before(self, *_: object) -> None:
        self._started = time.process_time()

    def _after(self, connection: object, cursor: object, statement: str, *_: object) -> None:
        self._statements.append((statement, time.process_time() - self._started))


def _in_a_process(table_count: int, row_count: int) -> dict[str, float]:
    command = [sys.executable, __file__, "--once", str(table_count), str(row_count)]
    said = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    found: dict[str, float] = json.loads(said.splitlines()[0])
    return found


def _table(sizes: dict[tuple[int, int], list[dict[str, float]]], runs: int) -> str:
    lines = [
        f"Measured {today()} on {machine()}, DuckDB {duckdb.__version__}:"
        f" CPU seconds, in brackets wall; medians of {runs} runs.",
        "",
        "| | 30 tables of 100 rows | 4 tables of 1,250,000 rows |",
        "|---|---:|---:|",
    ]
    medians = [
        {name: statistics.median(run[name] for run in found) for name in found[0]}
        for found in (sizes[SMALL], sizes[LARGE])
    ]

    def row(what: str, shown: Callable[[dict[str, float]], str]) -> str:
        return f"| {what} | {' | '.join(shown(each) for each in medians)} |"

    lines += [
        row("raw SQL, one statement a table", lambda each: f"{each['raw CPU']:.2f} ({each['raw']:.2f})"),
        row("100 rules, beyond the import", lambda each: f"{each['rules CPU']:.2f} ({each['rules']:.2f})"),
        row("times the raw SQL", lambda each: f"{each['rules CPU'] / each['raw CPU']:.1f}"),
        row("of it DuckDB", lambda each: f"{each['sql']:.2f}"),
        row("of it Great Expectations, SQLAlchemy and ours", lambda each: f"{each['rules CPU'] - each['sql']:.2f}"),
        row("statements", lambda each: f"{each['statements']:.0f}"),
        row("times that a table is named in them", lambda each: f"{each['scans']:.0f}"),
        row("the import", lambda each: f"{each['import CPU']:.2f} ({each['import']:.2f})"),
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
