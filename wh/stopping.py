"""Ends the process at once when Ctrl-C is typed, whatever it is doing. Knows nothing of what that is.

Python tells of Ctrl-C when a statement is over, and DuckDB looks for it between the pieces of one: minutes apart where
few rows are joined to many. What is told by the system to another thread is told at once. An orderly end would wait for
those minutes too; a process that may be killed at any moment needs none.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator

STATUS = 130
"""What a shell gives for a command that Ctrl-C ended."""

_to_clear: list[Callable[[], None]] = []


def stop_at_ctrl_c(said: str) -> None:
    """From now on let Ctrl-C say `said` on standard error and end the process, unless its caller ignores Ctrl-C."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        return
    heard, told = os.pipe()
    if os.name != "nt":  # there a pipe cannot be, and need not be
        os.set_blocking(told, False)
    signal.signal(signal.SIGINT, lambda number, frame: None)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)

    def listen() -> None:
        while number := os.read(heard, 1):
            if number[0] == signal.SIGINT:
                _end(said)

    threading.Thread(target=listen, name="Ctrl-C", daemon=True).start()


@contextlib.contextmanager
def cleared(clear: Callable[[], None]) -> Iterator[None]:
    """Have `clear` called if Ctrl-C ends the process meanwhile; it must not wait for anything."""
    _to_clear.append(clear)
    try:
        yield
    finally:
        _to_clear.remove(clear)


def _end(said: str) -> None:
    with contextlib.suppress(OSError):
        os.write(2, f"\n{said}\n".encode())  # not by way of what another thread may hold
    for clear in _to_clear:
        with contextlib.suppress(Exception):
            clear()
    os._exit(STATUS)
