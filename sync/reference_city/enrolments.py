"""Who may speak for which kiosk: requests to be let in, the certificates that came of them, and those that are barred.

A request is a stranger's, and waits for a person::

    waiting → approved (a certificate) | refused          waiting → forgotten after a day

A certificate is of use as long as these books have it in force; its signature alone lets nobody in. So a kiosk that was carried off
is out with the next request it makes, and a database that was set back lets in nobody whom it does not know.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from config.ids import KioskId
from config.trouble import Trouble
from sync.city.enrolment import EnrolmentReply, EnrolmentRequest, EnrolmentState, PreviousJournal, code_of, read_code
from sync.reference_city.authority import KioskAuthority, NotSigned, read_request
from sync.reference_city.counting import HOUR_S, Busy

WAITS = timedelta(days=1)
MOST_WAITING, MOST_AN_HOUR, MOST_OF_ONE_ADDRESS = 100, 60, 10
"""Requests at the door: that wait, that come in an hour, and from one address. Thirty machines are set up in an afternoon."""
BY_RENEWAL = "renewed by itself"


@dataclass(frozen=True)
class Enrolment:
    """A request to be let in.

    Attributes:
        request: in DER.
        at, decided: ISO 8601 in UTC; ``decided`` is "" while it waits.
        by, note: who decided, and why.
        certificate: in PEM, once it is approved.
    """

    uuid: str
    kiosk: KioskId
    number: str
    site: str
    request: bytes
    nonce: str
    code: str
    at: str
    address: str
    state: EnrolmentState = EnrolmentState.WAITING
    decided: str = ""
    by: str = ""
    note: str = ""
    certificate: bytes = b""


@dataclass(frozen=True)
class KnownCertificate:
    """Attributes:
    fingerprint: SHA-256 of its DER in hexadecimal; ``key``: of its public key.
    since, until: since when it is in the books, and when it ends, ISO 8601 in UTC.
    by: who let it in.
    barred, barred_by, why: when it was barred, by whom and why; "" while it is in force.
    """

    fingerprint: str
    kiosk: KioskId
    key: str
    since: str
    until: str
    by: str
    barred: str = ""
    barred_by: str = ""
    why: str = ""


class EnrolmentStore(Protocol):
    """Every call is one transaction."""

    def add_enrolment(self, enrolment: Enrolment) -> bool:
        """False when its UUID or its code is taken."""
        ...

    def enrolment(self, uuid: str) -> Enrolment | None: ...

    def enrolments(self) -> Sequence[Enrolment]:
        """All, the oldest first."""
        ...

    def decide(self, decided: Enrolment, certificate: KnownCertificate | None, replaces: bool) -> bool:
        """Writes both down, and bars what that kiosk had before where it ``replaces`` it. False when it no longer waits."""
        ...

    def forget_enrolments(self, before: str) -> None:
        """Those that wait since before then."""
        ...

    def admit(self, certificate: KnownCertificate) -> bool:
        """False when it is known."""
        ...

    def certificate(self, fingerprint: str) -> KnownCertificate | None: ...

    def certificates(self) -> Sequence[KnownCertificate]:
        """All, the oldest first."""
        ...

    def bar(self, kiosk: KioskId, at: str, by: str, why: str) -> int:
        """Every certificate of this kiosk that is in force; how many those were."""
        ...

    def last_journal(self, kiosk: KioskId) -> PreviousJournal | None: ...

    def count(self, who: str, what: str, hour: int, more: int) -> int: ...


class NotLetIn(Trouble):
    """The message says why."""


class Enrolments:
    """Attributes:
    port: where kiosks are served, as the door tells it.
    """

    def __init__(
        self, store: EnrolmentStore, now: Callable[[], datetime], random: Callable[[int], bytes], port: int = 443
    ) -> None:
        self.port = port
        self._store = store
        self._now = now
        self._random = random

    # -- at the door: public --

    def ask(self, uuid: str, asked: EnrolmentRequest, address: str) -> EnrolmentReply | Busy | None:
        """None where this UUID stands for another request. The answer is the same whether there is such a kiosk or not.

        Raises:
            NotSigned: the request is none that could be signed.
        """
        signing = read_request(asked.request.encode(), asked.kiosk)
        der = signing.public_bytes(Encoding.DER)
        known = self._store.enrolment(uuid)
        if known is None:
            busy = self._too_many(address)
            if busy:
                return busy
            while known is None:
                nonce = self._random(16).hex()
                new = Enrolment(
                    uuid, KioskId(asked.kiosk), asked.number, asked.site, der, nonce, code_of(der, nonce), self._at(), address
                )  # fmt: skip
                known = new if self._store.add_enrolment(new) else self._store.enrolment(uuid)
        same = (known.kiosk, known.number, known.site, known.request) == (asked.kiosk, asked.number, asked.site, der)
        return self._reply(known) if same else None

    def look(self, uuid: str) -> EnrolmentReply | None:
        """None for one that never was, or was forgotten."""
        known = self._store.enrolment(uuid)
        return self._reply(known) if known else None

    def _too_many(self, address: str) -> Busy | None:
        now = self._now()
        self._store.forget_enrolments(_iso(now - WAITS))
        hour = int(now.timestamp()) // HOUR_S
        waiting = sum(each.state is EnrolmentState.WAITING for each in self._store.enrolments())
        of_one = self._store.count(sha256(address.encode()).hexdigest(), "enrolments of one address", hour, 1)
        if (
            waiting >= MOST_WAITING
            or of_one > MOST_OF_ONE_ADDRESS
            or self._store.count("", "enrolments", hour, 1) > MOST_AN_HOUR
        ):
            return Busy(HOUR_S - int(now.timestamp()) % HOUR_S)
        return None

    def _reply(self, known: Enrolment) -> EnrolmentReply:
        approved = known.state is EnrolmentState.APPROVED
        previous = self._store.last_journal(known.kiosk) if approved else None
        return EnrolmentReply(known.state, known.nonce, known.certificate.decode(), self.port, previous)

    # -- what an admin does --

    def waiting(self, code: str) -> Enrolment:
        """Raises `NotLetIn`."""
        found = next((each for each in self._store.enrolments() if each.code == read_code(code)), None)
        if found is None:
            raise NotLetIn(f"{code}: no machine has asked with this code, or it was more than a day ago")
        if found.state is not EnrolmentState.WAITING:
            raise NotLetIn(f"{code}: was {found.state.value} on {found.decided} by {found.by}")
        return found

    def approve(self, code: str, by: str, authority: KioskAuthority, replaces: bool) -> Enrolment:
        """Signs the certificate. ``replaces``: what the kiosk had before is barred with that.

        Raises:
            NotLetIn: nobody waits with that code, or a kiosk of that id has a certificate that would stay in force.
        """
        found = self.waiting(code)
        others = self.in_force_of(found.kiosk)
        if others and not replaces:
            raise NotLetIn(
                f"{found.kiosk} has a certificate already, until {others[-1].until}: where this is the machine that takes its place, "
                "say --replaces, and the other one is barred"
            )
        now = self._now()
        signing = x509.load_der_x509_csr(found.request)
        certificate = authority.sign(signing, found.kiosk, now)
        decided = replace(
            found, state=EnrolmentState.APPROVED, decided=_iso(now), by=by,
            certificate=certificate.public_bytes(Encoding.PEM),
        )  # fmt: skip
        if not self._store.decide(decided, _known(certificate, found.kiosk, now, by), replaces):
            raise NotLetIn(f"{code}: somebody else has decided meanwhile")
        return decided

    def refuse(self, code: str, by: str, why: str) -> Enrolment:
        """Raises `NotLetIn`."""
        decided = replace(self.waiting(code), state=EnrolmentState.REFUSED, decided=self._at(), by=by, note=why)
        if not self._store.decide(decided, None, replaces=False):
            raise NotLetIn(f"{code}: somebody else has decided meanwhile")
        return decided

    def revoke(self, kiosk: KioskId, by: str, why: str) -> int:
        """Bars a kiosk at once: how many certificates that were.

        Raises:
            NotLetIn: nobody is named, no reason is given, or it has none in force.
        """
        if not by.strip() or not why.strip():
            raise NotLetIn("who bars it, and why?")
        barred = self._store.bar(kiosk, self._at(), by, why)
        if not barred:
            known = [each for each in self._store.certificates() if each.kiosk == kiosk]
            last = f": it was barred on {known[-1].barred} by {known[-1].barred_by}" if known else ""
            raise NotLetIn(f"{kiosk} has no certificate in force{last}")
        return barred

    # -- among the kiosks --

    def speaks_for(self, fingerprint: str) -> KioskId | None:
        """Whose certificate this is; None where it is barred, or not in the books."""
        known = self._store.certificate(fingerprint)
        return known.kiosk if known and not known.barred else None

    def renew(self, fingerprint: str, request: str, authority: KioskAuthority) -> bytes:
        """Another certificate, in PEM, of the same kiosk and the same key. The one that it has stays in force to its own end.

        Raises:
            NotSigned: the request is of another key or another kiosk.
        """
        known = self._store.certificate(fingerprint)
        if known is None or known.barred:
            raise NotSigned("barred")
        signing = read_request(request.encode(), known.kiosk)
        certificate = authority.sign(signing, known.kiosk, self._now())
        renewed = _known(certificate, known.kiosk, self._now(), BY_RENEWAL)
        if renewed.key != known.key:
            raise NotSigned("of another key")
        self._store.admit(renewed)
        return certificate.public_bytes(Encoding.PEM)

    def admit(self, certificate: x509.Certificate, kiosk: KioskId, by: str) -> None:
        """Lets one in that was made with the city's own keys, as a demonstration's is. One that is known stays as it is."""
        self._store.admit(_known(certificate, kiosk, self._now(), by))

    def certificates(self) -> Sequence[KnownCertificate]:
        """All that ever were, the oldest first."""
        return self._store.certificates()

    def in_force_of(self, kiosk: KioskId) -> list[KnownCertificate]:
        now = self._at()
        return [
            each for each in self._store.certificates() if each.kiosk == kiosk and not each.barred and each.until > now
        ]

    def _at(self) -> str:
        return _iso(self._now())


def _iso(time: datetime) -> str:
    return time.isoformat(timespec="seconds")


def _known(certificate: x509.Certificate, kiosk: KioskId, now: datetime, by: str) -> KnownCertificate:
    """In the books from now on, whenever it begins: a certificate begins an hour early, for a kiosk whose clock is behind."""
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    der = certificate.public_bytes(Encoding.DER)
    until = _iso(certificate.not_valid_after_utc)
    return KnownCertificate(sha256(der).hexdigest(), kiosk, sha256(key).hexdigest(), _iso(now), until, by)


def newest(certificates: Iterable[KnownCertificate]) -> dict[KioskId, KnownCertificate]:
    """Of each kiosk the one that lasts longest, one in force before one that is barred."""
    ordered = sorted(certificates, key=lambda each: (not each.barred, each.until))
    return {each.kiosk: each for each in ordered}
