"""The `quality` schema: every build and every rule's answer in it, published or not.

Append-only: what a build answered stays as it was answered. `quality.models` and `quality.rules` alone say how
things stand, so that what did not change is not done again.
"""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

import duckdb

from wh import __version__, footing
from wh.results import Answer, AskedRule, CheckOutcome, RuleResult, Severity, Violation
from wh.warehouse import CONTRACT_VERSION

_TABLES = """
create schema if not exists quality;
create table if not exists quality.schema_version (contract_version varchar, engine_version varchar);
create table if not exists quality.builds (
    build_id varchar, started_at timestamp, finished_at timestamp, status varchar,
    model_count integer, rebuilt_count integer, row_count bigint
);
create table if not exists quality.rule_results (
    build_id varchar, rule varchar, table_name varchar, severity varchar, answer varchar,
    compared_count bigint, broken_count bigint, candidate_count bigint, asked_build_id varchar,
    rows_sql varchar
);
alter table quality.rule_results add column if not exists asked_build_id varchar;
alter table quality.rule_results add column if not exists rows_sql varchar;
create table if not exists quality.rules (
    rule varchar, table_name varchar, fingerprint varchar, watched varchar, answer varchar, build_id varchar
);
create table if not exists quality.violations (
    build_id varchar, rule varchar, severity varchar, table_name varchar,
    claim_id varchar, fact_id varchar, article_id varchar, detail varchar, file_line varchar
);
alter table quality.violations add column if not exists file_line varchar;
create table if not exists quality.labeller_agreement (
    build_id varchar, attribute varchar, aspect varchar, metric varchar, labellers varchar, unit_count bigint,
    label_count bigint, observed_disagreement double, expected_disagreement double, alpha double
);
create table if not exists quality.labeller_pairs (
    build_id varchar, labellers varchar, attribute varchar, aspect varchar, metric varchar, unit_count bigint,
    label_count bigint, observed_disagreement double, expected_disagreement double, alpha double
);
create table if not exists quality.models (
    model varchar, schema_name varchar, materialized varchar, sql varchar, meaning_sha256 varchar,
    fingerprint varchar, row_count bigint, build_id varchar, table_name varchar, made_of varchar
);
"""

_COMMENTS = {
    "quality.schema_version": "The contract that this warehouse meets and the engine that wrote it. One row.",
    "quality.builds": "One row per build, published or not. Status is published or failed; times are UTC.",
    "quality.rule_results": "One row per rule, table and build: held, broken, unanswered (nothing compared) or error.",
    "quality.violations": "One row per row that broke a rule in a build, said in words.",
    "quality.rules": "One row per rule and table: when it was last asked, and as JSON what it read then.",
    "quality.labeller_agreement": "One row per attribute and question on which labellers may differ, and build.",
    "quality.labeller_pairs": "One row per two labellers, attribute and question on which they may differ, and build.",
    "quality.models": "One row per model as it stands: what it was built from (as JSON in made_of) and when.",
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


_LAYERS = "".join(f"create schema if not exists {name};\n" for name in ("raw", "staging", "intermediate", "marts"))


def create_quality(con: duckdb.DuckDBPyConnection, *, has_layers: bool = True) -> None:
    """Create the schemas and the quality tables where they are missing, and state the contract's version.

    `has_layers` False leaves out the schemas of our layers: a project of dbt names its own.
    """
    _drop_outdated(con)
    con.execute((_LAYERS if has_layers else "") + _TABLES + footing.TABLES)
    stated = con.execute("select contract_version, engine_version from quality.schema_version").fetchall()
    if stated != [(CONTRACT_VERSION, __version__)]:
        con.execute("delete from quality.schema_version")
        con.execute("insert into quality.schema_version values (?, ?)", [CONTRACT_VERSION, __version__])
        for table, sentence in (_COMMENTS | footing.COMMENTS).items():
            con.execute(f"comment on table {table} is '{sentence}'")


def _drop_outdated(con: duckdb.DuckDBPyConnection) -> None:
    """Drop `quality.models` as an earlier engine wrote it: it only saves work, and every model is then built anew."""
    columns = con.execute(
        "select column_name from information_schema.columns where table_schema = 'quality' and table_name = 'models'"
    ).fetchall()
    if columns and ("made_of",) not in columns:
        con.execute("drop table quality.models")


def record_checks(con: duckdb.DuckDBPyConnection, checks: CheckOutcome) -> None:
    """Append the rules' answers and the rows that broke them, and note which rules were asked and what they read."""
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
                r.asked_build_id,
                r.rows_sql,
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
    _note_asked(con, checks.asked)


def record_agreement(con: duckdb.DuckDBPyConnection, build_id: str) -> None:
    """Append how well labellers agree in a build; nothing where a selection or another project has no such mart."""
    for table in ("labeller_agreement", "labeller_pairs"):
        with suppress(duckdb.CatalogException):
            con.execute(f"insert into quality.{table} by name select ? as build_id, * from marts.{table}", [build_id])


def _note_asked(con: duckdb.DuckDBPyConnection, asked: Iterable[AskedRule]) -> None:
    rows: list[tuple[object, ...]] = [
        (
            each.rule,
            each.table_name,
            each.fingerprint,
            None if each.watched is None else json.dumps(dict(each.watched), sort_keys=True),
            each.answer,
            each.build_id,
        )
        for each in asked
    ]
    if rows:
        keys = [[row[column] for row in rows] for column in (0, 1)]
        con.execute("delete from quality.rules where (rule, table_name) in (select unnest(?), unnest(?))", keys)
        _append(con, "quality.rules", rows)


def asked_rules(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], tuple[AskedRule, RuleResult]]:
    """Return each rule as it was last asked and what it answered, by its table and its name.

    Empty where the file is of an engine that did not keep it.
    """
    try:
        rows = con.execute(
            "select rules.rule, rules.table_name, rules.fingerprint, rules.watched, rules.answer, rules.build_id,"
            " results.severity, results.compared_count, results.broken_count, results.candidate_count,"
            " results.rows_sql from quality.rules as rules join quality.rule_results as results"
            " on rules.build_id = results.build_id and rules.rule = results.rule"
            " and rules.table_name = results.table_name"
        ).fetchall()
    except duckdb.CatalogException:
        return {}
    found = {}
    for rule, table, fingerprint, watched, answer, build_id, severity, compared, broken, candidates, sql in rows:
        said = Answer(answer)
        asked = AskedRule(rule, table, fingerprint, watched and json.loads(watched), said, build_id)
        result = RuleResult(
            build_id,
            rule,
            table,
            Severity(severity),
            said,
            compared,
            broken,
            candidates,
            asked_build_id=build_id,
            rows_sql=sql,
        )
        found[table, rule] = asked, result
    return found


def answers_of(con: duckdb.DuckDBPyConnection, build_id: str) -> CheckOutcome | None:
    """Return all that the rules answered in a build, in the order told; None where the file knows no such build."""
    if con.execute("select 1 from quality.builds where build_id = ?", [build_id]).fetchone() is None:
        return None
    # a file of an engine that did not keep it has no such column
    columns = {name for (name,) in con.execute("select column_name from (describe quality.rule_results)").fetchall()}
    sql = "rows_sql" if "rows_sql" in columns else "null"
    rows = con.execute(
        "select rule, table_name, severity, answer, compared_count, broken_count, candidate_count, asked_build_id,"
        f" {sql} from quality.rule_results where build_id = ? order by rowid",
        [build_id],
    ).fetchall()
    told = con.execute(
        "select rule, severity, table_name, claim_id, fact_id, article_id, detail, file_line"
        " from quality.violations where build_id = ? order by rowid",
        [build_id],
    ).fetchall()
    return CheckOutcome(
        tuple(
            RuleResult(build_id, rule, table, Severity(severity), Answer(answer), *rest)
            for rule, table, severity, answer, *rest in rows
        ),
        tuple(Violation(build_id, rule, Severity(severity), *rest) for rule, severity, *rest in told),
    )


def violations_of(con: duckdb.DuckDBPyConnection, asked: Iterable[AskedRule]) -> dict[tuple[str, str], list[Violation]]:
    """Return the rows that broke rules in the builds that asked them, by table and rule, in the order told."""
    builds = {(each.table_name, each.rule): each.build_id for each in asked}
    if not builds:
        return {}
    rows = con.execute(
        "select build_id, rule, severity, table_name, claim_id, fact_id, article_id, detail, file_line"
        " from quality.violations where build_id in (select unnest(?))",
        [sorted(set(builds.values()))],
    ).fetchall()
    found: dict[tuple[str, str], list[Violation]] = {}
    for build_id, rule, severity, table, *told in rows:
        if builds.get((table, rule)) == build_id:
            violation = Violation(build_id, rule, Severity(severity), table, *told)
            found.setdefault((table, rule), []).append(violation)
    return found


def watched_tables(con: duckdb.DuckDBPyConnection, raw_fingerprints: Mapping[str, str]) -> dict[str, str]:
    """Return what tells whether a table's rows may have changed, for each model as it was built and each raw table.

    `raw_fingerprints` are those of `wh.loading.table_fingerprints`: each stands for the table and for its view `_now`.
    """
    models = con.execute(
        "select schema_name || '.' || model, concat_ws(' ', fingerprint, build_id) from quality.models"
    ).fetchall()
    raw = {f"raw.{name}{end}": each for name, each in raw_fingerprints.items() for end in ("", "_now")}
    return {**raw, **footing.fingerprints(con), **dict(models)}


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
