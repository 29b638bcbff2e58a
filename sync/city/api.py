"""The contract between kiosk and city, in code: what is asked, what is answered, and what each field means.

===========================================  ======================================================================
``PUT /v1/issuances/{uuid}``                 reserves; the same request again gets the same bytes, another one 409
``GET /v1/sources``                          which source systems answer
``POST /v1/journals/{journal}/entries``      takes the kiosk's journal, and with it the outcome of every reservation
``POST /v1/journals/{journal}/checkpoints``  how the journal ends, held against what the city has (`sync.city.countersigned`)
``POST /v1/applications/state``              what became of something that was applied for (`sync.city.applications`)
``PUT /v1/left-requests/{uuid}`` …           what is left while its source is away (`sync.city.left_requests`)
``GET /v1/documents/{number}``               what became of a document of this kiosk's
``POST /v1/heartbeats``                      takes how the kiosk is now (`sync.city.heartbeat`)
===========================================  ======================================================================

Everything is JSON in UTF-8 over TLS with certificates on both sides. The common name of a kiosk's certificate is its id
(``machine.id`` in its settings), and it hears of nothing but its own reservations and journals; how it gets one and keeps it is in
`sync.city.enrolment`. One that the city has barred is answered with that and nothing else. Who asks for more than a kiosk in the
street can is put off: status 429, and ``Retry-After`` in seconds. Fields that a side does not know are ignored, so
that either can be newer. What is refused is answered with a `RefusalReply` under a status of 400 or above; a request has at
most `MAX_REQUEST_BYTES`.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field

MAX_REQUEST_BYTES = 1_000_000
MAX_SEQ = 2_000_000_000
"""Of an entry: a kiosk writes some hundred thousand in a year."""

Name = Annotated[str, Field(max_length=60)]


@dataclass(frozen=True, repr=False)
class Subject:
    """Who asks, as their card proved it. Personal: never logged, never stored on the kiosk."""

    resident_number: Annotated[str, Field(pattern="^[0-9]{13}$")]
    card_number: Name


File = Annotated[str, Field(max_length=60_000)]
"""Of a chip card, in base64."""


@dataclass(frozen=True, repr=False)
class CardProof:
    """That the subject's card is in this kiosk now and wants this (`sync.city.card_proof`). Personal, as the subject is.

    Attributes:
        nonce: as the city gave it for this reservation.
        security_object: in which the state signs the other files (EF.SOD).
        groups: the card's data groups by their numbers, "1", "11", "14" and "15".
        signature: the chip's, over the challenge.
    """

    nonce: Annotated[str, Field(max_length=200)]
    security_object: File
    groups: Annotated[dict[Annotated[str, Field(pattern="^[0-9]{1,2}$")], File], Field(max_length=16)]
    signature: Annotated[str, Field(max_length=1_000)]


@dataclass(frozen=True, repr=False)
class Ticket:
    """Of a request that was left (`sync.city.left_requests`), in digits alone: its number, and the code beside it."""

    number: Annotated[str, Field(pattern="^[0-9]{9}$")]
    code: Annotated[str, Field(pattern="^[0-9]{6}$")]


@dataclass(frozen=True, repr=False)
class IssuanceRequest:
    """``input`` is what the kind asks for, by the keys of `config.catalogue.Input`, and its options by their names.

    Attributes:
        machine: as the kiosk prints itself on the paper, for the city to sign, without anything that is not seen; ""
            from a kiosk that takes the first edition of the signed code alone.
        proof: once the city has asked for one.
        times: how many times as long as most whoever stands there takes; the number is to be kept for as much longer.
        ticket: for what somebody left while its source was away; then there is no ``input`` but what they left, and there is a
            ``subject``, whatever the kind.
    """

    kind: Name
    kiosk: Name
    input: Annotated[dict[Name, Name], Field(max_length=20)] = field(default_factory=dict)
    subject: Subject | None = None
    machine: Annotated[str, Field(max_length=200, pattern=r"^\P{C}*$")] = ""
    proof: CardProof | None = None
    times: Annotated[int, Field(ge=1, le=4)] = 1
    ticket: Ticket | None = None


@dataclass(frozen=True, repr=False)
class OfficialSeal:
    """The seal's picture, PNG in base64, and the signature over it (`config/official_seal.py`), 64 bytes in base64."""

    picture: str
    signature: str


@dataclass(frozen=True, repr=False)
class IssuanceReply:
    """A reservation.

    Attributes:
        number: 문서확인번호, 4-4-4-4.
        issued_at, expires_at: ISO 8601 with offset; after ``expires_at`` the city counts it as expired.
        record: the kind's record.
        signed_code: the 2-D code's bytes in base64.
        official_seal: to be put on this paper; None from a city that has none, and then there is no paper.
        signer: the certificate of the barcode signer whose key made the signed code, DER in base64 (`config/barcode_signer.py`);
            "" from a city whose key is known by itself.
        exemption: name of the kind's exemption that the city's own registers prove for this person, "" for none.
    """

    issuance: str
    kind: str
    number: str
    issued_at: str
    expires_at: str
    issuer: Name
    record: dict[str, Any]
    signed_code: str
    official_seal: OfficialSeal | None = None
    exemption: Name = ""
    signer: Annotated[str, Field(max_length=8_000)] = ""


class RefusalCode(StrEnum):
    NO_SUCH_RECORD = "no-such-record"
    RESTRICTED = "restricted"  # 주민등록법 시행규칙 §13의2: no reason is shown
    CARD_LOST = "card-lost"  # or not this person's card, or no such person: told alike, lest anybody learn who exists
    NOT_HOLDER = "not-holder"  # somebody else's
    AT_COUNTER = "at-counter"  # this kind is issued at counters alone
    UNDER_AGE = "under-age"  # the person is younger than the city's rules for this kind want
    TOO_OFTEN = "too-often"  # as many were issued for this person in this hour as the city's rules let
    CLOSED = "closed"  # the register was closed (폐쇄, 말소)
    OUTSIDE_AREA = "outside-area"
    SOURCE_DOWN = "source-down"
    BAD_INPUT = "bad-input"
    PROOF_WANTED = "proof-wanted"  # the same again, with the card's proof over the nonce that comes with this
    NOT_PROVED = "not-proved"  # the proof does not hold, or not any more
    TICKET_IN_USE = "ticket-in-use"  # a paper of it may come out elsewhere, or has, and that was not reported yet
    CONFLICT = "conflict"  # this UUID stands for another request
    UNKNOWN = "unknown"  # a reason that only a newer city knows

    @classmethod
    def _missing_(cls, value: object) -> RefusalCode | None:
        """A newer city's word is a refusal all the same: refused, without a reason known here."""
        return cls.UNKNOWN if isinstance(value, str) else None


BARRED = "barred"
"""``refused`` of any answer, with status 403: this kiosk's certificate is not in force any more, and nothing else was looked at."""


@dataclass(frozen=True)
class BarredReply:
    refused: Literal["barred"]


@dataclass(frozen=True)
class RefusalReply:
    """Attributes:
    about: which of the kind's inputs it is about (`config.catalogue.Input`), "" where the city does not say.
    nonce: for the proof that is wanted.
    """

    refused: RefusalCode
    about: Name = ""
    nonce: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True)
class SourcesReply:
    """Source name to whether it answers; ``now`` is the city's clock, where it says it: ISO 8601 with its offset."""

    sources: dict[str, bool]
    now: datetime | None = None


@dataclass(frozen=True)
class JournalUpload:
    """``entries`` are exact stored bytes in base64, the first of them numbered ``first``.

    ``lost``: so many entries before ``first`` the kiosk no longer has, and says so; its own journal names the place.
    """

    first: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    entries: Annotated[list[str], Field(max_length=1_000)]
    lost: Annotated[int, Field(ge=0, le=MAX_SEQ)] = 0

    def bodies(self) -> list[bytes]:
        """Raises `ValueError` for what is no base64."""
        return [base64.b64decode(entry, validate=True) for entry in self.entries]


@dataclass(frozen=True)
class JournalReply:
    """Everything up to ``acknowledged`` is the city's as well."""

    acknowledged: int


class JournalRefusal(StrEnum):
    FORKED = "forked"  # the city has other entries under these numbers: the kiosk's journal is an old one, or a copy
    NOT_YOURS = "not-yours"  # another kiosk's
    UNREADABLE = "unreadable"
    NEWER = "newer"  # an outcome of a version that this city does not know yet: to be sent again
    UNKNOWN = "unknown"

    @classmethod
    def _missing_(cls, value: object) -> JournalRefusal | None:
        return cls.UNKNOWN if isinstance(value, str) else None


@dataclass(frozen=True)
class JournalRefusalReply:
    """With status 409; nothing of the upload was taken."""

    refused: JournalRefusal


class DocumentState(StrEnum):
    RESERVED = "reserved"  # not yet reported by the kiosk
    ISSUED = "issued"
    VOID = "void"  # never a valid paper
    EXPIRED = "expired"  # reserved for longer than it was to be, and still not reported
    REVOKED = "revoked"  # was issued, and made void later for a reason of its own


@dataclass(frozen=True)
class DocumentReply:
    number: str
    state: DocumentState
    kind: str
    issued_at: str
