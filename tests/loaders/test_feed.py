"""Feeds: an article an entry, full where the feed has the text, and a digest where it has a summary."""

from pathlib import Path
from typing import Any

MADE = Path(__file__).parent / "articles"
RSS = (MADE / "feed.rss").read_bytes()
ATOM = (MADE / "feed.atom").read_bytes()


def refusals(desk: Any, content: str | bytes) -> list[str]:
    desk.write("articles/feed.xml", content)
    return [each.removeprefix("data/articles/feed.xml:") for each in desk.refusals()]


def test_an_entry_with_its_text_is_the_full_edition_and_one_with_a_summary_a_digest(desk: Any) -> None:
    desk.write("articles/feed.rss", RSS)
    columns = "article_id, edition, title, published_at, published_as, language, item_id, encoding, text, line"
    assert desk.rows(f"select {columns} from raw.articles_now where file like '%.rss' order by line") == [
        ("herald.example-eight-freed-d50e00d1", "full", "Eight freed & nine to follow", "2025-12-13T22:20:00+05:30",
         "Sat, 13 Dec 2025 22:20:00 +0530", "en", "herald-1", "ISO-8859-1",
         "Eight people walked free \u2014 caf\u00e9 workers.\n\nNine more\nfollow.", 6),
        ("herald.example-only-a-summary-b7290ebe", "digest", "Only a summary", "2025-12-13",
         "Sat, 13 Dec 2025 22:20:00", "en", None, "ISO-8859-1", "Twelve are still held.", 15),
    ]  # fmt: skip


def test_an_entry_without_text_is_refused(desk: Any) -> None:
    assert refusals(desk, RSS) == ["21 -: The entry `Nothing` holds no text. try a feed with texts, or the page itself"]


def test_an_entry_that_its_publisher_changed_is_a_version_of_it(desk: Any) -> None:
    desk.write("articles/feed.atom", ATOM)
    columns = "article_id, version, title, author, url, text"
    assert desk.rows(f"select {columns} from raw.articles where file like '%.atom' order by version") == [
        ("tag-herald.example-2025-1-cd5cb99c", 1, "Eight freed", "Ann Lee", None, "Eight people\n\nwalked free."),
        ("tag-herald.example-2025-1-cd5cb99c", 2, "Eight freed", None, None, "Nine people walked free."),
    ]
    assert desk.rows("select version from raw.articles_now where file like '%.atom'") == [(2,)]


def test_a_feed_that_is_cut_off_gives_what_is_whole_and_names_the_entry_that_is_not(desk: Any) -> None:
    assert refusals(desk, RSS[: RSS.index(b"are still held")]) == [
        "15 -: The feed is cut off or broken in this entry. try the whole feed",
        "19 -: It cannot be read as XML beyond this point: Premature end of data in tag description line 19. "
        "try the whole file, as it was made",
    ]
    assert desk.preview().article_count == 2


def test_an_xml_file_that_is_no_format_of_articles_is_refused_by_its_first_element(desk: Any) -> None:
    assert refusals(desk, "<feeds><entry/></feeds>") == [
        "1 -: Its first element is `<feeds>`, which no loader reads. try `<feed>`, the closest name"
    ]
