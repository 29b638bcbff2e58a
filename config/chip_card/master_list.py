"""A master list: the states' certificates (CSCA) that one state has found to be theirs, signed (ICAO Doc 9303 part 12, 9)."""

from __future__ import annotations

from collections.abc import Sequence

from asn1crypto import core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.x509.oid import NameOID

from config.chip_card.passive_authentication import NotGenuine, signed_content
from config.vocabulary import CardDoubt

MASTER_LIST = "2.23.136.1.1.2"


class CertificateList(core.SetOf):  # type: ignore[misc]
    _child_spec = asn1_x509.Certificate


class MasterList(core.Sequence):  # type: ignore[misc]
    """CscaMasterList."""

    _fields = [("version", core.Integer), ("certificates", CertificateList)]  # noqa: RUF012


def of_country(message: bytes, signers: Sequence[x509.Certificate], country: str) -> tuple[x509.Certificate, ...]:
    """That state's certificates on the list; the others vouch for nobody here. A list stays what it was when its signer's time is over.

    Args:
        signers: who vouches for whoever signs such lists.
        country: two letters, as certificates have them.

    Raises:
        NotGenuine: it is no list, or not one that any of them vouches for.
    """
    try:
        listed = MasterList.load(signed_content(message, MASTER_LIST, signers, None), strict=True)
        found = [x509.load_der_x509_certificate(each.dump()) for each in listed["certificates"]]
        return tuple(each for each in found if country.upper() in map(str.upper, _countries(each)))
    except NotGenuine:
        raise
    except Exception:  # of two parsers; what cannot be read is not believed
        raise NotGenuine(CardDoubt.NOT_SIGNED) from None


def _countries(certificate: x509.Certificate) -> list[str]:
    return [str(each.value) for each in certificate.subject.get_attributes_for_oid(NameOID.COUNTRY_NAME)]
