"""Pages of the web: the report and all else on the page, and what the page tells of itself."""

from pathlib import Path
from typing import Any

PAGE = (Path(__file__).parent / "articles" / "page.html").read_text(encoding="utf-8")
ARTICLE = "where article_id like 'herald.example-%'"
WITH_HOST = PAGE.replace('href="/news', 'href="https://herald.example/news')


def refusals(desk: Any, content: str | bytes) -> list[str]:
    desk.write("articles/page.html", content)
    return [each.removeprefix("data/articles/page.html:") for each in desk.refusals()]


def test_a_page_tells_its_headline_time_author_and_address(desk: Any) -> None:
    desk.write("articles/page.html", WITH_HOST)
    columns = "article_id, title, published_at, author, language, url, encoding, fetched_at"
    assert desk.rows(f"select {columns} from raw.articles_now {ARTICLE}") == [
        ("herald.example-eight-freed-in-swap-7096a114", "Eight freed in swap", "2025-12-13T22:20:00+05:30", "Ann Lee",
         "en", "https://herald.example/news/eight-freed-in-swap", "utf-8", None),
    ]  # fmt: skip


def test_what_is_not_the_report_stays_in_the_text_as_passages_with_their_reasons(desk: Any) -> None:
    desk.write("articles/page.html", WITH_HOST)
    passages = "(select text, unnest(passages) as passage from raw.articles_now)"
    words = "text[passage.passage_start + 1:passage.passage_end]"
    assert desk.rows(f"select passage.reason, {words} from {passages}") == [
        ("navigation", "Home\n\nWorld"),
        ("caption", "A bus leaves the prison. Picture: The Herald"),
        ("related_headlines", "Related\n\nTwelve still held"),
        ("comments", "Reader: about time, I would say."),
        ("navigation", "© The Herald"),
    ]


def test_offsets_hold_also_where_letters_and_accents_are_joined(desk: Any) -> None:
    desk.write("articles/page.html", WITH_HOST.replace(">Home<", ">Zoe\u0308 home<"))
    first = "passages[1].passage_start + 1:passages[1].passage_end"
    assert desk.rows(f"select text[{first}] from raw.articles_now {ARTICLE}") == [("Zo\u00eb home\n\nWorld",)]


def test_a_page_in_an_old_encoding_is_read_in_it_and_that_is_recorded(desk: Any) -> None:
    old = WITH_HOST.replace("utf-8", "windows-1251").replace("Ann Lee, who", "Светлана, who")
    desk.write("articles/page.html", old.replace("©", "").encode("cp1251"))
    assert desk.rows(f"select encoding, contains(text, 'Светлана') from raw.articles_now {ARTICLE}") == [
        ("cp1251", True)
    ]


def test_a_page_that_says_no_encoding_is_read_in_the_most_widespread_that_it_looks_like(desk: Any) -> None:
    western = WITH_HOST.replace('<meta charset="utf-8">', "").replace(
        "Ann Lee, who", "Smørrebrød på Åland är gott, who"
    )
    desk.write("articles/page.html", western.replace("©", "").encode("cp1252"))
    assert desk.rows(f"select encoding, contains(text, 'Smørrebrød på Åland är') from raw.articles_now {ARTICLE}") == [
        ("cp1252?", True)
    ]


def test_a_page_without_a_report_is_refused(desk: Any) -> None:
    assert refusals(desk, "<html><body><script>var a</script></body></html>") == [
        "1 -: No report is found on the page. try its text in a .txt file, if it is an article"
    ]


def test_a_page_that_nothing_tells_from_others_is_refused(desk: Any) -> None:
    assert refusals(desk, PAGE.replace("canonical", "next")) == [
        "1 -: Nothing in it tells this article from another: no id and no address. "
        "try an id or an address, or a row for its file in data/articles.csv"
    ]


def test_a_row_of_the_manifest_is_enough_for_such_a_page(desk: Any) -> None:
    desk.write("articles/page.html", PAGE.replace("canonical", "next"))
    desk.add("articles.csv", "swap-page,full,page.html,herald,,,,,")
    assert desk.rows("select outlet_id, title from raw.articles_now where article_id = 'swap-page'") == [
        ("herald", "Eight freed in swap")
    ]
