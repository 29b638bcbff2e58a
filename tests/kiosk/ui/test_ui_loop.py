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
from tests.patience import PATIENCE_MS, PATIENCE_S

BEAT_MS = 5
TAPS = 20
COMMIT = Commit((Chain("j", "b", Head(), 1).entry(SessionStarted(SessionId("s")), 0, datetime.now(UTC)),))
Act = Callable[[list[Input]], list[Effect]]


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, motion=False)
    yield made
    made.close()


class Acting:
    """A kiosk that does ``act`` with what comes in."""

    def __init__(self, act: Act) -> None:
        self._act = act
        self.inputs: list[Input] = []

    @property
    def taps(self) -> list[Tap]:
        return [item.tap for item in tuple(self.inputs) if isinstance(item, Touched)]

    def step(self, now: int, inbox: list[Input]) -> Outbox:
        self.inputs += inbox
        return Outbox(self._act(inbox), None)

    def stop(self, now: int, reason: StopReason) -> Outbox:
        return Outbox([], None)

    def lost(self, now: int, worker: str, how: WorkerTrouble) -> Outbox:
        return Outbox([], None)


class Disk(MemoryStore):
    """A store whose commits are held, or fail."""

    def __init__(self, hold: Hold | None = None, fails: bool = False) -> None:
        super().__init__("j")
        self._hold = hold
        self._fails = fails

    def commit(self, entries: tuple[Entry, ...]) -> None:
        if self._hold:
            self._hold.wait()
        if self._fails:
            raise JournalCommitError("no room")


class Hold:
    """What keeps the kiosk's thread busy until the window's has been seen to go on.

    Attributes:
        begun: it is at it.
        seen: the window has gone on meanwhile.
        over: it is at it no longer.
    """

    def __init__(self) -> None:
        self.begun, self.seen, self.over = threading.Event(), threading.Event(), threading.Event()

    def wait(self) -> None:
        """As a disk does that takes its time."""
        self.begun.set()
        self.seen.wait(PATIENCE_S / 2)
        self.over.set()

    def calculate(self) -> None:
        """Python that gives the interpreter up to nobody of its own accord."""
        self.begun.set()
        end = time.monotonic() + PATIENCE_S / 2
        while not self.seen.is_set() and time.monotonic() < end:
            sum(range(100))
        self.over.set()


class Beats:
    """Counts what the window's thread does while the kiosk's is held, and taps at each of it; leaves when all taps have arrived."""

    def __init__(self, window: KioskWindow, kiosk: Acting, hold: Hold) -> None:
        self.tapped: list[Tap] = []
        self.meanwhile = 0
        self._window, self._kiosk, self._hold = window, kiosk, hold
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        self._late = QTimer(interval=PATIENCE_MS, singleShot=True)
        self._late.timeout.connect(lambda: application().exit(1))
        self._late.start()

    def _beat(self) -> None:
        if self._hold.begun.is_set() and not self._hold.over.is_set() and self.meanwhile < TAPS:
            self.meanwhile += 1
            if self.meanwhile == TAPS:
                self._hold.seen.set()
        if len(self.tapped) < TAPS and (not self.tapped or self._hold.begun.is_set()):
            self.tapped.append(Tap("key", str(len(self.tapped))))
            self._window.tapped.emit(self.tapped[-1])
        elif (self._hold.seen.is_set() or self._hold.over.is_set()) and self._kiosk.taps == self.tapped:
            self._timer.stop()
            application().exit(0)


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


@pytest.mark.parametrize("slow", ["disk", "port", "step"])
def test_the_window_is_never_held(window: KioskWindow, slow: str) -> None:
    """Neither by a commit that does not come back, nor by a port that takes nothing, nor by a step that goes on and on. What is
    touched meanwhile arrives, in order.
    """
    hold = Hold()
    acts: dict[str, Act] = {
        "disk": at_the_first_tap(COMMIT),
        "port": at_the_first_tap(Transmit("coin", bytes(200_000))),
        "step": lambda inbox: hold.calculate() or [] if inbox else [],  # type: ignore[func-returns-value]
    }
    kiosk = Acting(acts[slow])
    runner = Runner(kiosk, Disk(hold if slow == "disk" else None))
    with stuck_port() as port:
        runner.ports["coin"] = port
        beats = Beats(window, kiosk, hold)
        if slow == "port":
            hold.begun.set()
        status = run_with_qt(runner, window)
        runner.stop(None)
    assert beats.meanwhile == TAPS, "the window's thread stood still"
    assert (status, kiosk.taps) == (0, beats.tapped)


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
