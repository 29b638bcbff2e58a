"""What comes late, twice, or after everybody has gone: it is neither lost nor taken for something else."""

from __future__ import annotations

import random
from typing import Any

import pytest

from config.dialogue import Failure, FailureReason
from config.ids import DeviceName, Ref, SessionId
from config.vocabulary import Purpose
from config.won import Won
from drivers.cctalk.emulator import HopperEmulator
from drivers.device import Credited, State
from drivers.escpos.fitting import EscPos
from drivers.ipp.printer import IppExchange
from kiosk.core.step import Touched
from kiosk.core.view import Attract, Collect, Notice, Pay, Screen, Tap
from kiosk.demo.resident import Action, Resident
from kiosk.money.payout import PaidOut
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import serve
from kiosk.simulator.world import World
from sync.journal import events as ev
from tests.cities import PLACE
from tests.kiosk.session.test_session_doubt import after
from tests.kiosk.session.visit import Visit, land, paying, printing


class Waits(Resident):
    """Puts in what there is and then only looks; leaves notices and papers alone."""

    def next(self, screen: Screen) -> Action | None:
        view = screen.view
        if isinstance(view, Notice | Collect) or (isinstance(view, Pay) and self._paid >= len(self.purse)):
            return None
        return super().next(screen)


def waits(*purse: int) -> Waits:
    return Waits("land-register", place=PLACE["단구동"], number="9423", sub_number="1", purse=purse)


def paid(won: int) -> Any:
    return lambda view: isinstance(view, Pay) and view.inserted == won


def claims(visit: Visit) -> set[str]:
    return {claim["claim"] for claim in visit.journal("SuspenseOpened")}


# --- paper -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dies", [False, True], ids=["running", "restarted"])
def test_a_void_page_is_not_printed_when_the_printer_is_back_with_paper(dies: bool) -> None:
    """The printer holds the job, out of paper and off the network, long after everybody gave it up."""
    visit = Visit(land(500))
    world, printer = visit.world, visit.world.machine.printer

    def vanish(_: World) -> None:
        printer.plugged = False
        if dies:
            world.lose_power()

    def back() -> None:
        printer.plugged = True
        world.at(world.now + 20_000, lambda: printer.mechanism.load(50))

    world.faults.power_returns_after = lambda: 5_000  # type: ignore[method-assign]
    after(world, "PrintIntended", lambda _: printer.mechanism.empty_tray())
    visit.when(printing, lambda _: world.at(world.now + 10_000, lambda: vanish(world)))
    serve(world, visit.resident, random.Random(1))
    (void,) = visit.journal("DocumentVoided")
    assert visit.journal("PrintJobEnded") == []
    world.at(world.now + 200_000, back)
    world.run(lambda: False, 400_000)
    assert printer.mechanism.came_out == []
    assert [(end["issuance"], end["result"]) for end in visit.journal("PrintJobEnded")] == [
        (void["issuance"], "failed")
    ]
    visit.resident = land(500)
    world.machine.printer.mechanism.take_output()
    assert visit.happens().ended == "issued"


def test_one_lost_answer_of_the_printer_is_no_lost_printer() -> None:
    visit = Visit(land(500))
    answer = visit.world.answer
    lost: list[object] = []

    def answered(channel: str, question: object, timeout_ms: int) -> Any:
        if isinstance(question, IppExchange) and visit.journal("CashInEnded") and not lost:
            lost.append(question)
            return Failure(FailureReason.UNREACHABLE), 5
        return answer(channel, question, timeout_ms)

    visit.world.answer = answered  # type: ignore[method-assign]
    assert visit.happens().ended == "issued"
    assert lost


# --- money -------------------------------------------------------------------------------------------------------


def test_the_very_first_coin_is_booked_although_the_kiosk_dies_before_it_sees_it() -> None:
    """On a new journal nothing names the coin acceptor's counter but what was written when it was met."""
    visit = Visit(waits())
    world = visit.world

    def coin_and_crash() -> None:
        assert world.machine.coins.insert_coin(world.now, 100)
        world.lose_power()

    world.faults.power_returns_after = lambda: 3_000  # type: ignore[method-assign]
    visit.when(paying, lambda _: world.at(world.now + 2_000, coin_and_crash)).happens()
    (coin,) = visit.journal("CoinCredited")
    assert coin["session"] == visit.journal("SessionStarted")[0]["session"]
    assert (world.machine.truth().taken, world.machine.truth().thrown) == (100, 100)


def test_a_coin_that_the_acceptor_forgot_is_told_and_written_down() -> None:
    """The acceptor loses power as the coin falls: it is inside, and nobody can ever say what it was."""
    visit = Visit(land(100, 100, 100, 100, 100, 100))
    world = visit.world

    def forgets(_: World) -> None:
        assert world.machine.coins.insert_coin(world.now, 100)
        world.reset_coins()

    visit.when(paid(200), forgets).happens()
    assert visit.ended == "issued"
    assert visit.journal("CreditsLost")[0]["session"] == visit.journal("SessionStarted")[0]["session"]
    assert "pay.coin-lost" in visit.problems()


def test_a_first_coin_that_the_acceptor_forgot_is_told_and_written_down() -> None:
    """As above, but its counter is 0 before and after; a rejected coin does not take the notice away."""
    visit = Visit(land(100, 100, 0, 100, 100, 100, 100, 100))
    world = visit.world

    def falls() -> None:
        assert world.machine.coins.insert_coin(world.now, 100)
        world.reset_coins()

    visit.when(lambda view: isinstance(view, Pay), lambda _: world.at(world.now + 150, falls)).happens()
    assert visit.ended == "issued"
    assert visit.journal("CreditsLost")[0]["session"] == visit.journal("SessionStarted")[0]["session"]
    assert "pay.coin-lost" in visit.problems()


def test_a_coin_told_of_late_is_not_the_next_resident_s() -> None:
    """It falls as the acceptor's line breaks, and the line is back when somebody else pays."""
    visit = Visit(land(walks_away_at="Pay"))
    world = visit.world

    def falls() -> None:
        assert world.machine.coins.insert_coin(world.now, 100)
        world.machine.coins.plugged = False

    visit.when(paying, lambda _: world.at(world.now + 3_000, falls))
    assert serve(world, visit.resident, random.Random(1))
    visit.resident = land(1_000)
    visit.when(paying, lambda _: setattr(world.machine.coins, "plugged", True)).happens()
    (coin,) = visit.journal("CoinCredited")
    (claim,) = visit.journal("SuspenseOpened")
    assert (coin["session"], claim["session"], claim["amount"]) == ("", "", 100)
    assert world.machine.truth().thrown == 500


@pytest.mark.parametrize("back_ms", [18_500, 22_000, 30_000, 70_000])
def test_a_coin_told_of_after_the_recovery_is_a_claim(back_ms: int) -> None:
    """It falls as the process dies, and the acceptor's cable is out until the recovery's own screen stands."""
    visit = Visit(land(100))
    world = visit.world
    world.faults.power_returns_after = lambda: 3_000  # type: ignore[method-assign]

    def dies() -> None:
        assert world.machine.coins.insert_coin(world.now, 100)
        world.machine.coins.plugged = False
        visit.resident.gone = True
        world.lose_power()
        world.at(world.now + back_ms, lambda: setattr(world.machine.coins, "plugged", True))

    visit.when(paid(100), lambda _: world.at(world.now + 300, dies))
    serve(world, visit.resident, random.Random(1))
    world.run(lambda: False, 150_000)
    assert world.run(world.at_rest, 300_000)
    findings = judge(world)
    assert findings.clean, findings.story
    assert world.machine.truth().taken == 200
    assert world.machine.truth().thrown + sum(each["amount"] for each in visit.journal("SuspenseOpened")) == 200


@pytest.mark.parametrize("thrown_by_the_other", [40, 1_001])
def test_another_hopper_does_not_settle_the_payout_of_the_one_before(thrown_by_the_other: int) -> None:
    """It broke in a payout and is replaced; the other one's counters know nothing of it."""
    visit = Visit(land(1_000, 1_000))
    world = visit.world
    hopper = world.machine.all(HopperEmulator)["hopper-500"]
    after(world, "PayoutIntended", lambda _: setattr(hopper, "plugged", False))
    visit.happens()
    (claim,) = visit.journal("SuspenseOpened")
    hopper.serial += 7
    counted = hopper.thrown
    hopper.thrown = thrown_by_the_other
    hopper.reset()
    hopper.plugged = True
    world.run(lambda: False, 120_000)
    hopper.thrown = counted  # for the oracle, which asks the machine what was ever thrown
    assert visit.journal("SuspenseReduced") == []
    assert [each["paid"] for each in visit.journal("PayoutSettled")][-1] == 0
    assert world.ledger.claims[claim["claim"]] == Won(claim["amount"])
    assert world.composed.board.status[DeviceName("hopper-500")].state == State.ONLINE
    world.lose_power()
    world.run(lambda: False, 60_000)
    assert world.run(world.at_rest, 300_000)
    assert len(visit.journal("SuspenseOpened")) == 1


def test_a_second_tap_on_cancel_does_not_close_the_screen_with_the_claim_number() -> None:
    visit = Visit(waits(100))
    world = visit.world

    def twice(_: World) -> None:
        for hopper in world.machine.hoppers.values():
            hopper.plugged = False
        for _tap in range(2):
            world.at(world.now + 9_000, lambda: world.tell(Touched(Tap("cancel"))))

    visit.when(paid(100), twice).when(lambda view: isinstance(view, Notice), lambda _: shown_at.append(world.now))
    shown_at: list[int] = []
    visit.when(
        lambda view: not isinstance(view, Notice) and bool(shown_at), lambda _: shown_at.append(world.now)
    ).happens()
    assert shown_at[1] - shown_at[0] > 20_000
    assert {
        fact for view in visit.views if isinstance(view, Notice) for _, fact in view.facts if isinstance(fact, str)
    } >= claims(visit)


def test_every_claim_of_a_session_is_told() -> None:
    """The large hopper goes silent while it pays, and so does the one for the rest."""
    visit = Visit(land(100, 100, 100, 1_000))

    def unplug(world: World) -> None:
        for hopper in world.machine.hoppers.values():
            hopper.plugged = False

    after(visit.world, "PayoutIntended", unplug)
    visit.happens()
    told = {fact for view in visit.views if isinstance(view, Notice) for _, fact in view.facts if isinstance(fact, str)}
    assert len(claims(visit)) == 2
    assert claims(visit) <= told


def test_more_coins_than_one_command_carries_are_paid_in_steps() -> None:
    visit = Visit(land(500))
    world = visit.world
    next(hopper for hopper in world.machine.hoppers.values() if hopper.won == 500).plugged = False
    visit.happens()
    world.composed.step.begin(world.now)
    world.composed.step.record(
        ev.SessionStarted(SessionId("s")),
        ev.NoteCredited(SessionId("s"), DeviceName("note-acceptor"), Ref("n"), Won(30_000)),
    )
    payout = world.composed.desk.payouts.pay(SessionId("s"), Won(30_000), Purpose.REFUND)
    for effect in world.composed.step.end(None).effects:
        world.do(effect)
    world.run(lambda: payout.done, 300_000)
    assert payout.result == PaidOut(Won(30_000))
    assert [intent["coins"] for intent in visit.journal("PayoutIntended")] == [100, 100, 100]


def test_a_coin_that_falls_while_the_claim_is_shown_is_given_back() -> None:
    visit = Visit(waits(1_000))
    world = visit.world

    def coin(_: World) -> None:
        world.at(world.now + 5_000, lambda: credit(world))

    def credit(world: World) -> None:
        world.machine.coins.cashbox[500] = world.machine.coins.cashbox.get(500, 0) + 1
        world.composed.step.events.append(Credited(DeviceName("coin-acceptor"), Ref("late.1.1.99"), Won(500)))

    after(world, "StackIntended", lambda _: setattr(world.machine.notes, "plugged", False))
    visit.when(lambda view: isinstance(view, Notice), coin).happens()
    assert visit.journal("CoinCredited")[-1]["value"] == 500
    assert world.machine.truth().thrown == 500


# --- the receipt -------------------------------------------------------------------------------------------------


def test_a_printer_without_korean_gets_its_receipt_in_dots() -> None:
    visit = Visit(land(500))
    world, settings = visit.world, visit.world.settings
    raster = settings.the(EscPos).model_copy(update={"text": "raster"})
    world.settings = settings.model_copy(update={"receipt": raster})
    world.boot_kiosk()
    world.run(world.ready, 60_000)
    visit.happens()
    assert visit.journal("ReceiptEnded")[-1]["result"] == "printed"
    assert world.machine.receipts.pictures
    assert all(line.text == "" for receipt in world.machine.receipts.receipts for line in receipt)


@pytest.mark.parametrize(("language", "in_dots"), [("ko", False), ("en", False), ("vi", True), ("zh", True)])
def test_a_receipt_in_letters_that_the_printer_lacks_is_sent_in_dots(language: str, in_dots: bool) -> None:
    visit = Visit(land(500, language=language))
    visit.happens()
    assert visit.journal("ReceiptEnded")[-1]["result"] == "printed"
    assert bool(visit.world.machine.receipts.pictures) == in_dots


# --- the first screen --------------------------------------------------------------------------------------------


def test_what_was_set_on_the_first_screen_is_forgotten() -> None:
    visit = Visit(land(500))
    world = visit.world
    for tap in (Tap("language", "en"), Tap("contrast"), Tap("low")):
        world.tell(Touched(tap))
    world.run(lambda: world.screen.language == "en" and world.screen.theme.low, 1_000)
    assert world.screen.theme.contrast == "high"
    world.run(lambda: False, 60_000)
    assert isinstance(world.screen.view, Attract)
    assert (world.screen.language, world.screen.theme) == ("ko", Screen(Attract()).theme)
