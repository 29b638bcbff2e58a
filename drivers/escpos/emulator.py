"""The device side of ESC/POS: what it prints, line by line, and how it says how it is."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.device import Ms

LINE_MS = 40


@dataclass(frozen=True)
class PrintedLine:
    text: str
    bold: bool
    large: bool


class ReceiptPrinterEmulator:
    """Implements `drivers.device.Emulator`.

    Attributes:
        receipts: what was cut off the roll, each a tuple of lines.
        lines_left: lines of paper left on the roll.
        cover_open, cutter_jammed: set by hand.
    """

    def __init__(self, lines_left: int = 5_000) -> None:
        self.receipts: list[tuple[PrintedLine, ...]] = []
        self.lines_left = lines_left
        self.cover_open = False
        self.cutter_jammed = False
        self.plugged = True
        self._reset()

    def _reset(self) -> None:
        self._buffer = bytearray()
        self._line = bytearray()
        self._paper: list[PrintedLine] = []
        self._bold = self._large = False
        self._ready_ms: Ms = 0
        self._owed: list[tuple[Ms, bytes]] = []

    def power_cycle(self) -> None:
        """What was not printed yet is gone."""
        self._reset()

    def step(self, now: Ms, received: bytes) -> tuple[bytes, Ms | None]:
        if not self.plugged:
            self._buffer.clear()
            return b"", None
        self._buffer += received
        sent = self._work(now)
        while self._owed and self._owed[0][0] <= now:
            sent += self._owed.pop(0)[1]
        return sent, self._owed[0][0] if self._owed else None

    def _stopped(self) -> bool:
        return self.cover_open or self.cutter_jammed or self.lines_left <= 0

    def _work(self, now: Ms) -> bytes:
        """Executes what is in the buffer; real-time requests are answered whatever else waits."""
        replies = b""
        data = self._buffer
        while (at := data.find(b"\x10\x04")) >= 0 and len(data) > at + 2:
            replies += self._status(data[at + 2])
            del data[at : at + 3]
        while data and not self._stopped():
            used = self._command(now, bytes(data))
            if not used:
                break
            del data[:used]
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
            value |= (0x0C if self.lines_left < 100 else 0) | (0x60 if out else 0)
        return bytes((value,))

    def _command(self, now: Ms, data: bytes) -> int:
        """Executes the first command or character; the number of bytes it took, 0 when more must come first."""
        fixed = {b"\x1b\x40": 2, b"\x1c\x26": 2, b"\x1c\x2e": 2, b"\x1b\x61": 3, b"\x1b\x21": 3, b"\x1b\x45": 3,
                 b"\x1d\x21": 3, b"\x1b\x4d": 3, b"\x1b\x2d": 3, b"\x1b\x7b": 3, b"\x1d\x42": 3, b"\x1d\x62": 3,
                 b"\x1b\x74": 3, b"\x1b\x64": 3, b"\x1d\x56": 3, b"\x1d\x28": 11}  # fmt: skip
        if data[0] in (0x1B, 0x1C, 0x1D):
            if len(data) < 2:
                return 0
            size = fixed.get(data[:2], 2)
            if len(data) < size:
                return 0
            self._execute(now, data[:size])
            return size
        if data[0] == 0x0A:
            self._feed(now)
            return 1
        size = 2 if data[0] >= 0x81 else 1
        if len(data) < size:
            return 0
        self._line += data[:size]
        return size

    def _execute(self, now: Ms, command: bytes) -> None:
        match command[:2]:
            case b"\x1b\x45":
                self._bold = bool(command[2] & 1)
            case b"\x1b\x21":
                self._bold, self._large = bool(command[2] & 0x08), bool(command[2] & 0x30)
            case b"\x1d\x21":
                self._large = command[2] != 0
            case b"\x1b\x64":
                for _ in range(command[2]):
                    self._feed(now)
            case b"\x1d\x56":
                self.receipts.append(tuple(self._paper))
                self._paper = []
            case b"\x1d\x28" if command[2:7] == b"\x48\x06\x00\x30\x30":
                self._owed.append((max(now, self._ready_ms), b"\x37\x22" + command[7:11] + b"\x00"))

    def _feed(self, now: Ms) -> None:
        text = self._line.decode("cp949", "replace")
        self._line.clear()
        self._paper.append(PrintedLine(text, self._bold, self._large))
        self.lines_left -= 2 if self._large else 1
        self._ready_ms = max(now, self._ready_ms) + LINE_MS
