"""Carries IPP exchanges over HTTP (RFC 8010 section 4) or, for ``ipps``, HTTPS (RFC 7472), each with one deadline for all of it
(`config/wire.py`).
"""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from config.address import over_tls, printer_address
from config.dialogue import Failure, FailureReason
from config.wire import Question, Tls, Wire
from drivers.device import Ms
from drivers.ipp.condition import Operation
from drivers.ipp.printer import Dialogue, IppExchange

MAX_REPLY = 1 << 20  # bytes; a printer's full description with every media size is some 50 kB

_ASKS_ONLY = (
    Operation.VALIDATE_JOB,
    Operation.GET_JOB_ATTRIBUTES,
    Operation.GET_JOBS,
    Operation.GET_PRINTER_ATTRIBUTES,
)
"""What may reach the printer twice. A job that is made twice, or a document that is sent twice, is a second paper."""

T = TypeVar("T")


class IppTransport:
    """Exchanges bodies with the printer at ``uri`` (``ipp://host[:631]/path``, or ``ipps`` for TLS)."""

    def __init__(self, uri: str, ca: Path | None = None, pinned: str | None = None, max_reply: int = MAX_REPLY) -> None:
        """``ca``: the only CA that the certificate of an ``ipps`` printer may come from; ``pinned``: that certificate's fingerprint.

        Raises:
            ValueError: the URI is none, or it is ``ipps`` and there is nobody to trust.
            UnusableFileError: the CA cannot be used.
        """
        address = printer_address(uri)
        if over_tls(uri) and not (ca or pinned):
            raise ValueError(f"{uri}: without a CA or a fingerprint there is nobody to trust (ipp:// needs none)")
        self._path, self._max_reply = address.path, max_reply
        self._wire = Wire(address, Tls(ca, pinned=pinned) if over_tls(uri) else None)

    def __call__(self, question: IppExchange, timeout_ms: Ms) -> bytes | Failure:
        """POSTs the body; the reply's body, or a failure, within ``timeout_ms``."""
        answer = self._wire.ask(
            Question(
                "POST", self._path, question.body, {"Content-Type": "application/ipp"}, self._max_reply,
                repeatable=int.from_bytes(question.body[2:4]) in _ASKS_ONLY, sized=False,
            ),
            timeout_ms,
        )  # fmt: skip
        if isinstance(answer, Failure):
            return answer
        if answer.status in (401, 403, 426):
            return Failure(FailureReason.REFUSED, f"HTTP {answer.status}")
        if answer.status != 200:  # a redirection included: the document goes nowhere but to this printer
            return Failure(FailureReason.UNREACHABLE, f"HTTP {answer.status}")
        return answer.body

    def run(self, dialogue: Dialogue[T], timeout_ms: Ms) -> T:
        """The whole dialogue, one exchange after the other; each has ``timeout_ms`` to itself."""
        try:
            question = next(dialogue)
            while True:
                question = dialogue.send(self(question, timeout_ms))
        except StopIteration as end:
            result: T = end.value
            return result
