"""What no label of an article covers yet, as rows of the label files."""

import csv
import io
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wh import suggestion_report
from wh.errors import ProjectError
from wh.project import Project, find_project
from wh.proper_names import find_names
from wh.suggesting import Suggestions, suggest

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TEXT = (
    "More than 50 people were freed on 13 December 2025, President Ann Lee said. “They are home,” she added.\n\n"
    "Ann Lee had asked for three dozen. Lee thanked Bo Ek, 69.\n"
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    """Yield a project with one article, and one label on it."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    labels = tmp_path / "data" / "labels"
    labels.mkdir(parents=True)
    (tmp_path / "data" / "articles").mkdir()
    (tmp_path / "data" / "articles" / "one.txt").write_text(TEXT, encoding="utf-8")
    for file in (ROOT / "data" / "labels").glob("*.csv"):
        (labels / file.name).write_text(file.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    (tmp_path / "data" / "articles.csv").write_text(
        "article_id,edition,file,outlet_id,title,published_at,language,url,wire_id\none,full,one.txt,,One,2025-12-14,en,,\n",
        encoding="utf-8",
    )
    with (labels / "mentions.csv").open("a", encoding="utf-8") as file:
        file.write("one,,Bo Ek,,\n")
    yield find_project(tmp_path)


def of_file(found: Suggestions, file: str) -> list[str]:
    return [each.says for each in found.found if each.file == file]


def test_figures_names_and_quotations_without_a_label_are_listed(project: Project) -> None:
    found = suggest(project, None, "one", NOW)
    assert of_file(found, "facts.csv") == [">50", "2025-12-13", "36", "69"]
    assert of_file(found, "mentions.csv") == ["Ann Lee (President)", "Lee"]
    assert of_file(found, "quotes.csv") == ["They are home"]


def test_rows_go_into_the_label_files_as_they_are(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    suggestion_report.print_rows_of(suggest(project, None, "one", NOW), "facts.csv")
    header = (ROOT / "data" / "labels" / "facts.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    (first, *_) = csv.DictReader(io.StringIO(capsys.readouterr().out), fieldnames=header)
    assert (first["article_id"], first["value"], first["stance"]) == ("one", ">50", "asserts")
    assert TEXT.count(first["exact"]) == 1


def test_an_article_that_is_not_there_is_named_with_the_closest(project: Project) -> None:
    with pytest.raises(ProjectError) as caught:
        suggest(project, None, "ones", NOW)
    assert str(caught.value) == "There is no article `ones`.\n  at  the command line\n  try `one`, the closest id"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Nobel Peace Prize laureate Ales Bialiatski was freed.", ["Ales Bialiatski"]),
        ("He met Ursula von der Leyen in Brussels.", ["Ursula von der Leyen"]),
        ("On Saturday the European Union met. White House officials came.", []),
        ("Minsk is far. Then Jean-Claude Juncker’s aide left; Juncker stayed.", ["Jean-Claude Juncker", "Juncker"]),
        ("Anna Petrova left. Earlier Petrova had stayed.", ["Anna Petrova", "Petrova"]),
    ],
)
def test_a_name_is_two_capitalised_words_or_a_surname_seen_before(text: str, names: list[str]) -> None:
    found = find_names(text)
    assert [each.name for each in found] == names
    assert [text[each.start : each.end] for each in found] == names
