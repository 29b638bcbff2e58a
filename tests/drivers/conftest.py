"""A bus and an emulated device at the two ends of a wire, in virtual time."""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable, Iterable

import pytest

from drivers.device import Bus, Command, Emulator, Event, Ms

Damage = Callable[[bytes], Iterable[tuple[Ms, bytes]]]
"""What becomes of bytes on the wire: pieces and how late each is, in ms."""


def sound(data: bytes) -> Iterable[tuple[Ms, bytes]]:
    return ((0, data),)


def noise(rng: random.Random, chance: float) -> Damage:
    """Drops, flips, doubles or delays something in this share of the frames, now and then the whole frame."""

    def damage(data: bytes) -> Iterable[tuple[Ms, bytes]]:
        if rng.random() >= chance:
            return ((0, data),)
        at = rng.randrange(len(data))
        return rng.choice(
            (
                (),
                ((0, data[:at] + data[at + 1 :]),),
                ((0, data[:at] + bytes((data[at] ^ 1 << rng.randrange(8),)) + data[at + 1 :]),),
                ((0, data[: at + 1] + data[at:]),),
                ((0, data), (0, data)),
                ((0, data[:at]), (rng.randrange(80), data[at:])),
                ((rng.randrange(380), data),),
            )
        )

    return damage


class Wire:
    """Attributes:
    now: virtual ms.
    news: every event so far.
    react: what the kiosk would answer to an event, at once.
    damage: of both directions.
    """

    def __init__(self, bus: Bus, emulator: Emulator) -> None:
        self.now: Ms = 0
        self.news: list[Event] = []
        self.bus = bus
        self.emulator = emulator
        self.react: Callable[[Event], Iterable[Command]] = lambda event: ()
        self.damage: Damage = sound
        self._to_device: deque[tuple[Ms, bytes]] = deque()
        self.to_bus: deque[tuple[Ms, bytes]] = deque()
        self._device_wakes: Ms | None = None
        self._bus_wakes: Ms | None = 0

    def run(self, ms: Ms, *commands: Command) -> list[Event]:
        """Lets time pass; returns the events of that time."""
        end, first, todo = self.now + ms, len(self.news), list(commands)
        while True:
            self._step_device()
            step = self.bus.step(self.now, self._due(self.to_bus), todo)
            self.news += step.events
            todo = [command for event in step.events for command in self.react(event)]
            self._bus_wakes = step.wake_at
            self._put(self._to_device, step.to_send)
            if todo:
                continue
            times = [self._bus_wakes, self._device_wakes, *(q[0][0] for q in (self.to_bus, self._to_device) if q)]
            following = min((at for at in times if at is not None), default=end)
            if following >= end:
                self.now = end
                return self.news[first:]
            self.now = max(self.now, following)

    def until(self, happened: Callable[[], object], ms: Ms = 60_000) -> None:
        """Lets time pass until this is true; fails after ``ms``."""
        end = self.now + ms
        while not happened():
            assert self.now < end, self.news[-5:]
            self.run(10)

    def _step_device(self) -> None:
        received = self._due(self._to_device)
        if received or (self._device_wakes is not None and self._device_wakes <= self.now):
            sent, self._device_wakes = self.emulator.step(self.now, received)
            self._put(self.to_bus, sent)

    def _due(self, queue: deque[tuple[Ms, bytes]]) -> bytes:
        data = b""
        while queue and queue[0][0] <= self.now:
            data += queue.popleft()[1]
        return data

    def _put(self, queue: deque[tuple[Ms, bytes]], data: bytes) -> None:
        """A wire keeps the order of what it carries, however late it is."""
        for late, piece in self.damage(data) if data else ():
            at = self.now + 1 + late
            queue.append((max(at, queue[-1][0]) if queue else at, piece))


@pytest.fixture(scope="session")
def wire() -> type[Wire]:
    return Wire


@pytest.fixture(scope="session")
def make_noise() -> Callable[[random.Random, float], Damage]:
    return noise
