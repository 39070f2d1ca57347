"""Make a table of a CSV file, with the types that dbt infers from all of its values.

DuckDB reads the file, as text and strictly: once to infer the types, once to write the table. Python looks at it only
where DuckDB stumbled, to name file and line. A file that is not well-formed is refused whole, never read in part.
"""

import csv
import io
import string
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from wh import config_words
from wh.errors import InputError, ModelError
from wh.reading import decode
from wh.relations import literal, quoted
from wh.tables import Done, Existing, Relation

csv.field_size_limit(2**31 - 1)  # as in csvfile: the default of 131,072 characters is a limit of csv

# what the values of a column look like, as bits, so that one aggregate tells of all of them
_INTEGER, _BIGINT, _DOUBLE, _BOOLEAN, _DATE, _TIMESTAMP, _ISO_TIMESTAMP, _TEXT = (1 << n for n in range(8))
_BIG, _BEGINNING = 1_000_000, 1_000  # bytes of a file; rows of it
_LOOSE = 1 << 8  # the word null, or spaces around a value: to be taken off before it is cast
_TYPES = {
    0: "INTEGER",  # nothing but empty cells: dbt makes it an integer
    _INTEGER: "INTEGER",
    _BIGINT: "BIGINT",
    _INTEGER | _BIGINT: "BIGINT",
    _DOUBLE: "DOUBLE",
    _INTEGER | _DOUBLE: "DOUBLE",
    _BIGINT | _DOUBLE: "DOUBLE",
    _INTEGER | _BIGINT | _DOUBLE: "DOUBLE",
    _BOOLEAN: "BOOLEAN",
    _DATE: "DATE",
    _TIMESTAMP: "TIMESTAMP",
    _ISO_TIMESTAMP: "TIMESTAMP",
}
_NUMBER = r"[+-]?([0-9][0-9_]*\.?[0-9_]*|\.[0-9][0-9_]*)([eE][+-]?[0-9]+)?"
# digits that are a name rather than a size: a number would not give them back as they were written
_CODE = r"[+-]?0[0-9].*|\+.*|.*_.*"
_DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
_TIME_OF_DAY = r"[0-9]{1,2}:[0-9]{1,2}:[0-9]{1,2}"
_ISO_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"


@dataclass(frozen=True, slots=True)
class SeedConfig:
    """What a config says of a seed: the mark between cells, and the type of some columns."""

    delimiter: str
    column_types: Mapping[str, str]


def read_seed(config: Mapping[str, Any]) -> SeedConfig:
    """Read the config of a seed. Names are always quoted, so that `quote_columns` has nothing to decide."""
    config_words.read_switch(config, "quote_columns")
    delimiter = config_words.read_text(config, "delimiter") or ","
    if len(delimiter) != 1:
        raise ModelError(f"`delimiter` is to be one character, not {delimiter!r}.", way_out='`delimiter: ";"`')
    return SeedConfig(delimiter, config_words.read_mapping(config, "column_types"))


def seed(
    con: duckdb.DuckDBPyConnection,
    relation: Relation,
    path: Path,
    config: Mapping[str, Any],
    shown: str,
    there: Existing | None = None,
    *,
    codes_are_text: bool = True,
) -> Done:
    """Make the table anew from the file, which errors name as `shown`.

    With `codes_are_text`, a column that holds `007`, `+49` or `1_000` stays text. Without, it becomes a number, which
    is what dbt makes of it.
    """
    wanted = read_seed(config)
    if there and there.kind == "view":
        con.execute(f"drop view {relation.sql}")
    columns, looks = _understood(con, path, wanted, shown, codes_are_text=codes_are_text)
    try:
        made = con.execute(_creation(relation, path, columns, wanted, looks)).fetchone()
    except duckdb.InvalidInputException as cause:
        raise _malformed(cause, path, wanted.delimiter, len(columns), shown) from cause
    return Done(made[0] if made else 0, "inserted")


def columns_of(
    con: duckdb.DuckDBPyConnection, path: Path, config: Mapping[str, Any], shown: str, *, codes_are_text: bool = True
) -> tuple[tuple[str, str], ...]:
    """Return name and type of each column that the table would have; what is wrong with the file is raised."""
    wanted = read_seed(config)
    columns, looks = _understood(con, path, wanted, shown, codes_are_text=codes_are_text)
    return tuple((name, wanted.column_types.get(name) or _kind(looks[name])) for name in columns)


def _understood(
    con: duckdb.DuckDBPyConnection, path: Path, wanted: SeedConfig, shown: str, *, codes_are_text: bool
) -> tuple[tuple[str, ...], dict[str, int]]:
    """Return the names of the columns, and what the values of those look like that are given no type."""
    columns = _header(path, wanted.delimiter, shown)
    _refuse_unknown_columns(wanted, columns, shown)
    as_text = _source(path, wanted.delimiter, dict.fromkeys(columns, "VARCHAR"))
    try:
        _check_values(con, as_text, path, wanted, shown)
        free = [name for name in columns if name not in wanted.column_types]
        is_big = path.stat().st_size > _BIG
        return columns, _looks(con, as_text, free, codes_are_text=codes_are_text, is_big=is_big)
    except duckdb.InvalidInputException as cause:
        raise _malformed(cause, path, wanted.delimiter, len(columns), shown) from cause


def _malformed(cause: duckdb.Error, path: Path, delimiter: str, width: int, shown: str) -> InputError:
    _refuse_malformed(path, delimiter, width, shown)
    said = str(cause).partition("\n")[0].partition(": ")[2]
    return InputError(
        f"The file cannot be read as CSV: {said}.", at=shown, way_out="saving it anew, with one kind of line end"
    )


def _kind(look: int) -> str:
    return _TYPES.get(look & ~_LOOSE, "VARCHAR")


def _creation(
    relation: Relation, path: Path, columns: Sequence[str], wanted: SeedConfig, looks: Mapping[str, int]
) -> str:
    """Let DuckDB's reader cast what needs no trimming: nothing is faster."""
    read, cells = {}, []
    for name in columns:
        cell = quoted(name)
        kind = wanted.column_types.get(name) or _kind(looks[name])
        is_read_as_text = name in wanted.column_types or (looks[name] & _LOOSE and kind != "VARCHAR")
        read[name] = "VARCHAR" if is_read_as_text else kind
        if name in wanted.column_types:
            cell = f"cast({cell} as {kind})"
        elif is_read_as_text:
            trimmed = f"trim({cell}, ' \t\r\n')"
            cell = f"cast(case when lower({trimmed}) not in ('', 'null') then {trimmed} end as {kind})"
        cells.append(f"{cell} as {quoted(name)}")
    source = _source(path, wanted.delimiter, read)
    return f"create or replace table {relation.sql} as select {', '.join(cells)} from {source}"


# --- The header ---------------------------------------------------------------------------------------------------


def _header(path: Path, delimiter: str, shown: str) -> tuple[str, ...]:
    """Return the names of the columns as they are written; one without a name is a letter, as in dbt."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            first = next(csv.reader(file, delimiter=delimiter, strict=True), [])
    except (UnicodeDecodeError, csv.Error):
        _refuse_malformed(path, delimiter, None, shown)
        raise
    if not first:
        raise InputError("The file has no header.", at=f"{shown}:1", way_out="the names of the columns as first line")
    names = tuple(name or _letters(position) for position, name in enumerate(first))
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            raise InputError(
                f"The header names `{name}` twice.",
                at=f"{shown}:1",
                way_out="one column of each name, whatever its case",
            )
        seen.add(name.lower())
    return names


def _letters(position: int) -> str:
    rounds, letter = divmod(position, len(string.ascii_lowercase))
    return string.ascii_lowercase[letter] * (rounds + 1)


def _refuse_unknown_columns(wanted: SeedConfig, columns: Sequence[str], shown: str) -> None:
    for name in wanted.column_types:
        if name not in columns:
            raise ModelError(
                f"`column_types` gives a type to `{name}`, a column that the file has not.",
                at=f"{shown}:1",
                way_out=config_words.nearest_of(name, columns),
            )


# --- Types --------------------------------------------------------------------------------------------------------


def _source(path: Path, delimiter: str, types: Mapping[str, str]) -> str:
    named = ", ".join(f"{literal(name)}: {literal(kind)}" for name, kind in types.items())
    plain = "".join(f"[{letter}]" if letter in "[*?" else letter for letter in path.as_posix())
    return (
        f"read_csv({literal(plain)}, auto_detect = false, header = true, delim = {literal(delimiter)},"
        f" quote = '\"', escape = '\"', nullstr = '', strict_mode = true, columns = {{{named}}})"
    )


def _looks(
    con: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str], *, codes_are_text: bool, is_big: bool
) -> dict[str, int]:
    """Say by bits what the values of each column look like; in a big file, what begins as text is not read on."""
    if not is_big:
        return _looks_of_all(con, source, columns, codes_are_text=codes_are_text)
    beginning = f"(from {source} limit {_BEGINNING})"
    found = _looks_of_all(con, beginning, columns, codes_are_text=codes_are_text)
    open_ones = [name for name in columns if not found[name] & _TEXT]
    return found | _looks_of_all(con, source, open_ones, codes_are_text=codes_are_text)


def _looks_of_all(
    con: duckdb.DuckDBPyConnection, source: str, columns: Sequence[str], *, codes_are_text: bool
) -> dict[str, int]:
    if not columns:
        return {}
    # all columns as one, so that a hundred of them are planned as fast as one
    rows = con.execute(
        f"""
        with chosen as (select {", ".join(map(quoted, columns))} from {source})
        select name, bit_or({_look(codes_are_text=codes_are_text)} | if(cell = value, 0, {_LOOSE}))
        from (
            select name, value, trim(value, ' \t\r\n') as cell
            from (unpivot (from chosen) on columns(*) into name name value value)
        )
        group by name
        """
    ).fetchall()
    return dict.fromkeys(columns, 0) | dict(rows)


def _look(*, codes_are_text: bool) -> str:
    """Say by one bit what a cell looks like; the word null may be anything. The usual numbers come first, for speed."""
    code = f"when regexp_full_match(cell, '{_CODE}') then {_TEXT}" if codes_are_text else ""
    return rf"""case
        when regexp_full_match(cell, '-?(0|[1-9][0-9]{{0,8}})') then {_INTEGER}
        when regexp_full_match(cell, '-?(0|[1-9][0-9]{{0,8}})\.[0-9]{{0,8}}[1-9]') then {_DOUBLE}
        when lower(cell) in ('', 'null') then {_LOOSE}
        when regexp_full_match(cell, '{_NUMBER}') then case
            {code}
            when {_HAS_FRACTION} then if(try_cast(cell as double) is null, {_TEXT}, {_DOUBLE})
            when try_cast(cell as integer) is not null then {_INTEGER}
            when try_cast(cell as bigint) is not null then {_BIGINT}
            when contains(lower(cell), 'e') and try_cast(cell as double) is not null then {_DOUBLE}
            else {_TEXT} end
        when lower(cell) in ('true', 'false') then {_BOOLEAN}
        when regexp_full_match(cell, '{_DAY}') and try_cast(cell as date) is not null then {_DATE}
        when regexp_full_match(cell, '{_DAY} {_TIME_OF_DAY}') and try_cast(cell as timestamp) is not null
            then {_TIMESTAMP}
        when regexp_full_match(cell, '{_ISO_TIME}') and try_cast(cell as timestamp) is not null
            then {_ISO_TIMESTAMP}
        else {_TEXT} end"""


# `2.0` and `1e5` are whole, as dbt counts the digits that matter
_HAS_FRACTION = (
    "if(contains(lower(cell), 'e'), try_cast(cell as double) <> trunc(try_cast(cell as double)),"
    r" regexp_matches(cell, '\.[0-9_]*[1-9]'))"
)


def _check_values(con: duckdb.DuckDBPyConnection, source: str, path: Path, wanted: SeedConfig, shown: str) -> None:
    """Refuse a value that the type of its column in the config does not hold."""
    if not wanted.column_types:
        return
    kinds = wanted.column_types.items()
    try:
        row = con.execute(
            f"select {', '.join(f'count_if({_is_no(*kind)})' for kind in kinds)} from {source}"
        ).fetchone()
    except (duckdb.CatalogException, duckdb.ParserException, duckdb.BinderException) as cause:
        said = str(cause).partition("\n")[0].partition(": ")[2]
        raise ModelError(
            f"`column_types` is not understood: {said}",
            way_out="a type of DuckDB, such as `varchar` or `decimal(18, 2)`",
        ) from cause
    for (name, kind), wrong_count in zip(kinds, row or (), strict=False):
        if wrong_count:
            raise _no_such_value(con, source, name, kind, wanted.delimiter, shown, path)


def _is_no(name: str, kind: str) -> str:
    return f"{quoted(name)} is not null and try_cast({quoted(name)} as {kind}) is null"


# --- What is wrong, and in which line -----------------------------------------------------------------------------


def _no_such_value(
    con: duckdb.DuckDBPyConnection, source: str, name: str, kind: str, delimiter: str, shown: str, path: Path
) -> InputError:
    found = con.execute(
        f"select number, value from (select row_number() over () as number, {quoted(name)} as value,"
        f" {_is_no(name, kind)} as is_wrong from {source}) where is_wrong order by number limit 1"
    ).fetchone()
    if found is None:
        raise AssertionError("a value that did not fit was counted, and is not there")
    number, value = found
    records = list(_records(decode(path.read_bytes()), delimiter))
    has_one_column = len(records[0][1]) == 1  # only there a blank line is a row
    starts = [start for start, cells in records if cells or has_one_column]
    return InputError(
        f"`{value}` of the column `{name}` is no {kind}.",
        at=f"{shown}:{starts[number]}",
        way_out="another value, or another type in `column_types`",
    )


def _refuse_malformed(path: Path, delimiter: str, width: int | None, shown: str) -> None:
    """Raise what is wrong with the file and in which line; return if nothing is."""
    try:
        text = decode(path.read_bytes())
    except InputError as error:
        place = (error.at or "line 1").replace("line ", f"{shown}:")
        raise InputError(error.message, at=place, way_out=error.way_out) from None
    for line, cells in _records(text, delimiter, shown):
        if width is None:
            width = len(cells)
        is_blank = not cells
        if len(cells) != width and not is_blank and not (len(cells) == width + 1 and not cells[-1]):
            raise InputError(
                f"The row has {len(cells)} cell{'s' * (len(cells) != 1)}, and the header {width}.",
                at=f"{shown}:{line}",
                way_out="quotation marks around a cell that holds the delimiter"
                if len(cells) > width
                else "a delimiter for each empty cell; or deleting the row, if it was cut off",
            )


def _records(text: str, delimiter: str, shown: str = "") -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line where it starts; a blank line has no cell."""
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    start = 1
    try:
        for cells in reader:
            yield start, cells
            start = reader.line_num + 1
    except csv.Error as error:
        is_open = "unexpected end of data" in str(error)
        raise InputError(
            'A quotation mark (") is opened here and never closed.'
            if is_open
            else 'A quotation mark (") stands in the middle of a quoted cell that starts here.',
            at=f"{shown}:{start}",
            way_out='closing the cell with ", and writing a quotation mark inside a quoted cell twice ("")',
        ) from None
