"""dbt-duckdb builds our models/ to the same tables: how an outsider checks us."""

import shutil
from pathlib import Path

import duckdb
import pytest
from dbt.support import ROOT, build_with_dbt, build_with_wh, differences, relations
from end_to_end.support import copy_of_this_project

BUILT = ("staging", "intermediate", "marts")
LOADED = ("raw", "quality")


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project as `wh` builds it."""
    project = copy_of_this_project(tmp_path_factory.mktemp("ours"))
    assert build_with_wh(project) == 0
    return project / "warehouse.duckdb"


@pytest.fixture(scope="module")
def copied(warehouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of its file with what was loaded alone, in which dbt has built models/."""
    folder = tmp_path_factory.mktemp("dbt")
    file = folder / "warehouse.duckdb"
    shutil.copy(warehouse, file)
    with duckdb.connect(str(file)) as con:
        for schema in (*BUILT, "quality"):
            con.execute(f"drop schema {schema} cascade")
    words = ("run", "--project-dir", str(ROOT), "--profiles-dir", str(ROOT))
    elsewhere = ("--target-path", str(folder / "target"), "--log-path", str(folder / "logs"))
    variables = {"CLAIMHOUSE_COPY": str(file), "CLAIMHOUSE_ENGINE": str(ROOT)}
    assert build_with_dbt(folder, *words, *elsewhere, variables=variables) == 0
    return file


def test_dbt_builds_our_models_to_the_same_tables_row_for_row(warehouse: Path, copied: Path) -> None:
    assert differences(relations(copied, without=LOADED), relations(warehouse, without=LOADED)) == []


def test_every_model_is_compared_and_the_marts_hold_rows(copied: Path) -> None:
    built = relations(copied, without=LOADED)
    files = [path for folder in BUILT for path in (ROOT / "models" / folder).iterdir()]
    # what is inlined is no table of its own
    models = [
        path.stem
        for path in files
        if path.suffix in (".sql", ".py") and "materialized='ephemeral'" not in path.read_text(encoding="utf-8")
    ]
    assert sorted(name.partition(".")[2] for name in built) == sorted(models)
    assert built["marts.claims"].rows.total() > 100


def test_the_project_file_of_dbt_is_ten_lines_and_a_comment() -> None:
    assert len((ROOT / "dbt_project.yml").read_text(encoding="utf-8").splitlines()) <= 11


def test_dbt_leaves_nothing_in_the_project(copied: Path) -> None:
    assert copied.exists()
    assert [name for name in ("logs", ".user.yml", "dbt_packages") if (ROOT / name).exists()] == []
