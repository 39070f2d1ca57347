"""Times the commands on the five reports beside two floors: bare DuckDB running the same SQL, and one import.

Whole processes, from outside, several runs in turn so that a drift of the machine hits all alike; prints medians as a
table and, with --record, writes it into docs/benchmarks.md with the date and the machine.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from timing import Measure, Timing, command_of, machine, record, time_in_turn, today

from wh.build import variables_of
from wh.parsing import parse
from wh.project import find_project

ROOT = Path(__file__).resolve().parent.parent
IMPORT = "import great_expectations"
FLOOR = "bare SQL: the same statements in one DuckDB connection"
COLD = "wh build, cold"


def main() -> None:
    """Run every measure in turn, several times, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = _copy_project(Path(folder))
        measures = _measures(project)
        timings = time_in_turn(measures, arguments.runs)
    table = _table(timings, arguments.runs)
    print(table)
    if arguments.record:
        record("five reports", table)


def _copy_project(folder: Path) -> Path:
    project = folder / "project"
    project.mkdir()
    shutil.copy(ROOT / "pyproject.toml", project)
    shutil.copytree(ROOT / "data", project / "data")
    return project


def _measures(project: Path) -> list[Measure]:
    wh = command_of("wh")
    labels = project / "data" / "labels" / "facts.csv"
    original = labels.read_text(encoding="utf-8")

    def empty() -> None:
        shutil.rmtree(project / ".wh", ignore_errors=True)
        (project / "warehouse.duckdb").unlink(missing_ok=True)

    def change_a_label() -> None:
        head, *rows = original.splitlines()
        assert head.endswith(",labelled_on"), "the last column is the day of the labelling"
        other_day = f"2026-01-{time.time_ns() % 28 + 1:02d}"
        rows[-1] = f"{rows[-1].rsplit(',', 1)[0]},{other_day}"
        labels.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")

    def built() -> None:
        subprocess.run([wh, "build"], cwd=project, check=True, capture_output=True)

    return [
        Measure("python -c pass", [sys.executable, "-c", "pass"], project),
        Measure(IMPORT, [sys.executable, "-c", IMPORT], project),
        Measure("wh --help", [wh, "--help"], project),
        Measure(FLOOR, _bare_sql(project, built), project),
        Measure(COLD, [wh, "build"], project, empty),
        Measure("wh build, nothing changed", [wh, "build"], project, built),
        Measure("wh build, one label changed", [wh, "build"], project, change_a_label),
    ]


def _bare_sql(project: Path, built: Callable[[], None]) -> list[str]:
    """Write a script that runs the rendered models over the loaded rows, one by one, and nothing else.

    What a model in Python gives is copied as it was built.
    """
    built()
    found = find_project(project)
    parsed = parse(found, variables_of(found, datetime.now(UTC)))
    loaded = project.parent / "loaded.duckdb"
    whole = project.parent / "built.duckdb"
    for copied in (loaded, whole):
        shutil.copy(project / "warehouse.duckdb", copied)
    statements = [f"drop schema if exists {layer} cascade" for layer in ("marts", "intermediate", "staging")]
    with duckdb.connect(str(loaded)) as con:
        for statement in statements:
            con.execute(statement)
    lines = ["import duckdb, shutil", f"shutil.copy({str(loaded)!r}, {str(loaded) + '.run'!r})"]
    lines.append(f"con = duckdb.connect({str(loaded) + '.run'!r})")
    lines.append(f"con.execute({f'attach {str(whole)!r} as built (read_only)'!r})")
    lines += [f"con.execute('create schema {layer}')" for layer in ("staging", "intermediate", "marts")]
    for name in parsed.graph().order():
        if parsed.kinds[name] in ("table", "view"):
            is_python = parsed.models[name].is_python
            query = f"from built.{parsed.table(name)}" if is_python else parsed.query(name).sql
            sql = f"create {parsed.kinds[name]} {parsed.table(name)} as\n{query}"
            lines.append(f"con.execute({sql!r})")
    lines += ["con.execute('checkpoint')", "con.close()"]
    script = project.parent / "bare.py"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [sys.executable, str(script)]


def _table(timings: dict[str, Timing], runs: int) -> str:
    lines = [
        f"Measured {today()} on {machine()}, DuckDB {duckdb.__version__}; medians of {runs} whole processes.",
        "",
        "| what | median s | min–max s | times the bare SQL |",
        "|---|---:|---:|---:|",
    ]
    for name, timing in timings.items():
        lines.append(f"| {name} | {timing.median:.2f} | {timing.span} | {timing.median / timings[FLOOR].median:.1f} |")
    beyond = timings[COLD].median - timings[IMPORT].median
    lines += ["", f"A cold build takes {beyond:.2f} s beyond the one import of Great Expectations."]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
