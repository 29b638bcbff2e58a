"""The signed 2-D code: a visible digital seal as in ICAO Doc 9303 part 13, version 4.

Header, message and signature zones, C40 text, dates and the raw ECDSA P-256 signature over SHA-256 of header and
message are as the standard says. The features are this issuer's own (category 0x02: the odd ones are the standard's), in
one of two editions:

=====  ===========  ===============================================================================================
tag    edition      content
=====  ===========  ===============================================================================================
01     both         document number, 16 digits in C40
02     both         kind, ASCII, as on the command line
03     both         time of issue, 4 bytes of seconds since 2020-01-01T00:00Z, then the offset in quarter hours, 1 byte signed
04     both         key field: whom or what the document is about, UTF-8
05     1 (0xC5)     SHA-256 of the record's canonical text (`config.canonical`), 32 bytes
05     2 (0xC6)     SHA-256 of all that the paper shows (`config.shown`), 32 bytes
10-17  2 (0xC6)     what the paper is shown for, a word and its value each, UTF-8: ``장애 정도=심한 장애``
=====  ===========  ===============================================================================================

An edition is a document feature definition. Whoever has the city's public key can check the code without asking anybody;
whoever also has the record's text can check that the paper says what was signed; and whoever has a phone can compare the
words of tags 04 and 10 on with the paper.

There is one way to write a seal: what decodes encodes to the same bytes again.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.hashes import SHA256

MAGIC: Final = 0xDC
VERSION: Final = 0x03
COUNTRY: Final = "KOR"
DEFINITIONS: Final = {1: 0xC5, 2: 0xC6}
CATEGORY = 0x02
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
_NUMBER = re.compile(r"[0-9]{4}(-[0-9]{4}){3}")
_ALPHABET = " 0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_C40_FIRST = 3
_SIGNATURE = 0xFF
_MAX_FEATURE = 127
"""Up to here a length is one byte (DER)."""
MAX_SUBJECT = 120
MAX_BYTES = 400
_DECISIVE = range(0x10, 0x18)


class SealError(Exception):
    """These bytes are no seal, or the seal is not genuine."""


@dataclass(frozen=True)
class SealFields:
    """What the seal says.

    Attributes:
        number: four groups of four digits.
        kind: ASCII, at most 60 bytes.
        subject: whom or what the document is about, at most `MAX_SUBJECT` bytes of UTF-8.
        issued_at: to the second, with an offset of whole quarter hours.
        digest: 32 bytes.
        edition: 1 or 2, see the module.
        decisive: what the paper is shown for, at most eight: ``word=value``, at most 127 bytes of UTF-8 each.
        signer, certificate: who signed (four characters, two for the country) and with which certificate.
    """

    number: str
    kind: str
    issued_at: datetime
    subject: str
    digest: bytes
    signer: str
    certificate: str = "01"
    edition: int = 1
    decisive: tuple[str, ...] = ()


def encode(fields: SealFields, sign: Callable[[bytes], bytes]) -> bytes:
    """The seal's bytes; ``sign`` returns the 64 bytes r and s over SHA-256 of what it is given.

    Raises:
        SealError: a field does not fit.
    """
    try:
        body = _header(fields) + _message(fields)
    except (ValueError, OverflowError, KeyError) as error:
        raise SealError(f"a field does not fit: {type(error).__name__}") from None
    signature = sign(body)
    if len(signature) != 64:
        raise SealError("a signature has 64 bytes")
    return body + bytes((_SIGNATURE, len(signature))) + signature


def fitted(fields: SealFields) -> SealFields:
    """With as much of what the paper is shown for as the code has room for, the first of it first."""
    some = [each for each in fields.decisive if len(each.encode()) <= _MAX_FEATURE][: len(_DECISIVE)]
    while some and len(encode(replace(fields, decisive=tuple(some)), lambda data: bytes(64))) > MAX_BYTES:
        some.pop()
    return replace(fields, decisive=tuple(some))


def shortened(subject: str) -> str:
    """At most `MAX_SUBJECT` bytes of it: what is left out is in the middle, for a place begins wide and ends with the flat.

    Eight digits of the whole's digest stand there instead, so that two that differ in the middle do not read alike either.
    """
    whole = subject.encode()
    if len(whole) <= MAX_SUBJECT:
        return subject
    middle = f"…{sha256(whole).hexdigest()[:8]}…"
    room = (MAX_SUBJECT - len(middle.encode())) // 2
    return f"{whole[:room].decode(errors='ignore')}{middle}{whole[-room:].decode(errors='ignore')}"


def decode(seal: bytes) -> tuple[SealFields, bytes, bytes]:
    """Fields, the signed bytes, and the signature; nothing is verified.

    Raises:
        SealError: not a seal of this issuer's kind.
    """
    try:
        fields, signed, signature = _decode(seal)
        if _header(fields) + _message(fields) != signed:
            raise SealError("written in another way")
    except (IndexError, ValueError, OverflowError, KeyError) as error:
        raise SealError(f"not a seal: {type(error).__name__}") from None
    return fields, signed, signature


def verify(seal: bytes, keys: tuple[ec.EllipticCurvePublicKey, ...]) -> SealFields:
    """The fields of a seal that one of ``keys`` signed.

    Raises:
        SealError: it is not a seal, or none of the keys signed it.
    """
    fields, signed, signature = decode(seal)
    if not is_signed(signed, signature, keys):
        raise SealError("not signed by the city")
    return fields


def is_signed(data: bytes, signature: bytes, keys: tuple[ec.EllipticCurvePublicKey, ...]) -> bool:
    """Whether one of ``keys`` made the signature, r and s in 64 bytes, over SHA-256 of ``data``."""
    if len(signature) != 64:
        return False
    r, s = int.from_bytes(signature[:32]), int.from_bytes(signature[32:])
    for key in keys:
        try:
            key.verify(utils.encode_dss_signature(r, s), data, ec.ECDSA(SHA256()))
        except InvalidSignature:
            continue
        return True
    return False


def signer(key: ec.EllipticCurvePrivateKey) -> Callable[[bytes], bytes]:
    """Signs with a P-256 key, the same bytes always in the same way (RFC 6979)."""

    def sign(data: bytes) -> bytes:
        der = key.sign(data, ec.ECDSA(SHA256(), deterministic_signing=True))
        r, s = utils.decode_dss_signature(der)
        return r.to_bytes(32) + s.to_bytes(32)

    return sign


# --- header ------------------------------------------------------------------------------------------------------


def _header(fields: SealFields) -> bytes:
    reference = f"{fields.signer}{len(fields.certificate):02X}{fields.certificate}"
    if len(fields.signer) != 4:
        raise SealError("a signer has four characters")
    day = mmddyyyy(fields.issued_at.date())
    return (
        bytes((MAGIC, VERSION))
        + c40(COUNTRY)
        + c40(reference)
        + day
        + day
        + bytes((DEFINITIONS[fields.edition], CATEGORY))
    )


def mmddyyyy(day: date) -> bytes:
    """The decimal digits of month, day and year read as one number, 3 bytes."""
    return (day.month * 1_000_000 + day.day * 10_000 + day.year).to_bytes(3)


def c40(text: str) -> bytes:
    """Capitals, digits and spaces, three in two bytes; one left over goes as ASCII behind an unlatch, two are filled up.

    Raises:
        ValueError: another character.
    """
    values = [_ALPHABET.index(c) + _C40_FIRST for c in text]
    out = b""
    for at in range(0, len(values), 3):
        group = values[at : at + 3]
        if len(group) == 1:
            out += bytes((0xFE, ord(text[at]) + 1))
        else:
            a, b, c = (*group, 0)[:3]
            out += (1600 * a + 40 * b + c + 1).to_bytes(2)
    return out


def from_c40(data: bytes) -> str:
    """The text of what `c40` wrote; of other bytes another text, or IndexError or ValueError."""
    text = ""
    for at in range(0, len(data), 2):
        if data[at] == 0xFE:
            text += chr(data[at + 1] - 1)
            continue
        value = int.from_bytes(data[at : at + 2]) - 1
        if value < 0:
            raise ValueError
        for digit in (value // 1600, value // 40 % 40, value % 40):
            if digit:
                text += _ALPHABET[digit - _C40_FIRST]
    return text


# --- message -----------------------------------------------------------------------------------------------------


def _message(fields: SealFields) -> bytes:
    offset = fields.issued_at.utcoffset()
    if offset is None or offset % timedelta(minutes=15) or fields.issued_at.microsecond:
        raise SealError("a time of issue is to the second and has an offset of whole quarter hours")
    seconds = (fields.issued_at - _EPOCH) // timedelta(seconds=1)
    subject = fields.subject.encode()
    if len(subject) > MAX_SUBJECT or len(fields.kind) > 60 or len(fields.digest) != 32:
        raise SealError("kind, subject or digest does not fit")
    decisive = [each.encode() for each in fields.decisive]
    if len(decisive) > (len(_DECISIVE) if fields.edition > 1 else 0) or any(
        not each or len(each) > _MAX_FEATURE for each in decisive
    ):
        raise SealError("what the paper is shown for does not fit")
    if not _NUMBER.fullmatch(fields.number):
        raise SealError("not a document number")
    quarters = offset // timedelta(minutes=15)
    features = {
        1: c40(fields.number.replace("-", "")),
        2: fields.kind.encode("ascii"),
        3: seconds.to_bytes(4) + quarters.to_bytes(1, signed=True),
        4: subject,
        5: fields.digest,
        **dict(zip(_DECISIVE, decisive, strict=False)),
    }
    return b"".join(bytes((tag, len(value))) + value for tag, value in features.items())


def _decode(seal: bytes) -> tuple[SealFields, bytes, bytes]:
    if len(seal) > MAX_BYTES or seal[0] != MAGIC or seal[1] != VERSION or from_c40(seal[2:4]) != COUNTRY:
        raise SealError("not a seal of version 4 from KOR")
    reference, at = _reference(seal, 4)
    at += 6
    edition = next((edition for edition, definition in DEFINITIONS.items() if definition == seal[at]), 0)
    if not edition or seal[at + 1] != CATEGORY:
        raise SealError("another kind of document")
    at += 2
    features: dict[int, bytes] = {}
    while seal[at] != _SIGNATURE:
        tag, size = seal[at], seal[at + 1]
        if size > _MAX_FEATURE or at + 2 + size > len(seal):
            raise SealError("a feature is cut short")
        features[tag] = seal[at + 2 : at + 2 + size]
        at += 2 + size
    signature = seal[at + 2 :]
    if seal[at + 1] != 64 or len(signature) != 64:
        raise SealError("the signature is cut short")
    digits = from_c40(features[1])
    zone = timezone(timedelta(minutes=15 * int.from_bytes(features[3][4:5], signed=True)))
    fields = SealFields(
        number="-".join(digits[each : each + 4] for each in range(0, 16, 4)),
        kind=features[2].decode("ascii"),
        issued_at=(_EPOCH + timedelta(seconds=int.from_bytes(features[3][:4]))).astimezone(zone),
        subject=features[4].decode(),
        digest=features[5],
        signer=reference[:4],
        certificate=reference[6:],
        edition=edition,
        decisive=tuple(features[tag].decode() for tag in _DECISIVE if tag in features),
    )
    return fields, seal[:at], signature


def _reference(seal: bytes, at: int) -> tuple[str, int]:
    """Signer and certificate reference; the reference's own length says where they end."""
    text = from_c40(seal[at : at + 4])
    length = 6 + int(text[4:6], 16)
    size = 2 * ((length + 2) // 3)
    return from_c40(seal[at : at + size])[:length], at + size
