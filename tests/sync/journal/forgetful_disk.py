"""A disk for SQLite, in memory, that forgets at a power cut what was not synced: ``forgetful_disk.py FOLDER SEED [off|counted]``.

It is a VFS of SQLite's own, made known to the very library that Python's ``sqlite3`` uses, so the journal's real code
runs on it. Commits entries, and at moments that the seed chooses, in the middle of a write as well as between two
commits, puts down what the disk would hold if power failed now: everything that was synced, and of the writes since
then as many as the seed says, in any order. Beside it, how many entries the kiosk had been told were safe.

With ``off`` the journal does not sync (``PRAGMA synchronous = OFF``), which must not survive this. With ``counted`` power stays on,
and what is printed is the number of syncs.
"""

from __future__ import annotations

import ctypes as c
import json
import os
import random
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from config.ids import DeviceName, Ref, SessionId
from config.won import Won
from sync.journal.events import CoinCredited
from sync.journal.format import Chain, Head
from sync.journal.sqlite import store as sqlite_store
from sync.journal.sqlite.anchor import Anchor, AnchorFile, anchor_path

COMMITS = 260
COUNTED = 1_500
OK, SHORT_READ, NOT_FOUND, CANNOT_OPEN = 0, 10 | 2 << 8, 12, 14
MAIN_DB = 0x100
CREATE = 0x4


@dataclass
class File:
    """Attributes:
    unsynced: writes since the last sync: offset and bytes, or a length it was cut to.
    """

    now: bytearray = field(default_factory=bytearray)
    safe: bytearray = field(default_factory=bytearray)
    unsynced: list[tuple[int, bytes | None]] = field(default_factory=list)

    def write(self, content: bytearray, at: int, data: bytes | None) -> None:
        if data is None:
            del content[at:]
            return
        if len(content) < at:
            content.extend(bytes(at - len(content)))
        content[at : at + len(data)] = data


class Disk:
    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.files: dict[str, File] = {}
        self.told = 0  # entries that a commit has returned for
        self.syncs = 0
        self.anchor: tuple[bytes, bytes] = (b"", b"")  # as it was synced last, and as it is
        self.cuts = 0
        self._folder = folder
        self._chance = chance

    def may_fail(self) -> None:
        """Called at every write and sync: perhaps this is when power fails."""
        if self.told and self._chance.random() < 0.03:
            self.cut()

    def cut(self) -> None:
        self.cuts += 1
        after = self._folder / f"cut{self.cuts}"
        after.mkdir()
        for name, file in self.files.items():
            content = bytearray(file.safe)
            kept = [write for write in file.unsynced if self._chance.random() < 0.5]
            self._chance.shuffle(kept)
            for at, data in kept:
                file.write(content, at, data)
            (after / Path(name).name).write_bytes(content)
        # Each page of the anchor is what it is now, or what it was when it was synced last.
        pages = [[each[at : at + 4096] for each in self.anchor] for at in (0, 4096)]
        (after / "journal.sqlite.anchor").write_bytes(b"".join(self._chance.choice(page) for page in pages))
        (after / "told.json").write_text(json.dumps(self.told))


class SqliteFile(c.Structure):
    _fields_ = (("methods", c.c_void_p), ("number", c.c_int))


def function(*arguments: Any) -> Any:
    return c.CFUNCTYPE(c.c_int, *arguments)


_FILE, _WIDE = c.POINTER(SqliteFile), c.c_int64
METHODS: dict[str, Any] = {
    "close": function(_FILE), "read": function(_FILE, c.c_void_p, c.c_int, _WIDE),
    "write": function(_FILE, c.c_void_p, c.c_int, _WIDE), "truncate": function(_FILE, _WIDE),
    "sync": function(_FILE, c.c_int), "size": function(_FILE, c.POINTER(_WIDE)), "lock": function(_FILE, c.c_int),
    "unlock": function(_FILE, c.c_int), "reserved": function(_FILE, c.POINTER(c.c_int)),
    "control": function(_FILE, c.c_int, c.c_void_p), "sector": function(_FILE), "character": function(_FILE),
    "shm_map": function(_FILE, c.c_int, c.c_int, c.c_int, c.POINTER(c.c_void_p)),
    "shm_lock": function(_FILE, c.c_int, c.c_int, c.c_int), "shm_barrier": c.CFUNCTYPE(None, _FILE),
    "shm_unmap": function(_FILE, c.c_int),
}  # fmt: skip


class IoMethods(c.Structure):
    _fields_ = (("version", c.c_int), *METHODS.items())


_NAME = c.c_char_p
VFS_METHODS: dict[str, Any] = {
    "open": function(c.c_void_p, _NAME, _FILE, c.c_int, c.POINTER(c.c_int)), "delete": function(c.c_void_p, _NAME, c.c_int),
    "access": function(c.c_void_p, _NAME, c.c_int, c.POINTER(c.c_int)),
    "full": function(c.c_void_p, _NAME, c.c_int, c.c_void_p),
    **dict.fromkeys(("dl_open", "dl_error", "dl_sym", "dl_close"), c.c_void_p),
    "random": function(c.c_void_p, c.c_int, c.c_void_p), "sleep": function(c.c_void_p, c.c_int),
    "time": function(c.c_void_p, c.POINTER(c.c_double)), "error": function(c.c_void_p, c.c_int, c.c_void_p),
}  # fmt: skip


class Vfs(c.Structure):
    _fields_ = (
        ("version", c.c_int), ("file_size", c.c_int), ("longest", c.c_int), ("next", c.c_void_p), ("name", _NAME),
        ("data", c.c_void_p), *VFS_METHODS.items(),
    )  # fmt: skip


class ForgetfulVfs:
    """SQLite's calls on the disk. One process, one connection: locks and shared memory need no others to see them."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._opened: list[File] = []
        self._shared: dict[int, Any] = {}
        self._methods = IoMethods(
            2, *(type_(self._safely(getattr(self, f"file_{name}"))) for name, type_ in METHODS.items())
        )
        calls = [
            type_(self._safely(getattr(self, f"vfs_{name}"))) if type_ is not c.c_void_p else None
            for name, type_ in VFS_METHODS.items()
        ]
        self._vfs = Vfs(1, c.sizeof(SqliteFile), 512, None, b"forgetful", None, *calls)

    def register(self) -> None:
        library = c.CDLL("libsqlite3.so.0")
        assert library.sqlite3_vfs_register(c.byref(self._vfs), 1) == OK

    @staticmethod
    def _safely(call: Callable[..., int | None]) -> Callable[..., int]:
        """An exception in a callback would be swallowed, and the test with it."""

        def called(*arguments: Any) -> int:
            try:
                return call(*arguments) or OK
            except BaseException:
                traceback.print_exc()
                os._exit(3)

        return called

    # -- the disk's folder --

    def vfs_open(self, _: Any, name: bytes | None, handle: Any, flags: int, told: Any) -> int:
        path = name.decode() if name else f"temporary{len(self._opened)}"
        if path not in self._disk.files and not flags & CREATE:
            return CANNOT_OPEN
        self._opened.append(self._disk.files.setdefault(path, File()))
        handle.contents.number = len(self._opened) - 1
        handle.contents.methods = c.addressof(self._methods)
        if told:
            told[0] = flags
        return OK

    def vfs_delete(self, _: Any, name: bytes, _sync: int) -> None:
        self._disk.files.pop(name.decode(), None)

    def vfs_access(self, _: Any, name: bytes, _flags: int, found: Any) -> None:
        found[0] = int(name.decode() in self._disk.files)

    def vfs_full(self, _: Any, name: bytes, _size: int, out: int) -> None:
        c.memmove(out, name + b"\0", len(name) + 1)

    def vfs_random(self, _: Any, size: int, out: int) -> int:
        c.memmove(out, bytes(size), size)
        return size

    def vfs_sleep(self, _: Any, microseconds: int) -> int:
        return microseconds

    def vfs_time(self, _: Any, out: Any) -> None:
        out[0] = 2_440_587.5 + time.time() / 86_400

    def vfs_error(self, *_: Any) -> None:
        """Nothing more to tell."""

    # -- a file --

    def _file(self, handle: Any) -> File:
        number: int = handle.contents.number
        return self._opened[number]

    def file_close(self, _handle: Any) -> None:
        """The content stays on the disk."""

    def file_read(self, handle: Any, out: int, size: int, at: int) -> int:
        found = bytes(self._file(handle).now[at : at + size])
        c.memmove(out, found + bytes(size - len(found)), size)
        return OK if len(found) == size else SHORT_READ

    def file_write(self, handle: Any, data: int, size: int, at: int) -> None:
        self._disk.may_fail()
        self._change(self._file(handle), at, c.string_at(data, size))

    def file_truncate(self, handle: Any, size: int) -> None:
        self._change(self._file(handle), size, None)

    def _change(self, file: File, at: int, data: bytes | None) -> None:
        file.write(file.now, at, data)
        file.unsynced.append((at, data))

    def file_sync(self, handle: Any, _flags: int) -> None:
        self._disk.may_fail()
        file = self._file(handle)
        self._disk.syncs += 1
        file.safe, file.unsynced = bytearray(file.now), []
        self._disk.may_fail()

    def file_size(self, handle: Any, out: Any) -> None:
        out[0] = len(self._file(handle).now)

    def file_lock(self, *_: Any) -> None: ...

    def file_unlock(self, *_: Any) -> None: ...

    def file_reserved(self, _handle: Any, out: Any) -> None:
        out[0] = 0

    def file_control(self, *_: Any) -> int:
        return NOT_FOUND

    def file_sector(self, _handle: Any) -> int:
        return 4_096

    def file_character(self, _handle: Any) -> int:
        return 0

    def file_shm_map(self, _handle: Any, region: int, size: int, _extend: int, out: Any) -> None:
        out[0] = c.addressof(self._shared.setdefault(region, c.create_string_buffer(size)))

    def file_shm_lock(self, *_: Any) -> None: ...

    def file_shm_barrier(self, *_: Any) -> None: ...

    def file_shm_unmap(self, *_: Any) -> None: ...


class ForgetfulAnchor(AnchorFile):
    """The real one, and beside it what of it a power cut would leave."""

    disk: Disk

    def __init__(self, journal: Path) -> None:
        super().__init__(journal)
        self._path = anchor_path(journal)
        self.disk.anchor = (self._path.read_bytes(),) * 2

    def write(self, anchor: Anchor) -> None:
        super().write(anchor)
        self.disk.anchor = (self.disk.anchor[0], self._path.read_bytes())
        self.disk.may_fail()

    def sync(self) -> None:
        super().sync()
        self.disk.syncs += 1
        self.disk.anchor = (self.disk.anchor[1],) * 2


def main(folder: Path, seed: int, how: str) -> None:
    chance = random.Random(seed)
    disk = Disk(folder, chance)
    vfs = ForgetfulVfs(disk)
    vfs.register()
    ForgetfulAnchor.disk = disk
    vars(sqlite_store)["AnchorFile"] = ForgetfulAnchor
    if how != "counted":  # so that the log is folded into the database now and then
        sqlite_store.SETTINGS += ("PRAGMA wal_autocheckpoint = 40",)
    if how == "off":
        sqlite_store.SYNCED = "PRAGMA synchronous = OFF"
    store = sqlite_store.SqliteStore(folder / "journal.sqlite", "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90")
    chain = Chain(store.id, "5d1c8f60-2a7b-4e93-8c41-f0a6b9d7e325", Head(), 1)
    opened = disk.syncs
    for number in range(COUNTED if how == "counted" else COMMITS):
        event = CoinCredited(
            SessionId("8a1f0c66-93b5-4d27-b8de-51e60c3f9a02"),
            DeviceName("coin-acceptor"),
            Ref(f"SN/{number}"),
            Won(100),
        )
        wall = datetime(2031, 3, 14, tzinfo=UTC)
        if how == "counted":
            store.commit((chain.entry(event, number, wall),))
            continue
        store.commit(tuple(chain.entry(event, number, wall) for _ in range(chance.randint(1, 4))))
        disk.told = chain.head.seq
        if chance.random() < 0.05:
            disk.cut()
        if chance.random() < 0.1:
            store.acknowledge(disk.told)
    print(disk.syncs - opened if how == "counted" else disk.cuts, flush=True)
    os._exit(0)  # the last power cut: nothing is closed


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:] or ("",))
