"""Something is put on a stick, and is there: written, flushed, and read back before anybody says "done".

Who takes a stick to the city hall pulls it the moment the screen says so. What the kernel has taken is not on the stick yet, and
a stick that lies about its size takes everything and keeps nothing; so all of it is read again, from the stick itself.

The folder is opened once and everything goes through that handle: when a stick is pulled its folder is an empty one on the
kiosk's own disk, and what is written there by name would be "done" and nowhere.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from config.trouble import Trouble

_CHUNK = 1 << 20


class StickTrouble(StrEnum):
    """What is wrong with a stick; the value is what the screen looks its words up by."""

    NONE = "none"
    FULL = "full"
    READ_ONLY = "read-only"
    NO_RIGHTS = "no-rights"
    PULLED = "pulled"
    NOT_KEPT = "not-kept"


_SAID = {
    StickTrouble.NONE: "there is no stick, or it cannot be read",
    StickTrouble.FULL: "the stick is full",
    StickTrouble.READ_ONLY: "the stick is read-only; some have a small switch at the side",
    StickTrouble.NO_RIGHTS: "the kiosk may not write there",
    StickTrouble.PULLED: "the stick was pulled out, or it fails",
    StickTrouble.NOT_KEPT: "the stick does not hold what was written to it; take another one",
}
_ERRORS = {
    errno.ENOSPC: StickTrouble.FULL,
    errno.EDQUOT: StickTrouble.FULL,
    errno.EFBIG: StickTrouble.FULL,  # a FAT file ends at 4 GB
    errno.EROFS: StickTrouble.READ_ONLY,
    errno.EACCES: StickTrouble.NO_RIGHTS,
    errno.EPERM: StickTrouble.NO_RIGHTS,
}
"""Everything else that a write or a flush brings is a device that is gone or broken."""


class StickError(Trouble):
    """``trouble`` is what; the message is a sentence."""

    def __init__(self, trouble: StickTrouble, detail: str = "") -> None:
        super().__init__(_SAID[trouble] + (f" ({detail})" if detail else ""))
        self.trouble = trouble


@dataclass(frozen=True)
class Kept:
    """What is on the stick."""

    name: str
    size: int
    sha256: str


def must_be_in(folder: Path) -> None:
    """Where a stick is mounted, the folder is there without it as well: what went into that would be on no stick.

    Raises:
        StickError: there is none.
    """
    if not os.path.ismount(folder):
        raise StickError(StickTrouble.NONE, f"{folder}")


def put_on(folder: Path, name: str, chunks: Iterable[bytes]) -> Kept:
    """Writes a file and reads it back. Until all of it is there it has another name, and where it fails nothing of it stays.

    Raises:
        StickError: nothing of that name is there, or what was there before.
    """
    with _opened(folder) as at:
        part = f".{name}.part"
        try:
            with _troubles():
                digest, size = write_through(at, part, chunks)
                if _read(at, part) != digest:
                    raise StickError(StickTrouble.NOT_KEPT)
                os.rename(part, name, src_dir_fd=at, dst_dir_fd=at)
                os.fsync(at)
                if _read(at, name) != digest:
                    raise StickError(StickTrouble.NOT_KEPT)
        except BaseException:
            with contextlib.suppress(OSError):
                os.unlink(part, dir_fd=at)
            raise
    return Kept(name, size, digest)


@contextlib.contextmanager
def _opened(folder: Path) -> Iterator[int]:
    try:
        at = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise StickError(StickTrouble.NONE, f"{folder}: {error.strerror}") from None
    try:
        yield at
    finally:
        os.close(at)


@contextlib.contextmanager
def _troubles() -> Iterator[None]:
    """What the system says of the stick, in words of a stick. What makes the chunks has troubles of its own type."""
    try:
        yield
    except OSError as error:
        raise StickError(_ERRORS.get(error.errno or 0, StickTrouble.PULLED), error.strerror or "") from None


def write_through(at: int, name: str, chunks: Iterable[bytes]) -> tuple[str, int]:
    """Writes a file into the open folder ``at``, to the stick itself; returns its SHA-256 in hexadecimal and its bytes."""
    digest, size = sha256(), 0
    file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o644, dir_fd=at)
    try:
        with open(file, "wb", buffering=_CHUNK, closefd=False) as writing:
            for chunk in chunks:
                writing.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        os.fsync(file)
        # The read that follows is to ask the stick, not the kernel's memory of what it was given.
        os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)
    finally:
        os.close(file)
    return digest.hexdigest(), size


def _read(at: int, name: str) -> str:
    digest = sha256()
    file = os.open(name, os.O_RDONLY | os.O_CLOEXEC, dir_fd=at)
    try:
        while chunk := os.read(file, _CHUNK):
            digest.update(chunk)
    finally:
        os.close(file)
    return digest.hexdigest()
