"""A day of residents with things going wrong, then a technician: every figure of the statement against the mechanics."""

from __future__ import annotations

import pytest

from config.cash_statement import CashStatement, worth
from config.won import Won
from kiosk.appliance import cash_devices, read_history
from kiosk.session.exchange import Counts, close_batch, places
from kiosk.simulator.run import SETTLE_MS, START_MS, run
from kiosk.simulator.world import BOOT, World, demo_machine_settings
from sync import events as ev
from sync.journal import Chain, open_entry

PLACES = places(cash_devices(demo_machine_settings()))


def mechanics(world: World) -> dict[tuple[str, Won], int]:
    """What a person who opens the units finds."""
    machine = world.machine
    return {
        **{(name, Won(hopper.won)): hopper.tube for name, hopper in machine.hoppers.items()},
        **{("coin-acceptor", Won(won)): count for won, count in machine.coins.cashbox.items()},
        **{("note-acceptor", Won(won)): count for won, count in machine.notes.box.items()},
    }


def exchange(world: World, counts: Counts) -> CashStatement:
    """While the kiosk is stopped, as the command does it."""
    history = read_history(world.journal)
    chain = Chain(world.journal.id, BOOT, history.head, history.segment)
    statement, events = close_batch(history.ledger, PLACES, counts, world.sources.uuid())
    world.journal.commit(tuple(chain.entry(event, world.now, world.sources.wall()) for event in events))
    return statement


@pytest.mark.parametrize(("faults", "seed", "owed"), [("some", 5, 0), ("some", 13, 1_100), ("many", 6, 1_000)])
def test_a_day_with_faults_and_its_statement(faults: str, seed: int, owed: int) -> None:
    result = run(40, seed, faults)
    world = result.world
    assert result.findings.clean, result.findings.story
    found = mechanics(world)
    statement = exchange(world, Counts(found, dict.fromkeys(PLACES, 7)))
    truth = world.machine.truth()
    events = [open_entry(entry.body).event for entry in world.journal.read()]

    assert statement.owed == Won(owed)
    assert worth(statement.deposited) == Won(truth.taken)
    assert {each.value: each.count for each in statement.deposited} == {
        value: count for (unit, value), count in found.items() if not unit.startswith("hopper") and count
    }
    assert worth(statement.paid_out) == statement.change + statement.returned == Won(truth.thrown)
    assert {each.value: each.count for each in statement.paid_out} == {
        Won(hopper.won): hopper.thrown for hopper in world.machine.hoppers.values() if hopper.thrown
    }
    assert statement.income == sum((e.fee for e in events if isinstance(e, ev.DocumentIssued)), Won(0))
    assert statement.suspense_opened - statement.suspense_settled == statement.owed
    assert Won(truth.taken - truth.thrown) == statement.income + statement.owed
    assert all(line.difference == 0 for line in statement.units if line.counted is not None)

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
