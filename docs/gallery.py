"""Takes the pictures in docs/reports/: the five reports, built twice, as a reader sees them in a browser.

The first build lacks the facts of one article and two rulings, the second one ruling, so that there is something to see
in each part. The reports for other places are drawn (drawing.py) from what `wh check` writes before anybody had ruled.
Needs chromium, the development requirements, and for the pictures as they are the Debian packages
fonts-inter and fonts-sil-charis: `python docs/gallery.py`.
"""

import base64
import csv
import os
import pty
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from drawing import drawn
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURES = ROOT / "docs" / "reports"
UNDECIDED = "sources_agree-da3feb5c47"
LATER_ARTICLE = "slug-belarus-123"
LATER_RULING = "status_agree-6e3eaadf7c"
FOREIGN = "belarus-release-2025-12-13%2Fbelarus%2Fprisoners_released%2Fforeign-nationals"
FILES = {
    "": "",
    "md": "target/summary.md",
    "github": "",
    "junit": "target/junit.xml",
    "sarif": "target/claims.sarif",
    "gitlab": "target/gitlab.json",
    "json": "target/report.json",
}
"""The file of each report that is drawn; none for what goes to standard output, and no form for the terminal itself."""

Row = dict[str, str]


def main() -> None:
    """Build the five reports in folders of their own, write each report and photograph it."""
    with tempfile.TemporaryDirectory() as folder, browsing() as browser:
        photograph(page_of(built_twice(copied(Path(folder) / "ruled"))), browser)
        draw(unruled(copied(Path(folder) / "unruled")), browser)


def copied(folder: Path) -> Path:
    """Return a project with this one's files, to be changed and built."""
    project = folder / "five-reports"
    project.mkdir(parents=True)
    shutil.copy(ROOT / "pyproject.toml", project)
    shutil.copytree(ROOT / "data", project / "data")
    shutil.copytree(ROOT / "expectations", project / "expectations")
    return project


def unruled(project: Path) -> Path:
    """Return the project built before anybody had ruled."""
    keep(project / "data" / "labels" / "rulings.csv", lambda row: False)
    build(project)
    return project


def built_twice(project: Path) -> Path:
    """Return the project after its second build."""
    labels = project / "data" / "labels"
    keep(labels / "rulings.csv", lambda row: row["disagreement_id"] not in (UNDECIDED, LATER_RULING))
    keep(labels / "facts.csv", lambda row: row["article_id"] != LATER_ARTICLE)
    keep(labels / "fact_chain.csv", lambda row: not row["fact_id"].startswith("slug-"))
    keep(labels / "evidence.csv", lambda row: not row["fact_id"].startswith("slug-"))
    build(project)
    shutil.rmtree(labels)
    shutil.copytree(ROOT / "data" / "labels", labels)
    keep(labels / "rulings.csv", lambda row: row["disagreement_id"] != UNDECIDED)
    build(project)
    return project


def build(project: Path) -> None:
    """Build as a user would."""
    command = [sys.executable, "-m", "wh.cli", "build", "--fail-on", "never"]
    subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL, env=environment())


def environment() -> dict[str, str]:
    """Return an environment in which Python finds this claimhouse, and nothing speaks of a CI job."""
    here = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "GITHUB_ACTIONS")}
    return {**here, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")])}


def told_on_a_terminal(project: Path, words: list[str]) -> str:
    """Return what a command prints to a terminal, with its colours."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "wh.cli", *words]
    with subprocess.Popen(command, cwd=project, stdout=theirs, stderr=subprocess.DEVNULL, env=environment()):
        os.close(theirs)
        told = b""
        while chunk := _read(ours):
            told += chunk
    os.close(ours)
    return told.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the other end was closed
        return b""


def keep(path: Path, wanted: Callable[[Row], bool]) -> None:
    """Leave those rows of a label file that are wanted."""
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.DictReader(handle)
        names = list(reader.fieldnames or ())
        rows = [row for row in reader if wanted(row)]
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def page_of(project: Path) -> Path:
    """Return the page about the newest build, written as a user would have it written."""
    written = project / "target" / "report.html"
    command = [sys.executable, "-m", "wh.cli", "check", "--fail-on", "never", "--report", f"html={written}"]
    subprocess.run(command, cwd=project, check=True, stdout=subprocess.DEVNULL, env=environment())
    return written


@contextmanager
def browsing() -> Iterator[Browser]:
    """Lend a browser."""
    with sync_playwright() as playwright:
        path = os.environ.get("CLAIMHOUSE_BROWSER") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def photograph(written: Path, browser: Browser) -> None:
    """Take every picture of the page."""
    pictures: tuple[tuple[str, str, int, int, str], ...] = (
        ("glance", "light", 1120, 740, ""),
        ("disagreement", "light", 1120, 880, f"#clash={UNDECIDED}"),
        ("claim-dark", "dark", 1120, 740, f"#claim={FOREIGN}"),
        ("matrix", "light", 1120, 740, "#voices"),
        ("rules-dark", "dark", 1120, 740, "#rules"),
        ("phone", "light", 390, 844, "#claims"),
    )
    for name, scheme, width, height, fragment in pictures:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if scheme == "dark" else "light"
        )
        shown = context.new_page()
        open_at(shown, written.as_uri() + fragment)
        take(shown, f"page-{name}")
        context.close()


def draw(project: Path, browser: Browser) -> None:
    """Take a picture of each report that other places show, as high as what it says."""
    for form, file in FILES.items():
        words = ["check", "--fail-on", "warning", *(["--report", f"{form}={file}" if file else form] if form else [])]
        told = told_on_a_terminal(project, words)
        written = project / file if file else None
        content = drawn(form or "terminal", project, told, written, " ".join(["wh", *words]))
        shown = browser.new_page(viewport={"width": 1120, "height": 200}, color_scheme="light")
        shown.set_content(content)
        shown.set_viewport_size({"width": 1120, "height": shown.evaluate("document.documentElement.scrollHeight")})
        take(shown, form or "terminal", quality=66)
        shown.close()


def take(shown: Page, name: str, quality: int = 84) -> None:
    """Keep what is seen of a page as a picture."""
    session = shown.context.new_cdp_session(shown)
    taken = session.send("Page.captureScreenshot", {"format": "webp", "quality": quality})
    (PICTURES / f"{name}.webp").write_bytes(base64.b64decode(taken["data"]))


def open_at(shown: Page, address: str) -> None:
    """Open the page and wait until it stands still where the address leads."""
    shown.emulate_media(reduced_motion="reduce")
    shown.goto(address)
    shown.wait_for_selector("html[data-searchable]")
    shown.wait_for_timeout(300)


if __name__ == "__main__":
    main()
