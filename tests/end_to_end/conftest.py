"""Whole projects, built by the command as a user would: the five reports in our digests and in the originals."""

import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from end_to_end.support import copy_of_this_project, originals, run


@pytest.fixture
def originals_folder() -> Path:
    """The original reports; without them the test says so and goes on."""
    folder = originals()
    if folder is None:
        pytest.skip("the originals are not here: set CLAIMHOUSE_ORIGINALS to their folder")
    return folder


@pytest.fixture(scope="session")
def built_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project on the digests, built once for all tests that only read it."""
    project = copy_of_this_project(tmp_path_factory.mktemp("digests"))
    run(project, "build", "--fail-on", "warning")
    return project


@pytest.fixture(scope="session")
def built_on_originals(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project on the originals, built once."""
    folder = originals()
    if folder is None:
        pytest.skip("the originals are not here: set CLAIMHOUSE_ORIGINALS to their folder")
    project = copy_of_this_project(tmp_path_factory.mktemp("originals"))
    run(project, "build", "--fail-on", "warning", "--articles", str(folder))
    return project


@pytest.fixture
def project(built_once: Path, tmp_path: Path) -> Path:
    """A built project of the test's own, to be changed at will."""
    copied = tmp_path / "project"
    shutil.copytree(built_once, copied, symlinks=True)
    for sidecar in (built_once / ".wh" / "builds").glob("*.duckdb"):
        shutil.copystat(sidecar, copied / ".wh" / "builds" / sidecar.name)
    return copied


@pytest.fixture
def ask() -> Callable[[Path, str], list[tuple[object, ...]]]:
    """Ask the published file of a project, as a BI tool would."""

    def query(project: Path, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str((project / "warehouse.duckdb").resolve()), read_only=True) as con:
            return con.execute(sql).fetchall()

    return query
