"""Files that are broken or made to break a reader: each is refused with a reason, in bounded memory."""

import gzip
import io
import json
import re
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pytest
from loaders.archives import made_record, made_warc_gz, made_zip
from loaders.conftest import LOADERS

from wh.arrivals import Arrivals, Source
from wh.articles import ArticleFolder, read_articles
from wh.descriptions import Manifest
from wh.discovery import discover
from wh.kinds import Kinds
from wh.results import Reject

MADE = Path(__file__).parent / "articles"
PAGE = (MADE / "page.html").read_bytes().replace(b'href="/news', b'href="https://herald.example/news')
RSS = (MADE / "feed.rss").read_bytes()
ATOM = (MADE / "feed.atom").read_bytes()
SAME = b"<item><link>https://a.example/same</link><description>Of it.</description></item>"
NEWSML = (MADE / "item.xml").read_bytes()
NITF = (MADE / "story.nitf").read_bytes()
NINJS = (MADE / "item.json").read_bytes()
ROW = b'{"article_id": "a1", "text": "News.", "published_at": "2025-12-13"}\n'
DATE = "2025-12-13T18:00:00Z"
WARC = made_warc_gz([made_record("https://herald.example/a", PAGE, DATE)])
ZIP = made_zip({"rows.jsonl": ROW})

FRONT = b"---\narticle_id: a\nedition: full\npublished_at: 2025-12-13\ntitle: The swap\n---\n"
MARKDOWN = FRONT + b"News of the day.\nMore of it.\n"
WHOLE = {
    "a.md": MARKDOWN,
    "a.jsonl": ROW,
    "a.jsonl.gz": gzip.compress(ROW),
    "a.html": PAGE,
    "a.rss": RSS,
    "a.atom": ATOM,
    "a.xml": NEWSML,
    "a.nitf": NITF,
    "a.json": NINJS,
    "a.warc.gz": WARC,
    "a.warc": made_record("https://herald.example/a", PAGE, DATE),
    "a.zip": ZIP,
}
SWOLLEN = made_warc_gz([made_record("https://x.example/a", b"<p>" + b"0" * 10_000_000, DATE)])
LAUGHS = "".join(
    f'<!ENTITY l{n} "{"&l" + str(n - 1) + ";" if n else "ha"}{("&l" + str(n - 1) + ";") * 9}">' for n in range(10)
)
LAUGHS = LAUGHS.replace("&l-1;", "ha")


def laughing(root: str) -> bytes:
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{LAUGHS}]><{root} a="&l9;"><item>&l9;</item></{root}>'.encode()


def outside(root: str) -> bytes:
    entity = '<!ENTITY x SYSTEM "file:///etc/hostname">'
    return f'<?xml version="1.0"?><!DOCTYPE {root} [{entity}]><{root}><item><title>&x;</title></item></{root}>'.encode()


def linking() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("a.txt")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/hostname")
    return made.getvalue()


def swelling() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.txt", "w") as member:
        for _ in range(100):
            member.write(b"0" * 1_000_000)
    return made.getvalue()


HOSTILE = {
    "a front matter with a day that is none": ("a.md", MARKDOWN.replace(b"12-13", b"02-30"), "is no day"),
    "a front matter nested deep": ("a.md", b"---\na: " + b"[" * 50_000 + b"\n---\nx", "nested too deep"),
    "a front matter of white space alone": ("a.md", b"---\n\n---\n \n", "Nothing describes"),
    "a text of white space alone": ("a.txt", b" \n\t\r\n", "holds no text"),
    "a line of JSON nested deep": ("a.jsonl", b"[" * 100_000, "nested too deep"),
    "lines of white space alone": ("a.jsonl", b" \n\t\r\n", "The file is empty"),
    "a number of many digits": ("a.jsonl", b'{"text": "x", "n": ' + b"9" * 5_000 + b"}", "The line is no JSON"),
    "a NUL in a text": ("a.jsonl", b'{"article_id": "a", "text": "a\\u0000b"}', "NUL byte"),
    "half a character": ("a.jsonl", b'{"article_id": "a", "text": "a\\ud800b"}', "half a character"),
    "half a character in a title": ("a.jsonl", b'{"article_id": "a", "text": "b", "title": "\\ud800"}', "half a char"),
    "Latin-1 in JSON": ("a.jsonl", '{"text": "é"}'.encode("latin-1"), "not UTF-8"),
    "UTF-16 in JSON": ("a.jsonl", '{"text": "e"}'.encode("utf-16"), "UTF-16"),
    "a line of 100 MB": ("a.jsonl.gz", gzip.compress(b'{"text": "' + b"0" * 100_000_000), "longer than 16,000,000"),
    "a gzip that is none": ("a.jsonl.gz", ROW, "cut off or broken"),
    "two articles of one id": ("a.jsonl", ROW + ROW.replace(b"News", b"Other"), "nothing says which is the newer"),
    "a day that is none": ("a.jsonl", ROW.replace(b"12-13", b"02-30"), "no calendar has"),
    "an address that is none": ("a.jsonl", b'{"text": "x", "url": "https://[::1"}', None),
    "ninjs nested deep": ("a.json", b"[" * 100_000, "ends"),
    "ninjs nested deep within": ("a.json", b'{"uri": ' * 100_000, "nested too deep"),
    "ninjs with a version in words": ("a.json", NINJS.replace(b'"1"', b'"one"'), "no whole number"),
    "ninjs with a day that is none": ("a.json", NINJS.replace(b"12-13T10", b"02-30T10"), "no calendar has"),
    "two items of ninjs of one version": (
        "a.json",
        b"[" + NINJS + b"," + NINJS.replace(b"headline", b"title") + b"]",
        "nothing says which is the newer",
    ),
    "a list of no items": ("a.json", b"[ ]", "holds no item"),
    "an item of nothing": ("a.json", b"{}", "no item of ninjs"),
    "NULs instead of JSON": ("a.json", b"\0" * 1000, "no JSON"),
    "a billion laughs in a feed": ("a.rss", laughing("rss"), ""),
    "a billion laughs in NewsML": ("a.xml", laughing("newsItem"), ""),
    "a billion laughs in NITF": ("a.nitf", laughing("nitf"), ""),
    "a file of ours as an entity": ("a.rss", outside("rss"), "an entity of its own"),
    "XML nested deep": ("a.rss", b"<rss>" + b"<a>" * 100_000, "as XML beyond this point"),
    "a feed in no encoding": ("a.rss", b'<?xml version="1.0" encoding="none"?><rss/>', "as XML beyond this point"),
    "a feed in another encoding than it says": ("a.atom", b"<feed><entry>\xff</entry></feed>", "as XML beyond"),
    "a feed with a day that is none": ("a.rss", RSS.replace(b"13 Dec", b"31 Feb"), "no calendar has"),
    "a feed without entries": ("a.rss", b"<rss><channel/></rss>", "no entries"),
    "two entries of one address": (
        "a.rss",
        RSS.replace(b"</channel>", SAME + SAME.replace(b"Of", b"On") + b"</channel>"),
        "newer",
    ),
    "an Atom feed with a day that is none": ("a.atom", ATOM.replace(b"-12-13T", b"-02-30T"), "no calendar has"),
    "an Atom feed nested deep": ("a.atom", b"<feed>" + b"<a>" * 100_000, "as XML beyond this point"),
    "a billion laughs in Atom": ("a.atom", laughing("feed"), ""),
    "NewsML nested deep": ("a.xml", b"<newsItem>" + b"<a>" * 100_000, "as XML beyond this point"),
    "NewsML of nothing": ("a.xml", b"<newsMessage/>", "holds no news item"),
    "NITF nested deep": ("a.nitf", b"<nitf>" + b"<a>" * 100_000, "as XML beyond this point"),
    "NITF with a day that is none": ("a.nitf", re.sub(rb'norm="2025\d{4}', b'norm="20250230', NITF), "no calendar has"),
    "NITF of nothing": ("a.nitf", b"<nitf/>", ""),
    "NULs instead of XML": ("a.xml", b"\0" * 1000, "XML"),
    "NewsML with a day that is none": ("a.xml", NEWSML.replace(b"12-13T10", b"02-30T10"), "no calendar has"),
    "a page nested deep": ("a.html", b"<div>" * 20_000 + b"x", ""),
    "a page of NULs": ("a.html", b"\0" * 1000, ""),
    "a page of one tag": ("a.html", b"<" * 100_000, ""),
    "a page with JSON-LD nested deep": (
        "a.html",
        PAGE.replace(b'{"@context"', b"[" * 50_000 + b'{"@context"').replace(b"canonical", b"next"),
        "no id and no address",
    ),
    "a page with a day that is none": ("a.html", PAGE.replace(b"2025-12-13T", b"2025-02-30T"), "no calendar has"),
    "a billion laughs on a page": ("a.html", laughing("html"), ""),
    "a page of nothing": ("a.html", b"<html><body></body></html>", "No report is found"),
    "a page that is too long": ("a.html", b"<p>" + b"x" * 16_000_001, "longer than 16,000,000"),
    "a WARC of one long line": ("a.warc", b"WARC/1.0" + b"0" * 30_000_000, "not as long as it says"),
    "a WARC that is none": ("a.warc.gz", gzip.compress(b"hello"), ""),
    "a WARC of two pages of one moment": (
        "a.warc.gz",
        made_warc_gz([made_record("https://x.example/a", PAGE.replace(b"canonical", b"next"), DATE)])
        + made_warc_gz(
            [made_record("https://x.example/a", PAGE.replace(b"canonical", b"next").replace(b"nine", b"ten"), DATE)]
        ),
        "nothing says which is the newer",
    ),
    "a WARC with a day that is none": (
        "a.warc.gz",
        made_warc_gz([made_record("https://x.example/a", PAGE, "2025-02-30T00:00:00Z")]),
        "no calendar has",
    ),
    "a WARC with a packing that is none": (
        "a.warc",
        made_record("https://x.example/a", PAGE, DATE, "Content-Type: text/html\r\nContent-Encoding: br"),
        "packed as `br`",
    ),
    "a WARC that swells": (
        "a.warc.gz",
        made_warc_gz([made_record("https://x.example/a", b"<p>" + b"0" * 60_000_000, DATE)]),
        "longer than 16,000,000",
    ),
    "a ZIP that swells": ("a.zip", swelling(), "would swell to"),
    "a ZIP whose member swells": (
        "a.zip",
        made_zip({"a.txt": b"0" * 20_000_000, "b.bin": bytes(range(256)) * 10 + gzip.compress(swelling())}),
        "would swell to",
    ),
    "a ZIP with a member that climbs out": ("a.zip", made_zip({"../a.jsonl": ROW}), "would lie outside"),
    "a ZIP with a member at the root": ("a.zip", made_zip({"/etc/a.jsonl": ROW}), "would lie outside"),
    "a ZIP with a member on a drive": ("a.zip", made_zip({"C:\\a.jsonl": ROW}), "would lie outside"),
    "a ZIP with a link": ("a.zip", linking(), "is a link"),
    "a ZIP in a ZIP in a ZIP in a ZIP": (
        "a.zip",
        made_zip({"b.zip": made_zip({"c.zip": made_zip({"d.zip": ZIP})})}),
        "a file within 3 files",
    ),
    "a ZIP of two articles of one id": (
        "a.zip",
        made_zip({"a.jsonl": ROW, "b.jsonl": ROW.replace(b"News", b"Other")}),
        "newer",
    ),
    "a ZIP with a day that is none": (
        "a.zip",
        made_zip({"a.jsonl": ROW.replace(b"12-13", b"02-30")}),
        "no calendar has",
    ),
    "a ZIP with broken bytes": ("a.zip", ZIP[:40] + b"\xff\xff\xff" + ZIP[43:], "is cut off or broken"),
    # what fuzzing found
    "a page with characters of control": ("a.html", PAGE.replace(b"<p>Ann", b"<p>\x1dAnn\x1f&#1;"), None),
    "a front matter with a NUL": ("a.md", b"---\narticle_id: a\ntit\0le: b\n---\nx", "a character that no text has"),
    "a WARC record without its headers": ("a.warc", b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Targe", "breaks here"),
    "a WARC whose packing breaks within a record": ("a.warc.gz", SWOLLEN[: len(SWOLLEN) // 2] * 2, "breaks here"),
    "a ZIP that begins before its beginning": ("a.zip", ZIP[:-6] + b"\xff\0\0\0\0\0", "is cut off or broken"),
    "a ZIP with no files": ("a.zip", made_zip({}), "It holds no file"),
    "a ZIP of what nobody reads": ("a.zip", made_zip({"a.exe": b"MZ"}), "No loader reads files that end in `.exe`"),
}


@pytest.fixture(scope="module")
def kinds() -> Kinds:
    return discover(sorted(LOADERS.glob("*.py")), LOADERS.parent)


@dataclass
class Read:
    """What a file gave; as a shelf it takes note of the texts."""

    con: duckdb.DuckDBPyConnection
    texts: list[str] = field(default_factory=list)
    rejects: tuple[Reject, ...] = ()
    encodings: set[str | None] = field(default_factory=set)
    refused_counts: list[int] = field(default_factory=list)

    def put(self, table: str, source: Source, first: int) -> None:
        query = f"select text from {table} join {source.relation} using (turn) where turn >= {first}"
        self.texts += [text for (text,) in self.con.execute(query, list(source.values)).fetchall()]

    def take_away(self, table: str, condition: str, values: Sequence[object]) -> None:
        """Keep it in the list: it has been read."""


def read(kinds: Kinds, folder: Path, name: str, content: bytes) -> Read:
    (folder / name).write_bytes(content)
    return read_folder(kinds, folder)


def read_folder(kinds: Kinds, folder: Path) -> Read:
    manifest = Manifest("articles.csv", {}, {}, (), True)
    with duckdb.connect() as con:
        found = Read(con)
        arrivals = Arrivals(con, kinds.description, "arrivals", found)
        read = read_articles(folder, "articles", kinds, manifest, (), arrivals)
        found.rejects = read.rejects
        found.refused_counts = [each.refused for each in read.tallies.values()]
        found.encodings = {encoding for (encoding,) in con.execute(f"select encoding from {arrivals.table}").fetchall()}
        loaded = Counter(file for (file,) in con.execute(f"select file from {arrivals.table}").fetchall())
    assert_nothing_is_lost(read, loaded)
    return found


def assert_nothing_is_lost(found: ArticleFolder, loaded: Counter[str]) -> None:
    """Hold what was seen of each file against what became of it."""
    for file, tally in found.tallies.items():
        assert tally.seen == loaded[file] + tally.refused + tally.passed, (file, tally, loaded[file])
    assert loaded.keys() | {each.file for each in found.rejects} <= found.tallies.keys()


@pytest.mark.parametrize(("name", "content", "reason"), HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_made_to_break_a_reader_is_refused_with_its_reason(
    kinds: Kinds, tmp_path: Path, name: str, content: bytes, reason: str | None
) -> None:
    tracemalloc.start()
    folder = read(kinds, tmp_path, name, content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 120_000_000
    if reason is not None:
        assert any(reason in each.reason for each in folder.rejects), folder
    for each in folder.rejects:
        assert each.file.startswith(f"articles/{name}") and each.line >= 1
        assert each.reason.endswith(".") and each.hint
        assert len(each.record) <= 2000 and len(each.raw_bytes or b"") <= 4096


@pytest.mark.parametrize("name", WHOLE)
def test_an_empty_file_is_refused(kinds: Kinds, tmp_path: Path, name: str) -> None:
    folder = read(kinds, tmp_path, name, b"")
    assert folder.texts == [] and folder.rejects
    assert folder.refused_counts == [1]


@pytest.mark.parametrize("name", WHOLE)
def test_a_file_that_is_cut_off_anywhere_gives_whole_articles_or_reasons(
    kinds: Kinds, tmp_path: Path, name: str
) -> None:
    first = read(kinds, tmp_path, name, WHOLE[name])
    whole = set(first.texts)
    for length in range(1, len(WHOLE[name]) - 1, max(1, len(WHOLE[name]) // 12)):
        folder = read(kinds, tmp_path, name, WHOLE[name][:length])
        assert folder.texts or folder.rejects
        if not name.endswith(("html", ".md")):  # a page or a text that is cut off is one
            assert set(folder.texts) <= whole


def test_a_record_of_rejects_is_bounded(kinds: Kinds, tmp_path: Path) -> None:
    row = json.dumps({"body": "x" * 10_000}).encode()
    (reject,) = read(kinds, tmp_path, "a.jsonl", row).rejects
    assert len(reject.record) == 2000


TEXTUAL = [name for name in WHOLE if not name.endswith((".gz", ".warc", ".zip"))]


@pytest.mark.parametrize("name", TEXTUAL)
def test_mixed_line_ends_are_line_ends(kinds: Kinds, tmp_path: Path, name: str) -> None:
    lines = WHOLE[name].splitlines()
    mixed = b"".join(line + (b"\n", b"\r\n")[number % 2] for number, line in enumerate(lines))
    texts = read(kinds, tmp_path, name, WHOLE[name]).texts
    assert texts
    assert read(kinds, tmp_path, name, mixed).texts == texts


@pytest.mark.parametrize("name", TEXTUAL)
def test_bytes_of_another_encoding_are_refused_or_their_encoding_is_told(
    kinds: Kinds, tmp_path: Path, name: str
) -> None:
    content = re.sub(rb"\b(walked|the|News)\b", b"caf\xe9", WHOLE[name])
    assert content != WHOLE[name] and not content.isascii()
    found = read(kinds, tmp_path, name, content)
    assert not any("caf" in text for text in found.texts) or found.encodings - {None, "utf-8"}
    assert not any("\ufffd" in text for text in found.texts)
    assert found.texts or found.rejects


@pytest.mark.parametrize("name", TEXTUAL)
def test_a_nul_byte_is_in_no_text(kinds: Kinds, tmp_path: Path, name: str) -> None:
    found = read(kinds, tmp_path, name, WHOLE[name].replace(b" the ", b" \0 the ").replace(b"News", b"Ne\0ws"))
    assert not any("\0" in text for text in found.texts)
    assert found.texts or found.rejects


@pytest.mark.parametrize("name", ["a.txt", *TEXTUAL, "a.warc"])
def test_a_line_of_100_mb_is_refused_in_bounded_memory(kinds: Kinds, tmp_path: Path, name: str) -> None:
    with (tmp_path / name).open("wb") as file:
        file.write(WHOLE.get(name, b"")[:-20])
        for _ in range(100):
            file.write(b"x" * 1_000_000)
    tracemalloc.start()
    found = read_folder(kinds, tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert found.rejects and peak < 140_000_000


def test_a_link_that_leads_out_of_the_folder_is_not_followed(kinds: Kinds, tmp_path: Path) -> None:
    folder, outside_it = tmp_path / "articles", tmp_path / "elsewhere.md"
    folder.mkdir()
    outside_it.write_bytes(MARKDOWN)
    (folder / "a.md").symlink_to(outside_it)
    (folder / "b.md").symlink_to(folder / "b.md")
    (folder / "c.md").symlink_to("gone.md")
    (folder / "kept.md").write_bytes(MARKDOWN)
    (folder / "d.md").symlink_to("kept.md")
    found = read_folder(kinds, folder)
    assert [(each.file, each.reason) for each in found.rejects[:3]] == [
        ("articles/a.md", "This is a link that leads out of the folder."),
        ("articles/b.md", "This is a link that leads out of the folder."),
        ("articles/c.md", "The file cannot be opened: No such file or directory."),
    ]
    assert "already in articles/d.md" in found.rejects[3].reason
