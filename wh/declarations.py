"""What the YAML and Markdown of a project declare: tables, sources, tests, documentation; its Jinja carried out.

Reads every such file; where one is wrong the others are read nonetheless.
"""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from wh import layering
from wh.configs import is_enabled
from wh.errors import ModelError, closest
from wh.model import Model
from wh.namespace import unknown
from wh.parsed import Parsed
from wh.project import Package, Project
from wh.properties import Declared, Properties, SourceTable, is_properties, read_declared, read_docs
from wh.yamlfile import file_text

_KINDS = {"models": "model", "seeds": "seed", "snapshots": "snapshot"}


def declare(parsed: Parsed, files: dict[str, Model]) -> None:
    """Read every YAML and Markdown file, and give each of the files what is said of it.

    What the project says of a model replaces what is built in. Snapshots that only the YAML has are added.
    """
    project, wrong = parsed.project, parsed.wrong
    found: dict[tuple[str, str], tuple[int, Properties]] = {}
    for rank, package in enumerate(project.packages):
        for path in _property_files(project, package, is_own=rank == 0):
            shown = project.show(path)
            try:
                text = file_text(path, shown)
                if path.suffix == ".md":
                    parsed.docs |= dict(read_docs(text))
                    continue
                declared = read_declared(text, shown, is_checked=rank == 0)
                weight = rank * 2 + (not path.is_relative_to(package.root))
                for kind, name, properties in declared.tables:
                    _take(found, (_KINDS[kind], name), weight, properties)
                _take_others(parsed, declared, package)
            except ModelError as error:
                wrong.append(error)
    for (kind, name), (_, properties) in found.items():
        if properties.relation is not None and name not in files:
            files[name] = _snapshot_of_yaml(project, name, properties)
        elif (name not in files or files[name].kind != kind) and project.dialect == "wh":
            wrong.append(_undescribable(kind, name, properties, files))
    for (kind, name), (_, properties) in found.items():
        if name in files and files[name].kind == kind:
            files[name] = dataclasses.replace(files[name], properties=_carried_out_or_kept(parsed, properties))


def _property_files(project: Project, package: Package, *, is_own: bool) -> Iterator[Path]:
    for folder in ("models", "seeds", "snapshots", "macros", "tests"):
        for path in project.files(folder) if is_own else package.files(folder):
            if is_properties(path) or path.suffix == ".md":
                yield path


def _take(
    found: dict[tuple[str, str], tuple[int, Properties]], key: tuple[str, str], weight: int, properties: Properties
) -> None:
    known = found.get(key)
    if known is not None and known[0] == weight:
        raise ModelError(
            f"The {key[0]} `{key[1]}` is described twice.",
            at=properties.at,
            way_out=f"take out one of the two; the other is at {known[1].at}",
        )
    if known is None or weight < known[0]:
        found[key] = (weight, properties)


def _take_others(parsed: Parsed, declared: Declared, package: Package) -> None:
    project = parsed.project
    for table in (_source_carried_out(parsed, written) for written in declared.sources):
        key = f"{table.source}.{table.name}"
        folder = package.below("models", project.root / table.at.split(":")[0])
        config = layering.config_of(project, package.name, "sources", (*folder, table.source, table.name))
        if not is_enabled({**config, **({} if table.is_enabled is None else {"enabled": table.is_enabled})}):
            continue
        if key in parsed.sources:
            raise ModelError(
                f"The source table `{key}` is described twice.",
                at=table.at,
                way_out=f"take out one of the two; the other is at {parsed.sources[key].at}",
            )
        parsed.sources[key] = table
    for exposure in declared.exposures:
        folder = package.below("models", project.root / exposure.at.split(":")[0])
        config = layering.config_of(project, package.name, "exposures", (*folder, exposure.name))
        if is_enabled({**config, **({} if exposure.is_enabled is None else {"enabled": exposure.is_enabled})}):
            parsed.exposures.append(exposure)
    parsed.groups += declared.groups
    parsed.versioned |= declared.versioned
    parsed.wrong += declared.versioned.values()
    parsed.unit_tests += declared.unit_tests
    parsed.macro_descriptions |= dict(declared.macros)
    parsed.singular_properties |= {name: (config, text) for name, config, text, _ in declared.singular_tests}


def _source_carried_out(parsed: Parsed, table: SourceTable) -> SourceTable:
    """Return a source's table with the Jinja carried out that says where it is."""
    where = {key: getattr(table, key) for key in ("schema", "identifier", "database", "is_enabled")}
    found = _with_values(parsed, where, table.at)
    meta = _with_values(parsed, table.meta, table.at)
    if (found, meta) == (where, table.meta):
        return table
    return dataclasses.replace(table, meta=meta, **found)


def _snapshot_of_yaml(project: Project, name: str, properties: Properties) -> Model:
    shown, _, place = properties.at.partition(":")
    relation = str(properties.relation)
    source = f"select * from {{{{ {relation} }}}}" if "(" in relation else f"select * from {relation}"
    return Model(
        name=name,
        path=project.root / shown,
        source=source,
        shown=shown,
        kind="snapshot",
        package=project.name,
        first_line=int(place.split(":")[0] or 1),
    )


def _undescribable(kind: str, name: str, properties: Properties, files: Mapping[str, Model]) -> ModelError:
    near = closest(name, [other for other, model in files.items() if model.kind == kind])
    return ModelError(
        f"The YAML describes a {kind} `{name}`, but there is no `{name}.{'csv' if kind == 'seed' else 'sql'}`.",
        at=properties.at,
        way_out=f"`{near}`, the closest name" if near else f"take the entry out, or add the {kind}",
    )


def _carried_out_or_kept(parsed: Parsed, properties: Properties) -> Properties:
    """Carry out the Jinja that stands in what the YAML says of a model; what is wrong with it is told of."""
    try:
        return _carried_out(parsed, properties)
    except ModelError as error:
        error.at = error.at or properties.at
        parsed.wrong.append(error)
        return properties


def _carried_out(parsed: Parsed, properties: Properties) -> Properties:
    columns = tuple(
        dataclasses.replace(column, description=_described(parsed, column.description, properties.at))
        if "{{" in column.description
        else column
        for column in properties.columns
    )
    described = _described(parsed, properties.description, properties.at)
    config = _with_values(parsed, properties.config, properties.at)
    if (columns, described, config) == (properties.columns, properties.description, properties.config):
        return properties
    return dataclasses.replace(properties, columns=columns, description=described, config=config)


def _described(parsed: Parsed, text: str, at: str) -> str:
    """Return a description with its docs blocks set in, and other Jinja carried out."""
    if "{{" not in text:
        return text

    def block(found: re.Match[str]) -> str:
        name = found[1]
        if name not in parsed.docs:
            raise unknown("docs block", name, sorted(parsed.docs))
        return " ".join(parsed.docs[name].split())

    filled = re.sub(r"{{\s*doc\(\s*(?:['\"]\w+['\"]\s*,\s*)?['\"](\w+)['\"]\s*\)\s*}}", block, text)
    return str(parsed.renderer.value(filled, at=_line_of(at)))


def _with_values(parsed: Parsed, value: Any, at: str) -> Any:
    """Return a setting with its Jinja carried out; a hook keeps its own for the model that it is run with."""
    if isinstance(value, Mapping):
        return {
            key: one if str(key).replace("-", "_") in ("pre_hook", "post_hook") else _with_values(parsed, one, at)
            for key, one in value.items()
        }
    if isinstance(value, list):
        return [_with_values(parsed, one, at) for one in value]
    return parsed.renderer.value(value, at=_line_of(at)) if isinstance(value, str) and "{" in value else value


def _line_of(at: str) -> str:
    return ":".join(at.split(":")[:2])
