"""Coin acceptor over ccTalk: credits from the event buffer (generic specification 4.6 part 2, header 229).

The buffer holds the five newest events and a counter that goes 0 after a reset, then 1 to 255, then 1 again. A credit's
``ref`` is ``serial.start.resets.number``: the number goes on where the device's counter wraps, ``resets`` counts every
break in it, ``start`` names the run of the kiosk that began to count this acceptor; so no two coins ever share one. The
kiosk books by it, and hands the last booked one back at its next start, so that coins that fell while it was down are
found.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from config.won import Won
from drivers.cctalk.bus import CATEGORY, LONG_REPLY_MS, SIMPLE_POLL, CcTalkDevice
from drivers.cctalk.codec import Checksum, Frame
from drivers.device import Accept, CountingFrom, Credited, CreditsLost, Identified, Ms, Rejected, State, Status
from drivers.polling import Life, Pause, Query

STATUS = 248
SELF_CHECK = 232
MODIFY_INHIBIT = 231
READ_EVENTS = 229
MASTER_INHIBIT = 228
MASTER_STATUS = 227
COIN_ID = 184

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

_JAMS = {4, 5, 6, 7, 13, 14, 15, 26, 29, 30, 31, 32, 33, 35, 36, 39}
_FRAUDS = {16, 17, 18, 19, 20, 23, 37, 38, 40}
_RETURN_LEVER = 254
_STATES = {"": State.ONLINE, "return-lever": State.USER_ERROR, "fraud-attempt": State.FRAUD_ATTEMPT}

Asked = Generator[Query | Pause, Frame | None, bool]


@dataclass(frozen=True)
class CoinType:
    """The six-character id that must stand in the device's table, and what the coin is worth."""

    id: str
    value: Won


class CoinAcceptor(CcTalkDevice):
    """Attributes:
    coins: position (1 to 16) to coin; what the device's own table says must agree.
    resume: the last booked credit's ref, "" if there is none.
    start: names this run of the kiosk; without it an acceptor that comes back after another was fitted could repeat
        a ref.
    taking: an earlier run ended while it took coins; an acceptor that was reset since then may have swallowed one.
    """

    def __init__(
        self, name: str, address: int, coins: Mapping[int, CoinType], *, resume: str = "", start: str = "0",
        taking: bool = False, checksum: Checksum = Checksum.SUM,
    ) -> None:  # fmt: skip
        super().__init__(name, address, checksum=checksum)
        self._coins = coins
        self._resume = resume
        self._serial = ""
        self._start_name = start
        self._resets = 0
        self._number = 0
        self._counter: int | None = None  # the device's own, None before the first contact
        self._wanted: frozenset[Won] = frozenset()
        self._taking = taking  # it has acknowledged that it may take coins
        self._refresh_at: Ms = 0
        self._check_at: Ms = 0

    def life(self) -> Life[Frame]:
        while True:
            started = yield from self._start()
            while started and self.status.state != State.OFFLINE:
                self._take_commands()
                yield from self._apply_masks()
                yield from self._read_events()
                yield from self._check_up()
                yield Pause(ACCEPTING_POLL_MS if self._wanted else IDLE_POLL_MS)
            self._take_commands()
            yield Pause(OFFLINE_POLL_MS, wakes=False)

    def _take_commands(self) -> None:
        while self.commands:
            command = self.commands.popleft()
            if isinstance(command, Accept):
                self._wanted, self._refresh_at = command.denominations, 0

    # -- start --

    def _start(self) -> Asked:
        """Identifies the device and finds out what fell since the last booked coin."""
        if not (yield from self.acknowledged(SIMPLE_POLL)):
            return False
        category = yield from self.query(CATEGORY)
        name = yield from self.serial_number()
        if category is None or not name:
            return False
        if category != b"Coin Acceptor":
            self._settle("not-a-coin-acceptor")
            return False
        for position, coin in self._coins.items():
            id_ = yield from self.query(COIN_ID, bytes((position,)), 6)
            if id_ is None:
                return False
            if id_ != coin.id.encode():
                self._settle("coin-table-differs")
                return False
        if name != self._serial:
            if self._serial:
                self._counter, self._resume = None, ""
            self._serial = name
            self.events.append(Identified(self.name, f"Coin Acceptor {name}"))
        self._refresh_at = self._check_at = 0
        if not (yield from self._read_events()):
            return False
        yield from self._look_for_reset()
        self._settle((yield from self._fault()) or "")
        return True

    def _first_contact(self, counter: int) -> None:
        """Takes up the count where the last booked credit left it."""
        parts = self._resume.split(".")
        if len(parts) == 4 and parts[0] == self._serial and parts[2].isdecimal() and parts[3].isdecimal():
            self._start_name, self._resets, self._number = parts[1], int(parts[2]), int(parts[3])
            self._counter = (self._number - 1) % 255 + 1 if self._number else 0
        else:
            self._resets, self._number = self._resets + 1, counter
            self._counter = counter
            # Durable from now on: a coin that falls before the first one is booked is found at the next start.
            self.events.append(CountingFrom(self.name, self._ref()))

    # -- what it does --

    def _apply_masks(self) -> Generator[Query | Pause, Frame | None, None]:
        if self.now < self._refresh_at:
            return
        yield from self._look_for_reset()
        mask = sum(1 << (position - 1) for position, coin in self._coins.items() if coin.value in self._wanted)
        if not (yield from self.acknowledged(MODIFY_INHIBIT, mask.to_bytes(2, "little"))):
            return
        self._taking = False  # whether it heard the next one is known with its answer only
        if (yield from self.acknowledged(MASTER_INHIBIT, bytes((1 if mask else 0,)))):
            self._taking = mask > 0
            self._refresh_at = self.now + REFRESH_MS

    def _look_for_reset(self) -> Generator[Query | Pause, Frame | None, None]:
        """An acceptor that was allowed to take coins and may not any more has been reset.

        Before the first event that alone tells of it, for the counter is 0 as it was; and a coin may be inside.
        """
        if not self._taking:
            return
        allowed = yield from self.query(MASTER_STATUS, size=1)
        if allowed is None:
            allowed = yield from self.query(MASTER_STATUS, size=1)
        if allowed == b"\x00":
            self._taking = False
            self.events.append(CreditsLost(self.name, 0))

    def _read_events(self) -> Asked:
        """Takes the events that are new; False when the device does not answer."""
        data = yield from self.query(READ_EVENTS, size=1 + 2 * EVENTS)
        if data is None:
            return False
        if data[0] == self._counter:
            return True
        # One damaged frame in 256 passes the 8-bit checksum: money is believed when it was read twice alike.
        for _ in range(READS):
            again = yield from self.query(READ_EVENTS, size=1 + 2 * EVENTS)
            if again == data:
                break
            if again is not None:
                data = again
        else:
            return False
        first = self._counter is None
        if first:
            self._first_contact(data[0])
        new = self._new_events(data[0], first)
        self._counter = data[0]
        for age in range(new, 0, -1):
            self._number += 1
            self._event(data[2 * age - 1], data[2 * age])
        return True

    def _new_events(self, counter: int, first: bool) -> int:
        """How many events in the buffer are new; reports when there were others that it no longer holds."""
        assert self._counter is not None
        if counter == self._counter:
            return 0
        new = counter - self._counter if counter > self._counter else counter - self._counter + 255
        if counter and new <= EVENTS:
            return new
        # A reset, or more events than the buffer holds. Masks may be gone, and so may coins: rejected ones count as
        # events, too, so that not one is certain. Switched on in the morning with the kiosk it is always fresh: no news.
        if self._wanted or self._taking or (first and counter):
            self.events.append(CreditsLost(self.name, 0))
        known = min(counter, EVENTS)
        self._resets, self._number = self._resets + 1, counter - known
        self._taking, self._refresh_at = False, 0
        return known

    def _ref(self) -> str:
        return f"{self._serial}.{self._start_name}.{self._resets}.{self._number}"

    def _event(self, a: int, b: int) -> None:
        if a:
            coin = self._coins.get(a)
            if coin is None:
                self.events.append(CreditsLost(self.name, 1))
                return
            self.events.append(Credited(self.name, self._ref(), coin.value))
        elif b in _JAMS:
            self._settle("jammed")
        elif b in _FRAUDS:
            self._settle("fraud-attempt")
        elif b == _RETURN_LEVER:
            self._settle("return-lever")
        elif b == 2 or 128 <= b < 160:
            self._refresh_at = 0  # perhaps it was reset and forgot what it may take
            self.events.append(Rejected(self.name, "inhibited-coin"))
        elif b:
            self.events.append(Rejected(self.name, "unknown-coin"))

    # -- trouble --

    def _check_up(self) -> Generator[Query | Pause, Frame | None, None]:
        """Trouble is reported by events, its end is not: it has to be asked for."""
        if self.status.state == State.ONLINE or self.now < self._check_at:
            return
        reason = yield from self._fault()
        if reason is not None and self.status.state != State.OFFLINE:
            self._settle(reason)

    def _fault(self) -> Generator[Query | Pause, Frame | None, str | None]:
        """What is wrong now; None when the device does not say."""
        self._check_at = self.now + CHECK_MS
        fault = yield from self.query(SELF_CHECK, timeout_ms=LONG_REPLY_MS)
        if not fault:
            return None
        if fault[0]:
            return f"fault-{fault[0]}"
        lever = yield from self.query(STATUS, size=1)
        return "return-lever" if lever == b"\x01" else ""

    def _settle(self, reason: str) -> None:
        if reason and self.status.state == State.ONLINE:
            self._check_at = self.now + CHECK_MS
        self.report(Status(_STATES.get(reason, State.HARDWARE_ERROR), reason))
