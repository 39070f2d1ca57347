"""What is known of the builds on disk without opening one: which are kept, which is published, which knows most.

Does without duckdb, so that a build of an unchanged project is over before that would be imported.
"""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wh import disk
from wh.errors import WarehouseError
from wh.project import Project
from wh.results import Severity

UNPUBLISHED = "unpublished.duckdb"
PRIVATE = "private.duckdb"


@dataclass(frozen=True, slots=True)
class Kept:
    """A build that is on disk, with what is needed to know it again without opening it.

    `worst_failure` is the highest severity among the rules that failed, None where all held; `expires_on` is the next
    day (ISO) on which a ruling expires and the same input no longer gives the same build. `surroundings` is what its
    models read outside the project: `file PATTERN`, `env NAME` and `clock`, each with what stood for it then.
    """

    build_id: str
    path: Path
    fingerprint: str | None
    worst_failure: str | None
    expires_on: str | None
    size: int
    modified_ns: int
    surroundings: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_untouched(self) -> bool:
        """Whether the file is as it was when it was published; a log beside it holds what somebody else wrote."""
        try:
            status = self.path.stat()
        except FileNotFoundError:
            return False
        if log_of(self.path).exists():
            return False
        return (status.st_size, status.st_mtime_ns) == (self.size, self.modified_ns)


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


def newest_build(project: Project) -> Kept | None:
    """Return the build that was kept last."""
    builds = kept_builds(project)
    return builds[-1] if builds else None


def next_id(project: Project, now: datetime) -> str:
    """Return an id that sorts by time and is later than every kept build's."""
    at, last = now.astimezone(UTC), newest_build(project)
    while last is not None and id_of(at) <= last.build_id:
        at += timedelta(milliseconds=1)
    return id_of(at)


def id_of(at: datetime) -> str:
    """Return the id of a build that began at that moment, in UTC."""
    return f"{at:%Y%m%d-%H%M%S}-{at.microsecond // 1000:03d}"


def newest(project: Project) -> Path | None:
    """Return the file that knows most: what the last failed build left, else the newest kept build."""
    unpublished = project.state / UNPUBLISHED
    last = newest_build(project)
    try:
        waiting_ns = unpublished.stat().st_mtime_ns
    except (FileNotFoundError, NotADirectoryError):
        return last.path if last else None
    # a build that was killed just before it removed what waited for it has taken it in already
    return last.path if last and last.modified_ns > waiting_ns else unpublished


def named(project: Project, build_id: str) -> Kept:
    """Return the kept build of that id; the start of its id is enough where only one has it."""
    builds = kept_builds(project)
    starting = [kept for kept in builds if kept.build_id.startswith(build_id)]
    exact = [kept for kept in starting if kept.build_id == build_id]
    if len(exact or starting) != 1 or not build_id:
        ids = ", ".join(kept.build_id for kept in builds) or "none"
        raise WarehouseError(
            f"{'No' if not starting else 'More than one'} kept build has the id `{build_id}`.",
            at="the command line",
            way_out=f"one of the kept builds: {ids}" if builds else "`wh build` first",
        )
    return (exact or starting)[0]


def refuse_foreign_file(project: Project) -> None:
    """Refuse to go on where `warehouse.duckdb` is no build of ours or is being written to: publishing would harm it."""
    link = project.warehouse
    refuse_foreign_writer(project)
    if link.is_symlink() and not link.exists():
        return
    if link.exists() and published(project) is None and not is_adoptable(project):
        raise WarehouseError(
            f"`{link.name}` is there, but it is no build of this project, and a build would replace it.",
            at=project.show(link),
            way_out=f"`mv {link.name} {link.name}.old`, then the same again",
        )


def is_adoptable(project: Project) -> bool:
    """Whether the target of a dbt project is a file of DuckDB's that others made: sources may lie in it."""
    link = project.warehouse
    return project.dialect == "dbt" and link.is_file() and not link.is_symlink() and published(project) is None


def refuse_foreign_writer(project: Project) -> None:
    """Refuse where a log lies beside `warehouse.duckdb`: a reader would take it for that of the new build.

    DuckDB 2 puts the log of a linked file beside the file itself, where it harms nobody; a file that is no link, and
    drivers before 2, have it here.
    """
    log = log_of(project.warehouse)
    if log.exists():
        raise WarehouseError(
            "Somebody has opened the published warehouse for writing and left a write-ahead log beside it; "
            "a new build under it could not be read.",
            at=project.show(log),
            way_out="to close that program (readers should open the file read-only), then the same again; "
            "if none is open, remove the .wal file: it holds nothing of claimhouse's",
        )


def write_sidecar(kept: Kept) -> None:
    """Put the build's note beside where its file is or will be, in one step."""
    stated = {name: value for name, value in asdict(kept).items() if name != "path"}
    sidecar = kept.path.with_suffix(".json")
    waiting = sidecar.with_suffix(".json.tmp")
    waiting.write_text(json.dumps(stated, indent=2) + "\n", encoding="utf-8")
    disk.sync(waiting)
    waiting.replace(sidecar)
    disk.sync_folder(sidecar.parent)


def files_of(path: Path) -> tuple[Path, ...]:
    """Return where a build's file, its note, and the log of somebody who wrote into it would be."""
    return (path, path.with_suffix(".json"), log_of(path))


def log_of(path: Path) -> Path:
    """Return where the write-ahead log of a file would be."""
    return path.with_name(path.name + ".wal")


def _read_sidecar(sidecar: Path, path: Path) -> Kept:
    """Return what is known of a build; where its note cannot be read it counts as touched, and is built anew."""
    unknown = Kept(path.stem, path, None, None, None, size=-1, modified_ns=-1)
    try:
        stated = json.loads(sidecar.read_text(encoding="utf-8"))
        kept = Kept(path=path, **{one.name: stated[one.name] for one in fields(Kept) if one.name != "path"})
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return unknown
    texts = (kept.fingerprint, kept.worst_failure, kept.expires_on)
    is_sound = (
        kept.build_id == path.stem
        and all(text is None or isinstance(text, str) for text in texts)
        and isinstance(kept.size, int)
        and isinstance(kept.modified_ns, int)
        and kept.worst_failure in (None, *Severity)
        and isinstance(kept.surroundings, dict)
    )
    return kept if is_sound else unknown
