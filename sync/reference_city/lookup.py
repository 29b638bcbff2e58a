"""What anybody may ask of a paper that they hold. It reads, and knows neither kiosks nor keys.

Whoever holds a paper can name its number and whom or what it is about. Everybody else gets one answer, in one time, whichever of the
two was wrong.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from config.canonical import record_reader
from config.catalogue import Record
from config.catalogue.building_register import BuildingRegister
from config.city import City
from config.kind import Kind
from sync.city.api import DocumentReply, DocumentState
from sync.reference_city.stored import DocumentStore, Issuance

LOOKUP_DAYS = 90
"""So long after its issue a number can be looked up."""
MAX_TYPED = 300
"""Characters of a subject: the longest on a paper has some hundred. Putting accents in order takes time that grows with the square
of their number, so more is not even looked at."""


@dataclass(frozen=True, repr=False)
class Found:
    """What the public lookup shows to whoever holds the paper."""

    document: DocumentReply
    kind: Kind
    record: Record


class Lookup:
    """The public's side of a city."""

    def __init__(self, city: City, store: DocumentStore, now: Callable[[], datetime]) -> None:
        self.city = city
        self._store = store
        self._now = now

    def look_up(self, number: str, about: str) -> Found | None:
        """A document for whoever holds the paper; None for anything else, and after `LOOKUP_DAYS`."""
        known = number_of(number)
        if known is None or len(about) > MAX_TYPED:
            return None
        issuance = self._store.by_number(known)
        now, typed = self._now(), _hash(about)
        names = (issuance.about or names_of(self._record(issuance))) if issuance else _NOBODY
        fits = [compare_digest(typed, name) for name in names]
        if issuance is None or not any(fits) or now >= issuance.issued_at + timedelta(days=LOOKUP_DAYS):
            return None
        # Reading a long record takes milliseconds, so whether there is one would show if it were read before.
        kind = self.city.kinds[issuance.kind]
        return Found(document_of(self._store, issuance, now), kind, self._record(issuance))

    def _record(self, issuance: Issuance) -> Record:
        kind = self.city.kinds[issuance.kind]
        return record_reader(kind.record).validate_python(json.loads(issuance.reply)["record"])


def document_of(store: DocumentStore, issuance: Issuance, now: datetime) -> DocumentReply:
    state = store.outcome(issuance.kiosk, issuance.uuid)
    if state is None:
        state = DocumentState.EXPIRED if now >= issuance.expires_at else DocumentState.RESERVED
    return DocumentReply(issuance.number, state, issuance.kind, issuance.issued_at.isoformat())


def number_of(number: str) -> str | None:
    """As it is kept, 4-4-4-4, however it was typed: in full width, with spaces or dashes or without. None for what is none."""
    if len(number) > MAX_TYPED:
        return None
    typed = "".join(each for each in unicodedata.normalize("NFKC", number) if not _separates(each))
    if len(typed) != 16 or not (typed.isascii() and typed.isdecimal()):
        return None
    return "-".join(typed[at : at + 4] for at in range(0, 16, 4))


def _separates(character: str) -> bool:
    return (
        character.isspace() or _is_hyphen(character) or unicodedata.category(character) == "Cf" or character in "./_·"
    )


def _is_hyphen(character: str) -> bool:
    """Keyboards, and what texts are copied from, have a dozen; the minus sign is one more."""
    return unicodedata.category(character) == "Pd" or character == "\u2212"


def names_of(record: Record) -> tuple[str, ...]:
    """What a paper is found by, hashed: whom or what it is about; a flat's also by its lot, as the page asks for it."""
    names = [record.subject]
    if isinstance(record, BuildingRegister):
        names.append(f"{record.location} {record.lot}")
    return tuple(dict.fromkeys(map(_hash, names)))


def _hash(about: str) -> str:
    """Spaces and hyphens are set in many ways, and a person who types does not care."""
    seen = (each for each in unicodedata.normalize("NFKC", about) if unicodedata.category(each) != "Cf")
    typed = "".join("-" if _is_hyphen(each) else each for each in seen)
    compared = "".join(typed.split()).casefold().removesuffix("번지")
    return sha256(compared.encode(errors="replace")).hexdigest()


_NOBODY = ("0" * 64,)
