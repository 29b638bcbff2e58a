"""The runner inside Qt's loop: woken by threads and by the clock, and its faults stop the kiosk."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from kiosk.ui.loop import run_with_qt
from kiosk.ui.window import KioskWindow, application


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(400, 400, motion=False)
    yield made
    made.close()


class Runner:
    def __init__(self, steps: list[Callable[[], int | None]]) -> None:
        self.notify: Callable[[], None] = lambda: None
        self._steps = iter(steps)
        self.threads: set[int] = set()

    def pump(self) -> int | None:
        self.threads.add(threading.get_ident())
        return next(self._steps)()


def leave() -> None:
    application().exit(7)


def test_a_thread_wakes_the_main_thread(window: KioskWindow) -> None:
    def start_worker() -> None:
        threading.Thread(target=lambda: runner.notify()).start()

    runner = Runner([start_worker, leave])
    assert run_with_qt(runner, window) == 7
    assert runner.threads == {threading.get_ident()}


def test_it_is_called_again_when_it_asked_to_be(window: KioskWindow) -> None:
    begun = time.monotonic()
    runner = Runner([lambda: time.monotonic_ns() // 1_000_000 + 50, lambda: 0, leave])
    run_with_qt(runner, window)
    assert time.monotonic() - begun >= 0.045


def test_a_fault_ends_the_loop_and_is_raised(window: KioskWindow) -> None:
    def fail() -> int | None:
        raise ValueError("a bug")

    with pytest.raises(ValueError, match="a bug"):
        run_with_qt(Runner([fail]), window)
