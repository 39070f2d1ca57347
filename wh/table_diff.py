"""How one table differs between two builds: row by row under its key, or whole rows where it has none.

Counts in SQL over whole tables, and fetches no more rows than it is asked for. Values are equal as DuckDB's
`is not distinct from` says: null is null, NaN is NaN, nested values count whole.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import duckdb

from wh.differences import (
    AFTER,
    BEFORE,
    Change,
    ColumnChanges,
    Relation,
    Retyped,
    RowDiff,
    TableDiff,
    Value,
    folded,
)
from wh.relations import quoted

_CANDIDATES = 8
_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT", "HUGEINT")
_BROKEN = ("FLOAT", "DOUBLE", "DECIMAL")
_DAYS = ("DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS")
_NO_KEYS = ("FLOAT", "DOUBLE", "BOOLEAN", "BLOB", "STRUCT", "MAP", "UNION", "VARIANT")


@dataclass(frozen=True, slots=True)
class _Shared:
    """A column of both builds: its name now, and what to read of either so that both are of one type."""

    name: str
    type_now: str
    read: dict[str, str]
    plain: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Pair:
    con: duckdb.DuckDBPyConnection
    before: Relation
    after: Relation
    shared: tuple[_Shared, ...]

    def one(self, sql: str) -> tuple[int, ...]:
        """Return the one row of numbers that the query gives."""
        return tuple(int(number or 0) for number in self.con.execute(sql).fetchone() or ())

    @property
    def sides(self) -> tuple[Relation, Relation]:
        return self.before, self.after


def compare(
    con: duckdb.DuckDBPyConnection,
    before: Relation | None,
    after: Relation | None,
    grain: Sequence[str] = (),
    *,
    rows: int = 0,
) -> TableDiff:
    """Compare a table in the catalogs `before` and `after`, with at most `rows` rows of each kind of change."""
    there = after or before
    if there is None:
        raise AssertionError("a table that is in neither build")
    table = f"{there.schema}.{there.name}"
    try:
        for side in (before, after):
            if side:
                _refuse_broken_view(con, side)
        if before is None or after is None:
            return _one_sided(con, there, table, grain, rows)
        return _two_sided(_Pair(con, before, after, _shared(before, after)), table, grain, rows)
    except (_BrokenViewError, duckdb.DataError, duckdb.InvalidInputException, duckdb.NotSupportedError) as cause:
        return TableDiff(table, Change.NOT_COMPARED, note=f"it cannot be read: {str(cause).splitlines()[0]}")


class _BrokenViewError(Exception):
    """A view whose query no longer runs in its own file."""


def _refuse_broken_view(con: duckdb.DuckDBPyConnection, side: Relation) -> None:
    try:
        con.execute(f"select * from {side.sql} limit 0")
    except (duckdb.ProgrammingError, duckdb.IOException) as cause:  # the latter where it reads a file that is gone
        raise _BrokenViewError(str(cause)) from cause


def _one_sided(
    con: duckdb.DuckDBPyConnection, there: Relation, table: str, grain: Sequence[str], rows: int
) -> TableDiff:
    counted = con.execute(f"select count(*) from {there.sql}").fetchone()
    total = int(counted[0]) if counted else 0
    change = Change.ADDED if there.catalog == AFTER else Change.REMOVED
    names = {folded(name): name for name, _ in there.columns}
    key = tuple(names[folded(name)] for name in grain) if all(folded(name) in names for name in grain) else ()
    order = ", ".join(map(quoted, key)) or "all"
    found = con.execute(f"select * from {there.sql} order by {order} limit {rows}").fetchall() if rows else []
    sample = tuple(_whole_row(change, [name for name, _ in there.columns], row, key) for row in found)
    if change is Change.ADDED:
        return TableDiff(table, change, rows_after=total, added=total, key=key, rows=sample)
    return TableDiff(table, change, rows_before=total, removed=total, key=key, rows=sample)


def _two_sided(pair: _Pair, table: str, grain: Sequence[str], rows: int) -> TableDiff:
    columns = _column_changes(pair)
    (count_before, *digest_before), (count_after, *digest_after) = (_digest(pair, side) for side in pair.sides)
    found = TableDiff(table, Change.CHANGED, count_before, count_after, columns=columns)
    if not pair.shared:
        apart = "the two builds have no column of it in common"
        return replace(found, added=count_after, removed=count_before, note=apart)
    if (count_before, digest_before) == (count_after, digest_after):
        change = Change.SAME if columns == ColumnChanges() else Change.CHANGED
        return replace(found, change=change, same=count_after)
    key, source, note = _key(pair, grain)
    found = replace(found, key=tuple(column.name for column in key), key_source=source, note=note)
    found = _by_key(pair, key, found, rows) if key else _by_row(pair, found, rows)
    # two digests can differ where all values are equal, as 0.0 and -0.0 are
    is_same = not (found.added or found.removed or found.changed) and columns == ColumnChanges()
    return replace(found, change=Change.SAME) if is_same else found


def _shared(before: Relation, after: Relation) -> tuple[_Shared, ...]:
    earlier = {folded(name): (name, kind) for name, kind in before.columns}
    shared = []
    for name, kind in after.columns:
        if folded(name) in earlier:
            old_name, old_kind = earlier[folded(name)]
            plain = {BEFORE: quoted(old_name), AFTER: quoted(name)}
            cast = _cast(old_kind, kind)
            shared.append(_Shared(name, kind, {side: cast(sql) for side, sql in plain.items()}, plain))
    return tuple(shared)


def _cast(before: str, after: str) -> Callable[[str], str]:
    """Return how to read a column so that both builds' values can be compared; no such reading ever raises."""
    families = (("HUGEINT", _WHOLE), ("DOUBLE", (*_WHOLE, *_BROKEN)), ("TIMESTAMP", _DAYS))
    if before == after:
        return lambda sql: sql
    for common, family in families:
        if all(kind.split("(")[0] in family and not kind.endswith("]") for kind in (before, after)):
            return lambda sql: f"try_cast({sql} as {common})"
    return lambda sql: f"cast({sql} as varchar)"


def _column_changes(pair: _Pair) -> ColumnChanges:
    earlier = {folded(name): kind for name, kind in pair.before.columns}
    common = {folded(column.name) for column in pair.shared}
    return ColumnChanges(
        added=tuple(name for name, _ in pair.after.columns if folded(name) not in common),
        removed=tuple(name for name, _ in pair.before.columns if folded(name) not in common),
        retyped=tuple(
            Retyped(column.name, earlier[folded(column.name)], column.type_now)
            for column in pair.shared
            if earlier[folded(column.name)] != column.type_now
        ),
    )


def _digest(pair: _Pair, side: Relation) -> tuple[int, ...]:
    """Return the number of rows and two sums over the hashes of their shared values, whatever their order."""
    if not pair.shared:
        return pair.one(f"select count(*) from {side.sql}")
    values = ", ".join(column.read[side.catalog] for column in pair.shared)
    hashed = f"select hash({values}) as digest from {side.sql}"
    return pair.one(f"select count(*), bit_xor(digest), sum(digest::hugeint) from ({hashed})")


def _key(pair: _Pair, grain: Sequence[str]) -> tuple[tuple[_Shared, ...], str | None, str | None]:
    """Return the key's columns, where it comes from, and what stood in the way of a better one."""
    by_name = {folded(column.name): column for column in pair.shared}
    lost = [name for name in grain if folded(name) not in by_name]
    if grain and not lost:
        key = tuple(by_name[folded(name)] for name in grain)
        for side in pair.sides:
            if repeated := _repeated(pair, side, key):
                build = "later" if side.catalog == AFTER else "earlier"
                repeats = f"its key ({', '.join(grain)}) is not unique in the {build} build (repeated: {repeated:,})"
                return (), None, f"{repeats}, so rows are compared whole"
        return key, "grain", None
    lacking = f"{', '.join(lost)} {'is' if len(lost) == 1 else 'are'} not in both builds"
    note = f"its key is ({', '.join(grain)}), but {lacking}" if lost else None
    for column in _candidates(pair.shared):
        if all(_is_unique(pair, side, column) for side in pair.sides):
            return (column,), "unique", note
    return (), None, note


def _repeated(pair: _Pair, side: Relation, key: Sequence[_Shared]) -> int:
    values = ", ".join(column.read[side.catalog] for column in key)
    return pair.one(f"select count(*) from (select 1 from {side.sql} group by {values} having count(*) > 1)")[0]


def _is_unique(pair: _Pair, side: Relation, column: _Shared) -> bool:
    value = column.read[side.catalog]
    rows, valued, distinct = pair.one(f"select count(*), count({value}), count(distinct {value}) from {side.sql}")
    return rows == valued == distinct


def _candidates(shared: Sequence[_Shared]) -> list[_Shared]:
    """Return the columns that may be a key, those first that are named as one; measures are none."""
    able = [column for column in shared if not column.type_now.startswith(_NO_KEYS) and column.type_now[-1] != "]"]
    return sorted(able, key=lambda column: not f"_{folded(column.name)}".endswith(("_id", "_key")))[:_CANDIDATES]


def _by_key(pair: _Pair, key: tuple[_Shared, ...], found: TableDiff, rows: int) -> TableDiff:
    compared = tuple(column for column in pair.shared if column not in key)
    joined, differs = _joined(pair, key, compared)
    any_differs = " or ".join(differs) or "false"
    both = "old.here and new.here"
    counts = [
        "count(*) filter (where old.here is null)",
        "count(*) filter (where new.here is null)",
        f"count(*) filter (where {both} and ({any_differs}))",
        f"count(*) filter (where {both} and not ({any_differs}))",
        *(f"count(*) filter (where {both} and {one})" for one in differs),
    ]
    added, removed, changed, same, *by_column = pair.one(f"select {', '.join(counts)} from {joined}")
    values = zip((column.name for column in compared), by_column, strict=True)
    sample: list[RowDiff] = []
    if rows and changed:
        sample += _changed_rows(pair, key, compared, rows)
    if rows and added:
        sample += _lone_rows(pair, Change.ADDED, key, rows)
    if rows and removed:
        sample += _lone_rows(pair, Change.REMOVED, key, rows)
    return replace(
        found,
        added=added,
        removed=removed,
        changed=changed,
        same=same,
        values=tuple(sorted(((name, count) for name, count in values if count), key=lambda one: -one[1])),
        rows=tuple(sample),
    )


def _joined(pair: _Pair, key: Sequence[_Shared], compared: Sequence[_Shared]) -> tuple[str, list[str]]:
    """Return both tables joined on the key, and for each other column whether its values differ.

    Within, a column goes by its place (k0, v0; s0 and w0 as it is stored): no name of the user's is in the way.
    """

    def side(relation: Relation) -> str:
        at = relation.catalog
        keys = [f"{column.read[at]} as k{i}" for i, column in enumerate(key)]
        values = [f"{column.read[at]} as v{i}, {column.plain[at]} as w{i}" for i, column in enumerate(compared)]
        shown = [f"{column.plain[at]} as s{i}" for i, column in enumerate(key)]
        return f"(select {', '.join([*keys, *shown, *values, 'true as here'])} from {relation.sql})"

    joined = f"{side(pair.before)} as old full join {side(pair.after)} as new on {_same_key(key)}"
    return joined, [f"old.v{i} is distinct from new.v{i}" for i in range(len(compared))]


def _same_key(key: Sequence[_Shared]) -> str:
    return " and ".join(f"old.k{i} is not distinct from new.k{i}" for i in range(len(key)))


def _changed_rows(pair: _Pair, key: Sequence[_Shared], compared: Sequence[_Shared], rows: int) -> Iterator[RowDiff]:
    joined, differs = _joined(pair, key, compared)
    shown = [f"new.s{i}" for i in range(len(key))]
    values = [f"old.w{i}, new.w{i}, {one}" for i, one in enumerate(differs)]
    found = pair.con.execute(
        f"select {', '.join([*shown, *values])} from {joined}"
        f" where old.here and new.here and ({' or '.join(differs)}) order by {', '.join(shown)} limit {rows}"
    ).fetchall()
    names = [column.name for column in key]
    for row in found:
        triples = [row[i : i + 3] for i in range(len(key), len(row), 3)]
        yield RowDiff(
            Change.CHANGED,
            tuple(zip(names, row, strict=False)),
            tuple(
                Value(column.name, before, after)
                for column, (before, after, is_changed) in zip(compared, triples, strict=True)
                if is_changed
            ),
        )


def _lone_rows(pair: _Pair, change: Change, key: Sequence[_Shared], rows: int) -> Iterator[RowDiff]:
    """Yield rows that one of the builds alone has, with all their values."""
    one, other = (pair.after, pair.before) if change is Change.ADDED else (pair.before, pair.after)
    keys = {
        side.catalog: [f"{column.read[side.catalog]} as k{i}" for i, column in enumerate(key)] for side in pair.sides
    }
    values = [f"{quoted(name)} as w{i}" for i, (name, _) in enumerate(one.columns)]
    found = pair.con.execute(
        f"select {', '.join(f'w{i}' for i in range(len(values)))}"
        f" from (select {', '.join([*keys[one.catalog], *values])} from {one.sql}) as new"
        f" anti join (select {', '.join(keys[other.catalog])} from {other.sql}) as old on {_same_key(key)}"
        f" order by {', '.join(f'k{i}' for i in range(len(key)))} limit {rows}"
    ).fetchall()
    names = [name for name, _ in one.columns]
    for row in found:
        yield _whole_row(change, names, row, [column.name for column in key])


def _whole_row(
    change: Change, names: Sequence[str], row: Sequence[object], key: Sequence[str], count: int = 1
) -> RowDiff:
    keyed = {folded(name) for name in key}
    cells = list(zip(names, row, strict=True))
    return RowDiff(
        change,
        tuple((name, value) for name, value in cells if folded(name) in keyed),
        tuple(
            Value(name, None, value) if change is Change.ADDED else Value(name, value, None)
            for name, value in cells
            if folded(name) not in keyed
        ),
        count,
    )


def _by_row(pair: _Pair, found: TableDiff, rows: int) -> TableDiff:
    """Compare two tables as bags of rows: a row that stands twice and stood once was added once."""
    names = ", ".join(f"v{i}" for i in range(len(pair.shared)))
    sides = [
        f"select {', '.join(f'{column.read[side.catalog]} as v{i}' for i, column in enumerate(pair.shared))},"
        f" {sign} as more from {side.sql}"
        for side, sign in zip(pair.sides, (-1, 1), strict=True)
    ]
    surplus = f"(select {names}, sum(more) as more from ({' union all '.join(sides)}) group by {names})"
    added, removed = pair.one(
        f"select sum(more) filter (where more > 0), -sum(more) filter (where more < 0) from {surplus}"
    )
    columns = [column.name for column in pair.shared]
    sample = []
    for change, sign in ((Change.ADDED, 1), (Change.REMOVED, -1)) if rows else ():
        few = f"select * from {surplus} where more * {sign} > 0 order by all limit {rows}"
        for *row, more in pair.con.execute(few).fetchall():
            sample.append(_whole_row(change, columns, row, (), abs(int(more))))
    return replace(found, added=added, removed=removed, same=(found.rows_after or 0) - added, rows=tuple(sample))
