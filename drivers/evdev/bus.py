"""The bus of one input device: what its keys and its earphone's switch did, and whether it is there.

An input device speaks when it is touched, and a keypad may not be touched for days. So once a second it is asked how its switches
stand; a node that is there answers that, whatever switches it has (`drivers/event_node.py`), and one that was pulled out does not.
By the same answer an earphone is known that was in before the kiosk started, and one whose going in was lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from config.ids import DeviceName
from drivers.device import Command, Event, LineSettings, Ms, State, Status, Step
from drivers.evdev.codec import DOWN, EV_KEY, EV_SW, REPORT, SW_HEADPHONE_INSERT, InputEvent, Parser
from drivers.keys import JackMoved, Key, KeyPressed, ServiceSwitched
from drivers.watched import Watched

POLL_MS: Ms = 1_000
REPLY_MS: Ms = 500
ONLINE = Status(State.ONLINE)


class EvdevBus:
    """Implements `drivers.device.Bus` for one device on its own node."""

    def __init__(
        self, name: DeviceName, keys: Mapping[int, Key], plug: tuple[int, int] | None = None, service: int | None = None
    ) -> None:
        """``keys``: the kernel's code to the key. ``plug``: what a keypad with a socket sends as keys when an earphone goes in, and
        when it comes out; None for a device that has a switch for it, or no socket. ``service``: what a key switch sends when it is turned."""
        self.devices: tuple[DeviceName, ...] = (name,)
        self.line = LineSettings()
        self._name = name
        self._keys = keys
        self._plug = plug
        self._service = service
        self._parser = Parser()
        self._watched = Watched(name)
        self._plugged: bool | None = None
        self._asked_at: Ms | None = None
        self._next_poll: Ms = 0

    def step(self, now: Ms, received: bytes, commands: Sequence[Command]) -> Step:
        events: list[Event] = []
        if received:
            found = self._parser.feed(now, received)
            if found:
                self._watched.answered()
                self._asked_at = None
                events += self._watched.tell(ONLINE)
            for each in found:
                events += self._told(each)
        if self._asked_at is not None and now >= self._asked_at + REPLY_MS:
            self._asked_at = None
            events += self._watched.missed()
            if self._watched.status.state is State.OFFLINE:
                events += self._moved(False)  # nobody hears anything through a socket that is gone
        to_send = b""
        if now >= self._next_poll:
            to_send, self._asked_at, self._next_poll = REPORT, now, now + POLL_MS
        wake_at = self._next_poll if self._asked_at is None else min(self._next_poll, self._asked_at + REPLY_MS)
        return Step(to_send, tuple(events), wake_at)

    def _told(self, event: InputEvent) -> tuple[Event, ...]:
        if event.type == EV_SW and event.code == SW_HEADPHONE_INSERT:
            return self._moved(event.value != 0)
        if event.type != EV_KEY or event.value != DOWN:
            return ()
        if self._plug and event.code in self._plug:
            return self._moved(event.code == self._plug[0])
        if event.code == self._service:
            return (ServiceSwitched(self._name),)
        key = self._keys.get(event.code)
        return (KeyPressed(self._name, key),) if key else ()

    def _moved(self, plugged: bool) -> tuple[Event, ...]:
        """The first that is heard is news only where an earphone is in."""
        before, self._plugged = bool(self._plugged), plugged
        return (JackMoved(self._name, plugged),) if plugged != before else ()
