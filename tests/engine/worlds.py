"""A small world to render in: models by name, vars, macros; nothing is read from a folder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb

from wh.errors import ModelError, closest
from wh.relations import Relation
from wh.render import Rendered, Renderer

RAW = ("facts_now",)


@dataclass(frozen=True)
class Model:
    name: str
    source: str
    folder: tuple[str, ...] = ("marts",)
    package: str = "house"
    kind: str = "model"
    first_line: int = 1

    @property
    def shown(self) -> str:
        return "/".join(("models", *self.folder, f"{self.name}.sql"))


@dataclass
class Pretended:
    """The world as a renderer asks for it; `stg_facts` is always there."""

    dialect: str = "wh"
    models: Mapping[str, Relation] = field(default_factory=dict)
    variables: Mapping[str, Any] = field(default_factory=lambda: {"vague_words": "acled", "build_day": "2026-01-02"})
    target: Mapping[str, Any] = field(
        default_factory=lambda: {
            "name": "dev",
            "schema": "main",
            "database": "warehouse",
            "type": "duckdb",
            "threads": 1,
        }
    )
    flags: Mapping[str, Any] = field(default_factory=lambda: {"FULL_REFRESH": False, "WHICH": "build"})
    project_name: str = "house"
    invocation_id: str = "a run"
    run_started_at: datetime = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

    def __post_init__(self) -> None:
        plain = self.dialect == "wh"
        self.models = {"stg_facts": Relation("staging", "stg_facts", is_plain=plain), **self.models}

    def variables_of(self, package: str) -> Mapping[str, Any]:
        return self.variables

    def relation_of(self, name: str, package: str | None, asking: Any) -> tuple[str, Relation]:
        if name not in self.models:
            near = closest(name, self.models)
            raise ModelError(
                f"There is no model named `{name}`.",
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(self.models)}",
            )
        return name, self.models[name]

    def source_of(self, schema: str, table: str, asking: Any) -> Relation:
        if schema != "raw":
            raise ModelError(f"There is no source named `{schema}`.", way_out="one of raw")
        if table not in RAW:
            raise ModelError(f"There is no raw table named `{table}`.", way_out="`facts_now`, the closest name")
        return Relation(schema, table, is_plain=self.dialect == "wh")

    def graph(self) -> Mapping[str, Any]:
        return {"nodes": {"model.house.stg_facts": {"name": "stg_facts"}}, "sources": {}}


def this(config: Mapping[str, Any]) -> Relation:
    return Relation(config.get("schema") or "marts", config.get("alias") or "claims", is_plain=True)


def renderer(
    macros: Mapping[str, str] | None = None,
    world: Pretended | None = None,
    search_order: Mapping[str, Sequence[str]] | None = None,
    **packages: Mapping[str, str],
) -> Renderer:
    """`macros` and each package have files by path."""
    files = {"house": list((macros or {}).items()), **{name: list(given.items()) for name, given in packages.items()}}
    return Renderer(world or Pretended(), files, search_order)


def render(
    source: str,
    macros: Mapping[str, str] | None = None,
    world: Pretended | None = None,
    *,
    base: Mapping[str, Any] | None = None,
    con: duckdb.DuckDBPyConnection | None = None,
    incremental: bool = False,
    **packages: Mapping[str, str],
) -> Rendered:
    """Render `source` as the mart `claims`."""
    model = Model("claims", source)
    return renderer(macros, world, **packages).render(model, base or {}, this, con=con, incremental=incremental)


def dbt(**more: Any) -> Pretended:
    return Pretended(dialect="dbt", **more)
