"""A member of staff is let in behind the hidden place, the machine is handed over to them and back, and the journal says who."""

from __future__ import annotations

import pytest

from drivers.device import Ms
from kiosk.core.view import Attract, ChooseKind, Notice, OutOfService, ServiceMenu, StaffSignIn
from kiosk.session.technician.machine import PATIENCE_MS
from kiosk.session.technician.sign_in import TYPE_MS
from sync.journal.format import open_entry
from tests.kiosk.session.technician.attendance import NUMBERS, PIN, Attendance

MINUTE: Ms = 60_000


def modes(attended: Attendance) -> list[str]:
    return [each["mode"] for each in attended.journal("VendorModeChanged")]


def test_number_and_pin_open_the_pages_and_the_journal_says_who_was_there() -> None:
    attended = Attendance()
    menu = attended.enter()
    assert menu.who == NUMBERS["technician"]
    assert modes(attended) == ["enter-pending", "active"]
    attended.leave()
    assert modes(attended) == ["enter-pending", "active", "exit-pending", "inactive"]
    (entered,), (left,) = attended.journal("StaffEntered"), attended.journal("StaffLeft")
    assert (entered["by"], entered["role"]) == (NUMBERS["technician"], "technician")
    assert (left["by"], left["visit"], left["how"]) == (entered["by"], entered["visit"], "left")


def test_no_pin_stands_on_a_screen_or_in_the_journal() -> None:
    attended = Attendance()
    attended.enter()
    assert all(PIN[:3] not in str(view) for view in attended.views)
    assert all(PIN.encode() not in entry.body for entry in attended.world.journal.read())


def test_without_staff_in_the_settings_the_hidden_place_is_none() -> None:
    attended = Attendance(staff=[])
    attended.knock()
    attended.sees(Attract)


def test_nobody_comes_in_while_a_resident_is_there() -> None:
    attended = Attendance()
    attended.tap("start")
    attended.sees(ChooseKind)
    attended.knock()
    attended.sees(ChooseKind)


def test_who_goes_back_or_types_nothing_is_at_the_first_screen() -> None:
    attended = Attendance()
    for leaves in (lambda: attended.tap("back"), lambda: attended.tap("cancel"), lambda: attended.wait(TYPE_MS)):
        attended.knock()
        attended.sees(StaffSignIn)
        leaves()
        attended.sees(Attract)
    assert not attended.journal("StaffRefused")


def test_who_goes_back_from_the_pin_has_tried_nothing() -> None:
    attended = Attendance()
    attended.knock()
    attended.type(NUMBERS["technician"])
    assert attended.sees(StaffSignIn).asked == "pin"
    attended.tap("back", wait=300)
    attended.sees(Attract)
    assert not attended.journal("StaffRefused")


def test_a_part_of_a_pin_is_none() -> None:
    attended = Attendance()
    attended.knock()
    attended.tap("confirm")
    assert attended.sees(StaffSignIn).problem
    attended.type(NUMBERS["technician"])
    attended.type(PIN[:5])
    assert attended.sees(StaffSignIn).asked == "pin"
    assert attended.sees(StaffSignIn).problem
    assert not attended.journal("StaffRefused")


def wrong(attended: Attendance, number: str = NUMBERS["technician"]) -> None:
    attended.type(number)
    attended.type("000000")


def locked_for(attended: Attendance) -> int | None:
    """Minutes that whoever knocks now is told; None where they may type."""
    attended.knock()
    view = attended.view
    attended.tap("continue" if isinstance(view, Notice) else "cancel")
    attended.sees(Attract)
    if isinstance(view, Notice):
        assert view.title.id == "staff-locked.title"
        return int(view.body.args["minutes"])
    return None


def test_three_wrong_pins_lock_the_pages_and_each_further_one_for_twice_as_long() -> None:
    attended = Attendance()
    attended.knock()
    tries = []
    for _ in range(3):
        wrong(attended)
        tries.append(getattr(attended.view, "problem", None))
    assert [each.args["tries_left"] for each in tries if each] == [2, 1]
    assert isinstance(attended.view, Notice)
    attended.tap("continue")
    for minutes in (1, 2, 4):
        assert locked_for(attended) == minutes
        attended.wait(minutes * MINUTE)
        attended.knock()
        wrong(attended)
        attended.tap("continue")
    assert locked_for(attended) == 8


def test_the_right_pin_ends_the_counting() -> None:
    attended = Attendance()
    for _ in range(3):
        attended.knock()
        wrong(attended)
        wrong(attended)
        attended.type(NUMBERS["technician"])
        attended.type(PIN)
        attended.sees(ServiceMenu)
        attended.leave()


def test_a_number_that_nobody_has_costs_as_much_and_is_not_written_down() -> None:
    attended = Attendance()
    attended.knock()
    wrong(attended, "80112390")
    wrong(attended)
    told = attended.journal("StaffRefused")
    assert [(each["number"], each["reason"]) for each in told] == [
        ("", "unknown-number"),
        (NUMBERS["technician"], "wrong-pin"),
    ]
    assert all(b"80112390" not in entry.body for entry in attended.world.journal.read())


@pytest.mark.parametrize(("dark", "minutes"), [(0, 1), (1, 2)], ids=["a restart", "the computer's restart"])
def test_a_lock_outlives(dark: int, minutes: int) -> None:
    """How long a computer was off nobody knows: then it begins anew."""
    attended = Attendance()
    attended.knock()
    for _ in range(3):
        wrong(attended)
    attended.tap("continue")
    attended.wait(MINUTE)
    attended.knock()
    wrong(attended)  # two minutes from now
    attended.wait(MINUTE)
    attended.world.faults.went_dark += dark
    attended.world.lose_power()
    attended.world.run(attended.world.ready, 10 * MINUTE)
    assert locked_for(attended) == minutes


def test_the_pages_are_shut_when_nobody_has_touched_them_for_long() -> None:
    attended = Attendance()
    attended.enter()
    attended.wait(PATIENCE_MS - 1_000)
    attended.sees(ServiceMenu)
    attended.wait(1_000)
    attended.sees(Attract)
    assert attended.journal("StaffLeft")[-1]["how"] == "timed-out"


def test_a_visit_that_a_restart_ended_is_closed_by_the_next_start() -> None:
    attended = Attendance()
    attended.enter()
    attended.world.lose_power()
    attended.world.run(attended.world.ready, 10 * MINUTE)
    assert attended.journal("StaffLeft")[-1]["how"] == "restart"
    assert modes(attended)[-1] == "inactive"
    types = [open_entry(entry.body).type for entry in attended.world.journal.read()]
    assert types.index("StaffLeft") > types.index("KioskStarted", types.index("StaffEntered"))
    attended.enter()


def test_a_kiosk_that_serves_nobody_lets_its_staff_in() -> None:
    attended = Attendance()
    attended.world.machine.printer.mechanism.empty_tray()
    attended.wait(MINUTE)
    attended.sees(OutOfService)
    attended.enter()
