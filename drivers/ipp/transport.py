"""Carries one IPP exchange over HTTP (RFC 8010 section 4), with one deadline for all of it (`config/deadline.py`).

The host in the URI is an address or a name known locally (``localhost``): looking up a name has no deadline.
"""

from __future__ import annotations

from http.client import HTTPConnection, HTTPException
from typing import TypeVar

from config.address import printer_address
from config.deadline import connect
from config.dialogue import Failure, FailureReason
from drivers.device import Ms
from drivers.ipp.printer import Dialogue, IppExchange

MAX_REPLY = 1 << 20  # bytes; a printer's full description with every media size is some 50 kB

T = TypeVar("T")


class IppTransport:
    """Exchanges bodies with the printer at ``uri`` (``ipp://host[:631]/path``), each over a connection of its own.

    A printer that was switched off in between then costs nothing but one exchange.
    """

    def __init__(self, uri: str, max_reply: int = MAX_REPLY) -> None:
        """Raises `ValueError` for a URI that is none."""
        self.host, self.port, self.path = printer_address(uri)
        self.max_reply = max_reply

    def __call__(self, question: IppExchange, timeout_ms: Ms) -> bytes | Failure:
        """POSTs the body; the reply's body, or a failure, within ``timeout_ms``."""
        try:
            return self._post(question.body, timeout_ms)
        except TimeoutError as late:
            return Failure(FailureReason.TIMEOUT, str(late))
        except (OSError, HTTPException) as broken:
            return Failure(FailureReason.UNREACHABLE, f"{type(broken).__name__}: {broken}")

    def run(self, dialogue: Dialogue[T], timeout_ms: Ms) -> T:
        """The whole dialogue, one exchange after the other; each has ``timeout_ms`` to itself."""
        try:
            question = next(dialogue)
            while True:
                question = dialogue.send(self(question, timeout_ms))
        except StopIteration as end:
            result: T = end.value
            return result

    def _post(self, body: bytes, timeout_ms: Ms) -> bytes | Failure:
        connection = HTTPConnection(self.host, self.port)
        connection.sock = connect(self.host, self.port, timeout_ms)
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
