"""Carries one IPP exchange over HTTP (RFC 8010 section 4); a thin shell with a socket and a clock.

Everything counts against one deadline: connecting, sending (a printer that stops reading), and every byte of the reply,
headers included. Time limits per read, as HTTP libraries have them, never end against a peer that drips a byte a
second; so the socket itself knows the deadline.

The host in the URI is an address or a name known locally (``localhost``): looking up a name has no deadline.
"""

from __future__ import annotations

import socket
import time
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from config.dialogue import Failure, FailureReason
from drivers.device import Ms
from drivers.ipp.printer import Dialogue

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer, WriteableBuffer

MAX_REPLY = 1 << 20  # bytes; a printer's full description with every media size is some 50 kB

T = TypeVar("T")


class IppTransport:
    """Exchanges bodies with the printer at ``uri`` (``ipp://host[:631]/path``), each over a connection of its own.

    A printer that was switched off in between then costs nothing but one exchange.
    """

    def __init__(self, uri: str, deadline_ms: Ms = 5_000, max_reply: int = MAX_REPLY) -> None:
        parts = urlsplit(uri)
        if parts.scheme not in ("ipp", "http") or not parts.hostname:
            raise ValueError(f"not an ipp:// URI: {uri}")
        self.host = parts.hostname
        self.port = parts.port or (631 if parts.scheme == "ipp" else 80)
        self.path = parts.path or "/"
        self.deadline_ms = deadline_ms
        self.max_reply = max_reply

    def exchange(self, body: bytes) -> bytes | Failure:
        """POSTs the body; the reply's body. Blocks up to the deadline."""
        try:
            return self._post(body, time.monotonic() + self.deadline_ms / 1000)
        except TimeoutError as late:
            return Failure(FailureReason.TIMEOUT, str(late))
        except (OSError, HTTPException) as broken:
            return Failure(FailureReason.UNREACHABLE, f"{type(broken).__name__}: {broken}")

    def run(self, dialogue: Dialogue[T]) -> T:
        """The whole dialogue, one exchange after the other; each has the deadline to itself."""
        try:
            question = next(dialogue)
            while True:
                question = dialogue.send(self.exchange(question.body))
        except StopIteration as end:
            result: T = end.value
            return result

    def _post(self, body: bytes, deadline: float) -> bytes | Failure:
        connection = HTTPConnection(self.host, self.port)
        connection.sock = _connect(self.host, self.port, deadline)
        try:
            connection.request("POST", self.path, body, {"Content-Type": "application/ipp"})
            with connection.getresponse() as reply:
                if reply.status in (401, 403, 426):
                    return Failure(FailureReason.REFUSED, f"HTTP {reply.status}")
                if reply.status != 200:  # a redirection included: the document goes nowhere but to this printer
                    return Failure(FailureReason.UNREACHABLE, f"HTTP {reply.status}")
                content = reply.read(self.max_reply + 1)
        finally:
            connection.close()
        if len(content) > self.max_reply:
            return Failure(FailureReason.TOO_LARGE, f"more than {self.max_reply} bytes")
        return content


class _DeadlineSocket(socket.socket):
    """Every operation has as long as is left until ``deadline`` (of `time.monotonic`)."""

    deadline = 0.0

    def hurry(self) -> None:
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError("the whole exchange took too long")
        self.settimeout(left)

    def recv_into(self, buffer: WriteableBuffer, nbytes: int = 0, flags: int = 0) -> int:
        self.hurry()
        return super().recv_into(buffer, nbytes, flags)

    def sendall(self, data: ReadableBuffer, flags: int = 0, /) -> None:
        self.hurry()  # since Python 3.5 the time limit holds for the whole call
        super().sendall(data, flags)


def _connect(host: str, port: int, deadline: float) -> _DeadlineSocket:
    """Tries every address of the host (``localhost`` has two) within one deadline."""
    failed: OSError = OSError("no address")
    for family, kind, protocol, _, address in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
        attempt = _DeadlineSocket(family, kind, protocol)
        attempt.deadline = deadline
        try:
            attempt.hurry()
            attempt.connect(address)
            return attempt
        except OSError as error:
            failed = error
            attempt.close()
    raise failed
