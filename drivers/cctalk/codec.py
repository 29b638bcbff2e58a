"""ccTalk frames (generic specification 4.6, part 1): ``dest, n, source, header, data, sum`` with an 8-bit checksum.

Bill validators mostly speak the other form, ``dest, n, crc low, header, data, crc high``: a CRC-16 in place of source and
checksum, over everything but itself. Which form a device speaks is set at the device (`Checksum`), and both may be on one
line.
"""

from __future__ import annotations

from binascii import crc_hqx
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from drivers.device import Ms

HOST = 1
MAX_DATA = 252
GAP_MS = 50
"""Silence that ends a frame: whoever has half of one starts over."""

ACK, NAK, BUSY = 0, 5, 6
SAID_ALL_DAY = 256
"""Frames that are remembered: devices are asked the same few things all day long, and mostly say the same."""


class Checksum(StrEnum):
    """The form of a device's frames, by what guards them; the values are those of the settings."""

    SUM = "8-bit"
    CRC = "crc-16"


class CcTalkError(Exception):
    """These bytes are no frame."""


class Frame(NamedTuple):
    """``header`` is 0 in a reply; ``source`` is 0 in a frame with a CRC, which has none."""

    dest: int
    source: int
    header: int
    data: bytes = b""
    checksum: Checksum = Checksum.SUM


@lru_cache(maxsize=SAID_ALL_DAY)
def encode(frame: Frame) -> bytes:
    """Raises `CcTalkError` for data over 252 bytes."""
    if len(frame.data) > MAX_DATA:
        raise CcTalkError(f"{len(frame.data)} bytes of data")
    if frame.checksum == Checksum.CRC:
        low, high = crc16(bytes((frame.dest, len(frame.data), frame.header)) + frame.data)
        return bytes((frame.dest, len(frame.data), low, frame.header)) + frame.data + bytes((high,))
    body = bytes((frame.dest, len(frame.data), frame.source, frame.header)) + frame.data
    return body + bytes((-sum(body) & 0xFF,))


def decode(data: bytes, checksum: Checksum = Checksum.SUM) -> Frame:
    """Exactly one frame of this form.

    Raises:
        CcTalkError: wrong length or checksum.
    """
    if len(data) < 5 or len(data) != 5 + data[1]:
        raise CcTalkError("wrong length")
    frame = _read(data, checksum)
    if frame is None:
        raise CcTalkError("wrong checksum")
    return frame


@lru_cache(maxsize=SAID_ALL_DAY)
def _read(data: bytes, checksum: Checksum) -> Frame | None:
    """A frame of the right length, None if its checksum is wrong."""
    if checksum is Checksum.SUM:
        return None if sum(data) & 0xFF else Frame(data[0], data[2], data[3], data[4:-1], checksum)
    if crc16(data[:2] + data[3:-1]) != (data[2], data[-1]):
        return None
    return Frame(data[0], 0, data[3], data[4:-1], checksum)


def crc16(data: bytes) -> tuple[int, int]:
    """Low and high byte of CRC-16/XMODEM."""
    crc = crc_hqx(data, 0)
    return crc & 0xFF, crc >> 8


class FrameParser:
    """Cuts what the line delivers into frames for ``address``; frames for others, a local echo included, are dropped. With
    None for an address it delivers them all.

    With ``crc`` there may be devices of both forms on the line. Once in a while the same bytes are a sound frame in either:
    then both are found, and whoever asked knows which form answers.

    A wrong checksum drops everything up to the next silence: where the next frame starts is not known before.
    """

    def __init__(self, address: int | None = HOST, *, crc: bool = False) -> None:
        self._address = address
        self._forms = (Checksum.SUM, Checksum.CRC) if crc else (Checksum.SUM,)
        self._buffer = bytearray()
        self._last_ms: Ms = 0
        self._deaf = False

    def clear(self) -> None:
        self._buffer.clear()
        self._deaf = False

    def feed(self, now: Ms, data: bytes) -> list[Frame]:
        if now - self._last_ms >= GAP_MS:
            self.clear()
        self._last_ms = now
        if self._deaf:
            return []
        buffer = self._buffer
        buffer += data
        frames: list[Frame] = []
        while len(buffer) >= 2 and len(buffer) >= (size := 5 + buffer[1]):
            whole = bytes(buffer[:size])
            found = [frame for form in self._forms if (frame := _read(whole, form))]
            if not found:
                buffer.clear()
                self._deaf = True
                break
            del buffer[:size]
            frames += [frame for frame in found if self._address in (frame.dest, None)]
        return frames
