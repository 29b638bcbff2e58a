"""A bus whose devices speak when they are asked: ccTalk and ID-003.

A device is a generator, so that its protocol reads as the conversation it is: it yields a `Query` and is resumed with
the reply, or with None when none came in time; it yields a `Pause` when it has nothing to ask. The bus keeps one query
on the line at a time and gives the line to its devices in turn.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from config.ids import DeviceName
from drivers.device import Command, Event, LineSettings, Ms, Status, Step
from drivers.watched import Watched

QUIET_MS = 500
"""A device that did not answer is not asked anything for this long. Replies carry no number: one that comes late must
not answer the next query."""

R = TypeVar("R")
T = TypeVar("T")


@dataclass(frozen=True)
class Query:
    """Bytes to send. ``timeout_ms`` of 0: nothing will come back."""

    data: bytes
    timeout_ms: Ms


@dataclass(frozen=True)
class Pause:
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
    """

    def __init__(self, name: DeviceName) -> None:
        self.name = name
        self.now: Ms = 0
        self.commands: deque[Command] = deque()
        self.events: list[Event] = []
        self._watched = Watched(name)

    def life(self) -> Talk[R, None]:
        """Never ends."""
        raise NotImplementedError

    def report(self, status: Status) -> None:
        """Reports a status where that is news (`Watched.tell`)."""
        self.events += self._watched.tell(status)

    @property
    def status(self) -> Status:
        return self._watched.status

    def ask(self, query: Query) -> Talk[R, R | None]:
        """One query; a miss counts, and the third in a row is reported."""
        reply = yield query
        if reply is not None:
            self._watched.answered()
        elif query.timeout_ms:
            self.events += self._watched.missed()
        return reply


class Parser(Protocol[R]):
    """Cuts a stream of bytes into replies. Its buffer is bounded."""

    def feed(self, now: Ms, data: bytes) -> list[R]: ...

    def clear(self) -> None: ...


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
        self._by_name = {device.name: device for device in devices}
        self._lives = {device.name: device.life() for device in devices}
        self._due: dict[DeviceName, Ms] = dict.fromkeys(self.devices, 0)
        self._resting: set[str] = set()  # waiting for a time that no command brings nearer
        self._reply: dict[DeviceName, R | None] = {}
        self._asking: DeviceName | None = None
        self._deadline: Ms = 0

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> Step:
        for command in commands:
            self._by_name[command.device].commands.append(command)
            if command.device != self._asking and command.device not in self._resting:
                self._due[command.device] = now
        if received:
            for reply in self._parser.feed(now, received):
                if self._asking and self._answers(reply, self._by_name[self._asking]):
                    self._hang_up(now, reply)
        if self._asking and now >= self._deadline:
            silent = self._asking
            self._hang_up(now, None)
            self._resting.add(silent)
            self._due[silent] = now + QUIET_MS
        to_send = b""
        while self._asking is None and not to_send:
            name = next((name for name in self.devices if self._due[name] <= now), None)
            if name is None:
                break
            to_send = self._resume(now, name)
        return Step(to_send, self._collect(), self._deadline if self._asking else min(self._due.values()))

    def _hang_up(self, now: Ms, reply: R | None) -> None:
        assert self._asking is not None
        self._reply[self._asking] = reply
        self._due[self._asking] = now
        self._asking = None

    def _resume(self, now: Ms, name: DeviceName) -> bytes:
        device, life = self._by_name[name], self._lives[name]
        device.now = now
        self._resting.discard(name)
        wants = life.send(self._reply.pop(name, None))
        if isinstance(wants, Pause):
            if not wants.wakes:
                self._resting.add(name)
            self._due[name] = now if wants.wakes and device.commands else now + wants.ms
            return b""
        self._parser.clear()  # what came before the question does not answer it
        if wants.timeout_ms:
            self._asking, self._deadline = name, now + wants.timeout_ms
        else:
            self._due[name] = now
        return wants.data

    def _collect(self) -> tuple[Event, ...]:
        events: list[Event] = []
        for device in self._by_name.values():
            if device.events:
                events += device.events
                device.events = []
        return tuple(events)
