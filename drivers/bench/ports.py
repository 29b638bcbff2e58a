"""Emulated serial ports: a pty a line. A thin shell: one thread moves bytes and lets the mechanics follow the clock."""

from __future__ import annotations

import os
import select
import termios
import threading
import tty
from collections.abc import Mapping

from config.clock import monotonic_ms
from drivers.device import Emulator, Ms

CHUNK = 4096
IDLE_MS = 100


class PtyPorts:
    """Attributes:
    paths: port name to the path that a kiosk opens.
    lock: held while an emulator is touched, from whatever thread.
    """

    def __init__(self, lines: Mapping[str, Emulator], lock: threading.RLock) -> None:
        self.lock = lock
        self.paths: dict[str, str] = {}
        self._lines: dict[int, Emulator] = {}
        self._slaves: list[int] = []
        self._stop = threading.Event()
        for name, emulator in lines.items():
            master, slave = os.openpty()
            tty.setraw(master)
            tty.setraw(slave)
            self.paths[name] = os.ttyname(slave)
            self._lines[master] = emulator
            # Kept open: without it the line would hang up whenever the kiosk closes its end.
            self._slaves.append(slave)
        self._as_made = {slave: termios.tcgetattr(slave) for slave in self._slaves}
        self._thread = threading.Thread(target=self._run, name="ptys", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()
        for handle in (*self._lines, *self._slaves):
            os.close(handle)

    def _forget_settings(self) -> None:
        """A pty has no parity, and setting it once more, when nothing else changes, is refused: let something change."""
        for slave, attributes in self._as_made.items():
            termios.tcsetattr(slave, termios.TCSANOW, attributes)

    def _run(self) -> None:
        wake_at: Ms | None = None
        while not self._stop.is_set():
            timeout = IDLE_MS if wake_at is None else min(IDLE_MS, max(0, wake_at - monotonic_ms()))
            ready, _, _ = select.select(list(self._lines), [], [], timeout / 1000)
            if not ready:
                self._forget_settings()
            wakes = []
            for master, emulator in self._lines.items():
                data = os.read(master, CHUNK) if master in ready else b""
                with self.lock:
                    sent, wake = emulator.step(monotonic_ms(), data)
                if sent:
                    os.write(master, sent)
                if wake is not None:
                    wakes.append(wake)
            wake_at = min(wakes, default=None)
