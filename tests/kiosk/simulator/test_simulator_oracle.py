"""The oracle finds what it is there to find: a kiosk with one function replaced loses something, and it is named."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from config.vocabulary import Ending, Purpose, VoidReason
from config.won import Won
from drivers import device as dev
from kiosk.core.step import Flow
from kiosk.demo.resident import Resident
from kiosk.money.payout import PaidOut
from kiosk.money.taking import Taking
from kiosk.session.certificate import Certificate, PrintedCopies
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing
from kiosk.session.resident.story import Session
from kiosk.simulator.oracle import Findings, judge
from kiosk.simulator.run import SETTLE_MS, START_MS, serve
from kiosk.simulator.world import World
from tests.cities import WONJU

PLACE = next(place.id for place in WONJU.places if place.name == "단구동")


def nothing(world: World) -> None:
    pass


def visit(*purse: int, card: str = "", after: Callable[[World], object] = nothing) -> Findings:
    world = World(WONJU, 1)
    world.run(world.ready, START_MS)
    resident = Resident("land-register", place=PLACE, number="9423", sub_number="1", purse=purse, payment_card=card)
    serve(world, resident, random.Random(1))
    world.run(world.at_rest, SETTLE_MS)
    after(world)
    return judge(world)


def test_a_sound_kiosk_is_clean() -> None:
    assert visit(1_000).clean


def test_money_that_is_not_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    def forgets(self: Taking, event: dev.Credited) -> None:
        self._step.command(dev.Recorded(event.device, event.ref))

    monkeypatch.setattr(Taking, "_credit", forgets)
    assert visit(500).unaccounted_won >= 500


def test_change_that_is_not_given(monkeypatch: pytest.MonkeyPatch) -> None:
    def keeps(self: Desk, amount: Won, purpose: Purpose) -> Flow[PaidOut]:
        yield from ()
        return PaidOut(amount)

    monkeypatch.setattr(Desk, "pay_out", keeps)
    monkeypatch.setattr(Session, "_settle_books", lambda self: iter(()))
    assert visit(1_000).unaccounted_won >= 500


def test_a_coin_too_many() -> None:
    def throw_one(world: World) -> None:
        hopper = next(iter(world.machine.hoppers.values()))
        hopper.thrown += 1

    assert visit(1_000, after=throw_one).unaccounted_won > 0


def test_a_number_whose_outcome_nobody_reports(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Issuing, "void", lambda self, desk, reason: None)
    assert visit(100).unreported_outcomes == 1  # cancels for want of money


def test_a_document_that_comes_out_twice() -> None:
    def again(world: World) -> None:
        mechanism = world.machine.printer.mechanism
        mechanism.came_out.append(mechanism.came_out[-1])

    assert visit(500, after=again).duplicate_documents == 1


def test_a_document_that_is_issued_and_did_not_come_out() -> None:
    assert visit(500, after=lambda world: world.machine.printer.mechanism.came_out.clear()).unreported_outcomes == 1


def test_a_card_that_is_charged_twice() -> None:
    def again(world: World) -> None:
        world.machine.terminal.approve(500)

    assert visit(card="tap").clean
    assert visit(card="tap", after=again).unaccounted_won == 500


def test_a_charge_for_a_void_document_that_is_not_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def keeps(self: Desk) -> Flow[Won]:
        yield from ()
        return Won(0)

    def fails(self: Issuing, desk: Desk, certificates: tuple[Certificate, ...]) -> Flow[PrintedCopies]:
        yield from ()
        self.void(desk, VoidReason.PRINT_FAILED)
        return PrintedCopies((), certificates, Ending.PRINT_FAILED)

    monkeypatch.setattr(Issuing, "print", fails)
    assert visit(card="tap").clean
    monkeypatch.setattr(Desk, "take_back_charge", keeps)
    assert visit(card="tap").unaccounted_won >= 500


def test_a_charge_taken_back_by_nobody_in_the_journal() -> None:
    def cancel(world: World) -> None:
        world.machine.terminal.ledger[-1].cancelled = True

    assert visit(card="tap", after=cancel).unaccounted_won == 500


def test_a_sheet_that_comes_out_for_the_next_person() -> None:
    def late(world: World) -> None:
        resident = Resident("land-register", place=PLACE, number="9423", sub_number="1", purse=(500,))
        serve(world, resident, random.Random(2))
        world.run(world.at_rest, SETTLE_MS)
        times = world.machine.printer.mechanism.came_out_at
        times[0] = times[-1]

    found = visit(500, after=late)
    assert found.duplicate_documents == 1
    assert "somebody else stood there" in " ".join(found.story)
