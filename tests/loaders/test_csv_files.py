"""CSV files as people and spreadsheets leave them: what is read all the same, and what is refused by line."""

from typing import Any

import pytest

PEOPLE = "labels/people.csv"
HEADER = "person_id,name,born_on,died_on,wikidata_id\n"


def people(desk: Any) -> list[tuple[object, ...]]:
    return desk.rows("select person_id, name, born_on, line from raw.people_now order by line")


@pytest.mark.parametrize(
    "content",
    [
        HEADER + "ann,Ann Lee,1954,,\n",
        (HEADER + "ann,Ann Lee,1954,,\n").encode("utf-8-sig"),
        (HEADER + "ann,Ann Lee,1954,,\n").replace("\n", "\r\n"),
        (HEADER + "ann,Ann Lee,1954,,\n").replace("\n", "\r"),
        (HEADER + "ann,Ann Lee,1954,,\n").replace(",", ";"),
        (HEADER + "ann,Ann Lee,1954,,\n").replace(",", "\t"),
        HEADER + "ann,Ann Lee,1954,,",
        HEADER + " ann ,  Ann Lee\t, 1954 , ,\n",
        HEADER + '"ann","Ann Lee","1954","",""\n',
        HEADER.rstrip() + ",,\nann,Ann Lee,1954,,,,\n,,,,,,\n",
        "person_id,born_on,name,wikidata_id,died_on\nann,1954,Ann Lee,,\n",
    ],
    ids=["plain", "BOM", "CRLF", "CR", "semicolons", "tabs", "no last line end", "white space", "quoted",
         "empty cells at the end", "another order"],
)  # fmt: skip
def test_what_a_spreadsheet_leaves_is_read_where_it_is_unambiguous(desk: Any, content: str | bytes) -> None:
    desk.write(PEOPLE, content)
    assert desk.refusals() == []
    assert people(desk) == [("ann", "Ann Lee", "1954", 2)]


def test_a_day_that_a_spreadsheet_rewrote_becomes_iso(desk: Any) -> None:
    desk.write(PEOPLE, HEADER + "ann,Ann,13/12/1954,13.12.2025,\nbob,Bob,05/05/1954,12/13/2025,\n")
    assert desk.rows("select born_on, died_on from raw.people_now order by line") == [
        ("1954-12-13", "2025-12-13"),
        ("1954-05-05", "2025-12-13"),
    ]


def test_an_accent_is_one_character_however_it_was_typed(desk: Any) -> None:
    desk.add(PEOPLE, "zoe,Zoe\u0308,,,")
    assert people(desk)[1][1] == "Zo\u00eb"


def test_a_cell_may_hold_lines_and_the_next_row_still_has_its_own_line(desk: Any) -> None:
    desk.write(PEOPLE, HEADER + '\nann,"Ann\nLee",,,\nbob,Bob,,,\n')
    assert people(desk) == [("ann", "Ann\nLee", None, 3), ("bob", "Bob", None, 5)]


def test_a_cell_may_be_longer_than_the_limit_of_the_csv_module(desk: Any) -> None:
    desk.add(PEOPLE, f"bob,{'B' * 200_000},,,")
    assert desk.refusals() == []


def test_a_file_that_is_not_there_has_no_rows(desk: Any) -> None:
    desk.remove("labels/rulings.csv")
    assert desk.refusals() == []
    assert desk.rows("select * from raw.rulings_now") == []


def test_a_header_alone_has_no_rows(desk: Any) -> None:
    desk.write("labels/rulings.csv", "disagreement_id,decision,fact_id,reason,decided_by,decided_on,expires_on\n")
    assert desk.refusals() == []


def refused(desk: Any, content: str | bytes) -> list[str]:
    desk.write("labels/units.csv", content)
    return desk.refusals()


def test_an_empty_file_is_refused_with_the_header_to_paste(desk: Any) -> None:
    assert refused(desk, "") == [
        "data/labels/units.csv:1 -: The file is empty. try the header line `unit,base_unit,factor`"
    ]


def test_a_file_in_another_encoding_is_refused_with_line_and_byte(desk: Any) -> None:
    content = "unit,base_unit,factor\ndecades,years,10\nann\u00e9es,ans,1\n".encode("latin-1")
    assert refused(desk, content) == [
        "data/labels/units.csv:3 -: The file is not UTF-8: byte 4 of line 3 is 0xe9. "
        "try saving it again as UTF-8 (in a spreadsheet: `CSV UTF-8`; in an editor: encoding `UTF-8`)"
    ]


def test_a_file_in_utf_16_is_refused_by_that_name(desk: Any) -> None:
    assert refused(desk, "unit,base_unit,factor\n".encode("utf-16")) == [
        "data/labels/units.csv:1 -: The file is UTF-16, not UTF-8. "
        "try saving it again as UTF-8 (in a spreadsheet: `CSV UTF-8`; in an editor: encoding `UTF-8`)"
    ]


def test_a_missing_column_that_must_be_there_refuses_the_file_and_names_the_closest_header(desk: Any) -> None:
    assert refused(desk, "unit,base_unit,facter\ndecades,years,10\n") == [
        "data/labels/units.csv:1 factor: There is no column `factor`. "
        "try renaming the column `facter`, the closest name"
    ]
    assert desk.rows("select * from raw.units_now") == []


def test_a_missing_column_that_may_be_empty_is_named_and_the_rows_stay(desk: Any) -> None:
    assert refused(desk, "unit,factor\ndecades,10\n") == [
        "data/labels/units.csv:1 base_unit: There is no column `base_unit`. try the header `unit,base_unit,factor`"
    ]
    assert desk.rows("select unit, base_unit, factor from raw.units_now") == [("decades", None, 10.0)]


def test_an_unknown_column_is_named_and_the_rows_stay(desk: Any) -> None:
    assert refused(desk, "unit,base_unit,factor,colour\ndecades,years,10,red\n") == [
        "data/labels/units.csv:1 colour: The file has no use for a column `colour`; it is not read. "
        "try taking it out; a remark belongs into `note`"
    ]
    assert desk.rows("select unit from raw.units_now") == [("decades",)]


def test_a_column_that_is_there_twice_refuses_the_file(desk: Any) -> None:
    assert refused(desk, "unit,factor,factor\ndecades,10,10\n") == [
        "data/labels/units.csv:1 factor: The header names `factor` twice. try one column of each name"
    ]


def test_a_row_with_too_many_or_too_few_cells_is_refused(desk: Any) -> None:
    assert refused(desk, "unit,base_unit,factor\na,b,1\nc,d\ne,f,1,227\ng,h,2\n") == [
        "data/labels/units.csv:3 -: The row has 2 cells, and the header 3. try a comma for each empty cell",
        "data/labels/units.csv:4 -: The row has 4 cells, and the header 3. "
        "try a cell that holds a comma in quotation marks",
    ]
    assert desk.rows("select unit from raw.units_now order by line") == [("a",), ("g",)]


def test_a_quote_that_is_never_closed_is_named_with_its_line_and_no_other_row_is_lost(desk: Any) -> None:
    assert refused(desk, 'unit,base_unit,factor\na,b,1\n"c,d,2\ne,f,3\n') == [
        'data/labels/units.csv:3 -: A quotation mark (") is opened here and never closed. '
        'try closing the cell with ", and writing a quotation mark inside a quoted cell twice ("")'
    ]
    assert desk.rows("select unit, line from raw.units_now order by line") == [("a", 2), ("e", 4)]


def test_a_quote_that_ends_inside_another_rows_quote_is_named_too(desk: Any) -> None:
    assert refused(desk, 'unit,base_unit,factor\n"a,b,1\n"c",d,2\n') == [
        'data/labels/units.csv:2 -: A quotation mark (") stands in the middle of a quoted cell that starts here. '
        'try closing the cell with ", and writing a quotation mark inside a quoted cell twice ("")'
    ]
    assert desk.rows("select unit, line from raw.units_now") == [("c", 3)]


def test_a_nul_byte_is_refused(desk: Any) -> None:
    assert refused(desk, "unit,base_unit,factor\na\0,b,1\nc,d,1\n") == [
        "data/labels/units.csv:2 unit: The cell `unit` holds a NUL byte. try typing the cell anew"
    ]


def test_a_label_file_that_no_loader_reads_is_named_with_the_closest_one(desk: Any) -> None:
    desk.write("labels/fact.csv", "fact_id\n")
    desk.write("labels/.~lock.facts.csv#", "")
    assert desk.refusals() == [
        "data/labels/fact.csv:1 -: No loader reads `fact.csv`. try `facts.csv`, the closest name"
    ]


def test_a_refused_record_is_kept_as_it_stood(desk: Any) -> None:
    desk.write("labels/units.csv", 'unit,base_unit,factor\n"decades\nlong",years,ten\n')
    assert [each.record for each in desk.preview().rejects] == ['"decades\nlong",years,ten']


@pytest.mark.parametrize(
    "row",
    [
        "bob,Bob,soon,,",
        "bob,Bob,1954,,,a sixth cell",
        "bob,Bob",
        "bob,B\0b,,,",
        'bob,"Bob,1954,,',
        '"bob","Bob" Lee,1954,,',
        "ann,Ann Lee again,,,",
    ],
    ids=["a cell", "a cell too many", "cells too few", "NUL", "a quotation that stays open", "a quotation that goes on",
         "an id twice"],
)  # fmt: skip
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_refused_row_is_known_by_its_key_however_it_is_broken(desk: Any, row: str, delimiter: str) -> None:
    desk.write(PEOPLE, (HEADER + "ann,Ann Lee,1954,,\n" + row + "\n").replace(",", delimiter))
    [refused] = [each for each in desk.preview().rejects if each.line == 3]
    assert refused.record_key == row.strip('"')[:3]


def test_a_row_that_refers_to_nothing_is_known_by_its_key(desk: Any) -> None:
    desk.write("labels/relations.csv", "relation_id;kind;role;operand;note\nr1;sum;whole;e/s/nowhere;\n")
    [refused] = desk.preview().rejects
    assert refused.record_key == "r1"
