"""The wire to the city: HTTPS requests with mutual TLS, each with one deadline for all of it (`config/wire.py`).

All that the kiosk asks the city may reach it twice: an issuance has its UUID, an entry of the journal its number.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from config.address import city_address
from config.data_file import read_whole
from config.dialogue import Failure, FailureReason
from config.visible_seal import signer
from config.wire import Question, Tls, Wire
from sync.city.client import CityCall, CityReply
from sync.city.countersigned import SIGNATURE, said_by_kiosk


@dataclass(frozen=True)
class Trust:
    """Whom to trust and who to be; nothing has a default.

    Attributes:
        ca: the only CA a city's certificate may come from.
        certificate, key: the kiosk's own; None at the door, where it has none yet.
    """

    ca: Path
    certificate: Path | None
    key: Path | None


class CityTransport:
    """Answers `CityCall`, from any number of threads. What one of them has warmed up is there for the others: the journal goes
    up all through a session, so a reservation finds a connection that stands.
    """

    def __init__(self, url: str, trust: Trust) -> None:
        """``url``: ``https://HOST[:PORT]``.

        Raises:
            ValueError: the URL is no such one.
            UnusableFileError: the CA cannot be used.
            OSError: certificate or key cannot be used.
        """
        self._wire = Wire(city_address(url), Tls(trust.ca, trust.certificate, trust.key))
        self._key = trust.key

    def __call__(self, call: CityCall, timeout_ms: int) -> CityReply | Failure:
        """The whole reply, or a failure, within ``timeout_ms``."""
        headers = {"Content-Type": "application/json"}
        if call.signed:
            try:
                headers[SIGNATURE] = self._signature(call.body)
            except (OSError, ValueError) as error:
                return Failure(FailureReason.REFUSED, f"its own key cannot be used: {type(error).__name__}")
        answer = self._wire.ask(
            Question(call.method, call.path, call.body, headers, call.max_bytes, repeatable=True, sized=True),
            timeout_ms,
        )
        return (
            answer
            if isinstance(answer, Failure)
            else CityReply(answer.status, answer.body, answer.retry_after_s * 1000)
        )

    def _signature(self, body: bytes) -> str:
        """By the key that is there now: a kiosk that is let in anew has another. Raises `OSError` or `ValueError`."""
        key = load_pem_private_key(read_whole(self._key), None) if self._key else None
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise ValueError("not an elliptic-curve key")
        return base64.b64encode(signer(key)(said_by_kiosk(body))).decode()
