"""The nodes of dbt's manifest: models, seeds, snapshots, data tests and sources, and what is disabled among them.

Each is a piece of JSON after its key. Reads no file but small seeds.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wh.configs import listed
from wh.manifest_defaults import ALWAYS
from wh.model import Model
from wh.nodes import fqn_of, path_of, source_id, sources_of
from wh.properties import SourceTable
from wh.stored_failures import relation_of, stored
from wh.telling import Telling, checksum, entry
from wh.testing import AskedTest, tests_of
from wh.testnames import model_argument

_FOLDERS = {"model": "models", "seed": "seeds", "snapshot": "snapshots", "test": "tests"}
_KEY_TESTS = ("unique", "not_null")


def tables(telling: Telling) -> Iterator[str]:
    """Yield every model, seed and snapshot."""
    for name, model in telling.parsed.models.items():
        yield entry(telling.ids[name], _table(telling, model), ALWAYS[model.kind], _config(telling, model))


def _table(telling: Telling, model: Model) -> dict[str, Any]:
    parsed, name = telling.parsed, model.name
    rendered, relation, properties = parsed.rendered[name], parsed.relations[name], model.properties
    path, node = path_of(model.shown), telling.nodes[telling.ids[name]]
    is_ephemeral = parsed.kinds[name] == "ephemeral"
    schema = relation.schema or parsed.project.target.schema
    said = {
        **telling.said_of_a_file(model, path),
        "schema": schema,
        "resource_type": model.kind,
        "unique_id": telling.ids[name],
        "fqn": node.fqn,
        "alias": relation.identifier,
        "checksum": checksum(model),
        "tags": sorted(node.tags),
        "description": telling.described(properties.description if properties else ""),
        "columns": telling.columns_of(properties.columns if properties else (), telling.columns.get(name, ())),
        "meta": rendered.config.get("meta") or {},
        "group": rendered.config.get("group"),
        "patch_path": f"{model.package}://{node.described_in}" if properties else None,
        "relation_name": None if is_ephemeral else f'"{telling.database}"."{schema}"."{relation.identifier}"',
    }
    if model.kind == "seed":
        return said | {"root_path": str(parsed.project.root)}
    said |= {
        "refs": [{"name": one, "package": None, "version": None} for one in rendered.refs],
        "sources": [one.split(".", 1) for one in rendered.sources],
        "depends_on": {"macros": _called(telling, rendered.macros), "nodes": node.parents},
        "compiled_path": f"target/compiled/{model.package}/{path}",
        "compiled_code": None if rendered.is_late else parsed.query(name).sql,
        "language": "python" if model.is_python else "sql",
    }
    if model.kind == "model":
        said |= {
            "access": rendered.config.get("access") or "protected",
            "primary_key": _primary_key(telling, model),
        }
    return said


def _config(telling: Telling, model: Model) -> dict[str, Any]:
    """Return the settings that differ from what dbt takes for granted."""
    said = {key.replace("_hook", "-hook"): value for key, value in telling.parsed.rendered[model.name].config.items()}
    for key in ("pre-hook", "post-hook"):
        if key in said:
            said[key] = [_hook(one) for one in listed(said[key])]
    return said | {"materialized": telling.parsed.kinds[model.name], "tags": listed(said.get("tags"))}


def _primary_key(telling: Telling, model: Model) -> list[str]:
    """Return the grain, or as dbt guesses it: the column that is unique and not null, or else what is unique."""
    if model.properties and model.properties.grain:
        return sorted(model.properties.grain)
    tests = telling.tests_by_model.get(model.name, ())
    columns = {kind: {t.arguments.get("column_name") for t in tests if t.kind == kind} for kind in _KEY_TESTS}
    return sorted(str(one) for one in columns["unique"] & columns["not_null"] or columns["unique"])


def _called(telling: Telling, macros: Mapping[str, str]) -> list[str]:
    own = telling.parsed.project.name
    return [f"macro.{key}" if "." in key else f"macro.{own}.{key}" for key in macros]


def tests(telling: Telling) -> Iterator[str]:
    """Yield every data test."""
    return (_test(telling, test) for test in tests_of(telling.parsed))


def _test(telling: Telling, test: AskedTest) -> str:
    node, path = telling.nodes[test.unique_id], path_of(test.written.shown)
    is_query = test.question.kind == "query"
    said = {
        **telling.said_of_a_file(test.written, path),
        "name": test.name,
        "schema": f"{telling.parsed.project.target.schema}_dbt_test__audit",
        "resource_type": "test",
        "unique_id": test.unique_id,
        "fqn": node.fqn,
        "alias": test.alias,
        "tags": test.tags,
        "description": telling.described(test.description),
        "meta": test.config.get("meta") or {},
        "refs": [{"name": one, "package": None, "version": None} for one in test.models],
        "sources": [one.split(".", 1) for one in test.sources],
        "depends_on": {"macros": [], "nodes": node.parents},
        "compiled_code": test.question.arguments["sql"] if is_query else None,
        "compiled": is_query,
    }
    if test.declared is None:
        said["checksum"] = checksum(test.written)
        said["compiled_path"] = f"target/compiled/{test.package}/{path}"
    else:
        said |= _generic(telling, test, path)
    config = {key: value for key, value in test.config.items() if value is not None}
    if test.alias != test.name:
        config["alias"] = test.alias
    if stored(test):
        relation = relation_of(telling.parsed, test)
        said |= {"schema": relation.schema, "relation_name": relation.full_name}
    return entry(test.unique_id, said, ALWAYS["test"], config)


def _generic(telling: Telling, test: AskedTest, path: str) -> dict[str, Any]:
    assert test.declared is not None
    macro = f"{test.namespace}.test_{test.kind}" if test.namespace else f"test_{test.kind}"
    about = None if test.is_source else telling.parsed.models[test.about]
    return {
        "path": f"{test.alias}.sql",
        "build_path": f"target/run/{test.package}/{path}/{test.alias}.sql",
        "compiled_path": f"target/compiled/{test.package}/{path}/{test.alias}.sql",
        "raw_code": f"{{{{ {macro}(**_dbt_generic_test_kwargs) }}}}",
        "checksum": {"name": "none", "checksum": ""},
        "column_name": test.arguments.get("column_name"),
        "file_key_name": f"{_FOLDERS[about.kind]}.{about.name}" if about else f"sources.{test.about.split('.')[0]}",
        "attached_node": telling.ids[test.about] if about else None,
        "test_metadata": {
            "name": test.kind,
            "kwargs": {**test.arguments, "model": model_argument(test.declared)},
            "namespace": test.namespace or None,
        },
    }


def sources(telling: Telling) -> Iterator[str]:
    """Yield every table of a source."""
    for key, table in sources_of(telling.parsed).items():
        config = {"meta": table.meta, "tags": table.tags} if table else {}
        yield entry(source_id(telling.parsed, key), _source(telling, key, table), ALWAYS["source"], config)


def _source(telling: Telling, key: str, table: SourceTable | None) -> dict[str, Any]:
    source, _, name = key.partition(".")
    schema, identifier = (table.schema, table.identifier) if table else (source, name)
    node = telling.nodes[source_id(telling.parsed, key)]
    return {
        "database": telling.database,
        "schema": schema,
        "name": name,
        "package_name": node.package,
        "path": node.path,
        "original_file_path": node.path,
        "unique_id": source_id(telling.parsed, key),
        "fqn": node.fqn,
        "source_name": source,
        "identifier": identifier,
        "description": telling.described(table.description if table else ""),
        "columns": telling.columns_of(table.columns if table else (), ()),
        "meta": table.meta if table else {},
        "tags": table.tags if table else (),
        "relation_name": f'"{telling.database}"."{schema}"."{identifier}"',
        "created_at": telling.created_at,
        "unrendered_schema": schema,
    }


def disabled(telling: Telling) -> Iterator[str]:
    """Yield every model that is disabled."""
    for model in telling.parsed.disabled.values():
        unique_id = f"{model.kind}.{model.package}.{model.name}"
        said = {
            **telling.said_of_a_file(model, path_of(model.shown)),
            "schema": telling.parsed.project.target.schema,
            "resource_type": model.kind,
            "unique_id": unique_id,
            "fqn": fqn_of(telling.parsed, model),
            "alias": model.name,
            "checksum": checksum(model),
            "relation_name": None,
        }
        told = entry(unique_id, said, ALWAYS[model.kind], {"enabled": False, "materialized": model.kind})
        key, _, body = told.partition(":")
        yield f"{key}:[{body}]"


def _hook(stated: Any) -> dict[str, Any]:
    if isinstance(stated, Mapping):
        return {"sql": str(stated.get("sql", "")), "transaction": bool(stated.get("transaction", True)), "index": None}
    return {"sql": str(stated), "transaction": True, "index": None}
