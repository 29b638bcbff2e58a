"""A day of residents with things going wrong, then a technician: every figure of the statement against the mechanics."""

from __future__ import annotations

import random

import pytest

from config.cash_statement import CashStatement, worth
from config.ids import DeviceName, ExchangeId
from config.won import Won, total
from kiosk.money.exchange import Counts, close_batch, places
from kiosk.money.units import Place
from kiosk.shell.compose import cash_devices
from kiosk.shell.history import read_history
from kiosk.simulator.faults import RATES
from kiosk.simulator.run import SETTLE_MS, START_MS, run, serve
from kiosk.simulator.world import BOOT, FULL, World, demo_machine_settings
from sync.journal import events as ev
from sync.journal.format import Chain, open_entry
from tests.cities import WONJU
from tests.kiosk.session.visit import land

PLACES = places(cash_devices(demo_machine_settings(WONJU)))


def mechanics(world: World) -> dict[Place, int]:
    """What a person who opens the units finds."""
    machine = world.machine
    return {
        **{(DeviceName(name), Won(hopper.won)): hopper.tube for name, hopper in machine.hoppers.items()},
        **{(DeviceName("coin-acceptor"), Won(won)): count for won, count in machine.coins.cashbox.items()},
        **{(DeviceName("note-acceptor"), Won(won)): count for won, count in machine.notes.box.items()},
    }


def exchange(world: World, counts: Counts) -> CashStatement:
    """While the kiosk is stopped, as the command does it."""
    history = read_history(world.journal)
    chain = Chain(world.journal.id, BOOT.format(0), history.head, history.segment)
    statement, events = close_batch(history.ledger, PLACES, counts, ExchangeId(world.sources.uuid()))
    world.journal.commit(tuple(chain.entry(event, world.now, world.sources.wall()) for event in events))
    return statement


NOTE = Won(10_000)


@pytest.mark.parametrize(("faults", "seed"), [("some", 7), ("many", 8)])
def test_a_day_with_faults_and_its_statement(faults: str, seed: int) -> None:
    result = run(WONJU, 25, seed, faults)
    world = result.world
    assert not world.wiped_coins  # of which no statement can know
    world.faults.rates = RATES["none"]
    world.run(lambda: False, 60_000)  # whatever was broken is mended
    for hopper in world.machine.hoppers.values():
        hopper.tube = 2  # the last resident of the day finds the hoppers all but empty: most of the change is a claim
    serve(world, land(10_000), random.Random(1))
    world.machine.notes.box[10_000] -= 1  # and one note vanishes
    world.run(world.at_rest, SETTLE_MS)
    found = mechanics(world)
    statement = exchange(world, Counts(found, dict.fromkeys(PLACES, 7)))
    truth = world.machine.truth()
    taken = Won(truth.taken + 10_000)
    entries = [open_entry(entry.body) for entry in world.journal.read()]
    by_card = {entry.data["session"] for entry in entries if entry.type == "ChargeApproved"}
    issued = [entry.event for entry in entries if isinstance(entry.event, ev.DocumentIssued)]

    assert statement.owed >= Won(9_500 - 2 * 500 - 2 * 100)
    assert worth(statement.deposited) == taken
    assert {each.value: each.count for each in statement.deposited} == {
        value: count + (value == NOTE) for (unit, value), count in found.items() if not unit.startswith("hopper")
    }
    assert worth(statement.paid_out) == statement.change + statement.returned == Won(truth.thrown)
    assert {each.value: each.count for each in statement.paid_out} == {
        Won(hopper.won): hopper.thrown for hopper in world.machine.hoppers.values() if hopper.thrown
    }
    assert statement.income == total(each.fee for each in issued if each.session not in by_card)
    assert statement.by_card == total(each.fee for each in issued if each.session in by_card)
    doubtful = total(won for book in world.ledger.open.values() for won in book.doubtful.values())
    assert statement.suspense_opened - statement.suspense_settled == statement.owed + doubtful
    assert taken - Won(truth.thrown) == statement.income + statement.owed
    for line in statement.units:
        if line.unit.startswith("hopper"):
            hopper = world.machine.hoppers[line.unit]
            assert line.expected == FULL - hopper.thrown
            assert line.difference == hopper.tube - line.expected < 0
            assert line.accuracy == "inaccurate"
        elif line.counted is not None:
            assert line.difference == (-1 if line.value == NOTE else 0)

    restart(world)
    units = world.ledger.units
    assert {units.count(*place) for place in PLACES} == {7}
    assert {units.accuracy(*place) for place in PLACES} == {"accurate"}
    second = exchange(world, Counts())
    assert (second.batch, second.deposited, second.paid_out, second.carried) == (2, (), (), statement.owed)


def restart(world: World) -> None:
    world.boot_kiosk()
    world.run(world.ready, START_MS)
    world.run(world.at_rest, SETTLE_MS)
