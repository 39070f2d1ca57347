"""What agencies send: ninjs, NewsML-G2 and NITF, with versions, cancellations, credit lines and notes."""

from pathlib import Path
from typing import Any

MADE = Path(__file__).parent / "articles"
NINJS = (MADE / "item.json").read_text(encoding="utf-8")
NEWSML = (MADE / "item.xml").read_text(encoding="utf-8")
NITF = (MADE / "story.nitf").read_text(encoding="utf-8")


def refusals(desk: Any, name: str, content: str) -> list[str]:
    desk.write(f"articles/{name}", content)
    return [each.removeprefix(f"data/articles/{name}:") for each in desk.refusals()]


def test_the_versions_of_a_ninjs_item_are_versions_of_one_article(desk: Any) -> None:
    desk.write("articles/item.json", NINJS)
    columns = "article_id, version, title, author, credit_line, editor_note, item_version, item_status, text, line"
    assert desk.rows(f"select {columns} from raw.articles where item_id is not null order by version") == [
        ("urn:wire:2025:1", 1, "Eight freed", "By Ann Lee", "The Wire", "Adds a quote", 1, "usable",
         "Eight people walked free.", 2),
        ("urn:wire:2025:1", 2, "Nine freed", None, None, None, 2, "usable", "Nine people\n\nwalked free.", 5),
    ]  # fmt: skip


def test_an_item_of_newsml_has_its_dateline_and_captions_as_passages(desk: Any) -> None:
    desk.write("articles/item.xml", NEWSML)
    columns = "article_id, title, author, credit_line, editor_note, item_version, language, published_at, text, line"
    assert desk.rows(f"select {columns} from raw.articles_now where item_status = 'usable'") == [
        ("urn:newsml:wire.example:20251213:1", "Eight freed", "By Ann Lee", "The Wire", "Adds a quote", 1, "en",
         "2025-12-13T10:00:00+00:00",
         "MINSK, Dec 13\n\nEight people walked free.\n\nA bus leaves.\n\nNine more follow.", 5),
    ]  # fmt: skip
    passages = "(select text, unnest(passages) as passage from raw.articles_now)"
    words = "text[passage.passage_start + 1:passage.passage_end]"
    assert desk.rows(f"select passage.reason, {words} from {passages}") == [
        ("dateline", "MINSK, Dec 13"),
        ("caption", "A bus leaves."),
    ]


def test_a_withheld_item_is_kept_with_its_status_and_one_of_another_status_is_refused(desk: Any) -> None:
    desk.write("articles/item.xml", NEWSML)
    columns = "article_id, item_version, item_status, text"
    assert desk.rows(f"select {columns} from raw.articles_now where item_status = 'withheld'") == [
        ("urn:newsml:wire.example:20251213:2", 3, "withheld", "")
    ]
    assert refusals(desk, "item.xml", NEWSML.replace("stat:withheld", "stat:embargoed")) == [
        "28 status: `embargoed` is no status of an item. try usable, withheld, canceled"
    ]


def test_a_canceled_story_takes_its_article_back_and_needs_no_text(desk: Any) -> None:
    usable = NITF.replace('management-status="canceled"', "").replace('version="2"', 'version="1"')
    desk.write("articles/1.nitf", usable.replace("<body.content>", "<body.content><p>Eight people.</p>"))
    desk.write("articles/2.nitf", NITF)
    columns = "version, item_status, text, editor_note, published_at"
    assert desk.rows(f"select {columns} from raw.articles where article_id = 'wire-2025-1' order by version") == [
        (1, "usable", "Eight people.", "Canceled: the list was wrong", "2025-12-13T11:00:00+01:00"),
        (2, "canceled", "", "Canceled: the list was wrong", "2025-12-13T11:00:00+01:00"),
    ]
    assert desk.rows("select item_status from raw.articles_now where article_id = 'wire-2025-1'") == [("canceled",)]


def test_a_list_of_items_that_is_cut_off_gives_those_that_are_whole(desk: Any) -> None:
    (message,) = refusals(desk, "item.json", NINJS[:-40])
    assert message.startswith("7 -: It is no JSON here: ")
    assert desk.preview().article_count == 2


def test_a_json_file_that_is_no_ninjs_is_refused(desk: Any) -> None:
    assert refusals(desk, "item.json", '{"a": 1}') == [
        "1 item_id: It is no item of ninjs: it has no `uri`. try a loader of your own"
    ]
