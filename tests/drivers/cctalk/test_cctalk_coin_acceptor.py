"""The coin acceptor against its emulator: what is credited is what is in the cash box."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import DeviceName, Ref
from config.won import Won, total
from drivers.cctalk.bus import cctalk_bus
from drivers.cctalk.codec import HOST, Frame, encode
from drivers.cctalk.coin_acceptor import CoinAcceptor, CoinType
from drivers.cctalk.emulator import CcTalkLine, CoinAcceptorEmulator
from drivers.device import (
    Accept,
    CountingFrom,
    Credited,
    CreditsLost,
    Event,
    Identified,
    Rejected,
    State,
    StatusChanged,
)

if TYPE_CHECKING:
    from tests.drivers.conftest import Damage, Wire

TABLE = {1: ("KR010A", 10), 2: ("KR050A", 50), 3: ("KR100A", 100), 4: ("KR500A", 500)}
COINS = {position: CoinType(id_, Won(won)) for position, (id_, won) in TABLE.items()}
ALL = Accept(DeviceName("coin"), frozenset(coin.value for coin in COINS.values()))


def bus_of(resume: str = "", start: str = "7") -> CoinAcceptor:
    return CoinAcceptor(DeviceName("coin"), 2, COINS, resume=Ref(resume) if resume else None, start=start)


@pytest.fixture
def machine() -> CoinAcceptorEmulator:
    return CoinAcceptorEmulator(2, 1234, TABLE)


@pytest.fixture
def line(wire: type[Wire], machine: CoinAcceptorEmulator) -> Wire:
    return wire(cctalk_bus([bus_of()]), CcTalkLine([machine]))


def restarted(wire: type[Wire], line: Wire, resume: str, start: str = "8") -> Wire:
    other = wire(cctalk_bus([bus_of(resume, start)]), line.emulator)
    other.now = line.now + 400
    return other


def credits(events: list[Event]) -> list[Credited]:
    return [event for event in events if isinstance(event, Credited)]


def states(events: list[Event]) -> list[tuple[State, str]]:
    return [(event.status.state, event.status.reason) for event in events if isinstance(event, StatusChanged)]


def test_says_who_it_is_and_takes_nothing_unasked(line: Wire, machine: CoinAcceptorEmulator) -> None:
    news = line.run(3000)
    assert Identified(DeviceName("coin"), "Coin Acceptor 1234") in news
    assert states(news) == [(State.ONLINE, "")]
    assert not machine.insert_coin(line.now, 500)


@pytest.mark.parametrize("echo", [False, True])
def test_credits_a_coin_once_with_or_without_a_local_echo(
    wire: type[Wire], machine: CoinAcceptorEmulator, echo: bool
) -> None:
    line = wire(cctalk_bus([bus_of()]), CcTalkLine([machine], echo=echo))
    line.run(3000, ALL)
    assert machine.insert_coin(line.now, 500)
    assert [event.value for event in credits(line.run(5000))] == [Won(500)]


def test_takes_only_what_it_is_told_to_take(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, Accept(DeviceName("coin"), frozenset({Won(100)})))
    assert not machine.insert_coin(line.now, 500)
    assert machine.insert_coin(line.now, 100)
    assert not machine.insert_coin(line.now, 0)
    news = line.run(1000)
    assert [event.value for event in credits(news)] == [Won(100)]
    assert [event.reason for event in news if isinstance(event, Rejected)] == ["inhibited-coin", "unknown-coin"]
    line.run(1000, Accept(DeviceName("coin"), frozenset()))
    assert not machine.insert_coin(line.now, 100)


def test_the_counter_wraps_and_no_two_coins_share_a_ref(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    for _ in range(600):
        assert machine.insert_coin(line.now, 10)
        line.run(300)
    refs = [event.ref for event in credits(line.news)]
    assert len(set(refs)) == len(refs) == 600


def test_coins_that_fell_while_the_kiosk_was_down_are_found_by_the_last_booked_one(
    wire: type[Wire], line: Wire, machine: CoinAcceptorEmulator
) -> None:
    line.run(3000, ALL)
    machine.insert_coin(line.now, 100)
    booked = credits(line.run(1000))[0].ref
    machine.insert_coin(line.now, 500)
    machine.insert_coin(line.now, 50)
    after = restarted(wire, line, booked)
    found = credits(after.run(3000))
    assert [event.value for event in found] == [Won(500), Won(50)]
    # Not booked either: the next start reports the same two under the same names.
    assert credits(restarted(wire, after, booked, "9").run(3000)) == found
    assert credits(restarted(wire, after, found[-1].ref, "10").run(3000)) == []


def test_another_run_without_memory_credits_nothing_old_and_reuses_no_ref(
    wire: type[Wire], line: Wire, machine: CoinAcceptorEmulator
) -> None:
    line.run(3000, ALL)
    machine.insert_coin(line.now, 100)
    old = credits(line.run(1000))
    other = restarted(wire, line, "99.7.1.5")
    assert credits(other.run(3000, ALL)) == []
    machine.insert_coin(other.now, 100)
    assert len({event.ref for event in old + credits(other.run(1000))}) == 2


def test_a_reset_is_noticed_masks_come_back_and_doubt_is_reported(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    machine.insert_coin(line.now, 100)
    first = credits(line.run(1000))
    machine.power_cycle(line.now)
    assert CreditsLost(DeviceName("coin"), 0) in line.run(1000)
    assert machine.insert_coin(line.now, 100)
    second = credits(line.run(1000))
    assert [event.value for event in second] == [Won(100)]
    assert first[0].ref != second[0].ref


def test_a_reset_is_noticed_where_the_counter_would_have_wrapped(line: Wire, machine: CoinAcceptorEmulator) -> None:
    """255 is followed by 1: that 0 is no step of the count."""
    line.run(3000, ALL)
    for _ in range(255):
        assert machine.insert_coin(line.now, 10)
        line.run(300)
    machine.power_cycle(line.now)
    assert CreditsLost(DeviceName("coin"), 0) in line.run(1000)


def test_a_reset_before_the_first_coin_heals_within_half_a_minute(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    machine.power_cycle(line.now)
    line.run(31_000)
    assert machine.insert_coin(line.now, 100)


def test_a_first_coin_that_a_reset_swallowed_is_a_reported_doubt(line: Wire, machine: CoinAcceptorEmulator) -> None:
    """The counter was 0 before it and is 0 after it: only that the acceptor may take nothing any more tells."""
    line.run(3000, ALL)
    assert machine.insert_coin(line.now, 500)
    machine.power_cycle(line.now)
    news = line.run(31_000)
    assert [event for event in news if isinstance(event, CreditsLost)] == [CreditsLost(DeviceName("coin"), 0)]
    assert credits(news) == []
    assert not [event for event in line.run(61_000) if isinstance(event, CreditsLost)]


def test_a_first_coin_that_a_reset_swallowed_is_told_when_the_payment_ends(
    line: Wire, machine: CoinAcceptorEmulator
) -> None:
    line.run(3000, ALL)
    assert machine.insert_coin(line.now, 500)
    machine.power_cycle(line.now)
    assert CreditsLost(DeviceName("coin"), 0) in line.run(1000, Accept(DeviceName("coin"), frozenset()))


@pytest.mark.parametrize("coins_before", [0, 1])
def test_a_coin_that_a_reset_swallowed_between_two_runs_is_a_reported_doubt(
    wire: type[Wire], line: Wire, machine: CoinAcceptorEmulator, coins_before: int
) -> None:
    """The kiosk goes down in a payment; the acceptor takes one more coin and is reset before the kiosk is back."""
    line.run(3000)
    booked = next(event.ref for event in line.news if isinstance(event, CountingFrom))
    line.run(1000, ALL)
    for _ in range(coins_before):
        assert machine.insert_coin(line.now, 100)
        booked = credits(line.run(1000))[0].ref
    assert machine.insert_coin(line.now, 500)
    machine.power_cycle(line.now)
    after = wire(
        cctalk_bus([CoinAcceptor(DeviceName("coin"), 2, COINS, resume=booked, start="8", taking=True)]), line.emulator
    )
    after.now = line.now + 400
    news = after.run(40_000)
    assert [event for event in news if isinstance(event, CreditsLost)] == [CreditsLost(DeviceName("coin"), 0)]
    assert credits(news) == []


def test_an_acceptor_that_still_takes_coins_after_a_restart_was_not_reset(
    wire: type[Wire], line: Wire, machine: CoinAcceptorEmulator
) -> None:
    line.run(3000, ALL)
    machine.insert_coin(line.now, 100)
    booked = credits(line.run(1000))[0].ref
    after = wire(
        cctalk_bus([CoinAcceptor(DeviceName("coin"), 2, COINS, resume=booked, start="8", taking=True)]), line.emulator
    )
    after.now = line.now + 400
    assert not [event for event in after.run(40_000) if isinstance(event, CreditsLost)]


def test_an_inhibit_whose_answer_was_lost_is_no_reset(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    for lost in range(1, 6):
        machine.drop_replies = lost
        news = line.run(2000, Accept(DeviceName("coin"), frozenset())) + line.run(2000, ALL)
        assert not [event for event in news if isinstance(event, CreditsLost)]


def test_a_normal_morning_is_no_loss(wire: type[Wire], line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    machine.insert_coin(line.now, 100)
    booked = credits(line.run(1000))[0].ref
    machine.power_cycle(line.now)
    news = restarted(wire, line, booked).run(3000)
    assert not [event for event in news if isinstance(event, CreditsLost | Credited)]


def test_more_events_than_the_buffer_holds_are_a_reported_doubt(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    for _ in range(8):
        machine.insert_coin(line.now, 100)
    news = line.run(1000)
    assert CreditsLost(DeviceName("coin"), 0) in news
    assert len(credits(news)) == 5
    machine.insert_coin(line.now, 100)
    assert len({event.ref for event in credits(line.news + line.run(1000))}) == 6


def test_lost_is_one_entry_and_back_is_one(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    machine.plugged = False
    assert states(line.run(60_000)) == [(State.OFFLINE, "no-answer")]
    machine.plugged = True
    assert states(line.run(5000)) == [(State.ONLINE, "")]
    assert machine.insert_coin(line.now, 100)
    assert len(credits(line.run(1000))) == 1


def test_an_acceptor_that_falls_silent_as_it_starts_is_gone(
    wire: type[Wire], line: Wire, machine: CoinAcceptorEmulator
) -> None:
    """What it says of itself comes last; when it says nothing there it is not well."""

    def unplugged_before_its_last_answers(data: bytes) -> Iterable[tuple[int, bytes]]:
        machine.plugged = machine.plugged and data[3:4] != b"\xe3"
        return ((0, data),)

    line.run(3000, ALL)
    machine.insert_coin(line.now, 100)
    booked = credits(line.run(1000))[0].ref
    after = wire(
        cctalk_bus([CoinAcceptor(DeviceName("coin"), 2, COINS, resume=booked, start="8", taking=True)]), line.emulator
    )
    after.damage = unplugged_before_its_last_answers
    assert states(after.run(60_000)) == [(State.OFFLINE, "no-answer")]
    machine.plugged = True
    after.damage = lambda data: ((0, data),)
    assert states(after.run(5_000)) == [(State.ONLINE, "")]


def test_a_single_lost_reply_is_noise(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    machine.drop_replies = 2
    assert states(line.run(5000)) == []


def test_trouble_ends_when_the_device_says_so(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    machine.jam()
    assert states(line.run(5000)) == [(State.HARDWARE_ERROR, "jammed"), (State.HARDWARE_ERROR, "fault-3")]
    machine.clear()
    assert states(line.run(5000)) == [(State.ONLINE, "")]
    machine.pull_lever(True)
    assert states(line.run(5000)) == [(State.USER_ERROR, "return-lever")]
    machine.pull_lever(False)
    assert states(line.run(5000)) == [(State.ONLINE, "")]


@pytest.mark.parametrize(
    ("table", "reason"),
    [({**TABLE, 4: ("JP500A", 500)}, "coin-table-differs"), ({**TABLE, 3: ("KR500A", 500)}, "coin-table-differs")],
)
def test_a_table_that_differs_takes_no_money(wire: type[Wire], table: dict[int, tuple[str, int]], reason: str) -> None:
    machine = CoinAcceptorEmulator(2, 1234, table)
    line = wire(cctalk_bus([bus_of()]), CcTalkLine([machine]))
    assert states(line.run(5000, ALL)) == [(State.HARDWARE_ERROR, reason)]
    assert not machine.insert_coin(line.now, 500)


def test_another_acceptor_in_its_place_starts_a_count_of_its_own(line: Wire, machine: CoinAcceptorEmulator) -> None:
    line.run(3000, ALL)
    machine.insert_coin(line.now, 100)
    line.run(1000)
    machine.plugged = False
    line.run(5000)
    machine.serial, machine.plugged = 5678, True
    for _ in range(3):
        machine.buffer.add(4, 1)
    news = line.run(5000)
    assert Identified(DeviceName("coin"), "Coin Acceptor 5678") in news
    assert credits(news) == []
    machine.insert_coin(line.now, 500)
    assert [event.value for event in credits(line.run(1000))] == [Won(500)]


def test_a_frame_that_passes_the_checksum_by_chance_is_not_money() -> None:
    bus = cctalk_bus([bus_of()])
    machine = CcTalkLine([CoinAcceptorEmulator(2, 1234, TABLE)])
    now, received = 0, b""
    forged = encode(Frame(HOST, 2, 0, b"\x01\x04\x01" + bytes(8)))
    events: list[Event] = []
    polls = 0
    while now < 5000:
        step = bus.step(now, received, ())
        events += step.events
        received, _ = machine.step(now, step.to_send) if step.to_send else (b"", None)
        if step.to_send[3:4] == b"\xe5":
            polls += 1
            received = forged if polls == 4 else received
        now = now + 1 if received else max(now + 1, step.wake_at or 0)
    assert polls > 6
    assert credits(events) == []


@given(seed=st.integers(0, 2**32), chance=st.sampled_from((0.02, 0.1, 0.2)))
@settings(max_examples=40, deadline=None)
def test_on_a_bad_line_what_is_booked_is_what_fell(
    wire: type[Wire], make_noise: Callable[[random.Random, float], Damage], seed: int, chance: float
) -> None:
    rng = random.Random(seed)
    machine = CoinAcceptorEmulator(2, 1234, TABLE)
    line = wire(cctalk_bus([bus_of()]), CcTalkLine([machine], echo=rng.random() < 0.5))
    booked: dict[str, Won] = {}
    doubts = 0

    def book(news: list[Event]) -> None:
        nonlocal doubts
        for event in news:
            if isinstance(event, Credited):
                assert booked.setdefault(event.ref, event.value) == event.value
            doubts += isinstance(event, CreditsLost)

    line.run(3000, ALL)
    machine.insert_coin(line.now, 500)  # until one is booked there is nothing a restart could count from
    book(line.run(1000))
    for run in range(3):
        line.damage = make_noise(rng, chance)
        book(line.run(5000, ALL))
        for _ in range(10):
            machine.insert_coin(line.now, rng.choice((10, 50, 100, 500, 0)))
            book(line.run(rng.choice((150, 400, 900))))
        line = restarted(wire, line, list(booked)[-1] if booked else "", f"r{run}")
    book(line.run(10_000))
    fell = total(Won(won) * count for won, count in machine.cashbox.items())
    # Where the acceptor was out of reach for more events than it remembers, the driver said so.
    assert total(booked.values()) == fell or (doubts and total(booked.values()) < fell)
