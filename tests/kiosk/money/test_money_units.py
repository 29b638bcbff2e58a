"""Cash units and batches: what a count is worth, and that a statement's sums agree whatever happened."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.cash_statement import CashStatement, Suspicion, worth
from config.ids import ClaimNumber, DeviceName, DocumentNumber, ExchangeId, IssuanceId, PayoutId, Ref, SessionId
from config.vocabulary import Accuracy, ClaimReason, Ending, Purpose, ReductionReason, State, Unseen
from config.won import ZERO, Won
from drivers.fitting import Acceptor
from kiosk.money.books import Ledger
from kiosk.money.devices import CashDevices, Hopper
from kiosk.money.exchange import (
    Counts,
    CountsError,
    CountSheet,
    bag_number,
    close_batch,
    count_sheet,
    parse_counts,
    places,
    told,
)
from kiosk.money.units import CashUnits
from kiosk.simulator.run import serve
from kiosk.simulator.sources import START
from sync.journal import events as ev
from sync.journal.format import FIRST_PREV, Chain, Head, open_entry
from tests.kiosk.session.visit import Visit, land

HOPPER, COIN = DeviceName("hopper-100"), Won(100)
DEVICES = CashDevices(
    (
        Acceptor(DeviceName("coins"), frozenset({COIN, Won(500)})),
        Acceptor(DeviceName("notes"), frozenset({Won(1_000)}), notes=True),
    ),
    (Hopper(HOPPER, COIN),),
)
SHEET = count_sheet(Ledger(), places(DEVICES))
PAYOUT = ev.PayoutIntended(SessionId("s"), PayoutId("p"), HOPPER, COIN, 3, Purpose.CHANGE, 1, 0)


def units(*events: ev.Event) -> CashUnits:
    found = CashUnits()
    for event in events:
        found.apply(event)
    return found


COUNTED = ev.UnitCounted(HOPPER, COIN, 50)


def test_a_unit_that_nobody_counted_is_unknown_however_much_went_in() -> None:
    found = units(ev.CoinCredited(SessionId("s"), DeviceName("coins"), Ref("1"), COIN))
    assert (found.count(DeviceName("coins"), COIN), found.accuracy(DeviceName("coins"), COIN)) == (1, Accuracy.UNKNOWN)
    assert units().accuracy(HOPPER, COIN) == Accuracy.UNKNOWN


def test_a_settled_payout_leaves_an_accurate_count() -> None:
    found = units(COUNTED, PAYOUT, ev.PayoutSettled(SessionId("s"), PayoutId("p"), HOPPER, COIN, 3, 0))
    assert (found.count(HOPPER, COIN), found.accuracy(HOPPER, COIN)) == (47, Accuracy.ACCURATE)


@pytest.mark.parametrize(
    "trouble",
    [
        PAYOUT,
        ev.CreditsLost(SessionId("s"), HOPPER, 0),
        ev.DeviceChanged(HOPPER, State.HARDWARE_ERROR, "blocked", ()),
    ],
    ids=lambda event: type(event).__name__,
)
def test_what_may_have_moved_pieces_unseen_makes_the_count_inaccurate_until_somebody_counts(trouble: ev.Event) -> None:
    found = units(COUNTED, trouble)
    assert found.accuracy(HOPPER, COIN) == Accuracy.INACCURATE
    found.apply(ev.UnitCounted(HOPPER, COIN, 49))
    assert (found.count(HOPPER, COIN), found.accuracy(HOPPER, COIN)) == (49, Accuracy.ACCURATE)


def test_a_hopper_that_jams_while_it_pays() -> None:
    visit = Visit(land(10_000))
    visit.world.machine.hoppers["hopper-500"].jammed = True
    visit.happens()
    found = visit.world.ledger.units
    assert found.accuracy(DeviceName("hopper-500"), Won(500)) == Accuracy.INACCURATE
    assert found.accuracy(DeviceName("hopper-100"), Won(100)) == Accuracy.ACCURATE


def test_a_cable_that_was_out_moves_no_coins() -> None:
    assert (
        units(COUNTED, ev.DeviceChanged(HOPPER, State.OFFLINE, "no-answer", ())).accuracy(HOPPER, COIN)
        == Accuracy.ACCURATE
    )


def test_coins_that_fell_before_the_count_are_not_taken_off_it_when_the_hopper_says_so_at_last() -> None:
    found = units(
        COUNTED,
        PAYOUT,
        ev.UnitCounted(HOPPER, COIN, 47),
        ev.PayoutSettled(SessionId("s"), PayoutId("p"), HOPPER, COIN, 3, 0),
    )
    assert found.count(HOPPER, COIN) == 47
    assert found.batch.paid_out == {COIN: 3}


NOTES, NOTE = DeviceName("notes"), Won(1_000)
STACKED = ev.StackIntended(SessionId("s"), NOTES, Ref("n"), NOTE)
CREDITED = ev.NoteCredited(SessionId("s"), NOTES, Ref("n"), NOTE)


def test_a_note_that_was_counted_by_hand_is_not_counted_again_when_the_acceptor_says_at_last_that_it_is_inside() -> (
    None
):
    found = units(ev.UnitCounted(NOTES, NOTE, 6), STACKED, ev.UnitCounted(NOTES, NOTE, 7), CREDITED)
    assert (found.count(NOTES, NOTE), found.batch.deposited) == (7, {NOTE: 1})
    # It may have lain in the path when the box was counted: that is said, and nothing is guessed.
    assert found.accuracy(NOTES, NOTE) == Accuracy.INACCURATE
    assert found.since(NOTES, NOTE).pieces == {Unseen.NOTE_OPEN: 1}
    found.apply(ev.StackIntended(SessionId("t"), NOTES, Ref("m"), NOTE))
    found.apply(ev.NoteCredited(SessionId("t"), NOTES, Ref("m"), NOTE))
    assert found.count(NOTES, NOTE) == 8


def test_a_note_that_comes_back_after_a_count_leaves_the_count_as_it_is() -> None:
    back = ev.NoteReturned(SessionId("s"), NOTES, Ref("n"))
    found = units(STACKED, ev.UnitCounted(NOTES, NOTE, 6), back)
    assert (found.count(NOTES, NOTE), found.accuracy(NOTES, NOTE)) == (6, Accuracy.ACCURATE)


def test_what_is_put_in_without_a_count_leaves_the_count_as_good_as_it_was() -> None:
    filled = ev.UnitFilled(HOPPER, COIN, 10)
    assert units(filled).accuracy(HOPPER, COIN) == Accuracy.UNKNOWN
    found = units(COUNTED, ev.CreditsLost(None, HOPPER, 0), filled)
    assert (found.count(HOPPER, COIN), found.accuracy(HOPPER, COIN)) == (60, Accuracy.INACCURATE)
    assert (found.since(HOPPER, COIN).before, found.since(HOPPER, COIN).came) == (50, 10)


def test_the_figure_of_the_books_is_explained_piece_by_piece() -> None:
    short = ev.PayoutSettled(SessionId("s"), PayoutId("p"), HOPPER, COIN, 1, 2)
    found = units(COUNTED, PAYOUT, short, ev.HopperMoved(HOPPER, COIN, 4), ev.CreditsLost(None, HOPPER, 0))
    (line,) = found.statement([(HOPPER, COIN)], ZERO, {(HOPPER, COIN): 44}, {}).units
    assert (line.before, line.came, line.went, line.expected) == (50, 0, 5, 45)
    assert line.unseen == (
        Suspicion(Unseen.CREDITS_LOST, 1, 0),
        Suspicion(Unseen.STOPPED_SHORT, 1, 2),
        Suspicion(Unseen.MOVED, 1, 4),
    )
    found.apply(ev.UnitCounted(HOPPER, COIN, 44))
    (line,) = found.statement([(HOPPER, COIN)], ZERO, {}, {}).units
    assert (line.before, line.came, line.went, line.unseen) == (44, 0, 0, ())


def test_what_no_device_has_told_yet_is_part_of_the_explanation_while_it_is_open() -> None:
    note = ev.StackIntended(SessionId("s"), DeviceName("notes"), Ref("n"), Won(1_000))
    found = units(COUNTED, PAYOUT, note)
    assert found.since(HOPPER, COIN).pieces == {Unseen.PAYOUT_OPEN: 3}
    assert found.since(DeviceName("notes"), Won(1_000)).pieces == {Unseen.NOTE_OPEN: 1}
    found.apply(ev.PayoutSettled(SessionId("s"), PayoutId("p"), HOPPER, COIN, 3, 0))
    found.apply(ev.NoteReturned(SessionId("s"), DeviceName("notes"), Ref("n")))
    assert not found.since(HOPPER, COIN).times
    assert not found.since(DeviceName("notes"), Won(1_000)).times
    found.apply(note)
    found.apply(ev.UnitCounted(DeviceName("notes"), Won(1_000), 7))
    assert not found.since(DeviceName("notes"), Won(1_000)).times


def test_more_that_fell_than_the_books_had_is_part_of_the_explanation() -> None:
    settled = ev.PayoutSettled(SessionId("s"), PayoutId("p"), HOPPER, COIN, 3, 0)
    found = units(ev.UnitCounted(HOPPER, COIN, 1), PAYOUT, settled)
    assert found.count(HOPPER, COIN) == 0
    assert (found.since(HOPPER, COIN).went, found.since(HOPPER, COIN).pieces) == (1, {Unseen.BEYOND_BOOKS: 2})


# --- the exchange ------------------------------------------------------------------------------------------------


def exchange(ledger: Ledger, counts: Counts = Counts()) -> CashStatement:  # noqa: B008 - it is immutable
    statement, events = close_batch(ledger, places(DEVICES), counts, ExchangeId("exchange"))
    for event in events:
        ledger.apply(event, 1, "boot")
    return statement


def ledger_of(*events: ev.Event) -> Ledger:
    ledger = Ledger()
    for event in events:
        ledger.apply(event, 1, "boot")
    return ledger


PAID = (
    COUNTED,
    ev.SessionStarted(SessionId("s")),
    ev.StackIntended(SessionId("s"), DeviceName("notes"), Ref("n"), Won(1_000)),
    ev.NoteCredited(SessionId("s"), DeviceName("notes"), Ref("n"), Won(1_000)),
    ev.DocumentIssued(SessionId("s"), IssuanceId("i"), DocumentNumber("number"), 1, Won(500)),
    PAYOUT,
    ev.PayoutSettled(SessionId("s"), PayoutId("p"), HOPPER, COIN, 3, 0),
    ev.SuspenseOpened(SessionId("s"), ClaimNumber("1234-5678"), Won(200), ClaimReason.CHANGE_NOT_PAID, None),
    ev.SessionEnded(SessionId("s"), Ending.ISSUED),
)


def test_a_refill_is_known_from_then_on() -> None:
    ledger = ledger_of(*PAID)
    statement = exchange(
        ledger, Counts({(HOPPER, COIN): 46}, {(HOPPER, COIN): 200, (DeviceName("notes"), Won(1_000)): 0})
    )
    lines = {(line.unit, line.value): line for line in statement.units}
    hopper, notes = lines[HOPPER, COIN], lines[DeviceName("notes"), Won(1_000)]
    assert (hopper.expected, hopper.accuracy, hopper.counted, hopper.difference, hopper.left) == (
        47,
        "accurate",
        46,
        -1,
        200,
    )
    assert (notes.expected, notes.accuracy, notes.counted, notes.difference, notes.left) == (
        1,
        "unknown",
        None,
        None,
        0,
    )
    assert lines[DeviceName("coins"), Won(500)].expected == 0
    assert ledger.units.count(HOPPER, COIN) == 200
    assert ledger.units.accuracy(DeviceName("notes"), Won(1_000)) == Accuracy.ACCURATE
    assert ledger.units.accuracy(DeviceName("coins"), Won(500)) == Accuracy.UNKNOWN


def test_a_batch_ends_and_the_next_begins_with_what_is_owed() -> None:
    ledger = ledger_of(*PAID)
    first, second = exchange(ledger), exchange(ledger)
    assert (first.batch, worth(first.deposited), worth(first.paid_out)) == (1, Won(1_000), Won(300))
    assert (first.change, first.returned, first.income) == (Won(300), ZERO, Won(500))
    assert (first.suspense_opened, first.owed) == (Won(200), Won(200))
    assert (second.batch, second.deposited, second.carried, second.owed) == (2, (), Won(200), Won(200))


def test_the_statement_is_in_the_journal_whole() -> None:
    ledger = ledger_of(*PAID)
    statement, events = close_batch(ledger, places(DEVICES), Counts({(HOPPER, COIN): 46}), ExchangeId("exchange"))
    chain = Chain("j", "boot", Head(0, FIRST_PREV), 1)
    assert open_entry(chain.entry(events[-1], 1, START).body).event == ev.ExchangeEnded(
        ExchangeId("exchange"), statement
    )


# --- what a technician types -------------------------------------------------------------------------------------


def test_counts_as_typed() -> None:
    said = ["hopper-100=37", "hopper-100=000000037", "coins:500=2", "coins:500=2"]
    counts = parse_counts(SHEET, said, ["hopper-100=200"], ["coins"]).counts
    assert counts.counted == {(HOPPER, COIN): 37, ("coins", Won(500)): 2}
    assert counts.left == {(HOPPER, COIN): 200, ("coins", COIN): 0, ("coins", Won(500)): 0}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("hopper-10=3", "no such cash unit"), ("coins=3", "which denomination? coins:100, coins:500"),
        ("coins:50=3", "coins holds no 50 won"), ("hopper-100", "number of pieces is missing"),
        ("hopper-100=-1", "number of pieces is missing"), ("hopper-100=²", "number of pieces is missing"),
        ("hopper-100=999999999", "more than a unit can hold"), ("hopper-100=10001", "more than a unit can hold"),
        (f"hopper-100={'9' * 5000}", "more than a unit can hold"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said(text: str, said: str) -> None:
    with pytest.raises(CountsError, match=said.replace("?", r"\?")):
        parse_counts(SHEET, [text], [], [])


def test_what_is_said_twice_is_not_chosen_from() -> None:
    for counted, left in ((["hopper-100=3", "hopper-100=4"], []), ([], ["coins:500=3", "coins:500=3"])):
        with pytest.raises(CountsError, match=r"3 is said of .*, too: which is it"):
            parse_counts(SHEET, counted, left, [])


def test_a_count_that_is_not_the_books_is_typed_twice() -> None:
    place = (HOPPER, COIN)
    sheet = CountSheet({place: 47})
    assert sheet.counted(place, 47).counts.counted == {place: 47}
    once = sheet.left(place, 0).counted(place, 46)
    assert (once.again(place), once.counts.counted) == (True, {})
    other = once.counted(place, 45)
    assert (other.again(place), other.once) == (True, {place: 45})
    for agreed in (once.counted(place, 46), other.counted(place, 45), other.counted(place, 47)):
        assert not agreed.again(place)
        assert agreed.counts.left == {place: 0}
    assert other.counted(place, 45).counts.counted == {place: 45}
    assert once.counted(place, 46).counted(place, 40).counts.counted == {}


def test_a_script_says_a_count_twice_that_is_not_the_books() -> None:
    assert parse_counts(SHEET, ["hopper-100=9"], [], []).again((HOPPER, COIN))
    assert parse_counts(SHEET, ["hopper-100=9", "hopper-100=9"], [], []).counts.counted == {(HOPPER, COIN): 9}


@pytest.mark.parametrize(("typed", "number"), [(" ab-0012 ", "AB-0012"), ("7", "7")])
def test_the_number_of_a_bag(typed: str, number: str) -> None:
    assert bag_number(typed) == number


@pytest.mark.parametrize("typed", ["", "-1", "봉투", "1 2", "1" * 31])
def test_what_is_no_number_of_a_bag(typed: str) -> None:
    with pytest.raises(CountsError, match="no number of a bag"):
        bag_number(typed)


def test_what_will_be_booked_is_said_unit_by_unit() -> None:
    counts = Counts({(HOPPER, COIN): 46}, {(HOPPER, COIN): 200, (DeviceName("notes"), Won(1_000)): 0})
    statement, _ = close_batch(ledger_of(*PAID), places(DEVICES), counts, ExchangeId("exchange"), bag="0012")
    lines = [*told(statement)]
    at = lines.index(
        "  hopper-100, 100 won: 46 counted, 100 won less than the books say (47); 200 pieces are in it now"
    )
    assert lines[at + 1] == "    50 at the last count, 0 came, 3 went: 47 by the books"
    assert "  notes, 1,000 won: not counted, 1 by the books (unknown); 0 pieces are in it now" in lines
    assert lines[-1] == "  taken out: 1,000 won, in bag 0012; put in: 15,400 won"


def test_what_was_taken_out_is_in_the_bag_by_denomination() -> None:
    notes = (DeviceName("notes"), Won(1_000))
    statement = exchange(ledger_of(*PAID), Counts({notes: 1, (HOPPER, COIN): 47}, {notes: 0, (HOPPER, COIN): 100}))
    assert [(each.value, each.count) for each in statement.collected] == [(Won(1_000), 1)]
    assert [(each.value, each.count) for each in statement.filled] == [(COIN, 53)]
    assert statement.bag is None


# --- money is neither made nor lost ------------------------------------------------------------------------------

PARTS = st.lists(
    st.tuples(
        st.sampled_from((
            "coin", "note", "stack", "stacked", "returned", "doubt", "issue", "intend", "settle", "claim", "reduce", "end",
            "exchange",
        )),
        st.sampled_from(("a", "b", "")),
        st.integers(0, 5),
    ),
    max_size=60,
)  # fmt: skip


@given(PARTS)
def test_every_batch_conserves_money(parts: list[tuple[str, str, int]]) -> None:
    """deposited + carried = paid out + income + owed, in any order of whatever a kiosk can write."""
    ledger = Ledger()
    stacking: dict[str, str] = {}
    payouts: dict[str, ev.PayoutIntended] = {}
    doubts: set[str] = set()
    claims: dict[str, str] = {}
    for at, (part, session, number) in enumerate(parts):
        event: ev.Event | None = None
        ref = f"{at}"
        match part:
            case "coin":
                event = ev.CoinCredited(SessionId(session), DeviceName("coins"), Ref(ref), (COIN, Won(500))[number % 2])
            case "note":
                event = ev.NoteCredited(SessionId(session), DeviceName("notes"), Ref(ref), Won(1_000))
            case "stack":
                stacking[ref] = session
                event = ev.StackIntended(SessionId(session), DeviceName("notes"), Ref(ref), Won(1_000))
            case "stacked" | "returned" if stacking:
                ref, session = stacking.popitem()
                credited = part == "stacked"
                event = (
                    ev.NoteCredited(SessionId(session), DeviceName("notes"), Ref(ref), Won(1_000))
                    if credited
                    else ev.NoteReturned(SessionId(session), DeviceName("notes"), Ref(ref))
                )
                if not credited and ref in doubts:
                    ledger.apply(event, 1, "boot")
                    event = ev.SuspenseReduced(
                        SessionId(session), ClaimNumber(f"claim {ref}"), Won(1_000), ReductionReason.NOTE_WAS_RETURNED
                    )
            case "doubt" if stacking and (last := list(stacking)[-1]) not in doubts:
                doubts.add(last)
                event = ev.SuspenseOpened(
                    SessionId(stacking[last]),
                    ClaimNumber(f"claim {last}"),
                    Won(1_000),
                    ClaimReason.NOTE_IN_DOUBT,
                    Ref(last),
                )
            case "issue":
                event = ev.DocumentIssued(SessionId(session), IssuanceId("i"), DocumentNumber("n"), 1, Won(500))
            case "intend":
                purpose = tuple(Purpose)[number % 2]
                payouts[ref] = event = ev.PayoutIntended(
                    SessionId(session), PayoutId(ref), HOPPER, COIN, number, purpose, 1, 0
                )
            case "settle" if payouts:
                ref, intent = payouts.popitem()
                paid = min(number, intent.coins)
                event = ev.PayoutSettled(intent.session, PayoutId(ref), HOPPER, COIN, paid, intent.coins - paid)
            case "claim":
                claims[f"claim {ref}"] = session
                event = ev.SuspenseOpened(
                    SessionId(session),
                    ClaimNumber(f"claim {ref}"),
                    Won(100 * number),
                    ClaimReason.CHANGE_NOT_PAID,
                    None,
                )
            case "reduce" if claims:
                claim, session = list(claims.items())[number % len(claims)]
                event = ev.SuspenseReduced(
                    SessionId(session), ClaimNumber(claim), COIN, ReductionReason.COINS_HAD_FALLEN
                )
            case "end":
                event = ev.SessionEnded(SessionId(session), Ending.ISSUED)
            case "exchange":
                balanced(exchange(ledger))
        if event:
            ledger.apply(event, 1, "boot")
    balanced(exchange(ledger))


def balanced(statement: CashStatement) -> None:
    assert (
        worth(statement.deposited) + statement.carried == worth(statement.paid_out) + statement.income + statement.owed
    )
    assert statement.change + statement.returned == worth(statement.paid_out)


def test_coins_thrown_outside_a_payout_are_written_down() -> None:
    """A technician's trial, or a hand: the hopper's own count shows it at the next payout."""
    visit = Visit(land(1_000))
    visit.happens()
    world = visit.world
    hopper = world.machine.hoppers["hopper-500"]
    before = world.ledger.units.count(DeviceName("hopper-500"), Won(500))
    hopper.thrown += 3
    hopper.tube -= 3
    visit.resident = land(1_000)
    serve(world, visit.resident, random.Random(1))
    hopper.thrown -= 3  # what the oracle takes for paid
    assert world.run(world.at_rest, 300_000)
    assert visit.journal("HopperMoved") == [{"unit": "hopper-500", "coin": 500, "coins": 3}]
    assert world.ledger.units.count(DeviceName("hopper-500"), Won(500)) == before - 4
    assert world.ledger.units.accuracy(DeviceName("hopper-500"), Won(500)) == Accuracy.INACCURATE
