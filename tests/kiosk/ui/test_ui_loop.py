"""The window's thread beside the step's: nothing that the step does holds it, and what ends the step ends the loop."""

from __future__ import annotations

import os
import pty
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import islice

import pytest
from PySide6.QtCore import Qt, QTimer

from config.ids import SessionId
from config.vocabulary import StopReason, WorkerTrouble
from drivers.device import LineSettings
from drivers.link import Link
from kiosk.core.step import Commit, Effect, End, Input, Outbox, Show, Touched, Transmit
from kiosk.core.view import Attract, ChooseKind, EnterPin, Screen, Tap
from kiosk.shell.runner import Runner
from kiosk.ui.loop import run_with_qt
from kiosk.ui.window import KioskWindow, application
from sync.journal.events import SessionStarted
from sync.journal.format import Chain, Entry, Head
from sync.journal.memory import MemoryStore
from sync.journal.store import JournalCommitError
from tests.cities import WONJU

HELD_MS = 50
BEAT_MS = 5
TAPS = 20
COMMIT = Commit((Chain("j", "b", Head(), 1).entry(SessionStarted(SessionId("s")), 0, datetime.now(UTC)),))
Act = Callable[[list[Input]], list[Effect]]


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, 400, 400, motion=False)
    yield made
    made.close()


class Acting:
    """A kiosk that does ``act`` with what comes in.

    Attributes:
        longest: seconds from the beginning of one step to that of the next one.
    """

    def __init__(self, act: Act) -> None:
        self._act = act
        self._began = time.monotonic()
        self.inputs: list[Input] = []
        self.longest = 0.0

    def step(self, now: int, inbox: list[Input]) -> Outbox:
        began = time.monotonic()
        self.longest, self._began = max(self.longest, began - self._began), began
        self.inputs += inbox
        return Outbox(self._act(inbox), None)

    def stop(self, now: int, reason: StopReason) -> Outbox:
        return Outbox([], None)

    def lost(self, now: int, worker: str, how: WorkerTrouble) -> Outbox:
        return Outbox([], None)


class Disk(MemoryStore):
    """A store whose commits take so long, or fail."""

    def __init__(self, seconds: float = 0, fails: bool = False) -> None:
        super().__init__("j")
        self._seconds = seconds
        self._fails = fails

    def commit(self, entries: tuple[Entry, ...]) -> None:
        time.sleep(self._seconds)
        if self._fails:
            raise JournalCommitError("no room")


class Beats:
    """Measures how long the window's thread was ever held, and taps meanwhile."""

    def __init__(self, window: KioskWindow, seconds: float) -> None:
        self.longest = 0.0
        self.tapped: list[Tap] = []
        self._window = window
        self._begun = self._last = time.monotonic()
        self._seconds = seconds
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now
        if now - self._begun > (len(self.tapped) + 1) * self._seconds / (TAPS + 1):
            if len(self.tapped) == TAPS:
                self._timer.stop()
                application().exit(0)
                return
            self.tapped.append(Tap("key", str(len(self.tapped))))
            self._window.tapped.emit(self.tapped[-1])


def busy(inbox: list[Input]) -> list[Effect]:
    """A second of Python that gives the interpreter up to nobody of its own accord."""
    end = time.monotonic() + (1 if inbox else 0)
    while time.monotonic() < end:
        sum(range(100))
    return []


@contextmanager
def stuck_port() -> Iterator[Link]:
    """A real port whose device takes nothing any more."""
    device, port = pty.openpty()
    yield Link(os.ttyname(port), LineSettings(), lambda data: None, lambda error: None)
    os.close(device)
    os.close(port)


def at_the_first_tap(effect: Effect) -> Act:
    effects = iter([effect])
    return lambda inbox: list(islice(effects, 1)) if inbox else []


SLOW: dict[str, tuple[Callable[[], Act], float, float]] = {
    "disk": (lambda: at_the_first_tap(COMMIT), 2.0, 2.0),
    "port": (lambda: at_the_first_tap(Transmit("coin", bytes(200_000))), 0.0, 0.0),
    "step": (lambda: busy, 0.0, 1.0),
}
"""What the kiosk does, how many seconds a commit takes, and how many seconds its thread is held at least."""


@pytest.mark.parametrize("slow", SLOW)
def test_the_window_is_never_held(window: KioskWindow, slow: str) -> None:
    """Neither by a commit of two seconds, nor by a port that takes nothing, nor by steps of one. What is touched meanwhile
    arrives, in order.
    """
    # On a busy computer anything is late now and then; what is held is late each time.
    assert any(longest_held_ms(window, *SLOW[slow]) < HELD_MS for _ in range(4))


def longest_held_ms(window: KioskWindow, act: Callable[[], Act], commit_s: float, seconds: float) -> float:
    kiosk = Acting(act())
    runner = Runner(kiosk, Disk(commit_s))
    with stuck_port() as port:
        runner.ports["coin"] = port
        beats = Beats(window, seconds + 1)
        assert run_with_qt(runner, window) == 0
        runner.stop(None)
    assert kiosk.longest > seconds - 0.1
    taps = [item.tap for item in kiosk.inputs if isinstance(item, Touched)]
    assert taps == beats.tapped[: len(taps)]
    assert len(taps) >= TAPS / 2  # the last ones come while the kiosk is at it
    return beats.longest * 1000


def test_of_views_that_come_while_it_draws_the_newest_is_shown_and_the_last_never_lost(window: KioskWindow) -> None:
    drawn: list[Screen] = []
    show = window.show_screen

    def show_slowly(screen: Screen) -> None:
        show(screen)
        drawn.append(screen)
        time.sleep(0.05)

    window.show_screen = show_slowly  # type: ignore[method-assign]
    views = [Screen(EnterPin(typed)) for typed in (0, 1, 2, 3, 4, 5, 6)] * 100
    last = Screen(Attract())

    def act(inbox: list[Input]) -> list[Effect]:
        return [Show(view) for view in (*views, last)]

    leave = QTimer(interval=10)
    leave.timeout.connect(lambda: application().exit(3) if window.shown == last else None)
    leave.start()
    runner = Runner(Acting(act), Disk())
    assert run_with_qt(runner, window) == 3
    runner.stop(StopReason.STOPPED)
    leave.stop()
    del window.show_screen
    assert drawn[-1] == last
    assert len(drawn) < 50


def test_a_commit_that_fails_ends_the_loop_and_is_raised(window: KioskWindow) -> None:
    runner = Runner(Acting(lambda inbox: [COMMIT, Show(Screen(ChooseKind(())))]), Disk(fails=True))
    with pytest.raises(JournalCommitError):
        run_with_qt(runner, window)
    runner.stop(None)
    assert window.shown != Screen(ChooseKind(()))


def test_a_bug_in_the_step_ends_the_loop_and_is_raised(window: KioskWindow) -> None:
    def act(inbox: list[Input]) -> list[Effect]:
        if inbox:
            raise ValueError("a bug")
        return []

    runner = Runner(Acting(act), Disk())
    QTimer.singleShot(50, lambda: window.tapped.emit(Tap("start")))
    with pytest.raises(ValueError, match="a bug"):
        run_with_qt(runner, window)
    runner.stop(None)


def test_a_view_that_cannot_be_drawn_ends_the_loop_and_is_raised(window: KioskWindow) -> None:
    def fails(screen: Screen) -> None:
        raise LookupError("no such page")

    window.show_screen = fails  # type: ignore[method-assign]
    runner = Runner(Acting(lambda inbox: [Show(Screen(Attract()))]), Disk())
    with pytest.raises(LookupError, match="no such page"):
        run_with_qt(runner, window)
    del window.show_screen
    runner.stop(None)


def test_a_kiosk_that_wants_to_end_ends_the_loop(window: KioskWindow) -> None:
    runner = Runner(Acting(lambda inbox: [End(StopReason.CONFIGURATION)]), Disk())
    assert run_with_qt(runner, window) == 0
    runner.stop(StopReason.STOPPED)


def test_the_step_goes_on_until_it_is_stopped(window: KioskWindow) -> None:
    """The last step of a clean end is taken after the window is gone, on the step's own thread."""
    threads: list[int] = []

    class Ending(Acting):
        def stop(self, now: int, reason: StopReason) -> Outbox:
            threads.append(threading.get_ident())
            return Outbox([Show(Screen(Attract()))], None)

        def lost(self, now: int, worker: str, how: WorkerTrouble) -> Outbox:
            return Outbox([], None)

    kiosk = Ending(lambda inbox: threads.append(threading.get_ident()) or [])  # type: ignore[func-returns-value]
    runner = Runner(kiosk, Disk())
    QTimer.singleShot(50, lambda: application().exit(7))
    assert run_with_qt(runner, window) == 7
    runner.stop(StopReason.STOPPED)
    assert len(threads) >= 2
    assert set(threads) == {threads[0]} != {threading.get_ident()}
