"""Articles: plain text, Markdown, the manifest, and what is refused in their folder."""

import os
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from wh.article_settings import read_article_settings
from wh.errors import InputError

FRONT = "---\narticle_id: swap-post\nedition: digest\n{more}---\nThe text.\n"


def test_a_plain_text_is_stored_as_read_with_what_the_manifest_says(desk: Any) -> None:
    assert desk.rows("select * exclude (content_sha256, file_sha256, loaded_at) from raw.articles_now") == [
        (
            "swap-herald", "full", 1, "herald", "Swap", "2025-12-13T22:20+05:30", "en", None, "wire",
            date(2025, 12, 13), datetime(2025, 12, 13, 16, 50), None,
            "Ann Lee said that eight or nine of 123 prisoners were freed.\n", *[None] * 8, "utf-8", *[None] * 2,
            "data/articles/herald.txt", 1, "load-000001",
        )
    ]  # fmt: skip


def test_line_ends_a_bom_and_accents_are_made_alike_and_nothing_else_is_touched(desk: Any) -> None:
    desk.write("articles/herald.txt", "\ufeff Zoe\u0308 \u201csaid\u201d:\r\n\r\n  it  is\rso. ".encode())
    assert desk.rows("select text, sha256(text) = content_sha256 from raw.articles_now") == [
        (" Zo\u00eb \u201csaid\u201d:\n\n  it  is\nso. ", True)
    ]


def test_a_day_of_publication_without_an_hour_gives_no_instant(desk: Any) -> None:
    desk.change("articles.csv", "2025-12-13T22:20+05:30", "13/12/2025")
    assert desk.rows("select published_at, published_on, published_at_utc from raw.articles_now") == [
        ("2025-12-13", date(2025, 12, 13), None)
    ]


def test_a_markdown_describes_itself_in_its_front_matter(desk: Any) -> None:
    desk.write("articles/post.md", FRONT.format(more="published_at: 2025-12-13T22:20+05:30\ntitle: 'Swap: all'\n"))
    columns = "article_id, edition, title, published_at, text, line"
    assert desk.rows(f"select {columns} from raw.articles_now order by 1")[1] == (
        "swap-post", "digest", "Swap: all", "2025-12-13T22:20+05:30", "The text.\n", 7,
    )  # fmt: skip


def test_a_markdown_without_front_matter_is_described_by_the_manifest(desk: Any) -> None:
    desk.write("articles/post.md", "# Title\n\n---\n")
    desk.add("articles.csv", "swap-post,digest,post.md,,,,,,")
    assert desk.rows("select text from raw.articles_now where article_id = 'swap-post'") == [("# Title\n\n---\n",)]


def test_a_label_may_name_an_article_that_only_a_front_matter_describes(desk: Any) -> None:
    desk.write("articles/post.md", FRONT.format(more=""))
    desk.add("labels/mentions.csv", "swap-post,ann,Ann Lee,,")
    assert desk.refusals() == []


def test_that_article_is_known_also_when_another_folder_is_loaded(desk: Any, tmp_path: Path) -> None:
    desk.write("articles/post.md", FRONT.format(more=""))
    desk.add("labels/mentions.csv", "swap-post,ann,Ann Lee,,")
    originals = tmp_path / "originals"
    originals.mkdir()
    assert desk.refusals(originals) == []
    assert desk.preview(originals).article_count == 0


def test_another_folder_is_named_as_seen_from_the_project(desk: Any, tmp_path: Path) -> None:
    (tmp_path / "originals").mkdir()
    (tmp_path / "originals" / "new.txt").write_text("News.")
    assert desk.refusals(tmp_path / "originals")[0].startswith("originals/new.txt:1 ")


def test_a_readme_and_hidden_files_are_no_articles(desk: Any) -> None:
    desk.write("articles/README.md", "About this folder.")
    desk.write("articles/.DS_Store", b"\0\1")
    assert desk.refusals() == []


def refusals(desk: Any, name: str, content: str | bytes, *rows: str) -> list[str]:
    desk.write(f"articles/{name}", content)
    desk.add("articles.csv", *rows)
    return [each.removeprefix("data/articles/") for each in desk.refusals()]


def test_a_file_that_nothing_describes_is_refused_with_the_row_to_add(desk: Any) -> None:
    assert refusals(desk, "BBC news.txt", "News.") == [
        "BBC news.txt:1 -: Nothing describes this file. "
        "try a row in data/articles.csv: `BBC-news,full,BBC news.txt,,,,,,` (or digest instead of full)"
    ]


def test_a_file_whose_name_is_spelled_otherwise_in_the_manifest_is_told_so(desk: Any) -> None:
    assert refusals(desk, "post.txt", "News.", "swap-post,full,posd.txt,,,,,,") == [
        "post.txt:1 -: Nothing describes this file. try `post.txt` instead of `posd.txt` at data/articles.csv:3"
    ]


def test_a_file_whose_description_is_refused_is_refused_too(desk: Any) -> None:
    assert refusals(desk, "post.txt", "News.", "swap-post,whole,post.txt,,,,,,") == [
        "data/articles.csv:3 edition: `whole` is no edition. try one of `full`, `digest`",
        "post.txt:1 -: Its description is itself refused, at data/articles.csv:3. try mending that row",
    ]


def test_a_manifest_that_cannot_be_read_is_told_for_each_file(desk: Any) -> None:
    desk.write("articles.csv", "")
    assert desk.refusals() == [
        "data/articles.csv:1 -: The file is empty. "
        "try the header line `article_id,edition,file,outlet_id,title,published_at,language,url,wire_id`",
        "data/articles/herald.txt:1 -: data/articles.csv, which may describe it, cannot be read. try mending that file",
    ]


def test_an_outlet_that_is_no_source_refuses_the_article_and_what_is_said_of_it(desk: Any) -> None:
    desk.change("articles.csv", "herald.txt,herald,", "herald.txt,heral,")
    messages = desk.refusals()
    assert messages[:2] == [
        "data/articles.csv:2 outlet_id: There is no source `heral`. try `herald`, the closest id",
        "data/articles/herald.txt:1 -: Its description is itself refused, at data/articles.csv:2. try mending that row",
    ]
    assert (
        "data/labels/quotes.csv:2 article_id: The article `swap-herald` is itself refused, at data/articles.csv:2. "
        "try mending that row"
    ) in messages


def test_an_article_without_text_is_refused(desk: Any) -> None:
    assert refusals(desk, "post.txt", " \n", "swap-post,full,post.txt,,,,,,") == [
        "post.txt:1 -: The article holds no text. try putting its text in, or deleting the file"
    ]


def test_an_article_in_another_encoding_is_refused(desk: Any) -> None:
    assert refusals(desk, "post.txt", "A\nZo\u00eb".encode("latin-1"), "swap-post,full,post.txt,,,,,,") == [
        "post.txt:2 -: The file is not UTF-8: byte 3 of line 2 is 0xeb. "
        'try saving it again as UTF-8, or `encoding = "cp1252"` for this file in [tool.wh.articles]'
    ]


RUSSIAN = 2 * "Президент сказал, что заключённые были освобождены. Всего 123 человека вернулись домой.\n"
CZECH = "Prezident řekl, že vězni byli propuštěni. Celkem sto dvacet tři osob se vrátilo domů.\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("Zoë walked.\n".encode(), "utf-8"),
        ("Zoë walked.\n".encode("utf-8-sig"), "utf-8"),
        (b"\xff\xfe" + "Zoë walked.\r\n".encode("utf-16-le"), "utf-16-le"),
        (RUSSIAN.encode("cp1251"), "cp1251?"),
        (RUSSIAN.encode("koi8-r"), "koi8_r?"),
        ("“It’s over – at last”, said Ann. “They’re free.”\n".encode("cp1252"), "cp1252?"),
    ],
)
def test_the_encoding_of_a_plain_text_is_found_and_recorded(desk: Any, content: bytes, encoding: str) -> None:
    desk.write("articles/post.txt", content)
    desk.add("articles.csv", "swap-post,full,post.txt,,,,,,")
    text = content.decode(encoding.rstrip("?")).lstrip("\ufeff").replace("\r", "")
    assert desk.rows("select encoding, text from raw.articles_now where article_id = 'swap-post'") == [(encoding, text)]


def test_an_encoding_that_may_be_two_is_asked_for(desk: Any) -> None:
    (message,) = refusals(desk, "post.txt", CZECH.encode("cp1250"), "swap-post,full,post.txt,,,,,,")
    assert message == (
        "post.txt:1 -: The file is not UTF-8: byte 11 of line 1 is 0xf8. It may be `cp1252` or `cp1250`. "
        'try saving it again as UTF-8, or `encoding = "cp1252"` for this file in [tool.wh.articles]'
    )
    stated = replace(desk, article_settings=read_article_settings({"post.*": {"encoding": "cp1250"}}, ""))
    found = "select encoding, text from raw.articles_now where article_id = 'swap-post'"
    assert stated.rows(found) == [("cp1250", CZECH)]
    wrong = replace(desk, article_settings=read_article_settings({"post.*": {"encoding": "cp932"}}, ""))
    assert "Nor is it `cp932`, as [tool.wh.articles] says." in wrong.refusals()[0]


def test_an_article_with_a_nul_byte_is_refused(desk: Any) -> None:
    assert refusals(desk, "post.txt", "A\nB\0", "swap-post,full,post.txt,,,,,,") == [
        "post.txt:2 -: The text holds a NUL byte. try saving it as plain text, in UTF-8"
    ]


def test_a_file_that_no_loader_reads_is_refused(desk: Any) -> None:
    (message,) = refusals(desk, "post.docx", b"PK")
    assert message.startswith("post.docx:1 -: No loader reads files that end in `.docx`. try one of ")
    assert message.endswith(", .txt, .warc, .warc.gz, .xhtml, .xml, .zip, or a loader of your own")


def test_a_folder_among_the_articles_is_refused(desk: Any) -> None:
    desk.write("articles/old/post.txt", "News.")
    assert desk.refusals() == [
        "data/articles/old:1 -: This is a folder, not an article. "
        "try its files one folder up: only the folder itself is read"
    ]


def test_a_second_file_for_the_same_edition_is_refused(desk: Any) -> None:
    assert refusals(
        desk, "post.md", FRONT.format(more="").replace("swap-post", "swap-herald").replace("digest", "full")
    ) == [
        "post.md:5 -: The full edition of `swap-herald` is already in data/articles/herald.txt. "
        "try another article_id, or deleting one of the two files"
    ]


def test_a_second_row_for_the_same_edition_or_file_is_refused(desk: Any) -> None:
    desk.add("articles.csv", "swap-herald,full,other.txt,,,,,,", "swap-herald,digest,herald.txt,,,,,,")
    assert desk.refusals() == [
        "data/articles.csv:3 edition: The article `swap-herald` with edition `full` is already at data/articles.csv:2. "
        "try deleting one of the two rows",
        "data/articles.csv:4 file: The file `herald.txt` is already described at data/articles.csv:2. "
        "try deleting one of the two rows",
    ]


def test_an_hour_without_its_zone_is_refused_and_never_guessed(desk: Any) -> None:
    desk.change("articles.csv", "2025-12-13T22:20+05:30", "2025-12-13T22:20")
    assert desk.refusals()[0] == (
        "data/articles.csv:2 published_at: `2025-12-13T22:20` gives an hour without its zone. "
        "try `2025-12-13T22:20+00:00` with the right zone, the day alone, `2025-12-13`, or the outlet's time_zone in "
        "data/labels/sources.csv"
    )


def _place(desk: Any, zone: str) -> None:
    """Give sources.csv a column of time zones, with this one for the Herald."""
    desk.change("labels/sources.csv", "owner_id,person_id", "owner_id,person_id,time_zone")
    desk.change("labels/sources.csv", "The Herald,outlet,,", f"The Herald,outlet,,,{zone}")
    desk.change("labels/sources.csv", "The Wire,agency,,", "The Wire,agency,,,")
    desk.change("labels/sources.csv", "Ann Lee,person,,ann", "Ann Lee,person,,ann,")


def test_an_hour_without_its_zone_is_in_that_of_its_outlet(desk: Any) -> None:
    desk.change("articles.csv", "2025-12-13T22:20+05:30", "2025-12-13T22:20")
    _place(desk, "Asia/Kolkata")
    assert desk.refusals() == []


def test_a_file_of_sources_from_before_there_were_zones_is_whole(desk: Any) -> None:
    assert desk.refusals() == []


@pytest.mark.parametrize(
    ("zone", "way_out"),
    [
        ("Asia/Calcuta", "`Asia/Calcutta`, the closest name"),
        ("Kolkata", "`Asia/Kolkata`, the closest name"),
        ("asia/kolkata", "`Asia/Kolkata`, the closest name"),
        ("GMT+5", "a name such as `Asia/Kolkata`"),
        ("xyzzy", "a name such as `Asia/Kolkata`"),
    ],
)
def test_a_zone_of_no_known_name_is_refused_with_the_closest(desk: Any, zone: str, way_out: str) -> None:
    _place(desk, zone)
    refusals = [each for each in desk.refusals() if " time_zone: " in each]
    assert refusals == [f"data/labels/sources.csv:2 time_zone: There is no time zone `{zone}`. try {way_out}"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ("auther: Ann\n", "4 auther: The front matter has no key `auther`; it is not read. try one of `article_id`, "
         "`edition`, `outlet_id`, `title`, `published_at`, `language`, `url`, `wire_id`"),
        ("titel: Ann\n", "4 titel: The front matter has no key `titel`; it is not read. try `title`, the closest key"),
        ("title: A\ntitle: B\n", "5 title: The key `title` is there twice; the first one is read. try each key once"),
        ("published_at: soon\n", "4 published_at: `soon` is neither a day nor a time with its zone. "
         "try `2025-12-13` or `2025-12-13T22:20+05:30`"),
        ("outlet_id: heral\n", "1 outlet_id: There is no source `heral`. try `herald`, the closest id"),
        ("title: A: B\n", "4 -: The front matter cannot be read: mapping values are not allowed here. "
         "try one line `key: value` a key, the value in quotation marks if it holds a colon"),
        ("title: [A, B]\n", "4 -: The front matter cannot be read: `title` holds more than one value. "
         "try one line `key: value` a key, the value in quotation marks if it holds a colon"),
    ],
)  # fmt: skip
def test_a_front_matter_is_refused_by_key_and_line(desk: Any, more: str, message: str) -> None:
    assert refusals(desk, "post.md", FRONT.format(more=more)) == [f"post.md:{message}"]


def test_a_front_matter_without_an_edition_is_the_full_one_and_without_an_id_is_refused(desk: Any) -> None:
    assert refusals(desk, "post.md", "---\ntitle: x\n---\nText.") == [
        "post.md:1 article_id: The front matter has no `article_id`. try a line `article_id: …` in it"
    ]
    assert refusals(desk, "post.md", "---\narticle_id: x\nedition: half\n---\nText.") == [
        "post.md:3 edition: `half` is no edition. try one of `full`, `digest`"
    ]


def test_a_front_matter_that_never_ends_is_refused(desk: Any) -> None:
    assert refusals(desk, "post.md", "---\narticle_id: x\n") == [
        "post.md:1 -: The front matter is opened here and never closed. try a line `---` at its end"
    ]


def test_a_file_that_two_things_describe_is_refused(desk: Any) -> None:
    assert refusals(desk, "post.md", FRONT.format(more=""), "swap-post,digest,post.md,,,,,,") == [
        "post.md:1 -: Both data/articles.csv:3 and the front matter describe this file. "
        "try deleting one of the two descriptions"
    ]


def test_a_folder_of_articles_that_is_not_there_is_an_error(desk: Any, tmp_path: Path) -> None:
    (tmp_path / "originals").mkdir()
    with pytest.raises(InputError) as caught:
        desk.preview(tmp_path / "orginals")
    assert str(caught.value) == (
        f"There is no folder `{tmp_path}/orginals`.\n  at  --articles\n  try `{tmp_path}/originals`, the closest name"
    )


def test_a_file_instead_of_a_folder_of_articles_is_an_error(desk: Any) -> None:
    file = desk.root / "data" / "articles" / "herald.txt"
    with pytest.raises(InputError) as caught:
        desk.preview(file)
    assert str(caught.value) == (
        f"`{file}` is a file, not a folder of articles.\n  at  --articles\n  try `{file.parent}`"
    )


def test_a_pipe_among_the_articles_is_refused_and_not_waited_for(desk: Any) -> None:
    os.mkfifo(desk.root / "data" / "articles" / "pipe.txt")
    assert desk.refusals() == [
        "data/articles/pipe.txt:1 -: This is a pipe or a device, not a file. try a file, or taking it away"
    ]


def test_a_pipe_among_the_labels_is_refused_and_not_waited_for(desk: Any) -> None:
    desk.remove("labels/quotes.csv")
    os.mkfifo(desk.root / "data" / "labels" / "quotes.csv")
    assert desk.refusals() == [
        "data/labels/quotes.csv:1 -: The file cannot be opened: it is a folder, a pipe or a device. "
        "try a file that you may read"
    ]


def test_a_name_that_would_break_the_line_is_written_out(desk: Any) -> None:
    desk.write("articles/two\nlines\x1b[2J.xyz", "News.")
    assert desk.refusals()[0].startswith("data/articles/two\\nlines\\x1b[2J.xyz:1 -: No loader reads")
