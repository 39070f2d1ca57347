"""Large files of articles: they are described by columns, and all that is said and loaded is as of a small file."""

import json
import os
import signal
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wh import article_columns, formats, labelfiles
from wh.article_settings import read_article_settings

ADDRESSES = (
    *("https://www.example.org/news/swap-of-123/", "http://example.org/news/swap-of-124.html", "https://example.org"),
    *("https://example.org/2025/12/4567", "https://example.org/2025/ab/12.shtml", "https://EXAMPLE.org/upper"),
    *("https://example.org/a?utm_source=x&id=7", "https://example.org/story/?id=8", "https://example.org/?p=9"),
    *(
        "https://example.org/a~b~~c",
        "https://example.org/caf%C3%A9-one",
        "https://example.org/caf\u00e9-two",
        "no address",
    ),
    *("https://user@example.org:8080/path-three", "https://example.org/x//y/", "https://www.www.org/four#part"),
    *("https://example.org/" + "long-" * 30 + "-.", "https://example.org/-.words.-/12", "https://example.org/a.aspx"),
    *("https://example.org/?", "https://example.org/q?b=&a=1", "https://example.org/news/?fbclid=1"),
)
TIMES = (
    *("2025-12-13", "2025-12-13T10:00", "2025-12-13 10:00:59.123", "2025-12-13T10:00:00+05:30", "2025-12-13T10:00Z"),
    *("2025-12-13T10:00:00-0330", "2025-12-13T10:00:00-00:00", "2025-12-13T23:59:60Z", "2025-02-30", "20251213T1000Z"),
    *("Sat, 13 Dec 2025 22:20:00 +0530", "2025-12-13T24:00:00Z", "2025-12-13T10:00:00+14:00", " 2025-12-13 ", "soon"),
    *("2025-12-13T10:00:00+15:00", "0000-01-01", "9999-12-31T23:59:59-01:00", "2024-02-29T00:00:00z", "2025-12-13T10"),
)
ROWS: tuple[Any, ...] = (
    *({"url": url, "text": f"At {place}."} for place, url in enumerate(ADDRESSES)),
    *({"article_id": f"t{place}", "text": "T.", "published_at": time} for place, time in enumerate(TIMES)),
    *(
        {"article_id": f"o{place}", "text": "T.", "published_at": time, "outlet_id": "herald"}
        for place, time in enumerate(TIMES)
    ),
    *(
        {"article_id": f"u{place}", "text": "T.", "updated_at": time, "fetched_at": TIMES[3]}
        for place, time in enumerate(TIMES)
    ),
    {
        "article_id": "z",
        "text": "Cafe\u0301\r\nand\rso on.\n",
        "title": "Ti\u0301tle",
        "author": "A, B",
        "language": "",
    },
    {"article_id": "a b", "text": "T."},
    {"article_id": "\u00e9t\u00e9", "text": "T."},
    {"article_id": "a/b", "text": "T."},
    {"item_id": "urn:x:1", "text": "T."},
    {"item_id": "urn:x:2", "item_version": 3, "text": "T.", "url": ADDRESSES[0]},
    {"item_id": "a name", "text": "T."},
    {"item_id": "https://example.org/item-five", "text": "T."},
    {"item_id": "urn:x:3", "item_version": "x", "text": "T."},
    {"item_id": "urn:x:4", "item_version": True, "text": "T."},
    {"item_id": "urn:v", "item_version": 2, "text": "New."},
    {"item_id": "urn:v", "item_version": 1, "text": "Old."},
    {"item_id": "urn:v", "item_version": 1, "text": "Other."},
    {"item_id": "urn:v", "item_version": 2, "text": "New."},
    {"article_id": "w", "status": "canceled", "text": "Gone."},
    {"article_id": "w2", "status": "cancelled", "text": "T."},
    {"article_id": "p", "status": "usable", "text": "P."},
    {"article_id": "e", "edition": "digest", "text": "E."},
    {"article_id": "e2", "edition": "brief", "text": "E."},
    {"article_id": "s", "outlet_id": "nobody", "text": "S."},
    {"article_id": "b", "text": " \n\u2003"},
    {"article_id": "c", "text": ""},
    {"article_id": "d"},
    {"text": "No name."},
    {"article_id": "n", "text": "a\0b"},
    {"article_id": "n2", "text": "N.", "title": "a\0b"},
    {"article_id": "h", "text": "half \ud83d"},
    {"article_id": "h2", "text": "whole \U0001f600"},
    {"article_id": 5, "text": "Five.", "title": 5.0, "author": True},
    {"article_id": "l", "text": "L.", "title": ["x"]},
    {"article_id": "dup", "text": "One."},
    {"article_id": "dup", "text": "Two."},
    {"article_id": "x", "text": {"a": 1}},
    {"article_id": "swap-herald", "text": "That of the manifest."},
)
LINES = (
    *(json.dumps(row, ensure_ascii=place % 2 == 0).encode("utf-8", "surrogatepass") for place, row in enumerate(ROWS)),
    *(
        b"{",
        b"",
        b"[1]",
        b'{"text": "a", "text": "b", "article_id": "twice"}',
        b"\xff",
        b"\xef\xbb\xbf{}",
        b'{"a": NaN}',
    ),
    *(
        b'{"article_id": "end", "text": "\xe2\x80\xa8."}\r',
        b'{"article_id": "deep", "x": ' + b"[" * 2000 + b"]" * 2000 + b"}",
    ),
)


@pytest.fixture
def all_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "BULK", 0)
    monkeypatch.setattr(formats, "BLOCK", 3000)


def loaded(desk: Any) -> tuple[Any, ...]:
    with duckdb.connect() as con:
        summary = desk.load(con)
        tables = ("articles", "articles_now", "load_files", "load_counts")
        return summary, *(con.execute(f"select * from raw.{table} order by all").fetchall() for table in tables)


def test_lines_of_a_large_file_are_read_as_those_of_a_small_one(
    desk: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write("articles/rows.jsonl", b"\n".join(LINES))
    small, preview = loaded(desk), desk.preview()
    request.getfixturevalue("all_large")
    read_by_one = []
    take = article_columns.take_records
    monkeypatch.setattr(article_columns, "take_records", lambda *of: read_by_one.append(found := take(*of)) or found)
    large = loaded(desk)
    assert len(small[0].rejects) > 25
    assert 0 < len([place for places in read_by_one for place in places]) < len(ROWS) * 2 / 3
    assert large[0].rejects == small[0].rejects == desk.preview().rejects == preview.rejects
    assert large == small


def parquet(desk: Any, query: str, name: str = "rows.parquet") -> Path:
    path = Path(desk.root, "data", "articles", name)
    with duckdb.connect() as con:
        con.execute("set TimeZone = 'Asia/Kolkata'")
        con.execute(f"copy ({query}) to '{path}' (format parquet)")
    return path


def test_a_file_that_did_not_change_is_not_loaded_again_and_one_that_grew_adds_what_is_new(
    desk: Any, request: pytest.FixtureRequest
) -> None:
    desk.write("articles/rows.jsonl", b"\n".join(LINES) + b"\n")
    with duckdb.connect() as con:
        desk.load(con)
        before = con.execute("from raw.articles").fetchall()
        request.getfixturevalue("all_large")
        assert not desk.load(con).is_new
        desk.write(
            "articles/rows.jsonl", b"\n".join((*LINES, b'{"article_id": "p", "status": "usable", "text": "P2."}'))
        )
        assert desk.load(con).is_new is True
        assert con.execute("select count(*) from raw.articles").fetchone() == (len(before),)
        desk.write("articles/rows.jsonl", b"\n".join((*LINES, b'{"article_id": "p2", "text": "P2."}')))
        assert desk.load(con).changed_tables == ("articles", "rejects")
        assert con.execute("select version, article_id from raw.articles where text = 'P2.'").fetchall() == [(1, "p2")]
        assert con.execute("select count(*) from raw.articles").fetchone() == (len(before) + 1,)


KILLED = """
import os, signal, sys, pathlib, duckdb
from loaders.conftest import Desk
from wh import formats, keeping

formats.BULK, formats.BLOCK = 0, 3000
put, calls = keeping.Kept.put, []

def put_some(*of):
    put(*of)
    calls.append(of)
    if len(calls) == 4:
        os.kill(os.getpid(), signal.SIGKILL)

keeping.Kept.put = put_some
with duckdb.connect(sys.argv[2]) as con:
    Desk(pathlib.Path(sys.argv[1])).load(con)
"""


def test_a_load_that_is_killed_in_the_middle_was_never_there_and_the_next_one_is_whole(
    desk: Any, tmp_path: Path
) -> None:
    desk.write("articles/rows.jsonl", b"\n".join(LINES))
    root = Path(__file__).resolve().parents[2]
    paths = os.pathsep.join((str(root), str(root / "tests")))
    ran = subprocess.run(
        [sys.executable, "-c", KILLED, str(desk.root), str(tmp_path / "killed.duckdb")],
        env={**os.environ, "PYTHONPATH": paths},
    )
    assert ran.returncode == -signal.SIGKILL
    _, *whole = loaded(desk)
    with duckdb.connect(str(tmp_path / "killed.duckdb")) as con:
        desk.load(con)
        tables = ("articles", "articles_now", "load_files", "load_counts")
        assert [con.execute(f"select * from raw.{table} order by all").fetchall() for table in tables] == whole
        assert not desk.load(con).is_new


def test_the_memory_of_a_load_does_not_grow_with_the_file(desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "BULK", 0)
    monkeypatch.setattr(formats, "BLOCK", 500_000)
    lines = (json.dumps({"article_id": f"a{place}", "text": f"{place} " * 5000}) for place in range(1000))
    desk.write("articles/rows.jsonl", "\n".join(lines))
    assert (desk.root / "data/articles/rows.jsonl").stat().st_size > 18_000_000
    desk.remove("articles/herald.txt")  # what may be as long as a file of one piece may be
    with duckdb.connect() as con:
        tracemalloc.start()
        desk.load(con)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert con.execute("select count(*) from raw.articles").fetchone() == (1000,)
    assert peak < 12_000_000


class TestParquet:
    """A file of rows and columns."""

    def test_it_is_read_as_lines_are_few_or_many(self, desk: Any, request: pytest.FixtureRequest) -> None:
        texts = [row for row in ROWS if all(type(each) is str and "\ud83d" not in each for each in row.values())]
        lines = "\n".join(map(json.dumps, texts))
        desk.write("articles/rows.jsonl", lines)
        as_lines = loaded(desk)
        names = ", ".join(f"{name}: 'varchar'" for name in ("text", *formats.Item.__dataclass_fields__))
        read = f"read_json('{desk.root}/data/articles/rows.jsonl', format = 'nd', columns = {{{names}}})"
        path = parquet(desk, f"from {read}")
        Path(desk.root, "data/articles/rows.jsonl").unlink()
        few = loaded(desk)
        request.getfixturevalue("all_large")
        assert path.exists() and loaded(desk) == few

        def bare(of: Any) -> Any:
            said = [replace(each, file="", record="", byte_offset=None, raw_bytes=None) for each in of[0].rejects]
            return [str(each).replace("rows.parquet", "rows.jsonl") for each in said]

        assert bare(few) == bare(as_lines)

    @pytest.mark.parametrize("bulk", [0, 4_000_000])
    def test_columns_are_found_by_the_settings_and_read_whatever_their_type(
        self, desk: Any, monkeypatch: pytest.MonkeyPatch, bulk: int
    ) -> None:
        monkeypatch.setattr(formats, "BULK", bulk)
        columns = {"text": "body.plain", "url": "link", "published_at": "at", "fetched_at": "got", "item_version": "v"}
        desk = replace(desk, article_settings=read_article_settings({"*.parquet": {"columns": columns}}, ""))
        parquet(
            desk,
            "select {plain: 'News.'} as body, 'https://example.org/one-two' as link, 7 as v, 'x'::blob as other,"
            " timestamptz '2025-12-13 22:20+05:30' as at, timestamp '2025-12-14 01:00' as got",
        )
        wanted = "article_id, published_at, published_at_utc, published_as, fetched_at, item_version, line"
        assert desk.rows(f"select {wanted} from raw.articles_now where text = 'News.'") == [
            (
                "example.org-one-two-43204254",
                "2025-12-13T16:50:00+00:00",
                datetime(2025, 12, 13, 16, 50),
                None,
                None,
                7,
                1,
            )
        ]

    @pytest.mark.usefixtures("all_large")
    def test_one_that_did_not_change_is_not_loaded_again_and_one_that_grew_adds_what_is_new(self, desk: Any) -> None:
        rows = "select 'a' || i as article_id, if(i = 2, chr(10), 'News of ' || i) as text from range({}) as numbers(i)"
        parquet(desk, rows.format(5))
        with duckdb.connect() as con:
            assert desk.load(con).article_count == 5  # one is blank, one is the herald's
            before = con.execute("from raw.articles order by article_id").fetchall()
            assert not desk.load(con).is_new
            parquet(desk, rows.format(6))
            assert desk.load(con).changed_tables == ("articles", "rejects")
            added = "select article_id, line, text, version from raw.articles where load_id = 'load-000002'"
            assert con.execute(added).fetchall() == [("a5", 6, "News of 5", 1)]
            assert (
                con.execute("from raw.articles order by article_id limit ?", [len(before)]).fetchall()[:4] == before[:4]
            )

    def test_of_one_that_breaks_in_the_middle_what_can_be_read_is_loaded(
        self, desk: Any, request: pytest.FixtureRequest
    ) -> None:
        text = "sha256(i::varchar) as text, 'https://example.org/story-' || i as url"
        path = parquet(desk, f"(select {text} from range(6144) as numbers(i))")
        with duckdb.connect() as con:
            con.execute(f"copy (select {text} from range(6144) as r(i)) to '{path}' (row_group_size 2048)")
        content = bytearray(path.read_bytes())
        content[len(content) // 2 : len(content) // 2 + 200] = b"\x55" * 200
        path.write_bytes(content)
        for _ in ("small", "large"):
            for summary in (loaded(desk)[0], desk.preview()):
                tally = summary.tallies["data/articles/rows.parquet"]
                assert 2000 < summary.article_count < 6144  # and the herald's
                assert (tally.seen, tally.refused) == (6144, 6144 + 1 - summary.article_count)
                assert all("cannot be read: " in each.reason for each in summary.rejects)
            request.getfixturevalue("all_large")

    def test_one_without_a_text_says_which_column_it_may_be(self, desk: Any) -> None:
        parquet(desk, "select 'a' as article_id, 'News.' as txt")
        assert desk.refusals() == [
            "data/articles/rows.parquet:1 text: There is no text at `text`. "
            'try columns = { text = "txt" } for this file in [tool.wh.articles]'
        ]

    def test_one_that_is_cut_off_or_empty_is_refused(self, desk: Any) -> None:
        path = parquet(desk, "select 'a' as article_id, 'News.' as text")
        path.write_bytes(path.read_bytes()[:-20])
        parquet(desk, "select 'a' as article_id, 'News.' as text limit 0", "none.parquet")
        assert [each.partition(" try ")[0].partition(":1 -: ")[2][:32] for each in desk.refusals()] == [
            "The file holds no rows.",
            "It is cut off, or no Parquet: In",
        ]


class TestAFolderOfTexts:
    """Plain texts whose manifest is large."""

    def test_they_are_read_as_those_of_a_small_manifest(self, desk: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        texts = {
            "a": b"A.\r\nB.\rC.", "b": b"\xef\xbb\xbfMarked.", "c": b" \n", "d": b"\xff", "e": "Cafe\u0301.".encode(),
            "f": b"a\0b", "g": b"", "h": b"G\0o\0o\0d\0", "i": "\u2028".encode(), "k": b"K.", "l": b"L.", "m": b"M.",
            "n": b"N.", "caf\u00e9": b"E.", "two, three": b"T.", "herald2": b"H.",
        }  # fmt: skip
        for name, content in texts.items():
            desk.write(f"articles/{name}.txt", content)
            if name not in ("k", "l"):
                file = f'"{name}.txt"' if "," in name else f"{name}.txt"
                desk.add(
                    "articles.csv", f"id-{ord(name[0])}-{len(name)},full,{file},herald,{name[0]},2025-12-13T10:00Z,,,"
                )
        desk.add("articles.csv", "twice,full,m.txt,,,,,,", "id-97-1,full,z.txt,,,,,,", "odd,full,k.txt,nobody,,,,,")
        desk.add("articles.csv", "late,digest,n.txt,herald,,13/12/2025,,,", "local,full,o.txt,,,2025-12-13T10:00,,,")
        desk.write("articles/o.txt", "O.")
        for place, time in enumerate(TIMES):
            desk.write(f"articles/t{place}.txt", f"T{place}.")
            desk.add("articles.csv", f"t{place},full,t{place}.txt,herald,,{time},,,")
        desk.write("articles/rows.jsonl", json.dumps({"article_id": "id-97-1", "text": "Clashing."}))
        desk.write("articles/p.md", "---\narticle_id: md\nedition: full\n---\nText.")
        small, preview = loaded(desk), desk.preview()
        monkeypatch.setattr(labelfiles, "LARGE", 0)
        large = loaded(desk)
        assert len(small[0].rejects) > 12
        assert large[0].rejects == small[0].rejects == desk.preview().rejects == preview.rejects

        def without_the_manifests_hash(rows: Any) -> Any:
            return [row for row in rows if "data/articles.csv" not in row and "data/labels" not in str(row)]

        assert list(map(without_the_manifests_hash, large[1:])) == list(map(without_the_manifests_hash, small[1:]))
