"""Times commands as whole processes, from outside and in turn, and writes tables into docs/benchmarks.md.

In turn, so that a drift of the machine hits all alike; the first round warms the disk and the bytecode and is not
counted. A command that ends badly ends the bench.
"""

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

PAGE = Path(__file__).resolve().parent.parent / "docs" / "benchmarks.md"


def nothing() -> None:
    """Prepare nothing, or confirm nothing."""


@dataclass(frozen=True, slots=True)
class Measure:
    """One thing that is timed; `prepare` runs before each run and `confirm` after it, and neither is counted.

    `confirm` ends the bench if the command has not done what is timed. `most_runs` bounds what takes minutes; such a
    measure is not warmed up either.
    """

    name: str
    command: Sequence[str]
    folder: Path
    prepare: Callable[[], None] = nothing
    confirm: Callable[[], None] = nothing
    environment: Mapping[str, str] = field(default_factory=dict)
    most_runs: int | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took, with all that it started: wall and CPU seconds, and its peak memory in MB."""

    seconds: float
    cpu: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Timing:
    """The runs of one measure."""

    runs: tuple[Run, ...]

    @property
    def median(self) -> float:
        """The median of the wall seconds."""
        return statistics.median(run.seconds for run in self.runs)

    @property
    def cpu(self) -> float:
        """The median of the CPU seconds, which other work on the machine sways less."""
        return statistics.median(run.cpu for run in self.runs)

    @property
    def peak_mb(self) -> float:
        """The largest peak of any run."""
        return max(run.peak_mb for run in self.runs)

    @property
    def span(self) -> str:
        """The shortest and the longest run."""
        seconds = [run.seconds for run in self.runs]
        return f"{min(seconds):.2f}–{max(seconds):.2f}"


def time_in_turn(measures: Sequence[Measure], runs: int) -> dict[str, Timing]:
    """Run every measure in turn, `runs` times, and return what each took by its name."""
    found: dict[str, list[Run]] = {measure.name: [] for measure in measures}
    for number in range(runs + 1):
        for measure in measures:
            is_counted = number > 0 or measure.most_runs is not None
            if measure.most_runs is not None and len(found[measure.name]) == measure.most_runs:
                continue
            measure.prepare()
            taken = _run(measure)
            measure.confirm()
            if is_counted:
                found[measure.name].append(taken)
    return {name: Timing(tuple(taken)) for name, taken in found.items()}


def machine() -> str:
    """Say on what was measured."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def today() -> str:
    """Return the day of the measurement, in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def command_of(name: str) -> str:
    """Return the command that is installed beside the Python in use."""
    return str(Path(sys.executable).parent / name)


def record(mark: str, table: str) -> None:
    """Write a table into the page, between its two marks."""
    begin, end = f"<!-- {mark}: begin -->", f"<!-- {mark}: end -->"
    head, _, rest = PAGE.read_text(encoding="utf-8").partition(begin)
    _, _, tail = rest.partition(end)
    PAGE.write_text(f"{head}{begin}\n{table}\n{end}{tail}", encoding="utf-8")


def _run(measure: Measure) -> Run:
    """Run a command once."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryFile() as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            measure.command, cwd=measure.folder, stdout=said, stderr=said, env=environment | dict(measure.environment)
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            said.seek(0)
            raise SystemExit(f"{measure.name} ended with {process.returncode}:\n{said.read().decode()[-2000:]}")
    # macOS counts bytes, Linux kilobytes
    peak_mb = usage.ru_maxrss / (1e6 if platform.system() == "Darwin" else 1e3)
    return Run(seconds, usage.ru_utime + usage.ru_stime, peak_mb)
