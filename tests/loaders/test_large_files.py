"""Large label files: their rows are checked by columns, and all that is said and loaded is as of a small file."""

import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import duckdb
import pytest

from wh import csvblocks, labelfiles
from wh.csvfile import read_csv
from wh.errors import InputError
from wh.kinds import DECLARED_IN, Id, LabelKind, UnseenColumnError, columns_of_check, labels, own_words, passes_check

FACT = "{id},swap-herald,swap,prisoners,{attribute},,{value},,,{source},,{stance},{target},{exact},,desk,{day}"


def fact(id_: str, **cells: str) -> str:
    good = {"attribute": "released_count", "value": "8", "source": "", "stance": "asserts", "target": ""}
    return FACT.format(**{"id": id_, **good, "exact": "freed", "day": "2025-12-14", **cells})


TROUBLE = {
    "labels/facts.csv": [
        fact("f2", exact='"eight, or ""nine"""'),
        "",
        fact("f3", source="nobody"),
        fact("f4", value="soon", attribute="arrested_on"),
        fact("f5", value="9.5"),
        fact("f6", value=""),
        fact("f7", stance="retracts", target="f3"),
        fact("f8", stance="retracts", target="f7"),
        fact("f9", stance="assert"),
        fact("f1", day="13/12/2025"),
        fact("f 10"),
        fact("f11", exact='"two\nlines"'),
        fact("f12") + ",more",
        fact("f13", day="03/04/2025"),
        ",,,,,,,,,,,,,,,,",
        ",,,,,,,,,,,,,,,,,,,",
        fact("f14", exact="  said\u00a0that \u2009", value="13/12/2025", attribute="arrested_on"),
        fact("f15", source="late"),
        fact("f16", value="", stance="unknown"),
        fact("f17", stance="retracts", target="f18"),
        fact("f18", stance="retracts", target="f17"),
    ],
    "labels/fact_chain.csv": ["f1,2,wire", "f1,2.0,herald", "f3,1,wire", "f11,0,wire", "f2,1", "f5,1,late"],
    "labels/sources.csv": ["late,Late,outlet,lost,", "own,Own,outlet,owned,", "owned,Owned,outlet,own,"],
    "labels/mentions.csv": ["swap-herald,ann,Zoe\u0308,,", "swap-herald,ann,Zo\u00eb,,", "no-article,,Bob,,12/12/2025"],
    "labels/relations.csv": ["r3,at_most,smaller,swap/prisoners/released_coun,", "r4,age,born,people/ann/born_on,"],
    "labels/evidence.csv": ["f2,full,,", "f3,full,x,", "f11,digest,,y"],
}


@pytest.fixture
def all_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelfiles, "LARGE", 0)


def loaded(desk: Any) -> tuple[Any, dict[str, list[Any]]]:
    with duckdb.connect() as con:
        summary = desk.load(con)
        tables = [name for name in summary.row_counts if name != "articles"]
        columns = "* exclude (file_sha256)"
        return summary, {
            table: con.execute(f"select {columns} from raw.{table} order by line").fetchall()
            + con.execute(f"select {columns} from raw.{table}_now order by line").fetchall()
            for table in tables
        }


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_large_files_are_read_as_small_ones_are(desk: Any, monkeypatch: pytest.MonkeyPatch, line_end: str) -> None:
    for file, rows in TROUBLE.items():
        desk.add(file, *rows)
        path = desk.root / "data" / file
        path.write_bytes(path.read_bytes().replace(b"\n", line_end.encode()))
    (small, small_rows), preview = loaded(desk), desk.preview()
    monkeypatch.setattr(labelfiles, "LARGE", 0)
    monkeypatch.setattr(csvblocks, "BLOCK", 300)
    held = []
    copy_csv = csvblocks.copy_csv
    monkeypatch.setattr(csvblocks, "copy_csv", lambda *of: held.append(copied := copy_csv(*of)) or copied)
    large, large_rows = loaded(desk)
    assert len(held) == len(large_rows) + 1  # the manifest
    assert None not in held
    assert len(small.rejects) > 25
    assert large.rejects == small.rejects == desk.preview().rejects == preview.rejects
    assert large.row_counts == small.row_counts
    assert large_rows == small_rows


@pytest.mark.usefixtures("all_large")
def test_a_large_file_that_only_a_spreadsheet_saved_again_is_the_same_version(desk: Any) -> None:
    with duckdb.connect() as con:
        desk.load(con)
        path = desk.root / "data" / "labels" / "people.csv"
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
        assert not desk.load(con).is_new
        desk.change("labels/people.csv", "Ann Lee", "Anne Lee")
        assert desk.load(con).changed_tables == ("people",)
        assert con.sql("select name from raw.people_now").fetchall() == [("Anne Lee",)]


@pytest.mark.usefixtures("all_large")
def test_a_row_that_leads_to_a_refused_row_is_itself_refused_wherever_it_stands(desk: Any) -> None:
    desk.add("labels/facts.csv", fact("f2", source="nobody"), fact("f3", stance="retracts", target="f2"))
    desk.add("labels/facts.csv", fact("f4", stance="retracts", target="f3"), fact("f5"))
    desk.add("labels/rulings.csv", "d,prefer,f4,so,desk,2025-12-14,")
    assert [(each.file.rpartition("/")[2], each.line, each.column_name) for each in desk.preview().rejects] == [
        ("facts.csv", 3, "source_id"),
        ("facts.csv", 4, "target_fact_id"),
        ("facts.csv", 5, "target_fact_id"),
        ("rulings.csv", 3, "fact_id"),
    ]
    assert desk.preview().row_counts["facts"] == 2


def kind_of(record: type) -> LabelKind:
    found = getattr(record, DECLARED_IN)
    assert isinstance(found, LabelKind)
    return found


def later_than(record: Any, day: int) -> bool:
    return bool(record.until > day)


@labels("spans.csv", key="span_id")
@dataclass(frozen=True, slots=True)
class Span:
    span_id: Id
    since: int
    until: int
    note: Annotated[str | None, own_words()]

    def __post_init__(self) -> None:
        if not later_than(self, self.since):
            raise InputError("It ends before it begins.", at="until", way_out="a later one")
        if self.since == 0:
            object.__setattr__(self, "note", "from the start")


def test_words_that_each_row_has_of_its_own_are_packed_as_texts_and_change_no_version() -> None:
    columns = kind_of(Span).columns
    assert [column.name for column in columns if column.has_own_words] == ["note"]
    assert "has_own_words" not in repr(columns)


def test_a_records_own_check_is_asked_once_for_what_it_looks_at() -> None:
    kind = kind_of(Span)
    assert columns_of_check(kind) == ("since",)
    with pytest.raises(UnseenColumnError) as unseen:
        passes_check(kind, {"since": 1})
    assert unseen.value.column == "until"
    assert passes_check(kind, {"since": 1, "until": 2})
    assert not passes_check(kind, {"since": 2, "until": 1})


def test_a_row_that_its_own_check_rewrites_is_not_taken_as_it_stands() -> None:
    assert not passes_check(kind_of(Span), {"since": 0, "until": 1})


@pytest.mark.parametrize(
    "content",
    ['a,b\n"x"y,1\n', 'a,b\nx"y,1\n', 'a,b\n "x",1\n', 'a,b\n"x,1\n', "a,b\nx\0,1\n", "a,b,\nx,1,\n", "\na,b\nx,1\n"],
    ids=["behind", "within", "space before", "never closed", "NUL", "empty column", "blank line first"],
)
def test_what_is_not_plain_is_left_to_the_patient_reader(tmp_path: Path, content: str) -> None:
    (tmp_path / "in.csv").write_text(content, encoding="utf-8", newline="")
    assert csvblocks.copy_csv(tmp_path / "in.csv", tmp_path / "out.csv", ("a", "b"), ("a",), ()) is None


@pytest.mark.parametrize(
    ("row", "has_blank_edges"),
    [
        *((row, True) for row in ("x, 1", "x ,1", " x,1", "x,1 ", '"x ",1', 'x," 1"', "x,  ")),
        *((row, False) for row in ('"x, y",1', "x y,1 2", '"x\n y",1', "x,")),
    ],
)
def test_cells_are_trimmed_where_a_blank_begins_or_ends_one(tmp_path: Path, row: str, has_blank_edges: bool) -> None:
    (tmp_path / "in.csv").write_text(f"a,b\ny,2\n{row}\nz,3\n", encoding="utf-8", newline="")
    copy = csvblocks.copy_csv(tmp_path / "in.csv", tmp_path / "out.csv", ("a", "b"), ("a",), ())
    assert copy is not None
    assert copy.has_blank_edges is has_blank_edges


def test_every_record_keeps_its_line_and_its_text_however_the_file_is_cut(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f'n{n},"cell {n}{chr(10) * (n % 3)}, ""so"""' if n % 2 else f"n{n},Zoe\u0308" for n in range(600)]
    rows[100] = "n100"
    content = "\n".join(["a,b", *rows])
    (tmp_path / "in.csv").write_text(content, encoding="utf-8", newline="")
    monkeypatch.setattr(csvblocks, "BLOCK", 100)
    copy = csvblocks.copy_csv(tmp_path / "in.csv", tmp_path / "out.csv", ("a", "b"), ("a",), ())
    table = read_csv(content.encode(), ("a", "b"), ("a",))
    assert copy is not None
    assert copy.row_count == 599
    assert tuple(copy.records(range(599), ("a", "b"))) == table.records
    assert copy.refusals == table.refusals
    assert copy.has_lines_in_cells
    assert all(unicodedata.is_normalized("NFC", record.text) for record in table.records)
