"""What every end-to-end test needs: run `wh` as a user would, copy the project, add a row to a label file."""

import csv
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from forked import forks_of

ROOT = Path(__file__).resolve().parents[2]
WH = Path(sys.executable).parent / "wh"
# what most commands import
PREPARED = "from wh import build, cli, report, rules; from wh.rules import checking"


def hear_ctrl_c() -> None:
    """Hear Ctrl-C in a process about to be started: what runs in the background of a shell script does not."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


def run(project: Path, *words: str, expect: int | None = 0, within: float = 300) -> subprocess.CompletedProcess[str]:
    """Run `wh` in the project, forked, and return what it printed; `expect` is the exit status, None for any.

    `within` are the seconds after which it is taken to hang.
    """
    environment = {**os.environ, "NO_COLOR": "1", "COLUMNS": "200"}
    wh = forks_of(Path(sys.executable), PREPARED, "cli.run()")
    ran = wh.run([str(WH), *words], project, environment, within)
    if expect is not None:
        assert ran.returncode == expect, f"wh {' '.join(words)} ended with {ran.returncode}\n{ran.stdout}\n{ran.stderr}"
    return ran


def copy_of_this_project(folder: Path) -> Path:
    """Copy what a user would write: the settings and the data. The models and rules are the built-in ones."""
    project = folder / "project"
    project.mkdir()
    shutil.copy(ROOT / "pyproject.toml", project)
    shutil.copytree(ROOT / "data", project / "data")
    return project


def dbt_project(root: Path, files: Mapping[str, str], *, settings: str = "") -> Path:
    """Write a dbt project called `shop` with these files, built into `shop.duckdb`; all its models are tables."""
    profile = "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: shop.duckdb, threads: 2}\n"
    described = f"name: shop\nprofile: shop\nmodels: {{+materialized: table}}\n{settings}\n"
    for name, content in {"dbt_project.yml": described, "profiles.yml": profile, **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return root


def originals() -> Path | None:
    """Return the folder of the original reports, which are not part of this repository."""
    stated = os.environ.get("CLAIMHOUSE_ORIGINALS")
    return Path(stated).resolve() if stated else None


def append(project: Path, name: str, /, **cells: str) -> None:
    """Append one row to a label file, whatever the order of its columns."""
    path = project / "data" / "labels" / name
    with path.open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    unknown = set(cells) - set(header)
    assert not unknown, f"{name} has no column {unknown}"
    with path.open("a", encoding="utf-8", newline="") as handle:
        csv.writer(handle, lineterminator="\n").writerow([cells.get(column, "") for column in header])
