"""Build a project with dbt and with `wh`, and read what each made of it: tables, views, and verdicts of tests."""

import json
import os
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
from forked import Forks, forks_of

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = Path(__file__).parent / "projects"
# `make test` makes the environment from requirements-dbt.lock; the variable names another one
DBT = Path(os.environ.get("CLAIMHOUSE_DBT", ROOT / ".venv" / "dbt" / "bin" / "dbt"))
# what `wh` keeps of its builds, beside what the project says
OURS = ("quality",)


@dataclass(frozen=True, slots=True)
class Relation:
    """A table or view as a reader sees it; rows count as often as they occur, in no order."""

    kind: str
    columns: tuple[tuple[str, str], ...]
    rows: Counter[str]


def build_with_dbt(project: Path, *words: str, variables: Mapping[str, str] | None = None) -> int:
    """Run `dbt build` (or the words given) in the project and return its exit status."""
    assert DBT.exists(), f"dbt is not at {DBT}; try: make test, which makes its environment"
    environment = {**os.environ, "DO_NOT_TRACK": "1", "DBT_USE_COLORS": "0", **(variables or {})}
    dbt = forks_of(DBT.parent / "python", "import dbt.adapters.duckdb; from dbt.cli import main", "main.cli()")
    return _run(dbt, [str(DBT), *(words or ("build", "--profiles-dir", "."))], project, environment)


def build_with_wh(project: Path) -> int:
    """Run `wh build` in the project and return its exit status."""
    wh = forks_of(Path(sys.executable), "from wh import build, cli, report; from wh.rules import checking", "cli.run()")
    return _run(wh, ["wh", "build"], project, {**os.environ, "NO_COLOR": "1"})


def relations(file: Path, *, without: Sequence[str] = OURS) -> dict[str, Relation]:
    """Read every table and view of a DuckDB file, by schema and name."""
    with duckdb.connect(str(file), read_only=True) as con:
        listed = con.execute(
            "select table_schema, table_name, table_type from information_schema.tables"
            " where table_catalog = current_database() order by all"
        ).fetchall()
        return {
            f"{schema}.{name}": _relation(con, f'"{schema}"."{name}"', kind)
            for schema, name, kind in listed
            if schema not in without
        }


def artifact(project: Path, name: str) -> Any:
    """Read manifest.json or run_results.json, wherever the project has them written."""
    (path,) = project.rglob(f"{name}.json")
    return json.loads(path.read_text(encoding="utf-8"))


def verdicts(project: Path) -> dict[str, tuple[str, int | None]]:
    """Return status and count of failures by name, of all that run_results.json tells, hooks left out."""
    told = artifact(project, "run_results")["results"]
    return {
        # a test's id ends with a digest of its arguments, which is dbt's own affair
        ".".join(part for part in result["unique_id"].split(".")[:3]): (result["status"], result["failures"])
        for result in told
        if not result["unique_id"].startswith("operation.")
    }


def differences(theirs: Mapping[str, Relation], ours: Mapping[str, Relation]) -> list[str]:
    """Say in words how our tables and views differ from theirs; nothing if they are the same."""
    said = [f"{name} is missing" for name in theirs if name not in ours]
    said += [f"{name} is too many" for name in ours if name not in theirs]
    for name in theirs.keys() & ours.keys():
        said += _between(name, theirs[name], ours[name])
    return sorted(said)


def _between(name: str, their: Relation, our: Relation) -> list[str]:
    said = []
    if their.kind != our.kind:
        said.append(f"{name} is a {our.kind}, and a {their.kind} under dbt")
    if their.columns != our.columns:
        said.append(f"{name} has the columns {our.columns}, and {their.columns} under dbt")
    elif their.rows != our.rows:
        said += [f"{name} lacks {row}" for row in sorted((their.rows - our.rows).elements())[:5]]
        said += [f"{name} has also {row}" for row in sorted((our.rows - their.rows).elements())[:5]]
    return said


def without_clock(read: Mapping[str, Relation], file: Path, clocks: Mapping[str, Sequence[str]]) -> dict[str, Relation]:
    """Return the relations with only `set` or `not set` told of those columns whose values are times of the clock."""
    with duckdb.connect(str(file), read_only=True) as con:
        told = dict(read)
        for name, columns in clocks.items():
            if name not in read:
                continue
            replaced = ", ".join(f"{column} is not null as {column}" for column in columns)
            rows = con.execute(f"select * replace ({replaced}) from {name}").fetchall()
            told[name] = Relation(read[name].kind, read[name].columns, Counter(map(repr, rows)))
        return told


def _relation(con: duckdb.DuckDBPyConnection, name: str, kind: str) -> Relation:
    columns = tuple((row[0], row[1]) for row in con.execute(f"describe {name}").fetchall())
    rows = Counter(map(repr, con.execute(f"select * from {name}").fetchall()))
    return Relation(kind, columns, rows)


def _run(program: Forks, words: list[str], project: Path, environment: Mapping[str, str]) -> int:
    ran = program.run(words, project, environment, within=300)
    print(f"$ {' '.join(words[-4:])}\n{ran.stdout}\n{ran.stderr}")  # shown by pytest where a test fails
    return ran.returncode
