"""The official seal (전자이미지관인): its picture, as it comes from the city with each certificate.

It is on no kiosk's disk. The city sends it with each reservation, signed with the key of the signed 2-D code, and it stays
in memory until the paper is laid out. What is signed is the picture together with whose it is and the document number it
was sent for: neither another city's seal nor one that has been replaced since can be put on a paper. The 2-D code says
nothing of it, and does not grow: whoever checks a paper checks what it says.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from io import BytesIO

from cryptography.hazmat.primitives.asymmetric import ec
from PIL import Image

from config.visible_seal import is_signed

MAX_BYTES = 200_000
MAX_PIXELS = 1_200
"""Of an edge: more than twice what a printer with 1,200 dots to the inch can show of it."""
_STATEMENT = b"official seal 1\0"
"""No signed 2-D code begins like this, so that neither signature can stand for the other."""
_PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"


class NoSeal(Exception):
    """There is no seal to put on the paper; the message says why."""


@dataclass(frozen=True)
class Sealing:
    """Whose seal it is, and what for.

    Attributes:
        city: its id; ``issuer``: whose name stands beside it.
        number: of the document.
    """

    city: str
    issuer: str
    number: str


def sign(sealing: Sealing, picture: bytes, with_key: Callable[[bytes], bytes]) -> bytes:
    """64 bytes; ``with_key`` as `config.visible_seal.signer` makes it."""
    return with_key(_statement(sealing, picture))


def check(sealing: Sealing, picture: bytes, signature: bytes, keys: tuple[ec.EllipticCurvePublicKey, ...]) -> None:
    """Raises `NoSeal` for a picture that one of ``keys`` did not sign for this, or that cannot be drawn."""
    if not is_signed(_statement(sealing, picture), signature, keys):
        raise NoSeal("the seal is not what was signed")
    if not _is_drawable(picture):
        raise NoSeal("the seal is not a square picture in PNG")


def _statement(sealing: Sealing, picture: bytes) -> bytes:
    whose = "\0".join((sealing.city, sealing.issuer, sealing.number))
    return _STATEMENT + whose.encode() + b"\0" + sha256(picture).digest()


@lru_cache(maxsize=4)
def on_white(picture: bytes) -> Image.Image:
    """As it is drawn, in RGB. Raises `NoSeal`."""
    if not _is_drawable(picture):
        raise NoSeal("the seal is not a square picture in PNG")
    seal = Image.open(BytesIO(picture), formats=("PNG",)).convert("RGBA")
    drawn = Image.new("RGBA", seal.size, "white")
    drawn.alpha_composite(seal)
    return drawn.convert("RGB")


@lru_cache(maxsize=4)
def drawn_digest(picture: bytes) -> bytes:
    """SHA-256 of width and height in decimal with a line feed behind each, then the dots, three bytes each, row by row.

    Of dots rather than of the file: those are on the paper. Raises `NoSeal`.
    """
    drawn = on_white(picture)
    return sha256(b"%d\n%d\n" % drawn.size + drawn.tobytes()).digest()


@lru_cache(maxsize=4)
def _is_drawable(picture: bytes) -> bool:
    if len(picture) > MAX_BYTES or not picture.startswith(_PNG):
        return False
    wide, high = struct.unpack_from(">II", picture, len(_PNG))
    if wide != high or not 0 < wide <= MAX_PIXELS:  # looked at before anything is unpacked
        return False
    try:
        Image.open(BytesIO(picture), formats=("PNG",)).load()
    except (OSError, SyntaxError, ValueError):  # what Pillow raises for a file that is damaged
        return False
    return True
