"""Bad input: each fault is named with what, where and the way out, and nothing that is good is lost."""

import re
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from end_to_end.support import ROOT, WH, append, copy_of_this_project, hear_ctrl_c, run

BORN = "people/donald-trump/born_on"
Ask = Callable[[Path, str], list[tuple[object, ...]]]

FACT = {
    "fact_id": "extra-fact",
    "event_id": "",
    "attribute": "prisoners_released",
    "value": "123",
    "stance": "asserts",
    "exact": "123 prisoners",
    "labelled_by": "desk",
    "labelled_on": "2026-11-21",
}


@pytest.fixture
def fact(project: Path, ask: Ask) -> dict[str, str]:
    """A good row for facts.csv, to be spoilt."""
    [(article, event, subject, scope)] = ask(
        project,
        "select article_id, event_id, subject_id, scope_id from staging.stg_facts"
        " where attribute = 'prisoners_released' and value = '123' order by fact_id limit 1",
    )
    return {
        **FACT,
        "article_id": str(article),
        "event_id": str(event),
        "subject_id": str(subject),
        "scope_id": str(scope or ""),
    }


def label(project: Path, name: str) -> Path:
    return project / "data" / "labels" / name


def last_line(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("article_id", "no-such-article", "no-such-article"),
        ("source_id", "no-such-source", "no-such-source"),
        ("subject_id", "no-such-subject", "no-such-subject"),
        ("value", "a lot, perhaps", "a lot, perhaps"),
        ("as_of", "2025-02-30", "2025-02-30"),
        ("stance", "assrts", "assrts"),
    ],
)
def test_a_bad_cell_is_named_with_its_file_and_line_and_the_way_out(
    project: Path, fact: dict[str, str], column: str, value: str, reason: str
) -> None:
    append(project, "facts.csv", **{**fact, column: value})
    said = run(project, "load", "--dry-run", expect=1).stdout
    assert f"data/labels/facts.csv:{last_line(label(project, 'facts.csv'))}" in said
    assert reason in said
    assert "      try " in said


def test_a_mention_of_an_unknown_person_names_the_closest(project: Path) -> None:
    append(
        project,
        "mentions.csv",
        article_id="aljazeera-belarus-123",
        person_id="alexander-lukashenka",
        exact="Lukashenko",
        role="",
        as_of="",
    )
    said = run(project, "load", "--dry-run", expect=1).stdout
    assert "alexander-lukashenka" in said
    assert "alexander-lukashenko" in said


def test_a_duplicate_id_names_the_row_that_has_it_already(project: Path) -> None:
    facts = label(project, "facts.csv")
    _, first, *_ = facts.read_text(encoding="utf-8").splitlines()
    with facts.open("a", encoding="utf-8") as handle:
        handle.write(first + "\n")
    said = run(project, "load", "--dry-run", expect=1).stdout
    assert first.split(",")[0] in said
    assert f"facts.csv:{last_line(facts)}" in said
    assert re.search(r"facts\.csv:2\b", said)


def test_a_broken_row_stops_publishing_and_keeps_every_other_row(project: Path, fact: dict[str, str], ask: Ask) -> None:
    before = (project / "warehouse.duckdb").resolve()
    append(project, "facts.csv", **{**fact, "article_id": "no-such-article"})
    said = run(project, "build", expect=1).stdout
    assert "no-such-article" in said
    assert "Not published" in said
    assert (project / "warehouse.duckdb").resolve() == before
    assert run(project, "history").stdout.splitlines()[-1].count("failed") == 1


@pytest.mark.parametrize(
    ("exact", "state"),
    [("words that nobody wrote", "is not in the text"), ("Lukashenko", "is in the text more than once")],
    ids=["absent", "twice"],
)
def test_evidence_that_is_not_there_or_there_twice_breaks_a_critical_rule(
    project: Path, fact: dict[str, str], exact: str, state: str
) -> None:
    append(project, "facts.csv", **{**fact, "article_id": "aljazeera-belarus-123", "exact": exact})
    said = run(project, "build", expect=1).stdout
    assert "evidence_is_anchored" in said
    assert "extra-fact" in said
    assert state in said
    assert "facts.csv:" in said


def test_a_missing_column_is_named(project: Path) -> None:
    people = label(project, "people.csv")
    people.write_text(people.read_text(encoding="utf-8").replace("wikidata_id", "wikidata", 1), encoding="utf-8")
    said = run(project, "load", "--dry-run", expect=1).stdout
    assert "data/labels/people.csv:1" in said
    assert "`wikidata_id`" in said


def test_a_wrong_encoding_is_named_with_its_line(project: Path) -> None:
    people = label(project, "people.csv")
    people.write_bytes(people.read_bytes() + "x,Zoë,,,\n".encode("latin-1"))
    said = run(project, "load", "--dry-run", expect=1).stdout
    lines = people.read_bytes().count(b"\n")
    assert f"data/labels/people.csv:{lines}" in said
    assert "UTF-8" in said


def test_a_byte_order_mark_and_windows_line_ends_are_read(project: Path) -> None:
    for name in ("people.csv", "facts.csv"):
        path = label(project, name)
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert "could not be used" not in run(project, "load", "--dry-run").stdout


def test_an_unclosed_quote_is_named_where_it_opens(project: Path) -> None:
    people = label(project, "people.csv")
    line = last_line(people) + 1
    with people.open("a", encoding="utf-8") as handle:
        handle.write('nobody,"Nobody,,,\n')
    said = run(project, "load", "--dry-run", expect=1).stdout
    assert f"data/labels/people.csv:{line}" in said
    assert "quot" in said


def test_an_empty_label_file_gives_the_header_to_paste(project: Path) -> None:
    label(project, "person_judgements.csv").write_bytes(b"")
    said = run(project, "load", "--dry-run", expect=1).stdout
    assert "data/labels/person_judgements.csv:1" in said
    assert "name_a,name_b,judgement,reason,decided_by,decided_on" in said


def test_an_empty_article_is_named(project: Path) -> None:
    (project / "data" / "articles" / "empty.md").write_bytes(b"")
    said = run(project, "load", "--dry-run", expect=1).stdout
    assert "data/articles/empty.md:1" in said


def test_an_articles_folder_that_is_not_there_is_named(project: Path) -> None:
    said = run(project, "build", "--articles", "no/such/folder", expect=2).stderr
    assert "no/such/folder" in said
    assert "\n  try " in said


def test_a_relation_that_lacks_a_role_and_a_judgement_against_another_break_a_critical_rule(project: Path) -> None:
    append(project, "relations.csv", relation_id="half", kind="before", role="earlier", operand=BORN)
    judged = {"reason": "not alike", "decided_by": "desk", "decided_on": "2026-11-22"}
    append(
        project,
        "person_judgements.csv",
        name_a="Maria Kolesnikova",
        name_b="Maria Kalesnikava",
        judgement="negative",
        **judged,
    )
    said = run(project, "build", expect=1).stdout
    line = last_line(label(project, "relations.csv"))
    assert f"half: `later` is missing (data/labels/relations.csv:{line})" in said
    assert "judgements_agree" in said


def test_ctrl_c_ends_a_build_with_one_sentence(project: Path) -> None:
    append(project, "scopes.csv", scope_id="nobody", description="Nobody")
    before = (project / "warehouse.duckdb").resolve()
    building = subprocess.Popen(
        [WH, "build"],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,
    )
    assert building.stderr
    assert building.stderr.readline() == "loading\n"
    time.sleep(0.3)
    building.send_signal(signal.SIGINT)
    _, said = building.communicate(timeout=30)
    assert building.returncode == 130
    assert "Traceback" not in said
    assert said.endswith("stopped; the published warehouse is whole, and the same again goes on\n")
    assert (project / "warehouse.duckdb").resolve() == before
    assert sorted(path.name for path in (project / ".wh").iterdir()) == ["builds", "lock", "templates"]


def test_what_is_loaded_and_not_built_can_be_asked_and_not_explained(tmp_path: Path) -> None:
    project = copy_of_this_project(tmp_path)
    run(project, "load")
    said = run(project, "explain", "--unpublished", "prisoners", expect=2).stderr
    assert "lacks what an explanation takes: " in said
    assert "\n  try `wh build`" in said


def own_model(project: Path, name: str, sql: str) -> None:
    folder = project / "models" / "marts"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.sql").write_text(sql, encoding="utf-8")


def test_a_suite_that_cannot_be_read_stops_the_build_and_what_was_loaded_is_kept(project: Path) -> None:
    with label(project, "people.csv").open("a", encoding="utf-8") as people:
        people.write("nobody,Nobody At All,,,\n")
    (project / "expectations").mkdir()
    (project / "expectations" / "mine.json").write_text("{", encoding="utf-8")
    said = run(project, "build", expect=2).stderr
    assert "expectations/mine.json:1" in said
    assert "failed" in run(project, "history").stdout.splitlines()[-1]
    kept = run(project, "query", "--unpublished", "select name from raw.people_now where person_id = 'nobody'").stdout
    assert "Nobody At All" in kept


def test_a_syntax_error_shows_the_line(project: Path) -> None:
    own_model(project, "mine", "-- One row per thing.\nselect claim_id,\nfrom where {{ ref('claims') }}\n")
    said = run(project, "build", expect=2).stderr
    assert "models/marts/mine.sql:3" in said
    assert "from where" in said
    assert "^" in said


def test_an_unknown_ref_names_the_closest_model(project: Path) -> None:
    own_model(project, "mine", "-- One row per thing.\nselect * from {{ ref('clams') }}\n")
    said = run(project, "build", expect=2).stderr
    assert said.splitlines()[-5:] == [
        "error: There is no model named `clams`.",
        "     2 | select * from {{ ref('clams') }}",
        "       |                       ^^^^^",
        "  at  models/marts/mine.sql:2:23",
        "  try `claims`, the closest name",
    ]


def test_a_cycle_is_named_whole(project: Path) -> None:
    own_model(project, "egg", "-- One row per egg.\nselect * from {{ ref('hen') }}\n")
    own_model(project, "hen", "-- One row per hen.\nselect * from {{ ref('egg') }}\n")
    said = run(project, "build", expect=2).stderr
    assert "in a ring" in said
    assert "egg" in said
    assert "hen" in said
    assert "models/marts/" in said


def test_an_unknown_column_shows_the_line_and_the_candidates(project: Path) -> None:
    own_model(project, "mine", "-- One row per claim.\nselect\n    clam_id,\nfrom {{ ref('claims') }}\n")
    said = run(project, "build", expect=2).stderr
    assert "models/marts/mine.sql:3" in said
    assert "clam_id" in said
    assert "claim_id" in said


def test_a_corrupt_warehouse_names_the_way_out_and_the_way_out_works(project: Path, ask: Ask) -> None:
    first = (project / "warehouse.duckdb").resolve()
    run(project, "build", "--full")
    (project / "warehouse.duckdb").resolve().write_bytes(b"this is no database" * 1000)
    said = run(project, "query", "select 1", expect=2).stderr
    assert f"wh rollback {first.stem}" in said
    said = run(project, "build", expect=2).stderr
    assert f"wh rollback {first.stem}" in said
    run(project, "rollback", first.stem)
    assert ask(project, "select count(*) from marts.articles") == [(5,)]
    run(project, "build", "--full")
    assert ask(project, "select count(*) from marts.articles") == [(5,)]


def test_a_foreign_file_in_the_warehouse_s_place_is_left_alone(tmp_path: Path) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "warehouse.duckdb").write_bytes(b"somebody's work")
    said = run(tmp_path, "build", expect=2).stderr
    assert "it is no build of this project" in said
    assert (tmp_path / "warehouse.duckdb").read_bytes() == b"somebody's work"


def test_a_full_disk_is_named_and_the_published_build_stays(project: Path, ask: Ask) -> None:
    append_row = label(project, "people.csv")
    with append_row.open("a", encoding="utf-8") as handle:
        handle.write("nobody,Nobody,,,\n")
    before = (project / "warehouse.duckdb").resolve()
    room = before.stat().st_size // 2

    def little_room() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))

    ran = subprocess.run([WH, "build"], cwd=project, capture_output=True, text=True, preexec_fn=little_room)
    assert ran.returncode == 2
    assert "The disk is full" in ran.stderr
    assert "\n  try " in ran.stderr
    assert (project / "warehouse.duckdb").resolve() == before
    assert ask(project, "select count(*) from marts.articles") == [(5,)]
    run(project, "build")


def test_a_bad_entry_of_a_feed_stops_only_who_asks_for_it(project: Path) -> None:
    entry = "<item><guid>a</guid><pubDate>31 Feb 2025 10:00 GMT</pubDate><description>x</description></item>"
    (project / "data" / "articles" / "wire.rss").write_text(f"<rss><channel>{entry}</channel></rss>", encoding="utf-8")
    assert "data/articles/wire.rss  1 of 1 record refused" in run(project, "load").stdout
    run(project, "load", "--strict", expect=1)
    built = run(project, "build", "--strict", expect=1).stdout
    assert "Not built, as --strict asks. warehouse.duckdb is as it was; what was loaded is kept." in built
