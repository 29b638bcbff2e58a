"""The chip is asked to prove that it is no copy of its files: by chip authentication (or the mapping that goes before it), or by
active authentication.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature

from config.chip_card import active_authentication, lds, tlv
from config.chip_card.passive_authentication import NotGenuine
from config.dialogue import Failure, FailureReason
from config.vocabulary import CardDoubt
from drivers.smartcard import chip_authentication
from drivers.smartcard.access import Access, BasicAccess
from drivers.smartcard.apdu import OK, ApduError, Command
from drivers.smartcard.cipher import TDES
from drivers.smartcard.exchange import Chip, Stop, select
from drivers.smartcard.identity import CardFailed, Signing
from drivers.smartcard.questions import Dialogue
from drivers.smartcard.secure_messaging import Channel, SecureMessagingError


def prove_chip(
    chip: Chip,
    access: Access | BasicAccess,
    files: Mapping[int, bytes],
    key_wanted: bool,
    random: Callable[[int], bytes],
) -> Dialogue[None]:
    """That it holds the private half of a key that was signed with its data. What is signed cannot be left out by who copies it.

    Args:
        access: by which it may have proved itself already, by a key that the same files name: another card's key proves that one.
        files: data groups by their numbers, as they were signed.

    Raises:
        NotGenuine: it does not, or it has none and one is wanted.
    """
    offers = chip_authentication.agreements(files[14]) if 14 in files else []
    if any(access.proves(each.domain, each.public) for each in offers):
        return
    if offers:
        yield from _agree(chip, offers[0], random)
    elif 15 in files:
        yield from _have_signed(
            chip, active_authentication.signer(files[15], files.get(14)), random(active_authentication.CHALLENGE_SIZE)
        )
    elif key_wanted:
        raise NotGenuine(CardDoubt.NO_CHIP_KEY)


def _agree(chip: Chip, agreement: chip_authentication.Agreement, random: Callable[[int], bytes]) -> Dialogue[None]:
    """Chip authentication: the channel goes on with keys that only the signed key's owner knows, so its next reply is the proof."""
    domain = agreement.domain
    own = domain.private_key(random(domain.random_size))
    public = domain.encode(domain.generator * own)
    which = b"" if agreement.number is None else tlv.encode(0x84, _shortest(agreement.number))
    if agreement.suite is TDES:
        command = Command(0, 0x22, 0x41, 0xA6, tlv.encode(0x91, public) + which)
    else:
        setting = Command(0, 0x22, 0x41, 0xA4, tlv.encode(0x80, agreement.oid) + which)
        if (yield from chip.send(setting)).status != OK:
            raise NotGenuine(CardDoubt.COPIED)
        command = Command(0, 0x86, 0, 0, tlv.encode(0x7C, tlv.encode(0x80, public)), 0)
    if (yield from chip.send(command)).status != OK:
        raise NotGenuine(CardDoubt.COPIED)
    chip.channel = Channel(agreement.suite, *agreement.suite.session_keys(domain.shared(own, agreement.public)))
    try:
        yield from chip.send(select(lds.DG14))
    except SecureMessagingError:
        raise NotGenuine(CardDoubt.COPIED) from None


def _have_signed(
    chip: Chip, signer: active_authentication.Signer | active_authentication.RsaSigner, challenge: bytes
) -> Dialogue[None]:
    """Active authentication."""
    response = yield from chip.send(_to_sign(chip, challenge))
    try:
        signer.check(challenge, response.data)
    except InvalidSignature:
        raise NotGenuine(CardDoubt.COPIED) from None


def sign(chip: Chip, challenge: bytes) -> Signing:
    """A signature, over the channel that was opened when the card was read."""
    chip.exchanges = 0
    try:
        response = yield from chip.send(_to_sign(chip, challenge))
    except Stop as stop:
        failed = stop.result
        return failed.failure if isinstance(failed, CardFailed) else Failure(FailureReason.REFUSED, str(failed))
    except (SecureMessagingError, ApduError) as error:
        return Failure(FailureReason.UNREACHABLE, str(error))
    return response.data if response.status == OK else Failure(FailureReason.REFUSED, f"{response.status:04X}")


def _to_sign(chip: Chip, challenge: bytes) -> Command:
    """A long key's signature fits no short reply."""
    return Command(0, 0x88, 0, 0, challenge, 0, chip.is_extended)


def _shortest(number: int) -> bytes:
    return number.to_bytes(max(1, (number.bit_length() + 7) // 8))
