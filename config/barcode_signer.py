"""Whose signature on a signed code is believed: keys may change, and papers out there stay genuine.

What a settings file or ``--key`` names is an *anchor*: a bare public key, the certificate of a barcode signer, or that of the
city's CA, whose barcode signers are believed. A barcode signer (ICAO Doc 9303 part 13) has an X.509 certificate: the country
and the two letters of its subject are the code's signer, and its serial number, in hexadecimal, is the certificate that the
code names. So the city changes its key by a new certificate under its CA, and no kiosk has to be told: the certificate comes
with each reservation and goes with each PDF. Whoever has only a scan must have the certificate.

A bare key is believed under any name: it is how the first edition of the code was verified.
"""

from __future__ import annotations

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from config.visible_seal import SealError, SealFields, decode, is_signed

Anchor = ec.EllipticCurvePublicKey | x509.Certificate
Anchors = tuple[Anchor, ...]
UNNAMED = "01"
"""What a code names that is signed with a bare key."""


class UnknownSignerError(SealError):
    """The code may be genuine: the certificate that it names is not known here."""


def reference(certificate: x509.Certificate) -> str:
    """As a code names it."""
    return f"{certificate.serial_number:X}"


def verify_code(code: bytes, anchors: Anchors, sent: bytes = b"") -> SealFields:
    """The fields of a signed code; ``sent``: a certificate in DER that came with it, "" for none.

    Raises:
        UnknownSignerError, SealError
    """
    fields, signed, signature = decode(code)
    keys = keys_for(fields, anchors, sent)
    if is_signed(signed, signature, keys):
        return fields
    if fields.certificate != UNNAMED and not any(
        isinstance(each, x509.Certificate) for each in _named(fields, anchors, sent)
    ):
        raise UnknownSignerError(f"certificate {fields.certificate} of {fields.signer} is not known here")
    raise SealError("not signed by the city")


def keys_for(fields: SealFields, anchors: Anchors, sent: bytes = b"") -> tuple[ec.EllipticCurvePublicKey, ...]:
    """With which of them a code that says this may be signed."""
    keys = [each for each in anchors if isinstance(each, ec.EllipticCurvePublicKey)]
    for certificate in _named(fields, anchors, sent):
        key = certificate.public_key()
        if isinstance(key, ec.EllipticCurvePublicKey):
            keys.append(key)
    return tuple(keys)


def is_authority(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except (x509.ExtensionNotFound, ValueError):
        return False


def keys_of(signer: str, anchors: Anchors, sent: bytes = b"") -> tuple[ec.EllipticCurvePublicKey, ...]:
    """With which of them this signer may have signed something else than a code, whenever that was."""
    bare = (each for each in anchors if isinstance(each, ec.EllipticCurvePublicKey))
    keys = (each.public_key() for each in _believed(anchors, sent) if _is_signer(each, signer))
    return (*bare, *(key for key in keys if isinstance(key, ec.EllipticCurvePublicKey)))


def _named(fields: SealFields, anchors: Anchors, sent: bytes) -> list[x509.Certificate]:
    """The certificates that the code may name: believed, of that signer and number, and valid when it was signed."""
    return [each for each in _believed(anchors, sent) if _is(each, fields)]


def _believed(anchors: Anchors, sent: bytes) -> list[x509.Certificate]:
    certificates = [each for each in anchors if isinstance(each, x509.Certificate)]
    authorities = [each for each in certificates if is_authority(each)]
    believed = [each for each in certificates if not is_authority(each)]
    try:
        came = x509.load_der_x509_certificate(sent) if sent else None
    except ValueError:
        came = None
    if came and not is_authority(came) and any(_issued(came, authority) for authority in authorities):
        believed.append(came)
    return believed


def _issued(certificate: x509.Certificate, authority: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(authority)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _is(certificate: x509.Certificate, fields: SealFields) -> bool:
    return (
        _is_signer(certificate, fields.signer)
        and reference(certificate) == fields.certificate
        and certificate.not_valid_before_utc <= fields.issued_at <= certificate.not_valid_after_utc
    )


def _is_signer(certificate: x509.Certificate, signer: str) -> bool:
    """It is of a key for signing, and says this of whose that is."""
    name = certificate.subject
    who = [
        each.value for oid in (NameOID.COUNTRY_NAME, NameOID.COMMON_NAME) for each in name.get_attributes_for_oid(oid)
    ]
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, ValueError):
        return False
    key = certificate.public_key()
    return (
        who == [signer[:2], signer[2:]]
        and usage.digital_signature
        and isinstance(key, ec.EllipticCurvePublicKey)
        and isinstance(key.curve, ec.SECP256R1)
    )
