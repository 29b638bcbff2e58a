"""The city's client: dialogues that trust nothing they have not verified (see `config.dialogue`)."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from config.barcode_signer import Anchors, keys_for, verify_code
from config.canonical import digest, record_reader
from config.catalogue import Record
from config.certificate import Issue
from config.city import City
from config.dialogue import Failure, FailureReason
from config.official_seal import NoSeal, Sealing, check
from config.shown import digest_of_all
from config.visible_seal import SealError, SealFields
from sync.city.api import (
    BarredReply,
    IssuanceReply,
    IssuanceRequest,
    JournalRefusal,
    JournalRefusalReply,
    JournalReply,
    RefusalCode,
    RefusalReply,
    SourcesReply,
    Ticket,
)
from sync.city.applications import ApplicationQuestion, ApplicationReply
from sync.city.countersigned import Checkpoint, Countersigned
from sync.city.left_requests import BoxReply, BoxUpload, LeaveReply, LeaveRequest, TicketReply

_LATER = (429, 503)
RESERVE_TRIES = 3
"""The same request may be repeated: the city answers a UUID it knows with the bytes it gave before."""
MAX_RECORD_BYTES = 4_000_000
MAX_REPLY_BYTES = 64_000


@dataclass(frozen=True)
class CityCall:
    """One HTTPS request, and how long a reply may be; ``signed``: with the kiosk's key (`sync.city.countersigned`)."""

    method: str
    path: str
    body: bytes
    max_bytes: int
    signed: bool = False


@dataclass(frozen=True)
class CityReply:
    """``retry_after_ms``: how long the city wants to be left alone."""

    status: int
    body: bytes
    retry_after_ms: int = 0


@dataclass(frozen=True)
class Reserved:
    """A verified reservation."""

    reply: IssuanceReply
    record: Record
    issued_at: datetime
    expires_at: datetime
    signed_code: bytes
    seal: bytes

    def issue(self, machine: str) -> Issue:
        reply = self.reply
        return Issue(
            reply.number, self.issued_at, reply.issuer, self.signed_code, self.seal, machine, bool(reply.exemption),
            _signer(reply),
        )  # fmt: skip


@dataclass(frozen=True)
class Refused:
    """The city says no; ``about`` which of the inputs, "" where it does not say."""

    code: RefusalCode
    about: str = ""


@dataclass(frozen=True)
class ProofWanted:
    """The same again, with the card's proof over this (`sync.city.card_proof`)."""

    nonce: str


@dataclass(frozen=True)
class TooManyTries:
    """Nothing was looked up: too many that nobody finds, at this kiosk or for the same thing anywhere, in this hour."""


@dataclass(frozen=True)
class CityUnavailable:
    """No usable answer; whether the city acted is not known.

    ``retry_after_ms``: how long it wants to be left alone, where it says so.
    """

    failure: Failure
    retry_after_ms: int = 0

    @property
    def worth_retrying(self) -> bool:
        """At once, while somebody waits: not where the city asks to be left alone."""
        return not self.retry_after_ms and self.failure.reason in (FailureReason.TIMEOUT, FailureReason.UNREACHABLE)


@dataclass(frozen=True)
class Untrusted:
    """An answer that the city did not sign, or not for this request. Nothing of it may be printed."""

    why: str


@dataclass(frozen=True)
class Unsealed:
    """The city's answer, but without its official seal, or with a picture that it did not sign for this paper."""

    why: str


@dataclass(frozen=True)
class SourcesKnown:
    """``now`` is the city's clock, None where it does not say it."""

    sources: tuple[tuple[str, bool], ...]
    now: datetime | None = None


@dataclass(frozen=True)
class Acknowledged:
    seq: int


@dataclass(frozen=True)
class Behind:
    """The city has the journal up to ``seq`` alone, and less than it acknowledged once: its database was restored."""

    seq: int


@dataclass(frozen=True)
class NotUnderstood:
    """The city answered with something else than the contract says; ``status`` is its HTTP status."""

    status: int


@dataclass(frozen=True)
class AnotherJournal:
    """Under these numbers the city has other entries, or it has the journal from another kiosk: this one is an old copy."""


T = TypeVar("T")
_REQUEST, _RESERVATION, _REFUSAL = TypeAdapter(IssuanceRequest), TypeAdapter(IssuanceReply), TypeAdapter(RefusalReply)
_SOURCES, _JOURNAL = TypeAdapter(SourcesReply), TypeAdapter(JournalReply)
_BARRED = TypeAdapter(BarredReply)
_APPLICATION, _STATE = TypeAdapter(ApplicationQuestion), TypeAdapter(ApplicationReply)
_JOURNAL_REFUSAL = TypeAdapter(JournalRefusalReply)
_LEAVE, _BEGUN = TypeAdapter(LeaveRequest), TypeAdapter(LeaveReply)
_BOX, _TAKEN = TypeAdapter(BoxUpload), TypeAdapter(BoxReply)
_TICKET, _STANDS = TypeAdapter(Ticket), TypeAdapter(TicketReply)
_CHECKPOINT, _COUNTERSIGNED = TypeAdapter(Checkpoint), TypeAdapter(Countersigned)
Dialogue = Generator[CityCall, CityReply | Failure, T]


@dataclass(frozen=True)
class CityClient:
    """``keys``: whose signatures are believed, from the settings."""

    city: City
    keys: Anchors

    def reserve(
        self, issuance: str, request: IssuanceRequest
    ) -> Dialogue[Reserved | Refused | ProofWanted | CityUnavailable | Untrusted | Unsealed]:
        body = _REQUEST.dump_json(request)
        call = CityCall("PUT", f"/v1/issuances/{issuance}", body, MAX_RECORD_BYTES)
        answer: CityReply | CityUnavailable
        for _ in range(RESERVE_TRIES):
            answer = _usable((yield call))
            if isinstance(answer, CityReply) and answer.status >= 500:
                answer = CityUnavailable(_no_use(answer))
            if not isinstance(answer, CityUnavailable) or not answer.worth_retrying:
                break
        if isinstance(answer, CityUnavailable):
            return answer
        if answer.status == 200:
            return self._verified(issuance, request, answer.body)
        refusal = _parse(_REFUSAL, answer.body)
        if refusal and refusal.refused is RefusalCode.PROOF_WANTED and request.proof is None:
            return ProofWanted(refusal.nonce)
        # Only what claims to be a paper can be a forged one: a word of a newer city, or of a proxy on the way, is no paper.
        return Refused(refusal.refused, refusal.about) if refusal else CityUnavailable(_no_use(answer))

    def look_up_application(
        self, asked: ApplicationQuestion
    ) -> Dialogue[ApplicationReply | Refused | TooManyTries | CityUnavailable]:
        """Once: a try that is repeated would count twice."""
        got = yield CityCall("POST", "/v1/applications/state", _APPLICATION.dump_json(asked), MAX_REPLY_BYTES)
        if _is_too_many(got):
            return TooManyTries()
        return _told(_STATE, got)

    def begin_request(
        self, uuid: str, asked: LeaveRequest
    ) -> Dialogue[LeaveReply | Refused | TooManyTries | CityUnavailable]:
        """Number and key for what is to be left; the same again gets the same."""
        got = yield CityCall("PUT", f"/v1/left-requests/{uuid}", _LEAVE.dump_json(asked), MAX_REPLY_BYTES)
        if _is_too_many(got):
            return TooManyTries()
        return _told(_BEGUN, got)

    def deliver_box(self, uuid: str, box: bytes) -> Dialogue[BoxReply | Refused | CityUnavailable]:
        """What says that it took another box has taken none."""
        body = _BOX.dump_json(BoxUpload(base64.b64encode(box).decode()))
        got = yield CityCall("PUT", f"/v1/left-requests/{uuid}/box", body, MAX_REPLY_BYTES)
        told = _told(_TAKEN, got)
        if isinstance(told, BoxReply) and told.digest != sha256(box).hexdigest():
            return CityUnavailable(Failure(FailureReason.UNREACHABLE, "it took something else"))
        return told

    def ask_ticket(self, ticket: Ticket) -> Dialogue[TicketReply | Refused | TooManyTries | CityUnavailable]:
        """Once: a try that is repeated would count twice."""
        got = yield CityCall("POST", "/v1/left-requests/ticket", _TICKET.dump_json(ticket), MAX_REPLY_BYTES)
        if _is_too_many(got):
            return TooManyTries()
        return _told(_STANDS, got)

    def check_sources(self) -> Dialogue[SourcesKnown | CityUnavailable | NotUnderstood]:
        answer = _usable((yield CityCall("GET", "/v1/sources", b"", MAX_REPLY_BYTES)))
        if isinstance(answer, CityUnavailable):
            return answer
        reply = _parse(_SOURCES, answer.body) if answer.status == 200 else None
        if reply is None:
            return NotUnderstood(answer.status)
        aware = reply.now is not None and reply.now.tzinfo is not None
        return SourcesKnown(tuple(sorted(reply.sources.items())), reply.now if aware else None)

    def upload(
        self, journal: str, first: int, bodies: Sequence[bytes], lost: int = 0
    ) -> Dialogue[Acknowledged | AnotherJournal | Behind | CityUnavailable | NotUnderstood]:
        entries = [base64.b64encode(body).decode() for body in bodies]
        body = json.dumps({"first": first, "entries": entries, "lost": lost}).encode()
        answer = _usable((yield CityCall("POST", f"/v1/journals/{journal}/entries", body, MAX_REPLY_BYTES)))
        if isinstance(answer, CityUnavailable):
            return answer
        refusal = _parse(_JOURNAL_REFUSAL, answer.body) if answer.status == 409 else None
        if refusal and refusal.refused in (JournalRefusal.FORKED, JournalRefusal.NOT_YOURS):
            return AnotherJournal()
        reply = _parse(_JOURNAL, answer.body) if answer.status == 200 else None
        if reply is None or reply.acknowledged < 0:
            return NotUnderstood(answer.status)
        if reply.acknowledged >= first:
            # What it has beyond these entries may be another's: it is not compared before it is sent.
            return Acknowledged(min(reply.acknowledged, first + len(bodies) - 1))
        # As far as it was before, and nothing taken: sending the same again at once would not end.
        return Behind(reply.acknowledged) if reply.acknowledged < first - lost - 1 else NotUnderstood(answer.status)

    def countersign(self, journal: str, ends: Checkpoint) -> Dialogue[Countersigned | CityUnavailable | NotUnderstood]:
        path = f"/v1/journals/{journal}/checkpoints"
        answer = _usable((yield CityCall("POST", path, _CHECKPOINT.dump_json(ends), MAX_REPLY_BYTES, signed=True)))
        if isinstance(answer, CityUnavailable):
            return answer
        said = _parse(_COUNTERSIGNED, answer.body) if answer.status == 200 else None
        if said is None or (said.journal and not said.is_by(self.city, self.keys, said.signer)):
            return NotUnderstood(answer.status)
        return said

    def _verified(self, issuance: str, request: IssuanceRequest, body: bytes) -> Reserved | Untrusted | Unsealed:
        """The code's signature covers number, kind and time, and all that the paper shows through its digest.

        A city that knows the first edition of the code alone signs the record, and its issuer must be known here: whoever
        verifies the paper has nothing else to go by.
        """
        kind = self.city.kinds[request.kind]
        reply = _parse(_RESERVATION, body)
        if reply is None:
            return Untrusted("not a reservation")
        try:
            record = record_reader(kind.record).validate_python(reply.record)
        except ValidationError:
            return Untrusted("not a record of this kind")
        try:
            code = base64.b64decode(reply.signed_code, validate=True)
            fields = verify_code(code, self.keys, _signer(reply))
            issued_at, expires_at = datetime.fromisoformat(reply.issued_at), datetime.fromisoformat(reply.expires_at)
        except (SealError, binascii.Error, ValueError) as error:
            return Untrusted(f"signed code: {error}")
        agrees = (
            reply.issuance == issuance
            and reply.kind == fields.kind == request.kind
            and reply.number == fields.number
            and issued_at == fields.issued_at
            and issued_at.utcoffset() == fields.issued_at.utcoffset()
            and expires_at.tzinfo is not None
            and expires_at > issued_at
        )
        if not agrees:
            return Untrusted("the reply is not what was signed")
        if fields.edition == 1 and digest(record) != fields.digest:
            return Untrusted("the record is not what was signed")
        if record.holder is not None and not (
            request.subject and request.subject.resident_number.startswith(record.holder)
        ):
            # A city that mixes up two requests must not hand one person the other's paper.
            return Untrusted("the record is somebody else's")
        if reply.exemption and not kind.exemption(reply.exemption, issued_at.date()):
            # Charging in full would take money that the law may not want; waiving it would lack a ground to write down.
            return Untrusted("an exemption that is not in the catalogue")
        try:
            seal = self._seal(reply, fields)
        except NoSeal as error:
            return Unsealed(str(error))
        if fields.edition == 1 and reply.issuer not in self.city.issuers(kind):
            return Untrusted("the issuer is neither signed nor known")
        reserved = Reserved(reply, record, issued_at, expires_at, code, seal)
        if fields.edition > 1 and digest_of_all(record, reserved.issue(request.machine)) != fields.digest:
            return Untrusted("what the paper would show is not what was signed")
        return reserved

    def _seal(self, reply: IssuanceReply, fields: SealFields) -> bytes:
        """The picture. Raises `NoSeal`."""
        if reply.official_seal is None:
            raise NoSeal("the city sent no seal")
        try:
            picture, signature = (
                base64.b64decode(each, validate=True)
                for each in (reply.official_seal.picture, reply.official_seal.signature)
            )
        except ValueError:
            raise NoSeal("the seal is no base64") from None
        keys = keys_for(fields, self.keys, _signer(reply))
        check(Sealing(self.city.id, reply.issuer, reply.number), picture, signature, keys)
        return picture


def _signer(reply: IssuanceReply) -> bytes:
    """Raises `ValueError`: no base64."""
    return base64.b64decode(reply.signer, validate=True)


def _usable(answer: CityReply | Failure) -> CityReply | CityUnavailable:
    """What is no answer to the question: none, or a wish to be asked later."""
    if isinstance(answer, Failure):
        return CityUnavailable(answer)
    if answer.status == 403 and _parse(_BARRED, answer.body) is not None:
        return CityUnavailable(Failure(FailureReason.BARRED, "its certificate is not in force any more"))
    if answer.status in _LATER:
        return CityUnavailable(_no_use(answer), answer.retry_after_ms)
    return answer


def _is_too_many(got: CityReply | Failure) -> bool:
    return isinstance(got, CityReply) and got.status == 429


def _told(adapter: TypeAdapter[T], got: CityReply | Failure) -> T | Refused | CityUnavailable:
    """What the city answers where 200 is the one good status."""
    answer = _usable(got)
    if isinstance(answer, CityUnavailable):
        return answer
    reply = _parse(adapter, answer.body) if answer.status == 200 else None
    refusal = _parse(_REFUSAL, answer.body) if reply is None else None
    return reply or (Refused(refusal.refused) if refusal else CityUnavailable(_no_use(answer)))


def _no_use(answer: CityReply) -> Failure:
    return Failure(FailureReason.UNREACHABLE, f"status {answer.status}")


def _parse(adapter: TypeAdapter[T], body: bytes) -> T | None:
    try:
        return adapter.validate_json(body)
    except ValidationError:
        return None
