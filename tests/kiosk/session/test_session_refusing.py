"""A device that refuses what it is told, again and again, is not online: exact money only, until somebody has looked."""

from __future__ import annotations

import random

import pytest

from kiosk.core.refusals import Refusals
from kiosk.core.view import Pay
from kiosk.demo.resident import Resident
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS, serve
from sync.journal import events as ev
from tests.kiosk.session.visit import Visit, land


def next_one(visit: Visit, resident: Resident) -> None:
    visit.views.clear()
    assert serve(visit.world, resident, random.Random(2))
    visit.world.run(visit.world.at_rest, SETTLE_MS)
    assert judge(visit.world).clean


def status(visit: Visit, device: str) -> tuple[str, str]:
    known = visit.world.composed.board.status[device]  # type: ignore[index]
    return known.state.value, known.reason


def test_hoppers_that_refuse_to_pay_are_not_promised_and_exact_money_is_taken_only() -> None:
    visit = Visit(land(1_000))
    for hopper in visit.world.machine.hoppers.values():
        hopper.refuses = True
    visit.happens()
    assert visit.ended == "issued"
    assert [data["amount"] for data in visit.journal("SuspenseOpened")] == [500]
    visit.world.run(lambda: False, 10_000)
    tried = {data["unit"] for data in visit.journal("PayoutIntended")}
    for unit in tried:
        assert status(visit, unit) == ("hardware-error", "dispense-refused")
    next_one(visit, land(1_000))
    accepted = [view.accepts for view in visit.views if isinstance(view, Pay)]
    assert all(1_000 not in accepts for accepts in accepted)
    assert len(visit.journal("SuspenseOpened")) == 1  # nobody else is owed anything


def test_a_terminal_that_refuses_the_cards_of_three_people_is_offered_to_nobody_until_it_was_switched_off() -> None:
    visit = Visit(land(payment_card="insert"))
    terminal = visit.world.machine.terminal
    terminal.decline = "6B"
    for _ in range(3):
        next_one(visit, land(500, payment_card="insert"))
    device = visit.journal("ChargeIntended")[0]["device"]
    assert status(visit, device) == ("hardware-error", "refuses-all-cards")
    next_one(visit, land(500))
    assert not any(view.card for view in visit.views if isinstance(view, Pay))
    assert visit.ended == "issued"  # in cash
    visit.world.lose_power()
    visit.world.run(lambda: False, 200_000)
    assert status(visit, device)[0] == "hardware-error"  # a start is no look
    terminal.decline = ""
    terminal.plugged = False
    visit.world.run(lambda: False, 90_000)
    terminal.plugged = True
    visit.world.run(lambda: False, 60_000)
    next_one(visit, land(payment_card="insert"))
    assert visit.ended == "issued"


@pytest.mark.parametrize("times", [1, 5])
def test_one_person_with_a_bad_card_takes_nothing_out_of_order(times: int) -> None:
    refusals = Refusals()
    session, device = "s", "card"
    for at in range(times):
        charge = f"c{at}"
        refusals.apply(ev.ChargeIntended(session, charge, device, 400, "t:1"))  # type: ignore[arg-type]
        refusals.apply(ev.ChargeFailed(session, charge, "declined"))  # type: ignore[arg-type]
    assert refusals.reason(device) == ""  # type: ignore[arg-type]
