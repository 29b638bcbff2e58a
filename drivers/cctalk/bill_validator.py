"""Bill validator with escrow over ccTalk (generic specification 4.6 part 2, headers 159 and 154).

A note in escrow and a note in the cash box are events in the same kind of buffer that coins have (`acceptor.py`). A note's
``ref`` is that of its escrow event. No note is stacked without an order, and the order is durable before it is given; so at
the kiosk's start the events since that escrow say what became of the last ordered note (``resume``), and since the last
booked one (``booked``) that nothing else is inside.

What this protocol cannot do: a credit is not acknowledged. A validator that loses power between the order and the next
poll forgets the event, and nobody can ask it afterwards where the note went. Then nothing is reported, and the kiosk
makes the note a claim; an event that comes after all, of a note found in the path, is reported under its ref.

The order to stack is given again only straight after a poll that shows neither end of the note: no other note can be
in escrow then. Encryption, which most validators can be set to, is not spoken.
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
    OPERATING_MODE,
    REFRESH_MS,
    Acceptor,
)
from drivers.cctalk.codec import Checksum, Frame
from drivers.device import (
    Accept,
    Credited,
    CreditsLost,
    Escrowed,
    Level,
    Ms,
    Rejected,
    Return,
    Returned,
    Stack,
    State,
    Status,
)
from drivers.polling import Pause, Talk

READ_BILL_EVENTS = 159
BILL_ID = 157
SCALING = 156
ROUTE = 154

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
        type: what it is, by the device's table; 0 for one of an earlier run.
        order: what was told about it, None if nothing.
        ordered: the order may have reached the device.
        passed: another note was offered since, so that it is in the path no more: a note that goes back is that other.
    """

    ref: Ref
    known: bool = True
    type: int = 0
    order: bytes | None = None
    ordered: bool = False
    passed: bool = False
    due: Ms = 0


class BillValidator(Acceptor):
    """One note at a time is on its way, between escrow and its end."""

    category, stranger = b"Bill Validator", "not-a-bill-validator"
    events_header = READ_BILL_EVENTS

    def __init__(
        self, name: DeviceName, address: int, bills: Mapping[int, BillType], *, start: str, resume: Ref | None = None, booked: Ref | None = None,
        checksum: Checksum = Checksum.SUM,
    ) -> None:  # fmt: skip
        """What a bill validator is told at the kiosk's start.

        Args:
            bills: position (1 to 16) to note; what the device's own table says must agree.
            start: names this run of the kiosk.
            resume: ref of the note that an earlier run told to stack and whose fate is not on the books, None if there is
                none.
            booked: the last ref on the books, None if there is none.
        """
        values = {position: bill.value for position, bill in bills.items()}
        super().__init__(name, address, values, start=start, earlier=resume or booked, checksum=checksum)
        self._bills = bills
        self._owed = resume is not None  # the end of the earlier run's last note
        self._note: _Note | None = None
        self._in_box = 0  # type of the note that was stacked last, as long as no other was offered since

    def life(self) -> Talk[Frame, None]:
        while True:
            started = yield from self._start()
            while started and self.status.state != State.OFFLINE:
                self._take_commands()
                yield from self._apply_masks()
                if (yield from self.read_events()):
                    self._take_commands()
                    yield from self._route()
                yield from self.check_up()
                yield Pause(ACCEPTING_POLL_MS if self.wanted or self._note else IDLE_POLL_MS)
            self._take_commands()
            yield Pause(OFFLINE_POLL_MS, wakes=False)

    def _take_commands(self) -> None:
        while self.commands:
            command = self.commands.popleft()
            match command:
                case Accept():
                    self.wanted, self.refresh_at = command.denominations, 0
                case Stack() if self._note and command.ref == self._note.ref and self._note.order is None:
                    self._note.order, self._note.due = STACK_BILL, self.now
                case Return() if self._note and command.ref == self._note.ref and self._note.order is None:
                    self._note.order, self._note.due = RETURN_BILL, self.now
                case _:
                    pass

    # -- start --

    def _start(self) -> Talk[Frame, bool]:
        """Identifies the device and finds out what became of the last ordered note."""
        serial = yield from self.identify()
        if serial is None:
            return False
        agrees = yield from self._table_agrees()
        if agrees is None:
            self.failed("note-table-unreadable")
            return False
        if not agrees:
            self.report(Status(State.HARDWARE_ERROR, "note-table-differs"))
            return False
        self.passed("note-table-unreadable")
        if self.replaced_by(serial):
            self._note = None
        self.refresh_at = 0
        # Whatever lies in escrow now was not reported by this run: it goes back. Its end is an event like any other.
        if not (yield from self.told((MASTER_INHIBIT, b"\x00"))):
            return False
        if not (yield from self.read_events()):
            return False
        if self._note and self._note.order is None:
            self._note.order, self._note.due = RETURN_BILL, self.now
        elif self._note is None:
            yield from self.query(ROUTE, RETURN_BILL)
        status = yield from self.condition()
        if status is not None:
            self.report(status)
        return status is not None

    def _table_agrees(self) -> Talk[Frame, bool | None]:
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

    def taken_up(self) -> None:
        # A booked note's own credit may come again under its own name: it is booked once.
        self._note = _Note(self.newest.ref, known=self._owed, ordered=True)

    def count_broke(self, counter: int, first: bool) -> None:
        # Only an ordered note can be inside: it is in doubt now.
        self._in_box = 0
        if self._note and self._note.known:
            if self._note.ordered:
                self._note.order, self._note.passed = None, True
                self.events.append(CreditsLost(self.name, 0))
            else:
                self.events.append(Returned(self.name, self._note.ref))
        if self._note and not self._note.ordered:
            self._note = None

    def happened(self, a: int, b: int, past: bool) -> None:
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
        self._in_box = 0
        if self._note and self._is_told_again(self._note, type_):
            self._note.order, self._note.due = STACK_BILL, self.now  # once more
            return
        if self._note and not self._note.ordered:
            self._ended()  # the note that was there before has been replaced
        bill = self._bills.get(type_)
        wanted = bill is not None and bill.value in self.wanted and not past  # nobody decides about an earlier one now
        self._note = _Note(self.newest.ref, known=wanted, type=type_)
        if bill and wanted:
            self.events.append(Escrowed(self.name, self._note.ref, bill.value))
        else:
            self._note.order = RETURN_BILL

    @staticmethod
    def _is_told_again(note: _Note, type_: int) -> bool:
        """The count has no gap, and the note has had no end: so it is the same one, back in escrow or told twice."""
        return note.ordered and not note.passed and note.type == type_

    def _stacked(self, type_: int) -> None:
        if self._note is None and self._in_box == type_:
            return  # told again: with an escrow no second one gets past it unseen, and the count has no gap
        self._in_box = type_
        bill = self._bills.get(type_)
        if bill is None:
            self.events.append(CreditsLost(self.name, 1))
        else:
            self.events.append(Credited(self.name, self._note.ref if self._note else self.newest.ref, bill.value))
        self._note = None

    def _ended(self) -> None:
        """The note went back. One in doubt, after which others were offered, stays in doubt."""
        if self._note and self._note.ordered and self._note.passed:
            return
        if self._note and self._note.known:
            self.events.append(Returned(self.name, self._note.ref))
        self._note = None

    # -- what it does --

    def _apply_masks(self) -> Talk[Frame, None]:
        """Escrow first, then what is taken, then that anything is: a validator that was reset stacks without asking."""
        if self.now < self.refresh_at:
            return
        mask = self.mask
        orders = (
            (OPERATING_MODE, STACKER_AND_ESCROW),
            (MODIFY_INHIBIT, mask.to_bytes(2, "little")),
            (MASTER_INHIBIT, bytes((1 if mask else 0,))),
        )
        if (yield from self.told(*orders)):
            self.refresh_at = self.now + REFRESH_MS

    def _route(self) -> Talk[Frame, None]:
        """Gives the order about the note in escrow; again when neither end of the note has been seen for a while."""
        note = self._note
        if note is None or note.order is None or self.now < note.due:
            return
        note.due = self.now + ROUTE_MS
        note.ordered = note.ordered or note.order == STACK_BILL
        reply = yield from self.query(ROUTE, note.order)
        if reply is None:
            self.failed("order-to-route-refused")
        else:
            self.passed("order-to-route-refused")
        if reply == ESCROW_EMPTY:  # on its way, or gone: only its event can tell
            note.order = None
            self._note = note if note.known else None

    # -- trouble --

    def _trouble(self, status: Status) -> None:
        self.check_at = self.now + CHECK_MS
        self.report(status)

    def condition(self) -> Talk[Frame, Status | None]:
        fault = yield from self.self_check()
        if fault is None:
            return None
        return _FAULTS.get(fault, Status(State.HARDWARE_ERROR, f"fault-{fault}")) if fault else Status(State.ONLINE)
