"""What a project is once it is read: its models rendered, with their relations and what each needs.

Knows what the query of a model is, and where each of its characters was written. Reads no file.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from wh import layering
from wh.errors import ModelError, WhError
from wh.exposures import Exposure, Group
from wh.graph import Graph
from wh.model import Model
from wh.project import Project
from wh.properties import SourceTable, Test, UnitTest
from wh.relations import Relation
from wh.render import Rendered, Renderer
from wh.world import World

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


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
    kept; `bases` what project and YAML say of each, over which its own `config()` is laid; `results` what became of
    each node, once it is known: for what runs at the end.
    """

    project: Project
    renderer: Renderer
    variables: Mapping[str, object]
    world: World
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
    exposures: list[Exposure] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    versioned: dict[str, ModelError] = field(default_factory=dict)
    wrong: list[WhError] = field(default_factory=list)
    bases: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: Sequence[Mapping[str, Any]] = ()
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
        needed = self.ephemeral_among(own.refs)
        if not needed:
            return Query(own.sql, own)
        ctes = ",\n".join(f"{self.relations[one]} as (\n{self.rendered[one].sql}\n)" for one in needed)
        head = f"with {ctes}\nselect * from (\n"
        return Query(f"{head}{own.sql}\n)", own, len(head))

    def render_late(self, name: str, con: "DuckDBPyConnection", *, incremental: bool = False) -> Rendered:
        """Render a model again with a connection, now that what it asks for is there."""
        return self.renderer.render(
            self.models[name], self.bases[name], lambda _: self.relations[name], incremental=incremental, con=con
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

    def ephemeral_among(self, refs: Iterable[str]) -> tuple[str, ...]:
        """Return the ephemeral models that are read by these names, through others of the kind, parents first."""
        found: dict[str, None] = {}
        waiting = [(name, False) for name in sorted(refs, reverse=True)]
        while waiting:
            name, is_after_its_own = waiting.pop()
            if is_after_its_own:
                found[name] = None
            elif self.kinds.get(name) == "ephemeral" and name not in found:
                waiting.append((name, True))
                waiting += [(one, False) for one in sorted(self.rendered[name].refs, reverse=True)]
        return tuple(found)
