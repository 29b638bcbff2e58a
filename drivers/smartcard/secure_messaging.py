"""Secure messaging (ICAO Doc 9303 part 11, 9.8): each command and response encrypted and authenticated.

The send sequence counter starts at 0, with basic access control at what both ends drew, and counts every command and every
response. Any error ends the channel on both sides: there is no way to resume in the middle.
"""

from __future__ import annotations

from cryptography.hazmat.primitives.ciphers import Cipher, modes
from cryptography.hazmat.primitives.constant_time import bytes_eq

from config.chip_card import tlv
from drivers.smartcard.apdu import OK, Command, Response
from drivers.smartcard.cipher import MAC_SIZE, Suite

_CRYPTOGRAM, _STATUS, _MAC, _EXPECTED = 0x87, 0x99, 0x8E, 0x97
_SM_CLA = 0x0C


class SecureMessagingError(Exception):
    """What came is not from the other end of this channel."""


def unpad(data: bytes) -> bytes:
    stripped = data.rstrip(b"\x00")
    if not stripped.endswith(b"\x80"):
        raise SecureMessagingError("padding")
    return stripped[:-1]


class Channel:
    """One end of a channel; terminal and card make the same object and use opposite halves."""

    def __init__(self, suite: Suite, k_enc: bytes, k_mac: bytes, counter: int = 0) -> None:
        """``counter``: of the messages before the first."""
        self._suite = suite
        self._k_enc = k_enc
        self._k_mac = k_mac
        self._counter = counter

    # -- terminal --

    def protect(self, command: Command) -> Command:
        self._counter += 1
        data = self._cryptogram(command.data) if command.data else b""
        if command.expected is not None:
            data += tlv.encode(_EXPECTED, command.expected.to_bytes(2 if command.extended else 1))
        cla = command.cla | _SM_CLA
        head = bytes((cla, command.ins, command.p1, command.p2))
        data += tlv.encode(_MAC, self._mac(self._suite.pad(head), data))
        return Command(cla, command.ins, command.p1, command.p2, data, 0, command.extended)

    def open(self, response: Response) -> Response:
        """Raises `SecureMessagingError`."""
        self._counter += 1
        objects = self._authentic(response.data, b"")
        status = objects.get(_STATUS, b"")
        # Behind a GET RESPONSE the status outside is that command's own, a plain OK; the one inside is authentic.
        if len(status) != 2 or response.status not in (int.from_bytes(status), OK):
            raise SecureMessagingError("status")
        return Response(self._decrypt(objects.get(_CRYPTOGRAM)), int.from_bytes(status))

    # -- card --

    def open_command(self, command: Command) -> Command:
        """Raises `SecureMessagingError`."""
        self._counter += 1
        head = bytes((command.cla, command.ins, command.p1, command.p2))
        objects = self._authentic(command.data, self._suite.pad(head))
        expected = objects.get(_EXPECTED)
        plain = self._decrypt(objects.get(_CRYPTOGRAM))
        cla = command.cla & ~_SM_CLA
        asked = int.from_bytes(expected) if expected else None
        return Command(cla, command.ins, command.p1, command.p2, plain, asked, command.extended)

    def protect_response(self, response: Response) -> Response:
        self._counter += 1
        data = self._cryptogram(response.data) if response.data else b""
        data += tlv.encode(_STATUS, response.status.to_bytes(2))
        return Response(data + tlv.encode(_MAC, self._mac(b"", data)), response.status)

    # -- both --

    def _authentic(self, data: bytes, head: bytes) -> dict[int, bytes]:
        try:
            objects = dict(tlv.objects(data))
        except tlv.TlvError as error:
            raise SecureMessagingError(str(error)) from None
        mac = objects.get(_MAC, b"")
        covered = data[: len(data) - len(mac) - 2]
        if len(mac) != MAC_SIZE or data[len(covered)] != _MAC or not bytes_eq(mac, self._mac(head, covered)):
            raise SecureMessagingError("MAC")
        return objects

    def _mac(self, padded_head: bytes, objects: bytes) -> bytes:
        """Over the counter, the head and the data objects, head and objects padded each by itself."""
        data = self._ssc() + padded_head + (self._suite.pad(objects) if objects else b"")
        return self._suite.mac(self._k_mac, data)

    def _ssc(self) -> bytes:
        return self._counter.to_bytes(self._suite.block)

    def _cipher(self) -> Cipher[modes.CBC]:
        return self._suite.cipher(self._k_enc, self._suite.iv(self._k_enc, self._ssc()))

    def _cryptogram(self, data: bytes) -> bytes:
        return tlv.encode(_CRYPTOGRAM, b"\x01" + self._cipher().encryptor().update(self._suite.pad(data)))

    def _decrypt(self, cryptogram: bytes | None) -> bytes:
        if cryptogram is None:
            return b""
        if len(cryptogram) % self._suite.block != 1 or cryptogram[0] != 1 or len(cryptogram) == 1:
            raise SecureMessagingError("cryptogram")
        return unpad(self._cipher().decryptor().update(cryptogram[1:]))
