"""Ctrl-C ends a process at once, wherever it is."""

import signal
import subprocess
import sys
import textwrap

import pytest

# what Python does after the statement at which it is told, it never comes to
STUCK = {
    "in a statement of DuckDB's": """
        import duckdb
        con = duckdb.connect()
        print("ready", flush=True)
        con.execute("select count(*) from range(3000000) a(i), range(600000) b(j) where hash(i + j) % 7 = 1").fetchall()
    """,
    "in what catches everything": """
        print("ready", flush=True)
        while True:
            try:
                list(range(1000))
            except BaseException:
                pass
    """,
    "waiting for another thread": """
        import threading
        print("ready", flush=True)
        threading.Event().wait()
    """,
}


def started(code: str, before: str = "") -> "subprocess.Popen[str]":
    begun = f"{before}\nfrom wh.stopping import cleared, stop_at_ctrl_c\nstop_at_ctrl_c('stopped')\n"
    command = [sys.executable, "-c", begun + textwrap.dedent(code)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # what runs in the background of a shell script does not hear it
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )


def interrupted(process: "subprocess.Popen[str]") -> tuple[int, str, str]:
    """Type Ctrl-C once the process says that it is ready; return its status and what it said then."""
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    out, said = process.communicate(timeout=120)
    return process.returncode, out, said


@pytest.mark.parametrize("code", STUCK.values(), ids=STUCK)
def test_ctrl_c_ends_a_process_that_is(code: str) -> None:
    assert interrupted(started(code)) == (130, "", "\nstopped\n")


def test_what_is_to_be_cleared_is_cleared_whatever_is_wrong_with_another() -> None:
    code = """
        import os, threading
        def fail():
            raise ValueError
        with cleared(lambda: os.write(1, b"never")):
            pass
        with cleared(fail), cleared(lambda: os.write(1, b"cleared")):
            print("ready", flush=True)
            threading.Event().wait()
    """
    assert interrupted(started(code)) == (130, "cleared", "\nstopped\n")


def test_where_ctrl_c_is_ignored_it_stays_so() -> None:
    code = "import os; os.kill(os.getpid(), signal.SIGINT); print('went on')"
    process = started(code, "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)")
    assert process.communicate(timeout=120) == ("went on\n", "")
    assert process.returncode == 0
