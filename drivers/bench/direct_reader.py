"""Reads the bench's card without PC/SC, over the bench's own HTTP; for demonstrations where pcscd is not to be had."""

from __future__ import annotations

import threading
from collections.abc import Callable

import requests

from config.dialogue import Failure, FailureReason
from drivers.smartcard.fitting import READER
from drivers.smartcard.questions import PowerUp, Question

POLL_S = 0.2


class DirectReader:
    """Stands in for `drivers.smartcard.reader.PcscReader`."""

    def __init__(self, page: str) -> None:
        self._page = page
        self._stop = threading.Event()

    def transmit(self, question: Question, timeout_ms: int) -> bytes | Failure:
        apdu = "" if isinstance(question, PowerUp) else question.data.hex()
        try:
            reply = requests.post(f"{self._page}apdu", json={"apdu": apdu}, timeout=timeout_ms / 1000)
        except requests.RequestException as error:
            return Failure(FailureReason.UNREACHABLE, type(error).__name__)
        return bytes.fromhex(reply.text) if reply.ok else Failure(FailureReason.GONE)

    def watch(self, moved: Callable[[str], None]) -> None:
        media = ""
        while not self._stop.wait(POLL_S):
            try:
                state = requests.get(f"{self._page}state", timeout=5).json()
                now = "present" if state[READER]["present"] else "notPresent"
            except requests.RequestException:
                now = "lost"
            if now != media:
                media = now
                moved(media)

    def stop(self) -> None:
        self._stop.set()
