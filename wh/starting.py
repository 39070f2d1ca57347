"""A new project: two invented articles with their labels, ready to build on the built-in models, rules and loaders.

Refuses a folder that holds a project already, or a file where one of ours would go; writes all of it or nothing.
"""

import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path

from wh import project
from wh.errors import ProjectError

TEMPLATE = project.PACKAGE / "template"
_STAGE = ".wh-init"


def init(folder: Path, *, eject: bool) -> Sequence[str]:
    """Write a new project to the folder and return the paths of its files, relative and sorted.

    `eject` also writes a copy of every built-in model, macro, loader and expectation, which then replaces it.
    """
    sources = {_target_name(path.relative_to(TEMPLATE)): path for path in _files_below(TEMPLATE)}
    if eject:
        sources |= {path.relative_to(project.BUILTIN): path for path in _built_in(folder)}
    _refuse_taken(folder, {path.parts[0] for path in sources})
    made = _folders_to_make(folder)
    try:
        _write(folder, sources)
    except OSError as cause:
        for each in reversed(made):
            shutil.rmtree(each, ignore_errors=True)
        raise ProjectError(
            f"The project cannot be written: {cause.strerror or cause}. Nothing of it was left behind.",
            at=str(folder),
            way_out="a folder that you may write to, on a disk with room",
        ) from cause
    return sorted(path.as_posix() for path in sources)


def _files_below(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _target_name(relative: Path) -> Path:
    """Return where a file of the template goes; a name with a dot would hide it from the wheel."""
    return Path(".gitignore") if relative == Path("gitignore") else relative


def _built_in(folder: Path) -> Iterable[Path]:
    nothing_yet = project.Project(folder / _STAGE, project.Settings())
    return (path for name in project.FOLDERS for path in nothing_yet.files(name))


def _refuse_taken(folder: Path, names: Iterable[str]) -> None:
    if folder.exists() and not folder.is_dir():
        raise ProjectError(
            f"`{folder.name}` is a file, and a project is a folder.", at=str(folder), way_out="another name"
        )
    taken = sorted(name for name in names if (folder / name).exists())
    if not taken:
        return
    if "pyproject.toml" in taken and "[tool.wh" in (folder / "pyproject.toml").read_text(errors="replace"):
        raise ProjectError(
            "This folder holds a claimhouse project already.",
            at=str(folder / "pyproject.toml"),
            way_out="`wh build` in it, or `wh init` with another folder",
        )
    raise ProjectError(
        f"The folder already has {_listed(taken)}, which a new project would replace.",
        at=str(folder),
        way_out="`wh init` with another folder",
    )


def _listed(names: Sequence[str]) -> str:
    quoted = [f"`{name}`" for name in names]
    return quoted[0] if len(quoted) == 1 else f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def _folders_to_make(folder: Path) -> list[Path]:
    """Return the folders that are not there yet, the outermost first."""
    return [each for each in reversed((folder, *folder.parents)) if not each.exists()]


def _write(folder: Path, sources: dict[Path, Path]) -> None:
    """Write everything aside, then move it into place, one name at the top after the other; undo it all on an error."""
    stage = folder / _STAGE
    moved: list[Path] = []
    try:
        for relative, source in sources.items():
            target = stage / relative
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_named(source.read_bytes(), relative, folder))
        for name in sorted({relative.parts[0] for relative in sources}):
            (stage / name).rename(folder / name)
            moved.append(folder / name)
    except BaseException:
        for path in moved:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _named(content: bytes, relative: Path, folder: Path) -> bytes:
    """Write the project's name where the template leaves it open."""
    if relative.as_posix() not in ("pyproject.toml", "README.md"):
        return content
    name = re.sub(r"[^a-z0-9]+", "-", folder.resolve().name.lower()).strip("-")
    return content.replace(b"NAME", (name or "claims").encode())
