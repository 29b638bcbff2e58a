"""Coin hopper over ccTalk: a payout happens exactly once (generic specification 4.6 part 2, headers 163 to 168).

The hopper counts dispense commands it received (event counter, 0 after a reset) and, in memory that survives power
loss, every coin it ever threw (dispense count). Before a payout both are read and written to the journal; afterwards
the difference of the dispense counts is the authority on what fell, whatever replies were lost meanwhile. A dispense
command is repeated only when both counters prove that it never arrived, and only at once: coins that fall later fall
to somebody else. One that says no to three orders, and pays nothing, is out of order until it was switched off.

Covers hoppers without encryption (SCH2-NOENCRYPT style: eight free bytes, a cipher request before each payout); the
encrypted kinds' algorithm is not public.
"""

from __future__ import annotations

from collections import deque
from typing import NamedTuple

from config.ids import DeviceName
from drivers.cctalk.bus import RESET, CcTalkDevice
from drivers.cctalk.codec import Checksum, Frame
from drivers.device import (
    Command,
    Dispense,
    HopperCounters,
    Level,
    Ms,
    PayoutEnded,
    PayoutReady,
    PreparePayout,
    SettlePayout,
    State,
    Status,
)
from drivers.polling import Pause, Talk

ENABLE = 164
TEST = 163
REQUEST_KEY = 160
DISPENSE = 167
STATUS = 166
DISPENSE_COUNT = 168
LEVEL = 217

ENABLE_CODE = b"\xa5"
MAX_COINS = 255
"""One dispense command carries its count in one byte."""
IDLE_POLL_MS = 2_000
PAYING_POLL_MS = 100
LATE_COIN_MS = 300
"""A coin in the exit when the motor stops still falls, and is counted, within this time."""
RESET_MS = 500
CLEAR_FAULT_MS = 30_000
"""A latched fault is cleared by a reset; this often, because a motor that runs into a jam each time burns out."""
SENDS = 3
SEND_WITHIN_MS = 5_000
"""A dispense command that demonstrably did not arrive is sent again this often and this long."""
PREPARE_TRIES = 3

_BLOCKING = (0b0011_1001, 0b0111_1001, 0b0000_1111)
"""Flags of status registers 1 to 3 that block the next payout until a reset."""


class _Reading(NamedTuple):
    counters: HopperCounters
    remaining: int


class Hopper(CcTalkDevice):
    """One coin denomination."""

    category, stranger = b"Payout", "not-a-hopper"

    def __init__(self, name: DeviceName, address: int, *, checksum: Checksum = Checksum.SUM) -> None:
        super().__init__(name, address, checksum=checksum)
        self._level = Level.UNKNOWN
        self._empty = False
        self._doubt = False
        self._noes = 0  # orders to dispense that it answered with a NAK, since it last paid
        self._cleared_at: Ms | None = None

    def life(self) -> Talk[Frame, None]:
        while True:
            started = yield from self._start()
            while started and self.status.state != State.OFFLINE:
                if self.commands:
                    yield from self._obey(self.commands.popleft())
                else:
                    yield from self._poll()
                    yield Pause(IDLE_POLL_MS)
            if not started:
                yield Pause(IDLE_POLL_MS, wakes=False)

    def _start(self) -> Talk[Frame, bool]:
        serial = yield from self.identify()
        if serial is None:
            return False
        if self.replaced_by(serial):
            self.commands.clear()  # they were for the one before; the kiosk stops waiting
        # It was away: perhaps somebody took it out to fill it, or it is another one; and it is too late to pay.
        self._empty = self._doubt = False
        self._noes = 0
        self.passed("counters-unreadable")
        self.commands = deque(
            SettlePayout(each.device, each.ref, each.coins, each.before) if isinstance(each, Dispense) else each
            for each in self.commands
        )
        return (yield from self._poll())

    def _poll(self) -> Talk[Frame, bool]:
        flags = yield from self.query(TEST)
        if flags is None:
            self.failed("self-test-refused")
            return False
        self.passed("self-test-refused")
        if _blocked(flags) and (self._cleared_at is None or self.now - self._cleared_at >= CLEAR_FAULT_MS):
            self._cleared_at = self.now
            yield from self._reset()
            flags = (yield from self.query(TEST)) or flags
        sensors = yield from self.query(LEVEL, size=1)
        if sensors is not None:
            fitted, low = sensors[0] & 0b0001_0000, sensors[0] & 0b0000_0001
            self._level = Level.LOW if fitted and low else Level.OK
            self._empty = self._empty and not (fitted and not low)
        refuses = "dispense-refused" if self._noes >= SENDS else ""
        reason = "blocked" if _blocked(flags) else "counters-differ" if self._doubt else refuses
        level = Level.OUT if self._empty else self._level
        self.report(Status(State.HARDWARE_ERROR if reason else State.ONLINE, reason, (("coins", level),)))
        return True

    def _reset(self) -> Talk[Frame, None]:
        yield from self.acknowledged(RESET)
        yield Pause(RESET_MS, wakes=False)

    # -- payout --

    def _obey(self, command: Command) -> Talk[Frame, None]:
        match command:
            case PreparePayout():
                yield from self._prepare(command)
            case Dispense():
                yield from self._dispense(command)
            case SettlePayout():
                after = yield from self._at_rest()
                if after:
                    self._conclude(command, after)

    def _prepare(self, command: PreparePayout) -> Talk[Frame, None]:
        """Enabled, free of faults, counters known; silent when the hopper is not ready, the kiosk stops waiting."""
        for _ in range(PREPARE_TRIES):
            flags = yield from self.query(TEST)
            if flags and _blocked(flags):
                yield from self._reset()
            if (yield from self.acknowledged(ENABLE, ENABLE_CODE)):
                first, second = (yield from self._read()), (yield from self._read())
                if first and first == second and not first.remaining:
                    self.passed("counters-unreadable", "enable-refused")
                    self.events.append(PayoutReady(self.name, command.ref, first.counters))
                    return
                if not first:
                    self.failed("counters-unreadable")
            else:
                self.failed("enable-refused")

    def _dispense(self, command: Dispense) -> Talk[Frame, None]:
        began = self.now
        for _ in range(SENDS):
            if (yield from self.query(REQUEST_KEY, size=8)) is not None:
                yield from self.query(DISPENSE, bytes(8) + bytes((min(command.coins, MAX_COINS),)), 1)
            if self.said_no:
                self._noes += 1
            # Whatever was answered, the counters know.
            after = yield from self._at_rest()
            if after is None:
                return
            if after != command.before or self.now - began > SEND_WITHIN_MS:
                break
            yield from self.acknowledged(ENABLE, ENABLE_CODE)
        assert after is not None
        self._conclude(command, after)
        yield from self.acknowledged(ENABLE, b"\x00")

    def _conclude(self, command: Dispense | SettlePayout, after: HopperCounters) -> None:
        paid = (after.dispensed - command.before.dispensed) % 2**24
        if paid > command.coins:
            # Another hopper in this place, or one that threw without command: nobody can say what became of the payout.
            self._doubt = True
            return
        self._noes = 0 if paid else self._noes
        self._empty = paid < min(command.coins, MAX_COINS) and after.event != command.before.event
        self.events.append(PayoutEnded(self.name, command.ref, paid, command.coins - paid))

    def _at_rest(self) -> Talk[Frame, HopperCounters | None]:
        """The counters once nothing falls any more, read twice alike; None when another hopper stands there now.

        Takes however long it takes: without the counters nobody knows what fell. The kiosk has its own deadline.
        """
        last: _Reading | None = None
        while True:
            reading = yield from self._read()
            if reading and reading == last and not reading.remaining:
                if self.status.state != State.OFFLINE:
                    return reading.counters
                serial = yield from self.serial_number()  # it was away
                if serial is not None:
                    return reading.counters if serial == self.serial else None
            last = reading
            if reading:
                yield Pause(PAYING_POLL_MS if reading.remaining else LATE_COIN_MS, wakes=False)
            else:
                yield Pause(IDLE_POLL_MS if self.status.state == State.OFFLINE else PAYING_POLL_MS, wakes=False)

    def _read(self) -> Talk[Frame, _Reading | None]:
        status = yield from self.query(STATUS, size=4)
        count = yield from self.query(DISPENSE_COUNT, size=3)
        if status is None or count is None:
            return None
        return _Reading(HopperCounters(status[0], int.from_bytes(count, "little")), status[1])


def _blocked(flags: bytes) -> bool:
    return any(flag & mask for flag, mask in zip(flags, _BLOCKING, strict=False))
