import signal
import threading

import pytest

from wh.stopping import heeding_ctrl_c


def test_ctrl_c_is_told_to_another_thread_and_raised_as_ever() -> None:
    told = threading.Event()
    told_to: list[str] = []

    def end() -> None:
        told_to.append(threading.current_thread().name)
        told.set()

    with pytest.raises(KeyboardInterrupt), heeding_ctrl_c(end):
        signal.raise_signal(signal.SIGINT)
        told.wait(60)
    assert told.wait(60)
    assert told_to == ["Ctrl-C"]


def test_nothing_is_left_of_it_afterwards() -> None:
    with heeding_ctrl_c(lambda: None):
        pass
    assert signal.set_wakeup_fd(-1) == -1
    assert "Ctrl-C" not in [thread.name for thread in threading.enumerate()]


def test_a_thread_that_is_told_of_no_signals_goes_without() -> None:
    done: list[str] = []

    def work() -> None:
        with heeding_ctrl_c(lambda: None):
            done.append("worked")

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == ["worked"]
