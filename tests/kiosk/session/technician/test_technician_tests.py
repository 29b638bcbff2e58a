"""Each device is tried; what it came to stands on the page and in the journal, with who did it, and the books balance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
import zxingcpp

from config.dialogue import Failure, FailureReason
from config.ids import DeviceName
from config.won import ZERO, Won
from drivers.escpos.emulator import ReceiptPrinterEmulator
from kiosk.core.view import Attract, Message, ServiceList, TouchGrid
from kiosk.demo.resident import Action, InsertCoin, InsertNote, PresentIdCard, TakeIdCard
from kiosk.session.technician.trying import COLUMNS, IDLE_MS, ROWS
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS
from sync.journal.format import open_entry
from tests.kiosk.session.technician.attendance import NUMBERS, Attendance

HOPPER = DeviceName("hopper-500")
FIVE_HUNDRED = Won(500)


def at_the_tests(**sections: Any) -> Attendance:
    attended = Attendance(**sections)
    attended.enter()
    attended.opens("tests")
    return attended


def result(attended: Attendance, of: str) -> str:
    (row,) = (row for row in attended.sees(ServiceList).rows if row.of == of)
    return str(getattr(row.value, "id", "")).removeprefix("service.result-")


def reported(attended: Attendance) -> dict[str, object]:
    told = attended.journal("DeviceTested")[-1]
    begun = attended.journal("DeviceTestBegun")[-1]
    assert told["by"] == begun["by"] == NUMBERS["technician"]
    assert (told["device"], told["test"]) == (begun["device"], begun["test"])
    return told


def ends_well(attended: Attendance) -> None:
    """The three accounts agree."""
    attended.tap("back")
    attended.leave()
    attended.world.run(attended.world.at_rest, SETTLE_MS)
    findings = judge(attended.world)
    assert findings.clean, findings.story


def coins(attended: Attendance) -> int:
    return attended.world.ledger.units.count(HOPPER, FIVE_HUNDRED)


@pytest.mark.parametrize(("says", "fewer"), [("kept", 1), ("put-back", 0)])
def test_one_coin_falls_and_the_count_and_the_books_agree_with_the_hopper(says: str, fewer: int) -> None:
    attended = at_the_tests()
    before, thrown = coins(attended), attended.world.machine.truth().thrown
    attended.tap("try", f"payout={HOPPER}", wait=8_000)
    assert attended.sees(ServiceList).actions == ("put-back", "kept")
    assert attended.world.machine.truth().thrown == thrown + 500
    attended.world.inside.put_in(HOPPER, 1 - fewer)
    attended.tap(says)
    assert result(attended, f"payout={HOPPER}") == "passed"
    assert coins(attended) == before - fewer
    types = [open_entry(entry.body).type for entry in attended.world.journal.read()]
    assert types.index("DeviceTestBegun") < types.index("TrialIntended") < types.index("TrialSettled")
    assert attended.journal("TrialIntended")[0]["by"] == NUMBERS["technician"]
    assert attended.world.ledger.paid_out == ZERO
    assert sum(attended.world.ledger.units.batch.tried.values()) == fewer
    ends_well(attended)


def test_a_hopper_that_is_away_fails_and_nothing_is_booked() -> None:
    attended = at_the_tests()
    attended.world.machine.devices[HOPPER].plugged = False
    before = coins(attended)
    attended.tap("try", f"payout={HOPPER}", wait=10_000)
    assert result(attended, f"payout={HOPPER}") == "failed"
    assert (reported(attended)["detail"], coins(attended)) == ("no-answer", before)
    assert not attended.journal("TrialIntended")
    ends_well(attended)


@pytest.mark.parametrize("after_ms", [0, 5, 20, 60, 200, 400, 800, 1_600])
def test_the_power_fails_in_a_trial_and_the_next_payout_finds_by_the_hoppers_counter_what_fell(after_ms: int) -> None:
    attended = at_the_tests()
    attended.tap("try", f"payout={HOPPER}", wait=after_ms)
    attended.world.lose_power()
    attended.world.run(attended.world.ready, 600_000)
    attended.enter()
    attended.opens("tests")
    attended.tap("try", f"payout={HOPPER}", wait=8_000)
    attended.tap("kept")
    assert attended.world.machine.truth().thrown == 500 * _fell(attended)
    ends_well(attended)


def _fell(attended: Attendance) -> int:
    """Coins of which the journal knows."""
    fell: int = sum(each["paid"] for each in attended.journal("TrialSettled"))
    return fell + sum(int(each["coins"]) for each in attended.journal("HopperMoved"))


def does(attended: Attendance, action: Action, wait: int = 12_000) -> None:
    attended.world.act(action)
    attended.wait(wait)


@pytest.mark.parametrize(
    ("test", "action", "expected"),
    [
        ("note=note-acceptor", InsertNote(1_000), "passed"),
        ("note=note-acceptor", InsertNote(10_000), "passed"),
        ("coin=coin-acceptor", InsertCoin(500), "passed"),
        ("coin=coin-acceptor", InsertCoin(100), "passed"),
    ],
)
def test_money_is_put_in_known_and_given_back(test: str, action: Action, expected: str) -> None:
    attended = at_the_tests()
    attended.tap("try", test)
    attended.wait(2_000)
    does(attended, action)
    assert result(attended, test) == expected
    assert attended.world.machine.truth().taken == 0
    assert reported(attended)["result"] == expected
    ends_well(attended)


def test_who_puts_nothing_in_and_goes_back_has_not_tested() -> None:
    attended = at_the_tests()
    for test in ("note=note-acceptor", "coin=coin-acceptor", "card=card-reader"):
        attended.tap("try", test)
        attended.tap("back", wait=500)
        assert result(attended, test) == "not-done"
    ends_well(attended)


def test_who_walks_away_in_a_test_leaves_closed_acceptors() -> None:
    attended = at_the_tests()
    attended.tap("try", "note=note-acceptor")
    attended.wait(400_000)
    attended.sees(Attract)
    does(attended, InsertNote(1_000))
    assert attended.world.machine.truth().taken == 0
    assert reported(attended)["result"] == "not-done"


@pytest.mark.parametrize(
    ("spoils", "expected"),
    [(lambda _: None, "passed"), (lambda printer: setattr(printer, "cover_open", True), "failed")],
)
def test_a_slip(spoils: Callable[[ReceiptPrinterEmulator], None], expected: str) -> None:
    attended = at_the_tests()
    (printer,) = attended.world.machine.all(ReceiptPrinterEmulator).values()
    spoils(printer)
    attended.tap("try", "slip=receipt-printer", wait=20_000)
    assert result(attended, "slip=receipt-printer") == expected
    assert not attended.journal("ReceiptEnded")


def test_a_card_is_put_in_answers_and_is_taken_out_without_a_pin() -> None:
    attended = at_the_tests()
    attended.tap("try", "card=card-reader")
    does(attended, PresentIdCard(), 3_000)
    does(attended, TakeIdCard(), 1_000)
    assert result(attended, "card=card-reader") == "passed"
    assert not attended.journal("IdentityProved")
    ends_well(attended)


def test_every_part_of_the_screen_has_to_be_touched() -> None:
    attended = at_the_tests()
    attended.tap("try", "touch=screen")
    for cell in range(COLUMNS * ROWS):
        attended.sees(TouchGrid)
        attended.tap("cell", str(cell))
    assert result(attended, "touch=screen") == "passed"
    attended.tap("try", "touch=screen")
    for cell in range(3, COLUMNS * ROWS):
        attended.tap("cell", str(cell))
    assert attended.sees(TouchGrid).left == (0, 1, 2)
    attended.wait(IDLE_MS)
    assert (result(attended, "touch=screen"), reported(attended)["detail"]) == ("failed", "3 of 48 parts")


def test_the_network_is_asked_and_who_does_not_answer_is_named() -> None:
    attended = at_the_tests()
    attended.tap("try", "network=city", wait=2_000)
    assert all(row.tone == "good" for row in attended.sees(ServiceList).rows)
    attended.tap("back")
    assert result(attended, "network=city") == "passed"
    attended.world.city.down.add("land")
    attended.tap("try", "network=city", wait=2_000)
    assert [getattr(row.name, "id", "") for row in attended.sees(ServiceList).rows if row.tone != "good"] == [
        "source.land"
    ]
    attended.tap("back")
    assert result(attended, "network=city") == "failed"


def answers(attended: Attendance, channel: str, answer: object) -> None:
    """From now on, whatever is asked there."""
    whole = attended.world.answer
    attended.world.answer = lambda asked, question, ms: (  # type: ignore[assignment, method-assign]
        (answer, 10) if asked == channel else whole(asked, question, ms)
    )


@pytest.mark.parametrize("why", [FailureReason.UNREACHABLE, FailureReason.TIMEOUT])
def test_a_city_that_is_not_reached_is_told_with_the_reason_and_the_page_stays_until_it_was_read(
    why: FailureReason,
) -> None:
    attended = at_the_tests()
    answers(attended, "sources", Failure(why))
    attended.tap("try", "network=city", wait=2_000)
    city = attended.sees(ServiceList).rows[0]
    assert (city.tone, city.details) == ("problem", (Message(f"trouble.{why}"),))
    attended.sends("confirm")
    assert attended.sees(ServiceList).rows[0] == city
    attended.tap("back")
    assert (result(attended, "network=city"), reported(attended)["detail"]) == ("failed", why)


@pytest.mark.parametrize(
    ("answer", "detail"),
    [(Failure(FailureReason.TIMEOUT), "card-timeout"), (Failure(FailureReason.GONE), "card-gone")],
)  # fmt: skip
def test_a_card_that_does_not_answer_is_told_from_one_of_another_make(answer: object, detail: str) -> None:
    attended = at_the_tests()
    attended.tap("try", "card=card-reader")
    answers(attended, "card", answer)
    does(attended, PresentIdCard(), 6_000)
    does(attended, TakeIdCard(), 2_000)
    assert (result(attended, "card=card-reader"), reported(attended)["detail"]) == ("failed", detail)


@pytest.mark.parametrize(("off_s", "expected"), [(0, "passed"), (4, "passed"), (-90, "failed"), (3_600, "failed")])
def test_the_clock_is_held_against_the_citys(off_s: int, expected: str) -> None:
    attended = at_the_tests()
    wall = attended.world.sources.wall
    attended.world.city._now = lambda: wall() - timedelta(seconds=off_s)
    attended.tap("try", "clock=clock", wait=2_000)
    attended.tap("back")
    assert result(attended, "clock=clock") == expected
    assert abs(int(str(reported(attended)["detail"]).removesuffix(" ms")) - off_s * 1000) < 200


@pytest.mark.parametrize("after_ms", [50, 150, 250, 600, 1_500, 4_000])
def test_the_power_fails_in_a_trial_print_and_it_does_not_come_out_before_somebodys_paper(after_ms: int) -> None:
    attended = at_the_tests()
    attended.tap("try", "page=printer", wait=after_ms)
    attended.world.lose_power()
    attended.world.run(attended.world.ready, 600_000)
    attended.wait(120_000)
    intended = attended.journal("TrialPrintIntended")
    assert [each["by"] for each in intended] == [NUMBERS["technician"]] * len(intended)
    assert {each["page"] for each in intended} == {each["page"] for each in attended.journal("TrialPrintEnded")}
    attended.enter()
    attended.opens("tests")
    ends_well(attended)


def test_only_a_technician_tests() -> None:
    attended = Attendance()
    assert {item.name for item in attended.enter("operator").items} & {"tests"} == set()
    attended.tap("open", "tests")
    assert not isinstance(attended.view, ServiceList)


@pytest.mark.parametrize(("says", "comes_to"), [("clear", "passed"), ("unclear", "failed")])
def test_a_page_that_is_no_certificate_comes_out_and_whoever_holds_it_says_how_it_is(says: str, comes_to: str) -> None:
    attended = at_the_tests()
    attended.tap("try", "page=printer", wait=20_000)
    assert attended.sees(ServiceList).actions == ("clear", "unclear")
    (document,) = attended.world.machine.printer.mechanism.documents
    page = pypdfium2.PdfDocument(document.data)[0]
    assert "증명서가 아닙니다" in page.get_textpage().get_text_range()
    read = zxingcpp.read_barcodes(page.render(scale=300 / 72).to_pil().convert("L"))
    assert [each.text.startswith("TEST - NO CERTIFICATE") for each in read] == [True]
    assert [each["result"] for each in attended.journal("TrialPrintEnded")] == ["printed"]
    attended.tap(says)
    assert result(attended, "page=printer") == comes_to == reported(attended)["result"]


@pytest.mark.parametrize(("says", "comes_to"), [("bound", "passed"), ("loose", "failed")])
def test_two_sheets_are_stapled_and_whoever_holds_them_says_whether_they_are(says: str, comes_to: str) -> None:
    attended = at_the_tests()
    attended.tap("try", "binding=printer", wait=20_000)
    assert attended.sees(ServiceList).actions == ("bound", "loose")
    mechanism = attended.world.machine.printer.mechanism
    assert (len(mechanism.bound), len(mechanism.came_out)) == (1, 2)
    attended.tap(says)
    assert result(attended, "binding=printer") == comes_to == reported(attended)["result"]


def test_a_stapler_that_is_jammed_is_told_before_paper_is_wasted() -> None:
    attended = at_the_tests()
    mechanism = attended.world.machine.printer.mechanism
    mechanism.stapler_jammed = True
    attended.tap("try", "binding=printer", wait=1_000)
    assert (result(attended, "binding=printer"), reported(attended)["detail"]) == ("failed", "stapler-jam")
    assert mechanism.came_out == []


def test_a_test_sheet_that_does_not_come_out_is_taken_back() -> None:
    """The stapler jams under it: nothing is to come out for the next person."""
    attended = at_the_tests()
    mechanism = attended.world.machine.printer.mechanism
    attended.tap("try", "binding=printer", wait=100)
    mechanism.stapler_jammed = True
    attended.wait(150_000)
    assert (result(attended, "binding=printer"), reported(attended)["detail"]) == ("failed", "stapler-jam")
    assert {each["result"] for each in attended.journal("TrialPrintEnded")} == {"failed"}
    mechanism.stapler_jammed = False
    attended.wait(60_000)
    assert mechanism.bound == []
    assert all(job.over for job in mechanism.jobs.values())
