"""Carries out work in the order of a graph, by several threads where that helps.

What fails holds up what needs it and nothing else. Knows nothing of models.
"""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import TypeVar

Worker = TypeVar("Worker")
_PATIENCE = 0.1  # seconds


def carry_out(
    order: Sequence[str],
    needs: Mapping[str, Sequence[str]],
    work: Callable[[Worker, str], bool],
    workers: Sequence[AbstractContextManager[Worker]],
    interrupt: Callable[[Worker], None] | None = None,
) -> frozenset[str]:
    """Do the work on each name after all that it needs; return the names that were left out.

    `order` names each after its needs; with one worker it is kept. `work` answers whether it succeeded; what needs a
    name that did not is left out. An exception stops all, and is raised here; `interrupt` has the other workers end
    what they are doing, which else is waited for. Each worker is entered in the thread that uses it.
    """
    if len(workers) == 1 or len(order) < 2:
        with workers[0] as worker:
            return _one_by_one(order, needs, lambda name: work(worker, name))
    crew = _Crew(order, needs)

    at_work: list[Worker] = []

    def run(borrowed: AbstractContextManager[Worker]) -> None:
        try:
            with borrowed as worker:
                at_work.append(worker)
                while (name := crew.next()) is not None:
                    crew.done(name, succeeded=work(worker, name))
        except BaseException as error:
            crew.stop(error)
            interrupt_all()

    def interrupt_all() -> None:
        if interrupt is not None and crew.error is not None:
            for worker in list(at_work):
                interrupt(worker)

    threads = [threading.Thread(target=run, args=(worker,), name=f"worker {n}") for n, worker in enumerate(workers[1:])]
    for thread in threads:
        thread.start()
    try:
        run(workers[0])
    finally:
        for thread in threads:
            while thread.is_alive():
                interrupt_all()  # again, for one that was between two statements
                thread.join(_PATIENCE)
    if crew.error is not None:
        raise crew.error
    return crew.left_out()


def as_workers(lent: Sequence[Worker]) -> list[AbstractContextManager[Worker]]:
    """Return workers that need no opening and closing."""
    return [nullcontext(one) for one in lent]


def _one_by_one(
    order: Sequence[str], needs: Mapping[str, Sequence[str]], work: Callable[[str], bool]
) -> frozenset[str]:
    failed: set[str] = set()
    left_out: set[str] = set()
    for name in order:
        if any(need in failed or need in left_out for need in needs.get(name, ())):
            left_out.add(name)
        elif not work(name):
            failed.add(name)
    return frozenset(left_out)


class _Crew:
    """What is ready, what waits for what, and what is left out; shared by the threads."""

    def __init__(self, order: Sequence[str], needs: Mapping[str, Sequence[str]]) -> None:
        self.error: BaseException | None = None
        self._change = threading.Condition()
        self._rank = {name: number for number, name in enumerate(order)}
        self._waits = {name: {need for need in needs.get(name, ()) if need in self._rank} for name in order}
        self._waited_for: dict[str, list[str]] = {name: [] for name in order}
        for name, waits in self._waits.items():
            for need in waits:
                self._waited_for[need].append(name)
        self._ready = deque(name for name in order if not self._waits[name])
        self._open = len(order)
        self._left_out: set[str] = set()

    def next(self) -> str | None:
        """Return the next name to work on, waiting for one; None at the end."""
        with self._change:
            while not self._ready and self._open and self.error is None:
                self._change.wait()
            return None if self.error is not None or not self._ready else self._ready.popleft()

    def done(self, name: str, *, succeeded: bool) -> None:
        """Set free what waited for the name alone, or leave it all out."""
        with self._change:
            self._open -= 1
            if succeeded:
                for waiting in self._waited_for[name]:
                    self._waits[waiting].discard(name)
                    if not self._waits[waiting] and waiting not in self._left_out:
                        self._ready.append(waiting)
            else:
                self._leave_out(name)
            self._change.notify_all()

    def stop(self, error: BaseException) -> None:
        """Have every thread end after what it is doing."""
        with self._change:
            self.error = self.error or error
            self._change.notify_all()

    def left_out(self) -> frozenset[str]:
        """Return what was not worked on."""
        return frozenset(self._left_out)

    def _leave_out(self, name: str) -> None:
        waiting = list(self._waited_for[name])
        while waiting:
            one = waiting.pop()
            if one not in self._left_out:
                self._left_out.add(one)
                self._open -= 1
                waiting += self._waited_for[one]
