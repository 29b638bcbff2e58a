"""The shell around the kiosk: order of effects, threads that die, and what stays in memory."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from config.clock import monotonic_ms
from config.dialogue import Failure, FailureReason
from kiosk.core.channels import Channel
from kiosk.core.step import Answered, Ask, Commit, Effect, Input, Outbox, Transmit
from kiosk.shell.runner import STUCK_MS, Crash, Runner
from sync.journal.events import SessionStarted
from sync.journal.format import Chain, Entry, Head
from sync.journal.memory import MemoryStore
from sync.journal.store import JournalCommitError


class Scripted:
    """A kiosk that wants these effects, one list a step."""

    def __init__(self, *steps: list[Effect]) -> None:
        self._steps = list(steps)
        self.inputs: list[Input] = []

    def step(self, now: int, inbox: list[Input]) -> Outbox:
        self.inputs += inbox
        return Outbox(self._steps.pop(0) if self._steps else [], None)

    def stop(self, now: int, reason: str) -> Outbox:
        return Outbox([], None)


class Log(MemoryStore):
    """A store and a port that write down the order of what is done to them."""

    def __init__(self, fails: bool = False) -> None:
        super().__init__("j")
        self.done: list[str] = []
        self._fails = fails

    def commit(self, entries: tuple[Entry, ...]) -> None:
        if self._fails:
            raise JournalCommitError("no room")
        self.done.append("commit")

    def send(self, data: bytes) -> None:
        self.done.append(data.decode())

    def start(self) -> None:
        """Nothing."""

    def stop(self) -> None:
        """Nothing."""


def entry() -> Entry:
    return Chain("j", "b", Head(), 1).entry(SessionStarted("s"), 0, datetime.now(UTC))


TALK = Channel("city", (str,), (str,), 1_000)


def runner(kiosk: Scripted, log: Log, clock: Callable[[], int] = monotonic_ms) -> Runner:
    made = Runner(kiosk, log, lambda screen: None, clock)
    made.ports["coin"] = log
    return made


def test_effects_happen_in_their_order() -> None:
    log = Log()
    steps: list[Effect] = [Transmit("coin", b"poll"), Commit((entry(),)), Transmit("coin", b"stack")]
    runner(Scripted(steps), log).pump()
    assert log.done == ["poll", "commit", "stack"]


def test_nothing_happens_after_a_commit_that_failed() -> None:
    log = Log(fails=True)
    with pytest.raises(JournalCommitError):
        runner(Scripted([Commit((entry(),)), Transmit("coin", b"stack")]), log).pump()
    assert log.done == []


def test_a_worker_that_dies_is_a_crash() -> None:
    def dies(question: str, timeout_ms: int) -> str:
        raise ValueError("bug")

    woken = threading.Event()
    shell = runner(Scripted([Ask(1, "city", "question", 1_000)]), Log())
    shell.serve(TALK, dies)
    shell.notify = woken.set
    shell.start()
    shell.pump()
    assert woken.wait(10)
    with pytest.raises(Crash):
        shell.pump()


def test_a_worker_is_told_the_time_that_the_step_waits_for() -> None:
    told: list[tuple[str, int]] = []
    answered = threading.Event()

    def answers(question: str, timeout_ms: int) -> str:
        told.append((question, timeout_ms))
        return "answer"

    shell = runner(Scripted([Ask(1, "city", "question", 1_234)]), Log())
    shell.serve(TALK, answers)
    shell.notify = answered.set
    shell.start()
    shell.pump()
    assert answered.wait(10)
    assert told == [("question", 1_234)]
    shell.stop(None)


class Clock:
    """Milliseconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 0

    def __call__(self) -> int:
        return self.now


def test_what_was_given_up_while_it_waited_is_not_done_late() -> None:
    """The kiosk has long told the resident that it failed: the page would come out for somebody else."""
    ran: list[str] = []
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def slow(question: str, timeout_ms: int) -> str:
        ran.append(question)
        begun.set()
        assert go_on.wait(10)
        return "late"

    clock = Clock()
    kiosk = Scripted([Ask(1, "city", "status", 1_000), Ask(2, "city", "the page", 1_000)])
    shell = runner(kiosk, Log(), clock)
    shell.serve(TALK, slow)
    shell.notify = lambda: done.set() if shell._inbox.qsize() == 2 else None
    shell.start()
    shell.pump()
    assert begun.wait(10)
    clock.now = 5_000
    go_on.set()
    assert done.wait(10)
    shell.pump()
    assert ran == ["status"]
    answers = [item for item in kiosk.inputs if isinstance(item, Answered)]
    assert answers == [Answered(1, "late"), Answered(2, Failure(FailureReason.TIMEOUT, "waited too long"))]
    shell.stop(None)


def test_a_worker_that_does_not_come_back_is_a_crash() -> None:
    """Its channel would stay silent for ever: a new process is the only way on."""
    begun, go_on = threading.Event(), threading.Event()

    def hangs(question: str, timeout_ms: int) -> str:
        begun.set()
        return "back" if go_on.wait(10) else ""

    clock = Clock()
    shell = runner(Scripted([Ask(1, "city", "question", 1_000)]), Log(), clock)
    shell.serve(TALK, hangs)
    shell.start()
    shell.pump()
    assert begun.wait(10)
    clock.now = 1_000 + STUCK_MS
    shell.pump()
    clock.now += 1
    with pytest.raises(Crash, match="city"):
        shell.pump()
    go_on.set()
    shell.stop(None)


class Personal:
    """Something that must not stay."""


def test_a_waiting_worker_holds_on_to_no_question() -> None:
    answered = threading.Event()
    kiosk = Scripted([Ask(1, "layout", question := Personal(), 1_000)])
    left = weakref.ref(question)
    del question
    shell = runner(kiosk, Log())
    shell.serve(Channel("layout", (Personal,), (str,), 1_000), lambda question, timeout_ms: "paper")
    shell.notify = answered.set
    shell.start()
    shell.pump()
    assert answered.wait(10)
    shell.pump()
    kiosk.inputs.clear()
    for _ in range(200):
        gc.collect()
        if left() is None:
            break
        threading.Event().wait(0.01)
    assert left() is None
    shell.stop(None)
