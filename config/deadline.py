"""A connection, plain or over TLS, with one deadline for all that is done with it. A thin shell: a socket and a clock.

Everything counts against the deadline: connecting, the handshake, sending (a peer that stops reading), and every byte of
the reply, headers included. Time limits per read, as HTTP libraries have them, never end against a peer that drips a byte
a second; so the socket itself knows the deadline. Give it to an `http.client.HTTPConnection` as its ``sock``.

Looking up a name has no deadline: whoever waits for the answer stops waiting on its own.
"""

from __future__ import annotations

import socket
import ssl
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


class _DeadlineSocket(socket.socket):
    """Every operation has as long as is left until ``deadline`` (of `time.monotonic`)."""

    deadline = 0.0

    def hurry(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole exchange took too long")
        self.settimeout(left)

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = 0, flags: int = 0) -> int:
        self.hurry()
        return super().recv_into(buffer, nbytes or 0, flags)

    def send(self, data: ReadableBuffer, flags: int = 0, /) -> int:
        self.hurry()
        return super().send(data, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0, /) -> None:
        self.hurry()  # on a plain socket the time limit holds for the whole call; over TLS it is many of `send`
        super().sendall(data, flags)


class _DeadlineTlsSocket(_DeadlineSocket, ssl.SSLSocket):
    """The same over TLS: what is overridden stands before `ssl.SSLSocket`, which does the work."""


def connect(host: str, port: int, within_ms: int, tls: ssl.SSLContext | None = None) -> socket.socket:
    """A connection that is of use for ``within_ms`` from now. Tries every address of the host (``localhost`` has two).

    Args:
        tls: with it the connection is made by its rules, to a peer that proves to be ``host``. Its sockets are of the
            kind that knows the deadline from then on.

    Raises:
        TimeoutError: here, or at any later operation: the deadline has passed.
        ssl.SSLError: the peer is not who the context trusts, or speaks no TLS.
        OSError: no address of the host takes the connection; that of the last one tried.
    """
    deadline = time.monotonic() + within_ms / 1000
    failed: OSError = OSError("no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        attempt = _DeadlineSocket(family, kind, protocol)
        attempt.deadline = deadline
        try:
            attempt.hurry()
            attempt.connect(address)
            return _secured(attempt, host, tls) if tls else attempt
        except OSError as error:
            failed = error
            attempt.close()
    raise failed


def _secured(plain: _DeadlineSocket, host: str, tls: ssl.SSLContext) -> _DeadlineTlsSocket:
    plain.hurry()  # the handshake takes over this time limit, and its own reads and writes share it
    tls.sslsocket_class = _DeadlineTlsSocket
    secure = tls.wrap_socket(plain, server_hostname=host)
    assert isinstance(secure, _DeadlineTlsSocket)
    secure.deadline = plain.deadline
    return secure
