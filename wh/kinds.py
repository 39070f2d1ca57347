"""What a file in loaders/ declares: a kind of label or record, a format of articles or annotations, or the manifest.

The declared dataclass is the raw schema: column names, DuckDB types, what may be empty, which words are allowed and
what a cell refers to. Refuses a declaration that it cannot read in full.
"""

import dataclasses
import re
import traceback
import types
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from wh import reading
from wh.annotations import Annotation as Annotation  # all that a loader declares is imported from here
from wh.annotations import AnnotationFile as AnnotationFile
from wh.annotations import AnnotationFormat as AnnotationFormat
from wh.annotations import Document as Document
from wh.annotations import Link as Link
from wh.annotations import Marked as Marked
from wh.annotations import annotations as annotations
from wh.annotations import objects as objects
from wh.annotations import passed_over as passed_over
from wh.annotations import table as table
from wh.annotations import text_of as text_of
from wh.annotations import texts_of as texts_of
from wh.annotations import whole as whole
from wh.annotations import whole_or_refused as whole_or_refused
from wh.csvfile import CsvRecord as CsvRecord
from wh.csvfile import CsvRefusal as CsvRefusal
from wh.errors import InputError, closest
from wh.formats import Among as Among
from wh.formats import ArticleFile as ArticleFile
from wh.formats import ArticleFormat as ArticleFormat
from wh.formats import BreaksOffError as BreaksOffError
from wh.formats import Counted as Counted
from wh.formats import Found as Found
from wh.formats import Inside as Inside
from wh.formats import Item as Item
from wh.formats import Later as Later
from wh.formats import Passage as Passage
from wh.formats import Piece as Piece
from wh.formats import Records as Records
from wh.formats import Rows as Rows
from wh.formats import Said as Said
from wh.formats import Unusable as Unusable
from wh.formats import articles as articles

Id = NewType("Id", str)
"""A name that other rows refer to: without white space, comma or slash, since claim ids are made of them."""

Record = TypeVar("Record")


def labels(file: str, *, key: str | tuple[str, ...] = ()) -> Callable[[type[Record]], type[Record]]:
    """Declare that each row of data/labels/`file` is one record of the class below; the table is named as the file.

    No two rows may agree in `key`; without one, no two rows may be alike. Other kinds refer to a row by a single key.
    """
    return _declare(LabelKind, f"labels/{file}", key)


def describes_articles(file: str, *, key: str | tuple[str, ...]) -> Callable[[type[Record]], type[Record]]:
    """Declare that each row of data/`file`, and each front matter, describes one article file as the class below."""
    return _declare(DescriptionKind, file, key)


def records(
    table: str,
    *,
    key: str,
    suffixes: tuple[str, ...] = (".csv",),
    read: Callable[[bytes], Iterable[CsvRecord | CsvRefusal]] | None = None,
    event_id: str | None = None,
) -> Callable[[type[Record]], type[Record]]:
    """Declare that each row of some files in data/records/ is one record of the class below, kept in raw.`table`.

    A CSV file is known by its header: it has every column that may not be empty. `read` takes a file of another
    format apart, raising InputError where it is none of this kind. `key` is the publisher's own id. `event_id` is an
    expression of SQL on it, for the id of the record's event as the models have it: facts may name that event.
    """

    def declare(record: type[Record]) -> type[Record]:
        declared = RecordKind(f"records/{table}", table, (key,), record, _fields(record), suffixes, read, event_id)
        _refuse_unusable(declared)
        setattr(record, DECLARED_IN, declared)
        return record

    return declare


@dataclass(frozen=True, slots=True)
class refers_to:  # noqa: N801  # reads as a word of the declaration: Annotated[Id, refers_to("people")]
    """Mark a column whose cell must be the id of a row in one of the tables; `table.column` names another column.

    What is `built_in` is good without a row.
    """

    tables: tuple[str, ...]
    built_in: tuple[str, ...]

    def __init__(self, *tables: str, built_in: tuple[str, ...] = ()) -> None:
        object.__setattr__(self, "tables", tables)
        object.__setattr__(self, "built_in", built_in)


@dataclass(frozen=True, slots=True)
class kind_of:  # noqa: N801  # as above: Annotated[Value, kind_of("attribute", "value_kind", unit="unit")]
    """Mark a value that must read as what the row that `column` refers to says in `says`, printed in `unit`."""

    column: str
    says: str
    unit: str


@dataclass(frozen=True, slots=True)
class local_to:  # noqa: N801  # as above: Annotated[Moment, local_to("outlet_id", "time_zone")]
    """Mark a time that, printed without its zone, is in the one that the row that `column` refers to says in `says`."""

    column: str
    says: str


class own_words:  # noqa: N801  # as above: Annotated[str, own_words()]
    """Mark a column of which nearly each row has words of its own: packing them as a text takes half as long.

    A column that is packed so stays a text: its type cannot change later.
    """


class added_later:  # noqa: N801  # as above: Annotated[Zone | None, added_later()]
    """Mark a column that a file may lack: files were written before there was such a column."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a raw table: its name and DuckDB type, and whether nearly each row has words of its own in it."""

    name: str
    type: str
    has_own_words: bool = dataclasses.field(default=False, repr=False, compare=False)  # no part of a file's version


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of a record: how it is read, which columns that gives, and what must be so.

    A cell of the form text, id or word is kept as it stands; a value is what `read` makes of it.
    """

    name: str
    is_required: bool
    words: tuple[str, ...]
    refers_to: tuple[str, ...]
    built_in: tuple[str, ...]
    kind_of: kind_of | None
    local_to: local_to | None
    may_be_absent: bool
    form: Literal["text", "id", "word", "value"]
    read: Callable[[str], object]
    columns: tuple[Column, ...]
    parts: tuple[str, ...]

    def spread(self, value: object) -> tuple[object, ...]:
        """Return the values of the columns, in their order."""
        if not self.parts:
            return (value,)
        return tuple(None if value is None else _storable(getattr(value, part)) for part in self.parts)


@dataclass(frozen=True, slots=True)
class LabelKind:
    """A label file and the record that each row of it is; `file` is relative to data/, `table` is its stem."""

    file: str
    table: str
    key: tuple[str, ...]
    record: type[Any]
    fields: tuple[Field, ...]

    @property
    def header(self) -> tuple[str, ...]:
        """The columns that the file must have, in the order of the contract."""
        return tuple(field.name for field in self.fields)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The raw table's own columns: those of the file, then what was read from them."""
        first = [field.columns[0] for field in self.fields]
        return (*first, *(column for field in self.fields for column in field.columns[1:]))

    def spread(self, record: object) -> tuple[object, ...]:
        """Return the record as one row of the raw table, in the order of `columns`."""
        cells = [field.spread(getattr(record, field.name)) for field in self.fields]
        return (*(cell[0] for cell in cells), *(value for cell in cells for value in cell[1:]))


class DescriptionKind(LabelKind):
    """The manifest: the same as a kind of label, but its rows end in raw.articles."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class RecordKind(LabelKind):
    """What a structured source says of itself: any number of files in data/records/, each known by what is in it."""

    suffixes: tuple[str, ...]
    read: Callable[[bytes], Iterable[CsvRecord | CsvRefusal]] | None
    event_id: str | None

    @property
    def required(self) -> frozenset[str]:
        """The columns by which a file is known."""
        return frozenset(field.name for field in self.fields if field.is_required)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be read: its record, the line where it starts, and its text as it stands in the file."""

    line: int
    record: object
    text: str


@dataclass(frozen=True, slots=True)
class Kinds:
    """All that the loaders of a project declare."""

    labels: tuple[LabelKind, ...]
    description: DescriptionKind
    formats: Mapping[str, tuple[ArticleFormat, ...]]
    records: tuple[RecordKind, ...] = ()
    annotations: tuple[AnnotationFormat, ...] = ()


def read_record(kind: LabelKind, cells: Mapping[str, str | None]) -> tuple[object | None, list["Refusal"]]:
    """Read one row's cells into the record, or say of each cell why not; a column not in `cells` is empty."""
    values: dict[str, object] = {}
    refusals: list[Refusal] = []
    for field in kind.fields:
        cell = cells.get(field.name)
        if cell is None:
            values[field.name] = None
            if field.is_required:
                refusals.append(Refusal(field.name, f"The cell `{field.name}` is empty.", _what_to_write(field)))
            continue
        try:
            values[field.name] = field.read(cell)
        except InputError as error:
            refusals.append(Refusal(field.name, error.message, error.way_out))
        except Exception as error:
            raise loader_fault(error, f"the cell `{field.name}` of a row of {kind.file}") from error
    if refusals:
        return None, refusals
    try:
        return kind.record(**values), []
    except InputError as error:
        return None, [Refusal(error.at, error.message, error.way_out)]
    except Exception as error:
        raise loader_fault(error, f"a row of {kind.file}") from error


class UnseenColumnError(Exception):
    """A record's own check looks at a column that it was not given."""

    def __init__(self, column: str) -> None:
        super().__init__(column)
        self.column = column


def columns_of_check(kind: LabelKind) -> tuple[str, ...] | None:
    """Return the columns that a record's own check names; it may look at more. None where records have no check."""
    check = getattr(kind.record, "__post_init__", None)
    if check is None:
        return None
    named = getattr(getattr(check, "__code__", None), "co_names", ())
    return tuple(name for name in kind.header if name in named)


def passes_check(kind: LabelKind, values: Mapping[str, object]) -> bool:
    """Whether a record's own check lets these values pass as they are, whatever the rest of the row holds.

    Raises UnseenColumnError where it looks at a column that is not among the values.
    """
    record = object.__new__(kind.record)
    for name, value in values.items():
        object.__setattr__(record, name, value)
    before = [getattr(record, name, _UNSEEN) for name in kind.header]
    try:
        record.__post_init__()
    except AttributeError as error:
        if error.name in kind.header and error.name not in values:
            raise UnseenColumnError(error.name) from None
        return False
    except Exception:
        return False  # whoever reads the row whole gets the message
    after = [getattr(record, name, _UNSEEN) for name in kind.header]
    return all(one is other for one, other in zip(before, after, strict=True))


_UNSEEN = object()


def loader_fault(error: Exception, what: str) -> InputError:
    """Return the error to show where a loader's own code raises something else than an InputError."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if Path(frame.filename).parent.name == "loaders"]
    deepest = (own or frames)[-1]
    return InputError(
        f"The loader cannot deal with {what}: {type(error).__name__}: {error}",
        at=f"{deepest.filename}:{deepest.lineno}",
        way_out="mending that line; what a loader refuses on purpose it raises as an InputError",
    )


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a cell, or a row where `column` is None, cannot be used."""

    column: str | None
    reason: str
    hint: str | None


# --- From a dataclass to fields -------------------------------------------------------------------------------

_DUCKDB_TYPES: Mapping[object, str] = {
    str: "VARCHAR",
    Id: "VARCHAR",
    int: "INTEGER",
    float: "DOUBLE",
    bool: "BOOLEAN",
    date: "DATE",
    datetime: "TIMESTAMP",
    tuple[float, ...]: "DOUBLE[]",
    tuple[float | None, ...]: "DOUBLE[]",
    tuple[str, ...]: "VARCHAR[]",
    tuple[str | None, ...]: "VARCHAR[]",
}


def _read_id(text: str) -> str:
    if re.search(r"[\s,/]", text):
        near = re.sub(r"[^\w.-]+", "-", text).strip("-")
        raise InputError(f"The id `{text}` holds a space, a comma or a slash.", way_out=f"`{near}`")
    return text


_FORMS: Mapping[object, Literal["text", "id"]] = {str: "text", Id: "id"}

_READERS: Mapping[object, Callable[[str], object]] = {
    str: lambda text: text,
    Id: _read_id,
    int: reading.read_whole_number,
    float: reading.read_number,
    bool: reading.read_flag,
    date: reading.read_day,
}


def _declare(kind: type[LabelKind], file: str, key: str | tuple[str, ...]) -> Callable[[type[Record]], type[Record]]:
    def declare(record: type[Record]) -> type[Record]:
        names = (key,) if isinstance(key, str) else key
        declared = kind(file, Path(file).stem, names, record, _fields(record))
        _refuse_unusable(declared)
        setattr(record, DECLARED_IN, declared)
        return record

    return declare


DECLARED_IN = "__kind__"
"""The attribute of a record class that holds its kind."""


_TABLES_OF_THE_LOAD = ("articles", "load_counts", "load_files", "loads", "rejects")
_COLUMNS_OF_A_ROW = ("file_sha256", "line", "load_id")
_COLUMNS_OF_LABELS = ("file", *_COLUMNS_OF_A_ROW)
_COLUMNS_OF_ARTICLES = ("content_sha256", "text", "version", "passages", *_COLUMNS_OF_A_ROW)


def _refuse_unusable(kind: LabelKind) -> None:
    """Refuse a kind whose table or columns the load needs for itself, or whose key is none of its columns."""
    is_description = isinstance(kind, DescriptionKind)
    if not is_description and kind.table in _TABLES_OF_THE_LOAD:
        raise TypeError(f"raw.{kind.table} is kept for the load itself: another file name than {kind.file}")
    reserved = _COLUMNS_OF_ARTICLES if is_description else _COLUMNS_OF_LABELS
    for column in kind.columns:
        if column.name in reserved:
            raise TypeError(f"the column {column.name} is kept for the load itself: another name for it")
    for name in kind.key:
        if name not in kind.header:
            raise TypeError(f"the key {name} is no column of {kind.record.__name__}")


def _fields(record: type) -> tuple[Field, ...]:
    if not is_dataclass(record):
        raise TypeError(f"{record.__name__} is not a dataclass: write @dataclass(frozen=True, slots=True) above it")
    hints = get_type_hints(record, include_extras=True)
    return tuple(_field(field.name, hints[field.name]) for field in fields(record))


def _field(name: str, annotation: object) -> Field:
    marks: tuple[object, ...] = ()
    if get_origin(annotation) is Annotated:
        annotation, *rest = get_args(annotation)
        marks = tuple(rest)
    kind, is_optional = _without_none(annotation)
    words = get_args(kind) if get_origin(kind) is Literal else ()
    parts = tuple(field.name for field in fields(kind)) if isinstance(kind, type) and is_dataclass(kind) else ()
    return Field(
        name=name,
        is_required=not is_optional,
        words=words,
        refers_to=tuple(table for mark in marks if isinstance(mark, refers_to) for table in mark.tables),
        built_in=tuple(name for mark in marks if isinstance(mark, refers_to) for name in mark.built_in),
        kind_of=next((mark for mark in marks if isinstance(mark, kind_of)), None),
        local_to=next((mark for mark in marks if isinstance(mark, local_to)), None),
        may_be_absent=any(isinstance(mark, added_later) for mark in marks),
        form="word" if words else _FORMS.get(kind, "value"),
        read=_word_reader(name, words) if words else kind.read if parts else _READERS[kind],
        columns=_columns(
            name,
            kind,
            parts,
            is_word=bool(words),
            has_own_words=any(isinstance(mark, own_words) for mark in marks),
        ),
        parts=parts,
    )


def _columns(name: str, kind: Any, parts: tuple[str, ...], *, is_word: bool, has_own_words: bool) -> tuple[Column, ...]:
    if not parts:
        return (Column(name, "VARCHAR" if is_word else _DUCKDB_TYPES[kind], has_own_words),)
    hints = get_type_hints(kind)
    types_ = [_DUCKDB_TYPES[_without_none(hints[part])[0]] for part in parts]
    first, *others = zip(parts, types_, strict=True)
    return (Column(name, first[1], has_own_words), *(Column(_column_name(name, part), type_) for part, type_ in others))


def _column_name(name: str, part: str) -> str:
    return f"{name.removesuffix('_at')}_on" if part == "on" else f"{name}_{part}"  # published_at gives published_on


def _without_none(annotation: object) -> tuple[Any, bool]:
    if get_origin(annotation) in (Union, types.UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return kinds[0], len(kinds) < len(get_args(annotation))
    return annotation, False


def _word_reader(name: str, words: tuple[str, ...]) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in words:
            near = closest(text.lower(), words)
            raise InputError(
                f"`{text}` is no {name.replace('_', ' ')}.",
                way_out=f"`{near}`, the closest word" if near else _one_of(words),
            )
        return text

    return read


def _what_to_write(field: Field) -> str:
    if field.words:
        return _one_of(field.words)
    return f"writing the {field.name.replace('_', ' ')} there, or deleting the row"


def _one_of(words: tuple[str, ...]) -> str:
    return "one of " + ", ".join(f"`{word}`" for word in words)


def _storable(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None)  # DuckDB would turn it into the session's zone
    return list(value) if isinstance(value, tuple) else value
