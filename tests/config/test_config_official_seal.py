"""The seal's picture: bound to a city, an issuer and a number, and looked at before it is drawn."""

from __future__ import annotations

import struct
from dataclasses import replace
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from config.official_seal import MAX_BYTES, MAX_PIXELS, NoSeal, Sealing, check, sign
from config.visible_seal import SealError, decode, signer
from tests.cities import SEAL

KEY, OTHER = ec.derive_private_key(0x5EA1, ec.SECP256R1()), ec.derive_private_key(0x5EA2, ec.SECP256R1())
KEYS = (KEY.public_key(),)
SEALING = Sealing("wonju", "원주시장", "1732-4096-5500-0817")


def png(wide: int, high: int) -> bytes:
    out = BytesIO()
    Image.new("1", (wide, high)).save(out, "PNG")
    return out.getvalue()


def sealed(picture: bytes) -> None:
    check(SEALING, picture, sign(SEALING, picture, signer(KEY)), KEYS)


def test_what_was_signed_holds_and_is_signed_the_same_way_again() -> None:
    signature = sign(SEALING, SEAL, signer(KEY))
    check(SEALING, SEAL, signature, (OTHER.public_key(), *KEYS))
    assert sign(SEALING, SEAL, signer(KEY)) == signature


@pytest.mark.parametrize(
    "other",
    [
        replace(SEALING, city="gangneung"),
        replace(SEALING, issuer="강원지방병무청장"),
        replace(SEALING, number="1732-4096-5500-0818"),
        Sealing("wonju\0원주시장", "", SEALING.number),
    ],
    ids=["city", "issuer", "number", "moved border"],
)
def test_it_holds_for_no_other_paper(other: Sealing) -> None:
    signature = sign(SEALING, SEAL, signer(KEY))
    with pytest.raises(NoSeal, match="not what was signed"):
        check(other, SEAL, signature, KEYS)


def test_another_picture_key_or_length_is_not_what_was_signed() -> None:
    signature = sign(SEALING, SEAL, signer(KEY))
    for picture, of_signature, keys in (
        (SEAL[:-1], signature, KEYS),
        (SEAL, signature[:-1], KEYS),
        (SEAL, b"", KEYS),
        (SEAL, signature + b"\0", KEYS),
        (SEAL, bytes(64), KEYS),
        (SEAL, signature, (OTHER.public_key(),)),
        (SEAL, signature, ()),
    ):
        with pytest.raises(NoSeal, match="not what was signed"):
            check(SEALING, picture, of_signature, keys)


@pytest.mark.parametrize(
    "picture",
    [b"", b"GIF89a", SEAL[:200], png(20, 21), png(MAX_PIXELS + 1, MAX_PIXELS + 1), SEAL + bytes(MAX_BYTES)],
    ids=["nothing", "no PNG", "cut short", "not square", "too large", "too long"],
)
def test_what_cannot_be_drawn_is_refused_though_it_is_signed(picture: bytes) -> None:
    with pytest.raises(NoSeal, match="not a square picture"):
        sealed(picture)


def test_a_picture_that_claims_to_be_huge_is_not_unpacked() -> None:
    huge = bytearray(SEAL)
    huge[16:24] = struct.pack(">II", 100_000, 100_000)
    with pytest.raises(NoSeal, match="not a square picture"):
        sealed(bytes(huge))


def test_neither_signature_stands_for_the_other() -> None:
    """What is signed for a picture is no signed code, whatever is in it."""
    said: list[bytes] = []

    def listen(data: bytes) -> bytes:
        said.append(data)
        return bytes(64)

    sign(SEALING, SEAL, listen)
    with pytest.raises(SealError):
        decode(said[0] + b"\xff\x40" + bytes(64))
