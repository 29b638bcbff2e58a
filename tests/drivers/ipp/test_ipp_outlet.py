"""What a printer says of its outlet, and the one thing that can be done about it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from drivers.ipp.codec import AttributeGroup, Group, Tag, attribute
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.fitting import Ipp
from drivers.ipp.outlet import Media, Outlet, outlet_of
from drivers.ipp.printer import Accepted, JobCreated, Printer, Refused
from drivers.ipp.transport import IppTransport
from tests.drivers.ipp.conftest import Desk

if TYPE_CHECKING:
    from tests.conftest import EvePrinter

RETRACT = 0x4F01


@pytest.mark.parametrize(
    ("trays", "media"),
    [
        ([b"type=unRemovableBin;maxcapacity=150;remaining=150;status=0;name=face-down;"], Media.NOT_PRESENT),
        ([b"type=unRemovableBin;maxcapacity=150;remaining=148;status=0;"], Media.PRESENT),
        ([b"Type=unRemovableBin;MaxCapacity=150;Remaining=0;"], Media.PRESENT),
        ([b"maxcapacity=150;remaining=-2;"], Media.UNKNOWN),
        ([b"maxcapacity=150;remaining=-3;"], Media.UNKNOWN),
        ([b"maxcapacity=-2;remaining=-2;"], Media.UNKNOWN),
        ([b"maxcapacity=9;remaining=9;", b"maxcapacity=9;remaining=8;"], Media.PRESENT),
        ([b"maxcapacity=9;remaining=9;", b"maxcapacity=9;remaining=-2;"], Media.NOT_PRESENT),
        ([b"", b"remaining;=;\xff"], Media.UNKNOWN),
        ([], Media.UNKNOWN),
    ],
)
def test_what_lies_there_is_read_from_the_room_that_is_left(trays: list[bytes], media: Media) -> None:
    attributes = (attribute(Tag.OCTETS, "printer-output-tray", *trays),) if trays else ()
    assert outlet_of(AttributeGroup(Group.PRINTER, attributes), None) == Outlet(media)


def presenter(desk: Desk) -> Printer:
    desk.emulator = PrinterEmulator("presenter", retract=RETRACT)
    desk.machine = desk.emulator.mechanism
    return Printer(desk.emulator.uri, retract=RETRACT)


def test_sheets_are_seen_and_drawn_back(desk: Desk, make_pdf: Callable[[int], bytes]) -> None:
    printer = presenter(desk)
    assert desk.run(printer.read_outlet()) == Outlet(Media.NOT_PRESENT, retracts=True)
    created = desk.run(printer.create_job("left"))
    assert isinstance(created, JobCreated)
    desk.run(printer.send_document(created.job_id, make_pdf(2)))
    desk.wait(10_000)
    assert desk.run(printer.read_outlet()) == Outlet(Media.PRESENT, retracts=True)
    assert desk.run(printer.retract_outlet()) == Accepted()
    assert desk.run(printer.read_outlet()) == Outlet(Media.NOT_PRESENT, retracts=True)
    assert [sheet.number for sheet in desk.machine.retracted] == [1, 2]


def test_a_printer_without_the_operation_does_not_have_it_for_being_named_in_the_settings(desk: Desk) -> None:
    printer = Printer(desk.emulator.uri, retract=RETRACT)
    assert desk.run(printer.read_outlet()) == Outlet(Media.NOT_PRESENT, retracts=False)
    assert isinstance(desk.run(printer.retract_outlet()), Refused)


def test_of_a_printer_that_is_silent_nothing_is_known(desk: Desk) -> None:
    desk.emulator.plugged = False
    assert desk.run(desk.printer.read_outlet()) == Outlet(Media.UNKNOWN)


def test_cups_own_printer_can_be_asked(eve: EvePrinter) -> None:
    assert IppTransport(eve.uri).run(Printer(eve.uri, retract=RETRACT).read_outlet(), 5_000).retracts is False


def test_who_cannot_see_draws_nothing_back() -> None:
    with pytest.raises(ValidationError, match="cannot tell when to draw it back"):
        Ipp.model_validate({"uri": "ipp://192.0.2.10/ipp/print", "retract": RETRACT})
