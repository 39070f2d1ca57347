"""A model: one SELECT in a file, and the YAML that describes it.

Refuses two models of one name, a YAML entry without a model, and a property that it cannot read or would not heed.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wh.errors import ModelError, WhError, closest
from wh.project import Project

LAYERS = ("staging", "intermediate", "marts")
# dbt's own words: those of a file that concern other things than models are left to dbt
_FILE_KEYS = (
    *("version", "models", "sources", "macros", "seeds", "snapshots", "exposures", "analyses", "groups", "metrics"),
    *("unit_tests", "semantic_models", "saved_queries", "data_tests", "functions"),
)
_MODEL_KEYS = ("name", "description", "columns", "config", "meta", "tags", "docs")
_COLUMN_KEYS = ("name", "description", "data_type", "config", "meta", "tags", "quote")


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
    """Return every model of the project and the built-in ones, by name, sorted.

    Raises all that is wrong with them at once, as an ExceptionGroup if it is several.
    """
    wrong: list[ModelError] = []
    described = _read_properties(project, wrong)
    models: dict[str, Model] = {}
    for path in project.files("models"):
        if path.suffix in (".sql", ".py"):
            try:
                models[path.stem] = _model(path, project.show(path), described.get(path.stem))
            except ModelError as error:
                wrong.append(error)
    known = {*models, *(path.stem for path in project.files("models") if path.suffix in (".sql", ".py"))}
    wrong += [_undescribable(name, described[name], known) for name in described if name not in known]
    raise_all(wrong)
    return dict(sorted(models.items()))


def raise_all(wrong: Sequence[WhError]) -> None:
    """Raise the one error as it is, several as an ExceptionGroup, and none not at all."""
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise ExceptionGroup("several models are wrong", list(wrong))


def _model(path: Path, shown: str, properties: Properties | None) -> Model:
    if path.suffix == ".py":
        raise ModelError(
            f"The model `{path.stem}` is written in Python, and only SQL models are built.",
            at=shown,
            way_out=f"the same in SQL, as `{path.stem}.sql`, or take the file out of models/",
        )
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", path.stem, flags=re.IGNORECASE):
        raise ModelError(
            f"The model `{path.stem}` has a name that no table can have unquoted.",
            at=shown,
            way_out=f"`{re.sub(r'[^a-z0-9_]', '_', path.stem.lower())}.sql`: letters, digits and underscores",
        )
    return Model(
        name=path.stem,
        schema=_layer(path, shown),
        path=path,
        source=_text(path, shown),
        shown=shown,
        properties=properties,
    )


def _undescribable(name: str, properties: Properties, known: Iterable[str]) -> ModelError:
    near = closest(name, known)
    return ModelError(
        f"The YAML describes a model `{name}`, but there is no `{name}.sql`.",
        at=properties.at,
        way_out=f"`{near}`, the closest name" if near else "take the entry out, or add the model",
    )


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
    except OSError as cause:
        raise ModelError(
            f"The file cannot be opened: {cause.strerror}.", at=shown, way_out="a file that you may read"
        ) from cause
    except UnicodeDecodeError as cause:
        raise ModelError(
            f"The file is not UTF-8: byte {cause.start} cannot be read.", at=shown, way_out="save it as UTF-8"
        ) from cause


def _read_properties(project: Project, wrong: list[ModelError]) -> dict[str, Properties]:
    """Return what is said of each model; what the project says of one replaces what is built in."""
    built_in: dict[str, Properties] = {}
    own: dict[str, Properties] = {}
    for path in project.files("models"):
        if path.suffix in (".yml", ".yaml"):
            described = own if path.is_relative_to(project.root) else built_in
            try:
                for name, properties in _described_in(path, project.show(path)):
                    if name in described:
                        raise _twice(name, properties.at, described[name].at)
                    described[name] = properties
            except ModelError as error:
                wrong.append(error)
    return {**built_in, **own}


def _described_in(path: Path, shown: str) -> Iterator[tuple[str, Properties]]:
    text = _text(path, shown)
    content = _parsed(text, shown)
    _refuse_unknown(content, _FILE_KEYS, "The YAML", shown, text)
    for entry in _list(content, "models", f"{shown}:1"):
        if "name" not in entry:
            raise ModelError("An entry under `models:` has no `name`.", at=f"{shown}:1", way_out="`- name: <model>`")
        name = str(entry["name"])
        at = f"{shown}:{_line_of(text, name)}"
        _refuse_tests(name, [entry, *_list(entry, "columns", at)], at)
        _refuse_unknown(entry, _MODEL_KEYS, f"The YAML of `{name}`", shown, text)
        for column in _list(entry, "columns", at):
            _refuse_unknown(column, _COLUMN_KEYS, f"A column of `{name}`", shown, text)
        yield name, _properties(entry, at)


def _parsed(text: str, shown: str) -> dict[str, Any]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        content = yaml.load(text, Loader=loader)  # a safe loader, in C where libyaml is there
    except yaml.YAMLError as cause:
        mark = getattr(cause, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(cause, "problem", None) or "it cannot be read"
        raise ModelError(f"The YAML is broken: {problem}.", at=f"{shown}:{line}", way_out="mend that line") from cause
    if content is not None and not isinstance(content, dict):
        raise ModelError(
            "The YAML is no mapping, so nothing in it describes a model.",
            at=f"{shown}:1",
            way_out="`models:` as its first line, and below it `- name: <model>`",
        )
    return content or {}


def _list(content: Mapping[str, Any], key: str, at: str) -> list[dict[str, Any]]:
    listed = content.get(key) or []
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        raise ModelError(
            f"What stands under `{key}:` is no list of entries.", at=at, way_out=f"`- name: …` for each of the {key}"
        )
    return listed


def _refuse_unknown(entry: Mapping[str, Any], known: Sequence[str], what: str, shown: str, text: str) -> None:
    for key in map(str, entry):
        if key not in known:
            near = closest(key, known)
            raise ModelError(
                f"{what} has a property `{key}`, which is not understood.",
                at=f"{shown}:{_line_starting(text, f'{key}:')}",
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(known)}",
            )


def _refuse_tests(name: str, entries: Iterable[Mapping[str, Any]], at: str) -> None:
    if any(key in entry for entry in entries for key in ("data_tests", "tests")):
        raise ModelError(
            f"The YAML of `{name}` has tests, which nobody would ask.",
            at=at,
            way_out=f"the same as rules in expectations/{name}.json",
        )


def _twice(name: str, at: str, other: str) -> ModelError:
    return ModelError(
        f"The model `{name}` is described twice.", at=at, way_out=f"take out one of the two; the other is at {other}"
    )


def _line_of(text: str, name: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() in (f"- name: {name}", f'- name: "{name}"'):
            return number
    return 1


def _line_starting(text: str, beginning: str) -> int:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip().removeprefix("- ").startswith(beginning):
            return number
    return 1


def _properties(entry: Mapping[str, Any], at: str) -> Properties:
    name = entry["name"]
    config = _mapping(entry, "config", at)
    meta = {**_mapping(config, "meta", at), **_mapping(entry, "meta", at)}
    grain = meta.get("grain") or []
    columns = tuple(_column(column, name, at) for column in entry.get("columns") or [])
    names = [column.name for column in columns]
    for column_name in names:
        if names.count(column_name) > 1:
            raise ModelError(
                f"The YAML of `{name}` describes the column `{column_name}` twice.",
                at=at,
                way_out="take out one of the two",
            )
    return Properties(
        description=_sentence(entry),
        columns=columns,
        grain=tuple([grain] if isinstance(grain, str) else map(str, grain)),
        config={key: value for key, value in config.items() if key != "meta"},
        at=at,
    )


def _column(column: Mapping[str, Any], model_name: str, at: str) -> Column:
    if "name" not in column:
        raise ModelError(f"A column of `{model_name}` has no `name`.", at=at, way_out="`- name: <column>`")
    return Column(str(column["name"]), _sentence(column))


def _mapping(entry: Mapping[str, Any], key: str, at: str) -> dict[str, Any]:
    value = entry.get(key) or {}
    if not isinstance(value, dict):
        raise ModelError(f"`{key}:` is no mapping.", at=at, way_out=f"`{key}:` with a line `key: value` below it")
    return value


def _sentence(entry: Mapping[str, Any]) -> str:
    return " ".join(str(entry.get("description") or "").split())
