"""What the city asks of a card before it reserves anything of its holder's (`sync.city.card_proof`)."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from config.chip_card import lds
from config.chip_card.active_authentication import ChipError, signer
from config.chip_card.passive_authentication import NotGenuine, security_object
from config.chip_card.tlv import TlvError
from config.ids import KioskId
from sync.city.api import CardProof, IssuanceRequest
from sync.city.card_proof import challenge

GOOD_FOR = timedelta(seconds=60)
"""From the city's question to the card's answer: between machines, without a person."""
SECRET_SIZE = 32
HOLDER = (1, 11, 15)
"""Data groups without which nothing is proved: the card's number, the holder's, and the key."""


@dataclass(frozen=True, repr=False)
class CardProofs:
    """Attributes:
    anchors: the states' certificates that vouch for cards.
    secret: 32 bytes that make a nonce the city's own. Nothing needs to be kept of one: it says until when it is good, and stands
        for one reservation of one kiosk.
    personal_number: the tag within DG11 that holds the resident number.
    crls: signers that the states have revoked.
    """

    anchors: Sequence[x509.Certificate]
    secret: bytes
    now: Callable[[], datetime]
    personal_number: int = lds.PERSONAL_NUMBER
    crls: Sequence[x509.CertificateRevocationList] = ()

    def nonce(self, kiosk: KioskId, issuance: str) -> str:
        return self._nonce(kiosk, issuance, int((self.now() + GOOD_FOR).timestamp()))

    def _nonce(self, kiosk: KioskId, issuance: str, until: int) -> str:
        mark = hmac.digest(self.secret, f"{kiosk}\0{issuance}\0{until}".encode(), "sha256")
        return f"{until}-{mark.hex()}"

    def is_current(self, nonce: str, kiosk: KioskId, issuance: str) -> bool:
        until = nonce.partition("-")[0]
        if not (until.isascii() and until.isdigit() and len(until) <= 12):
            return False
        own = self._nonce(kiosk, issuance, int(until))
        return hmac.compare_digest(own.encode(), nonce.encode()) and self.now().timestamp() <= int(until)

    def proves(self, kiosk: KioskId, issuance: str, request: IssuanceRequest) -> bool:
        """Whether the card of whoever is asked for signed this very request."""
        proof, subject = request.proof, request.subject
        if proof is None or subject is None or not self.is_current(proof.nonce, kiosk, issuance):
            return False
        try:
            mrz, resident_number = self._holder(proof, challenge(proof.nonce, issuance, request))
        except (NotGenuine, InvalidSignature, TlvError, lds.LdsError, ChipError, ValueError):
            return False
        its = resident_number, mrz.document_number
        return not mrz.has_ended(self.now()) and its == (subject.resident_number, subject.card_number)

    def _holder(self, proof: CardProof, asked: bytes) -> tuple[lds.Mrz, str]:
        groups = {int(number): base64.b64decode(data, validate=True) for number, data in proof.groups.items()}
        if not set(HOLDER) <= set(groups):
            raise ChipError("a file is missing")
        sod = base64.b64decode(proof.security_object, validate=True)
        security_object(sod, self.anchors, self.now(), crls=self.crls).check(groups)
        signer(groups[15], groups.get(14)).check(asked, base64.b64decode(proof.signature, validate=True))
        return lds.read_dg1(groups[1]), lds.read_dg11(groups[11], self.personal_number)[1]
