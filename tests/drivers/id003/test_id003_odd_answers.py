"""A note acceptor that answers, but not quite as hoped: the step that failed is named, and it is not said to be gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from config.ids import DeviceName
from config.won import Won
from drivers.device import Accept, Escrowed, Event, Stack, State, StatusChanged
from drivers.id003.acceptor import NoteAcceptor, id003_bus
from drivers.id003.codec import Frame
from drivers.id003.codes import Code
from drivers.id003.emulator import NoteAcceptorEmulator

if TYPE_CHECKING:
    from tests.drivers.conftest import Wire

NAME = DeviceName("note")
INVALID = Frame(0x4B)


class Odd(NoteAcceptorEmulator):
    """Answers some commands with another frame than its kind does."""

    def __init__(self, answers: dict[int, Frame]) -> None:
        super().__init__({0x61: 1_000})
        self.answers = answers

    def _answer(self, now: int, frame: Frame) -> Frame | None:
        return self.answers[frame.code] if frame.code in self.answers else super()._answer(now, frame)


def states(events: list[Event]) -> list[tuple[State, str]]:
    return [(event.status.state, event.status.reason) for event in events if isinstance(event, StatusChanged)]


def line_of(wire: type[Wire], machine: Odd) -> Wire:
    line = wire(id003_bus(NoteAcceptor(NAME, {0x61: Won(1_000)}, start="1")), machine)
    line.react = lambda event: [Stack(NAME, event.ref)] if isinstance(event, Escrowed) else []
    return line


@pytest.mark.parametrize(
    ("code", "answer", "reason"),
    [
        (Code.VERSION, INVALID, "not-a-note-acceptor"),
        (Code.CURRENCY, INVALID, "note-table-unreadable"),
        (Code.RESET, INVALID, "reset-refused"),
        (Code.OPTIONS, INVALID, "options-refused"),
        (Code.SECURITY, Frame(Code.SECURITY, b"\x01\x00"), "security-refused"),
        (Code.ENABLE, Frame(Code.ENABLE), "enable-refused"),
        (Code.INHIBIT, INVALID, "inhibit-refused"),
    ],
)
def test_the_step_that_fails_is_named(wire: type[Wire], code: Code, answer: Frame, reason: str) -> None:
    machine = Odd({code: answer})
    line = line_of(wire, machine)
    line.run(12_000, Accept(NAME, frozenset({Won(1_000)})))
    assert states(line.news)[-1] == (State.HARDWARE_ERROR, reason)
    assert State.OFFLINE not in [state for state, _ in states(line.news)]
    machine.answers.clear()
    line.run(20_000)
    assert states(line.news)[-1] == (State.ONLINE, "")


def test_one_that_refuses_to_stack_is_out_of_order(wire: type[Wire]) -> None:
    machine = Odd({Code.STACK_1: INVALID})
    line = line_of(wire, machine)
    line.run(5_000, Accept(NAME, frozenset({Won(1_000)})))
    assert machine.insert_note(line.now, 1_000)
    line.run(5_000)
    assert states(line.news)[-1] == (State.HARDWARE_ERROR, "order-to-route-refused")
    assert machine.box[1_000] == 0


@pytest.mark.parametrize("code", Code)
def test_one_that_is_silent_at_one_command_alone_says_so(wire: type[Wire], code: Code) -> None:
    """Not unknown for ever, nor gone while it answers the rest."""

    class Mute(Odd):
        def _answer(self, now: int, frame: Frame) -> Frame | None:
            return None if frame.code == code else super()._answer(now, frame)

    line = line_of(wire, Mute({}))
    line.run(12_000, Accept(NAME, frozenset({Won(1_000)})))
    state, reason = states(line.news)[-1]
    if code in (Code.STACK_1, Code.RETURN, Code.ACK):  # nothing of the start
        assert (state, reason) == (State.ONLINE, "")
    elif code == Code.STATUS:
        assert (state, reason) == (State.OFFLINE, "no-answer")
    else:
        assert state == State.HARDWARE_ERROR
        assert reason.split("-")[0] in (code.name.lower(), "note", "not")


@pytest.mark.parametrize(
    ("shown", "reason"),
    [
        (0x10, "status-not-known"),
        (0x4B, "status-not-known"),
        (0xFF, "status-not-known"),
        (0x12, "stays-at-accepting"),
        (0x14, "stays-at-stacking"),
        (0x16, "stays-at-stacked"),
        (0x19, "stays-at-holding"),
        (0x1B, "stays-at-initialize"),
        (0x40, "stays-at-power-up"),
    ],
)
def test_one_that_never_comes_to_rest_says_where_it_stays(wire: type[Wire], shown: int, reason: str) -> None:
    """A mechanism that does not move, and firmware that shows what the protocol does not know."""
    machine = Odd({Code.STATUS: Frame(shown)})
    line = line_of(wire, machine)
    line.run(12_000, Accept(NAME, frozenset({Won(1_000)})))
    assert states(line.news) == [(State.HARDWARE_ERROR, reason)]
    machine.answers.clear()
    line.run(20_000)
    assert states(line.news)[-1] == (State.ONLINE, "")
