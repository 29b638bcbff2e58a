"""The shell around the kiosk: its threads, the order of effects, threads that die, and what stays in memory."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from config.clock import monotonic_ms
from config.dialogue import Failure, FailureReason
from config.ids import SessionId
from config.vocabulary import StopReason, WorkerTrouble
from kiosk.core.channels import Channel
from kiosk.core.step import Answered, Ask, CardMoved, Commit, Effect, End, Fail, Input, Outbox, Show, Transmit
from kiosk.core.view import Attract, Goodbye, Screen
from kiosk.shell.runner import STUCK_MS, Crash, Runner
from sync.journal.events import KioskStopped, SessionStarted, WorkerLost
from sync.journal.format import Chain, Entry, Head
from sync.journal.memory import MemoryStore
from sync.journal.store import JournalCommitError
from tests.patience import PATIENCE_S


class Scripted:
    """A kiosk that wants these effects, one list a step, and its next step so much later.

    Attributes:
        threads: that have called it.
        losses: that it was told of.
        stepped: released once a step.
    """

    def __init__(self, *steps: list[Effect], again_after_ms: int | None = None) -> None:
        self._steps = list(steps)
        self._again_after_ms = again_after_ms
        self.inputs: list[Input] = []
        self.threads: set[int] = set()
        self.losses: list[tuple[str, WorkerTrouble]] = []
        self.stepped = threading.Semaphore(0)

    def step(self, now: int, inbox: list[Input]) -> Outbox:
        self.inputs += inbox
        self.threads.add(threading.get_ident())
        self.stepped.release()
        wake_at = None if self._again_after_ms is None else now + self._again_after_ms
        return Outbox(self._steps.pop(0) if self._steps else [], wake_at)

    def stop(self, now: int, reason: StopReason) -> Outbox:
        self.threads.add(threading.get_ident())
        return Outbox([Commit((entry(KioskStopped(reason)),))], None)

    def lost(self, now: int, worker: str, how: WorkerTrouble) -> Outbox:
        self.losses.append((worker, how))
        return Outbox([Commit((entry(WorkerLost(worker, how)),))], None)

    def wait(self, steps: int = 1) -> None:
        for _ in range(steps):
            assert self.stepped.acquire(timeout=PATIENCE_S)


class Log(MemoryStore):
    """A store and a port that write down the order of what is done to them, and on which threads."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__("j")
        self.done: list[str] = []
        self.threads: set[int] = set()
        self.fails = fails
        self.out_of_order: WorkerTrouble | None = None

    def commit(self, entries: tuple[Entry, ...]) -> None:
        self.threads.add(threading.get_ident())
        if self.fails:
            raise JournalCommitError("no room")
        self.done.append("commit")

    def send(self, data: bytes) -> None:
        self.done.append(data.decode())

    def start(self) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing."""

    def trouble(self) -> WorkerTrouble | None:
        return self.out_of_order


def entry(event: SessionStarted | KioskStopped | WorkerLost) -> Entry:
    return Chain("j", "b", Head(), 1).entry(event, 0, datetime.now(UTC))


COMMIT = Commit((entry(SessionStarted(SessionId("s"))),))
TALK = Channel("city", (str,), (str,), 1_000)


class Running:
    """A runner on its thread; `ended` when that is over."""

    def __init__(self, kiosk: Scripted, log: Log, clock: Callable[[], int] = monotonic_ms) -> None:
        self.shell = Runner(kiosk, log, clock)
        self.shell.ports["coin"] = log
        self.ended = threading.Event()
        self.shell.ended = self.ended.set

    def failure(self) -> BaseException | None:
        """What ended it."""
        assert self.ended.wait(PATIENCE_S)
        self.shell.stop(None)
        return self.shell.failure


def test_effects_happen_in_their_order() -> None:
    log, kiosk = Log(), Scripted([Transmit("coin", b"poll"), COMMIT, Transmit("coin", b"stack")])
    running = Running(kiosk, log)
    running.shell.start()
    kiosk.wait()
    running.shell.stop(None)
    assert log.done == ["poll", "commit", "stack"]


def test_steps_and_commits_are_on_one_thread_that_is_not_the_callers() -> None:
    log, kiosk = Log(), Scripted([COMMIT], [COMMIT])
    running = Running(kiosk, log)
    running.shell.start()
    kiosk.wait()
    running.shell.post(CardMoved("present"))
    kiosk.wait()
    running.shell.stop(StopReason.STOPPED)
    assert log.done == ["commit", "commit", "commit"]
    assert kiosk.threads == log.threads
    assert len(kiosk.threads) == 1
    assert threading.get_ident() not in kiosk.threads


def test_a_worker_gets_ready_on_its_own_thread_before_its_first_question() -> None:
    done: list[tuple[str, int]] = []

    def worker(question: str, timeout_ms: int) -> str:
        done.append((question, threading.get_ident()))
        return "answer"

    kiosk = Scripted([Ask(1, "city", "question", 1_000)])
    running = Running(kiosk, Log())
    running.shell.serve(TALK, worker, lambda: done.append(("ready", threading.get_ident())))
    running.shell.start()
    kiosk.wait(2)
    running.shell.stop(None)
    assert [what for what, _ in done] == ["ready", "question"]
    assert len({thread for _, thread in done}) == 1
    assert kiosk.threads.isdisjoint(thread for _, thread in done)


def test_a_worker_that_cannot_get_ready_ends_the_process() -> None:
    def prepare() -> None:
        raise OSError("the font is gone")

    running = Running(Scripted(), Log())
    running.shell.serve(TALK, lambda question, _: question, prepare)
    running.shell.start()
    assert isinstance(running.failure(), Crash)


def test_it_steps_when_something_comes_in_and_not_before() -> None:
    kiosk = Scripted()
    running = Running(kiosk, Log())
    running.shell.start()
    kiosk.wait()
    assert not kiosk.stepped.acquire(timeout=0.2)
    running.shell.post(CardMoved("present"))
    kiosk.wait()
    assert kiosk.inputs == [CardMoved("present")]
    assert not kiosk.stepped.acquire(timeout=0.2)
    running.shell.stop(None)


def test_it_steps_again_at_the_time_that_the_kiosk_asked_for() -> None:
    kiosk = Scripted(again_after_ms=50)
    running = Running(kiosk, Log())
    begun = time.monotonic()
    running.shell.start()
    kiosk.wait(4)
    assert time.monotonic() - begun >= 0.145
    running.shell.stop(None)


def test_every_view_goes_out_in_order() -> None:
    shown: list[Screen] = []
    views: list[Effect] = [Show(Screen(Attract())), Show(Screen(Goodbye()))]
    kiosk = Scripted(views)
    running = Running(kiosk, Log())
    running.shell.show = shown.append
    running.shell.start()
    kiosk.wait()
    running.shell.stop(None)
    assert shown == [Screen(Attract()), Screen(Goodbye())]


def test_nothing_happens_after_a_commit_that_failed() -> None:
    log = Log(fails=True)
    running = Running(Scripted([COMMIT, Transmit("coin", b"stack")]), log)
    running.shell.start()
    assert isinstance(running.failure(), JournalCommitError)
    assert log.done == []


def test_a_kiosk_that_finds_a_fault_in_itself_ends_as_a_crash_with_what_it_wrote_down_before() -> None:
    log = Log()
    running = Running(Scripted([COMMIT, Fail("the books do not balance"), Transmit("coin", b"stack")]), log)
    running.shell.start()
    failure = running.failure()
    assert isinstance(failure, Crash)
    assert "do not balance" in str(failure)
    assert log.done == ["commit"]


def test_a_last_commit_that_fails_is_no_clean_end() -> None:
    log, kiosk = Log(), Scripted()
    running = Running(kiosk, log)
    running.shell.start()
    kiosk.wait()
    log.fails = True
    with pytest.raises(JournalCommitError):
        running.shell.stop(StopReason.STOPPED)
    assert running.ended.is_set()


@pytest.mark.parametrize("how", WorkerTrouble)
def test_a_port_whose_thread_is_of_no_use_is_written_down_and_ends_the_process(how: WorkerTrouble) -> None:
    log, kiosk = Log(), Scripted([], [Transmit("coin", b"stack")])
    running = Running(kiosk, log)
    running.shell.start()
    kiosk.wait()
    log.out_of_order = how
    running.shell.post(CardMoved("present"))
    assert isinstance(running.failure(), Crash)
    assert kiosk.losses == [("coin", how)]
    assert log.done == ["commit"]  # and nothing else was begun


def test_a_worker_that_dies_is_a_crash() -> None:
    def dies(question: str, timeout_ms: int) -> str:
        raise ValueError("bug")

    kiosk = Scripted([Ask(1, "city", "question", 1_000)])
    running = Running(kiosk, Log())
    running.shell.serve(TALK, dies)
    running.shell.start()
    failure = running.failure()
    assert isinstance(failure, Crash)
    assert isinstance(failure.__cause__, ValueError)
    assert kiosk.losses == [("city", WorkerTrouble.DIED)]


def test_a_worker_is_told_the_time_that_the_step_waits_for() -> None:
    told: list[tuple[str, int]] = []

    def answers(question: str, timeout_ms: int) -> str:
        told.append((question, timeout_ms))
        return "answer"

    kiosk = Scripted([Ask(1, "city", "question", 1_234)])
    running = Running(kiosk, Log())
    running.shell.serve(TALK, answers)
    running.shell.start()
    kiosk.wait(2)
    running.shell.stop(None)
    assert told == [("question", 1_234)]
    assert kiosk.inputs == [Answered(1, "answer")]


class Clock:
    """Milliseconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now


def test_what_was_given_up_while_it_waited_is_not_done_late() -> None:
    """The kiosk has long told the resident that it failed: the page would come out for somebody else."""
    ran: list[str] = []
    begun, go_on = threading.Event(), threading.Event()

    def slow(question: str, timeout_ms: int) -> str:
        ran.append(question)
        begun.set()
        assert go_on.wait(PATIENCE_S)
        return "late"

    clock = Clock()
    kiosk = Scripted([Ask(1, "city", "status", 1_000), Ask(2, "city", "the page", 1_000)])
    running = Running(kiosk, Log(), clock)
    running.shell.serve(TALK, slow)
    running.shell.start()
    assert begun.wait(PATIENCE_S)
    clock.now = 5_000
    go_on.set()
    while len(kiosk.inputs) < 2:
        kiosk.wait()
    running.shell.stop(None)
    assert ran == ["status"]
    assert kiosk.inputs == [Answered(1, "late"), Answered(2, Failure(FailureReason.TIMEOUT, "waited too long"))]


def test_a_kiosk_that_wants_to_end_ends_cleanly_and_says_why() -> None:
    log = Log()
    running = Running(Scripted([Transmit("coin", b"on"), End(StopReason.CONFIGURATION)]), log)
    running.shell.start()
    assert running.failure() is None
    assert log.done == ["on", "commit"]


def test_a_worker_that_does_not_come_back_is_a_crash() -> None:
    """Its channel would stay silent for ever: a new process is the only way on."""
    begun, go_on = threading.Event(), threading.Event()

    def hangs(question: str, timeout_ms: int) -> str:
        begun.set()
        return "back" if go_on.wait(PATIENCE_S) else ""

    clock = Clock()
    kiosk = Scripted([Ask(1, "city", "question", 1_000)])
    running = Running(kiosk, Log(), clock)
    running.shell.serve(TALK, hangs)
    running.shell.start()
    assert begun.wait(PATIENCE_S)
    kiosk.wait()
    clock.now = 1_000 + STUCK_MS
    running.shell.post(CardMoved("present"))
    kiosk.wait()
    clock.now += 1
    running.shell.post(CardMoved("notPresent"))
    assert running.ended.wait(PATIENCE_S)
    go_on.set()
    failure = running.failure()
    assert isinstance(failure, Crash)
    assert kiosk.losses == [("city", WorkerTrouble.OVERDUE)]


class Personal:
    """Something that must not stay."""


def test_a_waiting_worker_holds_on_to_no_question() -> None:
    kiosk = Scripted([Ask(1, "layout", question := Personal(), 1_000)])
    left = weakref.ref(question)
    del question
    running = Running(kiosk, Log())
    running.shell.serve(Channel("layout", (Personal,), (str,), 1_000), lambda question, timeout_ms: "paper")
    running.shell.start()
    kiosk.wait(2)
    end = time.monotonic() + PATIENCE_S
    while left() is not None:
        assert time.monotonic() < end
        time.sleep(0.01)
        gc.collect()
    running.shell.stop(None)
