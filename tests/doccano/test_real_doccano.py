"""A real doccano takes what is exported for it, and what it exports is loaded: `make test-doccano`."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from doccano.server import ROOT, Doccano, doccano
from loaders.conftest import NOW, Desk
from loaders.test_annotations import TEXT
from loaders.test_label_exports import said_in

from wh import label_exports, loading
from wh.discovery import discover
from wh.label_exports.tasks import gather
from wh.project import find_project
from wh.rehearsing import located

KEPT = ROOT / "tests" / "loaders" / "annotations"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Doccano]:
    with doccano(tmp_path_factory.mktemp("doccano")) as started:
        yield started


def test_the_labels_of_the_five_reports_come_home_whole(server: Doccano, tmp_path: Path) -> None:
    project = find_project(ROOT)
    kinds = discover(project.files("loaders"), project.root)
    with located(project, None, NOW) as (con, summary):
        labels, said = gather(con, kinds, summary, in_texts=True), said_in(con, kinds)
    written = label_exports.contents(labels, "doccano")
    project_id = server.project(relations=True)
    for kind in ("span", "relation"):
        server.upload(f"projects/{project_id}/{kind}-type-upload", f"{kind}-types.json", written[f"{kind}-types.json"])
    server.import_lines(project_id, written["tasks.jsonl"], "RelationExtraction")
    exported = server.exported(project_id)

    label_exports.write(tmp_path / "out", written)
    shutil.copytree(tmp_path / "out" / "labels", tmp_path / "data" / "labels")
    shutil.copytree(ROOT / "data" / "articles", tmp_path / "data" / "articles")
    shutil.copy(ROOT / "data" / "articles.csv", tmp_path / "data")
    (tmp_path / "data" / "labels" / "export.jsonl").write_text(exported, encoding="utf-8")
    with duckdb.connect() as con:
        assert loading.load(con, Desk(tmp_path), None, NOW).rejects == ()
        assert said_in(con, kinds) == said


@pytest.mark.parametrize("name", ["doccano.jsonl", "doccano_spans.jsonl"])
def test_it_exports_what_the_kept_files_have(server: Doccano, name: str) -> None:
    """With relations, and without: what is marked in its pages is posted one by one, with a comment on the text."""
    has_relations = name == "doccano.jsonl"
    (line,) = (KEPT / name).read_text(encoding="utf-8").splitlines()
    kept = json.loads(line)
    project_id = server.project(relations=has_relations)
    nothing_yet = {"entities": [], "relations": []} if has_relations else {"label": []}
    task = {**{name: kept[name] for name in ("text", "article_id", "claimhouse")}, **nothing_yet}
    server.import_lines(project_id, json.dumps(task), "RelationExtraction" if has_relations else "SequenceLabeling")
    (example,) = server.ask("GET", f"projects/{project_id}/examples")["results"]
    at = f"projects/{project_id}/examples/{example['id']}"
    spans = []
    for label, start, end in (("fact", 18, 31), ("fact", 35, 48), ("mention:ann", 0, 7)):
        type_id = _type_id(server, f"projects/{project_id}/span-types", label)
        marked = {"label": type_id, "start_offset": start, "end_offset": end, "prob": 0}
        spans.append(server.ask("POST", f"{at}/spans", marked)["id"])
    if has_relations:
        type_id = _type_id(server, f"projects/{project_id}/relation-types", "target")
        server.ask("POST", f"{at}/relations", {"from_id": spans[0], "to_id": spans[1], "type": type_id})
    server.ask("POST", f"projects/{project_id}/comments?example={example['id']}", {"text": "sure?"})
    exported = server.exported(project_id)
    assert kept["text"] == TEXT
    assert _lasting(exported) == _lasting(line), f"doccano exports otherwise than {name} has it:\n{exported}"


def _type_id(server: Doccano, path: str, name: str) -> int:
    """Return the id of a type of label, which is made where there is none."""
    known = {each["text"]: each["id"] for each in server.ask("GET", path)}
    return int(known[name] if name in known else server.ask("POST", path, {"text": name})["id"])


def _lasting(exported: str) -> Any:
    """Return a text's line with its ids counted from 1, each kind for itself."""
    (line,) = exported.splitlines()
    row = json.loads(line)
    numbers: dict[str, dict[int, int]] = {"entities": {}}
    for kind in ("entities", "relations", "Comments"):
        own = [each for each in row.get(kind, ()) if isinstance(each, dict)]
        numbers[kind] = {each["id"]: number for number, each in enumerate(own, 1)}
        for each in own:
            each["id"] = numbers[kind][each["id"]]
            each |= {end: numbers["entities"][each[end]] for end in ("from_id", "to_id") if end in each}
    return {**row, "id": 1}
