"""The project: its folder, its settings in [tool.wh], and its files laid over the built-in ones.

Refuses a setting it does not know. Reads files; never writes one. A folder with dbt_project.yml is read by
`wh.dbt_project` into the same shape.
"""

import contextlib
import hashlib
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from wh.article_settings import StatedOfFiles, read_article_settings
from wh.errors import ProjectError, closest
from wh.label_settings import Scheme, read_label_settings

PACKAGE = Path(__file__).resolve().parent
BUILTIN = PACKAGE / "builtin" if (PACKAGE / "builtin").is_dir() else PACKAGE.parent
FOLDERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "models": (".sql", ".yml", ".yaml", ".py", ".md"),
        "macros": (".sql", ".yml", ".yaml", ".md"),
        "seeds": (".csv", ".yml", ".yaml", ".md"),
        "snapshots": (".sql", ".yml", ".yaml", ".md"),
        "tests": (".sql", ".yml", ".yaml"),
        "loaders": (".py",),
        "expectations": (".json", ".py", ".sql"),
    }
)
# folders of a project that only dbt knows: our tests/ are not models' tests, those are in expectations/
_ONLY_DBT_S = ("tests",)
DBT_FILE = "dbt_project.yml"
_PROPERTIES = (".yml", ".yaml", ".md")
DEFAULT_VARS: Mapping[str, object] = MappingProxyType({"vague_words": "acled"})


@dataclass(frozen=True, slots=True)
class Settings:
    """What [tool.wh] may say; each field is a setting of the same name."""

    keep_builds: int = 5
    storage_version: str = "v1.5.0"
    fail_on: str = "critical"
    threads: int = 1
    vars: Mapping[str, object] = field(default_factory=lambda: DEFAULT_VARS)
    models: Mapping[str, object] = field(default_factory=dict)
    seeds: Mapping[str, object] = field(default_factory=dict)
    snapshots: Mapping[str, object] = field(default_factory=dict)
    articles: Mapping[str, object] = field(default_factory=dict)
    labels: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Target:
    """Where a project is built, which dbt's `target` tells its models.

    `path` is the published file; `schema` is where a model without a schema of its own goes; `settings` and
    `attached` are what DuckDB is told when the file is opened.
    """

    path: Path
    name: str = "dev"
    profile_name: str = "default"
    schema: str = "main"
    settings: Mapping[str, Any] = field(default_factory=dict)
    extensions: tuple[str, ...] = ()
    attached: tuple[Mapping[str, Any], ...] = ()

    @property
    def database(self) -> str:
        """The name by which DuckDB knows the file."""
        return self.path.stem


@dataclass(frozen=True, slots=True)
class Package:
    """A project of dbt that this one uses, installed below dbt_packages/; or this one itself.

    `folders` are the places of models, macros, seeds, snapshots and tests; `configs` is what it says of each kind of
    them, folder by folder, in dbt's nested form.
    """

    name: str
    root: Path
    folders: Mapping[str, tuple[Path, ...]] = field(default_factory=dict)
    configs: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    vars: Mapping[str, Any] = field(default_factory=dict)
    at: str = ""
    on_run_start: tuple[str, ...] = ()
    on_run_end: tuple[str, ...] = ()

    def files(self, folder: str) -> tuple[Path, ...]:
        """Return its files of models, macros, seeds, snapshots or tests, sorted by path."""
        found = {path for base in self.folders.get(folder, ()) for path in _below(base, FOLDERS[folder])}
        return tuple(sorted(found, key=os.fspath))

    def below(self, folder: str, path: Path) -> tuple[str, ...]:
        """Return the folders between the place of such files and this one."""
        for base in self.folders.get(folder, ()):
            below = _below_folder(base, path)
            if below is not None:
                return tuple(below.split("/")[:-1])
        return ()


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with [tool.wh] in its pyproject.toml, or one of dbt's.

    `dialect` is `wh` or `dbt`: what a model is by default, and which schema it goes to. `defined_in` are the files
    that the rest was read from.
    """

    root: Path
    settings: Settings
    dialect: str = "wh"
    package: Package | None = None
    installed: tuple[Package, ...] = ()
    built_for: Target | None = None
    dispatch: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    # the folder for what a build leaves to tools that read dbt's; None for target/
    artifacts: Path | None = None
    defined_in: tuple[Path, ...] = ()
    # while a command runs, what `files` found before; None looks anew each time
    listing: dict[str, tuple[Path, ...]] | None = field(default=None, compare=False, repr=False)

    @property
    def name(self) -> str:
        """What the project is called."""
        return self.package.name if self.package else re.sub(r"\W", "_", self.root.name)

    @property
    def target(self) -> Target:
        """Where it is built."""
        return self.built_for or Target(self.root / "warehouse.duckdb")

    @property
    def packages(self) -> tuple[Package, ...]:
        """The project itself, and then those that it uses."""
        own = self.package or Package(
            self.name,
            self.root,
            folders={name: (self.root / name,) for name in FOLDERS if name not in _ONLY_DBT_S},
            configs={
                "models": self.settings.models,
                "seeds": self.settings.seeds,
                "snapshots": self.settings.snapshots,
            },
            at=self.show(self.root / "pyproject.toml"),
        )
        return (own, *self.installed)

    def hooks(self, key: str) -> list[tuple[Package, int, str]]:
        """Return the statements of `on-run-start` or `on-run-end`, numbered by package, the project's own first."""
        own, *others = self.packages
        return [
            (package, number, statement)
            for package in (own, *sorted(others, key=lambda other: other.name))
            for number, statement in enumerate(package.on_run_start if key == "on-run-start" else package.on_run_end)
        ]

    @property
    def has_input(self) -> bool:
        """Whether it has articles and labels to load: a project of dbt has none."""
        return self.dialect == "wh"

    @property
    def article_settings(self) -> tuple[StatedOfFiles, ...]:
        """What [tool.wh.articles] says of files of articles by their names."""
        return read_article_settings(self.settings.articles, self.show(self.root / "pyproject.toml"))

    @property
    def label_settings(self) -> tuple[Scheme, ...]:
        """What [tool.wh.labels] says of files of annotations by their names."""
        return read_label_settings(self.settings.labels, self.show(self.root / "pyproject.toml"))

    @property
    def data(self) -> Path:
        """The folder of articles and labels."""
        return self.root / "data"

    @property
    def state(self) -> Path:
        """The hidden folder that holds kept builds, the lock and private copies."""
        hidden = self.root / ".wh"
        # each target of a dbt project has builds of its own, or those of one would push out another's
        return hidden / self.target.name if self.dialect == "dbt" else hidden

    @property
    def warehouse(self) -> Path:
        """The published file, a link to a kept build."""
        return self.target.path

    def files(self, folder: str) -> tuple[Path, ...]:
        """Return the files of models, macros, loaders or expectations, sorted by path.

        A project's own file replaces the built-in one of the same name, wherever it lies below the folder; a YAML
        file only the one at the same place, since every folder may have a `schema.yml`. Two files of one name in one
        folder are refused: one of them would be ignored.
        """
        if self.listing is None:
            return self._files(folder)
        if folder not in self.listing:
            self.listing[folder] = self._files(folder)
        return self.listing[folder]

    def _files(self, folder: str) -> tuple[Path, ...]:
        if self.package is not None:
            return self.package.files(folder)
        if folder in _ONLY_DBT_S:
            return ()
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
        own = _below_folder(self.root, resolved)
        if own is not None:
            return own
        built_in = _below_folder(BUILTIN, resolved)
        return str(path) if built_in is None else f"(built-in) {built_in}"


def find_own(folder: Path) -> Project | None:
    """Return the project of this very folder, if it has a pyproject.toml with [tool.wh]."""
    settings = folder / "pyproject.toml"
    if settings.is_file():
        table = _tool_wh(settings)
        if table is not None:
            return Project(root=folder, settings=_settings(table, settings), defined_in=(settings,))
    return None


def find_project(start: Path) -> Project:
    """Return the project that `start` lies in: the nearest folder upward with [tool.wh] in its pyproject.toml."""
    found = find_nearest(start)
    if isinstance(found, Path):
        raise no_project(start.resolve())
    return found


def find_nearest(start: Path) -> Project | Path:
    """Return the nearest project of ours upward, or the folder of the nearest of dbt's where that is nearer."""
    start = start.resolve()
    for folder in (start, *start.parents):
        own = find_own(folder)
        if own is not None:
            return own
        if (folder / DBT_FILE).is_file():
            return folder
    raise no_project(start)


def no_project(start: Path) -> ProjectError:
    """Return the error to show where there is no project."""
    return ProjectError(
        "There is no claimhouse project here: no pyproject.toml with a [tool.wh] table and no dbt_project.yml, "
        "in this folder or above it.",
        at=str(start),
        way_out="`wh init FOLDER` to start one, or change into a project's folder",
    )


def with_vars(project: Project, variables: Mapping[str, object]) -> Project:
    """Return the project with what the command line says of vars over what it says itself."""
    if not variables:
        return project
    merged = MappingProxyType({**project.settings.vars, **variables})
    return replace(project, settings=replace(project.settings, vars=merged))


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
    found: list[Path] = []
    for folder, folders, names in os.walk(base):
        folders[:] = [name for name in folders if not _is_hidden(name)]
        found += [Path(folder, name) for name in names if name.endswith(suffixes) and not _is_hidden(name)]
    return found


def _below_folder(folder: Path, path: Path) -> str | None:
    """Return the way from a folder to a path below it, with `/`; None where it lies elsewhere."""
    start, whole = os.path.join(folder, ""), os.fspath(path)  # noqa: PTH118  # a thousand times a run: pathlib is slow
    if whole.startswith(start):
        return whole[len(start) :].replace(os.sep, "/")
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else None


def _is_hidden(name: str) -> bool:
    return name.startswith((".", "__pycache__"))


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
    known = {name: _KINDS.get(name, dict) for name in Settings.__slots__}
    for name, value in table.items():
        if name not in known:
            near = closest(name, known)
            raise ProjectError(
                f"[tool.wh] has no setting `{name}`.",
                at=_place(path, name),
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(sorted(known))}",
            )
        wanted = known[name]
        if not isinstance(value, wanted) or isinstance(value, bool):
            raise ProjectError(
                f"The setting `{name}` in [tool.wh] is {value!r}, which is no {_IN_WORDS[wanted]}.",
                at=_place(path, name),
                way_out=f"a value such as {getattr(Settings(), name)!r}"
                if wanted is not dict
                else f"a table [tool.wh.{name}]",
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
    if settings.threads < 1:
        raise ProjectError(
            f"The setting `threads` is {settings.threads}; somebody has to build.",
            at=_place(path, "threads"),
            way_out="`threads = 1`",
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


_KINDS = {"keep_builds": int, "storage_version": str, "fail_on": str, "threads": int}
_IN_WORDS = {int: "whole number", str: "text", dict: "table"}
