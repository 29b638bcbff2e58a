"""A sealed box is HPKE: by the numbers of RFC 9180, and by the library that the city opens it with."""

from __future__ import annotations

import random

import pytest
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from sync.city.sealed_box import KEY_SIZE, NotOpened, open_box, public_of, seal

# RFC 9180, A.2.1: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20-Poly1305, base mode
INFO = bytes.fromhex("4f6465206f6e2061204772656369616e2055726e")
EPHEMERAL = bytes.fromhex("f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600")
ENC = bytes.fromhex("1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a")
PRIVATE = bytes.fromhex("8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb")
PUBLIC = bytes.fromhex("4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a")
KEY = bytes.fromhex("ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91")
NONCE = bytes.fromhex("5c4d98150661b848853b547f")
TEXT = bytes.fromhex("4265617574792069732074727574682c20747275746820626561757479")


def test_it_is_sealed_as_in_the_standards_example() -> None:
    assert public_of(PRIVATE) == PUBLIC
    assert seal(PUBLIC, TEXT, INFO, EPHEMERAL) == ENC + ChaCha20Poly1305(KEY).encrypt(NONCE, TEXT, None)


@pytest.mark.parametrize("size", [0, 1, 500, 4_000])
def test_the_library_opens_what_was_sealed(size: int) -> None:
    dice = random.Random(size)
    private, content = dice.randbytes(KEY_SIZE), dice.randbytes(size)
    assert open_box(private, seal(public_of(private), content, b"this", dice.randbytes(KEY_SIZE)), b"this") == content


def test_it_opens_with_no_other_key_about_nothing_else_and_with_no_bit_changed() -> None:
    private, other = bytes(range(32)), bytes(range(1, 33))
    box = seal(public_of(private), b"hello", b"this", bytes(range(2, 34)))
    changed = [box[:at] + bytes((box[at] ^ 1,)) + box[at + 1 :] for at in range(len(box))]
    for key, tried, about in [
        (other, box, b"this"),
        (private, box, b"that"),
        (private, box[:-1], b"this"),
        (private, b"", b"this"),
        *((private, each, b"this") for each in changed),
    ]:
        with pytest.raises(NotOpened):
            open_box(key, tried, about)


def test_a_key_that_is_none_seals_nothing() -> None:
    for public in (b"", bytes(31), bytes(32)):
        with pytest.raises(ValueError, match=r"key|shared"):
            seal(public, b"hello", b"this", bytes(range(32)))
