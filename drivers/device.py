"""The shapes all drivers share: what a device can be, what it can report, what it can be told.

A *bus* owns one port and every device on it. It is pure: bytes and commands go in, bytes and events come out, and
``now`` is a number. The same object runs on a real serial port (`drivers/link.py`) and in the simulator.

No driver makes anything irrevocable happen by itself. It reports and waits:

====================  ==========================  =============================================================
the driver reports    the kiosk, once recorded    what the device does then
====================  ==========================  =============================================================
``Escrowed``          ``Stack`` or ``Return``     the note goes into the cash box, or back to the person
``Credited``          ``Recorded``                the driver tells the device that the money is booked
``PayoutReady``       ``Dispense``                the hopper throws the coins
``PayoutEnded``       nothing                     the hopper's own counters said what fell
``CardPresented``     ``ConfirmCharge``           the terminal charges the card
``Charged`` …         nothing                     the terminal's own last approval said what became of it
====================  ==========================  =============================================================

Words are XFS4IoT's: device state, supply level, escrow, payout. Times are monotonic milliseconds, money is `Won`.
Request/response devices (card, A4 printer) are dialogues instead: see `config/dialogue.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from config.ids import DeviceName, PayoutId, Ref, SlipId
from config.vocabulary import Level as Level
from config.vocabulary import NotePlace, ReceiptResult
from config.vocabulary import State as State
from config.won import Won
from drivers.card_payment import CardCommand, CardEvent
from drivers.keys import KeyEvent

Ms = int
"""Monotonic milliseconds."""


PRINTER_NAME = DeviceName("printer")
READER_NAME = DeviceName("card-reader")
SCREEN_NAME = DeviceName("screen")
VOICE_NAME = DeviceName("voice")
"""What the certificate printer, the card reader and the screen are called, of which every kiosk has one at most."""


def soonest(times: Iterable[Ms | None]) -> Ms | None:
    """The first of these times; None when none of them will come. It is asked for at every step, hence the bare loop."""
    first = None
    for at in times:
        if at is not None and (first is None or at < first):
            first = at
    return first


@dataclass(frozen=True)
class Status:
    """A device's state in one value; two equal statuses are one transition in the log.

    Attributes:
        state: what the device is good for.
        reason: the protocol's own name of the condition in kebab-case (``stacker-open``), "" when all is well.
        supplies: supply name to level, sorted by name, e.g. ``(("paper", Level.LOW),)``.
    """

    state: State
    reason: str = ""
    supplies: tuple[tuple[str, Level], ...] = ()

    def level(self, supply: str) -> Level:
        return dict(self.supplies).get(supply, Level.UNKNOWN)


NEVER_SEEN = Status(State.UNKNOWN)
"""What every device's status is until something is known: nobody has asked yet, or an answer is still awaited. A device
that answered what cannot be read is UNKNOWN with a reason."""


# --- events: what a driver reports -------------------------------------------------------------------------------


@dataclass(frozen=True)
class StatusChanged:
    """The device's status is now this, and was not before."""

    device: DeviceName
    status: Status


@dataclass(frozen=True)
class Identified:
    """The device said who it is (maker, product, serial number): cables get swapped, serial numbers do not."""

    device: DeviceName
    identity: str


@dataclass(frozen=True)
class Escrowed:
    """A note waits between the person and the cash box. ``ref`` names this note until it is stacked or returned."""

    device: DeviceName
    ref: Ref
    value: Won


@dataclass(frozen=True)
class Returned:
    """The escrowed note went back to the person; no money was taken."""

    device: DeviceName
    ref: Ref


@dataclass(frozen=True)
class Credited:
    """Money is irrevocably inside. A note is reported again with the same ``ref`` until ``Recorded`` answers it; a coin
    is reported once, and again at the next start when it is newer than the last booked one.

    Attributes:
        ref: names this coin or note for good, so that it is booked once however often it is reported: the
            device's serial number and its own counter for a coin, the escrow's ref for a note.
    """

    device: DeviceName
    ref: Ref
    value: Won


@dataclass(frozen=True)
class Rejected:
    """A coin or note was refused and given back by the device itself; ``reason`` in kebab-case."""

    device: DeviceName
    reason: str


@dataclass(frozen=True)
class CountingFrom:
    """A coin acceptor was met for the first time; ``ref`` names the last event before any of the kiosk's own."""

    device: DeviceName
    ref: Ref


@dataclass(frozen=True)
class CreditsLost:
    """The device took ``at_least`` items that it can no longer name (its event buffer ran over or it was reset).

    0: perhaps none; refused items count as events, too.
    """

    device: DeviceName
    at_least: int


@dataclass(frozen=True)
class NoteInPath:
    """At power-up a note lay in the machine."""

    device: DeviceName
    where: NotePlace


@dataclass(frozen=True)
class HopperCounters:
    """A hopper's own memory, read before and after a payout (ccTalk 4.6 part 2: headers 166 and 168).

    Attributes:
        event: counter of received dispense commands, 0 after a reset, then 1..255.
        dispensed: coins ever thrown, modulo 2**24; survives power loss and is the authority.
    """

    event: int
    dispensed: int


@dataclass(frozen=True)
class PayoutReady:
    """The hopper is enabled and fault-free, and these are its counters; it waits for ``Dispense``."""

    device: DeviceName
    ref: PayoutId
    counters: HopperCounters


@dataclass(frozen=True)
class PayoutEnded:
    """The hopper's counters settled the payout: ``paid`` coins fell, ``unpaid`` did not."""

    device: DeviceName
    ref: PayoutId
    paid: int
    unpaid: int


@dataclass(frozen=True)
class ReceiptPrinted:
    """The receipt printer confirmed that everything before its end mark is on paper."""

    device: DeviceName
    ref: SlipId


@dataclass(frozen=True)
class ReceiptFailed:
    """The receipt did not come out whole."""

    device: DeviceName
    ref: SlipId
    reason: ReceiptResult


Event = (
    CardEvent
    | KeyEvent
    | StatusChanged
    | Identified
    | Escrowed
    | Returned
    | Credited
    | Rejected
    | CountingFrom
    | CreditsLost
    | NoteInPath
    | PayoutReady
    | PayoutEnded
    | ReceiptPrinted
    | ReceiptFailed
)


# --- commands: what a driver is told -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Accept:
    """Take exactly these denominations from now on; an empty set inhibits the device."""

    device: DeviceName
    denominations: frozenset[Won]


@dataclass(frozen=True)
class TellApart:
    """Of a coin acceptor: take nothing, and say by ``Rejected`` of each coin whether it is known (``inhibited-coin``). Until the
    next ``Accept``.
    """

    device: DeviceName


@dataclass(frozen=True)
class Stack:
    device: DeviceName
    ref: Ref


@dataclass(frozen=True)
class Return:
    device: DeviceName
    ref: Ref


@dataclass(frozen=True)
class Recorded:
    """The credit ``ref`` is durable: the device may forget it."""

    device: DeviceName
    ref: Ref


@dataclass(frozen=True)
class PreparePayout:
    """Make the hopper ready and read its counters; answered by ``PayoutReady``."""

    device: DeviceName
    ref: PayoutId


@dataclass(frozen=True)
class Dispense:
    """Throw ``coins`` coins once. ``before`` are the counters of ``PayoutReady``, durable by now."""

    device: DeviceName
    ref: PayoutId
    coins: int
    before: HopperCounters


@dataclass(frozen=True)
class SettlePayout:
    """After a restart: find out from the hopper's counters what became of an earlier ``Dispense``; throws nothing."""

    device: DeviceName
    ref: PayoutId
    coins: int
    before: HopperCounters


@dataclass(frozen=True)
class PrintReceipt:
    """Print these bytes (already encoded for this printer) and confirm with ``ReceiptPrinted``."""

    device: DeviceName
    ref: SlipId
    data: bytes


Command = (
    CardCommand
    | Accept
    | TellApart
    | Stack
    | Return
    | Recorded
    | PreparePayout
    | Dispense
    | SettlePayout
    | PrintReceipt
)


# --- the bus -----------------------------------------------------------------------------------------------------


BITS_A_BYTE = 10
"""On a serial line: start, eight of data, stop; a line with parity is a little slower."""


@dataclass(frozen=True)
class LineSettings:
    """How the serial line is set; `link.py` applies it."""

    baud: int = 9600
    parity: str = "N"  # N, E or O
    stop_bits: int = 1


class Step(NamedTuple):
    """What a bus wants after a step: bytes for the port, news, and the time it wants to be called again."""

    to_send: bytes
    events: tuple[Event, ...]
    wake_at: Ms | None


class Bus(Protocol):
    """One port and the devices on it.

    A closed port needs no call of its own: the link drops what is written to it and delivers nothing, which a bus
    sees as silence. Nothing is ever queued behind a closed port, so no command can come out late.
    """

    devices: tuple[DeviceName, ...]
    line: LineSettings

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> Step:
        """Takes what came in and what is wanted. Called with nothing at ``wake_at``. Never blocks, never raises on bytes."""
        ...


class Emulator(Protocol):
    """The device side of a port: mechanical truth behind the real protocol."""

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        """Takes what the kiosk sent; returns what the device sends and when it wants to be called again."""
        ...
