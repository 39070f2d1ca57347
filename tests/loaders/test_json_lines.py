"""JSON Lines: an article a line, its columns wherever the settings say they are."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from wh.article_settings import read_article_settings

ROW = '{"article_id": "a1", "text": "One\\r\\ntwo.", "title": "T", "published_at": "2025-12-13T10:00:00Z", "x": [1]}\n'
MAPPED = {
    "wire-*.jsonl": {
        "outlet_id": "herald",
        "language": "en",
        "columns": {"text": "body.plain", "title": "headline", "url": "link", "item_version": "v"},
    }
}


def refusals(desk: Any, content: str | bytes, name: str = "rows.jsonl") -> list[str]:
    desk.write(f"articles/{name}", content)
    return [each.removeprefix(f"data/articles/{name}:") for each in desk.refusals()]


def test_a_line_is_an_article_and_its_keys_are_our_columns(desk: Any) -> None:
    desk.write("articles/rows.jsonl", ROW + ROW.replace("a1", "a2").replace("One", "Other"))
    columns = "article_id, edition, text, title, published_at, published_at_utc, published_as, file, line"
    assert desk.rows(f"select {columns} from raw.articles_now where article_id in ('a1', 'a2') order by 1") == [
        ("a1", "full", "One\ntwo.", "T", "2025-12-13T10:00:00+00:00", datetime(2025, 12, 13, 10),
         "2025-12-13T10:00:00Z", "data/articles/rows.jsonl", 1),
        ("a2", "full", "Other\ntwo.", "T", "2025-12-13T10:00:00+00:00", datetime(2025, 12, 13, 10),
         "2025-12-13T10:00:00Z", "data/articles/rows.jsonl", 2),
    ]  # fmt: skip


def test_the_settings_say_where_a_file_has_its_columns_and_whose_it_is(desk: Any) -> None:
    desk = replace(desk, article_settings=read_article_settings(MAPPED, "pyproject.toml"))
    row = '{"body": {"plain": "News."}, "headline": "H", "link": "https://www.example.org/a/swap-of-123/?utm_source=x"}'
    desk.write("articles/wire-1.jsonl", row)
    columns = "article_id, outlet_id, title, language, url, item_version"
    assert desk.rows(f"select {columns} from raw.articles_now where text = 'News.'") == [
        ("example.org-swap-of-123-4d07a23d", "herald", "H", "en",
         "https://www.example.org/a/swap-of-123/?utm_source=x", None),
    ]  # fmt: skip


def test_a_later_version_of_an_item_is_in_use_and_the_earlier_one_is_kept(desk: Any) -> None:
    desk = replace(desk, article_settings=read_article_settings(MAPPED, "pyproject.toml"))
    row = '{"body": {"plain": "Text %d."}, "link": "https://example.org/a", "v": %d}\n'
    desk.write("articles/wire-1.jsonl", row % (2, 2) + row % (1, 1))
    query = "from raw.articles{} where text like 'Text%' order by version"
    assert desk.rows(f"select version, text, line {query.format('')}") == [(1, "Text 1.", 2), (2, "Text 2.", 1)]
    assert desk.rows(f"select version, text {query.format('_now')}") == [(2, "Text 2.")]


def test_the_same_article_once_more_is_neither_new_nor_refused(desk: Any) -> None:
    desk.write("articles/rows.jsonl", ROW)
    desk.write("articles/rows-2.jsonl", ROW)
    assert desk.refusals() == []
    assert desk.rows("select count(*) from raw.articles where article_id = 'a1'") == [(1,)]


def test_two_texts_of_one_id_that_nothing_puts_in_order_are_not_both_taken(desk: Any) -> None:
    assert refusals(desk, ROW + ROW.replace("One", "Other")) == [
        "2 -: The full edition of `a1` is already at data/articles/rows.jsonl:1, and nothing says which is the newer. "
        "try another article_id, or a version or a time of fetching in both"
    ]


def test_a_bad_line_is_refused_by_itself(desk: Any) -> None:
    bad = ('{"text": ', "[1]", '{"article_id": "b", "body": "x y"}', '{"text": "No name."}', '{"text": {"a": 1}}')
    messages = refusals(desk, "\n".join(bad) + "\n" + ROW)
    assert [each.partition(" try ")[0] for each in messages] == [
        "1 -: The line is no JSON: Expecting value at character 11.",
        "2 -: The line is no object.",
        "3 text: There is no text at `text`.",
        "4 -: Nothing in it tells this article from another: no id and no address.",
        "5 text: `text` is no text.",
    ]
    assert messages[2].endswith('try columns = { text = "body" } for this file in [tool.wh.articles]')
    assert desk.rows("select count(*) from raw.articles_now where article_id = 'a1'") == [(1,)]


def test_an_hour_without_its_zone_is_a_day_and_said_so_where_no_outlet_can_tell(desk: Any) -> None:
    desk.write("articles/rows.jsonl", ROW.replace("10:00:00Z", "10:00"))
    columns = "published_at, published_at_utc, published_as"
    assert desk.rows(f"select {columns} from raw.articles_now where article_id = 'a1'") == [
        ("2025-12-13", None, "2025-12-13T10:00")
    ]


def test_a_day_that_no_calendar_has_refuses_its_line(desk: Any) -> None:
    assert refusals(desk, ROW.replace("12-13", "02-30")) == [
        "1 published_at: `2025-02-30T10:00:00Z` is a time that no calendar has: day is out of range for month. "
        "try the time as it was printed"
    ]


def test_a_row_of_the_manifest_goes_before_what_a_file_tells(desk: Any) -> None:
    desk.write("articles/rows.jsonl", ROW)
    desk.add("articles.csv", "swap-post,digest,rows.jsonl,herald,,,,,")
    assert desk.rows("select edition, outlet_id, title from raw.articles_now where article_id = 'swap-post'") == [
        ("digest", "herald", "T")
    ]
