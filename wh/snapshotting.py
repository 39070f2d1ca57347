"""Keep every state of the rows of a query: a table where each row says from when to when it held.

A row that changed, or is gone where `hard_deletes` says so, is closed; its new state is added. Columns, times and
hashes are those of dbt on DuckDB, so that a table which dbt began can be gone on with. A query with two rows for one
key, or a row without key, is refused: its history could not be told.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import duckdb

from wh import config_words
from wh.errors import ModelError
from wh.relations import quoted
from wh.tables import (
    NEW_ROWS,
    Done,
    Existing,
    Relation,
    count_changed,
    first_unknown,
    new_rows,
    plain_name,
)

Columns = tuple[tuple[str, str], ...]

_CHANGES = 'temp."wh changes"'
_META = ("dbt_scd_id", "dbt_updated_at", "dbt_valid_from", "dbt_valid_to", "dbt_is_deleted")
_HARD_DELETES = ("ignore", "invalidate", "new_record")


@dataclass(frozen=True, slots=True)
class SnapshotConfig:
    """What a config says of a snapshot; keys, `updated_at` and `valid_to_current` are SQL as the author wrote it."""

    strategy: str
    key: tuple[str, ...]
    updated_at: str | None
    check_columns: tuple[str, ...] | None
    hard_deletes: str
    valid_to_current: str | None
    names: Mapping[str, str]

    def name(self, meta: str) -> str:
        """Return the name that a column of dbt's has in this table, quoted."""
        return quoted(self.names.get(meta) or meta)


def read_snapshot(config: Mapping[str, Any]) -> SnapshotConfig:
    """Read the config of a snapshot, and refuse what cannot be done. `check_columns` None stands for all."""
    strategy = config_words.read_text(config, "strategy")
    key = config_words.read_texts(config, "unique_key")
    if strategy is None:
        raise ModelError("A snapshot needs a `strategy`.", way_out="`strategy: timestamp`, or `strategy: check`")
    if strategy not in ("timestamp", "check"):
        raise ModelError(
            f"There is no snapshot strategy `{strategy}`.",
            way_out=config_words.nearest_of(strategy, ("timestamp", "check")),
        )
    if not key:
        raise ModelError(
            "A snapshot needs a `unique_key`.", way_out="the column, or the columns, that make a row unique"
        )
    updated_at = config_words.read_text(config, "updated_at")
    if strategy == "timestamp" and updated_at is None:
        raise ModelError(
            "The snapshot strategy `timestamp` needs `updated_at`.", way_out="the column that says when a row changed"
        )
    return SnapshotConfig(
        strategy=strategy,
        key=key,
        updated_at=updated_at,
        check_columns=_check_columns(config, strategy),
        hard_deletes=_hard_deletes(config),
        valid_to_current=config_words.read_text(config, "dbt_valid_to_current"),
        names=_meta_names(config),
    )


def snapshot(
    con: duckdb.DuckDBPyConnection,
    relation: Relation,
    sql: str,
    config: Mapping[str, Any],
    there: Existing | None,
    now: datetime,
) -> Done:
    """Begin the history with the rows of the query, or go on with it; `now` stands where no column tells the time."""
    wanted = read_snapshot(config)
    _refuse_another_table(relation, wanted, there)
    at = f"timestamp '{now.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"
    with new_rows(con, sql) as given:
        _refuse_unknown_names(wanted, given)
        _refuse_bad_keys(con, relation, wanted)
        if there is None:
            return _begin(con, relation, wanted, at)
        return _go_on(con, relation, wanted, at, given, there)


def empty_history(sql: str, config: Mapping[str, Any]) -> str:
    """Return a query for the columns that a snapshot of `sql` begins with, and no rows."""
    state = _new_state(read_snapshot(config), "timestamp 'epoch'")
    return f"select *, {state} from (\n{sql}\n) limit 0"


# --- The config ---------------------------------------------------------------------------------------------------


def _check_columns(config: Mapping[str, Any], strategy: str) -> tuple[str, ...] | None:
    said = config.get("check_cols")
    if strategy == "timestamp":
        if said:
            raise ModelError(
                "The snapshot strategy `timestamp` has no use for `check_cols`.", way_out="`strategy: check`"
            )
        return ()
    if said == "all":
        return None
    columns = config_words.read_texts(config, "check_cols") if not isinstance(said, str) else ()
    if not columns:
        raise ModelError(
            "The snapshot strategy `check` needs `check_cols`.", way_out="`check_cols: all`, or a list of columns"
        )
    return columns


def _hard_deletes(config: Mapping[str, Any]) -> str:
    old = config_words.read_switch(config, "invalidate_hard_deletes")
    if old is not None and config.get("hard_deletes") is not None:
        raise ModelError(
            "`hard_deletes` and `invalidate_hard_deletes` are both given.",
            way_out="`hard_deletes` alone, the newer one",
        )
    return config_words.read_word(config, "hard_deletes", _HARD_DELETES, "invalidate" if old else "ignore")


def _meta_names(config: Mapping[str, Any]) -> dict[str, str]:
    said = config.get("snapshot_meta_column_names")
    if isinstance(said, Mapping):  # dbt lists those that keep their name as null
        config = {"snapshot_meta_column_names": {meta: name for meta, name in said.items() if name is not None}}
    names = config_words.read_mapping(config, "snapshot_meta_column_names")
    for meta in names:
        if meta not in _META:
            raise ModelError(
                f"`snapshot_meta_column_names` knows no `{meta}`.", way_out=config_words.nearest_of(meta, _META)
            )
    return names


# --- What cannot be gone on with ----------------------------------------------------------------------------------


def _refuse_another_table(relation: Relation, wanted: SnapshotConfig, there: Existing | None) -> None:
    if there is None:
        return
    if there.kind != "table":
        raise ModelError(
            f"`{relation.schema}.{relation.name}` is a {there.kind}, and a snapshot is kept in a table.",
            way_out="another name for the snapshot; or dropping what is there",
        )
    has = {name.lower() for name, _ in there.columns}
    needed = [meta for meta in _META if meta != "dbt_is_deleted" or wanted.hard_deletes == "new_record"]
    missing = [plain_name(wanted.name(meta)) for meta in needed if plain_name(wanted.name(meta)) not in has]
    if missing:
        raise ModelError(
            f"The table `{relation.schema}.{relation.name}` is no such snapshot: it has no column `{missing[0]}`.",
            way_out="the config that it was begun with; or another name for the snapshot",
        )


def _refuse_unknown_names(wanted: SnapshotConfig, given: Columns) -> None:
    if any(name.lower() == "rowid" for name, _ in given):
        raise ModelError(
            "A snapshot cannot have a column `rowid`: DuckDB tells rows apart by that name.",
            way_out="another name for it",
        )
    for setting, names in (
        ("unique_key", wanted.key),
        ("updated_at", (wanted.updated_at,) if wanted.updated_at else ()),
        ("check_cols", wanted.check_columns or ()),
    ):
        unknown = first_unknown(names, given)
        if unknown:
            raise ModelError(
                f"`{setting}` names `{unknown}`, which the snapshot does not give.",
                way_out=config_words.nearest_of(unknown, [name for name, _ in given]),
            )


def _refuse_bad_keys(con: duckdb.DuckDBPyConnection, relation: Relation, wanted: SnapshotConfig) -> None:
    keys = ", ".join(wanted.key)
    has_none = " or ".join(f"({key}) is null" for key in wanted.key)
    try:
        found = con.execute(
            f"select count(*), {has_none}, {keys} from {NEW_ROWS} group by all"
            f" having count(*) > 1 or ({has_none}) order by all limit 1"
        ).fetchone()
    except duckdb.ProgrammingError as cause:
        said = str(cause).partition("\n")[0].partition(": ")[2]
        raise ModelError(f"`unique_key` cannot be read: {said}", way_out="a column, or a list of columns") from cause
    if found is None:
        return
    if found[1]:
        raise ModelError(
            f"A row of `{relation.name}` has no {keys}, which is its `unique_key`.",
            way_out=f"leaving such rows out: `where {wanted.key[0]} is not null`",
        )
    key = ", ".join(f"{name} = {value}" for name, value in zip(wanted.key, found[2:], strict=True))
    raise ModelError(
        f"`{relation.name}` is to have one row for each {keys}, but {found[0]} have {key}.",
        way_out="a query with one row for each, or the true `unique_key`",
    )


# --- The history --------------------------------------------------------------------------------------------------


def _begin(con: duckdb.DuckDBPyConnection, relation: Relation, wanted: SnapshotConfig, at: str) -> Done:
    written = count_changed(
        con,
        f"create table {relation.sql} as select *, {_new_state(wanted, at)} from {NEW_ROWS}",
        f"The snapshot `{relation.name}` cannot be begun",
    )
    return Done(written, "began a history")


def _go_on(
    con: duckdb.DuckDBPyConnection,
    relation: Relation,
    wanted: SnapshotConfig,
    at: str,
    given: Columns,
    there: Existing,
) -> Done:
    has = {name.lower() for name, _ in there.columns}
    added = tuple(column for column in given if column[0].lower() not in has)
    for name, kind in added:
        count_changed(
            con,
            f"alter table {relation.sql} add column {quoted(name)} {kind}",
            f"The snapshot `{relation.name}` cannot take the new column `{name}`",
        )
    with _changes(con, relation, wanted, at, given, added):
        written = count_changed(
            con, _adding(relation, wanted, at, given), f"`{relation.name}` does not take the new rows"
        )
        if wanted.hard_deletes == "new_record":
            written += count_changed(
                con,
                _adding_deletions(relation, wanted, at, given),
                f"`{relation.name}` does not take the rows that tell of deletions",
            )
        # last, for an update may give a row another rowid
        count_changed(con, _closing(relation, wanted), f"The rows of `{relation.name}` that changed cannot be closed")
    return Done(written, "added to the history")


@contextmanager
def _changes(
    con: duckdb.DuckDBPyConnection,
    relation: Relation,
    wanted: SnapshotConfig,
    at: str,
    given: Columns,
    added: Columns,
) -> Iterator[None]:
    """Hold what becomes of each key, as the table stood: the row to close, until when, and the row to add."""
    count_changed(
        con,
        f"create or replace temp table {_CHANGES} as {_comparison(relation, wanted, at, given, added)}",
        f"The rows of `{relation.name}` cannot be compared with what they were",
    )
    try:
        yield
    finally:
        with suppress(duckdb.TransactionException):  # an aborted transaction takes the table with it
            con.execute(f"drop table if exists {_CHANGES}")


def _comparison(relation: Relation, wanted: SnapshotConfig, at: str, given: Columns, added: Columns) -> str:
    keys = [f"({key}) as wh_key_{number}" for number, key in enumerate(wanted.key, start=1)]
    alike = " and ".join(f"stored.wh_key_{number} = given.wh_key_{number}" for number in range(1, len(keys) + 1))
    is_deleted = f"stored.{wanted.name('dbt_is_deleted')} = 'True'" if wanted.hard_deletes == "new_record" else "false"
    gone = "false" if wanted.hard_deletes == "ignore" else f"given.wh_row is null and not ({is_deleted})"
    return f"""
        with given as (
            select *, {", ".join(keys)}, rowid as wh_row, {wanted.updated_at or at} as wh_updated_at from {NEW_ROWS}
        ),
        stored as (select *, {", ".join(keys)}, rowid as wh_row from {relation.sql} where {_is_open(wanted)})
        select
            stored.wh_row as stored_row,
            stored.{wanted.name("dbt_scd_id")} as stored_id,
            stored.{wanted.name("dbt_valid_to")} as stored_valid_to,
            given.wh_row as given_row,
            case when given.wh_row is null then {at} else given.wh_updated_at end as closed_at
        from given full join stored on {alike}
        where stored.wh_row is null
            or (given.wh_row is not null and ({_has_changed(wanted, given, added)} or {is_deleted}))
            or ({gone})
        """


def _has_changed(wanted: SnapshotConfig, given: Columns, added: Columns) -> str:
    if wanted.strategy == "timestamp":
        return f"stored.{wanted.name('dbt_valid_from')} < given.wh_updated_at"
    checked = wanted.check_columns
    names = [quoted(name) for name, _ in given] if checked is None else list(checked)
    fresh = {name.lower() for name, _ in added}
    if any(plain_name(name) in fresh for name in names):
        return "true"  # a checked column that the table did not have until now: what it was, nobody knows
    return "(" + " or ".join(f"stored.{name} is distinct from given.{name}" for name in names) + ")"


def _is_open(wanted: SnapshotConfig) -> str:
    valid_to = wanted.name("dbt_valid_to")
    if wanted.valid_to_current:
        return f"({valid_to} = {wanted.valid_to_current} or {valid_to} is null)"
    return f"{valid_to} is null"


def _new_state(wanted: SnapshotConfig, at: str) -> str:
    """Return dbt's columns of a row that holds from now on, in dbt's order."""
    since = wanted.updated_at or at
    # the way to a null of the same type
    until = f"coalesce(nullif({since}, {since}), {wanted.valid_to_current or 'null'})"
    state = [
        f"{_hash([*wanted.key, since])} as {wanted.name('dbt_scd_id')}",
        f"{since} as {wanted.name('dbt_updated_at')}",
        f"{since} as {wanted.name('dbt_valid_from')}",
        f"{until} as {wanted.name('dbt_valid_to')}",
    ]
    if wanted.hard_deletes == "new_record":
        state.append(f"'False' as {wanted.name('dbt_is_deleted')}")
    return ", ".join(state)


def _hash(parts: Sequence[str]) -> str:
    return "md5(" + " || '|' || ".join(f"coalesce(cast({part} as varchar), '')" for part in parts) + ")"


def _closing(relation: Relation, wanted: SnapshotConfig) -> str:
    return f"""
        update {relation.sql} as stored set {wanted.name("dbt_valid_to")} = changes.closed_at
        from {_CHANGES} as changes where changes.stored_row = stored.rowid
        """


def _adding(relation: Relation, wanted: SnapshotConfig, at: str, given: Columns) -> str:
    return f"""
        insert into {relation.sql} by name
        select {", ".join(quoted(name) for name, _ in given)}, {_new_state(wanted, at)}
        from {NEW_ROWS} where rowid in (select given_row from {_CHANGES})
        """


def _adding_deletions(relation: Relation, wanted: SnapshotConfig, at: str, given: Columns) -> str:
    scd_id = _hash(["changes.stored_id", at])
    return f"""
        insert into {relation.sql} by name
        select
            {", ".join(f"was.{quoted(name)}" for name, _ in given)},
            {scd_id} as {wanted.name("dbt_scd_id")},
            {at} as {wanted.name("dbt_updated_at")},
            {at} as {wanted.name("dbt_valid_from")},
            changes.stored_valid_to as {wanted.name("dbt_valid_to")},
            'True' as {wanted.name("dbt_is_deleted")}
        from {_CHANGES} as changes join {relation.sql} as was on was.rowid = changes.stored_row
        where changes.given_row is null
        """
