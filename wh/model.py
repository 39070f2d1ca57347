"""A model: one SELECT in a file, and the YAML that describes it.

Refuses two models of one name, a YAML entry without a model, and a property that it cannot read.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wh.errors import ModelError, closest
from wh.project import Project

LAYERS = ("staging", "intermediate", "marts")


@dataclass(frozen=True, slots=True)
class Column:
    """A described column; `description` is its sentence."""

    name: str
    description: str


@dataclass(frozen=True, slots=True)
class Properties:
    """What the YAML says of one model; `grain` names the columns that are unique together."""

    description: str
    columns: tuple[Column, ...]
    grain: tuple[str, ...]
    config: dict[str, Any]
    at: str


@dataclass(frozen=True, slots=True)
class Model:
    """One SQL file; its stem is the table's name, its folder the schema."""

    name: str
    schema: str
    path: Path
    source: str
    shown: str
    properties: Properties | None

    @property
    def table(self) -> str:
        """The table's full name, `schema.name`."""
        return f"{self.schema}.{self.name}"


def read_models(project: Project) -> dict[str, Model]:
    """Return every model of the project and the built-in ones, by name, sorted."""
    paths = [path for path in project.files("models") if path.suffix == ".sql"]
    described = _read_properties(project)
    models: dict[str, Model] = {}
    for path in paths:
        shown = project.show(path)
        schema = _layer(path, shown)
        models[path.stem] = Model(
            name=path.stem,
            schema=schema,
            path=path,
            source=_text(path, shown),
            shown=shown,
            properties=described.pop(path.stem, None),
        )
    for name, properties in described.items():
        near = closest(name, models)
        raise ModelError(
            f"The YAML describes a model `{name}`, but there is no `{name}.sql`.",
            at=properties.at,
            way_out=f"`{near}`, the closest name" if near else "take the entry out, or add the model",
        )
    return dict(sorted(models.items()))


def _layer(path: Path, shown: str) -> str:
    for part in reversed(path.parts[:-1]):
        if part in LAYERS:
            return part
    raise ModelError(
        f"The model `{path.stem}` lies in no layer, so it has no schema.",
        at=shown,
        way_out=f"one of the folders {', '.join(f'models/{layer}/' for layer in LAYERS)}",
    )


def _text(path: Path, shown: str) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as cause:
        raise ModelError(
            f"The file is not UTF-8: byte {cause.start} cannot be read.", at=shown, way_out="save it as UTF-8"
        ) from cause


def _read_properties(project: Project) -> dict[str, Properties]:
    described: dict[str, Properties] = {}
    for path in project.files("models"):
        if path.suffix in (".yml", ".yaml"):
            for entry, line in _entries(path, project.show(path)):
                properties = _properties(entry, f"{project.show(path)}:{line}")
                name = str(entry["name"])
                if name in described:
                    raise ModelError(
                        f"The model `{name}` is described twice.",
                        at=properties.at,
                        way_out=f"take out one of the two; the other is at {described[name].at}",
                    )
                described[name] = properties
    return described


def _entries(path: Path, shown: str) -> Iterable[tuple[dict[str, Any], int]]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = _text(path, shown)
    try:
        content = yaml.load(text, Loader=loader)  # a safe loader, in C where libyaml is there
    except yaml.YAMLError as cause:
        mark = getattr(cause, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(cause, "problem", None) or "it cannot be read"
        raise ModelError(f"The YAML is broken: {problem}.", at=f"{shown}:{line}", way_out="mend that line") from cause
    for entry in (content or {}).get("models") or []:
        if not isinstance(entry, dict) or "name" not in entry:
            raise ModelError("An entry under `models:` has no `name`.", at=shown, way_out="`- name: <model>`")
        yield entry, _line_of(text, str(entry["name"]))


def _line_of(text: str, name: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() in (f"- name: {name}", f'- name: "{name}"'):
            return number
    return 1


def _properties(entry: dict[str, Any], at: str) -> Properties:
    config = entry.get("config") or {}
    meta = {**(config.get("meta") or {}), **(entry.get("meta") or {})}
    grain = meta.get("grain") or []
    return Properties(
        description=" ".join(str(entry.get("description") or "").split()),
        columns=tuple(
            Column(str(column["name"]), " ".join(str(column.get("description") or "").split()))
            for column in entry.get("columns") or []
        ),
        grain=tuple([grain] if isinstance(grain, str) else map(str, grain)),
        config={key: value for key, value in config.items() if key != "meta"},
        at=at,
    )
