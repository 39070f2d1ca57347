"""Records of structured sources on their way to the marts: made-up ones, and a thousand of UCDP's where they are."""

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from end_to_end.support import ROOT
from records import acled, acled_event, review, reviews, ucdp, ucdp_event

from wh import choosing, loading, planning, quality, raw, running
from wh.parsing import parse
from wh.project import Project, Settings

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MARTS = (
    "+records",
    "+record_reports",
    "+record_versions",
    "+facts",
    "+claims",
    "+claim_sources",
    "+relations",
    "+events",
)
TESTS = ("records_have_their_best_between_low_and_high", "records_last_as_long_as_they_say", "records_are_read_whole")

Ask = Callable[[str], list[tuple[Any, ...]]]


def sample() -> Path | None:
    """Return UCDP's events, which are no part of this project: CLAIMHOUSE_PUBLIC names their folder."""
    originals = os.environ.get("CLAIMHOUSE_ORIGINALS")
    folder = os.environ.get("CLAIMHOUSE_PUBLIC") or (originals and Path(originals).parent / "public")
    found = Path(folder) / "ucdp_ged_sample.csv" if folder else None
    return found if found and found.is_file() else None


def labels_copied(folder: Path) -> Project:
    """Return a project with the label files of a new one, and no articles."""
    from wh import starting

    starting.init(folder, eject=False)
    for file in ("articles.csv", "articles", "labels"):
        path = folder / "data" / file
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    (folder / "data" / "records").mkdir()
    return Project(root=folder, settings=Settings())


def built(con: duckdb.DuckDBPyConnection, project: Project) -> Ask:
    """Load a project into memory and build the marts of its records."""
    quality.create_quality(con)
    summary = loading.load(con, project, None, NOW)
    assert summary.rejects == ()
    parsed = parse(project, {**project.settings.vars, "build_day": "2026-01-01"}, raw.relations(con), now=NOW)
    plan = planning.make_plan(con, parsed, choosing.models_among(choosing.choose(parsed, MARTS)))
    running.run_plan(con, plan, "build", lambda *_: None)
    return lambda query: con.execute(query).fetchall()


def broken(ask: Ask, project: Project, rule: str) -> list[str]:
    """Return what a rule on records names."""
    query = (ROOT / "expectations" / f"{rule}.sql").read_text(encoding="utf-8")
    for name in ("records",):
        query = query.replace("{{ config(severity='warn') }}", "").replace(f"{{{{ ref('{name}') }}}}", f"marts.{name}")
    return sorted(detail for _, detail in ask(query))


REPORTED = {
    "articles/hill.md": "---\narticle_id: hill\nedition: full\nlanguage: en\npublished_at: 2021-03-07\n---\n"
    "Nine people saw the clash.\n",
    "labels/subjects.csv": "subject_id,name,kind\nwitnesses,the witnesses,group\n",
    "labels/attributes.csv": "attribute,value_kind,unit,over_time,single_valued,tolerance,question\n"
    "witness_count,count,people,fixed,true,,How many saw it?\n",
    "labels/facts.csv": "fact_id,article_id,event_id,subject_id,attribute,scope_id,value,unit,as_of,source_id,via_id,"
    "stance,target_fact_id,exact,note,labelled_by,labelled_on\n"
    "w1,hill,ucdp-7,witnesses,witness_count,,9,,,,,asserts,,Nine people,,desk,2021-03-08\n"
    "w2,hill,acled-NOR2,witnesses,witness_count,,9,,,,,asserts,,Nine people,,desk,2021-03-08\n",
}
"""An article that tells of events which records alone have."""


@pytest.fixture(scope="module")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ask, Project]]:
    """A project with a few records of each source, and a later release of UCDP's."""
    project = labels_copied(tmp_path_factory.mktemp("made_up"))
    folder = project.root / "data" / "records"
    two_outlets = '"Norland Herald,2021-03-05,Six killed, says army";"Hill Radio,2021-03-06,Clash; six dead"'
    events = [
        ucdp_event("1"),
        ucdp_event("2", source_article=two_outlets, number_of_sources="2", low="4", high="9"),
        ucdp_event("3", source_article=two_outlets, source_original="army; Hill Front"),
        ucdp_event("4", source_article=two_outlets, source_original=""),
        ucdp_event("5", source_article='Herald 1990 "x', source_original="", number_of_sources="-1"),
        ucdp_event("6", low="7"),
        ucdp_event("7", date_prec="2"),
        ucdp_event("8", best="many"),
    ]
    (folder / "ged231.csv").write_text(ucdp(*events), encoding="utf-8")
    (folder / "acled.csv").write_text(acled(acled_event("NOR1"), acled_event("NOR2", time_precision="3")))
    other = review(
        url="https://o.example.org/1", author={"name": "Other"}, reviewRating={"alternateName": "Mostly true"}
    )
    (folder / "checks.json").write_text(reviews(review(), other), encoding="utf-8")
    for file, content in REPORTED.items():
        path = project.root / "data" / file
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    with duckdb.connect() as con:
        quality.create_quality(con)
        loading.load(con, project, None, NOW)
        events[0] = ucdp_event("1", best="7", deaths_a="2", high="8")
        (folder / "ged231.csv").write_text(ucdp(*events), encoding="utf-8")
        yield built(con, project), project


def test_a_record_is_its_own_evidence_and_its_facts_are_live(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    found = ask(
        "select distinct evidence_state, is_live, exact, article_id = event_id from marts.facts "
        "where attribute = 'deaths'"
    )
    assert found == [("record", True, None, True)]


def test_an_article_may_tell_of_an_event_that_a_record_alone_has(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    told = "select facts.fact_id, events.name is not null, is_live from marts.facts inner join marts.events using"
    assert ask(f"{told} (event_id) where article_id = 'hill' order by 1") == [("w1", True, True), ("w2", True, True)]
    lost = "select event_id from staging.stg_facts anti join intermediate.int_events__stated using (event_id)"
    assert ask(lost) == []


def test_an_event_has_its_days_its_place_and_its_numbers(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    assert ask("select name, place, earliest_on::varchar from marts.events where event_id = 'ucdp-2'") == [
        ("Norland: Government, Oldbridge town", "Oldbridge town, Hill county, Norland", "2021-03-04")
    ]
    assert ask(
        "select fact_id, value, low, best, high, source_id from marts.facts where event_id = 'ucdp-2' order by 1"
    ) == [
        ("ucdp-2.deaths.army", "6 (4..9)", 4, 6, 9, "army"),
        ("ucdp-2.deaths.civilians.army", "3 (1..6)", 1, 3, 6, "army"),
        ("ucdp-2.deaths.side-a.army", "1 (0..4)", 0, 1, 4, "army"),
        ("ucdp-2.deaths.side-b.army", "2 (0..5)", 0, 2, 5, "army"),
        ("ucdp-2.deaths.side-unknown.army", "0 (0..3)", 0, 0, 3, "army"),
    ]


def test_reports_are_unpacked_with_commas_and_semicolons_in_their_headlines(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    query = "select position, outlet_id, outlet_name, published_on::varchar, headline from marts.record_reports "
    assert ask(query + "where record_id = 'ucdp-2' order by 1") == [
        (1, "norland-herald", "Norland Herald", "2021-03-05", "Six killed, says army"),
        (2, "hill-radio", "Hill Radio", "2021-03-06", "Clash; six dead"),
    ]
    assert ask(query + "where record_id = 'ucdp-5'") == [(1, None, None, None, None)]


@pytest.mark.parametrize(
    ("record", "outlets", "origins"),
    [
        ("ucdp-2", 2, ["army"]),  # two articles that lean on one original source
        ("ucdp-3", 2, ["army", "hill-front"]),
        ("ucdp-4", 2, ["hill-radio", "norland-herald"]),  # nobody is named: the articles themselves
        ("ucdp-5", 0, ["article:ucdp-5"]),
        ("acled-NOR1", 2, ["hill-radio", "norland-herald"]),
    ],
)
def test_articles_that_lean_on_one_original_count_one_origin(
    made_up: tuple[Ask, Project], record: str, outlets: int, origins: list[str]
) -> None:
    ask, _ = made_up
    claim = f"claim_id = '{record}/people/deaths'"
    assert ask(f"select origin_count_high, agreement from marts.claims where {claim}") == [(len(origins), "single")]
    assert ask(f"select origin_id from marts.claim_sources where {claim} order by 1") == [(each,) for each in origins]
    assert ask(f"select outlet_count from marts.records where record_id = '{record}'") == [(outlets,)]


def test_parts_sum_to_the_best_figure_and_make_nothing_surer_than_it_is(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    relation = "select kind, verdict, operand_count from marts.relations where relation_id = 'ucdp-2-parts'"
    assert ask(relation) == [("sum", "holds", 5)]
    claims = "select low, high, inferred_low, inferred_high from marts.claims where claim_id = 'ucdp-2/people/deaths'"
    assert ask(claims) == [(4, 9, 4, 9)]


def test_a_record_that_is_in_no_order_is_named_and_stays_as_it_is(made_up: tuple[Ask, Project]) -> None:
    ask, project = made_up
    assert ask("select low, best, high from marts.facts where fact_id = 'ucdp-6.deaths.army'") == [(7, 6, 6)]
    assert broken(ask, project, TESTS[0]) == ["ucdp-6 at data/records/ged231.csv:7 has low 7.0, best 6.0 and high 6.0"]
    assert broken(ask, project, TESTS[1]) == ["ucdp-7 at data/records/ged231.csv:8 lasts 1 days, with a precision of 2"]
    assert broken(ask, project, TESTS[2]) == ["ucdp-8 at data/records/ged231.csv:9 has no best that can be read"]


def test_minus_one_is_an_unknown_number_of_reports(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    assert ask("select record_id from marts.records where dataset = 'ucdp' and report_count is null") == [("ucdp-5",)]


def test_a_release_that_says_something_else_is_a_version_of_the_record(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    query = "select version, low, best, high, best_change, load_id from marts.record_versions "
    assert ask(query + "where record_id = 'ucdp-1' order by 1") == [
        (1, 6, 6, 6, None, "load-000001"),
        (2, 6, 7, 8, 1, "load-000002"),
    ]
    assert ask("select record_id from marts.records where version_count > 1") == [("ucdp-1",)]


def test_the_days_of_acled_are_as_wide_as_their_precision(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    assert ask(
        "select record_id, earliest_on::varchar, latest_on::varchar, low, best, high, note like 'On 15 March%'"
        " from marts.records where dataset = 'acled' order by 1"
    ) == [
        ("acled-NOR1", "2021-03-15", "2021-03-15", 4, 4, 4, True),
        ("acled-NOR2", "2021-03-01", "2021-03-31", 4, 4, 4, True),
    ]


def test_a_claim_is_its_claimants_and_reviewers_deny_it_or_leave_it_open(made_up: tuple[Ask, Project]) -> None:
    ask, _ = made_up
    assert ask(
        "select stance, source_id, outlet_id, origin_id, value_text from marts.facts where attribute = 'statement'"
        " order by stance, outlet_id"
    ) == [
        ("asserts", "jon-hill", "norland-checks", "jon-hill", "The bridge was blown up by the army"),
        ("asserts", "jon-hill", "other", "jon-hill", "The bridge was blown up by the army"),
        ("denies", None, "norland-checks", "norland-checks", "The bridge was blown up by the army"),
        ("unconfirmed", None, "other", "other", "The bridge was blown up by the army"),
    ]
    assert ask("select agreement, origin_count_high from marts.claims where attribute = 'statement'") == [
        ("disputed", 1)
    ]


@pytest.fixture(scope="module")
def thousand(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Ask, Project]]:
    """UCDP's own events."""
    file = sample()
    if file is None:
        pytest.skip("UCDP's sample is not here: set CLAIMHOUSE_PUBLIC to its folder")
    project = labels_copied(tmp_path_factory.mktemp("thousand"))
    shutil.copyfile(file, project.root / "data" / "records" / "ged.csv")
    with duckdb.connect() as con:
        yield built(con, project), project


def test_the_marts_say_of_ucdp_what_is_known_of_it(thousand: tuple[Ask, Project]) -> None:
    ask, project = thousand
    assert ask("select count(*), count(*) filter (where parts_sum = best) from marts.records") == [(1000, 1000)]
    assert ask("select verdict, count(*) from marts.relations where kind = 'sum' group by 1") == [("holds", 1000)]
    assert broken(ask, project, "records_last_as_long_as_they_say") == []
    assert broken(ask, project, "records_are_read_whole") == []
    named = broken(ask, project, "records_have_their_best_between_low_and_high")
    assert len(named) == 13
    assert named[0] == "ucdp-162326 at data/records/ged.csv:833 has low 3.0, best 2.0 and high 2.0"
    assert ask("select bool_and(is_live), count(distinct event_id) from marts.facts") == [(True, 1000)]


def test_of_events_with_several_outlets_a_third_have_one_origin(thousand: tuple[Ask, Project]) -> None:
    ask, _ = thousand
    ((several, single),) = ask(
        "select count(*), count(*) filter (where claims.is_single_origin) from marts.records"
        " inner join marts.claims on claims.claim_id = records.record_id || '/people/deaths'"
        " where records.outlet_count > 1"
    )
    assert several == 173
    assert 0.3 < single / several < 0.4
