"""What dbt's manifest tells beside its nodes: macros, docs blocks, unit tests, exposures and groups."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any

from wh.blocks import Block, blocks_in
from wh.exposures import Exposure
from wh.manifest_defaults import DOCS
from wh.model import macro_files
from wh.nodes import exposure_id, path_of, unit_test_id
from wh.properties import UnitTest
from wh.telling import Telling, compact
from wh.testing import tests_of
from wh.testnames import folders_of
from wh.yamlfile import file_text


def macros(telling: Telling) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each macro by its unique id."""
    for package, paths in macro_files(telling.parsed.project).items():
        for path in paths:
            shown = telling.parsed.project.show(path)
            for block in blocks_in(file_text(path, shown), shown, package):
                if block.kind in ("macro", "test", "data_test"):
                    unique_id, said = _macro(telling, block, package, path_of(shown))
                    yield unique_id, said


def _macro(telling: Telling, block: Block, package: str, path: str) -> tuple[str, dict[str, Any]]:
    name = block.name if block.kind == "macro" else f"test_{block.name}"
    unique_id = f"macro.{package}.{name}"
    return unique_id, {
        "name": name,
        "resource_type": "macro",
        "package_name": package,
        "path": path,
        "original_file_path": path,
        "unique_id": unique_id,
        "macro_sql": block.text,
        "depends_on": {"macros": []},
        "description": telling.described(telling.parsed.macro_descriptions.get(name, "")),
        "meta": {},
        "docs": DOCS,
        "config": {"meta": {}, "docs": DOCS},
        "patch_path": None,
        "arguments": [],
        "created_at": telling.created_at,
        "supported_languages": None,
    }


def docs(telling: Telling) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each docs block by its unique id."""
    package = telling.parsed.project.name
    for name, text in telling.parsed.docs.items():
        unique_id = f"doc.{package}.{name}"
        yield (
            unique_id,
            {
                "name": name,
                "resource_type": "doc",
                "package_name": package,
                "path": "",
                "original_file_path": "",
                "unique_id": unique_id,
                "block_contents": text,
            },
        )


def unit_tests(telling: Telling) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each unit test by its unique id."""
    for test in telling.parsed.unit_tests:
        if test.model in telling.parsed.models:
            unique_id = unit_test_id(telling.parsed, test)
            yield unique_id, _unit_test(telling, unique_id, test)


def _unit_test(telling: Telling, unique_id: str, test: UnitTest) -> dict[str, Any]:
    node = telling.nodes[unique_id]
    said = {
        "model": test.model,
        "given": [{"input": str(one.get("input") or ""), **_rows(one)} for one in test.given],
        "expect": _rows(test.expect),
        "overrides": {"macros": {}, "vars": {}, "env_vars": {}, **test.overrides} if test.overrides else None,
    }
    return {
        **said,
        **_place_of(telling, unique_id, test.at),
        "name": test.name,
        "resource_type": "unit_test",
        "description": telling.described(test.description),
        "depends_on": {"macros": [], "nodes": node.parents},
        "config": {
            "tags": sorted(node.tags),
            "meta": test.config.get("meta") or {},
            "enabled": True,
            "static_analysis": None,
        },
        "checksum": hashlib.sha256(compact(said).encode()).hexdigest(),
        "schema": telling.parsed.relations[test.model].schema or telling.parsed.project.target.schema,
        "created_at": telling.created_at,
        "versions": None,
        "version": None,
    }


def exposures(telling: Telling) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each exposure by its unique id."""
    for one in telling.parsed.exposures:
        unique_id = exposure_id(telling.parsed, one)
        yield unique_id, _exposure(telling, unique_id, one)


def _exposure(telling: Telling, unique_id: str, exposure: Exposure) -> dict[str, Any]:
    node = telling.nodes[unique_id]
    return {
        **_place_of(telling, unique_id, exposure.at),
        "name": exposure.name,
        "resource_type": "exposure",
        "type": exposure.type,
        "owner": {"email": None, "name": None, **exposure.owner},
        "description": telling.described(exposure.description),
        "label": exposure.label,
        "maturity": exposure.maturity,
        "meta": exposure.meta,
        "tags": exposure.tags,
        "config": {"enabled": True, "tags": exposure.tags, "meta": exposure.meta},
        "unrendered_config": {},
        "url": exposure.url,
        "depends_on": {"macros": [], "nodes": node.parents},
        "refs": [{"name": one, "package": None, "version": None} for one in exposure.refs],
        "sources": [one.split(".", 1) for one in exposure.sources],
        "metrics": [],
        "created_at": telling.created_at,
    }


def _place_of(telling: Telling, unique_id: str, at: str) -> dict[str, Any]:
    """Return where a node stands, in the keys of dbt's manifest; `at` is its place as `file:line`."""
    node = telling.nodes[unique_id]
    return {
        "package_name": node.package,
        "path": "/".join([*folders_of(telling.parsed, at.split(":")[0]), node.path.rpartition("/")[2]]),
        "original_file_path": node.path,
        "unique_id": unique_id,
        "fqn": node.fqn,
    }


def groups(telling: Telling) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each group by its unique id."""
    package = telling.parsed.project.name
    for one in telling.parsed.groups:
        unique_id = f"group.{package}.{one.name}"
        shown = path_of(one.at.split(":")[0])
        yield (
            unique_id,
            {
                "name": one.name,
                "resource_type": "group",
                "package_name": package,
                "path": "/".join([*folders_of(telling.parsed, shown), shown.rpartition("/")[2]]),
                "original_file_path": shown,
                "unique_id": unique_id,
                "owner": {"email": None, "name": None, **one.owner},
                "description": telling.described(one.description) or None,
                "config": {"meta": one.meta},
            },
        )


def members_of_groups(telling: Telling) -> dict[str, list[str]]:
    """Return the unique ids of the models of each group, and of their tests."""
    parsed = telling.parsed
    members: dict[str, list[str]] = {one.name: [] for one in parsed.groups}
    asked = [(test.about, test.unique_id) for test in tests_of(parsed) if not test.is_source]
    for name, unique_id in [*telling.ids.items(), *asked]:
        group = parsed.rendered[name].config.get("group") if name in parsed.rendered else None
        if group in members:
            members[str(group)].append(unique_id)
    return members


def _rows(stated: Mapping[str, Any]) -> dict[str, Any]:
    form = str(stated.get("format") or "dict")
    rows = stated.get("rows")
    if rows is None and form == "dict":
        rows = []
    return {"rows": rows, "format": form, "fixture": stated.get("fixture")}
