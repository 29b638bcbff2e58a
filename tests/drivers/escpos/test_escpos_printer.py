"""The receipt printer's bus against its emulator: printed is what the printer says is printed."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import DeviceName, SlipId
from config.receipt_lines import TextLine
from config.vocabulary import ReceiptResult
from drivers.device import Event, Level, PrintReceipt, ReceiptFailed, ReceiptPrinted, State, Status, StatusChanged
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.escpos.encoder import encode, encode_picture
from drivers.escpos.printer import EscPosBus, Kind, ReplyParser, end_mark
from tests.sizes import COUNTS, size_of

if TYPE_CHECKING:
    from tests.drivers.conftest import Damage, Wire


def receipt(ref: str, lines: int = 20) -> PrintReceipt:
    return PrintReceipt(
        DeviceName("receipt"), SlipId(ref), encode([TextLine(f"{ref} 줄 {n}") for n in range(lines)], 42)
    )


@pytest.fixture(params=[True, False], ids=["GS ( H", "GS r"])
def machine(request: pytest.FixtureRequest) -> ReceiptPrinterEmulator:
    return ReceiptPrinterEmulator(confirms=request.param)


@pytest.fixture
def line(wire: type[Wire], machine: ReceiptPrinterEmulator) -> Wire:
    line = wire(EscPosBus(DeviceName("receipt"), confirms=machine.confirms), machine)
    line.run(3000)
    return line


def statuses(events: list[Event]) -> list[Status]:
    return [event.status for event in events if isinstance(event, StatusChanged)]


def ends(events: list[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, ReceiptPrinted | ReceiptFailed)]


def on_roll(machine: ReceiptPrinterEmulator) -> list[str]:
    return [line.text for roll in (*machine.receipts, machine.hanging) for line in roll if line.text]


def test_a_healthy_printer(line: Wire) -> None:
    assert statuses(line.news) == [Status(State.ONLINE, "", (("paper", Level.OK),))]
    assert line.run(60_000) == []


def test_a_receipt_is_printed_when_it_is_on_paper(line: Wire, machine: ReceiptPrinterEmulator) -> None:
    line.run(500, receipt("r1"))
    assert ends(line.news) == []
    line.run(3000)
    assert ends(line.news) == [ReceiptPrinted(DeviceName("receipt"), SlipId("r1"))]
    assert [text.text for text in machine.receipts[0]][:20] == [f"r1 줄 {n}" for n in range(20)]


def test_one_after_the_other(line: Wire, machine: ReceiptPrinterEmulator) -> None:
    line.run(10_000, receipt("r1"), receipt("r2"), receipt("r3"))
    assert ends(line.news) == [ReceiptPrinted(DeviceName("receipt"), SlipId(f"r{n}")) for n in (1, 2, 3)]
    assert len(machine.receipts) == 3


@pytest.mark.parametrize(
    ("name", "value", "healthy", "status"),
    [
        ("cover_open", True, False, Status(State.USER_ERROR, "cover-open", (("paper", Level.OK),))),
        ("cutter_jammed", True, False, Status(State.HARDWARE_ERROR, "cutter-error", (("paper", Level.OK),))),
        ("lines_left", 0, 5000, Status(State.USER_ERROR, "paper-out", (("paper", Level.OUT),))),
        ("lines_left", 50, 5000, Status(State.ONLINE, "", (("paper", Level.LOW),))),
        ("plugged", False, True, Status(State.OFFLINE, "no-answer")),
    ],
)
def test_what_is_wrong_is_a_state_and_ends(
    line: Wire, machine: ReceiptPrinterEmulator, name: str, value: int, healthy: int, status: Status
) -> None:
    setattr(machine, name, value)
    assert statuses(line.run(30_000)) == [status]
    setattr(machine, name, healthy)
    assert statuses(line.run(5000)) == [Status(State.ONLINE, "", (("paper", Level.OK),))]


def test_nothing_is_sent_to_a_printer_that_cannot_print(line: Wire, machine: ReceiptPrinterEmulator) -> None:
    machine.cover_open = True
    line.run(3000)
    assert ends(line.run(3000, receipt("r1"))) == [
        ReceiptFailed(DeviceName("receipt"), SlipId("r1"), ReceiptResult.COVER_OPEN)
    ]
    machine.cover_open = False
    line.run(30_000)
    assert on_roll(machine) == []


def test_unknown_is_neither_fine_nor_failed_until_it_is_known(wire: type[Wire]) -> None:
    machine = ReceiptPrinterEmulator()
    machine.plugged = False
    line = wire(EscPosBus(DeviceName("receipt")), machine)
    line.run(1000, receipt("r1"))
    assert line.news == []
    line.run(10_000)
    assert ends(line.news) == [ReceiptFailed(DeviceName("receipt"), SlipId("r1"), ReceiptResult.NO_ANSWER)]


def test_paper_that_ends_in_the_middle_fails_and_the_rest_never_comes_out(
    line: Wire, machine: ReceiptPrinterEmulator
) -> None:
    machine.lines_left = 7
    line.run(20_000, receipt("r1"))
    assert ends(line.news) == [ReceiptFailed(DeviceName("receipt"), SlipId("r1"), ReceiptResult.PAPER_OUT)]
    assert len(on_roll(machine)) == 7
    machine.lines_left = 5000
    line.run(5000)
    line.run(5000, receipt("r2"))
    assert on_roll(machine) == [f"r1 줄 {n}" for n in range(7)] + [f"r2 줄 {n}" for n in range(20)]
    assert ends(line.news)[1:] == [ReceiptPrinted(DeviceName("receipt"), SlipId("r2"))]


def test_a_cover_opened_for_a_moment_only_delays(line: Wire, machine: ReceiptPrinterEmulator) -> None:
    line.run(300, receipt("r1"))
    machine.cover_open = True
    line.run(4000)
    machine.cover_open = False
    line.run(5000)
    assert ends(line.news) == [ReceiptPrinted(DeviceName("receipt"), SlipId("r1"))]


def test_power_lost_in_the_middle_fails(line: Wire, machine: ReceiptPrinterEmulator) -> None:
    line.run(300, receipt("r1"))
    machine.power_cycle()
    line.run(20_000)
    assert ends(line.news) == [ReceiptFailed(DeviceName("receipt"), SlipId("r1"), ReceiptResult.NOT_CONFIRMED)]


def test_a_printer_that_lacks_the_command_never_confirms(wire: type[Wire]) -> None:
    line = wire(EscPosBus(DeviceName("receipt"), confirms=True), ReceiptPrinterEmulator(confirms=False))
    line.run(20_000, receipt("r1"))
    assert ends(line.news) == [ReceiptFailed(DeviceName("receipt"), SlipId("r1"), ReceiptResult.NOT_CONFIRMED)]


def test_a_printer_that_confirms_nothing_twice_gets_no_more_until_somebody_has_looked(wire: type[Wire]) -> None:
    machine = ReceiptPrinterEmulator(confirms=False)
    line = wire(EscPosBus(DeviceName("receipt"), confirms=True), machine)
    line.run(60_000, receipt("r1"), receipt("r2"))
    assert statuses(line.news)[-1] == Status(State.HARDWARE_ERROR, "not-confirmed", (("paper", Level.OK),))
    machine.receipts.clear()
    assert ends(line.run(1_000, receipt("r3"))) == [
        ReceiptFailed(DeviceName("receipt"), SlipId("r3"), ReceiptResult.NOT_CONFIRMED)
    ]
    assert on_roll(machine) == []
    machine.cover_open = True
    line.run(3_000)
    machine.cover_open = False
    assert statuses(line.run(3_000))[-1].state == State.ONLINE


def test_a_receipt_in_dots_takes_its_time_on_the_line_and_is_printed(wire: type[Wire]) -> None:
    """33 kB at 38,400 baud are 8.6 s on the line, at 9,600 over 34: longer than a printer may take once it has a receipt."""
    dots = encode_picture([bytes(48)] * 680)
    for baud in (38_400, 9_600):
        machine = ReceiptPrinterEmulator()
        line = wire(EscPosBus(DeviceName("receipt"), baud=baud), machine)
        line.damage = (
            lambda data, baud=baud: [  # type: ignore[misc]
                ((at + 64) * 10_000 // baud, data[at : at + 64]) for at in range(0, len(data), 64)
            ]
        )
        line.run(3_000)
        line.run(60_000, PrintReceipt(DeviceName("receipt"), SlipId("dots"), dots))
        assert ends(line.news) == [ReceiptPrinted(DeviceName("receipt"), SlipId("dots"))]
        assert len(statuses(line.news)) == 1  # nobody took it for gone meanwhile
        assert sum(len(strip) for _, strip in machine.pictures) == 48 * 680


def test_a_printer_that_answers_half_of_the_questions_is_told_from_one_that_does_not_answer(wire: type[Wire]) -> None:
    class HalfDeaf(ReceiptPrinterEmulator):
        def _status(self, n: int) -> bytes:
            return super()._status(n) if n < 3 else b""

    line = wire(EscPosBus(DeviceName("receipt")), HalfDeaf())
    line.run(10_000)
    assert statuses(line.news) == [Status(State.HARDWARE_ERROR, "status-in-part")]
    assert ends(line.run(3_000, receipt("r1"))) == [
        ReceiptFailed(DeviceName("receipt"), SlipId("r1"), ReceiptResult.NO_ANSWER)
    ]


@pytest.mark.parametrize("says", [b"\x00", b"\xff", b"\x11\x13", b"?"])
def test_a_printer_whose_answers_are_none_is_not_said_to_be_silent(wire: type[Wire], says: bytes) -> None:
    class Other(ReceiptPrinterEmulator):
        def _status(self, n: int) -> bytes:
            return says

    line = wire(EscPosBus(DeviceName("receipt")), Other())
    line.run(10_000)
    assert statuses(line.news) == [Status(State.HARDWARE_ERROR, "status-unreadable")]


def test_a_printer_that_says_only_that_it_is_offline_fails_the_receipt_and_nothing_else(wire: type[Wire]) -> None:
    class Offline(ReceiptPrinterEmulator):
        def _stopped(self) -> bool:
            return True

    line = wire(EscPosBus(DeviceName("receipt")), Offline())
    line.run(3_000)
    assert ends(line.run(3_000, receipt("r1"))) == [
        ReceiptFailed(DeviceName("receipt"), SlipId("r1"), ReceiptResult.NO_ANSWER)
    ]


def test_an_earlier_receipts_answer_confirms_nothing() -> None:
    marks = {end_mark(SlipId(f"ref-{n}")) for n in range(1000)}
    assert len(marks) == 1000
    assert all(0x20 <= byte <= 0x7E for mark in marks for byte in mark)


def test_replies_are_told_apart() -> None:
    data = bytes.fromhex("12 11 37 22 61 62 63 64 00 13 14 00 00 0F 03 5F 54 4D 00 16 FF 80")
    assert ReplyParser().feed(data) == [
        (Kind.STATUS, b"\x12"),
        (Kind.BLOCK, b"\x37\x22abcd\x00"),
        (Kind.PLAIN, b"\x03"),
        (Kind.BLOCK, b"\x5fTM\x00"),
        (Kind.STATUS, b"\x16"),
    ]


@given(st.lists(st.binary(max_size=100), max_size=30))
def test_any_bytes_are_parsed_with_bounded_memory(chunks: list[bytes]) -> None:
    parser = ReplyParser()
    for chunk in chunks:
        parser.feed(chunk)
        assert size_of(parser) <= size_of(ReplyParser()) + COUNTS + 65


@given(st.lists(st.binary(max_size=60), max_size=20))
@settings(deadline=None)
def test_the_emulator_stands_any_bytes(chunks: list[bytes]) -> None:
    machine = ReceiptPrinterEmulator()
    for now, chunk in enumerate(chunks):
        machine.step(now * 1000, chunk)


@given(seed=st.integers(0, 2**32))
@settings(max_examples=30, deadline=None)
def test_on_a_bad_line_what_is_confirmed_was_printed(
    wire: type[Wire], make_noise: Callable[[random.Random, float], Damage], seed: int
) -> None:
    rng = random.Random(seed)
    machine = ReceiptPrinterEmulator()
    line = wire(EscPosBus(DeviceName("receipt")), machine)
    noise = make_noise(rng, 0.2)
    # ESC/POS has no checksum: what is damaged on the way to the printer prints as damaged. Replies only.
    line.damage = lambda data: ((0, data),) if len(data) > 20 or data[:1] == b"\x10" else noise(data)
    line.run(3000)
    for n in range(5):
        ref = f"r{n}"
        line.run(20_000, receipt(ref, 5))
        done = [event for event in ends(line.news) if event.ref == ref]  # type: ignore[union-attr]
        assert len(done) == 1
        whole = [f"{ref} 줄 {row}" for row in range(5)]
        if isinstance(done[0], ReceiptPrinted):
            assert whole in [[text.text for text in roll if text.text] for roll in machine.receipts]
