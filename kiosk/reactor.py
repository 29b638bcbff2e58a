"""The kiosk: one pure step. The same object runs the appliance and the simulator.

``step(now, inbox)`` takes what has happened and returns what must happen, in order. It does no I/O, starts no thread
and reads no clock; ids, random bytes and wall time are handed in. So a failure has a seed and can be replayed.

Within a step: bytes reach their buses and answers their dialogues; device events reach those who handle money; then whoever is
at the desk (recovery first, then sessions for ever) goes on with the taps that came in.
"""

from __future__ import annotations

from collections.abc import Sequence

from drivers import device as dev
from drivers.device import Ms, State, Status, soonest
from kiosk.machine import CardMoved, Input, Machine, Outbox, Touched
from kiosk.session.desk import Desk, Flow
from kiosk.session.flow import Session
from kiosk.session.issuing import Issuing
from kiosk.session.payment import Cashier
from kiosk.session.recovery import Recovery
from kiosk.upkeep import Upkeep, device_changed
from kiosk.view import Tap
from sync import events as ev


class Kiosk:
    """The whole machine, as `kiosk.appliance` composes it.

    Attributes:
        buses: port name to bus.
    """

    def __init__(
        self, machine: Machine, cashier: Cashier, issuing: Issuing, desk: Desk, upkeep: Upkeep, recovery: Recovery,
        status: dict[str, Status], opening: Sequence[ev.Event],
    ) -> None:  # fmt: skip
        self.buses = machine.buses
        self._machine = machine
        self._cashier = cashier
        self._issuing = issuing
        self._desk = desk
        self._upkeep = upkeep
        self._status = status
        self._opening = tuple(opening)
        self._living = False
        self._life = self._live(recovery, Session(desk, issuing))
        self._life_wakes_at: Ms | None = 0

    @staticmethod
    def _live(recovery: Recovery, session: Session) -> Flow[None]:
        yield from recovery.run()
        yield from session.run()

    def step(self, now: Ms, inbox: Sequence[Input]) -> Outbox:
        """One step; see the module. ``now`` never goes back."""
        machine = self._machine
        machine.begin(now)
        machine.record(*self._opening)
        self._opening = ()
        taps: list[Tap] = []
        for item in inbox:
            if isinstance(item, Touched):
                taps.append(item.tap)
            elif isinstance(item, CardMoved):
                self._card_moved(item.state)
        machine.take(inbox)
        self._handle_events()
        # A generator that has not begun takes nothing: nobody can have touched a screen that was never shown.
        self._life_wakes_at = self._life.send(tuple(taps)) if self._living else next(self._life)
        self._living = True
        self._handle_events()
        times = [self._life_wakes_at, self._upkeep.act(), self._cashier.act(), self._desk.charging.act()]
        self._handle_events()
        return machine.end(soonest(times))

    def stop(self, now: Ms, reason: str) -> Outbox:
        """The last step of a clean end. A session under way is left to the next start, as after a crash."""
        self._machine.begin(now)
        self._machine.record(ev.KioskStopped(reason))
        return self._machine.end(None)

    def _handle_events(self) -> None:
        """Commands may bring further events at once, so this goes on until none is left."""
        while self._machine.events:
            self._handle(self._machine.events.pop(0))

    def _handle(self, event: dev.Event) -> None:
        match event:
            case dev.StatusChanged():
                self._status[event.device] = event.status
                self._machine.record(device_changed(event.device, event.status))
            case dev.Identified():
                self._machine.record(ev.DeviceIdentified(event.device, event.identity))
            case dev.ReceiptPrinted():
                self._desk.slip_ended(event.ref, "printed")
            case dev.ReceiptFailed():
                self._desk.slip_ended(event.ref, event.reason)
        self._cashier.handle(event)
        self._desk.charging.handle(event)

    def _card_moved(self, media: str) -> None:
        slot = self._issuing.card
        if (media == "lost") != (slot.media == "lost"):
            state = State.OFFLINE if media == "lost" else State.ONLINE
            self._status["card-reader"] = Status(state)
            self._machine.record(device_changed("card-reader", self._status["card-reader"]))
        slot.media = media
