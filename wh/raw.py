"""The raw schema: append-only tables that keep every version of every file, and views of what the newest load saw.

Never updates or deletes a row. A content that was seen before appends nothing.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import duckdb

from wh.articles import Article
from wh.errors import WarehouseError
from wh.kinds import Column, Kinds, LabelKind
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
LOAD_FILES = (
    Column("load_id", "VARCHAR"),
    Column("table_name", "VARCHAR"),
    Column("file", "VARCHAR"),
    Column("file_sha256", "VARCHAR"),
    Column("row_count", "INTEGER"),
    Column("reject_count", "INTEGER"),
)
REJECTS = (
    Column("load_id", "VARCHAR"),
    Column("file", "VARCHAR"),
    Column("line", "INTEGER"),
    Column("column_name", "VARCHAR"),
    Column("reason", "VARCHAR"),
    Column("hint", "VARCHAR"),
    Column("record", "VARCHAR"),
)


@dataclass(frozen=True, slots=True)
class SeenFile:
    """A file that a load saw, as in raw.load_files; `row_count` is of the rows that are good."""

    table_name: str
    file: str
    file_sha256: str
    row_count: int
    reject_count: int


@dataclass(frozen=True, slots=True)
class NewestLoad:
    """The newest load, with the files it saw and what it refused."""

    load_id: str
    loaded_at: datetime
    files: frozenset[SeenFile]
    rejects: frozenset[Reject]


def article_columns(kinds: Kinds) -> tuple[Column, ...]:
    """Return the columns of raw.articles: ids, what describes the article, its text, and when it was loaded."""
    described = [column for column in kinds.description.columns if column.name != "file"]
    version = [Column("version", "INTEGER"), Column("content_sha256", "VARCHAR")]
    return (*described[:2], *version, *described[2:], Column("text", "VARCHAR"), Column("loaded_at", "TIMESTAMP"))


def create_tables(con: duckdb.DuckDBPyConnection, kinds: Kinds) -> None:
    """Bring the raw tables and views to what the loaders declare; writes nothing where they are so already."""
    wanted = {"loads": LOADS, "load_files": LOAD_FILES, "rejects": REJECTS}
    wanted |= {kind.table: (*kind.columns, *PROVENANCE) for kind in kinds.labels}
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
    files = con.execute(
        "select table_name, file, file_sha256, row_count, reject_count from raw.load_files where load_id = ?", [load_id]
    ).fetchall()
    rejects = con.execute(
        "select file, line, column_name, reason, hint, record from raw.rejects where load_id = ?", [load_id]
    ).fetchall()
    return NewestLoad(
        load_id=load_id,
        loaded_at=loaded_at.replace(tzinfo=UTC),
        files=frozenset(SeenFile(*row) for row in files),
        rejects=frozenset(Reject(*row) for row in rejects),
    )


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
        rows = [(*file.kind.spread(row.record), file.file, row.line, file.sha256, load_id) for row in file.rows]
        _append(con, file.kind.table, (*file.kind.columns, *PROVENANCE), rows)


def append_articles(
    con: duckdb.DuckDBPyConnection, kinds: Kinds, articles: Sequence[Article], load_id: str, loaded_at: datetime
) -> None:
    """Append the articles whose text or description is new; a text that is new to its edition is its next version."""
    versions: dict[tuple[str, str], dict[str, int]] = {}
    for article_id, edition, content, version in con.execute(
        "select distinct article_id, edition, content_sha256, version from raw.articles"
    ).fetchall():
        versions.setdefault((article_id, edition), {})[content] = version
    there = set(con.execute("select file, file_sha256 from raw.articles").fetchall())
    rows = []
    for article in articles:
        known = versions.setdefault((article.description.article_id, article.description.edition), {})
        version = known.setdefault(article.content_sha256, max(known.values(), default=0) + 1)
        if (article.file, article.file_sha256) not in there:
            described = _described(kinds.description, article)
            provenance = (article.file, article.line, article.file_sha256, load_id)
            version_ids = (version, article.content_sha256)
            rows.append((*described[:2], *version_ids, *described[2:], article.text, _as_utc(loaded_at), *provenance))
    _append(con, "articles", (*article_columns(kinds), *PROVENANCE), rows)


def append_load(
    con: duckdb.DuckDBPyConnection,
    load_id: str,
    loaded_at: datetime,
    articles_path: str,
    files: Iterable[SeenFile],
    rejects: Iterable[Reject],
) -> None:
    """Append the load itself: when it was, which files it saw, and what it refused."""
    _append(con, "loads", LOADS, [(load_id, _as_utc(loaded_at), articles_path)])
    _append(
        con,
        "load_files",
        LOAD_FILES,
        [(load_id, each.table_name, each.file, each.file_sha256, each.row_count, each.reject_count) for each in files],
    )
    _append(
        con,
        "rejects",
        REJECTS,
        [(load_id, each.file, each.line, each.column_name, each.reason, each.hint, each.record) for each in rejects],
    )


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
    versions = con.execute("select count(*) from raw.articles").fetchone()
    parts: dict[str, list[str]] = {name: [] for name in names}
    tables: dict[str, set[str]] = {}
    for each in sorted(newest.files if newest else (), key=lambda seen: (seen.file, seen.file_sha256)):
        parts.setdefault(each.table_name, []).append(f"{each.file} {each.file_sha256}")
        tables.setdefault(each.file, set()).add(each.table_name)
    for reject in sorted(newest.rejects if newest else (), key=repr):
        for table in (*sorted(tables.get(reject.file, ())), "rejects"):
            parts.setdefault(table, []).append(repr(reject))
    parts["articles"].append(f"{versions}")
    for table in ("loads", "load_files"):
        parts[table].append(newest.load_id if newest else "")
    return {name: hashlib.sha256("\n".join(parts[name]).encode()).hexdigest() for name in sorted(names)}


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
        if table not in ("loads", "load_files", "rejects"):
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
        written = ", ".join(f'"{column.name}" {column.type}{_compression(column)}' for column in columns)
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
    except duckdb.ConversionException as error:
        raise WarehouseError(
            f"The column `{column.name}` of raw.{table} is {before} and holds what is no {column.type}.",
            at=f"loaders/{table}.py",
            way_out="another name for the new column: raw rows are never rewritten",
        ) from error


def _compression(column: Column) -> str:
    return " using compression zstd" if column.name == "text" else ""


def _view(table: str) -> str:
    """Return the statement for the view of a table's rows in the newest load."""
    newest = "(select max(load_id) from raw.loads)"
    if table == "rejects":
        return f"create or replace view raw.rejects_now as select * from raw.rejects where load_id = {newest}"
    return f'create or replace view raw."{table}_now" as {_rows_of(table, newest)}'


def _rows_of(table: str, load_id: str) -> str:
    """Return the query for the rows that a load saw; `load_id` is an expression of SQL."""
    return f"""
        select current.* from raw."{table}" as current
        semi join raw.load_files as seen
            on seen.load_id = {load_id} and seen.table_name = '{table}'
            and seen.file = current.file and seen.file_sha256 = current.file_sha256
        anti join raw.rejects as refused
            on refused.load_id = {load_id} and refused.file = current.file and refused.line = current.line
    """


def _as_utc(moment: datetime) -> datetime:
    """Return a moment as DuckDB's TIMESTAMP has it, in UTC."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def _described(kind: LabelKind, article: Article) -> list[object]:
    values = zip(kind.columns, kind.spread(article.description), strict=True)
    return [value for column, value in values if column.name != "file"]


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
