"""The project: its folder, its settings in [tool.wh], and its files laid over the built-in ones.

Refuses a setting it does not know. Reads files; never writes one.
"""

import contextlib
import hashlib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from wh.errors import ProjectError, closest

PACKAGE = Path(__file__).resolve().parent
BUILTIN = PACKAGE / "builtin" if (PACKAGE / "builtin").is_dir() else PACKAGE.parent
FOLDERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "models": (".sql", ".yml", ".yaml", ".py"),
        "macros": (".sql",),
        "loaders": (".py",),
        "expectations": (".json", ".py"),
    }
)
_PROPERTIES = (".yml", ".yaml")
DEFAULT_VARS: Mapping[str, object] = MappingProxyType({"vague_words": "acled"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What [tool.wh] may say; each field is a setting of the same name."""

    keep_builds: int = 5
    storage_version: str = "v1.5.0"
    fail_on: str = "critical"
    vars: Mapping[str, object] = field(default_factory=lambda: DEFAULT_VARS)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with [tool.wh] in its pyproject.toml."""

    root: Path
    settings: Settings

    @property
    def data(self) -> Path:
        """The folder of articles and labels."""
        return self.root / "data"

    @property
    def state(self) -> Path:
        """The hidden folder that holds kept builds, the lock and private copies."""
        return self.root / ".wh"

    @property
    def warehouse(self) -> Path:
        """The published file, a link to a kept build."""
        return self.root / "warehouse.duckdb"

    def files(self, folder: str) -> tuple[Path, ...]:
        """Return the files of models, macros, loaders or expectations, sorted by path.

        A project's own file replaces the built-in one of the same name, wherever it lies below the folder; a YAML
        file only the one at the same place, since every folder may have a `schema.yml`. Two files of one name in one
        folder are refused: one of them would be ignored.
        """
        found: dict[str, tuple[str, Path]] = {}
        for base in dict.fromkeys((BUILTIN / folder, self.root / folder)):
            own: dict[str, Path] = {}
            for path in sorted(_below(base, FOLDERS[folder])):
                relative = path.relative_to(base).as_posix()
                name = relative if path.suffix in _PROPERTIES else path.name.casefold()
                if name in own:
                    raise ProjectError(
                        f"Two files of {folder}/ are named `{path.name}`, and a name stands for one thing.",
                        at=self.show(path),
                        way_out=f"another name for one of them; the other is at {self.show(own[name])}",
                    )
                own[name] = path
                found[name] = (relative, path)
        return tuple(path for _, path in sorted(found.values()))

    def show(self, path: Path) -> str:
        """Return `path` as a person would look for it: relative to the project where it lies in it."""
        resolved = path if path.is_absolute() else self.root / path
        if resolved.is_relative_to(self.root):
            return resolved.relative_to(self.root).as_posix()
        if resolved.is_relative_to(BUILTIN):
            return f"(built-in) {resolved.relative_to(BUILTIN).as_posix()}"
        return str(path)


def find_project(start: Path) -> Project:
    """Return the project that `start` lies in: the nearest folder upward with [tool.wh] in its pyproject.toml."""
    start = start.resolve()
    for folder in (start, *start.parents):
        settings = folder / "pyproject.toml"
        if settings.is_file():
            table = _tool_wh(settings)
            if table is not None:
                return Project(root=folder, settings=_settings(table, settings))
    raise ProjectError(
        "There is no claimhouse project here: no pyproject.toml with a [tool.wh] table, in this folder or above it.",
        at=str(start),
        way_out="`wh init FOLDER` to start one, or change into a project's folder",
    )


def content_hash(paths: Iterable[Path]) -> str:
    """Return one sha256 over names and bytes of the files, in the given order.

    One that cannot be read counts by its name: whoever needs it says so, with its place.
    """
    digest = hashlib.sha256()
    for path in paths:
        digest.update(os.fsencode(path.name) + b"\0")
        with contextlib.suppress(OSError):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _below(base: Path, suffixes: tuple[str, ...]) -> list[Path]:
    if not base.is_dir():
        return []
    return [
        path
        for path in base.rglob("*")
        if path.suffix in suffixes and path.is_file() and not _is_hidden(path.relative_to(base))
    ]


def _is_hidden(relative: Path) -> bool:
    return any(part.startswith((".", "__pycache__")) for part in relative.parts)


def _tool_wh(path: Path) -> dict[str, object] | None:
    try:
        tools = tomllib.loads(path.read_text(encoding="utf-8-sig")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        problem, _, place = str(cause).partition(" (at line ")
        line = place.split(",")[0] if place else "1"
        raise ProjectError(
            f"pyproject.toml cannot be read: {problem}.", at=f"{path}:{line}", way_out="correct the TOML at that place"
        ) from cause
    except OSError as cause:
        raise ProjectError(
            f"pyproject.toml cannot be read: {cause.strerror}.", at=str(path), way_out="the right to read it"
        ) from cause
    table = tools.get("wh") if isinstance(tools, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ProjectError("`tool.wh` is not a table.", at=str(path), way_out="a line `[tool.wh]` of its own")
    return table


def _settings(table: dict[str, object], path: Path) -> Settings:
    known = {name: type(getattr(Settings(), name)) for name in Settings.__slots__}
    for name, value in table.items():
        if name not in known:
            near = closest(name, known)
            raise ProjectError(
                f"[tool.wh] has no setting `{name}`.",
                at=_place(path, name),
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(sorted(known))}",
            )
        wanted = dict if name == "vars" else known[name]
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ProjectError(
                f"The setting `{name}` in [tool.wh] is {value!r}, which is no {_IN_WORDS[wanted]}.",
                at=_place(path, name),
                way_out=f"a value such as {getattr(Settings(), name)!r}"
                if name != "vars"
                else "a table [tool.wh.vars]",
            )
    stated = dict(table)
    if "vars" in stated:
        _refuse_misspelt_var(stated["vars"], path)  # type: ignore[arg-type]  # checked above
        stated["vars"] = MappingProxyType({**DEFAULT_VARS, **stated["vars"]})  # type: ignore[dict-item]  # checked above
    settings = Settings(**stated)  # type: ignore[arg-type]  # each value was checked against its field above
    _check_choices(settings, path)
    return settings


def _refuse_misspelt_var(stated: Mapping[str, object], path: Path) -> None:
    """Refuse a var that looks like one of ours, which is not stated: a user's own vars are anything else."""
    for name in stated:
        near = closest(name, DEFAULT_VARS.keys() - stated.keys())
        if name not in DEFAULT_VARS and near:
            raise ProjectError(
                f"The var `{name}` is read by no built-in model.",
                at=_place(path, name),
                way_out=f"`{near}`, the closest name",
            )


def _check_choices(settings: Settings, path: Path) -> None:
    if settings.keep_builds < 1:
        raise ProjectError(
            f"The setting `keep_builds` is {settings.keep_builds}; at least the published build must be kept.",
            at=_place(path, "keep_builds"),
            way_out="`keep_builds = 5`",
        )
    if settings.fail_on not in ("critical", "warning", "never"):
        raise ProjectError(
            f"The setting `fail_on` is `{settings.fail_on}`.",
            at=_place(path, "fail_on"),
            way_out="`critical`, `warning` or `never`",
        )
    policy = settings.vars.get("vague_words")
    if policy not in ("acled", "ranges", "none"):
        raise ProjectError(
            f"The var `vague_words` is {policy!r}, which names no policy.",
            at=_place(path, "vague_words"),
            way_out='`vague_words = "acled"`, "ranges" or "none"',
        )


def _place(path: Path, name: str) -> str:
    """Return `file:line` of the setting: the first line after [tool.wh] that begins with its name."""
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next((number for number, line in enumerate(lines) if line.strip().startswith("[tool.wh")), 0)
    for number, line in enumerate(lines[start:], start=start + 1):
        if re.match(rf"""\s*(\[tool\.wh\.)?["']?{re.escape(name)}\b""", line):
            return f"{path}:{number}"
    return str(path)


_IN_WORDS = {int: "whole number", str: "text", dict: "table"}
