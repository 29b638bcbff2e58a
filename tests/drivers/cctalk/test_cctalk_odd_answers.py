"""Devices that answer, but not quite as hoped: what can be taken is taken, and of the rest the step that failed is named."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from config.ids import DeviceName, PayoutId
from config.won import Won
from drivers.cctalk.bill_emulator import BILLS, BillValidatorEmulator
from drivers.cctalk.bill_validator import BillType, BillValidator
from drivers.cctalk.bus import CcTalkDevice, cctalk_bus
from drivers.cctalk.coin_acceptor import CoinAcceptor, CoinType
from drivers.cctalk.emulator import COINS, CcTalkLine, CoinAcceptorEmulator, Device, HopperEmulator
from drivers.cctalk.hopper import Hopper
from drivers.device import (
    Accept,
    Credited,
    Dispense,
    Escrowed,
    Event,
    HopperCounters,
    Identified,
    PayoutEnded,
    PayoutReady,
    PreparePayout,
    Returned,
    Stack,
    State,
    StatusChanged,
)

if TYPE_CHECKING:
    from tests.drivers.conftest import Wire

NAME = DeviceName("device")


def states(events: list[Event]) -> list[tuple[State, str]]:
    return [(event.status.state, event.status.reason) for event in events if isinstance(event, StatusChanged)]


class Odd:
    """Answers some headers with other bytes than its kind does; None is a NAK."""

    def __init__(self, device: Device, answers: dict[int, bytes | None]) -> None:
        self.answers = answers
        answer = device.answer
        device.answer = lambda now, header, data: (  # type: ignore[method-assign]
            self.answers[header] if header in self.answers else answer(now, header, data)
        )


def coins() -> tuple[CcTalkDevice, Device]:
    table = {at: CoinType(id_, Won(won)) for at, (id_, won) in COINS.items()}
    return CoinAcceptor(NAME, 2, table), CoinAcceptorEmulator(2, 1234, COINS)


def hopper() -> tuple[CcTalkDevice, Device]:
    return Hopper(NAME, 3), HopperEmulator(3, 77, 500, 50)


def notes() -> tuple[CcTalkDevice, Device]:
    table = {at: BillType(id_, Won(won)) for at, (id_, won) in BILLS.items()}
    return BillValidator(NAME, 40, table, start="7"), BillValidatorEmulator(40, 99, BILLS)


Pair = Callable[[], tuple[CcTalkDevice, Device]]


@pytest.mark.parametrize("pair", [coins, hopper, notes])
def test_a_serial_number_of_four_bytes_is_one(wire: type[Wire], pair: Pair) -> None:
    device, machine = pair()
    Odd(machine, {242: bytes.fromhex("4e61bc00")})
    line = wire(cctalk_bus([device]), CcTalkLine([machine], echo=True))
    line.run(5_000)
    assert states(line.news) == [(State.ONLINE, "")]
    assert [event.identity.split()[-1] for event in line.news if isinstance(event, Identified)] == ["12345678"]


STEPS = [
    (coins, 254, None, "poll-refused"),
    (coins, 245, None, "category-unreadable"),
    (coins, 242, None, "serial-number-unreadable"),
    (coins, 242, bytes(8), "serial-number-unreadable"),
    (coins, 242, b"", "serial-number-unreadable"),
    (coins, 184, None, "coin-table-unreadable"),
    (coins, 184, b"KR010", "coin-table-unreadable"),
    (coins, 229, None, "event-buffer-unreadable"),
    (coins, 229, bytes(5), "event-buffer-unreadable"),
    (coins, 231, None, "inhibits-refused"),
    (coins, 228, b"x", "master-inhibit-refused"),
    (hopper, 245, None, "category-unreadable"),
    (hopper, 242, bytes(2), "serial-number-unreadable"),
    (hopper, 163, None, "self-test-refused"),
    (notes, 242, bytes(6), "serial-number-unreadable"),
    (notes, 157, None, "note-table-unreadable"),
    (notes, 156, bytes(2), "note-table-unreadable"),
    (notes, 159, bytes(3), "event-buffer-unreadable"),
    (notes, 153, None, "escrow-mode-refused"),
]


@pytest.mark.parametrize(("pair", "header", "answer", "reason"), STEPS)
def test_the_step_that_fails_is_named_and_a_device_that_answers_is_not_said_to_be_gone(
    wire: type[Wire], pair: Pair, header: int, answer: bytes | None, reason: str
) -> None:
    device, machine = pair()
    odd = Odd(machine, {header: answer})
    line = wire(cctalk_bus([device]), CcTalkLine([machine], echo=True))
    line.run(12_000, Accept(NAME, frozenset({Won(500), Won(1_000)})))  # as long as a diagnosis waits
    assert states(line.news)[-1] == (State.HARDWARE_ERROR, reason)
    assert State.OFFLINE not in [state for state, _ in states(line.news)]
    line.run(60_000)
    assert len(states(line.news)) <= 2  # it is told once
    odd.answers.clear()
    line.run(10_000)
    assert states(line.news)[-1] == (State.ONLINE, "")


class Mute:
    """Answers everything but one header: not a NAK, nothing."""

    def __init__(self, line: CcTalkLine, header: int) -> None:
        self.line, self.header = line, header

    def step(self, now: int, received: bytes) -> tuple[bytes, int | None]:
        sent, wakes = self.line.step(now, received)
        return (b"" if received[3:4] == bytes((self.header,)) else sent), wakes


@pytest.mark.parametrize(
    ("pair", "header", "reason"),
    [
        (coins, 245, "category-unreadable"),
        (coins, 242, "serial-number-unreadable"),
        (coins, 184, "coin-table-unreadable"),
        (coins, 229, "event-buffer-unreadable"),
        (coins, 231, "inhibits-refused"),
        (coins, 228, "master-inhibit-refused"),
        (hopper, 163, "self-test-refused"),
        (notes, 156, "note-table-unreadable"),
        (notes, 159, "event-buffer-unreadable"),
        (notes, 153, "escrow-mode-refused"),
        (notes, 232, "self-check-unreadable"),
    ],
)
def test_a_device_that_is_silent_at_one_step_alone_is_neither_gone_nor_unknown_nor_well(
    wire: type[Wire], pair: Pair, header: int, reason: str
) -> None:
    device, machine = pair()
    mute = Mute(CcTalkLine([machine]), header)
    line = wire(cctalk_bus([device]), mute)
    line.run(12_000, Accept(NAME, frozenset({Won(500), Won(1_000)})))
    assert states(line.news)[-1] == (State.HARDWARE_ERROR, reason)
    assert State.OFFLINE not in [state for state, _ in states(line.news)]
    mute.header = 0
    line.run(10_000)
    assert states(line.news)[-1] == (State.ONLINE, "")
    machine.plugged = False
    line.run(10_000)
    assert states(line.news)[-1] == (State.OFFLINE, "no-answer")


def test_a_validator_without_a_self_check_takes_notes(wire: type[Wire]) -> None:
    device, machine = notes()
    Odd(machine, {232: None})
    line = wire(cctalk_bus([device]), CcTalkLine([machine], echo=True))
    line.run(12_000)
    assert states(line.news) == [(State.ONLINE, "")]


def prepare(line: Wire, ref: str) -> HopperCounters | None:
    line.run(5_000, PreparePayout(NAME, PayoutId(ref)))
    return next((event.counters for event in line.news if isinstance(event, PayoutReady) and event.ref == ref), None)


def test_a_hopper_that_says_no_to_every_order_is_out_of_order_until_it_was_switched_off(wire: type[Wire]) -> None:
    device, machine = hopper()
    assert isinstance(machine, HopperEmulator)
    machine.refuses = True
    line = wire(cctalk_bus([device]), CcTalkLine([machine]))
    line.run(3_000)
    before = prepare(line, "p1")
    assert before
    line.run(10_000, Dispense(NAME, PayoutId("p1"), 3, before))
    assert [(event.paid, event.unpaid) for event in line.news if isinstance(event, PayoutEnded)] == [(0, 3)]
    assert states(line.news)[-1] == (State.HARDWARE_ERROR, "dispense-refused")
    machine.refuses = False
    line.run(60_000)
    assert states(line.news)[-1] == (State.HARDWARE_ERROR, "dispense-refused")  # nobody has looked
    machine.plugged = False
    line.run(10_000)
    machine.plugged = True
    line.run(10_000)
    assert states(line.news)[-1] == (State.ONLINE, "")


@pytest.mark.parametrize(
    ("header", "reason"), [(164, "enable-refused"), (166, "counters-unreadable"), (168, "counters-unreadable")]
)
def test_a_hopper_that_never_becomes_ready_says_why(wire: type[Wire], header: int, reason: str) -> None:
    device, machine = hopper()
    Odd(machine, {header: None})
    line = wire(cctalk_bus([device]), CcTalkLine([machine]))
    line.run(3_000)
    assert prepare(line, "p1") is None
    assert states(line.news)[-1] == (State.HARDWARE_ERROR, reason)


@pytest.mark.parametrize("left_the_escrow", [False, True])
def test_a_note_that_is_told_twice_is_one_note(wire: type[Wire], left_the_escrow: bool) -> None:
    """The event of its escrow comes again after the order to stack, and the count has no gap: no other note is there."""
    device, machine = notes()
    assert isinstance(machine, BillValidatorEmulator)
    routes: list[bytes] = []
    answer = machine.answer

    def twice(now: int, header: int, data: bytes) -> bytes | None:
        if header != 154 or data != b"\x01":
            return answer(now, header, data)
        routes.append(data)
        if len(routes) == 1:
            machine.buffer.add(1, 1)
            return b"\xfe" if left_the_escrow else b""
        return answer(now, header, data)

    machine.answer = twice  # type: ignore[method-assign]
    line = wire(cctalk_bus([device]), CcTalkLine([machine], echo=True))
    line.react = lambda event: [Stack(NAME, event.ref)] if isinstance(event, Escrowed) else []
    line.run(3_000, Accept(NAME, frozenset({Won(1_000)})))
    assert machine.insert_note(line.now, 1_000)
    line.run(15_000)
    (escrow,) = [event for event in line.news if isinstance(event, Escrowed)]
    (credit,) = [event for event in line.news if isinstance(event, Credited)]
    assert (credit.ref, credit.value) == (escrow.ref, Won(1_000))
    assert not [event for event in line.news if isinstance(event, Returned)]
    assert machine.box[1_000] == 1


@pytest.mark.parametrize(("other", "credits"), [((1, 0), 1), ((0, 2), 1), ((2, 0), 2)])
def test_a_note_in_the_box_that_is_told_twice_is_one_note(
    wire: type[Wire], other: tuple[int, int], credits: int
) -> None:
    """No second one gets past the escrow unseen while the count has no gap; one of another sort is another note."""
    device, machine = notes()
    assert isinstance(machine, BillValidatorEmulator)
    line = wire(cctalk_bus([device]), CcTalkLine([machine], echo=True))
    line.react = lambda event: [Stack(NAME, event.ref)] if isinstance(event, Escrowed) else []
    line.run(3_000, Accept(NAME, frozenset({Won(1_000)})))
    assert machine.insert_note(line.now, 1_000)
    line.until(lambda: machine.box[1_000])
    machine.buffer.add(*other)
    line.run(5_000)
    assert len([event for event in line.news if isinstance(event, Credited)]) == credits
    assert machine.insert_note(line.now, 1_000)
    line.run(15_000)
    assert len([event for event in line.news if isinstance(event, Credited)]) == credits + 1
