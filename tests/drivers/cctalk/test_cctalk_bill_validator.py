"""The bill validator against its emulator: what is credited is what is in the box, whatever is lost on the way."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import DeviceName, Ref
from config.won import Won, total
from drivers.cctalk.bill_emulator import BillValidatorEmulator
from drivers.cctalk.bill_validator import BillType, BillValidator
from drivers.cctalk.bus import cctalk_bus
from drivers.cctalk.codec import HOST, Checksum, Frame, encode
from drivers.cctalk.coin_acceptor import CoinAcceptor, CoinType
from drivers.cctalk.emulator import CcTalkLine, CoinAcceptorEmulator
from drivers.device import (
    Accept,
    Command,
    CountingFrom,
    Credited,
    CreditsLost,
    Escrowed,
    Event,
    Identified,
    Rejected,
    Return,
    Returned,
    Stack,
    State,
    StatusChanged,
)
from drivers.emulated import NoteTrouble

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.drivers.conftest import Damage, Wire

TABLE = {1: ("KR0001A", 1_000), 2: ("KR0005A", 5_000), 3: ("KR0010A", 10_000), 4: ("KR0050A", 50_000)}
BILLS = {position: BillType(id_, Won(won)) for position, (id_, won) in TABLE.items()}
ALL = Accept(DeviceName("note"), frozenset(bill.value for bill in BILLS.values()))


def driver(
    start: str = "7", resume: str = "", booked: str = "", bills: dict[int, BillType] = BILLS,
    checksum: Checksum = Checksum.SUM,
) -> BillValidator:  # fmt: skip
    return BillValidator(
        DeviceName("note"),
        40,
        bills,
        start=start,
        resume=Ref(resume) if resume else None,
        booked=Ref(booked) if booked else None,
        checksum=checksum,
    )


@pytest.fixture
def machine() -> BillValidatorEmulator:
    return BillValidatorEmulator(40, 1234, TABLE)


@pytest.fixture
def line(wire: type[Wire], machine: BillValidatorEmulator) -> Wire:
    line = wire(cctalk_bus([driver()]), CcTalkLine([machine], echo=True))
    line.run(3_000, ALL)
    return line


def restarted(wire: type[Wire], line: Wire, resume: str = "", booked: str = "", start: str = "8") -> Wire:
    other = wire(cctalk_bus([driver(start, resume, booked)]), line.emulator)
    other.now = line.now + 400
    return other


def of(events: list[Event], kind: type[Event]) -> list[Event]:
    return [event for event in events if isinstance(event, kind)]


def states(events: list[Event]) -> list[tuple[State, str]]:
    return [(event.status.state, event.status.reason) for event in events if isinstance(event, StatusChanged)]


def escrowed(line: Wire, machine: BillValidatorEmulator, won: int = 1_000) -> str:
    """A note lies in escrow; its ref."""
    first = len(line.news)
    assert machine.insert_note(line.now, won)
    line.until(lambda: of(line.news[first:], Escrowed))
    (event,) = of(line.news[first:], Escrowed)
    assert isinstance(event, Escrowed)
    assert event.value == Won(won)
    return event.ref


def stacking(line: Wire, machine: BillValidatorEmulator) -> str:
    """A note was told to stack, and the machine has begun."""
    ref = escrowed(line, machine)
    line.run(0, Stack(DeviceName("note"), Ref(ref)))
    line.until(lambda: machine.truth()["place"] == "stacking")
    return ref


# --- a sound line ---


def test_says_who_it_is_and_takes_nothing_unasked(wire: type[Wire], machine: BillValidatorEmulator) -> None:
    line = wire(cctalk_bus([driver()]), CcTalkLine([machine]))
    news = line.run(3_000)
    assert Identified(DeviceName("note"), "Bill Validator 1234") in news
    assert CountingFrom(DeviceName("note"), Ref("1234.7.1.0")) in news
    assert states(news) == [(State.ONLINE, "")]
    assert not machine.insert_note(line.now, 1_000)


@pytest.mark.parametrize("won", [1_000, 5_000, 10_000, 50_000])
def test_a_note_waits_in_escrow_and_is_credited_when_it_is_stacked(
    line: Wire, machine: BillValidatorEmulator, won: int
) -> None:
    ref = escrowed(line, machine, won)
    line.run(5_000)
    assert not machine.box
    line.run(3_000, Stack(DeviceName("note"), Ref(ref)))
    assert of(line.news, Credited) == [Credited(DeviceName("note"), Ref(ref), Won(won))]
    assert machine.box == {won: 1}


def test_a_note_is_given_back_on_order(line: Wire, machine: BillValidatorEmulator) -> None:
    ref = escrowed(line, machine)
    line.run(3_000, Return(DeviceName("note"), Ref(ref)))
    assert of(line.news, Returned) == [Returned(DeviceName("note"), Ref(ref))]
    assert (machine.returned, machine.in_path()) == (1, 0)


def test_a_note_nobody_decides_about_comes_back_by_itself(line: Wire, machine: BillValidatorEmulator) -> None:
    ref = escrowed(line, machine)
    line.run(35_000)
    assert of(line.news, Returned) == [Returned(DeviceName("note"), Ref(ref))]


def test_an_order_about_another_note_moves_nothing(line: Wire, machine: BillValidatorEmulator) -> None:
    escrowed(line, machine)
    line.run(2_000, Stack(DeviceName("note"), Ref("1.2.3.4")), Return(DeviceName("note"), Ref("")))
    assert machine.truth()["place"] == "escrow"


def test_takes_only_what_it_is_told_to_take(line: Wire, machine: BillValidatorEmulator) -> None:
    line.run(1_000, Accept(DeviceName("note"), frozenset({Won(1_000)})))
    machine.insert_note(line.now, 5_000)
    news = line.run(3_000)
    assert not of(news, Escrowed)
    assert Rejected(DeviceName("note"), "inhibited") in news
    line.run(1_000, Accept(DeviceName("note"), frozenset()))
    assert not machine.insert_note(line.now, 1_000)


def test_a_note_that_came_in_before_the_validator_knew_better_goes_back(
    line: Wire, machine: BillValidatorEmulator
) -> None:
    line.run(1_000, Accept(DeviceName("note"), frozenset({Won(1_000)})))
    machine.command(line.now, 231, b"\x0f\x00")
    machine.insert_note(line.now, 5_000)
    assert not of(line.run(3_000), Escrowed)
    assert machine.returned == 1


def test_switched_off_notes_are_not_in_the_mask(wire: type[Wire], machine: BillValidatorEmulator) -> None:
    line = wire(cctalk_bus([driver(bills={1: BILLS[1], 2: BILLS[2]})]), CcTalkLine([machine]))
    line.run(3_000, ALL)
    assert machine.command(0, 230, b"") == b"\x03\x00"


def test_pulled_out_of_escrow(line: Wire, machine: BillValidatorEmulator) -> None:
    ref = escrowed(line, machine)
    assert machine.pull_note(line.now)
    line.run(3_000)
    assert of(line.news, Returned) == [Returned(DeviceName("note"), Ref(ref))]
    assert (State.FRAUD_ATTEMPT, "cheated") in states(line.news)
    assert states(line.run(3_000)) == [] or states(line.news)[-1] == (State.ONLINE, "")


def test_the_counter_wraps_and_no_two_notes_share_a_ref(line: Wire, machine: BillValidatorEmulator) -> None:
    line.react = lambda event: (Stack(DeviceName("note"), event.ref),) if isinstance(event, Escrowed) else ()
    for _ in range(300):
        assert machine.insert_note(line.now, 1_000)
        line.run(2_000)
    refs = [getattr(event, "ref", "") for event in of(line.news, Credited)]
    assert len(set(refs)) == len(refs) == 300 == machine.box[1_000]


@pytest.mark.parametrize("checksum", Checksum)
def test_it_shares_the_line_with_a_coin_acceptor(wire: type[Wire], checksum: Checksum) -> None:
    machine = BillValidatorEmulator(40, 1234, TABLE, checksum=checksum)
    coins = CoinAcceptorEmulator(2, 99, {4: ("KR500A", 500)})
    acceptor = CoinAcceptor(DeviceName("coin"), 2, {4: CoinType("KR500A", Won(500))})
    line = wire(cctalk_bus([acceptor, driver(checksum=checksum)]), CcTalkLine([coins, machine], echo=True))
    line.run(3_000, ALL, Accept(DeviceName("coin"), frozenset({Won(500)})))
    line.react = lambda event: (Stack(DeviceName("note"), event.ref),) if isinstance(event, Escrowed) else ()
    machine.insert_note(line.now, 1_000)
    coins.insert_coin(line.now, 500)
    line.run(5_000)
    assert total(event.value for event in line.news if isinstance(event, Credited)) == Won(1_500)


def test_a_validator_set_to_the_other_form_is_not_there(wire: type[Wire], machine: BillValidatorEmulator) -> None:
    line = wire(cctalk_bus([driver(checksum=Checksum.CRC)]), CcTalkLine([machine], echo=True))
    assert states(line.run(10_000)) == [(State.OFFLINE, "no-answer")]


# --- what the device says of itself ---


@pytest.mark.parametrize("factor", [1_000, 100])
def test_its_table_must_agree(wire: type[Wire], factor: int) -> None:
    """The id and the value: digits times the country's factor, whatever that is."""
    line = wire(cctalk_bus([driver()]), CcTalkLine([BillValidatorEmulator(40, 1, TABLE, factor)]))
    expected = (State.ONLINE, "") if factor == 1_000 else (State.HARDWARE_ERROR, "note-table-differs")
    assert states(line.run(3_000)) == [expected]


def test_another_factor_with_other_digits_is_the_same_value(wire: type[Wire]) -> None:
    tens = {1: ("KR0010A", 1_000)}
    bills = {1: BillType("KR0010A", Won(1_000))}
    line = wire(cctalk_bus([driver(bills=bills)]), CcTalkLine([BillValidatorEmulator(40, 1, tens, 100)]))
    assert states(line.run(3_000)) == [(State.ONLINE, "")]


def test_a_hopper_in_its_place_is_no_validator(wire: type[Wire]) -> None:
    line = wire(cctalk_bus([driver()]), CcTalkLine([CoinAcceptorEmulator(40, 1, {})]))
    assert states(line.run(3_000)) == [(State.HARDWARE_ERROR, "not-a-bill-validator")]


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (NoteTrouble.JAM_IN_ACCEPTOR, (State.HARDWARE_ERROR, "jam-in-acceptor")),
        (NoteTrouble.STACKER_OPEN, (State.USER_ERROR, "stacker-open")),
        (NoteTrouble.STACKER_FULL, (State.USER_ERROR, "stacker-full")),
    ],
)
def test_trouble_comes_and_goes(
    line: Wire, machine: BillValidatorEmulator, trouble: NoteTrouble, status: tuple[State, str]
) -> None:
    machine.trouble = trouble
    assert states(line.run(1_000)) == [status]
    machine.trouble = None
    assert states(line.run(5_000)) == [(State.ONLINE, "")]
    assert escrowed(line, machine)


def test_unplugged_and_back(line: Wire, machine: BillValidatorEmulator) -> None:
    machine.plugged = False
    assert states(line.run(10_000)) == [(State.OFFLINE, "no-answer")]
    machine.plugged = True
    assert states(line.run(5_000)) == [(State.ONLINE, "")]


# --- what gets lost ---


@pytest.mark.parametrize("lost", [1, 2])
def test_a_lost_answer_to_the_order_stacks_one_note(line: Wire, machine: BillValidatorEmulator, lost: int) -> None:
    ref = escrowed(line, machine)
    machine.drop_replies = lost
    line.run(10_000, Stack(DeviceName("note"), Ref(ref)))
    assert of(line.news, Credited) == [Credited(DeviceName("note"), Ref(ref), Won(1_000))]
    assert machine.box == {1_000: 1}


def test_a_lost_order_is_given_again(line: Wire, machine: BillValidatorEmulator) -> None:
    ref = escrowed(line, machine)
    lost: list[bytes] = []

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        if not lost and data[3:4] == b"\x9a":
            lost.append(data)
            return ()
        return ((0, data),)

    line.damage = damage
    line.run(10_000, Stack(DeviceName("note"), Ref(ref)))
    assert lost
    assert of(line.news, Credited) == [Credited(DeviceName("note"), Ref(ref), Won(1_000))]


def test_a_jam_on_the_way_to_the_box_credits_when_it_is_cleared(line: Wire, machine: BillValidatorEmulator) -> None:
    ref = stacking(line, machine)
    machine.trouble = NoteTrouble.JAM_IN_ACCEPTOR
    assert not of(line.run(30_000), Credited)
    machine.trouble = None
    assert of(line.run(3_000), Credited) == [Credited(DeviceName("note"), Ref(ref), Won(1_000))]


@pytest.mark.parametrize("past_lever", [True, False])
def test_power_lost_while_stacking_is_a_doubt(line: Wire, machine: BillValidatorEmulator, past_lever: bool) -> None:
    """The event is gone with the power: nobody can say, and the driver does not guess."""
    stacking(line, machine)
    machine.power_cycle(line.now, past_lever)
    news = line.run(60_000)
    assert CreditsLost(DeviceName("note"), 0) in news
    assert not of(news, Credited)
    assert not of(news, Returned)
    assert escrowed(line, machine)


def test_another_note_that_goes_back_does_not_end_the_doubt(line: Wire, machine: BillValidatorEmulator) -> None:
    stacking(line, machine)
    machine.power_cycle(line.now, past_lever=True)
    line.run(3_000, Accept(DeviceName("note"), frozenset({Won(1_000)})))
    machine.insert_note(line.now, 5_000)
    news = line.run(5_000)
    assert Rejected(DeviceName("note"), "inhibited") in news
    assert machine.returned == 1
    assert not of(news, Returned)


def test_power_lost_with_a_note_in_escrow_gives_it_back(line: Wire, machine: BillValidatorEmulator) -> None:
    ref = escrowed(line, machine)
    machine.power_cycle(line.now)
    line.run(3_000)
    assert of(line.news, Returned) == [Returned(DeviceName("note"), Ref(ref))]


def test_an_event_after_all_has_the_note_s_name(line: Wire, machine: BillValidatorEmulator) -> None:
    """Some validators finish what they find in the path at power-up."""
    ref = stacking(line, machine)
    machine.power_cycle(line.now, past_lever=True)
    line.run(1_000)
    machine.buffer.add(1, 0)
    line.run(3_000)
    assert of(line.news, Credited) == [Credited(DeviceName("note"), Ref(ref), Won(1_000))]


# --- restarts of the kiosk ---


def test_stacked_while_the_kiosk_was_down(wire: type[Wire], line: Wire, machine: BillValidatorEmulator) -> None:
    ref = stacking(line, machine)
    after = restarted(wire, line, resume=ref, booked="1234.7.1.0")
    after.run(5_000)
    assert of(after.news, Credited) == [Credited(DeviceName("note"), Ref(ref), Won(1_000))]
    assert not of(after.news, CreditsLost)


def test_killed_between_record_and_order_gives_it_back(
    wire: type[Wire], line: Wire, machine: BillValidatorEmulator
) -> None:
    ref = escrowed(line, machine)
    after = restarted(wire, line, resume=ref)
    after.run(5_000)
    assert of(after.news, Returned) == [Returned(DeviceName("note"), Ref(ref))]
    assert not machine.box


def test_a_note_of_another_run_in_escrow_goes_back_unsaid(
    wire: type[Wire], line: Wire, machine: BillValidatorEmulator
) -> None:
    escrowed(line, machine)
    after = restarted(wire, line, booked="1234.7.1.0")
    news = after.run(5_000)
    assert machine.returned == 1
    assert not [event for event in news if isinstance(event, (Returned, Escrowed, Credited))]


def test_a_booked_note_is_reported_under_its_own_name_or_not_at_all(
    wire: type[Wire], line: Wire, machine: BillValidatorEmulator
) -> None:
    ref = escrowed(line, machine)
    line.run(3_000, Stack(DeviceName("note"), Ref(ref)))
    after = restarted(wire, line, booked=ref)
    after.run(3_000, ALL)
    assert {getattr(event, "ref", "") for event in of(after.news, Credited)} <= {ref}
    other = escrowed(after, machine)
    after.run(3_000, Stack(DeviceName("note"), Ref(other)))
    assert other != ref
    assert of(after.news, Credited)[-1] == Credited(DeviceName("note"), Ref(other), Won(1_000))


def test_both_without_power_is_a_doubt_at_the_next_start(
    wire: type[Wire], line: Wire, machine: BillValidatorEmulator
) -> None:
    ref = stacking(line, machine)
    machine.power_cycle(line.now, past_lever=True)
    news = restarted(wire, line, resume=ref).run(30_000)
    assert CreditsLost(DeviceName("note"), 0) in news
    assert not of(news, Credited)


def test_switched_on_together_says_nothing_of_notes(
    wire: type[Wire], line: Wire, machine: BillValidatorEmulator
) -> None:
    ref = escrowed(line, machine)
    line.run(3_000, Stack(DeviceName("note"), Ref(ref)))
    machine.power_cycle(line.now)
    news = restarted(wire, line, booked=ref).run(5_000)
    assert not [event for event in news if not isinstance(event, (Identified, StatusChanged))]


# --- everything at once ---


@given(seed=st.integers(0, 2**32), chance=st.sampled_from((0.0, 0.02, 0.1)))
@settings(max_examples=60, deadline=None)
def test_what_is_credited_is_what_is_in_the_box(
    wire: type[Wire], make_noise: Callable[[random.Random, float], Damage], seed: int, chance: float
) -> None:
    """On a bad line, with restarts of the kiosk at any moment: each note once, as long as the validator has power."""
    rng = random.Random(seed)
    machine = BillValidatorEmulator(40, 1234, TABLE)
    line = wire(cctalk_bus([driver()]), CcTalkLine([machine], echo=True))
    told: dict[str, int] = {}
    booked: dict[str, int] = {}
    last = ""

    def kiosk(event: Event) -> Iterable[Command]:
        nonlocal last
        match event:
            case Escrowed():
                if rng.random() < 0.2:
                    return (Return(DeviceName("note"), event.ref),)
                told[event.ref] = int(event.value)
                last = event.ref
                return (Stack(DeviceName("note"), event.ref),)
            case Credited():
                assert event.ref in told
                booked.setdefault(event.ref, int(event.value))
            case Returned():
                told.pop(event.ref, None)
        return ()

    line.react = kiosk
    line.damage = make_noise(rng, chance)
    line.run(3_000, ALL)
    for number in range(12):
        machine.insert_note(line.now, rng.choice((1_000, 5_000, 10_000)))
        line.run(rng.randrange(4_000))
        if rng.random() < 0.3:
            resume = last if last in told and last not in booked else ""
            booked_last = next(reversed(booked), "")
            line = restarted(wire, line, resume, booked_last, f"s{number}")
            line.react = kiosk
            line.damage = make_noise(rng, chance)
            line.run(rng.randrange(3_000), ALL)
    line.damage = lambda data: ((0, data),)
    line.run(60_000, Accept(DeviceName("note"), frozenset()))
    assert sum(booked.values()) == sum(won * count for won, count in machine.box.items())


@given(st.lists(st.binary(max_size=16), max_size=30))
def test_no_reply_data_makes_it_fail(wire: type[Wire], replies: list[bytes]) -> None:
    class Liar:
        """Answers everything with some bytes in a sound frame."""

        def __init__(self) -> None:
            self.at = 0

        def step(self, now: int, received: bytes) -> tuple[bytes, int | None]:
            if not received or not replies:
                return b"", None
            self.at += 1
            return encode(Frame(HOST, 40, 0, replies[self.at % len(replies)])), None

    wire(cctalk_bus([driver()]), Liar()).run(5_000, ALL)


@given(st.lists(st.tuples(st.integers(0, 255), st.integers(0, 255)), max_size=40))
def test_no_event_makes_it_fail(wire: type[Wire], events: list[tuple[int, int]]) -> None:
    machine = BillValidatorEmulator(40, 1234, TABLE)
    line = wire(cctalk_bus([driver()]), CcTalkLine([machine]))
    line.run(3_000, ALL)
    for a, b in events:
        machine.buffer.add(a, b)
        line.run(450)
    line.run(10_000)
    assert escrowed(line, machine)
