"""docs/loaders.md: the loader that it shows works, and its table has every ending."""

import re
import tomllib
from pathlib import Path
from typing import Any

from loaders.conftest import LOADERS

from wh.discovery import discover
from wh.label_settings import read_label_settings

PAGE = (LOADERS.parent / "docs" / "loaders.md").read_text(encoding="utf-8")
TOOLS_PAGE = (LOADERS.parent / "docs" / "labelling-tools.md").read_text(encoding="utf-8")
MAIL = (
    "Subject: Swap\nDate: Sat, 13 Dec 2025 22:20:00 +0530\nFrom: Ann Lee <ann@herald.example>\nMessage-ID: <1@herald>\n"
    "Content-Type: text/plain; charset=utf-8\n\nEight were freed.\n-- \nNo reply."
)


def with_its_own(desk: Any, name: str, word: str) -> Any:
    """Return the desk with the loader of the page that has the word."""
    (code,) = (each for each in re.findall(r"```python\n(.+?)```", PAGE, re.S) if word in each)
    own = desk.root / "loaders" / f"{name}.py"
    own.parent.mkdir()
    own.write_text(code, encoding="utf-8")

    class DeskWithItsOwn(type(desk)):  # type: ignore[misc]
        def files(self, folder: str) -> tuple[Path, ...]:
            return (*super().files(folder), own)

    return DeskWithItsOwn(desk.root)


def test_the_source_of_the_page_reads_its_files(desk: Any) -> None:
    desk.write("records/any.csv", "number;day;dead\n1;2021-03-04;6\n")
    found = with_its_own(desk, "town_events", "@records").rows("select number, dead, remark from raw.town_events_now")
    assert found == [("1", "6", None)]


def test_the_loader_of_the_page_reads_a_mail(desk: Any) -> None:
    desk.write("articles/swap.eml", MAIL)
    desk = with_its_own(desk, "mail", "@articles")
    columns = "title, published_at, author, text[passages[1].passage_start + 1:]"
    assert desk.rows(f"select {columns} from raw.articles_now where file like '%.eml'") == [
        ("Swap", "2025-12-13T22:20:00+05:30", "Ann Lee <ann@herald.example>", "\n-- \nNo reply.")
    ]


def test_the_loader_of_the_page_of_tools_reads_a_table(desk: Any) -> None:
    (code,) = re.findall(r"```python\n(.+?)```", TOOLS_PAGE, re.S)
    own = desk.root / "loaders" / "own_tool.py"
    own.parent.mkdir()
    own.write_text(code, encoding="utf-8")

    class DeskWithTool(type(desk)):  # type: ignore[misc]
        def files(self, folder: str) -> tuple[Path, ...]:
            return (*super().files(folder), own)

    desk.write("labels/own.tsv", "one cell\nswap-herald\t0\t7\tAnn Lee\tquote:ann-lee\n")
    desk = DeskWithTool(desk.root)
    quotes = "select source_id, exact_from, line from raw.quotes_now where file like '%.tsv'"
    assert desk.rows(quotes) == [("ann-lee", "Ann Lee", 2)]
    assert [line.partition(" try ")[0] for line in desk.refusals()] == [
        "data/labels/own.tsv:1 -: The line has 1 cells."
    ]


def test_the_settings_of_the_page_of_tools_are_read() -> None:
    (toml,) = re.findall(r"```toml\n(.+?)```", TOOLS_PAGE, re.S)
    (scheme,) = read_label_settings(tomllib.loads(toml)["tool"]["wh"]["labels"], "pyproject.toml")
    assert scheme.labels["TOLL"] == ("fact", {"attribute": "killed"})


def test_the_page_of_tools_names_every_ending(desk: Any) -> None:
    endings = {suffix for each in discover(desk.files("loaders"), desk.root).annotations for suffix in each.suffixes}
    assert {ending for ending in endings - {".ndjson"} if f"`{ending}`" not in TOOLS_PAGE} == set()


def test_the_page_names_every_ending(desk: Any) -> None:
    endings = discover(desk.files("loaders"), desk.root).formats
    table = PAGE.split("## What is made of them")[0]
    assert [ending for ending in endings if f"`{ending.removesuffix('.gz')}`" not in table] == []
