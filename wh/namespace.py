"""What the models of a project may name: each other, which renders the named one first; sources, vars and the target.

What is wrong with a model is kept with what is read, and stops no other.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from wh import layering
from wh.configs import is_enabled
from wh.errors import ModelError, closest
from wh.model import Model
from wh.parsed import Parsed
from wh.project import Project
from wh.properties import SourceTable
from wh.relations import Relation, quoted
from wh.render import Rendered
from wh.world import Written


@dataclass(slots=True)
class Namespace:
    """The project as its models see it; `files` are those that are not disabled, `done` those that were rendered."""

    project: Project
    variables: Mapping[str, object]
    raw_tables: Collection[str] | None
    run_started_at: datetime
    is_full: bool
    invocation_id: str
    files: dict[str, Model]
    parsed: Parsed = field(init=False)
    done: set[str] = field(default_factory=set)
    in_progress: list[str] = field(default_factory=list)
    _target: dict[str, Any] = field(default_factory=dict)

    @property
    def dialect(self) -> str:
        """Whose rules hold."""
        return self.project.dialect

    @property
    def project_name(self) -> str:
        """The name of the root project."""
        return self.project.name

    @property
    def flags(self) -> Mapping[str, Any]:
        """What `flags` gives."""
        return {"FULL_REFRESH": self.is_full, "WHICH": "build"}

    @property
    def target(self) -> Mapping[str, Any]:
        """What `target` gives."""
        if not self._target:
            self._target.update(self._target_as_told())
        return dict(self._target)  # a template may change its own

    def _target_as_told(self) -> dict[str, Any]:
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
    def results(self) -> Sequence[Mapping[str, Any]]:
        """What became of each node, for what runs at the end."""
        return self.parsed.results

    @property
    def schemas(self) -> list[str]:
        """The schemas of what the results are of."""
        relations = self.parsed.relations
        names = {str(result["node"]["name"]) for result in self.results} & relations.keys()
        return sorted({str(relations[name].schema) for name in names})

    def variables_of(self, package: str) -> Mapping[str, Any]:
        """Return the vars that hold in a package: its own, those of the run over them, and those for it alone."""
        own = self.project.packages[0]
        if package == own.name or self.project.dialect == "wh":
            return self.variables
        stated = next((one.vars for one in self.project.installed if one.name == package), {})
        scoped = own.vars.get(own.name)
        hidden = scoped if isinstance(scoped, dict) else {}  # what the project keeps to itself
        typed = {key: value for key, value in self.variables.items() if hidden.get(key, own.vars.get(key)) != value}
        names = {one.name for one in self.project.packages}
        return {**_in_scope(stated, package, names), **_in_scope(own.vars, package, names), **typed}

    def relation_of(self, name: str, package: str | None, asking: Written) -> tuple[str, Relation]:
        """Return key and relation of a model, rendered by then unless it is one of those that wait for this one."""
        if name not in self.files:
            if name in self.parsed.disabled:
                raise ModelError(
                    f"The model `{name}` is disabled.", way_out="`enabled: true` for it, or no `ref` to it"
                )
            if name in self.parsed.versioned:
                raise self.parsed.versioned[name]  # said once, where the versions are
            # not the one that asks: it would need itself
            near = closest(name, self.files.keys() - {asking.name})
            raise ModelError(
                f"There is no model named `{name}`.",
                way_out=f"`{near}`, the closest name" if near else f"one of {_some(self.files)}",
            )
        if name not in self.done and name not in self.in_progress:
            self.render(name)
        known = self.parsed.relations.get(name)
        return name, known or self._relation(self.files[name], self.parsed.bases.get(name, {}))

    def source_of(self, schema: str, table: str, asking: Written) -> Relation:
        """Return the relation of a source's table: where it is loaded, or the file that it is."""
        described = self.parsed.sources.get(f"{schema}.{table}")
        if self.project.has_input and schema == "raw":
            known = None if self.raw_tables is None else sorted(self.raw_tables)
            if known is not None and table not in known:
                raise unknown("raw table", table, known)
            return Relation("raw", table, is_plain=True)
        if described is None:
            sources = {key.partition(".")[0] for key in self.parsed.sources}
            if self.project.has_input:
                sources.add("raw")
            if schema not in sources:
                raise unknown("source", schema, sorted(sources))
            tables = [key.partition(".")[2] for key in self.parsed.sources if key.startswith(f"{schema}.")]
            raise unknown(f"table of the source `{schema}`", table, tables)
        location = described.meta.get("external_location")
        if location:
            external = _external(str(location), described)
            return Relation(None, described.identifier, external=external)
        if described.database not in (None, self.project.target.database):
            other = ".".join(map(quoted, (described.database, described.schema, described.identifier)))
            return Relation(None, described.identifier, external=other)
        is_plain = self._is_plain()
        return Relation(
            described.schema,
            described.identifier,
            None if is_plain else self.project.target.database,
            is_plain=is_plain,
        )

    def graph(self) -> Mapping[str, Any]:
        """Return what `graph` gives before anything runs: nothing."""
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
        parsed, base = self.parsed, self.parsed.bases[model.name]
        if model.kind == "seed":
            rendered = Rendered("", "", 1, (), {}, {}, {}, {}, {}, base)
        elif model.is_python:
            from wh import python_models

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
        shown = "view" if kind == "view" else "table"
        return Relation(schema, identifier, self.target["database"], shown, is_plain=self._is_plain())

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


def _in_scope(variables: Mapping[str, Any], package: str, packages: Collection[str]) -> dict[str, Any]:
    """Return the vars that are for all, and over them those under the package's name."""
    scoped = variables.get(package)
    for_all = {key: value for key, value in variables.items() if not (key in packages and isinstance(value, dict))}
    return {**for_all, **(scoped if isinstance(scoped, dict) else {})}


def _external(location: str, table: SourceTable) -> str:
    written = location.replace("{name}", table.name).replace("{identifier}", table.identifier)
    return written if "(" in written else f"'{written}'"


def unknown(kind: str, name: str, known: Sequence[str]) -> ModelError:
    """Return the error to show for a name that is nobody's, with the closest one."""
    near = closest(name, known)
    return ModelError(
        f"There is no {kind} named `{name}`.",
        way_out=f"`{near}`, the closest name" if near else f"one of {_some(known)}",
    )


def _some(names: Collection[str]) -> str:
    listed = sorted(names)
    return ", ".join(listed[:12]) + (", …" if len(listed) > 12 else "") or "(none)"
