"""Processes that call functions for others: each call goes to one that is idle, and what it gives comes back.

A process is started anew from this file, with nothing of its caller's state, and lives until nothing more is sent. One
that comes to an end is replaced, and its call made once more; a call that ends two is given up by name.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, BinaryIO

from wh.errors import InputError

_PACKAGE = Path(__file__).resolve().parent


class WorkerEndedError(Exception):
    """A call ended the process that it was made in, and the one after it."""


class Workers:
    """So many processes; `call` returns at once."""

    def __init__(self, count: int) -> None:
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        self._all = [_Worker() for _ in range(count)]
        for worker in self._all:
            self._idle.put(worker)
        self._threads = ThreadPoolExecutor(count, "worker")  # a thread waits for each process
        self._is_closed = False

    def call(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> "Future[Any]":
        """Have a function of some module called; what it raises is raised by the result."""
        return self._threads.submit(self._call, work, arguments)

    def close(self) -> None:
        """End the processes, whatever they are doing."""
        self._is_closed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for is_over in (False, True):  # one may just have been started anew
            for worker in self._all:
                worker.end()
            self._threads.shutdown(wait=not is_over)

    def _call(self, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        worker = self._idle.get()
        try:
            for _ in range(2):
                with suppress(OSError, EOFError, pickle.UnpicklingError):
                    return _given(worker.ask((work, arguments)), work, arguments)
                if self._is_closed:
                    break
                worker.restart()
            raise WorkerEndedError
        finally:
            self._idle.put(worker)


def _given(answer: Any, work: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    """Return what a call gave, or raise what it raised; a bug is met here once more, with its traceback."""
    kind, value = answer
    if kind == "refused":
        message, at, way_out = value
        raise InputError(message, at=at, way_out=way_out)
    return value if kind == "given" else work(*arguments)


class _Worker:
    """One process, and the two pipes to it."""

    def __init__(self) -> None:
        self._process = _started()

    def ask(self, question: Any) -> Any:
        """Send a question and wait for its answer."""
        assert self._process.stdin and self._process.stdout
        pickle.dump(question, self._process.stdin, pickle.HIGHEST_PROTOCOL)
        self._process.stdin.flush()
        return pickle.load(self._process.stdout)

    def restart(self) -> None:
        """Put another process in the place of one that has ended."""
        self.end()
        self._process = _started()

    def end(self) -> None:
        """End the process and wait for it, which does not take long."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream:
                with suppress(OSError):
                    stream.close()


def _started() -> "subprocess.Popen[bytes]":
    paths = [str(_PACKAGE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return subprocess.Popen(
        [sys.executable, "-P", "-m", f"{_PACKAGE.name}.workers"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )


def _answer(questions: BinaryIO, answers: BinaryIO) -> None:
    """Answer questions until no more come: whoever asked them is gone then, or done."""
    with suppress(EOFError, OSError):
        while True:
            work, arguments = pickle.load(questions)
            pickle.dump(_outcome(work, arguments), answers, pickle.HIGHEST_PROTOCOL)
            answers.flush()


def _outcome(work: Callable[..., Any], arguments: tuple[Any, ...]) -> tuple[str, Any]:
    try:
        return "given", work(*arguments)
    except InputError as error:
        return "refused", (error.message, error.at, error.way_out)
    except Exception:
        return "raised", None


if __name__ == "__main__":
    with os.fdopen(os.dup(1), "wb") as to_caller:
        os.dup2(2, 1)  # what a library prints is no answer
        _answer(sys.stdin.buffer, to_caller)
