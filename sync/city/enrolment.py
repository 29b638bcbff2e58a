"""The contract of the door: how a kiosk that the city does not know yet asks to be let in, and how it keeps what it was given.

===============================  ==================================================================================
``GET /v1/city``                 whom to believe: the CA of the city's servers, and by what its signed codes are believed
``PUT /v1/enrolments/{uuid}``    asks to be let in; the same request again gets the same answer, another one 409
``GET /v1/enrolments/{uuid}``    what became of it
===============================  ==================================================================================

The door asks for no certificate: whoever comes has none. So it believes nothing: a request lies there until an admin has compared
its code with the one that the machine shows, and only then there is a certificate. The code is made of the request and of
a number that the city chooses after it has the request, so nobody can make another request that has the same one.

Who has a certificate renews it among the kiosks, with it: ``POST /v1/certificates`` (`RenewalRequest`).
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Annotated, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from config.dialogue import Failure
from sync.city.api import Name
from sync.city.client import CityCall, CityReply

MAX_ENROLMENT_BYTES = 8_000
MAX_DOOR_REPLY_BYTES = 64_000
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: none that is taken for another when it is read out
_PARTS, _PART = 2, 4
Pem = Annotated[str, Field(max_length=16_000)]


@dataclass(frozen=True)
class EnrolmentRequest:
    """Attributes:
    kiosk, number, site: what it wants to be called, and where it says that it stands.
    request: a certificate signing request in PEM, of a P-256 key, whose only subject is the kiosk's id.
    """

    kiosk: Annotated[str, Field(pattern="^[a-z][a-z0-9-]{0,39}$")]
    number: Name
    site: Name
    request: Annotated[str, Field(max_length=4_000)]


class EnrolmentState(StrEnum):
    WAITING = "waiting"
    APPROVED = "approved"
    REFUSED = "refused"


@dataclass(frozen=True)
class PreviousJournal:
    """The last journal that the city has of a kiosk of this id, and how far."""

    journal: str
    seq: int


@dataclass(frozen=True)
class EnrolmentReply:
    """Attributes:
    nonce: hexadecimal; with the request it makes the code (`code_of`).
    certificate: in PEM, once it is approved; "" before.
    port: where the city's server listens for kiosks, on the host of the door.
    previous: where a machine of this id was before.
    """

    state: EnrolmentState
    nonce: Annotated[str, Field(pattern="^[0-9a-f]{32}$")]
    certificate: Pem = ""
    port: Annotated[int, Field(ge=1, le=65_535)] = 443
    previous: PreviousJournal | None = None


@dataclass(frozen=True)
class Welcome:
    """Attributes:
    city: the id of its data.
    ca: of the city's servers; ``signing``: by what its signed codes are believed; all in PEM.
    """

    city: Name
    ca: Pem
    signing: Annotated[tuple[Pem, ...], Field(min_length=1, max_length=4)]


@dataclass(frozen=True)
class RenewalRequest:
    """The key stays: only its certificate is made anew."""

    request: Annotated[str, Field(max_length=4_000)]


@dataclass(frozen=True)
class RenewalReply:
    certificate: Pem


@dataclass(frozen=True)
class NoUse:
    """``why`` there is no answer that is of use: nobody answers, or what was answered; ``refused``: it was a no."""

    why: str
    refused: bool = False


T = TypeVar("T")
Talk = Generator[CityCall, CityReply | Failure, T | NoUse]
_REQUEST, _REPLY, _WELCOME = TypeAdapter(EnrolmentRequest), TypeAdapter(EnrolmentReply), TypeAdapter(Welcome)
_RENEWAL = TypeAdapter(RenewalReply)


def code_of(request: bytes, nonce: str) -> str:
    """``7K3F-9QXM``: what the machine and the city show, for a person to compare. ``request`` in DER."""
    number = int.from_bytes(sha256(b"kiosk enrolment\n" + bytes.fromhex(nonce) + request).digest(), "big")
    letters = [_LETTERS[number >> (5 * at) & 31] for at in range(_PARTS * _PART)]
    return "-".join("".join(letters[at : at + _PART]) for at in range(0, len(letters), _PART))


def read_code(typed: str) -> str:
    """As people type it: in small letters, without the hyphen, with O for 0."""
    plain = typed.upper().replace("-", "").replace(" ", "").translate(str.maketrans("OIL", "011"))
    return "-".join(plain[at : at + _PART] for at in range(0, len(plain), _PART))


def fingerprint(der: bytes) -> str:
    """SHA-256 as it is read out: groups of four."""
    digits = sha256(der).hexdigest()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def pem_of(body: str) -> bytes:
    """What is between the lines of a PEM text. Raises `ValueError`."""
    lines = body.strip().splitlines()
    if len(lines) < 3 or not lines[0].startswith("-----BEGIN ") or not lines[-1].startswith("-----END "):
        raise ValueError("no PEM")
    try:
        return base64.b64decode("".join(lines[1:-1]), validate=True)
    except binascii.Error as error:
        raise ValueError("no PEM") from error


def welcome() -> Talk[Welcome]:
    return _told(_WELCOME, (yield CityCall("GET", "/v1/city", b"", MAX_DOOR_REPLY_BYTES)))


def ask_to_be_let_in(uuid: str, request: EnrolmentRequest) -> Talk[EnrolmentReply]:
    call = CityCall("PUT", f"/v1/enrolments/{uuid}", _REQUEST.dump_json(request), MAX_DOOR_REPLY_BYTES)
    return _told(_REPLY, (yield call))


def what_became(uuid: str) -> Talk[EnrolmentReply]:
    return _told(_REPLY, (yield CityCall("GET", f"/v1/enrolments/{uuid}", b"", MAX_DOOR_REPLY_BYTES)))


def renew(request: str) -> Talk[RenewalReply]:
    """With the certificate that is to be renewed. ``request``: in PEM, of the same key."""
    body = json.dumps({"request": request}).encode()
    return _told(_RENEWAL, (yield CityCall("POST", "/v1/certificates", body, MAX_DOOR_REPLY_BYTES)))


def _told(adapter: TypeAdapter[T], answer: CityReply | Failure) -> T | NoUse:
    if isinstance(answer, Failure):
        return NoUse(f"{answer.reason.value}: {answer.detail}")
    if answer.status != 200:
        why = f"status {answer.status}: {answer.body[:200].decode(errors='replace')}"
        return NoUse(why, refused=400 <= answer.status < 500 and answer.status != 429)
    try:
        return adapter.validate_json(answer.body)
    except ValidationError:
        return NoUse("an answer that the contract does not know")
