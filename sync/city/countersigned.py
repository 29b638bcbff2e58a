"""How a kiosk's journal stands, said by both sides and signed by both.

=================================================  =====================================================================
``POST /v1/journals/{journal}/checkpoints``        how it ends at the kiosk; answered by how far the city has which
=================================================  =====================================================================

At each start, and when many entries have come since, the kiosk says how its journal ends, and signs that with the key of its certificate:
the header `SIGNATURE` is over `said_by_kiosk` of the request's bytes. The city answers with the newest journal of this kiosk that nobody has
ended, the last entry that it has of it, and its own signature over that. So whoever deletes the journal on a kiosk's disk, puts an old one
there, or makes up another one is found there and then: the city names what is gone. And a city that has less than it once signed for was
itself set back.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from config.barcode_signer import Anchors, keys_of
from config.city import City
from config.visible_seal import is_signed
from sync.city.api import MAX_SEQ

SIGNATURE = "Kiosk-Signature"
"""Header of a request: r and s in 64 bytes, in base64."""
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


@dataclass(frozen=True)
class Checkpoint:
    """How the journal ends at the kiosk.

    Attributes:
        seq, hash: its last entry's; SHA-256 in hexadecimal.
        follows: the journal whose place it took, as its first entry says; "" for none.
    """

    seq: Annotated[int, Field(ge=1, le=MAX_SEQ)]
    hash: Hash
    follows: Annotated[str, Field(max_length=36)] = ""


@dataclass(frozen=True)
class Countersigned:
    """How far the city has the newest journal of this kiosk that no person has ended.

    Attributes:
        journal: its UUID; "" where the city has none of this kiosk, and then nothing else says anything.
        kiosk: by which name the city knows the kiosk, that of its certificate; its settings may call it otherwise.
        since: when its first entry came, by the city's clock, ISO 8601 in UTC.
        seq, hash: the last entry that the city has; 0 and "" for none.
        signature: the city's over `said_by_city`, 64 bytes in base64.
        signer: the certificate of the barcode signer whose key that is, DER in base64; "" from a city whose key is known by itself.
    """

    journal: Annotated[str, Field(max_length=36)] = ""
    kiosk: Annotated[str, Field(max_length=64)] = ""
    since: Annotated[str, Field(max_length=40)] = ""
    seq: Annotated[int, Field(ge=0, le=MAX_SEQ)] = 0
    hash: Hash | Annotated[str, Field(max_length=0)] = ""
    signature: Annotated[str, Field(max_length=200)] = ""
    signer: Annotated[str, Field(max_length=8_000)] = ""

    def is_by(self, city: City, keys: Anchors, signer: str) -> bool:
        """Whether the city vouches for it; ``signer``: as `signer`, of this or of a later one."""
        try:
            sent, signature = (base64.b64decode(each, validate=True) for each in (signer, self.signature))
        except ValueError:
            return False
        return is_signed(said_by_city(city.id, self), signature, keys_of(city.signer, keys, sent))


def said_by_kiosk(body: bytes) -> bytes:
    """What the kiosk signs: nothing else that its key signs begins like this."""
    return b"kiosk journal checkpoint 1\0" + body


def said_by_city(city: str, said: Countersigned) -> bytes:
    """What the city signs; ``city``: its id."""
    return b"\0".join(
        (
            b"city journal checkpoint 1",
            *(each.encode() for each in (city, said.kiosk, said.journal, said.since, f"{said.seq}", said.hash)),
        )
    )
