"""What a restart does with what it finds open: every row of docs/recovery.md happens, and happens once."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.device import Ms
from drivers.ipp.fitting import Ipp
from kiosk.core.step import Effect, Show
from kiosk.core.view import Notice
from kiosk.demo.resident import Resident
from kiosk.demo.settings import example_machine
from kiosk.money.payout import PAYOUT_SETTLES_MS
from kiosk.session.recovery import DEVICES_SETTLE_MS
from kiosk.simulator.layouts import Layouts
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import serve
from kiosk.simulator.world import World
from sync.journal.format import open_entry
from tests.kiosk.session.cuts import cut_at_effects, cut_when, since_the_last_start
from tests.kiosk.session.visit import Visit, abstract, land, leave_coins

PAGE = Path(__file__).parents[3] / "docs" / "recovery.md"
REST_MS = 600_000
SOON, LATE = 5_000, 100_000


def nothing(world: World) -> None:
    """Nothing else happens."""


def drop_a_coin(world: World) -> None:
    world.machine.coins.insert_coin(world.now, 100)


def swallow_a_coin(world: World) -> None:
    world.machine.coins.insert_coin(world.now, 100)
    world.reset_coins()


def unplug_notes(world: World) -> None:
    world.machine.notes.plugged = False


def unplug_terminal(world: World) -> None:
    world.machine.terminal.plugged = False


def unplug_hopper(world: World) -> None:
    world.machine.hoppers["hopper-500"].plugged = False


def empty_hoppers(world: World) -> None:
    leave_coins(world, 0)


def plug_everything_in(world: World) -> None:
    machine = world.machine
    machine.terminal.plugged = True
    machine.notes.plugged = machine.hoppers["hopper-500"].plugged = True
    machine.printer.plugged = True
    machine.printer.mechanism.clear_jam()


def jam(world: World) -> None:
    world.machine.printer.mechanism.jam()


def unplug_printer(world: World) -> None:
    world.machine.printer.plugged = False


@dataclass(frozen=True)
class Case:
    """When power fails, when it is back, and what happens to a device as it fails.

    Attributes:
        delay_ms: after the entry is durable; 0 is before what it announces.
        later: once everything has come to rest.
        card: how the resident presents a payment card, "" where they pay in cash.
        copies: how many they want.
    """

    purse: tuple[int, ...]
    entry: str
    delay_ms: Ms = 0
    back_after_ms: Ms = SOON
    as_it_falls: Callable[[World], object] = nothing
    later: Callable[[World], object] = nothing
    card: str = ""
    copies: int = 1


CASES = {
    "nothing": Case((), "KindChosen"),
    "reserved": Case((), "Reserved"),
    "paid-soon": Case((100,), "CoinCredited"),
    "paid-late": Case((100,), "CoinCredited", back_after_ms=LATE),
    "paid-no-coins": Case((100,), "CoinCredited", as_it_falls=empty_hoppers),
    "coin-as-it-fell": Case((100,), "CoinCredited", 500, as_it_falls=drop_a_coin),
    "coin-swallowed": Case((100,), "CoinCredited", 500, as_it_falls=swallow_a_coin),
    "note-not-told": Case((1_000,), "StackIntended"),
    "note-stacked": Case((1_000,), "StackIntended", 300),
    "note-silent": Case((1_000,), "StackIntended", 300, as_it_falls=unplug_notes),
    "note-inside-after-all": Case((1_000,), "StackIntended", 300, SOON, unplug_notes, plug_everything_in),
    "note-returned-after-all": Case((1_000,), "StackIntended", 0, SOON, unplug_notes, plug_everything_in),
    "not-printed": Case((500,), "PrintIntended"),
    "printed": Case((1_000,), "PrintJobCreated", 500),
    "still-printing": Case((500,), "PrintJobCreated", 500, SOON, jam, plug_everything_in),
    "printer-silent": Case((500,), "PrintJobCreated", 500, as_it_falls=unplug_printer),
    "printer-back": Case((500,), "PrintJobCreated", 500, SOON, unplug_printer, plug_everything_in),
    "issued": Case((1_000,), "DocumentIssued"),
    "payout-not-told": Case((1_000,), "PayoutIntended"),
    "payout-fell": Case((1_000,), "PayoutIntended", 100),
    "payout-silent": Case((1_000,), "PayoutIntended", 100, as_it_falls=unplug_hopper),
    "payout-fell-after-all": Case((1_000,), "PayoutIntended", 300, SOON, unplug_hopper, plug_everything_in),
    "payout-fell-not-after-all": Case((1_000,), "PayoutIntended", 0, SOON, unplug_hopper, plug_everything_in),
    "charge-not-told": Case((), "ChargeIntended", card="insert"),
    "charge-approved": Case((), "ChargeIntended", 2_100, card="insert"),
    "charge-silent": Case((), "ChargeIntended", 100, SOON, unplug_terminal, card="insert"),
    "charge-made-after-all": Case((), "ChargeIntended", 1_000, SOON, unplug_terminal, plug_everything_in, "insert"),
    "charge-failed-after-all": Case((), "ChargeIntended", 0, SOON, unplug_terminal, plug_everything_in, "insert"),
    "charge-answered": Case((), "ChargeApproved", card="insert"),
    "charge-not-taken-back": Case((), "ChargeApproved", 0, SOON, unplug_terminal, card="insert"),
    "charge-printed": Case((), "PrintJobCreated", 500, card="insert"),
    "first-of-two-printed": Case((5_000,), "PrintJobCreated", 500, copies=2),
    "first-of-two-printed-by-card": Case((), "PrintJobCreated", 500, card="tap", copies=2),
}


def happens(case: Case) -> tuple[World, list[str]]:
    visit = Visit(land(*case.purse, payment_card=case.card, copies=case.copies))
    world = visit.world
    cut_when(world, visit.resident, case.entry, case.delay_ms, case.back_after_ms, case.as_it_falls)
    serve(world, visit.resident, random.Random(1))
    world.run(lambda: world.power_cuts == 1 and world.at_rest(), REST_MS)
    case.later(world)
    world.run(lambda: False, 150_000 if case.card else 60_000)
    assert world.run(world.at_rest, REST_MS)
    return world, since_the_last_start(world)


@pytest.mark.parametrize(
    ("name", "said", "amount"),
    [
        ("paid-soon", "restarted-refunded", 100),
        ("paid-no-coins", "refund-claim", 100),
        ("printed", "restarted-change", 500),
        ("issued", "restarted-change", 500),
        ("payout-silent", "change-doubt", 500),
        ("still-printing", "print-failed-refunded", 500),
        ("charge-answered", "restarted-uncharged", 500),
        ("first-of-two-printed", "restarted-part", 4_500),
        ("first-of-two-printed-by-card", "part-claim", 500),
    ],
)
def test_what_the_screen_says_after_a_restart(
    name: str, said: str, amount: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whose valid paper lies in the outlet is not told to leave it there; whose was never printed hears of no paper."""
    shown: list[tuple[str, object]] = []
    do = World.do

    def watch(world: World, effect: Effect) -> None:
        if isinstance(effect, Show) and isinstance(effect.screen.view, Notice) and world.power_cuts:
            title = effect.screen.view.title
            shown.append((title.id.removesuffix(".title"), title.args["amount"]))
        do(world, effect)

    monkeypatch.setattr(World, "do", watch)
    happens(CASES[name])
    assert set(shown) == {(said, amount)}


def test_a_paper_that_comes_out_while_its_job_is_being_cancelled_is_issued(monkeypatch: pytest.MonkeyPatch) -> None:
    """The last sheet was in the printer's path when power failed: too late to cancel, and whoever waits holds a paper."""

    def too_late(world: World) -> None:
        mechanism = world.machine.printer.mechanism
        mechanism.path_free_at += 12_000
        monkeypatch.setattr(mechanism, "cancel", lambda job: None)

    visit = Visit(land(500))
    cut_when(visit.world, visit.resident, "PrintJobCreated", 500, SOON, too_late)
    serve(visit.world, visit.resident, random.Random(1))
    visit.world.run(lambda: visit.world.power_cuts == 1 and visit.world.at_rest(), REST_MS)
    assert len(visit.world.machine.printer.mechanism.came_out) == 1
    assert len(visit.journal("DocumentIssued")) == 1
    assert visit.journal("DocumentVoided") == visit.journal("PayoutIntended") == []
    assert judge(visit.world).clean


def rows() -> dict[str, list[str]]:
    """The page's table: case to what is written."""
    cells = [line.split("|") for line in PAGE.read_text("utf-8").splitlines() if line.startswith("| `")]
    return {row[1].strip(" `"): re.findall(r"`([^`]+)`", row[5]) for row in cells}


def test_the_page_and_the_tests_know_the_same_cases() -> None:
    assert list(rows()) == list(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_row_of_the_page(name: str) -> None:
    world, told = happens(CASES[name])
    assert told == rows()[name]
    findings = judge(world)
    assert findings.clean, findings.story


@pytest.mark.parametrize("ms", [DEVICES_SETTLE_MS, PAYOUT_SETTLES_MS, example_machine().the(Ipp).cancel_ms])
def test_the_page_states_the_times_that_hold(ms: Ms) -> None:
    assert f" {ms // 1000} s" in PAGE.read_text("utf-8")


# --- starting twice ----------------------------------------------------------------------------------------------

LAYOUTS = Layouts()
RESIDENTS = st.sampled_from(
    (
        land(10_000),
        land(500),
        land(100, 100, 100, 100, 100),
        land(1_000, leaves_at="Pay"),
        land(100),
        abstract(),
        land(payment_card="insert"),
        land(5_000, copies=3),
        land(payment_card="tap", copies=2),
    )
)
POINTS = st.tuples(st.integers(0, 700), st.integers(0, 120), st.integers(0, 120)).flatmap(
    lambda all_: st.integers(1, 3).map(lambda count: all_[:count])
)


@given(RESIDENTS, POINTS, st.sampled_from((SOON, LATE)), st.booleans())
@settings(max_examples=25, deadline=None)
def test_starting_twice_changes_nothing_more(
    resident: Resident, points: tuple[int, ...], back_after_ms: Ms, kept: bool
) -> None:
    """Cut at any effect of a visit and of the starts after it: all is accounted for once, and stays as it is."""
    visit = Visit(replace(resident))
    world = visit.world
    world.layouts = LAYOUTS
    cut_at_effects(world, points, back_after_ms, kept)
    visit.happens()
    told = Counter(open_entry(entry.body).type for entry in world.journal.read())
    assert told["SessionStarted"] == told["SessionEnded"]
    outcomes = [each["issuance"] for name in ("DocumentIssued", "DocumentVoided") for each in visit.journal(name)]
    payouts = [each["payout"] for each in visit.journal("PayoutSettled")]
    assert len(set(outcomes)) == len(outcomes)
    assert len(set(payouts)) == len(payouts)

    truth = world.machine.truth()
    for _ in range(2):
        world.lose_power()
        world.run(world.ready, REST_MS)
        assert world.run(world.at_rest, REST_MS)
        assert since_the_last_start(world) == []
    assert world.machine.truth() == truth
    findings = judge(world)
    assert findings.clean, findings.story
