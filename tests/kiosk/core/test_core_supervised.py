"""What the supervisor is told, and only when a frame has come."""

from __future__ import annotations

import random
from collections.abc import Sequence

from config.dialogue import Failure, FailureReason
from config.vocabulary import State
from drivers.device import SCREEN_NAME
from kiosk.core.channels import Drawn
from kiosk.core.findings import Finding
from kiosk.core.status import Board
from kiosk.core.step import Answered, Ask, Notify, Step
from kiosk.core.supervised import AGAIN_MS, Supervised, summary
from kiosk.simulator.sources import SeededSources
from sync.journal import events as ev
from sync.journal.format import Chain, Head

EVERY_MS = 5_000
LATE = Failure(FailureReason.TIMEOUT)


class Watched:
    """A kiosk that is nothing but supervised."""

    def __init__(self) -> None:
        self.findings: Sequence[Finding] = ()
        self.recorded: list[ev.Event] = []
        sources = SeededSources(random.Random(1), lambda: 0)
        self.step = Step({}, Chain("j", "b", Head(), 1), sources, lambda entry, event: self.recorded.append(event))
        self.part = Supervised(self.step, Board(self.step, (SCREEN_NAME,)), EVERY_MS, lambda: self.findings)
        self.now = 0

    def ask(self) -> Ask:
        """The question for the next frame, when its time has come."""
        self.step.begin(self.now)
        due = self.part.act()
        if due:
            self.now = due
            self.step.begin(due)
            self.part.act()
        (asked,) = self.step.end(None).effects
        assert isinstance(asked, Ask)
        return asked

    def frame(self, answer: Drawn | Failure) -> list[str]:
        """Asks for one; what the supervisor is told then."""
        asked = self.ask()
        self.step.begin(self.now)
        self.step.take([Answered(asked.number, answer)])
        return [line for told in self.step.end(None).effects if isinstance(told, Notify) for line in told.lines]


def test_the_first_frame_makes_it_ready_and_every_frame_tells_that_it_lives() -> None:
    kiosk = Watched()
    assert kiosk.frame(Drawn()) == ["READY=1", "STATUS=all is well", "WATCHDOG=1"]
    assert kiosk.frame(Drawn()) == ["WATCHDOG=1"]
    assert kiosk.now == EVERY_MS


def test_without_a_frame_nothing_is_told_and_the_next_is_asked_for_soon() -> None:
    kiosk = Watched()
    assert kiosk.frame(LATE) == []
    assert kiosk.frame(LATE) == []
    assert kiosk.now == AGAIN_MS
    assert kiosk.frame(Drawn())[0] == "READY=1"


def test_a_frozen_screen_is_written_down_once_and_so_is_its_return() -> None:
    kiosk = Watched()
    for answer in (Drawn(), LATE, LATE, LATE, LATE, Drawn(), Drawn()):
        kiosk.frame(answer)
    states = [(each.state, each.reason) for each in kiosk.recorded if isinstance(each, ev.DeviceChanged)]
    assert states == [(State.ONLINE, ""), (State.OFFLINE, "no-frame"), (State.ONLINE, "")]


def test_how_it_is_is_told_again_when_it_changes() -> None:
    kiosk = Watched()
    kiosk.frame(Drawn())
    kiosk.findings = (Finding("printer", "user-error", "cover-open", 1),)
    assert kiosk.frame(Drawn()) == ["STATUS=printer user-error (cover-open)", "WATCHDOG=1"]
    assert kiosk.frame(Drawn()) == ["WATCHDOG=1"]


def test_the_worst_is_named_first_and_not_everything() -> None:
    findings = [Finding(name, "user-error", "", 1) for name in "abc"] + [Finding("books", "hardware-error", "wrong", 2)]
    assert summary(findings) == "books hardware-error (wrong), a user-error, b user-error, and 1 more"
