"""A new article that contradicts a figure: nothing is published until somebody has decided, with a reason."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from end_to_end.support import append, run

Ask = Callable[[Path, str], list[tuple[object, ...]]]

ARTICLE = """---
article_id: wire-belarus-127
edition: full
outlet_id: reuters
title: Belarus frees 127
published_at: 2025-12-14
---
Belarus let 127 prisoners go on Saturday, the wire said.
"""


@pytest.fixture
def contradicted(project: Path, ask: Ask) -> Path:
    """The five reports and a sixth that says 127 where they say 123."""
    (project / "data" / "articles" / "wire.md").write_text(ARTICLE, encoding="utf-8")
    [(event, subject, attribute, scope)] = ask(
        project,
        "select event_id, subject_id, attribute, scope_id from marts.claims"
        " where attribute = 'prisoners_released' and low = 123 and high = 123 order by support desc limit 1",
    )
    append(
        project,
        "facts.csv",
        fact_id="wire-released-all",
        article_id="wire-belarus-127",
        event_id=str(event),
        subject_id=str(subject),
        attribute=str(attribute),
        scope_id=str(scope or ""),
        value="127",
        stance="asserts",
        exact="127 prisoners",
        labelled_by="desk",
        labelled_on="2026-11-21",
    )
    return project


def test_a_contradiction_is_not_published_and_a_ruling_lets_it_pass(contradicted: Path, ask: Ask) -> None:
    before = (contradicted / "warehouse.duckdb").resolve()
    failed = run(contradicted, "build", "--fail-on", "warning", expect=1).stdout
    assert "127 prisoners" in failed
    assert "123 prisoners" in failed
    assert "Reuters" in failed
    assert "Al Jazeera" in failed
    assert (contradicted / "warehouse.duckdb").resolve() == before
    assert ask(contradicted, "select count(*) from marts.articles") == [(5,)]

    history = run(contradicted, "history").stdout.splitlines()
    assert "failed" in history[-1]

    explained = run(contradicted, "explain", "--unpublished", "prisoners_released/all").stdout
    assert "the accounts cannot all be true" in explained

    for disagreement_id in re.findall(r"sources_agree-[0-9a-f]+", failed)[:1]:
        append(
            contradicted,
            "rulings.csv",
            disagreement_id=disagreement_id,
            decision="dismiss",
            reason="The wire corrected itself.",
            decided_by="desk",
            decided_on="2026-11-21",
        )
    passed = run(contradicted, "build", "--fail-on", "warning").stdout
    assert "Published warehouse.duckdb" in passed
    assert ask(contradicted, "select count(*) from marts.articles") == [(6,)]
    assert (contradicted / "warehouse.duckdb").resolve() != before


def test_the_default_threshold_publishes_a_contradiction_and_reports_it(contradicted: Path, ask: Ask) -> None:
    said = run(contradicted, "build").stdout
    assert "(reported only)" in said
    assert ask(
        contradicted, "select state from marts.disagreements where rule = 'sources_agree' and state = 'open'"
    ) == [("open",)]


def test_an_unchanged_project_still_fails_where_a_stricter_threshold_is_asked(contradicted: Path) -> None:
    run(contradicted, "build")
    run(contradicted, "build", "--fail-on", "warning", expect=1)
