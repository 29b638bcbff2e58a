"""A bus on its real port without the kiosk: for the commands that speak to devices while the kiosk is stopped."""

from __future__ import annotations

from config.clock import monotonic_ms
from drivers.device import Bus, Command, Event
from drivers.link import Link


class Wire:
    def __init__(self, port: str, bus: Bus) -> None:
        self._bus = bus
        self._received: list[bytes] = []
        self._link = Link(port, bus.line, self._received.append, lambda error: None)
        self._link.start()

    def step(self, *commands: Command) -> tuple[Event, ...]:
        chunks = len(self._received)  # the link's thread goes on appending
        data = b"".join(self._received[:chunks])
        del self._received[:chunks]
        step = self._bus.step(monotonic_ms(), data, commands)
        if step.to_send:
            self._link.send(step.to_send)
        return step.events

    def close(self) -> None:
        self._link.stop()
