"""A finger on every control gives the right Tap; nothing else can be touched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QInputDevice

from config.language import LANGUAGES, LOCALES
from kiosk.core.focus import touches_kinds
from kiosk.core.view import Attract, EnterLot, Screen, Tap, Theme, TouchGrid
from kiosk.demo.finger import Finger
from kiosk.demo.gallery import PANELS, examples
from kiosk.ui.window import KioskWindow
from tests.cities import WONJU

EXAMPLES = examples(WONJU)

BAR = [Tap("zoom"), Tap("contrast"), Tap("low")]
"""Behind one button of every page."""
TONGUES = [Tap("language", tag) for tag in LANGUAGES]
LEAVE = [Tap("back"), Tap("cancel")]
KEYS = [Tap("key", key) for key in (*"0123456789", "erase")]

TAPS: dict[str, list[Tap]] = {
    "attract": [Tap("start"), Tap("matters"), Tap("kind", "land-register"), *TONGUES, *BAR],
    "attract-all": [Tap("start"), Tap("matters"), Tap("kind", "disability"), Tap("kind", "land-register"), *TONGUES, *BAR],
    "matters": [Tap("matter", "application"), Tap("matter", "move-in"), Tap("cancel"), *BAR],
    "counter": [Tap("continue"), *BAR],
    "matters-away": [Tap("matter", "seal-certificate"), Tap("matter", "move-in"), Tap("cancel"), *BAR],
    "application-entry": [*KEYS, Tap("field", "number"), Tap("field", "code"), Tap("confirm"), *LEAVE, *BAR],
    "application-done": [Tap("continue"), *BAR],
    "choose": [Tap("kind", "land-register"), Tap("kind", "resident-abstract"), Tap("cancel"), *BAR],
    "choose-all": [Tap("kind", "disability"), Tap("kind", "resident-register"), Tap("cancel"), *BAR],
    "choose-some-away": [Tap("kind", "land-register"), Tap("cancel"), *BAR],
    "lot-place": [Tap("place", WONJU.places[-1].id), Tap("place", WONJU.places[0].id), *LEAVE, *BAR],
    "lot-number": [
        *KEYS, Tap("places"), Tap("mountain"), Tap("field", "number"), Tap("field", "sub_number"), Tap("confirm"), *LEAVE, *BAR,
    ],
    "plate": [*KEYS, Tap("regions"), Tap("confirm"), *LEAVE, *BAR],
    "plate-region": [Tap("region", "제주"), Tap("region"), *LEAVE, *BAR],
    "plate-letter": [
        *KEYS, Tap("regions"), Tap("letter", "가"), Tap("letter", "주"), Tap("letter", "배"), Tap("letter", "호"), Tap("confirm"), *LEAVE, *BAR,
    ],
    "years": [
        *(Tap(f"{end}-year", step) for end in ("from", "to") for step in ("-10", "-1", "+1", "+10")),
        Tap("confirm"), *LEAVE, *BAR,
    ],
    "unit": [*KEYS, Tap("field", "building"), Tap("field", "room"), Tap("confirm"), *LEAVE, *BAR],
    "options": [Tap("option", "names=no"), Tap("option", "addresses=all"), Tap("confirm"), *LEAVE, *BAR],
    "copies": [Tap("copies", "-1"), Tap("copies", "+1"), Tap("confirm"), *LEAVE, *BAR],
    "card": [*LEAVE, *BAR],
    "refused-not-authentic-copied": [*LEAVE, *BAR],
    "pin": [*KEYS, Tap("confirm"), *LEAVE, *BAR],
    "can": [*KEYS, Tap("confirm"), *LEAVE, *BAR],
    "review-land": [Tap("edit", "lot"), Tap("confirm"), *LEAVE, *BAR],
    "pay": [Tap("cancel"), *BAR],
    "working-printing": BAR,
    "collect": [Tap("continue"), *BAR],
    "notice-claim": [Tap("continue"), *BAR],
    "notice-retry": [Tap("retry"), Tap("cancel"), *BAR],
    "take-cards": BAR,
    "thanks": BAR,
    "timed-out": BAR,
    "out": BAR,
    "staff-number": [*KEYS, Tap("confirm"), *LEAVE, *BAR],
    "staff-pin": [*KEYS, Tap("confirm"), *LEAVE, *BAR],
    "service-menu": [Tap("open", "states"), Tap("cancel"), *BAR],
    "service-states": [Tap("print-report"), Tap("report-to-stick"), Tap("next"), Tap("back"), *BAR],
    "service-cash": [Tap("open", "hopper-500"), Tap("open", "note-acceptor"), Tap("book"), Tap("back"), *BAR],
    "service-cash-unit": [Tap("count"), Tap("fill"), Tap("back"), *BAR],
    "service-cash-count": [*KEYS, Tap("confirm"), Tap("back"), *BAR],
    "service-cash-left": [Tap("put-in"), Tap("as-it-is"), Tap("emptied"), Tap("back"), *BAR],
    "service-cash-bag": [*KEYS, Tap("confirm"), Tap("back"), *BAR],
    "service-cash-preview": [Tap("book"), Tap("back"), *BAR],
    "service-journal": [
        Tap("open", "all"), Tap("open", "machine"), Tap("export"), Tap("verify"), Tap("find"), Tap("back"), *BAR
    ],
    "service-journal-full": [
        Tap("open", "all"), Tap("export"), Tap("verify"), Tap("find"), Tap("back"), *BAR
    ],
    "service-journal-entries": [Tap("previous"), Tap("next"), Tap("back"), *BAR],
    "service-settings-found": [Tap("take", "kiosk-03.toml"), Tap("back"), *BAR],
    "service-aside": [Tap("set-aside"), Tap("back"), *BAR],
    "service-aside-sure": [Tap("set-aside"), Tap("back"), *BAR],
    "service-versions-found": [Tap("take-version", "kiosk_1.4.0+20261201090000.5b1f6c2e9a07_amd64.deb"), Tap("back"), *BAR],
    "service-counts": [Tap("open", "today"), Tap("open", "last-month"), Tap("back"), *BAR],
    "service-counts-day": [Tap("back"), *BAR],
    "service-voids": [Tap("back"), *BAR],
    "service-untaken": [Tap("back"), *BAR],
    "service-claims": [Tap("back"), *BAR],
    "service-claims-none": [Tap("back"), *BAR],
    "service-supplies": [Tap("replaced", "paper"), Tap("replaced", "toner"), Tap("replaced", "roll"), Tap("back"), *BAR],
    "service-supplies-roll": [*KEYS, Tap("confirm"), Tap("back"), *BAR],
    "service-cash-booked": [Tap("print-again"), Tap("back"), *BAR],
    "service-tests": [Tap("try", "payout=hopper-500"), Tap("try", "touch=screen"), Tap("back"), *BAR],
    "service-closing": [Tap("close", "maintenance"), Tap("close", "not-now"), Tap("reopen"), Tap("back"), *BAR],
    "service-sure": [Tap("yes"), Tap("back"), *BAR],
    "set-up-begin": [Tap("open", "set-up-city"), Tap("open", "set-up-start"), *BAR],
    "set-up-menu": [Tap("open", "set-up-devices"), Tap("open", "set-up-panel"), *BAR],
    "set-up-door": [*KEYS, Tap("confirm"), Tap("back"), *BAR],
    "set-up-compare": [Tap("same"), Tap("back"), *BAR],
    "set-up-sites": [Tap("choose", WONJU.sites[0].number), Tap("back"), *BAR],
    "set-up-code": [Tap("back"), *BAR],
    "set-up-models": [Tap("choose", "lobby-22-inch.toml"), Tap("back"), *BAR],
    "set-up-plug-in": [Tap("search"), Tap("back"), *BAR],
    "set-up-lacking": [Tap("not-fitted", "terminal"), Tap("fitted", "keypad"), Tap("search"), Tap("back"), *BAR],
    "set-up-found": [Tap("fitted", "keypad"), Tap("continue"), Tap("search"), Tap("back"), *BAR],
    "set-up-staff": [Tap("add"), Tap("back"), *BAR],
    "set-up-roles": [Tap("choose", "cashier"), Tap("back"), *BAR],
    "set-up-new-pin": [*KEYS, Tap("confirm"), *LEAVE, *BAR],
    "set-up-panel": [Tap("measure"), Tap("turn"), Tap("back"), *BAR],
    "set-up-cannot-start": [Tap("back"), *BAR],
    "set-up-report": [Tap("print"), Tap("export"), Tap("back"), *BAR],
    "set-up-can-start": [Tap("begin"), Tap("back"), *BAR],
    "service-coin-fell": [Tap("put-back"), Tap("kept"), Tap("back"), *BAR],
}  # fmt: skip

LOCAL = {"page-on", "page-back", "filter", "face", "settings"}
"""Controls that move the page itself; the kiosk hears nothing of them."""


@pytest.fixture(params=["22-inch", "17-inch"], scope="module")
def window(request: pytest.FixtureRequest) -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, PANELS[request.param], motion=False)
    yield made
    made.close()


LONG = {"choose-all", "lot-place"}
"""Lists that take long to turn through; they are touched in the usual theme."""


@pytest.mark.parametrize(
    ("name", "theme"),
    [
        pytest.param(name, theme, id=f"{name}-{kind}")
        for name in TAPS
        for kind, theme in (("usual", Theme()), ("zoom", Theme(scale=2)), ("low", Theme(low=True)))
        if kind == "usual" or name not in LONG
    ],
)
def test_every_control_gives_its_tap(window: KioskWindow, name: str, theme: Theme) -> None:
    heard: list[Tap] = []
    window.tapped.connect(heard.append)
    screen = Screen(EXAMPLES[name], theme=theme)
    window.show_screen(screen)
    window.grab()  # nobody touches what is not drawn yet: items get their final places then
    elsewhere = "kind" if isinstance(screen.view, Attract) and not touches_kinds(screen) else ""
    taps = [tap for tap in TAPS[name] if tap.control != elsewhere]
    for tap in taps:
        Finger(window).tap(tap.control, tap.value)
    window.tapped.disconnect(heard.append)
    assert heard == taps


def test_a_finger_that_is_slow_to_lift_has_touched(window: KioskWindow) -> None:
    heard: list[Tap] = []
    window.tapped.connect(heard.append)
    window.show_screen(Screen(EXAMPLES["pin"]))
    Finger(window).tap("key", "7", held_ms=1_500)
    window.tapped.disconnect(heard.append)
    assert heard == [Tap("key", "7")]


@pytest.mark.parametrize("name", TAPS)
def test_there_are_no_other_controls(window: KioskWindow, name: str) -> None:
    window.show_screen(Screen(EXAMPLES[name]))
    expected = {tap.control for tap in TAPS[name] if tap not in BAR}
    assert {re.sub(":.*", "", item.objectName()) for item in window.controls()} - LOCAL == expected


@pytest.mark.parametrize("theme", [Theme(), Theme(scale=2), Theme(low=True)], ids=["usual", "zoom", "low"])
def test_any_page_has_every_language_within_two_touches_by_its_own_name(window: KioskWindow, theme: Theme) -> None:
    heard: list[Tap] = []
    window.tapped.connect(heard.append)
    for tap in TONGUES:
        window.show_screen(Screen(EXAMPLES["pay"], theme=theme))
        Finger(window).tap("settings")
        named = {item.objectName(): item.property("text") for item in window.controls()}
        assert {f"language:{tag}": LOCALES[tag].name for tag in LANGUAGES}.items() <= named.items()
        Finger(window).tap(tap.control, tap.value)
        assert "settings" in {item.objectName() for item in window.controls()}
    window.tapped.disconnect(heard.append)
    assert heard == TONGUES


def test_the_settings_go_with_the_page_and_with_a_touch_beside_them(window: KioskWindow) -> None:
    for elsewhere in ("pay", "thanks"):
        window.show_screen(Screen(EXAMPLES["pay"]))
        Finger(window).tap("settings")
        if elsewhere == "pay":
            Finger(window).touch(QPoint(300, 60))
        window.show_screen(Screen(EXAMPLES[elsewhere]))
        assert "settings" in {item.objectName() for item in window.controls()}


@pytest.mark.parametrize("name", ["attract", "out"])
def test_the_hidden_place_is_found_by_a_long_touch_of_the_upper_left_corner_alone(
    window: KioskWindow, name: str
) -> None:
    heard: list[Tap] = []
    window.tapped.connect(heard.append)
    window.show_screen(Screen(EXAMPLES[name]))
    corner = QPoint(80, 80)
    Finger(window).touch(corner)
    assert heard == ([Tap("start")] if name == "attract" else [])
    heard.clear()
    Finger(window).touch(corner, held_ms=3_300)
    window.tapped.disconnect(heard.append)
    assert heard == [Tap("service")]


def test_the_touch_grid_feels_every_part_of_the_glass_and_a_finger_that_wipes_over_it(window: KioskWindow) -> None:
    heard: list[Tap] = []
    window.tapped.connect(heard.append)
    window.show_screen(Screen(TouchGrid(2, 3, tuple(range(6)))))
    window.grab()
    wide, high = window.width(), window.height()
    for cell in range(6):
        Finger(window).touch(QPoint(wide * (1 + 2 * (cell % 2)) // 4, high * (1 + 2 * (cell // 2)) // 6))
    assert heard == [Tap("cell", str(cell)) for cell in range(6)]
    heard.clear()
    Finger(window).touch(QPoint(wide // 4, high // 6), shakes=wide // 2)
    window.tapped.disconnect(heard.append)
    assert heard == [Tap("cell", "0"), Tap("cell", "1")]


def test_what_is_not_there_cannot_be_tapped(window: KioskWindow) -> None:
    window.show_screen(Screen(EXAMPLES["choose-some-away"]))
    with pytest.raises(LookupError):
        Finger(window).tap("confirm")
    with pytest.raises(LookupError):
        Finger(window).tap("kind", "resident-abstract")


def test_a_session_about_to_end_asks_first(window: KioskWindow) -> None:
    heard: list[Tap] = []
    window.tapped.connect(heard.append)
    window.show_screen(Screen(EXAMPLES["review-land"], seconds_left=20))
    assert [item.objectName() for item in window.controls()] == ["more-time", "times", "cancel"]
    Finger(window).tap("more-time")
    Finger(window).tap("times")
    Finger(window).tap("cancel")
    window.show_screen(Screen(EXAMPLES["review-land"]))
    Finger(window).tap("confirm")
    window.show_screen(Screen(EXAMPLES["collect"], seconds_left=20))
    assert [item.objectName() for item in window.controls()] == ["more-time", "times"]
    window.tapped.disconnect(heard.append)
    assert heard == [Tap("more-time"), Tap("times"), Tap("cancel"), Tap("confirm")]


@pytest.mark.parametrize("name", ["pin", "lot-number", "unit", "can", "plate"])
@pytest.mark.parametrize("scale", [1, 2])
def test_two_fingers_that_overlap_lose_no_key(window: KioskWindow, name: str, scale: Literal[1, 2]) -> None:
    heard: list[Tap] = []
    window.show_screen(Screen(EXAMPLES["thanks"]))
    window.show_screen(Screen(EXAMPLES[name], theme=Theme(scale=scale)))
    fingers = Finger(window)
    fingers.tap("key", "4")  # the pad is in view
    window.tapped.connect(heard.append)
    fingers.overlap([("key", "4"), ("key", "5"), ("key", "6")])
    fingers.overlap([("key", "6"), ("key", "5")], last_first=True)
    window.tapped.disconnect(heard.append)
    assert [tap.value for tap in heard] == ["4", "5", "6", "5", "6"]


def test_a_hand_that_shakes_touches_what_it_meant(window: KioskWindow) -> None:
    heard: list[Tap] = []
    window.show_screen(Screen(EXAMPLES["pin"]))
    window.tapped.connect(heard.append)
    Finger(window).tap("key", "5", shakes=40)
    window.tapped.disconnect(heard.append)
    assert heard == [Tap("key", "5")]


def test_the_place_can_be_changed_and_filtered(window: KioskWindow) -> None:
    heard: list[Tap] = []
    window.tapped.connect(heard.append)
    lot = EXAMPLES["lot-number"]
    assert isinstance(lot, EnterLot)
    window.show_screen(Screen(lot))
    Finger(window).tap("places")
    window.show_screen(Screen(replace(lot, choosing_place=True)))
    Finger(window).tap("filter", "ㅅ")
    shown = [item.objectName() for item in window.controls() if item.objectName().startswith("place:")]
    names = {place.id: place.name for place in WONJU.places}
    begun = {name for name in names.values() for word in name.split() if "사" <= word[0] < "아"}
    assert {names[name.removeprefix("place:")] for name in shown} == begun
    assert {"신림면 황둔리", "판부면 서곡리"} <= begun
    Finger(window).tap("filter", "ㅎ")
    Finger(window).tap("place", lot.place)  # the one that was chosen already
    window.show_screen(Screen(lot))
    Finger(window).tap("key", "7")
    window.tapped.disconnect(heard.append)
    assert heard == [Tap("places"), Tap("place", lot.place), Tap("key", "7")]


def test_all_fingers_touch_one_glass(window: KioskWindow) -> None:
    """Qt never lets go of a device: a resident who brought one with each touch would fill the memory of a long run."""
    window.show_screen(Screen(EXAMPLES["attract"]))
    Finger(window).tap("start")
    devices = len(QInputDevice.devices())
    for _ in range(5):
        Finger(window).tap("start")
    assert len(QInputDevice.devices()) == devices
