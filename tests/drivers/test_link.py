"""A bus on a real pty: the device's emulator holds the other end."""

from __future__ import annotations

import contextlib
import os
import pty
import queue
import termios
import time
import tty
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import serial

from config.ids import DeviceName, PayoutId, SlipId
from config.won import Won
from drivers.cctalk.bus import cctalk_bus
from drivers.cctalk.coin_acceptor import CoinAcceptor, CoinType
from drivers.cctalk.emulator import CcTalkLine, CoinAcceptorEmulator, HopperEmulator
from drivers.cctalk.hopper import Hopper
from drivers.device import (
    Accept,
    Bus,
    Command,
    Credited,
    Dispense,
    Emulator,
    Escrowed,
    Event,
    LineSettings,
    PayoutEnded,
    PayoutReady,
    PreparePayout,
    PrintReceipt,
    ReceiptPrinted,
    Recorded,
    Stack,
    State,
    StatusChanged,
)
from drivers.escpos.emulator import ReceiptPrinterEmulator
from drivers.escpos.printer import EscPosBus
from drivers.id003.acceptor import NoteAcceptor, id003_bus
from drivers.id003.emulator import NoteAcceptorEmulator
from drivers.link import Link
from tests.patience import PATIENCE_MS, PATIENCE_S


def ms() -> int:
    return time.monotonic_ns() // 1_000_000


class Socket:
    """The device's end of a pty, and the path of the port that leads there; the path survives unplugging."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.end = -1
        self._port: int | None = None
        self.plug_in()

    def plug_in(self) -> None:
        self.end, self._port = pty.openpty()
        tty.setraw(self._port)
        os.set_blocking(self.end, False)
        self.path.unlink(missing_ok=True)
        self.path.symlink_to(os.ttyname(self._port))

    def read(self) -> bytes:
        try:
            return os.read(self.end, 4096)
        except BlockingIOError:
            return b""

    def unplug(self) -> None:
        assert self._port is not None
        os.close(self._port)
        os.close(self.end)
        self._port = None


@pytest.fixture
def socket(tmp_path: Path) -> Iterator[Socket]:
    socket = Socket(tmp_path / "port")
    yield socket
    socket.unplug()


class Ends:
    """One bus over a real link, and its emulator at the other end, pumped in turn in real time."""

    def __init__(self, socket: Socket, bus: Bus, emulator: Emulator) -> None:
        self.news: list[Event] = []
        self.react: Callable[[Event], list[Command]] = lambda event: []
        self.crashes: list[BaseException] = []
        self._bus = bus
        self._emulator = emulator
        self._socket = socket
        self._inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._link = Link(str(socket.path), bus.line, self._inbox.put, self.crashes.append)

    def __enter__(self) -> Ends:
        self._link.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._link.stop()
        assert not self.crashes

    def until(self, done: Callable[[], object], *commands: Command) -> None:
        todo = list(commands)
        deadline = ms() + PATIENCE_MS
        while not done():
            received = b""
            if not todo:
                with contextlib.suppress(queue.Empty):
                    received = self._inbox.get(timeout=0.002)
            step = self._bus.step(ms(), received, todo)
            self.news += step.events
            todo = [command for event in step.events for command in self.react(event)]
            self._link.send(step.to_send)
            sent, _ = self._emulator.step(ms(), self._socket.read())
            if sent:
                os.write(self._socket.end, sent)
            assert ms() < deadline, self.news

    def heard(self, kind: type[Event]) -> Callable[[], bool]:
        return lambda: any(isinstance(event, kind) for event in self.news)

    def online(self, device: str) -> Callable[[], bool]:
        return lambda: any(
            isinstance(event, StatusChanged) and event.device == device and event.status.state == State.ONLINE
            for event in self.news
        )


def test_coins_and_hopper_over_a_real_port(socket: Socket) -> None:
    table = {1: ("KR500A", 500)}
    coins, hopper = CoinAcceptorEmulator(2, 1, table), HopperEmulator(3, 2, 500, 40)
    devices = [CoinAcceptor(DeviceName("coin"), 2, {1: CoinType("KR500A", Won(500))}), Hopper(DeviceName("hopper"), 3)]
    with Ends(socket, cctalk_bus(devices), CcTalkLine([coins, hopper], echo=True)) as ends:
        ends.react = lambda event: (
            [Dispense(DeviceName("hopper"), PayoutId("p1"), 2, event.counters)]
            if isinstance(event, PayoutReady)
            else []
        )
        ends.until(ends.online("hopper"))
        ends.until(lambda: coins.insert_coin(ms(), 500), Accept(DeviceName("coin"), frozenset({Won(500)})))
        ends.until(ends.heard(Credited))
        ends.until(ends.heard(PayoutEnded), PreparePayout(DeviceName("hopper"), PayoutId("p1")))
    assert (coins.cashbox[500], hopper.thrown) == (1, 2)


def test_a_note_over_a_real_port(socket: Socket) -> None:
    machine = NoteAcceptorEmulator({0x61: 1000})
    with Ends(socket, id003_bus(NoteAcceptor(DeviceName("note"), {0x61: Won(1000)}, start="1")), machine) as ends:
        ends.react = lambda event: (
            [Stack(DeviceName("note"), event.ref)] if isinstance(event, Escrowed)
            else [Recorded(DeviceName("note"), event.ref)] if isinstance(event, Credited) else []
        )  # fmt: skip
        ends.until(ends.online("note"))
        ends.until(lambda: machine.insert_note(ms(), 1000), Accept(DeviceName("note"), frozenset({Won(1000)})))
        ends.until(lambda: machine.in_path() == 0)
        assert ends.heard(Credited)()
    assert machine.box[1000] == 1


def test_a_receipt_over_a_real_port(socket: Socket) -> None:
    machine = ReceiptPrinterEmulator()
    with Ends(socket, EscPosBus(DeviceName("receipt")), machine) as ends:
        ends.until(ends.online("receipt"))
        ends.until(ends.heard(ReceiptPrinted), PrintReceipt(DeviceName("receipt"), SlipId("r1"), b"paid\n\x1d\x56\x00"))
    assert [[line.text for line in receipt] for receipt in machine.receipts] == [["paid"]]


def test_a_replugged_adapter_comes_back_and_nothing_old_comes_out(socket: Socket) -> None:
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    crashes: list[BaseException] = []
    link = Link(str(socket.path), LineSettings(), inbox.put, crashes.append)
    link.start()
    try:
        talk(socket, link, inbox)
        socket.unplug()
        for _ in range(50):
            link.send(b"pay out now")
        socket.plug_in()
        os.write(socket.end, b"old")  # what came before the port was open answers nothing
        talk(socket, link, inbox)
        while data := socket.read():
            assert b"pay" not in data
        assert inbox.empty()
    finally:
        link.stop()
    assert not crashes


def talk(socket: Socket, link: Link, inbox: queue.SimpleQueue[bytes]) -> None:
    """Both directions work, from some moment on."""
    deadline = ms() + PATIENCE_MS
    while b"?" not in socket.read():
        link.send(b"?")
        assert ms() < deadline
    os.write(socket.end, b"!")
    assert inbox.get(timeout=PATIENCE_S) == b"!"


@pytest.mark.parametrize(
    ("line", "flags", "speed"),
    [
        (LineSettings(9600, "N", 1), 0, termios.B9600),
        (LineSettings(9600, "E", 1), termios.PARENB, termios.B9600),
        (LineSettings(38_400, "N", 2), termios.CSTOPB, termios.B38400),
    ],
)
def test_the_line_is_set_as_the_protocol_wants_it(
    socket: Socket, monkeypatch: pytest.MonkeyPatch, line: LineSettings, flags: int, speed: int
) -> None:
    # A pty has no wire and forgets parity, so what is asked of the kernel is looked at.
    asked: queue.SimpleQueue[list[int]] = queue.SimpleQueue()
    real = termios.tcsetattr

    def tcsetattr(fd: int, when: int, attributes: list[Any]) -> None:
        asked.put(list(attributes))
        real(fd, when, attributes)

    monkeypatch.setattr(termios, "tcsetattr", tcsetattr)
    link = Link(str(socket.path), line, lambda data: None, lambda error: None)
    link.start()
    try:
        control = asked.get(timeout=PATIENCE_S)
    finally:
        link.stop()
    assert control[2] & (termios.PARENB | termios.PARODD | termios.CSTOPB) == flags
    assert control[2] & termios.CSIZE == termios.CS8
    assert not control[2] & termios.CRTSCTS
    assert not control[0] & (termios.IXON | termios.IXOFF | termios.ICRNL)
    assert control[4] == control[5] == speed


def test_a_port_is_nobody_elses(socket: Socket) -> None:
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    first = Link(str(socket.path), LineSettings(), inbox.put, lambda error: None)
    second = Link(str(socket.path), LineSettings(), inbox.put, lambda error: None)
    first.start()
    try:
        talk(socket, first, inbox)
        with pytest.raises(serial.SerialException):
            serial.Serial(str(socket.path), exclusive=True)
    finally:
        first.stop()
        second.stop()


def test_a_dying_thread_is_a_crash_that_is_seen(socket: Socket) -> None:
    crashes: queue.SimpleQueue[BaseException] = queue.SimpleQueue()

    def on_bytes(data: bytes) -> None:
        raise RuntimeError("a bug")

    link = Link(str(socket.path), LineSettings(), on_bytes, crashes.put)
    link.start()
    try:
        deadline = ms() + PATIENCE_MS
        while not socket.read():
            link.send(b"?")
            assert ms() < deadline
        os.write(socket.end, b"!")
        assert str(crashes.get(timeout=PATIENCE_S)) == "a bug"
    finally:
        link.stop()


def test_a_port_that_takes_nothing_holds_nobody_and_nothing_old_comes_out(socket: Socket) -> None:
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    link = Link(str(socket.path), LineSettings(), inbox.put, lambda error: None)
    link.start()
    try:
        talk(socket, link, inbox)
        longest, end = 0, ms() + 2_500
        while ms() < end:
            before = ms()
            link.send(b"pay out now" * 1_000)
            longest = max(longest, ms() - before)
            time.sleep(0.01)
        assert longest < 500  # it was a second at a time
        stale = socket.read()  # what the device's own end still holds
        time.sleep(2.5)
        while data := socket.read():
            stale += data
        talk(socket, link, inbox)
        while data := socket.read():
            assert b"pay" not in data
        assert len(stale) < 20_000
    finally:
        link.stop()


def test_a_port_that_was_idle_takes_what_comes_next(socket: Socket) -> None:
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    link = Link(str(socket.path), LineSettings(), inbox.put, lambda error: None)
    link.start()
    try:
        talk(socket, link, inbox)
        while socket.read():
            pass
        for _ in range(2):
            time.sleep(2.2)
            link.send(b"once")
            end, came = ms() + PATIENCE_MS, b""
            while came != b"once" and ms() < end:
                came += socket.read()
            assert came == b"once"
    finally:
        link.stop()


def test_what_the_line_takes_slowly_arrives_whole(socket: Socket) -> None:
    """A receipt in dots: 30 kB, which a line of 38,400 baud carries in eight seconds; no limit cuts what goes on."""
    inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    link = Link(str(socket.path), LineSettings(38_400), inbox.put, lambda error: None)
    link.start()
    try:
        talk(socket, link, inbox)
        while socket.read():
            pass
        sent = bytes(range(256)) * 60
        before = ms()
        link.send(sent)
        assert ms() - before < 500
        came, end = b"", ms() + PATIENCE_MS
        while len(came) < len(sent) and ms() < end:
            time.sleep(0.1)
            came += os.read(socket.end, 384)
        assert came == sent
        assert ms() - before > 3_000
    finally:
        link.stop()


@pytest.mark.parametrize("noise", [b"\xfc", b"\xfc\x05\x11\x00", bytes(range(256)), b"\x02" * 40])
def test_a_flood_is_read_no_faster_than_the_line_could_carry_it(socket: Socket, noise: bytes) -> None:
    came: list[tuple[int, int]] = []
    link = Link(str(socket.path), LineSettings(9_600), lambda data: came.append((ms(), len(data))), lambda error: None)
    link.start()
    try:
        end = ms() + 3_000
        while ms() < end:
            with contextlib.suppress(BlockingIOError):
                os.write(socket.end, noise * (4_096 // len(noise)))
    finally:
        link.stop()
    assert came
    took_s = (came[-1][0] - came[0][0]) / 1_000
    assert sum(count for _, count in came) <= 2 * 960 * took_s + 2_048
    assert max(count for _, count in came) <= 512  # a step takes some ms for it, and touches come in between


def test_without_a_port_it_waits_and_stops_cleanly(tmp_path: Path) -> None:
    crashes: list[BaseException] = []
    link = Link(str(tmp_path / "nothing"), LineSettings(), lambda data: None, crashes.append)
    link.start()
    link.send(b"into the void")
    link.stop()
    assert not crashes
