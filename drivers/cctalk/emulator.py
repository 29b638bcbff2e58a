"""The device side of ccTalk: a line with a coin acceptor and hoppers on it, and the coins themselves.

What a device remembers without power, and every coin, lives in these objects: they outlast a killed kiosk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from drivers.cctalk.codec import ACK, HOST, NAK, Checksum, Frame, FrameParser, encode
from drivers.device import Ms
from drivers.emulated import Action, CoinTaker, CoinThrower, EmulatedDevice

COINS = {1: ("KR010A", 10), 2: ("KR050A", 50), 3: ("KR100A", 100), 4: ("KR500A", 500)}
"""Position in the acceptor's table to coin id and won, as the maker sets it."""
COIN_MS = 150
"""A hopper throws about seven coins a second."""
UNPOLLED_MS = 1_000


class Device(EmulatedDevice):
    """What every ccTalk device answers.

    Attributes:
        checksum: the form of frames that it speaks; it hears no others.
    """

    category = b""

    def __init__(self, address: int, serial: int, *, checksum: Checksum = Checksum.SUM) -> None:
        self.address = address
        self.serial = serial
        self.plugged = True
        self.checksum = checksum
        self.drop_replies = 0

    def answer(self, now: Ms, header: int, data: bytes) -> bytes | None:
        """The reply's data; None for a NAK."""
        match header:
            case 254:
                return b""
            case 245:
                return self.category
            case 246:
                return b"EMU"
            case 244:
                return b"SCH2-NOENCRYPT" if self.category == b"Payout" else b"EMU-C"
            case 242:
                return self.serial.to_bytes(3, "little")
            case 1:
                self.reset()
                return b""
        return self.command(now, header, data)

    def command(self, now: Ms, header: int, data: bytes) -> bytes | None:
        raise NotImplementedError

    def reset(self) -> None:
        raise NotImplementedError

    def advance(self, now: Ms) -> None:
        """Lets the mechanics catch up with the time."""


@dataclass
class EventBuffer:
    """The event buffer of headers 229 and 159: a counter and the five newest events."""

    counter: int = 0
    newest: list[tuple[int, int]] = field(default_factory=lambda: [(0, 0)] * 5)

    def add(self, a: int, b: int) -> None:
        self.counter = self.counter % 255 + 1
        self.newest = [(a, b), *self.newest[:4]]

    def data(self) -> bytes:
        return bytes((self.counter, *(byte for event in self.newest for byte in event)))


class AcceptorEmulator(Device):
    """What coin acceptors and bill validators have in common; it takes nothing before it is told to.

    Attributes:
        buffer: what happened; it does not outlast the power.
    """

    def reset(self) -> None:
        self.buffer = EventBuffer()
        self._mask = 0
        self._master = False

    def takes(self, position: int) -> bool:
        """Whether the kiosk wants what is at this position of the table."""
        return self._master and bool(self._mask >> (position - 1) & 1)

    def command(self, now: Ms, header: int, data: bytes) -> bytes | None:
        match header:
            case 231 if len(data) == 2:
                self._mask = int.from_bytes(data, "little")
                return b""
            case 230:
                return self._mask.to_bytes(2, "little")
            case 228 if len(data) == 1:
                self._master = bool(data[0] & 1)
                return b""
            case 227:
                return bytes((self._master,))
        return None


class CoinAcceptorEmulator(CoinTaker, AcceptorEmulator):
    """Attributes:
    jammed: a coin sticks in the sensor; lever: the return lever is held down.
    """

    category = b"Coin Acceptor"

    def __init__(
        self, address: int, serial: int, coins: Mapping[int, tuple[str, int]], *, checksum: Checksum = Checksum.SUM
    ) -> None:
        super().__init__(address, serial, checksum=checksum)
        self.cashbox: Counter[int] = Counter()
        self.returned = 0
        self.jammed = False
        self.lever = False
        self._coins = coins
        self._polled_ms: Ms | None = None
        self.reset()

    def reset(self) -> None:
        super().reset()
        self._polled_ms = None

    def power_cycle(self, now: Ms) -> None:
        self.reset()

    def known(self) -> set[int]:
        return {won for _, won in self._coins.values()}

    def truth(self) -> dict[str, object]:
        return {**super().truth(), "jammed": self.jammed}

    def actions(self) -> dict[str, Action]:
        return {
            **super().actions(),
            "jam": Action("걸림 jam", lambda now, _: self.jam()),
            "clear": Action("해결 clear", lambda now, _: self.clear()),
        }

    def insert_coin(self, now: Ms, won: int) -> bool:
        position = next((p for p, (_, value) in self._coins.items() if value == won), 0)
        polled = self._polled_ms is not None and now - self._polled_ms < UNPOLLED_MS
        working = self.plugged and polled and not self.jammed and not self.lever
        if working and position and self.takes(position):
            self.cashbox[won] += 1
            self.buffer.add(position, 1)
            return True
        self.returned += 1
        if self.plugged and self._master:
            self.buffer.add(0, 127 + position if position else 1)
        return False

    def jam(self) -> None:
        """A coin sticks, until `clear`."""
        self.jammed = True
        self.buffer.add(0, 14)

    def clear(self) -> None:
        self.jammed = False

    def pull_lever(self, down: bool) -> None:
        self.lever = down
        if down:
            self.buffer.add(0, 254)

    def command(self, now: Ms, header: int, data: bytes) -> bytes | None:
        match header:
            case 229:
                self._polled_ms = now
                return self.buffer.data()
            case 232:
                return b"\x03" if self.jammed else b"\x00"
            case 248:
                return bytes((self.lever,))
            case 184 if len(data) == 1:
                return self._coins.get(data[0], ("......", 0))[0].encode()
        return super().command(now, header, data)


class HopperEmulator(CoinThrower, Device):
    """What it has thrown is also the dispense count that it remembers; the fault of a jam is latched until a reset.

    Attributes:
        power_fails_after: coins of the next payout after which the power goes, and comes back at once; None for never.
        naks_next: the next dispense commands are counted and refused, as some makers' hoppers do.
    """

    category = b"Payout"

    def __init__(self, address: int, serial: int, won: int, tube: int, *, checksum: Checksum = Checksum.SUM) -> None:
        super().__init__(address, serial, checksum=checksum)
        self.won = won
        self.tube = tube
        self.thrown = 0
        self.jammed = False
        self.power_fails_after: int | None = None
        self.naks_next = 0
        self._event = 0
        self._enabled = False
        self._keyed = False
        self._left = 0
        self._paid = 0
        self._unpaid = 0
        self._next_coin_ms: Ms = 0
        self._flags = 0

    def reset(self) -> None:
        self._stop()
        self._event = 0
        self._enabled = self._keyed = False
        self._flags = 0

    def power_cycle(self, now: Ms) -> None:
        self.advance(now)
        self.reset()

    def _stop(self) -> None:
        self._unpaid, self._left = self._left, 0

    def advance(self, now: Ms) -> None:
        while self._left and self._next_coin_ms <= now:
            if self.power_fails_after is not None and self._paid >= self.power_fails_after:
                self.power_fails_after = None
                self.reset()
                return
            if self.jammed or not self.tube:
                self._flags |= 0b01 if self.jammed else 0b10
                self._stop()
                return
            self.tube -= 1
            self.thrown += 1
            self._left -= 1
            self._paid += 1
            self._next_coin_ms += COIN_MS

    def command(self, now: Ms, header: int, data: bytes) -> bytes | None:
        match header:
            case 164:
                self._enabled = data == b"\xa5"
                return b""
            case 163:
                return bytes((self._flags | (0 if self._enabled else 0x80), 0, 0))
            case 160:
                self._keyed = True
                return bytes(8)
            case 166:
                return bytes((self._event, self._left, self._paid, self._unpaid))
            case 168:
                return (self.thrown % 2**24).to_bytes(3, "little")
            case 217:
                return bytes((0x10 | (self.tube < 10),))
            case 167 if len(data) == 9:
                return self._dispense(now, data[8])
        return None

    def _dispense(self, now: Ms, coins: int) -> bytes | None:
        if self.refuses or not (self._enabled and self._keyed) or self._left or self._flags & 0b01:
            return None
        self._keyed = False
        self._event = self._event % 255 + 1
        self._paid = self._unpaid = 0
        if self.naks_next:
            self.naks_next -= 1
            return None
        self._left = coins
        self._flags &= ~0b10
        self._next_coin_ms = now + COIN_MS
        return bytes((self._event,))


class CcTalkLine:
    """Implements `drivers.device.Emulator` for the devices on one line. ``echo``: the adapter repeats what it is sent."""

    def __init__(self, devices: Sequence[Device], *, echo: bool = False) -> None:
        self._devices = {device.address: device for device in devices}
        self._parser = FrameParser(None, crc=any(device.checksum == Checksum.CRC for device in devices))
        self._echo = echo

    def truth(self) -> dict[str, object]:
        return {str(address): device.truth() for address, device in self._devices.items()}

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        sent = received if self._echo else b""
        for device in self._devices.values():
            device.advance(now)
        for frame in self._parser.feed(now, received) if received else ():
            meant = self._devices.get(frame.dest)
            if meant and meant.plugged and frame.checksum == meant.checksum:
                sent += self._reply(now, meant, frame)
        return sent, None

    @staticmethod
    def _reply(now: Ms, device: Device, frame: Frame) -> bytes:
        data = device.answer(now, frame.header, frame.data)
        if device.drop_replies:
            device.drop_replies -= 1
            return b""
        header = NAK if data is None else ACK
        source = device.address if device.checksum == Checksum.SUM else 0
        return encode(Frame(HOST, source, header, data or b"", device.checksum))
