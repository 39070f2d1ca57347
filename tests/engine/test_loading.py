"""Loading: what is appended and when, what the views show, and how loaders are found."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wh import loading
from wh.article_settings import StatedOfFiles
from wh.errors import InputError, WarehouseError
from wh.label_settings import Scheme

LOADERS = {
    "words.py": """
from dataclasses import dataclass
from typing import Annotated
from wh.kinds import Id, labels, refers_to
from wh.reading import Edtf

@labels("words.csv", key="word_id")
@dataclass(frozen=True, slots=True)
class Word:
    word_id: Id
    seen_on: Edtf | None
    like_id: Annotated[Id | None, refers_to("words")]
""",
    "manifest.py": """
from dataclasses import dataclass
from typing import Literal
from wh.kinds import Id, describes_articles

@describes_articles("articles.csv", key=("article_id", "edition"))
@dataclass(frozen=True, slots=True)
class Description:
    article_id: Id
    edition: Literal["full", "digest"]
    file: str
    title: str | None
""",
    "plain_text.py": """
from wh.kinds import Found, articles
from wh.reading import decode

@articles(".txt")
def plain_text(content):
    yield Found(decode(content))
""",
}


@dataclass(frozen=True)
class Desk:
    root: Path
    article_settings: tuple[StatedOfFiles, ...] = ()
    label_settings: tuple[Scheme, ...] = ()

    def files(self, folder: str) -> tuple[Path, ...]:
        return tuple(sorted((self.root / folder).glob("*.py")))

    def write(self, file: str, content: str) -> None:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")

    def load(self, con: duckdb.DuckDBPyConnection, day: int = 1) -> Any:
        return loading.load(con, self, None, datetime(2026, 1, day, tzinfo=UTC))


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(tmp_path)
    for name, text in LOADERS.items():
        desk.write(f"loaders/{name}", text)
    desk.write("data/labels/words.csv", "word_id,seen_on,like_id\na,2021,\nb,,a\n")
    desk.write("data/articles.csv", "article_id,edition,file,title\nx,full,x.txt,X\n")
    desk.write("data/articles/x.txt", "One.\n")
    return desk


@pytest.fixture
def con() -> Any:
    with duckdb.connect() as con:
        yield con


def ask(con: duckdb.DuckDBPyConnection, query: str) -> list[tuple[Any, ...]]:
    return con.execute(query).fetchall()


def test_the_dataclass_is_the_raw_schema(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.load(con)
    assert ask(con, "select column_name, column_type from (describe raw.words)") == [
        ("word_id", "VARCHAR"),
        ("seen_on", "VARCHAR"),
        ("like_id", "VARCHAR"),
        ("seen_on_earliest", "DATE"),
        ("seen_on_latest", "DATE"),
        ("file", "VARCHAR"),
        ("line", "INTEGER"),
        ("file_sha256", "VARCHAR"),
        ("load_id", "VARCHAR"),
    ]


def test_the_first_load_tells_what_it_saw(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    summary = desk.load(con)
    assert (summary.load_id, summary.is_new, summary.loaded_at) == (
        "load-000001",
        True,
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert summary.row_counts == {"words": 2, "articles": 1}
    assert summary.changed_tables == ("articles", "rejects", "words")
    assert ask(con, "select * from raw.loads") == [("load-000001", datetime(2026, 1, 1), "data/articles")]
    assert ask(con, "select table_name, file, row_count, reject_count from raw.load_files order by file") == [
        ("articles", "data/articles.csv", 0, 0),
        ("articles", "data/articles/x.txt", 1, 0),
        ("words", "data/labels/words.csv", 2, 0),
    ]


def test_the_same_input_again_adds_nothing(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.load(con)
    before = {table: ask(con, f"select * from raw.{table}") for table in ("words", "articles", "loads", "load_files")}
    summary = desk.load(con, day=2)
    assert (summary.load_id, summary.is_new, summary.loaded_at) == (
        "load-000001",
        False,
        datetime(2026, 1, 1, tzinfo=UTC),
    )
    assert summary.changed_tables == ()
    assert before == {table: ask(con, f"select * from raw.{table}") for table in before}


def test_a_changed_label_file_is_appended_whole_and_the_view_shows_the_newest(
    desk: Desk, con: duckdb.DuckDBPyConnection
) -> None:
    desk.load(con)
    desk.write("data/labels/words.csv", "word_id,seen_on,like_id\na,2022,\n")
    summary = desk.load(con, day=2)
    assert (summary.load_id, summary.changed_tables) == ("load-000002", ("words",))
    assert ask(con, "select word_id, seen_on, load_id from raw.words order by load_id, line") == [
        ("a", "2021", "load-000001"),
        ("b", None, "load-000001"),
        ("a", "2022", "load-000002"),
    ]
    assert ask(con, "select word_id, seen_on from raw.words_now") == [("a", "2022")]


def test_a_file_that_returns_to_an_older_content_appends_nothing(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    first = (desk.root / "data/labels/words.csv").read_text()
    desk.load(con)
    desk.write("data/labels/words.csv", "word_id,seen_on,like_id\na,2022,\n")
    desk.load(con, day=2)
    desk.write("data/labels/words.csv", first)
    summary = desk.load(con, day=3)
    assert (summary.load_id, summary.changed_tables) == ("load-000003", ("words",))
    assert ask(con, "select count(*) from raw.words") == [(3,)]
    assert ask(con, "select word_id, seen_on from raw.words_now order by 1") == [("a", "2021"), ("b", None)]


def test_a_label_file_that_is_deleted_is_gone_from_the_view(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.load(con)
    (desk.root / "data/labels/words.csv").unlink()
    assert desk.load(con, day=2).changed_tables == ("words",)
    assert ask(con, "select * from raw.words_now") == []
    assert ask(con, "select count(*) from raw.words") == [(2,)]


def test_a_changed_text_is_the_next_version_and_an_old_one_is_none(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    for day, text in enumerate(["One.\n", "Two.\n", "One.\n", "Three.\n"], 1):
        desk.write("data/articles/x.txt", text)
        desk.load(con, day)
    assert ask(con, "select version, text, load_id from raw.articles order by version") == [
        (1, "One.\n", "load-000001"),
        (2, "Two.\n", "load-000002"),
        (3, "Three.\n", "load-000004"),
    ]
    assert ask(con, "select version from raw.articles_now") == [(3,)]


def test_the_view_shows_the_old_version_when_the_old_text_returns(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    for day, text in enumerate(["One.\n", "Two.\n", "One.\n"], 1):
        desk.write("data/articles/x.txt", text)
        desk.load(con, day)
    assert ask(con, "select version, text from raw.articles_now") == [(1, "One.\n")]


def test_a_changed_description_is_a_new_row_of_the_same_version(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.load(con)
    desk.write("data/articles.csv", "article_id,edition,file,title\nx,full,x.txt,Y\n")
    desk.load(con, day=2)
    assert ask(con, "select version, title from raw.articles order by load_id") == [(1, "X"), (1, "Y")]
    assert ask(con, "select version, title from raw.articles_now") == [(1, "Y")]


def test_a_text_that_moves_to_another_file_keeps_its_version(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.load(con)
    (desk.root / "data/articles/x.txt").rename(desk.root / "data/articles/y.txt")
    desk.write("data/articles.csv", "article_id,edition,file,title\nx,full,y.txt,X\n")
    desk.load(con, day=2)
    assert ask(con, "select version, file from raw.articles_now") == [(1, "data/articles/y.txt")]


def test_a_refused_row_is_kept_as_a_reject_of_its_load(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.write("data/labels/words.csv", "word_id,seen_on,like_id\na,2021,\nb,,z\nc,soon,\n")
    summary = desk.load(con)
    assert summary.row_counts["words"] == 1
    assert ask(con, "select word_id from raw.words_now") == [("a",)]
    assert ask(con, "select load_id, file, line, column_name, reason, record from raw.rejects_now order by line") == [
        ("load-000001", "data/labels/words.csv", 3, "like_id", "There is no word `z`.", "b,,z"),
        ("load-000001", "data/labels/words.csv", 4, "seen_on", "`soon` is not a date.", "c,soon,"),
    ]
    desk.write("data/labels/words.csv", "word_id,seen_on,like_id\na,2021,\n")
    assert desk.load(con, day=2).changed_tables == ("rejects", "words")
    assert ask(con, "select * from raw.rejects_now") == []
    assert ask(con, "select count(*) from raw.rejects") == [(2,)]


def test_a_preview_counts_and_refuses_what_a_load_would(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.write("data/labels/words.csv", "word_id,seen_on,like_id\na,2021,\nb,,z\n")
    now = datetime(2026, 1, 1, tzinfo=UTC)
    preview, load = loading.preview(desk, None, now), desk.load(con)
    assert (preview.row_counts, preview.rejects, preview.article_count) == (load.row_counts, load.rejects, 1)
    assert (preview.load_id, preview.is_new) == ("preview", False)


def test_a_fingerprint_changes_only_with_what_the_table_holds_now(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    assert loading.table_fingerprints(con) == {}
    desk.load(con)
    first = loading.table_fingerprints(con)
    assert sorted(first) == ["articles", "load_counts", "load_files", "loads", "rejects", "words"]
    desk.write("data/articles/x.txt", "Two.\n")
    desk.load(con, day=2)
    second = loading.table_fingerprints(con)
    assert [name for name in first if first[name] != second[name]] == [
        *("articles", "load_counts", "load_files", "loads")
    ]


def test_a_load_that_breaks_off_leaves_nothing(
    desk: Desk, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_off(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(loading.raw, "append_load", break_off)
    with pytest.raises(KeyboardInterrupt):
        desk.load(con)
    assert ask(con, "select count(*) from duckdb_tables() where schema_name = 'raw'") == [(0,)]
    monkeypatch.undo()
    assert desk.load(con).load_id == "load-000001"


def test_a_loader_may_gain_a_column_and_old_rows_have_none(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.load(con)
    desk.write("loaders/words.py", LOADERS["words.py"] + "    note: str | None\n")
    desk.write("data/labels/words.csv", "word_id,seen_on,like_id,note\na,2021,,new\n")
    desk.load(con, day=2)
    assert ask(con, "select word_id, note from raw.words_now") == [("a", "new")]
    assert ask(con, "select count(*) from raw.words where note is null") == [(2,)]


def test_a_loader_may_not_change_a_type_that_old_rows_do_not_have(desk: Desk, con: duckdb.DuckDBPyConnection) -> None:
    desk.load(con)
    desk.write("loaders/words.py", LOADERS["words.py"].replace("word_id: Id", "word_id: int"))
    desk.write("data/labels/words.csv", "word_id,seen_on,like_id\n1,2021,\n")
    with pytest.raises(WarehouseError) as caught:
        desk.load(con, day=2)
    assert str(caught.value) == (
        "The column `word_id` of raw.words is VARCHAR and holds what is no INTEGER.\n"
        "  at  loaders/words.py\n"
        "  try another name for the new column: raw rows are never rewritten"
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        (
            "more.py",
            LOADERS["words.py"],
            "Two loaders read `labels/words.csv`: more.py and words.py.\n  at  loaders/words.py\n"
            "  try one loader for each kind of file; one of your own replaces a built-in by its name",
        ),
        (
            "words.py",
            LOADERS["words.py"].replace('refers_to("words")', 'refers_to("word")'),
            "`Word` refers to `word`, which no loader reads.\n  at  loaders/words.py\n  try `words`, the closest name",
        ),
        (
            "words.py",
            LOADERS["words.py"].replace('"words.csv"', '"more.csv"'),
            "`words` is referred to, and the file of that name does not read it, but replaces what would.\n"
            "  at  loaders/words.py\n  try another name for the file",
        ),
        (
            "words.py",
            "import wh\n\ndef broken(:\n",
            "The loader `words.py` cannot be imported: invalid syntax (words.py, line 3).\n  at  loaders/words.py:3\n"
            "  try the loaders beside it as a model",
        ),
        (
            "words.py",
            LOADERS["words.py"].replace("Edtf | None", "Edft | None"),
            "The loader `words.py` cannot be imported: name 'Edft' is not defined.\n  at  loaders/words.py:11\n"
            "  try the loaders beside it as a model",
        ),
        (
            "words.py",
            LOADERS["words.py"].replace("@dataclass(frozen=True, slots=True)\n", ""),
            "The loader `words.py` cannot be imported: Word is not a dataclass: "
            "write @dataclass(frozen=True, slots=True) above it.\n  at  loaders/words.py:7\n"
            "  try the loaders beside it as a model",
        ),
        (
            "words.py",
            "import sys\n\nsys.exit(0)\n",
            "The loader `words.py` cannot be imported: 0.\n  at  loaders/words.py:3\n"
            "  try the loaders beside it as a model",
        ),
        (
            "words.py",
            "x = 1 / 0\n",
            "The loader `words.py` cannot be imported: division by zero.\n  at  loaders/words.py:1\n"
            "  try the loaders beside it as a model",
        ),
        (
            "words.py",
            LOADERS["words.py"].replace("seen_on", "line"),
            "The loader `words.py` cannot be imported: the column line is kept for the load itself: another name for "
            "it.\n  at  loaders/words.py:7\n  try the loaders beside it as a model",
        ),
        (
            "words.py",
            LOADERS["words.py"].replace("words.csv", "loads.csv"),
            "The loader `words.py` cannot be imported: raw.loads is kept for the load itself: another file name than "
            "labels/loads.csv.\n  at  loaders/words.py:7\n  try the loaders beside it as a model",
        ),
        (
            "words.py",
            LOADERS["words.py"].replace('key="word_id"', 'key="id"'),
            "The loader `words.py` cannot be imported: the key id is no column of Word.\n  at  loaders/words.py:7\n"
            "  try the loaders beside it as a model",
        ),
        (
            "manifest.py",
            "",
            "0 loaders describe articles; it takes one.\n  at  loaders/\n  try the built-in manifest.py alone",
        ),
    ],
)
def test_a_loader_that_cannot_be_used_is_named_with_its_place(desk: Desk, name: str, text: str, message: str) -> None:
    desk.write(f"loaders/{name}", text)
    with pytest.raises(InputError) as caught:
        loading.preview(desk, None, datetime(2026, 1, 1, tzinfo=UTC))
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "line", "fault", "message"),
    [
        ("plain_text.py", 7, "    raise ValueError('boom')", "data/articles/x.txt: ValueError: boom"),
        ("plain_text.py", 7, "    return None", "data/articles/x.txt: TypeError: 'NoneType' object is not iterable"),
        (
            "words.py",
            13,
            "    def __post_init__(self): 1 / 0",
            "a row of labels/words.csv: ZeroDivisionError: division",
        ),
    ],
)
def test_a_loader_that_raises_is_named_with_its_line_and_what_it_read(
    desk: Desk, name: str, line: int, fault: str, message: str
) -> None:
    lines = LOADERS[name].rstrip("\n").split("\n")
    desk.write(f"loaders/{name}", "\n".join([*lines[: line - 1], fault, *lines[line:]]) + "\n")
    with pytest.raises(InputError) as caught:
        loading.preview(desk, None, datetime(2026, 1, 1, tzinfo=UTC))
    assert str(caught.value).startswith(f"The loader cannot deal with {message}")
    assert f"loaders/{name}:" in str(caught.value) or "unpacking.py:" in str(caught.value)
    assert "what a loader refuses on purpose it raises as an InputError" in str(caught.value)


def test_loading_imports_no_slow_library() -> None:
    import subprocess
    import sys

    slow = "{'great_expectations', 'pandas', 'sqlglot', 'jinja2', 'yaml', 'typer'}"
    code = f"import sys, wh.loading; print(sorted({slow} & sys.modules.keys()))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
