"""The city's rules, callable without HTTP: what is reserved, what is refused, and what becomes of a number.

A reservation is ``reserved`` until the kiosk's journal reports its outcome or its time is over::

    reserved → issued | void | expired        expired → issued | void (a late report is still true)
    issued → revoked (a person's act, with a reason: no kiosk can)        void stays void

A kiosk is whoever its certificate names. It hears of its own reservations alone, and speaks of no others
(`sync.reference_city.journals`); what it does beyond that, or more often than a kiosk in the street can, is an alarm.

What was reserved and what was reported are kept apart, and neither ever waits for the other: a reservation never changes,
so the same UUID with the same request gets the same bytes again whatever became of it meanwhile (with another request it
is a conflict), and a report may come before the reservation it is about, whose request is then still on its way.
"""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from hmac import compare_digest

from cryptography.x509 import load_der_x509_certificate
from pydantic import TypeAdapter

from config.barcode_signer import UNNAMED, reference
from config.canonical import digest, record_reader
from config.catalogue import Record
from config.certificate import Issue
from config.city import City
from config.data_file import DataFileError
from config.ids import KioskId
from config.kind import Kind
from config.official_seal import Sealing, sign
from config.seoul import SEOUL
from config.shown import fields_of
from config.visible_seal import encode
from config.vocabulary import IdentityMeans
from sync.city.api import (
    DocumentReply,
    IssuanceReply,
    IssuanceRequest,
    JournalReply,
    OfficialSeal,
    RefusalCode,
    RefusalReply,
    SourcesReply,
    Subject,
)
from sync.city.applications import SOURCE
from sync.city.countersigned import Checkpoint, Countersigned
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.applications import ApplicationStates
from sync.reference_city.card_proofs import CardProofs
from sync.reference_city.countersigning import Countersigning
from sync.reference_city.counting import Busy, Counting
from sync.reference_city.journals import Journals
from sync.reference_city.left_requests import LeftRequests
from sync.reference_city.limits import Limits
from sync.reference_city.lookup import document_of, names_of, number_of
from sync.reference_city.lots import asked_lot
from sync.reference_city.owners import ADDRESS, OwnerNotice
from sync.reference_city.people import NOBODY, Person
from sync.reference_city.readings import ANSWERED, Marks, Reading, utc
from sync.reference_city.registered import Registers
from sync.reference_city.registers import Asked, about, register
from sync.reference_city.seal_picture import seal_png
from sync.reference_city.stored import Issuance, Store

_log = logging.getLogger(__name__)
RESERVED_FOR = timedelta(minutes=10)
PRINTED_IN_TIME, PER_LINE = 100, timedelta(seconds=3)
"""So many lines of a register are printed in that time by the slowest printer; each further one takes a part of a sheet."""
_REPLY = TypeAdapter(IssuanceReply)


def _asked_for(request: IssuanceRequest) -> str:
    """However it was proved and however long it takes: the same request may come again with another proof."""
    asked = asdict(request)
    del asked["proof"], asked["times"]
    if request.ticket is None:
        del asked["ticket"]  # as it was hashed before there were any
    return json.dumps(asked, sort_keys=True)


def reserved_for(record: Record, times: int = 1) -> timedelta:
    """How long a number is kept: for as many times as long as somebody takes, and a record of hundreds of lines has to be printed, too."""
    return RESERVED_FOR * times + PER_LINE * max(0, _lines(_plain(record)) - PRINTED_IN_TIME)


def _plain(record: Record) -> dict[str, object]:
    """As it stands in JSON."""
    plain: dict[str, object] = record_reader(type(record)).dump_python(record)
    return plain


def _lines(value: object) -> int:
    if isinstance(value, dict):
        return sum(map(_lines, value.values()))
    return sum(1 + _lines(each) for each in value) if isinstance(value, (list, tuple)) else 0


class ReferenceCity:
    """The city's server, over its registers.

    Attributes:
        city: whose it is; ``scene``: its offices.
        down: sources that are switched off, to rehearse an outage.
        applications: what became of those.
        left_requests: what residents left while its source was away.

    ``card_proofs``: what a card has to prove to the city itself before its holder's papers are reserved; None where the kiosk's word for it
    is taken. ``marks`` names people in its books.
    ``tells_owners``: those who asked are told of each paper of theirs (`sync.reference_city.owners`). ``sign`` makes signatures with the key of ``signer``, a barcode signer's certificate in DER, or with a bare one where that is b"".
    """

    def __init__(
        self, city: City, registers: Registers, store: Store, now: Callable[[], datetime], sign: Callable[[bytes], bytes],
        random: Callable[[int], bytes], marks: Marks, limits: Limits | None = None, signer: bytes = b"",
        card_proofs: CardProofs | None = None, tells_owners: bool = False,
    ) -> None:  # fmt: skip
        if city.scene is None:
            raise DataFileError(f"{city.id}: scene.toml: without it no office answers for a paper")
        self.city = city
        self.scene = city.scene
        self.down: set[str] = set()
        self._registers = registers
        self._store = store
        self._now = now
        self._sign = sign
        self._signer = signer
        self._certificate = reference(load_der_x509_certificate(signer)) if signer else UNNAMED
        self._random = random
        self._marks = marks
        self._card_proofs = card_proofs
        self._tells_owners = tells_owners
        self._counting = Counting(store, now, limits or Limits())
        self._journals = Journals(store, now, self._counting)
        self._countersigning = Countersigning(city.id, store, self._counting, sign, signer)
        self.applications = ApplicationStates(registers, self._counting, marks, store.note, now, lambda: self.down)
        self.left_requests = LeftRequests(city, store, self._counting, now, random, marks, self._why_not)

    # -- issuances --

    def reserve(self, kiosk: KioskId, uuid: str, request: IssuanceRequest) -> bytes | RefusalReply | Busy:
        """The reply's exact bytes, or why not. ``kiosk`` is whoever the certificate names, whatever the request says."""
        if request.kiosk != kiosk:
            self._counting.alarm(kiosk, AlarmKind.OTHER_NAME, "reservation")
        request_hash = self._marks.request(_asked_for(request))
        known = self._store.get(uuid)
        if known is None:
            kind = self.city.offered.get(request.kind)
            proofs = self._card_proofs if request.ticket or (kind and kind.identity == "card") else None
            if proofs and request.proof is None:
                # Before anything is counted or looked up: from this answer nobody learns anything of anybody.
                return RefusalReply(RefusalCode.PROOF_WANTED, nonce=proofs.nonce(kiosk, uuid))
            holder = self._holder(request)
            busy = self._counting.asks(kiosk, holder)
            if busy:
                return busy
            if kind is None:
                self._counting.fits(kiosk, holder)
                return RefusalReply(RefusalCode.BAD_INPUT)
            if proofs and not proofs.proves(kiosk, uuid, request):
                self._counting.alarm(kiosk, AlarmKind.NOT_PROVED, "reservation")
                return self._refused(self._reading(kiosk, uuid, kind, request), RefusalCode.NOT_PROVED)
            wanted = self.left_requests.wanted(kiosk, request, request.ticket) if request.ticket else request
            if not isinstance(wanted, IssuanceRequest):
                self._counting.fits(kiosk, holder)  # the card was none, whatever the ticket is
                return wanted
            reading = self._reading(kiosk, uuid, kind, wanted)
            record, person = self._record(kind, wanted)
            if record != RefusalCode.CARD_LOST:
                self._counting.fits(kiosk, holder)
            if isinstance(record, RefusalCode):
                return self._refused(reading, record, self._about(kind, request, record))
            if not self._counting.has_one_more(kiosk, holder, kind):
                return self._refused(reading, RefusalCode.TOO_OFTEN)
            if request.ticket and not self.left_requests.reserve(kiosk, request.ticket, uuid):
                return self._refused(reading, RefusalCode.TICKET_IN_USE)
            known = self._issue(reading, request_hash, request, kind, record, person)
        if known.kiosk == kiosk and known.request_hash == request_hash:
            return known.reply
        # Whose it is, and what was asked for, is told to nobody else: a UUID that was heard of opens nothing.
        if known.kiosk != kiosk:
            self._counting.alarm(kiosk, AlarmKind.OTHER_KIOSKS_ISSUANCE, uuid)
        return self._counting.meets_anothers(kiosk) or RefusalReply(RefusalCode.CONFLICT)

    def _holder(self, request: IssuanceRequest) -> str:
        return self._marks.person(request.subject.resident_number) if request.subject else ""

    def _reading(self, kiosk: KioskId, uuid: str, kind: Kind, request: IssuanceRequest) -> Reading:
        """Of whom; what comes of it is not known yet."""
        whom = self._holder(request)
        if kind.identity != "card":
            lot = asked_lot(self._asked(kind, request, None))
            whom = "" if isinstance(lot, RefusalCode) else self._marks.lot(lot)
        return Reading(utc(self._now()), kiosk, whom, kind.name, uuid, ANSWERED)

    def _refused(self, reading: Reading, why: RefusalCode, about: str = "") -> RefusalReply:
        self._note(reading, why)
        return RefusalReply(why, about)

    def _note(self, reading: Reading, result: RefusalCode | None) -> None:
        """One of which no reservation comes. A source that is away was not read."""
        if result is not RefusalCode.SOURCE_DOWN:
            self._store.note(replace(reading, result=result.value if result else ANSWERED))

    def _issue(
        self, reading: Reading, request_hash: str, request: IssuanceRequest, kind: Kind, record: Record,
        person: Person | None,
    ) -> Issuance:  # fmt: skip
        kiosk, uuid = KioskId(reading.by), reading.about
        issued_at = self._now().astimezone(SEOUL).replace(microsecond=0)
        exemptions = (
            name for name in (person.entitlements if person else ()) if kind.exemption(name, issued_at.date())
        )
        exemption = next(exemptions, "")
        expires_at = issued_at + reserved_for(record, request.times)
        tell = self._notice(reading, request.machine, person)
        while True:
            number = self._number()
            picture = seal_png(self.scene.seal.format(issuer=kind.issuer))
            issue = Issue(number, issued_at, kind.issuer, b"", picture, request.machine, bool(exemption))
            reply = IssuanceReply(
                issuance=uuid,
                kind=kind.name,
                number=number,
                issued_at=issued_at.isoformat(),
                expires_at=expires_at.isoformat(),
                issuer=kind.issuer,
                record=_plain(record),
                official_seal=self._seal(picture, kind.issuer, number),
                signed_code=base64.b64encode(self._code(kind, record, issue)).decode(),
                exemption=exemption,
                signer=base64.b64encode(self._signer).decode(),
            )
            body = _REPLY.dump_json(reply)
            issuance = Issuance(
                uuid,
                request_hash,
                number,
                kind.name,
                issued_at,
                expires_at,
                body,
                kiosk,
                names_of(record),
            )
            if self._store.add(issuance, reading, tell):
                return issuance
            # Either another request for this UUID was faster, or the number is taken.
            faster = self._store.get(uuid)
            if faster:
                return faster

    def _notice(self, reading: Reading, place: str, person: Person | None) -> OwnerNotice | None:
        """Of who asked to be told, at an address that is one."""
        if not self._tells_owners or person is None or not ADDRESS.fullmatch(person.notify):
            return None
        return OwnerNotice(reading.about, person.notify, place or reading.by, reading.at, reading.at)

    def _code(self, kind: Kind, record: Record, issue: Issue) -> bytes:
        """In the first edition for a kiosk that does not say what it prints."""
        fields = fields_of(kind.name, record, issue, self.city.signer, self._certificate)
        if not issue.machine:
            fields = replace(fields, digest=digest(record), edition=1, decisive=())
        return encode(fields, self._sign)

    def _seal(self, picture: bytes, issuer: str, number: str) -> OfficialSeal:
        """A city reads its own from where it is kept."""
        signature = sign(Sealing(self.city.id, issuer, number), picture, self._sign)
        return OfficialSeal(*(base64.b64encode(each).decode() for each in (picture, signature)))

    def _number(self) -> str:
        digits = f"{int.from_bytes(self._random(8)) % 10**16:016d}"
        return "-".join(digits[at : at + 4] for at in range(0, 16, 4))

    def _about(self, kind: Kind, request: IssuanceRequest, refused: RefusalCode) -> str:
        """Of registers that anybody may ask: of a person's own nothing is told."""
        if kind.identity == "card" or refused is RefusalCode.SOURCE_DOWN:
            return ""
        return about(self._asked(kind, request, None), refused)

    def _asked(self, kind: Kind, request: IssuanceRequest, person: Person | None) -> Asked:
        chosen = {option.name: request.input.get(option.name, option.default) for option in kind.options}
        today = self._now().astimezone(SEOUL).date()
        return Asked(self.city, kind, {**request.input, **chosen}, person, today, self._registers)

    def _record(self, kind: Kind, request: IssuanceRequest) -> tuple[Record | RefusalCode, Person | None]:
        """And whoever proved who they are: what they are entitled to, nobody can claim."""
        if kind.identity == "card" and IdentityMeans.CHIP_CARD not in kind.holder.means:
            return RefusalCode.AT_COUNTER, None
        if kind.source in self.down:
            return RefusalCode.SOURCE_DOWN, None
        asked = self._asked(kind, request, None)
        if any(asked.input[each.name] not in {choice.value for choice in each.choices} for each in kind.options):
            return RefusalCode.BAD_INPUT, None
        try:
            person = self._person(request.subject) if kind.identity == "card" or request.ticket else None
            if isinstance(person, RefusalCode):
                return person, None
            if person and not kind.holder.is_old_enough(person.resident_number, asked.today):
                return RefusalCode.UNDER_AGE, None
            return register(kind.name)(replace(asked, person=person)), person
        except OSError as error:  # one that is not there, or not connected: nothing is printed from a guess
            _log.warning("the registers for %s cannot answer: %s", kind.name, type(error).__name__)
            return RefusalCode.SOURCE_DOWN, None

    def _why_not(self, request: IssuanceRequest) -> RefusalCode | Busy | None:
        """Whether such a paper is to be had, without one being reserved: None, or why not.

        No card proves anything here, and whoever has the ticket hears the answer. So where cards have to prove themselves, it says of a
        paper for their holders no more than that its source answers; and elsewhere a card that is not taken is a miss, as at a reservation.
        """
        kind, kiosk, holder = self.city.offered.get(request.kind), KioskId(request.kiosk), self._holder(request)
        if kind is None:
            return RefusalCode.BAD_INPUT
        is_guarded = kind.identity == "card" and self._card_proofs is not None
        is_believed = kind.identity == "card" and not is_guarded
        if is_believed and (busy := self._counting.tries_a_card(kiosk, holder)):
            return busy
        record: Record | RefusalCode | Busy
        try:
            record, _ = self._record(kind, request)
        except Exception as error:  # of a register, or of this one request: the others are looked after all the same
            _log.error("a request for %s that was left cannot be prepared: %s", kind.name, type(error).__name__)
            record = Busy(0)
        if is_believed and record != RefusalCode.CARD_LOST:
            self._counting.fits(kiosk, holder)
        if isinstance(record, Busy):
            return record
        why = record if isinstance(record, RefusalCode) else None
        self._note(self._reading(kiosk, "", kind, request), why)
        return None if is_guarded and why is not RefusalCode.SOURCE_DOWN else why

    def _person(self, subject: Subject | None) -> Person | RefusalCode:
        if subject is None:
            return RefusalCode.BAD_INPUT
        person = self._registers.person(subject.resident_number) or NOBODY
        # One answer, in one time: from another one a kiosk would learn who exists, and then whose card number is near.
        fits = compare_digest(person.card_number.encode(), subject.card_number.encode())
        return RefusalCode.CARD_LOST if person.card_lost or not fits else person

    # -- sources, documents --

    def sources(self) -> SourcesReply:
        sources = sorted(
            {kind.source for kind in self.city.kinds.values()} | ({SOURCE} if self.city.applications else set())
        )
        return SourcesReply({source: source not in self.down for source in sources}, self._now())

    def document(self, kiosk: KioskId, number: str) -> DocumentReply | None:
        """What became of a paper of this kiosk's; None for any other number."""
        known = number_of(number)
        issuance = self._store.by_number(known) if known else None
        if issuance is None or issuance.kiosk != kiosk:
            return None
        return document_of(self._store, issuance, self._now())

    def renews(self, kiosk: KioskId) -> Busy | None:
        """Before its certificate is made anew."""
        return self._counting.renews(kiosk)

    # -- the kiosk's journal --

    def take_journal(
        self, kiosk: KioskId, journal: str, first: int, bodies: Sequence[bytes], lost: int = 0
    ) -> JournalReply | Busy:
        """As `Journals.take`."""
        return self._journals.take(kiosk, journal, first, bodies, lost)

    def countersign(self, kiosk: KioskId, journal: str, ends: Checkpoint) -> Countersigned:
        """As `Countersigning.countersign`. That the kiosk has signed it was looked at before."""
        return self._countersigning.countersign(kiosk, journal, ends)
