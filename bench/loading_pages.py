"""Times a load of pages of the web beside the library that finds the report on them, by CPU: as files, and as a WARC.

The library alone is asked twice, for no more than we ask it for (the text), and for all that a load finds out (title,
time, author and address too). With --record, writes the table into docs/benchmarks.md.
"""

import argparse
import io
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from timing import Measure, Timing, command_of, machine, record, time_in_turn, today
from web_pages import SIZES, page

PAGES = 400
"""How many pages of each size."""

_ALONE = """
import sys
from pathlib import Path
import trafilatura

ask = {"include_comments": False, "include_tables": True, "with_metadata": sys.argv[2] == "all"}

def is_page(record):
    return record.rec_type == "response" and record.http_headers.get_header("Content-Type").startswith("text/html")

def contents(path):
    if path.is_dir():
        yield from (each.read_bytes() for each in sorted(path.iterdir()))
        return
    from warcio.archiveiterator import ArchiveIterator
    with path.open("rb") as stream:
        yield from (each.content_stream().read() for each in ArchiveIterator(stream) if is_page(each))

found = 0
for content in contents(Path(sys.argv[1])):
    found += bool(trafilatura.bare_extraction(content.decode(), **ask))
assert found == int(sys.argv[3]), found
"""


@dataclass(frozen=True, slots=True)
class Form:
    """Pages as they lie there, in a project of their own."""

    what: str
    kilobytes: int
    project: Path
    pages: Path


def main() -> None:
    """Write the pages, time each form of them beside the library, and print what came out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES, help="pages of each size")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        forms = [_as_files(Path(folder), size, asked.pages) for size in SIZES]
        forms.append(_as_warc(Path(folder), SIZES[1], asked.pages))
        empty = _project(Path(folder, "empty"))
        lines = [_line(form, empty, asked.pages, asked.runs) for form in forms]
    table = "\n".join((_head(asked.runs), *lines))
    print(table)
    if asked.record:
        record("loading-pages", table)


def _project(root: Path) -> Path:
    (root / "data" / "articles").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[project]\nname = "pages"\n\n[tool.wh]\n', encoding="utf-8")
    return root


def _as_files(folder: Path, kilobytes: int, count: int) -> Form:
    project = _project(folder / f"files-{kilobytes}")
    pages = project / "data" / "articles"
    for number in range(count):
        (pages / f"{number}.html").write_text(page(number, kilobytes), encoding="utf-8")
    return Form("files", kilobytes, project, pages)


def _as_warc(folder: Path, kilobytes: int, count: int) -> Form:
    """Write what a crawler would: each page with its request, and a picture now and then."""
    from warcio.statusandheaders import StatusAndHeaders
    from warcio.warcwriter import WARCWriter

    project = _project(folder / "warc")
    path = project / "data" / "articles" / "crawl.warc.gz"
    with path.open("wb") as stream:
        writer = WARCWriter(stream, gzip=True)
        for number in range(count):
            address = f"https://www.gazette-{number % 40}.example/{number}"
            asked = StatusAndHeaders(f"GET /{number} HTTP/1.1", [("Host", address.split("/")[2])], is_http_request=True)
            writer.write_record(writer.create_warc_record(address, "request", http_headers=asked))
            for kind, content in _fetched(number, kilobytes):
                answered = StatusAndHeaders("200 OK", [("Content-Type", kind)], protocol="HTTP/1.1")
                body = io.BytesIO(content)
                writer.write_record(writer.create_warc_record(address, "response", payload=body, http_headers=answered))
    return Form("a WARC", kilobytes, project, path)


def _fetched(number: int, kilobytes: int) -> Iterator[tuple[str, bytes]]:
    yield "text/html; charset=utf-8", page(number, kilobytes).encode()
    if number % 5 == 4:
        yield "image/png", b"\x89PNG" * 500


def _line(form: Form, empty: Path, count: int, runs: int) -> str:
    """Time a load, one of an empty folder and the library alone, and return the line of the table."""

    def clear() -> None:
        for project in (form.project, empty):
            for path in sorted(project.rglob("*"), reverse=True):
                if ".wh" in path.parts or path.name.startswith("warehouse.duckdb"):
                    path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()

    load = [command_of("wh"), "load"]
    alone = [sys.executable, "-c", _ALONE, str(form.pages)]
    taken = time_in_turn(
        [
            Measure("text", [*alone, "text", str(count)], empty),
            Measure("all", [*alone, "all", str(count)], empty),
            Measure("rest", load, empty, prepare=clear),
            Measure("whole", load, form.project, prepare=clear),
        ],
        runs,
    )
    return _row(form, count, taken)


def _row(form: Form, count: int, taken: dict[str, Timing]) -> str:
    text, everything = taken["text"].cpu, taken["all"].cpu
    load = taken["whole"].cpu - taken["rest"].cpu
    return (
        f"| {count:,} pages of {form.kilobytes} KB as {form.what} | {count / text:.0f} | {count / everything:.0f} |"
        f" {count / load:.0f} | {load / text:.2f} | {load / everything:.2f} | {taken['whole'].peak_mb:.0f} |"
    )


def _head(runs: int) -> str:
    return (
        f"Measured {today()} on {machine()}; pages a CPU second, of medians of {runs} whole processes in turn."
        " What the load of an empty project takes is taken off.\n\n"
        "| | the library, text alone | the library, text and all that is told | wh load | times the text alone"
        " | times all that is told | peak MB |\n"
        "|---|---:|---:|---:|---:|---:|---:|"
    )


if __name__ == "__main__":
    main()
