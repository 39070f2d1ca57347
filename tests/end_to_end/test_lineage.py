"""Column-level lineage of every model of this project, held against what DuckDB gives when the parents are changed."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import duckdb
import pytest
from end_to_end.support import ROOT

from wh.lineage.columns import ALL_ROWS, Lineage, lineage_of
from wh.parsing import parse
from wh.project import Project, Settings
from wh.tracing import Tree, trace

SCHEMAS = ("raw", "staging", "intermediate", "marts")
# how a value of each type is made another one; nulls are tried for every type
OTHER = {
    "VARCHAR": "{} || 'x'",
    "BOOLEAN": "not {}",
    "DATE": "{} + 1",
    "VARCHAR[]": "list_append({}, 'x')",
    **dict.fromkeys(("INTEGER", "BIGINT", "DOUBLE", "HUGEINT"), "{} + 1"),
    "TIMESTAMP": "{} + interval 1 day",
    "DOUBLE[]": "list_append({}, 1.5)",
    "DECIMAL(2,1)": "9.9 - {}",
    "BLOB": "{} || 'x'::blob",
    "STRUCT(passage_start INTEGER, passage_end INTEGER, reason VARCHAR)[]": "list_append({}, null)",
}
# what they give is the same in every row, or in every row of one part of a union
CONSTANT = {
    ("intermediate.int_disagreements__parts", "is_fact"),
    ("intermediate.int_kinds__known", "is_declared"),
    ("intermediate.int_kinds__known", "rule"),
    ("intermediate.int_kinds__known", "takes_days"),
    ("intermediate.int_facts__stated", "is_record"),
    ("intermediate.int_labels__rated", "aspect"),
    ("intermediate.int_rulings__grounds", "aspect"),
    ("intermediate.int_labels__settled", "rank"),
    ("intermediate.int_labels__settled", "reason"),
    ("intermediate.int_names__blocked", "is_for_one"),
    ("intermediate.int_names__candidates", "is_same_name"),
    ("intermediate.int_names__crowded", "is_left_out"),
    ("intermediate.int_names__leftover", "is_of_first"),
    ("intermediate.int_names__linked", "linked_by"),
    ("intermediate.int_records__figures", "attribute"),
    ("intermediate.int_records__figures", "scope_id"),
    ("intermediate.int_records__figures", "subject_id"),
    ("intermediate.int_records__known", "dataset"),
    ("intermediate.int_records__origins", "is_original"),
    ("intermediate.int_values__in_units", "said_by"),
}
IN_PYTHON = {
    "intermediate.int_days__read",
    "intermediate.int_labels__united",
    "intermediate.int_names__grouped",
    "intermediate.int_systems__solved",
}
Column = tuple[str, str]


@pytest.fixture(scope="module")
def con(built_once: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The built tables behind views of the same names, which a test may replace."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 1")
        connection.execute(f"attach '{(built_once / 'warehouse.duckdb').resolve()}' as built (read_only)")
        for schema in SCHEMAS:
            connection.execute(f"create schema {schema}")
        for table in types_of(connection):
            as_built(connection, table)
        yield connection


def types_of(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, str]]:
    """Return each table's columns with their types, as they were built."""
    found: dict[str, dict[str, str]] = {}
    rows = con.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns()"
        " where database_name = 'built' and schema_name in ? order by 1, column_index",
        [SCHEMAS],
    ).fetchall()
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def as_built(con: duckdb.DuckDBPyConnection, table: str) -> None:
    con.execute(f"create or replace view {table} as from built.{table}")


def queries(tables: Sequence[str]) -> dict[str, str]:
    """Return every model's rendered SQL by its table's name; what a model in Python does with columns is not read."""
    raw = [table.removeprefix("raw.") for table in tables if table.startswith("raw.")]
    variables = {"vague_words": "acled", "build_day": "2026-01-01"}
    parsed = parse(Project(root=ROOT, settings=Settings()), variables, raw)
    # what is inlined is read with those that read it
    by_sql = [
        name for name, model in parsed.models.items() if not model.is_python and parsed.kinds[name] != "ephemeral"
    ]
    return {parsed.table(name): parsed.query(name).sql for name in by_sql}


def lineages(con: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str, tuple[str, ...], Lineage]]:
    """Yield of each model its table, its SQL, its columns and their lineage."""
    known = {table: tuple(columns) for table, columns in types_of(con).items()}
    for table, sql in queries(tuple(known)).items():
        yield table, sql, known[table], lineage_of(sql, known)


def test_every_column_of_every_model_comes_from_columns_that_are_there(con: duckdb.DuckDBPyConnection) -> None:
    known = {(table, column) for table, columns in types_of(con).items() for column in (*columns, ALL_ROWS)}
    without: set[Column] = set()
    for table, _, columns, lineage in lineages(con):
        assert tuple(lineage.columns) == columns
        everything = lineage.rows.union(*lineage.columns.values())
        assert [origin for origin in everything if (origin.relation, origin.column) not in known] == []
        assert [origin for origin in everything if origin.kind == "unknown"] == []
        without |= {(table, column) for column, origins in lineage.columns.items() if not origins}
    assert without == CONSTANT


def test_every_column_of_every_mart_is_traced_to_raw_columns(con: duckdb.DuckDBPyConnection) -> None:
    known = {table: tuple(columns) for table, columns in types_of(con).items()}
    sql = queries(tuple(known))
    for table in sorted(sql):
        for root in trace(table, sql, known).roots if table.startswith("marts.") else ():
            leaves = [node for node in Tree(root.name, (root,)).nodes() if not node.parents]
            assert leaves
            ended = (
                leaf.relation.startswith("raw.")
                or leaf.relation in IN_PYTHON
                or leaf.is_constant
                or leaf.column == ALL_ROWS
                for leaf in leaves
            )
            assert all(ended), root.name


@pytest.mark.slow
def test_what_is_no_origin_of_a_column_may_change_and_the_column_does_not(con: duckdb.DuckDBPyConnection) -> None:
    """Change at once all columns that are no origins of an output, in all parents: its values must stay as they are.

    And so that the test is known to look: where the origins themselves are changed, nearly every output changes that
    has more than one value in this project, but those whose origins are also keys.
    """
    kinds = types_of(con)
    asked, to_move, moved = 0, 0, 0
    for table, sql, columns, lineage in lineages(con):
        deciding = {(origin.relation, origin.column) for origin in lineage.rows}
        parents = {origin.relation for origin in lineage.rows.union(lineage.relations, *lineage.columns.values())}
        every = {(parent, column) for parent in parents for column in kinds[parent]}
        alike: dict[frozenset[Column], list[str]] = {}
        for column in columns:
            own = {(origin.relation, origin.column) for origin in lineage.columns[column]}
            alike.setdefault(frozenset(every - own - deciding), []).append(column)
        before = values_of(con, sql, columns)
        for strangers, outputs in alike.items():
            for after in changed(con, sql, outputs, strangers, kinds):
                assert after == {output: before[output] for output in ("", *outputs)}, f"{table}: {sorted(strangers)}"
            asked += len(outputs)
        movable = [
            column
            for column in columns
            # whether two things are alike is mostly so again when both are changed, and empty stays empty
            if kinds[table][column] != "BOOLEAN"
            and varies(con, table, column)
            and before[column]
            and {(one.relation, one.column) for one in lineage.columns[column]} & (every - deciding)
        ]
        made_others, *_ = (*changed(con, sql, columns, every - deciding, kinds), before)
        to_move += len(movable)
        moved += sum(made_others[column] != before[column] for column in movable)
    assert asked == sum(len(kinds[table]) for table in kinds if not table.startswith("raw.") and table not in IN_PYTHON)
    assert moved > to_move * 0.9 > 300, f"{moved} of {to_move} moved"


def varies(con: duckdb.DuckDBPyConnection, table: str, column: str) -> bool:
    row = con.execute(f'select count(distinct "{column}") > 1 from built.{table}').fetchone()
    return row is not None and bool(row[0])


def values_of(con: duckdb.DuckDBPyConnection, sql: str, outputs: Sequence[str]) -> dict[str, object]:
    """Return for each output a number that stands for all its values in any order; under no name, the row count."""
    sums = "".join(f', sum(hash("{output}"::varchar))' for output in outputs)
    found = con.execute(f"select count(*){sums} from ({sql})").fetchall()[0]
    return dict(zip(("", *outputs), found, strict=True))


def changed(
    con: duckdb.DuckDBPyConnection,
    sql: str,
    outputs: Sequence[str],
    columns: frozenset[Column] | set[Column],
    kinds: Mapping[str, Mapping[str, str]],
) -> Iterator[dict[str, object]]:
    """Yield the outputs with these columns of the parents made others, then made null.

    Where the query cannot run on such values, the columns are changed one by one instead.
    """
    for is_null in (False, True):
        if columns:
            try:
                yield with_others(con, sql, outputs, columns, kinds, is_null=is_null)
            except duckdb.Error:
                for column in sorted(columns):
                    try:
                        yield with_others(con, sql, outputs, {column}, kinds, is_null=is_null)
                    except duckdb.Error:
                        continue


def with_others(
    con: duckdb.DuckDBPyConnection,
    sql: str,
    outputs: Sequence[str],
    columns: frozenset[Column] | set[Column],
    kinds: Mapping[str, Mapping[str, str]],
    *,
    is_null: bool,
) -> dict[str, object]:
    parents = sorted({parent for parent, _ in columns})
    try:
        for parent in parents:
            others = [
                f"({'null' if is_null else OTHER[kind].format(quoted)})::{kind} as {quoted}"
                for column, kind in kinds[parent].items()
                for quoted in [f'"{column}"']
                if (parent, column) in columns
            ]
            con.execute(
                f"create or replace view {parent} as select * replace ({', '.join(others)}) from built.{parent}"
            )
        return values_of(con, sql, outputs)
    finally:
        for parent in parents:
            as_built(con, parent)
