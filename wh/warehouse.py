"""The warehouse's file: private copies, publishing by swapping a link, kept builds, rollback. The door to duckdb.

A reader opens `warehouse.duckdb`, a link to a kept build, and sees one build or the next, whole. A build works on a
private copy that nobody reads; what a failed build loaded and answered waits in `unpublished.duckdb` for the next.
"""

import contextlib
import errno
import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path

import duckdb

from wh import disk
from wh.errors import ProjectError, WarehouseError
from wh.project import Project
from wh.results import Severity

CONTRACT_VERSION = "1"
PRIVATE = "private.duckdb"
UNPUBLISHED = "unpublished.duckdb"
_BROKEN_FILE = ("not a valid duckdb database", "corrupt", "checksum", "could not read enough bytes", "serialization")


@dataclass(frozen=True, slots=True)
class Kept:
    """A build that is on disk, with what is needed to know it again without opening it.

    `worst_failure` is the highest severity among the rules that failed, None where all held; `expires_on` is the next
    day (ISO) on which a ruling expires and the same input no longer gives the same build.
    """

    build_id: str
    path: Path
    fingerprint: str | None
    worst_failure: str | None
    expires_on: str | None
    size: int
    modified_ns: int

    @property
    def is_untouched(self) -> bool:
        """Whether the file is as it was when it was published; a log beside it holds what somebody else wrote."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return False
        if _log(self.path).exists():
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.modified_ns)


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


def private_copy(project: Project) -> Path:
    """Copy the newest build, published or not, to a private file and return its path; no build gives a path to none."""
    private = project.state / PRIVATE
    base = newest(project)
    if base is not None:
        try:
            disk.copy(base, private)
        except OSError as cause:
            private.unlink(missing_ok=True)
            raise system_error(cause, private) from cause
    return private


def newest(project: Project) -> Path | None:
    """Return the file that knows most: what the last failed build left, else the newest kept build."""
    unpublished = project.state / UNPUBLISHED
    builds = kept_builds(project)
    try:
        waiting_ns = unpublished.stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return builds[-1].path if builds else None
    # a build that was killed just before it removed what waited for it has taken it in already
    return builds[-1].path if builds and builds[-1].modified_ns > waiting_ns else unpublished


def refuse_foreign_file(project: Project) -> None:
    """Refuse to go on where `warehouse.duckdb` is no build of ours or is being written to: publishing would harm it."""
    link = project.warehouse
    _refuse_foreign_writer(project)
    if link.is_symlink() and not link.exists():
        return
    if link.exists() and published(project) is None:
        raise WarehouseError(
            f"`{link.name}` is there, but it is no build of this project, and a build would replace it.",
            at=project.show(link),
            way_out=f"`mv {link.name} {link.name}.old`, then the same again",
        )


def open_private(project: Project, path: Path) -> duckdb.DuckDBPyConnection:
    """Open a private file for writing, in the storage format of the settings."""
    try:
        return duckdb.connect(str(path), config={"storage_compatibility_version": project.settings.storage_version})
    except duckdb.Error as cause:
        if "version string" in str(cause):
            raise ProjectError(
                f"The setting `storage_version` is `{project.settings.storage_version}`, which DuckDB does not know.",
                at=project.show(project.root / "pyproject.toml"),
                way_out='`storage_version = "v1.5.0"`, which every driver since 1.5 can read',
            ) from cause
        raise _unreadable(project, path, cause) from cause


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


def _open_to_read(project: Project, path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file read-only, if it is a warehouse."""
    try:
        con = duckdb.connect(str(path.resolve()), read_only=True)
        is_ours = con.execute("select 1 from duckdb_tables() where schema_name = 'quality' and table_name = 'builds'")
        if is_ours.fetchone():
            return con
        con.close()
    except duckdb.Error as cause:
        raise _unreadable(project, path, cause) from cause
    raise WarehouseError(
        f"`{path.name}` is a database of DuckDB, but no warehouse.",
        at=project.show(path),
        way_out=f"`mv {project.show(path)} {project.show(path)}.old`, then `wh build`",
    )


def published(project: Project) -> Kept | None:
    """Return the build that `warehouse.duckdb` shows, or None if it shows none of ours."""
    link = project.warehouse
    if link.is_symlink() and link.exists():  # else it leads nowhere, or to itself
        target = link.resolve()
        return next((kept for kept in kept_builds(project) if kept.path.resolve() == target), None)
    if link.is_file():
        status = link.stat()
        seen = (status.st_size, status.st_mtime_ns)
        return next((kept for kept in kept_builds(project) if (kept.size, kept.modified_ns) == seen), None)
    return None


def kept_builds(project: Project) -> tuple[Kept, ...]:
    """Return the builds that are on disk, oldest first."""
    found = []
    for path in sorted((project.state / "builds").glob("*.duckdb")):
        if path.is_file():
            found.append(_read_sidecar(path.with_suffix(".json"), path))
    return tuple(found)


def publish(
    project: Project,
    con: duckdb.DuckDBPyConnection,
    *,
    build_id: str,
    fingerprint: str | None,
    worst_failure: str | None,
    expires_on: str | None,
) -> Kept:
    """Close the private file, keep it as a build and let `warehouse.duckdb` show it; the values are those of Kept."""
    private, builds = project.state / PRIVATE, project.state / "builds"
    _refuse_foreign_writer(project)
    try:
        con.execute("checkpoint")
        con.close()
        if _log(private).exists():
            raise AssertionError("DuckDB left a write-ahead log after its checkpoint")
        disk.sync(private)
        path = builds / f"{build_id}.duckdb"
        status = private.stat()
        kept = Kept(
            build_id, path, fingerprint, worst_failure, expires_on, size=status.st_size, modified_ns=status.st_mtime_ns
        )
        _write_sidecar(kept)  # before its file: a build without one is built anew
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
    builds = kept_builds(project)
    named = [kept for kept in builds if kept.build_id.startswith(build_id)]
    exact = [kept for kept in named if kept.build_id == build_id]
    if len(exact or named) != 1 or not build_id:
        ids = ", ".join(kept.build_id for kept in builds) or "none"
        raise WarehouseError(
            f"{'No' if not named else 'More than one'} kept build has the id `{build_id}`.",
            at="the command line",
            way_out=f"one of the kept builds: {ids}" if builds else "`wh build` first",
        )
    wanted = (exact or named)[0]
    _refuse_foreign_writer(project)
    try:
        duckdb.connect(str(wanted.path), read_only=True).close()
        _show(project, wanted.path)
        newer = [kept.path for kept in builds if kept.build_id > wanted.build_id]
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
            f"The memory is full: {str(cause).splitlines()[0]}. Nothing was published.",
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
    text = str(cause).split("\n")[0]
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
    for one in _files_of(path):
        if one.exists():
            one.replace(one.with_name(one.name + ".unreadable"))


def _files_of(path: Path) -> tuple[Path, ...]:
    """Return where a build's file, its note, and the log of somebody who wrote into it would be."""
    return (path, path.with_suffix(".json"), _log(path))


def _log(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _show(project: Project, path: Path) -> None:
    """Swap the link in one step; where links are not to be had, replace the file by a copy."""
    waiting = project.state / "link"
    waiting.unlink(missing_ok=True)
    try:
        waiting.symlink_to(Path(os.path.relpath(path, project.root)))
    except (OSError, NotImplementedError):
        shutil.copy2(path, waiting)
    waiting.replace(project.warehouse)
    disk.sync_folder(project.root)


def _prune(project: Project, published_now: Kept) -> None:
    builds = kept_builds(project)
    for old in builds[: -project.settings.keep_builds]:
        if old.build_id != published_now.build_id:
            # Windows keeps a file that a reader has open; the next build tries again
            with contextlib.suppress(PermissionError):
                for one in _files_of(old.path):
                    one.unlink(missing_ok=True)


def _read_sidecar(sidecar: Path, path: Path) -> Kept:
    """Return what is known of a build; where its note cannot be read it counts as touched, and is built anew."""
    unknown = Kept(path.stem, path, None, None, None, size=-1, modified_ns=-1)
    try:
        stated = json.loads(sidecar.read_text(encoding="utf-8"))
        kept = Kept(path=path, **{field.name: stated[field.name] for field in fields(Kept) if field.name != "path"})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return unknown
    texts = (kept.fingerprint, kept.worst_failure, kept.expires_on)
    is_sound = (
        kept.build_id == path.stem
        and all(text is None or isinstance(text, str) for text in texts)
        and isinstance(kept.size, int)
        and isinstance(kept.modified_ns, int)
        and kept.worst_failure in (None, *Severity)
    )
    return kept if is_sound else unknown


def _write_sidecar(kept: Kept) -> None:
    stated = {name: value for name, value in asdict(kept).items() if name != "path"}
    sidecar = kept.path.with_suffix(".json")
    waiting = sidecar.with_suffix(".json.tmp")
    waiting.write_text(json.dumps(stated, indent=2) + "\n", encoding="utf-8")
    disk.sync(waiting)
    waiting.replace(sidecar)
    disk.sync_folder(sidecar.parent)


def _refuse_foreign_writer(project: Project) -> None:
    """Refuse where a log lies beside `warehouse.duckdb`: a reader would take it for that of the new build.

    DuckDB 2 puts the log of a linked file beside the file itself, where it harms nobody; a file that is no link, and
    drivers before 2, have it here.
    """
    log = _log(project.warehouse)
    if log.exists():
        raise WarehouseError(
            "Somebody has opened the published warehouse for writing and left a write-ahead log beside it; "
            "a new build under it could not be read.",
            at=project.show(log),
            way_out="to close that program (readers should open the file read-only), then the same again; "
            "if none is open, remove the .wal file: it holds nothing of claimhouse's",
        )


def _unreadable(project: Project, path: Path, cause: duckdb.Error) -> WarehouseError:
    first = str(cause).splitlines()[0]
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
