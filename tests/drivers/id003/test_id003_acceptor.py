"""The note acceptor against its emulator: a note is booked once if it is inside, and never if it is not."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import DeviceName, Ref
from config.vocabulary import NotePlace
from config.won import Won, total
from drivers.device import (
    Accept,
    Command,
    Credited,
    Emulator,
    Escrowed,
    Event,
    Identified,
    NoteInPath,
    Recorded,
    Rejected,
    Return,
    Returned,
    Stack,
    State,
    StatusChanged,
)
from drivers.emulated import NoteTrouble
from drivers.id003.acceptor import NoteAcceptor, id003_bus
from drivers.id003.codec import Frame, FrameParser, encode
from drivers.id003.codes import Shown
from drivers.id003.emulator import NoteAcceptorEmulator, Place

if TYPE_CHECKING:
    from tests.drivers.conftest import Damage, Wire

TABLE = {0x61: 1000, 0x62: 5000, 0x63: 10_000}
NOTES = {code: Won(won) for code, won in TABLE.items()}
ALL = Accept(DeviceName("note"), frozenset(NOTES.values()))
NONE = Accept(DeviceName("note"), frozenset())


def record(event: Event) -> Iterable[Command]:
    if isinstance(event, Credited):
        yield Recorded(DeviceName("note"), event.ref)


def take_everything(event: Event) -> Iterable[Command]:
    if isinstance(event, Escrowed):
        yield Stack(DeviceName("note"), event.ref)
    yield from record(event)


@pytest.fixture
def machine() -> NoteAcceptorEmulator:
    return NoteAcceptorEmulator(TABLE)


@pytest.fixture
def line(wire: type[Wire], machine: NoteAcceptorEmulator) -> Wire:
    line = wire(id003_bus(NoteAcceptor(DeviceName("note"), NOTES, start="1")), machine)
    line.react = record
    line.run(5000, ALL)
    return line


def restarted(wire: type[Wire], line: Wire, resume: str = "", booked: str = "", start: str = "2") -> Wire:
    other = wire(
        id003_bus(
            NoteAcceptor(
                DeviceName("note"),
                NOTES,
                start=start,
                resume=Ref(resume) if resume else None,
                booked=Ref(booked) if booked else None,
            )
        ),
        line.emulator,
    )
    other.now = line.now + 500
    other.react = record
    return other


def escrow(line: Wire, machine: NoteAcceptorEmulator, won: int) -> str:
    assert machine.insert_note(line.now, won)
    line.until(lambda: isinstance(line.news[-1], Escrowed))
    assert isinstance(line.news[-1], Escrowed)
    assert line.news[-1].value == Won(won)
    return line.news[-1].ref


def until_place(line: Wire, machine: NoteAcceptorEmulator, place: Place) -> None:
    line.until(lambda: machine.place == place.value)


def credits(events: list[Event]) -> dict[str, Won]:
    return {event.ref: event.value for event in events if isinstance(event, Credited)}


def returned(events: list[Event]) -> list[str]:
    return [event.ref for event in events if isinstance(event, Returned)]


def states(events: list[Event]) -> list[tuple[State, str]]:
    return [(event.status.state, event.status.reason) for event in events if isinstance(event, StatusChanged)]


def test_says_who_it_is_and_takes_nothing_unasked(wire: type[Wire], machine: NoteAcceptorEmulator) -> None:
    line = wire(id003_bus(NoteAcceptor(DeviceName("note"), NOTES, start="1")), machine)
    news = line.run(5000)
    assert [type(event) for event in news] == [Identified, StatusChanged]
    assert states(news) == [(State.ONLINE, "")]
    assert not machine.insert_note(line.now, 1000)


def test_a_note_is_credited_only_past_the_lever_and_once(line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 5000)
    assert credits(line.news) == {}
    line.run(5000, Stack(DeviceName("note"), Ref(ref)))
    assert credits(line.news) == {ref: Won(5000)}
    assert machine.box == {5000: 1}
    assert machine.in_path() == 0


def test_a_note_is_given_back(line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 5000)
    line.run(5000, Return(DeviceName("note"), Ref(ref)))
    assert returned(line.news) == [ref]
    assert (machine.returned, machine.box) == (1, {})


def test_an_undecided_note_comes_back_by_itself(line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 5000)
    line.run(15_000)
    assert returned(line.news) == [ref]
    line.run(1000, Stack(DeviceName("note"), Ref(ref)))
    assert credits(line.news) == {}


def test_a_note_pulled_back_is_returned(line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 5000)
    assert machine.pull_note(line.now)
    line.run(3000, Stack(DeviceName("note"), Ref(ref)))
    assert returned(line.news) == [ref]
    assert credits(line.news) == {}


def test_only_wanted_denominations(line: Wire, machine: NoteAcceptorEmulator) -> None:
    line.run(1000, Accept(DeviceName("note"), frozenset({Won(1000)})))
    machine.insert_note(line.now, 5000)
    news = line.run(5000)
    assert [event.reason for event in news if isinstance(event, Rejected)] == ["inhibited"]
    escrow(line, machine, 1000)
    line.run(15_000, NONE)
    assert not machine.insert_note(line.now, 1000)


def test_vend_valid_waits_for_the_record(line: Wire, machine: NoteAcceptorEmulator) -> None:
    line.react = lambda event: ()
    ref = escrow(line, machine, 1000)
    line.run(4000, Stack(DeviceName("note"), Ref(ref)))
    assert machine.in_path() == 1000
    assert len([event for event in line.news if isinstance(event, Credited)]) > 5
    assert credits(line.news) == {ref: Won(1000)}
    line.run(1000, Recorded(DeviceName("note"), Ref(ref)))
    assert machine.in_path() == 0


def test_a_lost_acknowledgement_is_repeated_and_not_credited(line: Wire, machine: NoteAcceptorEmulator) -> None:
    lost = 3

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        nonlocal lost
        if data == encode(Frame(0x50)) and lost:
            lost -= 1
            return ()
        return ((0, data),)

    line.damage = damage
    ref = escrow(line, machine, 1000)
    line.run(5000, Stack(DeviceName("note"), Ref(ref)))
    assert lost == 0
    assert machine.in_path() == 0
    assert len([event for event in line.news if isinstance(event, Credited)]) == 1


@pytest.mark.parametrize("order", [Stack, Return])
def test_an_order_that_got_lost_is_sent_again(
    line: Wire, machine: NoteAcceptorEmulator, order: type[Stack] | type[Return]
) -> None:
    ref = escrow(line, machine, 1000)
    lost = 1

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        nonlocal lost
        if data[2] in (0x41, 0x43) and lost:
            lost -= 1
            return ()
        return ((0, data),)

    line.damage = damage
    line.run(5000, order(DeviceName("note"), Ref(ref)))
    assert machine.box == ({1000: 1} if order is Stack else {})
    assert returned(line.news) == ([] if order is Stack else [ref])


# --- power cuts of the acceptor ---


def test_power_lost_before_the_lever_gives_the_note_back(line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 1000)
    line.run(100, Stack(DeviceName("note"), Ref(ref)))
    machine.power_cycle(line.now)
    news = line.run(10_000)
    assert NoteInPath(DeviceName("note"), NotePlace.ACCEPTOR) in news
    assert returned(news) == [ref]
    assert (machine.returned, credits(line.news)) == (1, {})


def test_power_lost_past_the_lever_credits_the_note_once(line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 1000)
    line.run(100, Stack(DeviceName("note"), Ref(ref)))
    machine.power_cycle(line.now, past_lever=True)
    news = line.run(10_000)
    assert NoteInPath(DeviceName("note"), NotePlace.STACKER) in news
    assert credits(news) == {ref: Won(1000)}
    assert returned(news) == []
    assert machine.box == {1000: 1}
    # And it is a working acceptor again.
    line.run(1000, Stack(DeviceName("note"), Ref(escrow(line, machine, 5000))))


def test_without_power_recovery_a_note_past_the_lever_is_a_doubt(line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 1000)
    line.run(100, Stack(DeviceName("note"), Ref(ref)))
    machine.remembers = False
    machine.power_cycle(line.now, past_lever=True)
    news = line.run(10_000)
    assert NoteInPath(DeviceName("note"), NotePlace.STACKER) in news
    assert (returned(news), credits(news)) == ([], {})
    # The next note is not taken for it.
    other = escrow(line, machine, 5000)
    line.run(4000, Stack(DeviceName("note"), Ref(other)))
    assert credits(line.news) == {other: Won(5000)}


# --- restarts of the kiosk ---


def test_killed_before_the_credit_was_recorded(wire: type[Wire], line: Wire, machine: NoteAcceptorEmulator) -> None:
    line.react = lambda event: ()
    ref = escrow(line, machine, 1000)
    line.run(0, Stack(DeviceName("note"), Ref(ref)))
    until_place(line, machine, Place.PAST_LEVER)
    after = restarted(wire, line, resume=ref)
    after.run(10_000)
    assert credits(after.news) == {ref: Won(1000)}
    assert machine.in_path() == 0


def test_killed_between_record_and_acknowledgement(wire: type[Wire], line: Wire, machine: NoteAcceptorEmulator) -> None:
    line.react = lambda event: ()
    ref = escrow(line, machine, 1000)
    line.run(0, Stack(DeviceName("note"), Ref(ref)))
    until_place(line, machine, Place.PAST_LEVER)
    after = restarted(wire, line, booked=ref)
    after.run(10_000, ALL)
    assert credits(after.news) == {}
    assert machine.in_path() == 0
    other = escrow(after, machine, 1000)
    after.run(5000, Stack(DeviceName("note"), Ref(other)))
    assert credits(after.news) == {other: Won(1000)}


@pytest.mark.parametrize("ordered", [False, True])
def test_killed_with_a_note_in_escrow(
    wire: type[Wire], line: Wire, machine: NoteAcceptorEmulator, ordered: bool
) -> None:
    ref = escrow(line, machine, 1000)
    after = restarted(wire, line, resume=ref if ordered else "")
    after.run(10_000)
    assert credits(after.news) == {}
    assert returned(after.news) == ([ref] if ordered else ["n2.1"])
    assert (machine.returned, machine.box) == (1, {})


def test_killed_while_the_note_was_stacked(wire: type[Wire], line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 1000)
    line.run(50, Stack(DeviceName("note"), Ref(ref)))
    assert machine.place == Place.STACKING.value
    after = restarted(wire, line, resume=ref)
    after.now = line.now + 50
    after.run(10_000)
    assert credits(after.news) == {ref: Won(1000)}


@pytest.mark.parametrize("past_lever", [False, True])
def test_power_lost_to_both(wire: type[Wire], line: Wire, machine: NoteAcceptorEmulator, past_lever: bool) -> None:
    ref = escrow(line, machine, 1000)
    line.run(50, Stack(DeviceName("note"), Ref(ref)))
    machine.power_cycle(line.now, past_lever)
    after = restarted(wire, line, resume=ref)
    after.run(10_000)
    assert credits(after.news) == ({ref: Won(1000)} if past_lever else {})
    assert returned(after.news) == ([] if past_lever else [ref])


def test_a_note_nobody_knows_of_is_credited_under_a_new_name(
    wire: type[Wire], line: Wire, machine: NoteAcceptorEmulator
) -> None:
    ref = escrow(line, machine, 1000)
    line.react = lambda event: ()
    line.run(3000, Stack(DeviceName("note"), Ref(ref)))
    after = restarted(wire, line)
    after.run(10_000)
    assert credits(after.news) == {"n2.1": Won(1000)}


def test_a_doubtful_note_is_not_mistaken_for_the_next(
    wire: type[Wire], line: Wire, machine: NoteAcceptorEmulator
) -> None:
    after = restarted(wire, line, resume="n0.9")
    after.run(5000, ALL)
    ref = escrow(after, machine, 1000)
    after.run(5000, Stack(DeviceName("note"), Ref(ref)))
    assert credits(after.news) == {ref: Won(1000)}
    assert ref != "n0.9"


# --- trouble ---


@pytest.mark.parametrize(
    ("trouble", "state", "reason"),
    [
        (NoteTrouble.STACKER_FULL, State.USER_ERROR, "stacker-full"),
        (NoteTrouble.STACKER_OPEN, State.USER_ERROR, "stacker-open"),
        (NoteTrouble.JAM_IN_ACCEPTOR, State.HARDWARE_ERROR, "jam-in-acceptor"),
        (NoteTrouble.JAM_IN_STACKER, State.HARDWARE_ERROR, "jam-in-stacker"),
        (NoteTrouble.PAUSE, State.USER_ERROR, "second-note"),
        (NoteTrouble.CHEATED, State.FRAUD_ATTEMPT, "cheated"),
        (NoteTrouble.FAILURE, State.HARDWARE_ERROR, "failure"),
    ],
)
def test_trouble_is_a_state_and_ends(
    line: Wire, machine: NoteAcceptorEmulator, trouble: NoteTrouble, state: State, reason: str
) -> None:
    machine.trouble = trouble
    assert states(line.run(30_000)) == [(state, reason)]
    machine.trouble = None
    assert states(line.run(30_000)) == [(State.ONLINE, "")]
    escrow(line, machine, 1000)


def test_trouble_is_seen_at_the_start(wire: type[Wire], machine: NoteAcceptorEmulator, line: Wire) -> None:
    machine.trouble = NoteTrouble.STACKER_OPEN
    assert states(restarted(wire, line).run(5000)) == [(State.USER_ERROR, "stacker-open")]


def test_a_note_caught_in_a_jam_is_credited_or_a_doubt(line: Wire, machine: NoteAcceptorEmulator) -> None:
    ref = escrow(line, machine, 1000)
    line.run(50, Stack(DeviceName("note"), Ref(ref)))
    machine.trouble = NoteTrouble.JAM_IN_STACKER
    line.run(20_000)
    machine.trouble = None
    line.run(30_000)
    assert credits(line.news) == {}
    assert returned(line.news) == []


def test_lost_is_one_entry_and_back_is_one(line: Wire, machine: NoteAcceptorEmulator) -> None:
    machine.plugged = False
    assert states(line.run(60_000)) == [(State.OFFLINE, "no-answer")]
    machine.plugged = True
    assert states(line.run(5000)) == [(State.ONLINE, "")]
    machine.trouble = NoteTrouble.STACKER_OPEN
    line.run(1000)
    machine.plugged = False
    line.run(10_000)
    machine.plugged = True
    assert states(line.run(5000)) == [(State.USER_ERROR, "stacker-open")]


class Loop:
    """A cable that leads back to its own port: a status request looks like "idling"."""

    def step(self, now: int, received: bytes) -> tuple[bytes, int | None]:
        return received, None


def test_a_looped_back_line_is_no_acceptor(wire: type[Wire]) -> None:
    loop: Emulator = Loop()
    news = wire(id003_bus(NoteAcceptor(DeviceName("note"), NOTES, start="1")), loop).run(10_000, ALL)
    assert states(news) == [(State.HARDWARE_ERROR, "not-a-note-acceptor")]


@pytest.mark.parametrize("table", [{0x61: 1000}, {**TABLE, 0x62: 50_000}])
def test_a_table_that_differs_takes_no_money(wire: type[Wire], table: dict[int, int]) -> None:
    machine = NoteAcceptorEmulator(table)
    line = wire(id003_bus(NoteAcceptor(DeviceName("note"), NOTES, start="1")), machine)
    assert states(line.run(10_000, ALL)) == [(State.HARDWARE_ERROR, "note-table-differs")]
    assert not machine.insert_note(line.now, 1000)


class NoDenomination(NoteAcceptorEmulator):
    """A make whose vend valid does not say which note it was."""

    def _answer(self, now: int, frame: Frame) -> Frame | None:
        reply = super()._answer(now, frame)
        return Frame(Shown.VEND_VALID) if reply and reply.code == Shown.VEND_VALID else reply


def test_a_vend_valid_without_denomination_is_the_escrowed_note(wire: type[Wire]) -> None:
    machine = NoDenomination(TABLE)
    line = wire(id003_bus(NoteAcceptor(DeviceName("note"), NOTES, start="1")), machine)
    line.react = take_everything
    line.run(5000, ALL)
    machine.insert_note(line.now, 5000)
    line.run(8000)
    assert list(credits(line.news).values()) == [Won(5000)]


@given(seed=st.integers(0, 2**32), chance=st.sampled_from((0.02, 0.1, 0.3)))
@settings(max_examples=60, deadline=None)
def test_on_a_bad_line_and_with_power_cuts_what_is_booked_is_what_is_in_the_box(
    wire: type[Wire], make_noise: Callable[[random.Random, float], Damage], seed: int, chance: float
) -> None:
    rng = random.Random(seed)
    machine = NoteAcceptorEmulator(TABLE)
    booked: dict[str, Won] = {}
    pending: dict[str, Won] = {}
    last = ""

    def kiosk(event: Event) -> Iterable[Command]:
        nonlocal last
        match event:
            case Escrowed() if rng.random() < 0.2:
                yield Return(DeviceName("note"), event.ref)
            case Escrowed():
                pending[event.ref] = event.value
                yield Stack(DeviceName("note"), event.ref)
            case Credited():
                assert booked.setdefault(event.ref, event.value) == event.value
                pending.pop(event.ref, None)
                last = event.ref
                if rng.random() < 0.8:
                    yield Recorded(DeviceName("note"), event.ref)
            case Returned():
                assert event.ref not in booked
                pending.pop(event.ref, None)
            case _:
                pass

    line = wire(id003_bus(NoteAcceptor(DeviceName("note"), NOTES, start="r")), machine)
    for run in range(3):
        line.react = kiosk
        line.damage = make_noise(rng, chance)
        line.run(4000, ALL)
        for _ in range(5):
            machine.insert_note(line.now, rng.choice((1000, 5000, 10_000)))
            line.run(rng.randrange(200, 4000))
            if rng.random() < 0.2:
                machine.power_cycle(line.now, rng.random() < 0.5)
            if rng.random() < 0.1:
                machine.pull_note(line.now)
        resume = next(reversed(pending), "")
        pause = rng.randrange(3000)
        line = restarted(wire, line, resume, "" if resume else last, f"r{run}.")
        line.now += pause
    line.react = kiosk
    line.run(60_000)
    inside = total(Won(won) * count for won, count in machine.box.items())
    assert machine.in_path() == 0
    # A doubt stays in ``pending``: the kiosk makes it a claim. What is booked is inside, and what is inside is booked.
    assert total(booked.values()) <= inside <= total(booked.values()) + total(pending.values())


def test_bytes_of_another_protocol_harm_nothing(wire: type[Wire]) -> None:
    class Babble:
        def __init__(self) -> None:
            self.rng = random.Random(1)

        def step(self, now: int, received: bytes) -> tuple[bytes, int | None]:
            return self.rng.randbytes(self.rng.randrange(40)), None

    babble: Emulator = Babble()
    line = wire(id003_bus(NoteAcceptor(DeviceName("note"), NOTES, start="1")), babble)
    assert states(line.run(20_000, ALL))[0] == (State.OFFLINE, "no-answer")
    assert FrameParser().feed(0, b"") == []


# --- answers that come too late ----------------------------------------------------------------------------------


def late(answer: Frame, at: Shown) -> Damage:
    """An old answer arrives right before the first one that shows ``at``, and is taken for it.

    `kiosk simulate --seed 7 --faults many` lost a note to that in its session 7,339.
    """
    waiting = [encode(answer)]

    def damage(data: bytes) -> Iterable[tuple[int, bytes]]:
        return ((0, waiting.pop() + data),) if waiting and data[2] == at else ((0, data),)

    return damage


@pytest.mark.parametrize("rest", [Shown.IDLING, Shown.INHIBITED])
def test_a_late_answer_from_before_a_note_does_not_give_it_back(
    line: Wire, machine: NoteAcceptorEmulator, rest: Shown
) -> None:
    line.react = take_everything
    for booked in range(1, 3):
        line.damage = late(Frame(rest), Shown.STACKING)
        assert machine.insert_note(line.now, 1000)
        news = line.run(5000)
        assert [event.value for event in news if isinstance(event, Credited)] == [Won(1000)]
        assert not [event for event in news if isinstance(event, Returned)]
        assert machine.box == {1000: booked}


def test_a_late_vend_valid_does_not_credit_the_next_note(line: Wire, machine: NoteAcceptorEmulator) -> None:
    line.react = take_everything
    assert machine.insert_note(line.now, 10_000)
    line.run(5000)
    line.damage = late(Frame(Shown.VEND_VALID, b"\x63"), Shown.STACKING)
    assert machine.insert_note(line.now, 1000)
    news = line.run(5000)
    assert [event.value for event in news if isinstance(event, Credited)] == [Won(1000)]
    assert machine.box == {10_000: 1, 1000: 1}
