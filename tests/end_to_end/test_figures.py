"""A label that drops what its words say of a number is not published, and what no label covers is offered as rows."""

import json
from collections.abc import Callable
from pathlib import Path

from end_to_end.support import append, run

Ask = Callable[[Path, str], list[tuple[object, ...]]]

ARTICLE = """---
article_id: wire-belarus-dozens
edition: full
outlet_id: reuters
title: Belarus frees several hundred
published_at: 2025-12-14
---
Belarus let several hundred prisoners go, the wire said. Nearly 200 of them were women.
"""
FREED = {"event_id": "belarus-release-2025-12-13", "subject_id": "belarus", "attribute": "prisoners_released"}
LABELLED = {"stance": "asserts", "labelled_by": "desk", "labelled_on": "2026-11-21"}


def _with_article(project: Path) -> Path:
    (project / "data" / "articles" / "wire.md").write_text(ARTICLE, encoding="utf-8")
    return project


def _label(project: Path, fact_id: str, value: str, exact: str, scope: str) -> None:
    cells = {"fact_id": fact_id, "article_id": "wire-belarus-dozens", "scope_id": scope, "value": value, "exact": exact}
    append(project, "facts.csv", **FREED, **LABELLED, **cells)


def test_a_label_without_its_qualifier_is_named_with_file_and_line(project: Path) -> None:
    _label(_with_article(project), "wire-women", "200", "Nearly 200 of them", "foreign-nationals")
    failed = run(project, "build", expect=1).stdout
    assert "value_reads_as_worded" in failed
    line = len((project / "data" / "labels" / "facts.csv").read_text(encoding="utf-8").splitlines())
    assert f'data/labels/facts.csv:{line}: "Nearly 200 of them" says ~200, the label says 200' in failed


def test_a_vague_figure_keeps_the_policy_that_it_was_read_by(project: Path, ask: Ask) -> None:
    _label(_with_article(project), "wire-all", "several hundred", "several hundred prisoners", "foreign-nationals")
    _label(project, "wire-women", "~200", "Nearly 200 of them", "allied-nationals")
    figures = "select fact_id, low, best, high, vague_policy from marts.figures where fact_id like 'wire-%' order by 1"
    run(project, "build", "--vars", "{vague_words: ranges}", "--fail-on", "never")
    assert ask(project, figures) == [
        ("wire-all", 300.0, None, None, "ranges"),
        ("wire-women", 180.0, 200.0, 200.0, None),
    ]
    run(project, "build", "--vars", "{vague_words: none}", "--fail-on", "never")
    assert ask(project, figures)[0] == ("wire-all", None, None, None, "none")


def test_what_no_label_covers_is_offered_as_rows_that_load(project: Path) -> None:
    _with_article(project)
    found = json.loads(run(project, "suggest", "wire-belarus-dozens", "--json").stdout)
    assert [each["reads"] for each in found["suggestions"] if each["file"] == "facts.csv"] == [
        "several hundred",
        "~200",
    ]
    rows = run(project, "suggest", "wire-belarus-dozens", "--rows", "facts").stdout
    assert rows.splitlines()[1].startswith("wire-belarus-dozens-figure-2,wire-belarus-dozens,,,,,~200,")
    assert "without a label" in run(project, "suggest", "wire-belarus-dozens").stdout
