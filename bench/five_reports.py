"""Times the commands on the five reports beside two floors: bare DuckDB running the same SQL, and one import.

Whole processes, from outside, several runs in turn so that a drift of the machine hits all alike; prints medians as a
table and, with --record, writes it into docs/benchmarks.md with the date and the machine.
"""

import argparse
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from wh.project import find_project
from wh.shaping import read_graph

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- five reports: begin -->", "<!-- five reports: end -->"


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is timed: `prepare` runs before each run and is not counted."""

    name: str
    command: list[str]
    prepare: Callable[[], None]


def main() -> None:
    """Run every measure in turn, several times, and print the medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        project = _copy_project(Path(folder))
        measures = _measures(project)
        seconds = _time(measures, arguments.runs, project)
    table = _table(measures, seconds, arguments.runs)
    print(table)
    if arguments.record:
        _record(table)


def _copy_project(folder: Path) -> Path:
    project = folder / "project"
    project.mkdir()
    shutil.copy(ROOT / "pyproject.toml", project)
    shutil.copytree(ROOT / "data", project / "data")
    return project


def _measures(project: Path) -> list[Measure]:
    wh = str(Path(sys.executable).parent / "wh")
    labels = project / "data" / "labels" / "facts.csv"
    original = labels.read_text(encoding="utf-8")

    def nothing() -> None:
        pass

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
        Measure("python -c pass", [sys.executable, "-c", "pass"], nothing),
        Measure("import great_expectations", [sys.executable, "-c", "import great_expectations"], nothing),
        Measure("wh --help", [wh, "--help"], nothing),
        Measure("bare SQL: the same statements in one DuckDB connection", _bare_sql(project, built), nothing),
        Measure("wh build, cold", [wh, "build"], empty),
        Measure("wh build, nothing changed", [wh, "build"], built),
        Measure("wh build, one label changed", [wh, "build"], change_a_label),
    ]


def _bare_sql(project: Path, built: Callable[[], None]) -> list[str]:
    """Write a script that runs the rendered models over the loaded rows, one by one, and nothing else."""
    built()
    found = find_project(project)
    day = datetime.now(UTC).date().isoformat()
    models, rendered, graph = read_graph(found, {**found.settings.vars, "build_day": day})
    loaded = project.parent / "loaded.duckdb"
    shutil.copy(project / "warehouse.duckdb", loaded)
    statements = [f"drop schema if exists {layer} cascade" for layer in ("marts", "intermediate", "staging")]
    with duckdb.connect(str(loaded)) as con:
        for statement in statements:
            con.execute(statement)
    lines = ["import duckdb, shutil", f"shutil.copy({str(loaded)!r}, {str(loaded) + '.run'!r})"]
    lines.append(f"con = duckdb.connect({str(loaded) + '.run'!r})")
    lines += [f"con.execute('create schema {layer}')" for layer in ("staging", "intermediate", "marts")]
    for name in graph.order():
        sql = f"create {rendered[name].materialized} {models[name].table} as\n{rendered[name].sql}"
        lines.append(f"con.execute({sql!r})")
    lines += ["con.execute('checkpoint')", "con.close()"]
    script = project.parent / "bare.py"
    script.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [sys.executable, str(script)]


def _time(measures: list[Measure], runs: int, project: Path) -> dict[str, list[float]]:
    seconds: dict[str, list[float]] = {measure.name: [] for measure in measures}
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    for number in range(runs + 1):
        for measure in measures:
            measure.prepare()
            started = time.perf_counter()
            subprocess.run(measure.command, cwd=project, check=True, capture_output=True, env=environment)
            if number:  # the first round warms the disk and the bytecode
                seconds[measure.name].append(time.perf_counter() - started)
    return seconds


def _table(measures: list[Measure], seconds: dict[str, list[float]], runs: int) -> str:
    median = {name: statistics.median(found) for name, found in seconds.items()}
    floor = median["bare SQL: the same statements in one DuckDB connection"]
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"
    lines = [
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine}, DuckDB {duckdb.__version__}; "
        f"medians of {runs} whole processes.",
        "",
        "| what | median s | min–max s | times the bare SQL |",
        "|---|---:|---:|---:|",
    ]
    for measure in measures:
        found = seconds[measure.name]
        lines.append(
            f"| {measure.name} | {median[measure.name]:.2f} | {min(found):.2f}–{max(found):.2f} "
            f"| {median[measure.name] / floor:.1f} |"
        )
    beyond = median["wh build, cold"] - median["import great_expectations"]
    lines += ["", f"A cold build takes {beyond:.2f} s beyond the one import of Great Expectations."]
    return "\n".join(lines)


def _record(table: str) -> None:
    text = PAGE.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
