"""What a Python model stands on besides its own text."""

import shutil
from pathlib import Path

import pytest

from wh.engine_modules import hash_of_imported

MODEL = "def model(dbt, session):\n    from wh.counting import tables\n    return tables.count(dbt)\n"
FILES = {
    "counting/__init__.py": "",
    "counting/tables.py": "from wh.words import NUMBERS\n",
    "words.py": "from wh import errors, stopping\n",
    "errors.py": "",
    "stopping.py": "",
    "other.py": "",
}


def _home(folder: Path, **changed: str) -> Path:
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(changed.get(path.stem, text), encoding="utf-8")
    return folder


@pytest.mark.parametrize("changed", ["tables", "words", "stopping"])
def test_a_model_is_another_where_what_it_imports_is(tmp_path: Path, changed: str) -> None:
    before = hash_of_imported(MODEL, _home(tmp_path / "before"))
    assert hash_of_imported(MODEL, _home(tmp_path / "after", **{changed: "X = 1\n"})) != before


def test_a_module_that_it_does_not_import_changes_nothing(tmp_path: Path) -> None:
    before = hash_of_imported(MODEL, _home(tmp_path / "before"))
    assert hash_of_imported(MODEL, _home(tmp_path / "after", other="X = 1\n")) == before


def test_the_same_modules_elsewhere_are_the_same(tmp_path: Path) -> None:
    shutil.copytree(_home(tmp_path / "here"), tmp_path / "there")
    assert hash_of_imported(MODEL, tmp_path / "here") == hash_of_imported(MODEL, tmp_path / "there")


def test_a_model_that_imports_nothing_of_the_engine_stands_alone() -> None:
    assert hash_of_imported("import numpy\nfrom whatever import x\n") is None
