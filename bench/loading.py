"""Times a load of a million labels beside DuckDB's read_csv of the same file into a table, by CPU.

Some rows are wrong in each way that a labeller's may be. With --record, writes the table into docs/benchmarks.md.
"""

import argparse
import csv
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from timing import Measure, Timing, command_of, machine, record, time_in_turn, today
from world import write_world

ROWS = 1_000_000
SEED = 20251213
_ARTICLES = 10_000
_SOURCES = 3_000
_WRONG = 1_000  # of so many rows, one has each of the faults


@dataclass(frozen=True, slots=True)
class Labels:
    """A label file in a project of its own."""

    what: str
    project: Path
    file: str

    @property
    def path(self) -> Path:
        """The file itself."""
        return self.project / "data" / "labels" / self.file


def main() -> None:
    """Write the projects, time both, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS, help="labels in each file")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        files = write_labels(Path(folder), asked.rows)
        lines = [_line(file, asked.runs) for file in files]
    table = "\n".join((_head(asked.runs), *lines))
    print(table)
    if asked.record:
        record("loading", table)


def write_labels(folder: Path, rows: int) -> list[Labels]:
    """Write a project of quotes, one of mentions, and a generated world with its facts."""
    quotes = Labels("quotes: ids and words, each row another", folder / "quotes", "quotes.csv")
    mentions = Labels("mentions: names and days, many alike", folder / "mentions", "mentions.csv")
    facts = Labels("facts of a generated world: figures and phrases", folder / "world", "facts.csv")
    for labels, header, made in (
        (quotes, "quote_id,article_id,source_id,said_to_id,exact_from,exact_to", _quotes(rows)),
        (mentions, "article_id,person_id,exact,role,as_of", _mentions(rows)),
    ):
        _write_project(labels.project)
        _write(labels.path, header, made)
    write_world(facts.project, rows // 10, SEED)  # most of its figures stand in words of their own
    (facts.project / "data" / "labels" / "relations.csv").unlink()  # without the facts it would be refused, row by row
    for article in (facts.project / "data" / "articles").iterdir():
        article.unlink()  # a manifest's article is known without its file: what is timed is the labels
    return [quotes, mentions, facts]


def _quotes(rows: int) -> Iterator[Sequence[object]]:
    chance = random.Random(SEED)
    for number in range(rows):
        article, source = f"article-{chance.randrange(_ARTICLES):06d}", f"source-{chance.randrange(_SOURCES):04d}"
        said = f"we have said it {chance.randrange(1_000_000)} times, and we"
        row = [f"quote-{number:07d}", article, source, "", said, "will say it again"]
        yield _spoilt(row, number, {1: "no-such-article", 0: f"quote-{max(number - 7, 0):07d}", 4: "", 2: "a source"})


def _mentions(rows: int) -> Iterator[Sequence[object]]:
    chance = random.Random(SEED)
    for number in range(rows):
        person = chance.randrange(_SOURCES)
        name = f"{_GIVEN[person % len(_GIVEN)]} {_FAMILY[person % len(_FAMILY)]}{_ENDS[person // 97 % len(_ENDS)]}"
        role = chance.choice(("", "president", "a spokeswoman", "the minister"))
        row = [f"article-{number // 10 % _ARTICLES:06d}", "", name, f"{role} {number % 10}", f"2025-0{1 + person % 9}"]
        yield _spoilt(row, number, {0: "no-such-article", 4: "2025-13", 2: ""})


_GIVEN = ("Ann", "Maria", "Ivan", "Omar", "Li", "Kofi", "Elena", "John", "Fatima", "Pedro", "Nora")
_FAMILY = ("Lee", "Polost", "Ander", "Okaf", "Mendes", "Karim", "Novak", "Schmid", "Tanak", "Baro", "Hansen", "Rossi")
_ENDS = ("", "s", "berg", "ov", "ova", "ez", "son", "man", "ski", "ley")


def _spoilt(row: list[object], number: int, faults: dict[int, str]) -> list[object]:
    """Return the row, or one with one of the faults in it, each by its column, or with a cell too many."""
    place, turn = divmod(number, _WRONG)
    if turn != _WRONG - 1:
        return row
    column = [*faults, -1][place % (len(faults) + 1)]
    return [*row, "more"] if column == -1 else [*row[:column], faults[column], *row[column + 1 :]]


def _write_project(project: Path) -> None:
    (project / "data" / "labels").mkdir(parents=True)
    (project / "pyproject.toml").write_text('[project]\nname = "loading"\n\n[tool.wh]\n', encoding="utf-8")
    articles = ((f"article-{number:06d}", "full", f"{number}.txt", *[""] * 6) for number in range(_ARTICLES))
    manifest = "article_id,edition,file,outlet_id,title,published_at,language,url,wire_id"
    _write(project / "data" / "articles.csv", manifest, articles)
    sources = ((f"source-{number:04d}", f"Source {number}", "outlet", "", "", "") for number in range(_SOURCES))
    _write(project / "data" / "labels" / "sources.csv", "source_id,name,kind,owner_id,person_id,time_zone", sources)


def _write(path: Path, header: str, rows: Iterator[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


_READ = """
import sys, duckdb
with duckdb.connect("warehouse.duckdb") as con:
    con.execute("create table labels as from read_csv($1, ignore_errors = true)", [sys.argv[1]])
"""


def _line(labels: Labels, runs: int) -> str:
    """Time a load, one without this file, and the floor, and return the line of the table."""
    project, beside = labels.project, labels.project.parent

    def clear() -> None:
        for path in (project / "warehouse.duckdb", project / "warehouse.duckdb.wal"):
            path.unlink(missing_ok=True)
        if (project / ".wh").exists():
            for path in sorted((project / ".wh").rglob("*"), reverse=True):
                path.rmdir() if path.is_dir() else path.unlink()

    def hide() -> None:
        clear()
        labels.path.rename(beside / labels.file)

    def show() -> None:
        (beside / labels.file).rename(labels.path)

    load = ["sh", "-c", f'"{command_of("wh")}" load || test $? -eq 1']  # 1: it names what is wrong
    rest = Measure("rest", load, project, prepare=hide, confirm=show)
    whole = Measure("whole", load, project, prepare=clear)
    floor = Measure("floor", [sys.executable, "-c", _READ, str(labels.path)], project, prepare=clear)
    taken = time_in_turn([floor, rest, whole], runs)
    return _row(labels, taken)


def _row(labels: Labels, taken: dict[str, Timing]) -> str:
    floor, load = taken["floor"], taken["whole"].cpu - taken["rest"].cpu
    with labels.path.open("rb") as handle:
        rows = sum(1 for _ in handle) - 1
    return (
        f"| {labels.what} | {rows:,} | {labels.path.stat().st_size / 1e6:.0f} | {floor.cpu:.2f} | {load:.2f} |"
        f" {load / floor.cpu:.1f} | {taken['whole'].peak_mb:.0f} (floor {floor.peak_mb:.0f}) |"
    )


def _head(runs: int) -> str:
    return (
        f"Measured {today()} on {machine()}; CPU seconds, medians of {runs} whole processes in turn. What the load of"
        " the same project takes without the file is taken off.\n\n"
        "| labels | rows | MB | read_csv into a table | wh load | times the floor | peak MB |\n"
        "|---|---:|---:|---:|---:|---:|---:|"
    )


if __name__ == "__main__":
    main()
