"""Load what people keep in data/ into the raw schema: articles, their manifest, and labels.

Nothing is silent and nothing good is lost: what cannot be used becomes a reject with its place, reason and way out.
"""

import os
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

import duckdb

from wh import raw
from wh.annotation_files import Annotated, annotation_files, read_annotations, without_stated
from wh.arrivals import Arrivals
from wh.article_settings import StatedOfFiles
from wh.articles import read_articles
from wh.crowds import Crowd
from wh.descriptions import read_manifest
from wh.discovery import discover
from wh.errors import InputError, closest
from wh.formats import BreaksOffError
from wh.keeping import Kept, Texts
from wh.kinds import DescriptionKind, Kinds, LabelKind
from wh.label_settings import Scheme
from wh.labelfiles import LabelFile, Room, read_label_file
from wh.placing import held_of
from wh.raw import changes_since, table_fingerprints
from wh.recordfiles import FOLDER, RecordFiles, events_of, read_record_files
from wh.references import check_references
from wh.rereading import with_bytes_as_shown, with_bytes_of_articles, with_bytes_of_rows
from wh.results import LoadSummary, Place, Reject, Tally
from wh.stated import Statement
from wh.tallying import append_counts, are_as_of, tallies_of, write_tallies

__all__ = ["LoadableProject", "changes_since", "load", "preview", "table_fingerprints"]


class LoadableProject(Protocol):
    """What loading needs to know of a project."""

    @property
    def root(self) -> Path:
        """The folder that holds data/."""

    @property
    def article_settings(self) -> Sequence[StatedOfFiles]:
        """What the settings say of files of articles by their names."""

    @property
    def label_settings(self) -> Sequence[Scheme]:
        """What the settings say of files of annotations by their names."""

    def files(self, folder: str) -> tuple[Path, ...]:
        """Return the loader files: the built-in ones, overlaid by the project's own of the same name."""


Pace = Callable[[int, int], None]
"""Is told, as articles are read, how many bytes are done, and of how many."""


def load(
    con: duckdb.DuckDBPyConnection,
    project: LoadableProject,
    articles: Path | None,
    now: datetime,
    pace: Pace | None = None,
    processes: int = 1,
) -> LoadSummary:
    """Read all input and append what is new to raw.*, in one transaction: a load that is killed was never there.

    Pages of the web, if there are many, are read by so many `processes`, which changes nothing but the time it takes.
    The same input as the newest load's adds nothing, and `load_id` is then that load's.
    """
    before = table_fingerprints(con)
    broken_files = set[str]()
    with _labels_read(project, con) as labels:
        while True:
            con.execute("begin")
            try:
                summary = _load(con, project, articles, labels, now, before, pace, processes, broken_files)
                con.execute("commit")
            except BaseException as error:
                con.execute("rollback")
                if not isinstance(error, BreaksOffError):
                    raise
                broken_files.add(error.file)
            else:
                return summary


def preview(project: LoadableProject, articles: Path | None, now: datetime, pace: Pace | None = None) -> LoadSummary:
    """Read and check all input without a warehouse: what a load would count and refuse."""
    broken_files = set[str]()
    with duckdb.connect() as con, _labels_read(project, con) as labels:
        while True:
            try:
                inputs = _inputs(con, project, articles, labels, None, pace, 1, broken_files)
                break
            except BreaksOffError as error:
                broken_files.add(error.file)
        _write_seen(con, inputs)
        return _summary(con, inputs, "preview", is_new=False, loaded_at=now, changed_tables=())


@dataclass(frozen=True, slots=True)
class Labels:
    """Label files, manifest and records as read; rows that are refused for what they refer to are still there."""

    kinds: Kinds
    described: LabelFile
    files: tuple[LabelFile, ...]
    recorded: RecordFiles

    @property
    def crowds(self) -> list[Crowd]:
        """Return the rows of large label files."""
        return [file.crowd for file in (self.described, *self.files) if file.crowd]

    def drop(self) -> None:
        """Give up what is held in DuckDB."""
        for file in (self.described, *self.files, *self.recorded.files):
            if file.crowd:
                file.crowd.drop()


@dataclass(frozen=True, slots=True)
class Inputs:
    """All input as read and checked."""

    labels: Labels
    articles_path: str
    arrivals: Arrivals
    known: tuple[Arrivals, ...]
    label_files: tuple[LabelFile, ...]
    no_articles: frozenset[str]
    annotated: frozenset[str]
    rejects: tuple[Reject, ...]
    tallies: tuple[tuple[str, Tally], ...]


@contextmanager
def _labels_read(project: LoadableProject, con: duckdb.DuckDBPyConnection) -> Iterator[Labels]:
    """Read the manifest and every label file; the rows of large ones are in temporary tables of `con` until it ends."""
    with TemporaryDirectory(prefix="wh-") as folder:
        room = Room(con, Path(folder))
        kinds = discover(project.files("loaders"), project.root)
        described = _read_label_file(project, kinds.description, room)
        files = tuple(_read_label_file(project, kind, room) for kind in kinds.labels)
        in_records = project.root / "data" / FOLDER
        recorded = read_record_files(in_records, _show(project, in_records), kinds.records, room)
        labels = Labels(kinds, described, files, recorded)
        try:
            yield labels
        finally:
            labels.drop()


def _inputs(
    con: duckdb.DuckDBPyConnection,
    project: LoadableProject,
    articles: Path | None,
    labels: Labels,
    kept: Kept | None,
    pace: Pace | None,
    processes: int,
    broken_files: Collection[str],
) -> Inputs:
    """Read the articles, then check what they and the labels refer to."""
    if articles is not None and not articles.is_dir():
        raise _no_folder(articles)
    kinds, described = labels.kinds, labels.described
    own = project.root / "data" / "articles"
    path = articles or own
    manifest, doubly_described = read_manifest(described)
    settings = project.article_settings
    in_labels = project.root / "data" / "labels"
    annotated_files = annotation_files(in_labels, kinds)
    own_shelf = kept or (Texts(con, "arrivals") if annotated_files else None)
    arrivals = Arrivals(con, kinds.description, "arrivals", own_shelf, broken_files)
    folder = read_articles(path, _show(project, path), kinds, manifest, settings, arrivals, pace, processes)
    front_matters, known = folder.front_matters, [arrivals]
    if path.resolve() != own.resolve():  # an article that only the project's own folder knows is known all the same
        known_shelf = Texts(con, "known") if annotated_files else None
        known.append(Arrivals(con, kinds.description, "known_articles", known_shelf, broken_files))
        front_matters += read_articles(own, _show(project, own), kinds, manifest, settings, known[-1]).front_matters
    at_hand = [held for each in known for held in held_of(each)] if annotated_files else []
    annotated = read_annotations(
        in_labels, _show(project, in_labels), annotated_files, kinds, at_hand, project.label_settings
    )
    label_files, stated_twice, doubled = without_stated([*labels.files, *annotated.label_files])
    statements = [statement for file in (described, *label_files) for statement in _statements(file)]
    statements += [Statement(kinds.description, each.place, each.record, each.cells, "") for each in front_matters]
    unreadable = [*(file.kind for file in (described, *label_files) if not file.is_readable), *annotated.unreadable]
    events = events_of(con, kinds, labels.recorded.files)
    lost = check_references(kinds, statements, unreadable, [*labels.crowds, *known, *events])
    undescribed, undescribed_counts = arrivals.without_refused_descriptions({each.place for each in lost})
    strays = [*annotated.strays, *labels.recorded.rejects]
    rejects = [*described.rejects, *doubly_described, *folder.rejects, *undescribed, *strays, *lost]
    rejects += [*annotated.rejects, *stated_twice]
    rejects += [reject for file in (*label_files, *labels.recorded.files) for reject in file.rejects]
    tallies = [*folder.tallies.items(), *((file, Tally(refused=n)) for file, n in undescribed_counts.items())]
    tallies += _tallies(labels, annotated, label_files, rejects, doubled)
    places = _Sources(project.root, path, _show(project, path), labels, annotated, settings)
    return Inputs(
        labels=labels,
        articles_path=_show(project, path),
        arrivals=arrivals,
        known=tuple(known),
        label_files=tuple(label_files),
        no_articles=frozenset(each.file for each in (*strays, *annotated.rejects)),
        annotated=frozenset(annotated.seen),
        rejects=tuple(sorted(places.with_bytes(rejects), key=_causes_first)),
        tallies=tuple(tallies),
    )


def _tallies(
    labels: Labels,
    annotated: Annotated,
    label_files: Iterable[LabelFile],
    rejects: Iterable[Reject],
    doubled: Mapping[str, set[int]],
) -> Iterator[tuple[str, Tally]]:
    """Yield what became of the rows of each file of labels or records, and of each file that is no such thing."""
    of_file = _by_file(rejects)
    for file in (labels.described, *labels.files, *labels.recorded.files):
        if file.is_there:
            yield file.file, file.tally(of_file.get(file.file, ()))
    kept: dict[str, set[int]] = {}
    for file in label_files:
        kept.setdefault(file.file, set()).update(row.line for row in file.rows)
    for name in annotated.seen:
        refused = {each.line for each in of_file.get(name, ())}
        yield name, annotated.tally(name, kept.get(name, ()), refused, doubled.get(name, ()))
    unread = {each.file for each in (*annotated.rejects, *annotated.strays, *labels.recorded.rejects)}
    yield from ((name, Tally(seen=1, refused=1)) for name in sorted(unread - annotated.seen.keys()))


def _by_file(rejects: Iterable[Reject]) -> dict[str, list[Reject]]:
    found: dict[str, list[Reject]] = {}
    for each in rejects:
        found.setdefault(each.file, []).append(each)
    return found


@dataclass(frozen=True, slots=True)
class _Sources:
    """Where files of the project are, and how each of them is cut into records."""

    root: Path
    folder: Path
    shown_folder: str
    labels: Labels
    annotated: Annotated
    settings: Sequence[StatedOfFiles]

    def with_bytes(self, rejects: Iterable[Reject]) -> Iterator[Reject]:
        """Yield the rejects with their bytes: what was found wanting once its file was closed is read again."""
        in_rows = self._in_rows()
        for file, of_file in _by_file(rejects).items():
            yield from (each for each in of_file if each.raw_bytes is not None)
            bare = [each for each in of_file if each.raw_bytes is None]
            inner = file.removeprefix(f"{self.shown_folder}/")
            outer = self.folder / inner.split("/")[0]
            path = self.root / file
            if bare and inner != file and outer.is_file():  # a pipe would wait for somebody to write
                name = f"{self.shown_folder}/{outer.name}"
                bare = with_bytes_of_articles(bare, outer, name, self.labels.kinds, self.settings)
            elif bare and path.is_file():
                bare = with_bytes_of_rows(bare, path) if file in in_rows else with_bytes_as_shown(bare, path)
            yield from bare

    def _in_rows(self) -> set[str]:
        """Return the files of which each reject has its own line."""
        labels = self.labels
        recorded = (file for file in labels.recorded.files if file.header_line)
        return {file.file for file in (labels.described, *labels.files, *recorded)} | self.annotated.in_lines


def _causes_first(reject: Reject) -> tuple[bool, str, int, str]:
    """Order rejects by place, but what was refused only because of another reject comes last."""
    return " itself refused, at " in reject.reason, reject.file, reject.line, reject.column_name or ""


def _load(
    con: duckdb.DuckDBPyConnection,
    project: LoadableProject,
    articles: Path | None,
    labels: Labels,
    now: datetime,
    before: dict[str, str],
    pace: Pace | None,
    processes: int,
    broken_files: Collection[str],
) -> LoadSummary:
    raw.create_tables(con, labels.kinds)
    newest = raw.newest_load(con)
    load_id = raw.next_load_id(newest)
    kept = Kept.begin(con, labels.kinds, load_id, now)
    inputs = _inputs(con, project, articles, labels, kept, pace, processes, broken_files)
    kept.end()
    _write_seen(con, inputs)
    if newest and raw.is_as_newest(con, newest, _SEEN, inputs.rejects) and are_as_of(con, newest.load_id):
        return _summary(con, inputs, newest.load_id, is_new=False, loaded_at=newest.loaded_at, changed_tables=())
    kept.number_versions(inputs.arrivals)
    for file in (*inputs.label_files, *labels.recorded.files):
        raw.append_labels(con, file, load_id)
    raw.append_load(con, load_id, now, inputs.articles_path, _SEEN, inputs.rejects)
    append_counts(con, labels.kinds, load_id, inputs.annotated)
    after = table_fingerprints(con)
    changed = sorted(name for name in after if after[name] != before.get(name))
    tables = tuple(name for name in changed if name not in ("loads", "load_files", "load_counts"))
    return _summary(con, inputs, load_id, is_new=True, loaded_at=now, changed_tables=tables)


_SEEN = "temp.seen_files"


def _summary(
    con: duckdb.DuckDBPyConnection,
    inputs: Inputs,
    load_id: str,
    *,
    is_new: bool,
    loaded_at: datetime,
    changed_tables: tuple[str, ...],
) -> LoadSummary:
    """Return what a load of this input tells."""
    counts = {kind.table: 0 for kind in inputs.labels.kinds.labels} | {"articles": 0}
    summed = con.execute(f"select table_name, sum(row_count) from {_SEEN} group by 1").fetchall()
    records = {kind.table for kind in inputs.labels.kinds.records}
    recorded = {table: int(count) for table, count in summed if table in records}
    counts |= {table: int(count) for table, count in summed if table in counts}
    return LoadSummary(
        load_id,
        is_new,
        loaded_at,
        counts["articles"],
        counts,
        changed_tables,
        inputs.rejects,
        recorded,
        tallies_of(con, {each.file for each in inputs.rejects}),
    )


def _write_seen(con: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    """Write down each file of labels or records and each article, each other one that gave a reject, all tallies."""
    write_tallies(con, inputs.tallies, inputs.arrivals.walked)
    refused_lines = {(each.file, each.line) for each in inputs.rejects}
    counts = Counter(each.file for each in inputs.rejects)
    rows: list[tuple[str, str, str, int, int]] = []
    for file in (inputs.labels.described, *inputs.label_files, *inputs.labels.recorded.files):
        is_manifest = isinstance(file.kind, DescriptionKind)
        known = () if is_manifest else file.known_rows
        good = sum((file.file, row.line) not in refused_lines for row in known)
        good += file.crowd.count if file.crowd and not is_manifest else 0
        if file.is_there:
            table = "articles" if is_manifest else file.kind.table
            # the rejects of a file that states rows of several kinds are counted with the first of them
            is_first = all(row[1] != file.file for row in rows)
            rows.append((table, file.file, file.sha256, good, counts[file.file] if is_first else 0))
    inputs.arrivals.write_seen(_SEEN, counts)
    others = sorted(counts.keys() - {row[1] for row in rows} - inputs.arrivals.files_among(counts))
    rows += [("" if name in inputs.no_articles else "articles", name, "", 0, counts[name]) for name in others]
    if rows:
        lists = ", ".join(f"unnest(${place}::{column.type}[])" for place, column in enumerate(raw.SEEN_FILES, 1))
        con.execute(f"insert into {_SEEN} select {lists}", [list(values) for values in zip(*rows, strict=True)])


def _read_label_file(project: LoadableProject, kind: LabelKind, room: Room) -> LabelFile:
    """Read a label file; one that is not there has no rows."""
    path = project.root / "data" / kind.file
    if not path.exists():
        return LabelFile(kind, _show(project, path), "", (), (), (), is_there=False)
    return read_label_file(kind, path, _show(project, path), room)


def _statements(file: LabelFile) -> Iterator[Statement]:
    for row in file.known_rows:
        yield Statement(file.kind, Place(file.file, row.line), row.record, {}, row.text)
    for refused in file.refused:
        yield Statement(file.kind, Place(file.file, refused.line), None, refused.cells, "")


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
