"""``kiosk run`` of a machine without settings, set up by a finger: ``-m tests.end_to_end.newcomer CONFIG STATE STICK DOOR``.

The command is the real one, and its pages are the window's own. What is put in from here: where the stick is, and who touches. Says
``code CODE`` when one is to be read out, ``set up`` when the last page was touched, and ``first screen`` when residents may come; then it ends.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from unittest.mock import patch

from kiosk.__main__ import main
from kiosk.core.view import Attract
from kiosk.session.setting_up.pages import CITY, DEVICES, STAFF, START
from kiosk.shell import memory
from kiosk.shell.setting_up import SettingUpWorker
from kiosk.ui.window import KioskWindow, application
from tests.end_to_end.scripted import Scripted, Story

NUMBER, PIN = "1001", "314159"


class Newcomer(Scripted):
    def __init__(self, door: str) -> None:
        super().__init__()
        self._door = door.removeprefix("https://")
        self.begin(self._sets_it_up())

    def look(self) -> None:
        if isinstance(self.shown, Attract):
            print("first screen", flush=True)
            application().quit()
            return
        super().look()

    def _sets_it_up(self) -> Story:
        yield from self.menu(CITY)
        yield from self.types(self._door)
        yield from self.goes_on("setup.compare", "same")
        yield from self.goes_on("setup.which-site", "choose", "03")
        page = yield from self.waits_for("setup.read-out")
        print("code", page.rows[0].value, flush=True)
        yield from self.menu(DEVICES)
        yield from self.goes_on("setup.which-model", "choose", "model.toml")
        yield from self.goes_on("setup.plug-in", "search")
        yield from self.goes_on("setup.all-found", "continue")
        yield from self.menu(STAFF)
        yield from self.goes_on("setup.who", "add")
        for asked, typed in (("new-number", NUMBER), ("new-pin", PIN), ("pin-again", PIN)):
            yield from self.signs(asked, typed)
        while not (yield from self.waits_for("setup.who")).rows:
            pass
        self.finger.tap("back")
        yield from self.menu(START)
        yield from self.goes_on("setup.can-start", "begin")
        yield from self.goes_on("setup.started", "continue")
        print("set up", flush=True)


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
