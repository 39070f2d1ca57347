"""The five reports, from the clone to the marts: what the README and the contract promise of them."""

from collections.abc import Callable
from pathlib import Path

from end_to_end.support import run

Ask = Callable[[Path, str], list[tuple[object, ...]]]

CLAIMS = """
    select
        claim_id, low, best, high, inferred_low, inferred_high, earliest_on, latest_on, value_text, agreement, support,
        inferred_earliest_on, inferred_latest_on, origin_count_low, origin_count_high, dissent_count, is_retracted
    from marts.claims order by claim_id
"""


def test_every_label_is_anchored_in_the_digests(built_once: Path, ask: Ask) -> None:
    states = ask(built_once, "select evidence_state, count(*) from marts.facts group by 1")
    assert [state for state, _ in states] == ["anchored"]
    assert ask(built_once, "select count(*) > 100 from marts.facts") == [(True,)]
    assert ask(built_once, "select * from raw.rejects_now") == []


def test_every_label_is_anchored_in_the_originals(built_on_originals: Path, ask: Ask) -> None:
    assert ask(built_on_originals, "select distinct edition from marts.articles") == [("full",)]
    assert ask(built_on_originals, "select distinct evidence_state from marts.facts") == [("anchored",)]
    assert ask(built_on_originals, "select * from raw.rejects_now") == []


def test_digests_and_originals_give_the_same_claims_with_the_same_intervals(
    built_once: Path, built_on_originals: Path, ask: Ask
) -> None:
    assert ask(built_once, CLAIMS) == ask(built_on_originals, CLAIMS)


def test_evidence_stands_at_its_offsets(built_once: Path, ask: Ask) -> None:
    rows = ask(
        built_once,
        """
        select facts.exact, articles.text, facts.evidence_start, facts.evidence_end
        from marts.facts inner join intermediate.int_articles__newest as articles using (article_id)
        """,
    )
    folded = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})
    for exact, text, start, end in rows:
        found = " ".join(str(text)[int(str(start)) : int(str(end))].translate(folded).split())
        assert found == " ".join(str(exact).translate(folded).split())


def test_every_numeral_is_covered_in_the_originals(built_on_originals: Path, ask: Ask) -> None:
    uncovered = ask(built_on_originals, "select * from intermediate.int_numerals__located where covered_by is null")
    assert uncovered == []
    assert ask(built_on_originals, "select sum(numeral_count) > 50 from marts.labelling_coverage") == [(True,)]


def test_a_person_is_one_row_however_spelled(built_once: Path, ask: Ask) -> None:
    variants = ask(
        built_once, "select name_variants from marts.people where list_contains(name_variants, 'Maria Kolesnikova')"
    )
    assert len(variants) == 1
    assert "Maria Kalesnikava" in list(variants[0][0])  # type: ignore[call-overload]  # a list of names
    names = {row[0] for row in ask(built_once, "select name from marts.person_names")}
    assert {"Maria Kalesnikava", "Maria Kolesnikova", "Kolesnikova"} <= names


def test_nine_and_eight_or_nine_can_both_be_true_and_the_total_makes_it_nine(built_once: Path, ask: Ask) -> None:
    rows = ask(
        built_once,
        """
        select agreement, low, high, inferred_low, inferred_high from marts.claims
        where attribute = 'prisoners_released' and scope_id like '%lithuania%'
        """,
    )
    assert ("compatible", 9.0, 9.0, 9.0, 9.0) in rows


def test_a_month_and_a_count_of_days_leave_two_days_and_say_how(built_once: Path, ask: Ask) -> None:
    where = "where claim_id like '%ales-bialiatski/imprisoned_since'"
    found = ask(
        built_once, f"select inferred_earliest_on::varchar, inferred_latest_on::varchar from marts.claims {where}"
    )
    assert found == [("2021-07-14", "2021-07-15")]
    steps = ask(built_once, f"select step, relation_id, given_by from marts.claim_steps {where}")
    assert [(step, relation) for step, relation, _ in steps] == [(1, "bialiatski-days")]
    assert "time_imprisoned = 1613" in str(steps[0][2])


def test_of_all_relations_one_does_not_hold_and_its_disagreement_names_that_relation(
    built_once: Path, ask: Ask
) -> None:
    assert ask(built_once, "select verdict, count(*) from marts.relations group by 1 order by 1") == [
        ("does not hold", 1),
        ("holds", 16),
    ]
    seen = ask(
        built_once,
        "select rule, relation_id from marts.disagreements inner join marts.disagreement_relations"
        " using (disagreement_id)",
    )
    assert seen == [("age_matches_birth", "lukashenko-age")]


def test_an_age_that_does_not_fit_the_birth_date_is_a_ruled_disagreement(built_once: Path, ask: Ask) -> None:
    rows = ask(built_once, "select state, detail from marts.disagreements where rule = 'age_matches_birth'")
    assert [state for state, _ in rows] == ["ruled"]
    assert "69-year-old" in str(rows[0][1])


def test_a_release_that_was_corrected_counts_nowhere(built_once: Path, ask: Ask) -> None:
    rows = ask(
        built_once,
        "select is_retracted, support from marts.claims"
        " where claim_id like '%stefanovic%' and attribute = 'is_released'",
    )
    assert rows == [(True, 0)]


def test_every_disagreement_of_the_five_reports_is_ruled(built_once: Path, ask: Ask) -> None:
    assert ask(built_once, "select disagreement_id, state from marts.disagreements where state <> 'ruled'") == []
    assert ask(built_once, "select count(*) > 0 from marts.disagreements") == [(True,)]


def test_an_unchanged_project_is_left_as_it_is(project: Path) -> None:
    before = (project / "warehouse.duckdb").resolve()
    said = run(project, "build", "--fail-on", "warning").stdout
    assert said.startswith("Nothing changed: warehouse.duckdb is up to date")
    assert (project / "warehouse.duckdb").resolve() == before


def test_switching_between_digests_and_originals_keeps_both_in_raw(
    project: Path, originals_folder: Path, ask: Ask
) -> None:
    run(project, "build", "--articles", str(originals_folder))
    assert ask(project, "select distinct edition from marts.articles") == [("full",)]
    assert ask(project, "select count(*) from raw.articles") == [(10,)]
    run(project, "build")
    assert ask(project, "select distinct edition from marts.articles") == [("digest",)]
    assert ask(project, "select count(*) from raw.articles") == [(10,)]


def test_every_mart_and_every_column_carries_its_sentence(built_once: Path, ask: Ask) -> None:
    tables = ask(built_once, "select table_name from duckdb_tables() where schema_name = 'marts' and comment is null")
    columns = ask(
        built_once,
        "select table_name, column_name from duckdb_columns() where schema_name = 'marts' and comment is null",
    )
    assert (tables, columns) == ([], [])
