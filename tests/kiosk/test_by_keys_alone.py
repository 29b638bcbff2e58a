"""Every kind from the first screen to the paper by the keys of a keypad alone: its driver, the kiosk, and the real pages."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle

import pytest

from config.kind import Kind
from drivers.emulated import EarphoneSocket
from kiosk.core.step import Effect, Show, Touched
from kiosk.core.view import Screen, Tap, View
from kiosk.demo.resident import Resident
from kiosk.demo.settings import example
from kiosk.demo.wishes import resident
from kiosk.shell.settings import Settings
from kiosk.simulator.world import demo_machine_settings
from kiosk.ui.window import KioskWindow, name_of
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit
from tests.proofs import of

PURSE = (500, 500, 500)


def machine(keypad: str = "keypad") -> Settings:
    """``keypad``: the section that it is fitted by."""
    return demo_machine_settings(WONJU, **{keypad: example(WONJU)["keypad"]})


class ByKeys(Visit):
    """Nobody touches the screen.

    Attributes:
        screens: everything that was shown.
    """

    def __init__(self, wanted: Resident, settings: Settings) -> None:
        super().__init__(wanted, settings=settings)
        self.screens: list[Screen] = []
        do, tell = self.world.do, self.world.tell

        def watch(effect: Effect) -> None:
            if isinstance(effect, Show):
                self.screens.append(effect.screen)
            do(effect)

        def untouched(item: object, life: int | None = None) -> None:
            assert not isinstance(item, Touched)
            tell(item, life)  # type: ignore[arg-type]  # an input

        self.world.do = watch  # type: ignore[method-assign]
        self.world.tell = untouched  # type: ignore[method-assign]


@pytest.mark.parametrize(
    ("kind", "language"),
    [
        pytest.param(kind, language, id=f"{kind.name}-{language}")
        for kind, language in zip(WONJU.kinds.values(), cycle(("ko", "en")), strict=False)
    ],
)
def test_every_kind_is_had_by_keys_alone(kind: Kind, language: str) -> None:
    visit = ByKeys(resident(WONJU, kind, purse=PURSE, language=language, by_keys=True), machine())
    visit.happens()
    assert visit.ended == "issued", visit.notices() or visit.problems()


def test_a_keypad_on_a_serial_line_does_as_well() -> None:
    kind = WONJU.kinds["vehicle-register"]
    visit = ByKeys(resident(WONJU, kind, purse=PURSE, by_keys=True), machine("serial_keypad"))
    visit.happens()
    assert visit.ended == "issued"
    assert not visit.world.screen.focus  # the next one begins as everybody


@pytest.fixture(scope="module")
def window() -> Iterator[KioskWindow]:
    made = KioskWindow(WONJU, motion=False)
    yield made
    made.close()


SAMPLE = ("machinery-register", "building-register")
"""Between them every kind of page: a plate with its region, a lot, a flat, options, a card."""
KINDS = sorted(WONJU.kinds.values(), key=lambda kind: kind.name not in SAMPLE)


@pytest.mark.parametrize("kind", KINDS[: of(len(KINDS), sample=len(SAMPLE))], ids=lambda kind: str(kind.name))
def test_on_the_real_pages_a_ring_is_round_what_has_the_focus(window: KioskWindow, kind: Kind) -> None:
    visit = ByKeys(resident(WONJU, kind, purse=PURSE, by_keys=True), machine())
    visit.happens()
    drawn: set[tuple[type[View], Tap]] = set()
    for screen in visit.screens:
        if screen.focus is None or (type(screen.view), screen.focus) in drawn:
            continue
        drawn.add((type(screen.view), screen.focus))
        window.show_screen(screen)
        ringed = [item.objectName() for item in window.controls() if item.property("keyed")]
        assert ringed == [name_of(screen.focus)]
    assert len(drawn) > 10


def test_with_an_earphone_in_every_real_page_is_black(window: KioskWindow) -> None:
    data = example(WONJU)
    settings = demo_machine_settings(WONJU, keypad=data["keypad"], jack=data["jack"] | {"darkens": True})
    kind = WONJU.kinds["machinery-register"]
    visit = ByKeys(resident(WONJU, kind, purse=PURSE, by_keys=True, language="en"), settings)
    visit.world.machine.the(EarphoneSocket).put(visit.world.now, True)
    visit.world.run(lambda: visit.world.screen.dark, 1_000)
    visit.screens.clear()
    visit.happens()
    assert visit.ended == "issued"
    pages = {type(screen.view): screen for screen in visit.screens}
    assert len(pages) > 8
    for screen in pages.values():
        window.show_screen(screen)
        seen = window.grab().scaled(54, 96)
        light = [(x, y) for x in range(54) for y in range(96) if seen.pixelColor(x, y).lightness() > 60]
        assert len(light) < 54 * 96 // 20, "nothing but the line that says why"
