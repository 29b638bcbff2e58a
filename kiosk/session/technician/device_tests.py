"""A test of each device that is fitted: tried one by one, what each came to stands there and in the journal with who did it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from config.vocabulary import DeviceTest, TestResult
from drivers.device import PRINTER_NAME
from kiosk.core.step import Flow
from kiosk.core.view import Message, ServiceList, ServiceRow, Tone
from kiosk.session.desk import Left
from kiosk.session.technician import trying
from kiosk.session.technician.commissioning import show_commissioning
from kiosk.session.technician.finger_trials import plug, press_keys
from kiosk.session.technician.machine import Machine, Visit
from kiosk.session.technician.trial_prints import bind, page
from kiosk.session.technician.trying import NOT_DONE, Tried
from sync.journal import events as ev


class Offered(NamedTuple):
    """A test of this machine; ``device`` as in `ev.DeviceTestBegun`."""

    device: str
    test: DeviceTest
    name: Message
    run: Callable[[Visit], Flow[Tried]]

    @property
    def of(self) -> str:
        """A device may have several."""
        return f"{self.test}={self.device}"


REPORT = "commissioning"
_TONES: dict[TestResult, Tone] = {TestResult.PASSED: "good", TestResult.FAILED: "problem", TestResult.NOT_DONE: "plain"}


def show_tests(visit: Visit) -> Flow[None]:
    """Until they go back."""
    results: dict[str, Tried] = {}
    offered = {each.of: each for each in tests_of(visit.machine)}
    while True:
        tap = yield from visit.answer(
            lambda: tests_page(tuple(offered.values()), results, (REPORT,) if visit.machine.settings else ())
        )
        if tap and tap.control == "back":
            return
        if tap and tap.control == "try" and tap.value in offered:
            results[tap.value] = yield from _run(visit, offered[tap.value])
        if tap and tap.control == REPORT and visit.machine.settings:
            yield from show_commissioning(visit)


def _run(visit: Visit, test: Offered) -> Flow[Tried]:
    record = visit.machine.desk.record
    record(ev.DeviceTestBegun(visit.id, visit.by, test.device, test.test))
    tried = NOT_DONE
    try:
        tried = yield from test.run(visit)
    except Left:
        record(ev.DeviceTested(visit.id, visit.by, test.device, test.test, NOT_DONE.result, ""))
        raise
    record(ev.DeviceTested(visit.id, visit.by, test.device, test.test, tried.result, tried.detail))
    return tried


def tests_page(offered: tuple[Offered, ...], results: dict[str, Tried], actions: tuple[str, ...]) -> ServiceList:
    return ServiceList("service.tests", tuple(_row(each, results.get(each.of)) for each in offered), actions=actions)


def _row(test: Offered, tried: Tried | None) -> ServiceRow:
    value = Message(f"service.result-{tried.result}" if tried else "service.result-none")
    tone = _TONES[tried.result] if tried else "plain"
    details = (Message(f"service.test-{test.test}"), *((tried.said,) if tried and tried.said else ()))
    return ServiceRow(test.name, value, tone, details, button="try", of=test.of)


def tests_of(machine: Machine) -> Iterator[Offered]:
    """Only of what is fitted."""
    names = machine.names
    for hopper in machine.cash.hoppers:
        yield Offered(hopper.device, DeviceTest.PAYOUT, names[hopper.device], partial(trying.pay_out, hopper=hopper))
    for acceptor in machine.cash.acceptors:
        test = DeviceTest.NOTE if acceptor.notes else DeviceTest.COIN
        yield Offered(acceptor.device, test, names[acceptor.device], partial(trying.in_and_back, acceptor=acceptor))
    yield Offered(PRINTER_NAME, DeviceTest.PAGE, names[PRINTER_NAME], page)
    if machine.issuing.printer.staple is not None:
        yield Offered(PRINTER_NAME, DeviceTest.BINDING, names[PRINTER_NAME], bind)
    if receipts := machine.issuing.slips.printer:
        yield Offered(receipts.name, DeviceTest.SLIP, names[receipts.name], trying.slip)
    if machine.reader:
        yield Offered(machine.reader, DeviceTest.CARD, names[machine.reader], trying.chip_card)
    for keypad in machine.fingers.keypads:
        yield Offered(keypad, DeviceTest.KEYS, names[keypad], partial(press_keys, keypad=keypad))
    for socket in machine.fingers.sockets:
        yield Offered(socket, DeviceTest.EARPHONE, names[socket], partial(plug, socket=socket))
    yield Offered("screen", DeviceTest.TOUCH, Message("device.screen"), trying.touch)
    yield Offered("city", DeviceTest.NETWORK, Message("device.network"), trying.network)
    yield Offered("clock", DeviceTest.CLOCK, Message("device.clock"), trying.clock)
