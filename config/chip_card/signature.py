"""Signatures as travel documents bear them (ICAO Doc 9303 part 12): RSA with PKCS#1 v1.5 and PSS, and ECDSA on a curve that is named or
written out. `cryptography` takes no key whose curve is written out, and of the brainpool curves knows three.
"""

from __future__ import annotations

import hashlib

from asn1crypto import algos, keys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA1, SHA224, SHA256, SHA384, SHA512, HashAlgorithm
from ecdsa import BadSignatureError, VerifyingKey
from ecdsa.util import sigdecode_der

from config.chip_card.domain import Domain, PointError, domain_of

MIN_RSA, MAX_RSA = 2_048, 8_192
"""Bits. What is shorter can be forged; what is longer is no state's, and keeps the kiosk busy."""
MIN_CHIPS_RSA = 1_024
"""Of a key that makes one card: many documents have no longer one, and whoever breaks it has copied that card alone."""
HASHES: dict[str, HashAlgorithm] = {
    "sha1": SHA1(), "sha224": SHA224(), "sha256": SHA256(), "sha384": SHA384(), "sha512": SHA512(),
}  # fmt: skip
OLD = "sha1"
"""Of documents from before 2011; believed where the settings say so."""
_CURVES: dict[int, ec.EllipticCurve] = {
    10: ec.SECP224R1(), 12: ec.SECP256R1(), 13: ec.BrainpoolP256R1(), 15: ec.SECP384R1(),
    16: ec.BrainpoolP384R1(), 17: ec.BrainpoolP512R1(), 18: ec.SECP521R1(),
}  # fmt: skip
"""By the number of the domain."""


class UnsupportedSignatureError(Exception):
    """Signed in a way that is not spoken here."""


def digest(name: str, data: bytes, old: bool) -> bytes:
    """Of ``data``, by one of `HASHES`. Raises `UnsupportedSignatureError`."""
    _hash(name, old)
    return hashlib.new(name, data, usedforsecurity=False).digest()


def verify(
    key: keys.PublicKeyInfo, algorithm: algos.SignedDigestAlgorithm, signature: bytes, message: bytes,
    hash_name: str = "", old: bool = False,
) -> None:  # fmt: skip
    """
    Args:
        hash_name: where the algorithm does not name one (a CMS signer's "RSA").
        old: whether SHA-1 is believed.

    Raises:
        InvalidSignature: it is not this key's, or not of this message.
        UnsupportedSignatureError: neither of the above, or a key that is too short.
        PointError: a curve that is not spoken here.
    """
    scheme = algorithm.signature_algo
    if scheme == "rsassa_pss":
        said = algorithm["parameters"]
        pss = padding.PSS(padding.MGF1(_hash(said["mask_gen_algorithm"]["parameters"]["algorithm"].native, old)),
                          int(said["salt_length"].native))  # fmt: skip
        _rsa(key).verify(signature, message, pss, _hash(said["hash_algorithm"]["algorithm"].native, old))
    elif scheme == "rsassa_pkcs1v15":
        _rsa(key).verify(signature, message, padding.PKCS1v15(), _hash(hash_name or algorithm.hash_algo, old))
    elif scheme == "ecdsa":
        _verify_on_a_curve(key, signature, message, algorithm.hash_algo, old)
    else:
        raise UnsupportedSignatureError(scheme)


def _hash(name: str, old: bool) -> HashAlgorithm:
    found = HASHES.get(name)
    if found is None or (name == OLD and not old):
        raise UnsupportedSignatureError(name)
    return found


def _rsa(key: keys.PublicKeyInfo) -> rsa.RSAPublicKey:
    """Built from its numbers: some certificates say of the key that it is for PSS alone."""
    if key.algorithm not in ("rsa", "rsassa_pss") or not MIN_RSA <= key.bit_size <= MAX_RSA:
        raise UnsupportedSignatureError(f"{key.algorithm}, {key.bit_size} bits")
    numbers = key["public_key"].parsed
    return rsa.RSAPublicNumbers(int(numbers["public_exponent"].native), int(numbers["modulus"].native)).public_key()


def on_a_curve(key: keys.PublicKeyInfo) -> tuple[Domain, bytes]:
    """The curve, and the point as it is written. Raises `UnsupportedSignatureError`, `PointError`."""
    if key.algorithm != "ec":
        raise UnsupportedSignatureError(key.algorithm)
    return domain_of(key["algorithm"]["parameters"]), bytes(key["public_key"].native)


def chips_key(info: bytes) -> tuple[Domain, bytes]:
    """As `on_a_curve`, of a SubjectPublicKeyInfo that a chip says is its own."""
    try:
        return on_a_curve(keys.PublicKeyInfo.load(info, strict=True))
    except (PointError, UnsupportedSignatureError):
        raise
    except Exception:
        # The parser raises whatever it stumbles over, a KeyError for an algorithm that it never heard of among it.
        raise UnsupportedSignatureError("no public key") from None


def chips_rsa_key(info: bytes) -> tuple[int, int] | None:
    """Modulus and exponent, of a SubjectPublicKeyInfo that a chip says is its own; None where it is no RSA key that is good enough."""
    try:
        key = keys.PublicKeyInfo.load(info, strict=True)
        if key.algorithm != "rsa" or not MIN_CHIPS_RSA <= key.bit_size <= MAX_RSA:
            return None
        numbers = key["public_key"].parsed
        return int(numbers["modulus"].native), int(numbers["public_exponent"].native)
    except Exception:  # as above
        return None


def _verify_on_a_curve(key: keys.PublicKeyInfo, signature: bytes, message: bytes, hash_name: str, old: bool) -> None:
    domain, point = on_a_curve(key)
    hashed = _hash(hash_name, old)
    curve = _CURVES.get(domain.number)
    if curve:
        ec.EllipticCurvePublicKey.from_encoded_point(curve, point).verify(signature, message, ec.ECDSA(hashed))
        return
    try:
        VerifyingKey.from_string(point, domain.curve).verify_digest(
            signature, digest(hash_name, message, old), sigdecode=sigdecode_der, allow_truncate=True
        )
    except BadSignatureError:
        raise InvalidSignature from None
