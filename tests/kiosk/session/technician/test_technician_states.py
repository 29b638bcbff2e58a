"""How everything stands, since when, and the one thing to do first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from config.dialogue import Failure, FailureReason
from config.ids import DeviceName
from drivers.device import Ms
from drivers.escpos.emulator import ReceiptPrinterEmulator
from kiosk.core.view import Message, ServiceList, ServiceMenu
from kiosk.simulator.world import World
from tests.kiosk.session.technician.attendance import Attendance

MINUTE: Ms = 60_000
NOTES = DeviceName("note-acceptor")


def rows(page: ServiceList) -> dict[str, str]:
    """Name's id to value's id."""
    return {str(getattr(row.name, "id", row.name)): str(getattr(row.value, "id", row.value)) for row in page.rows}


def no_paper(world: World) -> None:
    world.machine.printer.mechanism.empty_tray()


def no_city(world: World) -> None:
    answer = world.answer

    def unreachable(channel: str, question: object, timeout_ms: Ms) -> tuple[object, Ms]:
        if channel in ("city", "sources", "journal"):
            return Failure(FailureReason.UNREACHABLE), 10
        return answer(channel, question, timeout_ms)

    world.answer = unreachable  # type: ignore[method-assign]


def roll_cover(world: World) -> None:
    for printer in world.machine.all(ReceiptPrinterEmulator).values():
        printer.cover_open = True


def unplugged(device: str) -> Callable[[World], None]:
    def pull(world: World) -> None:
        world.machine.devices[DeviceName(device)].plugged = False

    return pull


def test_all_is_well_and_every_device_and_the_city_stand_there() -> None:
    attended = Attendance()
    (item, *_) = attended.enter().items
    assert (item.name, item.detail, item.tone) == ("states", Message("service.do.nothing"), "good")
    page = attended.opens("states")
    assert page.first == Message("service.do.nothing")
    assert {row.tone for row in page.rows} <= {"good", "plain"}
    assert page.actions == ("next",)
    attended.tap("next")
    rest = attended.sees(ServiceList)
    page = replace(page, rows=(*page.rows, *rest.rows))
    assert rows(page).keys() >= {
        "device.printer", "device.coin-acceptor", "device.note-acceptor", "device.hopper", "device.receipt-printer",
        "device.card-terminal", "source.city", "source.all",
    }  # fmt: skip
    assert all(row.since for row in page.rows if row.value == Message("state.online"))
    attended.tap("back")
    attended.sees(ServiceMenu)


@pytest.mark.parametrize(
    ("breaks", "first", "row"),
    [
        (no_paper, "service.do.paper", ("device.printer", "supply.paper-out")),
        (no_city, "service.do.city", ("source.city", "source.down")),
        (roll_cover, "service.do.look-receipt-printer", ("device.receipt-printer", "state.user-error")),
        (unplugged("note-acceptor"), "service.do.cable-note-acceptor", ("device.note-acceptor", "state.offline")),
        (unplugged("hopper-100"), "service.do.cable-hopper", ("device.hopper", "state.offline")),
    ],
    ids=["no paper", "no city", "cover open", "note acceptor unplugged", "hopper unplugged"],
)
def test_what_is_wrong_comes_first_and_what_to_do_is_said(
    breaks: Callable[[World], None], first: str, row: tuple[str, str]
) -> None:
    attended = Attendance()
    breaks(attended.world)
    attended.wait(MINUTE)
    attended.enter()
    page = attended.opens("states")
    assert page.first
    assert page.first.id == first
    assert row in [(str(getattr(each.name, "id", "")), str(getattr(each.value, "id", ""))) for each in page.rows]
    assert page.tone == "problem"


def test_what_is_mended_while_somebody_looks_is_shown_at_once() -> None:
    attended = Attendance()
    attended.world.machine.devices[NOTES].plugged = False
    attended.wait(MINUTE)
    attended.enter()
    attended.opens("states")
    attended.world.machine.devices[NOTES].plugged = True
    attended.wait(MINUTE)
    assert attended.sees(ServiceList).first == Message("service.do.nothing")
