"""Questions put to the warehouse, read-only: SQL, and the list of builds."""

from dataclasses import dataclass

import duckdb

from wh import quality, warehouse
from wh.errors import ProjectError, WarehouseError
from wh.kept import kept_builds, newest, published
from wh.project import Project


@dataclass(frozen=True, slots=True)
class Answer:
    """Rows with the names of their columns."""

    columns: tuple[str, ...]
    rows: tuple[tuple[object, ...], ...]


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A build, with whether it is on disk and whether it is what readers see."""

    record: quality.BuildRecord
    is_kept: bool
    is_published: bool


def query(project: Project, sql: str, *, unpublished: bool = False, build_id: str | None = None) -> Answer:
    """Run one statement on the published build, read-only, with every schema's tables at hand by bare name.

    `unpublished` asks what the last build left that was not published, `build_id` a build that is kept.
    """
    con = warehouse.open_asked(project, unpublished=unpublished, build_id=build_id)
    try:
        con.execute(f"set search_path = '{_schemas(con)}'")
        con.execute("set enable_external_access = false")  # neither does a query write a file
        try:
            statements = con.extract_statements(sql.encode("utf-8", "replace").decode())
            if len(statements) == 1:
                cursor = con.execute(statements[0])
                columns = tuple(column[0] for column in cursor.description or ())
                return Answer(columns, tuple(cursor.fetchall()))
        except duckdb.Error as cause:
            raise ProjectError(
                f"The query does not run: {str(cause).strip()}",
                at="the command line",
                way_out="`wh ls marts/` for the tables, `wh query 'describe claims'` for a table's columns",
            ) from cause
        found = "is empty" if not statements else f"holds {len(statements)} statements"
        raise ProjectError(f"The query {found}.", at="the command line", way_out="one statement at a time")
    finally:
        con.close()


def _schemas(con: duckdb.DuckDBPyConnection) -> str:
    """Return every schema that holds something, the marts first and what only models read last."""
    ranks = {name: rank for rank, name in enumerate(("marts", "main", "quality", "intermediate", "staging", "raw"))}
    rows = con.execute(
        "select distinct schema_name from duckdb_columns() where database_name = current_database() and not internal"
    ).fetchall()
    names = sorted((row[0] for row in rows), key=lambda name: (ranks.get(name, 1), name))
    return ",".join('"' + name.replace('"', '""').replace("'", "''") + '"' for name in names)


def history(project: Project) -> tuple[HistoryEntry, ...]:
    """Return every build that the warehouse knows, oldest first."""
    if newest(project) is None:
        raise WarehouseError("Nothing was built yet.", at=str(project.root), way_out="`wh build`")
    con = warehouse.open_newest(project)
    try:
        records = quality.read_builds(con)
    finally:
        con.close()
    kept = {build.build_id for build in kept_builds(project)}
    current = published(project)
    return tuple(
        HistoryEntry(record, record.build_id in kept, current is not None and current.build_id == record.build_id)
        for record in records
    )
