"""Times a load of articles beside the fastest way to the same: Parquet into a ZSTD column of bare DuckDB, by CPU.

The same made-up texts lie there as Parquet, as JSON Lines and as a folder of plain texts with a manifest. Each number
of them is a line of the table, printed as soon as it is known: a million takes minutes, and 10 GB on the disk. With
--record, writes the table into docs/benchmarks.md.
"""

import argparse
import multiprocessing
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
from timing import Measure, Timing, command_of, machine, record, time_in_turn, today

ROWS, FILES = (100_000, 1_000_000), (100_000,)
_WORDS = 20_000
_WORDS_OF_A_TEXT = 300

_TEXTS = f"""
    select
        'https://www.example-' || i % 50 || '.org/news/2025/' || 1 + i % 12 || '/some-words-of-a-title-' || i as url,
        'The title of number ' || i as title,
        strftime(timestamp '2025-01-01' + to_minutes(i % 500000), '%Y-%m-%dT%H:%M:00+02:00') as published_at,
        'en' as language,
        array_to_string(list_transform(
            range({_WORDS_OF_A_TEXT}), lambda k: words[1 + (hash(i * 1000 + k) % {_WORDS})::bigint]
        ), ' ') as text,
    from range(?::bigint) as numbers(i),
        (select list(substr(md5(k::varchar), 1, 3 + k % 8)) as words from range({_WORDS}) as made(k))
"""

_FLOOR = """
import sys, duckdb
con = duckdb.connect()
con.execute("attach 'warehouse.duckdb' as target (storage_version 'v1.5.0')")
columns = "url varchar, title varchar, published_at varchar, language varchar"
con.execute(f"create table target.articles ({columns}, text varchar using compression zstd)")
con.execute("insert into target.articles from read_parquet($1)", [sys.argv[1]])
con.execute("checkpoint target")
"""


@dataclass(frozen=True, slots=True)
class Form:
    """A form in which the articles lie there, how its project is written, and how many times the floor it may take."""

    what: str
    write: Callable[[Path, Path], None]
    aim: float


def main() -> None:
    """Write the projects, time each beside the floor, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=ROWS, help="articles in one file")
    parser.add_argument("--files", type=int, nargs="*", default=FILES, help="plain texts in a folder")
    parser.add_argument("--runs", type=int, default=1, help="with more than one, the first round is not counted")
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    forms = (
        (Form("Parquet", _as_parquet, 1.2), asked.rows),
        (Form("JSON Lines", _as_lines, 1.2), asked.rows),
        (Form("plain texts and a manifest", _as_texts, 2.6), asked.files),
    )
    lines = [_head(asked.runs)]
    print(lines[0], flush=True)
    for form, counts in forms:
        for count in counts:
            lines.append(_line(form, count, asked.runs))
            print(lines[-1], flush=True)
    if asked.record:
        record("loading-articles", "\n".join(lines))


def _as_parquet(texts: Path, project: Path) -> None:
    (project / "data" / "articles" / "export.parquet").hardlink_to(texts)


def _as_lines(texts: Path, project: Path) -> None:
    with duckdb.connect() as con:
        con.execute(f"copy (from '{texts}') to '{project}/data/articles/export.jsonl' (format json)")


def _as_texts(texts: Path, project: Path) -> None:
    with duckdb.connect() as con:
        con.execute(
            f"""
            copy (
                select
                    'article-' || file_row_number as article_id, 'full' as edition,
                    file_row_number || '.txt' as file, null as outlet_id, title, published_at, language, url,
                    null as wire_id
                from read_parquet('{texts}', file_row_number = true)
            ) to '{project}/data/articles.csv' (format csv, header)
            """
        )
        rows = con.execute("select file_row_number, text from read_parquet(?, file_row_number = true)", [str(texts)])
        while some := rows.fetchmany(10_000):
            for number, text in some:
                (project / "data" / "articles" / f"{number}.txt").write_text(text, encoding="utf-8")


def _line(form: Form, count: int, runs: int) -> str:
    """Time a load, one of an empty folder, and the floor, and return the line of the table."""
    with tempfile.TemporaryDirectory() as folder:
        texts, full, empty = Path(folder, "texts.parquet"), Path(folder, "full"), Path(folder, "empty")
        for project in (full, empty):
            (project / "data" / "articles").mkdir(parents=True)
            (project / "pyproject.toml").write_text('[project]\nname = "loading"\n\n[tool.wh]\n', encoding="utf-8")
        # a process starts with the peak of the one that began it, which is therefore none that held the texts
        writing = multiprocessing.get_context("spawn").Process(target=_write, args=(form, texts, full, count))
        writing.start()
        writing.join()
        if writing.exitcode != 0:
            raise SystemExit(f"writing the texts as {form.what} ended with {writing.exitcode}")

        def clear() -> None:
            for path in sorted(Path(folder).rglob("*"), reverse=True):
                if ".wh" in path.parts or path.name.startswith("warehouse.duckdb"):
                    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

        load = [command_of("wh"), "load"]
        most_runs = 1 if runs == 1 else None  # else the first of them warms what is then timed
        taken = time_in_turn(
            [
                Measure("floor", [sys.executable, "-c", _FLOOR, str(texts)], empty, prepare=clear, most_runs=most_runs),
                Measure("rest", load, empty, prepare=clear, most_runs=most_runs),
                Measure("whole", load, full, prepare=clear, most_runs=most_runs),
            ],
            runs,
        )
        return _row(form, count, taken)


def _write(form: Form, texts: Path, project: Path, count: int) -> None:
    with duckdb.connect() as con:
        con.execute(f"copy ({_TEXTS}) to '{texts}' (format parquet)", [count])
    form.write(texts, project)


def _row(form: Form, count: int, taken: dict[str, Timing]) -> str:
    floor, load = taken["floor"], taken["whole"].cpu - taken["rest"].cpu
    return (
        f"| {form.what} | {count:,} | {floor.cpu:.2f} | {load:.2f} | {load / floor.cpu:.2f} | {form.aim} |"
        f" {taken['whole'].peak_mb:.0f} (floor {floor.peak_mb:.0f}) |"
    )


def _head(runs: int) -> str:
    taken = f"medians of {runs} whole processes in turn" if runs > 1 else "of whole processes in turn, each once"
    return (
        f"Measured {today()} on {machine()}; CPU seconds, {taken}; texts of 2 KB."
        " What the load of an empty project takes is taken off.\n\n"
        "| articles as | number | Parquet into a ZSTD column | wh load | times the floor | aim | peak MB |\n"
        "|---|---:|---:|---:|---:|---:|---:|"
    )


if __name__ == "__main__":
    main()
