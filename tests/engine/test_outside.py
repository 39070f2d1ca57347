import os
from pathlib import Path

import pytest

from wh.outside import Reader, clock_in, fingerprint_of


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "a.csv").write_text("x\n1\n")
    (tmp_path / "data" / "b.csv").write_text("x\n2\n")
    return tmp_path


class TestFiles:
    @pytest.mark.parametrize(
        ("sql", "found"),
        [
            ("select * from read_csv('data/a.csv')", ["file data/a.csv"]),
            ("select * from 'data/a.csv' join 'data/b.csv' using (x)", ["file data/a.csv", "file data/b.csv"]),
            ("select * from read_parquet('https://desk.example/x.parquet')", ["file https://desk.example/x.parquet"]),
            ("select * from read_csv('data/*.csv')", ["file data/*.csv"]),
            ("select 'no file' as said, 'v1.5' as version", []),
            ("select 1 -- as in 'data/a.csv'\n/* and 'data/b.csv' */", []),
            ("select replace(x, '--', '') from 'data/a.csv'", ["file data/a.csv"]),
            ("select '/*' as opens from 'data/a.csv'", ["file data/a.csv"]),
            ("select \"it's\" from 'data/a.csv'", ["file data/a.csv"]),
            ("select 'it''s' from 'data/a.csv'", ["file data/a.csv"]),
        ],
    )
    def test_a_query_reads_the_files_that_it_names(self, files: Path, sql: str, found: list[str]) -> None:
        assert list(Reader(files).read(sql)) == found

    def test_a_file_counts_by_its_size_and_its_time(self, files: Path) -> None:
        before = fingerprint_of(files, "data/a.csv")
        assert fingerprint_of(files, "data/a.csv") == before
        (files / "data" / "a.csv").write_text("x\n10\n")
        larger = fingerprint_of(files, "data/a.csv")
        os.utime(files / "data" / "a.csv", (1, 1))
        assert len({before, larger, fingerprint_of(files, "data/a.csv")}) == 3

    def test_a_new_file_that_the_pattern_meets_counts(self, files: Path) -> None:
        before = fingerprint_of(files, "data/*.csv")
        (files / "data" / "c.csv").write_text("x\n3\n")
        assert fingerprint_of(files, "data/*.csv") != before

    def test_a_file_that_is_not_there_counts_as_nothing(self, files: Path) -> None:
        assert fingerprint_of(files, "data/none.csv") == ""


class TestTheClock:
    @pytest.mark.parametrize(
        ("sql", "word"),
        [
            ("select now() as at", "now"),
            ("select NOW () as at", "NOW"),
            ("select current_date", "current_date"),
            ("select * from t where at > current_timestamp - interval 1 day", "current_timestamp"),
            ("select random() < 0.1 as sampled", "random"),
            ("select uuid() as id", "uuid"),
            ("select 'now()' as said", None),
            ("select 1 -- now()", None),
            ("select 1 /* random() */", None),
            ('select "current_date" from t', None),
            ("select now, known_now(1) from t", None),
            ("select '--' as dashes, now() as at", "now"),
        ],
    )
    def test_a_query_that_asks_for_time_or_chance_is_known_by_the_word(self, sql: str, word: str | None) -> None:
        assert clock_in(sql) == word
