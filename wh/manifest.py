"""A project as dbt's manifest.json tells it, version 12: every node with its text, its settings and what it needs.

The text is put together piece by piece: what is the same for all nodes of a kind is written once. Reads no file but
small seeds, and writes none.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from wh.blocks import Block, blocks_in
from wh.configs import listed
from wh.criteria import Node
from wh.manifest_defaults import ALWAYS, DOCS
from wh.model import Model, macro_files
from wh.names import DBT_VERSION
from wh.nodes import fqn_of, ids_by_name, nodes_of, path_of, source_id, sources_of, unit_test_id
from wh.parsing import Parsed
from wh.properties import Column, SourceTable, UnitTest
from wh.testing import AskedTest, folders_of, model_argument, tests_of
from wh.yamlfile import file_text

SCHEMA = "https://schemas.getdbt.com/dbt/manifest/v12.json"
_FOLDERS = {"model": "models", "seed": "seeds", "snapshot": "snapshots", "test": "tests"}
_DOC = re.compile(r"""\{\{\s*doc\(\s*['"](?:\w+['"]\s*,\s*['"])?(\w+)['"]\s*\)\s*\}\}""")
# dbt's hash of a larger seed is that of its path
_LARGEST_HASHED_SEED = 1 << 20


@dataclass(frozen=True, slots=True)
class Moment:
    """When and in which run something was written; `started_at` is when the run began."""

    generated_at: datetime
    started_at: datetime
    invocation_id: str

    def metadata(self, schema: str) -> dict[str, Any]:
        """Return what every file says of itself."""
        return {
            "dbt_schema_version": schema,
            "dbt_version": DBT_VERSION,
            "generated_at": in_utc(self.generated_at),
            "invocation_id": self.invocation_id,
            "invocation_started_at": in_utc(self.started_at),
            "env": {},
        }


def in_utc(moment: datetime) -> str:
    """Return a moment as dbt writes it."""
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def compact(value: Any) -> str:
    """Return a value as JSON without white space; what JSON does not know is written as its text."""
    return _ENCODER.encode(value)


def manifest_text(parsed: Parsed, moment: Moment, columns: Mapping[str, Sequence[tuple[str, str]]]) -> str:
    """Return the manifest as text; `columns` has name and type of each column of the models of which they are known."""
    return _Manifest(parsed, moment, columns).text()


@dataclass(frozen=True)
class _Manifest:
    parsed: Parsed
    moment: Moment
    columns: Mapping[str, Sequence[tuple[str, str]]]

    @cached_property
    def ids(self) -> dict[str, str]:
        return ids_by_name(self.parsed)

    @cached_property
    def nodes(self) -> dict[str, Node]:
        return nodes_of(self.parsed)

    @cached_property
    def database(self) -> str:
        return self.parsed.project.target.database

    @cached_property
    def created_at(self) -> float:
        return self.moment.generated_at.timestamp()

    @cached_property
    def tests_by_model(self) -> dict[str, list[AskedTest]]:
        found: dict[str, list[AskedTest]] = {}
        for test in tests_of(self.parsed):
            if test.about and not test.is_source:
                found.setdefault(test.about, []).append(test)
        return found

    def text(self) -> str:
        nodes = [*self._tables(), *map(self._test, tests_of(self.parsed))]
        parts = {
            "metadata": compact(self._metadata()),
            "nodes": f"{{{','.join(nodes)}}}",
            "sources": f"{{{','.join(self._sources())}}}",
            "macros": compact(dict(self._macros())),
            "docs": compact(dict(self._docs())),
            **dict.fromkeys(("exposures", "metrics", "groups", "selectors"), "{}"),
            "disabled": f"{{{','.join(self._disabled())}}}",
            "parent_map": compact({key: node.parents for key, node in self.nodes.items()}),
            "child_map": compact(self._children()),
            **dict.fromkeys(("group_map", "saved_queries", "semantic_models"), "{}"),
            "unit_tests": compact(dict(self._unit_tests())),
            "functions": "{}",
        }
        return "{" + ",\n".join(f'"{key}":{value}' for key, value in parts.items()) + "}"

    def _metadata(self) -> dict[str, Any]:
        name = self.parsed.project.name
        return {
            **self.moment.metadata(SCHEMA),
            "project_name": name,
            "project_id": hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(),
            "user_id": None,
            "send_anonymous_usage_stats": False,
            "adapter_type": "duckdb",
            "quoting": {"database": True, "schema": True, "identifier": True, "column": None},
            "run_started_at": in_utc(self.moment.started_at),
        }

    def _tables(self) -> Iterator[str]:
        for name, model in self.parsed.models.items():
            yield _entry(self.ids[name], self._table(model), ALWAYS[model.kind], self._config(model))

    def _table(self, model: Model) -> dict[str, Any]:
        parsed, name = self.parsed, model.name
        rendered, relation, properties = parsed.rendered[name], parsed.relations[name], model.properties
        path, node = path_of(model.shown), self.nodes[self.ids[name]]
        is_ephemeral = parsed.kinds[name] == "ephemeral"
        schema = relation.schema or parsed.project.target.schema
        said = {
            **self._said_of_a_file(model, path),
            "schema": schema,
            "resource_type": model.kind,
            "unique_id": self.ids[name],
            "fqn": node.fqn,
            "alias": relation.identifier,
            "checksum": _checksum(model),
            "tags": sorted(node.tags),
            "description": self._described(properties.description if properties else ""),
            "columns": self._columns(properties.columns if properties else (), self.columns.get(name, ())),
            "meta": rendered.config.get("meta") or {},
            "group": rendered.config.get("group"),
            "patch_path": f"{model.package}://{node.described_in}" if properties else None,
            "relation_name": None if is_ephemeral else f'"{self.database}"."{schema}"."{relation.identifier}"',
        }
        if model.kind == "seed":
            return said | {"root_path": str(parsed.project.root)}
        said |= {
            "refs": [{"name": one, "package": None, "version": None} for one in rendered.refs],
            "sources": [one.split(".", 1) for one in rendered.sources],
            "depends_on": {"macros": self._called(rendered.macros), "nodes": node.parents},
            "compiled_path": f"target/compiled/{model.package}/{path}",
            "compiled_code": None if rendered.is_late else parsed.query(name).sql,
            "language": "python" if model.is_python else "sql",
        }
        if model.kind == "model":
            said |= {
                "access": rendered.config.get("access") or "protected",
                "primary_key": self._primary_key(model),
            }
        return said

    def _said_of_a_file(self, model: Model, path: str) -> dict[str, Any]:
        below = path.split("/", 1)[-1]
        return {
            "database": self.database,
            "name": model.name,
            "package_name": model.package,
            "path": below,
            "original_file_path": path,
            "build_path": f"target/run/{model.package}/{path}",
            "created_at": self.created_at,
            "raw_code": model.source.strip(),
        }

    def _config(self, model: Model) -> dict[str, Any]:
        """Return the settings that differ from what dbt takes for granted."""
        said = {key.replace("_hook", "-hook"): value for key, value in self.parsed.rendered[model.name].config.items()}
        for key in ("pre-hook", "post-hook"):
            if key in said:
                said[key] = [_hook(one) for one in listed(said[key])]
        return said | {"materialized": self.parsed.kinds[model.name], "tags": listed(said.get("tags"))}

    def _columns(self, described: Sequence[Column], bound: Sequence[tuple[str, str]]) -> dict[str, Any]:
        types = {name.casefold(): type_ for name, type_ in bound}
        return {
            column.name: {
                "name": column.name,
                "description": self._described(column.description),
                "meta": column.meta,
                "data_type": column.data_type or types.get(column.name.casefold()),
                "constraints": [],
                "quote": None,
                "config": {"meta": column.meta, "tags": column.tags},
                "tags": column.tags,
                "granularity": None,
                "doc_blocks": [],
            }
            for column in described
        }

    def _primary_key(self, model: Model) -> list[str]:
        """Return the grain, or as dbt guesses it: the column that is unique and not null, or else what is unique."""
        if model.properties and model.properties.grain:
            return sorted(model.properties.grain)
        tests = self.tests_by_model.get(model.name, ())
        columns = {kind: {t.arguments.get("column_name") for t in tests if t.kind == kind} for kind in _KEY_TESTS}
        return sorted(str(one) for one in columns["unique"] & columns["not_null"] or columns["unique"])

    def _called(self, macros: Mapping[str, str]) -> list[str]:
        own = self.parsed.project.name
        return [f"macro.{key}" if "." in key else f"macro.{own}.{key}" for key in macros]

    def _described(self, text: str) -> str:
        """Return a sentence with the docs blocks that it names."""
        if "{{" not in text:
            return text
        return _DOC.sub(lambda found: self.parsed.docs.get(found[1], found[0]), text)

    def _test(self, test: AskedTest) -> str:
        node, path = self.nodes[test.unique_id], path_of(test.written.shown)
        is_query = test.question.kind == "query"
        said = {
            **self._said_of_a_file(test.written, path),
            "name": test.name,
            "schema": f"{self.parsed.project.target.schema}_dbt_test__audit",
            "resource_type": "test",
            "unique_id": test.unique_id,
            "fqn": node.fqn,
            "alias": test.alias,
            "tags": test.tags,
            "description": self._described(test.description),
            "meta": test.config.get("meta") or {},
            "refs": [{"name": one, "package": None, "version": None} for one in test.models],
            "sources": [one.split(".", 1) for one in test.sources],
            "depends_on": {"macros": [], "nodes": node.parents},
            "compiled_code": test.question.arguments["sql"] if is_query else None,
            "compiled": is_query,
        }
        if test.declared is None:
            said["checksum"] = _checksum(test.written)
            said["compiled_path"] = f"target/compiled/{test.package}/{path}"
        else:
            said |= self._generic(test, path)
        config = {key: value for key, value in test.config.items() if value is not None}
        if test.alias != test.name:
            config["alias"] = test.alias
        return _entry(test.unique_id, said, ALWAYS["test"], config)

    def _generic(self, test: AskedTest, path: str) -> dict[str, Any]:
        assert test.declared is not None
        macro = f"{test.namespace}.test_{test.kind}" if test.namespace else f"test_{test.kind}"
        about = None if test.is_source else self.parsed.models[test.about]
        return {
            "path": f"{test.alias}.sql",
            "build_path": f"target/run/{test.package}/{path}/{test.alias}.sql",
            "compiled_path": f"target/compiled/{test.package}/{path}/{test.alias}.sql",
            "raw_code": f"{{{{ {macro}(**_dbt_generic_test_kwargs) }}}}",
            "checksum": {"name": "none", "checksum": ""},
            "column_name": test.arguments.get("column_name"),
            "file_key_name": f"{_FOLDERS[about.kind]}.{about.name}" if about else f"sources.{test.about.split('.')[0]}",
            "attached_node": self.ids[test.about] if about else None,
            "test_metadata": {
                "name": test.kind,
                "kwargs": {**test.arguments, "model": model_argument(test.declared)},
                "namespace": test.namespace or None,
            },
        }

    def _sources(self) -> Iterator[str]:
        for key, table in sources_of(self.parsed).items():
            config = {"meta": table.meta, "tags": table.tags} if table else {}
            yield _entry(source_id(self.parsed, key), self._source(key, table), ALWAYS["source"], config)

    def _source(self, key: str, table: SourceTable | None) -> dict[str, Any]:
        source, _, name = key.partition(".")
        schema, identifier = (table.schema, table.identifier) if table else (source, name)
        node = self.nodes[source_id(self.parsed, key)]
        return {
            "database": self.database,
            "schema": schema,
            "name": name,
            "package_name": node.package,
            "path": node.path,
            "original_file_path": node.path,
            "unique_id": source_id(self.parsed, key),
            "fqn": node.fqn,
            "source_name": source,
            "identifier": identifier,
            "description": self._described(table.description if table else ""),
            "columns": self._columns(table.columns if table else (), ()),
            "meta": table.meta if table else {},
            "tags": table.tags if table else (),
            "relation_name": f'"{self.database}"."{schema}"."{identifier}"',
            "created_at": self.created_at,
            "unrendered_schema": schema,
        }

    def _macros(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for package, paths in macro_files(self.parsed.project).items():
            for path in paths:
                shown = self.parsed.project.show(path)
                for block in blocks_in(file_text(path, shown), shown, package):
                    if block.kind in ("macro", "test", "data_test"):
                        unique_id, said = self._macro(block, package, path_of(shown))
                        yield unique_id, said

    def _macro(self, block: Block, package: str, path: str) -> tuple[str, dict[str, Any]]:
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
            "description": self._described(self.parsed.macro_descriptions.get(name, "")),
            "meta": {},
            "docs": DOCS,
            "config": {"meta": {}, "docs": DOCS},
            "patch_path": None,
            "arguments": [],
            "created_at": self.created_at,
            "supported_languages": None,
        }

    def _docs(self) -> Iterator[tuple[str, dict[str, Any]]]:
        package = self.parsed.project.name
        for name, text in self.parsed.docs.items():
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

    def _disabled(self) -> Iterator[str]:
        for model in self.parsed.disabled.values():
            unique_id = f"{model.kind}.{model.package}.{model.name}"
            said = {
                **self._said_of_a_file(model, path_of(model.shown)),
                "schema": self.parsed.project.target.schema,
                "resource_type": model.kind,
                "unique_id": unique_id,
                "fqn": fqn_of(self.parsed, model),
                "alias": model.name,
                "checksum": _checksum(model),
                "relation_name": None,
            }
            entry = _entry(unique_id, said, ALWAYS[model.kind], {"enabled": False, "materialized": model.kind})
            key, _, body = entry.partition(":")
            yield f"{key}:[{body}]"

    def _children(self) -> dict[str, list[str]]:
        children: dict[str, list[str]] = {key: [] for key in self.nodes}
        for key, node in self.nodes.items():
            for parent in node.parents:
                if parent in children:
                    children[parent].append(key)
        return {key: sorted(found) if len(found) > 1 else found for key, found in children.items()}

    def _unit_tests(self) -> Iterator[tuple[str, dict[str, Any]]]:
        for test in self.parsed.unit_tests:
            if test.model in self.parsed.models:
                unique_id = unit_test_id(self.parsed, test)
                yield unique_id, self._unit_test(unique_id, test)

    def _unit_test(self, unique_id: str, test: UnitTest) -> dict[str, Any]:
        node = self.nodes[unique_id]
        said = {
            "model": test.model,
            "given": [{"input": str(one.get("input") or ""), **_rows(one)} for one in test.given],
            "expect": _rows(test.expect),
            "overrides": {"macros": {}, "vars": {}, "env_vars": {}, **test.overrides} if test.overrides else None,
        }
        shown = test.at.split(":")[0]
        return {
            **said,
            "name": test.name,
            "resource_type": "unit_test",
            "package_name": node.package,
            "path": "/".join([*folders_of(self.parsed, shown), node.path.rpartition("/")[2]]),
            "original_file_path": node.path,
            "unique_id": unique_id,
            "fqn": node.fqn,
            "description": self._described(test.description),
            "depends_on": {"macros": [], "nodes": node.parents},
            "config": {
                "tags": sorted(node.tags),
                "meta": test.config.get("meta") or {},
                "enabled": True,
                "static_analysis": None,
            },
            "checksum": hashlib.sha256(compact(said).encode()).hexdigest(),
            "schema": self.parsed.relations[test.model].schema or self.parsed.project.target.schema,
            "created_at": self.created_at,
            "versions": None,
            "version": None,
        }


def _entry(
    unique_id: str,
    said: Mapping[str, Any],
    always: tuple[Mapping[str, Any], Mapping[str, Any]],
    config: Mapping[str, Any],
) -> str:
    """Return a node as JSON, after its key: what is said of it, and what is always so and not said."""
    usual, usual_config = always
    rest = _rest(usual, frozenset(said.keys() & usual.keys()))
    return f'{compact(unique_id)}:{compact(said)[:-1]},{rest}"config":{_with_rest(config, usual_config)}}}'


def _with_rest(said: Mapping[str, Any], usual: Mapping[str, Any]) -> str:
    rest = _rest(usual, frozenset(said.keys() & usual.keys())).rstrip(",")
    if not said:
        return f"{{{rest}}}"
    return f"{compact(said)[:-1]}{',' if rest else ''}{rest}}}"


def _rest(usual: Mapping[str, Any], said: frozenset[str]) -> str:
    """Return what is always so, without what was said, as the inner of a JSON object with a comma after it."""
    key = (id(usual), said)
    if key not in _rests:
        left = {name: value for name, value in usual.items() if name not in said}
        _rests[key] = f"{compact(left)[1:-1]}," if left else ""
    return _rests[key]


_rests: dict[tuple[int, frozenset[str]], str] = {}


def _rows(stated: Mapping[str, Any]) -> dict[str, Any]:
    form = str(stated.get("format") or "dict")
    rows = stated.get("rows")
    if rows is None and form == "dict":
        rows = []
    return {"rows": rows, "format": form, "fixture": stated.get("fixture")}


def _hook(stated: Any) -> dict[str, Any]:
    if isinstance(stated, Mapping):
        return {"sql": str(stated.get("sql", "")), "transaction": bool(stated.get("transaction", True)), "index": None}
    return {"sql": str(stated), "transaction": True, "index": None}


def _checksum(model: Model) -> dict[str, str]:
    if model.kind != "seed":
        return {"name": "sha256", "checksum": hashlib.sha256(model.source.strip().encode()).hexdigest()}
    try:
        if model.path.stat().st_size < _LARGEST_HASHED_SEED:
            text = model.path.read_bytes()
            return {"name": "sha256", "checksum": hashlib.sha256(text.strip()).hexdigest()}
    except OSError:
        pass  # it was there when it was loaded
    return {"name": "path", "checksum": path_of(model.shown)}


# one for all: json.dumps would make one for each node
_ENCODER = json.JSONEncoder(separators=(",", ":"), default=str, check_circular=False)
_KEY_TESTS = ("unique", "not_null")
