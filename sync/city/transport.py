"""The wire to the city: one HTTPS request with mutual TLS and one deadline for all of it (`config/deadline.py`).

Each request has a connection of its own: a connection kept open breaks without notice, and a handshake costs
milliseconds.
"""

from __future__ import annotations

import ssl
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from config.address import city_address
from config.credentials import certificates
from config.deadline import connect
from config.dialogue import Failure, FailureReason
from sync.city.client import CityCall, CityReply


@dataclass(frozen=True)
class Trust:
    """Whom to trust and who to be; nothing has a default.

    Attributes:
        ca: the only CA a city's certificate may come from.
        certificate, key: the kiosk's own.
    """

    ca: Path
    certificate: Path
    key: Path


class CityTransport:
    """Answers `CityCall`."""

    def __init__(self, url: str, trust: Trust) -> None:
        """``url``: ``https://HOST[:PORT]``.

        Raises:
            ValueError: the URL is no such one.
            UnusableFileError: the CA cannot be used.
            OSError: certificate or key cannot be used.
        """
        self._host, self._port, _ = city_address(url)
        # Made by hand: a default context would trust the system's CAs as well.
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2
        trusted = certificates(trust.ca)
        self._tls.load_verify_locations(cadata=b"".join(each.public_bytes(Encoding.DER) for each in trusted))
        self._tls.load_cert_chain(trust.certificate, trust.key)

    def __call__(self, call: CityCall, timeout_ms: int) -> CityReply | Failure:
        """The whole reply, or a failure, within ``timeout_ms``."""
        try:
            return self._exchange(call, timeout_ms)
        except TimeoutError:
            return Failure(FailureReason.TIMEOUT, "the reply did not end in time")
        except ssl.SSLError as refusal:
            return Failure(FailureReason.REFUSED, refusal.reason or type(refusal).__name__)
        except (OSError, HTTPException) as broken:
            return Failure(FailureReason.UNREACHABLE, type(broken).__name__)

    def _exchange(self, call: CityCall, timeout_ms: int) -> CityReply | Failure:
        connection = HTTPConnection(self._host, self._port)
        connection.sock = connect(self._host, self._port, timeout_ms, self._tls)
        try:
            connection.request(
                call.method, call.path, call.body, {"Content-Type": "application/json", "Connection": "close"}
            )
            with connection.getresponse() as response:
                return _read(response, call.max_bytes)
        finally:
            connection.close()


def _read(response: HTTPResponse, max_bytes: int) -> CityReply | Failure:
    if response.length is None and not response.chunked:
        # Ended by nothing but the connection's end, a reply that broke off would look whole.
        return Failure(FailureReason.UNREACHABLE, "a reply of no known length")
    body = response.read(max_bytes + 1)
    if len(body) > max_bytes:
        return Failure(FailureReason.TOO_LARGE, f"over {max_bytes} bytes")
    # To http.client a reply that breaks off is no error when it is read with a limit.
    if response.length:
        return Failure(FailureReason.UNREACHABLE, f"{response.length} bytes are missing")
    return CityReply(response.status, body)
