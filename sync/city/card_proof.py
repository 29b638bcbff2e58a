"""How a card proves to the city itself that it is there: it signs what only this city asked for, about this request alone.

The city answers a request for a person's own paper with a nonce. The chip signs, with a key that never leaves it, eight bytes of a
hash over that nonce and the request (active authentication, ICAO Doc 9303 part 11, 6.1, leaves room for eight); the kiosk sends
the signature with the same request, and with it the files in which the state vouches for that key and says who holds the card. So
whoever has a kiosk and knows a card's number gets nothing without the card, and what a card signed once is good for that once.
"""

from __future__ import annotations

import json
from hashlib import sha256

from config.chip_card.active_authentication import CHALLENGE_SIZE
from sync.city.api import IssuanceRequest


def challenge(nonce: str, issuance: str, request: IssuanceRequest) -> bytes:
    """What the chip is to sign for this reservation: eight bytes, the same on both sides whatever else either knows."""
    subject = request.subject
    asked = [
        "kiosk card proof 1", nonce, issuance, request.kind, request.kiosk, sorted(request.input.items()),
        [subject.resident_number, subject.card_number] if subject else None, request.machine,
    ]  # fmt: skip
    return sha256(json.dumps(asked, separators=(",", ":")).encode()).digest()[:CHALLENGE_SIZE]
