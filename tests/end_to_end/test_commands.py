"""Each command, as a user runs it on a built project."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from end_to_end.support import append, copy_of_this_project, run

from wh import explaining
from wh.errors import ProjectError
from wh.project import find_project


def test_help_names_every_command() -> None:
    said = run(Path.cwd(), "--help").stdout
    for command in ("init", "build", "load", "check", "ls", "query", "explain", "history", "rollback"):
        assert f"\n  {command} " in said


def test_query_prints_a_table_csv_or_json(built_once: Path) -> None:
    sql = "select event_id, place from marts.events order by 1 limit 1"
    table = run(built_once, "query", sql).stdout
    assert table.splitlines()[0].split() == ["event_id", "place"]
    assert table.splitlines()[-1] == "1 row"
    assert run(built_once, "query", "--format", "csv", sql).stdout.splitlines()[0] == "event_id,place"
    assert list(json.loads(run(built_once, "query", "--json", sql).stdout)[0]) == ["event_id", "place"]


def test_query_finds_marts_by_their_bare_names(built_once: Path) -> None:
    assert "5" in run(built_once, "query", "select count(*) as n from articles").stdout


def test_query_cannot_write(built_once: Path) -> None:
    said = run(built_once, "query", "delete from marts.claims", expect=2).stderr
    assert "read-only" in said


def test_a_query_that_does_not_run_shows_where(built_once: Path) -> None:
    said = run(built_once, "query", "select clam_id from claims", expect=2).stderr
    assert 'Referenced column "clam_id" not found' in said
    assert "claim_id" in said


def test_explain_shows_the_steps_by_which_a_claim_was_narrowed(built_once: Path) -> None:
    said = " ".join(run(built_once, "explain", "imprisoned_since").stdout.split("What follows")[1].split())
    assert "2021-07-01/2021-07-31 becomes 2021-07-14/2021-07-15 by bialiatski-days, given" in said


def test_explain_shows_the_question_the_words_and_what_follows(built_once: Path) -> None:
    said = run(built_once, "explain", "prisoners_released lithuania").stdout
    assert "[nine of the freed" in said
    assert "[Eight or nine" in said
    assert "the accounts differ and can all be true" in said
    assert "= 123" in said.split("What follows")[1]


def test_explain_offers_the_claims_that_a_word_could_mean(built_once: Path) -> None:
    said = run(built_once, "explain", "prisoners_released", expect=2).stderr
    assert "claims could be meant by `prisoners_released`" in said
    assert said.count("prisoners_released") > 2


def test_explain_says_what_clashes_and_what_was_ruled(built_once: Path) -> None:
    said = run(built_once, "explain", "lukashenko age").stdout
    assert "age_matches_birth" in said
    assert "ruled:" in said


def test_explain_says_what_a_retraction_takes_back(built_once: Path, ask: Callable[..., list[tuple[str, ...]]]) -> None:
    (claim_id, words) = ask(
        built_once,
        "select targets.claim_id, targets.exact from marts.facts inner join marts.facts as targets"
        " on facts.target_fact_id = targets.fact_id where facts.stance = 'retracts' order by 1, 2 limit 1",
    )[0]
    said = " ".join(run(built_once, "explain", claim_id).stdout.split())
    assert f"takes back “{words}”" in said
    assert "nothing that can be compared" not in said


def test_explain_as_json_is_for_programs(built_once: Path) -> None:
    explained = json.loads(run(built_once, "explain", "--json", "prisoners_released lithuania").stdout)
    assert explained["agreement"] == "compatible"
    assert len(explained["accounts"]) >= 2
    assert [(person["person_id"], person["parts"]) for person in explained["people"]] == [
        ("ales-bialiatski", ["named"])
    ]


def test_explain_tells_a_person_however_spelled_and_who_judged_the_names(built_once: Path) -> None:
    said = " ".join(run(built_once, "explain", "people/maria-kalesnikava").stdout.split())
    assert "“Kolesnikova” (aljazeera-belarus-123, comments-belarus-123): the labeller says so" in said
    assert "“maria kalesnikava” is “maria kolesnikova”: judged: Belarusian and Russian spelling" in said
    wrong = run(built_once, "explain", "people/maria-kalesnikova", expect=2).stderr
    assert "try `people/maria-kalesnikava`, the closest id" in wrong


def test_ls_lists_models_layer_by_layer(built_once: Path) -> None:
    said = run(built_once, "ls").stdout
    assert "marts.claims" in said
    chosen = run(built_once, "ls", "claims").stdout.splitlines()
    assert len(chosen) == 2
    names = {model["name"] for model in json.loads(run(built_once, "ls", "+claims", "--json").stdout)}
    assert {"claims", "stg_facts"} <= names


def test_check_asks_the_rules_again_without_building(built_once: Path) -> None:
    said = run(built_once, "check").stdout
    assert said.startswith("Of the published build ")
    assert "0 broken" not in said


def test_load_alone_is_kept_for_the_next_build(project: Path) -> None:
    before = (project / "warehouse.duckdb").resolve()
    people = project / "data" / "labels" / "people.csv"
    people.write_text(people.read_text(encoding="utf-8") + "nobody,Nobody At All,,,\n", encoding="utf-8")
    assert run(project, "load", "--dry-run").stdout.startswith("Would load")
    assert run(project, "load").stdout.startswith("Loaded")
    assert run(project, "load").stdout.startswith("Nothing new to load")
    assert (project / "warehouse.duckdb").resolve() == before
    run(project, "build")
    assert "Nobody At All" in run(project, "query", "select name from staging.stg_people").stdout


def test_dry_run_says_what_would_be_built_and_writes_nothing(project: Path) -> None:
    kept = sorted((project / ".wh").rglob("*"))
    with (project / "data" / "labels" / "people.csv").open("a", encoding="utf-8") as people:
        people.write("nobody,Nobody At All,,,\n")
    said = run(project, "build", "--dry-run").stdout
    assert "staging.stg_people" in said
    assert "staging.stg_quotes" not in said
    assert said.endswith("Nothing was written.\n")
    assert sorted((project / ".wh").rglob("*")) == kept


def test_a_selected_model_is_built_alone(project: Path) -> None:
    said = run(project, "build", "people").stdout
    assert "Built 1 of" in said
    said = run(project, "build", "peeple", expect=2).stderr
    assert "There is no model named `peeple`.\n  at  the command line\n  try `people`, the closest name" in said


def test_rules_of_models_that_are_neither_there_nor_selected_are_not_asked(tmp_path: Path) -> None:
    project = copy_of_this_project(tmp_path)
    planned = json.loads(run(project, "plan", "stg_articles", "--json").stdout)
    tables = {rule["table"] for rule in planned["rules"] if not rule["table"].startswith("raw.")}
    assert tables <= {"staging.stg_articles", "quality.rules"}
    ran = run(project, "build", "stg_articles")
    assert "could not be asked" not in ran.stdout


def test_history_and_rollback(project: Path) -> None:
    first = run(project, "history").stdout.splitlines()[-1].split()[0]
    run(project, "build", "--full")
    lines = run(project, "history").stdout.splitlines()
    assert "<- warehouse.duckdb" in lines[-1]
    said = run(project, "rollback", first).stdout
    assert f"warehouse.duckdb now shows build {first}" in said
    assert "<- warehouse.duckdb" in next(line for line in run(project, "history").stdout.splitlines() if first in line)


def test_full_builds_every_model_anew(project: Path) -> None:
    said = run(project, "build", "--full").stdout
    words = said.split("Built ")[1].split()
    assert words[0] == words[2]


def test_a_changed_label_file_asks_only_the_rules_that_watch_it(
    project: Path, ask: Callable[[Path, str], list[tuple[object, ...]]]
) -> None:
    append(project, "phrases.csv", attribute="acknowledged_developments", value="true", phrase="never said")
    printed = run(project, "build").stdout
    checked = int(printed.split("Checked ")[1].split()[0])
    assert checked > 100
    asked = """
        select rule, table_name
        from quality.rule_results
        where build_id = (select max(build_id) from quality.builds) and asked_build_id = build_id
        order by all
    """
    watching = ask(project, asked)
    assert ("evidence_bears_out_value", "staging.stg_facts") in watching
    # what no loader could use, and what changed since the load before, is asked of every load
    assert not [table for _, table in watching if table.startswith("marts.")]
    assert len(watching) < checked / 3
    run(project, "build", "--full")
    assert len(ask(project, asked)) == checked


def test_a_new_project_builds_as_it_is(tmp_path: Path) -> None:
    said = run(tmp_path, "init", "desk").stdout
    assert "cd desk && wh build" in said
    built = run(tmp_path / "desk", "build").stdout
    assert "Published warehouse.duckdb" in built
    assert "2" in run(tmp_path / "desk", "query", "select count(*) as n from articles").stdout


def test_an_ejected_project_holds_the_models_and_builds_the_same(tmp_path: Path) -> None:
    run(tmp_path, "init", "desk", "--eject")
    assert (tmp_path / "desk" / "models" / "marts" / "claims.sql").is_file()
    run(tmp_path / "desk", "build")


def test_a_project_overrides_a_built_in_model_by_its_name(project: Path) -> None:
    own = project / "models" / "marts"
    own.mkdir(parents=True)
    source = (Path(__file__).parents[2] / "models" / "marts" / "events.sql").read_text(encoding="utf-8")
    (own / "events.sql").write_text(source.replace("-- One row per", "-- Our own. One row per"), encoding="utf-8")
    listed = json.loads(run(project, "ls", "events", "--json").stdout)
    assert listed[0]["file"] == "models/marts/events.sql"


@pytest.mark.parametrize("words", [("query", "select 1"), ("explain", "x"), ("check",), ("history",)])
def test_before_the_first_build_a_question_names_the_way_out(tmp_path: Path, words: tuple[str, ...]) -> None:
    run(tmp_path, "init", "desk")
    assert "try `wh build`" in run(tmp_path / "desk", *words, expect=2).stderr


def test_outside_a_project_the_way_out_is_named(tmp_path: Path) -> None:
    said = run(tmp_path, "build", expect=2).stderr
    assert "There is no claimhouse project here" in said
    assert "wh init FOLDER" in said


def test_a_kept_build_is_asked_as_it_stood(project: Path) -> None:
    before = (project / "warehouse.duckdb").resolve().stem
    question = "select count(*) from marts.events"
    then = run(project, "query", question, "--json").stdout
    append(project, "events.csv", event_id="another", name="Another event", happened_on="2025-12-20")
    run(project, "build")
    assert run(project, "query", question, "--json").stdout != then
    assert run(project, "query", question, "--json", "--build", before).stdout == then
    assert "No kept build has the id `1999`" in run(project, "query", question, "--build", "1999", expect=2).stderr
    both = run(project, "query", question, "--build", before, "--unpublished", expect=2).stderr
    assert "try --build or --unpublished" in both


@pytest.mark.parametrize(
    ("older", "lacks"),
    [
        ("alter table marts.claims drop column is_single_origin", "is_single_origin"),
        ("drop table marts.claim_steps", "claim_steps"),
        ("alter table marts.people drop column roles", "roles"),
    ],
)
def test_a_build_of_an_earlier_version_is_not_explained_and_told_what_to_do(
    built_once: Path, tmp_path: Path, older: str, lacks: str
) -> None:
    shutil.copy(built_once / "pyproject.toml", tmp_path)
    shutil.copy((built_once / "warehouse.duckdb").resolve(), tmp_path / "warehouse.duckdb")
    with duckdb.connect(tmp_path / "warehouse.duckdb") as con:
        con.execute(older)
    with pytest.raises(ProjectError, match=f"lacks what an explanation takes: .*{lacks}") as refused:
        if "people" in older:
            explaining.explain_person(find_project(tmp_path), "people/ales-bialiatski")
        explaining.explain(find_project(tmp_path), "prisoners_released lithuania")
    assert refused.value.way_out == "`wh build`, which builds the models that are missing"
