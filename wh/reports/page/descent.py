"""Where each table of a build comes from: what it is built of, one step after the other, back to the files."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb

from wh.project import Project

_LAYERS = ("marts", "intermediate", "staging")
_NOW = "_now"
_MOST_FILES = 4
_MODELS = (".sql", ".py")


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view: what a row is, what it is made of (`parents` are names, `loaded` raw tables), from which file.

    `files` is filled for a table that is loaded rather than built.
    """

    name: str
    schema: str
    title: str
    says: str
    row_count: int | None
    parents: tuple[str, ...]
    loaded: tuple[str, ...]
    shown: str
    files: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """The name with its schema."""
        return f"{self.schema}.{self.title}"


@dataclass(frozen=True)
class Descent:
    """All tables by name, the marts first."""

    tables: Mapping[str, Table]

    @cached_property
    def layers(self) -> tuple[tuple[str, tuple[Table, ...]], ...]:
        """The tables by schema, those that people read first, what is loaded last."""
        schemas = dict.fromkeys(table.schema for table in self.tables.values())
        order = sorted(schemas, key=lambda one: (one == "raw", _LAYERS.index(one) if one in _LAYERS else -1, one))
        return tuple((one, tuple(table for table in self.tables.values() if table.schema == one)) for one in order)

    def sources(self, name: str) -> tuple[str, ...]:
        """Return the loaded tables that a table comes from in the end."""
        return tuple(sorted({raw for table in self._upstream(name) for raw in table.loaded}))

    def files(self, name: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the files that a table comes from in the end, by folder."""
        raws = (*self.sources(name), name)
        found = sorted({file for raw in raws if raw in self.tables for file in self.tables[raw].files})
        folders: dict[str, list[str]] = {}
        for file in found:
            folder, slash, title = file.rpartition("/")
            folders.setdefault(f"{folder}{slash}", []).append(title)
        return tuple((folder, tuple(titles)) for folder, titles in sorted(folders.items()))

    def children(self, name: str) -> tuple[str, ...]:
        """Return the tables that are made of this one."""
        return tuple(one.name for one in self.tables.values() if name in one.parents or name in one.loaded)

    def _upstream(self, name: str) -> Iterable[Table]:
        waiting, seen = [name], {name}
        while waiting:
            table = self.tables.get(waiting.pop())
            if table is not None:
                yield table
                further = [one for one in table.parents if one not in seen]
                seen.update(further)
                waiting += further


def read(con: duckdb.DuckDBPyConnection, project: Project) -> Descent:
    """Read what every model of the build was made of."""
    comments = dict(
        con.execute(
            "select schema_name || '.' || table_name, comment from duckdb_tables() where comment is not null"
            " union all select schema_name || '.' || view_name, comment from duckdb_views() where comment is not null"
        ).fetchall()
    )
    paths = {path.stem: project.show(path) for path in project.files("models") if path.suffix in _MODELS}
    tables = {}
    for name, schema, title, made_of, row_count in con.execute(
        "select model, schema_name, table_name, made_of, row_count from quality.models order by model"
    ).fetchall():
        made = json.loads(made_of)
        tables[name] = Table(
            name=name,
            schema=schema,
            title=title,
            says=comments.get(f"{schema}.{title}") or "",
            row_count=row_count,
            parents=tuple(sorted(made.get("parents", {}))),
            loaded=tuple(sorted(one.removesuffix(_NOW) for one in made.get("loaded", {}))),
            shown=paths.get(name, ""),
        )
    for raw, files in _files(con, {one for table in tables.values() for one in table.loaded}).items():
        schema, _, title = raw.rpartition(".")
        tables[raw] = Table(raw, schema, title, "", None, (), (), "", files)
    return Descent(tables)


def _files(con: duckdb.DuckDBPyConnection, loaded: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the files of each loaded table, relative to the project; none where the build does not say."""
    try:
        rows = con.execute(
            "select distinct 'raw.' || table_name, file from raw.load_files"
            " where load_id = (select max(load_id) from raw.load_files) order by all"
        ).fetchall()
    except duckdb.CatalogException:  # a project of dbt's, whose sources are tables
        rows = []
    files: dict[str, list[str]] = {}
    for table, file in rows:
        files.setdefault(table, []).append(file)
    return {raw: _folded(files.get(raw, ())) for raw in sorted(loaded)}


def _folded(files: Sequence[str]) -> tuple[str, ...]:
    """Return the files, and in place of many in one folder the folder and their number."""
    folders: dict[str, list[str]] = {}
    for file in files:
        folders.setdefault(file.rpartition("/")[0], []).append(file)
    shown = [
        [f"{folder}/ ({len(found):,} files)"] if len(found) > _MOST_FILES else found
        for folder, found in folders.items()
    ]
    return tuple(file for found in shown for file in found)
