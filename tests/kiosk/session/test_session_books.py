"""Books that do not balance at a session's end take the kiosk out of service, with an entry that says by how much."""

from __future__ import annotations

import random

import pytest

from config.ids import ExchangeId
from config.won import ZERO, Won
from kiosk.core.view import Attract, OutOfService
from kiosk.money.books import Ledger, SessionBook
from kiosk.money.exchange import Counts, close_batch
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS, START_MS, serve
from kiosk.simulator.world import BOOT, World
from sync.journal import events as ev
from sync.journal.format import Chain, open_entry
from tests.cities import WONJU
from tests.kiosk.session.visit import Visit, land


def unbalanced(world: World) -> list[ev.BooksUnbalanced]:
    events = (open_entry(entry.body).event for entry in world.journal.read())
    return [event for event in events if isinstance(event, ev.BooksUnbalanced)]


def served(monkeypatch: pytest.MonkeyPatch) -> World:
    """One resident, whose fee of 500 won is earned twice."""
    earn = Ledger._earn

    def twice(self: Ledger, book: SessionBook, fee: Won) -> None:
        earn(self, book, fee)
        self.earned += fee

    world = World(WONJU, 1)
    world.run(world.ready, START_MS)
    monkeypatch.setattr(Ledger, "_earn", twice)
    serve(world, land(1_000), random.Random(1))
    monkeypatch.undo()
    return world


def test_a_violated_equation_is_written_down_and_the_kiosk_ends_as_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    world = served(monkeypatch)
    (off,) = unbalanced(world)
    assert (off.cash, off.cards, off.held, off.charged) == (Won(-500), ZERO, ZERO, ZERO)
    assert len(world.crashes) == 1
    assert "do not balance" in world.crashes[0]
    assert any("the kiosk ended by itself" in line for line in judge(world).story)


def test_no_start_serves_anybody_until_the_money_was_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    world = served(monkeypatch)
    for _ in range(2):
        world.boot_kiosk()
        world.run(lambda: False, 120_000)
        assert isinstance(world.screen.view, OutOfService)
        assert world.screen.view.reason.id == "out.books"
        assert world.screen.view.reason.args == {"phone": world.composed.issuing.phone}
    assert len(world.crashes) == 1, "it starts, says so, and stays: no loop of crashes"
    chain = Chain(world.journal.id, BOOT.format(0), world.journal.head, 99)
    _, events = close_batch(world.ledger, (), Counts(), ExchangeId("exchange"))
    world.journal.commit(tuple(chain.entry(event, world.now, world.sources.wall()) for event in events))
    world.boot_kiosk()
    assert world.run(lambda: isinstance(world.screen.view, Attract), START_MS)
    serve(world, land(1_000), random.Random(2))
    world.run(world.at_rest, SETTLE_MS)
    assert len(unbalanced(world)) == 1, "what was counted since is settled"


def test_books_that_balance_say_nothing() -> None:
    visit = Visit(land(1_000)).happens()
    assert not unbalanced(visit.world)
    assert not visit.world.crashes
