"""What is in the repository is for everybody: no path of one machine, no host of one network, no carriage return."""

import re
from pathlib import Path

import pytest
from project.support import ROOT, repository_files

MACHINE = re.compile(
    r"(?<![\w.])/(?:work|root|home/\w+|Users/\w+)/|[A-Z]:\\Users\\"
    r"|https?://[^\s/]*(?:artifactory|nexus|devpi|proxy|mirror|internal|localhost|\d+\.\d+\.\d+\.\d+)",
)
# vague nouns that hide what a thing is
VAGUE = re.compile(r"(?:^|_)(?:helpers?|utils?|managers?|info|misc|common)(?:_|$)")
FILES = repository_files()


def text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def test_no_file_names_a_path_or_a_host_of_one_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in FILES
        if path != Path(__file__)
        for number, line in enumerate((text_of(path) or "").splitlines(), start=1)
        if MACHINE.search(line)
    ]
    assert found == []


def test_no_file_has_a_vague_name() -> None:
    assert [path.relative_to(ROOT) for path in FILES if VAGUE.search(path.stem.lower())] == []


def test_every_text_is_utf_8_with_plain_line_ends_and_one_at_its_end() -> None:
    # what a reader must be able to read is written so on purpose by the tests themselves, and never kept as a file
    wrong = [
        path.relative_to(ROOT)
        for path in FILES
        if path.suffix in {".py", ".sql", ".yml", ".md", ".csv", ".toml", ".json", ".txt"}
        for text in [text_of(path)]
        if text is None or "\r" in text or (text and not text.endswith("\n"))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ["README.md", "LICENSE", "CHANGELOG.md", "Makefile", "pyproject.toml"])
def test_what_a_stranger_looks_for_is_there(name: str) -> None:
    assert (ROOT / name).is_file()


def test_what_a_build_makes_is_not_part_of_the_repository() -> None:
    assert [path.name for path in FILES if path.suffix in {".duckdb", ".wal"} or ".wh" in path.parts] == []
