"""Times a generated dbt project of 200 and of 1000 models: straight DuckDB, which is the floor, dbt-core, and wh.

The floor runs the same statements one by one, each its own transaction, in one connection that is opened and closed;
with tests, the counting statements of the tests after them. Prints goals beside what was measured and, with --record,
writes the table into docs/benchmarks.md. Without an environment that has dbt, dbt is left out, and a line says so.
"""

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import layers
from timing import Measure, Timing, command_of, machine, record, time_in_turn, today

MARK = "layered project"
IMPORT = "import great_expectations"
VERSION, COMPLETION = "`wh --version`", "shell completion"
# what a build may leave beside these is removed before a cold one
WRITTEN = {"dbt_project.yml", "profiles.yml", "models"}

_FLOOR = """\
import json, pathlib, sys
import duckdb
path = pathlib.Path("floor.duckdb")
path.unlink(missing_ok=True)
con = duckdb.connect(str(path))
for statement in json.loads(pathlib.Path("statements.json").read_text(encoding="utf-8")):
    con.execute(statement).fetchall()
con.close()
"""

# in a process of its own: what this one holds would count as the memory of those that it starts
_COUNT = """\
import sys
import duckdb
with duckdb.connect(sys.argv[1], read_only=True) as con:
    print(*con.execute(
        "select count(*), sum(estimated_size) from duckdb_tables()"
        " where schema_name = 'main' and table_name similar to 'layer_[0-9]_model_[0-9]+'"
    ).fetchone())
"""


@dataclass(frozen=True, slots=True)
class Case:
    """A size of the project, with two tests a model or without."""

    model_count: int
    has_tests: bool

    @property
    def shown(self) -> str:
        """The case in words."""
        tests = f" + {2 * self.model_count} tests" if self.has_tests else ""
        return f"{self.model_count} models{tests}"

    def name(self, what: str) -> str:
        """Return the name of a measure of this case."""
        return f"{self.shown}: {what}"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: a measured value, what it is held against, and the goal."""

    what: str
    measured: str
    ratio: str = ""
    goal: str = ""
    is_met: bool | None = None

    def shown(self) -> str:
        """Return the line as Markdown."""
        verdict = {None: "", True: "met", False: "missed"}[self.is_met]
        return f"| {self.what} | {self.goal} | {self.measured} | {self.ratio} | {verdict} |"


def main() -> None:
    """Generate the projects, time everything in turn, and print the table."""
    arguments = _arguments()
    cases = [Case(count, has_tests) for count in arguments.models for has_tests in (False, True)]
    dbt = _dbt(arguments.dbt)
    with tempfile.TemporaryDirectory() as folder:
        measures = [
            measure
            for case in cases
            for measure in _measures(
                case, Path(folder), None if case.model_count > arguments.dbt_most else dbt, arguments
            )
        ]
        if not arguments.without_wh:
            measures += _starts(Path(folder))
        timings = time_in_turn(measures, arguments.runs)
    table = _table(cases, timings, arguments.runs, _dbt_said(dbt, arguments.dbt_runs))
    print(table)
    if arguments.record:
        record(MARK, table)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--models", type=int, nargs="+", default=[200, 1000], help="sizes, multiples of ten")
    parser.add_argument("--dbt", help="an environment with dbt-duckdb, or CLAIMHOUSE_DBT", metavar="FOLDER")
    parser.add_argument("--dbt-runs", type=int, default=1, help="dbt takes minutes; it is timed this often")
    parser.add_argument("--dbt-most", type=int, default=1000, help="the largest size that dbt is to build")
    parser.add_argument("--without-wh", action="store_true", help="time only what wh is held against")
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    return parser.parse_args()


def _dbt(folder: str | None) -> Path | None:
    """Return the dbt command of the environment that was named, or None."""
    named = folder or os.environ.get("CLAIMHOUSE_DBT")
    if not named:
        return None
    command = Path(named).resolve() / "bin" / "dbt"
    if not command.is_file():
        raise SystemExit(f"There is no dbt in {named}; try: python -m venv F && F/bin/pip install dbt-core dbt-duckdb")
    return command


def _dbt_said(dbt: Path | None, runs: int) -> str:
    """Say which dbt was timed, and how often, or why none was."""
    if dbt is None:
        return "dbt-core is left out: no environment with it was named (--dbt, or CLAIMHOUSE_DBT)."
    # not `dbt --version`, which asks the network for newer ones
    script = "from importlib.metadata import version; print(version('dbt-core'), version('dbt-duckdb'))"
    said = subprocess.run([dbt.with_name("python"), "-c", script], capture_output=True, text=True, check=True).stdout
    core, adapter = said.split()
    return f"dbt-core {core} with dbt-duckdb {adapter}, two threads, runs of it: {runs}."


def _measures(case: Case, folder: Path, dbt: Path | None, arguments: argparse.Namespace) -> list[Measure]:
    """Return what is timed of one case, each tool in a project folder of its own."""
    models = layers.layer_models(case.model_count)
    found = [_floor(case, models, folder)]
    if dbt is not None:
        project = folder / f"dbt {case.shown}"
        layers.write_project(project, models, with_tests=case.has_tests)
        found.append(_dbt_measure(case, dbt, project, arguments.dbt_runs))
    if not arguments.without_wh:
        project = folder / f"wh {case.shown}"
        layers.write_project(project, models, with_tests=case.has_tests)
        found += _wh_measures(case, models, project)
    return found


def _floor(case: Case, models: Sequence[layers.LayerModel], folder: Path) -> Measure:
    """Write the script of the floor, in a folder of its own."""
    own = folder / f"floor {case.shown}"
    own.mkdir()
    statements = [f'create table "main"."{model.name}" as\n{model.sql()}' for model in models]
    if case.has_tests:
        statements += [statement for model in models for statement in layers.test_statements(model)]
    (own / "statements.json").write_text(json.dumps(statements), encoding="utf-8")
    (own / "floor.py").write_text(_FLOOR, encoding="utf-8")
    command = [sys.executable, "floor.py"]
    return Measure(case.name("floor"), command, own, confirm=lambda: _confirm(case, own / "floor.duckdb"))


def _dbt_measure(case: Case, dbt: Path, project: Path, runs: int) -> Measure:
    command = [str(dbt), "build", "--profiles-dir", "."]
    return Measure(
        case.name("dbt-core"),
        command,
        project,
        prepare=lambda: _clean(project),
        confirm=lambda: _confirm(case, project / "warehouse.duckdb"),
        most_runs=runs,
    )


def _wh_measures(case: Case, models: tuple[layers.LayerModel, ...], project: Path) -> list[Measure]:
    wh = command_of("wh")
    numbers = itertools.count(1)

    def built() -> None:
        subprocess.run([wh, "build"], cwd=project, check=True, capture_output=True)

    def changed() -> None:
        built()
        layers.change_leaf(project, models, next(numbers))

    def confirm() -> None:
        _confirm(case, project / "warehouse.duckdb")

    return [
        Measure(case.name("wh, cold"), [wh, "build"], project, lambda: _clean(project), confirm),
        Measure(case.name("wh, nothing changed"), [wh, "build"], project, built, confirm),
        Measure(case.name("wh, one leaf changed"), [wh, "build"], project, changed, confirm),
        Measure(case.name("wh ls, one leaf changed"), [wh, "ls"], project, changed),
    ]


def _starts(folder: Path) -> list[Measure]:
    wh = command_of("wh")
    completion = {"_WH_COMPLETE": "complete_bash", "COMP_WORDS": "wh bu", "COMP_CWORD": "1"}
    return [
        Measure(IMPORT, [sys.executable, "-c", IMPORT], folder),
        Measure(VERSION, [wh, "--version"], folder),
        Measure(COMPLETION, [wh], folder, environment=completion),
    ]


def _confirm(case: Case, warehouse: Path) -> None:
    """End the bench unless every model is there with all its rows."""
    counted = subprocess.run([sys.executable, "-c", _COUNT, warehouse], capture_output=True, text=True, check=False)
    expected = f"{case.model_count} {case.model_count * layers.ROWS}"
    if counted.stdout.strip() != expected:
        said = counted.stdout.strip() or counted.stderr[-500:]
        raise SystemExit(f"{warehouse}: tables and rows are {said}, and should be {expected}")


def _clean(project: Path) -> None:
    """Remove all that was not written by the generator."""
    for path in project.iterdir():
        if path.name in WRITTEN:
            continue
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink()


def _table(cases: Sequence[Case], timings: dict[str, Timing], runs: int, dbt_said: str) -> str:
    rows = [row for case in cases for row in _rows(case, timings)]
    rows += [
        _against_seconds(name, timings[name], goal)
        for name, goal in ((IMPORT, None), (VERSION, 0.12), (COMPLETION, 0.12))
        if name in timings
    ]
    lines = [
        f"Measured {today()} on {machine()}; medians of {runs} whole processes in turn, in brackets the shortest and "
        f"the longest. {dbt_said}",
        "",
        "| what | goal | measured | times the floor | |",
        "|---|---|---|---:|---|",
        *(row.shown() for row in rows),
    ]
    return "\n".join(lines)


def _rows(case: Case, timings: dict[str, Timing]) -> list[Row]:
    """Return the lines of one case, as far as it was measured."""
    floor = timings[case.name("floor")]
    rows = [Row(case.name("floor"), _seconds(floor), "1.0")]
    is_large = case.model_count >= 1000
    goals: dict[str, float | None] = {
        "wh, nothing changed": 0.4 if is_large else 0.25,
        "wh, one leaf changed": 0.8 if is_large and not case.has_tests else None,
    }
    if (dbt := timings.get(case.name("dbt-core"))) is not None:
        rows.append(Row(case.name("dbt-core"), _seconds(dbt), _times(dbt.median / floor.median, dbt.cpu / floor.cpu)))
    if (cold := timings.get(case.name("wh, cold"))) is not None:
        rows.append(_cold(case, cold, floor, timings[IMPORT] if case.has_tests else None))
        rows += [_against_seconds(case.name(what), timings[case.name(what)], goal) for what, goal in goals.items()]
        rows.append(_parsing(case, timings))
        rows.append(_memory(case, cold, floor))
    return rows


def _cold(case: Case, cold: Timing, floor: Timing, imported: Timing | None) -> Row:
    """Hold a cold build against the floor, beyond the one import that any test costs."""
    seconds, cpu, beyond = cold.median, cold.cpu, ""
    if imported is not None:
        seconds, cpu = seconds - imported.median, cpu - imported.cpu
        beyond = f"; {seconds:.2f} beyond the import"
    ratio = seconds / floor.median
    name = case.name("wh, cold, all static checks")
    return Row(name, f"{_seconds(cold)}{beyond}", _times(ratio, cpu / floor.cpu), "≤ 2.0 × floor", ratio <= 2.0)


def _parsing(case: Case, timings: dict[str, Timing]) -> Row:
    """Hold a command that only reads the project against the start of any command: parsing is what lies between."""
    name = case.name("wh ls, one leaf changed")
    beyond = timings[name].median - timings[VERSION].median
    has_goal = case.model_count >= 1000 and not case.has_tests
    goal, is_met = ("≤ 0.3 s of parsing", beyond <= 0.3) if has_goal else ("", None)
    return Row(name, f"{_seconds(timings[name])}; {beyond:.2f} beyond `wh --version`", goal=goal, is_met=is_met)


def _times(wall: float, cpu: float) -> str:
    return f"{wall:.1f} (CPU {cpu:.1f})"


def _memory(case: Case, cold: Timing, floor: Timing) -> Row:
    ratio = cold.peak_mb / floor.peak_mb
    measured = f"{cold.peak_mb:.0f} MB, floor {floor.peak_mb:.0f}"
    has_goal = case.model_count >= 1000 and not case.has_tests
    goal, is_met = ("≤ 1.2 × floor", ratio <= 1.2) if has_goal else ("", None)
    return Row(case.name("peak memory, cold"), measured, f"{ratio:.2f}", goal, is_met)


def _against_seconds(name: str, timing: Timing, goal: float | None) -> Row:
    if goal is None:
        return Row(name, _seconds(timing))
    return Row(name, _seconds(timing), goal=f"≤ {goal:g} s", is_met=timing.median <= goal)


def _seconds(timing: Timing) -> str:
    return f"{timing.median:.2f} s ({timing.span}), CPU {timing.cpu:.2f}"


if __name__ == "__main__":
    main()
