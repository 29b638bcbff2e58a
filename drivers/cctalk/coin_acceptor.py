"""Coin acceptor over ccTalk: credits from the event buffer (generic specification 4.6 part 2, header 229).

A credit's ``ref`` is the name of its event (`acceptor.py`). The kiosk books by it, and hands the last booked one back at
its next start, so that coins that fell while it was down are found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from config.ids import DeviceName, Ref
from config.won import Won
from drivers.cctalk.acceptor import (
    ACCEPTING_POLL_MS,
    CHECK_MS,
    IDLE_POLL_MS,
    MASTER_INHIBIT,
    MODIFY_INHIBIT,
    OFFLINE_POLL_MS,
    REFRESH_MS,
    Acceptor,
)
from drivers.cctalk.codec import Checksum, Frame
from drivers.device import Accept, Credited, CreditsLost, Rejected, State, Status, TellApart
from drivers.polling import Pause, Talk

STATUS = 248
READ_EVENTS = 229
MASTER_STATUS = 227
COIN_ID = 184

_JAMS = {4, 5, 6, 7, 13, 14, 15, 26, 29, 30, 31, 32, 33, 35, 36, 39}
_FRAUDS = {16, 17, 18, 19, 20, 23, 37, 38, 40}
_RETURN_LEVER = 254
_STATES = {"": State.ONLINE, "return-lever": State.USER_ERROR, "fraud-attempt": State.FRAUD_ATTEMPT}


@dataclass(frozen=True)
class CoinType:
    """The six-character id that must stand in the device's table, and what the coin is worth."""

    id: str
    value: Won


class CoinAcceptor(Acceptor):
    """A credit's ``ref`` is that of its event."""

    category, stranger = b"Coin Acceptor", "not-a-coin-acceptor"
    events_header = READ_EVENTS

    def __init__(
        self, name: DeviceName, address: int, coins: Mapping[int, CoinType], *, resume: Ref | None = None, start: str = "0",
        taking: bool = False, checksum: Checksum = Checksum.SUM,
    ) -> None:  # fmt: skip
        """What a coin acceptor is told at the kiosk's start.

        Args:
            coins: position (1 to 16) to coin; what the device's own table says must agree.
            resume: the last booked credit's ref, None if there is none.
            start: names this run of the kiosk; without it an acceptor that comes back after another was fitted could
                repeat a ref.
            taking: an earlier run ended while it took coins; an acceptor that was reset since then may have swallowed
                one.
        """
        values = {position: coin.value for position, coin in coins.items()}
        super().__init__(name, address, values, start=start, earlier=resume, checksum=checksum)
        self._coins = coins
        self._tells_apart = (
            False  # each coin is inhibited, and the acceptor is not: it looks at coins and gives them back
        )
        self._taking = taking  # it has acknowledged that it may take coins

    def life(self) -> Talk[Frame, None]:
        while True:
            started = yield from self._start()
            while started and self.status.state != State.OFFLINE:
                self._take_commands()
                yield from self._apply_masks()
                yield from self.read_events()
                yield from self.check_up()
                yield Pause(ACCEPTING_POLL_MS if self.wanted or self._tells_apart else IDLE_POLL_MS)
            self._take_commands()
            yield Pause(OFFLINE_POLL_MS, wakes=False)

    def _take_commands(self) -> None:
        while self.commands:
            command = self.commands.popleft()
            if isinstance(command, Accept):
                self.wanted, self._tells_apart, self.refresh_at = command.denominations, False, 0
            elif isinstance(command, TellApart):
                self.wanted, self._tells_apart, self.refresh_at = frozenset(), True, 0

    def _start(self) -> Talk[Frame, bool]:
        """Identifies the device and finds out what fell since the last booked coin."""
        serial = yield from self.identify()
        if serial is None:
            return False
        for position, coin in self._coins.items():
            id_ = yield from self.query(COIN_ID, bytes((position,)), 6)
            if id_ is None:
                self.failed("coin-table-unreadable")
                return False
            if id_ != coin.id.encode():
                self._settle("coin-table-differs")
                return False
        self.passed("coin-table-unreadable")
        self.replaced_by(serial)
        self.refresh_at = self.check_at = 0
        if not (yield from self.read_events()):
            return False
        yield from self._look_for_reset()
        self.report((yield from self.condition()) or Status(State.ONLINE))
        return True

    # -- what it does --

    def _apply_masks(self) -> Talk[Frame, None]:
        if self.now < self.refresh_at:
            return
        yield from self._look_for_reset()
        mask = self.mask
        if not (yield from self.told((MODIFY_INHIBIT, mask.to_bytes(2, "little")))):
            return
        self._taking = False  # whether it heard the next one is known with its answer only
        if (yield from self.told((MASTER_INHIBIT, bytes((1 if mask or self._tells_apart else 0,))))):
            self._taking = mask > 0
            self.refresh_at = self.now + REFRESH_MS

    def _look_for_reset(self) -> Talk[Frame, None]:
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

    def count_broke(self, counter: int, first: bool) -> None:
        # Masks may be gone, and so may coins: rejected ones count as events, too, so that not one is certain. Switched on
        # in the morning with the kiosk it is always fresh: no news.
        if self.wanted or self._taking or (first and counter):
            self.events.append(CreditsLost(self.name, 0))
        self._taking = False

    def happened(self, a: int, b: int, past: bool) -> None:
        if a:
            coin = self._coins.get(a)
            if coin is None:
                self.events.append(CreditsLost(self.name, 1))
                return
            self.events.append(Credited(self.name, self.newest.ref, coin.value))
        elif b in _JAMS:
            self._settle("jammed")
        elif b in _FRAUDS:
            self._settle("fraud-attempt")
        elif b == _RETURN_LEVER:
            self._settle("return-lever")
        elif b == 2 or 128 <= b < 160:
            self.refresh_at = 0  # perhaps it was reset and forgot what it may take
            self.events.append(Rejected(self.name, "inhibited-coin"))
        elif b:
            self.events.append(Rejected(self.name, "unknown-coin"))

    # -- trouble --

    def condition(self) -> Talk[Frame, Status | None]:
        fault = yield from self.self_check()
        if fault is None:
            return None
        if fault:
            return _status(f"fault-{fault}")
        lever = yield from self.query(STATUS, size=1)
        return _status("return-lever" if lever == b"\x01" else "")

    def _settle(self, reason: str) -> None:
        if self.status.state == State.ONLINE:
            self.check_at = self.now + CHECK_MS
        self.report(_status(reason))


def _status(reason: str) -> Status:
    return Status(_STATES.get(reason, State.HARDWARE_ERROR), reason)
