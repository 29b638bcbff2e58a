"""What is known of a claim, from the journal alone."""

from __future__ import annotations

from config.ids import ChargeId, ClaimNumber, DeviceName, DocumentNumber, IssuanceId, PayoutId, Ref, SessionId
from config.vocabulary import ClaimReason, Ending, Purpose, ReceiptResult, ReductionReason
from config.won import ZERO, Won
from kiosk.money.claim_book import SETTLED, ClaimBook, Doubted
from sync.journal import events as ev

WALL = "2026-11-23T16:30:00.000+00:00"
SESSION, CLAIM, HOPPER = SessionId("s"), ClaimNumber("1234-5678"), DeviceName("hopper-500")
NUMBER = DocumentNumber("n")
STARTED = (
    ev.SessionStarted(SESSION),
    ev.Reserved(SESSION, IssuanceId("i"), "land-register", NUMBER, 1, Won(500)),
)


def book(*events: ev.Event) -> ClaimBook:
    found = ClaimBook()
    for seq, event in enumerate(events, 1):
        found.apply(event, seq, WALL)
    return found


def opened(reason: ClaimReason, about: Ref | PayoutId | ChargeId | None, amount: int = 1_000) -> ev.Event:
    return ev.SuspenseOpened(SESSION, CLAIM, Won(amount), reason, about)


def test_a_claim_knows_what_was_paid_for_and_whether_it_came_out_after_all() -> None:
    found = book(
        *STARTED, opened(ClaimReason.CHANGE_NOT_PAID, None), ev.RefundSlipEnded(SESSION, CLAIM, ReceiptResult.PAPER_OUT),
        ev.DocumentIssued(SESSION, IssuanceId("i"), NUMBER, 1, Won(500)), ev.SessionEnded(SESSION, Ending.ISSUED),
    )  # fmt: skip
    (claim,) = found.open
    assert (claim.seq, claim.amount, claim.owed, claim.about) == (3, Won(1_000), Won(1_000), None)
    assert (claim.paid.number, claim.paid.issued, claim.slip) == (NUMBER, True, ReceiptResult.PAPER_OUT)
    assert f"{claim.at:%Y-%m-%d %H:%M}" == "2026-11-24 01:30"


def test_a_claim_about_a_doubt_names_the_piece_of_money() -> None:
    payout = ev.PayoutIntended(SESSION, PayoutId("p"), HOPPER, Won(500), 2, Purpose.CHANGE, 1, 0)
    note = ev.StackIntended(SESSION, DeviceName("notes"), Ref("n"), Won(10_000))
    charge = ev.ChargeApproved(
        SESSION, ChargeId("c"), DeviceName("terminal"), Won(500), "30001234", "2", "3", "4", "5", "6", "7"
    )
    (claim,) = book(*STARTED, payout, opened(ClaimReason.PAYOUT_IN_DOUBT, PayoutId("p"))).open
    assert claim.about == Doubted(HOPPER, Won(500), 2)
    (claim,) = book(*STARTED, note, opened(ClaimReason.NOTE_IN_DOUBT, Ref("n"))).open
    assert claim.about == Doubted(DeviceName("notes"), Won(10_000), 1)
    (claim,) = book(*STARTED, charge, opened(ClaimReason.CANCEL_FAILED, ChargeId("c"))).open
    assert (claim.about, claim.approval) == (Doubted(DeviceName("terminal"), Won(500), 1), "30001234")


def test_a_doubt_that_is_none_any_more_closes_the_claim_and_says_why() -> None:
    fell = ev.SuspenseReduced(SESSION, CLAIM, Won(1_000), ReductionReason.COINS_HAD_FALLEN)
    found = book(*STARTED, opened(ClaimReason.PAYOUT_IN_DOUBT, PayoutId("p")), fell)
    assert not found.open
    assert (found.claims[CLAIM].owed, found.claims[CLAIM].reductions) == (ZERO, [ReductionReason.COINS_HAD_FALLEN])


def test_money_of_nobody_has_a_claim_too() -> None:
    stray = ev.SuspenseOpened(None, CLAIM, Won(500), ClaimReason.CREDIT_WITHOUT_SESSION, None)
    (claim,) = book(stray).open
    assert (claim.session, claim.paid.number) == (None, None)


def test_what_is_settled_is_forgotten_in_its_turn_and_what_is_open_never() -> None:
    found = book(*STARTED, opened(ClaimReason.CHANGE_NOT_PAID, None))
    for at in range(SETTLED + 20):
        number = ClaimNumber(f"0000-{at:04}")
        found.apply(ev.SuspenseOpened(None, number, Won(500), ClaimReason.CREDIT_WITHOUT_SESSION, None), at, WALL)
        found.apply(ev.SuspenseReduced(None, number, Won(500), ReductionReason.COINS_HAD_FALLEN), at, WALL)
    assert len(found.claims) == SETTLED + 1
    assert [each.claim for each in found.open] == [CLAIM]
