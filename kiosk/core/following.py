"""Follows what is signed at the city's desk: looks for it, starts with it in a quiet moment, and shows that it got well.

A configuration begins with a process, and a process with one: so a session keeps what it began with, and nothing has to be changed
under anybody. What is new is written to the disk by the worker, checked as a start checks it. In a quiet moment the kiosk ends itself, and
the supervisor starts it anew with what is new. It is kept once the kiosk has been able to issue for a while, as it was before; one that
does not get there in its time is left for the one before. Where the city is not reached either, nobody can say whose fault it is: then it
is left too, for it may be what keeps the city away, and tried again.

What was signed is new for some time only. What is in force stays so when that is over; that it gets old is written down and told in time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from config.dialogue import Dialogue, Failure, FailureReason
from config.seoul import SEOUL
from config.updates.life import Life, oldest
from config.updates.software import Offered
from config.vocabulary import ConfigurationAge, ConfigurationTrouble, SourceTrouble, StopReason
from drivers.device import Ms
from kiosk.core.background import Task
from kiosk.core.channels import (
    CONFIGURATION,
    Applied,
    ApplyConfiguration,
    Looked,
    LookForConfiguration,
    SettleConfiguration,
    Verdict,
)
from kiosk.core.findings import Finding
from kiosk.core.step import End, Step
from sync.journal import events as ev

QUIET_MS: Ms = 15_000
"""So long after the last touch nobody is taken to stand here; less, and the first screen would go dark before their eyes."""
ASK_AGAIN_MS: Ms = 1_000
WELL_MS: Ms = 180_000
"""A printer that sleeps, and a city that is asked every half minute, have shown by then whether this kiosk can issue."""
STEADY_MS: Ms = 10_000
"""So long without a break it must be able to issue: a process that a setting brings down goes down within it."""
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
        left: a version that was left at the start, why, and what is wrong with it.
        lives: for how long what is believed so far is new.
    """

    version: str | None = None
    tried: bool = False
    was_able: bool = True
    left: tuple[str, ConfigurationTrouble, str] | None = None
    lives: tuple[Life, ...] = ()

    def entries(self) -> tuple[ev.Event, ...]:
        """Of the start."""
        left = (ev.ConfigurationLeft(*self.left),) if self.left else ()
        return (*left, ev.ConfigurationBegun(self.version, self.tried)) if self.version else left


Aged = tuple[str, ConfigurationAge]
NEW: Aged = ("", ConfigurationAge.NEW)
SEVERITY = {
    ConfigurationAge.NEW: 0,
    ConfigurationAge.HALF: 1,
    ConfigurationAge.FIFTH: 2,
    ConfigurationAge.EXPIRED: 2,
}


@dataclass(frozen=True)
class Around:
    """What following needs to know of the rest of the machine.

    Attributes:
        is_able: whether the kiosk could issue something now, or will at its next hour.
        is_reached: whether the city answers.
        quiet_since: since when nobody has touched it and nothing is under way; None while somebody is there or something is.
        aged: what the journal said last of the age of what is signed.
    """

    is_able: Callable[[], bool]
    is_reached: Callable[[], bool]
    quiet_since: Callable[[], Ms | None]
    aged: Callable[[], Aged] = lambda: NEW


class Following(Task[Question, Answer, Answer | Failure]):
    """Attributes:
    in_force: the version that this process runs with, once it is kept.
    software: what of the kiosk's program is signed for it.
    """

    channel = CONFIGURATION

    def __init__(self, step: Step, begun: Begun, look_ms: Ms, around: Around) -> None:
        """``look_ms``: between two looks."""
        super().__init__(step)
        self._begun, self._look_ms, self._around = begun, look_ms, around
        self._proving = begun.tried
        self._well_by: Ms | None = None
        self._able_since: Ms | None = None
        self._due = self._look_at = 0
        self._written: str | None = None
        self._question: Question = LookForConfiguration()
        self._down: SourceTrouble | None = None
        self._lives = begun.lives
        self.software: Offered | None = None
        self.in_force = None if begun.tried else begun.version

    @property
    def due(self) -> Ms:
        return self._due

    def act(self) -> Ms | None:
        if not self._busy and self._due <= self._step.now:
            self._follow_age()
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
        since = self._around.quiet_since()
        if self._written and since is not None and self._step.now >= since + QUIET_MS:
            return ApplyConfiguration(self._written, self._around.is_able())
        # What waits for a quiet moment may be taken back, or be followed by another, before it comes.
        return LookForConfiguration() if self._look_at <= self._step.now else None

    def _proof(self) -> Question | None:
        version, now = self._begun.version, self._step.now
        assert version
        if self._well_by is None:
            self._well_by = now + WELL_MS
        if self._around.is_able():
            if self._able_since is None:
                self._able_since = now
                self._step.record(ev.ConfigurationHealthy(version))
            return SettleConfiguration(version, Verdict.KEPT) if now >= self._able_since + STEADY_MS else None
        self._able_since = None
        if now < self._well_by:
            return None
        if not self._around.is_reached():
            return SettleConfiguration(version, Verdict.AGAIN)
        # Who could not issue before cannot show that it is no worse; that it is up, and reaches the city, is all there is to see.
        return SettleConfiguration(version, Verdict.LEFT if self._begun.was_able else Verdict.KEPT)

    def _follow_age(self) -> None:
        life = oldest(self._lives, self._step.wall)
        age = life.age(self._step.wall) if life else ConfigurationAge.NEW
        aged = NEW if life is None or age is ConfigurationAge.NEW else (life.role, age)
        if self._lives and aged != self._around.aged():
            self._step.record(ev.ConfigurationAged(*aged))

    def finding(self) -> Finding:
        """For whoever asks how the kiosk is."""
        version = self._begun.version or "as shipped"
        state = "is tried" if self._proving else f"{self._written} waits for a quiet moment" if self._written else ""
        life = oldest(self._lives, self._step.wall)
        if life is None:
            return Finding("configuration", "unknown", f"{version}, nothing signed was seen yet", 1)
        age, left = life.age(self._step.wall), round(100 * life.left(self._step.wall))
        until = f"{life.role} is new until {life.until.astimezone(SEOUL):%Y-%m-%d %H:%M}, {left} % of its time left"
        told = ", ".join(filter(None, (version, state, until, self._down.value if self._down else "")))
        severity = max(SEVERITY[age], int(self._down is not None))
        return Finding("configuration", "user-error" if severity else "online", told, severity)

    def dialogue(self) -> Dialogue[Question, Answer, Answer | Failure]:
        return (yield self._question)

    def done(self, now: Ms, result: Answer | Failure) -> None:
        asked = self._question
        self._due = now + ASK_AGAIN_MS
        match asked, result:
            case LookForConfiguration(), Looked() | Failure():
                self._looked(result)
            case ApplyConfiguration(version), Applied():
                self._step.record(ev.ConfigurationApplied(version))
                self._step.put(End(StopReason.CONFIGURATION))
            case SettleConfiguration(version, verdict), Applied():
                self._settled(version, verdict)

    def _looked(self, result: Looked | Failure) -> None:
        self._look_at = self._step.now + self._look_ms
        down = TROUBLE.get(result.reason, SourceTrouble.UNREACHABLE) if isinstance(result, Failure) else None
        if down != self._down:
            self._down = down
            self._step.record(ev.SourceChanged("configuration", down is None, down))
        if isinstance(result, Looked):
            self._lives = result.lives or self._lives
            self.software = result.software
            self._follow_age()
            if result.refused:
                version, what = result.refused
                self._step.record(ev.ConfigurationLeft(version, ConfigurationTrouble.NOT_VALID, what))
            if result.written and result.written != self._written:
                self._step.record(ev.ConfigurationWritten(result.written))
            self._written = result.written
        if not self._written:
            self._due = self._look_at

    def _settled(self, version: str, verdict: Verdict) -> None:
        self._proving = False
        if verdict is Verdict.KEPT:
            self.in_force = version
            self._step.record(ev.ConfigurationKept(version))
        else:
            why = ConfigurationTrouble.NOT_WELL if verdict is Verdict.LEFT else ConfigurationTrouble.NOT_REACHED
            self._step.record(ev.ConfigurationLeft(version, why))
            self._step.put(End(StopReason.CONFIGURATION))
