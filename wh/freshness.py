"""Whether there is anything to do: what a build depends on, as one hash, and what lies around its project.

Does without duckdb, so that a build of an unchanged project is over before that would be imported.
"""

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wh import __version__
from wh.kept import Kept, newest, newest_build
from wh.outcome import is_failing
from wh.packaged import packaged_loaders
from wh.project import FOLDERS, PACKAGE, Project, content_hash

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from wh.planning import Plan


def project_fingerprint(project: Project, articles: Path | None) -> str:
    """Return one hash over all that a build depends on: engine, settings, models, rules, loaders and input."""
    settings = {name: repr(getattr(project.settings, name)) for name in project.settings.__slots__}
    digest = hashlib.sha256(f"{__version__} {sorted(settings.items())} {project.target.name}".encode())
    digest.update(content_hash(sorted(PACKAGE.rglob("*.py"))).encode())
    for folder in FOLDERS:
        digest.update(content_hash(project.files(folder)).encode())
        for package in project.installed:
            digest.update(content_hash(package.files(folder)).encode())
    digest.update(content_hash(project.defined_in).encode())
    if project.has_input:
        for loader in packaged_loaders():
            digest.update(loader.fingerprint.encode())
        digest.update(content_hash(_input_files(project, articles)).encode())
    return digest.hexdigest()


def _input_files(project: Project, articles: Path | None) -> list[Path]:
    folders = [project.data / "labels", articles or project.data / "articles"]
    found = [path for folder in folders if folder.is_dir() for path in folder.rglob("*") if path.is_file()]
    manifest = project.data / "articles.csv"
    return sorted([*found, manifest] if manifest.is_file() else found)


def is_unchanged(project: Project, current: Kept, fingerprint: str, fail_on: str, now: datetime) -> bool:
    """Whether a build now would give the published one again, down to the verdict on its rules."""
    if current.fingerprint != fingerprint or not current.is_untouched:
        return False
    if current.expires_on and now.date().isoformat() > current.expires_on:
        return False
    if not _surroundings_stand(project, current.surroundings):
        return False
    return not is_failing(current.worst_failure, fail_on)


def is_as_built(project: Project, current: Kept) -> bool:
    """Whether what the rules answered in a build is what they would answer now, if they are the same."""
    return current.is_untouched and _surroundings_stand(project, current.surroundings)


def _surroundings_stand(project: Project, surroundings: Mapping[str, str]) -> bool:
    """Whether the files and variables outside the project, which models read, are as they were."""
    from wh import outside

    for name, before in surroundings.items():
        kind, _, what = name.partition(" ")
        if kind == "env" and repr(os.environ.get(what)) != before:
            return False
        if kind == "file" and outside.fingerprint_of(project.root, what) != before:
            return False
        if kind == "clock":
            return False
    return True


def surroundings_of(plan: "Plan") -> dict[str, str]:
    """Return what the models read outside the project: files, the environment's variables, the clock."""
    made = {name: built.made for name, built in plan.built.items()} | {step.name: step.made for step in plan.steps}
    found: dict[str, str] = {}
    for name, rendered in plan.parsed.rendered.items():
        found |= {f"env {key}": repr(value) for key, value in rendered.env.items()}
        of_model = made.get(name)
        for what, state in of_model.outside.items() if of_model else ():
            if what.startswith("clock ") or "://" in what:
                found["clock"] = ""
            elif what.startswith("file "):
                found[what] = state
    return found


def next_expiry(con: "DuckDBPyConnection", now: datetime) -> str | None:
    """Return the last day on which every ruling that is still in force is in force."""
    found = con.execute(
        "select min(expires_on) from raw.rulings_now where expires_on >= ?", [now.date().isoformat()]
    ).fetchone()
    return found[0].isoformat() if found and found[0] else None


def was_written_by_others(project: Project) -> bool:
    """Whether somebody wrote into the newest kept build after it was published: its tables are not to be trusted."""
    last = newest_build(project)
    return last is not None and newest(project) == last.path and not last.is_untouched
