"""The HTML page of the five reports, before and after labels changed, in a real browser."""

import csv
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest
from end_to_end.support import append, run
from playwright.sync_api import Browser, Page, sync_playwright

from wh.project import find_project
from wh.reports import page as html

HOSTILE = "</script><img src=x onerror=\"document.title='owned'\">'\"&\u202e{{ 7*7 }}"
SECRET = "ghp_abcdefghijklmnopqrstuvwxyz0123456789"
OPEN_CLASH = "sources_agree-da3feb5c47"
CHANGED = "belarus-release-2025-12-13/belarus/prisoners_released/to-lithuania"
NEW = "belarus-release-2025-12-13/belarus/release_promised/foreign-nationals"


def browser_path() -> str | None:
    """Return the browser that CLAIMHOUSE_BROWSER names, else one that is on the path."""
    stated = os.environ.get("CLAIMHOUSE_BROWSER")
    return stated or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One headless browser for all; without one the tests say so and go on."""
    path = browser_path()
    if path is None:
        pytest.skip("no browser is here: install chromium, or set CLAIMHOUSE_BROWSER to one")
    with sync_playwright() as playwright:
        # the sandbox cannot be had by root, as CI often is; the pages are our own
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def changed_project(built_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """This project built a second time: a ruling taken away, a fact told of others, a new one, a hostile name."""
    project = tmp_path_factory.mktemp("page") / "project"
    shutil.copytree(built_once, project, symlinks=True)
    for sidecar in (built_once / ".wh" / "builds").glob("*.duckdb"):
        shutil.copystat(sidecar, project / ".wh" / "builds" / sidecar.name)
    _rewrite(project / "data/labels/rulings.csv", _rule_with_a_secret)
    _rewrite(project / "data/labels/facts.csv", _tell_of_allied)
    _rewrite(project / "data/labels/sources.csv", _name_hostile)
    append(
        project,
        "facts.csv",
        fact_id="comments-foreigners-promised",
        article_id="comments-belarus-123",
        event_id="belarus-release-2025-12-13",
        subject_id="belarus",
        attribute="release_promised",
        scope_id="foreign-nationals",
        value="several",
        stance="asserts",
        exact="several foreign nationals",
        labelled_by="desk",
    )
    run(project, "build", "--fail-on", "never")
    return project


@pytest.fixture(scope="session")
def render(changed_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Write the page of the second build to a file."""
    folder = tmp_path_factory.mktemp("written")

    def write(name: str, *, has_samples: bool = True) -> Path:
        project = find_project(changed_project)
        with duckdb.connect(str(project.warehouse.resolve()), read_only=True) as con:
            (build_id,) = con.execute("select max(build_id) from quality.builds").fetchone() or ("",)
            text = html.render(con, build_id, project=project, has_samples=has_samples)
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def written(render: Callable[..., Path]) -> Path:
    """The page as a user gets it."""
    return render("report.html")


class Visit:
    """A page that is open, with all that it asked for and said."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page = page
        self.requests: list[str] = []
        self.said: list[str] = []
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("console", lambda message: self.said.append(message.text))
        page.on("pageerror", lambda error: self.said.append(str(error)))
        self.address = path.as_uri()

    def open(self, fragment: str = "") -> Page:
        """Open the page, at a fragment, and wait until its claims can be searched."""
        self.page.goto(self.address + fragment)
        self.page.wait_for_selector("html[data-searchable]")
        return self.page


@pytest.fixture
def visit(browser: Browser, written: Path) -> Iterator[Callable[..., Visit]]:
    """Open windows onto the page, each a reader of its own."""
    contexts = []

    def opened(*, width: int = 1280, scheme: str = "light", path: Path = written) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
        contexts.append(context)
        context.set_default_timeout(30_000)
        return Visit(context.new_page(), path)

    yield opened
    for context in contexts:
        context.close()


def _rewrite(path: Path, change: Callable[[dict[str, str]], bool]) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        names = list(reader.fieldnames or ())
        rows = [row for row in reader if change(row)]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _rule_with_a_secret(row: dict[str, str]) -> bool:
    row["reason"] += f" (password=hunter2secret and {SECRET})"
    return row["disagreement_id"] != OPEN_CLASH


def _tell_of_allied(row: dict[str, str]) -> bool:
    if row["fact_id"] == "comments-released-to-lithuania":
        row["scope_id"] = "allied-nationals"
    return True


def _name_hostile(row: dict[str, str]) -> bool:
    if row["source_id"] == "devdiscourse":
        row["name"] = HOSTILE
    return True
