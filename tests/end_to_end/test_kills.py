"""Nobody ever sees a half-built warehouse: builds are killed at random moments, readers reopen the file meanwhile."""

import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest
from end_to_end.support import WH, run

pytestmark = pytest.mark.slow

SEED = 20251213


def change_a_label(project: Path, number: int) -> None:
    """Give one note of one fact another text, so that there is something to build."""
    path = project / "data" / "labels" / "facts.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    rows[-1] = f"{rows[-1].rsplit(',', 1)[0]},2026-0{number % 9 + 1}-{number % 28 + 1:02d}"
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")


def whole(project: Path) -> tuple[int, int]:
    """Read the published file as a stranger would, all of it; return the number of claims and of facts."""
    with duckdb.connect(str((project / "warehouse.duckdb").resolve()), read_only=True) as con:
        tables = con.execute(
            "select schema_name, table_name from duckdb_tables() where schema_name in ('marts', 'quality')"
        ).fetchall()
        for schema, table in tables:
            con.execute(f'select * from "{schema}"."{table}"').fetchall()
        found = con.execute("select (select count(*) from marts.claims), (select count(*) from marts.facts)").fetchone()
    assert found is not None
    return found


def test_fifty_killed_builds_leave_the_published_file_whole_and_the_next_build_succeeds(project: Path) -> None:
    moments = random.Random(SEED)
    expected = whole(project)
    started = time.monotonic()
    change_a_label(project, 0)
    run(project, "build")
    longest = time.monotonic() - started
    killed = 0
    for number in range(1, 51):
        change_a_label(project, number)
        build = subprocess.Popen([WH, "build"], cwd=project, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        try:
            build.wait(timeout=moments.uniform(0, longest))
        except subprocess.TimeoutExpired:
            build.kill()
            killed += 1
        build.communicate()
        assert whole(project) == expected
    assert killed >= 35, "most builds were to be killed before their end"
    change_a_label(project, 51)
    run(project, "build")
    assert whole(project) == expected
    assert not list((project / ".wh").glob("private*"))


def test_eight_readers_see_one_build_or_the_next_through_five_builds(project: Path) -> None:
    expected = whole(project)
    wrong: list[str] = []
    opened = [0] * 8
    done = threading.Event()

    def read(number: int) -> None:
        script = (
            "import duckdb, sys\n"
            "con = duckdb.connect(sys.argv[1], read_only=True)\n"
            "print(con.execute('select (select count(*) from marts.claims), (select count(*) from marts.facts),"
            " (select count(distinct build_id) from quality.models) > 0').fetchone())\n"
        )
        while not done.is_set():
            ran = subprocess.run(
                [sys.executable, "-c", script, str(project / "warehouse.duckdb")], capture_output=True, text=True
            )
            opened[number] += 1
            if ran.returncode or ran.stdout.strip() != str((*expected, True)):
                wrong.append(ran.stdout + ran.stderr)

    readers = [threading.Thread(target=read, args=(number,)) for number in range(8)]
    for reader in readers:
        reader.start()
    for number in range(60, 65):
        change_a_label(project, number)
        run(project, "build", "--full")
    done.set()
    for reader in readers:
        reader.join()
    assert wrong == []
    assert min(opened) > 3
