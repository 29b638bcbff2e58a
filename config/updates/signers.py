"""Who may sign what: ``roles.toml`` of a desk, and the keys that people hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from pydantic import Field
from securesystemslib.signer import CryptoSigner, Signer, SSlibKey

from config.data_file import Data, DataFileError, read_toml
from config.trouble import Trouble
from config.updates.roles import CITY_ROLES, ROLES, ROLLOUT, SOFTWARE, TOP_DAYS, TOP_THRESHOLDS

FILE = "roles.toml"


class KeyUnusable(Trouble):
    """A key file; the message names it and says why."""


@dataclass(frozen=True)
class Who(Data):
    """Who signs a role.

    Attributes:
        keys: by the names in ``[keys]``.
        threshold: how many of them must.
        days: how long what they sign is new.
    """

    keys: Annotated[tuple[str, ...], Field(min_length=1)]
    threshold: Annotated[int, Field(ge=1)]
    days: Annotated[int, Field(ge=1, le=3650)]


@dataclass(frozen=True)
class Roles(Data):
    """``roles.toml``.

    Attributes:
        city: the city whose data is the ground that what is published lies upon, as a machine's ``city.data``.
        software: where nobody is named for it, those who sign the law.
        bits: how many bins hold the settings of single machines: 2 to the power of it.
        keys: name of who holds a key to its public half, a file below the desk.
    """

    city: str
    keys: Mapping[str, str]
    root: Who
    targets: Who
    law: Who
    words: Who
    fleet: Who
    notices: Who
    snapshot: Who
    timestamp: Who
    software: Who | None = None
    bits: Annotated[int, Field(ge=1, le=12)] = 4

    def __post_init__(self) -> None:
        for role, who in self.all.items():
            strangers = [name for name in who.keys if name not in self.keys]
            if strangers:
                raise ValueError(f"{role}.keys: nobody is called {', '.join(strangers)} under [keys]")
            if len(set(who.keys)) < max(who.threshold, least(role)):
                raise ValueError(f"{role}: at least {max(who.threshold, least(role))} different people must be named")
            if who.threshold < least(role):
                raise ValueError(f"{role}.threshold: at least {least(role)}")

    @property
    def all(self) -> dict[str, Who]:
        people = {name: getattr(self, name) for name in (*TOP_DAYS, *(role.name for role in CITY_ROLES))}
        return people | {
            SOFTWARE.name: self.software or self.law,
            ROLLOUT.name: replace(self.timestamp, days=ROLLOUT.days),
        }


def least(role: str) -> int:
    """How many must sign it, whatever a desk says."""
    return ROLES[role].threshold if role in ROLES else TOP_THRESHOLDS[role]


@dataclass(frozen=True)
class Signers:
    """The roles, and the public keys of those who are named in them."""

    roles: Roles
    public: Mapping[str, SSlibKey] = field(repr=False)

    def names(self, key: SSlibKey) -> list[str]:
        return [name for name, each in self.public.items() if each.keyid == key.keyid]

    def name_of(self, keyid: str) -> str:
        return next((name for name, key in self.public.items() if key.keyid == keyid), keyid[:8])


def read_signers(desk: Path) -> Signers:
    """Raises `DataFileError`, `KeyUnusable`."""
    roles = read_toml(desk / FILE, Roles)
    public = {name: public_key(desk / file) for name, file in roles.keys.items()}
    seen: dict[str, str] = {}
    for name, key in public.items():
        if key.keyid in seen:
            raise DataFileError(
                f"{desk / FILE}: keys.{name} is the same key as keys.{seen[key.keyid]}: one counts once"
            )
        seen[key.keyid] = name
    return Signers(roles, public)


def public_key(path: Path) -> SSlibKey:
    """Raises `KeyUnusable`."""
    try:
        return SSlibKey.from_crypto(load_pem_public_key(path.read_bytes()))
    except (OSError, ValueError) as error:
        raise KeyUnusable(f"{path}: no public key in PEM: {error}") from None


def signer_of(path: Path, passphrase: bytes | None) -> Signer:
    """Raises `KeyUnusable`."""
    try:
        return CryptoSigner(load_pem_private_key(path.read_bytes(), passphrase or None))
    except TypeError:
        raise KeyUnusable(f"{path}: it has a passphrase, or none where one was given") from None
    except (OSError, ValueError) as error:
        raise KeyUnusable(f"{path}: it cannot be opened: {error}") from None


def make_key(private: Path, passphrase: bytes) -> Path:
    """Writes a new private key, and its public half beside it, which is returned. ``passphrase``: b"" for none. Raises `OSError`."""
    key, public = Ed25519PrivateKey.generate(), private.with_suffix(".pub")
    how = BestAvailableEncryption(passphrase) if passphrase else NoEncryption()
    private.touch(mode=0o600)
    private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, how))
    public.write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return public
