"""What desks have and no specification shows first: relative addresses, items of pictures, names of Windows."""

import json
from typing import Any

import duckdb
import pytest
from loaders.archives import made_record, made_warc_gz, made_zip
from loaders.test_html import PAGE

DATE = "2025-12-13T18:00:00Z"
RSS = """<rss version="2.0"><channel><link>https://feed.example/</link>
<item><title>Relative</title><link>/news/one</link><description>Words.</description></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://blog.example/posts/">
<entry><id>urn:1</id><link href="two.html"/><content type="text/html">&lt;p&gt;Words.&lt;/p&gt;</content></entry>
<entry><id>urn:2</id><content type="image/png">iVBORw0KGgo=</content><summary>A caption.</summary></entry></feed>"""
NEWSML = """<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet>
<packageItem guid="urn:p" version="1"/><knowledgeItem guid="urn:k" version="1"/>
<newsItem guid="urn:picture" version="1"><itemMeta><itemClass qcode="ninat:picture"/></itemMeta></newsItem>
<newsItem guid="urn:text" version="1"><itemMeta><itemClass qcode="ninat:text"/>
<versionCreated>2025-12-13T10:00:00Z</versionCreated></itemMeta>
<contentSet><inlineXML><html xmlns="http://www.w3.org/1999/xhtml"><body><p>Words.</p></body></html></inlineXML>
</contentSet></newsItem></itemSet></newsMessage>"""
NINJS = [
    {"uri": "urn:picture", "type": "picture", "headline": "A picture"},
    {"uri": "urn:text", "type": "text", "body_text": "Words.", "bylines": [{"byline": "Ann Lee"}]},
]


def counted(desk: Any, file: str, content: str | bytes, *columns: str) -> tuple[list[Any], list[Any]]:
    """Load a file, and return what is told of its articles, and what became of its records."""
    desk.write(f"articles/{file}", content)
    with duckdb.connect() as con:
        desk.load(con)
        told = f"select {', '.join(columns)} from raw.articles_now where file like '%/{file}%' order by all"
        counts = "select seen_count, loaded_count, refused_count, passed_count from raw.load_counts_now where file = $1"
        return con.execute(told).fetchall(), con.execute(counts, [f"data/articles/{file}"]).fetchall()


@pytest.mark.parametrize(
    ("file", "content", "addresses"),
    [
        ("a.rss", RSS, [("https://feed.example/news/one",)]),
        ("a.atom", ATOM, [("https://blog.example/posts/two.html",), (None,)]),
        (
            "a.html",
            PAGE.replace("<head>", '<head><base href="https://base.example/x/">'),
            [("https://base.example/news/eight-freed-in-swap",)],
        ),
    ],
)
def test_an_address_that_is_not_whole_goes_on_from_what_its_file_says(
    desk: Any, file: str, content: str, addresses: list[Any]
) -> None:
    assert counted(desk, file, content, "url")[0] == addresses


def test_a_picture_in_letters_is_no_text_of_an_entry(desk: Any) -> None:
    found = "item_id", "edition", "text"
    assert counted(desk, "a.atom", ATOM, *found)[0] == [("urn:1", "full", "Words."), ("urn:2", "digest", "A caption.")]


@pytest.mark.parametrize(
    ("file", "content", "loaded", "counts"),
    [
        ("a.xml", NEWSML, ["urn:text"], (4, 1, 0, 3)),
        ("b.xml", '<knowledgeItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="urn:k"/>', [], (1, 0, 0, 1)),
        ("a.json", json.dumps(NINJS), ["urn:text"], (2, 1, 0, 1)),
        ("b.json", json.dumps(NINJS[0]), [], (1, 0, 0, 1)),
    ],
)
def test_items_that_are_no_texts_are_passed_over_and_counted(
    desk: Any, file: str, content: str, loaded: list[str], counts: tuple[int, ...]
) -> None:
    assert counted(desk, file, content, "item_id") == ([(each,) for each in loaded], [counts])


def test_an_author_in_a_later_ninjs_is_told(desk: Any) -> None:
    assert counted(desk, "a.json", json.dumps(NINJS), "author")[0] == [("Ann Lee",)]


def test_a_feed_that_its_server_calls_xml_is_found_in_a_warc_and_a_map_of_the_site_is_not(desk: Any) -> None:
    kind = "Content-Type: text/xml"
    made = [
        made_record("https://feed.example/rss", RSS.encode(), DATE, kind),
        made_record("https://feed.example/sitemap.xml", b"<urlset/>", DATE, kind),
    ]
    assert counted(desk, "a.warc.gz", made_warc_gz(made), "title") == ([("Relative",)], [(2, 1, 0, 1)])


def test_a_name_that_windows_packed_has_slashes(desk: Any) -> None:
    page = PAGE.replace('href="/news', 'href="https://a.example/news')
    found, _ = counted(desk, "a.zip", made_zip({"folder\\page.html": page}), "file")
    assert found == [("data/articles/a.zip/folder/page.html",)]
