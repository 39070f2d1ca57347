"""What stands in the way of the file, for a person: a full disk, missing rights, memory, a lock, a file half read.

Says it and the way out; mends nothing.
"""

import errno
from pathlib import Path

import duckdb

from wh.errors import WarehouseError
from wh.kept import PRIVATE, UNPUBLISHED, kept_builds, newest
from wh.project import Project

_BROKEN_FILE = ("not a valid duckdb database", "corrupt", "checksum", "could not read enough bytes", "serialization")


def surroundings_error(cause: Exception, project: Project) -> WarehouseError | None:
    """Return the error to show if DuckDB or the system failed for want of disk, rights or a whole file."""
    text = str(cause).lower()
    if isinstance(cause, duckdb.Error) and is_about_a_broken_file(cause):
        return unreadable(project, project.state / PRIVATE, cause)
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


def unreadable(project: Project, path: Path, cause: duckdb.Error) -> WarehouseError:
    """Return the error to show if DuckDB cannot read a file."""
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


def no_warehouse(project: Project, path: Path) -> WarehouseError:
    """Return the error to show of a file of DuckDB's that is none of ours."""
    return WarehouseError(
        f"`{path.name}` is a database of DuckDB, but no warehouse.",
        at=project.show(path),
        way_out=f"`mv {project.show(path)} {project.show(path)}.old`, then `wh build`",
    )


def is_about_a_broken_file(cause: duckdb.Error) -> bool:
    """Whether DuckDB found a file that is not as it wrote it."""
    text = str(cause).lower()
    return any(sign in text for sign in _BROKEN_FILE)
