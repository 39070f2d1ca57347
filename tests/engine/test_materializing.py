"""Tables, views and incremental models: rows before and after, each as dbt-duckdb 1.11 gives them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import duckdb
import pytest

from wh.errors import ModelError
from wh.materializing import (
    LINE_OFFSET,
    Done,
    Existing,
    Relation,
    all_existing,
    build_table,
    build_view,
    builds_all,
    check_config,
    existing,
    materialize,
    read_incremental,
)

TABLE = Relation("s", "sales")
NOW = datetime(2026, 11, 1, tzinfo=UTC)
Rows = list[tuple[Any, ...]]
Build = Callable[..., Rows]


@pytest.fixture
def twice(con: duckdb.DuckDBPyConnection) -> Build:
    """Return the function that builds `sales` of one query, then of another, and gives its rows in order."""

    def build(config: Mapping[str, Any], first: str, second: str, *, full: bool = False) -> Rows:
        for sql in (first, second):
            materialize(con, TABLE, "incremental", sql, config, existing(con, TABLE), full=full, now=NOW)
        return rows(con)

    return build


def rows(con: duckdb.DuckDBPyConnection) -> Rows:
    return con.execute("select * from s.sales order by all nulls first").fetchall()


def columns(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    there = existing(con, TABLE)
    assert there is not None
    return dict(there.columns)


def values(names: str, *given: str) -> str:
    return f"select * from (values {', '.join(given)}) as given({names})"


FIRST = values("id, name, extra", "(1, 'a', 'x')", "(2, 'b', 'x')")
SECOND = values("id, name, extra", "(2, 'B', 'y')", "(3, 'c', 'y')")
FLAGGED = values("id, name, extra, flag", "(2, 'B', 'y', true)", "(3, 'c', 'y', false)")
SHORTER = values("id, name", "(2, 'B')", "(3, 'c')")
SWAPPED = values("id, name, flag", "(2, 'B', true)", "(3, 'c', false)")
OF_OTHER_TYPE = "select 2.5 as id, 'B' as name, 'y' as extra"

REPLACED = [(1, "a", "x"), (2, "B", "y"), (3, "c", "y")]
APPENDED = [(1, "a", "x"), (2, "B", "y"), (2, "b", "x"), (3, "c", "y")]


# --- Tables and views ---------------------------------------------------------------------------------------------


def test_a_table_is_made_in_one_statement_that_tells_how_many_rows_it_has(con: duckdb.DuckDBPyConnection) -> None:
    assert build_table(con, TABLE, FIRST, None) == Done(2, "created table")
    assert existing(con, TABLE) == Existing("table", (("id", "INTEGER"), ("name", "VARCHAR"), ("extra", "VARCHAR")))


def test_a_table_takes_the_place_of_the_table_and_of_the_view_that_is_there(con: duckdb.DuckDBPyConnection) -> None:
    build_view(con, TABLE, "select 1 as id", None)
    build_table(con, TABLE, "select 2 as id", existing(con, TABLE))
    build_table(con, TABLE, "select 3 as id", existing(con, TABLE))
    assert (rows(con), existing(con, TABLE)) == ([(3,)], Existing("table", (("id", "INTEGER"),)))


def test_a_view_takes_the_place_of_the_table_and_of_the_view_that_is_there(con: duckdb.DuckDBPyConnection) -> None:
    build_table(con, TABLE, "select 1 as id", None)
    assert build_view(con, TABLE, "select 2 as id", existing(con, TABLE)) == Done(None, "created view")
    build_view(con, TABLE, "select 3 as id", existing(con, TABLE))
    assert (rows(con), existing(con, TABLE)) == ([(3,)], Existing("view", (("id", "INTEGER"),)))


@pytest.mark.parametrize("sql", ["select 1 as id -- the end", "select 1 as id;", "\n\nselect 1 as id\n"])
def test_a_query_may_end_in_a_comment_or_a_semicolon(con: duckdb.DuckDBPyConnection, sql: str) -> None:
    for kind in ("table", "view", "incremental", "incremental"):
        materialize(con, TABLE, kind, sql, {}, existing(con, TABLE), full=False, now=NOW)
        assert rows(con)[0] == (1,)


@pytest.mark.parametrize("kind", ["table", "view", "incremental", "snapshot"])
def test_an_error_of_the_query_stays_that_of_duckdb_one_line_further_down(
    con: duckdb.DuckDBPyConnection, kind: str
) -> None:
    config = {"strategy": "check", "unique_key": "id", "check_cols": "all"} if kind == "snapshot" else {}
    with pytest.raises(duckdb.BinderException, match=rf"LINE {2 + LINE_OFFSET}:     nope"):
        materialize(con, TABLE, kind, "select 1 as id,\n    nope", config, None, full=False, now=NOW)


def test_names_that_need_quotation_marks_are_names_like_others(con: duckdb.DuckDBPyConnection) -> None:
    con.execute('create schema "my ""own"""')
    relation = Relation('my "own"', "order by")
    materialize(con, relation, "incremental", 'select 1 as "group"', {}, None, full=False, now=NOW)
    config = {"unique_key": ['"group"'], "on_schema_change": "sync_all_columns"}
    there = existing(con, relation)
    materialize(con, relation, "incremental", 'select 1 as "group", 2 as "a b"', config, there, full=False, now=NOW)
    assert con.execute(f"from {relation.sql}").fetchall() == [(1, 2)]


def test_a_name_is_looked_up_without_regard_to_case_and_not_among_temporary_tables(
    con: duckdb.DuckDBPyConnection,
) -> None:
    con.execute("create temp table sales as select 1 as id")
    assert existing(con, Relation("main", "sales")) is None
    build_table(con, TABLE, "select 1 as id", None)
    assert existing(con, Relation("S", "Sales")) == Existing("table", (("id", "INTEGER"),))
    assert all_existing(con) == {("s", "sales"): Existing("table", (("id", "INTEGER"),))}
    con.execute("drop table temp.sales")


# --- New rows by each strategy ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({}, APPENDED),
        ({"incremental_strategy": "append"}, APPENDED),
        ({"incremental_strategy": "append", "unique_key": "id"}, APPENDED),
        ({"unique_key": "id"}, REPLACED),
        ({"unique_key": ["id"]}, REPLACED),
        ({"incremental_strategy": "delete+insert", "unique_key": "id"}, REPLACED),
        ({"unique_key": "id, name"}, APPENDED),
        ({"unique_key": ["id", "name"]}, APPENDED),
        ({"unique_key": "id + 0"}, REPLACED),
        ({"unique_key": "id", "incremental_predicates": ["extra = 'z'"]}, APPENDED),
        ({"unique_key": "id", "incremental_predicates": ["sales.extra = 'x'"]}, REPLACED),
        ({"unique_key": ["id"], "predicates": ["DBT_INCREMENTAL_TARGET.extra = 'x'"]}, REPLACED),
        ({"incremental_strategy": "merge", "unique_key": "id"}, REPLACED),
        ({"incremental_strategy": "merge", "unique_key": ["id"]}, REPLACED),
        ({"incremental_strategy": "merge", "unique_key": ["id", "name"]}, APPENDED),
        ({"incremental_strategy": "merge", "merge_on_using_columns": ["id"]}, REPLACED),
        ({"incremental_strategy": "merge"}, APPENDED),
        (
            {
                "incremental_strategy": "merge",
                "unique_key": "id",
                "incremental_predicates": ["DBT_INTERNAL_DEST.extra = 'z'"],
            },
            APPENDED,
        ),
        (
            {"incremental_strategy": "merge", "unique_key": "id", "merge_update_columns": ["name"]},
            [(1, "a", "x"), (2, "B", "x"), (3, "c", "y")],
        ),
        (
            {"incremental_strategy": "merge", "unique_key": "id", "merge_exclude_columns": ["NAME"]},
            [(1, "a", "x"), (2, "b", "y"), (3, "c", "y")],
        ),
        (
            {
                "incremental_strategy": "merge",
                "unique_key": "id",
                "merge_update_condition": "DBT_INTERNAL_SOURCE.name <> 'B'",
                "merge_insert_condition": "DBT_INTERNAL_SOURCE.id > 3",
            },
            [(1, "a", "x"), (2, "b", "x")],
        ),
        (
            {
                "incremental_strategy": "merge",
                "unique_key": "id",
                "merge_update_set_expressions": {"name": "DBT_INTERNAL_DEST.name || DBT_INTERNAL_SOURCE.name"},
            },
            [(1, "a", "x"), (2, "bB", "y"), (3, "c", "y")],
        ),
        ({"unique_key": "id", "full_refresh": True}, [(2, "B", "y"), (3, "c", "y")]),
    ],
    ids=str,
)
def test_new_rows_come_in_as_the_strategy_says(twice: Build, config: dict[str, Any], expected: Rows) -> None:
    assert twice(config, FIRST, SECOND) == expected


@pytest.mark.parametrize(
    ("config", "done"),
    [
        ({}, Done(2, "appended")),
        ({"unique_key": "id"}, Done(2, "replaced by key")),
        ({"unique_key": "id", "incremental_strategy": "merge"}, Done(2, "merged")),
        ({"unique_key": "id", "full_refresh": True}, Done(2, "created table")),
    ],
    ids=str,
)
def test_it_says_what_was_done_and_to_how_many_rows(
    con: duckdb.DuckDBPyConnection, config: dict[str, Any], done: Done
) -> None:
    build_table(con, TABLE, FIRST, None)
    there = existing(con, TABLE)
    assert materialize(con, TABLE, "incremental", SECOND, config, there, full=False, now=NOW) == done


def test_a_full_build_makes_the_table_anew_unless_the_config_forbids_it(twice: Build) -> None:
    assert twice({"unique_key": "id"}, FIRST, SECOND, full=True) == [(2, "B", "y"), (3, "c", "y")]


def test_a_config_that_forbids_a_full_build_has_the_last_word(twice: Build) -> None:
    assert twice({"unique_key": "id", "full_refresh": False}, FIRST, SECOND, full=True) == REPLACED


def test_an_incremental_model_takes_the_place_of_a_view(con: duckdb.DuckDBPyConnection) -> None:
    build_view(con, TABLE, FIRST, None)
    there = existing(con, TABLE)
    assert builds_all(read_incremental({}), there, full=False)
    materialize(con, TABLE, "incremental", SECOND, {"unique_key": "id"}, there, full=False, now=NOW)
    assert rows(con) == [(2, "B", "y"), (3, "c", "y")]


def test_a_query_without_rows_changes_nothing(twice: Build) -> None:
    assert twice({"unique_key": "id"}, FIRST, f"{SECOND} where false") == [(1, "a", "x"), (2, "b", "x")]


@pytest.mark.parametrize("strategy", ["append", "delete+insert", "merge"])
def test_columns_meet_by_name_whatever_their_order_and_case(twice: Build, strategy: str) -> None:
    second = values('extra, "ID", name', "('y', 2, 'B')", "('y', 3, 'c')")
    config = {"unique_key": "id", "incremental_strategy": strategy, "on_schema_change": "fail"}
    assert twice(config, FIRST, second) == (APPENDED if strategy == "append" else REPLACED)


@pytest.mark.parametrize("strategy", ["delete+insert", "merge"])
def test_a_row_whose_key_is_null_is_added_and_never_replaced(twice: Build, strategy: str) -> None:
    first, second = values("id, name", "(1, 'a')", "(null, 'n')"), values("id, name", "(null, 'm')", "(1, 'A')")
    config = {"unique_key": "id", "incremental_strategy": strategy}
    assert twice(config, first, second) == [(None, "m"), (None, "n"), (1, "A")]


def test_replacing_by_key_brings_in_all_new_rows_of_a_key(twice: Build) -> None:
    second = values("id, name", "(2, 'B')", "(2, 'C')", "(3, 'd')", "(3, 'e')")
    expected = [(1, "a"), (2, "B"), (2, "C"), (3, "d"), (3, "e")]
    assert twice({"unique_key": "id"}, values("id, name", "(1, 'a')", "(2, 'b')"), second) == expected


def test_a_model_may_read_its_own_table(twice: Build) -> None:
    second = "select max(id) + 1 as id, 'next' as name, 'y' as extra from s.sales"
    assert twice({}, FIRST, second)[-1] == (3, "next", "y")


# --- Columns that changed -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on_schema_change", "second", "expected"),
    [
        ("ignore", FLAGGED, REPLACED),
        ("ignore", OF_OTHER_TYPE, [(1, "a", "x"), (2, "b", "x"), (3, "B", "y")]),
        ("append_new_columns", FLAGGED, [(1, "a", "x", None), (2, "B", "y", True), (3, "c", "y", False)]),
        ("append_new_columns", SHORTER, [(1, "a", "x"), (2, "B", None), (3, "c", None)]),
        ("append_new_columns", SWAPPED, [(1, "a", "x", None), (2, "B", None, True), (3, "c", None, False)]),
        ("sync_all_columns", SWAPPED, [(1, "a", None), (2, "B", True), (3, "c", False)]),
        ("fail", SECOND, REPLACED),
    ],
)
def test_replacing_by_key_treats_changed_columns_as_the_config_says(
    twice: Build, on_schema_change: str, second: str, expected: Rows
) -> None:
    assert twice({"unique_key": "id", "on_schema_change": on_schema_change}, FIRST, second) == expected


@pytest.mark.parametrize(
    ("on_schema_change", "second", "expected"),
    [
        ("ignore", FLAGGED, REPLACED),
        ("ignore", SHORTER, [(1, "a", "x"), (2, "B", "x"), (3, "c", None)]),
        ("append_new_columns", SWAPPED, [(1, "a", "x", None), (2, "B", "x", True), (3, "c", None, False)]),
        ("sync_all_columns", SWAPPED, [(1, "a", None), (2, "B", True), (3, "c", False)]),
    ],
)
def test_merging_treats_changed_columns_as_the_config_says(
    twice: Build, on_schema_change: str, second: str, expected: Rows
) -> None:
    config = {"unique_key": "id", "incremental_strategy": "merge", "on_schema_change": on_schema_change}
    assert twice(config, FIRST, second) == expected


def test_syncing_changes_the_type_of_a_column_in_its_place(con: duckdb.DuckDBPyConnection, twice: Build) -> None:
    twice({"unique_key": "id", "on_schema_change": "sync_all_columns"}, FIRST, OF_OTHER_TYPE)
    assert columns(con) == {"id": "DECIMAL(2,1)", "name": "VARCHAR", "extra": "VARCHAR"}


def test_appending_columns_leaves_the_types_of_the_others(con: duckdb.DuckDBPyConnection, twice: Build) -> None:
    twice({"on_schema_change": "append_new_columns"}, FIRST, OF_OTHER_TYPE)
    assert columns(con) == {"id": "INTEGER", "name": "VARCHAR", "extra": "VARCHAR"}


# --- What is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "second", "message"),
    [
        (
            {},
            SHORTER,
            "`sales` no longer gives `extra`, which its table has.\n"
            "  try `on_schema_change: sync_all_columns` or `append_new_columns`; or `wh build --full`",
        ),
        (
            {"on_schema_change": "fail"},
            values("id, name, flag", "('2', 'B', true)"),
            "`sales` gives other columns than its table has: `flag` is new; `extra` is gone;"
            " `id` is VARCHAR, and was INTEGER.\n"
            "  try `on_schema_change: append_new_columns` or `sync_all_columns`; or `wh build --full`",
        ),
        (
            {"on_schema_change": "sync_all_columns"},
            "select 2 as id, 'B' as name, 7 as extra",
            'The table of `sales` cannot be changed (alter column "extra" type INTEGER):'
            " Could not convert string 'x' to INT32.\n"
            "  try `wh build --full`",
        ),
        (
            {},
            "select 'q' as id, 'B' as name, 'y' as extra",
            "The new rows do not fit into the table of `sales`:"
            " Could not convert string 'q' to INT32 when casting from source column id.\n"
            "  try `on_schema_change: sync_all_columns`; or `wh build --full`",
        ),
        (
            {"unique_key": "idd"},
            SECOND,
            "`unique_key` names `idd`, which the model does not give.\n  try `id`, the closest name",
        ),
        (
            {"unique_key": ["id", "day"]},
            SECOND,
            "`unique_key` names `day`, which the model does not give.\n  try one of `id`, `name`, `extra`",
        ),
        (
            {"unique_key": "id + nope"},
            SECOND,
            "The rows of `sales` that have a new one cannot be found by `unique_key`:"
            ' Referenced column "nope" not found in FROM clause.',
        ),
        (
            {"unique_key": "id", "incremental_strategy": "merge", "merge_update_columns": ["nam"]},
            SECOND,
            "`merge_update_columns` names `nam`, which the model does not give.\n  try `name`, the closest name",
        ),
        (
            {"unique_key": "id", "incremental_strategy": "merge"},
            values("id, name, extra", "(2, 'B', 'y')", "(2, 'C', 'y')"),
            "Several new rows of `sales` meet the same row of its table by id.\n"
            "  try a query with one row for each id: `qualify row_number() over (partition by id …) = 1`",
        ),
        (
            {"unique_key": "id", "incremental_strategy": "merge", "incremental_predicates": "nope = 1"},
            SECOND,
            'The new rows cannot be merged into the table of `sales`: Referenced column "nope" not found in FROM'
            " clause.",
        ),
    ],
)
def test_what_does_not_fit_into_the_table_is_refused_with_the_way_out(
    twice: Build, config: dict[str, Any], second: str, message: str
) -> None:
    with pytest.raises(ModelError) as caught:
        twice(config, FIRST, second)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("config", "message"),
    [
        (
            {"incremental_strategy": "upsert"},
            "There is no incremental strategy `upsert`.\n  try one of `append`, `delete+insert`, `merge`",
        ),
        (
            {"incremental_strategy": "appendd"},
            "There is no incremental strategy `appendd`.\n  try `append`, the closest name",
        ),
        (
            {"incremental_strategy": "microbatch", "event_time": "at"},
            "The incremental strategy `microbatch` is not understood here.\n"
            "  try `delete+insert` or `merge`, with a `unique_key`",
        ),
        (
            {"incremental_strategy": "insert_overwrite"},
            "The incremental strategy `insert_overwrite` is not understood here.\n"
            "  try `delete+insert` or `merge`, with a `unique_key`",
        ),
        (
            {"incremental_strategy": "merge", "merge_clauses": {"when_matched": [{"action": "delete"}]}},
            "`merge_clauses` is not understood here.\n"
            "  try `merge_update_columns`, `merge_update_condition` or `merge_insert_condition`",
        ),
        (
            {"merge_update_columns": ["a"], "merge_exclude_columns": ["b"]},
            "`merge_update_columns` and `merge_exclude_columns` are both given.\n  try one of the two",
        ),
        (
            {"on_schema_change": "append_columns"},
            "`on_schema_change` knows no `append_columns`.\n  try `append_new_columns`, the closest name",
        ),
        (
            {"unique_key": {"a": "b"}},
            "`unique_key` is to be a name or a list of names, not {'a': 'b'}.\n  try `unique_key: [a, b]`",
        ),
        (
            {"full_refresh": "yes"},
            "`full_refresh` is true or false, not 'yes'.\n  try `full_refresh: true`, or `full_refresh: false`",
        ),
        (
            {"merge_update_condition": 1},
            "`merge_update_condition` is to be one text, not 1.\n  try `merge_update_condition: a text`",
        ),
        (
            {"merge_update_set_expressions": ["a"]},
            "`merge_update_set_expressions` is to say one text for each name, not ['a'].\n"
            "  try `merge_update_set_expressions: {name: text}`",
        ),
    ],
    ids=str,
)
def test_a_config_that_cannot_be_done_is_refused_before_anything_runs(config: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError) as caught:
        check_config("incremental", config)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("materialized", "message"),
    [
        ("tabel", "There is no materialization `tabel`.\n  try `table`, the closest name"),
        ("cube", "There is no materialization `cube`.\n  try one of `table`, `view`, `incremental`, `ephemeral`"),
        (
            "external",
            "The materialization `external` is not understood here.\n  try `table`, `view` or `incremental`",
        ),
    ],
)
def test_a_materialization_that_is_none_is_refused(materialized: str, message: str) -> None:
    with pytest.raises(ModelError) as caught:
        check_config(materialized, {})
    assert str(caught.value) == message


@pytest.mark.parametrize("materialized", ["table", "view", "ephemeral", "seed"])
def test_what_a_config_need_not_say_is_not_asked_for(materialized: str) -> None:
    check_config(materialized, {})
