"""SMARTRO frames: ``STX, terminal id[16], YYYYMMDDhhmmss[14], job, 0, length[2] little-endian, data, ETX, BCC``.

BCC is the XOR of everything from STX to ETX. Between frames single bytes acknowledge: ACK and NACK.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import xor

from drivers.device import Ms

STX, ETX = 0x02, 0x03
HEADER_SIZE = 35
MIN_SIZE = HEADER_SIZE + 2
MAX_DATA = 1024
"""No job that is used here carries more than 157; a length beyond this is noise."""
GAP_MS = 200
"""A frame stands on the line for some 20 ms; silence this long ends half a frame."""


class SmartroError(Exception):
    """These bytes are no frame, or this data is not what its job carries."""


class Signal(Enum):
    """What comes besides frames."""

    ACK = 0x06
    NACK = 0x15
    DAMAGED = -1  # something that began like a frame and was none

    @property
    def byte(self) -> bytes:
        return bytes((self.value,))


@dataclass(frozen=True, slots=True)
class Frame:
    """Attributes:
    terminal: its id, at most 16 ASCII characters.
    time: ``YYYYMMDDhhmmss``.
    job: one letter: capital from the kiosk, small from the terminal, ``@`` for an event.
    """

    terminal: str
    time: str
    job: str
    data: bytes = b""


def bcc(data: bytes) -> int:
    return reduce(xor, data, 0)


def encode(frame: Frame) -> bytes:
    """Raises `SmartroError` for what does not fit its field."""
    try:
        terminal, time, job = (each.encode("ascii") for each in (frame.terminal, frame.time, frame.job))
    except UnicodeEncodeError as error:
        raise SmartroError(str(error)) from None
    if len(terminal) > 16 or terminal != terminal.rstrip(b"\x00 ") or len(time) != 14 or len(job) != 1:
        raise SmartroError(f"does not fit: {frame}")
    if len(frame.data) > MAX_DATA:
        raise SmartroError(f"{len(frame.data)} bytes of data")
    head = bytes((STX,)) + terminal.ljust(16, b"\x00") + time + job + b"\x00"
    body = head + len(frame.data).to_bytes(2, "little") + frame.data + bytes((ETX,))
    return body + bytes((bcc(body),))


def decode(data: bytes) -> Frame:
    """Exactly one frame.

    Raises:
        SmartroError: wrong start, end, length or BCC, or a header that is not ASCII.
    """
    if len(data) < MIN_SIZE or data[0] != STX or data[-2] != ETX:
        raise SmartroError("wrong start or end")
    if _size(data) != len(data) or len(data) > MIN_SIZE + MAX_DATA:
        raise SmartroError("wrong length")
    if bcc(data[:-1]) != data[-1]:
        raise SmartroError("wrong BCC")
    try:
        head = data[1:32].decode("ascii")
    except UnicodeDecodeError:
        raise SmartroError("header is not ASCII") from None
    return Frame(head[:16].rstrip("\x00 "), head[16:30], head[30], data[HEADER_SIZE:-2])


def _size(data: bytes | bytearray) -> int:
    return MIN_SIZE + int.from_bytes(data[33:35], "little")


class FrameParser:
    """Finds frames and signals in a stream, however its bytes arrive; signals come glued to frames."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._last_ms: Ms = 0

    def feed(self, now: Ms, data: bytes) -> list[Frame | Signal]:
        if now - self._last_ms >= GAP_MS:
            self._buffer.clear()
        self._last_ms = now
        self._buffer += data
        found: list[Frame | Signal] = []
        while self._buffer:
            if self._buffer[0] != STX:
                byte = self._buffer.pop(0)
                if byte in (Signal.ACK.value, Signal.NACK.value):
                    found.append(Signal(byte))
                continue
            if len(self._buffer) < HEADER_SIZE:
                break
            size = _size(self._buffer)
            if size <= MIN_SIZE + MAX_DATA and len(self._buffer) < size:
                break
            try:
                found.append(decode(bytes(self._buffer[:size])))
                del self._buffer[:size]
            except SmartroError:
                found.append(Signal.DAMAGED)
                self._resynchronise()
        return found

    def _resynchronise(self) -> None:
        """The next frame, if any, begins at the next STX; what lies before it are no acknowledgements."""
        following = self._buffer.find(STX, 1)
        del self._buffer[: following if following > 0 else len(self._buffer)]
