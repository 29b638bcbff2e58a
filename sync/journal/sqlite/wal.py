"""Where is a write-ahead log damaged? Pure; the layout is of sqlite.org/fileformat2.html, section 4.

SQLite reads a log up to the first frame whose checksum is wrong and drops everything after it without a word. Here the
frame is found and, to tell what was in it, the log is made readable again.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

_HEADER_SIZE = 32
_FRAME_HEADER_SIZE = 24
_BYTE_ORDER = {0x377F0682: "<", 0x377F0683: ">"}  # of the words that a checksum adds up; stored numbers are big-endian


@dataclass(frozen=True)
class Damage:
    """The first bad frame.

    Attributes:
        frame: from 1; 0 is the log's header, with which the whole log is lost.
        page: the database page that it holds.
        mended: the whole log with checksums that fit, so that SQLite reads what it says; empty without a header.
        end: the length of its part that ends with the transaction of the bad frame.
    """

    frame: int
    page: int
    mended: bytes
    end: int


def frames(log: bytes) -> int:
    """How many frames of its present round a log holds, damaged or not."""
    return sum(log[at + 8 : at + 16] == log[16:24] for at in range(_HEADER_SIZE, len(log), _frame_size(log)))


def _frame_size(log: bytes) -> int:
    """Of a log with a sound header, else any."""
    return _FRAME_HEADER_SIZE + int.from_bytes(log[8:12])


def first_damage(log: bytes) -> Damage | None:
    """None when every frame of this log is whole. A frame that the file ends in the middle of is no damage but a cut."""
    if len(log) < _HEADER_SIZE:
        return None
    magic, _, page_size = struct.unpack_from(">3I", log)
    salts, stored = log[16:24], struct.unpack_from(">2I", log, 24)
    order = _BYTE_ORDER.get(magic)
    sound = 512 <= page_size <= 65_536 and page_size & (page_size - 1) == 0
    if order is None or not sound or _checksum(order, log[:24]) != stored:
        return Damage(0, 0, b"", 0)
    size = _FRAME_HEADER_SIZE + page_size
    frames = [log[at : at + size] for at in range(_HEADER_SIZE, len(log) - size + 1, size)]
    # Frames of an earlier round may lie behind; theirs is another salt.
    while frames and frames[-1][8:16] != salts:
        frames.pop()
    mended = bytearray(log[:_HEADER_SIZE])
    damaged = end = 0
    for number, frame in enumerate(frames, 1):
        page_and_commit, content = frame[:8], frame[_FRAME_HEADER_SIZE:]
        sums = _checksum(order, page_and_commit + content, stored)
        if not damaged and (frame[8:16] != salts or struct.unpack_from(">2I", frame, 16) != sums):
            damaged = number
        stored = sums
        mended += page_and_commit + salts + struct.pack(">2I", *sums) + content
        if damaged and not end and any(page_and_commit[4:]):  # the last frame of a transaction
            end = len(mended)
    if not damaged:
        return None
    page = int.from_bytes(frames[damaged - 1][:4])
    return Damage(damaged, page, bytes(mended), end or len(mended))


def _checksum(order: str, data: bytes, start: tuple[int, ...] = (0, 0)) -> tuple[int, ...]:
    first, second = start
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
