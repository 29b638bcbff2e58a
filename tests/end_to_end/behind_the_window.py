"""The real station behind its window with one of what it speaks to hanging, for as long as the window is looked at.

Whoever looks is a timer of the window's own thread: it beats, wants a frame each time, touches the language whenever the last
touch was answered, and ends when it has seen enough. What hangs is let go only after that, or when nobody came to look.
"""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from PySide6.QtCore import Qt, QTimer

from config.vocabulary import StopReason
from drivers.bench.direct_reader import DirectReader
from kiosk.core.view import Screen, Tap
from kiosk.demo.hands import Hands
from kiosk.demo.wishes import resident
from kiosk.shell.settings import read_settings
from kiosk.shell.station import CardReader, Station
from kiosk.ui.loop import run_with_qt
from kiosk.ui.window import KioskWindow, application
from tests.cities import WONJU
from tests.end_to_end.among_the_silent import Mute, settings_among
from tests.end_to_end.commits import put_around_commits
from tests.end_to_end.surroundings import surroundings

BEAT_MS = 5
BEATS, FRAMES, ANSWERS = 100, 20, 5
"""So much of each the window does while something hangs, before it has been seen to go on."""
NOBODY_CAME_S = 45
PROJECT = Path(__file__).resolve().parents[2]


@dataclass
class Hang:
    """What hangs, and since when.

    Attributes:
        begun: it is being waited for.
        let_go: it hangs no longer.
        answers: touches are answered meanwhile. Behind a disk that hangs they are not: nothing is shown that is not recorded.
    """

    begun: threading.Event = field(default_factory=threading.Event)
    let_go: threading.Event = field(default_factory=threading.Event)
    answers: bool = True

    def hold(self) -> None:
        self.begun.set()
        self.let_go.wait(NOBODY_CAME_S)


@dataclass
class Scene:
    """A machine whose window is about to be opened.

    Attributes:
        serve: what a resident does at this view, beside touching the language.
    """

    settings: Path
    hang: Hang
    reader: CardReader = field(default_factory=Mute)
    serve: Callable[[KioskWindow, Screen], None] = lambda window, screen: None


class Watcher:
    """Attributes:
    beats, frames, answered: since it hangs.
    longest: between two beats since then, in ms.
    """

    def __init__(self, window: KioskWindow, scene: Scene) -> None:
        self.beats = self.frames = self.answered = 0
        self.longest = 0.0
        self._files: set[str] = set()
        self._window, self._scene = window, scene
        self._wanted: str | None = None
        self._last = self._began = time.monotonic()
        window.frameSwapped.connect(self._drawn)
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def entered(self) -> set[str]:
        """The project's files whose code the window's thread has run, from its first beat on."""
        return {str(Path(file).relative_to(PROJECT)) for file in self._files if Path(file).is_relative_to(PROJECT)}

    def enough(self) -> bool:
        answered = self.answered >= ANSWERS or not self._scene.hang.answers
        return self.beats >= BEATS and self.frames >= FRAMES and answered

    def _beat(self) -> None:
        now, before = time.monotonic(), self._last
        self._last = now
        sys.setprofile(self._enters)  # of this thread alone
        shown = self._window.shown
        if self._scene.hang.begun.is_set():
            self.beats += 1
            self.longest = max(self.longest, (now - before) * 1_000 if self.beats > 1 else 0)
            self._touch(shown)
        elif shown:
            self._scene.serve(self._window, shown)
        self._window.update()
        if self.enough() or now - self._began > NOBODY_CAME_S:
            self._timer.stop()
            sys.setprofile(None)
            self._window.frameSwapped.disconnect(self._drawn)
            application().exit(0)

    def _touch(self, shown: Screen | None) -> None:
        if shown and self._wanted in (None, shown.language):
            self.answered += self._wanted is not None
            self._wanted = "en" if shown.language == "ko" else "ko"
            self._window.tapped.emit(Tap("language", self._wanted))

    def _drawn(self) -> None:
        self.frames += self._scene.hang.begun.is_set()

    def _enters(self, frame: FrameType, event: str, _: object) -> None:
        if event == "call":
            self._files.add(frame.f_code.co_filename)


def watch(window: KioskWindow, scene: Scene) -> Watcher:
    """Opens the window of that machine, looks, and lets go of what hangs."""
    station = Station(read_settings(scene.settings), WONJU, scene.reader)
    watcher = Watcher(window, scene)
    try:
        assert run_with_qt(station.runner, window) == 0
    finally:
        scene.hang.let_go.set()
        station.close(StopReason.STOPPED)
    return watcher


# -- what hangs --


@contextmanager
def ports(folder: Path, what: str) -> Iterator[Scene]:
    """Every serial port floods, or takes nothing, or is silent; city and printer take connections and never say a word."""
    hang = Hang()
    hang.begun.set()
    with settings_among(folder, what) as config:
        yield Scene(config, hang)


@contextmanager
def name_server(folder: Path) -> Iterator[Scene]:
    """Nobody says where the city is."""
    hang, asks = Hang(), socket.getaddrinfo

    def look_up(host: str, *more: Any, **how: Any) -> Any:
        if host == "city.example":
            hang.hold()
            raise socket.gaierror(socket.EAI_AGAIN, "try again")
        return asks(host, *more, **how)

    with settings_among(folder) as config, patch.object(socket, "getaddrinfo", look_up):
        config.write_text(config.read_text("utf-8").replace("https://127.0.0.1", "https://city.example"), "utf-8")
        yield Scene(config, hang)


@contextmanager
def printer(folder: Path) -> Iterator[Scene]:
    """It takes the connection and never says a word."""
    hang = Hang()
    with settings_among(folder) as config, socket.create_server(("127.0.0.1", 0)) as server:
        old = next(line for line in config.read_text("utf-8").splitlines() if "ipp://" in line)
        new = f'uri = "ipp://127.0.0.1:{server.getsockname()[1]}/ipp/print"'
        config.write_text(config.read_text("utf-8").replace(old, new), "utf-8")
        kept: list[socket.socket] = []

        def take() -> None:
            with contextlib.suppress(OSError):
                while True:
                    kept.append(server.accept()[0])
                    hang.begun.set()

        threading.Thread(target=take, daemon=True).start()
        yield Scene(config, hang)
        server.shutdown(socket.SHUT_RDWR)
    for connection in kept:
        connection.close()


@contextmanager
def disk(folder: Path) -> Iterator[Scene]:
    """The first commit after something is shown does not come back."""
    hang, shown = Hang(answers=False), threading.Event()

    def commit_late(_: object, commit: Callable[[], None]) -> None:
        if shown.is_set():
            hang.hold()
        commit()

    put_around_commits(commit_late)
    with settings_among(folder) as config:
        yield Scene(config, hang, serve=lambda window, screen: shown.set())
    patch.stopall()


class _StuckChip:
    """The bench's reader; its chip never answers."""

    def __init__(self, page: str, hang: Hang) -> None:
        self._reader, self._hang = DirectReader(page), hang
        self.watch, self.stop = self._reader.watch, self._reader.stop

    def transmit(self, question: object, timeout_ms: int) -> bytes:
        self._hang.hold()
        return b"\x6f\x00"


@contextmanager
def chip(folder: Path) -> Iterator[Scene]:
    """All is well, and a resident has typed the PIN of a card whose chip never answers."""
    hang = Hang()
    with surroundings(folder) as around:
        config = around.settings()
        hands = Hands(read_settings(config))
        wants = resident(WONJU, WONJU.kinds["resident-register"], looks_for_kind=10_000)
        done: list[Screen] = []

        def serve(window: KioskWindow, screen: Screen) -> None:
            if screen in done[-1:]:
                return
            action = wants.next(screen)
            if action is None:
                return
            done.append(screen)
            if isinstance(action, Tap):
                window.tapped.emit(action)
            else:  # what a hand does is not the window's
                threading.Thread(target=around.do, args=hands.deed(action)).start()

        yield Scene(config, hang, _StuckChip(around.bench["page"], hang), serve)


HANGING: dict[str, Callable[[Path], AbstractContextManager[Scene]]] = {
    "ports that flood": partial(ports, what="flood"),
    "ports that take nothing": partial(ports, what="full"),
    "ports that are silent": partial(ports, what="silent"),
    "name server": name_server,
    "chip": chip,
    "printer": printer,
    "disk": disk,
}
