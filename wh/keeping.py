"""Put the texts of a load into raw.articles, as they arrive, and number the versions of each edition.

A text that is there already is not put there again. All is in the transaction of the load: what it gives up was never
there, and a load that is killed leaves nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb

from wh.arrivals import Arrivals, Source, Statements
from wh.kinds import Kinds
from wh.raw import PROVENANCE, article_columns, as_utc
from wh.relations import literal

_FIRST = 1


@dataclass(frozen=True, slots=True)
class Kept:
    """The texts that a load keeps; what was kept before is in a temporary table if `has_older`."""

    con: duckdb.DuckDBPyConnection
    load_id: str
    columns: tuple[str, ...]
    loaded_at: str
    has_older: bool
    statements: Statements

    @classmethod
    def begin(cls, con: duckdb.DuckDBPyConnection, kinds: Kinds, load_id: str, loaded_at: datetime) -> "Kept":
        """Take note of what is there."""
        columns = tuple(f'"{column.name}"' for column in (*article_columns(kinds), *PROVENANCE))
        has_older = bool(con.execute("select 1 from raw.articles limit 1").fetchone())
        con.execute("drop table if exists temp.kept_before")
        if has_older:
            con.execute("create temp table kept_before as select distinct file, file_sha256 from raw.articles")
        return cls(con, load_id, columns, as_utc(loaded_at).isoformat(), has_older, Statements(con, "kept"))

    def end(self) -> None:
        """Drop what was noted."""
        self.con.execute("drop table if exists temp.kept_before")

    def put_first(self, file: str, source: Source) -> str | None:
        """Put the arrivals of a file there, if nothing was there before, and return the query for them."""
        if self.has_older:
            return None
        self.con.execute(
            f"insert into raw.articles ({', '.join(self.columns)}) select {self._values('source')}"
            f" from {source.relation} as source where not is_doubtful",
            list(source.values),
        )
        return f"select * from raw.articles where load_id = '{self.load_id}' and file = {literal(file)}"

    def _values(self, told: str) -> str:
        """Return the values of the columns, of which those that were told are in the relation of that name."""
        own = {
            '"version"': f"{_FIRST}",
            '"text"': "source.text",
            '"loaded_at"': f"'{self.loaded_at}'::timestamp",
            '"load_id"': f"'{self.load_id}'",
        }
        return ", ".join(own.get(name, f"{told}.{name}") for name in self.columns)

    def put(self, table: str, source: Source, first: int) -> None:
        """Put the arrivals from the turn `first` on there that are not there yet."""
        but = ""
        if self.has_older:
            but = " anti join temp.kept_before as known using (file, file_sha256)"
        arrived = f"select * from {table}{but} where turn >= {'$1' if source.comes_again else first}"
        if source.may_repeat:  # the first of those at one place stands for all
            earlier = f"select file, file_sha256 from {table} where turn < {first}"
            arrived = (
                f"select * from ({arrived}) anti join ({earlier}) using (file, file_sha256)"
                " qualify row_number() over (partition by file, file_sha256 order by turn) = 1"
            )
        order = "order by turn" if source.may_repeat else ""  # of many, the order would cost more than it gives
        statement = (
            f"insert into raw.articles ({', '.join(self.columns)}) select {self._values('arrived')}"
            f" from ({arrived}) as arrived inner join {source.relation} as source using (turn) {order}"
        )
        if source.comes_again:
            self.statements.run(statement, first)
        else:
            self.con.execute(statement, list(source.values))

    def take_away(self, table: str, condition: str, values: Sequence[object]) -> None:
        """Give up the arrivals for which a condition holds, unless another one is the same text at the same place."""
        place = "file, line, file_sha256"
        self.con.execute(
            f"""
            delete from raw.articles where load_id = '{self.load_id}' and ({place}) in (
                select ({place}) from (
                    select {place} from {table} where {condition}
                    except select {place} from {table} where not ({condition})
                )
            )
            """,
            list(values),
        )

    def text_of(self, table: str, turn: int) -> str:
        """Return the text of an arrival that is kept."""
        query = (
            f"select text from raw.articles semi join (from {table} where turn = $1) using (file, line, file_sha256)"
            " limit 1"
        )
        return str(_only(self.con.execute(query, [turn]).fetchone()))

    def number_versions(self, arrivals: Arrivals) -> None:
        """Give each content of an edition its number: those that were there keep theirs, older texts come first."""
        has_several = self.con.execute(f"select 1 from {arrivals.superseded} limit 1").fetchone()
        if not (self.has_older or has_several):
            return
        edition = "article_id, edition"
        self.con.execute(
            f"""
            with arrived as (
                select {edition}, content_sha256, min(coalesce(age, 9_000_000_000)) as age
                from {arrivals.table} left join {arrivals.superseded} using (turn) group by all
            ),
            known as (
                select {edition}, content_sha256, min(version) as version from raw.articles
                where load_id <> '{self.load_id}' group by all
            ),
            newest as (select {edition}, max(version) as version from known group by all),
            numbered as (
                select
                    {edition}, content_sha256,
                    coalesce(known.version, coalesce(newest.version, 0) + row_number() over (
                        partition by {edition}, known.version is null order by age
                    )) as version
                from arrived
                left join known using ({edition}, content_sha256)
                left join newest using ({edition})
            )
            update raw.articles as article set version = numbered.version from numbered
            where article.load_id = '{self.load_id}' and article.version <> numbered.version
                and (article.article_id, article.edition, article.content_sha256)
                = (numbered.article_id, numbered.edition, numbered.content_sha256)
            """
        )


class Texts:
    """Texts beside a warehouse, for as long as its connection is open."""

    def __init__(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        self._con = con
        self._table = f'temp."{name}_texts"'
        con.execute(f'create or replace temp table "{name}_texts" (turn bigint, text varchar)')

    def put_first(self, file: str, source: Source) -> str | None:
        """Wait until it is known what arrives."""

    def put(self, table: str, source: Source, first: int) -> None:
        """Put the arrivals from the turn `first` on there."""
        query = f"insert into {self._table} select turn, text from {source.relation} where turn >= {first}"
        self._con.execute(query, list(source.values))

    def take_away(self, table: str, condition: str, values: Sequence[object]) -> None:
        """Keep them: their rows are gone from the table that says which there are."""

    def text_of(self, table: str, turn: int) -> str:
        """Return the text of an arrival."""
        return str(_only(self._con.execute(f"select text from {self._table} where turn = $1", [turn]).fetchone()))


def _only(row: tuple[object, ...] | None) -> object:
    assert row is not None, "the text was put there"
    return row[0]
