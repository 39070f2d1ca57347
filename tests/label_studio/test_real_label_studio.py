"""A real Label Studio takes what is exported for it, and what it exports is loaded: `make test-label-studio`."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from label_studio.server import ROOT, LabelStudio, label_studio
from loaders.conftest import GOOD, NOW, Desk
from loaders.test_label_exports import said_in

from wh import label_exports, loading
from wh.discovery import discover
from wh.label_exports.tasks import gather
from wh.project import Project, find_project
from wh.rehearsing import located

KEPT = ROOT / "tests" / "loaders" / "annotations" / "label_studio.json"
TEXT = "\N{DOVE OF PEACE}\N{SLIGHTLY SMILING FACE} Ann Lee said that eight or nine of 123 prisoners were freed.\n"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabelStudio]:
    with label_studio(tmp_path_factory.mktemp("label-studio")) as started:
        yield started


def _project(studio: LabelStudio, title: str, files: dict[str, str]) -> int:
    """Make a project of what was exported for Label Studio, and return its id."""
    config = files["labelling-config.xml"]
    made = studio.ask("POST", "projects/", {"title": title, "label_config": config})
    studio.ask("POST", f"projects/{made['id']}/import", json.loads(files["tasks.json"]))
    return int(made["id"])


def _exported(studio: LabelStudio, project_id: int) -> list[dict[str, Any]]:
    found = studio.ask("GET", f"projects/{project_id}/export?exportType=JSON&download_all_tasks=true")
    assert isinstance(found, list)
    return found


def test_the_labels_of_the_five_reports_come_home_whole(studio: LabelStudio, tmp_path: Path) -> None:
    project = find_project(ROOT)
    kinds = discover(project.files("loaders"), project.root)
    with located(project, None, NOW) as (con, summary):
        labels, said = gather(con, kinds, summary, in_texts=True), said_in(con, kinds)
    written = label_exports.contents(labels, "label-studio")
    exported = _exported(studio, _project(studio, "five reports", written))
    assert sum(len(task["predictions"]) for task in exported) > 0

    label_exports.write(tmp_path / "out", written)
    shutil.copytree(tmp_path / "out" / "labels", tmp_path / "data" / "labels")
    shutil.copytree(ROOT / "data" / "articles", tmp_path / "data" / "articles")
    shutil.copy(ROOT / "data" / "articles.csv", tmp_path / "data")
    (tmp_path / "data" / "labels" / "export.json").write_text(json.dumps(exported))
    with duckdb.connect() as con:
        assert loading.load(con, Desk(tmp_path), None, NOW).rejects == ()
        assert said_in(con, kinds) == said


def test_an_annotation_made_there_is_a_label_here(studio: LabelStudio, tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    for file, content in GOOD.items():
        desk.write(file, content)
    for kind in (
        "facts",
        "fact_chain",
        "quotes",
        "evidence",
        "relations",
        "excluded_passages",
        "mentions",
        "rulings",
        "adjudications",
    ):
        desk.remove(f"labels/{kind}.csv")
    desk.write("articles/herald.txt", TEXT)
    project = Project(tmp_path, find_project(ROOT).settings)
    kinds = discover(project.files("loaders"), project.root)
    with located(project, None, NOW) as (con, summary):
        labels = gather(con, kinds, summary, in_texts=True)
    project_id = _project(studio, "herald", label_exports.contents(labels, "label-studio"))
    (task,) = studio.ask("GET", f"projects/{project_id}/tasks/")
    studio.ask("POST", f"tasks/{task['id']}/annotations/", {"result": _marked(), "lead_time": 12.5})
    exported = _exported(studio, project_id)

    assert _lasting(exported) == _lasting(json.loads(KEPT.read_text(encoding="utf-8"))), (
        f"Label Studio exports otherwise than {KEPT.relative_to(ROOT)} has it:\n{json.dumps(exported)}"
    )
    desk.write("labels/export.json", json.dumps(exported))
    assert desk.refusals() == []
    assert desk.rows("select fact_id, value, exact, labelled_by from raw.facts_now") == [
        ("swap-herald-k3PqX0aa1b", "8..9", "eight or nine of 123 prisoners", "1")
    ]
    assert desk.rows("select exact, person_id from raw.mentions_now") == [("Ann Lee", "ann")]


def _marked() -> list[dict[str, Any]]:
    """Return what its page sends when somebody marks a fact and a name: offsets in code points."""
    made = []
    for own, label, words, told in (
        ("k3PqX0aa1b", "fact", "eight or nine of 123 prisoners", _SAID),
        ("Zz81hhQw_2", "mention", "Ann Lee", {"person_id": "ann"}),
    ):
        start = TEXT.index(words)
        span = {"start": start, "end": start + len(words)}
        shared = {"id": own, "to_name": "text", "origin": "manual"}
        made.append(
            {**shared, "from_name": "label", "type": "labels", "value": {**span, "text": words, "labels": [label]}}
        )
        for name, value in told.items():
            kind, key = ("textarea", "text") if name == "value" else ("choices", "choices")
            made.append({**shared, "from_name": name, "type": kind, "value": {**span, key: [value]}})
    return made


_SAID = {
    "event_id": "swap",
    "subject_id": "prisoners",
    "attribute": "released_count",
    "value": "8..9",
    "source_id": "ann-lee",
    "stance": "asserts",
}
_PASSING = ("created_at", "updated_at", "id", "unique_id", "project", "task", "predictions", "import_id")


def _lasting(exported: Any) -> Any:
    """Return an export without ids and times, which are others at each run; those of regions are not."""
    if isinstance(exported, list):
        return [_lasting(each) for each in exported]
    if isinstance(exported, dict):
        keeps_id = "from_name" in exported
        return {
            name: _lasting(each)
            for name, each in exported.items()
            if name not in _PASSING or (name == "id" and keeps_id)
        }
    return exported
