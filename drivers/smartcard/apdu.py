"""Commands to a card and what it answers (ISO 7816-4, short lengths)."""

from __future__ import annotations

from dataclasses import dataclass


class ApduError(Exception):
    """These bytes are no APDU."""


@dataclass(frozen=True, slots=True)
class Command:
    """``expected`` is Le: 0 asks for up to 256 bytes, None for none."""

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None

    def encode(self) -> bytes:
        if len(self.data) > 255:
            raise ApduError("data over 255 bytes")
        out = bytes((self.cla, self.ins, self.p1, self.p2))
        if self.data:
            out += bytes((len(self.data),)) + self.data
        return out if self.expected is None else out + bytes((self.expected,))


def decode_command(data: bytes) -> Command:
    """Raises `ApduError`."""
    if len(data) < 4:
        raise ApduError("cut short")
    (cla, ins, p1, p2), rest = data[:4], data[4:]
    if not rest:
        return Command(cla, ins, p1, p2)
    if len(rest) == 1:
        return Command(cla, ins, p1, p2, expected=rest[0])
    size = rest[0]
    if size == 0 or len(rest) not in (1 + size, 2 + size):
        raise ApduError("length does not fit")
    return Command(cla, ins, p1, p2, rest[1 : 1 + size], rest[1 + size] if len(rest) == 2 + size else None)


@dataclass(frozen=True, slots=True)
class Response:
    data: bytes
    status: int

    def encode(self) -> bytes:
        return self.data + self.status.to_bytes(2)


def decode_response(data: bytes) -> Response:
    """Raises `ApduError`."""
    if len(data) < 2:
        raise ApduError("cut short")
    return Response(data[:-2], int.from_bytes(data[-2:]))


OK = 0x9000
WRONG_SECRET = 0x6300
"""The last step of PACE: the password was not the card's; 63Cx with the tries that are left."""
SECURITY_STATUS = 0x6982
"""Not allowed as things stand, e.g. a read without a secure channel."""
FILE_NOT_FOUND = 0x6A82
END_OF_FILE = 0x6282
SM_INCORRECT = 0x6988
