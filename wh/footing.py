"""Notes what a build stands on: its load, and what each ruling was made on when it was new. Judges nothing.

It is noted before the rules are asked, so that they see it. What a build noted that was never published is taken out
by the next one: only what readers saw is held against what is there now.
"""

from contextlib import suppress

import duckdb

TABLES = """
create table if not exists quality.published_loads (load_id varchar, build_id varchar);
create table if not exists quality.ruling_grounds (
    build_id varchar, disagreement_id varchar, ruling_md5 varchar, thing_id varchar, aspect varchar, said varchar
);
"""
COMMENTS = {
    "quality.published_loads": "One row per load that a published build was made of: the first such build.",
    "quality.ruling_grounds": (
        "One row per ruling and thing that it rests on, as it was in the first published build that had the ruling."
    ),
}
FINGERPRINTS = "quality.published_loads", "quality.ruling_grounds"


def note_load(con: duckdb.DuckDBPyConnection, build_id: str) -> None:
    """Note the newest load as that of the build, unless an earlier build was made of it.

    A file of an engine that noted none tells by the times which load its newest published build was made of.
    """
    _forget_unpublished(con, "published_loads")
    con.execute(
        """
        insert into quality.published_loads
        select max(load_id), max(build_id)
        from raw.loads
        inner join (
            from quality.builds where status = 'published' order by build_id desc limit 1
        ) on loaded_at <= finished_at
        where not exists (from quality.published_loads)
        having count(*) > 0;
        """
    )
    con.execute(
        """
        insert into quality.published_loads
        select max(load_id), $1 from raw.loads
        having max(load_id) not in (select load_id from quality.published_loads)
        """,
        [build_id],
    )


def note_rulings(con: duckdb.DuckDBPyConnection, build_id: str) -> None:
    """Note what each ruling that is new rests on; nothing where a selection left out the models that tell it."""
    _forget_unpublished(con, "ruling_grounds")
    with suppress(duckdb.CatalogException):
        con.execute(
            """
            insert into quality.ruling_grounds by name
            select $1 as build_id, disagreement_id, ruling_md5, thing_id, aspect, said
            from intermediate.int_rulings__grounds
            anti join quality.ruling_grounds using (disagreement_id, ruling_md5)
            order by all
            """,
            [build_id],
        )


def fingerprints(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return for each of these tables what is another text whenever its rows may be others; a file may lack them."""
    found = {}
    for table in FINGERPRINTS:
        with suppress(duckdb.CatalogException):
            found[table] = str(con.execute(f"select count(*), max(build_id) from {table}").fetchone())
    return found


def _forget_unpublished(con: duckdb.DuckDBPyConnection, table: str) -> None:
    con.execute(
        f"delete from quality.{table} where build_id not in"
        " (select build_id from quality.builds where status = 'published')"
    )
