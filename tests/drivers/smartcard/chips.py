"""Chips of other makes than the emulated one, put before it."""

from __future__ import annotations

from drivers.smartcard.emulator import Card


class T0Chip:
    """Speaks T=0: data goes one way at a time, and a length that is not the reply's is refused with the right one.

    Attributes:
        at_once: bytes that it hands out in one reply.
    """

    def __init__(self, card: Card, at_once: int = 256) -> None:
        self.at_once = at_once
        self.atr = card.atr
        self._card = card
        self._kept = b""
        self._status = b"\x90\x00"

    def reset(self) -> None:
        self._kept = b""
        self._card.reset()

    def transmit(self, data: bytes) -> bytes:
        if data[1] == 0xC0:
            return self._hand_out(data[4] or 256)
        case_4 = len(data) > 5 and len(data) == 6 + data[4]
        assert not case_4, "T=0 has no command that sends data and names a length"
        sends = len(data) > 5
        reply = self._card.transmit(data + b"\x00" if sends else data)
        self._kept, self._status = reply[:-2], reply[-2:]
        if not self._kept:
            return self._status
        if sends:
            return self._more()
        wanted = data[4] or 256
        if wanted > len(self._kept):
            length, self._kept = len(self._kept), b""
            return bytes((0x6C, length & 0xFF))
        return self._hand_out(wanted)

    def _more(self) -> bytes:
        return bytes((0x61, min(len(self._kept), self.at_once) & 0xFF))

    def _hand_out(self, wanted: int) -> bytes:
        part, self._kept = self._kept[:wanted], self._kept[wanted:]
        return part + (self._more() if self._kept else b"\x90\x00")
