"""The device side of ESC/POS: what it prints, line by line, and how it says how it is."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.device import Ms
from drivers.emulated import Action, EmulatedDevice

LINE_MS = 40
FULL_ROLL = 5_000
"""Lines."""
LOW_LINES = 100
LINE_DOTS = 30

_SIZES = {
    0x1B: {2: b"@2", 3: b"a!EtdJMR-{3 ", 5: b"p"},
    0x1C: {2: b"&.", 3: b"!-WC", 4: b"S"},
    0x1D: {3: b"!BbarIHhwf", 4: b"LW"},
}  # fmt: skip
_SIZE_OF = {lead: {code: size for size, codes in sizes.items() for code in codes} for lead, sizes in _SIZES.items()}


@dataclass(frozen=True)
class PrintedLine:
    text: str
    bold: bool
    large: bool


class ReceiptPrinterEmulator(EmulatedDevice):
    """Implements `drivers.device.Emulator`. Korean two-byte text, styles, cuts, pictures.

    Attributes:
        pictures: every strip of dots that was printed: its bytes in a line, and the lines' bytes.
        receipts: what was cut off the roll, each a tuple of lines.
        lines_left: lines of paper left on the roll.
        cover_open, cutter_jammed: set by hand.
        confirms: it has ``GS ( H``.
    """

    heading = "영수증 receipts"

    def __init__(self, lines_left: int = FULL_ROLL, confirms: bool = True) -> None:
        self.receipts: list[tuple[PrintedLine, ...]] = []
        self.pictures: list[tuple[int, bytes]] = []
        self.lines_left = lines_left
        self.cover_open = False
        self.cutter_jammed = False
        self.plugged = True
        self.confirms = confirms
        self._paper: list[PrintedLine] = []
        self._reset()

    def _reset(self) -> None:
        self._buffer = bytearray()
        self._line = bytearray()
        self._bold = self._large = False
        self._ready_ms: Ms = 0

    def power_cycle(self) -> None:
        """What was not printed yet is gone; what was stays on the roll until the next cut."""
        self._reset()

    @property
    def hanging(self) -> tuple[PrintedLine, ...]:
        """Printed and not cut off yet."""
        return tuple(self._paper)

    def truth(self) -> dict[str, object]:
        return {
            "plugged": self.plugged, "receipts": len(self.receipts), "hanging": len(self._paper),
            "lines_left": self.lines_left, "cover_open": self.cover_open, "cutter_jammed": self.cutter_jammed,
        }  # fmt: skip

    def actions(self) -> dict[str, Action]:
        return {
            "empty-roll": Action("용지 없음 out of paper", self.becomes(lines_left=0)),
            "load-roll": Action("용지 넣기 load", self.becomes(lines_left=FULL_ROLL)),
            "jam-cutter": Action("칼날 걸림 jam cutter", self.becomes(cutter_jammed=True)),
            "clear-cutter": Action("해결 clear", self.becomes(cutter_jammed=False)),
            **super().actions(),
        }

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        if not self.plugged:
            return b"", None
        if received:
            if not self._buffer:
                self._ready_ms = max(self._ready_ms, now)
            self._buffer += received
        if not self._buffer:
            return b"", None
        sent = self._real_time() + self._work(now)
        return sent, self._ready_ms if self._buffer and self._ready_ms > now else None

    def _stopped(self) -> bool:
        return self.cover_open or self.cutter_jammed or self.lines_left <= 0

    def _real_time(self) -> bytes:
        """Executes the requests that wait for nothing, wherever they stand."""
        replies = b""
        data = self._buffer
        while (at := data.find(b"\x10\x04")) >= 0 and len(data) > at + 2:
            replies += self._status(data[at + 2])
            del data[at : at + 3]
        if (at := data.find(b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08")) >= 0:
            del data[: at + 10]
            self._line.clear()
            replies += b"\x37\x25\x00"
        return replies

    def _work(self, now: Ms) -> bytes:
        """Prints what there was time for."""
        replies = b""
        while self._buffer:
            if self._stopped():
                self._ready_ms = max(self._ready_ms, now)
                break
            if self._ready_ms > now:
                break
            size = self._size(self._buffer)
            if size > len(self._buffer):
                break
            command = bytes(self._buffer[:size])
            del self._buffer[:size]
            replies += self._execute(command)
        return replies

    def _status(self, n: int) -> bytes:
        out = self.lines_left <= 0
        value = 0x12
        if n == 1:
            value |= 0x08 if self._stopped() else 0
        elif n == 2:
            value |= (0x04 if self.cover_open else 0) | (0x20 if out else 0) | (0x40 if self.cutter_jammed else 0)
        elif n == 3:
            value |= 0x08 if self.cutter_jammed else 0
        elif n == 4:
            value |= (0x0C if self.lines_left < LOW_LINES else 0) | (0x60 if out else 0)
        return bytes((value,))

    @staticmethod
    def _size(data: bytearray) -> int:
        """Bytes of the first command or character; more than there are when that cannot be told yet."""
        lead = data[0]
        if lead not in _SIZE_OF:
            return 2 if lead >= 0x81 else 1
        if len(data) < 2:
            return 2
        if lead == 0x1D and data[1] == 0x28:  # GS ( X: two bytes of length
            return 5 + data[3] + 256 * data[4] if len(data) >= 5 else 5
        if lead == 0x1D and data[1] == 0x76:  # GS v 0: a picture
            return 8 + (data[4] + 256 * data[5]) * (data[6] + 256 * data[7]) if len(data) >= 8 else 8
        if lead == 0x1D and data[1] == 0x56:  # GS V: a cut, with or without feeding
            return 4 if len(data) >= 3 and data[2] in (65, 66, 97, 98, 103, 104) else 3
        return _SIZE_OF[lead].get(data[1], 2)

    def _execute(self, command: bytes) -> bytes:
        match command[:2]:
            case b"\n":
                self._feed()
            case b"\x1b@":
                self._line.clear()
                self._bold = self._large = False
            case b"\x1bE":
                self._bold = bool(command[2] & 1)
            case b"\x1b!":
                self._bold, self._large = bool(command[2] & 0x08), bool(command[2] & 0x30)
            case b"\x1d!":
                self._large = command[2] != 0
            case b"\x1bd":
                for _ in range(command[2]):
                    self._feed()
            case b"\x1dV":
                self.receipts.append(tuple(self._paper))
                self._paper = []
            case b"\x1dv":
                self._draw(int.from_bytes(command[4:6], "little"), command[8:])
            case b"\x1dr":
                return bytes((0x03 if self.lines_left < LOW_LINES else 0x00,))
            case b"\x1d(" if self.confirms and command[2:7] == b"\x48\x06\x00\x30\x30":
                return b"\x37\x22" + command[7:11] + b"\x00"
            case _ if command[0] >= 0x20:
                self._line += command
        return b""

    def _draw(self, across: int, dots: bytes) -> None:
        self.pictures.append((across, dots))
        lines = -(-len(dots) // across // LINE_DOTS)
        self.lines_left -= lines
        self._ready_ms += LINE_MS * lines

    def _feed(self) -> None:
        self._paper.append(PrintedLine(self._line.decode("cp949", "replace"), self._bold, self._large))
        self._line.clear()
        height = 2 if self._large else 1
        self.lines_left -= height
        self._ready_ms += LINE_MS * height
