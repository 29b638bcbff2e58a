"""Puts something around every commit of a kiosk that is started in this process."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest.mock import patch

from sync.journal.format import Entry, Head, open_entry
from sync.journal.opening import open_for_writing
from sync.journal.store import JournalStore, Volume

Around = Callable[[tuple[Entry, ...], Callable[[], None]], None]
"""Takes the entries and what commits them, which it calls."""


def put_around_commits(around: Around) -> None:
    """From now on a station opens its journal with ``around`` in between: done where the machine is composed."""

    def opened(path: Path, new_id: str) -> JournalStore:
        return _Watched(open_for_writing(path, new_id), around)

    patch("kiosk.shell.station.open_for_writing", opened).start()


def kill_after(event: str) -> None:
    """SIGKILL for this process as soon as an entry of that type is durable."""

    def commit_and_die(entries: tuple[Entry, ...], commit: Callable[[], None]) -> None:
        commit()
        if any(open_entry(entry.body).type == event for entry in entries):
            os.kill(os.getpid(), signal.SIGKILL)

    put_around_commits(commit_and_die)


class _Watched:
    """A `JournalStore`."""

    def __init__(self, store: JournalStore, around: Around) -> None:
        self._store = store
        self._around = around

    @property
    def id(self) -> str:
        return self._store.id

    @property
    def head(self) -> Head:
        return self._store.head

    @property
    def acknowledged(self) -> int:
        return self._store.acknowledged

    @property
    def verifier(self) -> str:
        return self._store.verifier

    @property
    def volume(self) -> Volume:
        return self._store.volume

    def close_volume(self, folded: bytes) -> None:
        self._store.close_volume(folded)

    def read(self, after: int = 0) -> Iterator[Entry]:
        return self._store.read(after)

    def commit(self, entries: tuple[Entry, ...]) -> None:
        self._around(entries, lambda: self._store.commit(entries))

    def acknowledge(self, seq: int) -> None:
        self._store.acknowledge(seq)

    def close(self) -> None:
        self._store.close()
