"""The `quality` schema: every build and every rule's answer in it, published or not.

Append-only: what a build answered stays as it was answered.
"""

from dataclasses import dataclass
from datetime import datetime

import duckdb

from wh import __version__
from wh.results import CheckOutcome
from wh.warehouse import CONTRACT_VERSION

_TABLES = """
create schema if not exists raw;
create schema if not exists staging;
create schema if not exists intermediate;
create schema if not exists marts;
create schema if not exists quality;
create table if not exists quality.schema_version (contract_version varchar, engine_version varchar);
create table if not exists quality.builds (
    build_id varchar, started_at timestamp, finished_at timestamp, status varchar,
    model_count integer, rebuilt_count integer, row_count bigint
);
create table if not exists quality.rule_results (
    build_id varchar, rule varchar, table_name varchar, severity varchar, answer varchar,
    compared_count bigint, broken_count bigint, candidate_count bigint
);
create table if not exists quality.violations (
    build_id varchar, rule varchar, severity varchar, table_name varchar,
    claim_id varchar, fact_id varchar, article_id varchar, detail varchar, file_line varchar
);
alter table quality.violations add column if not exists file_line varchar;
create table if not exists quality.models (
    model varchar, schema_name varchar, materialized varchar, sql varchar, meaning_sha256 varchar,
    fingerprint varchar, row_count bigint, build_id varchar
);
"""

_COMMENTS = {
    "quality.schema_version": "The contract that this warehouse meets and the engine that wrote it. One row.",
    "quality.builds": "One row per build, published or not. Status is published or failed; times are UTC.",
    "quality.rule_results": "One row per rule, table and build: held, broken, unanswered (nothing compared) or error.",
    "quality.violations": "One row per row that broke a rule in a build, said in words.",
    "quality.models": "One row per model as it stands: what it was built from and when.",
}


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """A build as `quality.builds` keeps it; times are UTC without a zone."""

    build_id: str
    started_at: datetime
    finished_at: datetime
    status: str
    model_count: int
    rebuilt_count: int
    row_count: int


def create_quality(con: duckdb.DuckDBPyConnection) -> None:
    """Create the schemas and the quality tables where they are missing, and state the contract's version."""
    _drop_outdated(con)
    con.execute(_TABLES)
    stated = con.execute("select contract_version, engine_version from quality.schema_version").fetchall()
    if stated != [(CONTRACT_VERSION, __version__)]:
        con.execute("delete from quality.schema_version")
        con.execute("insert into quality.schema_version values (?, ?)", [CONTRACT_VERSION, __version__])
        for table, sentence in _COMMENTS.items():
            con.execute(f"comment on table {table} is '{sentence}'")


def _drop_outdated(con: duckdb.DuckDBPyConnection) -> None:
    """Drop `quality.models` as an earlier engine wrote it: it only saves work, and every model is then built anew."""
    columns = con.execute(
        "select column_name from information_schema.columns where table_schema = 'quality' and table_name = 'models'"
    ).fetchall()
    if columns and ("sql",) not in columns:
        con.execute("drop table quality.models")


def record_checks(con: duckdb.DuckDBPyConnection, checks: CheckOutcome) -> None:
    """Append the rules' answers and the rows that broke them."""
    _append(
        con,
        "quality.rule_results",
        [
            (
                r.build_id,
                r.rule,
                r.table_name,
                r.severity,
                r.answer,
                r.compared_count,
                r.broken_count,
                r.candidate_count,
            )
            for r in checks.results
        ],
    )
    _append(
        con,
        "quality.violations",
        [
            (v.build_id, v.rule, v.severity, v.table_name, v.claim_id, v.fact_id, v.article_id, v.detail, v.file_line)
            for v in checks.violations
        ],
    )


def record_build(con: duckdb.DuckDBPyConnection, record: BuildRecord) -> None:
    """Append the build's row."""
    _append(
        con,
        "quality.builds",
        [
            (
                record.build_id,
                record.started_at,
                record.finished_at,
                record.status,
                record.model_count,
                record.rebuilt_count,
                record.row_count,
            )
        ],
    )


def read_builds(con: duckdb.DuckDBPyConnection) -> tuple[BuildRecord, ...]:
    """Return every build that the file knows, oldest first."""
    rows = con.execute(
        "select build_id, started_at, finished_at, status, model_count, rebuilt_count, row_count"
        " from quality.builds order by started_at, build_id"
    ).fetchall()
    return tuple(BuildRecord(*row) for row in rows)


def _append(con: duckdb.DuckDBPyConnection, table: str, rows: list[tuple[object, ...]]) -> None:
    if rows:
        columns = [[_plain(value) for value in column] for column in zip(*rows, strict=True)]
        con.execute(f"insert into {table} select {', '.join('unnest(?)' for _ in columns)}", columns)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, str) else value
