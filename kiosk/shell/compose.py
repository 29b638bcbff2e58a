"""Composes the whole machine from its settings: the only place that knows every part.

`compose` makes the pure kiosk; the simulator calls it with emulators in place of ports, `kiosk.shell.station` with the real ones.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from config.barcode_signer import Anchors
from config.city import City
from config.ids import DeviceName, KioskId
from config.language import Language
from config.receipt_lines import ReceiptLine
from config.seoul import SEOUL, is_plausible
from config.vocabulary import SourceTrouble, VendorMode, VisitEnd
from drivers.device import PRINTER_NAME, READER_NAME, SCREEN_NAME, VOICE_NAME, Ms
from drivers.fitting import ChargesCards, HasJack, HasKeys, HasKeySwitch, PrintsReceipts, Start
from drivers.ipp.fitting import Ipp
from drivers.keys import Key
from drivers.smartcard.dialogue import Talk
from drivers.smartcard.fitting import ChipCard
from drivers.smartcard.secret import Secret
from kiosk.core.afar import HandsFromAfar
from kiosk.core.background import CityWatch, OutletWatch, Pace, PrinterWatch, StrayJobs, Upload
from kiosk.core.care import Care
from kiosk.core.closing import Closing
from kiosk.core.comparing import Comparing
from kiosk.core.following import NEW, Around, Begun, Following
from kiosk.core.heartbeat import Pulse
from kiosk.core.helping import Helping
from kiosk.core.kiosk import Kiosk, Part
from kiosk.core.left_boxes import Delivery
from kiosk.core.renewal import Renewal
from kiosk.core.sound import Sound
from kiosk.core.status import Board
from kiosk.core.step import Flow, Sources, Step
from kiosk.core.supervised import Supervised
from kiosk.core.upgrading import Surroundings, Upgrading
from kiosk.core.view import Message
from kiosk.core.voice_watch import VoiceWatch
from kiosk.core.volumes import LooksBack, Volumes
from kiosk.money.books import Ledger
from kiosk.money.card import Charging
from kiosk.money.claims import Claims
from kiosk.money.devices import CashDevices, Hopper, Hoppers
from kiosk.money.exchange import places
from kiosk.money.payout import Payouts
from kiosk.money.taking import Taking
from kiosk.money.trials import Trials
from kiosk.session.desk import Desk, Patience
from kiosk.session.issuing import Issuing
from kiosk.session.outlet import OutletKeeper
from kiosk.session.receipt_printer import ReceiptPrinter
from kiosk.session.recovery import Recovery
from kiosk.session.resident.identity import CardSlot
from kiosk.session.resident.story import Session
from kiosk.session.slips import Slips
from kiosk.session.technician.fingers import Fingers
from kiosk.session.technician.machine import Machine, SettingsFile
from kiosk.session.technician.visit import Service
from kiosk.shell.city_of import identity_of, phone_of
from kiosk.shell.diagnosis import Diagnosis, certificate, journal_finding
from kiosk.shell.history import History
from kiosk.shell.settings import Settings
from kiosk.shell.sign_of_life import SignOfLife
from printing.receipt_image import receipt_rows
from sync.city.client import CityClient
from sync.journal import events as ev
from sync.journal.format import Chain, Entry

ANOTHER_DAY = timedelta(hours=12)
"""A clock that is further from the city's tells another day: other hours, other fees, other cards that have expired."""


@dataclass(frozen=True)
class Trust:
    """Whom the kiosk trusts.

    Attributes:
        city_keys: whose signatures on signed codes are believed.
        read_card: makes the dialogue that reads a card with a PIN, and with the CAN where the chip wants it, by the configured
            profile and anchors.
    """

    city_keys: Anchors
    read_card: Callable[[Secret, Secret | None], Talk]


@dataclass(frozen=True)
class Composed:
    """The pure kiosk and the parts it was made of."""

    kiosk: Kiosk
    step: Step
    board: Board
    desk: Desk
    issuing: Issuing
    sign_of_life: SignOfLife


def compose(
    settings: Settings, city: City, trust: Trust, sources: Sources, history: History, journal: str, boot: str, software: str, problems: int,
    pace: Pace | None = None, frame_every_ms: Ms | None = None, configuration: Begun | None = None,
    settings_file: SettingsFile | None = None, signed: SettingsFile | None = None,
) -> Composed:  # fmt: skip
    """The pure kiosk.

    Args:
        software: what runs here.
        problems: how many the check of the journal found.
        frame_every_ms: how often the screen shows that it draws; None where it runs on no computer of its own: it has no
            screen, no disk and no mains to look after, and tells its city of none.
        settings_file, signed: what staff are told of where the settings come from.
        configuration: what was signed that the settings and the city come from; None where nothing is followed.
    """
    ledger, pace = history.ledger, pace or Pace()
    unsent = history.unsent

    def applied(entry: Entry, event: ev.Event) -> None:
        history.record(entry, event, step.now, boot, step.wall.isoformat(timespec="milliseconds"))

    buses = settings.buses(start_of(ledger, history.segment, sources.wall))
    step = Step(buses, Chain(journal, boot, history.head, history.segment), sources, applied)
    speaks = settings.voice is not None and settings.voice.on
    screen = () if frame_every_ms is None else (SCREEN_NAME, VOICE_NAME) if speaks else (SCREEN_NAME,)
    fitted = (*(device for bus in buses.values() for device in bus.devices), PRINTER_NAME, *screen)
    board = Board(step, fitted, ledger.refusals)
    status = board.status
    devices = cash_devices(settings)
    claims, hoppers = Claims(step, ledger), Hoppers(devices.hoppers, ledger, status)
    taking = Taking(step, ledger, claims, devices, hoppers, status)
    payouts = Payouts(step, ledger, claims, hoppers)
    terminal = settings.of(ChargesCards)
    charging = Charging(step, ledger, claims, taking, terminal.name if terminal else None, status)
    city_down = {"city": SourceTrouble.NOT_ASKED_YET}
    client, printer = CityClient(city, trust.city_keys), settings.the(Ipp).printer
    identity = identity_of(settings)
    comparing = Comparing(step, client, journal, unsent, history.standing, pace)
    upload = Upload(step, client, journal, unsent, pace, lambda: comparing.fits, lambda: desk.unattended)
    delivery = Delivery(step, client, pace)
    watch = CityWatch(step, client, city_down, pace)
    site, phone = city.site_of(identity), phone_of(city, identity)

    def wall() -> datetime:
        return step.wall.astimezone(SEOUL)

    issuing = Issuing(
        kiosk=identity,
        phone=phone,
        city=city,
        client=client,
        printer=printer,
        print_jobs=ledger.print_jobs,
        print_times=settings.the(Ipp).times,
        outlet=OutletKeeper(printer, settings.the(Ipp).senses_outlet, ledger.print_jobs.outlet),
        card=CardSlot(trust.read_card, board, board.insertion),
        status=status,
        city_down=city_down,
        wall=wall,
        can_take=lambda due: charging.ready or taking.can_take(due),
        can_take_cash=taking.can_take,
        shortages=hoppers.shortages,
        books_are_wrong=lambda: ledger.unbalanced,
        notes=lambda: hands.notes(),
        unfit=lambda: _closed(history.closing) or history.afar.reason or _unfit(step.wall, upload, comparing, watch),
        on_battery=lambda: care.on_battery,
        delivery=delivery,
        slips=Slips(city, identity, phone, wall, _receipt_printer(settings)),
        hours={
            kind.name: (*filter(None, (kind.hours, site.hours if site else ())), *settings.caps(kind.name))
            for kind in city.offered.values()
        },
    )
    jack = settings.of(HasJack)
    desk = Desk(
        step, ledger, claims, taking, charging, payouts, status, city.languages, patience_of(settings),
        sound_of(settings),
        darkens=jack is not None and jack.darkens,
    )  # fmt: skip
    renewal = Renewal(step)

    def quiet_since() -> Ms | None:
        """Since when nobody has touched it and nothing is under way; None while somebody is there or something is."""
        left = issuing.card.card is not None or charging.card_in
        return None if left or machine.under_way() else desk.unattended_since

    def is_quiet() -> bool:
        return quiet_since() is not None

    back = LooksBack(step)
    diagnosis = Diagnosis(
        software,
        board,
        city_down,
        ledger,
        lambda: journal_finding(problems + back.problems, comparing.differs),
        lambda: certificate(renewal.standing, step.wall),
        issuing.unable,
        is_quiet,
        lambda: (*care.findings(), *((following.finding(),) if following else ())),
    )
    background: list[Part] = [
        PrinterWatch(step, printer, board, pace),
        StrayJobs(step, printer, ledger.print_jobs, status, pace),
        OutletWatch(step, printer, settings.the(Ipp).senses_outlet, ledger.print_jobs.outlet, pace),
        watch,
        comparing,
        upload,
        delivery,
        renewal,
    ]
    recovery = Recovery(desk, issuing, boot, settings.machine.refund_within_s * 1000)
    previous = history.previous
    begun = [ev.JournalBegun(previous.journal, previous.seq)] if previous and not history.head.seq else []
    opening: list[ev.Event] = [*begun, ev.KioskStarted(identity.id, identity.number, identity.site, software, problems)]
    if history.verifier not in ("", history.standing.verifier):
        opening.append(ev.SealsBegun(history.verifier))
    opening += [
        ev.UnitCounted(each.device, each.coin, each.count)
        for each in settings.dispensers
        if (each.device, each.coin) not in ledger.units.places
    ]
    if ledger.sign_ins.visit:
        visit, by = ledger.sign_ins.visit
        opening += [ev.VendorModeChanged(visit, by, VendorMode.INACTIVE), ev.StaffLeft(visit, by, VisitEnd.RESTART)]
    staff = {each.number: each for each in settings.staff}
    trials = Trials(step, ledger)
    fingers = Fingers(
        {each.name: frozenset(Key) - {*each.lacks} for each in settings.fitted if isinstance(each, HasKeys)},
        tuple(each.name for each in settings.fitted if isinstance(each, HasJack)),
    )
    machine = Machine(
        desk=desk,
        issuing=issuing,
        board=board,
        standing=history.standing,
        names=device_names(settings),
        cash=devices,
        trials=trials,
        fingers=fingers,
        closing=history.closing,
        reader=READER_NAME if settings.of(ChipCard) else None,
        places=places(devices),
        accounts=history.accounts,
        acknowledged=lambda: upload.acknowledged,
        software=software,
        started=sources.wall(),
        settings=settings_file,
        signed=signed,
        staff=staff,
    )
    volumes = Volumes(step, history.after, pace.volume, history.folded, lambda: desk.unattended)
    care = Care(step, lambda: desk.unattended and not machine.under_way(), diagnosis.findings)
    around = Around(issuing.is_able, lambda: "city" not in city_down, quiet_since, lambda: history.standing.aged or NEW)
    following = _following(step, configuration, settings, around) if configuration else None
    upgrading = Upgrading(
        step,
        Surroundings(
            lambda: following.software if following else None,
            issuing.is_able,
            is_quiet,
            lambda: history.standing.versions,
        ),
    )
    hands = HandsFromAfar(step, history.afar, quiet_since, care.test)
    receipts = settings.of(PrintsReceipts)
    sign_of_life = SignOfLife(
        step=step,
        identity=identity,
        software=software,
        started=sources.wall().isoformat(timespec="seconds"),
        board=board,
        standing=history.standing,
        accounts=history.accounts,
        ledger=ledger,
        cash=devices,
        roll=(receipts.name, "paper") if receipts else None,
        watch=watch,
        upload=upload,
        renewal=renewal,
        diagnosis=diagnosis,
        unable=issuing.unable,
        free=is_quiet,
        following=following,
        upgrading=upgrading,
        afar=history.afar,
        screen=lambda: desk.screen,
    )
    if frame_every_ms is not None:
        pulse = Pulse(step, KioskId(identity.id), sign_of_life, hands.asked)
        issuing.heard = pulse.heard_of
        background += [
            Supervised(step, board, frame_every_ms, diagnosis.findings),
            care,
            pulse,
            hands,
            back,
            Helping(step, history.afar),
        ]
        background += [VoiceWatch(step, board)] if speaks else []
    opening += configuration.entries() if configuration else ()
    service = Service(machine)
    life = _life(recovery, Session(desk, issuing, service.visit if staff else None))
    kiosk = Kiosk(
        step,
        board,
        (
            desk,
            *background,
            *([following, upgrading] if following else ()),
            volumes,
            taking,
            payouts,
            trials,
            fingers,
            charging,
        ),
        life,
        opening,
        diagnosis.findings,
        desk.next_key,
    )
    return Composed(kiosk, step, board, desk, issuing, sign_of_life)


def _following(step: Step, begun: Begun, settings: Settings, around: Around) -> Following:
    assert settings.configuration
    return Following(step, begun, settings.configuration.look_s * 1_000, around)


def _life(recovery: Recovery, session: Session) -> Flow[None]:
    yield from recovery.run()
    yield from session.run()


def _closed(closing: Closing) -> Message | None:
    return Message(f"out.closed-{closing.reason}") if closing.reason else None


def _unfit(wall: datetime, upload: Upload, comparing: Comparing, watch: CityWatch) -> Message | None:
    """Why this kiosk serves nobody, whatever works."""
    city_down = watch.down
    if not is_plausible(wall) or abs(watch.clock_off) > ANOTHER_DAY:
        return Message("out.clock")
    if upload.another or comparing.differs:
        return Message("out.journal")
    if city_down.get("city") is SourceTrouble.BARRED:
        return Message("out.barred")
    # Nobody knows yet whether the city has this journal as it is here; it may be one that was set back.
    return Message("out.starting") if not upload.known and "city" not in city_down else None


def start_of(ledger: Ledger, segment: int, wall: Callable[[], datetime]) -> Start:
    """What the ledger knows tells drivers where an earlier run left off."""
    return Start(
        wall=lambda: wall().astimezone(SEOUL),
        run=str(segment),
        booked=ledger.last_ref,
        stacking=ledger.unsettled_note(),
        took_cash=ledger.awaits_cash(),
    )


def cash_devices(settings: Settings) -> CashDevices:
    return CashDevices(settings.acceptors, tuple(Hopper(each.device, each.coin) for each in settings.dispensers))


def patience_of(settings: Settings) -> Patience:
    times = settings.patience
    return Patience(times.answer_s * 1000, times.payment_s * 1000, times.collect_s * 1000, times.warn_s * 1000)


def sound_of(settings: Settings) -> Sound:
    """What every resident begins with."""
    return Sound(settings.voice.volume) if settings.voice else Sound()


def device_names(settings: Settings) -> dict[DeviceName, Message]:
    """What people call each device, by what it is for."""
    names = {name: Message(f"device.{name}") for name in (PRINTER_NAME, READER_NAME, SCREEN_NAME, VOICE_NAME)}
    for dispenser in settings.dispensers:
        names[dispenser.device] = Message("device.hopper", {"coin": int(dispenser.coin)})
    for acceptor in settings.acceptors:
        names[acceptor.device] = Message("device.note-acceptor" if acceptor.notes else "device.coin-acceptor")
    if receipts := settings.of(PrintsReceipts):
        names[receipts.name] = Message("device.receipt-printer")
    if terminal := settings.of(ChargesCards):
        names[terminal.name] = Message("device.card-terminal")
    for each in settings.fitted:
        match each:
            case HasKeys():
                names[each.name] = Message("device.keypad")
            case HasKeySwitch():
                names[each.name] = Message("device.key-switch")
            case HasJack():
                names[each.name] = Message("device.earphone-socket")
    return names


def _receipt_printer(settings: Settings) -> ReceiptPrinter | None:
    """None where none is fitted."""
    fitting = settings.of(PrintsReceipts)
    if fitting is None:
        return None

    def encode(lines: Sequence[ReceiptLine], language: Language) -> bytes:
        return fitting.encode(lines, partial(receipt_rows, language=language))

    return ReceiptPrinter(fitting.name, encode, fitting.time_ms)
