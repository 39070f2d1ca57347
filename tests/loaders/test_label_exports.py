"""Labels that are exported and loaded again are the same labels, whatever the tool; the five digests show it."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import duckdb
import pytest
from loaders.conftest import Desk

from wh import label_exports, loading
from wh.discovery import discover
from wh.errors import ProjectError
from wh.kinds import Kinds
from wh.label_exports.tasks import Labels, gather
from wh.label_settings import KINDS
from wh.project import Project, find_project
from wh.rehearsing import located

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 22, tzinfo=UTC)


@pytest.fixture(scope="module")
def project() -> Project:
    return find_project(ROOT)


@pytest.fixture(scope="module")
def kinds(project: Project) -> Kinds:
    return discover(project.files("loaders"), project.root)


@pytest.fixture(scope="module")
def gathered(project: Project, kinds: Kinds) -> Iterator[tuple[Labels, Labels, Mapping[str, Any]]]:
    """Lend the labels of this project as tasks and as rows, and what is loaded of each kind."""
    with located(project, None, NOW) as (con, summary):
        tasks = gather(con, kinds, summary, in_texts=True)
        rows = gather(con, kinds, summary, in_texts=False)
        yield tasks, rows, said_in(con, kinds)


def said_in(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> dict[str, Counter[Any]]:
    """Return all that is loaded of each kind, wherever it stands."""
    return {
        kind.table: Counter(
            con.execute(
                f"select {', '.join(f'{column.name}::varchar' for column in kind.columns)} from raw.{kind.table}_now"
            ).fetchall()
        )
        for kind in kinds.labels
    }


def _loaded(root: Path, kinds: Kinds) -> dict[str, Counter[Any]]:
    """Load the exported labels beside this project's articles, and return all that is said."""
    shutil.copytree(ROOT / "data" / "articles", root / "data" / "articles")
    shutil.copy(ROOT / "data" / "articles.csv", root / "data")
    desk = Desk(root)
    with duckdb.connect() as con:
        summary = loading.load(con, desk, None, NOW)
        assert summary.rejects == ()
        return said_in(con, kinds)


@pytest.mark.parametrize("tool", sorted(label_exports.TOOLS))
def test_what_a_tool_is_given_comes_home_whole(
    tmp_path: Path, gathered: tuple[Labels, Labels, Any], kinds: Kinds, tool: str
) -> None:
    tasks, _, said = gathered
    written = label_exports.contents(tasks, tool)
    label_exports.write(tmp_path / "out", written)
    labels = tmp_path / "data" / "labels"
    shutil.copytree(tmp_path / "out" / "labels", labels)
    (exported,) = (name for name in written if name.startswith("tasks."))
    shutil.copy(tmp_path / "out" / exported, labels)
    assert not {"facts.csv", "mentions.csv", "quotes.csv", "fact_chain.csv"} & {path.name for path in labels.iterdir()}
    assert _loaded(tmp_path, kinds) == said


def test_labels_as_csv_are_the_same_labels(tmp_path: Path, gathered: tuple[Labels, Labels, Any], kinds: Kinds) -> None:
    _, rows, said = gathered
    label_exports.write(tmp_path / "data" / "labels", label_exports.contents(rows, "csv"))
    assert _loaded(tmp_path, kinds) == said


def test_label_studio_is_given_a_control_for_all_that_its_tasks_say(gathered: tuple[Labels, Labels, Any]) -> None:
    written = label_exports.contents(gathered[0], "label-studio")
    config = ElementTree.fromstring(written["labelling-config.xml"])
    controls = {each.get("name"): each for each in config.iter() if each.get("toName") == "text"}
    assert [each.get("value") for each in config.iter("Label")] == list(KINDS)
    for task in json.loads(written["tasks.json"]):
        for work in (*task.get("annotations", ()), *task.get("predictions", ())):
            for result in work["result"]:
                if result["type"] == "relation":
                    assert result["labels"][0] in [each.get("value") for each in config.iter("Relation")]
                    continue
                control = controls[result["from_name"]]
                assert control.tag.lower() == result["type"]
                offered = {each.get("value") for each in control.iter() if each.tag in ("Choice", "Label")}
                assert set(result["value"].get(result["type"], ())) <= offered


def test_each_line_for_doccano_has_the_same_fields(gathered: tuple[Labels, Labels, Any]) -> None:
    """It makes a table of them first, and refuses a file that leaves cells of it empty."""
    lines = label_exports.contents(gathered[0], "doccano")["tasks.jsonl"].splitlines()
    assert len({tuple(json.loads(line)) for line in lines}) == 1


def test_what_is_suggested_is_a_prediction_and_nobodys_label(gathered: tuple[Labels, Labels, Any]) -> None:
    tasks = gathered[0].tasks
    suggested = [region for task in tasks for region in task.suggested]
    assert suggested
    predicted = [
        result
        for task in json.loads(label_exports.contents(gathered[0], "label-studio")["tasks.json"])
        for work in task.get("predictions", ())
        for result in work["result"]
        if result["type"] == "labels"
    ]
    assert len(predicted) == len(suggested)
    for task in tasks:
        for region in task.suggested:
            assert task.text[region.start : region.end].strip(" “”,.") == task.text[region.start : region.end]


def test_a_label_whose_words_are_nowhere_stays_a_row(desk: Any, kinds: Kinds) -> None:
    desk.change("labels/facts.csv", "eight or nine of 123 prisoners", "words that nobody wrote")
    desk.remove("labels/excluded_passages.csv")
    project = Project(desk.root, find_project(ROOT).settings)
    with located(project, None, NOW) as (con, summary):
        labels = gather(con, kinds, summary, in_texts=True)
    assert [region.kind for task in labels.tasks for region in task.regions] == ["mention", "quote"]
    assert [row[0] for row in labels.rows["facts"]] == ["f1"]


def test_labels_that_are_refused_are_not_left_behind_in_silence(desk: Any) -> None:
    desk.add("labels/mentions.csv", "swap-herald,nobody,Ann Lee,,")
    project = Project(desk.root, find_project(ROOT).settings)
    with pytest.raises(ProjectError) as refused:
        label_exports.export_labels(project, "csv", desk.root / "out", None, NOW)
    assert str(refused.value) == (
        "1 label or file of labels is refused, and would be lost.\n  at  data/labels/mentions.csv:3\n"
        "  try `wh load --dry-run`, which names each with its way out"
    )


def test_an_article_that_is_refused_does_not_stop_what_has_no_part_of_it(desk: Any) -> None:
    desk.write("articles/feed.jsonl", '{"url": "https://a.example/1", "published_at": "2025-02-30", "text": "News."}\n')
    project = Project(desk.root, find_project(ROOT).settings)
    export = label_exports.export_labels(project, "csv", desk.root / "out", None, NOW)
    assert (desk.root / "out" / "facts.csv").read_text(encoding="utf-8").count("\n") == 2
    assert label_exports.in_words(export, "csv").splitlines()[1:] == [
        "1 refusal of the input concerns no label, and did not stop this: `wh load --dry-run` names each."
    ]


def test_a_folder_that_holds_anything_is_not_written_into(desk: Any, project: Project) -> None:
    desk.write("notes.txt", "mine")
    with pytest.raises(ProjectError, match="`data` is there already, and something in it"):
        label_exports.export_labels(project, "csv", desk.root / "data", None, NOW)
