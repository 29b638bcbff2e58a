"""The ccTalk line: 9600 8N1, one wire, many devices (generic specification 4.6, parts 1 and 2)."""

from __future__ import annotations

from collections.abc import Container, Sequence

from config.ids import DeviceName
from drivers.cctalk.codec import ACK, BUSY, HOST, NAK, Checksum, Frame, FrameParser, encode
from drivers.device import Identified, LineSettings, Ms, State, Status
from drivers.polling import PolledDevice, PollingBus, Query, Talk

REPLY_MS = 300
"""Makers promise 50 ms for common commands; a line behind a USB adapter with its own timer needs more."""
LONG_REPLY_MS = 1_000
"""Self-checks and solenoid tests hold the reply back."""

SIMPLE_POLL = 254
CATEGORY = 245
PRODUCT = 244
SERIAL = 242
RESET = 1
SERIAL_SIZES = (3, 4)
"""Three bytes by the specification, and four where a maker ran out of numbers."""


class CcTalkDevice(PolledDevice[Frame]):
    """A device at an address.

    Attributes:
        category: what a device of this sort calls itself.
        stranger: the reason that is reported of a device of another sort.
        checksum: the form of frames that is set at it.
        serial: number of the one that is fitted, "" before that is known.
        said_no: it answered the last query with a NAK.
    """

    category: bytes
    stranger: str

    def __init__(self, name: DeviceName, address: int, *, checksum: Checksum = Checksum.SUM) -> None:
        super().__init__(name)
        self.address = address
        self.checksum = checksum
        self.serial = ""
        self.said_no = False
        self._sizes: Container[int] | None = None

    def query(
        self, header: int, data: bytes = b"", size: int | Container[int] | None = None, timeout_ms: Ms = REPLY_MS
    ) -> Talk[Frame, bytes | None]:
        """The data of the reply, which has ``size`` bytes if that is given; None for no reply, NAK or BUSY."""
        self._sizes = (size,) if isinstance(size, int) else size
        question = encode(Frame(self.address, HOST, header, data, self.checksum))
        reply = yield from self.ask(Query(question, timeout_ms))
        self.said_no = reply is not None and reply.header == NAK
        return reply.data if reply is not None and reply.header == ACK else None

    def acknowledged(self, header: int, data: bytes = b"") -> Talk[Frame, bool]:
        return (yield from self.query(header, data, 0)) is not None

    def serial_number(self) -> Talk[Frame, str | None]:
        """None when it does not say the same twice: a late answer to another question must not make another device of it."""
        first = yield from self.query(SERIAL, size=SERIAL_SIZES)
        second = yield from self.query(SERIAL, size=SERIAL_SIZES)
        return str(int.from_bytes(first, "little")) if first is not None and first == second else None

    def identify(self) -> Talk[Frame, str | None]:
        """The serial number of a device of this category; None for another one, which is reported, and for no answer."""
        if not (yield from self.acknowledged(SIMPLE_POLL)):
            self.failed("poll-refused")
            return None
        category = yield from self.query(CATEGORY)
        if category is None:
            self.failed("category-unreadable")
            return None
        serial = yield from self.serial_number()
        if serial is None:
            self.failed("serial-number-unreadable")
            return None
        if category != self.category:
            self.report(Status(State.HARDWARE_ERROR, self.stranger))
            return None
        self.passed("poll-refused", "category-unreadable", "serial-number-unreadable")
        return serial

    def replaced_by(self, serial: str) -> bool:
        """This one is fitted, which is reported where it is news; True when another one was before."""
        if serial == self.serial:
            return False
        replaced = self.serial != ""
        self.serial = serial
        self.events.append(Identified(self.name, f"{self.category.decode()} {serial}"))
        return replaced

    def fits(self, reply: Frame) -> bool:
        """Whether this frame answers the query under way; another one is a late answer to an earlier query."""
        if reply.checksum != self.checksum or (reply.checksum == Checksum.SUM and reply.source != self.address):
            return False
        if reply.header == ACK:
            sound = self._sizes is None or len(reply.data) in self._sizes
            self.otherwise = self.otherwise or not sound
            return sound
        return reply.header in (NAK, BUSY)


def cctalk_bus(devices: Sequence[CcTalkDevice]) -> PollingBus[Frame]:
    def answers(reply: Frame, device: PolledDevice[Frame]) -> bool:
        return isinstance(device, CcTalkDevice) and device.fits(reply)

    crc = any(device.checksum == Checksum.CRC for device in devices)
    return PollingBus(devices, LineSettings(9600, "N", 1), FrameParser(crc=crc), answers)
