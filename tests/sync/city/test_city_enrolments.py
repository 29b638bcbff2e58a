"""Who may speak for which kiosk: requests at the door, an admin's word, certificates that are renewed and barred."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import uuid4

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st

from config.ids import KioskId
from kiosk.shell.identity import signing_request
from sync.city.enrolment import EnrolmentReply, EnrolmentRequest, EnrolmentState, code_of, pem_of, read_code
from sync.reference_city.authority import LIFE, KioskAuthority, NotSigned, read_request
from sync.reference_city.counting import Busy
from sync.reference_city.enrolments import MOST_AN_HOUR, MOST_OF_ONE_ADDRESS, MOST_WAITING, Enrolments, NotLetIn
from sync.reference_city.keys import CityKeys, load_private_key
from sync.reference_city.store import SqlStore

DANGU = KioskId("wonju-03")
KEY = ec.derive_private_key(0x3, ec.SECP256R1())
HALL = "192.0.2.7"


class Office:
    """A city's books, with a clock that is moved by hand, and its CA."""

    def __init__(self, store: SqlStore, authority: KioskAuthority) -> None:
        self.time = datetime.now(UTC).replace(microsecond=0)
        self.store = store
        self.authority = authority
        self.books = Enrolments(store.enrolments, lambda: self.time, Random(1).randbytes)

    def knocks(
        self, kiosk: str = DANGU, key: ec.EllipticCurvePrivateKey = KEY, address: str = HALL, uuid: str | None = None
    ) -> tuple[str, EnrolmentReply | Busy | None]:
        """Its UUID, and what it was answered."""
        uuid = uuid or str(uuid4())
        return uuid, self.books.ask(uuid, asking(kiosk, key), address)

    def code(self, kiosk: str = DANGU, key: ec.EllipticCurvePrivateKey = KEY) -> str:
        """As the machine shows it."""
        _, reply = self.knocks(kiosk, key)
        assert isinstance(reply, EnrolmentReply)
        return code_of(pem_of(asking(kiosk, key).request), reply.nonce)

    def lets_in(
        self, kiosk: str = DANGU, key: ec.EllipticCurvePrivateKey = KEY, replaces: bool = False
    ) -> x509.Certificate:
        approved = self.books.approve(self.code(kiosk, key), "시청 정보통신과", self.authority, replaces)
        return x509.load_pem_x509_certificate(approved.certificate)


def asking(kiosk: str = DANGU, key: ec.EllipticCurvePrivateKey = KEY) -> EnrolmentRequest:
    # A signature of ECDSA is another one each time; the machine makes its request once and keeps it.
    text = _made.setdefault((kiosk, key.private_numbers().private_value), signing_request(key, kiosk))
    return EnrolmentRequest(kiosk, "03", "단구동", text)


_made: dict[tuple[str, int], str] = {}


def print_of(certificate: x509.Certificate) -> str:
    return certificate.fingerprint(SHA256()).hex()


@pytest.fixture(scope="module")
def authority(demo_keys: CityKeys) -> KioskAuthority:
    ca = x509.load_pem_x509_certificate(demo_keys.kiosks_ca.read_bytes())
    return KioskAuthority(ca, load_private_key(demo_keys.kiosks_ca_key))


@pytest.fixture
def office(database: str, authority: KioskAuthority) -> Iterator[Office]:
    with closing(SqlStore(database)) as store:
        yield Office(store, authority)


# --- at the door ------------------------------------------------------------------------------------------------


def test_both_sides_show_the_same_code_and_an_admin_lets_it_in(office: Office) -> None:
    code = office.code()
    assert read_code(code.lower().replace("-", " ").replace("0", "o")) == code, "as people read it out"
    (waiting,) = (each for each in office.store.enrolments.enrolments() if each.code == code)
    assert (waiting.kiosk, waiting.site, waiting.address) == (DANGU, "단구동", HALL)
    approved = office.books.approve(code, "시청 정보통신과", office.authority, replaces=False)
    reply = office.books.look(approved.uuid)
    assert reply
    assert reply.state is EnrolmentState.APPROVED
    certificate = x509.load_pem_x509_certificate(reply.certificate.encode())
    assert certificate.public_key() == KEY.public_key()
    assert office.books.speaks_for(print_of(certificate)) == DANGU
    (known,) = office.books.in_force_of(KioskId(DANGU))
    assert datetime.fromisoformat(known.since) == office.time
    assert certificate.not_valid_before_utc < office.time, "it begins early, for a clock that is behind"


def test_the_same_request_again_has_the_same_code_and_another_under_its_name_is_none(office: Office) -> None:
    uuid, first = office.knocks()
    assert office.knocks(uuid=uuid) == (uuid, first)
    assert office.knocks("wonju-04", uuid=uuid) == (uuid, None)


def test_the_answer_is_the_same_for_a_kiosk_that_is_known_barred_or_made_up(office: Office) -> None:
    office.lets_in("wonju-01")
    office.lets_in("wonju-02")
    office.books.revoke(KioskId("wonju-02"), "시청", "stolen")
    told = [
        office.knocks(kiosk, ec.generate_private_key(ec.SECP256R1()))[1]
        for kiosk in ("wonju-01", "wonju-02", "no-such")
    ]
    assert (
        len(
            {
                (type(each), each.state, each.certificate, each.previous)
                for each in told
                if isinstance(each, EnrolmentReply)
            }
        )
        == 1
    )


def test_a_code_is_of_one_request_and_of_a_number_that_the_city_chose_later(office: Office) -> None:
    """Who saw the code of another machine cannot make a request that has it: the city answers with another number each time."""
    codes = {office.code(f"wonju-0{number}") for number in range(8)}
    assert len(codes) == 8
    with pytest.raises(NotLetIn, match="no machine has asked"):
        office.books.approve("0000-0000", "시청", office.authority, replaces=False)


def test_who_knocks_too_often_is_put_off_and_nobody_else(office: Office) -> None:
    answers = [office.knocks(address="198.51.100.9")[1] for _ in range(MOST_OF_ONE_ADDRESS + 1)]
    assert [type(each) for each in answers[-2:]] == [EnrolmentReply, Busy]
    assert isinstance(office.knocks()[1], EnrolmentReply)
    for number in range(MOST_AN_HOUR):
        office.knocks(address=f"203.0.113.{number}")
    busy = office.knocks()[1]
    assert isinstance(busy, Busy)
    assert 0 < busy.retry_after_s <= 3_600


def test_so_many_wait_and_no_more_and_they_are_forgotten_after_a_day(office: Office) -> None:
    uuid, _ = office.knocks()
    for hour in range(3):
        office.time += timedelta(hours=1)
        for number in range(40):
            office.knocks(address=f"203.0.113.{hour}.{number}")
    assert len(office.store.enrolments.enrolments()) == MOST_WAITING
    office.time += timedelta(days=1, hours=1)
    assert isinstance(office.knocks()[1], EnrolmentReply)
    assert office.books.look(uuid) is None


KEYS: dict[str, CertificateIssuerPrivateKeyTypes] = {
    "rsa": rsa.generate_private_key(65537, 2048),
    "ed25519": ed25519.Ed25519PrivateKey.generate(),
    "p384": ec.generate_private_key(ec.SECP384R1()),
}


@pytest.mark.parametrize(
    "by_what", ["rsa", "ed25519", "p384", "two names", "another name", "extension", "torn", "signature"]
)
def test_what_is_no_request_of_a_kiosk_is_not_signed(by_what: str) -> None:
    key = KEYS.get(by_what, KEY)
    names = {"two names": [DANGU, "wonju-04"], "another name": ["wonju-04"]}.get(by_what, [DANGU])
    builder = x509.CertificateSigningRequestBuilder().subject_name(
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each) for each in names])
    )
    if by_what == "extension":
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    text = builder.sign(key, None if by_what == "ed25519" else SHA256()).public_bytes(Encoding.PEM)
    if by_what == "torn":
        text = text[:150]
    if by_what == "signature":
        good = bytearray(pem_of(asking().request))
        good[-1] ^= 1
        text = x509.load_der_x509_csr(bytes(good)).public_bytes(Encoding.PEM)
    with pytest.raises(NotSigned):
        read_request(text, DANGU)


@given(
    st.binary(max_size=400) | st.binary(max_size=300).map(lambda some: b"-----BEGIN CERTIFICATE REQUEST-----\n" + some)
)
@settings(max_examples=150, deadline=None)
def test_whatever_a_stranger_sends_is_refused_in_one_way(text: bytes) -> None:
    with pytest.raises(NotSigned):
        read_request(text, DANGU)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_a_request_with_a_byte_changed_is_refused_in_the_same_way(data: st.DataObject) -> None:
    from base64 import encodebytes

    der = bytearray(pem_of(asking().request))
    at = data.draw(st.integers(0, len(der) - 1))
    der[at] ^= data.draw(st.integers(1, 255))
    text = b"-----BEGIN CERTIFICATE REQUEST-----\n" + encodebytes(bytes(der)) + b"-----END CERTIFICATE REQUEST-----\n"
    with pytest.raises(NotSigned):
        read_request(text, DANGU)


# --- an admin's word ----------------------------------------------------------------------------------------------


def test_a_second_machine_of_one_name_takes_its_place_or_is_not_let_in(office: Office) -> None:
    old = office.lets_in()
    other = ec.derive_private_key(0x4, ec.SECP256R1())
    with pytest.raises(NotLetIn, match="has a certificate already"):
        office.lets_in(key=other)
    assert office.books.speaks_for(print_of(old)) == DANGU, "nothing was done"
    new = office.lets_in(key=other, replaces=True)
    assert [office.books.speaks_for(print_of(each)) for each in (old, new)] == [None, DANGU]


def test_a_request_is_decided_once(office: Office) -> None:
    code = office.code()
    office.books.refuse(code, "시청", "nobody stands there")
    with pytest.raises(NotLetIn, match="was refused"):
        office.books.approve(code, "시청", office.authority, replaces=False)


def test_a_barred_kiosk_is_nobody_and_is_barred_once(office: Office) -> None:
    certificate = office.lets_in()
    assert office.books.revoke(DANGU, "시청 정보통신과", "carried off") == 1
    assert office.books.speaks_for(print_of(certificate)) is None
    with pytest.raises(NotLetIn, match=r"barred on .* by 시청"):
        office.books.revoke(DANGU, "시청", "again")
    for by, why in (("", "stolen"), ("시청", " ")):
        with pytest.raises(NotLetIn, match="who bars it"):
            office.books.revoke(DANGU, by, why)


def test_a_certificate_that_the_books_do_not_have_is_nobodys(office: Office) -> None:
    """A database that was set back to a day before it was let in, or one signed behind the city's back."""
    signed = office.authority.sign(x509.load_pem_x509_csr(asking().request.encode()), DANGU, office.time)
    assert office.books.speaks_for(print_of(signed)) is None


# --- renewal ------------------------------------------------------------------------------------------------------


def test_a_certificate_is_renewed_with_the_same_key_and_the_old_one_stays(office: Office) -> None:
    old = office.lets_in()
    office.time += timedelta(hours=20)
    new = x509.load_pem_x509_certificate(office.books.renew(print_of(old), asking().request, office.authority))
    assert new.public_key() == old.public_key()
    assert new.not_valid_after_utc >= old.not_valid_after_utc
    assert [office.books.speaks_for(print_of(each)) for each in (old, new)] == [DANGU, DANGU]
    assert office.books.revoke(DANGU, "시청", "stolen") == 2
    assert [office.books.speaks_for(print_of(each)) for each in (old, new)] == [None, None]


def test_nobody_renews_another_key_another_kiosk_or_a_barred_one(office: Office) -> None:
    own = print_of(office.lets_in())
    other = ec.derive_private_key(0x5, ec.SECP256R1())
    for request in (asking(key=other), asking("wonju-04")):
        with pytest.raises(NotSigned):
            office.books.renew(own, request.request, office.authority)
    office.books.revoke(DANGU, "시청", "stolen")
    with pytest.raises(NotSigned):
        office.books.renew(own, asking().request, office.authority)


def test_a_certificate_lasts_its_life_and_never_longer_than_its_ca(office: Office) -> None:
    certificate = office.lets_in()
    ca_ends = office.authority.certificate.not_valid_after_utc
    assert certificate.not_valid_after_utc == min(office.time + LIFE, ca_ends)
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
