"""The wheel alone is enough: it holds what shapes and judges a new project, and what a new project starts with."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import duckdb
import pytest
from project.support import ROOT, repository_files

FOLDERS = ("models", "macros", "loaders", "expectations")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel that is built from the repository as it stands."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("claimhouse-*.whl")
    return found


def test_it_holds_every_built_in_file_and_the_whole_template(wheel: Path) -> None:
    held = set(zipfile.ZipFile(wheel).namelist())
    files = [path.relative_to(ROOT).as_posix() for path in repository_files()]
    built_in = {f"wh/builtin/{name}" for name in files if name.startswith(FOLDERS)}
    template = {name for name in files if name.startswith("wh/template/")}
    page = {name for name in files if name.startswith("wh/reports/page/templates/")}
    assert built_in
    assert template
    assert {"page.html", "page.js", "style.css"} <= {Path(name).name for name in page}
    assert (built_in | template | page) - held == set()


def test_it_holds_nothing_of_this_project_s_own(wheel: Path) -> None:
    tops = {name.split("/")[0] for name in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"wh"}


def test_a_project_started_from_it_finds_its_models_and_can_use_every_row(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    code = """
from datetime import UTC, datetime
from pathlib import Path
from wh import loading, parsing, project, starting
starting.init(Path("storm"), eject=False)
storm = project.find_project(Path("storm"))
shown = {found.shown for found in parsing.parse(storm, storm.settings.vars).models.values()}
is_built_in = all(name.startswith("(built-in) models/") for name in shown)
print(project.BUILTIN.relative_to(Path.cwd()), len(shown) > 20 and is_built_in)
print(len(loading.preview(storm, None, datetime(2026, 3, 5, tzinfo=UTC)).rejects), "rejects")
"""
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert ran.stdout == "installed/wh/builtin True\n0 rejects\n"


def test_its_rules_work_in_plain_great_expectations_as_the_page_shows(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    _, code, said = re.findall(r"```(?:python)?\n(.*?)```", "```\n```" + text_of("docs/rules.md"), re.DOTALL)[:3]
    with duckdb.connect(tmp_path / "floods.duckdb") as connection:
        connection.execute(
            "create table floods as from (values ('a', date '2026-05-02', 3, 4, 7), ('b', date '2026-05-03', 30, 6, 9))"
            " as told(report, told_on, dead, hurt, casualties)"
        )
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "installed")}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment, check=True, capture_output=True, text=True
    )
    assert ran.stdout == said


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")
