"""Ctrl-C in the midst of a build ends it at once, in good order."""

import signal
import subprocess
import time
from pathlib import Path

import pytest
from end_to_end.support import WH, dbt_project, run

# DuckDB's own look for Ctrl-C would come after minutes: two source rows give millions, in one piece
ENDLESS = "select count(*) as n from range(3000000) a(i), range(600000) b(j) where hash(i + j) % 7 = {n}"


@pytest.mark.parametrize("threads", ["1", "2"])
def test_ctrl_c_ends_what_would_take_hours(tmp_path: Path, threads: str) -> None:
    project = dbt_project(tmp_path / "shop", {"models/constant.sql": "select 1 as one"})
    run(project, "build")
    for number in range(2):
        (project / "models" / f"endless_{number}.sql").write_text(ENDLESS.format(n=number))
    command = [str(WH), "build", "--threads", threads]
    build = subprocess.Popen(command, cwd=project, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert build.stderr is not None
    assert build.stderr.readline() == "building 2 models\n"
    time.sleep(0.5)  # on the way into the statements; wherever it is, the end is the same
    build.send_signal(signal.SIGINT)
    _, said = build.communicate(timeout=120)
    assert build.returncode == 130
    assert said == "\nstopped; the published warehouse is whole, and the same again goes on\n"
    assert sorted(path.name for path in (project / ".wh" / "dev").iterdir()) == ["builds", "lock"]
    for number in range(2):
        (project / "models" / f"endless_{number}.sql").unlink()
    run(project, "build")
