"""Bill validator with escrow over ccTalk (generic specification 4.6 part 2, headers 159 and 154).

A note in escrow and a note in the cash box are events in the same kind of buffer that coins have: the five newest, and a
counter that goes 0 after a reset, then 1 to 255, then 1 again. A note's ``ref`` is ``serial.start.resets.number`` of its
escrow event, as a coin's is of its credit (`coin_acceptor.py`). No note is stacked without an order, and the order is
durable before it is given; so at the kiosk's start the events since that escrow say what became of the last ordered note
(``resume``), and since the last booked one (``booked``) that nothing else is inside.

What this protocol cannot do: a credit is not acknowledged. A validator that loses power between the order and the next
poll forgets the event, and nobody can ask it afterwards where the note went. Then nothing is reported, and the kiosk
makes the note a claim; an event that comes after all, of a note found in the path, is reported under its ref.

The order to stack is given again only straight after a poll that shows neither end of the note: no other note can be
in escrow then. Encryption, which most validators can be set to, is not spoken.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from config.won import Won
from drivers.cctalk.bus import CATEGORY, LONG_REPLY_MS, SIMPLE_POLL, CcTalkDevice
from drivers.cctalk.codec import Checksum, Frame
from drivers.cctalk.coin_acceptor import (
    ACCEPTING_POLL_MS,
    CHECK_MS,
    EVENTS,
    IDLE_POLL_MS,
    MASTER_INHIBIT,
    MODIFY_INHIBIT,
    OFFLINE_POLL_MS,
    READS,
    REFRESH_MS,
    SELF_CHECK,
)
from drivers.device import (
    Accept,
    CountingFrom,
    Credited,
    CreditsLost,
    Escrowed,
    Identified,
    Level,
    Ms,
    Rejected,
    Return,
    Returned,
    Stack,
    State,
    Status,
)
from drivers.polling import Life, Pause, Query

READ_BILL_EVENTS = 159
BILL_ID = 157
SCALING = 156
ROUTE = 154
OPERATING_MODE = 153

RETURN_BILL, STACK_BILL = b"\x00", b"\x01"
ESCROW_EMPTY = b"\xfe"
STACKER_AND_ESCROW = b"\x03"
ROUTE_MS = 3_000
"""A routed note is stacked or given back within this time; otherwise the order is given again."""

_REJECTED = {0: "inhibited", 2: "denomination", 3: "conveying", 4: "inhibited", 5: "inhibited"}
_TROUBLE = {
    6: Status(State.HARDWARE_ERROR, "jam-in-acceptor"),
    7: Status(State.HARDWARE_ERROR, "jam-in-stacker"),
    8: Status(State.FRAUD_ATTEMPT, "cheated"),
    9: Status(State.FRAUD_ATTEMPT, "cheated"),
    11: Status(State.USER_ERROR, "stacker-open"),
    13: Status(State.HARDWARE_ERROR, "failure"),
    14: Status(State.USER_ERROR, "stacker-full", (("notes", Level.FULL),)),
    15: Status(State.HARDWARE_ERROR, "jam-in-stacker"),
    16: Status(State.HARDWARE_ERROR, "jam-in-acceptor"),
    17: Status(State.FRAUD_ATTEMPT, "cheated"),
    18: Status(State.FRAUD_ATTEMPT, "cheated"),
    19: Status(State.HARDWARE_ERROR, "failure"),
}
"""Event to status; what a self-check finds (39 a jam, 44 no stacker, 45 a full one) has the same names."""
_FAULTS = {39: _TROUBLE[6], 44: _TROUBLE[11], 45: _TROUBLE[14]}
_RETURNED, _PULLED, _UNKNOWN_STACKED = 1, 8, 21

Asked = Generator[Query | Pause, Frame | None, bool]


@dataclass(frozen=True)
class BillType:
    """The seven-character id that must stand in the device's table, and what the note is worth."""

    id: str
    value: Won


@dataclass
class _Note:
    """The note between escrow and its end.

    Attributes:
        known: the kiosk knows of it and wants to hear its end.
        order: what was told about it, None if nothing.
        ordered: the order may have reached the device.
        passed: another note was offered since, so that it is in the path no more: a note that goes back is that other.
    """

    ref: str
    known: bool = True
    order: bytes | None = None
    ordered: bool = False
    passed: bool = False
    due: Ms = 0


class BillValidator(CcTalkDevice):
    """Attributes:
    bills: position (1 to 16) to note; what the device's own table says must agree.
    start: names this run of the kiosk.
    resume: ref of the note that an earlier run told to stack and whose fate is not on the books, "" if there is none.
    booked: the last ref on the books, "" if there is none.
    """

    def __init__(
        self, name: str, address: int, bills: Mapping[int, BillType], *, start: str, resume: str = "", booked: str = "",
        checksum: Checksum = Checksum.SUM,
    ) -> None:  # fmt: skip
        super().__init__(name, address, checksum=checksum)
        self._bills = bills
        self._start_name = start
        self._earlier = resume or booked
        self._resume = resume
        self._serial = ""
        self._resets = 0
        self._number = 0
        self._counter: int | None = None  # the device's own, None before the first contact
        self._note: _Note | None = None
        self._wanted: frozenset[Won] = frozenset()
        self._refresh_at: Ms = 0
        self._check_at: Ms = 0

    def life(self) -> Life[Frame]:
        while True:
            started = yield from self._start()
            while started and self.status.state != State.OFFLINE:
                self._take_commands()
                yield from self._apply_masks()
                if (yield from self._read_events()):
                    self._take_commands()
                    yield from self._route()
                yield from self._check_up()
                yield Pause(ACCEPTING_POLL_MS if self._wanted or self._note else IDLE_POLL_MS)
            self._take_commands()
            yield Pause(OFFLINE_POLL_MS, wakes=False)

    def _take_commands(self) -> None:
        while self.commands:
            command = self.commands.popleft()
            match command:
                case Accept():
                    self._wanted, self._refresh_at = command.denominations, 0
                case Stack() if self._note and command.ref == self._note.ref and self._note.order is None:
                    self._note.order, self._note.due = STACK_BILL, self.now
                case Return() if self._note and command.ref == self._note.ref and self._note.order is None:
                    self._note.order, self._note.due = RETURN_BILL, self.now
                case _:
                    pass

    # -- start --

    def _start(self) -> Asked:
        """Identifies the device and finds out what became of the last ordered note."""
        if not (yield from self.acknowledged(SIMPLE_POLL)):
            return False
        category = yield from self.query(CATEGORY)
        name = yield from self.serial_number()
        if category is None or not name:
            return False
        if category != b"Bill Validator":
            self.report(Status(State.HARDWARE_ERROR, "not-a-bill-validator"))
            return False
        agrees = yield from self._table_agrees()
        if agrees is not True:
            if agrees is False:
                self.report(Status(State.HARDWARE_ERROR, "note-table-differs"))
            return False
        if name != self._serial:
            if self._serial:
                self._counter, self._earlier, self._resume, self._note = None, "", "", None
            self._serial = name
            self.events.append(Identified(self.name, f"Bill Validator {name}"))
        self._refresh_at = 0
        # Whatever lies in escrow now was not reported by this run: it goes back. Its end is an event like any other.
        if not (yield from self.acknowledged(MASTER_INHIBIT, b"\x00")):
            return False
        if not (yield from self._read_events()):
            return False
        if self._note and self._note.order is None:
            self._note.order, self._note.due = RETURN_BILL, self.now
        elif self._note is None:
            yield from self.query(ROUTE, RETURN_BILL)
        status = yield from self._fault()
        if status is not None:
            self.report(status)
        return status is not None

    def _table_agrees(self) -> Generator[Query | Pause, Frame | None, bool | None]:
        """Id and value of every note; None when the device does not say."""
        factors: dict[str, Won] = {}
        for position, bill in self._bills.items():
            id_ = yield from self.query(BILL_ID, bytes((position,)), 7)
            if id_ is None:
                return None
            if id_ != bill.id.encode():
                return False
            country = bill.id[:2]
            if country not in factors:
                scaling = yield from self.query(SCALING, country.encode(), 3)
                if scaling is None:
                    return None
                factors[country] = Won(int.from_bytes(scaling[:2], "little") // 10 ** scaling[2])
            if not bill.id[2:6].isdecimal() or factors[country] * int(bill.id[2:6]) != bill.value:
                return False
        return True

    # -- the event buffer --

    def _read_events(self) -> Asked:
        """Takes the events that are new; False when the device does not answer."""
        data = yield from self.query(READ_BILL_EVENTS, size=1 + 2 * EVENTS)
        if data is None:
            return False
        if data[0] == self._counter:
            return True
        # One damaged frame in 256 passes an 8-bit checksum: money is believed when it was read twice alike.
        for _ in range(READS):
            again = yield from self.query(READ_BILL_EVENTS, size=1 + 2 * EVENTS)
            if again == data:
                break
            if again is not None:
                data = again
        else:
            return False
        first = self._counter is None
        if first:
            self._first_contact(data[0])
        new = self._new_events(data[0])
        self._counter = data[0]
        for age in range(new, 0, -1):
            self._number += 1
            self._event(data[2 * age - 1], data[2 * age], past=first)
        return True

    def _first_contact(self, counter: int) -> None:
        """Takes up the count at the last ordered or booked note."""
        parts = self._earlier.split(".")
        if len(parts) == 4 and parts[0] == self._serial and parts[2].isdecimal() and parts[3].isdecimal():
            self._start_name, self._resets, self._number = parts[1], int(parts[2]), int(parts[3])
            self._counter = (self._number - 1) % 255 + 1 if self._number else 0
            # A booked note's own credit may come again under its own name: it is booked once.
            self._note = _Note(self._earlier, known=bool(self._resume), ordered=True)
        else:
            self._resets, self._number, self._counter = self._resets + 1, counter, counter
            self.events.append(CountingFrom(self.name, self._ref()))

    def _new_events(self, counter: int) -> int:
        """How many events in the buffer are new; 0 with a counter of 0 after a reset."""
        assert self._counter is not None
        if counter == self._counter:
            return 0
        new = counter - self._counter if counter > self._counter else counter - self._counter + 255
        if counter and new <= EVENTS:
            return new
        # A reset, or more events than the buffer holds. Only an ordered note can be inside: it is in doubt now.
        if self._note and self._note.known:
            if self._note.ordered:
                self._note.order = None
                self.events.append(CreditsLost(self.name, 0))
            else:
                self.events.append(Returned(self.name, self._note.ref))
        if self._note and not self._note.ordered:
            self._note = None
        known = min(counter, EVENTS)
        self._resets, self._number, self._refresh_at = self._resets + 1, counter - known, 0
        return known

    def _ref(self) -> str:
        return f"{self._serial}.{self._start_name}.{self._resets}.{self._number}"

    def _event(self, a: int, b: int, past: bool) -> None:
        """``past``: it happened before this run; a note in escrow then is nothing that anybody decides about now."""
        if a and b == 1:
            self._escrowed(a, past)
        elif a and b == 0:
            self._stacked(a)
        elif a:
            self.events.append(CreditsLost(self.name, 1))
        elif b == _RETURNED:
            self._ended()
        elif b == _UNKNOWN_STACKED:
            self.events.append(CreditsLost(self.name, 1))
        elif b in _TROUBLE:
            if b == _PULLED and self._note and not self._note.ordered:
                self._ended()
            self._trouble(_TROUBLE[b])
        elif b in _REJECTED:
            if self._note:
                self._note.passed = True
            if not past:
                self.events.append(Rejected(self.name, _REJECTED[b]))

    def _escrowed(self, type_: int, past: bool) -> None:
        if self._note and not self._note.ordered:
            self._ended()  # the note that was there before has been replaced
        bill = self._bills.get(type_)
        wanted = bill is not None and bill.value in self._wanted and not past
        self._note = _Note(self._ref(), known=wanted)
        if bill and wanted:
            self.events.append(Escrowed(self.name, self._note.ref, bill.value))
        else:
            self._note.order = RETURN_BILL

    def _stacked(self, type_: int) -> None:
        bill = self._bills.get(type_)
        if bill is None:
            self.events.append(CreditsLost(self.name, 1))
        else:
            self.events.append(Credited(self.name, self._note.ref if self._note else self._ref(), bill.value))
        self._note = None

    def _ended(self) -> None:
        """The note went back. One in doubt, after which others were offered, stays in doubt."""
        if self._note and self._note.ordered and self._note.passed:
            return
        if self._note and self._note.known:
            self.events.append(Returned(self.name, self._note.ref))
        self._note = None

    # -- what it does --

    def _apply_masks(self) -> Generator[Query | Pause, Frame | None, None]:
        """Escrow first, then what is taken, then that anything is: a validator that was reset stacks without asking."""
        if self.now < self._refresh_at:
            return
        mask = sum(1 << (position - 1) for position, bill in self._bills.items() if bill.value in self._wanted)
        for header, data in (
            (OPERATING_MODE, STACKER_AND_ESCROW),
            (MODIFY_INHIBIT, mask.to_bytes(2, "little")),
            (MASTER_INHIBIT, bytes((1 if mask else 0,))),
        ):
            if not (yield from self.acknowledged(header, data)):
                return
        self._refresh_at = self.now + REFRESH_MS

    def _route(self) -> Generator[Query | Pause, Frame | None, None]:
        """Gives the order about the note in escrow; again when neither end of the note has been seen for a while."""
        note = self._note
        if note is None or note.order is None or self.now < note.due:
            return
        note.due = self.now + ROUTE_MS
        note.ordered = note.ordered or note.order == STACK_BILL
        reply = yield from self.query(ROUTE, note.order)
        if reply == ESCROW_EMPTY:  # on its way, or gone: only its event can tell
            note.order = None
            self._note = note if note.known else None

    # -- trouble --

    def _trouble(self, status: Status) -> None:
        self._check_at = self.now + CHECK_MS
        self.report(status)

    def _check_up(self) -> Generator[Query | Pause, Frame | None, None]:
        """Trouble is reported by events, its end is not: it has to be asked for."""
        if self.status.state == State.ONLINE or self.now < self._check_at:
            return
        status = yield from self._fault()
        if status is not None and self.status.state != State.OFFLINE:
            self.report(status)

    def _fault(self) -> Generator[Query | Pause, Frame | None, Status | None]:
        """What is wrong now; None when the device does not say."""
        self._check_at = self.now + CHECK_MS
        fault = yield from self.query(SELF_CHECK, timeout_ms=LONG_REPLY_MS)
        if not fault:
            return None
        return (
            _FAULTS.get(fault[0], Status(State.HARDWARE_ERROR, f"fault-{fault[0]}"))
            if fault[0]
            else Status(State.ONLINE)
        )
