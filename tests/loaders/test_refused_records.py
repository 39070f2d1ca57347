"""One bad record costs itself: it is kept with its bytes, the rest is loaded, and nothing is lost between the two."""

import gzip
import json
import re
import tracemalloc
from pathlib import Path
from typing import Any

import duckdb
import pytest
from loaders.archives import made_record, made_warc_gz, made_zip
from loaders.conftest import LOST, NOW, Desk
from loaders.test_hostile_files import PAGE, WHOLE

from wh import loading

GOOD_ROW = b'{"article_id": "a1", "text": "News.", "published_at": "2025-12-13", "outlet_id": "herald"}\n'
BAD_ROW = b'{"article_id": "a2", "text": "News.", "published_at": "2025-02-30"}\n'
DATE = "2025-12-13T18:00:00Z"

ENTRY = (
    "<item><link>https://a.example/%s</link><pubDate>13 %s 2025 10:00 GMT</pubDate>"
    "<description>News.</description></item>"
)
FEED = f"<rss><channel>\n{ENTRY % ('one', 'Foo')}\n{ENTRY % ('two', 'Dec')}\n</channel></rss>".encode()
ITEM = '{"uri": "%s", "versioncreated": "%s", "body_text": "News."}'
FIRST_OF_A_LIST = f"[{ITEM % ('Zürich', '2025-12-13')},\r\n ".encode()
OF_MANY = {
    "a.jsonl": (GOOD_ROW + BAD_ROW, 2, BAD_ROW, len(GOOD_ROW)),
    "a.jsonl.gz": (gzip.compress(GOOD_ROW + BAD_ROW), 2, BAD_ROW, len(GOOD_ROW)),
    "a.rss": (FEED, 1, (ENTRY % ("one", "Foo")).encode(), FEED.index(b"<item>")),
    "a.json": (FIRST_OF_A_LIST + f"{ITEM % ('u2', '2025-02-30')}]".encode(), 2, b'{"uri": "u2"', len(FIRST_OF_A_LIST)),
    "a.warc": (
        made_record("https://a.example/1", b"", DATE) + made_record("https://a.example/2", PAGE, DATE),
        1,
        b"",
        0,
    ),
    "a.zip": (made_zip({"a.jsonl": GOOD_ROW, "b.html": b"<p>"}), 2, b"<p>", None),
}


def refused(desk: Desk) -> list[tuple[Any, ...]]:
    return desk.rows("select line, record_number, byte_offset, raw_bytes, reason from raw.rejects_now order by all")


@pytest.mark.parametrize("name", OF_MANY)
def test_a_record_among_many_is_kept_with_its_number_and_bytes_and_the_others_are_loaded(desk: Desk, name: str) -> None:
    content, number, begins, offset = OF_MANY[name]
    desk.write(f"articles/{name}", content)
    with duckdb.connect() as con:
        summary = desk.load(con)
        assert summary.article_count > 1 and summary.counted(strict=True)
        assert summary.counted(strict=False) == ()
        [(found, at, raw)] = con.execute(
            "select distinct record_number, byte_offset, raw_bytes from raw.rejects_now"
        ).fetchall()
    assert found == number
    assert (raw or b"").startswith(begins.rstrip(b"\n"))
    if offset is not None:
        assert at == offset


def test_a_file_that_is_one_article_is_the_desks_own_work(desk: Desk) -> None:
    desk.write("articles/herald.txt", b"caf\xe9" + b"x" * 5_000)
    [(_, number, _, raw, _)] = refused(desk)
    assert number is None
    assert raw == b"caf\xe9" + b"x" * 4_092
    assert desk.preview().counted(strict=False)


def test_a_row_of_labels_is_kept_as_it_was_read_with_its_offset(desk: Desk) -> None:
    head = b"\xef\xbb\xbfunit,base_unit,factor\r\n"
    desk.write("labels/units.csv", head + b'"decades\r\nlong",years,ten\r\ndozen,,12\r\n')
    [(line, number, offset, raw, _)] = refused(desk)
    assert (line, number, offset) == (2, None, len(head))
    assert raw == b'"decades\r\nlong",years,ten'


def test_a_row_that_refers_to_nothing_is_read_again_for_its_bytes(desk: Desk) -> None:
    desk.write("articles/a.jsonl", GOOD_ROW + GOOD_ROW.replace(b"a1", b"a2").replace(b"herald", b"nobody"))
    [(line, number, offset, raw, reason)] = refused(desk)
    assert (line, number, offset) == (2, 2, len(GOOD_ROW))
    assert raw.startswith(b'{"article_id": "a2"') and "There is no source `nobody`" in reason


def test_two_entries_on_one_line_do_not_share_a_refusal(desk: Desk) -> None:
    desk.write("articles/a.rss", FEED.replace(b"\n", b" "))
    assert desk.rows("select line, url from raw.articles_now where file like '%.rss'") == [(1, "https://a.example/two")]
    assert desk.rows("select line, record_number from raw.rejects_now") == [(1, 1)]


def test_an_entry_that_breaks_is_refused_whole_also_where_all_stand_in_one_line(desk: Desk) -> None:
    entries = [ENTRY % (name, "Dec") for name in ("one", "two", "three")]
    entries[1] = entries[1].replace("News.", "News &cut; <b>short")
    desk.write("articles/a.rss", f"<rss><channel>{''.join(entries)}</channel></rss>")
    assert desk.rows("select url from raw.articles_now where file like '%.rss'") == [("https://a.example/one",)]


def test_no_byte_that_stands_for_nothing_is_replaced_in_a_later_entry_either(desk: Desk) -> None:
    feed = b"".join((ENTRY % (name, "Dec")).encode().replace(b"News", b"caf\xe9") + b"\n" for name in ("one", "two"))
    desk.write("articles/a.rss", b"<rss><channel>" + feed + b"</channel></rss>")
    assert desk.rows("select url from raw.articles_now where file like '%.rss'") == []


def test_what_is_seen_of_articles_is_loaded_or_refused(desk: Desk) -> None:
    for folder, files in enumerate((WHOLE, {name: content for name, (content, *_) in OF_MANY.items()})):
        for name, content in files.items():
            desk.write(f"articles/{folder}-{name}", content)
    with duckdb.connect() as con:
        desk.load(con)
        [(files_loaded,)] = con.execute("select count(*) from raw.load_counts_now where loaded_count > 0").fetchall()
        assert files_loaded > len(WHOLE)


def test_what_is_seen_of_labels_is_loaded_or_refused(desk: Desk) -> None:
    desk.add("labels/facts.csv", "f1,,,,", ",,,", "", 'x"y,"z"w', "f2,nowhere,swap,prisoners,released_count" + "," * 12)
    desk.add("labels/units.csv", "dozen,,twelve", "dozen,,12", "dozen,,13")
    desk.add("articles.csv", "a,full,herald.txt" + "," * 6, "b,full,b.txt,nobody" + "," * 5)
    desk.write("labels/stray.csv", "a\n")
    desk.write("labels/events.csv", b"event_id\xff\n")
    with duckdb.connect() as con:
        summary = desk.load(con)
        assert len(summary.rejects) > 8


def test_the_same_text_once_more_and_what_is_no_page_are_counted_as_passed_over(desk: Desk) -> None:
    picture = made_record("https://a.example/p", b"x", DATE, "Content-Type: image/png")
    page = made_record("https://a.example/1", PAGE, DATE)
    desk.write("articles/a.warc.gz", made_warc_gz([page, picture, page]))
    with duckdb.connect() as con:
        desk.load(con)
        assert con.execute(
            "select * exclude (load_id) from raw.load_counts_now where file like '%warc.gz'"
        ).fetchall() == [("data/articles/a.warc.gz", 3, 1, 0, 2)]


def test_a_load_tells_of_each_file_how_many_records_were_refused(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    from wh import report

    desk.write("articles/a.jsonl", GOOD_ROW + BAD_ROW * 5)
    report.print_load(desk.preview(), is_dry=True)
    printed = capsys.readouterr().out
    assert "  data/articles/a.jsonl  5 of 6 records refused\n      2: `2025-02-30` is a time" in printed
    assert "      … and 2 more\n" in printed


def test_a_loader_that_loses_a_record_is_found_out(desk: Desk, tmp_path: Path) -> None:
    from wh import discovery

    source = next(file for file in desk.files("loaders") if file.name == "json_lines.py").read_text(encoding="utf-8")
    losing = tmp_path / "losing" / "json_lines.py"
    losing.parent.mkdir()
    losing.write_text(re.sub(r"elif line\.strip\(\):", "elif line.strip() and number != 2:", source), encoding="utf-8")
    kept = [file for file in desk.files("loaders") if file.name != losing.name]
    assert discovery.discover([*kept, losing], tmp_path)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(type(desk), "files", lambda *_: (*kept, losing))
        desk.write(
            "articles/a.jsonl", b"".join(json.dumps({"article_id": n, "text": "x"}).encode() + b"\n" for n in "abc")
        )
        with duckdb.connect() as con:
            assert loading.load(con, desk, None, NOW).rejects == ()
            assert con.execute(LOST).fetchall() == [("data/articles/a.jsonl", 3, 2, 0, 0)]


def test_a_label_file_with_a_line_of_100_mb_is_refused_in_bounded_memory(desk: Desk) -> None:
    with (desk.root / "data" / "labels" / "units.csv").open("ab") as file:
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    [reject] = desk.preview().rejects
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (reject.line, reject.reason[:47]) == (4, "The line is longer than 16,000,000 bytes, which")
    assert reject.raw_bytes == b"x" * 4_096
    assert peak < 90_000_000


LABELS = {
    "cut off in a cell": (b'decades,years,10\ndozen,,"12', "opened here and never closed"),
    "in another encoding": (b"d\xe9cades,years,10\n", "not UTF-8"),
    "in UTF-16": ("unit,base_unit,factor\n".encode("utf-16"), "UTF-16"),
    "with a NUL": (b"dec\0ades,years,10\n", "NUL byte"),
    "with a day that is none": (b"", "There is no day 30 in February"),
    "with an id twice": (b"decades,years,10\ndecades,years,11\n", "already at"),
    "of white space alone": (b" \r\n\t\n", "The file is empty"),
    "nested deep": (b"decades,years," + b"[" * 100_000 + b"\n", "is no"),
}


@pytest.mark.parametrize(("rows", "reason"), LABELS.values(), ids=LABELS.keys())
def test_labels_that_are_broken_are_refused_with_their_reason(desk: Desk, rows: bytes, reason: str) -> None:
    if reason.startswith("There is no day"):
        desk.change("labels/people.csv", "1954-08-30/1954-08-31", "1954-02-30")
    else:
        head = b"" if "UTF-16" in reason or "empty" in reason else b"unit,base_unit,factor\n"
        desk.write("labels/units.csv", head + rows)
    assert any(reason in each.reason for each in desk.preview().rejects), desk.refusals()


def test_mixed_line_ends_of_labels_are_line_ends(desk: Desk) -> None:
    desk.write("labels/units.csv", b"unit,base_unit,factor\rdecades,years,10\r\ndozen,,12\nscore,,20")
    assert desk.rows("select unit, line from raw.units_now order by line") == [
        ("decades", 2),
        ("dozen", 3),
        ("score", 4),
    ]


def test_a_warehouse_of_before_the_counts_is_loaded_again(desk: Any) -> None:
    with duckdb.connect() as con:
        desk.load(con)
        con.execute("drop view raw.load_counts_now")
        con.execute("drop table raw.load_counts")
        desk.add("labels/mentions.csv", "swap-herald,,Anne Lee,,")
        assert desk.load(con).is_new
        assert con.execute("select count(*) from raw.load_counts where seen_count is null").fetchone() == (0,)
