"""The configurations that a kiosk has on its disk, and which of them it starts with.

=========  ==================================================================================================================
a version  is
=========  ==================================================================================================================
written    whole on the disk and checked; it waits for a quiet moment
tried      what the process that runs now was started with, and has not proved itself
kept       in force: the process that runs it has shown that it can issue
refused    left, and not taken again: it did not start, or did not get well
=========  ==================================================================================================================

Without a version kept the kiosk runs with what was shipped and what its own file says. What is written down here is durable
before it is acted upon, so that a power cut at any moment leaves one of these states.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from config.durable import sync_all, sync_folder, write_durably
from config.trouble import Trouble

TRIES = 2
"""A start may be cut off by the power; one that ends twice without having proved itself is left."""
PUT_OFF = 3
"""So often one is tried that leaves the kiosk without the city; then it is taken to be what keeps the city away."""
REMEMBERED = 50
"""Refused ones; the oldest are forgotten."""
CITY = "city"
"""In the folder of a version: the city's data, whole."""


@dataclass(frozen=True)
class State:
    """Attributes:
    written: it waits for a quiet moment.
    starts: of the one that is tried, begun and not proved.
    was_able: whether the kiosk could issue before the trial.
    put_off: the one that was left to be tried again, once for each time.
    """

    kept: str | None = None
    written: str | None = None
    tried: str | None = None
    starts: int = 0
    was_able: bool = True
    refused: tuple[str, ...] = ()
    put_off: tuple[str, ...] = ()


_STATE: TypeAdapter[State] = TypeAdapter(State)


def name_of(contents: dict[str, bytes]) -> str:
    """The same for the same contents: the first digits of their SHA-256. Target's path to its bytes."""
    whole = sha256()
    for path, data in sorted(contents.items()):
        whole.update(b"%d %d %s%s" % (len(path), len(data), path.encode(), data))
    return whole.hexdigest()[:12]


class Versions:
    """On this folder, which one process at a time uses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def state(self) -> State:
        """Raises `Trouble`: the file was made by nobody who knows its form."""
        path = self.folder / "state.json"
        try:
            return _STATE.validate_json(path.read_bytes()) if path.exists() else State()
        except (ValidationError, OSError) as error:
            raise Trouble(f"{path}: cannot be used: {error}") from None

    def _set(self, state: State) -> None:
        write_durably(self.folder / "state.json", json.dumps(asdict(state)).encode())

    def of(self, version: str) -> Path:
        """Its folder."""
        return self.folder / version

    def is_news(self, version: str) -> bool:
        state = self.state
        return version not in (state.kept, state.tried, state.written, *state.refused)

    def write(self, version: str, fill: Callable[[Path], None]) -> None:
        """Written: ``fill`` makes its folder. Raises whatever ``fill`` raises, and then it is refused."""
        scratch = self.folder / f".{version}.new"
        self.folder.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir()
        try:
            fill(scratch)
            sync_all(scratch)
            shutil.rmtree(self.of(version), ignore_errors=True)
            scratch.rename(self.of(version))
            sync_folder(self.folder)
        except Trouble:
            self.refuse(version)
            raise
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        self._set(replace(self.state, written=version))

    def apply(self, version: str, was_able: bool) -> None:
        """The next start tries it."""
        self._set(replace(self.state, written=None, tried=version, starts=0, was_able=was_able))

    def begin(self) -> str | None:
        """Which to start with, None for what was shipped. A trial is counted; one that has had its tries is refused."""
        state = self.state
        if state.tried and state.starts < TRIES:
            self._set(replace(state, starts=state.starts + 1))
            return state.tried
        if state.tried:
            self.refuse(state.tried)
        return self.state.kept

    def keep(self, version: str) -> None:
        """It has proved itself. Those that are neither kept nor tried are cleared away."""
        state = self.state
        if version == state.tried:
            self._set(replace(state, kept=version, tried=None, starts=0, put_off=()))
        self._clear()

    def refuse(self, version: str) -> None:
        """It is left, and not taken again."""
        state = self.state
        tried = None if version == state.tried else state.tried
        self._set(replace(state, tried=tried, starts=0, refused=(*state.refused, version)[-REMEMBERED:]))
        self._clear()

    def put_off(self, version: str) -> None:
        """It is left, and tried again when it is met with again: so often, and then no more."""
        state = self.state
        tries = (*(each for each in state.put_off if each == version), version)
        if len(tries) >= PUT_OFF:
            self.refuse(version)
        else:
            self._set(replace(state, tried=None, starts=0, put_off=tries))
            self._clear()

    def stopped(self) -> None:
        """The process ends because somebody wants it to: that says nothing against what it was started with."""
        state = self.state
        if state.tried and state.starts:
            self._set(replace(state, starts=state.starts - 1))

    def _clear(self) -> None:
        state = self.state
        for path in self.folder.iterdir():
            is_version = path.is_dir() and (path / CITY).is_dir()
            if is_version and path.name not in (state.kept, state.tried, state.written):
                shutil.rmtree(path, ignore_errors=True)
