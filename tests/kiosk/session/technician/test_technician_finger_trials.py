"""The keypad and the earphone's socket are tried by hand, and which keys were pressed is written down nowhere."""

from __future__ import annotations

import pytest

from config.ids import DeviceName
from drivers.emulated import EarphoneSocket, Keypad
from drivers.keys import Key
from kiosk.core.view import Message, ServiceList
from kiosk.demo.settings import example
from kiosk.session.technician.trying import IDLE_MS
from tests.cities import WONJU
from tests.kiosk.session.technician.attendance import Attendance
from tests.kiosk.session.technician.test_technician_tests import at_the_tests, ends_well, reported, result

KEYPAD, SOCKET = DeviceName("keypad"), DeviceName("earphone-socket")


def fitted(lacks: tuple[str, ...] = ()) -> Attendance:
    data = example(WONJU)
    return at_the_tests(keypad=data["keypad"] | {"lacks": lacks}, jack=data["jack"])


def press(attended: Attendance, *keys: Key) -> None:
    for key in keys:
        attended.world.machine.the(Keypad).press(attended.world.now, key)
        attended.wait(100)


def test_a_keypad_of_which_every_key_is_heard_passes() -> None:
    attended = fitted()
    attended.tap("try", f"keys={KEYPAD}")
    assert attended.sees(ServiceList).first == Message("service.try.keys")
    press(attended, *list(Key)[:-1])
    (row,) = attended.sees(ServiceList).rows
    assert row.value == "–"  # the last one
    press(attended, list(Key)[-1])
    assert result(attended, f"keys={KEYPAD}") == "passed"
    assert reported(attended)["detail"] == ""
    ends_well(attended)


@pytest.mark.parametrize("ends", ["back", "nobody"])
def test_a_key_that_is_not_heard_fails_and_how_many_is_said(ends: str) -> None:
    attended = fitted()
    attended.tap("try", f"keys={KEYPAD}")
    press(attended, *(key for key in Key if key is not Key.FIVE))
    if ends == "back":
        attended.tap("back")
    else:
        attended.wait(IDLE_MS + 1_000)
    assert result(attended, f"keys={KEYPAD}") == "failed"
    assert reported(attended)["detail"] == f"1 of {len(Key)} keys"
    ends_well(attended)


def test_keys_that_it_does_not_have_are_not_asked_for() -> None:
    attended = fitted(lacks=("up", "down", "left", "right", "help"))
    attended.tap("try", f"keys={KEYPAD}")
    press(attended, *(key for key in Key if key.value not in ("up", "down", "left", "right", "help")))
    assert result(attended, f"keys={KEYPAD}") == "passed"


def test_nobody_pressed_anything() -> None:
    attended = fitted()
    attended.tap("try", f"keys={KEYPAD}")
    attended.tap("back")
    assert result(attended, f"keys={KEYPAD}") == "not-done"


@pytest.mark.parametrize("in_before", [False, True])
def test_an_earphone_goes_in_and_comes_out(in_before: bool) -> None:
    attended = fitted()
    socket = attended.world.machine.the(EarphoneSocket)
    socket.put(attended.world.now, in_before)
    attended.wait(2_000)
    attended.tap("try", f"earphone={SOCKET}")
    for earphone in (False, True, False) if in_before else (True, False):
        assert attended.sees(ServiceList).first == Message(
            f"service.try.earphone-{'out' if socket.earphone and not in_before else 'in'}"
        )
        socket.put(attended.world.now, earphone)
        attended.wait(200)
        in_before = in_before and not earphone
    assert result(attended, f"earphone={SOCKET}") == "passed"
    ends_well(attended)


def test_what_is_pressed_stands_in_no_entry_of_the_journal() -> None:
    attended = fitted()
    attended.tap("try", f"keys={KEYPAD}")
    press(attended, Key.ONE, Key.THREE)
    attended.tap("back")
    assert {each["detail"] for each in attended.journal("DeviceTested")} == {f"{len(Key) - 2} of {len(Key)} keys"}
