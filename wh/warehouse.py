"""The warehouse's file: private copies, publishing by swapping a link, rollback. The door to duckdb.

A reader opens `warehouse.duckdb`, a link to a kept build, and sees one build or the next, whole. A build works on a
private copy that nobody reads; what a failed build loaded and answered waits in `unpublished.duckdb` for the next.
"""

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from wh import disk, private
from wh.errors import ProjectError, WarehouseError
from wh.kept import (
    PRIVATE,
    UNPUBLISHED,
    Kept,
    files_of,
    id_of,
    is_adoptable,
    kept_builds,
    log_of,
    named,
    newest,
    refuse_foreign_writer,
    write_sidecar,
)
from wh.obstacles import is_about_a_broken_file, no_warehouse, surroundings_error, system_error, unreadable
from wh.project import Project
from wh.relations import literal, quoted
from wh.stopping import cleared

CONTRACT_VERSION = "1"


@contextlib.contextmanager
def locked(project: Project) -> Iterator[None]:
    """Hold the project's lock, so that one build runs at a time; refuse at once if another holds it."""
    folder = project.state
    try:
        (folder / "builds").mkdir(parents=True, exist_ok=True)
        handle = (folder / "lock").open("a+", encoding="utf-8")
    except OSError as cause:
        raise system_error(cause, folder) from cause
    with handle:
        if not disk.take_lock(handle.fileno()):
            handle.seek(0)
            holder = handle.read().strip() or "another process"
            raise WarehouseError(
                f"Another build is at work on this project ({holder}).",
                at=project.show(folder / "lock"),
                way_out="the same again when it is done; readers of warehouse.duckdb need not wait",
            )
        handle.truncate(0)
        handle.write(f"process {os.getpid()}")
        handle.flush()
        private.remove(project)
        with cleared(lambda: private.remove(project)):
            yield


def adopt(project: Project) -> None:
    """Take a file that dbt or others made at the target of a dbt project for the first kept build, as it is.

    Readers see the same rows under the same name, and a rollback brings them back.
    """
    if not is_adoptable(project):
        return
    path = project.warehouse
    try:
        duckdb.connect(str(path), read_only=True).close()
    except duckdb.Error as cause:
        raise unreadable(project, path, cause) from cause
    try:
        status = path.stat()
        build_id = id_of(datetime.fromtimestamp(status.st_mtime, UTC))
        kept = Kept(
            build_id,
            project.state / "builds" / f"{build_id}.duckdb",
            fingerprint=None,
            worst_failure=None,
            expires_on=None,
            size=status.st_size,
            modified_ns=status.st_mtime_ns,
        )
        write_sidecar(kept)
        kept.path.hardlink_to(path)
        _show(project, kept.path)
    except OSError as cause:
        raise system_error(cause, path) from cause


def open_published(project: Project) -> duckdb.DuckDBPyConnection:
    """Open the published build read-only."""
    path = project.warehouse
    if not path.exists():
        raise WarehouseError(
            "Nothing is published yet." if not path.is_symlink() else "The published build's file is gone.",
            at=project.show(path),
            way_out=_towards_a_build(project),
        )
    return _open_to_read(project, path)


def _towards_a_build(project: Project) -> str:
    """Return the way out where nothing is published: what was not may be looked into, to see why."""
    if not (project.state / UNPUBLISHED).exists():
        return "`wh build`"
    return "`wh query … --unpublished`, which looks into the build that was not, and `wh build` once that is mended"


def open_unpublished(project: Project) -> duckdb.DuckDBPyConnection:
    """Open what the last build left that was not published, read-only."""
    path = project.state / UNPUBLISHED
    if not path.exists():
        raise WarehouseError(
            "The last build was published, so nothing is left unpublished.",
            at=project.show(path),
            way_out="the same without --unpublished",
        )
    return _open_to_read(project, path)


def open_asked(
    project: Project, *, unpublished: bool = False, build_id: str | None = None
) -> duckdb.DuckDBPyConnection:
    """Open the published build read-only, or that kept build, or what the last build left unpublished."""
    if build_id is None:
        return open_unpublished(project) if unpublished else open_published(project)
    if unpublished:
        raise ProjectError(
            "What was not published is none of the kept builds.",
            at="the command line",
            way_out="--build or --unpublished",
        )
    return _open_to_read(project, named(project, build_id).path)


def open_newest(project: Project) -> duckdb.DuckDBPyConnection:
    """Open the file that knows most read-only: it also holds the answers of builds that were not published."""
    path = newest(project)
    return open_published(project) if path is None else _open_to_read(project, path)


@contextlib.contextmanager
def opened_pair(project: Project, before: Path, after: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a connection to two builds' files, read-only, as the catalogs `before` and `after`."""
    pair = {"before": before, "after": after}
    with duckdb.connect() as con:
        # what does not fit into memory must not be put where the command was typed
        con.execute("set temp_directory = ?", [str(project.state / "comparing.tmp")])
        con.execute("set preserve_insertion_order = false")
        for catalog, path in pair.items():
            try:
                con.execute(f"attach {literal(str(path.resolve()))} as {catalog} (read_only)")
                is_ours = _is_ours(con, catalog)
            except duckdb.Error as cause:
                raise unreadable(project, path, cause) from cause
            if not is_ours:
                raise no_warehouse(project, path)
        try:
            yield con
        except duckdb.Error as cause:
            con.close()
            broken = next((path for path in pair.values() if not _is_whole(path)), None)
            if broken is not None:
                raise unreadable(project, broken, cause) from cause
            surroundings = surroundings_error(cause, project)
            if surroundings is not None:
                raise surroundings from cause
            raise


def _open_to_read(project: Project, path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file read-only, if it is a warehouse."""
    try:
        con = duckdb.connect(str(path.resolve()), read_only=True)
        if _is_ours(con, None):
            return con
        con.close()
    except duckdb.Error as cause:
        raise unreadable(project, path, cause) from cause
    raise no_warehouse(project, path)


def _is_ours(con: duckdb.DuckDBPyConnection, catalog: str | None) -> bool:
    """Whether a catalog, or the open one, holds the list of builds that every warehouse has."""
    found = con.execute(
        "select 1 from duckdb_tables() where database_name = coalesce(?, current_database())"
        " and schema_name = 'quality' and table_name = 'builds'",
        [catalog],
    )
    return found.fetchone() is not None


def publish(
    project: Project,
    con: duckdb.DuckDBPyConnection,
    *,
    build_id: str,
    fingerprint: str | None,
    worst_failure: str | None,
    expires_on: str | None,
    surroundings: Mapping[str, str] | None = None,
) -> Kept:
    """Close the private file, keep it as a build and let `warehouse.duckdb` show it; the values are those of Kept."""
    working, builds = project.state / PRIVATE, project.state / "builds"
    refuse_foreign_writer(project)
    try:
        con.execute("checkpoint")
        con.close()
        if log_of(working).exists():
            raise AssertionError("DuckDB left a write-ahead log after its checkpoint")
        disk.sync(working)
        path = builds / f"{build_id}.duckdb"
        status = working.stat()
        kept = Kept(
            build_id,
            path,
            fingerprint,
            worst_failure,
            expires_on,
            size=status.st_size,
            modified_ns=status.st_mtime_ns,
            surroundings=surroundings or {},
        )
        write_sidecar(kept)  # before its file: a build without one is built anew
        working.replace(path)
        disk.sync_folder(builds)
        (project.state / UNPUBLISHED).unlink(missing_ok=True)
        _show(project, path)
        _prune(project, kept)
    except (OSError, duckdb.Error) as cause:
        raise system_error(cause, project.root) from cause
    return kept


def has_unpublished(project: Project) -> bool:
    """Whether the last build was not published."""
    return (project.state / UNPUBLISHED).exists()


def keep_unpublished(project: Project, con: duckdb.DuckDBPyConnection) -> None:
    """Close the private file and keep what it loaded and answered for the next build; publish nothing."""
    try:
        con.execute("checkpoint")
        con.close()
        working = project.state / PRIVATE
        disk.sync(working)
        working.replace(project.state / UNPUBLISHED)
        disk.sync_folder(project.state)
    except (OSError, duckdb.Error) as cause:
        raise system_error(cause, project.root) from cause


def rollback(project: Project, build_id: str) -> Kept:
    """Let `warehouse.duckdb` show a kept build again; the start of its id is enough where only one has it.

    What is newer and cannot be read is set aside, renamed to `*.unreadable`, so that the next build does not start
    from it.
    """
    wanted = named(project, build_id)
    refuse_foreign_writer(project)
    try:
        duckdb.connect(str(wanted.path), read_only=True).close()
        _show(project, wanted.path)
        newer = [kept.path for kept in kept_builds(project) if kept.build_id > wanted.build_id]
        for path in (*newer, project.state / UNPUBLISHED):
            if path.exists() and not _is_whole(path):
                _set_aside(path)
    except duckdb.Error as cause:
        raise unreadable(project, wanted.path, cause) from cause
    except OSError as cause:
        raise system_error(cause, project.root) from cause
    return wanted


def _is_whole(path: Path) -> bool:
    """Whether every row of the file can be read; a file that somebody else is writing to counts as whole."""
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            tables = con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            for schema, table in tables:
                con.execute(f"select bit_xor(hash(one)) from {quoted(schema)}.{quoted(table)} as one")
    except duckdb.Error as cause:
        return "lock" in str(cause) and not is_about_a_broken_file(cause)
    return True


def _set_aside(path: Path) -> None:
    for one in files_of(path):
        if one.exists():
            one.replace(one.with_name(one.name + ".unreadable"))


def _show(project: Project, path: Path) -> None:
    """Swap the link in one step; where links are not to be had, replace the file by a copy."""
    folder = project.warehouse.parent
    folder.mkdir(parents=True, exist_ok=True)
    waiting = project.state / "link"
    waiting.unlink(missing_ok=True)
    try:
        waiting.symlink_to(Path(os.path.relpath(path, folder)))
    except (OSError, NotImplementedError):
        shutil.copy2(path, waiting)
    waiting.replace(project.warehouse)
    disk.sync_folder(folder)


def _prune(project: Project, published_now: Kept) -> None:
    builds = kept_builds(project)
    for old in builds[: -project.settings.keep_builds]:
        if old.build_id != published_now.build_id:
            # Windows keeps a file that a reader has open; the next build tries again
            with contextlib.suppress(PermissionError):
                for one in files_of(old.path):
                    one.unlink(missing_ok=True)
