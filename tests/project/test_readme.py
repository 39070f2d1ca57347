"""The README keeps its word: its query gives its rows, its table quotes the articles, its commands are there."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from wh import cli

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def warehouse() -> Path:
    """This project's own warehouse, as `make build` leaves it."""
    wh = Path(sys.executable).parent / "wh"
    subprocess.run([wh, "build"], cwd=ROOT, check=True, capture_output=True)
    return ROOT


def test_the_query_gives_the_rows_that_are_printed(warehouse: Path) -> None:
    sql, rows = re.findall(r"```sql\n(.*?)```\n\n```\n(.*?)```", README, flags=re.DOTALL)[0]
    wh = Path(sys.executable).parent / "wh"
    ran = subprocess.run([wh, "query", sql], cwd=warehouse, check=True, capture_output=True, text=True)
    assert ran.stdout == rows


def test_the_table_of_differences_quotes_words_of_the_articles() -> None:
    articles = " ".join(path.read_text(encoding="utf-8") for path in (ROOT / "data" / "articles").glob("*.txt"))
    articles = " ".join(articles.replace("“", '"').replace("”", '"').split())
    table = README.split("## Where the reports part")[1].split("Every figure")[0]
    quoted = re.findall(r'"([^"]+)"', table)
    assert len(quoted) >= 8
    assert [words for words in quoted if words not in articles] == []


def test_every_folder_of_the_tree_is_there() -> None:
    tree = README.split("## The folders\n\n```\n")[1].split("```")[0]
    folders = re.findall(r"^(?:(\w+)/\s+)(?:(\w+)/\s+)?", tree, flags=re.MULTILINE)
    names = [name for pair in folders for name in pair if name]
    assert {"data", "loaders", "models", "expectations", "wh", "tests", "docs"} <= set(names)
    assert [name for name in names if not (ROOT / name).is_dir()] == []


def test_every_command_stands_in_the_list_of_commands() -> None:
    commands = typer.main.get_command(cli.app).commands  # type: ignore[attr-defined]  # a group, as the app has commands
    told = README.split("## The commands\n\n```\n")[1].split("```")[0]
    assert sorted(set(re.findall(r"\bwh (\w+)", told))) == sorted(commands)


def test_every_page_that_is_linked_is_there() -> None:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    links = [
        (page.relative_to(ROOT).as_posix(), link)
        for page in pages
        for link in re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", page.read_text(encoding="utf-8"))
    ]
    assert len(links) > 10
    assert [(page, link) for page, link in links if not (ROOT / page).parent.joinpath(link).exists()] == []
