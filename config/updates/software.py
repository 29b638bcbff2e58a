"""Which version of the kiosk's own program it is to run, and where the package with it is.

The package is a target like any other, so that two people answer for every byte of it. It is too long to be fetched whole within one
look: what a look finds is an `Offered`, and by its length and its digest a kiosk fetches it piece by piece and knows when it has it. It
carries the signature of whoever builds packages too, for the unit that lays versions believes no kiosk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field
from tuf.api.metadata import TargetFile

from config.data_file import Data, parse_toml
from config.updates.bundle import unpacked
from config.updates.roles import ROLLOUT, SOFTWARE
from config.updates.rollout import Course, rollout_in

FILE = SOFTWARE.files[0]


@dataclass(frozen=True)
class Software(Data):
    """``software.toml``.

    Attributes:
        version: of the package, as Debian orders them; it names the folder of the version on a kiosk.
        file: the package's name, as it lies in the desk's ``software/``.
        signature: that of whoever builds packages (`kiosk package sign`).
    """

    version: Annotated[str, Field(pattern=r"^[0-9][\w.+~-]{0,59}$")]
    file: Annotated[str, Field(pattern=r"^[\w.+~-]{1,100}\.deb$")]
    signature: Annotated[str, Field(max_length=200)]

    @property
    def target(self) -> str:
        return f"{SOFTWARE.name}/{self.file}"

    def written(self) -> str:
        return f'version = "{self.version}"\nfile = "{self.file}"\nsignature = "{self.signature}"\n'


@dataclass(frozen=True)
class Offered:
    """A version that this kiosk is to run.

    Attributes:
        path: of its package, below the repository's targets.
        size: bytes. sha256: in hexadecimal digits; both are signed.
        signature: of whoever builds packages.
    """

    version: str
    path: str
    size: int
    sha256: str
    signature: str

    @classmethod
    def of(cls, software: Software, target: TargetFile) -> Offered:
        digest = target.hashes["sha256"]
        path = f"{SOFTWARE.name}/{digest}.{software.file}"
        return cls(software.version, path, target.length, digest, software.signature)


def software_in(bundle: bytes | None) -> Software | None:
    """What the role says; None where it says nothing. Raises `Trouble`: it cannot be used."""
    text = unpacked(bundle, SOFTWARE).get(FILE) if bundle else None
    return parse_toml(text, Software, FILE) if text else None


def software_for(kiosk: str, contents: Mapping[str, bytes]) -> Software | None:
    """What is to run there; None for what runs already. A version goes to those machines that its roll-out names and to nobody without one.

    Args:
        contents: target's path to its bytes, of what is published.

    Raises:
        Trouble: what is signed cannot be used.
    """
    software = software_in(contents.get(SOFTWARE.bundle))
    rollout = rollout_in(contents.get(ROLLOUT.bundle), Course.SOFTWARE)
    if not software or not rollout or rollout.release != software.version or not rollout.takes(kiosk):
        return None
    return software
