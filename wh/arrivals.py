"""The articles of a load in a temporary table: what tells of each, but not its text, whatever their number.

Finds by whole columns which of them are of one edition; puts nothing into the raw schema itself.
"""

import hashlib
import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Protocol

import duckdb

from wh.editions import Text, settle
from wh.formats import BreaksOffError, Item
from wh.kinds import Column, DescriptionKind, Row, read_record
from wh.results import Place, Reject, Tally
from wh.rowsets import RowSet, quoted

FOUND_COLUMNS = (
    Column("author", "VARCHAR"),
    Column("credit_line", "VARCHAR"),
    Column("editor_note", "VARCHAR"),
    Column("item_id", "VARCHAR"),
    Column("item_version", "INTEGER"),
    Column("item_status", "VARCHAR"),
    Column("updated_at", "TIMESTAMP"),
    Column("fetched_at", "TIMESTAMP"),
    Column("encoding", "VARCHAR"),
    Column("published_as", "VARCHAR"),
    Column("passages", "STRUCT(passage_start INTEGER, passage_end INTEGER, reason VARCHAR)[]"),
)
"""What raw.articles has of an article beside its description: what its format told, null where it told nothing."""

PLACED_COLUMNS = (
    Column("turn", "BIGINT"),
    Column("content_sha256", "VARCHAR"),
    Column("address", "VARCHAR"),
    Column("has_item", "BOOLEAN"),
    Column("described_file", "VARCHAR"),
    Column("described_line", "INTEGER"),
    Column("file", "VARCHAR"),
    Column("line", "INTEGER"),
    Column("record_number", "INTEGER"),
    Column("is_doubtful", "BOOLEAN"),
)
"""What else is known of an arrival: its number, a hash of its text, and the places that hold and describe it."""


ARRAYS = "(select * from arrived_arrays where turn >= 0)"
"""Arrays by name that are filled anew for each lot of arrivals, as a relation of SQL."""

ARRAY_NAMES = (
    *("turn", "line", "name", "text", "content_sha256"),
    *(f"printed_{name}" for name in ("article_id", *Item.__dataclass_fields__)),
)
MOST_AT_ONCE = 16_384


@dataclass(frozen=True, slots=True)
class Source:
    """Arrivals as a relation of SQL, with their `text`, and the values of its parameters.

    `may_repeat` where two of them may be one text at one place. `walked` is a query for the files they are, where each
    is a whole one: these are counted before anything is asked of them. One that `comes_again` gives other arrivals each
    time that it is asked.
    """

    relation: str
    values: Sequence[object] = ()
    may_repeat: bool = True
    walked: str = ""
    comes_again: bool = False


class Statements:
    """Statements that come again: to plan what describes some thousand articles takes longer than to do it."""

    _most = 16

    def __init__(self, con: duckdb.DuckDBPyConnection, name: str) -> None:
        self._con = con
        self._name = name
        self._names: dict[str, str] = {}

    def run(self, statement: str, *values: int) -> None:
        """Run a statement with some values; what stands in it otherwise is the same each time."""
        if statement not in self._names:
            if len(self._names) == self._most:
                self._con.execute(f'deallocate "{self._names.pop(next(iter(self._names)))}"')
            name = f"{self._name}_{next(_numbers)}"
            self._con.execute(f'prepare "{name}" as {statement}')
            self._names[statement] = name
        given = f"({', '.join(map(str, values))})" if values else ""
        self._con.execute(f'execute "{self._names[statement]}"{given}')


_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class WholeFile:
    """A file whose articles arrive at once, each numbered by its line, `count` of them at most.

    `address` is what SQL makes of the column `url`.
    """

    file: str
    count: int
    address: str


class Shelf(Protocol):
    """Where the texts go that a load keeps."""

    def put_first(self, file: str, source: Source) -> str | None:
        """Keep the arrivals of a file that are not in doubt before they are known, and return the query for them.

        The source has their hashes beside their texts. None if it has to be known first what arrives.
        """

    def put(self, table: str, source: Source, first: int) -> None:
        """Keep those arrivals of a table, from the turn `first` on, that are not kept yet."""

    def take_away(self, table: str, condition: str, values: Sequence[object]) -> None:
        """Give up those arrivals for which a condition holds."""

    def text_of(self, table: str, turn: int) -> str:
        """Return the text of an arrival that is kept."""


class Arrivals(RowSet):
    """The articles of a folder; as rows they are those that their own files describe."""

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        kind: DescriptionKind,
        name: str,
        shelf: Shelf | None = None,
        broken_files: Collection[str] = (),
    ) -> None:
        super().__init__(con, kind)
        self.con = con
        self.broken_files = broken_files
        self._statements = Statements(con, name)
        self.columns = (*(each for each in kind.columns if each.name != "file"), *FOUND_COLUMNS, *PLACED_COLUMNS)
        self.table = f'temp."{name}"'
        self.superseded = f'temp."{name}_superseded"'
        self.next_turn = 0
        self.walked = f'temp."{name}_walked"'
        self._shelf = shelf
        self._awake = f'temp."{name}_awake"'
        self._told = [each.name for each in self.columns[: -len(PLACED_COLUMNS)]]
        own = ", ".join(f'"{column.name}" {column.type}' for column in self.columns)
        self.drop()
        self._con.execute(f'create temp table "{name}" ({own}, file_sha256 varchar)')
        self._con.execute(f'create temp table "{name}_superseded" (turn bigint, age bigint)')
        self._con.execute(f'create temp table "{name}_awake" (turn bigint)')
        self._con.execute(f'create temp table "{name}_walked" (file varchar)')

    def drop(self) -> None:
        """Drop the tables."""
        for table in (self.table, self.superseded, self._awake, self.walked):
            self._con.execute(f"drop table if exists {table}")
        self._arrays: dict[str, Any] = {}

    def drop_table(self, table: str) -> None:
        """Drop a table that stands beside them, if it is there."""
        self._con.execute(f"drop table if exists {table}")

    # --- What arrives ------------------------------------------------------------------------------------------

    def take(self, source: Source, count: int) -> list[int]:
        """Take so many arrivals in, from the turn `next_turn` on, and return the turns of those in doubt."""
        first, self.next_turn = self.next_turn, self.next_turn + count
        if source.walked:
            self._statements.run(f"insert into {self.walked} {source.walked}")
        names = ", ".join(quoted(column.name for column in self.columns))
        hashed = f"(select * exclude (text) from {source.relation})"
        statement = f"insert into {self.table} ({names}, file_sha256) select {names}, {self._file_sha256} from {hashed}"
        if source.comes_again:
            self._statements.run(statement)
        else:
            self._con.execute(statement, list(source.values))
        doubtful = [
            turn for (turn,) in self._ask(f"select turn from {self.table} where is_doubtful and turn >= {first}")
        ]
        if doubtful:
            self._con.execute(f"delete from {self.table} where is_doubtful and turn >= {first}")
        if self._shelf:
            self._shelf.put(self.table, source, first)
        return doubtful

    def take_file(self, source: Source, whole: WholeFile) -> list[int]:
        """Take the articles of a file in, from the turn `next_turn` on, and return the numbers of those in doubt.

        Raises BreaksOffError where it cannot be read whole.
        """
        first = self.next_turn
        try:
            hashed = f"(select *, {self._file_sha256} as file_sha256 from {source.relation})"
            found = self._shelf.put_first(whole.file, replace(source, relation=hashed)) if self._shelf else None
            if found is None:
                return [1 + turn - first for turn in self.take(source, whole.count)]
        except duckdb.Error as error:
            raise BreaksOffError from error
        self.next_turn += whole.count
        own = {
            "turn": f"{first - 1} + line",
            "address": whole.address,
            "has_item": "true",
            "described_file": "file",
            "described_line": "line",
            "record_number": "line",
            "is_doubtful": "false",
        }
        values = ", ".join(own.get(column.name, f'"{column.name}"') for column in self.columns)
        names = ", ".join(quoted(column.name for column in self.columns))
        self._con.execute(
            f"insert into {self.table} ({names}, file_sha256) select {values}, file_sha256 from ({found})"
        )
        numbers = f"select unnest(range(1, {whole.count + 1})) as number"
        arrived = f"select turn - {first - 1} as number from {self.table} where turn >= {first}"
        return [number for (number,) in self._ask(f"{numbers} except {arrived} order by 1")]

    @property
    def _file_sha256(self) -> str:
        """Return the hash of all that is told of an arrival, and where."""
        version = hashlib.md5(repr(self.kind.columns).encode(), usedforsecurity=False).hexdigest()
        return f"sha256(concat_ws(chr(31), '{version}', {self._all_told}, line))"

    @property
    def _all_told(self) -> str:
        return ", ".join(f'coalesce("{name}"::varchar, chr(30))' for name in (*self._told, "content_sha256"))

    def take_columns(self, columns: Mapping[str, Any], source: Source, count: int) -> list[int]:
        """Take so many arrivals in, `MOST_AT_ONCE` at most, from arrays by name, which the source calls ARRAYS.

        One set of arrays is registered and filled anew: what is registered in a transaction is held until its end.
        """
        if not self._arrays:
            empty = columns["turn"][:0]
            self._arrays = {name: empty.astype(object) for name in ARRAY_NAMES} | {"turn": empty.copy()}
            for array in self._arrays.values():
                array.resize(MOST_AT_ONCE, refcheck=False)
            self._con.register("arrived_arrays", self._arrays)
        for name, array in self._arrays.items():
            array[:] = -1 if name == "turn" else None
            if name in columns:
                array[:count] = columns[name]
        try:
            return self.take(source, count)
        finally:
            for name, array in self._arrays.items():
                array[:] = -1 if name == "turn" else None

    # --- What becomes of them ----------------------------------------------------------------------------------

    def settle(self) -> tuple[list[Reject], list[tuple[str, Tally]]]:
        """Find the older texts of each edition, and refuse those of which nothing tells how old they are.

        Return the refusals, and for each text that goes its file with what becomes of it.
        """
        rejects, gone, older = [], [], []
        tallies: list[tuple[str, Tally]] = []
        for texts in self._crowded_editions():
            settled = settle(texts)
            rejects += [
                Reject(text.file, text.line, None, reason, way_out, "", record_number=text.number)
                for text, reason, way_out in settled.clashes
            ]
            tallies += [(text.file, Tally(refused=1)) for text, *_ in settled.clashes]
            tallies += [(text.file, Tally(passed=1)) for text in settled.once_more]
            kept = {settled.in_use.turn, *(text.turn for text in settled.superseded)}
            gone += [text.turn for text in texts if text.turn not in kept]
            older += [(text.turn, age) for age, text in enumerate(settled.superseded)]
        self._take_away("turn in (select unnest($1::bigint[]))", [gone] if gone else None)
        if older:
            turns, ages = (list(values) for values in zip(*older, strict=True))
            self._con.execute(
                f"insert into {self.superseded} select unnest($1::bigint[]), unnest($2::bigint[])", [turns, ages]
            )
        return rejects, tallies

    def without_refused_descriptions(self, refused: Collection[Place]) -> tuple[list[Reject], dict[str, int]]:
        """Leave out the articles whose description was refused for what it refers to, and count them by file."""
        if not refused:
            return [], {}
        condition = (
            "exists (select 1 from (select unnest($1::varchar[]) as described, unnest($2::integer[]) as at_line,"
            " unnest($3::integer[]) as at_number) where described = described_file and at_line = described_line"
            " and (described <> file or at_number is not distinct from record_number))"
        )
        places = [list(values) for values in zip(*sorted(refused, key=str), strict=True)]
        # a text that describes itself has its message already, and so has one with a newer text
        rows = self._ask(
            f"""
            select file, line, record_number, described_file, described_line from {self.table}
            where {condition} and described_file <> file and turn not in (select turn from {self.superseded})
            """,
            places,
        )
        counts = dict(self._ask(f"select file, count(*) from {self.table} where {condition} group by 1", places))
        self._take_away(condition, places)
        reason = "Its description is itself refused, at {}:{}."
        rejects = [
            Reject(file, line, None, reason.format(*at), "mending that row", "", record_number=number)
            for file, line, number, *at in rows
        ]
        return rejects, counts

    def in_use(self) -> str:
        """Return the query for the newest text of each edition."""
        return f"select * from {self.table} where turn not in (select turn from {self.superseded})"

    def in_use_as(self, *names: str) -> list[tuple[Any, ...]]:
        """Return some columns of the newest text of each edition, as they arrived."""
        return self._ask(f"select {', '.join(quoted(names))} from ({self.in_use()}) order by turn")

    def text_of(self, turn: int) -> str:
        """Return the text of an arrival; the shelf must keep texts."""
        assert self._shelf is not None, "no texts are kept"
        return self._shelf.text_of(self.table, turn)

    def write_seen(self, table: str, reject_counts: Mapping[str, int]) -> None:
        """Write down, as `raw.SEEN_FILES`, each text in a table of its own; older ones are read and in no use."""
        self._con.execute(f"drop table if exists {table}")
        self._con.execute(
            f"""
            create temp table {table.removeprefix("temp.")} as
            with refused as (select unnest($1::varchar[]) as file, unnest($2::integer[]) as reject_count)
            select 'articles' as table_name, file, file_sha256, 1 as row_count,
                coalesce(reject_count, 0)::integer as reject_count
            from ({self.in_use()}) left join refused using (file)
            union all
            select distinct '', file, file_sha256, 0, 0 from {self.table} semi join {self.superseded} using (turn)
            """,
            [list(reject_counts), list(reject_counts.values())],
        )

    def files_among(self, names: Collection[str]) -> set[str]:
        """Return those files of some names that hold an article that is in use."""
        found = f"select distinct file from ({self.in_use()}) where file in (select unnest($1::varchar[]))"
        return {file for (file,) in self._ask(found, [sorted(names)])}

    def _take_away(self, condition: str, values: Sequence[object] | None) -> None:
        if values is None:
            return
        if self._shelf:
            self._shelf.take_away(self.table, condition, values)
        self._con.execute(f"delete from {self.table} where {condition}", list(values))

    def _crowded_editions(self) -> Iterator[list[Text]]:
        """Yield the texts of each edition that has more than one, in the order in which they arrived."""
        rows = self._con.execute(
            f"""
            with many as (select article_id, edition from {self.table} group by all having count(*) > 1)
            select
                turn, article_id, edition, file, line, record_number, content_sha256,
                hash(concat_ws(chr(31), {self._all_told})), has_item,
                address, item_version, coalesce(fetched_at, updated_at)
            from {self.table} semi join many using (article_id, edition)
            order by article_id, edition, turn
            """
        )
        texts = (Text(*row) for batch in iter(lambda: rows.fetchmany(10_000), []) for row in batch)
        for _, group in groupby(texts, key=lambda text: (text.article_id, text.edition)):
            yield list(group)

    # --- As rows -----------------------------------------------------------------------------------------------

    def rows(self) -> str:
        """Return the query for the rows that are not awake: the columns of the header as printed, and `row`."""
        but = f"turn not in (select turn from {self._awake})"
        return f"select *, turn as row from {self.table} where described_file = file and {but}"

    def stated(self, name: str) -> str | None:
        """Return a query for the ids by which rows can be referred to as `name`: (id, row); None where they cannot."""
        return f"select article_id as id, row from ({self.rows()})" if name == "articles" else None

    def places_of(self, name: str, ids: Sequence[str]) -> dict[str, Place]:
        """Return where the first row stands that states each of some ids."""
        if name != "articles" or not ids:
            return {}
        query = f"""
            select article_id, arg_min(file, row), arg_min(described_line, row), min_by(number, row)
            from (select *, coalesce(record_number, 0) as number from ({self.rows()}))
            where article_id in (select unnest($1::varchar[])) group by 1
        """
        return {id_: Place(file, line, number or None) for id_, file, line, number in self._ask(query, [list(ids)])}

    def record_of(self, name: str, id_: str) -> object | None:
        """Return the first record that states an id, without waking it."""
        found = self._ask(f"select min(row) from ({self.rows()}) where article_id = $1", [id_])
        return next((row.record for _, row in self._read([found[0][0]])), None) if found[0][0] is not None else None

    def wake(self, rows: Iterable[int]) -> list[tuple[Place, Row]]:
        """Wake rows that are good by themselves, and return them with their places."""
        rows = sorted(set(rows))
        found = list(self._read(rows))
        if rows:
            self._con.execute(f"insert into {self._awake} select unnest($1::bigint[])", [rows])
        return found

    def unplaced(self, name: str) -> str:
        """Return a condition that holds for the rows whose time `name` is an hour without its zone."""
        field = next(field for field in self.kind.fields if field.name == name)
        return f'"{field.columns[field.parts.index("local")].name}" is not null' if "local" in field.parts else "true"

    def _read(self, rows: Collection[int]) -> Iterator[tuple[Place, Row]]:
        header = self.kind.header
        cells = ", ".join(f"{name}::varchar" for name in quoted(header))
        wanted = "row in (select unnest($1::bigint[]))"
        query = f"select described_line, record_number, {cells} from ({self.rows()}) where {wanted}"
        found: list[Any] = self._ask(f"{query} order by row", [sorted(rows)]) if rows else []
        for line, number, *values in found:
            printed = dict(zip(header, values, strict=True))
            record, refusals = read_record(self.kind, printed)
            assert not refusals, f"{printed['file']}:{line} was taken for good"
            yield Place(str(printed["file"]), line, number), Row(line, record, "")
