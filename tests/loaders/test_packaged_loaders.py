"""A package brings loaders by entry points: found when installed, between the built-in ones and the project's own."""

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from loaders.conftest import LOADERS

from wh.errors import InputError
from wh.packaged import packaged_loaders

*_, MAIL = re.findall(r"```python\n(.+?)```", (LOADERS.parent / "docs" / "loaders.md").read_text("utf-8"), re.S)


def install(folder: Path, package: str, *, points: str, **modules: str) -> None:
    stated = folder / f"{package}-1.0.dist-info" / "entry_points.txt"
    stated.parent.mkdir(parents=True)
    stated.write_text(f"[console_scripts]\nx = x:y\n\n[wh.loaders]\n{points}\n", encoding="utf-8")
    for module, code in modules.items():
        (folder / f"{module}.py").write_text(code, encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(sys, "path", [str(tmp_path / "site"), *sys.path])
    monkeypatch.setattr(sys, "modules", dict(sys.modules))
    return tmp_path / "site"


def test_a_loader_of_an_installed_package_reads_its_files(desk: Any, site: Path) -> None:
    install(site, "newsroom", points="mail = newsroom_mail", newsroom_mail=MAIL)
    desk.write("articles/a.eml", "Subject: Swap\nMessage-ID: <1@herald>\nContent-Type: text/plain\n\nEight were freed.")
    assert desk.rows("select title from raw.articles_now where file like '%.eml'") == [("Swap",)]


def test_it_replaces_a_built_in_loader_of_its_name(desk: Any, site: Path) -> None:
    shouting = (
        (LOADERS / "plain_text.py").read_text("utf-8").replace("Found(decoded.text", "Found(decoded.text.upper()")
    )
    install(site, "newsroom", points="plain_text = newsroom_text", newsroom_text=shouting)
    [(text,)] = desk.rows("select text from raw.articles_now")
    assert text.startswith("ANN LEE SAID")


def test_one_that_reads_what_another_reads_is_refused(desk: Any, site: Path) -> None:
    again = (LOADERS / "plain_text.py").read_text("utf-8")
    install(site, "newsroom", points="text = newsroom_again", newsroom_again=again)
    with pytest.raises(InputError, match=r"read `.txt`: plain_text.py and newsroom_again.\n  at  newsroom 1.0"):
        desk.preview()


def test_one_that_cannot_be_imported_names_its_package_and_line(desk: Any, site: Path) -> None:
    install(site, "newsroom", points="mail = newsroom_broken", newsroom_broken="import re\nraise ValueError('no')\n")
    with pytest.raises(InputError, match=r"`newsroom_broken` cannot be imported: no.\n  at  newsroom 1.0:2"):
        desk.preview()


def test_two_packages_with_one_name_are_refused_and_a_hidden_one_is_not_seen(tmp_path: Path) -> None:
    install(tmp_path / "a", "one", points="mail = m")
    install(tmp_path / "b", "one", points="post = p")
    assert [each.name for each in packaged_loaders([str(tmp_path / "a"), str(tmp_path / "b")])] == ["mail"]
    install(tmp_path / "a", "two", points="mail = n")
    with pytest.raises(InputError, match=r"Two packages bring a loader `mail`: one 1.0 and two 1.0"):
        packaged_loaders([str(tmp_path / "a")])


def test_a_module_that_was_edited_has_another_fingerprint(tmp_path: Path) -> None:
    install(tmp_path, "one", points="mail = m", m="1")
    (before,) = packaged_loaders([str(tmp_path)])
    first = before.fingerprint
    (tmp_path / "m.py").write_text("2", encoding="utf-8")
    assert before.fingerprint != first
