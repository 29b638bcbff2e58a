"""The card terminal against its emulator: a card is charged once or not at all, and the driver says which."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import ChargeId, DeviceName
from config.vocabulary import ChargeDoubt, ChargeFailure
from config.won import Won
from drivers.card_payment import (
    CancelCharge,
    CancelFailed,
    CardApproval,
    CardAwaited,
    CardInserted,
    CardPresented,
    CardRemoved,
    Charge,
    ChargeCancelled,
    Charged,
    ChargeDeclined,
    ChargeReady,
    ChargeUnknown,
    ConfirmCharge,
    ReadLastApproval,
    SettleCharge,
    WithdrawCharge,
)
from drivers.device import Emulator, Event, Identified, State, StatusChanged
from drivers.smartro.codec import Frame, FrameParser, Signal
from drivers.smartro.emulator import CardTerminalEmulator
from drivers.smartro.terminal import ANSWER_MS, SmartroBus

if TYPE_CHECKING:
    from tests.drivers.conftest import Damage, Wire

ENDS = (Charged, ChargeDeclined, ChargeUnknown)


@pytest.fixture(scope="module")
def wire(wire: type[Wire]) -> type[Wire]:
    """With a kiosk at its end that confirms every card."""

    class Confirming(wire):  # type: ignore[misc, valid-type]
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)
            self.react = confirm

    return Confirming


def confirm(event: Event) -> Iterable[ConfirmCharge]:
    return (ConfirmCharge(event.device, event.ref),) if isinstance(event, CardPresented) else ()


def bus(**options: bool) -> SmartroBus:
    return SmartroBus(DeviceName("card"), "0000000000", lambda: datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), **options)


@pytest.fixture(params=[False, True], ids=["remembers-approvals", "remembers-all"])
def machine(request: pytest.FixtureRequest) -> CardTerminalEmulator:
    return CardTerminalEmulator(remembers_all=request.param)


@pytest.fixture
def line(wire: type[Wire], machine: CardTerminalEmulator) -> Wire:
    line = wire(bus(), machine)
    line.run(12_000)
    return line


def restarted(wire: type[Wire], line: Wire, pause: int = 500) -> Wire:
    other = wire(bus(), line.emulator)
    other.now = line.now + pause
    return other


def of(events: list[Event], *kinds: type[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kinds)]


def ready(line: Wire, ref: str) -> str:
    first = len(line.news)
    line.run(0, ReadLastApproval(DeviceName("card"), ChargeId(ref)))
    line.until(lambda: of(line.news[first:], ChargeReady))
    (event,) = of(line.news[first:], ChargeReady)
    assert isinstance(event, ChargeReady)
    assert event.ref == ref
    return event.before


def awaiting_card(line: Wire, machine: CardTerminalEmulator, ref: str, won: int = 400) -> str:
    before = ready(line, ref)
    line.run(0, Charge(DeviceName("card"), ChargeId(ref), Won(won), before))
    line.until(lambda: machine.standby)
    line.run(200)
    return before


def end(line: Wire, ref: str, ms: int = 300_000) -> Event:
    """The one result of this charge."""
    line.until(lambda: [e for e in of(line.news, *ENDS) if getattr(e, "ref", "") == ref], ms)
    (event,) = (e for e in of(line.news, *ENDS) if getattr(e, "ref", "") == ref)
    return event


def charge(line: Wire, machine: CardTerminalEmulator, ref: str, won: int = 400, how: str = "I") -> CardApproval:
    awaiting_card(line, machine, ref, won)
    machine.insert_card(line.now, how)
    event = end(line, ref)
    assert isinstance(event, Charged), event
    machine.remove_card(line.now)
    line.run(500)
    return event.approval


def selling(line: Wire, machine: CardTerminalEmulator, ref: str) -> str:
    """Up to a sale that is under way at the card company."""
    before, sales = awaiting_card(line, machine, ref), machine.sales
    machine.insert_card(line.now)
    line.until(lambda: machine.sales > sales)
    return before


def states(events: list[Event]) -> list[tuple[State, str]]:
    return [(event.status.state, event.status.reason) for event in events if isinstance(event, StatusChanged)]


def lose(line: Wire, times: int, is_lost: Callable[[bytes], bool]) -> list[int]:
    left = [times]

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        if left[0] and is_lost(data):
            left[0] -= 1
            return ()
        return ((0, data),)

    line.damage = damage
    return left


def job(data: bytes) -> str:
    return next((each.job for each in FrameParser().feed(0, data) if isinstance(each, Frame)), "")


# --- a sound line ---


def test_says_who_it_is_and_is_idle(wire: type[Wire], machine: CardTerminalEmulator) -> None:
    news = wire(bus(), machine).run(120_000)
    assert news == [Identified(DeviceName("card"), "SMARTRO 0000000000"), *of(news, StatusChanged)]
    assert states(news) == [(State.ONLINE, "")]


@pytest.mark.parametrize("how", ["I", "R"])
def test_a_card_is_charged_once(line: Wire, machine: CardTerminalEmulator, how: str) -> None:
    approval = charge(line, machine, "r1", how=how)
    inserted = [CardInserted] if how == "I" else []
    assert [type(event) for event in line.news[2:]][:5] == [ChargeReady, CardAwaited, *inserted, CardPresented, Charged]
    assert (approval.amount, approval.unique_no, approval.issuer) == (Won(400), "000000000001", "모의카드")
    assert (machine.charged(), machine.sales) == (400, 1)
    assert bool(of(line.news, CardRemoved)) == (how == "I")
    charge(line, machine, "r2")
    assert (machine.charged(), machine.sales) == (800, 2)


def test_a_card_that_was_in_before_is_seen(line: Wire, machine: CardTerminalEmulator) -> None:
    machine.insert_card(line.now)
    line.run(0, Charge(DeviceName("card"), ChargeId("r1"), Won(400), ready(line, "r1")))
    assert isinstance(end(line, "r1"), Charged)


@pytest.mark.parametrize(
    ("code", "reason"),
    [("6B", ChargeFailure.BALANCE), ("71", ChargeFailure.CARD_UNUSABLE), ("ZZ", ChargeFailure.DECLINED)],
)
def test_a_decline_charges_nothing(line: Wire, machine: CardTerminalEmulator, code: str, reason: ChargeFailure) -> None:
    machine.decline = code
    awaiting_card(line, machine, "r1")
    machine.insert_card(line.now)
    assert end(line, "r1", 10_000) == ChargeDeclined(DeviceName("card"), ChargeId("r1"), reason, "승인 거절")
    assert machine.charged() == 0
    machine.decline = ""
    machine.remove_card(line.now)
    charge(line, machine, "r2")


def test_a_card_removed_too_early_charges_nothing(line: Wire, machine: CardTerminalEmulator) -> None:
    selling(line, machine, "r1")
    machine.remove_card(line.now)
    assert end(line, "r1", 10_000) == ChargeDeclined(
        DeviceName("card"), ChargeId("r1"), ChargeFailure.CARD_CHANGED, "승인 거절"
    )
    assert machine.charged() == 0


def test_nobody_shows_a_card(line: Wire, machine: CardTerminalEmulator) -> None:
    awaiting_card(line, machine, "r1")
    assert end(line, "r1", 65_000) == ChargeDeclined(DeviceName("card"), ChargeId("r1"), ChargeFailure.NO_CARD)
    assert machine.sales == 0


def test_a_person_changes_their_mind(line: Wire, machine: CardTerminalEmulator) -> None:
    awaiting_card(line, machine, "r1")
    line.run(10, WithdrawCharge(DeviceName("card"), ChargeId("r1")))
    assert end(line, "r1", 10) == ChargeDeclined(DeviceName("card"), ChargeId("r1"), ChargeFailure.WITHDRAWN)
    machine.insert_card(line.now)
    line.run(60_000)
    assert machine.sales == 0


def test_a_withdrawal_before_the_terminal_is_ready(line: Wire, machine: CardTerminalEmulator) -> None:
    before = ready(line, "r1")
    line.run(
        10_000,
        Charge(DeviceName("card"), ChargeId("r1"), Won(400), before),
        WithdrawCharge(DeviceName("card"), ChargeId("r1")),
    )
    assert end(line, "r1", 10) == ChargeDeclined(DeviceName("card"), ChargeId("r1"), ChargeFailure.WITHDRAWN)


def test_too_late_to_withdraw(line: Wire, machine: CardTerminalEmulator) -> None:
    selling(line, machine, "r1")
    line.run(0, WithdrawCharge(DeviceName("card"), ChargeId("r1")))
    assert isinstance(end(line, "r1"), Charged)


def test_a_card_that_nobody_confirms_is_not_charged(line: Wire, machine: CardTerminalEmulator) -> None:
    awaiting_card(line, machine, "r1")
    line.react = lambda event: ()
    machine.insert_card(line.now)
    assert end(line, "r1", 15_000) == ChargeDeclined(DeviceName("card"), ChargeId("r1"), ChargeFailure.WITHDRAWN)
    line.run(0, ConfirmCharge(DeviceName("card"), ChargeId("r1")))
    line.run(60_000)
    assert machine.sales == 0


def test_a_mind_changed_with_the_card_in_hand(line: Wire, machine: CardTerminalEmulator) -> None:
    awaiting_card(line, machine, "r1")
    line.react = lambda event: (
        (WithdrawCharge(DeviceName("card"), ChargeId("r1")),) if isinstance(event, CardPresented) else ()
    )
    machine.insert_card(line.now)
    assert end(line, "r1", 1_000) == ChargeDeclined(DeviceName("card"), ChargeId("r1"), ChargeFailure.WITHDRAWN)
    assert machine.sales == 0


# --- answers that get lost ---


def test_an_answer_that_never_comes_is_read_from_the_terminal(line: Wire, machine: CardTerminalEmulator) -> None:
    machine.drop_answers = 1
    selling(line, machine, "r1")
    event = end(line, "r1")
    assert isinstance(event, Charged)
    assert event.approval.unique_no == machine.ledger[0].unique_no
    assert machine.sales == 1


def test_a_sale_that_never_arrives_charges_nothing(line: Wire, machine: CardTerminalEmulator) -> None:
    awaiting_card(line, machine, "r1")
    left = lose(line, 99, lambda data: job(data) == "B")
    machine.insert_card(line.now)
    assert end(line, "r1") == ChargeDeclined(DeviceName("card"), ChargeId("r1"), ChargeFailure.NO_ANSWER)
    assert (left, machine.sales) == ([98], 0)


def test_a_sale_that_arrives_damaged_is_not_repeated(line: Wire, machine: CardTerminalEmulator) -> None:
    awaiting_card(line, machine, "r1")
    sent = 0

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        nonlocal sent
        if job(data) == "B":
            sent += 1
            data = data[:40] + b"\x7f" + data[41:]
        return ((0, data),)

    line.damage = damage
    machine.insert_card(line.now)
    assert isinstance(end(line, "r1"), ChargeDeclined)
    assert (sent, machine.sales) == (1, 0)


def test_a_nack_out_of_noise_sells_nothing_twice(line: Wire, machine: CardTerminalEmulator) -> None:
    awaiting_card(line, machine, "r1")
    line.damage = lambda data: ((0, data.replace(Signal.ACK.byte, Signal.NACK.byte) if len(data) == 1 else data),)
    machine.insert_card(line.now)
    assert isinstance(end(line, "r1"), Charged)
    assert machine.sales == 1


@pytest.mark.parametrize("decline", ["", "6B"])
def test_an_answer_repeated_means_nothing_new(line: Wire, machine: CardTerminalEmulator, decline: str) -> None:
    machine.decline = decline
    awaiting_card(line, machine, "r1")
    lose(line, 99, lambda data: data == Signal.ACK.byte)
    machine.insert_card(line.now)
    end(line, "r1")
    line.damage = lambda data: ((0, data),)
    machine.decline = ""
    machine.remove_card(line.now)
    # The terminal still repeats its answer to the first sale while the second one runs.
    charge(line, machine, "r2")
    assert machine.charged() == (800 if not decline else 400)


def test_a_decline_repeated_while_the_next_sale_runs_hides_nothing(line: Wire, machine: CardTerminalEmulator) -> None:
    machine.decline, declined = "6B", b""

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        nonlocal declined
        if job(data) == "b":
            declined = declined or data
        return ((0, data),)

    line.damage = damage
    awaiting_card(line, machine, "r1")
    machine.insert_card(line.now)
    assert isinstance(end(line, "r1"), ChargeDeclined)
    machine.decline, machine.approve_ms = "", 5_000
    line.run(0, Charge(DeviceName("card"), ChargeId("r2"), Won(400), ready(line, "r2")))
    line.until(lambda: machine.sales == 2)
    line.to_bus.append((line.now + 1, declined))
    assert isinstance(end(line, "r2"), Charged)
    assert machine.charged() == 400


def test_an_approval_repeated_after_a_restart_pays_for_nothing_else(
    wire: type[Wire], line: Wire, machine: CardTerminalEmulator
) -> None:
    approved = b""

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        nonlocal approved
        if job(data) == "b":
            approved = approved or data
        return ((0, data),)

    line.damage = damage
    first = charge(line, machine, "r1")
    after = restarted(wire, line)
    awaiting_card(after, machine, "r2")
    machine.insert_card(after.now)
    after.until(lambda: machine.sales == 2)
    after.to_bus.append((after.now + 1, approved))
    event = end(after, "r2")
    assert isinstance(event, Charged)
    assert event.approval.unique_no != first.unique_no
    assert event.approval.unique_no == machine.ledger[1].unique_no


def test_a_damaged_answer_is_asked_for_again_at_once(line: Wire, machine: CardTerminalEmulator) -> None:
    selling(line, machine, "r1")
    harmed = 0

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        nonlocal harmed
        if job(data) == "b" and not harmed:
            harmed += 1
            data = data[:60] + b"\x7f" + data[61:]
        return ((0, data),)

    line.damage = damage
    assert isinstance(end(line, "r1", machine.approve_ms + 100), Charged)
    assert harmed == 1


def test_a_new_run_sells_only_when_no_older_answer_can_come(wire: type[Wire], machine: CardTerminalEmulator) -> None:
    line = wire(bus(), machine)
    machine.insert_card(line.now)
    line.run(9_000, Charge(DeviceName("card"), ChargeId("r1"), Won(400), "0000000000:"))
    assert machine.sales == 0
    assert isinstance(end(line, "r1", 10_000), Charged)


def test_a_charge_told_twice_charges_once(line: Wire, machine: CardTerminalEmulator) -> None:
    before = awaiting_card(line, machine, "r1")
    machine.insert_card(line.now)
    line.run(120_000, Charge(DeviceName("card"), ChargeId("r1"), Won(400), before))
    assert [type(event) for event in of(line.news, *ENDS)] == [Charged, Charged]
    assert (machine.sales, machine.charged()) == (1, 400)


# --- the terminal fails ---


@pytest.mark.parametrize("approved", [False, True])
def test_power_lost_while_selling(line: Wire, machine: CardTerminalEmulator, approved: bool) -> None:
    selling(line, machine, "r1")
    machine.power_cycle(line.now, approved)
    event = end(line, "r1")
    assert isinstance(event, Charged if approved else ChargeDeclined)
    assert machine.charged() == (400 if approved else 0)
    assert machine.sales == 1


def test_unplugged_while_selling_waits_for_the_terminal(line: Wire, machine: CardTerminalEmulator) -> None:
    selling(line, machine, "r1")
    machine.plugged = False
    line.run(400_000)
    assert not of(line.news, *ENDS)
    assert states(line.news)[-1] == (State.OFFLINE, "no-answer")
    machine.plugged = True
    assert isinstance(end(line, "r1", 15_000), Charged)
    line.run(5_000)
    assert states(line.news)[-1] == (State.ONLINE, "")


def test_a_terminal_that_is_away_declines_at_once(line: Wire, machine: CardTerminalEmulator) -> None:
    before = ready(line, "r1")
    machine.plugged = False
    line.run(0, Charge(DeviceName("card"), ChargeId("r1"), Won(400), before))
    assert end(line, "r1", 15_000) == ChargeDeclined(DeviceName("card"), ChargeId("r1"), ChargeFailure.NOT_READY)
    line.run(15_000, ReadLastApproval(DeviceName("card"), ChargeId("r2")))
    assert end(line, "r2", 1) == ChargeDeclined(DeviceName("card"), ChargeId("r2"), ChargeFailure.NOT_READY)
    machine.plugged = True
    line.run(60_000)
    assert machine.sales == 0
    assert states(line.news)[1:] == [(State.OFFLINE, "no-answer"), (State.ONLINE, "")]


def test_its_network_is_down(line: Wire, machine: CardTerminalEmulator) -> None:
    machine.network = False
    assert states(line.run(35_000)) == [(State.HARDWARE_ERROR, "card-network")]
    machine.network = True
    assert states(line.run(35_000)) == [(State.ONLINE, "")]


def test_a_terminal_with_another_id_than_the_settings_is_out_of_order(wire: type[Wire]) -> None:
    """It would pay another merchant; it answers well, and was called online."""
    line = wire(bus(), CardTerminalEmulator("1111111111"))
    assert states(line.run(12_000)) == [(State.HARDWARE_ERROR, "another-terminal-id")]


def test_another_terminal_in_its_place_is_a_doubt(wire: type[Wire], line: Wire, machine: CardTerminalEmulator) -> None:
    before = selling(line, machine, "r1")
    other = CardTerminalEmulator("1111111111")
    other.approve(400)
    after = wire(bus(), other)
    after.run(0, SettleCharge(DeviceName("card"), ChargeId("r1"), Won(400), before))
    assert end(after, "r1") == ChargeUnknown(DeviceName("card"), ChargeId("r1"), ChargeDoubt.ANOTHER_TERMINAL)


def test_a_terminal_that_forgot_is_a_doubt(wire: type[Wire], line: Wire, machine: CardTerminalEmulator) -> None:
    charge(line, machine, "r0")
    before = selling(line, machine, "r1")
    machine.power_cycle(line.now)
    machine.last = b""
    assert end(line, "r1") == ChargeUnknown(DeviceName("card"), ChargeId("r1"), ChargeDoubt.MEMORY_LOST)
    after = restarted(wire, line)
    after.run(0, SettleCharge(DeviceName("card"), ChargeId("r1"), Won(400), before))
    assert end(after, "r1") == ChargeUnknown(DeviceName("card"), ChargeId("r1"), ChargeDoubt.MEMORY_LOST)


def test_an_approval_of_another_amount_is_a_doubt(wire: type[Wire], line: Wire, machine: CardTerminalEmulator) -> None:
    before = ready(line, "r1")
    machine.approve(999)
    line.run(0, SettleCharge(DeviceName("card"), ChargeId("r1"), Won(400), before))
    assert end(line, "r1") == ChargeUnknown(DeviceName("card"), ChargeId("r1"), ChargeDoubt.ANOTHER_APPROVAL)


def test_nothing_is_sold_when_the_last_approval_is_not_the_journals(line: Wire, machine: CardTerminalEmulator) -> None:
    machine.approve(999)
    line.run(0, Charge(DeviceName("card"), ChargeId("r1"), Won(400), "0000000000:"))
    assert isinstance(end(line, "r1"), ChargeUnknown)
    machine.insert_card(line.now)
    line.run(120_000)
    assert machine.sales == 0


# --- restarts of the kiosk ---


@pytest.mark.parametrize("after_ms", [0, 1_000, 1_999, 2_005, 5_000])
@pytest.mark.parametrize("decline", ["", "6B"])
@pytest.mark.parametrize("busy", [False, True])
def test_killed_while_selling(
    wire: type[Wire], line: Wire, machine: CardTerminalEmulator, after_ms: int, decline: str, busy: bool
) -> None:
    machine.decline, machine.answers_when_busy = decline, busy
    before = selling(line, machine, "r1")
    line.run(after_ms)
    after = restarted(wire, line)
    after.run(0, SettleCharge(DeviceName("card"), ChargeId("r1"), Won(400), before))
    event = end(after, "r1")
    assert isinstance(event, ChargeDeclined if decline else Charged)
    assert (machine.sales, machine.charged()) == (1, 0 if decline else 400)
    machine.remove_card(after.now)
    machine.decline = ""
    charge(after, machine, "r2")


def test_a_slow_approval_after_a_restart_is_not_called_declined(
    wire: type[Wire], line: Wire, machine: CardTerminalEmulator
) -> None:
    machine.approve_ms = 90_000
    before = selling(line, machine, "r1")
    after = restarted(wire, line)
    after.run(0, SettleCharge(DeviceName("card"), ChargeId("r1"), Won(400), before))
    assert isinstance(end(after, "r1"), Charged)


def test_settling_twice_says_the_same(wire: type[Wire], line: Wire, machine: CardTerminalEmulator) -> None:
    before = ready(line, "r1")
    approval = charge(line, machine, "r1b")
    for _ in range(2):
        after = restarted(wire, line)
        after.run(0, SettleCharge(DeviceName("card"), ChargeId("r1b"), Won(400), before))
        event = end(after, "r1b")
        assert isinstance(event, Charged)
        assert event.approval == approval
        line = after
    assert machine.sales == 1


# --- taking it back ---


def back(line: Wire, approval: CardApproval, ms: int = 400_000) -> Event:
    first = len(line.news)
    line.run(0, CancelCharge(DeviceName("card"), ChargeId("c1"), approval))
    line.until(lambda: of(line.news[first:], ChargeCancelled, CancelFailed), ms)
    (event,) = of(line.news[first:], ChargeCancelled, CancelFailed)
    return event


@pytest.mark.parametrize("lost", [0, 1])
def test_a_charge_is_taken_back_and_only_once(line: Wire, machine: CardTerminalEmulator, lost: int) -> None:
    charge(line, machine, "r0")
    approval = charge(line, machine, "r1")
    machine.drop_answers = lost
    assert back(line, approval) == ChargeCancelled(DeviceName("card"), ChargeId("c1"))
    assert [each.cancelled for each in machine.ledger] == [False, True]
    assert back(line, approval) == ChargeCancelled(DeviceName("card"), ChargeId("c1"))
    assert [each.cancelled for each in machine.ledger] == [False, True]


def test_a_cancellation_that_got_lost_is_sent_again(line: Wire, machine: CardTerminalEmulator) -> None:
    approval = charge(line, machine, "r1")
    lose(line, 1, lambda data: job(data) == "C")
    assert back(line, approval) == ChargeCancelled(DeviceName("card"), ChargeId("c1"))
    assert machine.charged() == 0


def test_taken_back_across_a_restart(wire: type[Wire], line: Wire, machine: CardTerminalEmulator) -> None:
    approval = charge(line, machine, "r1")
    line.run(100, CancelCharge(DeviceName("card"), ChargeId("c1"), approval))
    after = restarted(wire, line)
    assert back(after, approval) == ChargeCancelled(DeviceName("card"), ChargeId("c1"))
    assert machine.charged() == 0


def test_only_the_last_charge_can_be_taken_back(line: Wire, machine: CardTerminalEmulator) -> None:
    first = charge(line, machine, "r1")
    charge(line, machine, "r2", 700)
    assert back(line, first) == CancelFailed(DeviceName("card"), ChargeId("c1"), ChargeFailure.NOT_THE_LAST)
    assert machine.charged() == 1100


def test_a_terminal_that_is_away_takes_nothing_back(line: Wire, machine: CardTerminalEmulator) -> None:
    approval = charge(line, machine, "r1")
    machine.plugged = False
    assert back(line, approval) == CancelFailed(DeviceName("card"), ChargeId("c1"), ChargeFailure.NOT_READY)


def test_a_charge_after_a_cancellation(line: Wire, machine: CardTerminalEmulator) -> None:
    back(line, charge(line, machine, "r1"))
    charge(line, machine, "r2")
    assert (machine.charged(), machine.sales) == (400, 2)


# --- a bad line, and everything else at once ---

HARM: dict[str, Callable[[bytes], Iterable[tuple[int, bytes]]]] = {
    "dropped": lambda data: (),
    "byte-dropped": lambda data: ((0, data[: len(data) // 2] + data[len(data) // 2 + 1 :]),),
    "flipped": lambda data: ((0, data[:-1] + bytes((data[-1] ^ 0x10,))),),
    "doubled": lambda data: ((0, data), (0, data)),
    "late": lambda data: ((2_500, data),),
    "very-late": lambda data: ((8_000, data),),
}


@pytest.mark.parametrize("harm", HARM)
@pytest.mark.parametrize("decline", ["", "6B"])
def test_harm_to_any_one_message_of_a_sale(
    wire: type[Wire], machine: CardTerminalEmulator, harm: str, decline: str
) -> None:
    """And the sale after it is another one."""
    charges = 0
    for at in range(24):
        machine.decline, machine.card = decline, ""
        line = wire(bus(), machine)
        line.run(12_000)
        before = ready(line, "r1")
        passed = 0

        def damage(data: bytes, at: int = at) -> Iterable[tuple[int, bytes]]:
            nonlocal passed
            passed += 1
            return HARM[harm](data) if passed == at + 1 else ((0, data),)

        charged, sales = machine.charged(), machine.sales
        line.damage = damage
        line.run(0, Charge(DeviceName("card"), ChargeId("r1"), Won(400), before))
        line.run(5_000)
        machine.insert_card(line.now)
        approved = isinstance(end(line, "r1"), Charged)
        line.damage = lambda data: ((0, data),)
        assert machine.charged() - charged == (400 if approved else 0)
        assert machine.sales - sales <= 1
        machine.decline = ""
        machine.remove_card(line.now)
        charge(line, machine, "r2")
        charges += approved
    assert charges == 0 if decline else charges >= 20


@pytest.mark.parametrize("approved", [False, True])
def test_killed_and_cut_off_at_any_moment(wire: type[Wire], approved: bool) -> None:
    """A sale takes some three seconds; kiosk and terminal lose power together at each tenth of them."""
    outcomes = set()
    for moment in range(0, 4_000, 50):
        machine = CardTerminalEmulator()
        line = wire(bus(), machine)
        line.run(12_000)
        before = ready(line, "r1")
        machine.insert_card(line.now)
        line.run(moment, Charge(DeviceName("card"), ChargeId("r1"), Won(400), before))
        machine.power_cycle(line.now, approved)
        after = restarted(wire, line, 10_000)
        after.run(0, SettleCharge(DeviceName("card"), ChargeId("r1"), Won(400), before))
        event = end(after, "r1")
        assert machine.charged() == (400 if isinstance(event, Charged) else 0)
        outcomes.add(type(event))
    assert outcomes == {Charged, ChargeDeclined}


class Residents:
    """A kiosk that keeps its journal over restarts, and people with cards.

    Attributes:
        booked: ref to approval.
        open: ref to amount and what was recorded before.
        cancelling: approvals that were to be taken back; cancelled, failed: what was said of them.
    """

    def __init__(self, wire: type[Wire], rng: random.Random, machine: CardTerminalEmulator, damage: Damage) -> None:
        self.rng, self.machine = rng, machine
        self.booked: dict[str, CardApproval] = {}
        self.declined: set[str] = set()
        self.doubtful: set[str] = set()
        self.cancelled: set[str] = set()
        self.cancel_failed: set[str] = set()
        self.wire, self.damage = wire, damage
        self.line = wire(bus(), machine)
        self.line.damage = damage
        self.line.react = self.write_down

    def write_down(self, event: Event) -> Iterable[ConfirmCharge]:
        match event:
            case Charged():
                assert event.ref not in self.declined
                assert self.booked.setdefault(event.ref, event.approval).unique_no == event.approval.unique_no
            case ChargeDeclined():
                assert event.ref not in self.booked
                self.declined.add(event.ref)
            case ChargeUnknown():
                self.doubtful.add(event.ref)
            case ChargeCancelled():
                self.cancelled.add(event.ref)
            case CancelFailed():
                self.cancel_failed.add(event.ref)
            case _:
                pass
        return confirm(event)

    def ended(self, ref: str) -> bool:
        return ref in self.booked or ref in self.declined or ref in self.doubtful

    def restart(self) -> None:
        self.line = restarted(self.wire, self.line, self.rng.randrange(20_000))
        self.line.damage = self.damage
        self.line.react = self.write_down

    def pays(self, ref: str) -> None:
        rng, machine, won = self.rng, self.machine, self.rng.choice((400, 800))
        self.line.run(20_000, ReadLastApproval(DeviceName("card"), ChargeId(ref)))
        known = [event for event in of(self.line.news, ChargeReady) if getattr(event, "ref", "") == ref]
        if not known:
            return
        assert isinstance(known[0], ChargeReady)
        before = known[0].before
        machine.decline = rng.choice(("", "", "", "6B"))
        machine.drop_answers = rng.choice((0, 0, 1))
        machine.approve_ms = rng.choice((500, 2_000, 40_000))
        self.line.run(0, Charge(DeviceName("card"), ChargeId(ref), Won(won), before))
        for _ in range(rng.randrange(1, 6)):
            self.line.run(rng.randrange(3_000))
            match rng.randrange(10):
                case 0:
                    machine.remove_card(self.line.now)
                case 1:
                    machine.power_cycle(self.line.now, rng.random() < 0.5)
                case 2:
                    self.line.run(0, WithdrawCharge(DeviceName("card"), ChargeId(ref)))
                case _ if not machine.card:
                    machine.insert_card(self.line.now, rng.choice("IR"))
        while not self.ended(ref):
            if rng.random() < 0.3:
                self.restart()
                self.line.run(0, SettleCharge(DeviceName("card"), ChargeId(ref), Won(won), before))
            self.line.run(rng.randrange(200_000))
        machine.remove_card(self.line.now)
        if ref in self.booked and rng.random() < 0.4:
            self.takes_back(ref)

    def takes_back(self, ref: str) -> None:
        told = False
        while ref not in self.cancelled and ref not in self.cancel_failed:
            if told and self.rng.random() < 0.3:
                self.restart()
                told = False
            if not told:
                self.line.run(0, CancelCharge(DeviceName("card"), ChargeId(ref), self.booked[ref]))
                told = True
            self.line.run(self.rng.randrange(200_000))


@given(
    seed=st.integers(0, 2**32),
    chance=st.sampled_from((0.0, 0.05, 0.2)),
    remembers_all=st.booleans(),
    busy=st.booleans(),
)
@settings(max_examples=100, deadline=None)
def test_on_a_bad_line_with_cuts_and_restarts_what_is_booked_is_what_was_charged(
    wire: type[Wire],
    make_noise: Callable[[random.Random, float], Damage],
    seed: int,
    chance: float,
    remembers_all: bool,
    busy: bool,
) -> None:
    rng = random.Random(seed)
    machine = CardTerminalEmulator(remembers_all=remembers_all, answers_when_busy=busy)
    kiosk = Residents(wire, rng, machine, make_noise(rng, chance))
    for number in range(4):
        kiosk.pays(f"r{number}")
    kiosk.line.run(300_000)
    ledger = {each.unique_no: each for each in machine.ledger}
    # One approval a charge at the most, and the same ones on both sides.
    assert sorted(approval.unique_no for approval in kiosk.booked.values()) == sorted(ledger)
    assert all(int(approval.amount) == ledger[approval.unique_no].won for approval in kiosk.booked.values())
    assert not kiosk.doubtful
    assert machine.sales <= 4
    for ref, approval in kiosk.booked.items():
        given_back = ledger[approval.unique_no].cancelled
        assert given_back if ref in kiosk.cancelled else not given_back or ref in kiosk.cancel_failed


def test_bytes_of_another_protocol_harm_nothing(wire: type[Wire]) -> None:
    class Babble:
        def __init__(self) -> None:
            self.rng = random.Random(1)

        def step(self, now: int, received: bytes) -> tuple[bytes, int | None]:
            return self.rng.randbytes(self.rng.randrange(400)), None

    babble: Emulator = Babble()
    line = wire(bus(), babble)
    assert states(line.run(200_000, ReadLastApproval(DeviceName("card"), ChargeId("r1"))))[0] == (
        State.OFFLINE,
        "no-answer",
    )


def test_the_answer_time_is_the_protocols() -> None:
    assert ANSWER_MS == 100_000


@pytest.mark.parametrize("says", [b"\x06", b"\x15"])
def test_a_terminal_that_says_something_else_is_out_of_order_and_not_gone(wire: type[Wire], says: bytes) -> None:
    class Odd:
        def step(self, now: int, received: bytes) -> tuple[bytes, None]:
            return (says if received[:1] == b"\x02" else b""), None

    line = wire(bus(), Odd())
    line.run(40_000)
    told = [event.status for event in line.news if isinstance(event, StatusChanged)]
    assert [(status.state, status.reason) for status in told] == [(State.HARDWARE_ERROR, "job-a-not-answered")]
