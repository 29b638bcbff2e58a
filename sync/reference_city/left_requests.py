"""Requests that residents leave while the source of their papers is away: taken sealed, prepared when it is back, collected once.

Nothing of a request is kept in the open: it stays in its box until it is collected, and is opened in memory to be prepared (can such
a paper be had?) and to be collected. The paper itself is made when it is collected, and says what the registers have then. When a
box is done, it is erased and its key destroyed.

A request is reserved for one issuance at a time. Only its kiosk's report that this one is void makes it free again: after a silence a
paper may have come out all the same, and two of one ticket must not.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from pydantic import TypeAdapter, ValidationError

from config.city import City
from config.ids import KioskId
from sync.city.api import DocumentState, IssuanceRequest, RefusalCode, RefusalReply, Ticket
from sync.city.left_requests import (
    BoxReply,
    BoxUpload,
    LeaveReply,
    LeaveRequest,
    LeftContent,
    TicketReply,
    TicketState,
    about,
)
from sync.city.sealed_box import KEY_SIZE, NotOpened, open_box, public_of
from sync.reference_city.counting import Busy, Counting
from sync.reference_city.readings import Marks
from sync.reference_city.stored import Store
from sync.reference_city.stored_requests import NOWHERE, LeftRequest, RequestState

_CONTENT = TypeAdapter(LeftContent)
_STATES = {
    RequestState.WAITING: TicketState.WAITING,
    RequestState.READY: TicketState.READY,
    RequestState.NOT_TO_BE_HAD: TicketState.NOT_TO_BE_HAD,
    RequestState.COLLECTED: TicketState.COLLECTED,
}


@dataclass(frozen=True)
class LeftRequests:
    """Attributes:
    marks: hold the city's part of every box's key.
    why_not: whether such a paper is to be had now, without one being reserved: None, or why not; `Busy` where that is not told yet.
    random: so many random bytes.
    """

    city: City
    store: Store
    counting: Counting
    now: Callable[[], datetime]
    random: Callable[[int], bytes]
    marks: Marks
    why_not: Callable[[IssuanceRequest], RefusalCode | Busy | None]

    # -- leaving --

    def begin(self, kiosk: KioskId, uuid: str, asked: LeaveRequest) -> LeaveReply | RefusalReply | Busy:
        """A number and a key; the same again gets the same."""
        terms, known = self.city.left_requests, self.store.left_requests.get(uuid)
        if terms is None or asked.kind not in self.city.offered:
            return RefusalReply(RefusalCode.BAD_INPUT)
        if known is None:
            busy = self.counting.leaves_a_request(kiosk)
            if busy:
                return busy
        while known is None:
            now = self.now()
            number = f"{int.from_bytes(self.random(8)) % 10**9:09d}"
            until = now + timedelta(days=terms.days)
            private = self.random(KEY_SIZE)
            begun = LeftRequest(uuid, kiosk, number, asked.kind, now, until, RequestState.BEGUN, private)
            # Either another request for this UUID was faster, or the number is taken.
            known = begun if self.store.left_requests.begin(begun) else self.store.left_requests.get(uuid)
        if (known.kiosk, known.kind, known.state) != (kiosk, asked.kind, RequestState.BEGUN):
            return RefusalReply(RefusalCode.CONFLICT)
        return LeaveReply(
            known.number, base64.b64encode(public_of(self.marks.box_key(known.private))).decode(), known.until
        )

    def take(self, kiosk: KioskId, uuid: str, upload: BoxUpload) -> BoxReply | RefusalReply:
        """The box is the city's, whole and readable; the same again is taken again."""
        known = self.store.left_requests.get(uuid)
        if known is None or known.kiosk != kiosk:
            return RefusalReply(RefusalCode.NO_SUCH_RECORD)
        try:
            box = base64.b64decode(upload.box, validate=True)
        except ValueError:
            return RefusalReply(RefusalCode.BAD_INPUT)
        if known.state is RequestState.BEGUN and known.until > self.now():
            content = self._content(replace(known, box=box))
            if content is None or content.kind != known.kind:
                return RefusalReply(RefusalCode.BAD_INPUT)
            taken = replace(known, state=RequestState.WAITING, box=box, code=_digest(uuid, content.code))
            known = taken if self.store.left_requests.put(known, taken) else self.store.left_requests.get(uuid) or known
        if known.state is RequestState.BEGUN:
            return RefusalReply(RefusalCode.CLOSED)
        if known.state.is_open and known.box != box:
            return RefusalReply(RefusalCode.CONFLICT)
        return BoxReply(sha256(box).hexdigest())

    # -- collecting --

    def ask(self, kiosk: KioskId, ticket: Ticket) -> TicketReply | RefusalReply | Busy:
        """How it stands, for whoever has the ticket. A try counts before anything is looked up."""
        found = self._of(kiosk, ticket)
        if not isinstance(found, LeftRequest):
            return found
        found = self._looked_after(found, set())
        in_use = found.issuance and found.state.is_open
        state = TicketState.BEING_COLLECTED if in_use else _STATES.get(found.state, TicketState.OVER)
        return TicketReply(found.kind, state, found.until)

    def wanted(self, kiosk: KioskId, request: IssuanceRequest, ticket: Ticket) -> IssuanceRequest | RefusalReply | Busy:
        """What was left, in place of what is asked for by its ticket."""
        found = self._of(kiosk, ticket)
        if not isinstance(found, LeftRequest):
            return found
        content = self._content(found) if found.state.is_open and found.until > self.now() else None
        if content is None or content.kind != request.kind:
            return RefusalReply(RefusalCode.NO_SUCH_RECORD)
        whose = request.subject.resident_number if request.subject else ""
        if not compare_digest(content.subject.resident_number.encode(), whose.encode()):
            return RefusalReply(RefusalCode.NOT_HOLDER)
        return replace(request, input=content.input)

    def reserve(self, kiosk: KioskId, ticket: Ticket, issuance: str) -> bool:
        """For this issuance and no other; False while another one is under way, or was issued."""
        found = self.store.left_requests.by_number(ticket.number)
        found = self._settled(found) if found else None
        if found is None or not found.state.is_open:
            return False
        if found.issuance:
            return found.issuance == issuance
        return self.store.left_requests.put(found, replace(found, issuance=issuance, collector=kiosk))

    def _of(self, kiosk: KioskId, ticket: Ticket) -> LeftRequest | RefusalReply | Busy:
        """Every miss is answered alike: a number that nobody has, and one whose code is another."""
        busy = self.counting.tries_a_ticket(kiosk, ticket.number)
        if busy:
            return busy
        found = self.store.left_requests.by_number(ticket.number)
        expected = found.code if found else ""
        fits = compare_digest(expected, _digest(found.uuid if found else "", ticket.code))
        if found is None or not fits:
            return RefusalReply(RefusalCode.NO_SUCH_RECORD)
        self.counting.ticket_fits(kiosk, ticket.number)
        return found

    # -- in between --

    def look_after(self) -> None:
        """What can be prepared is, and what is done is erased; to be called again and again, in any process."""
        away = set[str]()
        for uuid in self.store.left_requests.to_look_after(self.now()):
            if request := self.store.left_requests.get(uuid):
                self._looked_after(request, away)

    def _looked_after(self, request: LeftRequest, away: set[str]) -> LeftRequest:
        """``away``: kinds whose source did not answer just now. It is asked once: each question may take as long as it may."""
        request = self._settled(request)
        if request.state.is_open and request.until <= self.now():
            return self._put(request, _done(request, RequestState.OVER))
        if request.state is not RequestState.WAITING or request.kind in away:
            return request
        why = self._why_not(request)
        if why is RefusalCode.SOURCE_DOWN:
            away.add(request.kind)
            return request
        if isinstance(why, Busy):
            return request
        if why is not None:
            return self._put(request, replace(_done(request, RequestState.NOT_TO_BE_HAD), why=why.value))
        return self._put(request, replace(request, state=RequestState.READY))

    def _why_not(self, request: LeftRequest) -> RefusalCode | Busy | None:
        content = self._content(request)
        if (
            content is None
        ):  # it was read when it was taken: this process has another key than the city's, and erases nothing
            return Busy(0)
        return self.why_not(IssuanceRequest(content.kind, request.kiosk, content.input, content.subject))

    def _settled(self, request: LeftRequest) -> LeftRequest:
        """What its kiosk has reported of the issuance that was reserved for it."""
        if not request.issuance or not request.state.is_open:
            return request
        outcome = self.store.outcome(request.collector, request.issuance)
        if outcome in (DocumentState.ISSUED, DocumentState.REVOKED):
            return self._put(request, _done(request, RequestState.COLLECTED))
        if outcome is DocumentState.VOID:
            return self._put(request, replace(request, issuance="", collector=NOWHERE))
        return request

    def _put(self, before: LeftRequest, after: LeftRequest) -> LeftRequest:
        """As it is now, where another process was faster."""
        if self.store.left_requests.put(before, after):
            return after
        return self.store.left_requests.get(before.uuid) or after

    def _content(self, request: LeftRequest) -> LeftContent | None:
        """None where the box is nothing that could be read."""
        try:
            return _CONTENT.validate_json(
                open_box(self.marks.box_key(request.private), request.box, about(request.uuid))
            )
        except (NotOpened, ValidationError):
            return None


def _done(request: LeftRequest, state: RequestState) -> LeftRequest:
    """The box erased, and its key destroyed."""
    return replace(request, state=state, private=b"", box=b"")


def _digest(uuid: str, code: str) -> str:
    return sha256(f"{uuid} {code}".encode()).hexdigest()
