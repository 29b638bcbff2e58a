"""What takes money over ccTalk: the table it must have, the masks of what it may take, the buffer of what it took
(generic specification 4.6 part 2).

The buffer holds the five newest events and a counter that goes 0 after a reset, then 1 to 255, then 1 again. Each event
has a name of its own (`EventRef`): the number goes on where the device's counter wraps, and every break in it is counted;
so no two coins or notes ever share one. The kiosk books by it, and hands the last one that matters back at its next start,
so that what happened while it was down is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.ids import DeviceName, Ref
from config.won import Won
from drivers.cctalk.bus import LONG_REPLY_MS, CcTalkDevice
from drivers.cctalk.codec import Checksum, Frame
from drivers.device import CountingFrom, Ms, State, Status
from drivers.polling import Talk

SELF_CHECK = 232
MODIFY_INHIBIT = 231
MASTER_INHIBIT = 228
OPERATING_MODE = 153
_ORDERS = {
    MODIFY_INHIBIT: "inhibits-refused", MASTER_INHIBIT: "master-inhibit-refused", OPERATING_MODE: "escrow-mode-refused",
}  # fmt: skip
"""What it is told, and what is wrong with a device that does not take it."""

EVENTS = 5
READS = 4
"""Readings of a changed event buffer until two agree."""
ACCEPTING_POLL_MS = 200
"""Acceptors stop taking coins when they are not polled for a second."""
IDLE_POLL_MS = 1_000
OFFLINE_POLL_MS = 1_000
CHECK_MS = 2_000
"""An acceptor in trouble is asked this often whether it is well again."""
REFRESH_MS = 30_000
"""Masks are looked at and sent again this often: of a reset with an empty buffer they are all that tells."""


@dataclass(frozen=True)
class EventRef:
    """Names one event of one device for good. Its text, ``serial.start.resets.number``, is the ``ref`` of what is reported.

    Attributes:
        serial: of the device.
        start: names the run of the kiosk that began to count this device.
        resets: breaks in the count until then.
        number: of the event since the last break.
    """

    serial: str
    start: str
    resets: int
    number: int

    @classmethod
    def parse(cls, text: str) -> EventRef | None:
        """None for what is no such text: "" where nothing is on the books, or the name of another protocol's note."""
        parts = text.split(".")
        if len(parts) != 4 or not (parts[2].isdecimal() and parts[3].isdecimal()):
            return None
        return cls(parts[0], parts[1], int(parts[2]), int(parts[3]))

    @property
    def ref(self) -> Ref:
        return Ref(f"{self.serial}.{self.start}.{self.resets}.{self.number}")

    @property
    def counter(self) -> int:
        """What the device's own counter shows after this event."""
        return (self.number - 1) % 255 + 1 if self.number else 0


class Acceptor(CcTalkDevice):
    """Base of coin acceptor and bill validator.

    Attributes:
        wanted: what it is to take now.
        newest: the last event taken.
        refresh_at: when its masks are due.
        check_at: when it is asked whether it is well again.
    """

    events_header: int

    def __init__(
        self,
        name: DeviceName,
        address: int,
        values: Mapping[int, Won],
        *,
        start: str,
        earlier: Ref | None,
        checksum: Checksum,
    ) -> None:
        """What both are told at the kiosk's start.

        Args:
            values: position (1 to 16) to what the coin or note there is worth.
            start: names this run of the kiosk.
            earlier: the ref from which an earlier run's count goes on, None if there is none.
        """
        super().__init__(name, address, checksum=checksum)
        self.wanted: frozenset[Won] = frozenset()
        self.newest = EventRef("", start, 0, 0)
        self.refresh_at: Ms = 0
        self.check_at: Ms = 0
        self._values = values
        self._earlier = EventRef.parse(earlier or "")
        self._counting = False  # where the counter of this device stands is known

    @property
    def mask(self) -> int:
        """What is wanted, a bit a position."""
        return sum(1 << (position - 1) for position, value in self._values.items() if value in self.wanted)

    def told(self, *orders: tuple[int, bytes]) -> Talk[Frame, bool]:
        """Tells it what it may take, order by order; False when it does not take one."""
        for header, data in orders:
            if not (yield from self.acknowledged(header, data)):
                self.failed(_ORDERS[header])
                return False
            self.passed(_ORDERS[header])
        return True

    # -- who it is --

    def replaced_by(self, serial: str) -> bool:
        replaced = super().replaced_by(serial)
        if replaced:
            self._counting, self._earlier = False, None
        return replaced

    # -- the event buffer --

    def read_events(self) -> Talk[Frame, bool]:
        """Takes the events that are new; False when the device does not answer."""
        data = yield from self.query(self.events_header, size=1 + 2 * EVENTS)
        if data is None:
            self.failed("event-buffer-unreadable")
            return False
        self.passed("event-buffer-unreadable")
        if self._counting and data[0] == self.newest.counter:
            return True
        # One damaged frame in 256 passes the 8-bit checksum: money is believed when it was read twice alike.
        for _ in range(READS):
            again = yield from self.query(self.events_header, size=1 + 2 * EVENTS)
            if again == data:
                break
            if again is not None:
                data = again
        else:
            return False
        first = not self._counting
        if first:
            self._begin_count(data[0])
        for age in range(self._new_events(data[0], first), 0, -1):
            self.newest = replace(self.newest, number=self.newest.number + 1)
            self.happened(data[2 * age - 1], data[2 * age], past=first)
        return True

    def _begin_count(self, counter: int) -> None:
        """Takes up the count where an earlier run left it."""
        self._counting = True
        if self._earlier and self._earlier.serial == self.serial:
            self.newest = self._earlier
            self.taken_up()
        else:
            self.newest = EventRef(self.serial, self.newest.start, self.newest.resets + 1, counter)
            # Durable from now on: what comes in before the first is booked is found at the next start.
            self.events.append(CountingFrom(self.name, self.newest.ref))

    def _new_events(self, counter: int, first: bool) -> int:
        """How many events in the buffer are new, at a break in the count all that it holds."""
        before = self.newest.counter
        if counter == before:
            return 0
        new = counter - before if counter > before else counter - before + 255
        if counter and new <= EVENTS:
            return new
        # A reset, or more events than the buffer holds.
        self.count_broke(counter, first)
        known = min(counter, EVENTS)
        self.newest = replace(self.newest, resets=self.newest.resets + 1, number=counter - known)
        self.refresh_at = 0
        return known

    def taken_up(self) -> None:
        """An earlier run's count goes on; ``newest`` is what that handed back."""

    def count_broke(self, counter: int, first: bool) -> None:
        """Events may be lost. ``counter``: that of the device now; ``first``: this run had not read it before."""
        raise NotImplementedError

    def happened(self, a: int, b: int, past: bool) -> None:
        """The event ``newest``, by its two bytes. ``past``: it happened before this run read the buffer at all."""
        raise NotImplementedError

    # -- trouble --

    def check_up(self) -> Talk[Frame, None]:
        """Trouble is reported by events, its end is not: it has to be asked for."""
        if self.status.state == State.ONLINE or self.now < self.check_at:
            return
        status = yield from self.condition()
        if status is not None and self.status.state != State.OFFLINE:
            self.report(status)

    def self_check(self) -> Talk[Frame, int | None]:
        """The code of what is wrong, 0 for nothing; None when the device does not say. One without a self-check says no to it:
        it is well, as far as it can tell, until the next event of trouble.
        """
        self.check_at = self.now + CHECK_MS
        fault = yield from self.query(SELF_CHECK, timeout_ms=LONG_REPLY_MS)
        if fault or self.said_no:
            self.passed("self-check-unreadable")
            return fault[0] if fault else 0
        self.failed("self-check-unreadable")
        return None

    def condition(self) -> Talk[Frame, Status | None]:
        """How it is by its own word; None when the device does not say."""
        raise NotImplementedError
