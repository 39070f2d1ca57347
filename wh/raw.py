"""The raw schema: append-only tables that keep every version of every file, and views of what the newest load saw.

Never updates or deletes a row. A content that was seen before appends nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from wh.arrivals import FOUND_COLUMNS
from wh.errors import WarehouseError
from wh.kinds import Column, Kinds
from wh.labelfiles import LabelFile
from wh.results import Reject

PROVENANCE = (
    Column("file", "VARCHAR"),
    Column("line", "INTEGER"),
    Column("file_sha256", "VARCHAR"),
    Column("load_id", "VARCHAR"),
)
"""The last columns of every raw table: where a row stands, in which version of the file, and which load added it."""

LOADS = (Column("load_id", "VARCHAR"), Column("loaded_at", "TIMESTAMP"), Column("articles_path", "VARCHAR"))
SEEN_FILES = (
    Column("table_name", "VARCHAR"),
    Column("file", "VARCHAR"),
    Column("file_sha256", "VARCHAR"),
    Column("row_count", "INTEGER"),
    Column("reject_count", "INTEGER"),
)
"""A file that a load saw; `row_count` is of the rows that are good."""

LOAD_FILES = (Column("load_id", "VARCHAR"), *SEEN_FILES)
REJECTS = (
    Column("load_id", "VARCHAR"),
    Column("file", "VARCHAR"),
    Column("line", "INTEGER"),
    Column("column_name", "VARCHAR"),
    Column("reason", "VARCHAR"),
    Column("hint", "VARCHAR"),
    Column("record", "VARCHAR"),
    Column("record_key", "VARCHAR"),
    Column("record_number", "INTEGER"),
    Column("byte_offset", "BIGINT"),
    Column("raw_bytes", "BLOB"),
)
LOAD_COUNTS = (
    Column("load_id", "VARCHAR"),
    Column("file", "VARCHAR"),
    Column("seen_count", "INTEGER"),
    Column("loaded_count", "INTEGER"),
    Column("refused_count", "INTEGER"),
    Column("passed_count", "INTEGER"),
)
_OF_LOADS = ("loads", "load_files", "load_counts")


@dataclass(frozen=True, slots=True)
class NewestLoad:
    """The newest load."""

    load_id: str
    loaded_at: datetime


def article_columns(kinds: Kinds) -> tuple[Column, ...]:
    """Return the columns of raw.articles: ids, what describes the article, its text, and when it was loaded."""
    described = [column for column in kinds.description.columns if column.name != "file"]
    version = [Column("version", "INTEGER"), Column("content_sha256", "VARCHAR")]
    text = [Column("text", "VARCHAR"), Column("loaded_at", "TIMESTAMP")]
    return (*described[:2], *version, *described[2:], *text, *FOUND_COLUMNS)


def create_tables(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Bring the raw tables and views to what the loaders declare; writes nothing where they are so already."""
    wanted = {"loads": LOADS, "load_files": LOAD_FILES, "load_counts": LOAD_COUNTS, "rejects": REJECTS}
    wanted |= {kind.table: (*kind.columns, *PROVENANCE) for kind in (*kinds.labels, *kinds.records)}
    wanted["articles"] = (*article_columns(kinds), *PROVENANCE)
    there: dict[str, dict[str, str]] = {}
    for table, column, type_ in con.execute(
        "select table_name, column_name, data_type from duckdb_columns() "
        "where schema_name = 'raw' and database_name = current_database()"
    ).fetchall():
        there.setdefault(table, {})[column] = type_
    if not there:
        con.execute("create schema if not exists raw")
    for table, columns in wanted.items():
        changed = _create_table(con, table, columns, there.get(table))
        if (changed or f"{table}_now" not in there) and table not in ("loads", "load_files"):
            con.execute(_view(table))


def newest_load(con: duckdb.DuckDBPyConnection) -> NewestLoad | None:
    """Return the newest load, or None if nothing was loaded yet."""
    loads = con.execute("select load_id, loaded_at from raw.loads order by load_id desc limit 1").fetchall()
    if not loads:
        return None
    load_id, loaded_at = loads[0]
    return NewestLoad(load_id, loaded_at.replace(tzinfo=UTC))


def next_load_id(newest: NewestLoad | None) -> str:
    """Return the id after the newest load's; ids sort as the loads follow each other."""
    return f"load-{1 + (int(newest.load_id.removeprefix('load-')) if newest else 0):06d}"


def append_labels(con: duckdb.DuckDBPyConnection, file: LabelFile, load_id: str) -> None:
    """Append the rows of a label file, unless this version of it is there already."""
    seen = con.execute(
        "select 1 from raw.load_files where table_name = ? and file = ? and file_sha256 = ? limit 1",
        [file.kind.table, file.file, file.sha256],
    ).fetchone()
    if seen is None:
        columns = (*file.kind.columns, *PROVENANCE)
        known = file.known_rows
        rows = [(*file.kind.spread(row.record), file.file, row.line, file.sha256, load_id) for row in known]
        _append(con, file.kind.table, columns, rows)
        if file.crowd:
            own = ", ".join(f'"{column.name}"' for column in (*file.kind.columns, Column("line", "INTEGER")))
            names = f"{own}, file, file_sha256, load_id"
            con.execute(
                f'insert into raw."{file.kind.table}" ({names}) select *, $1, $2, $3 from ({file.crowd.query()})',
                [file.file, file.sha256, load_id],
            )


def append_load(
    con: duckdb.DuckDBPyConnection,
    load_id: str,
    loaded_at: datetime,
    articles_path: str,
    seen: str,
    rejects: Iterable[Reject],
) -> None:
    """Append the load itself: when it was, which files it saw, and what it refused; `seen` is a table of SEEN_FILES."""
    _append(con, "loads", LOADS, [(load_id, as_utc(loaded_at), articles_path)])
    names = ", ".join(column.name for column in SEEN_FILES)
    con.execute(f"insert into raw.load_files (load_id, {names}) select ?, {names} from {seen}", [load_id])
    _append(
        con,
        "rejects",
        REJECTS,
        [(load_id, *(getattr(each, column.name) for column in REJECTS[1:])) for each in rejects],
    )


def is_as_newest(con: duckdb.DuckDBPyConnection, newest: NewestLoad, seen: str, rejects: Iterable[Reject]) -> bool:
    """Whether the newest load saw just the files of the table `seen`, and refused the same."""
    names = ", ".join(column.name for column in SEEN_FILES)
    before = f"select {names} from raw.load_files where load_id = '{newest.load_id}'"
    counted = con.execute(
        f"""
        select (select count(*) from ({before})) <> (select count(*) from {seen})
            or exists (select {names} from {seen} except {before})
        """
    ).fetchone()
    if counted is None or counted[0]:
        return False
    told = ", ".join(column.name for column in REJECTS[1:])
    known = con.execute(f"select {told} from raw.rejects where load_id = ?", [newest.load_id]).fetchall()
    return {Reject(*row) for row in known} == set(rejects)


def table_fingerprints(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return for each raw table a hash of what the newest load holds of it: its files, their contents, its rejects.

    raw.rejects, raw.loads and raw.load_files have one too; every one changes only if rows of the table or view do.
    """
    names = [
        row[0]
        for row in con.execute(
            "select table_name from duckdb_tables() where schema_name = 'raw' and database_name = current_database()"
        ).fetchall()
    ]
    if "loads" not in names:
        return {}
    newest = newest_load(con)
    load_id = newest.load_id if newest else ""
    parts: dict[str, list[object]] = {name: [] for name in names}
    for table, *hashed in con.execute(_FINGERPRINTS, [load_id]).fetchall():
        parts.setdefault(table, []).append(hashed)
    parts["articles"].append(con.execute("select count(*) from raw.articles").fetchone())
    for table in _OF_LOADS:
        parts.setdefault(table, []).append(load_id)  # a warehouse of before may lack one
    return {name: hashlib.sha256(repr(parts[name]).encode()).hexdigest() for name in sorted(names)}


_FINGERPRINTS = """
with seen as (select * from raw.load_files where load_id = $1),
refused as (select * from raw.rejects where load_id = $1),
hashed as (
    select 'file' as what, table_name, md5_number(concat_ws(' ', file, file_sha256)) as hashed from seen
    union all
    select 'reject', table_name, md5_number(refused::varchar)
    from refused inner join (select distinct table_name, file from seen) using (file)
    union all
    select 'reject', 'rejects', md5_number(refused::varchar) from refused
)
select table_name, what, count(*), bit_xor(hashed) from hashed group by all order by all
"""
"""Of each table how many files and rejects there are, and a hash of them whatever their order."""


def relations(con: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the names of the raw tables and views."""
    rows = con.execute("select table_name from information_schema.tables where table_schema = 'raw'").fetchall()
    return [row[0] for row in rows]


def changes_since(con: duckdb.DuckDBPyConnection, load_id: str) -> dict[str, str]:
    """Return for each raw table what the newest load has otherwise than an earlier one: `12 new rows in facts.csv`.

    Rows with one first column are taken for one row that changed. A table that is alike is left out.
    """
    newest = newest_load(con)
    if newest is None or newest.load_id == load_id:
        return {}
    found: dict[str, str] = {}
    for (table,) in con.execute(
        "select table_name from duckdb_tables() where schema_name = 'raw' and database_name = current_database()"
    ).fetchall():
        if table not in (*_OF_LOADS, "rejects"):
            words = _change_in_words(con, table, load_id, newest.load_id)
            if words:
                found[table] = words
    return found


def _change_in_words(con: duckdb.DuckDBPyConnection, table: str, before: str, after: str) -> str:
    columns = [
        row[0]
        for row in con.execute(
            "select column_name from duckdb_columns() where schema_name = 'raw' and table_name = ?"
            " and database_name = current_database() order by column_index",
            [table],
        ).fetchall()
    ]
    names = ", ".join(f'"{name}"' for name in columns if name not in [column.name for column in PROVENANCE])
    key = f'"{columns[0]}"'
    counted = con.execute(
        f"""
        with before as (select {names} from ({_rows_of(table, f"'{before}'")})),
        after as (select {names} from ({_rows_of(table, f"'{after}'")})),
        added as (select * from after except all select * from before),
        gone as (select * from before except all select * from after)
        select
            (select count(*) from added), (select count(*) from gone),
            (select count(*) from (select distinct {key} from added intersect select distinct {key} from gone))
        """
    ).fetchone()
    added, gone, changed = counted or (0, 0, 0)
    file = "the articles" if table == "articles" else f"{table}.csv"
    parts = [
        f"{number:,} {word} row{'s' if number != 1 else ''} in {file}"
        for number, word in ((added - changed, "new"), (changed, "changed"), (gone - changed, "removed"))
        if number > 0
    ]
    return ", ".join(parts)


def _create_table(
    con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column], there: dict[str, str] | None
) -> bool:
    if there is None:
        written = ", ".join(f'"{column.name}" {column.type}{_compression(table, column)}' for column in columns)
        con.execute(f'create table raw."{table}" ({written})')
        return True
    changed = False
    for column in columns:
        if column.name not in there:
            con.execute(f'alter table raw."{table}" add column "{column.name}" {column.type}')
            changed = True
        elif there[column.name] != column.type:
            _change_type(con, table, column, there[column.name])
            changed = True
    return changed


def _change_type(con: duckdb.DuckDBPyConnection, table: str, column: Column, before: str) -> None:
    try:
        con.execute(f'alter table raw."{table}" alter column "{column.name}" type {column.type}')
    except (duckdb.ConversionException, duckdb.BinderException) as error:  # of the second kind where texts are packed
        raise WarehouseError(
            f"The column `{column.name}` of raw.{table} is {before} and holds what is no {column.type}.",
            at=f"loaders/{table}.py",
            way_out="another name for the new column: raw rows are never rewritten",
        ) from error


def _compression(table: str, column: Column) -> str:
    """Return how a column is compressed: DuckDB's own choice for words that hardly recur takes longer and is larger.

    Nothing makes a hash much shorter, and trying takes five times as long as writing it.
    """
    if column.name == "text" or (column.has_own_words and column.type == "VARCHAR"):
        return " using compression zstd"
    if table == "articles" and column.name in _ZSTD:
        return " using compression zstd"
    if (table == "articles" and column.name in _HASHES) or (table == "load_files" and column.name == "file_sha256"):
        return " using compression uncompressed"
    return ""


_ZSTD = ("article_id", "title", "published_at", "url", "item_id")
_HASHES = ("content_sha256", "file_sha256")


def _view(table: str) -> str:
    """Return the statement for the view of a table's rows in the newest load."""
    newest = "(select max(load_id) from raw.loads)"
    if table in ("rejects", "load_counts"):
        return f'create or replace view raw."{table}_now" as select * from raw."{table}" where load_id = {newest}'
    return f'create or replace view raw."{table}_now" as {_rows_of(table, newest)}'


def _rows_of(table: str, load_id: str) -> str:
    """Return the query for the rows that a load saw; `load_id` is an expression of SQL.

    A row of labels may be refused for what it refers to, and is told by its line; an article is loaded or refused.
    """
    seen = f"""
        select current.* from raw."{table}" as current
        semi join raw.load_files as seen
            on seen.load_id = {load_id} and seen.table_name = '{table}'
            and seen.file = current.file and seen.file_sha256 = current.file_sha256
    """
    if table == "articles":
        return seen
    return f"""{seen}
        anti join raw.rejects as refused
            on refused.load_id = {load_id} and refused.file = current.file and refused.line = current.line
    """


def as_utc(moment: datetime) -> datetime:
    """Return a moment as DuckDB's TIMESTAMP has it, in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _append(
    con: duckdb.DuckDBPyConnection, table: str, columns: Sequence[Column], rows: Sequence[Sequence[object]]
) -> None:
    """Append rows in one statement: 50 times faster than one by one."""
    if not rows:
        return
    names = ", ".join(f'"{column.name}"' for column in columns)
    lists = ", ".join(f"unnest(${position}::{column.type}[])" for position, column in enumerate(columns, 1))
    con.execute(
        f'insert into raw."{table}" ({names}) select {lists}', [list(values) for values in zip(*rows, strict=True)]
    )
