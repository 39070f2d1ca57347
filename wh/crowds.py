"""Hold the rows of a large label file in DuckDB, and find by whole columns those that a person may have to hear of.

A row of a crowd is good, and nobody has looked at it. What may be wrong is awake: it is read as any row of a small file
is, and gets its messages there. Says nothing itself.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import duckdb

from wh.csvfile import CsvRecord, CsvRefusal
from wh.kinds import (
    DescriptionKind,
    LabelKind,
    Row,
    UnseenColumnError,
    columns_of_check,
    passes_check,
    read_record,
)
from wh.readings import BATCH, insert, read_texts
from wh.results import Place
from wh.rowsets import RowSet, quoted

if TYPE_CHECKING:
    from wh.csvblocks import CsvCopy  # brings numpy, which only a large file needs


class Crowd(RowSet):
    """The rows of one file in temporary tables of a connection, and which of them are awake.

    `woken` are the rows that turned out to be wanted after the file was read: they are good by themselves.
    """

    def __init__(
        self, con: duckdb.DuckDBPyConnection, kind: LabelKind, file: str, copy: "CsvCopy", number: int = 0
    ) -> None:
        super().__init__(con, kind)
        self.file = file
        self.woken: list[Row] = []
        self._copy = copy
        name = f"crowd_{kind.table}_{number}"  # a kind of records may have several files
        self._cells = f'temp."{name}"'
        self._lines = f'temp."{name}_lines"'
        self._awake = f'temp."{name}_awake"'
        self._read = {f.name: f'temp."{name}_{f.name}"' for f in kind.fields if f.form == "value"}
        self._awake_rows: set[int] = set()
        self._blank_count = 0
        self._digests: list[str] = []
        self._split()

    @property
    def count(self) -> int:
        """How many rows nobody had to look at."""
        return self._copy.row_count - len(self._awake_rows)

    @property
    def row_count(self) -> int:
        """How many rows the file has, good or not, as its bytes were cut; known once the doubtful ones were read."""
        refused = len(self._copy.refusals) - len(self._copy.header.refusals)
        return self._copy.row_count + refused - self._blank_count

    @property
    def is_whole(self) -> bool:
        """Whether DuckDB cut the copy into as many rows as it has."""
        return bool(self._ask(f"select count(*) from {self._cells}") == [(self._copy.row_count,)])

    @property
    def refusals(self) -> tuple[CsvRefusal, ...]:
        """What is wrong with the header, and with rows of another shape."""
        return self._copy.refusals

    @property
    def sha256(self) -> str:
        """A hash of the columns, of the file's text, and of what was read from each cell."""
        return hashlib.sha256(repr((self.kind.columns, self._copy.sha256, self._digests)).encode()).hexdigest()

    def doubtful(self) -> list[CsvRecord]:
        """Read every text once, and wake the rows that may be wrong by themselves, or alike."""
        self._digests = [
            read_texts(self._con, field, self.kind.file, self._values(field.name), self._read[field.name])
            for field in self.kind.fields
            if field.form == "value"
        ]
        self._mark(self._rows_where(self._odd_cells()))
        for name, table in self._read.items():
            if self._ask(f"select 1 from {table} where not good limit 1"):
                self._mark(self._rows_where(f'"{name}" in (select text from {table} where not good)'))
        self._mark(self._rows_that_fail())  # what can be read
        self._mark(self._rows_alike())
        found = self._records(self._awake_rows)
        self._blank_count = len(self._awake_rows) - len(found)
        return found

    def wake(self, rows: Iterable[int]) -> list[tuple[Place, Row]]:
        """Wake rows that are good by themselves, and return them by line."""
        rows = set(rows)
        self._mark(rows)
        found = [self._row(record) for record in self._records(rows)]
        self.woken += found
        return [(Place(self.file, row.line), row) for row in found]

    def read(self, column: str, values: Sequence[str]) -> list[Row]:
        """Return the rows with one of some values in a column, which sleep on."""
        return [self._row(record) for record in self._records(self.rows_that_say(column, values))]

    def write(self, table: str) -> None:
        """Write the rows that are not awake to a table: the columns of the kind, and the line."""
        names = ", ".join(quoted((*(column.name for column in self.kind.columns), "line")))
        self._con.execute(
            f"create temp table {table.removeprefix('temp.')} as select * from ({self.query()}) as t({names})"
        )

    def drop(self) -> None:
        """Drop the tables."""
        for table in (self._cells, self._lines, self._awake, *self._read.values()):
            self._con.execute(f"drop table if exists {table}")

    # --- What others ask -------------------------------------------------------------------------------------

    def query(self) -> str:
        """Return the query for the rows that are not awake: the columns of the kind, and the line."""
        own = [f"values_of_{f.name}.v0" if f.form == "value" else f'cells."{f.name}"' for f in self.kind.fields]
        more = [f"values_of_{f.name}.v{n}" for f in self.kind.fields for n in range(1, len(f.columns))]
        joins = "".join(
            f' left join {table} as values_of_{name} on values_of_{name}.text = cells."{name}"'
            for name, table in self._read.items()
        )
        self._write_lines()
        but = f"where cells.rowid not in (select row from {self._awake})" if self._awake_rows else ""
        return f"""
            select {", ".join((*own, *more))}, lines.line
            from {self._cells} as cells positional join {self._lines} as lines {joins} {but}
        """

    def stated(self, name: str) -> str | None:
        """Return a query for the ids by which rows can be referred to as `name`: (id, row); None where they cannot."""
        table, _, column = name.partition(".")
        if isinstance(self.kind, DescriptionKind):
            return f"select article_id as id, row from ({self.rows()})" if name == "articles" else None
        if table == self.kind.table and (column or len(self.kind.key) == 1):
            id_ = f'"{column or self.kind.key[0]}"'
            return f"select {id_} as id, row from ({self.rows()}) where {id_} is not null"
        if name != "operands" or self.kind.table not in _OPERANDS:
            return None
        return f"select {_OPERANDS[self.kind.table]} as id, row from ({self.rows()}) where id is not null"

    def unplaced(self, name: str) -> str:
        """Return a condition that holds for the rows whose time `name` is an hour without its zone."""
        field = next(field for field in self.kind.fields if field.name == name)
        if "local" not in field.parts:
            return "true"
        local = f"v{field.parts.index('local')}"
        return f'"{name}" in (select text from {self._read[name]} where {local} is not null)'

    def places_of(self, name: str, ids: Sequence[str]) -> dict[str, Place]:
        """Return where the first row stands that states each of some ids."""
        stated = self.stated(name)
        if stated is None or not ids:
            return {}
        wanted = "(select unnest($1::varchar[]))"
        found = self._ask(f"select id, min(row) from ({stated}) where id in {wanted} group by id", [list(ids)])
        return {id_: Place(self.file, self._copy.line(row)) for id_, row in found}

    def record_of(self, name: str, id_: str) -> object | None:
        """Return the first record that states an id, without waking it."""
        rows = self._ask_rows(
            f"select min(row) as row from ({self.stated(name)}) where id = $1 having min(row) is not null", [id_]
        )
        return next((self._row(record).record for record in self._records(rows)), None)

    # --- What may be wrong with a row -------------------------------------------------------------------------

    def _split(self) -> None:
        names = self._copy.header.names
        columns = ", ".join(f"'{place}': 'VARCHAR'" for place in range(len(names)))
        is_plain = set(self._copy.white) <= set(" \n") and not self._copy.has_lines_in_cells
        marks = "" if is_plain else ", " + " || ".join(f"chr({ord(mark)})" for mark in self._copy.white)
        is_bare = is_plain and not self._copy.has_blank_edges  # trimming takes half as long as splitting
        cells = []
        for name in self.kind.header:
            cell = f'"{names.index(name)}"' if name in names else "null::varchar"
            trimmed = cell if is_bare else f"trim({cell}{marks})"
            cells.append(f"nullif({trimmed}, '') as \"{name}\"")
        self.drop()
        self._con.execute(
            f"""
            create temp table {self._cells.removeprefix("temp.")} as select {", ".join(cells)} from read_csv(
                $1, delim = $2, quote = '"', escape = '"', header = false, auto_detect = false, nullstr = '',
                columns = {{{columns}}}, parallel = {not self._copy.has_lines_in_cells}
            )
            """,
            [str(self._copy.path), self._copy.header.delimiter],
        )
        self._create(self._awake, "row bigint")

    def _odd_cells(self) -> str:
        conditions = [f'"{field.name}" is null' for field in self.kind.fields if field.is_required]
        if not conditions:  # a row of nothing is no row
            conditions.append(f"coalesce({', '.join(quoted(self.kind.header))}) is null")
        for field in self.kind.fields:
            if field.form == "word":
                conditions.append(f'"{field.name}" not in ({", ".join(map(_literal, field.words))})')
            elif field.form == "id":
                marks = (*self._copy.white, ",", "/")
                conditions += [f'contains("{field.name}", chr({ord(mark)}))' for mark in marks]
        return " or ".join(conditions)

    def _rows_alike(self) -> set[int]:
        """Return the rows whose key, as it is read, another row has too, and a few more."""
        keys, joins = [], []
        for name in self.kind.key or self.kind.header:
            if name in self._read and not self._is_read_as_printed(name):
                keys.append(f"values_of_{name}.v0")
                joins.append(
                    f' left join {self._read[name]} as values_of_{name} on values_of_{name}.text = cells."{name}"'
                )
            else:
                keys.append(f'cells."{name}"')
        hashed = (
            f"select row, hash({', '.join(keys)}) as key from ({self.rows(with_awake=True)}) as cells {''.join(joins)}"
        )
        return self._ask_rows(
            f"""
            with hashed as ({hashed}),
            twice as (select key from hashed group by key having count(*) > 1)
            select row from hashed semi join twice using (key)
            """
        )

    def _is_read_as_printed(self, name: str) -> bool:
        """Whether each text of a column is what is read of it first, as that of a name is."""
        first = next(field.columns[0] for field in self.kind.fields if field.name == name)
        other = f"select 1 from {self._read[name]} where v0 is distinct from text limit 1"
        return first.type == "VARCHAR" and not self._ask(other)

    def _rows_that_fail(self) -> set[int]:
        """Return the rows that the record's own check refuses or rewrites, from the columns that it looks at alone."""
        columns = columns_of_check(self.kind)
        while columns is not None:
            try:
                failing = [each for each in self.combinations(columns) if not self._passes(columns, each)]
            except UnseenColumnError as unseen:
                columns = (*columns, unseen.column)
            else:
                return self.rows_like(columns, failing)
        return set()

    def _passes(self, columns: Sequence[str], texts: Sequence[str | None]) -> bool:
        values = {}
        for field in self.kind.fields:
            if field.name in columns:
                text = texts[columns.index(field.name)]
                values[field.name] = None if text is None else self.value_of(field, text)
        return passes_check(self.kind, values)

    def _write_lines(self) -> None:
        """Write down the line of each row, in the order of the rows."""
        begins = [row for row, _ in self._copy.shifts]
        pieces = zip(self._copy.shifts, [*begins[1:], self._copy.row_count], strict=True)
        self._create(f"{self._lines}", "line integer")
        for batch in _batches([(row + shift, end + shift) for (row, shift), end in pieces]):
            lists = [list(values) for values in zip(*batch, strict=True)]
            self._con.execute(
                f"""
                insert into {self._lines} select unnest(range(first, past))
                from (select unnest($1::bigint[]) as first, unnest($2::bigint[]) as past)
                """,
                lists,
            )

    # --- Rows and records -------------------------------------------------------------------------------------

    def rows(self, *, with_awake: bool = False) -> str:
        """Return the query for the rows that are not awake: the columns of the header as printed, and `row`."""
        but = f" where rowid not in (select row from {self._awake})" if self._awake_rows and not with_awake else ""
        return f"select *, rowid as row from {self._cells}{but}"

    def _mark(self, rows: set[int]) -> None:
        new = rows - self._awake_rows
        self._awake_rows |= new
        insert(self._con, self._awake, ("bigint",), [(row,) for row in sorted(new)])

    def _records(self, rows: Iterable[int]) -> list[CsvRecord]:
        return list(self._copy.records(sorted(rows), self.kind.header))

    def _row(self, record: CsvRecord) -> Row:
        value, refusals = read_record(self.kind, record.cells)
        assert not refusals, f"{self.file}:{record.line} was taken for good"
        return Row(record.line, value, record.text)

    def _create(self, table: str, columns: str) -> None:
        self._con.execute(f"create temp table {table.removeprefix('temp.')} ({columns})")


_OPERANDS = {
    "facts": "case when event_id is not null and subject_id is not null and attribute is not null"
    " then concat_ws('/', event_id, subject_id, attribute, scope_id) end",
    "people": "case when born_on is not null then 'people/' || person_id || '/born_on' end",
    "events": "case when happened_on is not null then 'events/' || event_id || '/happened_on' end",
}
"""What relations.csv calls the claim or the day that a row states, as SQL."""


def _batches(rows: Sequence[Sequence[object]]) -> Iterator[Sequence[Sequence[object]]]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
