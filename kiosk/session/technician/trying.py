"""How each device is tried. What somebody has to do with their hands is said, and waited for; each test ends by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from config.dialogue import FailureReason
from config.receipt_lines import Feed, ReceiptLine, Rule, TextLine
from config.vocabulary import ReceiptResult, SourceTrouble, TestResult
from drivers.device import Ms, State
from drivers.fitting import Acceptor
from drivers.smartcard.dialogue import look_at_card
from drivers.smartcard.identity import CardFailed
from kiosk.core.channels import CARD, PRINTER, SOURCES
from kiosk.core.faults import means
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, TouchGrid, View, Working
from kiosk.money.devices import Hopper
from kiosk.session.technician.machine import Visit
from sync.city.client import CityUnavailable, NotUnderstood, SourcesKnown
from sync.journal import events as ev

CLOCK_MS: Ms = 5_000
"""How far the kiosk's clock may be from the city's: hours, days and dates are told by it, and no paper's time."""
COLUMNS, ROWS = 6, 8
"""Of the touch grid: a part is as large as a finger in a glove."""
IDLE_MS: Ms = 20_000
"""Who has not touched another part of the screen for so long cannot, or has gone."""


class TrialTrouble(StrEnum):
    """What a trial finds that no device has a word for."""

    NO_COIN_FELL = "no-coin-fell"
    SOURCE_DOWN = "source-down"
    CANNOT_PRINT = "cannot-print"
    TAKES_NO_JOB = "takes-no-job"
    NOT_PRINTED = "not-printed"
    NOT_STAPLED = "not-stapled"
    NOT_CLEAR = "not-clear"
    NOT_SUPPORTED = "not-supported"
    CARD_TIMEOUT = "card-timeout"
    CARD_GONE = "card-gone"
    CARD_UNREADABLE = "card-unreadable"


_CARD = {FailureReason.TIMEOUT: TrialTrouble.CARD_TIMEOUT, FailureReason.GONE: TrialTrouble.CARD_GONE}


@dataclass(frozen=True)
class Tried:
    """What a test came to; ``detail`` as in `ev.DeviceTested`, ``said`` the same for whoever stands there."""

    result: TestResult
    detail: str = ""
    said: Message | None = None


PASSED, NOT_DONE = Tried(TestResult.PASSED), Tried(TestResult.NOT_DONE)


def out_of_order(word: str) -> Tried:
    """``word`` is the device's own for its trouble."""
    return Tried(TestResult.FAILED, word, means(word))


def failed(word: TrialTrouble) -> Tried:
    """What the trial itself found."""
    return Tried(TestResult.FAILED, word, Message(f"tried.{word}"))


def pay_out(visit: Visit, hopper: Hopper) -> Flow[Tried]:
    """One coin into the tray. It is the machine's: who puts it back says so, and it counts again."""
    machine = visit.machine
    pending = machine.trials.throw(hopper, visit.id, visit.by)
    thrown = yield from machine.desk.awaits(pending, lambda: Working(Message("working.trial"), 0, 0))
    if not thrown.paid:
        return out_of_order("no-answer") if thrown.paid is None else failed(TrialTrouble.NO_COIN_FELL)
    page = ServiceList(
        "service.tests", (), Message("service.try.coin-fell", {"coin": int(hopper.coin)}), "good", ("put-back", "kept")
    )
    while True:
        tap = yield from visit.answer(lambda: page)
        if tap and tap.control == "put-back":
            machine.desk.record(ev.TrialCoinPutBack(visit.id, visit.by, thrown.payout, hopper.device, hopper.coin))
        if tap and tap.control in ("put-back", "kept", "back"):
            return PASSED


def in_and_back(visit: Visit, acceptor: Acceptor) -> Flow[Tried]:
    """A coin or a note, put in and given back by the device."""
    trials = visit.machine.trials
    pending = trials.take(acceptor)
    try:
        there = yield from asked(
            visit, Message("service.try.note" if acceptor.notes else "service.try.coin"), lambda: pending.done
        )
    finally:
        trials.stop()
    if not there:
        return NOT_DONE
    refused = pending.result.refused
    return Tried(TestResult.FAILED, refused, Message(f"refused.{refused}")) if refused else PASSED


def slip(visit: Visit) -> Flow[Tried]:
    """On the receipt roll; it says itself that it is no receipt."""
    slips = visit.machine.issuing.slips
    lines: tuple[ReceiptLine, ...] = (
        TextLine("시험 인쇄", align="center", large=True),
        TextLine("영수증이 아닙니다", align="center"),
        Rule(),
        TextLine("발급기", slips.kiosk.printed),
        TextLine("일시", f"{slips.wall():%Y-%m-%d %H:%M:%S}"),
        TextLine("글자 확인", "가나다 ABC 0123456789"),
        Feed(1),
    )
    result = yield from slips.print_lines(visit.machine.desk, lines)
    return PASSED if result is ReceiptResult.PRINTED else out_of_order(result)


def chip_card(visit: Visit) -> Flow[Tried]:
    """Put in, asked whether it speaks, taken out. No PIN is asked for and nothing is read of its holder."""
    slot, desk = visit.machine.issuing.card, visit.machine.desk
    if slot.media == "lost":
        return out_of_order("no-answer")
    if not (
        yield from asked(visit, Message("service.try.card"), lambda: slot.card is not None or slot.media == "lost")
    ):
        return NOT_DONE
    problem = yield from desk.converse(CARD, look_at_card(), lambda: Working(Message("working.reading-card"), 0, 0))
    yield from asked(visit, Message("service.try.card-out"), lambda: slot.card is None)
    if isinstance(problem, CardFailed):
        return failed(_CARD.get(problem.failure.reason, TrialTrouble.CARD_UNREADABLE))
    return failed(TrialTrouble.NOT_SUPPORTED) if problem else PASSED


def touch(visit: Visit) -> Flow[Tried]:
    """Every part of the screen, wiped over or touched one by one."""
    desk = visit.machine.desk
    left, since = set(range(COLUMNS * ROWS)), desk.step.now

    def view() -> View:
        return TouchGrid(COLUMNS, ROWS, tuple(sorted(left)))

    def gone() -> bool:
        return desk.step.now >= since + IDLE_MS

    def gone_at() -> Ms:
        return since + IDLE_MS

    while left and not gone():
        tap = yield from visit.answer(view, gone, gone_at)
        if tap and tap.control == "cell" and tap.value.isdigit() and int(tap.value) in left:
            left.remove(int(tap.value))
            since = desk.step.now
    if not left:
        return PASSED
    parts = COLUMNS * ROWS
    said = Message("tried.parts-left", {"left": len(left), "parts": parts})
    return Tried(TestResult.FAILED, f"{len(left)} of {parts} parts", said)


def network(visit: Visit) -> Flow[Tried]:
    """Asks everybody, and shows who answered within which time."""
    machine, desk = visit.machine, visit.machine.desk
    asking, began = Working(Message("working.asking"), 0, 0), desk.step.now
    known = yield from desk.converse(SOURCES, machine.issuing.client.check_sources(), lambda: asking)
    city_ms, began = desk.step.now - began, desk.step.now
    status = yield from desk.converse(PRINTER, machine.issuing.printer.read_status(), lambda: asking)
    printer_ms = desk.step.now - began
    why = _unreached(known)
    rows = [_reached(Message("source.city"), Message(f"trouble.{why}") if why else None, city_ms)]
    if isinstance(known, SourcesKnown):
        rows += [
            ServiceRow(
                Message(f"source.{source}"), Message("source.up" if up else "source.down"), "good" if up else "warning"
            )
            for source, up in known.sources
            if source in {kind.source for kind in machine.issuing.city.offered.values()}
        ]
    silent = status.reason if status.state is State.OFFLINE else ""
    rows.append(_reached(Message("device.printer"), means(silent) if silent else None, printer_ms))
    bad = [row for row in rows if row.tone != "good"]
    yield from _shown(visit, tuple(rows))
    if why:
        return Tried(TestResult.FAILED, why, Message(f"trouble.{why}"))
    if silent:
        return out_of_order(silent)
    return failed(TrialTrouble.SOURCE_DOWN) if bad else PASSED


def _unreached(known: SourcesKnown | CityUnavailable | NotUnderstood) -> str:
    """Why the city was not reached, in the words of `SourceTrouble`; "" where it was."""
    if isinstance(known, SourcesKnown):
        return ""
    return known.failure.reason.value if isinstance(known, CityUnavailable) else SourceTrouble.NOT_UNDERSTOOD


def _reached(name: Message, why: Message | None, took_ms: Ms) -> ServiceRow:
    if why:
        return ServiceRow(name, Message("source.down"), "problem", (why,))
    return ServiceRow(name, Message("service.milliseconds", {"ms": took_ms}), "good")


def clock(visit: Visit) -> Flow[Tried]:
    """The kiosk's beside the city's, as it was in the middle of the question."""
    machine, desk = visit.machine, visit.machine.desk
    began, before = desk.step.now, desk.step.wall
    known = yield from desk.converse(
        SOURCES, machine.issuing.client.check_sources(), lambda: Working(Message("working.asking"), 0, 0)
    )
    if not isinstance(known, SourcesKnown) or known.now is None:
        return out_of_order("no-answer")
    middle_ms = (desk.step.now - began) / 2
    off_ms = round((before - known.now).total_seconds() * 1000 + middle_ms)
    well = abs(off_ms) <= CLOCK_MS
    row = ServiceRow(
        Message("service.clock-off"), Message("service.milliseconds", {"ms": off_ms}), "good" if well else "problem",
        (f"{machine.issuing.wall():%Y-%m-%d %H:%M:%S}",),
    )  # fmt: skip
    yield from _shown(visit, (row,))
    result = TestResult.PASSED if well else TestResult.FAILED
    return Tried(result, f"{off_ms} ms", Message("tried.clock-off", {"ms": off_ms}))


def asked(visit: Visit, what: Message, done: Callable[[], bool]) -> Flow[bool]:
    """Says what is to be done until it is; False when they go back."""
    page = ServiceList("service.tests", (), what)
    while not done():
        tap = yield from visit.answer(lambda: page, done)
        if tap and tap.control == "back":
            return False
    return True


def _shown(visit: Visit, rows: tuple[ServiceRow, ...]) -> Flow[None]:
    page = ServiceList("service.tests", rows)
    while True:
        tap = yield from visit.answer(lambda: page)
        if tap and tap.control == "back":
            return
