"""The seals of a journal on a disk: ``<journal>.seals``, lines that are only added to, and ``<journal>.key``, one key written over by the next.

The order that a power cut must find: the key first, then the beginning that names its verifier; a seal synced, then its key erased by
the next. So the key is behind the seals by one at most and never ahead, and whoever opens the journal completes what is missing.

The key's file, all numbers big-endian::

    magic "KSEAL001" · epoch, 8 bytes · the key, 32 bytes · CRC-32 of all that
"""

from __future__ import annotations

import contextlib
import os
import stat
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import msgspec

from config.durable import write_durably
from sync.journal.format import Head
from sync.journal.seals import SEED, Beginning, KeptSeals, Seal, evolved, parsed, sealed, verifier_of

_KEY = struct.Struct(">8sQ32sI")
_MAGIC = b"KSEAL001"
_LONGEST = 1_000
"""Bytes of a line; a seal has some 350."""


def seals_path(journal: Path) -> Path:
    return journal.with_name(journal.name + ".seals")


def key_path(journal: Path) -> Path:
    return journal.with_name(journal.name + ".key")


def read_kept(journal: Path, until: int | None = None) -> KeptSeals:
    """All that are there now; with ``until`` those of the entries up to it.

    Raises: OSError: what is there cannot be read, or is no file.
    """
    key, path = _read_key(journal), seals_path(journal)  # the key before: it is never ahead
    epoch = key[0] if key and until is None else None
    return KeptSeals(path.name, _lines(path, 0, _size(path)), epoch, until)


def read_from(journal: Path, at: int) -> KeptSeals:
    """Those behind the seal that begins at this byte.

    Raises:
        OSError: as `read_kept`.
        ValueError: there is no seal.
    """
    key, path = _read_key(journal), seals_path(journal)
    size = _size(path)
    line = next(_lines(path, max(0, at), size), b"")
    first = parsed(line)
    if not isinstance(first, Seal):
        raise ValueError("no seal begins there")
    behind = _lines(path, at + len(line) + 1, size)
    return KeptSeals(path.name, behind, key[0] if key else None, follow=first)


def first_verifier(journal: Path) -> str:
    """ "" where it cannot be read. Raises: OSError."""
    path = seals_path(journal)
    with contextlib.suppress(ValueError):
        said = parsed(next(_lines(path, 0, _size(path)), b""))
        return said.verifier if isinstance(said, Beginning) else ""
    return ""


class Sealer:
    """Attributes:
    seq: the entry that the last seal was made over.
    """

    def __init__(self, journal: Path, id_: str, head: Head) -> None:
        """Begins where nothing was sealed, and completes what a power cut has left.

        Raises: OSError.
        """
        self._path, self._id = journal, id_
        self.seq, epoch, verifier = 0, 0, ""
        path = seals_path(journal)
        line, end = _last_line(path)
        with contextlib.suppress(ValueError):
            said = parsed(line)
            if isinstance(said, Seal):
                self.seq, epoch, verifier = said.seq, said.epoch + 1, said.next
            else:
                epoch, verifier = said.epoch, said.verifier
        if end is not None:  # never followed by the next key: it is made again
            os.truncate(path, end)
        key = _read_key(journal)
        if key and key[0] == epoch - 1 and verifier_of(evolved(key[1])) == verifier:
            key = epoch, evolved(key[1])
            self.keep_key(*key)
        if not key or key[0] < epoch or (key[0] == epoch and verifier and verifier_of(key[1]) != verifier):
            key, verifier = (epoch, os.urandom(SEED)), ""
            write_durably(key_path(journal), _packed(*key))
        self._epoch, self._key = key
        if not verifier or self._epoch != epoch:
            # Nothing was sealed yet; or its seals or its key are gone, which shows for good.
            self.add_line(Beginning(journal=id_, epoch=self._epoch, verifier=verifier_of(self._key), after=head.seq))

    def seal(self, head: Head, folded: str = "") -> None:
        """Makes the seal of this epoch's key and goes on to the next; nothing where nothing came since the last, unless a volume ends.

        Raises: OSError.
        """
        if head.seq < self.seq or (head.seq == self.seq and not folded):
            return
        self.add_line(sealed(self._key, self._id, self._epoch, head, folded))
        self.seq, self._epoch, self._key = head.seq, self._epoch + 1, evolved(self._key)
        self.keep_key(self._epoch, self._key)

    @property
    def end(self) -> int:
        """The byte at which the next seal will begin. Raises: OSError."""
        return _size(seals_path(self._path))

    def add_line(self, said: Beginning | Seal) -> None:
        """The first half: what is said is on the disk when this returns. Raises: OSError."""
        path = seals_path(self._path)
        if not path.exists():
            write_durably(path, b"")
        with path.open("ab") as file:
            file.write(msgspec.json.encode(said) + b"\n")
            file.flush()
            os.fsync(file.fileno())

    def keep_key(self, epoch: int, key: bytes) -> None:
        """The second half: over the one before, in its place, for a copy beside it would stay on the disk. Raises: OSError."""
        file = os.open(key_path(self._path), os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.pwrite(file, _packed(epoch, key), 0)
            os.fsync(file)
        finally:
            os.close(file)


def _size(path: Path) -> int:
    """0 where there is none."""
    try:
        about = path.stat()
    except FileNotFoundError:
        return 0
    if not stat.S_ISREG(about.st_mode):  # a pipe is waited at for ever, and /dev/zero has no end
        raise OSError(f"{path.name} is no file")
    return about.st_size


def _lines(path: Path, at: int, end: int) -> Iterator[bytes]:
    """From one byte to another, up to the first that is longer than any seal. What cannot be read is no seal."""
    if at >= end:
        return
    with path.open("rb") as file:
        file.seek(at)
        while at < end and (line := file.readline(min(_LONGEST, end - at))):
            at += len(line)
            if not line.endswith(b"\n") and len(line) < _LONGEST:
                return
            yield line.removesuffix(b"\n")
            if len(line) == _LONGEST:
                return


def _last_line(path: Path) -> tuple[bytes, int | None]:
    """The last whole one; and where one begins behind it that a power cut has left without its end."""
    size = _size(path)
    if not size:
        return b"", None
    with path.open("rb") as file:
        file.seek(max(0, size - 2 * _LONGEST))
        whole, _, rest = file.read().rpartition(b"\n")
    if len(rest) >= _LONGEST:
        return b"", None  # no power cut has left that
    return whole.rpartition(b"\n")[2], size - len(rest) if rest else None


def _packed(epoch: int, key: bytes) -> bytes:
    data = _MAGIC + epoch.to_bytes(8) + key
    return data + zlib.crc32(data).to_bytes(4)


def _read_key(journal: Path) -> tuple[int, bytes] | None:
    """Epoch and key; None where there is none, or a damaged one."""
    path = key_path(journal)
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise OSError(f"{path.name} is no file")
        with path.open("rb") as file:
            data = file.read(_KEY.size)
    except FileNotFoundError:
        return None
    if len(data) != _KEY.size:
        return None
    magic, epoch, key, crc = _KEY.unpack(data)
    return (epoch, key) if magic == _MAGIC and crc == zlib.crc32(data[:-4]) else None
