"""Who looks after the machine in a run: what has been out of order for a while is switched off, and later on again; paper is
brought.
"""

from __future__ import annotations

from collections.abc import Mapping

from config.ids import DeviceName
from drivers.bench.machine import EmulatedMachine
from drivers.device import PRINTER_NAME, Level, Ms, State, Status

COMES_AFTER_MS = 60_000
OFF_MS = 90_000
"""Longer than any driver takes to see that its device is gone."""
SHEETS = 200


class Technician:
    """Knows no more than the kiosk says of its devices."""

    def __init__(self, machine: EmulatedMachine) -> None:
        self._machine = machine
        self._broken_since: dict[DeviceName, Ms] = {}
        self._off_until: dict[DeviceName, Ms] = {}

    def look(self, now: Ms, status: Mapping[DeviceName, Status]) -> None:
        for device, known in status.items():
            if device in self._off_until:
                if now >= self._off_until[device]:
                    del self._off_until[device]
                    self._machine.devices[device].plugged = True
                continue
            no_paper = device == PRINTER_NAME and known.level("paper") == Level.OUT
            if known.state != State.HARDWARE_ERROR and not no_paper:
                self._broken_since.pop(device, None)
            elif now - self._broken_since.setdefault(device, now) >= COMES_AFTER_MS:
                del self._broken_since[device]
                if no_paper:
                    self._machine.printer.mechanism.load(SHEETS)
                    continue
                self._off_until[device] = now + OFF_MS
                self._machine.devices[device].plugged = False
