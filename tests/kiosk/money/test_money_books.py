"""The books under random lives of sessions: they balance after every entry, whatever the order."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import ClaimReason, Ending, Purpose, ReductionReason
from config.won import ZERO, Won, total
from kiosk.money.books import Ledger
from sync.journal import events as ev

SESSION = "s"
PARTS = st.lists(
    st.sampled_from(
        ("coin", "note", "stack", "credit", "return", "doubt", "issue", "pay", "settle", "claim", "reduce")
    ),
    max_size=30,
)


def story(parts: list[str]) -> list[ev.Event]:
    """Events that a kiosk could write: only what was told to stack is credited, only what was intended is settled."""
    events: list[ev.Event] = [ev.SessionStarted(SESSION), ev.UnitCounted("hopper-100", Won(100), 1_000)]
    stacking: list[str] = []
    payouts: list[str] = []
    for at, part in enumerate(parts):
        ref = f"{part}{at}"
        match part:
            case "coin":
                events.append(ev.CoinCredited(SESSION, "coin", ref, Won(500)))
            case "note" | "stack":
                stacking.append(ref)
                events.append(ev.StackIntended(SESSION, "note", ref, Won(1_000)))
            case "credit" if stacking:
                events.append(ev.NoteCredited(SESSION, "note", stacking.pop(), Won(1_000)))
            case "return" if stacking:
                events.append(ev.NoteReturned(SESSION, "note", stacking.pop()))
            case "doubt" if stacking:
                # It stays in the list: the acceptor may say later what became of it.
                if not any(isinstance(each, ev.SuspenseOpened) and each.about == stacking[-1] for each in events):
                    events.append(
                        ev.SuspenseOpened(SESSION, f"claim{at}", Won(1_000), ClaimReason.NOTE_IN_DOUBT, stacking[-1])
                    )
            case "issue":
                events.append(ev.DocumentIssued(SESSION, "i", "n", 1, Won(500)))
            case "pay":
                payouts.append(ref)
                events.append(ev.PayoutIntended(SESSION, ref, "hopper-100", Won(100), 3, Purpose.CHANGE, 1, 0))
            case "settle" if payouts:
                events.append(ev.PayoutSettled(SESSION, payouts.pop(), "hopper-100", Won(100), 2, 1))
            case "claim":
                events.append(ev.SuspenseOpened(SESSION, f"claim{at}", Won(300), ClaimReason.RESTART, ""))
            case "reduce":
                events.append(ev.SuspenseReduced(SESSION, "claim", ZERO, ReductionReason.COINS_HAD_FALLEN))
    return events


def apply(ledger: Ledger, events: list[ev.Event]) -> Ledger:
    for event in events:
        ledger.apply(event, 1, "boot")
    return ledger


@given(PARTS)
def test_the_books_balance_after_every_entry(parts: list[str]) -> None:
    ledger = Ledger()
    for event in story(parts):
        ledger.apply(event, 1, "boot")
        book = ledger.book(SESSION)
        doubtful = total(book.doubtful.values())
        assert ledger.inserted + doubtful == book.held + ledger.paid_out + ledger.earned + total(ledger.claims.values())
        assert set(book.doubtful).isdisjoint(book.stacking)


@given(PARTS, st.integers(0, 40))
def test_a_restart_in_the_middle_changes_nothing(parts: list[str], cut: int) -> None:
    """Folding on from a copy is folding all at once."""
    events = story(parts)
    resumed = apply(copy.deepcopy(apply(Ledger(), events[:cut])), events[cut:])
    assert vars(resumed) == vars(apply(Ledger(), events))


@given(PARTS)
def test_an_ended_session_is_kept_as_long_as_a_device_may_still_speak(parts: list[str]) -> None:
    ledger = apply(Ledger(), story(parts))
    before = copy.deepcopy(ledger.book(SESSION))
    ledger.apply(ev.SessionEnded(SESSION, Ending.ISSUED), 1, "boot")
    open_ends = before.payouts or before.stacking or before.doubtful or before.held
    assert (SESSION in ledger.open) == bool(open_ends)


def test_a_claimed_note_that_came_back_is_owed_no_more() -> None:
    ledger = apply(Ledger(), [
        ev.SessionStarted(SESSION),
        ev.StackIntended(SESSION, "note", "n1", Won(1_000)),
        ev.SuspenseOpened(SESSION, "1", Won(1_000), ClaimReason.NOTE_IN_DOUBT, "n1"),
        ev.SessionEnded(SESSION, Ending.CANCELLED),
    ])  # fmt: skip
    assert set(ledger.open) == {SESSION}
    apply(ledger, [
        ev.NoteReturned(SESSION, "note", "n1"),
        ev.SuspenseReduced(SESSION, "1", Won(1_000), ReductionReason.NOTE_WAS_RETURNED),
    ])  # fmt: skip
    assert ledger.open == {}
    assert total(ledger.claims.values()) == ZERO


# --- one event after the other -----------------------------------------------------------------------------------


def book(*events: ev.Event) -> Ledger:
    ledger = Ledger()
    for at, event in enumerate(events):
        ledger.apply(event, at, "boot")
    return ledger


PAID = (
    ev.SessionStarted("s"),
    ev.CashInStarted("s", Won(500)),
    ev.StackIntended("s", "note", "n1", Won(1_000)),
    ev.NoteCredited("s", "note", "n1", Won(1_000)),
)


def test_what_is_held_is_what_is_neither_earned_nor_given_back() -> None:
    ledger = book(*PAID)
    assert ledger.book("s").held == Won(1_000)
    ledger = book(*PAID, ev.DocumentIssued("s", "i", "n", 1, Won(500)))
    assert ledger.book("s").held == Won(500)
    settled = ev.PayoutSettled("s", "p", "hopper-500", Won(500), 1, 0)
    ledger = book(*PAID, ev.DocumentIssued("s", "i", "n", 1, Won(500)), settled)
    assert ledger.book("s").held == ZERO


def test_a_note_in_doubt_is_owed_and_certain_later() -> None:
    stacking = PAID[:3]
    claim = ev.SuspenseOpened("s", "1234-5678", Won(1_000), ClaimReason.NOTE_IN_DOUBT, "n1")
    ledger = book(*stacking, claim)
    assert ledger.book("s").held == ZERO
    assert ledger.book("s").doubtful == {"n1": Won(1_000)}
    ledger = book(*stacking, claim, ev.NoteCredited("s", "note", "n1", Won(1_000)))
    assert ledger.book("s").held == ZERO
    assert ledger.inserted == Won(1_000)


def test_a_credit_is_known_by_its_ref() -> None:
    ledger = book(*PAID)
    assert ledger.credited("note", "n1")
    assert not ledger.credited("note", "n2")
    assert not ledger.credited("coin", "n1")


def test_a_settled_session_is_forgotten_and_an_open_one_is_not() -> None:
    settled = ev.PayoutSettled("s", "p", "hopper-500", Won(500), 2, 0)
    assert book(*PAID, settled, ev.SessionEnded("s", Ending.CANCELLED)).open == {}
    assert set(book(*PAID, ev.SessionEnded("s", Ending.CANCELLED)).open) == {"s"}


@given(st.lists(st.sampled_from((100, 500, 1_000)), max_size=20), st.lists(st.integers(0, 4), max_size=20))
def test_the_books_balance(coins: list[int], payouts: list[int]) -> None:
    credits = [ev.CoinCredited("s", "coin", f"c{at}", Won(won)) for at, won in enumerate(coins)]
    paid = [ev.PayoutSettled("s", f"p{at}", "hopper-100", Won(100), count, 0) for at, count in enumerate(payouts)]
    ledger = book(ev.SessionStarted("s"), *credits, *paid)
    assert ledger.book("s").held == ledger.inserted - ledger.paid_out == Won(sum(coins) - 100 * sum(payouts))
