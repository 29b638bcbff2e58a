"""Keys change: a new barcode signer under the city's CA, and every paper stays as genuine as it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from config.barcode_signer import Anchors, reference
from config.shown import fields_of
from config.visible_seal import encode, signer
from kiosk.commands.verify import look_at
from kiosk.verification.finding import Verdict
from tests.cities import WONJU
from tests.kiosk.verification.papers import ISSUED, printed

OPEN = dict.fromkeys(
    ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign", "encipher_only", "decipher_only"),
    False,
)  # fmt: skip


def certificate(
    subject: str, key: ec.EllipticCurvePrivateKey, issuer: str, by: ec.EllipticCurvePrivateKey, serial: int,
    ca: bool = False, since: datetime = ISSUED - timedelta(days=1), days: int = 30,
) -> x509.Certificate:  # fmt: skip
    """``subject`` and ``issuer``: country and name."""

    def name(of: str) -> x509.Name:
        return x509.Name(
            [x509.NameAttribute(NameOID.COUNTRY_NAME, of[:2]), x509.NameAttribute(NameOID.COMMON_NAME, of[2:])]
        )

    return (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(key.public_key())
        .serial_number(serial)
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.KeyUsage(digital_signature=not ca, key_cert_sign=ca, **OPEN), critical=True)
        .sign(by, SHA256())
    )


def key(number: int) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, ec.SECP256R1())


CA = certificate("KRCity CA", key(1), "KRCity CA", key(1), 1, ca=True)
OTHER_CA = certificate("KRCity CA", key(2), "KRCity CA", key(2), 1, ca=True)
SIGNER = certificate("KRWJ", key(11), "KRCity CA", key(1), 0x4A3F01)
NEXT = certificate("KRWJ", key(12), "KRCity CA", key(1), 0x4A3F02)


def paper(of: x509.Certificate, private: int, named: str | None = None, sent: bool = True) -> bytes:
    """Signed with that key, and naming that certificate."""
    blank = printed("disability")
    issue = replace(blank.issue, signer=of.public_bytes(Encoding.DER) if sent else b"")
    fields = fields_of(blank.kind, blank.record, issue, WONJU.signer, named or reference(of))
    return replace(blank, issue=replace(issue, signed_code=encode(fields, signer(key(private))))).pdf()


def verdict(data: bytes, *anchors: x509.Certificate | ec.EllipticCurvePublicKey) -> Verdict:
    believed: Anchors = anchors
    return Verdict(look_at(data, WONJU, believed).status)


def scan(pdf: bytes) -> bytes:
    out = BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        document[0].render(scale=200 / 72, grayscale=True).to_pil().save(out, "PNG")
    return out.getvalue()


def test_whoever_knows_the_ca_verifies_papers_of_the_old_key_and_the_new() -> None:
    for of, private in ((SIGNER, 11), (NEXT, 12)):
        assert verdict(paper(of, private), CA) is Verdict.GENUINE
        assert verdict(paper(of, private, sent=False), CA, of) is Verdict.GENUINE


def test_a_scan_needs_the_certificate_and_without_it_accuses_nobody() -> None:
    picture = scan(paper(SIGNER, 11))
    assert verdict(picture, CA, SIGNER) is Verdict.CODE_GENUINE
    assert verdict(picture, SIGNER) is Verdict.CODE_GENUINE
    assert verdict(picture, CA) is Verdict.CANNOT_TELL
    assert verdict(picture, CA, NEXT) is Verdict.CANNOT_TELL


def test_a_bare_key_is_believed_as_before() -> None:
    assert verdict(paper(SIGNER, 11), key(11).public_key()) is Verdict.GENUINE


@pytest.mark.parametrize(
    ("of", "private"),
    [
        (certificate("KRWJ", key(11), "KRCity CA", key(2), 0x4A3F01), 11),
        (certificate("KRXX", key(11), "KRCity CA", key(1), 0x4A3F01), 11),
        (certificate("KRWJ", key(11), "KRCity CA", key(1), 0x4A3F01, since=ISSUED - timedelta(days=9), days=8), 11),
        (certificate("KRWJ", key(11), "KRCity CA", key(1), 0x4A3F01, ca=True), 11),
        (certificate("KRWJ", key(1), "KRCity CA", key(1), 0x4A3F01, since=ISSUED + timedelta(days=1)), 1),
    ],
    ids=["another CA", "another city", "no longer valid", "may not sign papers", "not valid yet"],
)
def test_a_certificate_that_may_not_sign_this_paper_is_not_believed(of: x509.Certificate, private: int) -> None:
    assert verdict(paper(of, private), CA) is Verdict.CANNOT_TELL


def test_a_code_that_names_a_known_certificate_and_has_not_its_signature_is_not_genuine() -> None:
    assert verdict(paper(SIGNER, 12), CA) is Verdict.NOT_GENUINE
    assert verdict(paper(NEXT, 12, named=reference(SIGNER)), CA, SIGNER) is Verdict.NOT_GENUINE
    assert verdict(paper(SIGNER, 11), OTHER_CA) is Verdict.CANNOT_TELL
