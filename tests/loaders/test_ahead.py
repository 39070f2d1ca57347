"""Pages that are read by several processes: the warehouse is the one that a single process makes."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from loaders.archives import made_record, made_warc_gz, made_zip
from loaders.conftest import LOST, NOW
from loaders.test_html import WITH_HOST

from wh import ahead, loading

DATE = "2025-12-13T18:00:00Z"
EMPTY = b"<html><body><script>var a</script></body></html>"


def page(name: str) -> bytes:
    return WITH_HOST.replace("eight-freed", name).encode()


def stored(desk: Any, processes: int) -> list[Any]:
    with duckdb.connect() as con:
        loading.load(con, desk, None, NOW, None, processes)
        assert con.execute(LOST).fetchall() == []
        tables = ("articles_now", "rejects_now", "load_counts_now")
        return [con.execute(f"select * from raw.{table} order by all").fetchall() for table in tables]


def test_what_is_loaded_and_refused_is_the_same_whatever_the_number_of_processes(
    desk: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        desk.write(f"articles/{number}.html", page(f"p{number}") if number != 2 else EMPTY)
    fetched = [made_record(f"https://a.example/{number}", page(f"w{number}"), DATE) for number in range(3)]
    desk.write("articles/crawl.warc.gz", made_warc_gz([*fetched, made_record("https://a.example/e", EMPTY, DATE)]))
    desk.write("articles/pages.zip", made_zip({"a.html": page("z1"), "b.html": EMPTY, "c.html": page("z2")}))
    desk.write("articles/again.html", page("p1"))  # whose text is passed over, since it comes later
    alone = stored(desk, 1)
    assert len(alone[0]) == 9 and len(alone[1]) == 3
    monkeypatch.setattr(ahead, "WORTH_IT", 0)
    assert stored(desk, 2) == alone


def test_a_page_that_ends_the_process_that_reads_it_is_refused_and_the_others_are_read(
    desk: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    (folder / "deadly.py").write_text(
        "import os\nfrom wh.pages import read_page\n"
        "def read(html, url):\n    return os._exit(1) if 'deadly' in html else read_page(html, url)\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("PYTHONPATH", str(folder))
    monkeypatch.syspath_prepend(folder)
    loader = (Path(__file__).resolve().parents[2] / "loaders" / "html.py").read_text(encoding="utf-8")
    own = tmp_path / "own" / "html.py"
    own.parent.mkdir()
    own.write_text(loader.replace("Later(read_page", "Later(__import__('deadly').read"), encoding="utf-8")
    files = tuple(own if path.name == "html.py" else path for path in desk.files("loaders"))
    monkeypatch.setattr(type(desk), "files", lambda self, folder: files)
    monkeypatch.setattr(ahead, "WORTH_IT", 0)
    for name in ("one", "deadly", "two"):
        desk.write(f"articles/{name}.html", page(name))
    articles, [reject], _ = stored(desk, 2)
    assert len(articles) == 3
    assert "It ended the process that read it, and the one after that." in reject
