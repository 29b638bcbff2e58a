"""Carries bytes between one bus and one real serial port; a thin shell with a thread that decides nothing.

The port is looked up and opened by its name, and again every second after it was lost: a device that is plugged in again, into
another socket or after another one, is found where it is then (`drivers/usb.py`). What is written while it is closed is dropped, never kept: a payout command must not come out late.

Whoever sends is never held. The port's own thread writes, as fast as the line takes it; a port that takes nothing for a
second is lost, with all that it had not taken. And it reads no faster than the line could carry: an adapter that invents
bytes without end fills its own buffer and nobody's time.

An input device (`drivers/event_node.py`) takes nothing: what is sent to it is a question that the kernel answers.

A printer of the USB printer class is no serial line: nothing is set, and while its buffer is full it takes nothing until it has
printed some of it.
"""

from __future__ import annotations

import contextlib
import os
import select
import termios
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import serial

from config.clock import monotonic_ms
from config.vocabulary import WorkerTrouble
from drivers import event_node
from drivers.device import BITS_A_BYTE, LineSettings, Ms, soonest
from drivers.usb import Absent, Node, locate

REOPEN_S = 1.0
STALLED_MS = 1_000
"""A line moves a byte in a few ms at its slowest. One that took none for so long is stuck, and what it was told is stale."""
PRINTING_MS = 10_000
"""The same of a USB printer: it prints what it has, cuts, and may wait for its head to cool."""
ROUND_MS: Ms = 1_000
"""However quiet the line is, its thread comes round so often."""
STUCK_MS: Ms = 300_000
"""A thread that has not come round for so long is held by its port's own driver, in the kernel. Its devices are long offline by
then, and all others work on, so the process is not ended at once for it, nor once a minute."""
CHUNK = 512
"""Bytes that are handed on at a time; a frame has no more than some 300."""


class Link:
    """Attributes:
    port: its name, as the settings have it.
    """

    def __init__(
        self,
        port: str,
        line: LineSettings,
        on_bytes: Callable[[bytes], None],
        on_crash: Callable[[BaseException], None],
        find: Callable[[str], Node | Absent] = locate,
    ) -> None:
        self.port = port
        self._find = find
        self._line = line
        self._on_bytes = on_bytes
        self._on_crash = on_crash
        self._open = False
        self._outgoing = bytearray()
        self._using = threading.Lock()  # of the two above; held for as long as it takes to copy bytes
        self._stop = threading.Event()
        self._woken, self._wake = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(self._wake, False)
        self._came_round = monotonic_ms()
        self._thread = threading.Thread(target=self._run, name=f"link {port}", daemon=True)

    def start(self) -> None:
        self._came_round = monotonic_ms()
        self._thread.start()

    def trouble(self) -> WorkerTrouble | None:
        """Whether the thread is of no use any more."""
        if not self._thread.is_alive():
            return WorkerTrouble.DIED
        return WorkerTrouble.OVERDUE if monotonic_ms() - self._came_round > STUCK_MS else None

    def stop(self) -> None:
        """Returns when the thread has ended and the port is closed."""
        self._stop.set()
        self._ring()
        if self._thread.ident is not None:
            self._thread.join()
        os.close(self._woken)
        os.close(self._wake)

    def send(self, data: bytes) -> None:
        """Gives it to the port's thread, or drops it when the port is closed. Returns at once."""
        if not data:
            return
        with self._using:
            if not self._open:
                return
            self._outgoing += data
        self._ring()

    def _ring(self) -> None:
        with contextlib.suppress(BlockingIOError):  # full: it is rung already
            os.write(self._wake, b"x")

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                self._came_round = monotonic_ms()
                with contextlib.suppress(OSError, serial.SerialException, termios.error):
                    self._carry()
                self._stop.wait(REOPEN_S)
        except BaseException as error:
            self._on_crash(error)

    def _carry(self) -> None:
        node = self._find(self.port)
        if isinstance(node, Absent):
            return
        with self._opened(node) as port:
            try:
                with self._using:
                    self._open = True
                self._exchange(port, _Allowance(self._line.baud), node)
            finally:
                with self._using:
                    self._open = False
                    self._outgoing.clear()

    def _opened(self, node: Node) -> AbstractContextManager[int]:
        if node.events:
            return event_node.opened(node.path)
        return _plain(node.path) if node.plain else _serial(node.path, self._line)

    def _exchange(self, port: int, allowance: _Allowance, node: Node) -> None:
        """Returns when the port is gone, stuck or no longer wanted."""
        give_up_at: Ms | None = None  # of what waits, unless the port takes a byte before
        while not self._stop.is_set():
            now = self._came_round = monotonic_ms()
            waiting = bool(self._outgoing)
            if waiting and node.events:
                self._answer(port)
                continue
            if not waiting:
                give_up_at = None
            elif give_up_at is None:
                give_up_at = now + (PRINTING_MS if node.plain else STALLED_MS)
            elif now >= give_up_at:
                return
            may_read = allowance.at(now)
            ready, writable, _ = select.select(
                [self._woken, port] if may_read else [self._woken],
                [port] if waiting else [],
                [],
                _seconds(soonest((now + (ROUND_MS if may_read else allowance.PAUSE_MS), give_up_at)), now),
            )
            if self._woken in ready:
                os.read(self._woken, CHUNK)
            if port in writable and self._write(port):
                give_up_at = None
            if port in ready:
                data = _read(port, min(CHUNK, may_read))
                if data:
                    allowance.use(len(data))
                    self._on_bytes(data)
                elif node.plain and not _hung_up(port):  # some printers answer with empty transfers, over and over
                    allowance.use(may_read)
                else:
                    return  # hung up: the adapter is gone

    def _answer(self, node: int) -> None:
        """An input device takes nothing: what is sent to it asks how its switches stand."""
        with self._using:
            self._outgoing.clear()
        self._on_bytes(event_node.switches(node))

    def _write(self, port: int) -> int:
        """How much the port took of what waits."""
        with self._using:
            data = bytes(self._outgoing[:CHUNK])
        with contextlib.suppress(BlockingIOError):
            count = os.write(port, data)
            with self._using:
                del self._outgoing[:count]
            return count
        return 0


def _read(port: int, most: int) -> bytes:
    with contextlib.suppress(BlockingIOError):
        return os.read(port, most)
    return b""


def _hung_up(port: int) -> bool:
    poll = select.poll()
    poll.register(port, 0)
    return any(event & (select.POLLHUP | select.POLLERR) for _, event in poll.poll(0))


@contextmanager
def _serial(path: str, line: LineSettings) -> Iterator[int]:
    """A serial line. Two processes on one port would each take half of the other's replies."""
    port = serial.Serial(path, line.baud, parity=line.parity, stopbits=line.stop_bits, timeout=0, exclusive=True)
    try:
        port.reset_input_buffer()
        yield port.fileno()
    finally:
        with contextlib.suppress(OSError, termios.error):
            port.reset_output_buffer()  # or closing would wait until a stuck device takes it
        port.close()


@contextmanager
def _plain(path: str) -> Iterator[int]:
    """A node that bytes go to and come from as they are. The kernel's own driver lets one process have it at a time."""
    port = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    try:
        yield port
    finally:
        os.close(port)


class _Allowance:
    """How much may be read now. Twice what the line carries, for a clock that is off, and a frame or two at once, for an
    adapter that collects them.
    """

    PAUSE_MS: Ms = 50
    AT_ONCE = 2 * CHUNK

    def __init__(self, baud: int) -> None:
        self._bytes_per_s = 2 * baud // BITS_A_BYTE
        self._left: float = self.AT_ONCE
        self._seen = monotonic_ms()

    def at(self, now: Ms) -> int:
        """Bytes; 0 until there is enough again to be worth waking anybody."""
        self._left = min(self.AT_ONCE, self._left + (now - self._seen) * self._bytes_per_s / 1000)
        self._seen = now
        return int(self._left) if self._left >= min(CHUNK, self._bytes_per_s * self.PAUSE_MS / 1000) / 2 else 0

    def use(self, count: int) -> None:
        self._left -= count


def _seconds(until: Ms | None, now: Ms) -> float | None:
    """As select wants it."""
    return None if until is None else max(0, until - now) / 1000
