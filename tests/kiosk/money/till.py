"""Taking and paying out without devices: what a driver would report is handed in, what it is told is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from config.ids import DeviceName, Ref, SessionId
from config.won import Won
from drivers import device as dev
from drivers.device import LineSettings, Ms, State, Status
from drivers.fitting import Acceptor
from kiosk.core.step import Step
from kiosk.money.books import Ledger
from kiosk.money.card import Charging
from kiosk.money.claims import Claims
from kiosk.money.devices import CashDevices, Hopper, Hoppers
from kiosk.money.payout import Payouts
from kiosk.money.taking import Taking
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head

COINS, NOTES, TERMINAL = DeviceName("coin-acceptor"), DeviceName("note-acceptor"), DeviceName("card-terminal")
HOPPERS = tuple(Hopper(DeviceName(f"hopper-{won}"), Won(won)) for won in (500, 100))
DEVICES = CashDevices(
    (
        Acceptor(COINS, frozenset({Won(100), Won(500)})),
        Acceptor(NOTES, frozenset({Won(1_000), Won(5_000), Won(10_000)}), notes=True),
    ),
    HOPPERS,
)


class Counting:
    """Sources that say 1, 2, 3 …"""

    def __init__(self) -> None:
        self._next = count(1)

    def wall(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def uuid(self) -> str:
        return f"00000000-0000-4000-8000-{next(self._next):012d}"

    def random(self, count: int) -> bytes:
        return next(self._next).to_bytes(count)


class Silent:
    """A bus that says nothing and writes down what it is told."""

    devices = (COINS, NOTES, TERMINAL, *(hopper.device for hopper in HOPPERS))
    line = LineSettings()

    def __init__(self, done: list[ev.Event | dev.Command]) -> None:
        self._done = done

    def step(self, now: Ms, received: bytes, commands: Sequence[dev.Command]) -> dev.Step:
        self._done += commands
        return dev.Step(b"", (), None)


class Till:
    """Attributes:
    done: what was written down and what was told, in order.
    """

    def __init__(self, coins_in_hoppers: int = 1_000) -> None:
        self.done: list[ev.Event | dev.Command] = []
        self.ledger = Ledger()
        self.status = {device: Status(State.ONLINE) for device in Silent.devices}
        self.step = Step({"cash": Silent(self.done)}, Chain("j", "boot", Head(), 1), Counting(), self._applied)
        claims, hoppers = Claims(self.step, self.ledger), Hoppers(HOPPERS, self.ledger, self.status)
        self.taking = Taking(self.step, self.ledger, claims, DEVICES, hoppers, self.status)
        self.payouts = Payouts(self.step, self.ledger, claims, hoppers)
        self.charging = Charging(self.step, self.ledger, claims, self.taking, TERMINAL, self.status)
        self.hoppers = hoppers
        self.step.record(*(ev.UnitCounted(hopper.device, hopper.coin, coins_in_hoppers) for hopper in HOPPERS))

    def _applied(self, entry: Entry, event: ev.Event) -> None:
        self.done.append(event)
        self.ledger.apply(event, self.step.now, "boot")

    def opens(self, session: str, due: int) -> Till:
        self.step.record(ev.SessionStarted(SessionId(session)))
        self.taking.begin(SessionId(session), Won(due))
        self.charging.begin(SessionId(session), Won(due))
        return self

    def hears(self, event: dev.Event) -> list[ev.Event | dev.Command]:
        """What is done about it."""
        before = len(self.done)
        self.taking.handle(event)
        self.payouts.handle(event)
        self.charging.handle(event)
        return self.done[before:]

    def waits(self, ms: Ms) -> list[ev.Event | dev.Command]:
        """What is done by itself meanwhile."""
        before = len(self.done)
        self.step.begin(self.step.now + ms)
        self.taking.act()
        self.payouts.act()
        self.charging.act()
        return self.done[before:]

    def note(self, ref: str, won: int) -> list[ev.Event | dev.Command]:
        return self.hears(dev.Escrowed(NOTES, Ref(ref), Won(won)))

    def credit(self, ref: str, won: int, device: str = NOTES) -> list[ev.Event | dev.Command]:
        return self.hears(dev.Credited(DeviceName(device), Ref(ref), Won(won)))

    @property
    def takes(self) -> set[int]:
        """What the acceptors were told last to take."""
        told = {command.device: command.denominations for command in self.done if isinstance(command, dev.Accept)}
        return {int(value) for values in told.values() for value in values}
