"""Reading who holds the card: PACE with the PIN, the files under secure messaging, and their proof.

The profile is a demonstration's, not Korea's own, which is not public: the holder's six-digit PIN as in TR-03110 (a
counter of tries on the chip; at the last try the chip is suspended until the number printed on the card, the CAN, has
been shown; then blocked), and behind it the ICAO application. Which file and tag hold the resident number, whom to
trust, and whether a chip has to prove that it is no copy, is data (`CardProfile`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from cryptography import x509

from config.chip_card import active_authentication, lds, tlv
from config.chip_card.domain import PointError
from config.chip_card.passive_authentication import NotGenuine, security_object
from config.vocabulary import CardDoubt, CardFault
from drivers.smartcard import pace
from drivers.smartcard.access import Access, BasicAccess
from drivers.smartcard.apdu import ApduError
from drivers.smartcard.chip_proof import prove_chip, sign
from drivers.smartcard.exchange import SELECT_APPLICATION, Chip, Stop
from drivers.smartcard.identity import CardEvidence, CardIdentity, CardResult, Faulty, NotAuthentic, NotSupported, Unfit
from drivers.smartcard.questions import Dialogue
from drivers.smartcard.secret import Secret
from drivers.smartcard.secure_messaging import SecureMessagingError


@dataclass(frozen=True)
class CardProfile:
    """Attributes:
    anchors: CSCA certificates that are trusted.
    personal_number: tag within DG11 that holds the resident number.
    chip_key: whether a chip is refused that has no key to prove itself with: a copy of its files is not told from it.
    sha1: whether documents are believed whose signers knew no better hash (before 2011).
    crls: signers that the states have revoked.
    basic_access: whether a document without PACE is read by basic access control, with its machine readable zone. No setting of a
        kiosk says so.
    extended: whether files are read in long replies from a chip that gives them.
    """

    anchors: tuple[x509.Certificate, ...]
    personal_number: int = lds.PERSONAL_NUMBER
    chip_key: bool = True
    sha1: bool = False
    crls: tuple[x509.CertificateRevocationList, ...] = ()
    basic_access: bool = False
    extended: bool = True


Talk = Dialogue[CardResult]


_MALFORMED = (tlv.TlvError, lds.LdsError, PointError, ApduError)


def look_at_card() -> Dialogue[Unfit | None]:
    """Whether a PIN can be shown to the chip at all, before anybody types one: it speaks, and offers PACE. None when it does."""
    chip = Chip(extended=False)
    try:
        yield from chip.power_up()
        yield from Access.choose(chip)
    except Stop as stop:
        if not isinstance(stop.result, Unfit):
            raise
        return stop.result
    except _MALFORMED as error:
        return Faulty(CardFault.MALFORMED, str(error))
    return None


def read_card(
    profile: CardProfile, secret: Secret, random: Callable[[int], bytes], now: datetime, resuming: Secret | None = None
) -> Talk:
    """The whole conversation. By ``resuming``, the CAN, a suspended chip is resumed first."""
    chip = Chip(profile.extended)
    try:
        yield from chip.power_up()
        access = yield from Access.choose(chip, profile.basic_access)
        if resuming:
            yield from access.show(resuming, random)
        yield from access.show(secret, random)
        return (yield from _read(chip, access, profile, random, now))
    except Stop as stop:
        return stop.result
    except SecureMessagingError as error:
        return Faulty(CardFault.CHANNEL_BROKEN, str(error))
    except active_authentication.ChipError as error:
        return NotSupported(str(error))
    except _MALFORMED as error:
        return Faulty(CardFault.MALFORMED, str(error))


def _read(
    chip: Chip, access: Access | BasicAccess, profile: CardProfile, random: Callable[[int], bytes], now: datetime
) -> Talk:
    yield from chip.expect(SELECT_APPLICATION)
    sod = yield from chip.read_file(lds.SOD)
    try:
        signed = security_object(sod, profile.anchors, now, profile.sha1, profile.crls)
        files = {}
        for file, number in (lds.HOLDER | lds.CHIP).items():
            if number in signed.hashes or file in lds.HOLDER:
                files[number] = yield from chip.read_file(file)
        signed.check(files)
        if 14 in files and not access.is_the_best_of(pace.offered(tlv.find(files[14], 0x6E))):
            raise NotGenuine(CardDoubt.DOWNGRADED)
        yield from prove_chip(chip, access, files, profile.chip_key, random)
    except NotGenuine as doubt:
        return NotAuthentic(doubt.reason)
    mrz = lds.read_dg1(files[1])
    if mrz.has_ended(now):
        return NotAuthentic(CardDoubt.CARD_EXPIRED)
    name, number_ = lds.read_dg11(files[11], profile.personal_number)
    if len(number_) != 13 or not (number_.isascii() and number_.isdigit()):
        return NotSupported("no resident number")
    evidence = CardEvidence(sod, files, partial(sign, chip)) if 15 in files else None
    return CardIdentity(number_, mrz.document_number, name or mrz.name, evidence)
