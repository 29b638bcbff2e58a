"""The books under random lives of sessions: they balance after every entry, whatever the order."""

from __future__ import annotations

import copy

from hypothesis import given
from hypothesis import strategies as st

from config.ids import ClaimNumber, DeviceName, DocumentNumber, IssuanceId, PayoutId, Ref, SessionId
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
    events: list[ev.Event] = [
        ev.SessionStarted(SessionId(SESSION)),
        ev.UnitCounted(DeviceName("hopper-100"), Won(100), 1_000),
    ]
    stacking: list[str] = []
    payouts: list[str] = []
    for at, part in enumerate(parts):
        ref = f"{part}{at}"
        match part:
            case "coin":
                events.append(ev.CoinCredited(SessionId(SESSION), DeviceName("coin"), Ref(ref), Won(500)))
            case "note" | "stack":
                stacking.append(ref)
                events.append(ev.StackIntended(SessionId(SESSION), DeviceName("note"), Ref(ref), Won(1_000)))
            case "credit" if stacking:
                events.append(ev.NoteCredited(SessionId(SESSION), DeviceName("note"), Ref(stacking.pop()), Won(1_000)))
            case "return" if stacking:
                events.append(ev.NoteReturned(SessionId(SESSION), DeviceName("note"), Ref(stacking.pop())))
            case "doubt" if stacking:
                # It stays in the list: the acceptor may say later what became of it.
                if not any(isinstance(each, ev.SuspenseOpened) and each.about == stacking[-1] for each in events):
                    events.append(
                        ev.SuspenseOpened(
                            SessionId(SESSION),
                            ClaimNumber(f"claim{at}"),
                            Won(1_000),
                            ClaimReason.NOTE_IN_DOUBT,
                            Ref(stacking[-1]),
                        )
                    )
            case "issue":
                events.append(ev.DocumentIssued(SessionId(SESSION), IssuanceId("i"), DocumentNumber("n"), 1, Won(500)))
            case "pay":
                payouts.append(ref)
                events.append(
                    ev.PayoutIntended(
                        SessionId(SESSION), PayoutId(ref), DeviceName("hopper-100"), Won(100), 3, Purpose.CHANGE, 1, 0
                    )
                )
            case "settle" if payouts:
                events.append(
                    ev.PayoutSettled(
                        SessionId(SESSION), PayoutId(payouts.pop()), DeviceName("hopper-100"), Won(100), 2, 1
                    )
                )
            case "claim":
                events.append(
                    ev.SuspenseOpened(
                        SessionId(SESSION), ClaimNumber(f"claim{at}"), Won(300), ClaimReason.RESTART, Ref("")
                    )
                )
            case "reduce":
                events.append(
                    ev.SuspenseReduced(SessionId(SESSION), ClaimNumber("claim"), ZERO, ReductionReason.COINS_HAD_FALLEN)
                )
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
        book = ledger.book(SessionId(SESSION))
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
    before = copy.deepcopy(ledger.book(SessionId(SESSION)))
    ledger.apply(ev.SessionEnded(SessionId(SESSION), Ending.ISSUED), 1, "boot")
    open_ends = before.payouts or before.stacking or before.doubtful or before.held
    assert (SESSION in ledger.open) == bool(open_ends)


def test_a_claimed_note_that_came_back_is_owed_no_more() -> None:
    ledger = apply(Ledger(), [
        ev.SessionStarted(SessionId(SESSION)),
        ev.StackIntended(SessionId(SESSION), DeviceName("note"), Ref("n1"), Won(1_000)),
        ev.SuspenseOpened(SessionId(SESSION), ClaimNumber("1"), Won(1_000), ClaimReason.NOTE_IN_DOUBT, Ref("n1")),
        ev.SessionEnded(SessionId(SESSION), Ending.CANCELLED),
    ])  # fmt: skip
    assert set(ledger.open) == {SESSION}
    apply(ledger, [
        ev.NoteReturned(SessionId(SESSION), DeviceName("note"), Ref("n1")),
        ev.SuspenseReduced(SessionId(SESSION), ClaimNumber("1"), Won(1_000), ReductionReason.NOTE_WAS_RETURNED),
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
    ev.SessionStarted(SessionId("s")),
    ev.CashInStarted(SessionId("s"), Won(500)),
    ev.StackIntended(SessionId("s"), DeviceName("note"), Ref("n1"), Won(1_000)),
    ev.NoteCredited(SessionId("s"), DeviceName("note"), Ref("n1"), Won(1_000)),
)


def test_what_is_held_is_what_is_neither_earned_nor_given_back() -> None:
    ledger = book(*PAID)
    assert ledger.book(SessionId("s")).held == Won(1_000)
    ledger = book(*PAID, ev.DocumentIssued(SessionId("s"), IssuanceId("i"), DocumentNumber("n"), 1, Won(500)))
    assert ledger.book(SessionId("s")).held == Won(500)
    settled = ev.PayoutSettled(SessionId("s"), PayoutId("p"), DeviceName("hopper-500"), Won(500), 1, 0)
    ledger = book(*PAID, ev.DocumentIssued(SessionId("s"), IssuanceId("i"), DocumentNumber("n"), 1, Won(500)), settled)
    assert ledger.book(SessionId("s")).held == ZERO


def test_a_note_in_doubt_is_owed_and_certain_later() -> None:
    stacking = PAID[:3]
    claim = ev.SuspenseOpened(
        SessionId("s"), ClaimNumber("1234-5678"), Won(1_000), ClaimReason.NOTE_IN_DOUBT, Ref("n1")
    )
    ledger = book(*stacking, claim)
    assert ledger.book(SessionId("s")).held == ZERO
    assert ledger.book(SessionId("s")).doubtful == {"n1": Won(1_000)}
    ledger = book(*stacking, claim, ev.NoteCredited(SessionId("s"), DeviceName("note"), Ref("n1"), Won(1_000)))
    assert ledger.book(SessionId("s")).held == ZERO
    assert ledger.inserted == Won(1_000)


def test_a_credit_is_known_by_its_ref() -> None:
    ledger = book(*PAID)
    assert ledger.credited(DeviceName("note"), Ref("n1"))
    assert not ledger.credited(DeviceName("note"), Ref("n2"))
    assert not ledger.credited(DeviceName("coin"), Ref("n1"))


def test_a_settled_session_is_forgotten_and_an_open_one_is_not() -> None:
    settled = ev.PayoutSettled(SessionId("s"), PayoutId("p"), DeviceName("hopper-500"), Won(500), 2, 0)
    assert book(*PAID, settled, ev.SessionEnded(SessionId("s"), Ending.CANCELLED)).open == {}
    assert set(book(*PAID, ev.SessionEnded(SessionId("s"), Ending.CANCELLED)).open) == {"s"}


@given(st.lists(st.sampled_from((100, 500, 1_000)), max_size=20), st.lists(st.integers(0, 4), max_size=20))
def test_the_books_balance(coins: list[int], payouts: list[int]) -> None:
    credits = [
        ev.CoinCredited(SessionId("s"), DeviceName("coin"), Ref(f"c{at}"), Won(won)) for at, won in enumerate(coins)
    ]
    paid = [
        ev.PayoutSettled(SessionId("s"), PayoutId(f"p{at}"), DeviceName("hopper-100"), Won(100), count, 0)
        for at, count in enumerate(payouts)
    ]
    ledger = book(ev.SessionStarted(SessionId("s")), *credits, *paid)
    assert ledger.book(SessionId("s")).held == ledger.inserted - ledger.paid_out == Won(sum(coins) - 100 * sum(payouts))
