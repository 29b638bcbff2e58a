"""From a device that is really out of order to whom the city calls: the whole kiosk over the emulators, in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from drivers.bench.machine import EmulatedMachine
from drivers.emulated import NoteTrouble
from kiosk.simulator.world import World
from tests.cities import WONJU
from tests.sync.city.test_fleet_alerts import Watched

KIOSK, MINUTE_MS = "one", 60_000
BROKEN_MIN, MENDED_MIN = 7, 8
"""Longer than a condition has to hold, and to be gone, that only looks like a fault."""


def plug(device: str, is_in: bool, machine: EmulatedMachine) -> None:
    machine.do(0, device, "plug" if is_in else "unplug")


def notes(trouble: NoteTrouble | None, machine: EmulatedMachine) -> None:
    machine.notes.trouble = trouble


def roll(lines: int, machine: EmulatedMachine) -> None:
    machine.receipts.lines_left = lines


Act = Callable[[EmulatedMachine], object]
FAULTS: dict[str, tuple[Act, Act, str]] = {
    "a jam": (lambda m: m.printer.mechanism.jam(), lambda m: m.printer.mechanism.clear_jam(), "printer"),
    "a cover": (lambda m: m.printer.mechanism.open_cover(), lambda m: m.printer.mechanism.close_cover(), "printer"),
    "no paper": (lambda m: m.printer.mechanism.empty_tray(), lambda m: m.printer.mechanism.load(200), "paper"),
    "a printer's cable": (partial(plug, "printer", False), partial(plug, "printer", True), "printer"),
    "a note stuck": (partial(notes, NoteTrouble.JAM_IN_ACCEPTOR), partial(notes, None), "note-acceptor"),
    "an open stacker": (partial(notes, NoteTrouble.STACKER_OPEN), partial(notes, None), "note-acceptor"),
    "an acceptor's cable": (
        partial(plug, "note-acceptor", False),
        partial(plug, "note-acceptor", True),
        "note-acceptor",
    ),
    "coins' cable": (partial(plug, "coin-acceptor", False), partial(plug, "coin-acceptor", True), "coin-acceptor"),
    "a hopper's cable": (partial(plug, "hopper-100", False), partial(plug, "hopper-100", True), "hopper-100"),
    "no receipts": (partial(plug, "receipt-printer", False), partial(plug, "receipt-printer", True), "receipt-printer"),
    "no roll": (partial(roll, 0), partial(roll, 5_000), "roll"),
    "a terminal's cable": (
        partial(plug, "card-terminal", False),
        partial(plug, "card-terminal", True),
        "card-terminal",
    ),
}


class Looked(Watched):
    """A city that hears of one kiosk, minute by minute."""

    def minutes(self, world: World, count: int) -> None:
        for _ in range(count):
            world.run(lambda: False, MINUTE_MS)
            self.hears(KIOSK, world.composed.sign_of_life())
            for _ in range(4):
                self.looks()
                self.now += timedelta(seconds=15)


@pytest.fixture(scope="module")
def world() -> World:
    """One for all: each fault is mended before the next."""
    world = World(WONJU, 7)
    assert world.run(world.ready, 120_000)
    return world


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_one_alert_and_one_all_clear(world: World, fault: str) -> None:
    breaks, mends, about = FAULTS[fault]
    city = Looked({KIOSK: "site"})
    city.minutes(world, 1)
    breaks(world.machine)
    city.minutes(world, BROKEN_MIN)
    assert city.news == [("opened", f"{KIOSK}/{about}")], world.composed.sign_of_life()
    mends(world.machine)
    city.minutes(world, MENDED_MIN)
    assert city.news[1:] == [("closed", f"{KIOSK}/{about}")], world.composed.sign_of_life()
