"""Ends at once what runs when Ctrl-C is typed. Knows nothing of what that is.

Python tells of Ctrl-C when a statement is over, and DuckDB looks for it between the pieces of one: minutes apart where
few rows are joined to many. What is told by the system to another thread is told at once.
"""

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator


@contextlib.contextmanager
def heeding_ctrl_c(end: Callable[[], None]) -> Iterator[None]:
    """Call `end` in a thread of its own whenever Ctrl-C is typed; KeyboardInterrupt is raised as ever."""
    if threading.current_thread() is not threading.main_thread():
        yield  # no other thread is told of signals
        return
    heard, told = socket.socketpair()
    told.setblocking(False)

    def listen() -> None:
        while number := heard.recv(1):
            if number[0] == signal.SIGINT:
                end()

    listener = threading.Thread(target=listen, name="Ctrl-C", daemon=True)
    listener.start()
    before = signal.set_wakeup_fd(told.fileno(), warn_on_full_buffer=False)
    try:
        yield
    finally:
        signal.set_wakeup_fd(before)
        told.close()
        listener.join()
        heard.close()
