"""What stands in for the kiosk when its journal cannot be opened: it serves nobody, says so, and waits until the journal can be.

Nothing is bought, printed or given back without a journal, so nothing else is of use: no device is touched and no city asked. Ending
the process would help nobody either; it would start again and again, and find the same. So the screen says that the machine is out of
service and whom to call, the supervisor is told that all of this is as it should be, and whoever asks (``kiosk diagnose``) hears
what is wrong. Every few minutes the journal is tried. When it can be opened, because a technician has put it aside or the disk is back,
the process ends in order, and the next start is one like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from config.dialogue import Failure
from config.vocabulary import StopReason, WorkerTrouble
from drivers.device import Ms
from kiosk.core.adjusting import adjusted
from kiosk.core.channels import SCREEN, Channel, Frame
from kiosk.core.findings import Finding
from kiosk.core.step import Answered, Ask, Effect, End, Enquired, Input, Notify, Outbox, Show, Told, Touched
from kiosk.core.supervised import AGAIN_MS, summary
from kiosk.core.view import Language, Screen


@dataclass(frozen=True)
class TryJournal:
    """Whether the journal can be opened and read by now; answered by True or False, and nothing is changed."""


JOURNAL_TRIAL = Channel("journal-trial", (TryJournal,), (bool,), 300_000)
"""As long as a journal of ten years takes to be read on a slow disk."""


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
        self, screen: Screen, languages: Sequence[Language], findings: tuple[Finding, ...], frame_every_ms: Ms, try_every_ms: Ms
    ) -> None:  # fmt: skip
        """``screen`` is shown for as long as it stands in; ``findings`` is what whoever asks is told."""
        self._screen, self._languages, self._findings = screen, languages, findings
        self._shown: Screen | None = None
        self._frame = _Again(1, SCREEN.name, Frame(), SCREEN.deadline_ms, frame_every_ms, 0)
        self._trial = _Again(2, JOURNAL_TRIAL.name, TryJournal(), JOURNAL_TRIAL.deadline_ms, try_every_ms, None)

    def step(self, now: Ms, inbox: Sequence[Input]) -> Outbox:
        out = Outbox()
        if self._shown is None:
            self._trial.due = now + self._trial.every_ms
        for item in inbox:
            if isinstance(item, Enquired):
                out.effects.append(Told(item.number, self._findings))
            elif isinstance(item, Answered):
                out.effects += self._taken(now, item)
            elif isinstance(item, Touched):
                self._screen = adjusted(self._screen, item.tap, self._languages) or self._screen
        if self._screen != self._shown:
            self._shown = self._screen
            out.effects.append(Show(self._screen))
        for each in (self._frame, self._trial):
            if each.due is not None and each.due <= now:
                each.due = None
                out.effects.append(Ask(each.number, each.channel, each.question, each.deadline_ms))
        out.wake_at = min((each.due for each in (self._frame, self._trial) if each.due is not None), default=None)
        return out

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
