"""Follows what is signed at the city's desk: looks for it, starts with it in a quiet moment, and shows that it got well.

A configuration begins with a process, and a process with one: so a session keeps what it began with, and nothing has to be changed
under anybody. What is new is written to the disk by the worker, checked as a start checks it. In a quiet moment the kiosk ends itself, and
the supervisor starts it anew with what is new. It is kept once the kiosk can issue as it could before; one that does not get there
in its time is left for the one before.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.dialogue import Dialogue, Failure, FailureReason
from config.vocabulary import ConfigurationTrouble, SourceTrouble, StopReason
from drivers.device import Ms
from kiosk.core.background import Task
from kiosk.core.channels import (
    CONFIGURATION,
    Applied,
    ApplyConfiguration,
    Looked,
    LookForConfiguration,
    SettleConfiguration,
)
from kiosk.core.step import End, Step
from sync.journal import events as ev

QUIET_MS: Ms = 15_000
"""So long after the last touch nobody is taken to stand here; less, and the first screen would go dark before their eyes."""
ASK_AGAIN_MS: Ms = 1_000
WELL_MS: Ms = 180_000
"""A printer that sleeps, and a city that is asked every half minute, have shown by then whether this kiosk can issue."""
TROUBLE = {
    FailureReason.REFUSED: SourceTrouble.REFUSED,
    FailureReason.TIMEOUT: SourceTrouble.TIMEOUT,
    FailureReason.TOO_LARGE: SourceTrouble.TOO_LARGE,
}

Question = LookForConfiguration | ApplyConfiguration | SettleConfiguration
Answer = Looked | Applied


@dataclass(frozen=True)
class Begun:
    """What this process was started with.

    Attributes:
        version: None for what was shipped and the kiosk's own file.
        tried: it has not been kept yet.
        was_able: whether the kiosk could issue before it.
        left: a version that was left at the start, and why.
    """

    version: str | None = None
    tried: bool = False
    was_able: bool = True
    left: tuple[str, ConfigurationTrouble] | None = None

    def entries(self) -> tuple[ev.Event, ...]:
        """Of the start."""
        left = (ev.ConfigurationLeft(*self.left),) if self.left else ()
        return (*left, ev.ConfigurationBegun(self.version, self.tried)) if self.version else left


class Following(Task[Question, Answer, Answer | Failure]):
    """Attributes:
    in_force: the version that this process runs with, once it is kept.
    """

    channel = CONFIGURATION

    def __init__(
        self, step: Step, begun: Begun, look_ms: Ms, is_able: Callable[[], bool], quiet_since: Callable[[], Ms | None]
    ) -> None:
        """
        Args:
            look_ms: between two looks.
            is_able: whether the kiosk could issue something now, or will at its next hour.
            quiet_since: since when nobody has touched it and nothing is under way; None while somebody is there or something is.
        """
        super().__init__(step)
        self._begun, self._look_ms, self._is_able, self._quiet_since = begun, look_ms, is_able, quiet_since
        self._proving = begun.tried
        self._well_by: Ms | None = None
        self._due: Ms = 0
        self._written: str | None = None
        self._question: Question = LookForConfiguration()
        self._down: SourceTrouble | None = None
        self.in_force = None if begun.tried else begun.version

    @property
    def due(self) -> Ms:
        return self._due

    def act(self) -> Ms | None:
        if not self._busy and self._due <= self._step.now:
            wanted = self._wanted()
            if wanted is None:
                self._due = self._step.now + ASK_AGAIN_MS
            else:
                self._question = wanted
        return super().act()

    def _wanted(self) -> Question | None:
        """The next question; None for not now."""
        if self._proving:
            return self._proof()
        if self._written:
            since = self._quiet_since()
            quiet = since is not None and self._step.now >= since + QUIET_MS
            return ApplyConfiguration(self._written, self._is_able()) if quiet else None
        return LookForConfiguration()

    def _proof(self) -> Question | None:
        assert self._begun.version
        if self._well_by is None:
            self._well_by = self._step.now + WELL_MS
        if self._is_able():
            return SettleConfiguration(self._begun.version, well=True)
        if self._step.now < self._well_by:
            return None
        # Who could not issue before cannot show that it is no worse; that it is up, and answers, is all there is to see.
        return SettleConfiguration(self._begun.version, well=not self._begun.was_able)

    def dialogue(self) -> Dialogue[Question, Answer, Answer | Failure]:
        return (yield self._question)

    def done(self, now: Ms, result: Answer | Failure) -> None:
        asked = self._question
        self._due = now + (self._look_ms if isinstance(asked, LookForConfiguration) else ASK_AGAIN_MS)
        match asked, result:
            case LookForConfiguration(), Looked() | Failure():
                self._looked(result)
            case ApplyConfiguration(version), Applied():
                self._step.record(ev.ConfigurationApplied(version))
                self._step.put(End(StopReason.CONFIGURATION))
            case SettleConfiguration(version, well), Applied():
                self._settled(version, well)

    def _looked(self, result: Looked | Failure) -> None:
        down = TROUBLE.get(result.reason, SourceTrouble.UNREACHABLE) if isinstance(result, Failure) else None
        if down != self._down:
            self._down = down
            self._step.record(ev.SourceChanged("configuration", down is None, down))
        if isinstance(result, Looked):
            if result.refused:
                self._step.record(ev.ConfigurationLeft(result.refused, ConfigurationTrouble.NOT_VALID))
            if result.written:
                self._written, self._due = result.written, self._step.now
                self._step.record(ev.ConfigurationWritten(result.written))

    def _settled(self, version: str, well: bool) -> None:
        self._proving = False
        if well:
            self.in_force, self._due = version, self._step.now + self._look_ms
            self._step.record(ev.ConfigurationKept(version))
        else:
            self._step.record(ev.ConfigurationLeft(version, ConfigurationTrouble.NOT_WELL))
            self._step.put(End(StopReason.CONFIGURATION))
