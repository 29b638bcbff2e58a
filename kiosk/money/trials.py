"""Cash devices tried by whoever looks after the machine: a coin out of a hopper, a coin or a note in and back.

No resident pays meanwhile, so taking is closed, and a note in escrow goes back by its rules (`kiosk.money.taking`). A coin cannot be
given back once it is taken: it is tried while all coins are inhibited, and a good one is told as such and falls into the tray.

What is written: the coin that is to be thrown before it is commanded, and what the hopper's own counter said. It is the machine's
own, so the books of what residents paid do not move; the count of the hopper does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from config.ids import DeviceName, PayoutId, StaffNumber, VisitId
from drivers import device as dev
from drivers.device import Ms
from drivers.fitting import Acceptor
from kiosk.core.step import Pending, Step
from kiosk.money.books import Ledger
from kiosk.money.devices import Hopper
from kiosk.money.payout import HOPPER_READY_MS, PAYOUT_SETTLES_MS, book_moved
from sync.journal import events as ev

KNOWN_AND_BACK = "inhibited-coin"
"""What an acceptor that takes nothing says of a coin that it knows."""


@dataclass(frozen=True)
class Thrown:
    """``paid``: whether the coin fell, None where the hopper does not say."""

    payout: PayoutId
    paid: bool | None


@dataclass(frozen=True)
class CameBack:
    """``refused`` is the device's own word, "" for what it knows as money."""

    refused: str = ""


@dataclass(frozen=True)
class _Throwing:
    payout: PayoutId
    hopper: Hopper
    visit: VisitId
    by: StaffNumber
    until: Ms
    pending: Pending[Thrown]
    before: dev.HopperCounters | None = None


@dataclass(frozen=True)
class _Taking:
    acceptor: Acceptor
    pending: Pending[CameBack]


class Trials:
    """One trial at a time."""

    def __init__(self, step: Step, ledger: Ledger) -> None:
        self._step = step
        self._ledger = ledger
        self._throwing: _Throwing | None = None
        self._taking: _Taking | None = None
        self._late: dict[PayoutId, _Throwing] = {}  # given up; the hopper may still say what fell

    def throw(self, hopper: Hopper, visit: VisitId, by: StaffNumber) -> Pending[Thrown]:
        """One coin into the tray."""
        assert self._throwing is None, "one coin at a time"
        pending: Pending[Thrown] = Pending()
        payout, until = PayoutId(self._step.sources.uuid()), self._step.now + HOPPER_READY_MS
        self._throwing = _Throwing(payout, hopper, visit, by, until, pending)
        self._step.command(dev.PreparePayout(hopper.device, payout))
        return pending

    def take(self, acceptor: Acceptor) -> Pending[CameBack]:
        """A coin or note is waited for until it is back in the tray, or `stop`."""
        assert self._taking is None, "one device at a time"
        pending: Pending[CameBack] = Pending()
        self._taking = _Taking(acceptor, pending)
        self._open(acceptor)
        return pending

    def _open(self, acceptor: Acceptor) -> None:
        device = acceptor.device
        self._step.command(dev.Accept(device, acceptor.values) if acceptor.notes else dev.TellApart(device))

    def stop(self) -> None:
        """Nothing is taken any more."""
        if self._taking:
            self._step.command(dev.Accept(self._taking.acceptor.device, frozenset()))
        self._taking = None

    def handle(self, event: dev.Event) -> None:
        match event:
            case dev.PayoutReady():
                self._ready(event)
            case dev.PayoutEnded():
                self._ended(event)
            case dev.StatusChanged() if self._taking and event.device == self._taking.acceptor.device:
                self._open(self._taking.acceptor)  # taking has just told it to take nothing
            case dev.Returned():
                self._back(event.device, "")
            case dev.Rejected():
                self._back(event.device, "" if event.reason == KNOWN_AND_BACK else event.reason)
            case _:
                pass

    def act(self) -> Ms | None:
        """Gives up what takes too long; returns when it wants to be asked again."""
        throwing = self._throwing
        if throwing is None:
            return None
        if throwing.until > self._step.now:
            return throwing.until
        self._throwing = None
        if throwing.before:
            self._late[throwing.payout] = throwing
        throwing.pending.settle(Thrown(throwing.payout, None))
        return None

    def _ready(self, event: dev.PayoutReady) -> None:
        throwing = self._throwing
        if throwing is None or event.ref != throwing.payout or throwing.before:
            return
        hopper = throwing.hopper
        book_moved(self._step, self._ledger, hopper, event.counters)
        self._step.record(
            ev.TrialIntended(
                throwing.visit, throwing.by, throwing.payout, hopper.device, hopper.coin, event.counters.dispensed
            )
        )
        until = self._step.now + PAYOUT_SETTLES_MS
        self._throwing = replace(throwing, before=event.counters, until=until)
        self._step.command(dev.Dispense(hopper.device, throwing.payout, 1, event.counters))

    def _ended(self, event: dev.PayoutEnded) -> None:
        now = self._throwing
        throwing = now if now and now.payout == event.ref else self._late.pop(event.ref, None)
        if throwing is None or throwing.before is None:
            return
        if throwing is now:
            self._throwing = None
        dispensed = (throwing.before.dispensed + event.paid) % 2**24
        hopper = throwing.hopper
        self._step.record(ev.TrialSettled(event.ref, hopper.device, hopper.coin, event.paid, dispensed))
        if not throwing.pending.done:
            throwing.pending.settle(Thrown(event.ref, event.paid == 1))

    def _back(self, device: DeviceName, refused: str) -> None:
        if self._taking and self._taking.acceptor.device == device and not self._taking.pending.done:
            self._taking.pending.settle(CameBack(refused))
