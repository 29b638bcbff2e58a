"""The hopper against its emulator: a payout happens once, and what is reported is what fell."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import DeviceName, PayoutId
from config.won import Won
from drivers.cctalk.bus import cctalk_bus
from drivers.cctalk.codec import Checksum
from drivers.cctalk.coin_acceptor import CoinAcceptor, CoinType
from drivers.cctalk.emulator import CcTalkLine, CoinAcceptorEmulator, HopperEmulator
from drivers.cctalk.hopper import Hopper
from drivers.device import (
    Accept,
    Command,
    Credited,
    Dispense,
    Event,
    HopperCounters,
    Level,
    PayoutEnded,
    PayoutReady,
    PreparePayout,
    SettlePayout,
    State,
    StatusChanged,
)

if TYPE_CHECKING:
    from tests.drivers.conftest import Damage, Wire


@pytest.fixture
def machine() -> HopperEmulator:
    return HopperEmulator(3, 77, 500, 50)


@pytest.fixture
def line(wire: type[Wire], machine: HopperEmulator) -> Wire:
    line = wire(cctalk_bus([Hopper(DeviceName("hopper"), 3)]), CcTalkLine([machine]))
    line.run(3000)
    return line


@pytest.mark.parametrize("echo", [False, True])
def test_coins_in_and_out_with_a_crc(wire: type[Wire], echo: bool) -> None:
    """A coin acceptor and two hoppers on one line, two of the three set to CRC-16."""
    hoppers = [HopperEmulator(3, 77, 500, 50), HopperEmulator(4, 78, 100, 50)]
    coins = CoinAcceptorEmulator(2, 1234, {4: ("KR500A", 500)})
    hoppers[0].checksum = coins.checksum = Checksum.CRC
    acceptor = CoinAcceptor(DeviceName("coin"), 2, {4: CoinType("KR500A", Won(500))}, checksum=Checksum.CRC)
    devices = [acceptor, Hopper(DeviceName("hopper"), 3, checksum=Checksum.CRC), Hopper(DeviceName("small"), 4)]
    line = wire(cctalk_bus(devices), CcTalkLine([*hoppers, coins], echo=echo))
    line.run(3_000, Accept(DeviceName("coin"), frozenset({Won(500)})))
    assert coins.insert_coin(line.now, 500)
    assert [event.value for event in line.run(1_000) if isinstance(event, Credited)] == [Won(500)]
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 2, ready(line)))
    assert ended(line) == (2, 0)
    assert [hopper.thrown for hopper in hoppers] == [2, 0]


def ready(line: Wire, ref: str = "p1") -> HopperCounters:
    line.run(0, PreparePayout(DeviceName("hopper"), PayoutId(ref)))
    line.until(lambda: [event for event in line.news if isinstance(event, PayoutReady) and event.ref == ref])
    return next(event.counters for event in line.news if isinstance(event, PayoutReady) and event.ref == ref)


def ended(line: Wire, ref: str = "p1") -> tuple[int, int]:
    line.until(lambda: [event for event in line.news if isinstance(event, PayoutEnded) and event.ref == ref], 120_000)
    found = [event for event in line.news if isinstance(event, PayoutEnded) and event.ref == ref]
    assert len(found) == 1
    return found[0].paid, found[0].unpaid


def last_level(line: Wire) -> Level:
    return [event for event in line.news if isinstance(event, StatusChanged)][-1].status.level("coins")


def test_pays_what_it_is_told(line: Wire, machine: HopperEmulator) -> None:
    before = ready(line)
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 7, before))
    assert ended(line) == (7, 0)
    assert (machine.thrown, machine.tube) == (7, 43)
    before = ready(line, "p2")
    assert before.dispensed == 7
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p2"), 2, before))
    assert ended(line, "p2") == (2, 0)
    assert machine.thrown == 9


def test_preparing_alone_throws_nothing(line: Wire, machine: HopperEmulator) -> None:
    ready(line)
    line.run(60_000)
    assert machine.thrown == 0


@pytest.mark.parametrize("lost", range(1, 9))
def test_lost_replies_change_nothing(line: Wire, machine: HopperEmulator, lost: int) -> None:
    before = ready(line)
    machine.drop_replies = lost
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    paid, unpaid = ended(line)
    assert (machine.thrown, paid + unpaid) == (paid, 5)
    assert paid == 5 or lost > 3


@pytest.mark.parametrize("nth", range(1, 6))
def test_a_lost_command_is_sent_again_only_when_it_did_not_arrive(
    line: Wire, machine: HopperEmulator, nth: int
) -> None:
    before = ready(line)
    sent = 0

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        nonlocal sent
        sent += 1
        return () if sent == nth else ((0, data),)

    line.damage = damage
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    assert ended(line) == (5, 0)
    assert machine.thrown == 5


def test_an_empty_hopper_says_how_much_fell(line: Wire, machine: HopperEmulator) -> None:
    machine.tube = 3
    before = ready(line)
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    assert ended(line) == (3, 2)
    line.run(3000)
    assert last_level(line) == Level.OUT
    machine.tube = 50
    line.run(3000)
    assert last_level(line) == Level.OK


@pytest.mark.parametrize("fallen", [0, 1, 4])
def test_power_lost_in_the_middle(line: Wire, machine: HopperEmulator, fallen: int) -> None:
    before = ready(line)
    machine.power_fails_after = fallen
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    paid, unpaid = ended(line)
    assert machine.thrown == paid
    assert paid + unpaid == 5
    if fallen:
        assert paid == fallen


def test_a_jam_is_latched_reported_and_cleared(line: Wire, machine: HopperEmulator) -> None:
    before = ready(line)
    machine.jammed = True
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    assert ended(line) == (0, 5)
    machine.jammed = False
    line.run(40_000)
    assert [e.status.state for e in line.news if isinstance(e, StatusChanged)][-1] == State.ONLINE
    before = ready(line, "p2")
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p2"), 5, before))
    assert ended(line, "p2") == (5, 0)


def test_a_hopper_that_does_not_come_back_from_its_reset_is_gone(line: Wire, machine: HopperEmulator) -> None:
    """The poll that resets it ends without an answer: what it found before must not hide that nobody is there."""

    def unplugged_by_a_reset(data: bytes) -> Iterable[tuple[int, bytes]]:
        machine.plugged = machine.plugged and data[3:4] != b"\x01"
        return ((0, data),)

    before = ready(line)
    machine.jammed = True
    line.damage = unplugged_by_a_reset
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    line.until(lambda: not machine.plugged)
    line.run(60_000)
    told = [event.status.state for event in line.news if isinstance(event, StatusChanged)]
    assert told == [State.ONLINE, State.OFFLINE]


def test_a_counted_refusal_pays_nothing(line: Wire, machine: HopperEmulator) -> None:
    before = ready(line)
    machine.naks_next = 1
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    assert ended(line) == (0, 5)
    assert machine.thrown == 0


def test_the_cable_pulled_in_the_middle_of_a_payout(line: Wire, machine: HopperEmulator) -> None:
    before = ready(line)
    line.run(350, Dispense(DeviceName("hopper"), PayoutId("p1"), 8, before))
    machine.plugged = False
    line.run(20_000)
    assert not [event for event in line.news if isinstance(event, PayoutEnded)]
    machine.plugged = True
    assert ended(line) == (8, 0)
    assert machine.thrown == 8


def test_a_payout_that_never_started_does_not_start_late(line: Wire, machine: HopperEmulator) -> None:
    before = ready(line)
    assert before.event == 0
    machine.plugged = False
    line.run(600_000, Dispense(DeviceName("hopper"), PayoutId("p1"), 8, before))
    machine.plugged = True
    assert ended(line) == (0, 8)
    assert machine.thrown == 0


def test_more_than_one_command_can_carry_is_partly_unpaid(line: Wire, machine: HopperEmulator) -> None:
    machine.tube = 400
    before = ready(line)
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 300, before))
    assert ended(line) == (255, 45)


@pytest.mark.parametrize("at", [0, 5, 30, 60, 200, 700, 2500])
def test_after_a_restart_the_counters_tell_and_nothing_is_thrown_again(
    wire: type[Wire], line: Wire, machine: HopperEmulator, at: int
) -> None:
    before = ready(line)
    line.run(at, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    other = wire(cctalk_bus([Hopper(DeviceName("hopper"), 3)]), line.emulator)
    other.now = line.now
    other.run(0, SettlePayout(DeviceName("hopper"), PayoutId("p1"), 5, before))
    paid, unpaid = ended(other)
    assert paid + unpaid == 5
    other.run(20_000)
    assert machine.thrown == paid
    assert paid in (0, 5)


def test_another_hopper_in_its_place_settles_nothing(line: Wire, machine: HopperEmulator) -> None:
    machine.thrown = 70_000
    news = line.run(30_000, SettlePayout(DeviceName("hopper"), PayoutId("p1"), 5, HopperCounters(3, 1000)))
    assert not [event for event in news if isinstance(event, PayoutEnded)]
    assert [e.status.reason for e in news if isinstance(e, StatusChanged)] == ["counters-differ"]


def test_the_counter_of_thrown_coins_wraps(line: Wire, machine: HopperEmulator) -> None:
    machine.thrown = 2**24 - 2
    before = ready(line)
    line.run(0, Dispense(DeviceName("hopper"), PayoutId("p1"), 5, before))
    assert ended(line) == (5, 0)


def test_a_coin_acceptor_at_its_address_is_no_hopper(wire: type[Wire]) -> None:
    line = wire(cctalk_bus([Hopper(DeviceName("hopper"), 3)]), CcTalkLine([CoinAcceptorEmulator(3, 1, {})]))
    news = line.run(5000)
    assert [e.status.reason for e in news if isinstance(e, StatusChanged)] == ["not-a-hopper"]


@given(seed=st.integers(0, 2**32), chance=st.sampled_from((0.02, 0.15, 0.3)))
@settings(max_examples=60, deadline=None)
def test_on_a_bad_line_what_is_reported_is_what_fell(
    wire: type[Wire], make_noise: Callable[[random.Random, float], Damage], seed: int, chance: float
) -> None:
    rng = random.Random(seed)
    machine = HopperEmulator(3, 77, 500, rng.choice((6, 500)))
    line = wire(cctalk_bus([Hopper(DeviceName("hopper"), 3)]), CcTalkLine([machine], echo=rng.random() < 0.5))
    line.damage = make_noise(rng, chance)
    coins = {f"p{n}": rng.randrange(1, 9) for n in range(4)}

    def react(event: Event) -> Iterable[Command]:
        if isinstance(event, PayoutReady):
            yield Dispense(DeviceName("hopper"), event.ref, coins[event.ref], event.counters)

    line.react = react
    line.run(3000)
    for ref in coins:
        before = machine.thrown
        line.run(0, PreparePayout(DeviceName("hopper"), PayoutId(ref)))
        if rng.random() < 0.3:
            machine.power_fails_after = rng.randrange(4)
        if rng.random() < 0.2:
            line.run(rng.randrange(1500))
            machine.power_cycle(line.now)
        line.run(10_000)
        line.damage = lambda data: ((0, data),)
        line.run(15_000)
        line.damage = make_noise(rng, chance)
        results = [event for event in line.news if isinstance(event, PayoutEnded) and event.ref == ref]
        assert sum(event.paid for event in results) == machine.thrown - before
        assert len(results) <= 1
        assert all(event.paid + event.unpaid == coins[ref] for event in results)
