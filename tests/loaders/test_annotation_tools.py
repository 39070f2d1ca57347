"""What other annotation tools export: each file says the same fact, the same mention and the same link."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from loaders.test_annotations import FACT, TEXT, bare

from wh.label_settings import read_label_settings

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
        "doccano_spans.jsonl",
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


@pytest.mark.parametrize(
    ("name", "marks", "nobodys"),
    [
        ("doccano.jsonl", 3, 1),  # a link fills a cell of the fact that it leaves
        ("prodigy.jsonl", 3, 1),
        ("herald.ann", 3, 1),
        ("web_annotation.jsonld", 3, 1),
        ("hypothesis.json", 3, 0),
        ("uima_cas.json", 3, 1),
        ("inception.xmi", 3, 1),
        ("label_studio.json", 2, 0),
    ],
)
def test_each_mark_of_a_tool_is_counted(bare: Any, name: str, marks: int, nobodys: int) -> None:
    write(bare, name)
    bare.change("articles.csv", ",en,,", ",en,https://herald.example/swap,")
    counts = "select seen_count, loaded_count, refused_count, passed_count from raw.load_counts_now where file like "
    assert bare.rows(f"{counts}'%{name}'") == [(marks + nobodys, marks, 0, nobodys)]


def test_what_is_nobodys_label_is_seen_and_passed_over(bare: Any) -> None:
    """Predictions, skipped and rejected work, suggestions that nobody took, what is ignored, what is said twice."""
    span = {"start": 0, "end": 7, "label": "mention"}
    region = {"id": "r", "type": "labels", "value": {"start": 0, "end": 7, "labels": ["mention"]}}
    skipped = {"id": 1, "was_cancelled": True, "result": [region]}
    task = {"id": 7, "data": {"text": TEXT}, "annotations": [skipped], "predictions": [{"result": [region]}]}
    taken = {"id": 1, "label": "mention", "start_offset": 0, "end_offset": 7}
    suggested = {**taken, "id": 2, "label": "suggested mention"}
    bare.write("labels/a.json", json.dumps([task]))
    bare.write("labels/b.jsonl", json.dumps({"text": TEXT, "spans": [span], "answer": "reject"}))
    bare.write("labels/c.jsonl", json.dumps({"text": TEXT, "entities": [taken, suggested, {**taken, "id": 3}]}))
    bare.write("labels/d.txt", TEXT)
    bare.write("labels/d.ann", "T1\tToken 0 3\tAnn\nT2\tmention 0 7\tAnn Lee\nE1\tmention:T2\nA1\trole T9 x\n")
    bare = replace(bare, label_settings=read_label_settings({"*": {"ignore": ["Token"]}}, "pyproject.toml"))
    counts = "select right(file, 7), seen_count, loaded_count, refused_count, passed_count from raw.load_counts_now"
    assert bare.rows(f"{counts} where file similar to '.*/[a-d][.].*' order by file") == [
        ("/a.json", 2, 0, 0, 2),
        ("b.jsonl", 1, 0, 0, 1),
        ("c.jsonl", 3, 1, 0, 2),
        ("s/d.ann", 4, 0, 1, 3),
    ]
    assert bare.refusals() == [
        "data/labels/d.ann:4 -: It says something of `T9`, which is not there. try deleting the line"
    ]


def test_the_two_files_of_doccano_are_of_two_kinds_of_its_projects(bare: Any) -> None:
    """Made by `make test-doccano`, which fails where doccano exports otherwise."""
    row = json.loads((EXPORTS / "doccano_spans.jsonl").read_text(encoding="utf-8"))
    row["claimhouse"] = []
    row["label"] = [[0, 7, "quote:ann-lee"]]
    for labeller in ("ann", "bo"):  # where each labels for himself, each has a file
        bare.write(f"labels/{labeller}.jsonl", json.dumps(row))
    quotes = bare.rows("select quote_id, source_id, exact_from from raw.quotes_now order by 1")
    assert quotes == [(f"swap-herald-{labeller}-0-7-quote-ann-lee", "ann-lee", "Ann Lee") for labeller in ("ann", "bo")]
    bare.write("labels/ann.jsonl", json.dumps({**row, "entities": [{"id": 1}]}))
    assert bare.refusals() == [
        "data/labels/ann.jsonl:1 -: Line 1: Both `entities` and `label` have spans. "
        "try deleting the field that is not doccano's own"
    ]


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


def test_two_labellers_of_one_task_have_labels_of_their_own(bare: Any) -> None:
    """Prodigy gives both one task, and Label Studio both the ids of the prediction that they took over."""
    span = {"start": 0, "end": 7, "label": "quote:ann-lee"}
    sessions = ("news-ann", "news-bo", "2026-11-22_10-17-19")  # the last is called after its time: nobody is named
    rows = [{"text": TEXT, "_task_hash": 5, "spans": [span], "_annotator_id": session} for session in sessions]
    bare.write("labels/p.jsonl", "\n".join(map(json.dumps, rows)))
    value = {"start": 0, "end": 7, "text": "Ann Lee", "labels": ["quote:ann-lee"]}
    region = {"id": "suggested-1", "type": "labels", "from_name": "label", "value": value}
    works = [{"id": number, "completed_by": number, "result": [region]} for number in (3, 4)]
    bare.write("labels/s.json", json.dumps([{"id": 7, "data": {"text": TEXT}, "annotations": works}]))
    assert bare.refusals() == []
    assert [name for (name,) in bare.rows("select quote_id from raw.quotes_now order by 1")] == [
        "swap-herald-5-0-7-quote-ann-lee",
        "swap-herald-5-news-ann-0-7-quote-ann-lee",
        "swap-herald-5-news-bo-0-7-quote-ann-lee",
        "swap-herald-suggested-1",
        "swap-herald-suggested-1-4",
    ]


def cas(text: str, *spans: tuple[str, int, int], **more: Any) -> str:
    """Return a CAS as JSON 0.4, with spans of custom layers."""
    sofa = {"%ID": 1, "%TYPE": "uima.cas.Sofa", "sofaString": text}
    nodes = [
        {"%ID": number, "%TYPE": f"custom.{layer}", "@sofa": 1, "begin": start, "end": end}
        for number, (layer, start, end) in enumerate(spans, 2)
    ]
    return json.dumps({"%TYPES": {}, "%FEATURE_STRUCTURES": [sofa, *nodes], "%VIEWS": {}, **more})


def test_a_span_of_uima_is_where_its_offsets_say_if_they_can_say_but_one_thing(bare: Any) -> None:
    """It has no words: part of a word is as good as a word in a text in which all units are the same."""
    bare.write("labels/a.json", cas(TEXT, ("mention", 4, 6), ("mention", 3, 3)))
    emoji = "Ann Lee \N{DOVE OF PEACE}\N{SLIGHTLY SMILING FACE} spoke.\n"
    bare.write("articles/crier.txt", emoji)
    bare.add("articles.csv", "swap-crier,full,crier.txt,,,,,,")
    bare.write("labels/b.json", cas(emoji, ("mention", 8, 11)))  # the space behind is in one of two readings
    assert bare.refusals() == [
        "data/labels/a.json:2 -: At 3..3 nothing is marked. try marking words in the tool, or deleting it there"
    ]
    assert bare.rows("select exact from raw.mentions_now order by exact") == [
        ("Le",),
        ("\N{DOVE OF PEACE}\N{SLIGHTLY SMILING FACE}",),
    ]


def test_a_cas_may_be_empty_and_one_from_before_its_format_is_named(bare: Any) -> None:
    bare.write("labels/empty.json", json.dumps({"%TYPES": {}, "%VIEWS": {}}))
    bare.write("labels/old.json", json.dumps({"_context": {}, "_views": {}}))
    assert bare.refusals() == [
        "data/labels/old.json:1 -: It is a CAS as JSON from before 0.4. "
        "try exporting it as UIMA CAS JSON 0.4.0, or as XMI"
    ]


def test_a_web_annotation_may_link_its_two_targets(bare: Any) -> None:
    """As Recogito has it."""
    bare.change("articles.csv", ",en,,", ",en,https://herald.example/swap,")
    cells = "\n".join(f"{name}={value}" for name, value in FACT.items())
    said = [{"value": "fact", "purpose": "tagging"}, {"value": cells}]
    facts = [
        {
            "id": own,
            "body": [*said, {"value": f"fact_id={own[1:]}"}],
            "target": {
                "source": "https://herald.example/swap",
                "selector": {"type": "TextQuoteSelector", "exact": words},
            },
        }
        for own, words in (("#f1", "eight or nine"), ("#f2", "123 prisoners"))
    ]
    ends = [{"id": "#f1"}, {"id": "#f2"}]
    link = {"id": "#l", "motivation": "linking", "body": [{"value": "target", "purpose": "tagging"}], "target": ends}
    bare.write("labels/a.jsonld", json.dumps([*facts, link]))
    assert bare.refusals() == []
    assert bare.rows("select fact_id, target_fact_id from raw.facts_now order by 1") == [("f1", "f2"), ("f2", None)]


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
