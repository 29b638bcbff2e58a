"""What a chip says of itself when it gets power (ISO 7816-3, 8.2; the historical bytes: ISO 7816-4, 12.1)."""

from __future__ import annotations

_CAPABILITIES, _LENGTHS_IN_A_FILE, _EXTENDED = 0x7, 0x20, 0x40


def announces_extended_length(atr: bytes) -> bool:
    """It takes and gives more than 256 bytes at a time, and how many stands in EF.ATR/INFO. Whatever is no ATR says nothing."""
    historical = _historical(atr)
    if historical[:1] not in (b"\x00", b"\x80"):  # no compact objects follow
        return False
    at = 1
    while at < len(historical):
        tag, size = divmod(historical[at], 16)
        value = historical[at + 1 : at + 1 + size]
        if tag == _CAPABILITIES and len(value) == 3:
            return value[2] & _EXTENDED != 0 and value[2] & _LENGTHS_IN_A_FILE != 0
        at += 1 + size
    return False


def _historical(atr: bytes) -> bytes:
    """Behind T0 come, as its upper half says, TA, TB, TC and TD, of which the last says so of the next round."""
    if len(atr) < 2:
        return b""
    at, present, count = 2, atr[1] >> 4, atr[1] & 0x0F
    while present & 0x8:
        at += present.bit_count()
        if at > len(atr):
            return b""
        present = atr[at - 1] >> 4
    at += present.bit_count()
    return atr[at : at + count]


def with_historical_bytes(historical: bytes) -> bytes:
    """A contactless chip's ATR, as a reader makes it up: T=1, and a check byte over all but the first (PC/SC part 3, 3.1.3.2.3)."""
    said = bytes((0x80 | len(historical), 0x80, 0x01)) + historical
    check = 0
    for each in said:
        check ^= each
    return b"\x3b" + said + bytes((check,))
