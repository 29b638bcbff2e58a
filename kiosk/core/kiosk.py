"""The kiosk: one pure step. The same object runs the appliance and the simulator.

``step(now, inbox)`` takes what has happened and returns what must happen, in order. It does no I/O, starts no thread
and reads no clock; ids, random bytes and wall time are handed in. So a failure has a seed and can be replayed.

Within a step: bytes reach their buses and answers their dialogues; device events reach the parts, those that handle money among
them; then whoever is at the desk (recovery first, then sessions for ever) goes on with the taps that came in.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from config.vocabulary import StopReason
from drivers import device as dev
from drivers.device import Ms, soonest
from kiosk.core.status import Board
from kiosk.core.step import CardMoved, Flow, Input, Outbox, Step, Touched
from kiosk.core.view import Tap
from sync.journal import events as ev


class Part(Protocol):
    """A part of the kiosk that device events and time reach."""

    def handle(self, event: dev.Event) -> None: ...

    def act(self) -> Ms | None:
        """Does what is due; returns when it wants to be asked again, None for not before something happens."""
        ...


class Kiosk:
    """The whole machine, as `kiosk.shell.compose` composes it.

    Attributes:
        buses: port name to bus.
    """

    def __init__(
        self, step: Step, board: Board, parts: Sequence[Part], life: Flow[None], opening: Sequence[ev.Event]
    ) -> None:
        """``life`` is whoever is at the desk, one after the other, for ever; ``opening`` is written down first."""
        self.buses = step.buses
        self._step = step
        self._board = board
        self._parts = tuple(parts)
        self._opening = tuple(opening)
        self._living = False
        self._life = life

    def step(self, now: Ms, inbox: Sequence[Input]) -> Outbox:
        """One step; see the module. ``now`` never goes back."""
        step = self._step
        step.begin(now)
        step.record(*self._opening)
        self._opening = ()
        taps: list[Tap] = []
        for item in inbox:
            if isinstance(item, Touched):
                taps.append(item.tap)
            elif isinstance(item, CardMoved):
                self._board.card_moved(item.state)
        step.take(inbox)
        self._handle_events()
        # A generator that has not begun takes nothing: nobody can have touched a screen that was never shown.
        life_wakes_at = self._life.send(tuple(taps)) if self._living else next(self._life)
        self._living = True
        self._handle_events()
        times = [life_wakes_at, *(part.act() for part in self._parts)]
        self._handle_events()
        return step.end(soonest(times))

    def stop(self, now: Ms, reason: StopReason) -> Outbox:
        """The last step of a clean end. A session under way is left to the next start, as after a crash."""
        self._step.begin(now)
        self._step.record(ev.KioskStopped(reason))
        return self._step.end(None)

    def _handle_events(self) -> None:
        """Commands may bring further events at once, so this goes on until none is left."""
        while self._step.events:
            event = self._step.events.pop(0)
            self._board.handle(event)
            for part in self._parts:
                part.handle(event)
