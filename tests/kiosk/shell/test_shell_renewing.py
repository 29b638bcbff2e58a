"""A kiosk's certificate is made anew by the real city while it is in use, and stays as it was where anything is wrong."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import randbytes

import pytest
from cryptography import x509

from config.credentials import certificates
from config.ids import KioskId
from config.settings import CitySettings
from config.vocabulary import RenewalTrouble
from kiosk.core.channels import Certified, LookAtCertificate, NotRenewed, RenewCertificate
from kiosk.shell.identity import IdentityFiles, signing_request
from kiosk.shell.renewing import Renewing
from sync.city.client import CityCall, CityReply
from sync.city.transport import CityTransport, Trust
from sync.reference_city.authority import KioskAuthority
from sync.reference_city.enrolments import Enrolments
from sync.reference_city.keys import CityKeys, load_private_key, make_city_keys
from sync.reference_city.store import SqlStore
from tests.sync.city.test_city_server import serving

DANGU = KioskId("wonju-03")


class Kiosk:
    """One that was let in eighty days ago.

    Attributes:
        own: its files.
    """

    def __init__(self, url: str, keys: CityKeys, store: SqlStore, folder: Path) -> None:
        self.keys, self.own, self.store = keys, IdentityFiles(folder), store
        self.books = Enrolments(store.enrolments, lambda: datetime.now(UTC), randbytes)
        key = self.own.make_next_key()
        ca, *_ = certificates(keys.kiosks_ca)
        request = x509.load_pem_x509_csr(signing_request(key, DANGU).encode())
        authority = KioskAuthority(ca, load_private_key(keys.kiosks_ca_key))
        self.old = authority.sign(request, DANGU, datetime.now(UTC) - timedelta(days=80))
        self.books.admit(self.old, DANGU, "시청")
        from cryptography.hazmat.primitives.serialization import Encoding

        self.own.next_certificate.write_bytes(self.old.public_bytes(Encoding.PEM))
        self.own.put_next_in_place()
        shutil.copy(keys.ca, self.own.ca)
        self.settings = CitySettings(
            data="wonju", url=url, ca=self.own.ca, certificate=self.own.certificate, key=self.own.key,
            signing_keys=(self.own.ca,),
        )  # fmt: skip
        self.wire = CityTransport(url, Trust(self.own.ca, self.own.certificate, self.own.key))

    def renews(self) -> Certified | NotRenewed:
        return Renewing(self.settings)(RenewCertificate(), 20_000)

    def answered(self) -> int:
        reply = self.wire(CityCall("GET", "/v1/sources", b"", 64_000), 10_000)
        assert isinstance(reply, CityReply)
        return reply.status


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, CityKeys, SqlStore]]:
    folder = tmp_path_factory.mktemp("city")
    # An hour before a certificate's time its CA is there already; one that was signed long ago was signed by an older CA.
    keys = make_city_keys(folder / "keys", "원주시", "KR33", ("localhost", "127.0.0.1"))
    database = f"sqlite:///{folder}/city.sqlite"
    with serving(database, keys) as url, closing(SqlStore(database)) as store:
        yield url, keys, store


@pytest.fixture
def kiosk(city: tuple[str, CityKeys, SqlStore], tmp_path: Path) -> Kiosk:
    return Kiosk(*city, tmp_path)


def test_a_certificate_is_renewed_in_place_and_the_wire_that_stands_uses_it(kiosk: Kiosk) -> None:
    looked = Renewing(kiosk.settings)(LookAtCertificate(), 20_000)
    assert looked == Certified(kiosk.old.not_valid_before_utc, kiosk.old.not_valid_after_utc)
    assert kiosk.answered() == 200
    renewed = kiosk.renews()
    assert isinstance(renewed, Certified)
    assert renewed.until - datetime.now(UTC) > timedelta(days=89)
    new, *_ = certificates(kiosk.own.certificate)
    assert (new.not_valid_after_utc, new.public_key()) == (renewed.until, kiosk.old.public_key())
    kiosk.books.revoke(DANGU, "시청", "swapped")
    assert kiosk.answered() == 403, "old and new are barred together"


def test_where_the_new_one_cannot_be_written_the_old_one_stays(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    before = kiosk.own.certificate.read_bytes()
    monkeypatch.setattr("kiosk.shell.renewing.write_durably", full)
    assert kiosk.renews() == NotRenewed(RenewalTrouble.NOT_KEPT)
    assert kiosk.own.certificate.read_bytes() == before
    assert kiosk.answered() == 200


def test_a_new_one_that_does_not_work_is_not_used(kiosk: Kiosk, monkeypatch: pytest.MonkeyPatch) -> None:
    before = kiosk.own.certificate.read_bytes()
    monkeypatch.setattr(Renewing, "_works", lambda *_: False)
    assert kiosk.renews() == NotRenewed(RenewalTrouble.OF_NO_USE)
    assert kiosk.own.certificate.read_bytes() == before
    assert sorted(path.name for path in kiosk.own.folder.iterdir()) == ["city-ca.pem", "kiosk.key", "kiosk.pem"]


def test_a_barred_kiosk_is_not_renewed(kiosk: Kiosk) -> None:
    kiosk.books.revoke(DANGU, "시청", "carried off")
    assert kiosk.renews() == NotRenewed(RenewalTrouble.CITY_REFUSED)


def test_a_city_that_does_not_answer_is_asked_again_later(kiosk: Kiosk) -> None:
    kiosk.settings = kiosk.settings.model_copy(update={"url": "https://127.0.0.1:9"})
    assert kiosk.renews() == NotRenewed(RenewalTrouble.CITY_NOT_REACHED)


def test_a_certificate_that_is_gone_is_told(kiosk: Kiosk) -> None:
    kiosk.own.certificate.unlink()
    assert kiosk.renews() == NotRenewed(RenewalTrouble.NOT_READ)
