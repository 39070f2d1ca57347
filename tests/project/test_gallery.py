"""The gallery shows each report: its command, a picture of a size to be loaded, and links that lead somewhere."""

import re

import pytest
from project.support import ROOT

from wh.reports.forms import FORMS, WITH_FILE

FOLDER = ROOT / "docs" / "reports"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
SECTIONS = PAGE.split("\n## ")[1:]
PICTURE = re.compile(r"!\[([^\]]*)\]\(([\w./-]+)\)")


@pytest.mark.parametrize("form", FORMS)
def test_each_report_has_its_command_and_a_picture(form: str) -> None:
    word = f"--report {form}=" if form in WITH_FILE else f"--report {form}\n"
    shown = [section for section in SECTIONS if word in section]
    assert len(shown) == 1
    assert PICTURE.search(shown[0])


def test_every_picture_is_there_says_what_it_shows_and_is_small() -> None:
    pictures = PICTURE.findall(PAGE)
    assert [name for text, name in pictures if len(text) < 20] == []
    assert [name for _, name in pictures if not (FOLDER / name).is_file()] == []
    assert {path.name for path in FOLDER.glob("*.webp")} == {name for _, name in pictures}
    assert [path.name for path in FOLDER.glob("*.webp") if not 5_000 < path.stat().st_size < 100_000] == []


def test_every_link_leads_to_a_page_and_a_heading() -> None:
    wrong = []
    for file, anchor in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#]*)(?:#([\w-]+))?\)", re.sub(PICTURE, "", PAGE)):
        target = FOLDER / file if file else FOLDER / "README.md"
        headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), flags=re.MULTILINE)
        anchors = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}
        if anchor and anchor not in anchors:
            wrong.append((file, anchor))
    assert wrong == []


def test_the_readme_leads_to_the_gallery() -> None:
    assert "(docs/reports/README.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
