"""Processes that call functions for others: what they give, what they raise, and what becomes of one that is killed."""

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from wh.errors import InputError
from wh.pages import read_page
from wh.stamps import read_stamp
from wh.workers import WorkerEndedError, Workers


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    pair = Workers(2)
    yield pair
    pair.close()


def test_calls_give_what_they_give_here(workers: Workers) -> None:
    days = [f"2025-12-{day:02}" for day in range(1, 29)]
    given = [workers.call(read_stamp, (day,)) for day in days]
    assert [each.result() for each in given] == days


def test_what_a_call_refuses_is_refused_in_the_same_words(workers: Workers) -> None:
    with pytest.raises(InputError, match="is no time that a program writes") as refused:
        workers.call(read_stamp, ("soon",)).result()
    assert refused.value.way_out == "`2025-12-13T22:20:00+05:30`"


def test_a_bug_in_a_call_has_its_traceback(workers: Workers) -> None:
    with pytest.raises(AttributeError, match="'int' object has no attribute 'strip'") as bug:
        workers.call(read_stamp, (7,)).result()
    assert "stamps.py" in str(bug.traceback[-1].path)


def test_what_is_printed_is_no_answer(workers: Workers) -> None:
    assert workers.call(print, ("said",)).result() is None


DEADLY_ONCE = """
import os, pathlib, signal

def call(path):
    if pathlib.Path(path).exists():
        pathlib.Path(path).unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return "survived"
"""


def test_a_call_whose_process_is_killed_is_made_once_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deadly_once.py").write_text(DEADLY_ONCE, encoding="utf-8")
    (tmp_path / "first").touch()
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    import deadly_once  # type: ignore[import-not-found]

    one = Workers(1)
    assert one.call(deadly_once.call, (str(tmp_path / "first"),)).result() == "survived"
    one.close()


def test_a_call_that_ends_every_process_is_given_up_and_the_others_go_on(workers: Workers) -> None:
    deadly, other = workers.call(os._exit, (3,)), workers.call(read_stamp, ("2025-12-13",))
    with pytest.raises(WorkerEndedError):
        deadly.result()
    assert other.result() == "2025-12-13"
    assert workers.call(read_stamp, ("2025-12-14",)).result() == "2025-12-14"


def test_processes_end_when_they_are_closed_though_they_are_busy() -> None:
    one = Workers(1)
    busy, waiting = one.call(time.sleep, (600,)), one.call(read_page, ("<p>", None))
    one.close()
    assert busy.done() and waiting.cancelled()
