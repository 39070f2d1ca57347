"""CSV files as tables: types and values as dbt-duckdb 1.11 gives them, and what it loads wrongly or not at all."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wh.errors import InputError, ModelError, WhError
from wh.materializing import Done, Existing, Relation, build_view, check_config, existing, seed

TABLE = Relation("s", "towns")
AT = datetime(2020, 1, 2, 3, 4, 5)
SAVE_ANEW = "try saving it again as UTF-8 (in a spreadsheet: `CSV UTF-8`; in an editor: encoding `UTF-8`)"
CLOSE_IT = 'try closing the cell with ", and writing a quotation mark inside a quoted cell twice ("")'


@pytest.fixture
def load(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> Any:
    """Return the function that writes a CSV file and gives the columns and the rows of the table made of it."""

    def load(content: str | bytes, *, codes_are_text: bool = True, name: str = "towns.csv", **config: Any) -> Any:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        shown = f"seeds/{name}"
        done = seed(con, TABLE, path, config, shown, existing(con, TABLE), codes_are_text=codes_are_text)
        there = existing(con, TABLE)
        rows = con.execute("from s.towns").fetchall()
        assert there is not None
        assert done == Done(len(rows), "inserted")
        return dict(there.columns), rows

    return load


# --- Types --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "kind", "values"),
    [
        (["1", "-2", "+0"], "VARCHAR", ["1", "-2", "+0"]),
        (["1", "-2", ""], "INTEGER", [1, -2, None]),
        (["1.0", "2"], "INTEGER", [1, 2]),
        (["1e5", "2"], "INTEGER", [100_000, 2]),
        ([" 7 ", "8"], "INTEGER", [7, 8]),
        (["1", "null", "NULL"], "INTEGER", [1, None, None]),
        (["2147483647", "-2147483648"], "INTEGER", [2147483647, -2147483648]),
        (["2147483648", "1"], "BIGINT", [2147483648, 1]),
        (["9223372036854775808"], "VARCHAR", ["9223372036854775808"]),
        (["1.50", "2"], "DOUBLE", [1.5, 2.0]),
        ([".5", "5."], "DOUBLE", [0.5, 5.0]),
        (["1.5e-3"], "DOUBLE", [0.0015]),
        (["3000000000", "0.5"], "DOUBLE", [3e9, 0.5]),
        (["123456789012345678901234.5"], "DOUBLE", [123456789012345678901234.5]),
        (["true", "FALSE", " True "], "BOOLEAN", [True, False, True]),
        (["true", "1"], "VARCHAR", ["true", "1"]),
        (["yes", "no"], "VARCHAR", ["yes", "no"]),
        (["2020-01-02", "2020-1-5", ""], "DATE", [date(2020, 1, 2), date(2020, 1, 5), None]),
        (["2020-02-30"], "VARCHAR", ["2020-02-30"]),
        (["01/02/2020"], "VARCHAR", ["01/02/2020"]),
        (["2020-01"], "VARCHAR", ["2020-01"]),
        (["20200102"], "INTEGER", [20200102]),
        (["2020-01-02 03:04:05"], "TIMESTAMP", [AT]),
        (["2020-01-02T03:04:05", "2020-01-02T03:04:05Z"], "TIMESTAMP", [AT, AT]),
        (["2020-01-02T03:04"], "TIMESTAMP", [AT.replace(second=0)]),
        (["2020-01-02T03:04:05.5"], "TIMESTAMP", [AT.replace(microsecond=500_000)]),
        (["2020-01-02 03:04:05.5"], "VARCHAR", ["2020-01-02 03:04:05.5"]),
        (["2020-01-02", "2020-01-02 03:04:05"], "VARCHAR", ["2020-01-02", "2020-01-02 03:04:05"]),
        (["10:30:00"], "VARCHAR", ["10:30:00"]),
        (["-", "1"], "VARCHAR", ["-", "1"]),
        (["", ""], "INTEGER", [None, None]),
        (["50%", "$5", "1_000"], "VARCHAR", ["50%", "$5", "1_000"]),
        (["x", "null", ""], "VARCHAR", ["x", "null", None]),
        ([" x ", "y"], "VARCHAR", [" x ", "y"]),
    ],
    ids=str,
)
def test_a_column_has_the_narrowest_type_that_holds_all_of_it(
    load: Any, cells: list[str], kind: str, values: list[object]
) -> None:
    columns, rows = load("".join(f"{cell},_\n" for cell in ["a", *cells]))
    assert (columns["a"], [row[0] for row in rows]) == (kind, values)


@pytest.mark.parametrize(("cells", "numbers"), [("007 012", [7, 12]), ("+49 7", [49, 7]), ("1_000 2", [1000, 2])])
def test_digits_that_a_number_would_not_give_back_stay_text_unless_dbt_s_way_is_asked_for(
    load: Any, cells: str, numbers: list[int]
) -> None:
    content = "".join(f"{cell},_\n" for cell in ["a", *cells.split()])
    assert load(content)[1] == [(cell, "_") for cell in cells.split()]
    assert load(content, codes_are_text=False)[1] == [(number, "_") for number in numbers]


def test_a_file_of_a_header_alone_is_a_table_without_rows(load: Any) -> None:
    assert load("a,b\n") == ({"a": "INTEGER", "b": "INTEGER"}, [])


def test_a_value_at_the_end_of_a_long_file_has_its_say(load: Any) -> None:
    content = "number,word,flag\n" + "1,a,true\n" * 200_000 + "0.5,b,maybe\n"
    columns, rows = load(content)
    assert columns == {"number": "DOUBLE", "word": "VARCHAR", "flag": "VARCHAR"}
    assert (len(rows), rows[0], rows[-1]) == (200_001, (1.0, "a", "true"), (0.5, "b", "maybe"))


def test_column_types_come_before_what_the_values_look_like(load: Any) -> None:
    kinds = {"id": "varchar(10)", "amount": "decimal(18, 2)", "at": "timestamp"}
    columns, rows = load("id,amount,at,n\n007,1.5,2020-01-02,1\n,,,\n", column_types=kinds)
    assert columns == {"id": "VARCHAR", "amount": "DECIMAL(18,2)", "at": "TIMESTAMP", "n": "INTEGER"}
    assert [(row[0], str(row[1]), row[2]) for row in rows] == [
        ("007", "1.50", datetime(2020, 1, 2)),
        (None, "None", None),
    ]


# --- Files as they come -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "rows"),
    [
        ("a,b\r\n1,x\r\n", [(1, "x")]),
        ("a,b\r1,x\r2,y\r", [(1, "x"), (2, "y")]),
        ("\ufeffa,b\n1,x\n", [(1, "x")]),
        ("a,b\n1,x", [(1, "x")]),
        ("a,b\n1,x\n\n2,y\n\n", [(1, "x"), (2, "y")]),
        ("a\n1\n\n3\n", [(1,), (None,), (3,)]),
        ('a,b\n"1, ""2""","x\ny"\n"",z\n', [('1, "2"', "x\ny"), (None, "z")]),
        ('a,b\n1,x"y\n', [(1, 'x"y')]),
        ("a,b\n1,x\\\n", [(1, "x\\")]),
        ("a,b\n# 1,x\n", [("# 1", "x")]),
    ],
)
def test_line_ends_quotation_marks_and_blank_lines_are_read_as_csv_has_them(
    load: Any, content: str, rows: list[tuple[object, ...]]
) -> None:
    assert load(content)[1] == rows


def test_another_delimiter_is_said_in_the_config(load: Any) -> None:
    assert load("a;b\n1;2,5\n", delimiter=";")[1] == [(1, "2,5")]


def test_names_are_kept_as_they_are_written(load: Any) -> None:
    columns, _ = load(' first name ,"a ""b"", c",group,Größe\n1,2,3,4\n', quote_columns=False)
    assert list(columns) == [" first name ", 'a "b", c', "group", "Größe"]


def test_a_column_without_a_name_is_a_letter(load: Any) -> None:
    assert list(load(",name,\n1,x,2\n")[0]) == ["a", "name", "c"]


def test_the_file_s_name_may_hold_any_character(load: Any) -> None:
    assert load("a\n1\n", name="it's [*] all?.csv")[1] == [(1,)]


def test_a_seed_takes_the_place_of_the_table_and_of_the_view_that_is_there(
    con: duckdb.DuckDBPyConnection, load: Any
) -> None:
    build_view(con, TABLE, "select 1 as id", None)
    load("a\n1\n")
    load("b,c\n1,2\n")
    assert existing(con, TABLE) == Existing("table", (("b", "INTEGER"), ("c", "INTEGER")))


# --- What is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            b"a,b\n1,caf\xe9\n",
            f"The file is not UTF-8: byte 6 of line 2 is 0xe9.\n  at  seeds/towns.csv:2\n  {SAVE_ANEW}",
        ),
        ("a,b\n".encode("utf-16"), f"The file is UTF-16, not UTF-8.\n  at  seeds/towns.csv:1\n  {SAVE_ANEW}"),
        (
            b"",
            "The file has no header.\n  at  seeds/towns.csv:1\n  try the names of the columns as first line",
        ),
        (
            b"a,B,b\n1,2,3\n",
            "The header names `b` twice.\n  at  seeds/towns.csv:1\n  try one column of each name, whatever its case",
        ),
        (
            b'a,b\n1,"x\ny"\n\n2\n',
            "The row has 1 cell, and the header 2.\n  at  seeds/towns.csv:5\n"
            "  try a delimiter for each empty cell; or deleting the row, if it was cut off",
        ),
        (
            b"a,b\n1,2,3\n",
            "The row has 3 cells, and the header 2.\n  at  seeds/towns.csv:2\n"
            "  try quotation marks around a cell that holds the delimiter",
        ),
        (
            b'a,b\n1,x\n2,"y\n3,z\n',
            f'A quotation mark (") is opened here and never closed.\n  at  seeds/towns.csv:3\n  {CLOSE_IT}',
        ),
        (
            b'a,b\n1,x\n2,"y"z\n',
            'A quotation mark (") stands in the middle of a quoted cell that starts here.\n'
            f"  at  seeds/towns.csv:3\n  {CLOSE_IT}",
        ),
        (
            b'"a,b\n1,x\n',
            f'A quotation mark (") is opened here and never closed.\n  at  seeds/towns.csv:1\n  {CLOSE_IT}',
        ),
    ],
)
def test_a_file_that_is_not_well_formed_is_refused_by_line(load: Any, content: bytes, message: str) -> None:
    with pytest.raises(InputError) as caught:
        load(content)
    assert str(caught.value) == message


def test_a_file_that_mixes_line_ends_is_refused_in_duckdb_s_words(load: Any) -> None:
    with pytest.raises(InputError, match=r"The file cannot be read as CSV: .*state machine") as caught:
        load("a,b\r\n1,x\n2,y\n")
    assert (caught.value.at, caught.value.way_out) == ("seeds/towns.csv", "saving it anew, with one kind of line end")


@pytest.mark.parametrize(
    ("content", "config", "message"),
    [
        (
            'a,b\n1,"x\ny"\n\nlots,z\n',
            {"column_types": {"a": "integer"}},
            "`lots` of the column `a` is no integer.\n  at  seeds/towns.csv:5\n"
            "  try another value, or another type in `column_types`",
        ),
        (
            "a\n1\n\nx\n",
            {"column_types": {"a": "bigint"}},
            "`x` of the column `a` is no bigint.\n  at  seeds/towns.csv:4\n"
            "  try another value, or another type in `column_types`",
        ),
        (
            "zip,b\n1,2\n",
            {"column_types": {"zipp": "varchar"}},
            "`column_types` gives a type to `zipp`, a column that the file has not.\n"
            "  at  seeds/towns.csv:1\n  try `zip`, the closest name",
        ),
        (
            "a,b\n1,2\n",
            {"column_types": {"year": "integer"}},
            "`column_types` gives a type to `year`, a column that the file has not.\n"
            "  at  seeds/towns.csv:1\n  try one of `a`, `b`",
        ),
        (
            "a,b\n1,2\n",
            {"column_types": {"a": "intger"}},
            "`column_types` is not understood: Type with name intger does not exist!\n"
            "  try a type of DuckDB, such as `varchar` or `decimal(18, 2)`",
        ),
    ],
)
def test_column_types_that_do_not_meet_the_file_are_refused(
    load: Any, content: str, config: dict[str, Any], message: str
) -> None:
    with pytest.raises(WhError) as caught:
        load(content, **config)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ({"delimiter": "||"}, "`delimiter` is to be one character, not '||'.\n  try `delimiter: \";\"`"),
        (
            {"quote_columns": "no"},
            "`quote_columns` is true or false, not 'no'.\n  try `quote_columns: true`, or `quote_columns: false`",
        ),
        (
            {"column_types": ["a"]},
            "`column_types` is to say one text for each name, not ['a'].\n  try `column_types: {name: text}`",
        ),
    ],
)
def test_a_config_that_cannot_be_done_is_refused_before_the_file_is_read(config: dict[str, Any], message: str) -> None:
    with pytest.raises(ModelError) as caught:
        check_config("seed", config)
    assert str(caught.value) == message
