"""The tables that dashboards hang on: their names, their columns and the columns' types."""

from collections.abc import Callable
from pathlib import Path

import pytest

Ask = Callable[[Path, str], list[tuple[object, ...]]]

COLUMNS = {
    "marts.articles": "article_id edition outlet_id title published_at url word_count version_count content_sha256",
    "marts.people": "person_id name name_variants roles born_earliest_on born_latest_on article_count outlet_count",
    "marts.person_names": "person_id article_id name role",
    "marts.sources": "source_id name kind owner_id article_count fact_count claim_count",
    "marts.facts": "fact_id claim_id article_id outlet_id value value_text low best high earliest_on latest_on as_of "
    "source_id via_id origin_id stance exact evidence_start evidence_end evidence_state is_live",
    "marts.figures": "fact_id claim_id article_id outlet_id subject_id attribute scope_id low best high unit qualifier "
    "as_of source_id via_id stance exact evidence_start evidence_end evidence_state is_live",
    "marts.claims": "claim_id event_id subject_id attribute scope_id value_kind unit question low best high "
    "inferred_low inferred_high earliest_on latest_on value_text agreement support is_retracted article_count "
    "outlet_count owner_count origin_count_low origin_count_high fact_count dissent_count",
    "marts.claim_sources": "claim_id article_id outlet_id origin_id source_id via_id value stance fact_count",
    "marts.quotes": "quote_id article_id source_id person_id said_to_id exact is_verbatim quote_group_id",
    "marts.events": "event_id name earliest_on latest_on place claim_count article_count",
    "marts.disagreements": "disagreement_id rule severity claim_id detail decision state",
    "marts.disagreement_facts": "disagreement_id fact_id",
    "quality.builds": "build_id started_at finished_at status model_count rebuilt_count row_count",
    "quality.rule_results": "build_id rule table_name severity answer compared_count broken_count",
    "quality.violations": "build_id rule severity table_name claim_id fact_id article_id detail",
}
NUMBERS = {"low", "best", "high", "inferred_low", "inferred_high"}
WHOLE = {"BIGINT", "INTEGER", "HUGEINT"}


def expected_types(column: str) -> set[str]:
    """Return the types that the contract allows a column of this name."""
    if column in NUMBERS:
        return {"DOUBLE"}
    if column.endswith("_on"):
        return {"DATE"}
    if column.endswith("_at"):
        return {"TIMESTAMP"}
    if column.startswith("is_"):
        return {"BOOLEAN"}
    if column.endswith("_count") or column in {"support", "origin_count_low", "origin_count_high"}:
        return WHOLE
    if column in {"evidence_start", "evidence_end"}:
        return WHOLE
    if column in {"name_variants", "roles"}:
        return {"VARCHAR[]"}
    return {"VARCHAR"}


@pytest.mark.parametrize("table", COLUMNS)
def test_a_table_has_its_columns_in_their_types(built_once: Path, ask: Ask, table: str) -> None:
    found = {str(row[0]): str(row[1]) for row in ask(built_once, f"describe {table}")}
    wanted = COLUMNS[table].split()
    assert [column for column in wanted if column not in found] == []
    wrong = {column: found[column] for column in wanted if found[column] not in expected_types(column)}
    assert wrong == {}


def test_the_file_says_which_contract_it_meets(built_once: Path, ask: Ask) -> None:
    assert ask(built_once, "select contract_version from quality.schema_version") == [("1",)]


@pytest.mark.parametrize(
    ("table", "column", "allowed"),
    [
        ("marts.claims", "agreement", {"identical", "compatible", "disputed", "single", "not_comparable"}),
        ("marts.disagreements", "state", {"open", "ruled", "stale", "expired"}),
        ("marts.facts", "evidence_state", {"anchored", "moved", "ambiguous", "orphaned"}),
        ("marts.facts", "stance", {"asserts", "denies", "retracts", "unconfirmed", "unknown"}),
        ("quality.rule_results", "answer", {"held", "broken", "unanswered", "error"}),
    ],
)
def test_a_closed_list_holds_only_its_words(
    built_once: Path, ask: Ask, table: str, column: str, allowed: set[str]
) -> None:
    found = {row[0] for row in ask(built_once, f"select distinct {column} from {table}")}
    assert found
    assert found <= allowed


def test_every_answer_of_the_build_is_kept_with_the_build(built_once: Path, ask: Ask) -> None:
    [(build_id, status)] = ask(built_once, "select build_id, status from quality.builds")
    assert status == "published"
    assert ask(built_once, "select distinct build_id from quality.rule_results") == [(build_id,)]
