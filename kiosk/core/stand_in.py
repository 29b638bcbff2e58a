"""What stands in for the kiosk while it lacks what it cannot be without: a journal that can be opened, or settings.

Nothing is bought, printed or given back without a journal, so nothing else is of use: no device is touched and no city asked. Ending
the process would help nobody either; it would start again and again, and find the same. So the screen says how it is and whom to call,
the supervisor is told that all of this is as it should be, and whoever asks (``kiosk diagnose``) hears what is wrong. Every few
minutes what is lacking is tried. When it is there, because somebody has seen to it or the disk is back, the process ends in order, and
the next start is one like any other.

Behind its first page somebody can see to it there and then. That is a conversation as a session's is, a generator that yields what
is shown and gets what was touched; but there is no journal to write anything into, so nothing else of a session is there.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from config.dialogue import A, Failure, Q
from config.vocabulary import StopReason, WorkerTrouble
from drivers.device import Ms
from kiosk.core.adjusting import adjusted
from kiosk.core.channels import SCREEN, Channel, Frame
from kiosk.core.findings import Finding
from kiosk.core.step import Answered, Ask, Effect, End, Enquired, Input, Notify, Outbox, Show, Told, Touched
from kiosk.core.supervised import AGAIN_MS, summary
from kiosk.core.view import Language, Screen, Tap, View


@dataclass(frozen=True)
class TryAgain:
    """Whether what is lacking is there by now; answered by True or False, and nothing is changed."""


TRIAL = Channel("trial", (TryAgain,), (bool,), 300_000)
"""As long as a journal of ten years takes to be read on a slow disk."""


@dataclass(frozen=True)
class Asked:
    """A question of a dialogue, to a channel; ``meanwhile`` is shown, and from there "back" leads to the first page."""

    channel: str
    question: object
    deadline_ms: Ms
    meanwhile: View


R = TypeVar("R")
Dialogue = Generator[View | Asked, Tap | object, R]
"""Yields what is shown and gets a tap, or yields a question and gets its answer or a `Failure`."""


def ask(channel: Channel[Q, A], question: Q, meanwhile: View) -> Dialogue[A | Failure]:
    """A question, and its answer."""
    return channel.answer((yield Asked(channel.name, question, channel.deadline_ms, meanwhile)))


class Behind(Protocol):
    """What is shown first, and what is behind that."""

    def begin(self, now: Ms) -> None:
        """What stands in was started."""

    def first(self) -> View:
        """Shown while nobody is at work."""

    def opened_by(self, tap: Tap) -> bool:
        """Whether this touch of the first page leads behind it."""

    def dialogue(self, opening: Tap, now: Callable[[], Ms]) -> Dialogue[bool]:
        """Returns whether what was lacking can be tried at once."""

    def answered_late(self, answer: object) -> None:
        """To a question whose page was left meanwhile: what it did is done all the same."""


PATIENCE_MS: Ms = 60_000
"""Without a touch, and the first screen is back."""


@dataclass
class _Again:
    """A question that is asked again and again; ``due`` is None while its answer is awaited."""

    number: int
    channel: str
    question: object
    deadline_ms: Ms
    every_ms: Ms
    due: Ms | None


class StandIn:
    """Takes the place of `kiosk.core.kiosk.Kiosk` before the runner."""

    def __init__(
        self, behind: Behind, languages: Sequence[Language], findings: tuple[Finding, ...], frame_every_ms: Ms, try_every_ms: Ms
    ) -> None:  # fmt: skip
        """``findings`` is what whoever asks is told."""
        self._screen, self._languages, self._findings = Screen(behind.first()), languages, findings
        self._behind = behind
        self._dialogue: Dialogue[bool] | None = None
        self._question: int | None = None
        self._now = self._touched = 0
        self._asked = 2
        self._shown: Screen | None = None
        self._frame = _Again(1, SCREEN.name, Frame(), SCREEN.deadline_ms, frame_every_ms, 0)
        self._trial = _Again(2, TRIAL.name, TryAgain(), TRIAL.deadline_ms, try_every_ms, None)

    def step(self, now: Ms, inbox: Sequence[Input]) -> Outbox:
        out = Outbox()
        self._now = now
        if self._shown is None:
            self._trial.due = now + self._trial.every_ms
            self._behind.begin(now)
        for item in inbox:
            if isinstance(item, Enquired):
                out.effects.append(Told(item.number, self._findings))
            elif isinstance(item, Answered) and item.number == self._question:
                self._question, self._touched = None, now
                out.effects += self._on(item.answer)
            elif isinstance(item, Answered) and item.number in (self._frame.number, self._trial.number):
                out.effects += self._taken(now, item)
            elif isinstance(item, Answered):
                self._behind.answered_late(item.answer)
                self._screen = self._screen if self._dialogue else replace(self._screen, view=self._behind.first())
            elif isinstance(item, Touched):
                out.effects += self._touch(item.tap)
        if self._dialogue and self._question is None and now >= self._touched + PATIENCE_MS:
            self._leave()
        if self._screen != self._shown:
            self._shown = self._screen
            out.effects.append(Show(self._screen))
        for each in (self._frame, self._trial):
            if each.due is not None and each.due <= now:
                each.due = None
                out.effects.append(Ask(each.number, each.channel, each.question, each.deadline_ms))
        due = [each.due for each in (self._frame, self._trial) if each.due is not None]
        if self._dialogue and self._question is None:
            due.append(self._touched + PATIENCE_MS)
        out.wake_at = min(due, default=None)
        return out

    def _touch(self, tap: Tap) -> list[Effect]:
        self._touched = self._now
        changed = adjusted(self._screen, tap, self._languages)
        if changed:
            self._screen = changed
        elif self._dialogue is None:
            if self._behind.opened_by(tap):
                self._dialogue = self._behind.dialogue(tap, lambda: self._now)
                return self._on(None)
        elif tap.control == "cancel" or (self._question is not None and tap.control == "back"):
            self._leave()
        elif self._question is None:
            return self._on(tap)
        return []

    def _on(self, got: object) -> list[Effect]:
        """The dialogue goes on with what it waited for."""
        assert self._dialogue
        try:
            wanted = self._dialogue.send(got)
        except StopIteration as end:
            self._leave()
            if end.value:
                self._trial.due = self._now
            return []
        if isinstance(wanted, Asked):
            self._screen = replace(self._screen, view=wanted.meanwhile)
            self._asked += 1
            self._question = self._asked
            return [Ask(self._asked, wanted.channel, wanted.question, wanted.deadline_ms)]
        self._screen = replace(self._screen, view=wanted)
        return []

    def _leave(self) -> None:
        self._dialogue = self._question = None
        self._screen = replace(self._screen, view=self._behind.first())

    def stop(self, now: Ms, reason: StopReason) -> Outbox:
        return Outbox([Notify(("STOPPING=1",))])

    def lost(self, now: Ms, worker: str, how: WorkerTrouble) -> Outbox:
        """There is nowhere to write it down; the log has it."""
        return Outbox()

    def _taken(self, now: Ms, item: Answered) -> list[Effect]:
        failed = isinstance(item.answer, Failure)
        if item.number == self._trial.number:
            self._trial.due = now + self._trial.every_ms
            return [End(StopReason.RESTART)] if item.answer is True else []
        self._frame.due = now + (min(AGAIN_MS, self._frame.every_ms) if failed else self._frame.every_ms)
        return [] if failed else [Notify(("READY=1", f"STATUS={summary(self._findings)}", "WATCHDOG=1"))]
