"""What other annotation tools export: each file says the same fact, the same mention and the same link."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from loaders.test_annotations import FACT, TEXT, bare

__all__ = ["bare"]

EXPORTS = Path(__file__).parent / "annotations"
WANTED = [
    ("first", "8..9", "eight or nine", "ann-lee", "second", "counted twice"),
    ("second", "123", "123 prisoners", None, None, None),
]


def write(desk: Any, name: str) -> None:
    """Put a tool's export among the labels, and what lies beside it."""
    for path in sorted(EXPORTS.glob(f"{name.rpartition('.')[0]}.*")):
        desk.write(f"labels/tools/{path.name}", path.read_bytes())


@pytest.mark.parametrize(
    "name",
    [
        "doccano.jsonl",
        "prodigy.jsonl",
        "herald.ann",
        "web_annotation.jsonld",
        "hypothesis.json",
        "uima_cas.json",
        "inception.xmi",
    ],
)
def test_each_tool_says_the_same(bare: Any, name: str) -> None:
    bare.change("articles.csv", ",en,,", ",en,https://herald.example/swap,")
    write(bare, name)
    assert bare.refusals() == []
    facts = "select fact_id, value, exact, source_id, target_fact_id, note from raw.facts_now order by fact_id"
    assert bare.rows(facts) == WANTED
    assert bare.rows("select article_id, person_id, exact from raw.mentions_now") == [("swap-herald", "ann", "Ann Lee")]
    files = {file for (file,) in bare.rows("select file from raw.facts_now")}
    assert files == {f"data/labels/tools/{name}"}


def test_what_a_real_label_studio_exported_is_loaded(bare: Any) -> None:
    """Made by `make test-label-studio`, which fails where Label Studio exports otherwise."""
    write(bare, "label_studio.json")
    (task,) = json.loads((EXPORTS / "label_studio.json").read_text(encoding="utf-8"))
    bare.write("articles/herald.txt", task["data"]["text"])
    assert bare.refusals() == []
    assert bare.rows("select fact_id, value, exact, source_id, line from raw.facts_now") == [
        ("swap-herald-k3PqX0aa1b", "8..9", "eight or nine of 123 prisoners", "ann-lee", 1)
    ]
    assert bare.rows("select exact, person_id, line from raw.mentions_now") == [("Ann Lee", "ann", 2)]


def test_a_line_that_is_no_json_costs_itself(bare: Any) -> None:
    good = json.dumps({"text": TEXT, "entities": [{"id": 1, "label": "mention", "start_offset": 0, "end_offset": 7}]})
    bare.write("labels/d.jsonl", f"{good}\n{{\n{good}\n")
    assert bare.refusals() == [
        "data/labels/d.jsonl:2 -: Line 2: It is no JSON: Expecting property name enclosed in double quotes at "
        "character 2 of the line. try exporting it again, or mending that place"
    ]
    assert bare.rows("select exact from raw.mentions_now") == [("Ann Lee",)]


def test_doccano_keeps_what_is_known_of_a_span_only_while_it_stays(bare: Any) -> None:
    cells = {"fact_id": "first", **FACT}
    row = {
        "text": TEXT,
        "entities": [
            {"id": 1, "label": "fact", "start_offset": 18, "end_offset": 31},
            {"id": 2, "label": "fact", "start_offset": 35, "end_offset": 48},
            {"id": 3, "label": "suggested mention", "start_offset": 0, "end_offset": 7},
        ],
        "claimhouse": [
            {"label": "fact", "start": 18, "end": 31, "cells": cells},
            {"label": "fact", "start": 18, "end": 31, "cells": {**cells, "fact_id": "also"}},
            {"label": "fact", "start": 35, "end": 47, "cells": {**cells, "fact_id": "moved"}},
        ],
    }
    bare.write("labels/d.jsonl", json.dumps(row))
    assert bare.rows("select fact_id from raw.facts_now order by 1") == [("also",), ("first",)]
    refused = bare.refusals()
    assert {line.partition(":")[2].partition(" ")[0] for line in refused} == {"3"}
    assert any("event_id: The cell `event_id` is empty." in line for line in refused)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("T1\tfact 18 31", "herald.ann:1 -: The line is no span."),
        ("X1\tfact", "herald.ann:1 -: The line begins with `X1`, as none of brat does."),
        ("R1\ttarget Arg1:T1", "herald.ann:1 -: The line is no relation."),
        (
            "T1\tmention 3 9\tBo Lee",
            'herald.ann:1 -: "Bo Lee" does not stand at 3..9: there is "Lee s"; it stands nowhere',
        ),
    ],
)
def test_a_line_of_brat_that_cannot_be_used_is_named(bare: Any, line: str, says: str) -> None:
    bare.write("labels/herald.txt", TEXT)
    bare.write("labels/herald.ann", f"{line}\nT9\tmention 0 7\tAnn Lee\n")
    (refusal,) = bare.refusals()
    assert refusal.startswith(f"data/labels/{says}")
    assert bare.rows("select exact, line from raw.mentions_now") == [("Ann Lee", 2)]


def test_brat_without_its_text_is_refused_whole(bare: Any) -> None:
    bare.write("labels/herald.ann", "T1\tmention 0 7\tAnn Lee\n")
    assert bare.refusals() == [
        "data/labels/herald.ann:1 -: There is no `herald.txt` beside it. try the text that it is of"
    ]


@pytest.mark.parametrize("content", ["<xmi", "<XMI>", ""])
def test_an_xmi_file_that_is_broken_is_one_message(bare: Any, content: str) -> None:
    bare.write("labels/a.xmi", content)
    (refusal,) = bare.refusals()
    assert refusal.startswith("data/labels/a.xmi:1 -: Line 1: ")


def test_a_prodigy_task_that_was_not_accepted_says_nothing(bare: Any) -> None:
    span = {"start": 0, "end": 7, "label": "mention"}
    tasks = [{"text": TEXT, "spans": [span], "answer": answer} for answer in ("reject", "ignore")]
    bare.write("labels/p.jsonl", "\n".join(map(json.dumps, tasks)))
    assert bare.rows("select exact from raw.mentions_now") == []


@pytest.mark.parametrize(
    ("selector", "exact"),
    [
        ([{"type": "TextPositionSelector", "start": 0, "end": 7}], [("Ann Lee",)]),
        ([{"type": "TextQuoteSelector", "exact": "Ann Lee"}], [("Ann Lee",)]),
        ([{"type": "TextQuoteSelector", "exact": "Nobody"}], []),
    ],
)
def test_a_web_annotation_may_say_where_or_what(bare: Any, selector: list[Mapping[str, Any]], exact: list[Any]) -> None:
    bare.change("articles.csv", ",en,,", ",en,https://herald.example/swap,")
    target = {"source": "http://www.herald.example/swap/", "selector": selector}
    body = {"type": "TextualBody", "value": "mention", "purpose": "tagging"}
    bare.write("labels/a.jsonld", json.dumps({"type": "Annotation", "id": "a", "body": body, "target": target}))
    assert bare.rows("select exact from raw.mentions_now") == exact
    assert len(bare.refusals()) == 1 - len(exact)
