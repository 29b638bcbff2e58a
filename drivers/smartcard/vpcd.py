"""Puts an emulated card into vpcd's virtual reader (vsmartcard): the card connects, the reader asks. A thin shell.

Every message is a two-byte length, big endian, and a payload. A payload of one byte from the reader is a control: 0
power off, 1 power on, 2 reset, 4 the ATR, the only one that is answered; anything longer is an APDU. A card in the reader is a
connection; pulling it closes the connection.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Protocol

_OFF, _ON, _RESET, _ATR = 0, 1, 2, 4


class AnyCard(Protocol):
    @property
    def atr(self) -> bytes: ...

    def reset(self) -> None: ...

    def transmit(self, data: bytes) -> bytes: ...


class VpcdSlot:
    """A reader's slot at vpcd's ``port`` on loopback."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection: socket.socket | None = None
        self._thread: threading.Thread | None = None

    @property
    def occupied(self) -> bool:
        return self._connection is not None

    def insert(self, card: AnyCard) -> None:
        """Raises `OSError` when no vpcd listens."""
        if self._connection:
            return
        card.reset()
        self._connection = socket.create_connection(("127.0.0.1", self._port), timeout=5)
        self._connection.settimeout(None)
        self._thread = threading.Thread(target=self._serve, args=(self._connection, card), name="vpcd", daemon=True)
        self._thread.start()

    def remove(self) -> None:
        if self._connection and self._thread:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)
            self._connection.close()
            self._thread.join()
        self._connection = self._thread = None

    @staticmethod
    def _serve(connection: socket.socket, card: AnyCard) -> None:
        with contextlib.suppress(OSError), connection.makefile("rb") as stream:
            while len(head := stream.read(2)) == 2:
                message = stream.read(int.from_bytes(head))
                if message in (bytes((_OFF,)), bytes((_ON,)), bytes((_RESET,))):
                    card.reset()
                    continue
                reply = card.atr if message == bytes((_ATR,)) else card.transmit(message)
                if not reply:
                    continue  # a mute chip: the reader waits
                connection.sendall(len(reply).to_bytes(2) + reply)
