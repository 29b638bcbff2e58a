"""Composes the whole machine from its settings: the only place that knows every part.

`compose` makes the pure kiosk; the simulator calls it with emulators in place of ports, `kiosk.shell.station` with the real ones.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version

from cryptography.hazmat.primitives.asymmetric import ec

from config.city import City
from config.seoul import SEOUL
from config.settings import Settings
from config.vocabulary import SourceTrouble
from config.won import Won
from drivers.cctalk.bill_validator import BillType, BillValidator
from drivers.cctalk.bus import CcTalkDevice, cctalk_bus
from drivers.cctalk.codec import Checksum
from drivers.cctalk.coin_acceptor import CoinAcceptor, CoinType
from drivers.cctalk.hopper import Hopper as HopperDevice
from drivers.device import Bus
from drivers.escpos.printer import EscPosBus
from drivers.id003.acceptor import NoteAcceptor, id003_bus
from drivers.ipp.printer import Printer
from drivers.smartcard.dialogue import Talk
from drivers.smartro.terminal import SmartroBus
from kiosk.core.background import CityWatch, Pace, PrinterWatch, StrayJobs, Upload
from kiosk.core.kiosk import Kiosk
from kiosk.core.status import Board
from kiosk.core.step import Flow, Sources, Step
from kiosk.money.books import Ledger
from kiosk.money.card import Charging
from kiosk.money.claims import Claims
from kiosk.money.devices import CashDevices, Hopper, Hoppers
from kiosk.money.payout import Payouts
from kiosk.money.taking import Taking
from kiosk.session.desk import Desk, Patience
from kiosk.session.issuing import Issuing
from kiosk.session.recovery import Recovery
from kiosk.session.resident.identity import CardSlot
from kiosk.session.resident.story import Session
from kiosk.shell.city_of import identity_of
from sync.city.client import CityClient
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head, JournalError, open_entry
from sync.journal.store import JournalStore

COIN_PORT, NOTE_PORT, RECEIPT_PORT, TERMINAL_PORT = "coin", "note", "receipt", "terminal"


@dataclass(frozen=True)
class Trust:
    """Whom the kiosk trusts.

    Attributes:
        city_keys: the city's public signing keys.
        read_card: makes the dialogue that reads a card with a PIN, by the configured profile and anchors.
    """

    city_keys: tuple[ec.EllipticCurvePublicKey, ...]
    read_card: Callable[[str], Talk]


@dataclass
class History:
    """What earlier runs left: read once, at the start, from the journal.

    Attributes:
        head: where the chain goes on; behind a lost tail that is what the anchor remembers, not the last entry there.
    """

    ledger: Ledger
    head: Head
    segment: int
    unsent: deque[Entry]
    acknowledged: int = 0

    def take(self, entry: Entry) -> None:
        """Folds one entry. One that is damaged or of a type not known here moves no money; the check reports it."""
        self.unsent.append(entry)
        try:
            opened = open_entry(entry.body)
        except JournalError:
            return
        if opened.event:
            self.ledger.apply(opened.event, opened.mono_ms, opened.boot)
        self.segment = opened.segment + 1

    def forget(self, acknowledged: int) -> None:
        """The city has everything up to this entry."""
        self.acknowledged = acknowledged
        while self.unsent and self.unsent[0].seq <= acknowledged:
            self.unsent.popleft()


def read_history(store: JournalStore) -> History:
    """Folds the journal from its beginning."""
    history = History(Ledger(), store.head, 1, deque())
    for entry in store.read():
        history.take(entry)
        history.forget(store.acknowledged)
    return history


@dataclass(frozen=True)
class Composed:
    """The pure kiosk and the parts it was made of."""

    kiosk: Kiosk
    step: Step
    board: Board
    desk: Desk
    issuing: Issuing


def compose(
    settings: Settings, city: City, trust: Trust, sources: Sources, history: History, journal: str, boot: str, problems: int,
    patience: Patience | None = None, pace: Pace | None = None,
) -> Composed:  # fmt: skip
    """The pure kiosk. ``problems``: what the check of the journal found wrong."""
    ledger, pace = history.ledger, pace or Pace()
    unsent = history.unsent

    def applied(entry: Entry, event: ev.Event) -> None:
        ledger.apply(event, step.now, boot)
        unsent.append(entry)

    buses = device_buses(settings, ledger, history.segment, sources.wall)
    step = Step(buses, Chain(journal, boot, history.head, history.segment), sources, applied)
    board = Board(step, (*(device for bus in buses.values() for device in bus.devices), "printer"))
    status = board.status
    devices = cash_devices(settings)
    claims, hoppers = Claims(step, ledger), Hoppers(devices.hoppers, ledger, status)
    taking = Taking(step, ledger, claims, devices, hoppers, status)
    payouts = Payouts(step, ledger, claims, hoppers)
    charging = Charging(step, ledger, claims, taking, settings.terminal.name if settings.terminal else "", status)
    city_down = {"city": SourceTrouble.NOT_ASKED_YET}
    client, printer = CityClient(city, trust.city_keys), Printer(settings.printer.uri)
    identity = identity_of(settings)
    site = city.site_of(identity)
    issuing = Issuing(
        kiosk=identity,
        phone=(site.phone if site else None) or city.phone,
        city=city,
        client=client,
        printer=printer,
        card=CardSlot(trust.read_card, board),
        status=status,
        city_down=city_down,
        wall=lambda: sources.wall().astimezone(SEOUL),
        can_take=lambda due: taking.can_take(due) or charging.ready,
        can_take_cash=taking.can_take,
        shortages=hoppers.shortages,
        receipts=settings.receipt,
        hours={
            kind.name: (*filter(None, (kind.hours, site.hours if site else ())), *settings.caps(kind.name))
            for kind in city.offered.values()
        },
    )
    desk = Desk(step, ledger, claims, taking, charging, payouts, status, city.languages, patience or Patience())
    background = (
        PrinterWatch(step, printer, board, pace),
        StrayJobs(step, printer, ledger.strays, status, pace),
        CityWatch(step, client, city_down, pace),
        Upload(step, client, journal, unsent, history.acknowledged, pace),
    )
    recovery = Recovery(desk, issuing, boot, settings.machine.refund_within_s * 1000)
    opening: list[ev.Event] = [
        ev.KioskStarted(identity.id, identity.number, identity.site, version("wonju-kiosk"), problems)
    ]
    opening += [
        ev.UnitCounted(each.name, Won(each.won), each.count)
        for each in (settings.cctalk.hopper if settings.cctalk else ())
        if (each.name, Won(each.won)) not in ledger.units.places
    ]
    life = _life(recovery, Session(desk, issuing))
    kiosk = Kiosk(step, board, (desk, *background, taking, payouts, charging), life, opening)
    return Composed(kiosk, step, board, desk, issuing)


def _life(recovery: Recovery, session: Session) -> Flow[None]:
    yield from recovery.run()
    yield from session.run()


def port_paths(settings: Settings) -> dict[str, str]:
    """Port name to the path of the serial device, of the devices that are fitted."""
    sections = {
        COIN_PORT: settings.cctalk, NOTE_PORT: settings.id003, RECEIPT_PORT: settings.receipt,
        TERMINAL_PORT: settings.terminal,
    }  # fmt: skip
    return {name: section.port for name, section in sections.items() if section}


def device_buses(settings: Settings, ledger: Ledger, segment: int, wall: Callable[[], datetime]) -> dict[str, Bus]:
    """Port name to bus. What the ledger knows tells drivers where an earlier run left off."""
    buses: dict[str, Bus] = {}
    if settings.cctalk:
        acceptor = settings.cctalk.acceptor
        coins = {coin.position: CoinType(coin.id, Won(coin.won)) for coin in acceptor.coins}
        resume = ledger.last_ref.get(acceptor.name, "")
        devices: list[CcTalkDevice] = [
            CoinAcceptor(
                acceptor.name, acceptor.address, coins, resume=resume, start=str(segment), taking=ledger.awaits_cash(),
                checksum=Checksum(acceptor.checksum),
            )
        ]  # fmt: skip
        devices += [
            HopperDevice(each.name, each.address, checksum=Checksum(each.checksum)) for each in settings.cctalk.hopper
        ]
        if settings.cctalk.bill_validator:
            validator = settings.cctalk.bill_validator
            bills = {note.position: BillType(note.id, Won(note.won)) for note in validator.notes}
            booked = ledger.last_ref.get(validator.name, "")
            devices.append(
                BillValidator(
                    validator.name, validator.address, bills, start=str(segment), resume=ledger.unsettled_note(),
                    booked=booked, checksum=Checksum(validator.checksum),
                )
            )  # fmt: skip
        buses[COIN_PORT] = cctalk_bus(devices)
    if settings.id003:
        notes = {note.code: Won(note.won) for note in settings.id003.notes}
        name = settings.id003.name
        booked = ledger.last_ref.get(name, "")
        buses[NOTE_PORT] = id003_bus(
            NoteAcceptor(name, notes, start=str(segment), resume=ledger.unsettled_note(), booked=booked)
        )
    if settings.receipt:
        buses[RECEIPT_PORT] = EscPosBus(settings.receipt.name)
    if settings.terminal:
        terminal = settings.terminal
        buses[TERMINAL_PORT] = SmartroBus(terminal.name, terminal.id, lambda: wall().astimezone(SEOUL))
    return buses


def cash_devices(settings: Settings) -> CashDevices:
    cctalk, notes = settings.cctalk, settings.notes
    return CashDevices(
        coin_acceptors=(cctalk.acceptor.name,) if cctalk else (),
        note_acceptors=(notes.name,) if notes else (),
        hoppers=tuple(Hopper(each.name, Won(each.won)) for each in cctalk.hopper) if cctalk else (),
        coins=frozenset(Won(coin.won) for coin in cctalk.acceptor.coins) if cctalk else frozenset(),
        notes=frozenset(Won(note.won) for note in notes.notes) if notes else frozenset(),
    )
