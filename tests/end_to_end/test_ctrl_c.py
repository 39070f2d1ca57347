"""Ctrl-C ends a command at once, in good order."""

import signal
import subprocess
import time
from pathlib import Path

import pytest
from end_to_end.support import WH, dbt_project, hear_ctrl_c, run

# DuckDB's own look for Ctrl-C would come after minutes: two source rows give millions, in one piece
ENDLESS = "select count(*) as n from range(3000000) a(i), range(600000) b(j) where hash(i + j) % 7 = {n}"


SAID = "\nstopped; the published warehouse is whole, and the same again goes on\n"


def stopped(project: Path, *words: str, after: str) -> str:
    """Type Ctrl-C soon after `wh` has said that line; return what it says then."""
    running = subprocess.Popen(
        [str(WH), *words],
        cwd=project,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=hear_ctrl_c,
    )
    assert running.stderr is not None
    while running.stderr.readline() != after:
        assert running.poll() is None, f"ended before it said {after!r}"
    time.sleep(0.5)  # on the way into the statement; wherever it is, the end is the same
    running.send_signal(signal.SIGINT)
    out, said = running.communicate(timeout=120)
    assert (running.returncode, out) == (130, "")
    return said


@pytest.mark.parametrize("threads", ["1", "2"])
def test_ctrl_c_ends_a_model_that_would_take_hours(tmp_path: Path, threads: str) -> None:
    project = dbt_project(tmp_path / "shop", {"models/constant.sql": "select 1 as one"})
    run(project, "build")
    for number in range(2):
        (project / "models" / f"endless_{number}.sql").write_text(ENDLESS.format(n=number))
    assert stopped(project, "build", "--threads", threads, after="building 2 models\n") == SAID
    assert sorted(path.name for path in (project / ".wh" / "dev").iterdir()) == ["builds", "lock"]
    for number in range(2):
        (project / "models" / f"endless_{number}.sql").unlink()
    run(project, "build")


def test_ctrl_c_ends_a_rule_that_would_take_hours_and_nothing_is_published(tmp_path: Path) -> None:
    project = dbt_project(tmp_path / "shop", {"models/constant.sql": "select 1 as one"})
    run(project, "build")
    published = (project / "shop.duckdb").resolve()
    (project / "models" / "constant.sql").write_text("select 2 as one")
    (project / "tests").mkdir()
    (project / "tests" / "endless.sql").write_text(f"select * from ({ENDLESS.format(n=1)}) where n < 0")
    assert stopped(project, "build", after="checking\n") == SAID
    assert (project / "shop.duckdb").resolve() == published
    assert sorted(path.name for path in (project / ".wh" / "dev").iterdir()) == ["builds", "lock"]
    (project / "tests" / "endless.sql").unlink()
    run(project, "build")
    assert "2" in run(project, "query", "select one from constant").stdout
