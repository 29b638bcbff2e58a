"""ID-003 frames: ``FC, length of the whole frame, command or status, data, CRC low, CRC high`` (CRC-16/KERMIT)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.device import Ms

SYNC = 0xFC
MIN_SIZE = 5
GAP_MS = 200
"""A frame stands on the line for at most a quarter second; silence this long ends half a frame."""


class Id003Error(Exception):
    """These bytes are no frame."""


@dataclass(frozen=True, slots=True)
class Frame:
    code: int
    data: bytes = b""


def _shifted(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0x8408 if byte & 1 else byte >> 1
    return byte


_TABLE = tuple(_shifted(byte) for byte in range(256))


def crc16(data: bytes) -> int:
    """CRC-16/KERMIT: polynomial 1021 reflected, start 0."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def encode(frame: Frame) -> bytes:
    """Raises `Id003Error` for a frame over 255 bytes."""
    size = MIN_SIZE + len(frame.data)
    if size > 255:
        raise Id003Error(f"{size} bytes")
    body = bytes((SYNC, size, frame.code)) + frame.data
    return body + crc16(body).to_bytes(2, "little")


def decode(data: bytes) -> Frame:
    """Exactly one frame.

    Raises:
        Id003Error: wrong start, length or CRC.
    """
    if len(data) < MIN_SIZE or data[0] != SYNC or data[1] != len(data):
        raise Id003Error("wrong start or length")
    if crc16(data[:-2]) != int.from_bytes(data[-2:], "little"):
        raise Id003Error("wrong CRC")
    return Frame(data[2], data[3:-2])


class FrameParser:
    """Finds frames in a stream. A power-up glitch leaves stray bytes: whatever does not start a frame is skipped."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._last_ms: Ms = 0

    def clear(self) -> None:
        self._buffer.clear()

    def feed(self, now: Ms, data: bytes) -> list[Frame]:
        if now - self._last_ms >= GAP_MS:
            self._buffer.clear()
        self._last_ms = now
        self._buffer += data
        frames = []
        while self._buffer:
            start = self._buffer.find(SYNC)
            if start < 0:
                self._buffer.clear()
                break
            del self._buffer[:start]
            if len(self._buffer) < 2:
                break
            size = self._buffer[1]
            if size >= MIN_SIZE and size != SYNC and len(self._buffer) < size:
                break
            try:
                frames.append(decode(bytes(self._buffer[:size])))
                del self._buffer[:size]
            except Id003Error:
                del self._buffer[:1]
        return frames
