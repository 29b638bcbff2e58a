"""All that a paper shows, as the city signs it: the record, and what the city and the kiosk add to it.

What is signed is the record's canonical text (`config.canonical`) and behind it a line for each of the rest::

    paper.issuer=보기시장
    paper.machine=무인민원발급기 03 (단구동)
    paper.exempt=0
    paper.seal=9f86d081…

The last is SHA-256 of the official seal as it is drawn. Number, kind and time of issue are in the signed code itself.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from base64 import b64decode, b64encode
from dataclasses import asdict
from hashlib import sha256
from typing import Any

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

from config.canonical import MAX_PACKED, canonical_text, escaped, record_reader
from config.catalogue import Record
from config.certificate import Issue
from config.official_seal import drawn_digest
from config.visible_seal import SealFields, fitted, shortened


def digest_of_all(record: Record, issue: Issue) -> bytes:
    """32 bytes. Raises `config.official_seal.NoSeal`: its seal cannot be drawn."""
    lines = {
        "issuer": escaped(issue.issuer),
        "machine": escaped(issue.machine),
        "exempt": str(int(issue.exempt)),
        "seal": drawn_digest(issue.seal).hex(),
    }
    text = canonical_text(record) + "".join(f"paper.{name}={value}\n" for name, value in lines.items())
    return sha256(text.encode()).digest()


def fields_of(kind: str, record: Record, issue: Issue, signer: str, certificate: str) -> SealFields:
    """What the signed code of this paper says; the code that is in ``issue`` is none yet."""
    decisive = tuple(f"{word}={_on_a_line(value)}" for word, value in record.decisive if value)
    return fitted(SealFields(
        issue.number, kind, issue.issued_at, shortened(record.subject), digest_of_all(record, issue), signer, certificate,
        edition=2, decisive=decisive,
    ))  # fmt: skip


def _on_a_line(value: str) -> str:
    return " ".join(unicodedata.normalize("NFC", value).split())


@dataclass(frozen=True, config=ConfigDict(extra="forbid", strict=True))
class GoesWith:
    """What goes with a paper for its verifier, and cannot be read off it: see `Issue`. ``signer``: in base64."""

    record: dict[str, Any]
    issuer: str
    machine: str
    exempt: bool
    signer: str = ""

    def record_as(self, type_: type[Record]) -> Record:
        """Raises `ValueError`: no record of this type."""
        return record_reader(type_).validate_python(self.record)

    @property
    def certificate(self) -> bytes:
        """Of who signed the code, b"" where none goes with the paper."""
        try:
            return b64decode(self.signer, validate=True)
        except ValueError:
            return b""


_GOES_WITH = TypeAdapter(GoesWith)


def packed_with(record: Record, issue: Issue) -> str:
    """As text of the characters of base64; `unpacked_with` reads it."""
    goes = {
        "record": asdict(record), "issuer": issue.issuer, "machine": issue.machine, "exempt": issue.exempt,
        "signer": b64encode(issue.signer).decode(),
    }  # fmt: skip
    return b64encode(zlib.compress(json.dumps(goes, ensure_ascii=False).encode())).decode()


def unpacked_with(text: str) -> GoesWith:
    """Raises `ValueError`."""
    try:
        data = zlib.decompressobj().decompress(b64decode(text, validate=True), MAX_PACKED)
        return _GOES_WITH.validate_json(data)
    except (zlib.error, ValidationError) as error:
        raise ValueError(f"not what goes with a paper: {type(error).__name__}") from None
