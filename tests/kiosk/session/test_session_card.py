"""Paying by card: paid, declined, withdrawn, in doubt, taken back; the card company's ledger against the journal."""

from __future__ import annotations

import random
from typing import Any

import pytest

from config.won import ZERO, Won
from kiosk.core.view import Attract, Pay, View, Working
from kiosk.demo.resident import LOOKS, InsertCoin, PresentPaymentCard, TakePaymentCard
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS, START_MS, serve
from kiosk.simulator.world import World, demo_machine_settings
from sync.journal.format import open_entry
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land, paying, printing


def charging(view: View) -> bool:
    return isinstance(view, Working) and view.step.id == "working.charging"


def offered(view: View) -> bool:
    return isinstance(view, Pay) and view.card


def set_(name: str, value: object) -> Any:
    return lambda world: setattr(world.machine.terminal, name, value)


def receipt(visit: Visit) -> str:
    return "\n".join(line.text for line in visit.world.machine.receipts.receipts[-1])


@pytest.mark.parametrize("how", ["insert", "tap"])
def test_paid_by_card(how: str) -> None:
    visit = Visit(land(payment_card=how)).happens()
    assert visit.ended == "issued"
    (approved,) = visit.journal("ChargeApproved")
    assert approved["amount"] == 500
    assert visit.journal("CashInRolledBack") == [{**visit.journal("CashInRolledBack")[0], "inserted": 0}]
    assert visit.world.machine.terminal.charged() == 500
    assert (visit.world.ledger.earned, visit.world.ledger.earned_by_card) == (ZERO, Won(500))
    assert "30000001" in receipt(visit)
    assert "9410-00**-****-0000" in receipt(visit)


def test_the_card_number_is_on_the_receipt_alone() -> None:
    visit = Visit(land(payment_card="insert")).happens()
    assert not [entry for entry in visit.world.journal.read() if b"9410" in entry.body]


def test_a_declined_card_leaves_cash() -> None:
    visit = Visit(land(500, payment_card="insert"))
    visit.world.machine.terminal.decline = "6B"
    visit.happens()
    assert visit.ended == "issued"
    assert "pay.card-declined" in visit.problems()
    assert "balance" in {each["reason"] for each in visit.journal("ChargeFailed")}
    assert visit.world.machine.terminal.charged() == 0
    assert visit.world.ledger.earned == Won(500)


def test_a_card_taken_out_too_early_can_be_presented_again() -> None:
    visit = Visit(land(payment_card="insert", looks_after_inserting=2 * LOOKS))
    visit.when(charging, lambda world: world.at(world.now + 500, lambda: world.act(TakePaymentCard()))).happens()
    assert visit.ended == "issued"
    assert [each["reason"] for each in visit.journal("ChargeFailed")] == ["card-changed"]
    assert visit.world.machine.terminal.charged() == 500


def test_money_put_in_withdraws_the_card() -> None:
    visit = Visit(land(500)).happens()
    assert not visit.journal("ChargeIntended")
    assert visit.ended == "issued"
    assert visit.world.machine.terminal.sales == 0


def test_leaving_the_payment_withdraws_the_card() -> None:
    visit = Visit(land(leaves_at="Pay")).happens()
    assert visit.ended == "cancelled"
    assert visit.world.machine.terminal.sales == 0


def test_a_presented_card_stops_cash() -> None:
    """A coin that falls in the same moment is change: the card pays."""
    visit = Visit(land(payment_card="tap"))
    visit.when(charging, lambda world: world.act(InsertCoin(500))).happens()
    assert visit.ended == "issued"
    assert visit.world.ledger.earned_by_card == Won(500)
    truth = visit.world.machine.truth()
    assert truth.taken == truth.thrown


def test_card_and_coin_in_the_same_moment() -> None:
    visit = Visit(land())

    def both(world: World) -> None:
        world.act(InsertCoin(500))
        world.act(PresentPaymentCard("tap"))

    visit.when(offered, lambda world: world.at(world.now + 500, lambda: both(world)))
    visit.resident.purse = (0,) * 5
    visit.happens()
    assert visit.ended == "issued"
    assert visit.world.ledger.earned + visit.world.ledger.earned_by_card == Won(500)


def test_a_lost_answer_is_asked_for_and_nobody_is_charged_twice() -> None:
    visit = Visit(land(payment_card="tap"))
    visit.world.machine.terminal.drop_answers = 1
    visit.happens()
    assert visit.ended == "issued"
    assert visit.world.machine.terminal.sales == 1
    assert len(visit.journal("ChargeApproved")) == 1


def test_a_void_document_takes_the_charge_back() -> None:
    visit = Visit(land(payment_card="tap"))
    visit.when(printing, lambda world: world.machine.printer.mechanism.jam()).happens()
    assert len(visit.journal("ChargeCancelled")) == 1
    assert visit.world.machine.terminal.charged() == 0
    assert "print-failed-uncharged" in visit.notices()


def test_a_charge_that_cannot_be_taken_back_is_a_claim() -> None:
    def fail(world: World) -> None:
        world.machine.printer.mechanism.jam()
        world.machine.terminal.plugged = False

    visit = Visit(land(payment_card="tap")).when(printing, fail).happens()
    (claim,) = visit.journal("SuspenseOpened")
    (approved,) = visit.journal("ChargeApproved")
    assert (claim["amount"], claim["about"]) == (500, approved["charge"])
    assert "charge-claim" in visit.notices()
    assert claim["claim"] in receipt(visit)
    assert visit.world.machine.terminal.charged() == 500


def test_a_terminal_that_never_answers_leaves_a_claim_and_takes_no_second_card() -> None:
    visit = Visit(land(payment_card="tap"))
    visit.when(charging, set_("plugged", False)).happens()
    (claim,) = visit.journal("SuspenseOpened")
    assert claim["reason"] == "charge-in-doubt"
    assert visit.journal("DocumentVoided")
    assert not visit.world.composed.desk.charging.ready
    visit.world.machine.terminal.plugged = True
    visit.world.run(lambda: bool(visit.journal("ChargeApproved") or visit.journal("ChargeFailed")), 600_000)
    visit.world.run(lambda: visit.world.composed.desk.charging.ready, 60_000)
    assert visit.world.composed.desk.charging.ready


@pytest.mark.parametrize("event", ["ChargeIntended", "ChargeApproved", "ChargeCancelIntended", "ChargeCancelled"])
@pytest.mark.parametrize("kept", [True, False])
def test_power_lost_around_a_charge(event: str, kept: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Charged or not, taken back or not: after the restart the card holder has paid nothing, and nobody else either."""
    visit = Visit(land(payment_card="tap"))
    if event.startswith("ChargeCancel"):
        visit.when(printing, lambda world: world.machine.printer.mechanism.jam())
    world = visit.world
    commit = world.journal.commit
    cut: list[str] = []

    def commit_and_die(entries: Any) -> None:
        dies = not cut and any(open_entry(entry.body).type == event for entry in entries)
        if kept or not dies:
            commit(entries)
        if dies:
            cut.append(event)
            visit.resident.gone = True
            raise PowerCut

    monkeypatch.setattr(world.journal, "commit", commit_and_die)
    monkeypatch.setattr(world, "step", step_that_may_die(world))
    visit.happens()
    assert cut == [event]
    assert not world.ledger.open
    assert world.machine.terminal.charged() == 0
    assert not visit.journal("DocumentIssued")


class PowerCut(Exception):
    pass


def step_that_may_die(world: World) -> Any:
    step = world.step

    def run() -> None:
        try:
            step()
        except PowerCut:
            world.lose_power()

    return run


def test_without_change_there_is_still_the_card() -> None:
    visit = Visit(land(payment_card="insert"))
    for hopper in visit.world.machine.hoppers.values():
        hopper.plugged = False
    visit.world.run(
        lambda: isinstance(visit.world.screen.view, Attract) and bool(visit.world.screen.view.notices), START_MS
    )
    assert [notice.id for notice in visit.world.screen.view.notices] == [  # type: ignore[union-attr]
        "attract.card-only",
        "attract.change-short",
    ]
    visit.happens()
    assert visit.ended == "issued"
    assert visit.world.machine.terminal.charged() == 500


def test_without_a_terminal_everything_is_as_before() -> None:
    fitted = demo_machine_settings(WONJU).model_copy(update={"terminal": None})
    visit = Visit(land(500, payment_card="insert"), settings=fitted).happens()
    assert visit.ended == "issued"
    assert not visit.journal("ChargeIntended")
    assert not any(isinstance(view, Pay) and view.card for view in visit.views)
    assert any(map(paying, visit.views))
    visit.world.run(visit.world.at_rest, SETTLE_MS)


@pytest.mark.parametrize("goes_dark", [False, True])
def test_a_kiosk_that_keeps_starting_comes_to_an_end_with_a_charge_in_doubt(goes_dark: bool) -> None:
    """The terminal is gone and power fails every forty seconds: the time it may take runs from the charge, not from each start."""
    visit = Visit(land(payment_card="insert"))
    world = visit.world
    world.faults.power_returns_after = lambda: 5_000  # type: ignore[method-assign]

    def dies(_: World) -> None:
        world.machine.terminal.plugged = False
        for minute in range(8):
            world.at(world.now + 40_000 * minute, fails)

    def fails() -> None:
        world.faults.went_dark += goes_dark
        world.lose_power()

    visit.when(charging, dies)
    started = world.now
    serve(world, visit.resident, random.Random(1))
    world.run(lambda: bool(visit.journal("SuspenseOpened")), SETTLE_MS)
    (claim,) = visit.journal("SuspenseOpened")
    assert (claim["amount"], claim["reason"]) == (500, "charge-in-doubt")
    assert world.now - started < 8 * 46_000
    world.machine.terminal.plugged = True
    world.run(world.at_rest, SETTLE_MS)
    findings = judge(world)
    assert findings.clean, findings.story


def test_an_approval_that_comes_after_everybody_gave_up_is_a_claim() -> None:
    """The terminal is longer about a sale than its maker says; the next payment sees an approval that nobody knows."""
    visit = Visit(land(payment_card="tap"))
    world = visit.world
    world.machine.terminal.approve_ms = 103_000
    assert serve(world, visit.resident, random.Random(1))
    assert [each["reason"] for each in visit.journal("ChargeFailed")] == ["no-answer"]
    assert visit.journal("SuspenseOpened") == []
    world.run(lambda: False, 60_000)
    world.machine.terminal.approve_ms = 2_000
    visit.resident = land(payment_card="tap")
    visit.happens()
    (claim,) = visit.journal("SuspenseOpened")
    assert (claim["amount"], claim["reason"]) == (500, "charged-after-all")
    assert claim["about"] == visit.journal("ChargeFailed")[0]["charge"]
    assert len(visit.journal("ChargeApproved")) == 1
    assert len(world.machine.terminal.ledger) == 2
    world.lose_power()
    world.run(lambda: False, 60_000)
    assert world.run(world.at_rest, 300_000)
    assert len(visit.journal("SuspenseOpened")) == 1
