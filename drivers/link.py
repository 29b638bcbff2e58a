"""Carries bytes between one bus and one real serial port; a thin shell with a thread that decides nothing.

The port is opened by its path, and again every second after it was lost, so a replugged adapter comes back under its
stable name. What is written while it is closed is dropped, never kept: a payout command must not come out late.
"""

from __future__ import annotations

import contextlib
import os
import select
import termios
import threading
from collections.abc import Callable

import serial

from drivers.device import LineSettings

REOPEN_S = 1.0
CHUNK = 4096


class Link:
    """Attributes:
    path: of the port; a symlink made by a udev rule.
    """

    def __init__(
        self,
        path: str,
        line: LineSettings,
        on_bytes: Callable[[bytes], None],
        on_crash: Callable[[BaseException], None],
    ) -> None:
        self.path = path
        self._line = line
        self._on_bytes = on_bytes
        self._on_crash = on_crash
        self._port: serial.Serial | None = None
        self._using = threading.Lock()
        self._stop = threading.Event()
        self._woken, self._wake = os.pipe()
        self._thread = threading.Thread(target=self._run, name=f"link {path}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns when the thread has ended and the port is closed."""
        self._stop.set()
        os.write(self._wake, b"x")
        if self._thread.ident is not None:
            self._thread.join()
        os.close(self._woken)
        os.close(self._wake)

    def send(self, data: bytes) -> None:
        """Writes, or drops when the port is closed or going."""
        with self._using, contextlib.suppress(OSError, serial.SerialException):
            if self._port is not None:
                self._port.write(data)

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                with contextlib.suppress(OSError, serial.SerialException, termios.error):
                    self._carry()
                self._stop.wait(REOPEN_S)
        except BaseException as error:
            self._on_crash(error)

    def _carry(self) -> None:
        line = self._line
        # Two processes on one port would each take half of the other's replies.
        port = serial.Serial(
            self.path,
            line.baud,
            parity=line.parity,
            stopbits=line.stop_bits,
            timeout=0,
            write_timeout=1,
            exclusive=True,
        )
        try:
            port.reset_input_buffer()
            self._port = port
            while not self._stop.is_set():
                ready, _, _ = select.select([port.fileno(), self._woken], [], [])
                if port.fileno() in ready:
                    data = os.read(port.fileno(), CHUNK)
                    if not data:
                        return  # hung up: the adapter is gone
                    self._on_bytes(data)
        finally:
            with self._using:
                self._port = None
                with contextlib.suppress(OSError, termios.error):
                    port.reset_output_buffer()  # or closing would wait until a stuck device takes it
                port.close()
