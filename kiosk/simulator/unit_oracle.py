"""Holds what is in the cash units, and what each batch was closed with, against the books.

A person's count is the truth of the moment. Between two of them the books may be wrong only where they say themselves that pieces may
have moved unseen, or where the power went while somebody had their hands in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from config.cash_statement import CashStatement
from config.vocabulary import Accuracy
from config.won import total
from drivers.emulated import CoinTaker
from kiosk.money.units import Batch
from kiosk.simulator.order_oracle import earned
from kiosk.simulator.world import World
from sync.journal import events as ev


def miscounted(world: World, events: Sequence[ev.Event | None]) -> Iterator[str]:
    """What a batch says, and does not follow from the entries; what a unit holds, and the books do not know."""
    closed = [event.statement for event in events if isinstance(event, ev.ExchangeEnded)]
    yield from _batches(world, closed, events)
    yield from _chained(closed)
    for statement in closed:
        yield from _unexplained(world, statement)
    yield from _contents(world)


def _batches(world: World, closed: Sequence[CashStatement], events: Iterable[ev.Event | None]) -> Iterator[str]:
    """All batches together, the open one among them."""
    ledger, fees = world.ledger, earned(events)
    all_: tuple[CashStatement | Batch, ...] = (*closed, ledger.units.batch)
    income, by_card = total(each.income for each in all_), total(each.by_card for each in all_)
    if income + by_card != fees:
        yield f"the batches have {income} won in cash and {by_card} by card, the papers cost {fees}"
    if by_card != ledger.earned_by_card:
        yield f"the batches have {by_card} won by card, the books {ledger.earned_by_card}"
    change, returned = total(each.change for each in all_), total(each.returned for each in all_)
    if change + returned != ledger.paid_out:
        yield f"the batches paid out {change} and {returned} won, the books {ledger.paid_out}"
    opened, settled = total(each.suspense_opened for each in all_), total(each.suspense_settled for each in all_)
    claims = total(ledger.claims.values())
    if opened - settled != claims:
        yield f"the batches owe {opened} less {settled} won, the books {claims}"


def _chained(closed: Sequence[CashStatement]) -> Iterator[str]:
    """Each begins with what the one before it owed."""
    for before, after in pairwise(closed):
        if (after.batch, after.carried) != (before.batch + 1, before.owed):
            yield f"batch {after.batch} begins with {after.carried} won, the one before it, {before.batch}, ended with {before.owed}"


def _unexplained(world: World, statement: CashStatement) -> Iterator[str]:
    # Coins that an acceptor lost from its memory are told as lost when it speaks again, which may be after they were counted.
    forgetful = set(world.machine.all(CoinTaker)) if world.wiped_coins else set()
    for line in statement.units:
        if line.unit in forgetful:
            continue
        if line.difference and not line.unseen and (line.unit, statement.batch) not in world.inside.explained:
            yield f"batch {statement.batch}: {line.unit} had {line.counted} of {line.value} won, the books said {line.expected}"


def _contents(world: World) -> Iterator[str]:
    """Of what somebody has counted once."""
    units = world.ledger.units
    for unit, value in sorted(units.places):
        doubted = units.since(unit, value).times or unit in world.inside.in_doubt
        if doubted or units.accuracy(unit, value) is not Accuracy.ACCURATE:
            continue
        inside, books = world.inside.pieces((unit, value)), units.count(unit, value)
        if inside != books:
            yield f"{unit} holds {inside} of {value} won, the books say {books}"
