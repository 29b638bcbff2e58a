"""A jam, an empty hopper and a collection, by touch on the real screens, with a clock on it.

The screens are the window's own and are touched by a finger; the kiosk behind them is the whole one, with emulated devices, in virtual
time. So the clock is honest where it matters: what a person needs for each touch and each thing they do inside the machine is put on
it, and what the kiosk makes them wait takes the time that it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from config.ids import DeviceName
from config.won import Won
from drivers.device import Ms
from drivers.emulated import NoteTrouble
from kiosk.core.step import Touched
from kiosk.core.view import Attract, Message, ServiceEntry, ServiceList, ServiceMenu, StaffSignIn, View
from kiosk.demo.finger import Finger
from kiosk.demo.resident import InsertNote
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS
from kiosk.ui.window import KioskWindow
from tests.cities import WONJU
from tests.kiosk.session.technician.attendance import NUMBERS, PIN, Attendance

NOTES, HOPPER = DeviceName("note-acceptor"), DeviceName("hopper-500")
TOUCH_MS: Ms = 2_000
"""To read what stands there and to touch it, with a glove."""
INSIDE_MS: Ms = 60_000
"""To open what is jammed, take out what is stuck and close it; to empty or fill a unit by hand and count it."""
TEN_MINUTES: Ms = 600_000
PAGE = Path(__file__).parents[2] / "docs" / "technician.md"


class ByTouch(Attendance):
    """As `Attendance`, by a finger on the window instead of by taps: nothing reaches the kiosk that was not touched.

    Attributes:
        touches: how often the finger came down.
    """

    def __init__(self, window: KioskWindow) -> None:
        super().__init__()
        self._window = window
        self._finger = Finger(window)
        self.touches = 0
        window.tapped.connect(lambda tap: self.world.tell(Touched(tap)))
        self._show()

    def _show(self) -> None:
        self._window.show_screen(self.world.screen)

    def wait(self, ms: int) -> None:
        super().wait(ms)
        if hasattr(self, "_window"):
            self._show()

    def tap(self, control: str, value: str = "", wait: int = TOUCH_MS) -> View:
        self._finger.tap(control, value)
        self.touches += 1
        self.wait(max(wait, TOUCH_MS))
        return self.view

    def type(self, digits: str) -> View:
        for digit in digits:
            self._finger.tap("key", digit)
            self.touches += 1
            self.wait(TOUCH_MS // 4)
        return self.tap("confirm")

    def knock(self) -> View:
        self._finger.touch(QPoint(80, 80), held_ms=3_300)
        self.touches += 1
        self.wait(TOUCH_MS)
        return self.view

    def says(self, message: str) -> bool:
        return bool((first := self.sees(ServiceList).first) and first.id == message)


@pytest.fixture
def attended(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> Iterator[ByTouch]:
    monkeypatch.setattr("kiosk.simulator.world.FULL", 40)
    window = KioskWindow(WONJU, motion=False)
    yield ByTouch(window)
    window.close()


def test_a_jam_an_empty_hopper_and_a_collection_take_less_than_ten_minutes(attended: ByTouch) -> None:
    machine = attended.world.machine
    machine.notes.trouble = NoteTrouble.JAM_IN_ACCEPTOR
    attended.wait(60_000)
    began = attended.world.now

    # In: the machine says what to do first.
    attended.knock()
    attended.sees(StaffSignIn)
    attended.type(NUMBERS["technician"])
    attended.type(PIN)
    assert attended.sees(ServiceMenu).items[0].detail == Message("service.do.look-note-acceptor")
    attended.tap("open", "states")

    parts = [attended.touches]

    # The jam: taken out by hand, seen to be gone, tried with a note.
    attended.wait(INSIDE_MS)
    machine.notes.trouble = None
    attended.wait(15_000)
    assert attended.says("service.do.nothing")
    attended.tap("back")
    attended.tap("open", "tests")
    attended.tap("try", f"note={NOTES}")
    attended.wait(5_000)
    attended.world.act(InsertNote(1_000))
    attended.wait(5_000)
    assert attended.journal("DeviceTested")[-1]["result"] == "passed"
    attended.tap("back")

    parts.append(attended.touches)

    # The collection: what is in the hopper is counted and taken out, into a bag; then it stands empty.
    attended.tap("open", "cash")
    attended.tap("open", HOPPER)
    attended.tap("count")
    attended.wait(INSIDE_MS)
    attended.sees(ServiceEntry)
    attended.type("40")
    hopper = machine.hoppers[HOPPER]
    assert hopper.tube == 40
    hopper.tube = 0
    attended.tap("emptied")
    attended.tap("book")
    attended.type("0012345")
    attended.tap("book", wait=15_000)
    assert attended.says("cash.booked")
    attended.tap("back")
    assert attended.sees(ServiceMenu).items[0].detail == Message("service.do.hopper", {"coin": 500})

    parts.append(attended.touches)

    # The empty hopper: filled up, and one coin of it thrown and put back.
    attended.tap("open", "cash")
    attended.tap("open", HOPPER)
    attended.tap("fill")
    attended.wait(INSIDE_MS)
    hopper.tube += 200
    attended.type("200")
    attended.tap("book", wait=10_000)
    attended.tap("back")
    attended.tap("back")
    attended.tap("open", "tests")
    attended.tap("try", f"payout={HOPPER}", wait=8_000)
    hopper.tube += 1
    attended.tap("put-back")
    attended.tap("back")
    assert attended.sees(ServiceMenu).items[0].detail == Message("service.do.nothing")
    attended.tap("cancel")
    attended.sees(Attract)

    parts.append(attended.touches)
    took = attended.world.now - began
    assert took < TEN_MINUTES, f"{took / 60_000:.1f} minutes"
    told = [int(found) for found in re.findall(r"\| (\d+) touches \|", PAGE.read_text("utf-8"))]
    assert told == [now - before for before, now in pairwise((0, *parts))]
    assert attended.world.ledger.units.count(HOPPER, Won(500)) == 200
    assert attended.journal("StaffLeft")[-1]["how"] == "left"
    attended.world.run(attended.world.at_rest, SETTLE_MS)
    findings = judge(attended.world)
    assert findings.clean, findings.story
