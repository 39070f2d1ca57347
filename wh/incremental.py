"""Bring the new rows of a query into the table that is there: appended, replaced by key, or merged.

The strategies are those of dbt on DuckDB, `delete+insert` where none is named. What is not understood (microbatch,
insert_overwrite, clauses of MERGE written by hand) is refused by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    build_table,
    count_changed,
    first_unknown,
    new_rows,
)

Columns = tuple[tuple[str, str], ...]

# dbt writes the plus as an underscore where it looks for its macro, so both spellings are met
_STRATEGIES = {
    "default": "delete+insert",
    "append": "append",
    "delete+insert": "delete+insert",
    "delete_insert": "delete+insert",
    "merge": "merge",
}
_OFFERED = ("append", "delete+insert", "merge")
_SCHEMA_CHANGES = ("ignore", "fail", "append_new_columns", "sync_all_columns")
_NOT_UNDERSTOOD = ("merge_clauses", "merge_returning_columns")


@dataclass(frozen=True, slots=True)
class IncrementalConfig:
    """What a config says of an incremental model; keys and conditions are SQL as the author wrote it."""

    strategy: str
    key: tuple[str, ...]
    is_key_listed: bool
    predicates: tuple[str, ...]
    on_schema_change: str
    is_full: bool | None
    update_columns: tuple[str, ...]
    exclude_columns: tuple[str, ...]
    set_expressions: Mapping[str, str]
    update_condition: str | None
    insert_condition: str | None


def read_incremental(config: Mapping[str, Any]) -> IncrementalConfig:
    """Read the config of an incremental model, and refuse what cannot be done."""
    for setting in _NOT_UNDERSTOOD:
        if config.get(setting):
            raise ModelError(
                f"`{setting}` is not understood here.",
                way_out="`merge_update_columns`, `merge_update_condition` or `merge_insert_condition`",
            )
    strategy = _strategy(config.get("incremental_strategy") or "default")
    key = config_words.read_texts(config, "unique_key")
    if strategy == "merge":
        key = config_words.read_texts(config, "merge_on_using_columns") or key
    read = IncrementalConfig(
        strategy=strategy,
        key=key,
        is_key_listed=not isinstance(config.get("unique_key"), str),
        predicates=config_words.read_texts(config, "predicates")
        or config_words.read_texts(config, "incremental_predicates"),
        on_schema_change=config_words.read_word(config, "on_schema_change", _SCHEMA_CHANGES, "ignore"),
        is_full=config_words.read_switch(config, "full_refresh"),
        update_columns=config_words.read_texts(config, "merge_update_columns"),
        exclude_columns=config_words.read_texts(config, "merge_exclude_columns"),
        set_expressions=config_words.read_mapping(config, "merge_update_set_expressions"),
        update_condition=config_words.read_text(config, "merge_update_condition"),
        insert_condition=config_words.read_text(config, "merge_insert_condition"),
    )
    if read.update_columns and read.exclude_columns:
        raise ModelError("`merge_update_columns` and `merge_exclude_columns` are both given.", way_out="one of the two")
    return read


def builds_all(config: IncrementalConfig, there: Existing | None, *, full: bool) -> bool:
    """Whether the table is made anew of all rows: what `is_incremental()` denies."""
    if there is None or there.kind != "table":
        return True
    return full if config.is_full is None else config.is_full  # the config has the last word, as in dbt


def build_incremental(
    con: duckdb.DuckDBPyConnection,
    relation: Relation,
    sql: str,
    config: Mapping[str, Any],
    there: Existing | None,
    *,
    full: bool,
) -> Done:
    """Make the table where it is not there or `full` is wanted, else bring the query's rows into it."""
    wanted = read_incremental(config)
    if there is None or builds_all(wanted, there, full=full):
        return build_table(con, relation, sql, there)
    with new_rows(con, sql) as given:
        _refuse_unknown_names(wanted, given)
        columns = _columns_to_write(con, relation, wanted, there.columns, given)
        if wanted.strategy == "merge":
            return _merge(con, relation, wanted, columns)
        return _replace_and_append(con, relation, wanted, columns)


def _strategy(said: object) -> str:
    if said in _STRATEGIES:
        return _STRATEGIES[str(said)]
    if said in ("microbatch", "insert_overwrite"):
        raise ModelError(
            f"The incremental strategy `{said}` is not understood here.",
            way_out="`delete+insert` or `merge`, with a `unique_key`",
        )
    raise ModelError(
        f"There is no incremental strategy `{said}`.", way_out=config_words.nearest_of(str(said), _OFFERED)
    )


def _refuse_unknown_names(wanted: IncrementalConfig, given: Columns) -> None:
    for setting, names in (
        ("unique_key", wanted.key),
        ("merge_update_columns", wanted.update_columns if wanted.strategy == "merge" else ()),
    ):
        unknown = first_unknown(names, given)
        if unknown:
            raise ModelError(
                f"`{setting}` names `{unknown}`, which the model does not give.",
                way_out=config_words.nearest_of(unknown, [name for name, _ in given]),
            )


# --- When the columns are others than the table's -----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Difference:
    """How the columns that a query gives differ from its table's; order is no difference, nor is case."""

    added: Columns
    gone: tuple[str, ...]
    retyped: tuple[tuple[str, str, str], ...]

    def __str__(self) -> str:
        parts = [f"`{name}` is new" for name, _ in self.added]
        parts += [f"`{name}` is gone" for name in self.gone]
        parts += [f"`{name}` is {given}, and was {stored}" for name, given, stored in self.retyped]
        return "; ".join(parts)


def _difference(stored: Columns, given: Columns) -> _Difference:
    stored_types = {name.lower(): (name, kind) for name, kind in stored}
    given_names = {name.lower() for name, _ in given}
    return _Difference(
        added=tuple(column for column in given if column[0].lower() not in stored_types),
        gone=tuple(name for name, _ in stored if name.lower() not in given_names),
        retyped=tuple(
            (stored_types[name.lower()][0], kind, stored_types[name.lower()][1])
            for name, kind in given
            if name.lower() in stored_types and stored_types[name.lower()][1] != kind
        ),
    )


_BUILD_ANEW = "`wh build --full`"


def _columns_to_write(
    con: duckdb.DuckDBPyConnection, relation: Relation, wanted: IncrementalConfig, stored: Columns, given: Columns
) -> tuple[str, ...]:
    """Bring the table's columns to what `on_schema_change` asks for, and return those that new rows fill."""
    found = _difference(stored, given)
    added = {name for name, _ in found.added}
    if wanted.on_schema_change == "ignore":
        if found.gone and wanted.strategy != "merge":
            raise ModelError(
                f"`{relation.name}` no longer gives `{found.gone[0]}`, which its table has.",
                way_out=f"`on_schema_change: sync_all_columns` or `append_new_columns`; or {_BUILD_ANEW}",
            )
        return tuple(name for name, _ in given if name not in added)
    if wanted.on_schema_change == "fail":
        if str(found):
            raise ModelError(
                f"`{relation.name}` gives other columns than its table has: {found}.",
                way_out=f"`on_schema_change: append_new_columns` or `sync_all_columns`; or {_BUILD_ANEW}",
            )
        return tuple(name for name, _ in given)
    _alter(con, relation, found, is_sync=wanted.on_schema_change == "sync_all_columns")
    return tuple(name for name, _ in given)


def _alter(con: duckdb.DuckDBPyConnection, relation: Relation, found: _Difference, *, is_sync: bool) -> None:
    changes = [f"add column {quoted(name)} {kind}" for name, kind in found.added]
    if is_sync:
        changes += [f"drop column {quoted(name)}" for name in found.gone]
        changes += [f"alter column {quoted(name)} type {given}" for name, given, _ in found.retyped]
    for change in changes:
        count_changed(
            con,
            f"alter table {relation.sql} {change}",
            f"The table of `{relation.name}` cannot be changed ({change})",
            _BUILD_ANEW,
        )


# --- The strategies -----------------------------------------------------------------------------------------------


def _replace_and_append(
    con: duckdb.DuckDBPyConnection, relation: Relation, wanted: IncrementalConfig, columns: Sequence[str]
) -> Done:
    is_by_key = wanted.strategy == "delete+insert" and bool(wanted.key)
    if is_by_key:
        # the name of the alias, and that one key goes without, is dbt's: predicates may name the table by it
        target = f"{relation.sql} as DBT_INCREMENTAL_TARGET" if wanted.is_key_listed else relation.sql
        count_changed(
            con,
            f"delete from {target} where {_has_new_row(wanted)}"
            + "".join(f" and ({predicate})" for predicate in wanted.predicates),
            f"The rows of `{relation.name}` that have a new one cannot be found by `unique_key`",
        )
    listed = ", ".join(map(quoted, columns))
    written = count_changed(
        con,
        f"insert into {relation.sql} ({listed}) select {listed} from {NEW_ROWS}",
        f"The new rows do not fit into the table of `{relation.name}`",
        f"`on_schema_change: sync_all_columns`; or {_BUILD_ANEW}",
    )
    return Done(written, "replaced by key" if is_by_key else "appended")


def _has_new_row(wanted: IncrementalConfig) -> str:
    """Compare by `=`: a row whose key is null is never replaced."""
    if not wanted.is_key_listed:
        return f"({wanted.key[0]}) in (select ({wanted.key[0]}) from {NEW_ROWS})"
    alike = " and ".join(f"fresh.{key} = DBT_INCREMENTAL_TARGET.{key}" for key in wanted.key)
    return f"exists (select 1 from {NEW_ROWS} as fresh where {alike})"


def _merge(
    con: duckdb.DuckDBPyConnection, relation: Relation, wanted: IncrementalConfig, columns: Sequence[str]
) -> Done:
    alike = [f"DBT_INTERNAL_SOURCE.{key} = DBT_INTERNAL_DEST.{key}" for key in wanted.key] or ["false"]
    listed = ", ".join(map(quoted, columns))
    given = ", ".join(f"DBT_INTERNAL_SOURCE.{quoted(column)}" for column in columns)
    updates = _updates(wanted, columns)
    matched = f"when matched{_only_if(wanted.update_condition)} then update set {updates}" if updates else ""
    try:
        written = count_changed(
            con,
            f"""
            merge into {relation.sql} as DBT_INTERNAL_DEST using {NEW_ROWS} as DBT_INTERNAL_SOURCE
            on ({") and (".join([*alike, *wanted.predicates])})
            {matched}
            when not matched{_only_if(wanted.insert_condition)} then insert ({listed}) values ({given})
            """,
            f"The new rows cannot be merged into the table of `{relation.name}`",
        )
    except ModelError as error:
        if "more than once" not in error.message:
            raise
        keys = ", ".join(wanted.key)
        raise ModelError(
            f"Several new rows of `{relation.name}` meet the same row of its table by {keys}.",
            way_out=f"a query with one row for each {keys}: `qualify row_number() over (partition by {keys} …) = 1`",
        ) from error.__cause__
    return Done(written, "merged")


def _updates(wanted: IncrementalConfig, columns: Sequence[str]) -> str:
    left_out = {name.lower() for name in wanted.exclude_columns} | {name.lower() for name in wanted.set_expressions}
    names = wanted.update_columns or [quoted(name) for name in columns if name.lower() not in left_out]
    return ", ".join(
        [f"{name} = {expression}" for name, expression in wanted.set_expressions.items()]
        + [f"{name} = DBT_INTERNAL_SOURCE.{name}" for name in names if name.lower() not in left_out]
    )


def _only_if(condition: str | None) -> str:
    return f" and ({condition})" if condition else ""
