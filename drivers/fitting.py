"""What is fitted in a machine: one protocol's settings, and what they make of it.

A driver's folder has a ``fitting.py`` that exports its fitting as ``FITTING``: a class whose fields are a section of the
settings file, and whose objects make the bus and say what the devices on it are for. Fittings are found by their folder;
nothing lists them. Whoever has to do with all devices (ports, names, money, diagnosis) asks the fittings of the settings.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import AfterValidator

from config.credentials import Opening
from config.ids import DeviceName, Ref
from config.problems import Flaw
from config.receipt_lines import ReceiptLine
from config.settings import NAME_SHAPE, Section, Unique, nameable, shaped
from config.won import Won
from drivers import usb
from drivers.device import Bus, Ms, Status
from drivers.emulated import Emulated
from drivers.keys import Key

FittedName = Annotated[DeviceName, NAME_SHAPE, Unique(Flaw.NAME_TWICE, "file")]
"""What a device is called in the journal, on statements and by commands."""


def _one_port(value: object) -> object:
    """Whatever it is named by; of what is no path each is one of its own."""
    if isinstance(value, str) and value.startswith("usb:"):
        return value.casefold()
    return os.path.realpath(value) if isinstance(value, str) and "\0" not in value else value


Port = Annotated[
    str,
    shaped(f"/.+|{usb.NAME}", Flaw.NOT_A_FULL_PATH),
    AfterValidator(nameable),
    Unique(Flaw.PORT_TWICE, "file", alike=_one_port),
]
"""A USB device by its name (`drivers/usb.py`), or the path of a node that keeps it, never ``ttyUSB0``."""

Baud = Literal[9_600, 19_200, 38_400, 57_600, 115_200]

Coin = Literal[10, 50, 100, 500]
Note = Literal[1_000, 5_000, 10_000, 50_000]
"""Won. Each coin divides the next: change is planned on that."""


@dataclass(frozen=True)
class Start:
    """What a bus starts from: what earlier runs of the kiosk left, and the clock on the wall.

    Attributes:
        wall: the local time, which frames carry; nothing is decided by it.
        run: names this run of the kiosk; no two have the same.
        booked: device to the ref of its last credit on the books.
        stacking: ref of the note that an earlier run told to stack and whose fate is not on the books, None if none.
        took_cash: an earlier run ended while somebody could put in coins.
    """

    wall: Callable[[], datetime]
    run: str = "0"
    booked: Mapping[DeviceName, Ref] = field(default_factory=dict)
    stacking: Ref | None = None
    took_cash: bool = False


@dataclass(frozen=True)
class Acceptor:
    """A device that takes money: ``values`` in coins, or in notes."""

    device: DeviceName
    values: frozenset[Won]
    notes: bool = False


@dataclass(frozen=True)
class Dispenser:
    """A device that pays out coins of one value; ``count`` are inside before anybody has counted."""

    device: DeviceName
    coin: Won
    count: int


class Fitting(Section):
    """One protocol as it is fitted in a machine.

    Attributes:
        section: what its section is called in the settings file.
        required: a machine without it is none.
        builtin: names of its devices that no setting chooses.
    """

    section: ClassVar[str]
    required: ClassVar[bool] = False
    builtin: ClassVar[tuple[DeviceName, ...]] = ()

    @property
    def devices(self) -> tuple[DeviceName, ...]:
        """Their names, as status, journal and screens have them."""
        return self.builtin

    def open_files(self, opening: Opening) -> None:
        """Opens the files that its settings name, once; what cannot be used is told by ``opening``."""

    def emulated(self) -> Emulated:
        """What stands in for it on the bench and in the simulator; made anew at each call."""
        raise NotImplementedError

    @property
    def acceptors(self) -> tuple[Acceptor, ...]:
        """What of it takes money."""
        return ()

    @property
    def dispensers(self) -> tuple[Dispenser, ...]:
        """What of it pays out."""
        return ()


class SerialFitting(Fitting):
    """Devices on a serial port, which they have to themselves."""

    only_reports: ClassVar[bool] = False
    """It cannot be asked who it is: it says something when somebody does something to it, and else nothing."""

    port: Port
    """Where it is plugged in: a USB device by what it is, ``usb:VVVV:PPPP[:SERIAL][@SOCKET]`` as ``kiosk ports`` shows it, or a path that
    stays the same."""

    def bus(self, start: Start) -> Bus:
        """The devices on the port, as the kiosk has them; made anew at each call."""
        raise NotImplementedError


class OneDevice(SerialFitting):
    """The one device of its port."""

    name: FittedName
    """What it is called."""

    @property
    def devices(self) -> tuple[DeviceName, ...]:
        return (self.name,)


class DialogueFitting(Fitting):
    """A device that is on no port and is spoken to in dialogues."""

    def status_now(self, timeout_ms: Ms) -> Status:
        """Asks it, over its own wire, as whoever diagnoses does. Each answer has ``timeout_ms``."""
        raise NotImplementedError


SetLine = tuple[str, bool, bool]
"""A line of a receipt, set to the paper's columns: text, bold, large."""
Draw = Callable[[Sequence[SetLine], int], Sequence[bytes]]
"""Draws lines of so many columns: a row of dots each, eight to a byte. Who encodes has no fonts."""


class PrintsReceipts(OneDevice):
    """The one device of its port prints receipts."""

    def encode(self, lines: Sequence[ReceiptLine], draw: Draw) -> bytes:
        """A whole receipt, with its cut, as `PrintReceipt` takes it."""
        raise NotImplementedError

    def time_ms(self, receipt: bytes) -> Ms:
        """Within which this one is printed or has failed; its line may be slow."""
        raise NotImplementedError


class ChargesCards(OneDevice):
    """The one device of its port charges cards."""


class HasKeys(OneDevice):
    """The one device of its port is a keypad (`drivers/keys.py`)."""

    lacks: tuple[Key, ...] = ()
    """Keys that it does not have, such as arrows; nobody is asked to try them."""


class HasKeySwitch(OneDevice):
    """The one device of its port is the switch by which staff come in."""


class HasJack(OneDevice):
    """The one device of its port is the socket for an earphone."""

    darkens: bool = False
    """The screen is dark while an earphone is in, so that nobody looks over the shoulder of who cannot see them."""
