"""``kiosk run`` with its window, served by touch and killed: ``-m tests.end_to_end.windowed CONFIG PAGE PICTURES EVENT``.

The command is the real one. What is put in from here: a scripted resident who touches the window, and SIGKILL as soon as
an entry of the type EVENT is durable.
"""

from __future__ import annotations

import sys
from pathlib import Path

import requests

from kiosk.__main__ import main
from kiosk.core.view import Screen
from kiosk.demo.hands import Hands
from kiosk.demo.resident import Action
from kiosk.demo.visitor import Visitor
from kiosk.demo.wishes import PATIENT, resident
from kiosk.shell.settings import read_settings
from kiosk.ui.window import KioskWindow
from tests.cities import WONJU
from tests.end_to_end.commits import kill_after
from tests.patience import PATIENCE_MS, PATIENCE_S


def run(config: str, page: str, pictures: str, event: str) -> int:
    wants = resident(WONJU, WONJU.kinds["land-register"], purse=(1_000,), **PATIENT)
    show = KioskWindow.show_screen
    visitors: list[Visitor] = []

    hands = Hands(read_settings(Path(config)))

    def pay(action: Action) -> None:
        requests.post(f"{page}do", json=hands.deed(action)._asdict(), timeout=PATIENCE_S).raise_for_status()

    def show_and_serve(window: KioskWindow, screen: Screen) -> None:
        if not visitors:
            visitors.append(Visitor(window, wants, Path(pictures), pay, lambda: True, print, PATIENCE_MS))
        show(window, screen)

    KioskWindow.show_screen = show_and_serve  # type: ignore[method-assign, assignment]
    kill_after(event)
    status = main(["run", "--config", config])
    print(visitors[0].failure if visitors else "nothing was shown", file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
