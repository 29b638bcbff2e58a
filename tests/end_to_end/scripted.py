"""Somebody who goes through the machine's own pages by a finger on the window, page by page, as a script has it."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QPoint, QTimer

from kiosk.core.view import Screen, ServiceEntry, ServiceList, ServiceMenu, StaffSignIn, View
from kiosk.demo.finger import Finger
from kiosk.ui.window import KioskWindow

LOOK_MS = 50
SHOW = KioskWindow.show_screen
Story = Generator[None, View, None]
"""Looks at what is shown, again and again; touches when it is what was waited for."""


class Scripted:
    """Attributes:
    finger: touches the window; there once something is shown.
    """

    finger: Finger

    def __init__(self) -> None:
        self._window: KioskWindow | None = None
        self._timer = QTimer(interval=LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._story: Story | None = None
        self._touching = False

    def show(self, window: KioskWindow, screen: Screen) -> None:
        """In place of the window's own `show_screen`."""
        SHOW(window, screen)
        if self._window is None:
            self._window = window
            self.finger = Finger(window)
            self._timer.start()

    def begin(self, story: Story) -> None:
        next(story)
        self._story = story

    @property
    def shown(self) -> View | None:
        return self._window.shown.view if self._window and self._window.shown else None

    def look(self) -> None:
        if not self._story or not self.shown or self._touching:
            return  # a long touch lets Qt go on, and with it this
        self._touching = True
        try:
            self._story.send(self.shown)
        except StopIteration:
            self._story = None
        finally:
            self._touching = False

    # --- pages ---

    def knock(self) -> None:
        """The hidden place."""
        self.finger.touch(QPoint(80, 80), held_ms=3_300)

    def menu(self, item: str) -> Story:
        while not isinstance((yield), ServiceMenu):
            pass
        self.finger.tap("open", item)

    def waits_for(self, told: str) -> Generator[None, View, ServiceList]:
        """A list whose first line is that message."""
        before: View | None = None
        while True:
            view = yield
            if isinstance(view, ServiceList) and view.first:
                if view.first.id == told:
                    return view
                if view.tone == "problem" and view != before:
                    print("trouble", view, flush=True)
            before = view

    def goes_on(self, told: str, control: str, value: str = "") -> Story:
        yield from self.waits_for(told)
        self.finger.tap(control, value)

    def touches(self, control: str, value: str = "") -> Story:
        """As soon as it can be touched."""
        while True:
            yield
            try:
                return self.finger.tap(control, value)
            except LookupError:
                pass

    def types(self, text: str) -> Story:
        for at, key in enumerate(text):
            while not (isinstance((view := (yield)), ServiceEntry) and view.typed == text[:at]):
                pass
            self._key(key)
        while not (isinstance((view := (yield)), ServiceEntry) and view.typed == text):
            pass
        self.finger.tap("confirm")

    def _key(self, key: str) -> None:
        """On whichever of the pad's faces it is."""
        for _ in range(6):
            try:
                return self.finger.tap("key", key)
            except LookupError:
                self.finger.tap("face")
        raise LookupError(f"no key {key!r}")

    def signs(self, asked: str, typed: str) -> Story:
        for at, key in enumerate(typed):
            while not (isinstance((view := (yield)), StaffSignIn) and (view.asked, view.typed) == (asked, at)):
                pass
            self.finger.tap("key", key)
        while not (isinstance((view := (yield)), StaffSignIn) and (view.asked, view.typed) == (asked, len(typed))):
            pass
        self.finger.tap("confirm")
