"""The real card reader over PC/SC (pyscard). A thin shell.

pyscard's own monitoring is not used: its thread ends silently when pcscd does, and it can miss a card that is changed
quickly. Here the reader is asked for its state; a context that broke is made anew, and "no reader" is a state of its
own, not "no card".
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from smartcard import scard

from config.clock import monotonic_ms
from config.dialogue import Failure, FailureReason
from drivers.smartcard.apdu import SHORT_DATA, decode_command
from drivers.smartcard.questions import PowerUp, Question

POLL_S = 0.2
LOST_POLL_S = 1.0
SILENT_MS = 5_000
"""A look at the reader takes some ms. When pcscd holds one for so long, nobody knows of any card, whoever put it in."""


class _Broken(Exception):
    """PC/SC said no; the context is made anew."""


def _checked(result: Any) -> Any:
    """pyscard returns the status first, then what was asked for."""
    status, *rest = result if isinstance(result, (list, tuple)) else (result,)
    if status != scard.SCARD_S_SUCCESS:
        raise _Broken(scard.SCardGetErrorMessage(status))
    return rest[0] if len(rest) == 1 else rest


def for_t0(command: bytes) -> bytes:
    """T=0 sends data or asks for data, not both: of a command that does, the chip says with 61xx what it has (ISO 7816-3, 12.1). It has
    no extended lengths; what fits no short one is refused by the chip.
    """
    asked = decode_command(command)
    short = len(asked.data) <= SHORT_DATA
    if asked.extended and short:
        asked = replace(asked, expected=None if asked.expected is None else 0, extended=False)
    return replace(asked, expected=None if asked.data else asked.expected).encode()


class PcscReader:
    """The first reader whose name starts with ``name``.

    `watch` runs in a thread of its own and says when a card comes and goes; `transmit` is called from the channel's
    worker. Each has a context of its own, as PC/SC wants it.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._stop = threading.Event()
        self._session: tuple[Any, Any, Any] | None = None  # context, card, protocol
        self._late: threading.Thread | None = None  # a call that had not come back in its time
        self.media = "lost"
        self._moving = threading.Lock()  # of the one above: who looks, and who looks after that
        self._looked = 0

    # -- the worker's side --

    def transmit(self, question: Question, timeout_ms: int) -> bytes | Failure:
        """The ATR or a response; `Failure` GONE, or TIMEOUT after ``timeout_ms``.

        PC/SC has no deadline to be given, and a call cannot be called back: it is left to a thread of its own, which ends with the
        reader's patience or when the card is pulled. Until then no other question reaches that reader.
        """
        until = monotonic_ms() + timeout_ms
        if self._late is not None:
            self._late.join(timeout_ms / 1000)
            if self._late.is_alive():
                return Failure(FailureReason.TIMEOUT, "the chip still owes an answer")
            self._late = None
            self._disconnect()
        answers: queue.SimpleQueue[bytes | Failure] = queue.SimpleQueue()
        call = threading.Thread(target=lambda: answers.put(self._answer(question)), name="card call", daemon=True)
        call.start()
        try:
            return answers.get(timeout=max(0, until - monotonic_ms()) / 1000)
        except queue.Empty:
            self._late = call
            return Failure(FailureReason.TIMEOUT, "the chip does not answer")

    def _answer(self, question: Question) -> bytes | Failure:
        try:
            if isinstance(question, PowerUp):
                self._disconnect()
                self._session = self._connect()
                return bytes(_checked(scard.SCardStatus(self._session[1]))[3])
            if self._session is None:
                raise _Broken("no card is powered")
            _, card, protocol = self._session
            t0 = protocol == scard.SCARD_PROTOCOL_T0
            command = for_t0(question.data) if t0 else question.data
            response = bytes(
                _checked(scard.SCardTransmit(card, scard.SCARD_PCI_T0 if t0 else scard.SCARD_PCI_T1, list(command)))
            )
            if len(response) < 2:
                # A chip pulled in the middle of an exchange comes back as success without a status word.
                raise _Broken("no status word")
            return response
        except _Broken as error:
            self._disconnect()
            return Failure(FailureReason.GONE, str(error))

    def _connect(self) -> tuple[Any, Any, Any]:
        context = _checked(scard.SCardEstablishContext(scard.SCARD_SCOPE_USER))
        try:
            protocols = scard.SCARD_PROTOCOL_T0 | scard.SCARD_PROTOCOL_T1
            reader = self._reader(context)
            card, protocol = _checked(scard.SCardConnect(context, reader, scard.SCARD_SHARE_EXCLUSIVE, protocols))
        except _Broken:
            scard.SCardReleaseContext(context)
            raise
        return context, card, protocol

    def _disconnect(self) -> None:
        if self._session:
            context, card, _ = self._session
            self._session = None
            scard.SCardDisconnect(card, scard.SCARD_UNPOWER_CARD)
            scard.SCardReleaseContext(context)

    def _reader(self, context: Any) -> str:
        for reader in _checked(scard.SCardListReaders(context, [])):
            if str(reader).startswith(self._name):
                return str(reader)
        raise _Broken("no such reader")

    # -- the watcher's side --

    def media_now(self) -> str:
        """What `watch` would say first."""
        seen: list[str] = []

        def first(media: str) -> None:
            seen.append(media)
            self.stop()

        self.media = ""
        self.watch(first)
        return seen[0]

    def watch(self, moved: Callable[[str], None]) -> None:
        """Calls ``moved`` with ``present``, ``notPresent`` or ``lost`` on every change, until `stop`.

        A call to PC/SC cannot be called back, and has no deadline. So another thread looks, and this one sees whether it comes back.
        """
        self._looked = monotonic_ms()
        crashed: list[BaseException] = []

        def look() -> None:
            try:
                self._look(moved)
            except BaseException as error:
                crashed.append(error)

        looking = threading.Thread(target=look, name="card look", daemon=True)
        looking.start()
        while looking.is_alive() and not self._stop.wait(POLL_S):
            if monotonic_ms() - self._looked > SILENT_MS:
                self._move("lost", moved)
        looking.join(LOST_POLL_S)
        if crashed:
            raise crashed[0]

    def _look(self, moved: Callable[[str], None]) -> None:
        while not self._stop.is_set():
            self._looked = monotonic_ms()
            try:
                context = _checked(scard.SCardEstablishContext(scard.SCARD_SCOPE_USER))
                try:
                    self._follow(context, moved)
                finally:
                    scard.SCardReleaseContext(context)
            except _Broken:
                self._move("lost", moved)
                self._stop.wait(LOST_POLL_S)

    def _follow(self, context: Any, moved: Callable[[str], None]) -> None:
        reader = self._reader(context)
        before: int | None = None
        while not self._stop.is_set():
            ((_, state, _),) = _checked(scard.SCardGetStatusChange(context, 0, [(reader, scard.SCARD_STATE_UNAWARE)]))
            self._looked = monotonic_ms()
            if state & (scard.SCARD_STATE_UNAVAILABLE | scard.SCARD_STATE_UNKNOWN):
                raise _Broken("reader gone")
            present, moves = bool(state & scard.SCARD_STATE_PRESENT), state >> 16
            if present and before not in (None, moves):
                # Out and in again since the last look: pcscd's counter tells, and it may be another person's card.
                self._move("notPresent", moved)
            before = moves
            self._move("present" if present else "notPresent", moved)
            self._stop.wait(POLL_S)

    def _move(self, media: str, moved: Callable[[str], None]) -> None:
        with self._moving:
            if media != self.media:
                self.media = media
                moved(media)

    def stop(self) -> None:
        self._stop.set()
