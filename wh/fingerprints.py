"""What each model is made of, as one fingerprint and in its parts, and what changed since it was built.

A comment or white space changes nothing. What cannot be known until a model runs, as the clock, changes every time.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from wh import engine_modules, outside
from wh.configs import OF_NO_EFFECT
from wh.model import Model
from wh.parsing import Parsed, sha256
from wh.project import content_hash
from wh.tokens import mean_the_same

# settings that change no row, beside those that change nothing at all
_OF_NO_EFFECT = (*OF_NO_EFFECT, "tags", "meta", "enabled", "alias", "schema")


@dataclass(frozen=True, slots=True)
class Made:
    """All that a model's table is made of, each by its hash or its value: what a plan compares, and tells on."""

    sql: str
    config: Mapping[str, Any]
    relation: str
    described: str
    parents: Mapping[str, str]
    loaded: Mapping[str, str]
    outside: Mapping[str, str]
    macros: Mapping[str, str]
    vars: Mapping[str, str | None]
    env: Mapping[str, str | None]
    load_id: str = ""

    @property
    def own(self) -> tuple[str, Mapping[str, Any], str, str]:
        """What is the model's alone, whatever its parents are."""
        return self.sql, self.config, self.relation, self.described

    @property
    def fingerprint(self) -> str:
        """One hash over all of it that can change a row."""
        parts = [*self.own, self.parents, self.loaded, self.outside]
        return sha256(json.dumps(parts, sort_keys=True, default=str))


@dataclass(frozen=True, slots=True)
class Built:
    """A model as `quality.models` has it: what it was built from and when."""

    schema: str
    table: str
    materialized: str
    sql: str
    meaning_sha256: str
    fingerprint: str
    row_count: int
    build_id: str
    made: Made | None


def read_built(con: duckdb.DuckDBPyConnection) -> dict[str, Built]:
    """Return how each model stands in the file."""
    rows = con.execute(
        "select model, schema_name, table_name, materialized, sql, meaning_sha256, fingerprint, row_count, build_id,"
        " made_of from quality.models"
    ).fetchall()
    return {
        name: Built(schema, table, kind, sql, meaning, fingerprint, count, build_id, _read_made(made))
        for name, schema, table, kind, sql, meaning, fingerprint, count, build_id, made in rows
    }


@dataclass(slots=True)
class Fingerprints:
    """What each model of a project is made of now, parents first, and how that differs from when it was built."""

    con: duckdb.DuckDBPyConnection
    parsed: Parsed
    built: Mapping[str, Built]
    loaded: Mapping[str, str]
    newest_load: str = ""
    by_name: dict[str, str] = field(default_factory=dict)
    files: outside.Reader = field(init=False)
    row_changes: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.files = outside.Reader(self.parsed.project.root)

    def of(self, name: str) -> Made:
        """Return what a model would be made of now."""
        made = self._made(name, self._meaning(name, self.built.get(name)))
        self.by_name[name] = made.fingerprint
        return made

    def leave(self, name: str) -> None:
        """Take a model that was not chosen as it stands."""
        known = self.built.get(name)
        self.by_name[name] = known.fingerprint if known else ""

    def changes(self, name: str, made: Made) -> list[str]:
        """Say what is other than when the model was built, the cause before what it led to."""
        known = self.built.get(name)
        before = known.made if known else None
        return [] if before is None else _changes(before, made, self.parsed.models[name], self._rows_since)

    def _rows_since(self, load_id: str, table: str) -> str:
        """Say how the rows of a raw table changed since a load."""
        if load_id not in self.row_changes:
            from wh import raw

            self.row_changes[load_id] = raw.changes_since(self.con, load_id) if load_id else {}
        name = table.removeprefix("raw.").removesuffix("_now")
        return self.row_changes[load_id].get(name, f"{table} changed")

    def _made(self, name: str, meaning: str) -> Made:
        parsed, model = self.parsed, self.parsed.models[name]
        rendered = parsed.rendered[name]
        properties = model.properties
        described = repr(properties and (properties.description, properties.columns, properties.grain))
        is_late = rendered.is_late
        return Made(
            sql=meaning,
            config=_effective(rendered.config, parsed.kinds[name]),
            relation=parsed.table(name),
            described=sha256(described),
            parents={parent: self.by_name.get(parent, "") for parent in sorted(rendered.refs)},
            loaded={
                table: self.loaded.get(table.removeprefix("raw.").removesuffix("_now"), "")
                for table in sorted(rendered.sources)
                if table.startswith("raw.") and parsed.project.has_input
            },
            outside={
                **self._outside(rendered.sql),
                **_engine_of(model),
                # what a late model asks for is known only when it runs
                **({f"macro {key}": value for key, value in rendered.macros.items()} if is_late else {}),
                **({f"var {key}": str(value) for key, value in rendered.vars.items()} if is_late else {}),
            },
            macros=rendered.macros,
            vars=rendered.vars,
            env=rendered.env,
            load_id=self.newest_load,
        )

    def _outside(self, sql: str) -> dict[str, str]:
        """Return what stands for what a query reads besides tables; what may be another each time has the moment."""
        moment = self.parsed.world.run_started_at.isoformat()
        found = {what: state or (moment if "://" in what else "") for what, state in self.files.read(sql).items()}
        clock = outside.clock_in(sql)
        if clock is not None:
            found[f"clock {clock}"] = moment
        for attached in self.parsed.project.target.attached:
            path = str(attached.get("path", ""))
            if re.search(rf"\b{re.escape(str(attached.get('alias') or Path(path).stem))}\b", sql):
                found[f"file {path}"] = outside.fingerprint_of(self.parsed.project.root, path)
        return found

    def _meaning(self, name: str, known: Built | None) -> str:
        """Return what stands for the meaning of a query.

        It is the hash of the first text that had it: as long as only comments and white space change, it stays that
        one.
        """
        model = self.parsed.models[name]
        if model.kind == "seed":
            return content_hash([model.path])
        text = whole_text(self.parsed, name)
        if known and known.sql == text:
            return known.meaning_sha256
        if known and not model.is_python and mean_the_same(text, known.sql):
            return known.meaning_sha256
        return sha256(text)


def _engine_of(model: Model) -> dict[str, str]:
    """Return what stands for the modules of the engine that a Python model imports."""
    imported = engine_modules.hash_of_imported(model.source) if model.is_python else None
    return {} if imported is None else {"what it imports from wh": imported}


def _changes(before: Made, made: Made, model: Model, rows_since: Callable[[str, str], str]) -> list[str]:
    found: list[str] = []
    if before.sql != made.sql:
        found += _causes(before, made) or ["its rows changed" if model.kind == "seed" else "its SQL changed"]
    settings = [key for key in {**before.config, **made.config} if before.config.get(key) != made.config.get(key)]
    found += [f"its setting `{key}` changed" for key in sorted(settings)]
    if before.relation != made.relation:
        found.append(f"it is now {made.relation}, was {before.relation}")
    if before.described != made.described:
        found.append("its description changed")
    tables = [table for table in made.loaded if before.loaded.get(table) != made.loaded[table]]
    found += [rows_since(before.load_id, table) for table in tables]
    found += [_outside_in_words(what) for what in _differing(before.outside, made.outside)]
    parents = _differing(before.parents, made.parents)
    if parents:
        more = f" and {len(parents) - 1} more" if len(parents) > 1 else ""
        found.append(f"parent {parents[0]} changed{more}")
    return found


def _causes(before: Made, made: Made) -> list[str]:
    macros = [f"macro `{name}` changed" for name in _differing(before.macros, made.macros, common=True)]
    variables = [
        f"var `{name}` changed from {before.vars[name]} to {made.vars[name]}"
        for name in _differing(before.vars, made.vars, common=True)
    ]
    environment = [f"the environment's {name} changed" for name in _differing(before.env, made.env, common=True)]
    return [*macros, *variables, *environment]


def _differing(before: Mapping[str, Any], after: Mapping[str, Any], *, common: bool = False) -> list[str]:
    names = before.keys() & after.keys() if common else before.keys() | after.keys()
    return sorted(name for name in names if before.get(name) != after.get(name))


def _outside_in_words(what: str) -> str:
    kind, _, name = what.partition(" ")
    if kind == "clock":
        return f"it reads the clock or chance (`{name}`)"
    return f"it reads {name}, which is not on this machine" if "://" in name else f"{what} changed"


def _effective(config: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """Return the settings that change what is built, as they come back from JSON."""
    heeded = {key: value for key, value in sorted(config.items()) if key not in _OF_NO_EFFECT}
    effective: dict[str, Any] = json.loads(json.dumps(heeded | {"materialized": kind}, default=str))
    return effective


def whole_text(parsed: Parsed, name: str) -> str:
    """Return the text that says what a model is: for one that grows, both what it is at first and what is added.

    What asks for rows is other SQL when it runs, so that its text as written stands for it too.
    """
    own, grown = parsed.rendered[name], parsed.incremental.get(name)
    texts = [own.sql] if grown is None else [own.sql, grown.sql]
    if own.is_late or (grown is not None and grown.is_late):
        texts.append(own.source)
    return "\n;\n".join(texts)


def _read_made(text: str | None) -> Made | None:
    if not text:
        return None
    try:
        return Made(**json.loads(text))
    except (ValueError, TypeError):
        return None  # as an earlier engine wrote it
