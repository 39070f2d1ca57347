"""ZIP and WARC: files within files, each read by its own format."""

from pathlib import Path
from typing import Any

from loaders.archives import made_record, made_warc_gz, made_zip

PAGE = (Path(__file__).parent / "articles" / "page.html").read_bytes()
ADDRESS = "https://herald.example/news/eight-freed-in-swap"
LATER = PAGE.replace(b"Eight people walked", b"Nine people walked")


def refusals(desk: Any, name: str, content: bytes) -> list[str]:
    desk.write(f"articles/{name}", content)
    return [each.removeprefix(f"data/articles/{name}") for each in desk.refusals()]


def test_an_address_that_was_fetched_twice_is_two_versions_of_one_article(desk: Any) -> None:
    records = [
        made_record(ADDRESS + "?utm_source=x", LATER, "2025-12-14T08:00:00Z"),
        made_record(ADDRESS, PAGE, "2025-12-13T18:00:00Z", "Content-Type: text/html; charset=utf-8"),
    ]
    desk.write("articles/crawl.warc.gz", made_warc_gz(records))
    columns = "article_id, version, hour(fetched_at), contains(text, 'Nine people walked'), file, line"
    assert desk.rows(f"select {columns} from raw.articles where fetched_at is not null order by version") == [
        ("herald.example-eight-freed-in-swap-7096a114", 1, 18, False, "data/articles/crawl.warc.gz", 2),
        ("herald.example-eight-freed-in-swap-7096a114", 2, 8, True, "data/articles/crawl.warc.gz", 1),
    ]
    assert desk.rows("select version from raw.articles_now where fetched_at is not null") == [(2,)]


def test_what_a_crawler_fetched_besides_pages_is_no_article(desk: Any) -> None:
    picture = made_record(
        "https://herald.example/a.jpg", b"\xff\xd8", "2025-12-13T18:00:00Z", "Content-Type: image/jpeg"
    )
    desk.write("articles/crawl.warc.gz", made_warc_gz([picture]))
    assert desk.refusals() == []


def test_an_archive_that_is_cut_off_gives_what_is_whole_and_says_so(desk: Any) -> None:
    records = [
        made_record(ADDRESS, PAGE, "2025-12-13T18:00:00Z"),
        made_record(ADDRESS + "2", PAGE, "2025-12-13T18:00:00Z"),
    ]
    assert refusals(desk, "crawl.warc.gz", made_warc_gz(records)[:-200]) == [
        f":2 -: {ADDRESS}2 is cut off, or not as long as it says. try the whole archive"
    ]
    assert desk.preview().article_count == 2


def test_the_files_in_a_zip_are_read_as_if_they_lay_in_the_folder(desk: Any) -> None:
    row = '{"article_id": "a1", "text": "News."}\n'
    crawl = made_warc_gz([made_record(ADDRESS, PAGE, "2025-12-13T18:00:00Z")])
    desk.write(
        "articles/all.zip",
        made_zip({"rows.jsonl": row, "web/crawl.warc.gz": crawl, "__MACOSX/._x": b"", "p.txt": "P."}),
    )
    desk.add("articles.csv", "swap-post,full,all.zip/p.txt,,,,,,")
    assert desk.rows("select article_id, file, line from raw.articles_now where file like '%zip%' order by file") == [
        ("swap-post", "data/articles/all.zip/p.txt", 1),
        ("a1", "data/articles/all.zip/rows.jsonl", 1),
        ("herald.example-eight-freed-in-swap-7096a114", "data/articles/all.zip/web/crawl.warc.gz", 1),
    ]


def test_a_member_that_would_lie_outside_is_refused_and_the_others_are_read(desk: Any) -> None:
    row = '{"article_id": "%s", "text": "News."}\n'
    members = {"../up.jsonl": row % "a", "/etc/x.jsonl": row % "b", "C:\\x.jsonl": row % "c", "in.jsonl": row % "d"}
    assert refusals(desk, "all.zip", made_zip(members)) == [
        ":1 -: `../up.jsonl` would lie outside of the folder. try that file beside the ZIP",
        ":1 -: `/etc/x.jsonl` would lie outside of the folder. try that file beside the ZIP",
        ":1 -: `C:\\x.jsonl` would lie outside of the folder. try that file beside the ZIP",
    ]
    assert desk.preview().article_count == 2


def test_a_file_that_would_swell_is_refused_and_those_beside_it_are_read(desk: Any) -> None:
    row = '{"article_id": "a1", "text": "News."}'
    members = {"bomb.txt": b"0" * 3_000_000, "rows.jsonl": row}
    [refused] = refusals(desk, "all.zip", made_zip(members))
    assert refused.startswith(":1 -: `bomb.txt` would swell to 3,000,000 bytes from ")
    assert desk.rows("select article_id from raw.articles_now where file like '%zip%'") == [("a1",)]


def test_a_zip_whose_files_swell_together_is_refused_whole(desk: Any) -> None:
    members = {f"{number}.txt": b"0" * 900_000 for number in range(30)}
    assert refusals(desk, "all.zip", made_zip(members)) == [
        ":1 -: It would swell to more than 200 times its size. try its files unpacked"
    ]


def test_a_zip_within_zips_is_opened_three_deep_and_no_deeper(desk: Any) -> None:
    inner = made_zip({"rows.jsonl": '{"article_id": "a1", "text": "News."}'})
    desk.write("articles/two.zip", made_zip({"in.zip": inner}))
    assert desk.preview().article_count == 2
    assert refusals(desk, "three.zip", made_zip({"b.zip": made_zip({"in.zip": inner})})) == [
        "/b.zip/in.zip/rows.jsonl:1 -: It is a file within 3 files, and no article lies so deep. "
        "try taking it out of the outer ones"
    ]
