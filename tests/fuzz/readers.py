"""What is fed with whatever the fuzzer thinks of: everything that reads bytes of a card, of a phone or of a stranger.

A reader either takes the bytes or refuses them by the exception that it promises. Anything else is a crash, and so is a card that
proves to be somebody.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from random import Random

from config.chip_card import active_authentication, lds, tlv
from config.chip_card.active_authentication import ChipError
from config.chip_card.passive_authentication import NotGenuine, security_object
from drivers.smartcard import chip_authentication, pace, secret
from drivers.smartcard.apdu import ApduError, Command, Response, decode_command, decode_response
from drivers.smartcard.cipher import AES_128
from drivers.smartcard.dialogue import CardProfile, read_card
from drivers.smartcard.emulator import Card, make_keys
from drivers.smartcard.identity import CardIdentity
from drivers.smartcard.issuer import make_authority, make_files
from drivers.smartcard.secure_messaging import Channel, SecureMessagingError
from tests.drivers.smartcard.conftest import CAN, HOLDER, NOW, PIN, converse

AUTHORITY = make_authority(Random(7).randbytes, NOW)
KEYS = make_keys(Random(11).randbytes)
FILES = make_files(HOLDER, AUTHORITY, KEYS)
PROFILE = CardProfile((AUTHORITY.csca,))


def objects(data: bytes) -> None:
    """TLV."""
    with contextlib.suppress(tlv.TlvError):
        assert sum(len(value) for _, value in tlv.objects(data)) <= len(data)


def commands(data: bytes) -> None:
    """APDUs."""
    for decode in (decode_command, decode_response):
        with contextlib.suppress(ApduError):
            assert decode(data).encode() == data


def channel(data: bytes) -> None:
    """Secure messaging: nothing that was not made with the keys is opened."""
    with contextlib.suppress(SecureMessagingError, ApduError):
        Channel(AES_128, b"e" * 16, b"m" * 16).open(decode_response(data))
        raise AssertionError("a MAC was found")
    with contextlib.suppress(SecureMessagingError, ApduError):
        Channel(AES_128, b"e" * 16, b"m" * 16).open_command(decode_command(data))
        raise AssertionError("a MAC was found")


def files(data: bytes) -> None:
    """The chip's files, each by its own reader."""
    for read in (
        lds.read_dg1,
        lambda file: lds.read_dg11(file, lds.PERSONAL_NUMBER),
        chip_authentication.agreements,
        lambda file: active_authentication.signer(file, FILES[lds.DG14]),
        lambda file: active_authentication.signer(FILES[lds.DG15], file),
        lambda file: list(pace.offered(file)),
    ):
        with contextlib.suppress(tlv.TlvError, lds.LdsError, ChipError):
            read(data)


def cms(data: bytes) -> None:
    """EF.SOD: what is not as it was signed is believed by nobody."""
    with contextlib.suppress(NotGenuine):
        security_object(data, PROFILE.anchors, NOW).check({1: FILES[lds.DG1], 11: FILES[lds.DG11]})
        with contextlib.suppress(NotGenuine):
            security_object(data, PROFILE.anchors, NOW).check({1: FILES[lds.DG1] + b"\0"})
            raise AssertionError("another file was signed")


class _Liar(Card):
    """A true chip but for what it says in one reply, also below the encryption: it has the keys."""

    def __init__(self, at: int, lie: bytes) -> None:
        super().__init__(FILES, PIN, CAN, Random(3).randbytes, KEYS)
        self._left, self._lie = at, lie

    def execute(self, command: Command) -> Response:
        response = super().execute(command)
        self._left -= 1
        return response if self._left != -1 or len(self._lie) < 2 else decode_response(self._lie)


def conversation(data: bytes) -> None:
    """The first byte says which reply is another, the rest is that reply."""
    card = _Liar(data[0] % 40, data[1:]) if data else _Liar(0, b"")
    result = converse(read_card(PROFILE, secret.pin(PIN), Random(1).randbytes, NOW), card.answer)
    if isinstance(result, CardIdentity):
        assert result.resident_number == "9912319000000"


READERS: dict[str, tuple[Callable[[bytes], None], tuple[bytes, ...]]] = {
    "objects": (objects, tuple(FILES.values())),
    "commands": (commands, (b"\x00\xa4\x02\x0c\x02\x01\x1c", b"\x00\xb0\x00\x00\xdf", b"\x90\x00")),
    "channel": (
        channel,
        (Channel(AES_128, b"e" * 16, b"o" * 16).protect(Command(0, 0xB0, 0, 0, expected=4)).encode(),),
    ),
    "files": (files, tuple(FILES.values())),
    "cms": (cms, (FILES[lds.SOD],)),
    "conversation": (conversation, tuple(bytes((at,)) + file + b"\x90\x00" for at, file in enumerate(FILES.values()))),
}
"""By name: what is fed, and with what it begins."""
