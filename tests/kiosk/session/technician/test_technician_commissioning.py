"""The commissioning report is had at the machine: what is missing first, then the whole on paper or on a stick."""

from __future__ import annotations

from functools import partial

import pytest

from config.dialogue import Failure, FailureReason
from config.ids import StaffNumber
from kiosk.core.channels import CommissioningMade, FileAnswer, MakeCommissioning, NotTried, StickFailed
from kiosk.core.view import Message, ServiceList
from kiosk.shell.compose import compose
from printing.trial import trial_sheets
from tests.kiosk.session.technician.attendance import NUMBERS, Attendance
from tests.kiosk.session.technician.test_technician_files import FILE, Stick

REPORT = trial_sheets(2)
MISSING = (
    NotTried("hopper-500", "payout", "failed no-coin-fell", "online"),
    NotTried("city", "network", "", ""),
    NotTried("printer", "", "", "offline"),
)


def at_the_report(monkeypatch: pytest.MonkeyPatch, answer: FileAnswer | Failure) -> tuple[Attendance, Stick]:
    monkeypatch.setattr("kiosk.simulator.world.compose", partial(compose, settings_file=FILE))
    attended = Attendance()
    attended.enter()
    attended.opens("tests")
    stick = Stick(attended, MakeCommissioning=answer)
    attended.tap("commissioning", wait=500)
    return attended, stick


def test_what_was_not_tried_or_failed_is_named_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    attended, stick = at_the_report(monkeypatch, CommissioningMade(REPORT, 2, MISSING))
    page = attended.sees(ServiceList)
    assert page.first == Message("commissioning.missing", {"things": 3})
    assert [(row.name, row.value) for row in page.rows] == [
        (Message("device.hopper", {"coin": 500}), Message("service.result-failed")),
        (Message("device.network"), Message("service.result-none")),
        (Message("device.printer"), "offline"),
    ]
    assert stick.asked == [MakeCommissioning(StaffNumber(NUMBERS["technician"]), to_stick=False)]


def test_it_comes_out_of_the_certificate_printer_all_sheets_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    attended, _ = at_the_report(monkeypatch, CommissioningMade(REPORT, 2, ()))
    assert attended.sees(ServiceList).first == Message("commissioning.whole")
    attended.tap("print", wait=30_000)
    assert attended.sees(ServiceList).first == Message("commissioning.printed")
    (document,) = attended.world.machine.printer.mechanism.documents
    assert document.data == REPORT
    assert attended.journal("TrialPrintIntended")[-1]["sheets"] == 2


def test_it_goes_to_a_stick(monkeypatch: pytest.MonkeyPatch) -> None:
    attended, stick = at_the_report(monkeypatch, CommissioningMade(REPORT, 2, (), "a.pdf"))
    attended.tap("export", wait=500)
    assert attended.sees(ServiceList).first == Message("states.report-on-stick", {"file": "a.pdf"})
    assert stick.asked[-1] == MakeCommissioning(StaffNumber(NUMBERS["technician"]), to_stick=True)


@pytest.mark.parametrize(
    ("answer", "told"),
    [(Failure(FailureReason.TIMEOUT), "states.no-report"), (StickFailed("none"), "stick.none")],
)
def test_where_it_cannot_be_made_that_is_said(
    monkeypatch: pytest.MonkeyPatch, answer: FileAnswer | Failure, told: str
) -> None:
    attended, _ = at_the_report(monkeypatch, answer)
    assert attended.sees(ServiceList).first == Message(told)
    attended.tap("back")
    assert attended.sees(ServiceList).title == "service.tests"
