"""A bus whose devices speak when they are asked: ccTalk and ID-003.

A device is a generator, so that its protocol reads as the conversation it is: it yields a `Query` and is resumed with
the reply, or with None when none came in time; it yields a `Pause` when it has nothing to ask. The bus keeps one query
on the line at a time and gives the line to its devices in turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

from config.ids import DeviceName
from drivers.device import Command, Event, LineSettings, Ms, State, Status, Step
from drivers.watched import Watched

QUIET_MS = 500
"""A device that did not answer is not asked anything for this long. Replies carry no number: one that comes late must
not answer the next query."""

STEP_TRIES = 3
"""Times that a device which answers may fail at the same step before it is out of order: once is noise on the line."""

R = TypeVar("R")
T = TypeVar("T")


class Query(NamedTuple):
    """Bytes to send. ``timeout_ms`` of 0: nothing will come back."""

    data: bytes
    timeout_ms: Ms


class Pause(NamedTuple):
    """Nothing to ask for ``ms``. ``wakes``: a command ends the pause at once."""

    ms: Ms
    wakes: bool = True


Talk = Generator[Query | Pause, R | None, T]
"""A device's conversation, or a part of it: replies are ``R``, and a part ends with what it found out, a ``T``."""


class PolledDevice(Generic[R]):
    """What every polled device has.

    Attributes:
        now: set by the bus before the device is resumed.
        commands: told and not handled yet, oldest first.
        events: for the bus to collect.
        otherwise: to its last query it said something, and nothing that answers it.
    """

    def __init__(self, name: DeviceName) -> None:
        self.name = name
        self.now: Ms = 0
        self.commands: deque[Command] = deque()
        self.events: list[Event] = []
        self.otherwise = False
        self._watched = Watched(name)
        self._failed: dict[str, int] = {}

    def life(self) -> Talk[R, None]:
        """Never ends."""
        raise NotImplementedError

    def report(self, status: Status) -> None:
        """Reports a status where that is news (`Watched.tell`). A device that fails at a step is not well, whatever it says."""
        stuck = [step for step, times in self._failed.items() if times >= STEP_TRIES]
        if stuck and status.state == State.ONLINE:
            status = Status(State.HARDWARE_ERROR, stuck[0], status.supplies)
        self.events += self._watched.tell(status)

    def failed(self, step: str) -> None:
        """What it is told or asked came to nothing: refused, answered otherwise, or met by silence. One that answers and does not
        get past that is out of order and says where; one that says nothing at all is gone, which is reported by itself.
        ``step``: the reason, in kebab-case.
        """
        if self.status.state == State.OFFLINE:
            self._failed.clear()
            return
        self._failed[step] = self._failed.get(step, 0) + 1
        if self._failed[step] >= STEP_TRIES:
            self.report(Status(State.HARDWARE_ERROR, step))

    def passed(self, *steps: str) -> None:
        for step in steps:
            self._failed.pop(step, None)

    @property
    def status(self) -> Status:
        return self._watched.status

    def ask(self, query: Query) -> Talk[R, R | None]:
        """One query; a miss counts, and the third in a row is reported."""
        self.otherwise = False
        reply = yield query
        if reply is not None or self.otherwise:
            self._watched.answered()
        elif query.timeout_ms:
            self.events += self._watched.missed()
        return reply


class Parser(Protocol[R]):
    """Cuts a stream of bytes into replies. Its buffer is bounded."""

    def feed(self, now: Ms, data: bytes) -> list[R]: ...

    def clear(self) -> None: ...


class _Turn(Generic[R]):
    """A device on its bus.

    Attributes:
        due: when it gets the line next.
        resting: it waits for a time that no command brings nearer.
        reply: to its last query.
    """

    __slots__ = ("device", "due", "life", "reply", "resting")

    def __init__(self, device: PolledDevice[R]) -> None:
        self.device = device
        self.life = device.life()
        self.due: Ms = 0
        self.resting = False
        self.reply: R | None = None


class PollingBus(Generic[R]):
    """Implements `drivers.device.Bus`. Of several devices that are due, the first in the list gets the line."""

    def __init__(
        self, devices: Sequence[PolledDevice[R]], line: LineSettings, parser: Parser[R],
        answers: Callable[[R, PolledDevice[R]], bool] = lambda reply, device: True,
    ) -> None:  # fmt: skip
        self.devices = tuple(device.name for device in devices)
        self.line = line
        self._parser = parser
        self._answers = answers
        self._turns = tuple(_Turn(device) for device in devices)
        self._asking: _Turn[R] | None = None
        self._deadline: Ms = 0

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> Step:
        if commands:
            self._take(now, commands)
        if received:
            for reply in self._parser.feed(now, received):
                if self._asking and self._answers(reply, self._asking.device):
                    self._hang_up(self._asking, now, reply)
        if self._asking and now >= self._deadline:
            silent = self._asking
            self._hang_up(silent, now, None)
            silent.resting, silent.due = True, now + QUIET_MS
        to_send = b""
        events: list[Event] = []
        while self._asking is None and not to_send:
            due = self._first_due(now)
            if due is None:
                break
            to_send = self._resume(due, now)
            if due.device.events:
                events += due.device.events
                due.device.events = []
        wake_at = self._deadline if self._asking else min([turn.due for turn in self._turns])
        return Step(to_send, tuple(events), wake_at)

    def _take(self, now: Ms, commands: Sequence[Command]) -> None:
        for command in commands:
            turn = self._turns[self.devices.index(command.device)]
            turn.device.commands.append(command)
            if turn is not self._asking and not turn.resting:
                turn.due = now

    def _first_due(self, now: Ms) -> _Turn[R] | None:
        for turn in self._turns:
            if turn.due <= now:
                return turn
        return None

    def _hang_up(self, turn: _Turn[R], now: Ms, reply: R | None) -> None:
        turn.reply, turn.due, self._asking = reply, now, None

    def _resume(self, turn: _Turn[R], now: Ms) -> bytes:
        device, reply = turn.device, turn.reply
        device.now, turn.resting, turn.reply = now, False, None
        wants = turn.life.send(reply)
        if isinstance(wants, Pause):
            turn.resting = not wants.wakes
            turn.due = now if wants.wakes and device.commands else now + wants.ms
            return b""
        self._parser.clear()  # what came before the question does not answer it
        if wants.timeout_ms:
            self._asking, self._deadline = turn, now + wants.timeout_ms
        else:
            turn.due = now
        return wants.data
