"""Who reads the journal for what has to come before what misses no entry that is taken out, and none that comes too early."""

from __future__ import annotations

from functools import cache

import pytest

from config.ids import ClaimNumber, DeviceName, DocumentNumber, IssuanceId, Ref, SessionId
from config.vocabulary import ClaimReason, Ending, ReceiptResult, RollbackReason, VoidReason
from config.won import Won
from kiosk.demo.resident import Resident
from kiosk.simulator.order_oracle import Order
from kiosk.simulator.run import Result, run, wrongly_sent_away
from sync.journal import events as ev
from sync.journal.format import open_entry
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land, printing

Events = list[ev.Event | None]


def read(result: Result) -> Events:
    return [open_entry(entry.body).event for entry in result.world.journal.read()]


@cache
def result(faults: str) -> Result:
    return run(WONJU, 60, 5, faults)


def events(faults: str) -> Events:
    return read(result(faults))


def story(journal: Events, faults: str) -> list[str]:
    return Order(WONJU, result(faults).world.told_claims).read(journal).story


@pytest.mark.parametrize("faults", ["none", "many"])
def test_a_whole_journal_is_in_order(faults: str) -> None:
    assert not result(faults).findings.broken_rules
    assert story(events(faults), faults) == []


@pytest.mark.parametrize(
    "missing",
    [
        ev.SessionStarted, ev.KindChosen, ev.IdentityProved, ev.ReservationIntended, ev.Reserved, ev.CashInStarted,
        ev.CoinCredited, ev.StackIntended, ev.NoteCredited, ev.CashInEnded, ev.CashInRolledBack, ev.PrintIntended,
        ev.PrintJobCreated, ev.DocumentIssued, ev.DocumentVoided, ev.DocumentPresented, ev.DocumentTaken,
        ev.ReceiptEnded, ev.PayoutIntended, ev.PayoutSettled, ev.ChargeIntended, ev.ChargeApproved, ev.SessionEnded,
    ],
)  # fmt: skip
def test_an_entry_that_is_missing_is_missed(missing: type[ev.Event]) -> None:
    whole = events("none")
    at = next(at for at, event in enumerate(whole) if isinstance(event, missing))
    assert story(whole[:at] + whole[at + 1 :], "none")


def test_a_cancellation_that_was_not_written_down_first_is_noticed() -> None:
    visit = Visit(land(payment_card="tap"))
    world = visit.when(printing, lambda world: world.machine.printer.mechanism.jam()).happens().world
    whole = [open_entry(entry.body).event for entry in world.journal.read()]
    at = next(at for at, event in enumerate(whole) if isinstance(event, ev.ChargeCancelIntended))
    assert Order(WONJU, world.told_claims).read(whole).story == []
    assert Order(WONJU, world.told_claims).read(whole[:at] + whole[at + 1 :]).story


S, CLAIM = SessionId("s"), ClaimNumber("1234-5678")
OWED: Events = [
    ev.SessionStarted(S),
    ev.KindChosen(S, "land-register"),
    ev.ReservationIntended(S, IssuanceId("i"), "land-register"),
    ev.Reserved(S, IssuanceId("i"), "land-register", DocumentNumber("n"), 1, Won(500)),
    ev.CashInStarted(S, Won(500)),
    ev.CoinCredited(S, DeviceName("coins"), Ref("c"), Won(100)),
    ev.DocumentVoided(S, IssuanceId("i"), DocumentNumber("n"), VoidReason.CANCELLED),
    ev.CashInRolledBack(S, Won(100), RollbackReason.CANCELLED),
    ev.SuspenseOpened(S, CLAIM, Won(100), ClaimReason.REFUND_NOT_PAID, None),
    ev.RefundSlipEnded(S, CLAIM, ReceiptResult.PRINTED),
    ev.SessionEnded(S, Ending.CANCELLED),
]


def test_who_is_owed_something_gets_a_slip_and_reads_the_number() -> None:
    assert Order(WONJU, {CLAIM}).read(OWED).story == []
    assert any("never told" in line for line in Order(WONJU, ()).read(OWED).story)
    without_slip = [event for event in OWED if not isinstance(event, ev.RefundSlipEnded)]
    assert any("never told" in line for line in Order(WONJU, {CLAIM}).read(without_slip).story)
    without_claim = [event for event in OWED if not isinstance(event, ev.SuspenseOpened)]
    assert any("not its" in line for line in Order(WONJU, {CLAIM}).read(without_claim).story)


def test_whoever_went_down_with_the_kiosk_may_be_gone() -> None:
    started = ev.KioskStarted("kiosk", "01", "site", "simulated", 0)
    recovered = [*OWED[:-2], started, ev.SessionEnded(S, Ending.RECOVERED)]
    assert Order(WONJU, ()).read(recovered).story == []


def test_who_had_a_right_to_a_paper() -> None:
    plain = Resident("land-register", purse=(100, 1_000), due=500)
    assert wrongly_sent_away(plain)
    plain.gave_up = "purse"
    assert wrongly_sent_away(plain)
    plain.purse = (100,)
    assert not wrongly_sent_away(plain)
    assert not wrongly_sent_away(Resident("land-register", went=True))
    assert not wrongly_sent_away(Resident("land-register", plain=False))
    assert not wrongly_sent_away(Resident("local-tax", gave_up="unavailable.hours-today"))
    assert wrongly_sent_away(Resident("local-tax", gave_up="unavailable.city"))
