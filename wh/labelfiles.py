"""Read one CSV file of labels into records of its kind, and say of each row that is none why not.

A file stands alone here: what its cells refer to is another module's question.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wh.csvfile import read_csv
from wh.kinds import LabelKind, read_record
from wh.results import Reject


@dataclass(frozen=True, slots=True)
class Row:
    """A row that can be read: its record, the line where it starts, and its text as it stands in the file."""

    line: int
    record: object
    text: str


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that cannot be used; its cells by column, as far as they are known."""

    line: int
    cells: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class LabelFile:
    """A label file as read; `file` is relative to the project, `sha256` is of what was read: columns, rows, lines.

    Of a file that is not readable nobody knows which ids it states.
    """

    kind: LabelKind
    file: str
    sha256: str
    rows: tuple[Row, ...]
    refused: tuple[RefusedRow, ...]
    rejects: tuple[Reject, ...]
    is_there: bool = True
    is_readable: bool = True


def read_label_file(kind: LabelKind, path: Path, file: str) -> LabelFile:
    """Read every row; one that is refused never stops the rest."""
    try:
        if not path.is_file():
            raise OSError(None, "it is a folder, a pipe or a device")
        content = path.read_bytes()
    except OSError as error:
        reject = Reject(file, 1, None, f"The file cannot be opened: {error.strerror}.", "a file that you may read", "")
        return LabelFile(kind, file, "", (), (), (reject,), is_readable=False)
    required = [field.name for field in kind.fields if field.is_required]
    absent = [field.name for field in kind.fields if field.may_be_absent]
    table = read_csv(content, kind.header, required, absent)
    rejects = [Reject(file, each.line, each.column, each.reason, each.hint, each.text) for each in table.refusals]
    rows, refused = [], []
    for record in table.records:
        value, wrong = read_record(kind, record.cells)
        rejects += [Reject(file, record.line, each.column, each.reason, each.hint, record.text) for each in wrong]
        if wrong:
            refused.append(RefusedRow(record.line, record.cells))
        else:
            rows.append(Row(record.line, value, record.text))
    rows, twice = _without_duplicates(kind, file, rows)
    rejects += twice
    meaning = repr((kind.columns, [(row.line, kind.spread(row.record)) for row in rows]))
    sha256 = hashlib.sha256(meaning.encode()).hexdigest()
    rejects.sort(key=lambda each: each.line)
    return LabelFile(kind, file, sha256, tuple(rows), tuple(refused), tuple(rejects), is_readable=table.is_readable)


def _without_duplicates(kind: LabelKind, file: str, rows: Iterable[Row]) -> tuple[list[Row], list[Reject]]:
    """Keep the first row of each key; the second names the first one's place."""
    first: dict[tuple[object, ...], Row] = {}
    kept: list[Row] = []
    rejects: list[Reject] = []
    for row in rows:
        key = tuple(_as_printed(getattr(row.record, name)) for name in kind.key or kind.header)
        if key in first:
            at = f"{file}:{first[key].line}"
            reason = f"The {name_key(kind, key)} is already at {at}." if kind.key else f"The row is already at {at}."
            hint = "another id, or deleting the row" if len(kind.key) == 1 else "deleting one of the two rows"
            rejects.append(Reject(file, row.line, kind.key[-1] if kind.key else None, reason, hint, row.text))
        else:
            first[key] = row
            kept.append(row)
    return kept, rejects


def name_key(kind: LabelKind, key: tuple[object, ...]) -> str:
    """Name a row by its key, as in "fact `f1`" or "name a `X` with name b `Y`"."""
    words = [column.removesuffix("_id").replace("_", " ") for column in kind.key]
    return " with ".join(f"{word} `{value}`" for word, value in zip(words, key, strict=True))


def _as_printed(value: object) -> object:
    return getattr(value, "text", value)
