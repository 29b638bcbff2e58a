"""Coin hopper over ccTalk: a payout happens exactly once (generic specification 4.6 part 2, headers 163 to 168).

The hopper counts dispense commands it received (event counter, 0 after a reset) and, in memory that survives power
loss, every coin it ever threw (dispense count). Before a payout both are read and written to the journal; afterwards
the difference of the dispense counts is the authority on what fell, whatever replies were lost meanwhile. A dispense
command is repeated only when both counters prove that it never arrived.

Covers hoppers without encryption (SCH2-NOENCRYPT style: eight free bytes, a cipher request before each payout); the
encrypted kinds' algorithm is not public.
"""

from __future__ import annotations

from collections.abc import Generator

from drivers.cctalk.bus import CATEGORY, RESET, SERIAL, SIMPLE_POLL, CcTalkDevice
from drivers.cctalk.codec import Frame
from drivers.device import (
    Command,
    Dispense,
    HopperCounters,
    Identified,
    Level,
    PayoutEnded,
    PayoutReady,
    PreparePayout,
    SettlePayout,
    State,
    Status,
)
from drivers.polling import Life, Pause, Query

ENABLE = 164
TEST = 163
REQUEST_KEY = 160
DISPENSE = 167
STATUS = 166
DISPENSE_COUNT = 168
LEVEL = 217

ENABLE_CODE = b"\xa5"
IDLE_POLL_MS = 2_000
PAYING_POLL_MS = 100
RESET_MS = 500
SENDS = 3
"""Dispense commands that demonstrably did not arrive are sent again this often at most."""

_BLOCKING = (0b0011_1001, 0b0111_1101 & ~0b0000_0110)
"""Flags of status registers 1 and 2 that block the next payout until a reset."""
_EMPTY = 0b0000_0010

Asked = Generator[Query | Pause, Frame | None, bool]


class Hopper(CcTalkDevice):
    """One coin denomination."""

    def __init__(self, name: str, address: int) -> None:
        super().__init__(name, address)
        self._serial = ""
        self._empty = False

    def life(self) -> Life[Frame]:
        while True:
            started = yield from self._start()
            while started and self.status.state != State.OFFLINE:
                if self.commands:
                    yield from self._obey(self.commands.popleft())
                    continue
                yield from self._poll()
                if not self.commands:
                    yield Pause(IDLE_POLL_MS)
            yield Pause(IDLE_POLL_MS if not started else 0)

    def _start(self) -> Asked:
        if not (yield from self.acknowledged(SIMPLE_POLL)):
            return False
        category = yield from self.query(CATEGORY)
        serial = yield from self.query(SERIAL)
        if category is None or serial is None:
            return False
        if category != b"Payout":
            self.report(Status(State.HARDWARE_ERROR, "not-a-hopper"))
            return False
        name = str(int.from_bytes(serial, "little"))
        if name != self._serial:
            self._serial = name
            self.events.append(Identified(self.name, f"Payout {name}"))
        self._misses = 0
        return (yield from self._poll())

    def _poll(self) -> Asked:
        flags = yield from self.query(TEST)
        if flags is None:
            return False
        low = yield from self.query(LEVEL)
        level = Level.OUT if self._empty else Level.LOW if low and low[0] & 0b0001_0001 == 0b0001_0001 else Level.OK
        blocked = _blocked(flags)
        state = State.HARDWARE_ERROR if blocked else State.ONLINE
        self.report(Status(state, "blocked" if blocked else "", (("coins", level),)))
        return True

    def _obey(self, command: Command) -> Life[Frame]:
        match command:
            case PreparePayout():
                yield from self._prepare(command)
            case Dispense():
                sent = yield from self._send(command)
                yield from self._settle(command, sent)
            case SettlePayout():
                yield from self._settle(command, True)

    # -- payout --

    def _prepare(self, command: PreparePayout) -> Life[Frame]:
        """Enabled, free of faults, counters known; silent when the hopper is not ready, the kiosk stops waiting."""
        flags = yield from self.query(TEST)
        if flags and _blocked(flags):
            yield from self.acknowledged(RESET)
            yield Pause(RESET_MS)
        if not (yield from self.acknowledged(ENABLE, ENABLE_CODE)):
            return
        counters = yield from self._counters()
        if counters:
            self.events.append(PayoutReady(self.name, command.ref, counters))

    def _send(self, command: Dispense) -> Asked:
        """True when the command arrived, as far as anyone can tell; False when it certainly did not."""
        for _ in range(SENDS):
            if (yield from self.query(REQUEST_KEY)) is not None:
                reply = yield from self.query(DISPENSE, bytes(8) + bytes((command.coins,)))
                if reply is not None:
                    return True
            counters = yield from self._counters_at_last()
            if counters != command.before:
                return True
            yield from self.acknowledged(ENABLE, ENABLE_CODE)
        return False

    def _settle(self, command: Dispense | SettlePayout, sent: bool) -> Life[Frame]:
        """Waits until the hopper stands still, then lets the dispense count say what fell."""
        while sent:
            status = yield from self.query(STATUS)
            if status is not None and len(status) == 4 and status[1] == 0:
                break
            yield Pause(PAYING_POLL_MS)
        counters = yield from self._counters_at_last()
        paid = (counters.dispensed - command.before.dispensed) % 2**24
        yield from self.acknowledged(ENABLE, b"\x00")
        self._empty = paid < command.coins
        self.events.append(PayoutEnded(self.name, command.ref, paid, max(0, command.coins - paid)))

    def _counters_at_last(self) -> Generator[Query | Pause, Frame | None, HopperCounters]:
        """However long it takes: without the counters nobody knows what fell, and the kiosk has its own deadline."""
        while True:
            counters = yield from self._counters()
            if counters:
                return counters
            yield Pause(IDLE_POLL_MS)

    def _counters(self) -> Generator[Query | Pause, Frame | None, HopperCounters | None]:
        status = yield from self.query(STATUS)
        count = yield from self.query(DISPENSE_COUNT)
        if status is None or count is None or len(status) != 4 or len(count) != 3:
            return None
        return HopperCounters(status[0], int.from_bytes(count, "little"))


def _blocked(flags: bytes) -> bool:
    return any(flag & mask for flag, mask in zip(flags, _BLOCKING, strict=False))
