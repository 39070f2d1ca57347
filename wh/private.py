"""The private copy that a build works on: made from the newest build, set up as the target says, and thrown away.

Nobody reads it. What of it is published or kept is moved away from here before that.
"""

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from wh import disk
from wh.errors import ProjectError
from wh.kept import PRIVATE, is_adoptable, newest, newest_build
from wh.obstacles import surroundings_error, system_error, unreadable
from wh.project import Project
from wh.relations import literal, quoted

_MANY_TABLES = 150
_ROWS_OF_A_GROUP = 30_720
"""A quarter of what is usual: so many rows, with their texts, each thread holds before it compresses them."""


@contextlib.contextmanager
def lent(project: Project, *, of_published: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Lend a connection to a private copy; what was not published or kept by then is discarded."""
    con: duckdb.DuckDBPyConnection | None = None
    try:
        con = open_private(project, private_copy(project, of_published=of_published))
        yield con
    except (OSError, duckdb.Error) as cause:
        surroundings = surroundings_error(cause, project)
        if surroundings is not None:
            raise surroundings from cause
        raise
    finally:
        discard(project, con)


def private_copy(project: Project, *, of_published: bool = False) -> Path:
    """Copy the newest build, published or not, to a private file and return its path; no build gives a path to none.

    `of_published` leaves aside what a failed build made: a selection of models is not to publish the rest of that.

    Where a dbt project has none yet, the file that others made at its target is copied.
    """
    private = project.state / PRIVATE
    last = newest_build(project)
    latest = newest(project) if not of_published else last.path if last else None
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
        _attach(con, path, quoted(catalog_of(project)), version, _block_size(project))
        _set_up(con, project)
    except duckdb.Error as cause:
        con.close()
        if "version string" in str(cause):
            raise ProjectError(
                f"The setting `storage_version` is `{version}`, which DuckDB does not know.",
                at=project.show(project.root / "pyproject.toml"),
                way_out='`storage_version = "v1.5.0"`, which every driver since 1.5 can read',
            ) from cause
        raise unreadable(project, path, cause) from cause
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
    attach = f"attach {literal(str(path))} as {name}"
    options = [f"storage_version {literal(version)}", "recovery_mode 'no_wal_writes'"]
    options.append(f"row_group_size {_ROWS_OF_A_GROUP}")
    if not path.exists():  # a file keeps the one that it was made with
        options.append(f"block_size {block_size}")
    try:
        con.execute(f"{attach} ({', '.join(options)})")
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
    statements = [f"load {literal(name)}" for name in target.extensions]
    # for all connections: each thread has its own
    statements += [f"set global {name} = {literal(str(value))}" for name, value in target.settings.items()]
    for attached in target.attached:
        alias = f" as {quoted(str(attached['alias']))}" if attached.get("alias") else ""
        path = project.root / str(attached.get("path", ""))
        statements.append(f"attach {literal(str(path))}{alias} (read_only)")
    for statement in statements:
        try:
            _execute_for_all(con, statement)
        except duckdb.Error as cause:
            raise ProjectError(
                f"The target `{target.name}` cannot be set up: {str(cause).splitlines()[0]}",
                at=project.show(project.defined_in[1]) if len(project.defined_in) > 1 else str(project.root),
                way_out=f"mend what gives `{statement}`",
            ) from cause


def discard(project: Project, con: duckdb.DuckDBPyConnection | None) -> None:
    """Close and remove the private file: nothing of it is wanted."""
    if con is not None:
        with contextlib.suppress(duckdb.Error):
            con.close()
    remove(project)


def remove(project: Project) -> None:
    """Remove the private file with its log and its folder of spilled rows, whole or half."""
    for stray in project.state.glob(f"{PRIVATE}*"):
        if stray.is_dir():
            shutil.rmtree(stray, ignore_errors=True)
        else:
            stray.unlink(missing_ok=True)
