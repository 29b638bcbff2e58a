"""Who this kiosk is to the city, as files below its state folder: the key, which never leaves it, and what the city gave for it.

Each file is whole at any time. The certificate alone is replaced while the kiosk runs (`config/wire.py` reads it again then); its key
stays, so that it can lie where only the unit's start gets at it.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from pydantic import TypeAdapter, ValidationError

from config.durable import give_to_folders_owner, sync_folder, write_durably
from config.trouble import Trouble
from sync.city.enrolment import EnrolmentRequest, PreviousJournal

STATE = Path("/var/lib/kiosk")
"""Where a kiosk has what it writes: the journal, and who it is."""
JOURNAL = "journal.sqlite"
"""The journal's name there, where nobody says otherwise."""
T = TypeVar("T")


@dataclass(frozen=True)
class Asked:
    """The request that this machine has made, to go on with when it is started again before it is decided."""

    door: str
    uuid: str
    request: EnrolmentRequest


@dataclass(frozen=True)
class IdentityFiles:
    """Paths in one folder."""

    folder: Path

    @property
    def key(self) -> Path:
        return self.folder / "kiosk.key"

    @property
    def certificate(self) -> Path:
        return self.folder / "kiosk.pem"

    @property
    def ca(self) -> Path:
        return self.folder / "city-ca.pem"

    @property
    def signing(self) -> Path:
        return self.folder / "city-signing.pem"

    @property
    def next_key(self) -> Path:
        """Of the request that is under way: the one in use stays until the certificate of the next one works."""
        return self.folder / "enrolment.key"

    @property
    def next_certificate(self) -> Path:
        return self.folder / "enrolment.pem"

    @property
    def asked(self) -> Path:
        return self.folder / "enrolment.json"

    @property
    def previous(self) -> Path:
        """The journal of the machine whose place this one takes."""
        return self.folder / "previous-journal.json"

    def make_folder(self) -> None:
        """Raises `OSError`."""
        if not self.folder.is_dir():
            self.folder.mkdir(mode=0o700, parents=True)
            give_to_folders_owner(self.folder)

    def make_next_key(self) -> PrivateKeyTypes:
        """It is on the disk when this returns."""
        new = ec.generate_private_key(ec.SECP256R1())
        write_durably(self.next_key, new.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return new

    def put_next_in_place(self) -> None:
        """Key and certificate of the request are those in use. Cut off in between it is done again by the same command."""
        for new, place in ((self.next_key, self.key), (self.next_certificate, self.certificate)):
            if new.exists():
                new.replace(place)
        sync_folder(self.folder)

    def read_asked(self) -> Asked | None:
        return _read(self.asked, TypeAdapter(Asked))

    def keep_asked(self, asked: Asked) -> None:
        write_durably(self.asked, json.dumps(asdict(asked), ensure_ascii=True).encode())

    def read_previous(self) -> PreviousJournal | None:
        return _read(self.previous, TypeAdapter(PreviousJournal))


def _read(path: Path, adapter: TypeAdapter[T]) -> T | None:
    """Raises `Trouble`: it is none that was written here."""
    if not path.exists():
        return None
    try:
        return adapter.validate_json(path.read_bytes())
    except ValidationError:
        raise Trouble(f"{path}: is not what was written there; move it away") from None


def signing_request(key: PrivateKeyTypes, kiosk: str) -> str:
    """In PEM, for the city to sign.

    Raises:
        Trouble: the key is not one that a kiosk makes.
    """
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise Trouble("the kiosk's key is not of P-256, and the city signs no other")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, kiosk)])
    request = x509.CertificateSigningRequestBuilder().subject_name(name).sign(key, SHA256())
    return request.public_bytes(Encoding.PEM).decode()
