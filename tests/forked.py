"""Run a program of Python often: a process imports what it needs once, and each run is a fork of that process.

A run has what a program started anew has: a process, arguments, folder, environment and exit status of its own, and
nothing of the runs before it. Only its imports are done. What is to be seen of those, of signals or of a terminal is
tested with the program itself.
"""

import atexit
import gc
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import NoReturn


class Forks:
    """A process of the interpreter `python` that has carried out `prepare`, and carries `program` out in its forks."""

    def __init__(self, python: Path, prepare: str, program: str, environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            [python, "-P", __file__, prepare, program],
            env=dict(environment),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        atexit.register(self._end)

    def run(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str], within: float
    ) -> subprocess.CompletedProcess[str]:
        """Carry the program out with these arguments, the first being its name, and return what it printed."""
        with tempfile.TemporaryDirectory() as own:
            printed = [Path(own) / "out", Path(own) / "err"]
            self._tell([*map(str, printed)], list(words), str(folder), dict(environment))
            process = int(self._heard(within))
            try:
                status = int(self._heard(within))
            except TimeoutError:
                os.kill(process, signal.SIGKILL)
                self._heard(within)
                raise
            return subprocess.CompletedProcess(words, status, *(each.read_text(encoding="utf-8") for each in printed))

    def _tell(self, *order: object) -> None:
        assert self._process.stdin
        self._process.stdin.write(json.dumps(order) + "\n")

    def _heard(self, within: float) -> str:
        assert self._process.stdout
        if not select.select([self._process.stdout], [], [], within)[0]:
            raise TimeoutError(f"nothing was heard for {within} seconds")
        return self._process.stdout.readline()

    def _end(self) -> None:
        self._process.communicate()


@cache
def forks_of(python: Path, prepare: str, program: str) -> Forks:
    """Return the process for such runs, started once for all tests of a worker."""
    return Forks(python, prepare, program, os.environ)


def _serve(prepare: str, program: str) -> None:
    """Fork for each line that is heard, and answer with the number of the process, then with its exit status."""
    names: dict[str, object] = {"__name__": "forked"}
    exec(prepare, names)
    gc.collect()
    gc.freeze()  # what is here stays: a fork need not look at it
    for line in sys.stdin:
        process = os.fork()
        if process == 0:
            _carry_out(program, names, *json.loads(line))
        print(process, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]), flush=True)


def _carry_out(
    program: str,
    names: dict[str, object],
    printed: list[str],
    words: list[str],
    folder: str,
    environment: dict[str, str],
) -> NoReturn:
    """Become the program: its streams, arguments, folder and environment; end with its status."""
    status: object = 1
    try:
        for number, name in enumerate((os.devnull, *printed)):
            os.dup2(os.open(name, os.O_RDWR | os.O_CREAT), number)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115  # as long as the process
        sys.argv = words
        exec(program, names)
        status = 0
    except SystemExit as end:
        status = end.code or 0
    except BaseException:
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status if isinstance(status, int) else 1)


if __name__ == "__main__":
    _serve(*sys.argv[1:])
    os._exit(0)  # the imports are left as they are: to take them down takes time, and DuckDB would print what stays
