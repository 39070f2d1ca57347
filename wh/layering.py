"""How a model is to be built by what stands around it: its YAML over the project, folder by folder.

What config() in the model says is laid over that when it is rendered.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from wh.configs import check_settings, is_enabled, key_of, lay_over
from wh.errors import ModelError
from wh.model import Model
from wh.project import Project

_FOLDER = {"model": "models", "seed": "seeds", "snapshot": "snapshots", "test": "tests"}
_MAPPINGS = ("meta", "column_types", "persist_docs", "docs", "snapshot_meta_column_names", "contract", "grants")


def base_config(project: Project, model: Model) -> dict[str, Any]:
    """Return what project and YAML say of a model; what is not understood is refused with its place."""
    config: dict[str, Any] = {}
    layers = list(_layers(project, model))
    if model.properties:
        layers.append((model.properties.at, model.properties.config))
    for at, stated in layers:
        settings = {key_of(key): value for key, value in stated.items()}
        is_project_s = ":" not in at
        for key, value in settings.items():
            try:
                check_settings(
                    None if is_project_s else model.name,
                    {key: value},
                    is_strict=project.dialect == "wh",
                    is_model=model.kind == "model",
                )
            except ModelError as error:
                error.at = _place(project, at, key, value) if is_project_s else at
                raise
        lay_over(config, settings)
    return config


def is_taken_out(project: Project, model: Model) -> bool:
    """Whether a model is known not to take part before it is rendered: by its own word, else by the project's."""
    said = re.search(r"\bconfig\s*\([^}]*?\benabled\s*=\s*(true|false)\b", model.source, re.IGNORECASE)
    if said:
        return said[1].lower() == "false"
    try:
        return not is_enabled(base_config(project, model))
    except ModelError:
        return False  # which is told of where it is rendered


def _place(project: Project, at: str, key: str, value: object) -> str:
    """Return the line of the project's file that says such a thing: the first, if it says it more than once."""
    stated = re.compile(rf"(\s*)\+?{re.escape(key)}[\"']?\s*[:=]\s*[\"']?{re.escape(str(value))}\b")
    for number, line in enumerate(_lines(project, at), start=1):
        found = stated.match(line)
        if found:
            return f"{at}:{number}:{len(found[1]) + 1}"
    return at


def place_of_setting(project: Project, model: Model, keys: Sequence[str]) -> str:
    """Return where a model, its YAML or the project says one of the keys: the first that does; or the model itself."""
    stated = re.compile(rf"(?<![\w-])\+?({'|'.join(map(re.escape, keys)) or '(?!)'})[\"']?\s*[:=]")
    texts = [] if model.kind == "seed" or not model.source else [(model.shown, model.source, model.first_line)]
    if model.properties:
        file, _, place = model.properties.at.partition(":")
        lines = _lines(project, file)
        first = int(place.partition(":")[0] or 1)
        texts.append((file, "\n".join(lines[first - 1 :]), first))
    texts += [(package.at, "\n".join(_lines(project, package.at)), 1) for package in project.packages if package.at]
    for file, text, first in texts:
        found = stated.search(text)
        if found:
            before = text[: found.start(1)]
            return f"{file}:{first + before.count(chr(10))}:{len(before) - before.rfind(chr(10))}"
    return model.shown


def _lines(project: Project, shown: str) -> list[str]:
    try:
        return (project.root / shown).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return []


def materialized(project: Project, model: Model, config: Mapping[str, Any]) -> str:
    """Return how a model is kept: as a table, which is our default, or as a view, which is dbt's."""
    if model.kind != "model":
        return model.kind
    return str(config.get("materialized") or ("table" if project.dialect == "wh" or model.is_python else "view"))


def test_config(project: Project, package: str, folder: Sequence[str]) -> dict[str, Any]:
    """Return what the project says of its tests, such as their severity."""
    return config_of(project, package, "tests", folder)


def config_of(project: Project, package: str, kind: str, path: Sequence[str]) -> dict[str, Any]:
    """Return what the project says of tests, sources or exposures, by the folders and names that lead to them."""
    found: dict[str, Any] = {}
    for name, tree, _ in _trees(project, package, kind):
        steps = path if name is None else (name, *path)
        for level in _levels(tree, steps):
            lay_over(found, {key_of(key): value for key, value in level.items()})
    return found


def _layers(project: Project, model: Model) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for name, tree, at in _trees(project, model.package, _FOLDER[model.kind]):
        path = (*model.folder, model.name) if name is None else (name, *model.folder, model.name)
        for level in _levels(tree, path):
            yield at, level


def _trees(project: Project, package: str, folder: str) -> Iterator[tuple[str | None, Mapping[str, Any], str]]:
    """Yield what is said of such files: by the package that they are of, and over it by the project that uses it."""
    own = project.packages[0]
    for one in project.installed:
        if one.name == package:
            yield one.name, one.configs.get(folder, {}), one.at
    yield (None if project.dialect == "wh" else package), own.configs.get(folder, {}), own.at


def _levels(tree: Mapping[str, Any], path: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """Yield the settings of each level of a tree of folders, from the outermost to the file."""
    level: Any = tree
    for depth in range(len(path) + 1):
        step = path[depth] if depth < len(path) else None
        yield {
            key: value
            for key, value in level.items()
            if key.startswith("+") or (key != step and (not isinstance(value, dict) or key in _MAPPINGS))
        }
        level = level.get(step) if step is not None else None
        if not isinstance(level, Mapping):
            return
