"""From the wish to the paper: reserve at the city, lay out, print, report.

Sent is not printed: a document is issued when the printer's own account of the job says so, and everything short of
that makes its number void. Nothing personal is written down, nothing is spooled.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from functools import cache
from itertools import accumulate
from typing import NamedTuple

from config.catalogue import in_language
from config.city import City
from config.dialogue import Failure
from config.hours import Hours, Span, next_open
from config.identity import KioskIdentity
from config.ids import DeviceName, DocumentNumber, IssuanceId
from config.kind import Kind
from config.language import Language, in_letters
from config.vocabulary import Ending, IdentityMeans, PrintHabit, SourceTrouble, VoidReason
from config.won import ZERO, Won
from drivers.device import NEVER_SEEN, PRINTER_NAME, Level, Ms, State, Status
from drivers.ipp import printer as ipp
from drivers.ipp.binding import can_bind
from drivers.ipp.printer import Account, JobCreated, JobStatus, Outcome, Printer, became, can_print, habit
from drivers.ipp.times import PrintTimes
from kiosk.core.channels import CARD, CITY, LAYOUT, PRINTER, LayOut
from kiosk.core.left_boxes import Delivery
from kiosk.core.notices import NoticeId
from kiosk.core.print_jobs import PrintJobs
from kiosk.core.step import Flow
from kiosk.core.view import Message, OutOfService, Working
from kiosk.session.certificate import Certificate, PrintedCopies
from kiosk.session.desk import Desk
from kiosk.session.outlet import OutletKeeper
from kiosk.session.refusal import Refusal, refusal_of
from kiosk.session.resident.identity import CardSlot, Identity
from kiosk.session.slips import Slips
from printing.certificate import LaidOut, Unprintable
from sync.city.api import CardProof, IssuanceRequest, Subject, Ticket
from sync.city.card_proof import challenge
from sync.city.client import CityClient, ProofWanted, Reserved
from sync.city.heartbeat import Heard
from sync.journal import events as ev

JOB_POLL_MS = 1_000
STATUS_TRIES = 3
"""One lost answer is no lost printer."""
PULLED_SEEN_MS: Ms = 1_000
"""The reader is looked at five times a second."""
PAY_MS = 90_000
"""A reservation that leaves less than this before its sheets must be started is none that anybody could pay for."""
NEXT_HOUR = ("unavailable.hours", "unavailable.hours-today", "unavailable.hours-tomorrow")
"""Why nothing can be had now that can be had again by itself."""
SOURCE_AWAY = Message("unavailable.source")
STEPS = 4


class Offered(NamedTuple):
    """A kind as it is offered now: the fee of one sheet, and why it cannot be had, if so."""

    fee: Won
    unavailable: Message | None


def contact(kiosk: KioskIdentity, phone: str) -> Message:
    """Whom to call about which machine."""
    return Message("out.contact", {"phone": phone, "machine": kiosk.printed})


def whose(kiosk: KioskIdentity, phone: str, language: Language) -> Message:
    """Which machine this is, and whom to call about it, before there is any trouble."""
    site = in_letters(kiosk.site or "", language)
    return Message("attract.contact", {"number": kiosk.number or kiosk.id, "site": site, "phone": phone})


@dataclass
class Issuing:
    """The services a session issues with, and what of them works now.

    Attributes:
        city: whose certificates these are; ``client`` asks its server for them.
        kiosk: which one this is; ``phone`` is whom to call about it.
        city_down: source name to why it does not work; ``city`` for the whole city server.
        can_take, can_take_cash: whether a fee can be paid now, in any way and in cash.
        wall: the time in Korea. It decides what is offered and the fee that is shown before the city has said its own
            day, and is never printed.
        unfit: why this kiosk serves nobody, whatever works: a wrong clock, a journal that is not as the city has it.
        on_battery: there is no mains, so nobody begins to pay.
        hours: kind's name to the hours that cap it, its own and the machine's.
        open_spans: kind's name to the span in which it was open when somebody last looked; until its end it is.
        delivery: brings the city what was left while its source was away.
        notes: what is done to the machine itself.
        heard: what the city has said became of it that this kiosk serves nobody for a reason, given as its message's id.
    """

    kiosk: KioskIdentity
    phone: str
    city: City
    client: CityClient
    printer: Printer
    print_jobs: PrintJobs
    print_times: PrintTimes
    outlet: OutletKeeper
    card: CardSlot
    status: Mapping[DeviceName, Status]
    city_down: dict[str, SourceTrouble]
    wall: Callable[[], datetime]
    can_take: Callable[[Won], bool]
    can_take_cash: Callable[[Won], bool]
    shortages: Callable[[], tuple[Won, ...]]
    books_are_wrong: Callable[[], bool]
    unfit: Callable[[], Message | None]
    on_battery: Callable[[], bool]
    slips: Slips
    delivery: Delivery
    hours: Mapping[str, Sequence[Sequence[Hours]]]
    open_spans: dict[str, Span] = field(default_factory=dict)
    notes: Callable[[], tuple[Message, ...]] = tuple
    heard: Callable[[str], Heard] = lambda unable: Heard.NOTHING

    # -- what works now --

    def fee_now(self, kind: Kind) -> Won:
        return kind.fee(self.wall().date()).of(1)

    def offer(self) -> dict[str, Offered]:
        """Every kind that the city offers, by name."""
        now, nothing, payable = self.wall(), self._nothing_now(), cache(self.can_take)
        today, time_now = now.date(), now.replace(tzinfo=None)
        offer = {}
        for kind in self.city.offered.values():
            fee = kind.fee(today).of(1)
            offer[kind.name] = Offered(fee, self._unavailable(kind, time_now, nothing, not fee or payable(fee)))
        return offer

    def to_be_left(self) -> dict[str, Kind]:
        """Kinds whose papers only their source keeps from being had now, by name: while the city answers they can be asked for."""
        if self.city.left_requests is None or self.card.media == "lost":
            return {}
        away = (name for name, each in self.offer().items() if each.unavailable == SOURCE_AWAY)
        return {name: self.city.offered[name] for name in away}

    def _unavailable(self, kind: Kind, now: datetime, nothing: Message | None, payable: bool) -> Message | None:
        """What is switched off comes first, then the hours: nobody here can mend those; then why there is ``nothing`` at all."""
        if self.city.is_off(kind.name, str(self.kiosk.number)):
            return Message("unavailable.off")
        if kind.identity == "card" and IdentityMeans.CHIP_CARD not in kind.holder.means:
            return Message("unavailable.counter")
        why = self._closed(kind, now) or nothing
        if why:
            return why
        if kind.source in self.city_down:
            return SOURCE_AWAY
        if kind.identity == "card" and self.card.media == "lost":
            return Message("unavailable.card-reader")
        return None if payable else Message("unavailable.cash")

    def _nothing_now(self) -> Message | None:
        """Why no kind can be had, whatever its hours are."""
        paper = self._paper_problem()
        if paper:
            return Message(f"unavailable.{paper}")
        if self.on_battery():
            return Message("unavailable.power")
        if "city" in self.city_down or self.unfit():
            return Message("unavailable.city")
        return None

    def books_wrong(self) -> OutOfService:
        return self._out(Message("out.books"))

    def out_of_service(self, offer: Mapping[str, Offered]) -> OutOfService | None:
        reason = self._out_of_service(offer)
        return self._out(reason) if reason else None

    def _out(self, reason: Message) -> OutOfService:
        heard = self.heard(reason.id)
        return OutOfService(reason, self.contact(), Message(f"out.{heard}") if heard else None)

    def unable(self) -> str:
        """Why nothing can be issued, not even at the next hour, as the id of the message that says so; "" where something can."""
        reason = self._out_of_service(self.offer())
        return "" if reason is None or reason.id in NEXT_HOUR else reason.id

    def is_able(self) -> bool:
        """Whether something can be issued now, or will be at its next hour."""
        return not self.unable()

    def contact(self) -> Message:
        return contact(self.kiosk, self.phone)

    def _out_of_service(self, offer: Mapping[str, Offered]) -> Message | None:
        if self.books_are_wrong():
            return self.books_wrong().reason
        if self.on_battery():
            return Message("out.power")
        if unfit := self.unfit():
            return unfit
        if self.status[PRINTER_NAME] == NEVER_SEEN:
            return Message("out.starting")
        if not all(each.unavailable for each in offer.values()) or self.to_be_left():
            return None
        paper = self._paper_problem()
        if paper:
            return Message(f"out.{paper}")
        if "city" in self.city_down:
            return Message("out.city" if self.city_down["city"] != SourceTrouble.NOT_ASKED_YET else "out.starting")
        now = self.wall().replace(tzinfo=None)
        closed = [reason for kind in self.city.offered.values() if (reason := self._closed(kind, now))]
        if len(closed) < len(offer) or not closed:
            return Message("out.nothing")
        return min(closed, key=lambda reason: (reason.args.get("date", "~"), reason.args.get("opens", "")))

    def _closed(self, kind: Kind, now: datetime) -> Message | None:
        """When it can be had again, where this is not its hour. ``now``: as clocks in the room show it."""
        caps = self.hours[kind.name]
        if not caps:
            return None
        span = self.open_spans.get(kind.name)
        if span is None or not span.opens <= now < span.closes:
            span = next_open(caps, self.city.holidays, now)
        if span is None:
            return Message("unavailable.closed")
        if span.opens <= now:
            self.open_spans[kind.name] = span
            return None
        end = min(span.closes, span.opens + timedelta(days=1))
        id_ = {0: "unavailable.hours-today", 1: "unavailable.hours-tomorrow"}.get((span.opens.date() - now.date()).days)
        return Message(
            id_ or "unavailable.hours",
            {
                "date": span.opens.date().isoformat(),
                "opens": f"{span.opens:%H:%M}",
                "closes": f"{end:%H:%M}" if end.time() > time() else "24:00",
            },
        )

    def notices(self, language: Language) -> tuple[Message, ...]:
        """What an arriving resident should know before they start."""
        now = self.wall().replace(tzinfo=None)
        told = (each.text for each in self.city.notices if each.since <= now < each.until)
        found = [*self.notes(), *(Message("attract.city", {"text": in_language(text, language)}) for text in told)]
        if not self.can_take(Won(100)):
            found.append(Message("attract.cash-down"))
        elif not self.can_take_cash(Won(100)):
            found.append(Message("attract.card-only"))
        if self.outlet.occupied:
            found.append(Message("attract.paper-left", {"phone": self.phone}))
        short = self.shortages()
        if short:
            found.append(Message("attract.change-short", {"denominations": ",".join(str(int(coin)) for coin in short)}))
        return tuple(found)

    def _paper_problem(self) -> str:
        status = self.status[PRINTER_NAME]
        if self.print_jobs.strays:  # what is void is not to come out before the next paper
            return "printer"
        return "" if can_print(status) else _what_is_out(status)

    @property
    def can_bind(self) -> bool:
        """Whether a paper of several sheets comes out stapled."""
        return can_bind(self.status[PRINTER_NAME])

    # -- reserve --

    def reserve(
        self,
        desk: Desk,
        kind: Kind,
        wish: dict[str, str],
        identity: Identity | None,
        copies: int,
        ticket: Ticket | None = None,
    ) -> Flow[tuple[Certificate, ...] | Refusal]:
        """So many copies, each with a number of its own, or none of them. ``ticket``: for what was left, and nothing is in the ``wish``."""
        reserved: tuple[Certificate, ...] = ()
        while len(reserved) < copies:
            result = yield from self._reserve(desk, kind, wish, identity, reserved, ticket)
            if isinstance(result, Refusal):
                return result
            reserved += (result,)
        return reserved

    def _reserve(
        self,
        desk: Desk,
        kind: Kind,
        wish: dict[str, str],
        identity: Identity | None,
        before: tuple[Certificate, ...],
        ticket: Ticket | None,
    ) -> Flow[Certificate | Refusal]:
        """Reserves at the city and lays the certificate out in memory; the page count fixes the fee. ``before`` are printed first."""
        issuance = IssuanceId(desk.step.sources.uuid())
        subject = Subject(identity.resident_number, identity.card_number) if identity else None
        request = IssuanceRequest(
            kind.name, self.kiosk.id, wish, subject, self.kiosk.printed, times=desk.times, ticket=ticket
        )
        desk.record(ev.ReservationIntended(desk.session, issuance, kind.name))
        asked_at = desk.step.now
        result = yield from desk.converse(CITY, self.client.reserve(issuance, request), _reserving)
        if isinstance(result, ProofWanted):
            proof = yield from self._prove(desk, identity, result.nonce, challenge(result.nonce, issuance, request))
            if proof is None:
                return self._refused(desk, issuance, Refusal(VoidReason.NOT_PROVED, NoticeId.NOT_PROVED))
            result = yield from desk.converse(
                CITY, self.client.reserve(issuance, replace(request, proof=proof)), _reserving
            )
            assert not isinstance(result, ProofWanted), "it has it"
        if not isinstance(result, Reserved):
            return self._refused(desk, issuance, refusal_of(result))
        laid_out = yield from desk.ask(
            LAYOUT,
            LayOut(kind, result.record, result.issue(self.kiosk.printed)),
            lambda: Working(Message("working.laying-out"), 1, STEPS),
        )
        if not isinstance(laid_out, LaidOut):
            refusal = Refusal(VoidReason.NOT_LAID_OUT, NoticeId.NOT_LAID_OUT)
            if isinstance(laid_out, Unprintable):
                characters = {"characters": laid_out.characters}
                refusal = Refusal(VoidReason.UNPRINTABLE, NoticeId.UNPRINTABLE, characters)
            return self._refused(desk, issuance, refusal)
        issue = result.issue(self.kiosk.printed)
        lifetime_ms = int((result.expires_at - issue.issued_at).total_seconds() * 1000)
        # From when we asked, not from when the answer came: the city's clock may have started at once.
        expires_at = asked_at + lifetime_ms
        all_sheets = [*(each.sheets for each in before), laid_out.sheets]
        if expires_at - sum(map(self.print_times.of, all_sheets)) < desk.step.now + PAY_MS:
            # Said now: who has paid would hear that the time is over.
            refusal = Refusal(VoidReason.TOO_LONG, NoticeId.TOO_MANY_SHEETS, {"sheets": sum(all_sheets)})
            return self._refused(desk, issuance, refusal)
        today = issue.issued_at.date()
        fee = kind.fee(today).of(laid_out.sheets)
        exemption = kind.exemption(result.reply.exemption, today) if fee else None
        if exemption:
            desk.record(ev.FeeExempted(desk.session, issuance, exemption.name, exemption.proof, fee))
            fee = ZERO
        desk.record(ev.Reserved(desk.session, issuance, kind.name, DocumentNumber(issue.number), laid_out.sheets, fee))
        return Certificate(
            kind,
            issuance,
            DocumentNumber(issue.number),
            laid_out.pdf,
            laid_out.sheets,
            fee,
            issue,
            expires_at,
            exemption,
        )

    def _prove(self, desk: Desk, identity: Identity | None, nonce: str, challenged: bytes) -> Flow[CardProof | None]:
        """The card, which is still in, signs for the city; None where it does not."""
        evidence = identity.evidence if identity else None
        if evidence is None:
            return None
        signature = yield from desk.converse(CARD, evidence.sign(challenged), _reserving)
        if isinstance(signature, Failure):
            # A card that was just pulled fails here before the reader is seen to be empty; then that is why it ends.
            yield from desk.pause(PULLED_SEEN_MS)
            desk.check_proof()
            return None
        groups = {str(number): _text(file) for number, file in evidence.groups.items()}
        return CardProof(nonce, _text(evidence.security_object), groups, _text(signature))

    def _refused(self, desk: Desk, issuance: IssuanceId, refusal: Refusal) -> Refusal:
        """Written down, and whatever the city may have reserved is void."""
        desk.record(ev.ReservationFailed(desk.session, issuance, refusal.reason))
        self.void(desk, refusal.reason)
        return refusal

    def print_allowance(self, certificate: Certificate) -> Ms:
        return self.print_times.of(certificate.sheets)

    def begin_by(self, certificates: Sequence[Certificate]) -> Ms:
        """When the first must be begun, for each to begin before its number expires."""
        times = accumulate(map(self.print_allowance, certificates))
        return min(each.expires_at - ms for each, ms in zip(certificates, times, strict=True))

    def void(self, desk: Desk, reason: VoidReason) -> None:
        """Whatever may have been reserved and is not issued is void."""
        for document in desk.book.open_documents:
            desk.record(ev.DocumentVoided(desk.session, document.issuance, document.number, reason))

    # -- print --

    def cannot_print(self, desk: Desk, issuance: IssuanceId) -> Flow[NoticeId | None]:
        """Asks the printer once more, right before money is taken: how it is, and whether it would take the job.

        Returns:
            What to say where it would not; None when it can print.
        """
        for _ in range(STATUS_TRIES):
            status = yield from desk.converse(PRINTER, self.printer.read_status())
            if status.state != State.OFFLINE:
                break
        if not can_print(status):
            return _OUT[_what_is_out(status)]
        for _ in range(STATUS_TRIES):
            answer = yield from desk.converse(PRINTER, self.printer.validate_job(issuance))
            if not isinstance(answer, Failure):
                break
        if isinstance(answer, ipp.Accepted) or ipp.is_not_understood(answer):
            return None
        if ipp.says_no(answer):
            desk.record(ev.PrintUnproven(desk.session, issuance, PrintHabit.TAKES_NO_JOB))
        return NoticeId.PRINTER_OUT

    def print(self, desk: Desk, certificates: Sequence[Certificate]) -> Flow[PrintedCopies]:
        """Prints one after the other; from the first that does not come out on, all are void.

        Raises:
            Left: the card that had proved who asks was taken out before the first intent to print was recorded.
        """
        yield from self.outlet.begin(desk)
        for at, certificate in enumerate(certificates):
            place = {"copy": at + 1, "copies": len(certificates)}
            ending = yield from self._print(desk, certificate, place)
            if ending is not Ending.ISSUED:
                self.void(desk, VoidReason(ending.value))
                return PrintedCopies(tuple(certificates[:at]), tuple(certificates[at:]), ending)
        return PrintedCopies(tuple(certificates), (), Ending.ISSUED)

    def _print(self, desk: Desk, certificate: Certificate, place: Mapping[str, int]) -> Flow[Ending]:
        """`Ending.ISSUED` when the document is issued, else why it is not. ``place``: which copy of how many it is."""
        if (yield from self.cannot_print(desk, certificate.issuance)):
            return Ending.PRINTER_OUT
        if desk.step.now >= certificate.expires_at - self.print_allowance(certificate):
            return Ending.EXPIRED
        sheets, name = certificate.sheets, certificate.issuance
        desk.check_proof()
        desk.rely_on(None)
        desk.record(ev.PrintIntended(desk.session, certificate.issuance, certificate.number, sheets))
        starting = Working(Message("working.starting-printer"), 2, STEPS)
        bound = sheets > 1 and self.can_bind
        job = yield from desk.converse(PRINTER, self.printer.create_job(name, bound), lambda: starting)
        if not isinstance(job, JobCreated):
            taken = PrintHabit.TAKES_NO_JOB if isinstance(job, ipp.Refused) else PrintHabit.NO_ACCOUNT
            desk.record(ev.PrintUnproven(desk.session, certificate.issuance, taken))
            return Ending.PRINT_NOT_ACCEPTED
        desk.record(ev.PrintJobCreated(desk.session, certificate.issuance, job.job_id))
        # Whatever the printer answers, only the job's own account counts: the document may be printing all the same.
        yield from desk.converse(PRINTER, self.printer.send_document(job.job_id, certificate.pdf), lambda: starting)
        last = yield from self._follow(desk, job.job_id, certificate, place)
        waited = became(last, sheets) == Outcome.RUNNING
        stopped = (yield from self.stop_job(desk, job.job_id, name, sheets)) if waited else last
        if became(stopped, sheets) != Outcome.PRINTED:
            if not _is_explained(last):
                desk.record(ev.PrintUnproven(desk.session, certificate.issuance, habit(last, sheets)))
            return Ending.PRINT_FAILED
        desk.record(
            ev.DocumentIssued(desk.session, certificate.issuance, certificate.number, sheets, certificate.fee),
            ev.DocumentPresented(desk.session, certificate.issuance, sheets),
        )
        return Ending.ISSUED

    def _follow(self, desk: Desk, job_id: int, certificate: Certificate, place: Mapping[str, int]) -> Flow[Account]:
        """Watches the job to its end, or until it is time to give up; what the printer said of it last."""
        gives_up_at = desk.step.now + self.print_allowance(certificate) + self.print_times.stuck
        printed = 0
        while True:
            job = yield from desk.converse(PRINTER, self.printer.read_job(job_id, certificate.issuance))
            if became(job, certificate.sheets) != Outcome.RUNNING or desk.step.now >= gives_up_at:
                return job
            if isinstance(job, JobStatus):
                printed = job.sheets_completed or 0
            sheet = min(printed + 1, certificate.sheets)
            args: dict[str, str | int] = {**place, "sheet": sheet, "sheets": certificate.sheets}
            id_ = "working.printing" if place["copies"] == 1 else "working.printing-copy"
            desk.show(Working(Message(id_, args), 3, STEPS))
            yield from desk.pause(JOB_POLL_MS)

    def stop_job(self, desk: Desk, job_id: int, name: str, sheets: int) -> Flow[Account]:
        """Cancels a job and waits for its end; it may have been printed after all. What the printer said of it last."""
        yield from desk.converse(PRINTER, self.printer.cancel_job(job_id))
        gives_up_at = desk.step.now + self.print_times.cancel
        while True:
            job = yield from desk.converse(PRINTER, self.printer.read_job(job_id, name))
            if became(job, sheets) != Outcome.RUNNING or desk.step.now >= gives_up_at:
                return job
            yield from desk.pause(JOB_POLL_MS)


def _reserving() -> Working:
    return Working(Message("working.reserving"), 0, STEPS)


def _text(file: bytes) -> str:
    return b64encode(file).decode()


def _is_explained(job: Account) -> bool:
    """The printer itself said what was in the way: paper, a jam, an open cover. It is out of service until that is mended."""
    return isinstance(job, JobStatus) and not can_print(job.printer)


_OUT = {"paper": NoticeId.PAPER_OUT, "toner": NoticeId.TONER_OUT, "printer": NoticeId.PRINTER_OUT}


def _what_is_out(status: Status) -> str:
    """Of a printer that cannot print: ``paper`` or ``toner`` where one of them is out, else ``printer``."""
    return next((supply for supply in ("paper", "toner") if status.level(supply) == Level.OUT), "printer")
