"""Cash by touch: counted, typed twice where it differs, filled up, put into a bag, booked at once, printed."""

from __future__ import annotations

import pytest

from config.ids import DeviceName
from config.won import Won
from drivers.escpos.emulator import ReceiptPrinterEmulator
from kiosk.core.view import Message, ServiceEntry, ServiceList, ServiceMenu, ServiceRow
from tests.kiosk.session.technician.attendance import NUMBERS, Attendance

HOPPER = DeviceName("hopper-500")
BOOKS = 164


@pytest.fixture(autouse=True)
def hoppers_as_in_a_lobby(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kiosk.simulator.world.FULL", BOOKS)


def cash(role: str = "cashier") -> Attendance:
    attended = Attendance()
    attended.enter(role)
    attended.opens("cash")
    return attended


def row(attended: Attendance, of: str) -> ServiceRow:
    return next(each for each in attended.sees(ServiceList).rows if each.of == of)


def types(attended: Attendance, number: int | str) -> None:
    """On the pad, at whatever is asked."""
    attended.sees(ServiceEntry)
    attended.type(str(number))


def count(attended: Attendance, unit: str, *pieces: int, left: str = "as-it-is") -> None:
    attended.tap("open", unit)
    attended.tap("count")
    for each in pieces:
        types(attended, each)
    attended.tap(left)


def books(attended: Attendance) -> int:
    return attended.world.ledger.units.count(HOPPER, Won(500))


@pytest.mark.parametrize(("role", "may"), [("technician", True), ("cashier", True), ("operator", False)])
def test_cash_is_a_cashiers_and_a_technicians(role: str, may: bool) -> None:
    attended = Attendance()
    assert ("cash" in [item.name for item in attended.enter(role).items]) is may
    attended.tap("open", "cash")
    assert isinstance(attended.view, ServiceList if may else ServiceMenu)


def test_a_collection_is_one_entry_after_another_and_a_paper() -> None:
    attended = cash()
    count(attended, HOPPER, BOOKS, left="emptied")
    assert row(attended, HOPPER).details == (Message("cash.counted-right"),)
    assert attended.sees(ServiceList).first == Message("cash.typed")
    assert attended.journal("ExchangeStarted") == []
    attended.tap("book")
    types(attended, "0012345")
    preview = attended.sees(ServiceList)
    assert preview.rows[0].value == Message("money.amount", {"amount": 500 * BOOKS})
    assert preview.rows[0].details == (Message("cash.in-bag", {"bag": "0012345"}),)
    assert attended.journal("ExchangeStarted") == []
    attended.tap("book", wait=10_000)
    assert attended.sees(ServiceList).first == Message("cash.booked", {"batch": 1})
    (started,) = attended.journal("ExchangeStarted")
    assert (started["by"], started["role"]) == (NUMBERS["cashier"], "cashier")
    (ended,) = attended.journal("ExchangeEnded")
    assert ended["statement"]["bag"] == "0012345"
    assert attended.journal("ReceiptEnded") == [{"session": "", "result": "printed"}]
    assert books(attended) == 0
    attended.tap("back")
    attended.sees(ServiceMenu)


def test_a_count_that_is_not_the_books_is_typed_twice_alike() -> None:
    attended = cash()
    attended.tap("open", HOPPER)
    attended.tap("count")
    types(attended, BOOKS - 1)
    again = attended.sees(ServiceEntry)
    assert again.problem == Message("cash.count-again", {"counted": BOOKS - 1, "books": BOOKS})
    types(attended, BOOKS - 2)
    assert attended.sees(ServiceEntry).problem == Message("cash.count-again", {"counted": BOOKS - 2, "books": BOOKS})
    types(attended, BOOKS - 2)
    (found,) = attended.sees(ServiceList).rows
    assert (found.tone, found.value) == ("warning", Message("cash.counted", {"pieces": BOOKS - 2}))
    assert Message("cash.less", {"won": 1_000}) in found.details
    assert Message("cash.since", {"before": BOOKS, "came": 0, "went": 0}) in found.details


def test_a_unit_of_several_denominations_is_counted_one_by_one() -> None:
    attended = cash()
    attended.tap("open", "note-acceptor")
    denominations = len(attended.sees(ServiceList).rows)
    attended.tap("count")
    for at in range(denominations):
        assert isinstance(attended.view, ServiceEntry), at
        types(attended, 0)
    assert attended.sees(ServiceList).actions == ("emptied", "as-it-is")


def test_who_goes_back_half_way_has_counted_nothing() -> None:
    attended = cash()
    attended.tap("open", HOPPER)
    attended.tap("count")
    types(attended, BOOKS)
    assert attended.sees(ServiceList).first == Message("cash.what-is-left")
    attended.tap("back")
    attended.tap("back")
    assert attended.sees(ServiceList).first == Message("cash.choose")
    assert "book" not in attended.sees(ServiceList).actions


def test_what_is_not_booked_is_not_left_without_a_question() -> None:
    attended = cash()
    count(attended, HOPPER, BOOKS)
    attended.tap("back")
    assert attended.sees(ServiceList).first == Message("cash.not-booked")
    attended.tap("back")
    assert attended.sees(ServiceList).first == Message("cash.typed")
    attended.tap("back")
    attended.tap("discard")
    attended.sees(ServiceMenu)
    assert attended.journal("ExchangeStarted") == []


def test_a_hopper_is_filled_up_without_a_count_and_no_batch_is_closed() -> None:
    attended = cash()
    attended.tap("open", HOPPER)
    attended.tap("fill")
    types(attended, 100)
    assert [row.value for row in attended.sees(ServiceList).rows][-1] == Message(
        "cash.worth", {"pieces": BOOKS + 100, "won": 500 * (BOOKS + 100)}
    )
    assert attended.journal("UnitFilled") == []
    attended.tap("book")
    assert attended.journal("UnitFilled") == [
        {"unit": HOPPER, "coin": 500, "pieces": 100, "by": NUMBERS["cashier"], "role": "cashier"}
    ]
    assert books(attended) == BOOKS + 100
    assert attended.journal("ExchangeStarted") == []
    attended.tap("count")
    types(attended, BOOKS + 100)
    assert attended.sees(ServiceList).first == Message("cash.what-is-left")


def test_more_is_put_in_beside_a_count() -> None:
    attended = cash()
    attended.tap("open", HOPPER)
    attended.tap("count")
    types(attended, BOOKS)
    attended.tap("put-in")
    types(attended, 60)
    attended.tap("book")
    assert attended.sees(ServiceList).first == Message("cash.preview", {"batch": 1})  # nothing taken out: no bag
    attended.tap("book", wait=10_000)
    assert books(attended) == BOOKS + 60
    (ended,) = attended.journal("ExchangeEnded")
    assert ended["statement"]["bag"] == ""


def test_a_statement_that_did_not_come_out_is_printed_again() -> None:
    attended = cash()
    printers = attended.world.machine.all(ReceiptPrinterEmulator).values()
    for printer in printers:
        printer.cover_open = True
    attended.wait(2_000)
    count(attended, HOPPER, BOOKS)
    attended.tap("book")
    attended.tap("book", wait=10_000)
    assert attended.sees(ServiceList).first == Message("cash.booked-unprinted", {"batch": 1})
    for printer in printers:
        printer.cover_open = False
    attended.wait(5_000)
    attended.tap("print-again", wait=10_000)
    assert attended.sees(ServiceList).first == Message("cash.booked", {"batch": 1})
    assert len(attended.journal("ExchangeEnded")) == 1


@pytest.mark.parametrize(("typed", "bag"), [("", ""), ("7", "7")])
def test_a_bag_need_not_be(typed: str, bag: str) -> None:
    attended = cash()
    count(attended, HOPPER, BOOKS, left="emptied")
    attended.tap("book")
    types(attended, typed)
    attended.tap("book", wait=10_000)
    (ended,) = attended.journal("ExchangeEnded")
    assert ended["statement"]["bag"] == bag


def test_a_number_of_a_bag_that_can_be_none_is_asked_for_again() -> None:
    attended = cash()
    count(attended, HOPPER, BOOKS, left="emptied")
    attended.tap("book")
    types(attended, "-")
    assert attended.sees(ServiceEntry).problem == Message("cash.bag-wrong")
    attended.tap("back")
    assert attended.sees(ServiceList).first == Message("cash.typed")


def test_nothing_and_something_that_is_no_digit_is_no_count() -> None:
    attended = cash()
    attended.tap("open", HOPPER)
    attended.tap("count")
    types(attended, "")
    assert attended.sees(ServiceEntry).problem == Message("cash.nothing-typed")
    attended.tap("key", "A")
    attended.tap("key", "5")
    attended.tap("key", "7")
    attended.tap("key", "erase")
    assert attended.sees(ServiceEntry).typed == "5"
