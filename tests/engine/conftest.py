"""Small projects for the engine: a folder, a few models, and nothing built in."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

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


def write(root: Path, files: Mapping[str, str | bytes]) -> None:
    """Write each file below the root, with the folders that it needs."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
