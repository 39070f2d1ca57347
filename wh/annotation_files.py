"""Read the files of annotations below data/labels/ into label files: what a tool says, row by row, as a CSV says it.

Each file gives one label file a kind. What cannot be used is refused by its place in the file; what comes after it is
read all the same.
"""

import os
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from wh.annotations import Annotation, AnnotationFile, AnnotationFormat, Document, Link, Marked
from wh.articles import NOT_ARTICLES
from wh.csvfile import RECORD_SHOWN, CsvRecord
from wh.errors import InputError, closest
from wh.formats import Counted, Unusable
from wh.kinds import Kinds, LabelKind, Row, loader_fault
from wh.label_settings import KINDS, Scheme, scheme_of
from wh.labelfiles import LabelFile, judged, name_key, version_of
from wh.labelled import MadeRow, NeedsNone, NoRow, rows_of, show
from wh.placing import Held, Placed, Shelf, Unplaced, place
from wh.results import Reject, Tally


@dataclass(frozen=True, slots=True)
class Annotated:
    """What the files of annotations gave; `unreadable` are kinds of which nobody knows what a file states.

    `seen` is what is marked in each file, as it was read. Files `in_lines` have lines for places.
    """

    label_files: tuple[LabelFile, ...]
    rejects: tuple[Reject, ...]
    strays: tuple[Reject, ...]
    unreadable: tuple[LabelKind, ...]
    seen: Mapping[str, "Marks"]
    in_lines: frozenset[str]

    def tally(self, file: str, kept: Collection[int], refused: Collection[int], doubled: Collection[int]) -> Tally:
        """Return what became of the marks of a file; of those that are `doubled` something else states rows."""
        marks = self.seen[file]
        passed = (marks.passed | frozenset(doubled)) - frozenset(kept) - frozenset(refused)
        return Tally(len(marks.places) + marks.nobodys, len(frozenset(refused)), len(passed) + marks.nobodys)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in a file: the places of all marks, those that need no row, and how many are nobody's labels."""

    places: frozenset[int]
    passed: frozenset[int]
    nobodys: int


def read_annotations(
    folder: Path,
    shown_folder: str,
    names: Iterable[str],
    kinds: Kinds,
    articles: Iterable[Held],
    schemes: Sequence[Scheme],
) -> Annotated:
    """Read files of the folder by their names below it; one that no format reads is a stray."""
    shelf = Shelf(articles)
    label_files: list[LabelFile] = []
    rejects: list[Reject] = []
    strays: list[Reject] = []
    seen: dict[str, Marks] = {}
    in_lines: set[str] = set()
    is_any_unreadable = False
    for below in names:
        shown = f"{shown_folder}/{below}"
        fault = _stray(below, kinds)
        if fault is not None:
            strays.append(Reject(shown, 1, None, *fault, ""))
            continue
        try:
            file, format_ = _opened(folder, below, kinds)
            rows, refused, seen[shown] = _rows(file, shown, format_, kinds, shelf, scheme_of(below, schemes))
        except InputError as error:
            is_any_unreadable = True
            rejects.append(Reject(shown, 1, None, _with_line(error), error.way_out, ""))
        else:
            label_files += _by_kind(shown, kinds, rows)
            rejects += [_reject(shown, each) for each in refused]
            in_lines |= {shown} if format_.by_line else set()
    lost = tuple(kind for kind in kinds.labels if is_any_unreadable and kind.table in _TABLES)
    return Annotated(tuple(label_files), tuple(rejects), tuple(strays), lost, seen, frozenset(in_lines))


_TABLES = (*(table for table, _ in KINDS.values()), "evidence", "fact_chain", "relations")
"""The label files that annotations have rows for."""

_ANYWHERE = ("mentions", "excluded_passages", "relations")
"""Those whose rows may be annotated wherever they stand, and are the same row there."""


def without_stated(files: Iterable[LabelFile]) -> tuple[list[LabelFile], list[Reject], dict[str, set[int]]]:
    """Leave out of each file what an earlier one states; of two rows that differ the second one is refused.

    Evidence is not: what a person wrote goes before what was found by itself. The lines that were left out come last.
    """
    kept: list[LabelFile] = []
    rejects: list[Reject] = []
    doubled: dict[str, set[int]] = {}
    first: dict[tuple[str, tuple[object, ...]], tuple[str, int, object]] = {}
    for file in files:
        names = file.kind.key or file.kind.header
        rows, wrong = [], []
        for row in file.rows:
            key = tuple(getattr(value := getattr(row.record, name), "text", value) for name in names)
            stated = first.setdefault((file.kind.table, key), (file.file, row.line, row.record))
            if stated[0] == file.file:
                rows.append(row)
            elif file.kind.table != "evidence" and (stated[2] != row.record or file.kind.table not in _ANYWHERE):
                named = name_key(file.kind, key) if file.kind.key else "row"
                reason = f"The {named} is already at {stated[0]}:{stated[1]}."
                hint = "deleting one of the two, or another id"
                wrong.append(Reject(file.file, row.line, names[-1] if file.kind.key else None, reason, hint, row.text))
            else:
                doubled.setdefault(file.file, set()).add(row.line)
        crowded = _in_crowds(file, rows, kept)
        rejects += [*wrong, *crowded]
        lines = {each.line for each in crowded}
        rows = [row for row in rows if row.line not in lines]
        is_whole = len(rows) == len(file.rows)
        kept.append(file if is_whole else replace(file, rows=tuple(rows), sha256=version_of(file.kind, rows)))
    return kept, rejects, doubled


def _in_crowds(file: LabelFile, rows: Sequence[Row], before: Sequence[LabelFile]) -> list[Reject]:
    """Refuse what a large file states."""
    crowds = [each.crowd for each in before if each.kind is file.kind and each.crowd]
    if not crowds or len(file.kind.key) != 1:
        return []
    by_id = {str(getattr(row.record, file.kind.key[0])): row for row in rows}
    return [
        Reject(
            file.file,
            by_id[name].line,
            file.kind.key[0],
            f"The {name_key(file.kind, (name,))} is already at {other}:{line}.",
            "deleting one of the two, or another id",
            by_id[name].text,
        )
        for crowd in crowds
        for name, (other, line, _) in crowd.places_of(file.kind.table, sorted(by_id)).items()
    ]


def annotation_files(folder: Path, kinds: Kinds) -> list[str]:
    """Return the ways of all files below the folder but those of our kinds at its top, and those that hide."""
    own = {Path(kind.file).name for kind in kinds.labels}
    found = []
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            below = Path(parent, name).relative_to(folder).as_posix()
            if below not in own and not name.startswith(".") and name.lower() not in NOT_ARTICLES:
                found.append(below)
    return sorted(below for below in found if not _belongs(below, set(found), kinds.annotations))


def _belongs(below: str, others: set[str], formats: Iterable[AnnotationFormat]) -> bool:
    """Whether a file is only there for another one: the text beside its annotations, a tool's own settings."""
    stem, dot, suffix = below.rpartition(".")
    name = below.rpartition("/")[2]
    return any(
        name in each.ignores or (dot + suffix in each.beside and any(stem + end in others for end in each.suffixes))
        for each in formats
    )


def _stray(below: str, kinds: Kinds) -> tuple[str, str] | None:
    """Return why no loader reads a file, and the way out: most often its name is spelled wrong."""
    name = below.rpartition("/")[2]
    suffixes = sorted({suffix for each in kinds.annotations for suffix in each.suffixes})
    if name.lower().endswith(tuple(suffixes)):
        return None
    known = {Path(kind.file).name for kind in kinds.labels}
    if name in known:
        return f"No loader reads `{name}` in a folder of its own.", "one file of that name in data/labels/ itself"
    near = closest(name, known)
    return f"No loader reads `{name}`.", f"`{near}`, the closest name" if near else _OTHERWISE


_OTHERWISE = "a loader of your own, or another folder"


def _opened(folder: Path, below: str, kinds: Kinds) -> tuple[AnnotationFile, AnnotationFormat]:
    """Return a file with the format that knows it."""
    path = folder / below
    fitting = [each for each in kinds.annotations if path.name.lower().endswith(each.suffixes)]
    at_most = max(each.at_most for each in fitting)
    try:
        if not path.is_file():
            raise OSError(None, "it is a folder, a pipe or a device")
        if path.stat().st_size > at_most:
            raise InputError(f"It is longer than {at_most:,} bytes.", way_out="its annotations in several exports")
        file = AnnotationFile(path.name, path.read_bytes(), lambda suffix: _beside(path, suffix))
    except OSError as error:
        raise InputError(f"The file cannot be opened: {error.strerror}.", way_out="a file that you may read") from None
    for each in fitting:
        if each.reads(file):
            return file, each
    if file.first() is None and path.suffix.lower() in (".json", ".jsonl", ".ndjson"):
        file.json()  # says where it is broken
    names = ", ".join(each.name.replace("_", " ") for each in fitting)
    raise InputError(f"It is no export that a loader knows: {names}.", way_out=_OTHERWISE)


def _beside(path: Path, suffix: str) -> bytes | None:
    other = path.with_name(path.name.rpartition(".")[0] + suffix)
    return other.read_bytes() if other.is_file() else None


def _rows(
    file: AnnotationFile, shown: str, format_: AnnotationFormat, kinds: Kinds, shelf: Shelf, scheme: Scheme
) -> tuple[list[MadeRow], list[NoRow], Marks]:
    """Return the rows that a file's marks make, why some make none, and where there are marks."""
    headers = {kind.table: kind.header for kind in kinds.labels}
    by_document: dict[Document, list[Annotation]] = {}
    links: list[Link] = []
    refused: list[NoRow] = []
    places: set[int] = set()
    passed: set[int] = set()
    nobodys = 0
    for mark in _counted(file, shown, format_):
        if isinstance(mark, Counted):
            nobodys += mark.passed
            continue
        places.add(mark.line if isinstance(mark, Unusable) else mark.place)
        if isinstance(mark, Annotation):
            by_document.setdefault(mark.document, []).append(mark)
        elif isinstance(mark, Link):
            links.append(mark)
        else:
            refused.append(NoRow(mark.line, mark.column, mark.reason, mark.hint, mark.record))
    placed: list[Placed] = []
    for document, annotations in by_document.items():
        passed |= {one.place for one in annotations if one.label in scheme.ignored}
        for each in place(document, [one for one in annotations if one.label not in scheme.ignored], shelf):
            if isinstance(each, Unplaced):
                refused.append(NoRow(each.annotation.place, None, each.reason, each.hint, show(each.annotation)))
            else:
                placed.append(each)
    rows: dict[object, MadeRow] = {}
    for made in rows_of(placed, links, scheme, headers):
        if isinstance(made, NeedsNone):
            passed.add(made.place)
        elif isinstance(made, NoRow):
            refused.append(made)
        else:
            same = made.place if made.table not in _ANYWHERE else 0
            first = rows.setdefault((made.table, same, tuple(made.cells.items())), made)
            passed |= {made.place} if first is not made else set()
    return list(rows.values()), refused, Marks(frozenset(places), frozenset(passed), nobodys)


def _counted(file: AnnotationFile, shown: str, format_: AnnotationFormat) -> Iterator[Marked]:
    """Yield a file's marks with their places, as its format says them or in their order."""
    marks = format_.read(file)
    count = 0
    while True:
        count += 1
        try:
            mark = next(marks, None)
        except InputError as error:
            at = _line(error) if format_.by_line else count
            yield Unusable(at, error.message if format_.by_line else _with_line(error), error.way_out)
            return
        except Exception as error:
            raise loader_fault(error, shown) from error
        if mark is None:
            return
        if isinstance(mark, Counted):
            count -= 1
            yield mark
        elif format_.by_line:
            yield mark
        elif isinstance(mark, Unusable):
            reason = f"Line {mark.line}: {mark.reason}" if mark.line else mark.reason
            yield replace(mark, line=count, reason=reason)
        else:
            yield replace(mark, place=count)


def _reject(shown: str, each: NoRow) -> Reject:
    return Reject(shown, each.place, each.column, each.reason, each.hint, each.text[:RECORD_SHOWN])


def _by_kind(shown: str, kinds: Kinds, rows: Sequence[MadeRow]) -> Iterator[LabelFile]:
    """Yield a file's rows as a label file of each kind that it has rows of."""
    by_table: dict[str, list[MadeRow]] = {}
    for row in rows:
        by_table.setdefault(row.table, []).append(row)
    for kind in kinds.labels:
        if kind.table in by_table:
            own = sorted(by_table[kind.table], key=lambda row: row.place)
            records = [CsvRecord(row.place, _composed(row.cells), row.text[:RECORD_SHOWN]) for row in own]
            good, bad, rejects = judged(kind, shown, records, ())
            yield LabelFile(kind, shown, version_of(kind, good), good, bad, rejects)


def _composed(cells: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the cells as a CSV's are read: composed, trimmed, None where they are empty."""
    return {name: unicodedata.normalize("NFC", text).strip() or None if text else None for name, text in cells.items()}


def _line(error: InputError) -> int:
    return int((error.at or "line 1").removeprefix("line "))


def _with_line(error: InputError) -> str:
    return f"{error.at.capitalize()}: {error.message}" if error.at else error.message
