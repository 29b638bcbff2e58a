"""A request/response conversation with something outside, written as a generator.

The generator yields what it asks and is resumed with the answer; it ends by returning its result. It does no I/O, so
the same code runs against a real printer, card or city and against an emulator in virtual time::

    def ask_twice() -> Dialogue[Question, Answer, Result]:
        answer = yield Question(...)
        if isinstance(answer, Failure):
            return Unreachable(answer.reason)
        ...

Whoever runs the dialogue gives every question a deadline and a size limit; when either is passed, the answer is a
``Failure``. A failure is a value: no exception crosses into a dialogue.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar


class FailureReason(StrEnum):
    TIMEOUT = "timeout"  # the whole answer was not there in time, a peer that drips bytes included
    UNREACHABLE = "unreachable"  # no connection, or it broke: the request may or may not have arrived
    TOO_LARGE = "too-large"  # the answer passed its size limit
    REFUSED = "refused"  # the peer is not who the settings trust (TLS), or does not trust us
    BARRED = "barred"  # the peer knows us, and has shut us out
    GONE = "gone"  # the medium left: a pulled card


@dataclass(frozen=True)
class Failure:
    """No answer came. ``detail`` is for the log, never for the screen and free of personal data."""

    reason: FailureReason
    detail: str = ""


class Untrusted(Failure):
    """The peer's certificate is none that the settings trust: it has been told nothing. ``detail`` says what is wrong with it, in
    kebab-case: ``certificate-not-pinned``, ``certificate-not-trusted``.
    """


Q = TypeVar("Q")
A = TypeVar("A")
R = TypeVar("R")
Dialogue = Generator[Q, A | Failure, R]
"""Asks questions of type Q, is answered with A, and comes to R."""
