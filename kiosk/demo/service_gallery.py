"""Examples of the pages about cash, counts, supplies and the journal, made by the pages' own code from made-up figures."""

from __future__ import annotations

from collections.abc import Mapping

from config.cash_statement import CashStatement, Suspicion, UnitLine
from config.ids import DeviceName
from config.vocabulary import Accuracy, Unseen
from config.won import ZERO, Won
from kiosk.core.view import Message, ServiceEntry, ServiceList, View
from kiosk.session.technician.cash import BAG_LENGTH, TITLE
from kiosk.session.technician.cash_rows import place_row, statement_rows, unit_row
from kiosk.session.technician.pages import LETTERS, ROWS

HOPPER, SMALL, NOTES = DeviceName("hopper-500"), DeviceName("hopper-100"), DeviceName("note-acceptor")
NAMES: Mapping[DeviceName, Message] = {
    HOPPER: Message("device.hopper", {"coin": 500}),
    SMALL: Message("device.hopper", {"coin": 100}),
    NOTES: Message("device.note-acceptor"),
}


def _line(unit: DeviceName, value: int, expected: int, counted: int | None = None, left: int | None = None) -> UnitLine:
    return UnitLine(
        unit=unit,
        value=Won(value),
        expected=expected,
        accuracy=Accuracy.ACCURATE if unit == HOPPER else Accuracy.UNKNOWN,
        counted=counted,
        left=expected if left is None else left,
        before=200 if unit == HOPPER else 0,
        came=0 if unit == HOPPER else expected,
        went=200 - expected if unit == HOPPER else 0,
        unseen=(Suspicion(Unseen.STOPPED_SHORT, 1, 2), Suspicion(Unseen.JAM, 1, 0)) if unit == HOPPER else (),
    )


LINES = (
    _line(HOPPER, 500, 164, 162, 200),
    _line(NOTES, 1_000, 87, 87, 0),
    _line(NOTES, 5_000, 12, 12, 0),
    _line(NOTES, 10_000, 9, 9, 0),
)
STATEMENT = CashStatement(
    7, (), (), ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, ZERO, LINES, "AB-0012345"
)  # fmt: skip


def cash_examples() -> dict[str, View]:
    hopper, notes = LINES[:1], LINES[1:]
    overview = (
        unit_row(NAMES, HOPPER, hopper),
        unit_row(NAMES, SMALL, [_line(SMALL, 100, 88)]),
        unit_row(NAMES, NOTES, notes),
    )
    count = Message("cash.count-title", {"won": 500}), Message("cash.count-subtitle", {"pieces": 164})
    again = Message("cash.count-again", {"counted": 162, "books": 164})
    bag = Message("cash.bag-title"), Message("cash.bag-subtitle")
    rows = tuple(statement_rows(NAMES, STATEMENT))
    return {
        "service-cash": ServiceList(TITLE, overview, Message("cash.typed"), "plain", ("book",)),
        "service-cash-unit": ServiceList(
            TITLE, (place_row(NAMES, _line(HOPPER, 500, 164)),), NAMES[HOPPER], "plain", ("count", "fill"), inner=True
        ),
        "service-cash-count": ServiceEntry(*count, "162", 4, again),
        "service-cash-left": ServiceList(
            TITLE, tuple(place_row(NAMES, each) for each in hopper), Message("cash.what-is-left"), "plain",
            ("put-in", "as-it-is", "emptied"), inner=True,
        ),
        "service-cash-bag": ServiceEntry(*bag, "AB-0012345", BAG_LENGTH, None, LETTERS),
        "service-cash-preview": ServiceList(TITLE, rows[:ROWS], Message("cash.preview", {"batch": 7}), "plain", ("book",), inner=True),
        "service-cash-booked": ServiceList(
            TITLE, rows[:ROWS], Message("cash.booked-unprinted", {"batch": 7}), "warning", ("print-again",), inner=True
        ),
    }  # fmt: skip
