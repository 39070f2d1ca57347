"""Plants one fault in a copy of a project: a cell, a row, some words of an article, some words of a model's SQL.

Each function returns what plants it. Planting refuses what is not there to be changed, so that no fault is empty, and
returns the other names by which a report may call the culprit: `file:line` of the label, a table's name.
"""

import csv
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
Plant = Callable[[Path], tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, in words; `where` is labels, articles or models, and `culprit` what a report must name."""

    name: str
    where: str
    culprit: str
    plant: Plant


def change(file: str, row: Mapping[str, str], /, **cells: str) -> Plant:
    """Change cells of the one row of a label file that has these values."""

    def plant(project: Path) -> tuple[str, ...]:
        header, rows = _read(project / "data" / file)
        at = _only(rows, row, file)
        _refuse_unknown(header, cells, file)
        assert any(rows[at][column] != value for column, value in cells.items()), f"{file}: {cells} is no change"
        rows[at] |= cells
        _write(project / "data" / file, header, rows)
        return (_place(file, at), *_words_of(rows[at]))

    return plant


def change_all(file: str, row: Mapping[str, str], /, **cells: str) -> Plant:
    """Change cells of every row of a label file that has these values."""

    def plant(project: Path) -> tuple[str, ...]:
        header, rows = _read(project / "data" / file)
        _refuse_unknown(header, cells, file)
        found = [at for at, each in enumerate(rows) if each.items() >= row.items()]
        assert found, f"{file} has no row {row}"
        for at in found:
            rows[at] |= cells
        _write(project / "data" / file, header, rows)
        return tuple(_place(file, at) for at in found)

    return plant


def drop(file: str, row: Mapping[str, str]) -> Plant:
    """Take the one row of a label file that has these values out of it."""

    def plant(project: Path) -> tuple[str, ...]:
        header, rows = _read(project / "data" / file)
        del rows[_only(rows, row, file)]
        _write(project / "data" / file, header, rows)
        return ()

    return plant


def add(file: str, /, **cells: str) -> Plant:
    """Add a row to a label file."""

    def plant(project: Path) -> tuple[str, ...]:
        header, rows = _read(project / "data" / file)
        _refuse_unknown(header, cells, file)
        _write(project / "data" / file, header, [*rows, {column: cells.get(column, "") for column in header}])
        return (_place(file, len(rows)),)

    return plant


def double(file: str, row: Mapping[str, str], /, **cells: str) -> Plant:
    """Add the one row of a label file that has these values a second time, with these cells changed."""

    def plant(project: Path) -> tuple[str, ...]:
        header, rows = _read(project / "data" / file)
        _refuse_unknown(header, cells, file)
        _write(project / "data" / file, header, [*rows, rows[_only(rows, row, file)] | cells])
        return (_place(file, len(rows)),)

    return plant


def swap(file: str, row: Mapping[str, str], other: Mapping[str, str], *columns: str) -> Plant:
    """Exchange the cells of two rows of a label file."""

    def plant(project: Path) -> tuple[str, ...]:
        header, rows = _read(project / "data" / file)
        one, two = _only(rows, row, file), _only(rows, other, file)
        for column in columns:
            rows[one][column], rows[two][column] = rows[two][column], rows[one][column]
        _write(project / "data" / file, header, rows)
        return (_place(file, one), _place(file, two))

    return plant


def reword(file: str, words: str, others: str) -> Plant:
    """Replace words that are once in a file below `data/`."""

    def plant(project: Path) -> tuple[str, ...]:
        path = project / "data" / file
        path.write_text(_replaced(path.read_text(encoding="utf-8"), words, others, file), encoding="utf-8")
        return ()

    return plant


def recode(file: str, change_bytes: Callable[[bytes], bytes]) -> Plant:
    """Change the bytes of a file below `data/`."""

    def plant(project: Path) -> tuple[str, ...]:
        path = project / "data" / file
        before = path.read_bytes()
        after = change_bytes(before)
        assert after != before, f"{file}: no change"
        path.write_bytes(after)
        return ()

    return plant


def remodel(model: str, words: str, others: str, *, times: int = 1) -> Plant:
    """Replace words of a model in the project's own copy of it; `model` is `layer/name`, `times` how often they are."""

    def plant(project: Path) -> tuple[str, ...]:
        path = project / "models" / f"{model}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        for original in (ROOT / "models" / path.parent.name).glob(f"{path.stem}.*"):
            if not (path.parent / original.name).exists():
                shutil.copy(original, path.parent)
        path.write_text(_replaced(path.read_text(encoding="utf-8"), words, others, model, times), encoding="utf-8")
        return (path.stem,)

    return plant


def reload(loader: str, words: str, others: str) -> Plant:
    """Replace words that are once in a loader, in the project's own copy of it."""

    def plant(project: Path) -> tuple[str, ...]:
        path = project / "loaders" / f"{loader}.py"
        path.parent.mkdir(exist_ok=True)
        text = (ROOT / "loaders" / path.name).read_text(encoding="utf-8")
        path.write_text(_replaced(text, words, others, path.name), encoding="utf-8")
        return ()

    return plant


def both(*plants: Plant) -> Plant:
    """Plant what takes several steps, as a new article does: its text and its row."""

    def plant(project: Path) -> tuple[str, ...]:
        return tuple(name for each in plants for name in each(project))

    return plant


def write(file: str, text: str) -> Plant:
    """Write a new file below `data/`."""

    def plant(project: Path) -> tuple[str, ...]:
        (project / "data" / file).write_text(text, encoding="utf-8")
        return ()

    return plant


def _read(path: Path) -> tuple[list[str], list[dict[str, str]]]:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        return list(reader.fieldnames or ()), list(reader)


def _write(path: Path, header: list[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _only(rows: list[dict[str, str]], row: Mapping[str, str], file: str) -> int:
    found = [at for at, each in enumerate(rows) if each.items() >= row.items()]
    assert len(found) == 1, f"{file} has {len(found)} rows {row}"
    return found[0]


def _place(file: str, at: int) -> str:
    """Return where the row stands: no cell of these files has a line break, and the header is line 1."""
    return f"data/{file}:{at + 2}"


def _words_of(row: Mapping[str, str]) -> tuple[str, ...]:
    """Return how the accounts of a disagreement call a fact: by its article, which is said before, and its words."""
    return (f'"{row["exact"]}"',) if "fact_id" in row and row.get("exact") else ()


def _refuse_unknown(header: list[str], cells: Mapping[str, str], file: str) -> None:
    assert set(cells) <= set(header), f"{file} has no column {set(cells) - set(header)}"


def _replaced(text: str, words: str, others: str, file: str, times: int = 1) -> str:
    assert text.count(words) == times, f"{file} has {text.count(words)} times: {words}"
    return text.replace(words, others)
