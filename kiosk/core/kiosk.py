"""The kiosk: one pure step. The same object runs the appliance and the simulator.

``step(now, inbox)`` takes what has happened and returns what must happen, in order. It does no I/O, starts no thread
and reads no clock; ids, random bytes and wall time are handed in. So a failure has a seed and can be replayed.

Within a step: bytes reach their buses and answers their dialogues; device events reach the parts, those that handle money among
them; then whoever is at the desk (recovery first, then sessions for ever) goes on with the taps that came in.

Nobody is asked for nothing. Devices are polled many times a second, and nearly always nothing comes of it: such bytes reach
their bus and wake nobody else. The desk and the parts are asked when there is news (a device's event, a touch, a card that
moved, the end of a conversation, a record) or when the time has come that they asked for. So whoever waits for a time has to
name it: what else looks at the clock is looked at by nobody.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from config.vocabulary import StopReason, WorkerTrouble
from drivers import device as dev
from drivers.device import Ms, soonest
from kiosk.core.findings import Finding
from kiosk.core.saying import Hush
from kiosk.core.status import Board
from kiosk.core.step import CardMoved, Enquired, Flow, Input, Notify, Outbox, Step, Told, Touched
from kiosk.core.view import Tap
from sync.journal import events as ev

_HUSH = Hush()


class Part(Protocol):
    """A part of the kiosk that device events, news and time reach."""

    def handle(self, event: dev.Event) -> None: ...

    def act(self) -> Ms | None:
        """Does what is due; returns when it wants to be asked again, None for not before there is news."""
        ...


class Kiosk:
    """The whole machine, as `kiosk.shell.compose` composes it.

    Attributes:
        buses: port name to bus.
    """

    def __init__(
        self, step: Step, board: Board, parts: Sequence[Part], life: Flow[None], opening: Sequence[ev.Event],
        findings: Callable[[], tuple[Finding, ...]] = tuple, next_key: Callable[[], Tap | None] = lambda: None,
    ) -> None:  # fmt: skip
        """``life`` is whoever is at the desk, one after the other, for ever; ``opening`` is written down first; ``findings`` is
        what whoever asks is told; ``next_key`` says what the next key of a keypad comes to, on what is shown then."""
        self.buses = step.buses
        self._step = step
        self._board = board
        self._parts = tuple(parts)
        self._opening = tuple(opening)
        self._findings = findings
        self._next_key = next_key
        self._living = False
        self._life = life
        self._life_at: Ms | None = None
        self._parts_at: list[Ms | None] = [None] * len(self._parts)
        self._due: Ms | None = None  # the soonest of these

    def step(self, now: Ms, inbox: Sequence[Input]) -> Outbox:
        """One step; see the module. ``now`` never goes back."""
        step = self._step
        step.begin(now)
        if self._opening:
            step.record(*self._opening)
            self._opening = ()
        taps: list[Tap] = []
        for item in inbox:
            if isinstance(item, Touched):
                taps.append(item.tap)
                step.news = True
            elif isinstance(item, CardMoved):
                self._board.card_moved(item.state)
                step.news = True
        if taps:
            step.put(_HUSH)
        step.take(inbox)
        if step.events:
            self._handle_events()
        if step.news or (self._due is not None and self._due <= now):
            self._ask(tuple(taps))
        for item in inbox:
            if isinstance(item, Enquired):
                step.put(Told(item.number, self._findings()))
        return step.end(now if step.news else self._due)

    def stop(self, now: Ms, reason: StopReason) -> Outbox:
        """The last step of a clean end. A session under way is left to the next start, as after a crash."""
        self._step.begin(now)
        self._step.put(Notify(("STOPPING=1",)))
        self._step.record(ev.KioskStopped(reason))
        return self._step.end(None)

    def lost(self, now: Ms, worker: str, how: WorkerTrouble) -> Outbox:
        """The last step of a process that cannot go on: one of its workers is of no use any more. Nothing else is begun."""
        self._step.begin(now)
        self._step.record(ev.WorkerLost(worker, how))
        return self._step.end(None)

    def _ask(self, taps: tuple[Tap, ...]) -> None:
        """Asks the desk, then the parts, each that has a reason. What a part then does is news to the desk in the next step,
        which follows at once."""
        step, news = self._step, self._step.news
        key: Tap | None = None
        if news or self._is_time(self._life_at):
            key = self._next_key() if self._living else None
            if key:
                step.put(_HUSH)
                taps = (*taps, key)
            # A generator that has not begun takes nothing: nobody can have touched a screen that was never shown.
            self._life_at = self._life.send(taps) if self._living else next(self._life)
            self._living = news = True  # to the parts, whatever it did
            step.news = False
            self._handle_events()
        for number, part in enumerate(self._parts):
            due = self._is_time(self._parts_at[number])
            if news or due:
                self._parts_at[number] = part.act()
                step.news = step.news or due
        self._handle_events()
        step.news = step.news or key is not None  # the next one is judged by what this one came to
        self._due = soonest((self._life_at, *self._parts_at))

    def _is_time(self, at: Ms | None) -> bool:
        return at is not None and at <= self._step.now

    def _handle_events(self) -> None:
        """Commands may bring further events at once, so this goes on until none is left."""
        while self._step.events:
            self._step.news = True
            event = self._step.events.pop(0)
            self._board.handle(event)
            for part in self._parts:
                part.handle(event)
        self._board.review()
