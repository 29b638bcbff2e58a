"""Makes a demonstration's card: a CSCA and a document signer made at run time, and the signed files of somebody invented."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from ecdsa import VerifyingKey

from config.chip_card import active_authentication, lds, tlv
from config.chip_card.domain import Domain
from config.chip_card.passive_authentication import SECURITY_OBJECT, DataGroupHash, SecurityObject
from drivers.smartcard import chip_authentication
from drivers.smartcard.emulator import PROTOCOL, ChipKeys
from drivers.smartcard.pace import Protocol

DEMO_CSCA = "DEMONSTRATION CSCA - trust nothing it signs"
VALID = timedelta(days=3_650)


@dataclass(frozen=True)
class Authority:
    """A signing CA of a state that does not exist, and one document signer of it."""

    csca: x509.Certificate
    signer: x509.Certificate
    signer_key: ec.EllipticCurvePrivateKey


@dataclass(frozen=True, repr=False)
class Holder:
    """Somebody invented. ``birth`` and ``expiry`` as YYMMDD."""

    name: str
    latin_surname: str
    latin_given: str
    document_number: str
    resident_number: str
    birth: str
    sex: str
    expiry: str = "361231"


def make_authority(random: Callable[[int], bytes], now: datetime, valid: timedelta = VALID) -> Authority:
    """Valid from a day before ``now``."""
    csca_key, key = (_key(random) for _ in range(2))
    csca_name, name = _name(DEMO_CSCA), _name("demonstration document signer")
    csca = _certificate(csca_name, csca_name, csca_key, csca_key, random, now, valid, ca=True)
    return Authority(csca, _certificate(name, csca_name, key, csca_key, random, now, valid, ca=False), key)


def make_files(
    holder: Holder, authority: Authority, keys: ChipKeys | None = None, offers: Sequence[Protocol] = (PROTOCOL,)
) -> dict[int, bytes]:
    """File id to bytes; EF.CardAccess is under its own id, the others belong to the ICAO application. The public halves of the
    chip's keys are signed with them, and what it ``offers``.
    """
    dg1 = tlv.encode(0x61, tlv.encode(0x5F1F, _mrz(holder).encode("ascii")))
    dg11 = tlv.encode(
        0x6B,
        tlv.encode(0x5C, bytes.fromhex("5F0E5F10"))
        + tlv.encode(0x5F0E, holder.name.encode())
        + tlv.encode(0x5F10, holder.resident_number.encode("ascii")),
    )
    files = {lds.DG1: dg1, lds.DG11: dg11, **(_of_the_chip(keys, offers) if keys else {})}
    numbers = lds.HOLDER | lds.CHIP
    signed = sign({numbers[file]: data for file, data in files.items()}, authority)
    return {lds.CARD_ACCESS: tlv.encode(0x31, _infos(offers)), **files, lds.SOD: tlv.encode(0x77, signed)}


def _infos(offers: Sequence[Protocol]) -> bytes:
    return b"".join(each.info() for each in offers)


def _of_the_chip(keys: ChipKeys, offers: Sequence[Protocol]) -> dict[int, bytes]:
    """DG14 and DG15."""
    infos, files = [_infos(offers)], {}
    if keys.agreement is not None:
        infos += [_info(chip_authentication.PUBLIC_KEY, _public_key(keys.domain, keys.agreement)),
                  _info(chip_authentication.AGREEMENT + bytes((keys.suite.suffix,)), tlv.encode(0x02, b"\x01"))]  # fmt: skip
    if keys.signing is not None:
        infos.append(
            _info(
                active_authentication.SIGNING,
                tlv.encode(0x02, b"\x01") + tlv.encode(0x06, active_authentication.PLAIN_ECDSA + b"\x03"),
            )
        )
        files[lds.DG15] = tlv.encode(0x6F, _public_key(keys.domain, keys.signing))
    return {lds.DG14: tlv.encode(0x6E, tlv.encode(0x31, b"".join(infos))), **files}


def _info(oid: bytes, rest: bytes) -> bytes:
    return tlv.encode(0x30, tlv.encode(0x06, oid) + rest)


def _public_key(domain: Domain, private: int | RSAPrivateKey) -> bytes:
    """SubjectPublicKeyInfo."""
    if isinstance(private, RSAPrivateKey):
        return private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return bytes(VerifyingKey.from_public_point(domain.generator * private, domain.curve).to_der())


def sign(groups: dict[int, bytes], authority: Authority) -> bytes:
    """The CMS SignedData over the hashes of the data groups."""
    hashes = [DataGroupHash({"number": number, "hash": sha256(data).digest()}) for number, data in groups.items()]
    listed = SecurityObject({"version": 0, "hash_algorithm": {"algorithm": "sha256"}, "hashes": hashes}).dump()
    attributes = cms.CMSAttributes([
        cms.CMSAttribute({"type": "content_type", "values": [SECURITY_OBJECT]}),
        cms.CMSAttribute({"type": "message_digest", "values": [sha256(listed).digest()]}),
    ])  # fmt: skip
    certificate = asn1_x509.Certificate.load(authority.signer.public_bytes(Encoding.DER))
    signature = authority.signer_key.sign(attributes.dump(), ec.ECDSA(SHA256(), deterministic_signing=True))
    signer = cms.SignerInfo({
        "version": "v1",
        "sid": cms.SignerIdentifier({
            "issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
        }),
        "digest_algorithm": {"algorithm": "sha256"},
        "signed_attrs": attributes,
        "signature_algorithm": {"algorithm": "sha256_ecdsa"},
        "signature": signature,
    })  # fmt: skip
    signed = cms.SignedData({
        "version": "v3",
        "digest_algorithms": [{"algorithm": "sha256"}],
        "encap_content_info": {"content_type": SECURITY_OBJECT, "content": core.ParsableOctetString(listed)},
        "certificates": [certificate],
        "signer_infos": [signer],
    })  # fmt: skip
    return bytes(cms.ContentInfo({"content_type": "signed_data", "content": signed}).dump())


def _mrz(holder: Holder) -> str:
    """Size TD1: three lines of 30."""
    number = holder.document_number.ljust(9, "<")
    one = f"IDKOR{number}{lds.check_digit(number)}".ljust(30, "<")
    two = f"{holder.birth}{lds.check_digit(holder.birth)}{holder.sex}{holder.expiry}{lds.check_digit(holder.expiry)}KOR"
    two = two.ljust(29, "<")
    composite = one[5:30] + two[0:7] + two[8:15] + two[18:29]
    three = f"{holder.latin_surname}<<{holder.latin_given}".ljust(30, "<")[:30]
    return one + two + lds.check_digit(composite) + three


def _key(random: Callable[[int], bytes]) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(random(31)) + 1, ec.SECP256R1())


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COUNTRY_NAME, "KR"), x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, signing: ec.EllipticCurvePrivateKey,
    random: Callable[[int], bytes], now: datetime, valid: timedelta, ca: bool,
) -> x509.Certificate:  # fmt: skip
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(int.from_bytes(random(8)) | 1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now - timedelta(days=1) + valid)
        .add_extension(x509.BasicConstraints(ca=ca, path_length=0 if ca else None), critical=True)
        .add_extension(x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False), critical=True)
        .sign(signing, SHA256(), ecdsa_deterministic=True)
    )
