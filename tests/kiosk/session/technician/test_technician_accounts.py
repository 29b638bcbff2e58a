"""Counts, claims, void numbers, papers left lying and supplies, as somebody at the machine reads them after residents were there."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest

from config.vocabulary import JobEnd, ReductionReason, VoidReason
from kiosk.core.view import Attract, Message, ServiceEntry, ServiceList, ServiceMenu, ServiceRow
from kiosk.simulator.run import SETTLE_MS, serve
from kiosk.ui.words import catalogue
from tests.cities import WONJU
from tests.kiosk.session.technician.attendance import NUMBERS, Attendance
from tests.kiosk.session.visit import land


def after(*paid: int) -> Attendance:
    """Residents were there, each with a note of so many won."""
    attended = Attendance()
    for won in paid:
        resident_comes(attended, won)
    return attended


def resident_comes(attended: Attendance, won: int) -> None:
    assert serve(attended.world, land(won), random.Random(1))
    attended.world.run(attended.world.at_rest, SETTLE_MS)
    attended.wait(30_000)
    attended.sees(Attract)


def read(attended: Attendance, page: str, role: str = "technician") -> tuple[ServiceRow, ...]:
    attended.enter(role)
    return attended.opens(page).rows


def test_counts_of_today_open_to_kinds_and_means() -> None:
    attended = after(1_000, 1_000)
    today = read(attended, "counts", "operator")[0]
    assert (today.name, today.value) == (Message("counts.today"), Message("counts.sum", {"documents": 2, "won": 1_000}))
    assert today.details == (Message("counts.cash", {"documents": 2}),)
    attended.tap("open", "today")
    page = attended.sees(ServiceList)
    assert page.first == Message("counts.days", {"first": "2026-11-23", "last": "2026-11-23"})
    (kind,) = page.rows
    assert (kind.name, kind.value) == (WONJU.offered["land-register"].title["ko"], today.value)
    attended.tap("back")
    attended.tap("open", "yesterday")
    assert attended.sees(ServiceList).first == Message("counts.none")


def test_a_claim_says_all_that_is_known_of_it() -> None:
    attended = Attendance()
    for hopper in attended.world.machine.hoppers.values():
        hopper.tube = 0
    resident_comes(attended, 10_000)
    (claim,) = read(attended, "claims")
    (opened,) = attended.journal("SuspenseOpened")
    (issued,) = attended.journal("DocumentIssued")
    assert claim.name == opened["claim"]
    assert claim.value == Message("money.amount", {"amount": opened["amount"]})
    assert Message(f"claim.{opened['reason']}") in claim.details
    assert Message("claims.issued", {"number": issued["number"]}) in claim.details
    assert Message("claims.slip") in claim.details
    assert Message("claims.city-knows") in claim.details


def test_the_newest_claim_comes_first() -> None:
    attended = Attendance()
    for hopper in attended.world.machine.hoppers.values():
        hopper.tube = 0
    for _ in range(2):
        resident_comes(attended, 10_000)
    opened = [each["claim"] for each in attended.journal("SuspenseOpened")]
    assert [row.name for row in read(attended, "claims")] == opened[::-1]


def test_every_page_is_turned_to_its_end_and_back_and_leads_to_the_menu() -> None:
    attended = after(1_000)
    for item in attended.enter().items:
        first = attended.opens(item.name)
        seen = [first.rows]
        while "next" in attended.sees(ServiceList).actions:
            attended.tap("next")
            seen.append(attended.sees(ServiceList).rows)
        assert all(one != other for one, other in pairwise(seen)), item.name
        for rows in seen[-2::-1]:
            attended.tap("previous")
            assert attended.sees(ServiceList).rows == rows
        assert "previous" not in attended.sees(ServiceList).actions
        attended.tap("back")
        attended.sees(ServiceMenu)


def test_claims_are_not_an_operators() -> None:
    assert "claims" not in [item.name for item in Attendance().enter("operator").items]


def test_a_void_number_and_why() -> None:
    attended = Attendance()
    world, mechanism = attended.world, attended.world.machine.printer.mechanism

    def jam() -> None:
        if mechanism.path:
            mechanism.jam()
        else:
            world.at(world.now + 100, jam)

    jam()
    assert serve(world, land(1_000), random.Random(1))
    mechanism.clear_jam()
    world.run(world.at_rest, SETTLE_MS)
    attended.wait(60_000)
    voided = attended.journal("DocumentVoided")
    rows = read(attended, "voids", "operator")
    assert [row.name for row in rows] == [each["number"] for each in voided]
    assert rows[0].value == Message(f"void.{voided[0]['reason']}")
    assert rows[0].tone == "warning"
    assert Message("void.sheets", {"sheets": 1}) in rows[0].details


def test_nothing_is_said_to_be_nothing() -> None:
    attended = Attendance()
    attended.enter()
    for page in ("voids", "untaken", "claims"):
        found = attended.opens(page)
        assert (found.rows, found.first) == ((), Message(f"{page}.none"))
        attended.tap("back")
        attended.sees(ServiceMenu)


def test_paper_that_was_put_in_is_counted_in_documents() -> None:
    attended = Attendance()
    attended.enter("operator")
    attended.opens("supplies")
    assert {row.of: row.value for row in attended.sees(ServiceList).rows}["paper"] == Message("supplies.unknown")
    attended.tap("replaced", "paper")
    attended.type("500")
    attended.wait(2_000)
    left = {row.of: row.value for row in attended.sees(ServiceList).rows}
    assert left["paper"] == Message("supplies.left", {"documents": 333})
    (replaced,) = attended.journal("SupplyReplaced")
    assert replaced == {
        "device": "printer", "supply": "paper", "amount": 500, "by": NUMBERS["operator"], "role": "operator",
    }  # fmt: skip
    attended.tap("back")
    attended.leave()
    for _ in range(2):
        resident_comes(attended, 1_000)
    rows = {row.of: row for row in read(attended, "supplies")}
    assert rows["paper"].value == Message("supplies.left", {"documents": 498})
    assert Message("supplies.paper-put-in", {"amount": 500, "used": 2, "day": "11-23"}) in rows["paper"].details


def test_a_roll_is_typed_in_metres_and_toner_in_pages() -> None:
    attended = Attendance()
    attended.enter("operator")
    attended.opens("supplies")
    for supply, typed in (("roll", "80"), ("toner", "10000")):
        attended.tap("replaced", supply)
        attended.type("0")
        assert attended.sees(ServiceEntry).problem == Message("supplies.missing")
        for _ in range(2):
            attended.tap("key", "erase")
        attended.type(typed)
        attended.wait(2_000)
        attended.sees(ServiceList)
    assert [each["amount"] for each in attended.journal("SupplyReplaced")] == [400, 10_000]
    left = {row.of: row.value for row in attended.sees(ServiceList).rows}
    assert left["roll"] == Message("supplies.left", {"documents": 400})


def test_a_supply_that_is_out_is_good_for_nothing() -> None:
    attended = Attendance()
    attended.world.machine.printer.mechanism.empty_tray()
    attended.wait(30_000)
    rows = {row.of: row for row in read(attended, "supplies")}
    assert rows["paper"].value == Message("supplies.left", {"documents": 0})
    assert rows["paper"].tone == "problem"


@pytest.mark.parametrize(
    "ids",
    [
        {f"void.{each}" for each in VoidReason},
        {f"job.{each}" for each in JobEnd},
        {f"claims.{each}" for each in ReductionReason},
    ],
    ids=["why a number is void", "what became of its job", "why a claim was reduced"],
)
def test_every_word_of_the_journal_that_is_shown_has_a_text(ids: set[str]) -> None:
    assert ids <= catalogue("ko").keys()
