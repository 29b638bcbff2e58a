"""Books that do not balance: an entry, a screen, a crash, and a kiosk that then takes nothing until somebody has counted.

The violation is put in by replacing one function.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import pytest

from config.ids import DeviceName, ExchangeId, Ref
from config.vocabulary import ClaimReason, Ending, VoidReason
from config.won import ZERO, Won
from drivers.device import Credited, Ms
from kiosk.core.saying import Hush, Say
from kiosk.core.step import Commit, Effect, Fail, Flow, Input, Outbox, Show, Touched
from kiosk.core.view import Collect, Notice, OutOfService, Tap
from kiosk.money.books import Imbalance, Ledger, SessionBook
from kiosk.money.exchange import Counts, close_batch, places
from kiosk.session.certificate import Certificate, PrintedCopies
from kiosk.session.desk import Desk
from kiosk.session.issuing import Issuing
from kiosk.session.resident.story import Session
from kiosk.shell.compose import cash_devices
from kiosk.shell.history import read_history
from kiosk.simulator.oracle import judge
from kiosk.simulator.run import SETTLE_MS, serve
from kiosk.simulator.world import BOOT, World, demo_machine_settings
from sync.journal import events as ev
from sync.journal.format import Chain, open_entry
from tests.cities import WONJU
from tests.kiosk.session.cuts import cut_when
from tests.kiosk.session.visit import Visit, land

REST_MS = 600_000
SETTLE = Ledger._settle
EARN = Ledger._earn


def forgets_payouts(self: Ledger, event: ev.PayoutSettled, mono_ms: Ms, boot: str) -> None:
    """What was paid out is missing in the sum of all sessions."""
    SETTLE(self, event, mono_ms, boot)
    self.paid_out -= event.coin * event.paid


def earns_twice(self: Ledger, book: SessionBook, fee: Won) -> None:
    EARN(self, book, fee)
    EARN(self, book, fee)


def keeps_what_is_left(self: Session) -> Flow[None]:
    yield from ()


def rests(visit: Visit) -> Visit:
    """To the end of the session and of whatever starts follow; the oracle is not asked."""
    serve(visit.world, visit.resident, random.Random(1))
    visit.world.run(lambda: False, REST_MS)
    return visit


def exchange(world: World) -> None:
    """A technician counts, while the kiosk is stopped."""
    world.lose_power()
    history = read_history(world.journal)
    chain = Chain(world.journal.id, BOOT.format(0), history.head, history.segment)
    known = places(cash_devices(demo_machine_settings(WONJU)))
    _, events = close_batch(history.ledger, known, Counts(), ExchangeId(world.sources.uuid()))
    world.journal.commit(tuple(chain.entry(event, world.now, world.sources.wall()) for event in events))


def restart(world: World) -> None:
    world.lose_power()
    world.run(lambda: False, REST_MS)


def last_screen(world: World) -> str:
    view = world.screen.view
    return view.reason.id if isinstance(view, OutOfService) else type(view).__name__


def types(world: World) -> list[str]:
    return [open_entry(entry.body).type for entry in world.journal.read()]


def test_the_entry_is_durable_before_the_screen_is_shown_and_the_process_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ledger, "_settle", forgets_payouts)
    visit = Visit(land(1_000))
    world, step = visit.world, visit.world.kiosk.step
    ends: list[list[Effect]] = []

    def watched(now: Ms, inbox: Sequence[Input]) -> Outbox:
        outbox = step(now, inbox)
        if any(isinstance(effect, Fail) for effect in outbox.effects):
            ends.append([effect for effect in outbox.effects if not isinstance(effect, Hush | Say)])
        return outbox

    world.kiosk.step = watched  # type: ignore[method-assign]
    rests(visit)
    ((commit, show, fail, *_),) = ends
    assert isinstance(commit, Commit)
    assert [open_entry(entry.body).type for entry in commit.entries] == [
        "DocumentTaken", "SessionEnded", "BooksUnbalanced",
    ]  # fmt: skip
    assert isinstance(show, Show)
    assert isinstance(show.screen.view, OutOfService)
    assert show.screen.view.reason.id == "out.books"
    assert show.screen.view.contact
    assert show.screen.view.contact.args == {
        "phone": WONJU.phone, "machine": world.composed.issuing.kiosk.printed,
    }  # fmt: skip
    assert isinstance(fail, Fail)
    assert world.crashes == [fail.why]
    session = visit.journal("SessionStarted")[0]["session"]
    assert visit.journal("BooksUnbalanced") == [{"session": session, "cash": 500, "cards": 0, "held": 0, "charged": 0}]
    assert not judge(world).clean


def test_a_kiosk_whose_books_do_not_balance_starts_takes_nothing_and_tells_the_city(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Neither does it end itself again, nor write the same down again, however often it starts."""
    monkeypatch.setattr(Ledger, "_settle", forgets_payouts)
    visit = rests(Visit(land(1_000)))
    world = visit.world
    for _ in range(3):
        restart(world)
        assert last_screen(world) == "out.books"
        for tap in ("start", "kind", "continue"):
            world.tell(Touched(Tap(tap)))
        world.run(lambda: False, 60_000)
        assert not world.machine.coins.insert_coin(world.now, 500)
        assert not world.machine.notes.insert_note(world.now, 1_000)
    assert last_screen(world) == "out.books"
    assert len(world.crashes) == len(visit.journal("BooksUnbalanced")) == len(visit.journal("SessionStarted")) == 1
    assert world.journal.acknowledged == world.journal.head.seq


def test_an_exchange_puts_it_into_service_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written down is told once: the next resident, who gets no change, is served."""
    monkeypatch.setattr(Ledger, "_settle", forgets_payouts)
    visit = rests(Visit(land(1_000)))
    world = visit.world
    exchange(world)
    world.run(lambda: False, REST_MS)
    assert last_screen(world) == "Attract"
    visit.resident = land(500)
    assert serve(world, visit.resident, random.Random(2))
    assert visit.ended == "issued"
    assert len(world.crashes) == len(visit.journal("BooksUnbalanced")) == 1


def test_a_program_that_is_mended_finds_that_the_difference_was_none(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "_settle", forgets_payouts)
        world = rests(Visit(land(1_000))).world
        assert not read_history(world.journal).ledger.imbalance()
    assert read_history(world.journal).ledger.imbalance() == Imbalance(cash=Won(-500), cards=ZERO)


def test_what_a_session_kept_becomes_a_claim_at_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    """A coin falls in at the very end and nobody gives it back; who still stands there gets a number."""
    monkeypatch.setattr(Session, "_settle_books", keeps_what_is_left)
    visit = Visit(land(500))
    world = visit.world

    def coin_falls(_: World) -> None:
        world.machine.coins.cashbox[500] = world.machine.coins.cashbox.get(500, 0) + 1
        world.composed.step.events.append(Credited(DeviceName("coin-acceptor"), Ref("late.1.1.99"), Won(500)))

    rests(visit.when(lambda view: isinstance(view, Collect), coin_falls))
    assert [(each["cash"], each["held"]) for each in visit.journal("BooksUnbalanced")] == [(0, 500)]
    (claim,) = visit.journal("SuspenseOpened")
    assert (claim["amount"], claim["reason"]) == (500, ClaimReason.RESTART)
    told = [fact for view in visit.views if isinstance(view, Notice) for _, fact in view.facts]
    assert claim["claim"] in told
    assert last_screen(world) == "out.books"
    restart(world)
    assert len(visit.journal("SuspenseOpened")) == len(world.crashes) == 1


def test_a_charge_that_nobody_took_back_becomes_a_claim_at_the_next_start(monkeypatch: pytest.MonkeyPatch) -> None:
    def keeps(self: Desk, within: Ms = 0) -> Flow[Won]:
        yield from ()
        return ZERO

    def fails(self: Issuing, desk: Desk, certificates: tuple[Certificate, ...]) -> Flow[PrintedCopies]:
        yield from ()
        self.void(desk, VoidReason.PRINT_FAILED)
        return PrintedCopies((), certificates, Ending.PRINT_FAILED)

    monkeypatch.setattr(Desk, "take_back_charge", keeps)
    monkeypatch.setattr(Issuing, "print", fails)
    visit = rests(Visit(land(payment_card="tap")))
    assert [(each["cards"], each["charged"]) for each in visit.journal("BooksUnbalanced")] == [(0, 500)]
    (claim,) = visit.journal("SuspenseOpened")
    assert (claim["amount"], claim["reason"]) == (500, ClaimReason.CANCEL_FAILED)
    assert claim["about"] == visit.journal("ChargeApproved")[0]["charge"]
    assert len(visit.world.crashes) == 1


def test_more_spent_than_was_put_in_is_nobodys_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Ledger, "_earn", earns_twice)
    visit = rests(Visit(land(500)))
    restart(visit.world)
    assert [(each["cash"], each["held"]) for each in visit.journal("BooksUnbalanced")] == [(0, -500)]
    assert visit.journal("SuspenseOpened") == []
    assert last_screen(visit.world) == "out.books"
    assert len(visit.world.crashes) == 1


@pytest.mark.parametrize(
    ("entry", "name", "broken"),
    [("CoinCredited", "_settle", forgets_payouts), ("DocumentIssued", "_earn", earns_twice)],
)
def test_a_start_that_finds_out_while_it_closes_a_session_does_so_once(
    entry: str, name: str, broken: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ledger, name, broken)
    visit = Visit(land(100, 100, 100, 100, 100))
    world = visit.world
    cut_when(world, visit.resident, entry, 0, 5_000, lambda _: None)
    serve(world, visit.resident, random.Random(1))
    world.run(lambda: False, REST_MS)
    assert world.power_cuts == len(world.crashes) == 1
    assert types(world).count("SessionEnded") == types(world).count("BooksUnbalanced") == 1
    assert last_screen(world) == "out.books"
    assert world.run(world.at_rest, SETTLE_MS)
