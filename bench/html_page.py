"""Measures the HTML page: how long it takes to write, what it weighs, and how fast it opens and answers in Chromium.

Takes the five reports and a generated world of ten thousand claims, or built projects that are named. Prints a table
and, with --record, writes it into docs/benchmarks.md.
"""

import argparse
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
from playwright.sync_api import Browser, sync_playwright
from timing import Measure, command_of, machine, record, time_in_turn, today
from world import write_world

from wh.project import find_project
from wh.reports import page

ROOT = Path(__file__).resolve().parents[1]
FACTS = 51_000
SEED = 1
RUNS = 5
_NOTE_READY = """
new MutationObserver((_, watching) => {
  if (document.documentElement && "ready" in document.documentElement.dataset) {
    window.readyAt = performance.now();
    watching.disconnect();
  }
}).observe(document, { subtree: true, attributes: true });
"""
_FIRST_PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
_SEARCH = """() => {
  const began = performance.now(), find = document.getElementById("find");
  find.value = "how many";
  find.dispatchEvent(new Event("input"));
  document.body.getBoundingClientRect();
  return performance.now() - began;
}"""
_UNFOLD = """async () => {
  const began = performance.now();
  document.querySelector("#claim-table tbody button").click();
  while (!document.querySelector(".detail")) await new Promise((done) => { setTimeout(done, 1); });
  return performance.now() - began;
}"""


@dataclass(frozen=True, slots=True)
class Opening:
    """How long a reader waits, in milliseconds: until something is seen, claims are listed, found and unfolded."""

    first_paint: float
    ready: float
    search: float
    unfold: float


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--project", type=Path, nargs="*", help="built projects, instead of those that are made")
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        path = os.environ.get("CLAIMHOUSE_BROWSER") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        projects = asked.project or _made(Path(folder))
        lines = [*_table(projects, Path(folder), browser), "", f"Measured {today()} on {machine()}, Chromium"]
        lines[-1] += f" {browser.version.split('.')[0]}; of {RUNS} openings the median."
        browser.close()
    print("\n".join(lines))
    if asked.record:
        record("html page", "\n".join(lines))


def _made(folder: Path) -> list[Path]:
    """Build the five reports and a world of ten thousand claims."""
    reports, world = folder / "five-reports", folder / "world"
    reports.mkdir()
    shutil.copy(ROOT / "pyproject.toml", reports)
    shutil.copytree(ROOT / "data", reports / "data")
    write_world(world, FACTS, SEED)
    for project in (reports, world):
        command = [command_of("wh"), "build", "--fail-on", "never"]
        time_in_turn([Measure(project.name, command, project, most_runs=1)], 1)
    return [reports, world]


def _table(projects: Sequence[Path], folder: Path, browser: Browser) -> Iterator[str]:
    yield "| claims | facts | articles | CPU s to write | page, MB | first paint, ms | list ready | search | unfold |"
    yield "|---:|---:|---:|---:|---:|---:|---:|---:|---:|"
    for at in projects:
        project = find_project(at)
        with duckdb.connect(str(project.warehouse.resolve()), read_only=True) as con:
            counts = [
                con.execute(f"select count(*) from marts.{table}").fetchall()[0][0]
                for table in ("claims", "facts", "articles")
            ]
            began = time.process_time()
            text = page.render(con, "", project=project, has_samples=True)
            seconds = time.process_time() - began
        written = folder / "report.html"
        written.write_text(text, encoding="utf-8")
        opened = _opened(browser, written)
        held = " | ".join(f"{count:,}" for count in counts)
        waits = f"{opened.first_paint:.0f} | {opened.ready:.0f} | {opened.search:.0f} | {opened.unfold:.0f}"
        yield f"| {held} | {seconds:.1f} | {written.stat().st_size / 1e6:.2f} | {waits} |"


def _opened(browser: Browser, written: Path) -> Opening:
    """Open the page several times, each time anew, and return the median of each wait."""
    found = []
    for _ in range(RUNS):
        context = browser.new_context(viewport={"width": 1280, "height": 900})
        shown = context.new_page()
        shown.add_init_script(_NOTE_READY)
        shown.goto(written.as_uri())
        shown.wait_for_selector("html[data-searchable]")
        scripts = (_FIRST_PAINT, "window.readyAt", _SEARCH, _UNFOLD)
        found.append([float(shown.evaluate(script)) for script in scripts])
        context.close()
    return Opening(*(statistics.median(waits) for waits in zip(*found, strict=True)))


if __name__ == "__main__":
    main()
