"""What a file in loaders/ declares: a kind of label, the description of articles, or a format of articles.

The declared dataclass is the raw schema: column names, DuckDB types, what may be empty, which words are allowed and
what a cell refers to. Refuses a declaration that it cannot read in full.
"""

import hashlib
import importlib.util
import re
import sys
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal, NewType, TypeVar, Union, get_args, get_origin, get_type_hints

from wh import csvfile, numerals, reading
from wh.errors import InputError, closest

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


def articles(*suffixes: str) -> Callable[[Callable[[bytes], Iterator["Found"]]], "ArticleFormat"]:
    """Declare that the function below reads article files with these suffixes, and yields each article in one."""
    return lambda read: ArticleFormat(suffixes=suffixes, read=read)


@dataclass(frozen=True, slots=True)
class refers_to:  # noqa: N801  # reads as a word of the declaration: Annotated[Id, refers_to("people")]
    """Mark a column whose cell must be the id of a row in one of the tables; `table.column` names another column."""

    tables: tuple[str, ...]

    def __init__(self, *tables: str) -> None:
        object.__setattr__(self, "tables", tables)


@dataclass(frozen=True, slots=True)
class kind_of:  # noqa: N801  # as above: Annotated[Value, kind_of("attribute", "value_kind", unit="unit")]
    """Mark a value that must read as what the row that `column` refers to says in `says`, printed in `unit`."""

    column: str
    says: str
    unit: str


@dataclass(frozen=True, slots=True)
class Found:
    """An article as its file has it: the text, the line where it starts, and what the file says of itself, by line."""

    text: str
    line: int = 1
    says: tuple["Said", ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a file says about its article, as in the manifest's column of that name."""

    column: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class ArticleFormat:
    """How files with one of the suffixes are read; `read` raises InputError with `at` as `line N`."""

    suffixes: tuple[str, ...]
    read: Callable[[bytes], Iterator[Found]]
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a raw table: its name and DuckDB type."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Field:
    """One cell of a record: how it is read, which columns that gives, and what must be so."""

    name: str
    is_required: bool
    words: tuple[str, ...]
    refers_to: tuple[str, ...]
    kind_of: kind_of | None
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
    fingerprint: str = ""

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
class Kinds:
    """All that the loaders of a project declare."""

    labels: tuple[LabelKind, ...]
    description: DescriptionKind
    formats: Mapping[str, ArticleFormat]


def discover(files: tuple[Path, ...]) -> Kinds:
    """Import the loader files and gather what they declare; two that claim the same file or suffix are refused."""
    found: dict[str, tuple[Path, LabelKind | ArticleFormat]] = {}
    engine = _sha256(*(Path(str(module.__file__)).read_bytes() for module in (reading, numerals, csvfile)))
    for path in files:
        fingerprint = _sha256(path.read_bytes(), engine.encode())
        for kind in _declared(path):
            for claim in kind.suffixes if isinstance(kind, ArticleFormat) else (kind.file,):
                if claim in found:
                    raise InputError(
                        f"Two loaders read `{claim}`: {found[claim][0].name} and {path.name}.",
                        at=str(path),
                        way_out="one loader for each kind of file",
                    )
                found[claim] = path, _with_fingerprint(kind, fingerprint)
    described = [kind for _, kind in found.values() if isinstance(kind, DescriptionKind)]
    if len(described) != 1:
        raise InputError(
            f"{len(described)} loaders describe articles; it takes one.",
            at="loaders/",
            way_out="the built-in manifest.py alone",
        )
    kinds = Kinds(
        labels=tuple(kind for _, kind in found.values() if type(kind) is LabelKind),
        description=described[0],
        formats={claim: kind for claim, (_, kind) in found.items() if isinstance(kind, ArticleFormat)},
    )
    _check_references(kinds, {kind.file: path for path, kind in found.values() if isinstance(kind, LabelKind)})
    return kinds


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
    if refusals:
        return None, refusals
    try:
        return kind.record(**values), []
    except InputError as error:
        return None, [Refusal(error.at, error.message, error.way_out)]


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
}


def _read_id(text: str) -> str:
    if re.search(r"[\s,/]", text):
        near = re.sub(r"[^\w.-]+", "-", text).strip("-")
        raise InputError(f"The id `{text}` holds a space, a comma or a slash.", way_out=f"`{near}`")
    return text


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
        setattr(record, _MARK, kind(file, Path(file).stem, names, record, _fields(record)))
        return record

    return declare


_MARK = "__kind__"


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
        kind_of=next((mark for mark in marks if isinstance(mark, kind_of)), None),
        read=_word_reader(name, words) if words else kind.read if parts else _READERS[kind],  # type: ignore[attr-defined]  # a reading
        columns=_columns(name, kind, parts, is_word=bool(words)),
        parts=parts,
    )


def _columns(name: str, kind: Any, parts: tuple[str, ...], *, is_word: bool) -> tuple[Column, ...]:
    if not parts:
        return (Column(name, "VARCHAR" if is_word else _DUCKDB_TYPES[kind]),)
    hints = get_type_hints(kind)
    return tuple(
        Column(name if position == 0 else _column_name(name, part), _DUCKDB_TYPES[_without_none(hints[part])[0]])
        for position, part in enumerate(parts)
    )


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


# --- From a file to declarations ------------------------------------------------------------------------------


def _declared(path: Path) -> list[LabelKind | ArticleFormat]:
    module = _import(path)
    own = [value for value in vars(module).values() if getattr(value, "__module__", None) == module.__name__]
    formats = [value for value in vars(module).values() if isinstance(value, ArticleFormat)]
    return [*(getattr(value, _MARK) for value in own if hasattr(value, _MARK)), *formats]


def _import(path: Path) -> types.ModuleType:
    name = f"wh_loader_{_sha256(str(path).encode())[:12]}_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise InputError(f"The loader `{path.name}` cannot be imported.", at=str(path), way_out="a file ending in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their own module up
    try:
        spec.loader.exec_module(module)
    except (SyntaxError, ImportError, NameError, TypeError, KeyError, AttributeError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else _line_in(path, error)
        raise InputError(
            f"The loader `{path.name}` cannot be imported: {error}.",
            at=f"{path}:{line or 1}",
            way_out="the loaders beside it as a model",
        ) from error
    finally:
        del sys.modules[name]
    return module


def _line_in(path: Path, error: Exception) -> int | None:
    lines: list[int] = []
    trace = error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == str(path):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    return lines[-1] if lines else None


def _check_references(kinds: Kinds, paths: Mapping[str, Path]) -> None:
    """Refuse a reference to a table or column that no loader declares."""
    known = {"articles", "operands"}
    for kind in kinds.labels:
        known |= {kind.table} if len(kind.key) == 1 else set()
        known |= {f"{kind.table}.{field.name}" for field in kind.fields}
    for kind in (*kinds.labels, kinds.description):
        for target in {target for field in kind.fields for target in field.refers_to} - known:
            near = closest(target, known)
            raise InputError(
                f"`{kind.record.__name__}` refers to `{target}`, which no loader reads.",
                at=str(paths[kind.file]),
                way_out=f"`{near}`, the closest name" if near else "a loader for it",
            )


def _with_fingerprint(kind: LabelKind | ArticleFormat, fingerprint: str) -> LabelKind | ArticleFormat:
    return replace(kind, fingerprint=fingerprint)


def _sha256(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()
