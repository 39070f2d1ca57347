import random
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

import pytest

from wh.schedule import as_workers, carry_out

DIAMOND: Mapping[str, Sequence[str]] = {"a": (), "b": ("a",), "c": ("a",), "d": ("b", "c"), "e": ()}


def carried_out(
    threads: int, failing: Sequence[str] = (), needs: Mapping[str, Sequence[str]] = DIAMOND
) -> tuple[list[str], frozenset[str]]:
    """Return what was worked on, in the order in which that ended, and what was left out."""
    done: list[str] = []
    lock = threading.Lock()

    def work(_: int, name: str) -> bool:
        with lock:
            done.append(name)
        return name not in failing

    left_out = carry_out(list(needs), needs, work, as_workers(range(threads)))
    return done, left_out


def test_one_worker_keeps_the_order() -> None:
    assert carried_out(1) == (["a", "b", "c", "d", "e"], frozenset())


@pytest.mark.parametrize("threads", [1, 2, 4, 9])
def test_each_is_worked_on_once_and_after_all_that_it_needs(threads: int) -> None:
    needs = {str(n): [str(n // 2), str(n // 3)] if n else [] for n in range(200)}
    done, left_out = carried_out(threads, needs=needs)
    assert sorted(done) == sorted(needs)
    assert left_out == frozenset()
    rank = {name: number for number, name in enumerate(done)}
    assert [name for name in needs for need in needs[name] if rank[need] > rank[name]] == []


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_what_fails_holds_up_what_needs_it_and_nothing_else(threads: int) -> None:
    done, left_out = carried_out(threads, failing=["b"])
    assert sorted(done) == ["a", "b", "c", "e"]
    assert left_out == {"d"}


@pytest.mark.parametrize("threads", [1, 2])
def test_where_the_first_fails_all_that_follows_from_it_is_left_out(threads: int) -> None:
    done, left_out = carried_out(threads, failing=["a"])
    assert sorted(done) == ["a", "e"]
    assert left_out == {"b", "c", "d"}


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_an_exception_stops_all_and_is_raised_here(threads: int) -> None:
    done: list[str] = []

    def work(_: int, name: str) -> bool:
        if name == "a":
            raise KeyError(name)
        done.append(name)
        return True

    with pytest.raises(KeyError):
        carry_out(list(DIAMOND), DIAMOND, work, as_workers(range(threads)))
    assert set(done) <= {"e"}
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("worker ")] == []


def test_a_need_that_is_not_to_be_done_is_not_waited_for() -> None:
    assert carried_out(2, needs={"b": ("a",)})[0] == ["b"]


def test_nothing_to_do_is_done_at_once() -> None:
    assert carried_out(2, needs={}) == ([], frozenset())


@pytest.mark.parametrize("threads", [1, 3])
def test_every_worker_is_opened_and_closed_in_the_thread_that_uses_it(threads: int) -> None:
    seen: list[tuple[str, int]] = []

    @contextmanager
    def worker() -> Iterator[int]:
        seen.append(("opened", threading.get_ident()))
        yield threading.get_ident()
        seen.append(("closed", threading.get_ident()))

    def work(borrowed: int, name: str) -> bool:
        assert borrowed == threading.get_ident()
        return True

    workers: list[AbstractContextManager[int]] = [worker() for _ in range(threads)]
    carry_out(list(DIAMOND), DIAMOND, work, workers)
    assert sorted(word for word, _ in seen) == ["closed"] * threads + ["opened"] * threads
    assert {who for word, who in seen if word == "opened"} == {who for word, who in seen if word == "closed"}


def some_graph(random_: random.Random) -> dict[str, list[str]]:
    """Return up to sixty names, each with up to four needs among those before it."""
    names = [str(number) for number in range(random_.randint(1, 60))]
    return {
        name: random_.sample(names[:number], min(number, random_.randint(0, 4))) for number, name in enumerate(names)
    }


def all_that_need(names: Sequence[str], needs: Mapping[str, Sequence[str]]) -> set[str]:
    """Return what needs one of the names, at whatever distance."""
    found: set[str] = set()
    for name in needs:  # each stands after its needs
        if any(need in found or need in names for need in needs[name]):
            found.add(name)
    return found


@pytest.mark.parametrize("seed", range(60))
def test_in_any_graph_each_is_worked_on_once_after_its_needs_or_left_out_for_one_that_failed(seed: int) -> None:
    random_ = random.Random(seed)
    needs = some_graph(random_)
    bad = [name for name in needs if random_.random() < 0.15]
    done, left_out = carried_out(random_.randint(1, 8), failing=bad, needs=needs)
    assert left_out == all_that_need([name for name in bad if name in done], needs)
    assert sorted([*done, *left_out]) == sorted(needs)
    rank = {name: number for number, name in enumerate(done)}
    assert [name for name in done for need in needs[name] if rank[need] > rank[name]] == []


class Stopped(BaseException):
    """What no handler of Exception catches, as KeyboardInterrupt."""


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("raised", [ValueError, KeyboardInterrupt, Stopped])
def test_in_any_graph_what_is_raised_anywhere_ends_all_threads_and_is_raised_here(
    seed: int, raised: type[BaseException]
) -> None:
    random_ = random.Random(seed)
    needs = some_graph(random_)
    fatal = random_.choice(list(needs))
    failing = [name for name in needs if random_.random() < 0.1 and name != fatal]
    fatal_is_reached = fatal not in all_that_need(failing, needs)
    done: list[str] = []

    def work(_: int, name: str) -> bool:
        if name == fatal:
            raise raised(name)
        done.append(name)
        return name not in failing

    workers = as_workers(range(random_.randint(1, 8)))
    if fatal_is_reached:
        with pytest.raises(raised, match=f"^{fatal}$"):
            carry_out(list(needs), needs, work, workers)
    else:
        assert fatal in carry_out(list(needs), needs, work, workers)
    assert all_that_need([fatal], needs).isdisjoint(done)
    assert len(done) == len(set(done))
    assert [thread.name for thread in threading.enumerate() if thread.name.startswith("worker ")] == []


def test_a_worker_that_cannot_be_opened_ends_all() -> None:
    @contextmanager
    def unopened() -> Iterator[int]:
        raise OSError("no room")
        yield 0

    with pytest.raises(OSError, match="no room"):
        carry_out(list(DIAMOND), DIAMOND, lambda _, name: True, [*as_workers([0]), unopened()])


def test_what_the_others_are_doing_is_interrupted_where_one_raises() -> None:
    begun, interrupted = threading.Event(), [threading.Event(), threading.Event()]

    def work(worker: int, name: str) -> bool:
        if name == "long":
            begun.set()
            assert interrupted[worker].wait(60)
            raise ValueError("interrupted")
        assert begun.wait(60)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        carry_out(["long", "short"], {}, work, as_workers([0, 1]), lambda worker: interrupted[worker].set())
