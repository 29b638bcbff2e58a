"""Passive authentication (ICAO Doc 9303 part 11, 5.1): the files are those that a trusted state's signer signed.

Fails closed. The document signer's certificate comes with the card and proves nothing until a configured CSCA vouches
for it; every file is hashed as read, whole, and compared with the signed list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256

from asn1crypto import cms, core
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from config.vocabulary import CardDoubt
from drivers.smartcard import tlv

SECURITY_OBJECT = "2.23.136.1.1.1"


class DataGroupHash(core.Sequence):  # type: ignore[misc]
    _fields = [("number", core.Integer), ("hash", core.OctetString)]  # noqa: RUF012


class DataGroupHashes(core.SequenceOf):  # type: ignore[misc]
    _child_spec = DataGroupHash


class SecurityObject(core.Sequence):  # type: ignore[misc]
    """LDSSecurityObject (part 10, 4.6.2)."""

    _fields = [  # noqa: RUF012
        ("version", core.Integer),
        ("hash_algorithm", cms.DigestAlgorithm),
        ("hashes", DataGroupHashes),
        ("lds_version", core.Any, {"optional": True}),
    ]


class NotGenuine(Exception):
    def __init__(self, reason: CardDoubt) -> None:
        super().__init__(reason)
        self.reason = reason


def authenticate(sod: bytes, files: Mapping[int, bytes], anchors: Sequence[x509.Certificate], now: datetime) -> None:
    """Checks the files (data group number to bytes as read) against the security object.

    Raises:
        NotGenuine: anything is not as it must be, malformed data included.
    """
    try:
        _authenticate(sod, files, anchors, now)
    except NotGenuine:
        raise
    except Exception:
        # Two parsers without a common error meet bytes that whoever made the card chose freely: whatever they raise,
        # nothing is proven, and no card may end the process.
        raise NotGenuine(CardDoubt.NOT_SIGNED) from None


def _authenticate(sod: bytes, files: Mapping[int, bytes], anchors: Sequence[x509.Certificate], now: datetime) -> None:
    content = cms.ContentInfo.load(tlv.find(sod, 0x77), strict=True)
    if content["content_type"].native != "signed_data":
        raise NotGenuine(CardDoubt.NOT_SIGNED)
    signed = content["content"]
    encapsulated = signed["encap_content_info"]
    if encapsulated["content_type"].dotted != SECURITY_OBJECT or len(signed["signer_infos"]) != 1:
        raise NotGenuine(CardDoubt.NOT_SIGNED)
    payload = bytes(encapsulated["content"].native if isinstance(encapsulated["content"].native, bytes)
                    else encapsulated["content"].parsed.dump())  # fmt: skip
    signer = signed["signer_infos"][0]
    certificate = x509.load_der_x509_certificate(signed["certificates"][0].chosen.dump())
    _trusted(certificate, anchors, now)
    _signed(certificate, signer, payload)
    listed = SecurityObject.load(payload, strict=True)
    if listed["hash_algorithm"]["algorithm"].native != "sha256":
        raise NotGenuine(CardDoubt.NOT_SIGNED)
    hashes = {entry["number"].native: entry["hash"].native for entry in listed["hashes"]}
    for number, file in files.items():
        if hashes.get(number) != sha256(file).digest():
            raise NotGenuine(CardDoubt.HASH_MISMATCH)


def _trusted(certificate: x509.Certificate, anchors: Sequence[x509.Certificate], now: datetime) -> None:
    for anchor in anchors:
        try:
            certificate.verify_directly_issued_by(anchor)
        except (ValueError, TypeError, InvalidSignature):
            continue
        break
    else:
        raise NotGenuine(CardDoubt.UNKNOWN_CSCA)
    for each in (certificate, anchor):
        if not each.not_valid_before_utc <= now <= each.not_valid_after_utc:
            raise NotGenuine(CardDoubt.EXPIRED)
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
        anchors_usage = anchor.extensions.get_extension_for_class(x509.KeyUsage).value
        basic = anchor.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        raise NotGenuine(CardDoubt.UNKNOWN_CSCA) from None
    if not (usage.digital_signature and anchors_usage.key_cert_sign and basic.ca):
        raise NotGenuine(CardDoubt.UNKNOWN_CSCA)


def _signed(certificate: x509.Certificate, signer: cms.SignerInfo, payload: bytes) -> None:
    attributes = {each["type"].native: each["values"][0].native for each in signer["signed_attrs"]}
    if attributes["message_digest"] != sha256(payload).digest() or attributes["content_type"] != SECURITY_OBJECT:
        raise NotGenuine(CardDoubt.NOT_SIGNED)
    key = certificate.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or signer["digest_algorithm"]["algorithm"].native != "sha256":
        raise NotGenuine(CardDoubt.NOT_SIGNED)
    # Signed is the SET OF attributes; within the message it is tagged [0].
    set_of = b"\x31" + signer["signed_attrs"].dump()[1:]
    try:
        key.verify(signer["signature"].native, set_of, ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise NotGenuine(CardDoubt.NOT_SIGNED) from None
