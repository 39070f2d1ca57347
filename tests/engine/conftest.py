"""Small projects for the engine: a folder, a few models, and nothing built in; and a warehouse in memory."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path

import duckdb
import pytest

from wh import dbt_project
from wh import project as project_module
from wh.project import Project, find_project

MakeProject = Callable[..., Project]


@pytest.fixture
def make_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MakeProject:
    """Return the function that writes a project of these files, on an engine with nothing built in but `built_in`.

    `settings` is what stands below [tool.wh] in its pyproject.toml.
    """

    def make(
        files: Mapping[str, str | bytes] | None = None,
        *,
        settings: str = "",
        built_in: Mapping[str, str | bytes] | None = None,
    ) -> Project:
        monkeypatch.setattr(project_module, "BUILTIN", tmp_path / "engine")
        write(tmp_path / "engine", built_in or {})
        root = tmp_path / "desk"
        write(root, {"pyproject.toml": f"[tool.wh]\n{settings}\n", **(files or {})})
        return find_project(root)

    return make


@pytest.fixture
def make_dbt_project(tmp_path: Path) -> MakeProject:
    """Return the function that writes a project of dbt called `shop` with these files, built into `shop.duckdb`.

    `settings` is what stands in its dbt_project.yml beside its name and profile.
    """

    def make(files: Mapping[str, str | bytes] | None = None, *, settings: str = "") -> Project:
        root = tmp_path / "shop"
        profile = "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: shop.duckdb}\n"
        described = {"dbt_project.yml": f"name: shop\nprofile: shop\n{settings}\n", "profiles.yml": profile}
        write(root, {**described, **(files or {})})
        return dbt_project.read(root)

    return make


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a warehouse with a schema `s`, in an open transaction; nothing temporary may be left in it."""
    connection = _duckdb().cursor()
    connection.execute("attach ':memory:' as desk; use desk; create schema s")
    connection.begin()
    yield connection
    temporary = "select table_name from duckdb_tables() where temporary"
    try:
        left = connection.execute(temporary).fetchall()
    except duckdb.TransactionException:  # a refusal of DuckDB's aborted it
        connection.rollback()
        left = connection.execute(temporary).fetchall()
        connection.begin()
    connection.rollback()
    connection.execute("use memory; detach desk")
    connection.close()
    assert left == []


@cache
def _duckdb() -> duckdb.DuckDBPyConnection:
    """Start DuckDB once for all tests: that takes it ten times as long as what most of them ask of it."""
    return duckdb.connect()


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write each file below the root, with the folders that it needs."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
