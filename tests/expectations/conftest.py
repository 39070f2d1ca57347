"""A small warehouse with the columns that the rules read, and one rule asked of it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.expectations import cases_of_labellers, cases_of_labels
from wh.results import RuleResult, Violation
from wh.rules import check, load_suites
from wh.rules.bridge import lent  # first: it imports Great Expectations quietly
from wh.rules.tables import Table
from wh.rules.verdicts import Verdict

# isort: split
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

ROOT = Path(__file__).resolve().parents[2]
CLASS_FILES = sorted((ROOT / "expectations").glob("*.py"))

TABLES = """
create schema raw; create schema staging; create schema intermediate; create schema marts; create schema own;
create table own.reports (
    report_id varchar, region varchar, told_on date, killed int, injured int, casualties int, share double
);
create table own.names (person_id varchar, role varchar, told_on date);
create table own.terms (person_id varchar, role varchar, begins_on date, ends_on date);
create table raw.loads (load_id varchar, loaded_at timestamp);
create table raw.load_files (load_id varchar, table_name varchar, file varchar, row_count int, reject_count int);
create table raw.rejects_now (
    file varchar, line int, column_name varchar, reason varchar, hint varchar, record_number int
);
create table raw.load_counts_now (
    file varchar, seen_count int, loaded_count int, refused_count int, passed_count int
);
create table intermediate.int_articles__newest (article_id varchar, text varchar);
create table intermediate.int_numerals__located (
    article_id varchar, numeral varchar, numeral_start int, numeral_end int, is_covered boolean
);
create table intermediate.int_facts__worded (
    fact_id varchar, claim_id varchar, article_id varchar, exact varchar, value varchar, words_say varchar,
    is_borne_out boolean, is_alike boolean, file varchar, line int
);
create table intermediate.int_days__read (
    fact_id varchar, position int, reading int, words varchar, slip varchar
);
create table staging.stg_attributes (
    attribute varchar, value_kind varchar, over_time varchar, is_single_valued boolean, lowest double, highest double
);
create table staging.stg_phrases (attribute varchar, value varchar, phrase varchar);
create table staging.stg_quotes (quote_id varchar, exact_from varchar, exact_to varchar);
create table staging.stg_sources (source_id varchar, kind varchar, owner_id varchar, person_id varchar);
create table staging.stg_relations (
    relation_id varchar, kind varchar, role varchar, operand varchar, is_complete boolean, file varchar, line int
);
create table staging.stg_person_judgements (
    name_a varchar, name_b varchar, judgement varchar, file varchar, line int
);
create table staging.stg_facts (
    fact_id varchar, claim_id varchar, article_id varchar, event_id varchar, target_fact_id varchar, attribute varchar,
    value varchar, stance varchar, exact varchar,
    exact_numbers double[], value_earliest_on date, value_latest_on date, file varchar, line int
);
create table marts.articles (article_id varchar, published_on date, published_at timestamp);
create table marts.people (
    person_id varchar, name varchar, born_earliest_on date, born_latest_on date, died_latest_on date
);
create table marts.person_names (person_id varchar, article_id varchar, name varchar, role varchar);
create table marts.events (event_id varchar, name varchar, place varchar, earliest_on date, latest_on date);
create table marts.facts (
    fact_id varchar, claim_id varchar, article_id varchar, outlet_id varchar, source_id varchar, via_id varchar,
    event_id varchar, subject_id varchar, attribute varchar, value_text varchar, earliest_on date, latest_on date,
    origin_id varchar, target_fact_id varchar, value varchar, low double, best double,
    high double, stance varchar, exact varchar,
    evidence_start int, evidence_end int, evidence_state varchar, gone_in_version int, gone_on date, note varchar,
    as_of varchar, is_live boolean,
    is_retracted boolean, labelled_by varchar
);
create table marts.figures (
    fact_id varchar, claim_id varchar, article_id varchar, attribute varchar, low double, high double, stance varchar,
    is_live boolean, value_kind varchar
);
create table marts.claims (
    claim_id varchar, attribute varchar, value_kind varchar, unit varchar, agreement varchar,
    value_text varchar, low double, best double,
    high double, support bigint, dissent_count bigint, article_count bigint, origin_count_low bigint,
    origin_count_high bigint, earliest_on date, latest_on date
);
create table marts.claim_sources (
    claim_id varchar, article_id varchar, origin_id varchar, independent_origin_id varchar,
    leans_on_article_id varchar, stance varchar,
    fact_count bigint
);
create table intermediate.int_facts__leaning (
    fact_id varchar, leans_on_fact_id varchar, reason varchar, is_directed boolean
);
create table intermediate.int_retractions__judged (
    fact_id varchar, target_fact_id varchar, claim_id varchar, told_on date, is_by_origin boolean,
    is_correction boolean, no_effect_because varchar
);
create table marts.quotes (
    quote_id varchar, article_id varchar, source_id varchar, person_id varchar, quote_group_id varchar,
    quote_state varchar, exact varchar, is_verbatim boolean
);
create table marts.disagreements (
    disagreement_id varchar, claim_id varchar, rule varchar, severity varchar, detail varchar, state varchar,
    decision varchar
);
create table marts.disagreement_facts (disagreement_id varchar, fact_id varchar);
create table marts.source_overlap (
    outlet_id varchar, leans_on_id varchar, reason varchar, example_article_id varchar, example_words varchar,
    is_directed boolean
);
create table marts.fact_versions (
    fact_id varchar, claim_id varchar, article_id varchar, edition varchar, version int, change varchar,
    told_on date
);
create table staging.stg_article_versions (article_id varchar, edition varchar, version int, text varchar);
create table staging.stg_rulings (
    disagreement_id varchar, fact_id varchar, decision varchar, reason varchar, decided_by varchar, decided_on date,
    expires_on date, file varchar, line int
);
create table marts.disagreement_relations (disagreement_id varchar, relation_id varchar);
create table marts.relations (
    relation_id varchar, claim_id varchar, kind varchar, detail varchar, verdict varchar, note varchar,
    stated_low double, stated_high double, computed_low double, computed_high double, operand_count bigint,
    valued_count bigint, holds boolean
);
create table staging.stg_relation_kinds (
    kind varchar, role varchar, times double, takes_many boolean, total_low double, total_high double, line int
);
"""
# the kinds that are built in are told by the model itself
KINDS = (ROOT / "models/intermediate/int_kinds__known.sql").read_text(encoding="utf-8")
TABLES += "create view intermediate.int_kinds__known as " + KINDS.replace(
    "{{ ref('stg_relation_kinds') }}", "staging.stg_relation_kinds"
)

TABLES += cases_of_labels.TABLES + cases_of_labellers.TABLES

Said = tuple[RuleResult, tuple[Violation, ...]]


@pytest.fixture(scope="session")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield a warehouse, made once."""
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


@pytest.fixture
def warehouse(tables: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yield the warehouse without rows."""
    yield tables
    filled = tables.execute(
        "select schema_name || '.' || table_name from duckdb_tables() where estimated_size > 0"
    ).fetchall()
    tables.execute("".join(f"truncate {name};" for (name,) in filled) or "select 1")


@pytest.fixture
def ask(warehouse: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[..., Said]:
    """Return the function that asks one expectation of a table, through a suite written for it."""

    def ask_one(table: str, expectation: str, severity: str = "critical", grain: Any = (), **kwargs: Any) -> Said:
        written = {"type": expectation, "kwargs": kwargs, "severity": severity, "meta": {"rule": "the_rule"}}
        file = tmp_path / "suite.json"
        file.write_text(json.dumps({"name": table, "meta": {"grain": list(grain)}, "expectations": [written]}))
        outcome = check(warehouse, load_suites([file]), CLASS_FILES, "build-1")
        return outcome.results[0], outcome.violations

    return ask_one


@pytest.fixture
def ask_alone(warehouse: duckdb.DuckDBPyConnection) -> Callable[..., Verdict]:
    """Return the function that asks one expectation of a table as Great Expectations asks it, beside no other."""

    def ask_one(table: str, expectation: str, **kwargs: Any) -> Verdict:
        written = ExpectationConfiguration(type=expectation, kwargs=kwargs).to_domain_obj()
        with lent(warehouse) as engine:
            return Table(engine, table, [written]).verdict(written, ())

    return ask_one


def insert(connection: duckdb.DuckDBPyConnection, table: str, *rows: dict[str, Any]) -> None:
    """Insert rows by the names of their columns; the rest is null."""
    for row in rows:
        marks = ", ".join("?" for _ in row)
        connection.execute(f"insert into {table} ({', '.join(row)}) values ({marks})", list(row.values()))
