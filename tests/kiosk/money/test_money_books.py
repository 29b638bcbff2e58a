"""The books under random lives of sessions: they balance after every entry, whatever the order."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.ids import (
    ChargeId,
    ClaimNumber,
    DeviceName,
    DocumentNumber,
    ExchangeId,
    IssuanceId,
    PayoutId,
    Ref,
    SessionId,
)
from config.vocabulary import (
    ChargeDoubt,
    ChargeFailure,
    ClaimReason,
    Ending,
    Purpose,
    ReceiptResult,
    ReductionReason,
    RollbackReason,
    VoidReason,
)
from config.won import ZERO, Won, total
from kiosk.money.books import Document, Imbalance, Ledger, Paper
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
                        SessionId(SESSION), ClaimNumber(f"claim{at}"), Won(300), ClaimReason.RESTART, None
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
        assert not ledger.imbalance()
        assert set(book.doubtful).isdisjoint(book.stacking)


CHARGE_PARTS = st.lists(
    st.sampled_from(
        ("present", "approve", "decline", "silent", "lost", "issue", "cancel", "cancelled", "not-cancelled")
    ),
    max_size=30,
)


def charges(parts: list[str]) -> list[tuple[ev.Event, ...]]:
    """What a kiosk could write of cards, by commit: one charge at a time, each with at most one claim."""
    commits: list[tuple[ev.Event, ...]] = [(ev.SessionStarted(SessionId(SESSION)),)]
    asked, charged, cancelling = "", "", ""
    claimed: dict[str, str] = {}

    def claim(charge: str, reason: ClaimReason) -> tuple[ev.Event, ...]:
        if charge in claimed:
            return ()
        claimed[charge] = f"claim of {charge}"
        return (ev.SuspenseOpened(SessionId(SESSION), ClaimNumber(claimed[charge]), Won(500), reason, Ref(charge)),)

    def reduce(charge: str, reason: ReductionReason) -> tuple[ev.Event, ...]:
        return (
            (ev.SuspenseReduced(SessionId(SESSION), ClaimNumber(claimed[charge]), Won(500), reason),)
            if charge in claimed
            else ()
        )

    for at, part in enumerate(parts):
        match part:
            case "present" if not asked and not charged and not cancelling:
                asked = f"charge {at}"
                commits.append(
                    (
                        ev.ChargeIntended(
                            SessionId(SESSION), ChargeId(asked), DeviceName("terminal"), Won(500), "before"
                        ),
                    )
                )
            case "approve" if asked:
                what = (Won(500), "1", f"unique {at}", "20261123120000", "I", "issuer", "acquirer", "merchant")
                commits.append((ev.ChargeApproved(SessionId(SESSION), ChargeId(asked), DeviceName("terminal"), *what),))
                asked, charged = "", asked if asked not in claimed else ""
            case "decline" if asked:
                failed = ev.ChargeFailed(SessionId(SESSION), ChargeId(asked), ChargeFailure.NO_ANSWER)
                commits.append((*reduce(asked, ReductionReason.NOTHING_WAS_CHARGED), failed))
                asked = ""
            case "silent" if asked:
                commits.append(claim(asked, ClaimReason.CHARGE_IN_DOUBT))
            case "lost" if asked:
                doubt = ev.ChargeInDoubt(SessionId(SESSION), ChargeId(asked), ChargeDoubt.MEMORY_LOST)
                commits.append((*claim(asked, ClaimReason.CHARGE_IN_DOUBT), doubt))
                asked = ""
            case "issue" if charged:
                commits.append(
                    (ev.DocumentIssued(SessionId(SESSION), IssuanceId("i"), DocumentNumber("n"), 1, Won(500)),)
                )
                charged = ""
            case "cancel" if charged:
                commits.append((ev.ChargeCancelIntended(SessionId(SESSION), ChargeId(charged)),))
                charged, cancelling = "", charged
            case "silent" if cancelling:
                commits.append(claim(cancelling, ClaimReason.CANCEL_IN_DOUBT))
            case "cancelled" if cancelling:
                taken_back = ev.ChargeCancelled(SessionId(SESSION), ChargeId(cancelling))
                commits.append((*reduce(cancelling, ReductionReason.CHARGE_WAS_CANCELLED), taken_back))
                cancelling = ""
            case "not-cancelled" if cancelling:
                failed_too = ev.ChargeCancelFailed(SessionId(SESSION), ChargeId(cancelling), ChargeFailure.DECLINED)
                commits.append((*claim(cancelling, ClaimReason.CANCEL_FAILED), failed_too))
                cancelling = ""
    return commits


@given(CHARGE_PARTS)
def test_the_books_of_cards_balance_after_every_commit(parts: list[str]) -> None:
    ledger = Ledger()
    for commit in charges(parts):
        apply(ledger, list(commit))
        assert not ledger.imbalance()


def test_a_charge_that_turned_out_to_be_made_after_all_balances() -> None:
    ledger = apply(Ledger(), [
        ev.SessionStarted(SessionId(SESSION)),
        ev.ChargeIntended(SessionId(SESSION), ChargeId("c"), DeviceName("terminal"), Won(500), "before"),
        ev.ChargeFailed(SessionId(SESSION), ChargeId("c"), ChargeFailure.NO_ANSWER),
        ev.SessionEnded(SessionId(SESSION), Ending.CANCELLED),
        ev.SuspenseOpened(SessionId(SESSION), ClaimNumber("1"), Won(500), ClaimReason.CHARGED_AFTER_ALL, Ref("c")),
    ])  # fmt: skip
    assert not ledger.imbalance()
    assert total(ledger.card_claims.values()) == Won(500)
    assert not ledger.open, "a session that is over is not begun anew by a claim of its own"


def test_what_a_session_that_is_over_still_holds_is_out_of_balance() -> None:
    ledger = apply(Ledger(), [
        ev.SessionStarted(SessionId(SESSION)),
        ev.CoinCredited(SessionId(SESSION), DeviceName("coin"), Ref("c1"), Won(500)),
        ev.PayoutIntended(SessionId(SESSION), PayoutId("p"), DeviceName("hopper-100"), Won(100), 3, Purpose.CHANGE, 1, 0),
        ev.PayoutSettled(SessionId(SESSION), PayoutId("p"), DeviceName("hopper-100"), Won(100), 3, 0),
    ])  # fmt: skip
    assert not ledger.imbalance()
    assert ledger.imbalance(ledger.book(SessionId(SESSION))) == Imbalance(cash=ZERO, cards=ZERO, held=Won(200))


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


def test_who_began_is_open_before_any_money_moves() -> None:
    assert set(book(ev.SessionStarted(SessionId("s"))).open) == {"s"}


def test_the_note_that_was_told_to_stack_last_is_unsettled_until_it_is_booked_or_back() -> None:
    stacking = PAID[2]
    assert book(*PAID[:2]).unsettled_note() is None
    assert book(*PAID[:3]).unsettled_note() == "n1"
    assert book(*PAID[:3], PAID[3]).unsettled_note() is None
    assert book(stacking, ev.NoteReturned(SessionId("s"), DeviceName("note"), Ref("n1"))).unsettled_note() is None
    claim = ev.SuspenseOpened(
        SessionId("s"), ClaimNumber("1234-5678"), Won(1_000), ClaimReason.NOTE_IN_DOUBT, Ref("n1")
    )
    assert book(stacking, claim).unsettled_note() == "n1"


def test_as_many_credits_are_known_as_a_device_could_repeat() -> None:
    coins = [ev.CoinCredited(None, DeviceName("coin"), Ref(f"c{at}"), Won(100)) for at in range(1_001)]
    ledger = book(*coins[:1_000])
    assert ledger.credited(DeviceName("coin"), Ref("c0"))
    ledger = book(*coins)
    assert not ledger.credited(DeviceName("coin"), Ref("c0"))
    assert ledger.credited(DeviceName("coin"), Ref("c1"))
    assert ledger.last_ref == {"coin": "c1000"}


CHARGE = ev.ChargeIntended(SessionId("s"), ChargeId("k"), DeviceName("terminal"), Won(500), "before")


def test_a_charge_that_can_never_be_told_is_asked_about_no_more() -> None:
    doubt = ev.ChargeInDoubt(SessionId("s"), ChargeId("k"), ChargeDoubt.MEMORY_LOST)
    assert set(book(CHARGE).book(SessionId("s")).asked) == {"k"}
    assert book(CHARGE, doubt).book(SessionId("s")).asked == {}


def test_a_charge_without_an_answer_is_remembered_until_the_next_one() -> None:
    silent = ev.ChargeFailed(SessionId("s"), ChargeId("k"), ChargeFailure.NO_ANSWER)
    said_no = ev.ChargeFailed(SessionId("s"), ChargeId("k"), ChargeFailure.DECLINED)
    assert book(CHARGE, silent).unanswered == {"terminal": CHARGE}
    assert book(CHARGE, said_no).unanswered == {}
    assert book(CHARGE, silent, replace(CHARGE, charge=ChargeId("l"))).unanswered == {}


def test_cash_is_awaited_while_a_payment_is_open_and_no_card_is_asked_about() -> None:
    assert not book(PAID[0]).awaits_cash()
    assert book(*PAID[:2]).awaits_cash()
    assert not book(*PAID[:2], CHARGE).awaits_cash()
    assert not book(*PAID[:2], ev.CashInEnded(SessionId("s"), Won(500))).awaits_cash()
    assert not book(*PAID[:2], ev.CashInRolledBack(SessionId("s"), ZERO, RollbackReason.CANCELLED)).awaits_cash()


def test_what_the_machine_holds_for_others() -> None:
    assert book(*PAID).owed == Won(1_000)
    claim = ev.SuspenseOpened(SessionId("s"), ClaimNumber("1234-5678"), Won(300), ClaimReason.CHANGE_NOT_PAID, None)
    assert book(*PAID, claim).owed == Won(1_000)
    assert book(*PAID, claim).book(SessionId("s")).held == Won(700)
    reduced = ev.SuspenseReduced(SessionId("s"), ClaimNumber("1234-5678"), Won(100), ReductionReason.COINS_HAD_FALLEN)
    assert book(*PAID, claim, reduced).claims == {"1234-5678": Won(200)}
    assert book(*PAID, claim, reduced).book(SessionId("s")).claims == {"1234-5678": Won(200)}
    in_doubt = ev.SuspenseOpened(
        SessionId("s"), ClaimNumber("1234-5678"), Won(1_000), ClaimReason.NOTE_IN_DOUBT, Ref("n1")
    )
    assert book(*PAID[:3], in_doubt).owed == ZERO  # it may not be inside


HOPPER = DeviceName("hopper-500")
TOLD = ev.PayoutIntended(SessionId("s"), PayoutId("p"), HOPPER, Won(500), 2, Purpose.REFUND, 7, 40)
FELL = ev.PayoutSettled(SessionId("s"), PayoutId("p"), HOPPER, Won(500), 2, 0)


def test_what_a_hopper_has_thrown_is_known_as_long_as_it_is_the_same_one() -> None:
    one, two = ev.DeviceIdentified(HOPPER, "one"), ev.DeviceIdentified(HOPPER, "two")
    assert book(*PAID, one, TOLD, FELL).thrown == {HOPPER: 42}
    assert book(*PAID, one, TOLD, FELL, one).thrown == {HOPPER: 42}
    assert book(*PAID, one, TOLD, FELL, two).thrown == {}
    assert book(*PAID, one, TOLD, two, FELL).thrown == {}
    assert book(*PAID, one, TOLD, two).was_replaced(TOLD)
    assert not book(*PAID, one, TOLD, one).was_replaced(TOLD)


def test_an_exchange_ends_what_was_found_not_to_balance() -> None:
    unbalanced = ev.BooksUnbalanced(SessionId("s"), Won(100), ZERO, ZERO, ZERO)
    ledger = book(*PAID, unbalanced)
    assert ledger.unbalanced
    assert ledger.cash_difference == Won(100)
    assert ledger.imbalance().cash == ZERO - Won(100)
    statement = ledger.units.statement((), ZERO, {}, {})
    ledger.apply(ev.ExchangeEnded(ExchangeId("x"), statement), 1, "boot")
    assert not ledger.unbalanced


NUMBER = DocumentNumber("n")
ASKED = (
    ev.SessionStarted(SessionId("s")),
    ev.ReservationIntended(SessionId("s"), IssuanceId("i"), "land-register"),
)
RESERVED = (*ASKED, ev.Reserved(SessionId("s"), IssuanceId("i"), "land-register", NUMBER, 2, Won(500)))
PRINTING = (*RESERVED, ev.PrintIntended(SessionId("s"), IssuanceId("i"), NUMBER, 2))
VOID = ev.DocumentVoided(SessionId("s"), IssuanceId("i"), NUMBER, VoidReason.PRINT_FAILED)


@pytest.mark.parametrize(
    ("events", "papers", "is_open"),
    [
        (ASKED[:1], [], False),
        (ASKED, [Paper.ASKED], True),
        (RESERVED, [Paper.RESERVED], True),
        (PRINTING, [Paper.PRINTING], True),
        ((*PRINTING, ev.DocumentIssued(SessionId("s"), IssuanceId("i"), NUMBER, 2, ZERO)), [Paper.ISSUED], False),
        ((*PRINTING, VOID), [], False),
        ((*RESERVED, VOID), [], False),
    ],
)
def test_how_far_the_certificate_got(events: tuple[ev.Event, ...], papers: list[Paper], is_open: bool) -> None:
    here = book(*events).book(SessionId("s"))
    assert ([each.paper for each in here.documents.values()], bool(here.open_documents)) == (papers, is_open)


def test_what_was_reserved_is_kept_with_its_number_and_fee() -> None:
    here = book(*RESERVED).book(SessionId("s")).documents
    assert list(here.values()) == [Document(IssuanceId("i"), Paper.RESERVED, NUMBER, 2, Won(500))]
    again = book(*RESERVED, VOID, ev.ReservationIntended(SessionId("s"), IssuanceId("j"), "land-register"))
    assert list(again.book(SessionId("s")).documents.values()) == [Document(IssuanceId("j"))]


@pytest.mark.parametrize(
    "event",
    [
        ev.CashInStarted(SessionId("s"), Won(500)),
        ev.CoinCredited(SessionId("s"), DeviceName("coin"), Ref("c"), Won(500)),
        ev.NoteCredited(SessionId("s"), DeviceName("note"), Ref("n"), Won(1_000)),
        TOLD,
        FELL,
        ev.DocumentIssued(SessionId("s"), IssuanceId("i"), NUMBER, 2, ZERO),
    ],
)
def test_when_the_money_last_moved(event: ev.Event) -> None:
    ledger = Ledger()
    ledger.apply(PAID[0], 1, "boot")
    ledger.apply(PAID[3], 2, "boot")
    ledger.apply(event, 77, "another")
    here = ledger.book(SessionId("s"))
    assert (here.touched_ms, here.touched_boot) == (77, "another")


def test_when_the_card_was_last_confirmed() -> None:
    ledger = apply(Ledger(), [ev.SessionStarted(SessionId("s"))])
    ledger.apply(CHARGE, 77, "another")
    ledger.apply(ev.ChargeFailed(SessionId("s"), ChargeId("k"), ChargeFailure.DECLINED), 99, "third")
    here = ledger.book(SessionId("s"))
    assert (here.card_ms, here.card_boot) == (77, "another")


def test_a_slip_is_remembered() -> None:
    claim = ev.SuspenseOpened(SessionId("s"), ClaimNumber("1234-5678"), Won(300), ClaimReason.CHANGE_NOT_PAID, None)
    slip = ev.RefundSlipEnded(SessionId("s"), ClaimNumber("1234-5678"), ReceiptResult.PRINTED)
    assert book(*PAID, claim, slip).book(SessionId("s")).slips == {"1234-5678"}


def test_a_charge_taken_back_leaves_the_books() -> None:
    approved = ev.ChargeApproved(
        SessionId("s"), ChargeId("k"), DeviceName("terminal"), Won(500), "1", "2", "20261123000000", "", "", "", ""
    )
    intent = ev.ChargeCancelIntended(SessionId("s"), ChargeId("k"))
    ledger = book(PAID[0], CHARGE, approved, intent, ev.ChargeCancelled(SessionId("s"), ChargeId("k")))
    assert (ledger.charged, ledger.taken_back) == (Won(500), Won(500))
    assert not ledger.imbalance(ledger.book(SessionId("s")))
    left = book(PAID[0], CHARGE, approved)
    assert left.imbalance(left.book(SessionId("s"))) == Imbalance(ZERO, ZERO, ZERO, Won(500))


def test_a_charge_in_doubt_that_turns_out_never_to_have_been_made_is_owed_by_nobody() -> None:
    claim = ev.SuspenseOpened(
        SessionId("s"), ClaimNumber("1234-5678"), Won(500), ClaimReason.CHARGE_IN_DOUBT, ChargeId("k")
    )
    reduced = ev.SuspenseReduced(
        SessionId("s"), ClaimNumber("1234-5678"), Won(500), ReductionReason.NOTHING_WAS_CHARGED
    )
    failed = ev.ChargeFailed(SessionId("s"), ChargeId("k"), ChargeFailure.DECLINED)
    ledger = book(PAID[0], CHARGE, claim)
    assert ledger.doubtful_charges == {"k": Won(500)}
    assert not ledger.imbalance()
    ledger = book(PAID[0], CHARGE, claim, reduced, failed)
    assert ledger.doubtful_charges == {}
    assert not ledger.imbalance()


def test_what_was_written_down_as_not_balancing_is_told_once_on_cards_too() -> None:
    ledger = book(*PAID)
    ledger.charged += Won(100)
    assert ledger.imbalance().cards == Won(100)
    ledger.apply(ev.BooksUnbalanced(None, ZERO, Won(100), ZERO, ZERO), 9, "boot")
    assert not ledger.imbalance()


def test_claims_settled_are_on_the_batch_as_settled() -> None:
    claim = ev.SuspenseOpened(SessionId("s"), ClaimNumber("1234-5678"), Won(300), ClaimReason.CHANGE_NOT_PAID, None)
    reduced = ev.SuspenseReduced(SessionId("s"), ClaimNumber("1234-5678"), Won(100), ReductionReason.COINS_HAD_FALLEN)
    batch = book(*PAID, claim, reduced).units.batch
    assert (batch.suspense_opened, batch.suspense_settled) == (Won(300), Won(100))


@pytest.mark.parametrize(("purpose", "returned", "change"), [(Purpose.REFUND, 1_000, 0), (Purpose.CHANGE, 0, 1_000)])
def test_what_was_paid_out_is_on_the_batch_by_its_purpose(purpose: Purpose, returned: int, change: int) -> None:
    batch = book(*PAID, replace(TOLD, purpose=purpose), FELL).units.batch
    assert (batch.returned, batch.change) == (Won(returned), Won(change))


def test_counting_from_an_event_of_a_coin_acceptor_is_remembered() -> None:
    assert book(ev.CreditsCounted(DeviceName("coin"), Ref("7"))).last_ref == {"coin": "7"}


def test_copies_paid_by_one_card_are_earned_by_it_one_after_the_other_and_the_rest_stays_to_be_given_back() -> None:
    """Two charges, as after a cut: the second pays what the first does not."""
    issued = ev.DocumentIssued(SessionId("s"), IssuanceId("i"), DocumentNumber("n"), 1, Won(500))

    def approved(charge: str) -> ev.Event:
        return ev.ChargeApproved(
            SessionId("s"),
            ChargeId(charge),
            DeviceName("terminal"),
            Won(800),
            "1",
            "2",
            "20261123000000",
            "",
            "",
            "",
            "",
        )

    ledger = book(ev.SessionStarted(SessionId("s")), approved("one"), approved("two"))
    for earned, left in ((500, {"one": 300, "two": 800}), (1_000, {"two": 600}), (1_500, {"two": 100})):
        ledger.apply(issued, 0, "boot")
        assert (ledger.earned_by_card, ledger.earned) == (Won(earned), ZERO)
        assert {charge: int(each.left) for charge, each in ledger.book(SessionId("s")).charged.items()} == left
