"""The wire to the city: one HTTPS request with mutual TLS and one deadline for the whole reply. Thin shell.

Everything counts against the deadline: connecting, the handshake, sending, and every byte of the reply, headers
included. Time limits per read, as HTTP libraries have them, never end against a city that drips a byte a second; so
the socket itself knows the deadline. Looking up a name has none: whoever waits for the answer stops waiting on its own.

Each request has a connection of its own: a connection kept open breaks without notice, and a handshake costs
milliseconds.
"""

from __future__ import annotations

import socket
import ssl
import time
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from config.dialogue import Failure, FailureReason
from sync.city.client import CityCall, CityReply

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


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
            OSError: a file of ``trust`` cannot be used.
        """
        parts = urlsplit(url)
        if parts.scheme != "https" or not parts.hostname or parts.path.rstrip("/"):
            raise ValueError(f"not an https:// address without a path: {url}")
        self._host, self._port = parts.hostname, parts.port or 443
        # Made by hand: a default context would trust the system's CAs as well.
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._tls.minimum_version = ssl.TLSVersion.TLSv1_2
        self._tls.sslsocket_class = _DeadlineSocket
        self._tls.load_verify_locations(trust.ca)
        self._tls.load_cert_chain(trust.certificate, trust.key)

    def __call__(self, call: CityCall, timeout_ms: int) -> CityReply | Failure:
        """The whole reply, or a failure, within ``timeout_ms``."""
        try:
            return self._exchange(call, time.monotonic() + timeout_ms / 1000)
        except TimeoutError:
            return Failure(FailureReason.TIMEOUT, "the reply did not end in time")
        except ssl.SSLError as refusal:
            return Failure(FailureReason.REFUSED, refusal.reason or type(refusal).__name__)
        except (OSError, HTTPException) as broken:
            return Failure(FailureReason.UNREACHABLE, type(broken).__name__)

    def _exchange(self, call: CityCall, deadline: float) -> CityReply | Failure:
        connection = HTTPConnection(self._host, self._port)
        connection.sock = self._connect(deadline)
        try:
            connection.request(
                call.method, call.path, call.body, {"Content-Type": "application/json", "Connection": "close"}
            )
            with connection.getresponse() as response:
                return _read(response, call.max_bytes)
        finally:
            connection.close()

    def _connect(self, deadline: float) -> ssl.SSLSocket:
        """Tries every address of the host (``localhost`` has two) within one deadline."""
        failed: OSError = OSError("no address")
        for family, kind, protocol, _, address in socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM):
            plain = socket.socket(family, kind, protocol)
            try:
                plain.settimeout(_left(deadline))
                plain.connect(address)
                plain.settimeout(_left(deadline))
                secure = self._tls.wrap_socket(plain, server_hostname=self._host)
            except OSError as error:
                failed = error
                plain.close()
                continue
            assert isinstance(secure, _DeadlineSocket)
            secure.deadline = deadline
            return secure
        raise failed


class _DeadlineSocket(ssl.SSLSocket):
    """Every operation has as long as is left until ``deadline`` (of `time.monotonic`)."""

    deadline = 0.0

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = None, flags: int = 0) -> int:
        self.settimeout(_left(self.deadline))
        return super().recv_into(buffer, nbytes, flags)

    def send(self, data: ReadableBuffer, flags: int = 0) -> int:
        self.settimeout(_left(self.deadline))
        return super().send(data, flags)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


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
