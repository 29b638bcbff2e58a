"""Documents as states sign them, made with OpenSSL: RSA and curves, named and written out, one hash and another."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from config.chip_card import tlv
from config.chip_card.passive_authentication import (
    SECURITY_OBJECT,
    DataGroupHash,
    NotGenuine,
    SecurityObject,
    security_object,
)
from config.vocabulary import CardDoubt

FILES = {1: b"who", 11: b"and their number"}
NOW = datetime.now(UTC) + timedelta(days=1)
STATE = {
    "RSA": ["rsa:2048"],
    "RSA-PSS": ["rsa:2048"],
    "P-256": ["ec", "-pkeyopt", "ec_paramgen_curve:P-256"],
    "brainpoolP224r1": ["ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP224r1"],
    "brainpoolP320r1": ["ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP320r1"],
    "brainpoolP512r1": ["ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP512r1"],
    "P-384 written out": ["ec", "-pkeyopt", "ec_paramgen_curve:P-384", "-pkeyopt", "ec_param_enc:explicit"],
    "brainpoolP320r1 written out": [
        "ec", "-pkeyopt", "ec_paramgen_curve:brainpoolP320r1", "-pkeyopt", "ec_param_enc:explicit",
    ],
}  # fmt: skip
Document = tuple[bytes, x509.Certificate]
SIGNER = "[v3]\nkeyUsage=critical,digitalSignature\n"


def openssl(*arguments: str | Path) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True, timeout=60)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Document]:
    """A security object and the state's certificate, of a kind of key and a hash."""
    states: dict[str, Path] = {}

    def make(kind: str, hash_name: str) -> Document:
        if kind not in states:
            states[kind] = _state(tmp_path_factory.mktemp("state"), kind)
        return _document(states[kind], kind, hash_name)

    return make


def _document(folder: Path, kind: str, hash_name: str) -> Document:
    hashes = [DataGroupHash({"number": n, "hash": hashlib.new(hash_name, data).digest()}) for n, data in FILES.items()]
    listed = SecurityObject({"version": 0, "hash_algorithm": {"algorithm": hash_name}, "hashes": hashes})
    (folder / "listed").write_bytes(listed.dump())
    pss = ["-keyopt", "rsa_padding_mode:pss"] if kind == "RSA-PSS" else []
    openssl("cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-md", hash_name, "-econtent_type", SECURITY_OBJECT,
            "-in", folder / "listed", "-signer", folder / "signer.pem", "-inkey", folder / "signer.key", *pss,
            "-outform", "DER", "-out", folder / "sod")  # fmt: skip
    anchor = x509.load_pem_x509_certificate((folder / "csca.pem").read_bytes())
    return tlv.encode(0x77, (folder / "sod").read_bytes()), anchor


def _state(folder: Path, kind: str) -> Path:
    (folder / "v3").write_text(SIGNER)
    pss = ["-sigopt", "rsa_padding_mode:pss"] if kind == "RSA-PSS" else []
    key = ["-newkey", *STATE[kind], "-noenc"]
    openssl("req", "-x509", *key, *pss, "-keyout", folder / "csca.key", "-out", folder / "csca.pem", "-subj", "/C=KR/CN=state",
            "-days", "30", "-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign")  # fmt: skip
    openssl(
        "req", "-new", *key, "-keyout", folder / "signer.key", "-out", folder / "request", "-subj", "/C=KR/CN=signer"
    )
    openssl("x509", "-req", "-in", folder / "request", "-CA", folder / "csca.pem", "-CAkey", folder / "csca.key", *pss,
            "-days", "20", "-extfile", folder / "v3", "-extensions", "v3", "-out", folder / "signer.pem")  # fmt: skip
    return folder


CASES = [(kind, "sha256") for kind in STATE] + [("P-256", "sha384"), ("RSA", "sha512"), ("RSA-PSS", "sha224")]


@pytest.mark.parametrize(("kind", "hash_name"), CASES)
def test_a_document_signed_so_is_believed_and_another_is_not(
    made: Callable[[str, str], Document], kind: str, hash_name: str
) -> None:
    sod, anchor = made(kind, hash_name)
    signed = security_object(sod, (anchor,), NOW)
    signed.check(FILES)
    with pytest.raises(NotGenuine) as doubt:
        signed.check(FILES | {11: b"and another number"})
    assert doubt.value.reason == CardDoubt.HASH_MISMATCH
    damaged = bytearray(sod)
    damaged[-5] ^= 1  # within the signature
    with pytest.raises(NotGenuine) as doubt:
        security_object(bytes(damaged), (anchor,), NOW)
    assert doubt.value.reason == CardDoubt.NOT_SIGNED


def test_an_old_hash_is_believed_where_the_settings_say_so(made: Callable[[str, str], Document]) -> None:
    sod, anchor = made("RSA", "sha1")
    with pytest.raises(NotGenuine) as doubt:
        security_object(sod, (anchor,), NOW)
    assert doubt.value.reason == CardDoubt.NOT_SIGNED
    security_object(sod, (anchor,), NOW, sha1=True).check(FILES)


def test_of_states_with_one_name_the_one_that_signed_is_found(made: Callable[[str, str], Document]) -> None:
    """All of them are called alike here."""
    sod, anchor = made("P-256", "sha256")
    others = [made(kind, "sha256")[1] for kind in ("RSA", "P-384 written out", "brainpoolP512r1")]
    security_object(sod, (*others, anchor), NOW).check(FILES)
    with pytest.raises(NotGenuine) as doubt:
        security_object(sod, others, NOW)
    assert doubt.value.reason == CardDoubt.UNKNOWN_CSCA


def revocations(state: Path, *serials: int) -> x509.CertificateRevocationList:
    """A list of the state's, of long ago."""
    key = load_pem_private_key((state / "csca.key").read_bytes(), None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    list_ = x509.CertificateRevocationListBuilder(
        x509.load_pem_x509_certificate((state / "csca.pem").read_bytes()).subject,
        NOW - timedelta(days=90), NOW - timedelta(days=60),
    )  # fmt: skip
    for serial in serials:
        revoked = x509.RevokedCertificateBuilder(serial, NOW - timedelta(days=91)).build()
        list_ = list_.add_revoked_certificate(revoked)
    return list_.sign(key, SHA256())


def test_a_signer_that_the_state_revoked_is_believed_no_more(tmp_path: Path) -> None:
    """Also by a list that is older than it wants to be; by one of somebody else's with the state's name nothing is revoked."""
    (tmp_path / "state").mkdir()
    (tmp_path / "others").mkdir()
    state, others = _state(tmp_path / "state", "P-256"), _state(tmp_path / "others", "P-256")
    sod, anchor = _document(state, "P-256", "sha256")
    serial = x509.load_pem_x509_certificate((state / "signer.pem").read_bytes()).serial_number
    innocent = (revocations(state, serial + 1), revocations(others, serial))
    security_object(sod, (anchor,), NOW, crls=innocent).check(FILES)
    with pytest.raises(NotGenuine) as doubt:
        security_object(sod, (anchor,), NOW, crls=(*innocent, revocations(state, serial)))
    assert doubt.value.reason == CardDoubt.REVOKED
