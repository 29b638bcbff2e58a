"""Files that are whole after a power cut, or as they were: written beside, synced, and put in place by one rename. A thin shell."""

from __future__ import annotations

import os
from pathlib import Path


def write_durably(path: Path, data: bytes, mode: int = 0o600) -> None:
    """The file belongs to whoever the folder belongs to: a technician who is root writes for a kiosk that is not.

    Raises:
        OSError: it cannot be written; what was there is untouched.
    """
    beside = path.with_name(f".{path.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)  # whatever the umask of who writes
            give_to_folders_owner(beside)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def give_to_folders_owner(path: Path) -> None:
    """Only root can give files away, and only root has to."""
    if os.geteuid() == 0:
        owner = path.parent.stat()
        os.chown(path, owner.st_uid, owner.st_gid)


def sync_folder(folder: Path) -> None:
    """Which names there are in it: a new one survives a power cut only when the folder does. Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_all(folder: Path) -> None:
    """Every file in and below it, and their names. Raises `OSError`."""
    for where, _, names in os.walk(folder):
        for name in names:
            path = Path(where, name)
            if path.is_symlink():
                continue
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        sync_folder(Path(where))
