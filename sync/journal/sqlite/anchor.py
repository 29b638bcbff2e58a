"""The anchor: the journal's head, remembered outside its database.

Two slots, each with a checksum, on a page of its own, because a page is what the kernel and the disk write at once, and may tear
at once. One is written again and again until it is synced, then it is the other's turn: whenever power fails, the last one
that was synced is whole. All numbers big-endian::

    magic "KANCHOR1" · journal's UUID as text, 36 bytes · number of the head, 8 bytes · its SHA-256 · CRC-32 of all that
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

from sync.journal.format import Head

_SLOT = struct.Struct(">8s36sQ32sI")
_OFFSETS = (0, 4096)
_SIZE = 8192
_MAGIC = b"KANCHOR1"

UNSYNCED = 256
"""Commits of one run of the kiosk that a power cut may leave the anchor behind; the process alone may end at any time and leaves it
one behind at most."""


@dataclass(frozen=True)
class Anchor:
    """The head of this journal is this one, or was it some commits ago (`UNSYNCED`)."""

    journal: str
    head: Head


def anchor_path(journal: Path) -> Path:
    return journal.with_name(journal.name + ".anchor")


def read_anchor(journal: Path) -> Anchor | None:
    """The newest whole slot; None when there is none.

    Raises:
        OSError: the file is missing, is none, or cannot be read.
    """
    path = anchor_path(journal)
    if not stat.S_ISREG(path.stat().st_mode):  # a pipe is waited at for ever, and /dev/zero has no end
        raise OSError(errno.EINVAL, "is no file")
    with path.open("rb") as file:
        anchors = [each for each in _slots(file.read(_SIZE)) if each]
    return max(anchors, key=lambda anchor: anchor.head.seq, default=None)


class AnchorFile:
    """The anchor, open for writing; created empty when it is not there."""

    def __init__(self, journal: Path) -> None:
        """Raises: OSError."""
        self._file = os.open(anchor_path(journal), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        data = os.pread(self._file, _SIZE, 0)
        if len(data) < _SIZE:  # taken from the disk now, so that no later write can lack room
            os.pwrite(self._file, bytes(_SIZE - len(data)), len(data))
            os.fsync(self._file)
        first, second = (each.head.seq if each else -1 for each in _slots(data))
        self._turn = 0 if first < second else 1  # the older one

    def write(self, anchor: Anchor) -> None:
        """It outlives this process from now on, and a power cut when the kernel has written it, or after `sync`. Raises: OSError."""
        data = (
            _MAGIC
            + anchor.journal.encode().ljust(36, b"\0")
            + anchor.head.seq.to_bytes(8)
            + bytes.fromhex(anchor.head.hash)
        )
        os.pwrite(self._file, data + zlib.crc32(data).to_bytes(4), _OFFSETS[self._turn])

    def sync(self) -> None:
        """Returns when what was written last is on the disk. Raises: OSError."""
        os.fdatasync(self._file)
        self._turn = 1 - self._turn

    def close(self) -> None:
        os.close(self._file)


def _slots(data: bytes) -> list[Anchor | None]:
    return [_slot(data[offset : offset + _SLOT.size]) for offset in _OFFSETS]


def _slot(data: bytes) -> Anchor | None:
    if len(data) != _SLOT.size:
        return None
    magic, journal, seq, hash_, crc = _SLOT.unpack(data)
    if magic != _MAGIC or crc != zlib.crc32(data[:-4]):
        return None
    return Anchor(journal.rstrip(b"\0").decode("ascii", "replace"), Head(seq, hash_.hex()))
