"""A dbt project for DuckDB, mapped to ours: dbt_project.yml, profiles.yml and the packages that are installed.

All that is particular to dbt's files is here. What is not understood is refused by name, with file:line; nothing is
half done. docs/dbt.md lists what is understood.
"""

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from wh.errors import ModelError, ProjectError, closest
from wh.pictures import with_line
from wh.project import DBT_FILE as FILE
from wh.project import Package, Project, Settings, Target
from wh.yamlfile import Entry, file_text, plain, read_entry

# each kind of file, the key that says where it lies, and where it lies if nothing is said
_PATHS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "models": ("model-paths", "models"),
        "macros": ("macro-paths", "macros"),
        "seeds": ("seed-paths", "seeds"),
        "snapshots": ("snapshot-paths", "snapshots"),
        "tests": ("test-paths", "tests"),
    }
)
_CONFIGURED = ("models", "seeds", "snapshots", "tests", "data_tests", "sources")
_KEYS = (
    *("name", "version", "config-version", "profile", *(key for key, _ in _PATHS.values()), *_CONFIGURED),
    *("analysis-paths", "asset-paths", "docs-paths", "function-paths", "target-path", "log-path", "clean-targets"),
    *("packages-install-path", "vars", "on-run-start", "on-run-end", "dispatch", "require-dbt-version", "flags"),
    *("query-comment", "dbt-cloud", "exposures", "unit_tests", "metrics", "semantic-models", "saved-queries"),
    *("functions", "analyses", "restrict-access", "quoting"),
)
_OUTDATED = {"source-paths": "model-paths", "data-paths": "seed-paths", "modules-path": "packages-install-path"}
_OUTPUT_KEYS = (
    *("type", "path", "schema", "database", "threads", "settings", "config_options", "extensions", "attach"),
    *("keep_open", "retries", "disable_transactions"),
)


def read(root: Path, target: str | None = None, variables: Mapping[str, Any] | None = None) -> Project:
    """Return the dbt project of a folder; `target` is the output to build for, and `variables` go before its vars.

    What is wrong with its files is said with the line shown.
    """
    try:
        return _read(root, target, variables)
    except (ProjectError, ModelError) as error:
        told = ProjectError(error.message, at=error.at, way_out=error.way_out)
        raise with_line(told, root) from error.__cause__


def _read(root: Path, target: str | None, variables: Mapping[str, Any] | None) -> Project:
    entry = _entry(root / FILE, root)
    entry.refuse_unknown((*_KEYS, *_OUTDATED), "The project")
    stated = dict(variables or {})
    bare = _Names(_name(entry), {**_unscoped(entry.mapping("vars")), **stated})
    profile, output, profile_file = _output(root, entry, bare, target)
    built_for = _target(root, profile, output)
    names = replace(bare, target={**output.content, "name": built_for.name, "schema": built_for.schema})
    own = _package(root, root, entry, names)
    install_path = str(entry.content.get("packages-install-path") or "dbt_packages")
    installed = tuple(_installed(root, root / install_path, names))
    own = replace(own, vars=_with_stated(own.vars, {own.name, *(package.name for package in installed)}, stated))
    _refuse_missing_packages(root, installed, install_path)
    settings = Settings(
        threads=_threads(output), vars=MappingProxyType({**_vars_of_the_project(own, installed), **stated})
    )
    return Project(
        root=root,
        settings=settings,
        dialect="dbt",
        package=own,
        installed=installed,
        built_for=built_for,
        dispatch=_dispatch(entry),
        artifacts=_artifacts(root, entry, names),
        defined_in=(root / FILE, profile_file, *(path for path in [root / "packages.yml"] if path.is_file())),
    )


def _entry(path: Path, root: Path) -> Entry:
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
    try:
        return read_entry(file_text(path, shown), shown)
    except ModelError as error:
        raise ProjectError(error.message, at=error.at, way_out=error.way_out) from error


def _name(entry: Entry) -> str:
    if "name" not in entry.content:
        raise ProjectError("The project has no `name:`.", at=entry.at, way_out="`name: my_project` as its first line")
    name = str(entry.content["name"])
    if not re.fullmatch(r"[^\d\W]\w*", name):
        raise ProjectError(
            f"The project's name is `{name}`.", at=entry.place("name"), way_out="letters, digits and underscores"
        )
    return name


def _unscoped(variables: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in variables.items() if not isinstance(value, dict)}


def _with_stated(variables: Mapping[str, Any], packages: set[str], stated: Mapping[str, Any]) -> dict[str, Any]:
    """Return the vars with those of the command line over what is said of each package."""
    return {
        key: {**value, **stated} if key in packages and isinstance(value, dict) else value
        for key, value in variables.items()
    }


def _package(root: Path, folder: Path, entry: Entry, names: "_Names") -> Package:
    name = _name(entry)
    for old, new in _OUTDATED.items():
        if old in entry.content:
            raise ProjectError(f"`{old}:` is dbt's old word for `{new}:`.", at=entry.place(old), way_out=f"`{new}:`")
    _refuse_another_dbt(entry)
    stated_vars = entry.mapping("vars")
    tests = {**entry.mapping("tests"), **entry.mapping("data_tests")}
    configs = {
        kind: _rendered(tests if kind == "tests" else entry.mapping(kind), names, entry.place(kind))
        for kind in ("models", "seeds", "snapshots", "tests", "sources", "exposures")
    }
    folders = {}
    for kind, (key, usual) in _PATHS.items():
        listed = plain(entry.content.get(key)) or [usual]
        if not isinstance(listed, list):
            raise ProjectError(f"`{key}:` is no list.", at=entry.place(key), way_out=f'`{key}: ["{usual}"]`')
        folders[kind] = tuple(folder / str(one) for one in listed)
    shown = folder.relative_to(root).as_posix()
    return Package(
        name,
        folder,
        folders,
        configs,
        stated_vars,
        at=FILE if shown == "." else f"{shown}/{FILE}",
        on_run_start=_hooks(entry, "on-run-start"),
        on_run_end=_hooks(entry, "on-run-end"),
    )


def _refuse_another_dbt(entry: Entry) -> None:
    """Refuse a project, or a package, that says it is for another dbt than the one whose manner is built here."""
    from wh.names import DBT_VERSION  # with all that models may name

    stated = plain(entry.content.get("require-dbt-version")) or []
    for bounds in stated if isinstance(stated, list) else [stated]:
        for bound in str(bounds).split(","):
            if not _allows(bound.strip(), DBT_VERSION, entry):
                raise ProjectError(
                    f"`{_name(entry)}` requires dbt {bound.strip()}, and projects are built as by dbt {DBT_VERSION}.",
                    at=entry.place("require-dbt-version"),
                    way_out="a release of it for that dbt, or a wider `require-dbt-version:`",
                )


def _allows(bound: str, version: str, entry: Entry) -> bool:
    found = re.fullmatch(r"(>=|<=|>|<|=|)\s*v?(\d+(?:\.\d+)*)[\w.-]*", bound)
    if found is None:
        raise ProjectError(
            f"`require-dbt-version:` says `{bound}`, which is no bound of versions.",
            at=entry.place("require-dbt-version"),
            way_out='`[">=1.6.0", "<2.0.0"]`',
        )
    said = tuple(map(int, found[2].split(".")))
    spoken = tuple(map(int, version.split(".")))
    width = max(len(said), len(spoken))
    first, second = ((*one, *(0 for _ in range(width - len(one)))) for one in (spoken, said))
    compared = {">=": first >= second, "<=": first <= second, ">": first > second, "<": first < second}
    return compared.get(found[1], first == second)


def _artifacts(root: Path, entry: Entry, names: "_Names") -> Path:
    """Return the folder of manifest.json and run_results.json."""
    stated = os.environ.get("DBT_TARGET_PATH") or _value(
        entry.content.get("target-path"), names, entry.place("target-path")
    )
    return root / str(stated or "target")


def _installed(root: Path, base: Path, names: "_Names") -> Iterator[Package]:
    if base.is_dir():
        for folder in sorted(base.iterdir()):
            if (folder / FILE).is_file():
                yield _package(root, folder, _entry(folder / FILE, root), names)


def _refuse_missing_packages(root: Path, installed: tuple[Package, ...], install_path: str) -> None:
    for name in ("packages.yml", "dependencies.yml"):
        path = root / name
        if path.is_file():
            listed = _entry(path, root).content.get("packages") or []
            if isinstance(listed, list) and len(listed) > 0 and not installed:
                raise ProjectError(
                    f"The project uses packages, and {install_path}/ holds none.",
                    at=f"{name}:1",
                    way_out="`dbt deps`, which fetches them; claimhouse itself fetches nothing",
                )


def _vars_of_the_project(own: Package, installed: tuple[Package, ...]) -> dict[str, Any]:
    """Return the vars that hold in the project itself: those of its packages hold in them alone."""
    names = {own.name, *(package.name for package in installed)}
    scoped = own.vars.get(own.name)
    for_all = {key: value for key, value in own.vars.items() if not (key in names and isinstance(value, dict))}
    return {**for_all, **(scoped if isinstance(scoped, dict) else {})}


def _output(root: Path, entry: Entry, names: "_Names", target: str | None) -> tuple[str, Entry, Path]:
    """Return the profile's name, the output to build for, and the file that says so."""
    profile = str(_value(entry.content.get("profile") or names.project_name, names, entry.place("profile")))
    path = _profiles_file(root)
    profiles = _entry(path, root)
    shown = profiles.at.rsplit(":", 2)[0]
    if profile not in profiles.content:
        near = closest(profile, [name for name in profiles.content if name != "config"])
        raise ProjectError(
            f"There is no profile named `{profile}` in {shown}.",
            at=entry.place("profile"),
            way_out=f"`{near}`, the closest name" if near else f"`{profile}:` with `target:` and `outputs:` below it",
        )
    stated = profiles.entry(profile)
    outputs = stated.entry("outputs")
    wanted = target or str(_value(stated.content.get("target") or "default", names, stated.place("target")))
    if wanted not in outputs.content:
        near = closest(wanted, outputs.content) or next(iter(outputs.content), None)
        raise ProjectError(
            f"The profile `{profile}` has no output named `{wanted}`.",
            at="the command line" if target else stated.place("target"),
            way_out=f"`{near}`" if near else "`outputs:` with an entry of `type: duckdb`",
        )
    output = outputs.entry(wanted)
    content = _rendered(plain(output), names, output.at)
    output = Entry({**content, "": wanted}, output.at, output.places)
    if content.get("type") != "duckdb":
        raise ProjectError(
            f"The output `{wanted}` of the profile `{profile}` is of type `{content.get('type')}`, not DuckDB.",
            at=output.place("type"),
            way_out="an output with `type: duckdb` and `path:`, named with --target",
        )
    for key in content:
        if key not in _OUTPUT_KEYS:
            near = closest(key, _OUTPUT_KEYS)
            raise ProjectError(
                f"The output `{wanted}` sets `{key}`, which is not understood.",
                at=output.place(key),
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(_OUTPUT_KEYS)}",
            )
    return profile, output, path


def _profiles_file(root: Path) -> Path:
    folders = [Path(folder) for folder in [os.environ.get("DBT_PROFILES_DIR")] if folder]
    for folder in (*folders, root, Path.home() / ".dbt"):
        if (folder / "profiles.yml").is_file():
            return folder / "profiles.yml"
    raise ProjectError(
        "There is no profiles.yml, which says where the project is built.",
        at=f"{FILE}:1",
        way_out="profiles.yml beside it, with an output of `type: duckdb` and a `path:`; or DBT_PROFILES_DIR",
    )


def _target(root: Path, profile: str, output: Entry) -> Target:
    stated = str(output.content.get("path") or ":memory:")
    if stated.startswith(("md:", "motherduck:", "ducklake:", "s3:", "http")):
        raise ProjectError(
            f"The output is at `{stated}`, and only a file is built.",
            at=output.place("path"),
            way_out="`path: dev.duckdb`",
        )
    # what dbt keeps in memory would be gone: it is published beside the project
    path = root / ("warehouse.duckdb" if stated == ":memory:" else stated)
    settings = {**(output.content.get("config_options") or {}), **(output.content.get("settings") or {})}
    return Target(
        path=path,
        name=str(output.content[""]),
        profile_name=profile,
        schema=str(output.content.get("schema") or "main"),
        settings=settings,
        extensions=tuple(str(one) for one in output.content.get("extensions") or ()),
        attached=tuple(one for one in output.content.get("attach") or () if isinstance(one, dict)),
    )


def _threads(output: Entry) -> int:
    stated = output.content.get("threads") or 1
    if not isinstance(stated, int) or stated < 1:
        raise ProjectError(
            f"`threads: {stated}` is no number of threads.", at=output.place("threads"), way_out="`threads: 1`"
        )
    return stated


def _hooks(entry: Entry, key: str) -> tuple[str, ...]:
    stated = plain(entry.content.get(key)) or []
    listed = stated if isinstance(stated, list) else [stated]
    return tuple(str(one.get("sql", "")) if isinstance(one, dict) else str(one) for one in listed)


def _dispatch(entry: Entry) -> dict[str, tuple[str, ...]]:
    return {
        one.name("dispatch") if "name" in one.content else str(one.content.get("macro_namespace")): tuple(
            map(str, plain(one.content.get("search_order")) or ())
        )
        for one in entry.entries("dispatch")
    }


@dataclass(frozen=True, slots=True)
class _Names:
    """What the Jinja of a project's own files may name: vars, the environment and the target."""

    project_name: str
    variables: Mapping[str, Any]
    target: Mapping[str, Any] = field(default_factory=dict)
    dialect: str = "dbt"
    invocation_id: str = ""
    run_started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    flags: Mapping[str, Any] = field(default_factory=dict)

    def variables_of(self, package: str) -> Mapping[str, Any]:
        return self.variables

    def relation_of(self, name: str, package: str | None, asking: Any) -> Any:
        raise NotImplementedError("no model is named in these files")

    source_of = relation_of

    def graph(self) -> Mapping[str, Any]:
        return {}


def _rendered(value: Any, names: _Names, at: str) -> Any:
    """Return a value of the YAML with its Jinja carried out; hooks keep theirs for the model that they are run with."""
    if isinstance(value, dict):
        return {
            key: one
            if str(key).lstrip("+").replace("_", "-") in ("pre-hook", "post-hook")
            else _rendered(one, names, at)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_rendered(one, names, at) for one in value]
    return _value(value, names, at)


def _value(value: Any, names: _Names, at: str) -> Any:
    if not isinstance(value, str) or "{" not in value:
        return value
    from wh.render import Renderer

    try:
        return Renderer(names, {}).value(value, at=":".join(at.split(":")[:2]))
    except ModelError as error:
        raise ProjectError(error.message, at=error.at or at, way_out=error.way_out) from error
