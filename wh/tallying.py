"""Hold what was seen in each file of a load against what became of it, by whole columns in DuckDB.

Seen is what was counted where a file was cut into records, loaded what the tables hold. Derives neither from the other.
"""

from collections.abc import Collection, Iterable

import duckdb

from wh.kinds import Kinds
from wh.raw import LOAD_COUNTS
from wh.results import Tally

_TALLIES = "temp.tallies"


def write_tallies(con: duckdb.DuckDBPyConnection, told: Iterable[tuple[str, Tally]], walked: str) -> None:
    """Write the tallies of each file together; `walked` is a table of files of which each is one record.

    Of a walked file that was then read by itself, what its format saw counts.
    """
    rows = [(file, each.seen, each.refused, each.passed) for file, each in told]
    columns = [list(values) for values in zip(*rows, strict=True)] if rows else [[], [], [], []]
    con.execute(f"drop table if exists {_TALLIES}")
    con.execute(
        f"""
        create temp table {_TALLIES.removeprefix("temp.")} as
        with told as (
            select
                unnest($1::varchar[]) as file, unnest($2::integer[]) as seen, unnest($3::integer[]) as refused,
                unnest($4::integer[]) as passed
        ),
        walked as (
            select file, 1 as seen, 0 as refused, 0 as passed
            from {walked} anti join (select file from told where seen > 0) using (file)
        )
        select file, sum(seen) as seen_count, sum(refused) as refused_count, sum(passed) as passed_count
        from (from told union all from walked) group by file
        """,
        columns,
    )


def tallies_of(con: duckdb.DuckDBPyConnection, files: Collection[str]) -> dict[str, Tally]:
    """Return the tallies of some files."""
    rows = con.execute(
        f"select * from {_TALLIES} where file in (select unnest($1::varchar[])) order by file", [sorted(files)]
    ).fetchall()
    return {file: Tally(*map(int, counts)) for file, *counts in rows}


def are_as_of(con: duckdb.DuckDBPyConnection, load_id: str) -> bool:
    """Whether the files have the tallies that they had in a load."""
    names = "file, seen_count, refused_count, passed_count"
    before = f"select {names} from raw.load_counts where load_id = '{load_id}'"
    found = con.execute(
        f"""
        select (select count(*) from ({before})) = (select count(*) from {_TALLIES})
            and not exists (select {names} from {_TALLIES} except {before})
        """
    ).fetchone()
    return bool(found and found[0])


def append_counts(con: duckdb.DuckDBPyConnection, kinds: Kinds, load_id: str, annotated: Collection[str]) -> None:
    """Append how many records of each file were seen, and what became of them: loaded are those that raw holds now.

    Comes after all that is loaded, and asks the tables themselves. Of a file of annotations, one makes several rows.
    """
    labels = " union all ".join(
        f'select file, line from raw."{kind.table}_now"' for kind in (*kinds.labels, *kinds.records)
    )
    names = ", ".join(column.name for column in LOAD_COUNTS)
    # an article that has a newer version is loaded, and is not in raw.articles_now
    con.execute(
        f"""
        insert into raw.load_counts ({names})
        with seen as (select file, file_sha256 from raw.load_files where load_id = '{load_id}'),
        labels as ({labels}),
        annotated as (select unnest($1::varchar[]) as file),
        loaded as (
            select file, count(*) as loaded_count
            from raw.articles semi join seen using (file, file_sha256) group by file
            union all
            select file, count(*) from labels anti join annotated using (file) group by file
            union all
            select file, count(distinct line) from labels semi join annotated using (file) group by file
        )
        select
            '{load_id}', file, coalesce(seen_count, 0), coalesce(loaded_count, 0), coalesce(refused_count, 0),
            coalesce(passed_count, 0)
        from {_TALLIES} full join loaded using (file)
        order by file
        """,
        [sorted(annotated)],
    )
