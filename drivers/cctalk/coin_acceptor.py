"""Coin acceptor over ccTalk: credits from the event buffer (generic specification 4.6 part 2, header 229).

The buffer holds the five newest events and a counter that goes 0 after a reset, then 1 to 255, then 1 again. A credit's
``ref`` is ``serial.epoch.number``: the number counts events without wrapping, the epoch counts resets, so no two
coins ever share one. The kiosk books by it, and hands the last booked one back at its next start, so that coins that
fell while it was down are found.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from config.won import Won
from drivers.cctalk.bus import CATEGORY, SERIAL, SIMPLE_POLL, CcTalkDevice
from drivers.cctalk.codec import Frame
from drivers.device import Accept, Credited, CreditsLost, Identified, Ms, Rejected, State, Status
from drivers.polling import Life, Pause, Query

MODIFY_INHIBIT = 231
READ_EVENTS = 229
MASTER_INHIBIT = 228
COIN_ID = 184

EVENTS = 5
ACCEPTING_POLL_MS = 200
"""Acceptors stop taking coins when they are not polled for a second."""
IDLE_POLL_MS = 1_000
OFFLINE_POLL_MS = 1_000
REFRESH_MS = 30_000
"""Masks are sent again this often: a reset between two polls with an empty buffer cannot be seen."""

_JAMS = {4, 5, 6, 7, 13, 14, 15, 26, 29, 30, 31, 32, 33, 35, 36, 39}
_FRAUDS = {16, 17, 18, 19, 20, 23, 37, 38, 40}

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
    """

    def __init__(self, name: str, address: int, coins: Mapping[int, CoinType], resume: str = "") -> None:
        super().__init__(name, address)
        self._coins = coins
        self._serial = ""
        self._epoch = 0
        self._number = 0
        self._counter: int | None = None
        self._resume = resume
        self._wanted: frozenset[Won] = frozenset()
        self._refresh_at: Ms = 0
        self._reason = ""

    def life(self) -> Life[Frame]:
        while True:
            started = yield from self._start()
            while started and self.status.state != State.OFFLINE:
                self._take_commands()
                yield from self._apply_masks()
                yield from self._read_events()
                if not self.commands:
                    yield Pause(ACCEPTING_POLL_MS if self._wanted else IDLE_POLL_MS)
            self._take_commands()
            yield Pause(OFFLINE_POLL_MS)

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
        serial = yield from self.query(SERIAL)
        if category is None or serial is None:
            return False
        if category != b"Coin Acceptor":
            self.report(Status(State.HARDWARE_ERROR, "not-a-coin-acceptor"))
            return False
        for position, coin in self._coins.items():
            id_ = yield from self.query(COIN_ID, bytes((position,)))
            if id_ is None:
                return False
            if id_ != coin.id.encode():
                self.report(Status(State.HARDWARE_ERROR, "coin-table-differs"))
                return False
        name = str(int.from_bytes(serial, "little"))
        if name != self._serial:
            self._serial = name
            self.events.append(Identified(self.name, f"Coin Acceptor {name}"))
        self._refresh_at = 0
        if not (yield from self._read_events()):
            return False
        self.report(Status(State.ONLINE))
        return True

    def _first_contact(self, counter: int) -> None:
        """Takes up the count where the last booked credit left it."""
        serial, _, rest = self._resume.partition(".")
        epoch, _, number = rest.partition(".")
        if serial == self._serial and number.isdecimal() and epoch.isdecimal():
            self._epoch, self._number = int(epoch), int(number)
            self._counter = (self._number - 1) % 255 + 1 if self._number else 0
        else:
            self._counter = counter

    # -- events --

    def _apply_masks(self) -> Generator[Query | Pause, Frame | None, None]:
        if self.now < self._refresh_at:
            return
        mask = sum(1 << (position - 1) for position, coin in self._coins.items() if coin.value in self._wanted)
        done = yield from self.acknowledged(MODIFY_INHIBIT, mask.to_bytes(2, "little"))
        if done and (yield from self.acknowledged(MASTER_INHIBIT, bytes((1 if mask else 0,)))):
            self._refresh_at = self.now + REFRESH_MS

    def _read_events(self) -> Asked:
        data = yield from self.query(READ_EVENTS)
        if data is None or len(data) != 1 + 2 * EVENTS:
            return False
        counter = data[0]
        if self._counter is None:
            self._first_contact(counter)
        if counter == self._counter:
            return True
        new = self._new_events(counter)
        self._counter = counter
        for age in range(min(new, EVENTS), 0, -1):
            self._number += 1
            self._event(data[2 * age - 1], data[2 * age])
        return True

    def _new_events(self, counter: int) -> int:
        """How many events are new; reports those that can no longer be named."""
        assert self._counter is not None
        if counter == 0:
            # Reset: masks are gone, and what happened just before it may be, too.
            self._epoch, self._number, self._refresh_at = self._epoch + 1, 0, 0
            if self._wanted:
                self.events.append(CreditsLost(self.name, 0))
            return 0
        new = counter - self._counter if counter > self._counter else counter - self._counter + 255
        if new > EVENTS:
            self.events.append(CreditsLost(self.name, new - EVENTS))
            self._epoch, self._number = self._epoch + 1, counter - EVENTS if counter > EVENTS else 0
            return min(new, counter)
        return new

    def _event(self, a: int, b: int) -> None:
        if a:
            coin = self._coins.get(a)
            if coin is None:
                self.events.append(CreditsLost(self.name, 1))
                return
            self.events.append(Credited(self.name, f"{self._serial}.{self._epoch}.{self._number}", coin.value))
            self._settle("")
        elif b in _JAMS:
            self._settle("jammed")
        elif b in _FRAUDS:
            self._settle("fraud-attempt")
        elif b == 254:
            self._settle("return-lever")
        elif b:
            self.events.append(Rejected(self.name, "inhibited-coin" if b == 2 or b >= 128 else "unknown-coin"))

    def _settle(self, reason: str) -> None:
        state = {"": State.ONLINE, "return-lever": State.USER_ERROR, "fraud-attempt": State.FRAUD_ATTEMPT}
        self.report(Status(state.get(reason, State.HARDWARE_ERROR), reason))
