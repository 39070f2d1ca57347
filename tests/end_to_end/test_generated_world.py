"""A generated world whose truth is known: what is planted is found, and nothing else is accused."""

from pathlib import Path

import pytest
from end_to_end.support import run
from generated_world import found_in
from world import write_world


@pytest.mark.parametrize("facts", [4_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_what_is_planted_in_a_world_is_found_and_nobody_else_is_accused(tmp_path: Path, facts: int) -> None:
    project = tmp_path / "world"
    write_world(project, facts, seed=1)
    run(project, "build", "--fail-on", "never", within=3600)
    contradictions, copies, people = found_in(project)
    assert contradictions.recall >= 0.99
    assert contradictions.precision >= 0.99
    assert copies.recall >= 0.95
    assert people.f1 >= 0.97


def test_the_same_seed_writes_the_same_world(tmp_path: Path) -> None:
    for name in ("one", "other"):
        write_world(tmp_path / name, 500, seed=7)
    written = {path.relative_to(tmp_path / "one"): path.read_bytes() for path in (tmp_path / "one").rglob("*.*")}
    assert written == {
        path.relative_to(tmp_path / "other"): path.read_bytes() for path in (tmp_path / "other").rglob("*.*")
    }
