"""A box that the city alone can open: HPKE (RFC 9180) in base mode, X25519 with HKDF-SHA256 and ChaCha20-Poly1305.

The city opens it with the library. The kiosk's half is written out here, for the library draws the ephemeral key by itself, and the
kiosk's step draws nothing: its random bytes are handed in, so that a run can be repeated. ``about`` is what both sides know of the box
without opening it; with another one it does not open.
"""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand

KEY_SIZE = 32
"""Bytes of a key, private or public, and of the random bytes of a box."""
_VERSION = b"HPKE-v1"
_KEM = b"KEM" + (0x0020).to_bytes(2, "big")
_SUITE = b"HPKE" + b"".join(each.to_bytes(2, "big") for each in (0x0020, 0x0001, 0x0003))
_BASE = b"\0"
_NONCE_SIZE = 12


class NotOpened(ValueError):
    """It was not sealed to this key, or not about this."""


def seal(public: bytes, content: bytes, about: bytes, random: bytes) -> bytes:
    """The ephemeral public key, and behind it the content with its tag of 16 bytes.

    Raises:
        ValueError: ``public`` is no key.
    """
    ephemeral = X25519PrivateKey.from_private_bytes(random)
    enc = ephemeral.public_key().public_bytes_raw()
    shared = ephemeral.exchange(X25519PublicKey.from_public_bytes(public))
    secret = _expand(_KEM, _extract(_KEM, b"", b"eae_prk", shared), b"shared_secret", enc + public, KEY_SIZE)
    context = _BASE + _extract(_SUITE, b"", b"psk_id_hash", b"") + _extract(_SUITE, b"", b"info_hash", about)
    scheduled = _extract(_SUITE, secret, b"secret", b"")
    key = _expand(_SUITE, scheduled, b"key", context, KEY_SIZE)
    nonce = _expand(_SUITE, scheduled, b"base_nonce", context, _NONCE_SIZE)
    return enc + ChaCha20Poly1305(key).encrypt(nonce, content, None)


def open_box(private: bytes, box: bytes, about: bytes) -> bytes:
    """Raises: NotOpened."""
    suite = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
    try:
        return suite.decrypt(box, X25519PrivateKey.from_private_bytes(private), about)
    except (InvalidTag, ValueError) as error:
        raise NotOpened("not sealed to this key, or about something else") from error


def public_of(private: bytes) -> bytes:
    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def _extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    mac = HMAC(salt or bytes(KEY_SIZE), SHA256())
    mac.update(_VERSION + suite + label + material)
    return mac.finalize()


def _expand(suite: bytes, secret: bytes, label: bytes, info: bytes, size: int) -> bytes:
    labelled = size.to_bytes(2, "big") + _VERSION + suite + label + info
    return HKDFExpand(SHA256(), size, labelled).derive(secret)
