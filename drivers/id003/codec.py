"""ID-003 frames: ``FC, length of the whole frame, command or status, data, CRC low, CRC high`` (CRC-16/KERMIT)."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from drivers.device import Ms

SYNC = 0xFC
MIN_SIZE = 5
GAP_MS = 200
"""A frame stands on the line for at most a quarter second; silence this long ends half a frame."""


SAID_ALL_DAY = 256
"""Frames that are remembered: an acceptor is asked the same thing seven times a second, and mostly says the same."""


class Id003Error(Exception):
    """These bytes are no frame."""


class Frame(NamedTuple):
    code: int
    data: bytes = b""


def _shifted(byte: int) -> int:
    for _ in range(8):
        byte = byte >> 1 ^ 0x8408 if byte & 1 else byte >> 1
    return byte


_TABLE = tuple(_shifted(byte) for byte in range(256))


def crc16(data: bytes) -> int:
    """CRC-16/KERMIT: polynomial 1021 reflected, start 0. Over a sound frame whole, its own CRC included, it is 0."""
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


@lru_cache(maxsize=SAID_ALL_DAY)
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
    frame = _read(data)
    if frame is None:
        raise Id003Error("wrong start, length or CRC")
    return frame


@lru_cache(maxsize=SAID_ALL_DAY)
def _read(data: bytes) -> Frame | None:
    if len(data) < MIN_SIZE or data[0] != SYNC or data[1] != len(data) or crc16(data):
        return None
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
        buffer = self._buffer
        if not buffer and (whole := _read(data)):  # nearly always
            return [whole]
        buffer += data
        frames = []
        while buffer:
            start = buffer.find(SYNC)
            if start < 0:
                buffer.clear()
                break
            del buffer[:start]
            if len(buffer) < 2:
                break
            size = buffer[1]
            if size >= MIN_SIZE and size != SYNC and len(buffer) < size:
                break
            frame = _read(bytes(buffer[:size]))
            if frame:
                frames.append(frame)
            del buffer[: size if frame else 1]
        return frames
