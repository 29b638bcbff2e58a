"""What is drawn: every example in every language, size, colour, position and on every panel, or so many that every two of these meet.

>>> cases = pairwise(("pay", "pin"), ("ko", "en"))
>>> any(case.name == "pin" and case.language == "en" for case in cases)
True
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from allpairspy import AllPairs

from config.city import City
from config.language import Language
from kiosk.core.view import Message, Screen, Theme, View
from kiosk.demo.gallery import PANELS, THEMES
from kiosk.demo.screens.check import Fault, faults
from kiosk.demo.screens.scene import Scene, read_scene, turn_to
from kiosk.demo.settled import settle
from kiosk.ui.window import KioskWindow
from kiosk.ui.words import texts_of


class Case(NamedTuple):
    """An example of the gallery, and how it is shown; ``panel`` is one of `PANELS`."""

    name: str
    language: Language
    theme: Theme
    panel: str

    def __str__(self) -> str:
        low, high = " low" * self.theme.low, " high" * (self.theme.contrast == "high")
        return f"{self.name} {self.language} {self.theme.scale}x{high}{low} {self.panel}"


def everything(names: Sequence[str], languages: Sequence[Language]) -> list[Case]:
    """All of them, panel by panel, as a window is made for a panel."""
    return [
        Case(name, language, theme, panel)
        for panel, language, name, theme in itertools.product(PANELS, languages, names, THEMES)
    ]


def pairwise(names: Sequence[str], languages: Sequence[Language]) -> list[Case]:
    """As few as hold every two values together, the same ones each time; in the order of `everything`."""
    found = AllPairs([list(names), list(languages), list(PANELS), [1, 2], ["normal", "high"], [False, True]])
    cases = [
        Case(name, language, Theme(scale, contrast, low), panel)
        for name, language, panel, scale, contrast, low in found
    ]
    return sorted(cases, key=lambda case: (list(PANELS).index(case.panel), case.language, case.name))


class Checker:
    """Draws cases in one window and looks at each page of what it drew."""

    def __init__(self, city: City, panel: str, speaks: bool = False) -> None:
        self.panel = panel
        self.window = KioskWindow(city, PANELS[panel], motion=False, speaks=speaks)
        self._texts = texts_of(city)

    def close(self) -> None:
        self.window.close()

    def check(self, view: View, case: Case) -> list[Fault]:
        """All that is wrong with any of its pages."""
        screen = Screen(view, case.language, case.theme)
        return [fault for page, scene in enumerate(self.pages(screen)) for fault in self.wrong(scene, screen, page)]

    def wrong(self, scene: Scene, screen: Screen, page: int = 0) -> Iterator[Fault]:
        def say(message: Message) -> str:
            return self._texts(screen.language, message)

        yield from faults(scene, screen, say, self.window.upright(), first=page == 0)

    def pages(self, screen: Screen) -> Iterator[Scene]:
        """Each page of its body, while that one is shown."""
        self.window.show_screen(screen)
        settle()  # what the page before left is gone
        page, pages = 0, 1
        while page < pages:
            turn_to(self.window, page)
            self.window.grab()  # items get their final places when they are drawn
            scene = read_scene(self.window)
            pages = scene.pages
            yield scene
            page += 1
