"""A parsed project as dbt's nodes: what each is called among all of them, what it needs, and how it may be selected.

Nodes are models, seeds, snapshots, tests, unit tests, sources and exposures. Resolves no test and runs nothing.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from wh.configs import listed
from wh.criteria import Node
from wh.exposures import Exposure
from wh.model import Model
from wh.parsing import Parsed
from wh.properties import SourceTable, UnitTest
from wh.testing import AskedTest, tests_of
from wh.testnames import folders_of

_BUILT_IN = "(built-in) "


def nodes_of(parsed: Parsed) -> dict[str, Node]:
    """Return every node by its unique id, in the order: what becomes a table, sources, tests, unit tests."""
    ids = ids_by_name(parsed)
    sources = sources_of(parsed)
    nodes = {ids[name]: _table_node(parsed, model, ids) for name, model in parsed.models.items()}
    for key, table in sources.items():
        nodes[source_id(parsed, key)] = _source_node(parsed, key, table)
    for test in tests_of(parsed):
        nodes[test.unique_id] = _test_node(parsed, test, ids)
    for unit_test in parsed.unit_tests:
        if unit_test.model in ids:
            nodes[unit_test_id(parsed, unit_test)] = _unit_test_node(parsed, unit_test, ids)
    for exposure in parsed.exposures:
        nodes[exposure_id(parsed, exposure)] = _exposure_node(parsed, exposure, ids)
    return nodes


def ids_by_name(parsed: Parsed) -> dict[str, str]:
    """Return the unique id of each model, seed and snapshot by its name."""
    return {name: f"{model.kind}.{model.package}.{name}" for name, model in parsed.models.items()}


def source_id(parsed: Parsed, key: str) -> str:
    """Return the unique id of a source's table, which is known by `source.table`."""
    return f"source.{parsed.project.name}.{key}"


def unit_test_id(parsed: Parsed, unit_test: UnitTest) -> str:
    """Return the unique id of a unit test of a model that is there."""
    return f"unit_test.{parsed.models[unit_test.model].package}.{unit_test.model}.{unit_test.name}"


def exposure_id(parsed: Parsed, exposure: Exposure) -> str:
    """Return the unique id of an exposure."""
    return f"exposure.{parsed.project.name}.{exposure.name}"


def sources_of(parsed: Parsed) -> dict[str, SourceTable | None]:
    """Return each table of a source by `source.table`: those described, and those that are read and not described."""
    read = {key for rendered in parsed.rendered.values() for key in rendered.sources}
    undescribed = sorted(key for key in read if key not in parsed.sources)
    return {**parsed.sources, **dict.fromkeys(undescribed)}


def fqn_of(parsed: Parsed, model: Model) -> tuple[str, ...]:
    """Return the full name of a model: package, folders, name; of one that is built in too."""
    is_built_in = model.shown.startswith(_BUILT_IN)
    return (model.package, *(folders_of(parsed, model.shown) if is_built_in else model.folder), model.name)


def path_of(shown: str) -> str:
    """Return the path of a file from the folder of the project on, or from that of what is built in."""
    return shown.removeprefix(_BUILT_IN)


def _table_node(parsed: Parsed, model: Model, ids: Mapping[str, str]) -> Node:
    rendered = parsed.rendered[model.name]
    config: dict[str, Any] = {**rendered.config, "materialized": parsed.kinds[model.name]}
    if parsed.project.dialect == "wh":
        config.setdefault("schema", parsed.relations[model.name].schema)
    return Node(
        name=model.name,
        resource_type=model.kind,
        fqn=fqn_of(parsed, model),
        path=path_of(model.shown),
        package=model.package,
        tags=frozenset(map(str, listed(config.get("tags")))),
        config=config,
        parents=_parents(parsed, rendered.refs, rendered.sources, ids),
        described_in=path_of(model.properties.at.split(":")[0]) if model.properties else "",
    )


def _source_node(parsed: Parsed, key: str, table: SourceTable | None) -> Node:
    source, _, name = key.partition(".")
    shown = table.at.split(":")[0] if table else ""
    return Node(
        name=name,
        resource_type="source",
        fqn=(parsed.project.name, *(folders_of(parsed, shown) if table else ()), source, name),
        path=path_of(shown),
        package=parsed.project.name,
        tags=frozenset(table.tags if table else ()),
        config={"enabled": True, "meta": table.meta if table else {}},
        parents=(),
    )


def _test_node(parsed: Parsed, test: AskedTest, ids: Mapping[str, str]) -> Node:
    is_generic = test.declared is not None
    return Node(
        name=test.name,
        resource_type="test",
        fqn=(test.package, *test.folder, test.name),
        path=path_of(test.written.shown),
        package=test.package,
        tags=frozenset(test.tags),
        config={**_OF_A_TEST, **test.config},
        parents=_parents(parsed, dict.fromkeys(test.models, ""), dict.fromkeys(test.sources, ""), ids),
        test_type="generic" if is_generic else "singular",
        test_name=test.kind if is_generic else None,
    )


def _unit_test_node(parsed: Parsed, unit_test: UnitTest, ids: Mapping[str, str]) -> Node:
    shown = unit_test.at.split(":")[0]
    package = parsed.models[unit_test.model].package
    return Node(
        name=unit_test.name,
        resource_type="unit_test",
        fqn=(package, *folders_of(parsed, shown), unit_test.model, unit_test.name),
        path=path_of(shown),
        package=package,
        tags=frozenset(map(str, listed(unit_test.config.get("tags")))),
        config=unit_test.config,
        parents=(ids[unit_test.model],),
        test_type="unit",
    )


def _exposure_node(parsed: Parsed, exposure: Exposure, ids: Mapping[str, str]) -> Node:
    shown = exposure.at.split(":")[0]
    return Node(
        name=exposure.name,
        resource_type="exposure",
        fqn=(parsed.project.name, *folders_of(parsed, shown), exposure.name),
        path=path_of(shown),
        package=parsed.project.name,
        tags=frozenset(exposure.tags),
        config={"enabled": True, "tags": exposure.tags, "meta": exposure.meta},
        parents=_parents(parsed, exposure.refs, exposure.sources, ids),
    )


def _parents(
    parsed: Parsed, refs: Mapping[str, str], sources: Mapping[str, str], ids: Mapping[str, str]
) -> tuple[str, ...]:
    found = [ids[key] for key in refs if key in ids]
    if sources:
        found += [source_id(parsed, key) for key in sources]
    return tuple(sorted(found) if len(found) > 1 else found)


# what dbt takes for granted of a test
_OF_A_TEST: Mapping[str, Any] = MappingProxyType(
    {
        "enabled": True,
        "materialized": "test",
        "severity": "ERROR",
        "fail_calc": "count(*)",
        "warn_if": "!= 0",
        "error_if": "!= 0",
    }
)
