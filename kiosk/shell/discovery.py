"""Which device is at which port: each port is asked in each protocol, and whoever answers in it is there.

Nothing is moved by that: a bus on a port asks what the kiosk's own bus asks at every start. What a receipt printer does not understand
it prints, so every port is asked in the printer's words first, which the other devices let pass; afterwards its port is left in peace.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from config.ids import DeviceName
from config.seoul import SEOUL
from drivers import usb
from drivers.device import Identified, State, Status, StatusChanged
from drivers.fitting import PrintsReceipts, SerialFitting, Start
from drivers.ipp.fitting import Ipp
from kiosk.shell.port import Wire
from kiosk.shell.station import RealSources

PROBE_S = 12.0
"""As long as the slowest driver takes to find its device after a cable was plugged in."""
LINE_S = 8.0
"""Others of the same line have answered so long after the first: a coin acceptor is asked for its whole table before it counts as well."""
ANSWER_MS = 10_000
IPP_USB = "ipp://localhost:60000/ipp/print"
"""Where Debian's ipp-usb puts the first printer of the USB."""


@dataclass
class Answer:
    """Who answered at a port in one protocol.

    Attributes:
        status, identity: of those that did, by the names that the settings give them.
        silent: the others.
    """

    port: str
    status: dict[DeviceName, Status] = field(default_factory=dict)
    identity: dict[DeviceName, str] = field(default_factory=dict)
    silent: tuple[DeviceName, ...] = ()


def known_ports(model: Iterable[SerialFitting]) -> list[str]:
    """What is plugged in on USB, by the names that the settings take, and what a model of the machine names beside that and is there: a
    computer's own serial ports cannot be looked for."""
    among = usb.plugged()
    ports = {os.path.realpath(each.node.path): usb.name_of(each, among) for each in among}
    for named in sorted({each.port for each in model}):
        node = usb.locate(named)
        if isinstance(node, usb.Node):
            ports.setdefault(os.path.realpath(node.path), named)
    return list(ports.values())


def in_order(fittings: Iterable[SerialFitting]) -> list[SerialFitting]:
    """As they may be asked for; see above."""
    return sorted(fittings, key=lambda each: not isinstance(each, PrintsReceipts))


def ask(fitting: SerialFitting, ports: Sequence[str]) -> list[Answer]:
    """The ports at which somebody answers in this protocol. All are asked at once, and time passes until they have or it is over."""
    probes = [_Probe(fitting, port) for port in ports]
    end, found_at = time.monotonic() + PROBE_S, 0.0
    try:
        while time.monotonic() < (found_at + LINE_S if found_at else end):
            for probe in probes:
                probe.step()
            if any(len(probe.answer.status) == len(probe.devices) for probe in probes):
                break
            if not found_at and any(probe.answer.status for probe in probes):
                found_at = time.monotonic()
            time.sleep(0.005)
    finally:
        for probe in probes:
            probe.wire.close()
    return [each for probe in probes if (each := probe.done()).status]


class _Probe:
    def __init__(self, fitting: SerialFitting, port: str) -> None:
        here = fitting.model_copy(update={"port": port})
        bus = here.bus(Start(lambda: RealSources().wall().astimezone(SEOUL)))
        self.devices = bus.devices
        self.wire = Wire(port, bus)
        self.answer = Answer(port)

    def step(self) -> None:
        for event in self.wire.step():
            if isinstance(event, StatusChanged):
                if event.status.state is State.OFFLINE:
                    self.answer.status.pop(event.device, None)
                else:
                    self.answer.status[event.device] = event.status
            elif isinstance(event, Identified):
                self.answer.identity[event.device] = event.identity

    def done(self) -> Answer:
        self.answer.silent = tuple(each for each in self.devices if each not in self.answer.status)
        return self.answer


def printers(known: Sequence[str]) -> Iterator[str]:
    """Where a printer may be: what is named already, on USB, and what tells of itself on the network."""
    yield from dict.fromkeys((*known, IPP_USB, *_told_on_the_network()))


def _told_on_the_network() -> list[str]:
    program = shutil.which("ippfind")
    if program is None:
        return []
    try:
        told = subprocess.run(
            [program, "--timeout", "3", "_ipp._tcp", "--print"], capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return []
    return [line.strip() for line in told.stdout.splitlines() if line.startswith(("ipp://", "ipps://"))]


def printer_answers(uri: str) -> Status | None:
    """None where nobody does, or it wants to be trusted first (`kiosk fingerprint`)."""
    if uri.startswith("ipps://"):
        return None
    status = Ipp.model_validate({"uri": uri}).status_now(ANSWER_MS)
    return None if status.state is State.OFFLINE else status


def card_readers() -> list[str]:
    """As PC/SC calls them; none where no pcscd runs."""
    from smartcard.Exceptions import SmartcardException
    from smartcard.System import readers

    try:
        return [str(each) for each in readers()]
    except SmartcardException:
        return []
