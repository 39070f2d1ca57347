"""The project read whole: every model rendered, with its relation, its settings and what it needs.

All that is wrong with it is found at once. Runs no SQL.
"""

import dataclasses
import hashlib
import re
import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from wh import layering, python_models
from wh.configs import is_enabled
from wh.errors import ModelError, WhError, closest
from wh.graph import Graph
from wh.model import Model, macro_files, read_files, singular_tests
from wh.project import Package, Project
from wh.properties import (
    Declared,
    Properties,
    SourceTable,
    Test,
    UnitTest,
    is_properties,
    read_declared,
    read_docs,
)
from wh.relations import Relation, quoted
from wh.render import Rendered, Renderer, Written, literal_refs
from wh.yamlfile import file_text

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_KINDS = {"models": "model", "seeds": "seed", "snapshots": "snapshot"}


@dataclass(frozen=True, slots=True)
class Query:
    """A model's SQL as DuckDB gets it: with the ephemeral models that it reads before it, from `start` on its own."""

    sql: str
    rendered: Rendered
    start: int = 0

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Return line and column of the model's file, both from 1, for those of the query."""
        lines = self.sql.split("\n")
        offset = sum(len(one) + 1 for one in lines[: line - 1]) + column - 1 - self.start
        before = self.rendered.sql[: max(offset, 0)]
        return self.rendered.place(before.count("\n") + 1, len(before) - before.rfind("\n"))


@dataclass(frozen=True, slots=True)
class DeclaredTest:
    """A generic test of the YAML with the table that it is asked of: a model's key, or a source's."""

    test: Test
    about: str
    relation: Relation
    package: str
    is_source: bool = False
    source: SourceTable | None = None


@dataclass(slots=True)
class Parsed:
    """All of a project, by the names of its models; `wrong` is what is wrong with it.

    `incremental` holds, for models that ask for it, what they are where the table is there already; `kinds` how each is
    kept; `tainted` those that could not be rendered.
    """

    project: Project
    renderer: Renderer
    variables: Mapping[str, object]
    models: dict[str, Model] = field(default_factory=dict)
    rendered: dict[str, Rendered] = field(default_factory=dict)
    incremental: dict[str, Rendered] = field(default_factory=dict)
    relations: dict[str, Relation] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)
    sources: dict[str, SourceTable] = field(default_factory=dict)
    tests: list[DeclaredTest] = field(default_factory=list)
    singular: list[Model] = field(default_factory=list)
    singular_properties: dict[str, tuple[Mapping[str, Any], str]] = field(default_factory=dict)
    unit_tests: list[UnitTest] = field(default_factory=list)
    docs: dict[str, str] = field(default_factory=dict)
    macro_descriptions: dict[str, str] = field(default_factory=dict)
    disabled: dict[str, Model] = field(default_factory=dict)
    wrong: list[WhError] = field(default_factory=list)
    world: "_World | None" = None
    # the tests as `wh.testing` resolves them, once
    tests_found: Any = None

    def graph(self) -> Graph:
        """Return which model needs which."""
        return Graph(
            parents={name: tuple(sorted(self.rendered[name].refs)) for name in self.rendered},
            shown={name: self.models[name].shown for name in self.rendered},
            places=self._place_of_ref,
        )

    def _place_of_ref(self, name: str, parent: str) -> str:
        model = self.models[name]
        found = re.search(rf"""\bref\(\s*(?:['"]\w+['"]\s*,\s*)?['"]{re.escape(parent)}['"]""", model.source)
        if found is None:
            return model.shown
        before = model.source[: found.start()]
        line = before.count("\n") + model.first_line
        return f"{model.shown}:{line}:{len(before) - before.rfind(chr(10))}"

    def table(self, name: str) -> str:
        """Return the full name of a model's table, `schema.identifier`."""
        relation = self.relations[name]
        return f"{relation.schema}.{relation.identifier}"

    def query(self, name: str, rendered: Rendered | None = None) -> Query:
        """Return a model's SQL with the ephemeral models that it reads."""
        own = rendered or self.rendered[name]
        needed = list(self._ephemeral_parents(own.refs, set()))
        if not needed:
            return Query(own.sql, own)
        ctes = ",\n".join(f"{self.relations[one]} as (\n{self.rendered[one].sql}\n)" for one in needed)
        head = f"with {ctes}\nselect * from (\n"
        return Query(f"{head}{own.sql}\n)", own, len(head))

    def render_late(self, name: str, con: "DuckDBPyConnection", *, incremental: bool = False) -> Rendered:
        """Render a model again with a connection, now that what it asks for is there."""
        model, world = self.models[name], self._world()
        return self.renderer.render(
            model, world.bases[name], lambda config: self.relations[name], incremental=incremental, con=con
        )

    def render_text(
        self, written: Model, con: "DuckDBPyConnection | None" = None, *, incremental: bool = False
    ) -> Rendered:
        """Render a hook or a singular test; a hook of a model knows that model as `this`."""
        known = self.relations.get(written.name)
        nowhere = known or Relation(self.project.target.schema, written.name)
        config = self.rendered[written.name].config if written.name in self.rendered else {}
        base = (
            config
            if written.kind == "operation"
            else layering.test_config(self.project, written.package, written.folder)
        )
        return self.renderer.render(written, base, lambda _: nowhere, con=con, incremental=incremental)

    def names(self) -> "_World":
        """Return what models may name."""
        return self._world()

    def _world(self) -> "_World":
        assert self.world is not None
        return self.world

    def _ephemeral_parents(self, refs: Mapping[str, str], seen: set[str]) -> Iterator[str]:
        for name in sorted(refs):
            if self.kinds.get(name) == "ephemeral" and name not in seen:
                seen.add(name)
                yield from self._ephemeral_parents(self.rendered[name].refs, seen)
                yield name


def parse(
    project: Project,
    variables: Mapping[str, object],
    raw_tables: Sequence[str] | None = None,
    *,
    now: datetime | None = None,
    full: bool = False,
    invocation_id: str = "",
) -> Parsed:
    """Read and render all of a project; `raw_tables` None means that nothing is loaded yet and any may be read.

    What is wrong is in `wrong` of the answer; where one file is broken the others are read nonetheless.
    """
    wrong: list[WhError] = []
    files = read_files(project, wrong)
    world = _World(project, variables, raw_tables, now or datetime.now(UTC), full, invocation_id or str(uuid.uuid4()))
    texts = {
        name: [(project.show(path), file_text(path, project.show(path))) for path in paths]
        for name, paths in macro_files(project).items()
    }
    renderer = Renderer(world, texts, project.dispatch)
    parsed = Parsed(project, renderer, variables, wrong=wrong, world=world)
    world.parsed, world.files = parsed, files
    try:
        renderer.check_macros()
    except ModelError as error:
        wrong.append(error)
    except ExceptionGroup as errors:
        wrong += [error for error in errors.exceptions if isinstance(error, WhError)]
    described = _declare(parsed, files)
    world.files = {
        name: dataclasses.replace(model, properties=described.get((model.kind, name))) for name, model in files.items()
    }
    _carry_out_yaml(world)
    _disable(parsed, world)
    for name in list(world.files):
        _render_in_order(parsed, world, name)
    _follow_sources(parsed)
    parsed.models = dict(sorted(parsed.models.items()))
    parsed.rendered = {name: parsed.rendered[name] for name in sorted(parsed.rendered)}
    _place_tests(parsed)
    return parsed


def _declare(parsed: Parsed, files: Mapping[str, Model]) -> dict[tuple[str, str], Properties]:
    """Read every YAML and Markdown file; what the project says of a model replaces what is built in."""
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
                _take_others(parsed, declared)
            except ModelError as error:
                wrong.append(error)
    for (kind, name), (_, properties) in found.items():
        if properties.relation is not None and name not in files:
            world = parsed.world
            assert world is not None
            world.files[name] = _snapshot_of_yaml(project, name, properties)
        elif (name not in files or files[name].kind != kind) and project.dialect == "wh":
            wrong.append(_undescribable(kind, name, properties, files))
    return {key: properties for key, (_, properties) in found.items()}


def _property_files(project: Project, package: Package, *, is_own: bool) -> Iterator[Any]:
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


def _take_others(parsed: Parsed, declared: Declared) -> None:
    for table in (_source_carried_out(parsed, written) for written in declared.sources):
        key = f"{table.source}.{table.name}"
        if not is_enabled({"enabled": table.is_enabled}):
            continue
        if key in parsed.sources:
            raise ModelError(
                f"The source table `{key}` is described twice.",
                at=table.at,
                way_out=f"take out one of the two; the other is at {parsed.sources[key].at}",
            )
        parsed.sources[key] = table
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


def _carry_out_yaml(world: "_World") -> None:
    """Carry out the Jinja that stands in what the YAML says of models: in their settings and their descriptions."""
    for name, model in world.files.items():
        if model.properties is None:
            continue
        try:
            properties = _carried_out(world.parsed, model.properties)
        except ModelError as error:
            error.at = error.at or model.properties.at
            world.parsed.wrong.append(error)
            continue
        if properties is not model.properties:
            world.files[name] = dataclasses.replace(model, properties=properties)


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
            raise _unknown("docs block", name, sorted(parsed.docs))
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


def _disable(parsed: Parsed, world: "_World") -> None:
    """Set aside the models that project or YAML take out; one that takes itself out is seen when it is rendered."""
    for name, model in list(world.files.items()):
        try:
            world.bases[name] = layering.base_config(parsed.project, model)
        except ModelError as error:
            parsed.wrong.append(error)
            world.bases[name] = {}
        config = world.bases[name]
        if not is_enabled(config) and "enabled" not in model.source:
            parsed.disabled[name] = world.files.pop(name)


def _render_in_order(parsed: Parsed, world: "_World", name: str) -> None:
    """Render a model after all that it names in so many words, however long the chain is."""
    waiting = [name]
    opened: set[str] = set()
    while waiting:
        top = waiting[-1]
        if top in opened or top in world.done or top not in world.files:
            waiting.pop()
            if top in world.files:
                world.render(top)
            continue
        opened.add(top)
        waiting += [ref for ref in literal_refs(world.files[top].source) if ref not in world.done and ref not in opened]


def _follow_sources(parsed: Parsed) -> None:
    """Have a model that reads a source need the seed or model that makes the source's table, if one does."""
    made_by = {str(relation): name for name, relation in parsed.relations.items()}
    for name, rendered in list(parsed.rendered.items()):
        makers = {made_by[text]: text for text in rendered.sources.values() if made_by.get(text, name) != name}
        if makers:
            parsed.rendered[name] = dataclasses.replace(rendered, refs={**rendered.refs, **makers})


def _place_tests(parsed: Parsed) -> None:
    for name, model in parsed.models.items():
        if model.properties and name in parsed.relations:
            for test in model.properties.tests:
                parsed.tests.append(DeclaredTest(test, name, parsed.relations[name], model.package))
    for key, table in parsed.sources.items():
        relation = Relation(table.schema, table.identifier)
        for test in table.tests:
            parsed.tests.append(DeclaredTest(test, key, relation, parsed.project.name, is_source=True, source=table))
    parsed.singular = [*singular_tests(parsed.project, parsed.wrong)]


@dataclass(slots=True)
class _World:
    """What the models may name: each other, which renders the named one first; sources, vars and the target."""

    project: Project
    variables: Mapping[str, object]
    raw_tables: Collection[str] | None
    run_started_at: datetime
    is_full: bool
    invocation_id: str
    parsed: Parsed = field(init=False)
    files: dict[str, Model] = field(default_factory=dict)
    bases: dict[str, dict[str, Any]] = field(default_factory=dict)
    done: set[str] = field(default_factory=set)
    in_progress: list[str] = field(default_factory=list)
    # what became of each node, once it is known: for what runs at the end
    results: Sequence[Mapping[str, Any]] = ()

    @property
    def dialect(self) -> str:
        return self.project.dialect

    @property
    def project_name(self) -> str:
        return self.project.name

    @property
    def flags(self) -> Mapping[str, Any]:
        return {"FULL_REFRESH": self.is_full, "WHICH": "build"}

    @property
    def target(self) -> Mapping[str, Any]:
        target = self.project.target
        return {
            "name": target.name,
            "target_name": target.name,
            "profile_name": target.profile_name,
            "schema": target.schema,
            "database": target.database,
            "dbname": target.database,
            "path": str(target.path),
            "type": "duckdb",
            "threads": self.project.settings.threads,
        }

    @property
    def schemas(self) -> list[str]:
        """The schemas of what the results are of."""
        relations = self.parsed.relations
        names = {str(result["node"]["name"]) for result in self.results} & relations.keys()
        return sorted({str(relations[name].schema) for name in names})

    def variables_of(self, package: str) -> Mapping[str, Any]:
        stated = next((one.vars for one in self.project.packages if one.name == package), {})
        scoped = self.project.packages[0].vars.get(package)
        return {
            **{key: value for key, value in stated.items() if not isinstance(value, dict)},
            **self.variables,
            **(scoped if isinstance(scoped, dict) else {}),
        }

    def relation_of(self, name: str, package: str | None, asking: Written) -> tuple[str, Relation]:
        if name not in self.files:
            if name in self.parsed.disabled:
                raise ModelError(
                    f"The model `{name}` is disabled.", way_out="`enabled: true` for it, or no `ref` to it"
                )
            # not the one that asks: it would need itself
            near = closest(name, self.files.keys() - {asking.name})
            raise ModelError(
                f"There is no model named `{name}`.",
                way_out=f"`{near}`, the closest name" if near else f"one of {_some(self.files)}",
            )
        if name not in self.done and name not in self.in_progress:
            self.render(name)
        known = self.parsed.relations.get(name)
        return name, known or self._relation(self.files[name], self.bases.get(name, {}))

    def source_of(self, schema: str, table: str, asking: Written) -> Relation:
        described = self.parsed.sources.get(f"{schema}.{table}")
        if self.project.has_input and schema == "raw":
            known = None if self.raw_tables is None else sorted(self.raw_tables)
            if known is not None and table not in known:
                raise _unknown("raw table", table, known)
            return Relation("raw", table, is_plain=True)
        if described is None:
            sources = {key.partition(".")[0] for key in self.parsed.sources}
            if self.project.has_input:
                sources.add("raw")
            if schema not in sources:
                raise _unknown("source", schema, sorted(sources))
            tables = [key.partition(".")[2] for key in self.parsed.sources if key.startswith(f"{schema}.")]
            raise _unknown(f"table of the source `{schema}`", table, tables)
        location = described.meta.get("external_location")
        if location:
            external = _external(str(location), described)
            return Relation(None, described.identifier, external=external)
        if described.database not in (None, self.project.target.database):
            other = ".".join(map(quoted, (described.database, described.schema, described.identifier)))
            return Relation(None, described.identifier, external=other)
        return Relation(described.schema, described.identifier, is_plain=self.project.dialect == "wh")

    def graph(self) -> Mapping[str, Any]:
        return {"nodes": {}, "sources": {}, "exposures": {}}

    def render(self, name: str) -> None:
        """Render a model once; what is wrong with it is kept."""
        if name in self.done or name in self.in_progress or name not in self.files:
            return
        self.in_progress.append(name)
        try:
            self._render(self.files[name])
        except ModelError as error:
            self.parsed.wrong.append(error)
        finally:
            self.in_progress.pop()
            self.done.add(name)

    def _render(self, model: Model) -> None:
        parsed, base = self.parsed, self.bases[model.name]
        if model.kind == "seed":
            rendered = Rendered("", "", 1, (), {}, {}, {}, {}, {}, base)
        elif model.is_python:
            rendered = python_models.read(model, base, self)
        else:
            rendered = parsed.renderer.render(model, base, lambda config: self._relation(model, config))
        if not is_enabled(rendered.config):
            parsed.disabled[model.name] = self.files.pop(model.name)
            return
        relation = self._relation(model, rendered.config)
        parsed.models[model.name] = model
        parsed.relations[model.name] = relation
        parsed.kinds[model.name] = layering.materialized(self.project, model, rendered.config)
        parsed.rendered[model.name] = rendered
        if rendered.asks_incremental and parsed.kinds[model.name] == "incremental":
            parsed.incremental[model.name] = parsed.renderer.render(
                model, base, lambda config: self._relation(model, config), incremental=True
            )

    def _relation(self, model: Model, config: Mapping[str, Any]) -> Relation:
        kind = layering.materialized(self.project, model, config)
        identifier = self.parsed.renderer.alias_of(config.get("alias"), model, config)
        if kind == "ephemeral":
            return Relation(None, model.name, kind="cte")
        custom = config.get("schema")
        if model.kind == "snapshot" and config.get("target_schema"):
            schema = str(config["target_schema"])
        elif custom is None and self.project.dialect == "wh":
            schema = self._layer(model)
        else:
            schema = self.parsed.renderer.schema_of(None if custom is None else str(custom), model, config)
        is_view = kind == "view"
        return Relation(
            schema, identifier, self.project.target.database, "view" if is_view else "table", is_plain=self._is_plain()
        )

    def _is_plain(self) -> bool:
        return self.project.dialect == "wh"

    @staticmethod
    def _layer(model: Model) -> str:
        if model.kind != "model":
            return f"{model.kind}s"
        if model.layer is None:
            raise ModelError(
                f"The model `{model.name}` lies in no layer, so it has no schema.",
                at=model.shown,
                way_out="one of the folders models/staging/, models/intermediate/, models/marts/; or its own `schema`",
            )
        return model.layer


def _external(location: str, table: SourceTable) -> str:
    written = location.replace("{name}", table.name).replace("{identifier}", table.identifier)
    return written if "(" in written else f"'{written}'"


def _unknown(kind: str, name: str, known: Sequence[str]) -> ModelError:
    near = closest(name, known)
    return ModelError(
        f"There is no {kind} named `{name}`.",
        way_out=f"`{near}`, the closest name" if near else f"one of {_some(known)}",
    )


def _some(names: Collection[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "") or "(none)"


def sha256(text: str) -> str:
    """Return the hash by which texts are compared."""
    return hashlib.sha256(text.encode()).hexdigest()
