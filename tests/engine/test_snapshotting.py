"""Snapshots: what the history is after each build, with the times and hashes that dbt-duckdb 1.11 gives."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import md5
from typing import Any

import duckdb
import pytest

from wh.errors import ModelError
from wh.materializing import Done, Relation, build_view, check_config, existing, materialize

TABLE = Relation("s", "prices")
NOW = datetime(2026, 11, 22, 3, 8, 42, 802124, tzinfo=UTC)
AT = NOW.replace(tzinfo=None)
JAN_1, JAN_2 = datetime(2026, 1, 1), datetime(2026, 1, 2)
CURRENT = datetime(9999, 12, 31)

TIMESTAMP = {"strategy": "timestamp", "unique_key": "id", "updated_at": "updated_at"}
CHECK = {"strategy": "check", "unique_key": "id", "check_cols": ["name"]}


def values(*rows: str, names: str = "id, name, updated_at") -> str:
    return f"select * from (values {', '.join(rows)}) as given({names})"


OLD, NEW = "timestamp '2026-01-01'", "timestamp '2026-01-02'"
FIRST = values(f"(1, 'a', {OLD})", f"(2, 'b', {OLD})", f"(3, 'c', {OLD})")
SECOND = values(f"(1, 'a', {OLD})", f"(2, 'B', {NEW})", f"(4, 'd', {NEW})")
THIRD = values(f"(1, 'a', {OLD})", f"(2, 'B', {NEW})", f"(3, 'c', {OLD})", f"(4, 'D', {NEW})")

Rows = list[tuple[Any, ...]]
Keep = Callable[..., Rows]


def scd_id(*parts: object) -> str:
    return md5("|".join(map(str, parts)).encode()).hexdigest()


@pytest.fixture
def keep(con: duckdb.DuckDBPyConnection) -> Keep:
    """Return the function that keeps one query after another, a day apart up to NOW, and gives the history."""

    def keep(config: dict[str, Any], *queries: str, columns: str = "*") -> Rows:
        for number, sql in enumerate(queries, start=1):
            now = NOW - timedelta(days=len(queries) - number)
            materialize(con, TABLE, "snapshot", sql, config, existing(con, TABLE), full=True, now=now)
        return con.execute(f"select {columns} from s.prices order by all nulls last").fetchall()

    return keep


# --- Beginning ----------------------------------------------------------------------------------------------------


def test_a_history_begins_with_every_row_as_it_is(con: duckdb.DuckDBPyConnection, keep: Keep) -> None:
    assert keep(TIMESTAMP, FIRST)[0] == (1, "a", JAN_1, "53f6e6a23dae12b0512ebdf6d433712c", JAN_1, JAN_1, None)
    there = existing(con, TABLE)
    assert there is not None
    assert there.columns == (
        ("id", "INTEGER"),
        ("name", "VARCHAR"),
        ("updated_at", "TIMESTAMP"),
        ("dbt_scd_id", "VARCHAR"),
        ("dbt_updated_at", "TIMESTAMP"),
        ("dbt_valid_from", "TIMESTAMP"),
        ("dbt_valid_to", "TIMESTAMP"),
    )


def test_the_hash_is_that_of_dbt(keep: Keep) -> None:
    [row] = keep({**TIMESTAMP, "unique_key": ["id", "name"]}, values(f"(1, 'a', {OLD})"))
    assert row[3] == scd_id(1, "a", JAN_1)


def test_checked_rows_hold_from_the_build_on_in_utc(con: duckdb.DuckDBPyConnection) -> None:
    here = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    materialize(con, TABLE, "snapshot", "select 1 as id, 'a' as name", CHECK, None, full=False, now=here)
    assert con.execute("from s.prices").fetchall() == [(1, "a", scd_id(1, AT), AT, AT, None)]


# --- What changed -------------------------------------------------------------------------------------------------

HELD = "id, name, dbt_valid_from, dbt_valid_to"
KEPT = [
    (1, "a", JAN_1, None),
    (2, "B", JAN_2, None),
    (2, "b", JAN_1, JAN_2),
    (3, "c", JAN_1, None),
    (4, "d", JAN_2, None),
]


def test_a_later_time_closes_the_row_and_adds_its_new_state(keep: Keep) -> None:
    assert keep(TIMESTAMP, FIRST, SECOND, columns=HELD) == KEPT


def test_what_changed_without_a_later_time_is_not_seen(keep: Keep) -> None:
    assert keep(TIMESTAMP, FIRST, SECOND, THIRD, columns=HELD) == KEPT


def test_the_same_query_again_changes_nothing(con: duckdb.DuckDBPyConnection, keep: Keep) -> None:
    for config in (TIMESTAMP, CHECK):
        con.execute("drop table if exists s.prices")
        assert keep(config, FIRST, FIRST, FIRST) == keep(config, FIRST)


def test_a_checked_column_that_differs_closes_the_row_when_it_is_seen(keep: Keep) -> None:
    before = AT - timedelta(days=1)
    assert keep(CHECK, FIRST, SECOND, columns=HELD) == [
        (1, "a", before, None),
        (2, "B", AT, None),
        (2, "b", before, AT),
        (3, "c", before, None),
        (4, "d", AT, None),
    ]


def test_a_check_may_take_the_time_of_a_column(keep: Keep) -> None:
    """The hash of 4 is the same before and after, for its time is: the row that was open is closed all the same."""
    assert keep({**CHECK, "updated_at": "updated_at"}, FIRST, SECOND, THIRD, columns=HELD) == [
        *[(1, "a", JAN_1, None), (2, "B", JAN_2, None), (2, "b", JAN_1, JAN_2)],
        *[(3, "c", JAN_1, None), (4, "D", JAN_2, None), (4, "d", JAN_2, JAN_2)],
    ]


def test_a_null_differs_from_a_value_and_not_from_a_null(keep: Keep) -> None:
    none, some = "select 1 as id, null::varchar as name", "select 1 as id, 'x' as name"
    days = [AT - timedelta(days=days) for days in (3, 2, 0)]
    assert keep(CHECK, none, some, some, none, columns=HELD) == [
        (1, "x", days[1], days[2]),
        (1, None, days[0], days[1]),
        (1, None, days[2], None),
    ]


@pytest.mark.parametrize("unique_key", [["id", "name"], "id || name"])
def test_a_key_may_be_several_columns_or_an_expression(keep: Keep, unique_key: object) -> None:
    rows = keep({**TIMESTAMP, "unique_key": unique_key}, FIRST, SECOND, columns=HELD)
    assert rows == [row if row[1] != "b" else (2, "b", JAN_1, None) for row in KEPT]


def test_an_update_without_a_time_is_not_seen(keep: Keep) -> None:
    first = values("(1, 'a', null::timestamp)")
    rows = keep(TIMESTAMP, first, values(f"(1, 'b', {NEW})"), columns=HELD)
    assert rows == [(1, "a", None, None)]


def test_times_have_the_type_of_their_column(keep: Keep) -> None:
    config = {**TIMESTAMP, "hard_deletes": "invalidate"}
    rows = keep(config, values("(1, 'a', date '2026-01-01')"), values("(2, 'b', date '2026-01-02')"), columns=HELD)
    assert rows == [(1, "a", date(2026, 1, 1), AT.date()), (2, "b", date(2026, 1, 2), None)]


# --- What is gone -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("deletes", [{"hard_deletes": "invalidate"}, {"invalidate_hard_deletes": True}], ids=str)
def test_a_row_that_is_gone_is_closed_where_the_config_says_so(keep: Keep, deletes: dict[str, Any]) -> None:
    rows = keep({**TIMESTAMP, **deletes}, FIRST, SECOND, columns=HELD)
    assert rows == [row if row[0] != 3 else (3, "c", JAN_1, AT) for row in KEPT]


def test_a_row_that_comes_back_is_held_anew(keep: Keep) -> None:
    rows = keep({**TIMESTAMP, "hard_deletes": "invalidate"}, FIRST, SECOND, THIRD, columns=HELD)
    assert [row for row in rows if row[0] == 3] == [(3, "c", JAN_1, AT - timedelta(days=1)), (3, "c", JAN_1, None)]


def test_a_deletion_may_be_a_row_of_its_own(con: duckdb.DuckDBPyConnection, keep: Keep) -> None:
    config = {**TIMESTAMP, "hard_deletes": "new_record"}
    rows = [row for row in keep(config, FIRST, SECOND, SECOND) if row[0] == 3]
    was, gone = scd_id(3, JAN_1), AT - timedelta(days=1)
    assert rows == [
        (3, "c", JAN_1, scd_id(was, gone), gone, gone, None, "True"),
        (3, "c", JAN_1, was, JAN_1, JAN_1, gone, "False"),
    ]


def test_the_row_of_a_deletion_is_closed_when_the_row_comes_back(keep: Keep) -> None:
    rows = keep({**TIMESTAMP, "hard_deletes": "new_record"}, FIRST, SECOND, THIRD, columns=f"{HELD}, dbt_is_deleted")
    gone = AT - timedelta(days=1)
    assert [row for row in rows if row[0] == 3] == [
        (3, "c", JAN_1, gone, "False"),
        (3, "c", JAN_1, None, "False"),
        (3, "c", gone, JAN_1, "True"),
    ]


# --- Names, and what is valid to this day --------------------------------------------------------------------------


def test_rows_that_hold_may_have_an_end_that_is_far_away(keep: Keep) -> None:
    config = {**TIMESTAMP, "hard_deletes": "new_record", "dbt_valid_to_current": "timestamp '9999-12-31'"}
    rows = keep(config, FIRST, SECOND, columns=f"{HELD}, dbt_is_deleted")
    assert rows == [
        (1, "a", JAN_1, CURRENT, "False"),
        (2, "B", JAN_2, CURRENT, "False"),
        (2, "b", JAN_1, JAN_2, "False"),
        (3, "c", JAN_1, AT, "False"),
        (3, "c", AT, CURRENT, "True"),
        (4, "d", JAN_2, CURRENT, "False"),
    ]


def test_the_columns_of_dbt_may_have_other_names(con: duckdb.DuckDBPyConnection, keep: Keep) -> None:
    names = {"dbt_scd_id": "key", "dbt_updated_at": "read at", "dbt_valid_from": "from", "dbt_valid_to": "to"}
    config = {
        **TIMESTAMP,
        "hard_deletes": "invalidate",
        "snapshot_meta_column_names": {**names, "dbt_is_deleted": None},
    }
    rows = keep(config, FIRST, SECOND, columns='id, name, "from", "to"')
    assert rows == [row if row[0] != 3 else (3, "c", JAN_1, AT) for row in KEPT]
    there = existing(con, TABLE)
    assert there is not None
    assert [name for name, _ in there.columns[3:]] == ["key", "read at", "from", "to"]


# --- Columns that come and go --------------------------------------------------------------------------------------


def test_a_new_column_is_added_and_is_null_in_rows_that_did_not_change(keep: Keep) -> None:
    rows = keep(TIMESTAMP, FIRST, f"select *, 7 as size from ({SECOND})", columns="id, name, size")
    assert rows == [(1, "a", None), (2, "B", 7), (2, "b", None), (3, "c", None), (4, "d", 7)]


def test_a_new_column_among_those_that_are_checked_changes_every_row(keep: Keep) -> None:
    config = {**CHECK, "check_cols": "all"}
    rows = keep(config, FIRST, f"select *, 7 as size from ({FIRST})", columns="id, size, dbt_valid_to")
    assert rows == [(id_, size, to) for id_ in (1, 2, 3) for size, to in ((7, None), (None, AT))]


def test_a_column_that_is_gone_is_kept_and_null_in_new_rows(keep: Keep) -> None:
    rows = keep(TIMESTAMP, FIRST, f"select id, updated_at from ({SECOND})", columns="id, name")
    assert rows == [(1, "a"), (2, "b"), (2, None), (3, "c"), (4, None)]


def test_columns_meet_by_name(keep: Keep) -> None:
    assert keep(TIMESTAMP, FIRST, f"select updated_at, name, id from ({SECOND})", columns=HELD) == KEPT


@pytest.mark.parametrize(
    ("queries", "done"),
    [
        ([FIRST], Done(3, "began a history")),
        ([FIRST, SECOND], Done(3, "added to the history")),
        ([FIRST, FIRST], Done(0, "added to the history")),
    ],
)
def test_it_says_how_many_rows_were_added(con: duckdb.DuckDBPyConnection, queries: list[str], done: Done) -> None:
    config = {**TIMESTAMP, "hard_deletes": "new_record"}
    told = [
        materialize(con, TABLE, "snapshot", sql, config, existing(con, TABLE), full=False, now=NOW) for sql in queries
    ]
    assert told[-1] == done


# --- What is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({}, "A snapshot needs a `strategy`.\n  try `strategy: timestamp`, or `strategy: check`"),
        (
            {"strategy": "timestmp"},
            "There is no snapshot strategy `timestmp`.\n  try `timestamp`, the closest name",
        ),
        (
            {"strategy": "check", "check_cols": "all"},
            "A snapshot needs a `unique_key`.\n  try the column, or the columns, that make a row unique",
        ),
        (
            {"strategy": "timestamp", "unique_key": "id"},
            "The snapshot strategy `timestamp` needs `updated_at`.\n  try the column that says when a row changed",
        ),
        (
            {**TIMESTAMP, "check_cols": ["name"]},
            "The snapshot strategy `timestamp` has no use for `check_cols`.\n  try `strategy: check`",
        ),
        (
            {"strategy": "check", "unique_key": "id"},
            "The snapshot strategy `check` needs `check_cols`.\n  try `check_cols: all`, or a list of columns",
        ),
        (
            {"strategy": "check", "unique_key": "id", "check_cols": "name"},
            "The snapshot strategy `check` needs `check_cols`.\n  try `check_cols: all`, or a list of columns",
        ),
        (
            {**TIMESTAMP, "hard_deletes": "invalidated"},
            "`hard_deletes` knows no `invalidated`.\n  try `invalidate`, the closest name",
        ),
        (
            {**TIMESTAMP, "hard_deletes": "ignore", "invalidate_hard_deletes": True},
            "`hard_deletes` and `invalidate_hard_deletes` are both given.\n  try `hard_deletes` alone, the newer one",
        ),
        (
            {**TIMESTAMP, "snapshot_meta_column_names": {"dbt_valid_till": "to"}},
            "`snapshot_meta_column_names` knows no `dbt_valid_till`.\n  try `dbt_valid_to`, the closest name",
        ),
    ],
    ids=str,
)
def test_a_config_that_cannot_be_done_is_refused_before_anything_runs(config: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError) as caught:
        check_config("snapshot", config)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("config", "sql", "message"),
    [
        (
            {**TIMESTAMP, "unique_key": "idd"},
            FIRST,
            "`unique_key` names `idd`, which the snapshot does not give.\n  try `id`, the closest name",
        ),
        (
            {**TIMESTAMP, "updated_at": "updated"},
            FIRST,
            "`updated_at` names `updated`, which the snapshot does not give.\n  try `updated_at`, the closest name",
        ),
        (
            {**CHECK, "check_cols": ["name", "price"]},
            FIRST,
            "`check_cols` names `price`, which the snapshot does not give.\n  try one of `id`, `name`, `updated_at`",
        ),
        (
            {**TIMESTAMP, "unique_key": "id || nope"},
            FIRST,
            '`unique_key` cannot be read: Referenced column "nope" not found in FROM clause!\n'
            "  try a column, or a list of columns",
        ),
        (
            {**TIMESTAMP, "unique_key": ["id", "name"]},
            values(f"(1, 'a', {OLD})", f"(2, 'b', {OLD})", f"(2, 'b', {NEW})"),
            "`prices` is to have one row for each id, name, but 2 have id = 2, name = b.\n"
            "  try a query with one row for each, or the true `unique_key`",
        ),
        (
            TIMESTAMP,
            values(f"(1, 'a', {OLD})", f"(null, 'b', {OLD})"),
            "A row of `prices` has no id, which is its `unique_key`.\n"
            "  try leaving such rows out: `where id is not null`",
        ),
        (
            CHECK,
            "select 1 as id, 'a' as name, 7 as rowid",
            "A snapshot cannot have a column `rowid`: DuckDB tells rows apart by that name.\n  try another name for it",
        ),
    ],
)
def test_rows_whose_history_could_not_be_told_are_refused(
    keep: Keep, config: dict[str, Any], sql: str, message: str
) -> None:
    with pytest.raises(ModelError) as caught:
        keep(config, sql)
    assert str(caught.value) == message


def test_a_view_of_the_snapshot_s_name_is_left_alone(con: duckdb.DuckDBPyConnection, keep: Keep) -> None:
    build_view(con, TABLE, FIRST, None)
    with pytest.raises(ModelError) as caught:
        keep(TIMESTAMP, FIRST)
    assert str(caught.value) == (
        "`s.prices` is a view, and a snapshot is kept in a table.\n"
        "  try another name for the snapshot; or dropping what is there"
    )


def test_a_table_that_is_no_snapshot_is_left_alone(con: duckdb.DuckDBPyConnection, keep: Keep) -> None:
    con.execute("create table s.prices as select 1 as id")
    with pytest.raises(ModelError) as caught:
        keep(TIMESTAMP, FIRST)
    assert str(caught.value) == (
        "The table `s.prices` is no such snapshot: it has no column `dbt_scd_id`.\n"
        "  try the config that it was begun with; or another name for the snapshot"
    )


def test_rows_of_deletions_cannot_begin_in_the_midst_of_a_history(keep: Keep) -> None:
    keep(TIMESTAMP, FIRST)
    with pytest.raises(ModelError, match="is no such snapshot: it has no column `dbt_is_deleted`"):
        keep({**TIMESTAMP, "hard_deletes": "new_record"}, SECOND)
