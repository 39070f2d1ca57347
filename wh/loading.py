"""Load what people keep in data/ into the raw schema: articles, their manifest, and labels.

Nothing is silent and nothing good is lost: what cannot be used becomes a reject with its place, reason and way out.
"""

import os
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import duckdb

from wh import raw
from wh.articles import (
    NOT_ARTICLES,
    Article,
    read_articles,
    read_manifest,
    without_refused_descriptions,
)
from wh.discovery import discover
from wh.errors import InputError, closest
from wh.kinds import DescriptionKind, Kinds, LabelKind
from wh.labelfiles import LabelFile, read_label_file
from wh.raw import SeenFile, changes_since, table_fingerprints
from wh.references import Statement, check_references
from wh.results import LoadSummary, Reject

__all__ = ["Inputs", "LoadableProject", "changes_since", "load", "preview", "read_inputs", "table_fingerprints"]


class LoadableProject(Protocol):
    """What loading needs to know of a project."""

    @property
    def root(self) -> Path:
        """The folder that holds data/."""

    def files(self, folder: str) -> tuple[Path, ...]:
        """Return the loader files: the built-in ones, overlaid by the project's own of the same name."""


def load(con: duckdb.DuckDBPyConnection, project: LoadableProject, articles: Path | None, now: datetime) -> LoadSummary:
    """Read all input and append what is new to raw.*, in one transaction.

    The same input as the newest load's adds nothing, and `load_id` is then that load's.
    """
    inputs = read_inputs(project, articles)
    con.execute("begin")
    try:
        summary = _append(con, inputs, now)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return summary


def preview(project: LoadableProject, articles: Path | None, now: datetime) -> LoadSummary:
    """Read and check all input without a warehouse: what a load would count and refuse."""
    inputs = read_inputs(project, articles)
    return inputs.summary("preview", is_new=False, loaded_at=now, changed_tables=())


@dataclass(frozen=True, slots=True)
class Inputs:
    """All input as read and checked; rows that are refused for what they refer to are still in their `label_files`."""

    kinds: Kinds
    articles_path: str
    articles: tuple[Article, ...]
    label_files: tuple[LabelFile, ...]
    files: tuple[SeenFile, ...]
    rejects: tuple[Reject, ...]

    def summary(
        self, load_id: str, *, is_new: bool, loaded_at: datetime, changed_tables: tuple[str, ...]
    ) -> LoadSummary:
        """Return what a load of this input tells."""
        counts = {kind.table: 0 for kind in self.kinds.labels} | {"articles": 0}
        for file in self.files:
            if file.table_name in counts:
                counts[file.table_name] += file.row_count
        return LoadSummary(load_id, is_new, loaded_at, len(self.articles), counts, changed_tables, self.rejects)


def read_inputs(project: LoadableProject, articles: Path | None) -> Inputs:
    """Read the articles and every label file, then check what they refer to."""
    if articles is not None and not articles.is_dir():
        raise _no_folder(articles)
    kinds = discover(project.files("loaders"), project.root)
    own = project.root / "data" / "articles"
    path = articles or own
    described = _read_label_file(project, kinds.description)
    label_files = [_read_label_file(project, kind) for kind in kinds.labels]
    manifest, doubly_described = read_manifest(described)
    folder = read_articles(path, _show(project, path), kinds, manifest)
    front_matters = folder.front_matters
    if path.resolve() != own.resolve():  # an article that only the project's own folder knows is known all the same
        front_matters += read_articles(own, _show(project, own), kinds, manifest).front_matters
    statements = [statement for file in (described, *label_files) for statement in _statements(file)]
    statements += [Statement(kinds.description, (each.file, 1), each.record, each.cells, "") for each in front_matters]
    unreadable = [file.kind for file in (described, *label_files) if not file.is_readable]
    lost = check_references(kinds, statements, unreadable)
    kept, undescribed = without_refused_descriptions(folder.articles, {(each.file, each.line) for each in lost})
    strays = _strays(project, kinds)
    rejects = [*described.rejects, *doubly_described, *folder.rejects, *undescribed, *strays, *lost]
    rejects += [reject for file in label_files for reject in file.rejects]
    return Inputs(
        kinds=kinds,
        articles_path=_show(project, path),
        articles=tuple(kept),
        label_files=tuple(label_files),
        files=_seen_files([described, *label_files], kept, rejects, {each.file for each in strays}),
        rejects=tuple(sorted(rejects, key=_causes_first)),
    )


def _causes_first(reject: Reject) -> tuple[bool, str, int, str]:
    """Order rejects by place, but what was refused only because of another reject comes last."""
    return " itself refused, at " in reject.reason, reject.file, reject.line, reject.column_name or ""


def _append(con: duckdb.DuckDBPyConnection, inputs: Inputs, now: datetime) -> LoadSummary:
    before = table_fingerprints(con)
    raw.create_tables(con, inputs.kinds)
    newest = raw.newest_load(con)
    if newest and newest.files == frozenset(inputs.files) and newest.rejects == frozenset(inputs.rejects):
        return inputs.summary(newest.load_id, is_new=False, loaded_at=newest.loaded_at, changed_tables=())
    load_id = raw.next_load_id(newest)
    for file in inputs.label_files:
        raw.append_labels(con, file, load_id)
    raw.append_articles(con, inputs.kinds, inputs.articles, load_id, now)
    raw.append_load(con, load_id, now, inputs.articles_path, inputs.files, inputs.rejects)
    after = table_fingerprints(con)
    changed = sorted(name for name in after if after[name] != before.get(name))
    tables = tuple(name for name in changed if name not in ("loads", "load_files"))
    return inputs.summary(load_id, is_new=True, loaded_at=now, changed_tables=tables)


def _read_label_file(project: LoadableProject, kind: LabelKind) -> LabelFile:
    """Read a label file; one that is not there has no rows."""
    path = project.root / "data" / kind.file
    if not path.exists():
        return LabelFile(kind, _show(project, path), "", (), (), (), is_there=False)
    return read_label_file(kind, path, _show(project, path))


def _statements(file: LabelFile) -> Iterator[Statement]:
    for row in file.rows:
        yield Statement(file.kind, (file.file, row.line), row.record, {}, row.text)
    for refused in file.refused:
        yield Statement(file.kind, (file.file, refused.line), None, refused.cells, "")


def _strays(project: LoadableProject, kinds: Kinds) -> list[Reject]:
    """Refuse what lies among the labels and is no label file: most often a name that is spelled wrong."""
    known = {Path(kind.file).name for kind in kinds.labels}
    folder = project.root / "data" / "labels"
    rejects = []
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.name in known or path.name.startswith(".") or path.name.lower() in NOT_ARTICLES:
            continue
        near = closest(path.name, known)
        hint = f"`{near}`, the closest name" if near else "a loader of your own, or another folder"
        rejects.append(Reject(_show(project, path), 1, None, f"No loader reads `{path.name}`.", hint, ""))
    return rejects


def _seen_files(
    files: Sequence[LabelFile], articles: Sequence[Article], rejects: Sequence[Reject], strays: Collection[str]
) -> tuple[SeenFile, ...]:
    """Return one entry a label file and an article, and one for each other file that gave a reject."""
    refused_lines = {(each.file, each.line) for each in rejects}
    counts = Counter(each.file for each in rejects)
    seen = []
    for file in files:
        is_manifest = isinstance(file.kind, DescriptionKind)
        good = 0 if is_manifest else sum((file.file, row.line) not in refused_lines for row in file.rows)
        if file.is_there:
            table = "articles" if is_manifest else file.kind.table
            seen.append(SeenFile(table, file.file, file.sha256, good, counts[file.file]))
    seen += [SeenFile("articles", each.file, each.file_sha256, 1, counts[each.file]) for each in articles]
    known = {each.file for each in seen}
    for name in sorted(counts.keys() - known):
        seen.append(SeenFile("" if name in strays else "articles", name, "", 0, counts[name]))
    return tuple(seen)


def _show(project: LoadableProject, path: Path) -> str:
    """Return the path relative to the project, with slashes, also where it lies beside it."""
    try:
        return Path(os.path.relpath(path.resolve(), project.root.resolve())).as_posix()
    except ValueError:  # another drive
        return path.resolve().as_posix()


def _no_folder(path: Path) -> InputError:
    if path.exists():
        return InputError(f"`{path}` is a file, not a folder of articles.", at="--articles", way_out=f"`{path.parent}`")
    siblings = [each.name for each in path.parent.iterdir() if each.is_dir()] if path.parent.is_dir() else []
    near = closest(path.name, siblings)
    way_out = f"`{path.parent / near}`, the closest name" if near else "the path of a folder, from where you stand"
    return InputError(f"There is no folder `{path}`.", at="--articles", way_out=way_out)
