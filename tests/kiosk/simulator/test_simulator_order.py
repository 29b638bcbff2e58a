"""Who reads the journal for what has to come before what misses no entry that is taken out, and none that comes too early."""

from __future__ import annotations

from functools import cache

import pytest

from kiosk.demo.resident import Resident
from kiosk.simulator.order_oracle import Order
from kiosk.simulator.run import Result, run, wrongly_sent_away
from sync.journal import events as ev
from sync.journal.format import open_entry
from tests.cities import WONJU

pytestmark = pytest.mark.timeout(180)  # the runs that all of them read

Events = list[ev.Event | None]
TROUBLE = (ev.ChargeCancelIntended, ev.RefundSlipEnded, ev.SuspenseOpened)


def read(result: Result) -> Events:
    return [open_entry(entry.body).event for entry in result.world.journal.read()]


@cache
def result(faults: str) -> Result:
    """With faults: of the first seed in which all the trouble came up."""
    if faults == "none":
        return run(WONJU, 60, 5, faults)
    tried = (run(WONJU, 60, seed, faults) for seed in range(1, 20))
    return next(each for each in tried if {*TROUBLE} <= {type(event) for event in read(each)})


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


@pytest.mark.parametrize("missing", TROUBLE)
def test_an_entry_about_trouble_that_is_missing_is_missed(missing: type[ev.Event]) -> None:
    whole = events("many")
    without = [[*whole[:at], *whole[at + 1 :]] for at, event in enumerate(whole) if isinstance(event, missing)]
    assert without
    assert any(story(journal, "many") for journal in without)


def test_a_claim_that_nobody_was_told_of_is_a_broken_rule() -> None:
    assert any("never told" in line for line in Order(WONJU, ()).read(events("many")).story)


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
