"""Reads ahead: while one article is computed, those after it are, in processes of their own, and all come in order.

What is not computed passes through. How many processes there are changes nothing but the time that it takes.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from types import TracebackType
from typing import Any

from wh.article_settings import StatedOfFiles
from wh.errors import InputError
from wh.unpacking import Awaited, FromFile, UnpackedRecords, UnpackedRows
from wh.workers import WorkerEndedError, Workers

WORTH_IT = 8_000_000
"""After how many characters processes are started: by then as long was computed as two of them take to start (2 s)."""

_MOST_AHEAD = 64
_MOST_CHARACTERS_AHEAD = 32_000_000

Take = Callable[[FromFile, StatedOfFiles], None]


class Ahead:
    """What waits to be taken, in the order in which it was put; with fewer than two processes nothing ever waits."""

    def __init__(self, processes: int, take: Take) -> None:
        self._processes = processes
        self._take = take
        self._workers: Workers | None = None
        self._queue: deque[tuple[FromFile, StatedOfFiles, Future[Any] | None]] = deque()
        self._computed, self._waiting = 0, 0

    def __enter__(self) -> "Ahead":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            if kind is None:
                self.catch_up()
        finally:
            if self._workers:
                self._workers.close()

    def put(self, piece: FromFile, stated: StatedOfFiles) -> None:
        """Take a piece when those before it are taken; what is to be computed is begun."""
        if isinstance(piece, Awaited):
            self._begin(piece, stated)
        elif isinstance(piece, UnpackedRecords | UnpackedRows):
            self.catch_up()  # many texts at once do not wait in memory
            self._take(piece, stated)
        elif self._queue:
            self._queue.append((piece, stated, None))
        else:
            self._take(piece, stated)
        while len(self._queue) > _MOST_AHEAD or self._waiting > _MOST_CHARACTERS_AHEAD:
            self._take_first()

    def catch_up(self) -> None:
        """Take all that waits."""
        while self._queue:
            self._take_first()

    def _begin(self, piece: Awaited, stated: StatedOfFiles) -> None:
        later = piece.later
        self._computed += later.size
        if self._processes < 2 or self._computed <= WORTH_IT:
            self._take(piece.settled(partial(later.work, *later.arguments)), stated)
            return
        self._workers = self._workers or Workers(self._processes)
        self._waiting += later.size
        self._queue.append((piece, stated, self._workers.call(later.work, later.arguments)))

    def _take_first(self) -> None:
        piece, stated, future = self._queue.popleft()
        if future is not None:
            assert isinstance(piece, Awaited)
            self._waiting -= piece.later.size
            piece = piece.settled(partial(_result, future))
        self._take(piece, stated)


def _result(future: Future[Any]) -> Any:
    try:
        return future.result()
    except WorkerEndedError:
        raise InputError(
            "It ended the process that read it, and the one after that.",
            at="line 1",
            way_out="its text in a .txt file, or more memory",
        ) from None
