"""A key switch lets staff in as the hidden place does, and interrupts nobody."""

from __future__ import annotations

from kiosk.core.view import Attract, ServiceMenu, StaffSignIn
from tests.kiosk.session.technician.attendance import NUMBERS, PIN, Attendance

SWITCH = "key-switch"


def attended() -> Attendance:
    return Attendance(key_switch={"port": "/dev/kiosk/key-switch", "name": SWITCH})


def turns(attended: Attendance) -> None:
    attended.world.machine.do(attended.world.now, SWITCH, "turn")
    attended.wait(2_000)


def test_who_turns_the_key_is_asked_who_they_are_and_let_in() -> None:
    there = attended()
    turns(there)
    there.sees(StaffSignIn)
    there.type(NUMBERS["technician"])
    there.type(PIN)
    there.sees(ServiceMenu)
    there.leave()
    assert len(there.journal("StaffEntered")) == 1


def test_a_key_that_is_turned_while_somebody_is_served_does_nothing_then_or_later() -> None:
    there = attended()
    there.tap("start")
    served = there.view
    turns(there)
    assert there.view == served
    there.tap("cancel", wait=10_000)
    there.sees(Attract)
    turns(there)
    there.sees(StaffSignIn)


def test_a_key_that_is_turned_at_the_pages_brings_nobody_back_to_the_first() -> None:
    there = attended()
    menu = there.enter()
    turns(there)
    assert there.view == menu
    there.leave()
    there.wait(2_000)
    there.sees(Attract)
