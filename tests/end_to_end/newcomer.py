"""``kiosk run`` of a machine without settings, set up by a finger: ``-m tests.end_to_end.newcomer CONFIG STATE STICK DOOR``.

The command is the real one, and its pages are the window's own. What is put in from here: where the stick is, and who touches. Says
``code CODE`` when one is to be read out, ``set up`` when the last page was touched, and ``first screen`` when residents may come; then it ends.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from functools import partial
from pathlib import Path
from unittest.mock import patch

from PySide6.QtCore import QTimer

from kiosk.__main__ import main
from kiosk.core.view import Attract, Screen, ServiceEntry, ServiceList, ServiceMenu, StaffSignIn, View
from kiosk.demo.finger import Finger
from kiosk.session.setting_up.pages import CITY, DEVICES, STAFF, START
from kiosk.shell import memory
from kiosk.shell.setting_up import SettingUpWorker
from kiosk.ui.window import KioskWindow, application

LOOK_MS = 50
SHOW = KioskWindow.show_screen
NUMBER, PIN = "1001", "314159"
Story = Generator[None, View, None]


class Newcomer:
    def __init__(self, door: str) -> None:
        self._door = door.removeprefix("https://")
        self._window: KioskWindow | None = None
        self._timer = QTimer(interval=LOOK_MS)
        self._timer.timeout.connect(self._look)
        self._story = self._sets_it_up()
        next(self._story)

    def show(self, window: KioskWindow, screen: Screen) -> None:
        SHOW(window, screen)
        if self._window is None:
            self._window = window
            self._finger = Finger(window)
            self._timer.start()

    def _look(self) -> None:
        assert self._window
        assert self._window.shown
        if isinstance(self._window.shown.view, Attract):
            print("first screen", flush=True)
            application().quit()
            return
        try:
            self._story.send(self._window.shown.view)
        except StopIteration:
            self._timer.stop()

    def _sets_it_up(self) -> Story:
        yield from self._menu(CITY)
        yield from self._type(self._door)
        yield from self._list("setup.compare", "same")
        yield from self._list("setup.which-site", "choose", "03")
        page = yield from self._waits_for("setup.read-out")
        print("code", page.rows[0].value, flush=True)
        yield from self._menu(DEVICES)
        yield from self._list("setup.which-model", "choose", "model.toml")
        yield from self._list("setup.plug-in", "search")
        yield from self._list("setup.all-found", "continue")
        yield from self._menu(STAFF)
        yield from self._list("setup.who", "add")
        for asked, typed in (("new-number", NUMBER), ("new-pin", PIN), ("pin-again", PIN)):
            yield from self._digits(asked, typed)
        page = yield from self._waits_for("setup.who")
        while not page.rows:
            page = yield from self._waits_for("setup.who")
        self._finger.tap("back")
        yield from self._menu(START)
        yield from self._list("setup.can-start", "begin")
        yield from self._list("setup.started", "continue")
        print("set up", flush=True)

    def _menu(self, step: str) -> Story:
        while not isinstance((yield), ServiceMenu):
            pass
        self._finger.tap("open", step)

    def _waits_for(self, told: str) -> Generator[None, View, ServiceList]:
        while True:
            view = yield
            if isinstance(view, ServiceList) and view.first:
                if view.first.id == told:
                    return view
                if view.tone == "problem" or view.first.id == "setup.some-lacking":
                    print("trouble", view, flush=True)

    def _list(self, told: str, control: str, value: str = "") -> Story:
        yield from self._waits_for(told)
        self._finger.tap(control, value)

    def _type(self, text: str) -> Story:
        for at, key in enumerate(text):
            while not (isinstance((view := (yield)), ServiceEntry) and view.typed == text[:at]):
                pass
            self._key(key)
        while not (isinstance((view := (yield)), ServiceEntry) and view.typed == text):
            pass
        self._finger.tap("confirm")

    def _key(self, key: str) -> None:
        """On whichever of the pad's faces it is."""
        for _ in range(6):
            try:
                return self._finger.tap("key", key)
            except LookupError:
                self._finger.tap("face")
        raise LookupError(f"no key {key!r}")

    def _digits(self, asked: str, typed: str) -> Story:
        for at, key in enumerate(typed):
            while not (isinstance((view := (yield)), StaffSignIn) and (view.asked, view.typed) == (asked, at)):
                pass
            self._finger.tap("key", key)
        while not (isinstance((view := (yield)), StaffSignIn) and (view.asked, view.typed) == (asked, len(typed))):
            pass
        self._finger.tap("confirm")


def run(config: str, state: str, stick: str, door: str) -> int:
    application()
    newcomer = Newcomer(door)
    with (
        patch.object(sys, "argv", ["kiosk", "run", "--config", config, "--state", state]),
        patch.object(KioskWindow, "show_screen", lambda window, screen: newcomer.show(window, screen)),
        patch("kiosk.shell.setting_up.SettingUpWorker", partial(SettingUpWorker, stick=Path(stick))),
    ):
        return main()


if __name__ == "__main__":
    memory.clear_what_is_given_back()  # as the command does whose own process it is
    sys.exit(run(*sys.argv[1:]))
