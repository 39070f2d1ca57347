"""The warehouse's file: private copies, publishing by swapping a link, rollback. The door to duckdb.

A reader opens `warehouse.duckdb`, a link to a kept build, and sees one build or the next, whole. A build works on a
private copy that nobody reads; what a failed build loaded and answered waits in `unpublished.duckdb` for the next.
"""

import contextlib
import errno
import os
import shutil
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from wh import disk
from wh.errors import ProjectError, WarehouseError
from wh.kept import (
    UNPUBLISHED,
    Kept,
    files_of,
    is_adoptable,
    kept_builds,
    log_of,
    named,
    newest,
    refuse_foreign_writer,
    write_sidecar,
)
from wh.project import Project

CONTRACT_VERSION = "1"
PRIVATE = "private.duckdb"
_MANY_TABLES = 150
_BROKEN_FILE = ("not a valid duckdb database", "corrupt", "checksum", "could not read enough bytes", "serialization")


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
        _remove_private(project)
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
        raise _unreadable(project, path, cause) from cause
    try:
        status = path.stat()
        at = datetime.fromtimestamp(status.st_mtime, UTC)
        build_id = f"{at:%Y%m%d-%H%M%S}-{at.microsecond // 1000:03d}"
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


def private_copy(project: Project, *, of_published: bool = False) -> Path:
    """Copy the newest build, published or not, to a private file and return its path; no build gives a path to none.

    `of_published` leaves aside what a failed build made: a selection of models is not to publish the rest of that.

    Where a dbt project has none yet, the file that others made at its target is copied.
    """
    private = project.state / PRIVATE
    builds = kept_builds(project)
    latest = (builds[-1].path if builds else None) if of_published else newest(project)
    base = latest or (project.warehouse if is_adoptable(project) else None)
    if base is not None:
        try:
            disk.copy(base, private)
        except OSError as cause:
            private.unlink(missing_ok=True)
            raise system_error(cause, private) from cause
    return private


def open_private(project: Project, path: Path) -> duckdb.DuckDBPyConnection:
    """Open a private file for writing, in the storage format of the settings and with what the target sets.

    Nothing of it need outlive a crash, so it has no write-ahead log; what is to stay is written by a checkpoint. The
    catalog has the name of the published file, which is the one that readers know.
    """
    version = project.settings.storage_version
    con = duckdb.connect()
    try:
        # what does not fit into memory must not be put where the command was typed
        con.execute("set temp_directory = ?", [f"{path}.tmp"])
        # a model never reads a variable of Python's, and without looking for one two threads can bind at once
        con.execute("set python_enable_replacements = false")
        con.execute("set global TimeZone = 'UTC'")
        _attach(con, path, _quoted(catalog_of(project)), version, _block_size(project))
        _set_up(con, project)
    except duckdb.Error as cause:
        con.close()
        if "version string" in str(cause):
            raise ProjectError(
                f"The setting `storage_version` is `{version}`, which DuckDB does not know.",
                at=project.show(project.root / "pyproject.toml"),
                way_out='`storage_version = "v1.5.0"`, which every driver since 1.5 can read',
            ) from cause
        raise _unreadable(project, path, cause) from cause
    except BaseException:
        con.close()
        raise
    return con


def _block_size(project: Project) -> int:
    """Return the size of the blocks of a new file, in bytes: DuckDB's own, or a quarter of it for many small tables.

    Every table takes a block at least, and each build copies the file: a thousand of them are 264 MB or 67 MB. Long
    texts are written at two thirds of the speed in small blocks, so that a few tables get the large ones.
    """
    return 65_536 if len(project.files("models")) > _MANY_TABLES else 262_144


def _attach(con: duckdb.DuckDBPyConnection, path: Path, name: str, version: str, block_size: int) -> None:
    attach = f"attach {_literal(str(path))} as {name}"
    size = "" if path.exists() else f", block_size {block_size}"  # a file keeps the one that it was made with
    try:
        con.execute(f"{attach} (storage_version {_literal(version)}, recovery_mode 'no_wal_writes'{size})")
    except duckdb.InvalidInputException as cause:
        if "cannot be lowered" not in str(cause):
            raise
        con.execute(f"{attach} (recovery_mode 'no_wal_writes')")  # a file that somebody else made in a newer format
    con.execute(f"use {name}")


def catalog_of(project: Project) -> str:
    """Return the name by which DuckDB knows the warehouse while it is built; its own catalogs keep theirs."""
    name = project.target.database
    return f"{name}_" if name.lower() in ("memory", "system", "temp", "main") else name


def _execute_for_all(con: duckdb.DuckDBPyConnection, statement: str) -> None:
    """Run a statement; a setting that no other connection can have is set for this one."""
    try:
        con.execute(statement)
    except duckdb.CatalogException as cause:
        if "cannot be set globally" not in str(cause):
            raise
        con.execute(statement.replace("set global", "set", 1))


def _set_up(con: duckdb.DuckDBPyConnection, project: Project) -> None:
    """Load the extensions, set the settings and attach the databases that the target names."""
    target = project.target
    statements = [f"load {_literal(name)}" for name in target.extensions]
    # for all connections: each thread has its own
    statements += [f"set global {name} = {_literal(str(value))}" for name, value in target.settings.items()]
    for attached in target.attached:
        alias = f" as {_quoted(str(attached['alias']))}" if attached.get("alias") else ""
        path = project.root / str(attached.get("path", ""))
        statements.append(f"attach {_literal(str(path))}{alias} (read_only)")
    for statement in statements:
        try:
            _execute_for_all(con, statement)
        except duckdb.Error as cause:
            raise ProjectError(
                f"The target `{target.name}` cannot be set up: {str(cause).splitlines()[0]}",
                at=project.show(project.defined_in[1]) if len(project.defined_in) > 1 else str(project.root),
                way_out=f"mend what gives `{statement}`",
            ) from cause


def open_published(project: Project) -> duckdb.DuckDBPyConnection:
    """Open the published build read-only."""
    path = project.warehouse
    if not path.exists():
        raise WarehouseError(
            "Nothing is published yet." if not path.is_symlink() else "The published build's file is gone.",
            at=project.show(path),
            way_out="`wh build`",
        )
    return _open_to_read(project, path)


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
                quoted = str(path.resolve()).replace("'", "''")
                con.execute(f"attach '{quoted}' as {catalog} (read_only)")
                is_ours = _is_ours(con, catalog)
            except duckdb.Error as cause:
                raise _unreadable(project, path, cause) from cause
            if not is_ours:
                raise _no_warehouse(project, path)
        try:
            yield con
        except duckdb.Error as cause:
            con.close()
            broken = next((path for path in pair.values() if not _is_whole(path)), None)
            if broken is not None:
                raise _unreadable(project, broken, cause) from cause
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
        raise _unreadable(project, path, cause) from cause
    raise _no_warehouse(project, path)


def _is_ours(con: duckdb.DuckDBPyConnection, catalog: str | None) -> bool:
    """Whether a catalog, or the open one, holds the list of builds that every warehouse has."""
    found = con.execute(
        "select 1 from duckdb_tables() where database_name = coalesce(?, current_database())"
        " and schema_name = 'quality' and table_name = 'builds'",
        [catalog],
    )
    return found.fetchone() is not None


def _no_warehouse(project: Project, path: Path) -> WarehouseError:
    return WarehouseError(
        f"`{path.name}` is a database of DuckDB, but no warehouse.",
        at=project.show(path),
        way_out=f"`mv {project.show(path)} {project.show(path)}.old`, then `wh build`",
    )


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
    private, builds = project.state / PRIVATE, project.state / "builds"
    refuse_foreign_writer(project)
    try:
        con.execute("checkpoint")
        con.close()
        if log_of(private).exists():
            raise AssertionError("DuckDB left a write-ahead log after its checkpoint")
        disk.sync(private)
        path = builds / f"{build_id}.duckdb"
        status = private.stat()
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
        private.replace(path)
        disk.sync_folder(builds)
        (project.state / UNPUBLISHED).unlink(missing_ok=True)
        _show(project, path)
        _prune(project, kept)
    except (OSError, duckdb.Error) as cause:
        raise system_error(cause, project.root) from cause
    return kept


def keep_unpublished(project: Project, con: duckdb.DuckDBPyConnection) -> None:
    """Close the private file and keep what it loaded and answered for the next build; publish nothing."""
    try:
        con.execute("checkpoint")
        con.close()
        private = project.state / PRIVATE
        disk.sync(private)
        private.replace(project.state / UNPUBLISHED)
        disk.sync_folder(project.state)
    except (OSError, duckdb.Error) as cause:
        raise system_error(cause, project.root) from cause


def discard(project: Project, con: duckdb.DuckDBPyConnection | None) -> None:
    """Close and remove the private file: nothing of it is wanted."""
    if con is not None:
        with contextlib.suppress(duckdb.Error):
            con.close()
    _remove_private(project)


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
        raise _unreadable(project, wanted.path, cause) from cause
    except OSError as cause:
        raise system_error(cause, project.root) from cause
    return wanted


def surroundings_error(cause: Exception, project: Project) -> WarehouseError | None:
    """Return the error to show if DuckDB or the system failed for want of disk, rights or a whole file."""
    text = str(cause).lower()
    if isinstance(cause, duckdb.Error) and any(sign in text for sign in _BROKEN_FILE):
        return _unreadable(project, project.state / PRIVATE, cause)
    if isinstance(cause, duckdb.OutOfMemoryException):
        return WarehouseError(
            f"The memory is full: {_said(cause)}. Nothing was published.",
            at=str(project.root),
            way_out="a machine with more memory; or a smaller input: which article or label file is the largest?",
        )
    signs = ("no space left", "disk quota", "file too large", "could not write", "read-only file system", "fsync")
    if isinstance(cause, OSError) or any(sign in text for sign in signs):
        return system_error(cause, project.root)
    return None


def system_error(cause: Exception, path: Path) -> WarehouseError:
    """Return the error to show if the system would not do something with `path`."""
    number = cause.errno if isinstance(cause, OSError) else None
    text = _said(cause)
    lowered = text.lower()
    if number == errno.ENOSPC or "no space" in lowered or "quota" in lowered or "too large" in lowered:
        return WarehouseError(
            f"The disk is full: {text}. Nothing was published, and the published warehouse is as it was.",
            at=str(path),
            way_out="to free some space (a build needs room for one more copy of the warehouse), then the same again",
        )
    if number in (errno.EACCES, errno.EPERM, errno.EROFS) or "read-only" in lowered or "permission" in lowered:
        return WarehouseError(
            f"This cannot be read or written: {text}.",
            at=str(path),
            way_out="the right to do so, or a copy of the project in a folder that you may write to",
        )
    return WarehouseError(
        f"The system refused: {text}. Nothing was published, and the published warehouse is as it was.",
        at=str(path),
        way_out="to mend that, then the same again",
    )


def _said(cause: Exception) -> str:
    """Return the first line of an error; one of a model's building is JSON, of which a person wants the message."""
    if isinstance(cause, duckdb.Error) and '"exception_message"' in str(cause):
        from wh.query_faults import plain_message  # with all that models need

        return plain_message(cause)
    return str(cause).partition("\n")[0]


def _remove_private(project: Project) -> None:
    """Remove the private file with its log and its folder of spilled rows, whole or half."""
    for stray in project.state.glob(f"{PRIVATE}*"):
        if stray.is_dir():
            shutil.rmtree(stray, ignore_errors=True)
        else:
            stray.unlink(missing_ok=True)


def _is_whole(path: Path) -> bool:
    """Whether every row of the file can be read; a file that somebody else is writing to counts as whole."""
    try:
        with duckdb.connect(str(path), read_only=True) as con:
            tables = con.execute("select schema_name, table_name from duckdb_tables()").fetchall()
            for schema, table in tables:
                con.execute(f'select bit_xor(hash(one)) from "{schema}"."{table}" as one')
    except duckdb.Error as cause:
        return "lock" in str(cause) and not any(sign in str(cause).lower() for sign in _BROKEN_FILE)
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


def _unreadable(project: Project, path: Path, cause: duckdb.Error) -> WarehouseError:
    first = _said(cause)
    if "set lock on file" in first:
        return WarehouseError(
            f"Another program has opened the warehouse for writing, and nobody else can read it meanwhile: {first}",
            at=project.show(path),
            way_out="to close that program (readers should open the file read-only), then the same again",
        )
    if path.name == PRIVATE:
        path = newest(project) or path
    return WarehouseError(
        f"The warehouse cannot be read: {first}", at=project.show(path), way_out=_way_past(project, path)
    )


def _way_past(project: Project, path: Path) -> str:
    """Return what to do about a file that cannot be read, so that the next build does not start from it."""
    if path.name == UNPUBLISHED:
        shown = project.show(path)
        return (
            f"`mv {shown} {shown}.unreadable`, then `wh build`: it goes on from the published build, "
            "and loads what is in data/ anew"
        )
    older = [kept.build_id for kept in kept_builds(project) if kept.build_id < path.resolve().stem]
    anew = "`mv .wh .wh.old && rm warehouse.duckdb`, then `wh build`: it loads everything in data/ anew"
    if not older:
        return anew
    return f"`wh rollback {older[-1]}`, the build before it, then `wh build`; or {anew}"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
