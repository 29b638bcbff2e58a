"""Documents as states sign them, made with OpenSSL: RSA and curves, named and written out, one hash and another."""

from __future__ import annotations

import hashlib
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, load_pem_private_key

from config.chip_card import tlv
from config.chip_card.master_list import MASTER_LIST, MasterList
from config.chip_card.passive_authentication import (
    SECURITY_OBJECT,
    DataGroupHash,
    NotGenuine,
    SecurityObject,
    security_object,
)
from config.credentials import Opening
from config.vocabulary import CardDoubt
from drivers.smartcard.fitting import ChipCard

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


def _state(folder: Path, kind: str, country: str = "KR") -> Path:
    (folder / "v3").write_text(SIGNER)
    pss = ["-sigopt", "rsa_padding_mode:pss"] if kind == "RSA-PSS" else []
    key = ["-newkey", *STATE[kind], "-noenc"]
    openssl("req", "-x509", *key, *pss, "-keyout", folder / "csca.key", "-out", folder / "csca.pem", "-subj", f"/C={country}/CN=state",
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


# -- master lists --


def listing(folder: Path, signer: Path, *listed: Path) -> Path:
    """A master list, made by OpenSSL, with the signer's CSCA's certificate beside the signer's."""
    found = [asn1_x509.Certificate.load(pem(each / "csca.pem")) for each in listed]
    (folder / "listed").write_bytes(MasterList({"version": 0, "certificates": found}).dump())
    openssl("cms", "-sign", "-binary", "-nodetach", "-nosmimecap", "-md", "sha256", "-econtent_type", MASTER_LIST,
            "-in", folder / "listed", "-signer", signer / "signer.pem", "-inkey", signer / "signer.key",
            "-certfile", signer / "csca.pem", "-outform", "DER", "-out", folder / "list.ml")  # fmt: skip
    return folder / "list.ml"


def pem(path: Path) -> bytes:
    return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.DER)


@pytest.fixture
def states(tmp_path: Path) -> dict[str, Path]:
    """Two of a country whose CSCA was renewed, one of a neighbour's, one that signs lists; all of them are called alike."""
    made = {"KR old": "P-256", "KR new": "P-384 written out", "XX": "P-256", "lists": "P-256"}
    for name, kind in made.items():
        (tmp_path / name).mkdir()
        _state(tmp_path / name, kind, "XX" if name == "XX" else "KR")
    return {name: tmp_path / name for name in made}


def chip_card(csca: Path, **more: object) -> ChipCard:
    return ChipCard.model_validate({"reader": "Virtual", "csca": [csca / "csca.pem"], **more}, context=csca)


def test_a_countrys_cards_are_believed_by_a_master_list(states: dict[str, Path], tmp_path: Path) -> None:
    """Whichever of its certificates signed them; nobody else's, though the list names them, and not those of who signs lists."""
    file = listing(tmp_path, states["lists"], states["KR old"], states["KR new"], states["XX"])
    by = {"master_list": [file], "master_list_csca": [states["lists"] / "csca.pem"]}
    opening = Opening()
    card = chip_card(states["KR old"], **by)
    card.open_files(opening)
    assert opening.problems == []
    anchors = card.profile().anchors
    for name, kind in (("KR old", "P-256"), ("KR new", "P-384 written out")):
        security_object(_document(states[name], kind, "sha256")[0], anchors, NOW).check(FILES)
    for name, kind in (("XX", "P-256"), ("lists", "P-256")):
        with pytest.raises(NotGenuine) as doubt:
            security_object(_document(states[name], kind, "sha256")[0], anchors, NOW)
        assert doubt.value.reason == CardDoubt.UNKNOWN_CSCA


def test_a_list_that_nobody_vouches_for_stops_the_start(states: dict[str, Path], tmp_path: Path) -> None:
    file = listing(tmp_path, states["XX"], states["KR new"])
    damaged = tmp_path / "damaged.ml"
    damaged.write_bytes(file.read_bytes()[:-3] + b"abc")
    for lists, csca in (
        ([file], []),
        ([file], [states["lists"]]),
        ([damaged], [states["XX"]]),
        ([states["XX"] / "csca.pem"], []),
    ):
        opening = Opening()
        chip_card(
            states["KR old"], master_list=lists, master_list_csca=[each / "csca.pem" for each in csca]
        ).open_files(opening)
        (problem,) = opening.problems
        assert problem.key == "card.master_list[1]"
        assert "no master list" in problem.text()
