"""Documents left: from what was put in, what was used since, and what the printer itself counts."""

from __future__ import annotations

import pytest

from config.ids import DeviceName, DocumentNumber, IssuanceId, SessionId, StaffNumber
from config.vocabulary import Level, ReceiptResult, Role, State, VoidReason
from config.won import Won
from drivers.device import PRINTER_NAME
from kiosk.core.supplies import PAPER, TONER, Supplies
from sync.journal import events as ev

WALL = "2026-11-23T03:00:00.000+00:00"
NUMBER = DocumentNumber("n")
ROLL = (DeviceName("receipt-printer"), "paper")


def document(sheets: int, *, void: bool = False) -> tuple[ev.Event, ...]:
    session, issuance = SessionId("s"), IssuanceId("i")
    end: ev.Event = ev.DocumentIssued(session, issuance, NUMBER, sheets, Won(500))
    if void:
        end = ev.DocumentVoided(session, issuance, NUMBER, VoidReason.PRINT_FAILED)
    return ev.PrintIntended(session, issuance, NUMBER, sheets), end


def supplies(*events: ev.Event) -> Supplies:
    found = Supplies()
    for event in events:
        found.apply(event, WALL)
    return found


def put_in(supply: tuple[DeviceName, str], amount: int) -> ev.Event:
    return ev.SupplyReplaced(*supply, amount, StaffNumber("1001"), Role.OPERATOR)


def test_paper_lasts_for_as_many_documents_as_have_been_measured() -> None:
    found = supplies(put_in(PAPER, 500), *document(1), *document(3), *document(2))
    assert found.left(PAPER) == (500 - 6) // 2
    assert found.left(PAPER, said=40) == 20  # the tray's own sensor counts for more
    assert found.left(PAPER, Level.OUT) == 0


def test_a_document_that_may_be_on_paper_has_used_its_sheets() -> None:
    assert supplies(put_in(PAPER, 500), *document(2, void=True), *document(1)).left(PAPER) == 497


def test_what_nobody_put_in_is_not_known() -> None:
    assert [supplies(*document(2)).left(each) for each in (PAPER, TONER, ROLL)] == [None, None, None]
    assert supplies(*document(2)).left(PAPER, said=40) == 20


@pytest.mark.parametrize(
    ("said", "documents"),
    [(None, 9_800), (98, 9_800), (90, 1_800), (0, 0)],
    ids=["silent", "too little gone to measure", "measured", "empty"],
)
def test_toner_lasts_as_its_own_use_so_far_tells(said: int | None, documents: int) -> None:
    found = supplies(put_in(TONER, 10_000), *(event for _ in range(200) for event in document(1)))
    assert found.left(TONER, said=said) == documents


def test_a_roll_lasts_as_the_one_before_it_did() -> None:
    slip = ev.ReceiptEnded(SessionId("s"), ReceiptResult.PRINTED)
    out = ev.DeviceChanged(ROLL[0], State.ONLINE, "", (("paper", Level.OUT),))
    lost = ev.ReceiptEnded(SessionId("s"), ReceiptResult.PAPER_OUT)
    found = supplies(put_in(ROLL, 400), *[slip] * 30, lost)
    assert found.left(ROLL) == 370
    for event in (out, out, put_in(ROLL, 400), slip):
        found.apply(event, WALL)
    assert found.left(ROLL) == 29
    assert found.left((PRINTER_NAME, "paper")) is None
