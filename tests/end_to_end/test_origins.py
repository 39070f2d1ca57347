"""Who had it from whom, from files to marts: an agency's story, its copies, and what falls when it is taken back."""

from collections.abc import Callable
from pathlib import Path

import pytest
from end_to_end.support import append, run

Ask = Callable[[Path, str], list[tuple[object, ...]]]

STORY = """The dyke at Low Marrow broke in two places on Monday night after a week of rain, and water stood up to the
sills of the ground floors by the morning. Thirty-one houses were evacuated by firemen in boats, among them
the old school and the inn. Nobody is missing. The pumps of the waterworks failed at three because their own
cellar was under water, and they were not running again until the army had brought two of its own. The railway
is cut on a length of four hundred metres."""
COPY = """More on the flood. The dyke at Low Marrow broke in two places on Monday night after a week of rain, and water
reached the sills of the ground floors. Thirty-one houses were evacuated by firemen in boats, among them the
old school and the inn. Nobody is missing, it is said. Trains do not run, since the railway is cut on a length
of four hundred metres."""
HONEST = """I counted them from the church tower: thirty-one roofs without smoke. In Low Marrow thirty-one houses stand
empty tonight, and I have walked past each of them with the fire chief, who held the lamp."""
WORDS = {"wire": "Thirty-one houses were evacuated", "honest": "thirty-one houses stand"}


@pytest.fixture(scope="module")
def flood(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project on one flood: the agency, an outlet that credits it, one that copies that, and one that was there."""
    folder = tmp_path_factory.mktemp("flood")
    run(folder, "init", "desk")
    project = folder / "desk"
    reports = {
        "a-wire": ("river-news", 10, STORY),
        "b-credited": ("daily", 11, f"LOW MARROW (River News) - {STORY}"),
        "c-copied": ("echo", 12, COPY),
        "d-honest": ("witness", 12, HONEST),
    }
    append(project, "events.csv", event_id="flood", name="Flood at Low Marrow", happened_on="2026-03-09")
    append(project, "subjects.csv", subject_id="low-marrow", name="Low Marrow", kind="place")
    append(project, "scopes.csv", scope_id="houses", description="Houses of Low Marrow")
    append(project, "sources.csv", source_id="river-news", name="River News", kind="agency")
    for outlet in ("daily", "echo", "witness"):
        append(project, "sources.csv", source_id=outlet, name=outlet.title(), kind="outlet")
    for name, (outlet, day, text) in reports.items():
        _add(project, name, outlet, day, text)
    run(project, "build")
    return project


def _add(project: Path, name: str, outlet: str, day: int, text: str, **fact: str) -> None:
    (project / "data" / "articles" / f"{name}.txt").write_text(text, encoding="utf-8")
    with (project / "data" / "articles.csv").open("a", encoding="utf-8") as manifest:
        manifest.write(f"{name},full,{name}.txt,{outlet},,2026-03-{day},en,,\n")
    label = {
        "article_id": name,
        "event_id": "flood",
        "subject_id": "low-marrow",
        "attribute": "evacuated",
        "scope_id": "houses",
        "value": "31",
        "stance": "asserts",
        "exact": WORDS["honest" if "honest" in name else "wire"],
        "labelled_by": "desk",
        "labelled_on": "2026-03-13",
    }
    append(project, "facts.csv", fact_id=name, **label | fact)


COUNTS = """
    select article_count, outlet_count, owner_count, origin_count_low, origin_count_high, support, is_single_origin
    from marts.claims where event_id = 'flood'
"""


def test_four_articles_of_four_outlets_have_two_origins(flood: Path, ask: Ask) -> None:
    assert ask(flood, COUNTS) == [(4, 4, 4, 2, 2, 4, False)]


def test_each_article_leads_to_its_origin(flood: Path, ask: Ask) -> None:
    rows = ask(
        flood,
        "select article_id, independent_origin_id, leans_on_article_id, leans_because from marts.claim_sources"
        " where claim_id like 'flood/%' order by 1",
    )
    assert rows == [
        ("a-wire", "river-news", None, None),
        ("b-credited", "river-news", "a-wire", "credits"),
        ("c-copied", "river-news", "a-wire", "reuses text"),
        ("d-honest", "witness", None, None),
    ]


def test_the_overlap_of_sources_says_who_leans_on_whom_and_why(flood: Path, ask: Ask) -> None:
    rows = ask(
        flood,
        "select outlet_id, leans_on_id, reason, claim_count, example_words like '%after a week of rain%'"
        " from marts.source_overlap where outlet_id in ('daily', 'echo', 'witness') order by all",
    )
    assert ("daily", "river-news", "credits", 1, None) in rows
    assert ("echo", "river-news", "reuses text", 1, True) in rows
    assert "witness" not in {row[0] for row in rows}


def test_explain_draws_who_had_it_from_whom(flood: Path) -> None:
    said = run(flood, "explain", "low-marrow evacuated").stdout
    tree = said.split("Who had it from whom\n")[1].split("\n\n")[0]
    assert [line[2:].partition(" (")[0] for line in tree.splitlines()] == [
        "River News",
        "├─ Daily",
        "└─ Echo",
        "Witness",
    ]
    assert "4 articles / 4 outlets / 4 owners / 2 independent origins" in said


def test_what_the_agency_takes_back_falls_with_all_its_copies(flood: Path, ask: Ask) -> None:
    words = "Those thirty-one houses stand where they stood; our report was of another place."
    _add(flood, "e-correction", "river-news", 13, words, stance="retracts", target_fact_id="a-wire", exact=words[:30])
    run(flood, "build")
    assert ask(flood, COUNTS) == [(2, 2, 2, 1, 1, 1, True)]
    rows = ask(
        flood,
        "select fact_id, is_retracted, not_live_because from marts.facts"
        " where event_id = 'flood' and stance = 'asserts' order by 1",
    )
    assert rows == [
        ("a-wire", True, "retracted by e-correction"),
        ("b-credited", True, "rests on the retracted a-wire"),
        ("c-copied", True, "rests on the retracted a-wire"),
        ("d-honest", False, None),
    ]
