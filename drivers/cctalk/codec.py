"""ccTalk frames with the 8-bit checksum (generic specification 4.6, part 1): ``dest, n, source, header, data, sum``."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.device import Ms

HOST = 1
MAX_DATA = 252
GAP_MS = 50
"""Silence that ends a frame: whoever has half of one starts over."""

ACK, NAK, BUSY = 0, 5, 6


class CcTalkError(Exception):
    """These bytes are no frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    """``header`` is 0 in a reply."""

    dest: int
    source: int
    header: int
    data: bytes = b""


def encode(frame: Frame) -> bytes:
    """Raises `CcTalkError` for data over 252 bytes."""
    if len(frame.data) > MAX_DATA:
        raise CcTalkError(f"{len(frame.data)} bytes of data")
    body = bytes((frame.dest, len(frame.data), frame.source, frame.header)) + frame.data
    return body + bytes((-sum(body) & 0xFF,))


def decode(data: bytes) -> Frame:
    """Exactly one frame.

    Raises:
        CcTalkError: wrong length or checksum.
    """
    if len(data) < 5 or len(data) != 5 + data[1]:
        raise CcTalkError("wrong length")
    if sum(data) & 0xFF:
        raise CcTalkError("wrong checksum")
    return Frame(data[0], data[2], data[3], data[4:-1])


class FrameParser:
    """Cuts what the line delivers into frames for ``address``; frames for others, a local echo included, are dropped.

    A wrong checksum drops everything up to the next silence: where the next frame starts is not known before.
    """

    def __init__(self, address: int = HOST) -> None:
        self._address = address
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
        self._buffer += data
        frames = []
        while len(self._buffer) >= 2 and len(self._buffer) >= 5 + self._buffer[1]:
            size = 5 + self._buffer[1]
            try:
                frame = decode(bytes(self._buffer[:size]))
            except CcTalkError:
                self._buffer.clear()
                self._deaf = True
                break
            del self._buffer[:size]
            if frame.dest == self._address:
                frames.append(frame)
        return frames
