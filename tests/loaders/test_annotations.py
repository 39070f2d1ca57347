"""Files of annotation tools: what is marked there is the same label as a row of our CSV."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from wh.label_settings import read_label_settings

TEXT = "Ann Lee said that eight or nine of 123 prisoners were freed.\n"
FACT = {
    "event_id": "swap",
    "subject_id": "prisoners",
    "attribute": "released_count",
    "value": "8..9",
    "source_id": "ann-lee",
    "stance": "asserts",
    "labelled_by": "desk",
}


def region(label: str, words: str, text: str = TEXT, shift: int = 0, **attributes: str) -> list[dict[str, Any]]:
    """Return what Label Studio writes for one region: its label, and each thing that is said of it."""
    start = text.index(words) + shift
    span = {"start": start, "end": start + len(words), "text": words}
    own = {"id": f"r-{label}", "to_name": "text"}
    return [
        {**own, "from_name": "label", "type": "labels", "value": {**span, "labels": [label]}},
        *(
            {**own, "from_name": name, "type": "textarea", "value": {**span, "text": [value]}}
            for name, value in attributes.items()
        ),
    ]


def task(*results: dict[str, Any], text: str = TEXT, **values: str) -> dict[str, Any]:
    """Return a task of Label Studio with one labeller's work."""
    work = {"id": 3, "completed_by": {"id": 1, "email": "ann@desk.example"}, "created_at": "2025-12-14T10:00:00Z"}
    return {"id": 7, "data": {"text": text, **values}, "annotations": [{**work, "result": list(results)}]}


def write(desk: Any, *tasks: Mapping[str, Any], file: str = "labels/tools/export.json") -> None:
    desk.write(file, json.dumps(list(tasks)))


@pytest.fixture
def bare(desk: Any) -> Any:
    """Lend a desk without labels that stand in a text."""
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
    return desk


def test_a_fact_of_label_studio_is_the_fact_of_a_csv(desk: Any, bare: Any) -> None:
    write(bare, task(*region("fact", "eight or nine of 123 prisoners", fact_id="f1", as_of="2025-12", **FACT)))
    columns = "* exclude (file, line, file_sha256, load_id)"
    (made,) = bare.rows(f"select {columns} from raw.facts_now")
    bare.remove("labels/tools/export.json")
    bare.write(
        "labels/facts.csv",
        "fact_id,article_id,event_id,subject_id,attribute,scope_id,value,unit,as_of,source_id,via_id,stance,"
        "target_fact_id,exact,note,labelled_by,labelled_on\nf1,swap-herald,swap,prisoners,released_count,,8..9,,2025-12,"
        "ann-lee,,asserts,,eight or nine of 123 prisoners,,desk,2025-12-14\n",
    )
    assert bare.rows(f"select {columns} from raw.facts_now") == [made]
    assert bare.refusals() == []


def test_its_place_in_the_file_and_its_labeller_are_kept(bare: Any) -> None:
    fact = {name: value for name, value in FACT.items() if name != "labelled_by"}
    write(bare, task(*region("mention", "Ann Lee"), *region("fact", "eight or nine of 123 prisoners", **fact)))
    rows = bare.rows("select fact_id, file, line, labelled_by, cast(labelled_on as varchar) from raw.facts_now")
    at = "data/labels/tools/export.json"
    assert rows == [("swap-herald-r-fact", at, 2, "ann@desk.example", "2025-12-14")]
    assert bare.rows("select exact, line from raw.mentions_now") == [("Ann Lee", 1)]


@pytest.mark.parametrize("named", [{"article_id": "swap-herald"}, {"file": "herald.txt"}, {"name": "herald"}, {}])
def test_an_article_is_found_by_id_by_file_and_by_text(bare: Any, named: Mapping[str, str]) -> None:
    write(bare, task(*region("mention", "Ann Lee"), **named))
    assert bare.rows("select article_id from raw.mentions_now") == [("swap-herald",)]


def test_other_peoples_names_are_mapped_in_the_settings(bare: Any) -> None:
    settings = {
        "export*.json": {
            "labels": {"PER": "mention", "TOLL": {"kind": "fact", "attribute": "released_count"}},
            "attributes": {"who": "source_id", "how many": "value"},
            "constants": {"event_id": "swap", "subject_id": "prisoners", "stance": "asserts"},
            "ignore": ["GPE", "sure"],
        }
    }
    bare = replace(bare, label_settings=read_label_settings(settings, "pyproject.toml"))
    toll = {"who": "ann-lee", "how many": "8..9", "sure": "very"}
    write(bare, task(*region("PER", "Ann Lee"), *region("TOLL", "eight or nine", **toll), *region("GPE", "freed")))
    assert bare.refusals() == []
    assert bare.rows("select attribute, value, source_id from raw.facts_now") == [("released_count", "8..9", "ann-lee")]
    assert bare.rows("select exact from raw.mentions_now") == [("Ann Lee",)]


def test_what_is_unknown_is_refused_with_the_closest_name(bare: Any) -> None:
    write(bare, task(*region("facts", "eight"), *region("mention", "Ann Lee", rolle="envoy")))
    at = "data/labels/tools/export.json"
    assert [line.partition(" try ") for line in bare.refusals()] == [
        (
            f"{at}:1 -: No kind of label is called `facts`.",
            " try ",
            '`labels = { "facts" = "fact" }` for this file in [tool.wh.labels], or `ignore`',
        ),
        (
            f"{at}:2 rolle: mentions.csv has no column `rolle`.",
            " try ",
            '`attributes = { "rolle" = "role" }` for this file in [tool.wh.labels], or `ignore`',
        ),
    ]


def test_a_cell_is_refused_as_in_a_csv_and_costs_its_annotation_alone(bare: Any) -> None:
    wrong = {**FACT, "source_id": "ann-leigh", "chain": "ann-lee"}
    good = region("fact", "123 prisoners", fact_id="good", **{**FACT, "value": "123"})
    write(bare, task(*region("fact", "eight or nine", **wrong), *[{**part, "id": "r2"} for part in good]))
    assert bare.refusals() == [
        "data/labels/tools/export.json:1 source_id: There is no source `ann-leigh`. try `ann-lee`, the closest id"
    ]
    assert bare.rows("select fact_id from raw.facts_now") == [("good",)]
    assert bare.rows("select fact_id from raw.fact_chain_now") == []


def test_what_a_csv_states_is_not_stated_again(desk: Any) -> None:
    write(
        desk,
        task(*region("fact", "eight or nine", fact_id="f1", **FACT), *region("mention", "Ann Lee", person_id="ann")),
    )
    assert desk.refusals() == [
        "data/labels/tools/export.json:1 fact_id: The fact `f1` is already at data/labels/facts.csv:2. "
        "try deleting one of the two, or another id"
    ]
    assert desk.rows("select exact from raw.mentions_now") == [("Ann Lee",)]


def test_words_that_stand_twice_are_told_apart_by_their_span(bare: Any) -> None:
    text = "Ann freed eight. Later she freed eight more.\n"
    bare.write("articles/herald.txt", text)
    second = region("fact", "freed eight more", text, **{**FACT, "value": "8", "fact_id": "f2", "exact": "freed eight"})
    for part in second:
        part["value"] |= {"end": part["value"]["start"] + len("freed eight")}
    second[0]["value"]["text"] = "freed eight"
    write(bare, task(*second, text=text))
    assert bare.rows("select fact_id, edition, prefix, suffix from raw.evidence_now") == [("f2", "full", "she", None)]


def test_a_quotation_that_stands_twice_is_told_apart_by_its_span(bare: Any) -> None:
    text = "Ann said: no comment. Later she said: no comment.\n"
    bare.write("articles/herald.txt", text)
    span = {"start": 38, "end": 48, "text": "no comment", "labels": ["quote:ann-lee"]}
    write(bare, task({"id": "q", "type": "labels", "value": span}, text=text))
    assert bare.rows("select exact_from, prefix, suffix from raw.quotes_now") == [("no comment", "she said:", None)]


def test_an_article_that_is_described_and_not_here_has_its_labels(bare: Any) -> None:
    text = "Ann freed eight. Later she freed eight more.\n"
    bare.remove("articles/herald.txt")
    bare.add("articles.csv", "swap-crier,full,crier.txt,,,,,,")
    fact = region("fact", "freed eight", text, **{**FACT, "value": "8", "fact_id": "f2"})
    write(bare, task(*fact, text=text, article_id="swap-crier"))
    assert bare.refusals() == []
    assert bare.rows("select fact_id, exact from raw.facts_now") == [("f2", "freed eight")]


def test_a_span_is_placed_anew_only_where_its_words_stand_alone(bare: Any) -> None:
    text = "Ann Lee met Bo. Bo met 123 prisoners.\n"
    bare.write("articles/herald.txt", text)
    moved = region("mention", "Ann Lee", text, shift=5)
    twice = [{**part, "id": "r2"} for part in region("mention", "Bo", text, shift=1)]
    write(bare, task(*moved, *twice, text=text))
    assert bare.rows("select exact from raw.mentions_now") == [("Ann Lee",)]
    assert bare.refusals() == [
        'data/labels/tools/export.json:2 -: "Bo" does not stand at 13..15: there is "o."; it stands 2 times '
        "in the text. try marking the words anew in the tool"
    ]


def test_a_label_stays_when_its_words_are_gone_from_the_article(bare: Any) -> None:
    write(bare, task(*region("mention", "Ann Lee"), article_id="swap-herald"))
    bare.write("articles/herald.txt", "Nobody was named.\n")
    assert bare.rows("select article_id, exact from raw.mentions_now") == [("swap-herald", "Ann Lee")]


def test_links_say_what_a_fact_takes_back_and_what_must_hold_between_claims(bare: Any) -> None:
    first = region("fact", "eight or nine", fact_id="part", scope_id="abroad", **FACT)
    second = region("fact", "123 prisoners", fact_id="whole", scope_id="all", **{**FACT, "value": "123"})
    second = [{**part, "id": "r2"} for part in second]
    links = [
        {"type": "relation", "from_id": "r-fact", "to_id": "r2", "direction": "right", "labels": ["target", "part_of"]},
        {"type": "relation", "from_id": "r2", "to_id": "r-fact", "direction": "left", "labels": ["sum"]},
    ]
    write(bare, task(*first, *second, *links))
    assert bare.refusals() == []
    assert bare.rows("select fact_id, target_fact_id from raw.facts_now order by 1") == [
        ("part", "whole"),
        ("whole", None),
    ]
    claim = "swap/prisoners/released_count"
    named = claim.replace("/", "-")
    assert bare.rows("select relation_id, kind, role, operand from raw.relations_now order by 1, 3") == [
        (f"part_of-{named}-abroad-{named}-all", "part_of", "part", f"{claim}/abroad"),
        (f"part_of-{named}-abroad-{named}-all", "part_of", "whole", f"{claim}/all"),
        (f"sum-{named}-all", "sum", "part", f"{claim}/abroad"),
        (f"sum-{named}-all", "sum", "whole", f"{claim}/all"),
    ]


def test_a_link_to_what_is_no_fact_is_refused(bare: Any) -> None:
    link = {"type": "relation", "from_id": "r-fact", "to_id": "r-mention", "direction": "right", "labels": ["target"]}
    write(bare, task(*region("fact", "eight or nine", **FACT), *region("mention", "Ann Lee"), link))
    assert [line.partition(": ")[2] for line in bare.refusals()] == [
        "The link ends at `7-3/r-mention`, which is no fact. try a link from one fact to another"
    ]


def test_quotations_and_passages_have_their_first_and_last_words(bare: Any) -> None:
    quote = region("quote:ann-lee", "eight or nine of 123 prisoners were freed")
    write(bare, task(*quote, *[{**part, "id": "p"} for part in region("excluded_passage:caption", "Ann Lee said")]))
    assert bare.rows("select quote_id, source_id, exact_from, exact_to from raw.quotes_now") == [
        ("swap-herald-r-quote-ann-lee", "ann-lee", *["eight or nine of 123 prisoners were freed"] * 2)
    ]
    assert bare.rows("select edition, exact_from, exact_to, reason from raw.excluded_passages_now") == [
        ("full", "Ann Lee said", "Ann Lee said", "caption")
    ]


def test_what_was_skipped_or_only_predicted_is_nobodys_label(bare: Any) -> None:
    skipped = task(*region("mention", "Ann Lee"))
    skipped["annotations"][0]["was_cancelled"] = True
    predicted = task()
    predicted["predictions"] = [{"result": region("mention", "Ann Lee")}]
    write(bare, skipped, predicted)
    assert bare.rows("select exact from raw.mentions_now") == []
    assert bare.refusals() == []


def test_the_short_export_of_label_studio_is_read_where_it_says_all(bare: Any) -> None:
    span = {"start": 0, "end": 7, "text": "Ann Lee"}
    told = {"id": 7, "text": TEXT, "annotator": 2, "annotation_id": 3, "lead_time": 9.5}
    several = [{**span, "text": ["said once", "said twice"]}]
    chosen = {"label": [{**span, "labels": ["mention:ann"]}], "role": ["envoy", "witness"]}
    write(bare, {**told, "label": [{**span, "labels": ["quote:ann-lee"]}], "ignored": several}, {**told, **chosen})
    bare = replace(bare, label_settings=read_label_settings({"*": {"ignore": ["ignored"]}}, "pyproject.toml"))
    assert bare.rows("select quote_id, source_id, exact_from from raw.quotes_now") == [
        ("swap-herald-3-1", "ann-lee", "Ann Lee")
    ]
    assert bare.refusals() == [
        "data/labels/tools/export.json:2 -: JSON-MIN does not say of which region `role` is. try exporting it as JSON"
    ]


def test_a_broken_export_is_one_message_and_blames_nobody_else(desk: Any) -> None:
    desk.remove("labels/facts.csv")
    desk.write("labels/export.json", '[{"data": {"text": "Ann"},\n "annotations": [}]')
    (refusal,) = desk.refusals()
    assert refusal == (
        "data/labels/export.json:1 -: Line 2: It is no JSON: Expecting value at character 18 of the line. "
        "try exporting it again, or mending that place"
    )


def test_a_file_that_no_loader_reads_is_named_wherever_it_lies(desk: Any) -> None:
    desk.write("labels/batch/notes.docx", b"")
    desk.write("labels/batch/facts.csv", b"")
    desk.write("labels/batch/other.json", "{}")
    known = "label studio, uima cas, web annotation"
    assert [line.partition(" try ")[0] for line in desk.refusals()] == [
        "data/labels/batch/facts.csv:1 -: No loader reads `facts.csv` in a folder of its own.",
        "data/labels/batch/notes.docx:1 -: No loader reads `notes.docx`.",
        f"data/labels/batch/other.json:1 -: It is no export that a loader knows: {known}.",
    ]
