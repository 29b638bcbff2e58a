"""Passive authentication (ICAO Doc 9303 part 11, 5.1): the files are those that a trusted state's signer signed.

Fails closed. The document signer's certificate comes with the card and proves nothing until a configured CSCA vouches
for it; every file is hashed as read, whole, and compared with the signed list.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from asn1crypto import algos, cms, core
from asn1crypto import crl as asn1_crl
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding

from config.chip_card import signature, tlv
from config.chip_card.domain import PointError
from config.vocabulary import CardDoubt

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


@dataclass(frozen=True)
class Signed:
    """What a trusted signer says of the card's files. Attributes: ``hashes`` by the data group's number."""

    algorithm: str
    hashes: Mapping[int, bytes]
    sha1: bool

    def check(self, files: Mapping[int, bytes]) -> None:
        """Raises `NotGenuine` when one of the files (by data group number, as read) is another than was signed."""
        for number, file in files.items():
            if self.hashes.get(number) != signature.digest(self.algorithm, file, self.sha1):
                raise NotGenuine(CardDoubt.HASH_MISMATCH)


def security_object(
    sod: bytes, anchors: Sequence[x509.Certificate], now: datetime, sha1: bool = False,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> Signed:  # fmt: skip
    """What was signed, by somebody for whom one of the anchors vouches.

    Args:
        anchors: the states' certificates (CSCA); several may have one name.
        sha1: whether documents from before 2011 are believed, whose signers knew no better hash.
        crls: what the states have revoked; a list that none of the anchors signed says nothing. One that is older than it wants to be
            still does: a signer that was revoked stays so.

    Raises:
        NotGenuine: anything is not as it must be, malformed data included.
    """
    try:
        return _security_object(sod, anchors, now, sha1, crls)
    except NotGenuine:
        raise
    except Exception:
        # Two parsers without a common error meet bytes that whoever made the card chose freely: whatever they raise,
        # nothing is proven, and no card may end the process.
        raise NotGenuine(CardDoubt.NOT_SIGNED) from None


def _security_object(
    sod: bytes, anchors: Sequence[x509.Certificate], now: datetime, sha1: bool,
    crls: Sequence[x509.CertificateRevocationList],
) -> Signed:  # fmt: skip
    payload = signed_content(tlv.find(sod, 0x77), SECURITY_OBJECT, anchors, now, sha1, crls)
    listed = SecurityObject.load(payload, strict=True)
    hashes = {entry["number"].native: entry["hash"].native for entry in listed["hashes"]}
    return Signed(listed["hash_algorithm"]["algorithm"].native, hashes, sha1)


def signed_content(
    message: bytes, kind: str, anchors: Sequence[x509.Certificate], now: datetime | None, sha1: bool = False,
    crls: Sequence[x509.CertificateRevocationList] = (),
) -> bytes:  # fmt: skip
    """What one signer says in a CMS message, for whom one of the anchors vouches.

    Args:
        kind: the object identifier of what is said.
        now: None where it stays said when its signer's time is over.

    Raises:
        NotGenuine: it is not so. A malformed message raises whatever the parsers think of.
    """
    content = cms.ContentInfo.load(message, strict=True)
    if content["content_type"].native != "signed_data":
        raise NotGenuine(CardDoubt.NOT_SIGNED)
    signed = content["content"]
    encapsulated = signed["encap_content_info"]
    if encapsulated["content_type"].dotted != kind or len(signed["signer_infos"]) != 1:
        raise NotGenuine(CardDoubt.NOT_SIGNED)
    payload = bytes(encapsulated["content"].native if isinstance(encapsulated["content"].native, bytes)
                    else encapsulated["content"].parsed.dump())  # fmt: skip
    (signer,) = signed["signer_infos"]
    certificate = _certificate_of(signer["sid"], [each.chosen for each in signed["certificates"]])
    anchor = _trusted(certificate, anchors, now, sha1)
    if any(_revokes(each, anchor, certificate.serial_number, sha1) for each in crls):
        raise NotGenuine(CardDoubt.REVOKED)
    _signed(certificate, signer, payload, kind, sha1)
    return payload


def _certificate_of(
    named: cms.SignerIdentifier, certificates: Sequence[asn1_x509.Certificate]
) -> asn1_x509.Certificate:
    """The signer's, where others come with it: some send their CSCA's, too. Of one alone it is not asked how it is named."""
    if len(certificates) == 1:
        return certificates[0]
    for each in certificates:
        if named.name == "subject_key_identifier":
            found = each.key_identifier == named.chosen.native
        else:
            issuer, serial = named.chosen["issuer"], named.chosen["serial_number"].native
            found = (each.issuer, each.serial_number) == (issuer, serial)
        if found:
            return each
    raise NotGenuine(CardDoubt.NOT_SIGNED)


def _trusted(
    certificate: asn1_x509.Certificate, anchors: Sequence[x509.Certificate], now: datetime | None, sha1: bool
) -> x509.Certificate:
    """Who vouches for it. Every anchor of the issuer's name is tried: states renew their keys and keep the name, and what a certificate says of its
    issuer's key may be missing or wrong.
    """
    signer = x509.load_der_x509_certificate(certificate.dump())
    for anchor in anchors:
        if anchor.subject == signer.issuer and _issued(certificate, anchor, sha1):
            break
    else:
        raise NotGenuine(CardDoubt.UNKNOWN_CSCA)
    for each in (signer, anchor):
        if now and not each.not_valid_before_utc <= now <= each.not_valid_after_utc:
            raise NotGenuine(CardDoubt.EXPIRED)
    try:
        usage = signer.extensions.get_extension_for_class(x509.KeyUsage).value
        anchors_usage = anchor.extensions.get_extension_for_class(x509.KeyUsage).value
        basic = anchor.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        raise NotGenuine(CardDoubt.UNKNOWN_CSCA) from None
    if not (usage.digital_signature and anchors_usage.key_cert_sign and basic.ca):
        raise NotGenuine(CardDoubt.UNKNOWN_CSCA)
    return anchor


def _revokes(list_: x509.CertificateRevocationList, anchor: x509.Certificate, serial: int, sha1: bool) -> bool:
    if list_.issuer != anchor.subject or list_.get_revoked_certificate_by_serial_number(serial) is None:
        return False
    said = asn1_crl.CertificateList.load(list_.public_bytes(Encoding.DER))
    return _holds(anchor, said["signature_algorithm"], said["signature"].native, said["tbs_cert_list"].dump(), sha1)


def _issued(certificate: asn1_x509.Certificate, anchor: x509.Certificate, sha1: bool) -> bool:
    algorithm, said = certificate["signature_algorithm"], certificate["tbs_certificate"]
    if algorithm.dump() != said["signature"].dump():
        return False
    return _holds(anchor, algorithm, certificate["signature_value"].native, said.dump(), sha1)


def _holds(
    anchor: x509.Certificate, algorithm: algos.SignedDigestAlgorithm, signed: bytes, message: bytes, sha1: bool
) -> bool:
    """Whether this is the anchor's signature."""
    key = asn1_x509.Certificate.load(anchor.public_bytes(Encoding.DER)).public_key
    try:
        signature.verify(key, algorithm, signed, message, old=sha1)
    except (InvalidSignature, PointError, signature.UnsupportedSignatureError, ValueError):
        return False
    return True


def _signed(certificate: asn1_x509.Certificate, signer: cms.SignerInfo, payload: bytes, kind: str, sha1: bool) -> None:
    attributes = {each["type"].native: each["values"][0].native for each in signer["signed_attrs"]}
    hash_name = signer["digest_algorithm"]["algorithm"].native
    if attributes["message_digest"] != signature.digest(hash_name, payload, sha1) or attributes["content_type"] != kind:
        raise NotGenuine(CardDoubt.NOT_SIGNED)
    # Signed is the SET OF attributes; within the message it is tagged [0].
    set_of = b"\x31" + signer["signed_attrs"].dump()[1:]
    try:
        signature.verify(
            certificate.public_key, signer["signature_algorithm"], signer["signature"].native, set_of, hash_name, sha1
        )
    except InvalidSignature:
        raise NotGenuine(CardDoubt.NOT_SIGNED) from None
