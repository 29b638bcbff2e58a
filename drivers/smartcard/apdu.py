"""Commands to a card and what it answers (ISO 7816-4, 5.2), with short and with extended lengths."""

from __future__ import annotations

from dataclasses import dataclass

SHORT_DATA, SHORT_ANSWER, LONGEST = 255, 256, 65_535


class ApduError(Exception):
    """These bytes are no APDU."""


@dataclass(frozen=True, slots=True)
class Command:
    """Attributes:
    expected: Le: 0 asks for as many bytes as can be asked for, None for none.
    extended: its lengths are written with two bytes, behind a zero.
    """

    cla: int
    ins: int
    p1: int
    p2: int
    data: bytes = b""
    expected: int | None = None
    extended: bool = False

    def encode(self) -> bytes:
        if len(self.data) > (LONGEST if self.extended else SHORT_DATA):
            raise ApduError(f"{len(self.data)} bytes of data")
        size = 2 if self.extended else 1
        out = bytes((self.cla, self.ins, self.p1, self.p2))
        if self.extended and (self.data or self.expected is not None):
            out += b"\0"
        if self.data:
            out += len(self.data).to_bytes(size) + self.data
        return out if self.expected is None else out + self.expected.to_bytes(size)


def decode_command(data: bytes) -> Command:
    """Raises `ApduError`."""
    if len(data) < 4:
        raise ApduError("cut short")
    (cla, ins, p1, p2), rest = data[:4], data[4:]
    if not rest:
        return Command(cla, ins, p1, p2)
    extended = rest[0] == 0 and len(rest) > 1
    width = 2 if extended else 1
    rest = rest[1:] if extended else rest
    size = int.from_bytes(rest[:width])
    if len(rest) == width:
        return Command(cla, ins, p1, p2, expected=size, extended=extended)
    body, le = rest[width : width + size], rest[width + size :]
    if not body or len(body) != size or len(le) not in (0, width):
        raise ApduError("length does not fit")
    return Command(cla, ins, p1, p2, body, int.from_bytes(le) if le else None, extended)


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
