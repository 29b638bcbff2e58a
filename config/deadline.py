"""Connections, plain or over TLS, with one deadline for all that a thread does with them. A thin shell: sockets and a clock.

Everything counts against the deadline: looking up the name, connecting, the handshake, sending (a peer that stops reading),
and every byte of the reply, headers included. Time limits per read, as HTTP libraries have them, never end against a peer
that drips a byte a second; so the socket itself asks how much time is left. The deadline belongs to the thread and not to the
connection: one that is kept for the next exchange, by whatever thread, knows the deadline of that one.
"""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer


@dataclass
class Exchange:
    """What a thread is at.

    Attributes:
        until: when all of it must be over, of `time.monotonic`.
        connected: it has made a connection of its own, and did not use one that was there.
    """

    until: float
    connected: bool = False

    def left(self) -> float:
        """In seconds. Raises `TimeoutError` when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole exchange took too long")
        return left


class _OfThread(threading.local):
    exchange: Exchange | None = None


_now = _OfThread()


@contextmanager
def within(time_ms: int) -> Iterator[Exchange]:
    """Whatever this thread does in the block with connections of `connect` raises `TimeoutError` once the time is over."""
    outer, _now.exchange = _now.exchange, Exchange(time.monotonic() + time_ms / 1000)
    try:
        yield _now.exchange
    finally:
        _now.exchange = outer


def _exchange() -> Exchange:
    if _now.exchange is None:
        raise RuntimeError("a connection with a deadline is used in no exchange")
    return _now.exchange


class TimedSocket(socket.socket):
    """Every operation has as long as is left of the exchange that its thread is at.

    Attributes:
        used_at: when it was last of use, of `time.monotonic`.
    """

    used_at = 0.0

    def hurry(self) -> None:
        self.settimeout(_exchange().left())
        self.used_at = time.monotonic()

    def recv_into(self, buffer: WriteableBuffer, nbytes: int | None = 0, flags: int = 0) -> int:
        self.hurry()
        return super().recv_into(buffer, nbytes or 0, flags)

    def send(self, data: ReadableBuffer, flags: int = 0, /) -> int:
        self.hurry()
        return super().send(data, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0, /) -> None:
        self.hurry()  # on a plain socket the time limit holds for the whole call; over TLS it is many of `send`
        super().sendall(data, flags)


class _TimedTlsSocket(TimedSocket, ssl.SSLSocket):
    """The same over TLS: what is overridden stands before `ssl.SSLSocket`, which does the work."""


def connect(host: str, port: int, tls: ssl.SSLContext | None = None) -> TimedSocket:
    """A connection that is of use `within` a time. Tries every address of the host (``localhost`` has two).

    Args:
        tls: with it the connection is made by its rules, to a peer that proves to be ``host``. Its sockets are of the
            kind that knows the deadline from then on.

    Raises:
        TimeoutError: here, or at any later operation: the deadline has passed.
        ssl.SSLError: the peer is not who the context trusts, or speaks no TLS.
        OSError: the host has no address, or none of them takes the connection; that of the last one tried.
    """
    _exchange().connected = True
    failed: OSError = OSError("no address")
    for family, address in _look_up(host, port):
        attempt = TimedSocket(family, socket.SOCK_STREAM)
        try:
            attempt.hurry()
            attempt.connect(address)
            attempt.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return _secured(attempt, host, tls) if tls else attempt
        except OSError as error:
            failed = error
            attempt.close()
    raise failed


def _secured(plain: TimedSocket, host: str, tls: ssl.SSLContext) -> TimedSocket:
    plain.hurry()  # the handshake takes over this time limit, and its own reads and writes share it
    tls.sslsocket_class = _TimedTlsSocket
    secure = tls.wrap_socket(plain, server_hostname=host)
    assert isinstance(secure, _TimedTlsSocket)
    secure.used_at = plain.used_at
    return secure


_Found = tuple[socket.AddressFamily, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]]


class _LookUp(threading.Thread):
    """One question to the system's resolver, which knows no deadline and cannot be stopped.

    Three name servers that are silent, asked for a name in two search domains, hold it for minutes.
    """

    def __init__(self, host: str, port: int) -> None:
        super().__init__(name=f"look up {host}", daemon=True)
        self._host, self._port = host, port
        self.found: list[_Found] = []
        self.failed: OSError | None = None

    def run(self) -> None:
        try:
            found = socket.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
            self.found = [(family, address) for family, _, _, _, address in found]
        except OSError as error:
            self.failed = error


_pending: dict[tuple[str, int], _LookUp] = {}
_pending_lock = threading.Lock()


def _look_up(host: str, port: int) -> list[_Found]:
    """Waits for the answer no longer than the exchange lasts. A question that is still open is not asked again, however many
    exchanges end without its answer: there is one thread for it.
    """
    with _pending_lock:
        asked = _pending.get((host, port))
        if asked is None or not asked.is_alive():
            asked = _pending[host, port] = _LookUp(host, port)
            asked.start()
    asked.join(_exchange().left())
    if asked.is_alive():
        raise TimeoutError(f"no name server says in time where {host} is")
    if asked.failed:
        raise asked.failed
    return asked.found
