"""Every card that is not what it pretends to be is refused for its own reason, in bounded exchanges and bounded memory."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

from config.chip_card import lds, tlv
from config.chip_card.domain import DOMAINS
from config.vocabulary import CardDoubt, CardFault
from drivers.smartcard.cipher import TDES
from drivers.smartcard.emulator import PROTOCOL, Card, make_keys
from drivers.smartcard.exchange import MAX_EXCHANGES
from drivers.smartcard.identity import CardIdentity, CardResult, Faulty, NotAuthentic, NotSupported
from drivers.smartcard.issuer import Authority, Holder, make_authority, make_files
from drivers.smartcard.pace import Protocol
from tests.drivers.smartcard.conftest import CAN, NOW, PIN, Desk

KEYS = make_keys(Random(11).randbytes)
MEMORY = 2_000_000
"""Bytes that reading any card may take."""


@dataclass
class Case:
    """What a hostile card is made of: a true one, its state, and where it is read."""

    desk: Desk
    holder: Holder
    files: dict[int, bytes]

    def card(self, files: dict[int, bytes], protocol: Protocol = PROTOCOL) -> None:
        self.desk.card = Card(files, PIN, CAN, Random(3).randbytes, KEYS, protocol)

    def answers(self, change: Callable[[bytes, bytes], bytes | None]) -> None:
        """``change`` makes of a command and the true answer what comes back instead; None leaves it."""
        card = self.desk.card
        honest = card.transmit

        def transmit(data: bytes) -> bytes:
            reply = honest(data)
            changed = change(data, reply)
            return reply if changed is None else changed

        self.desk.card.transmit = transmit  # type: ignore[method-assign]


def _read_reply(change: Callable[[bytes], bytes]) -> Callable[[Case], None]:
    """Of EF.CardAccess, which is read in the clear."""
    return lambda case: case.answers(lambda data, reply: change(reply) if data[:2] == b"\x00\xb0" else None)


def _protected(change: Callable[[bytes], bytes]) -> Callable[[Case], None]:
    return lambda case: case.answers(lambda data, reply: change(reply) if data[0] == 0x0C else None)


def unsigned(case: Case) -> None:
    case.card(case.files | {lds.SOD: tlv.encode(0x77, b"")})


def self_signed(case: Case) -> None:
    """By a signer who vouches for himself, under the state's name."""
    made = make_authority(Random(1).randbytes, NOW)
    case.card(make_files(case.holder, Authority(made.csca, made.csca, made.signer_key), KEYS))


def signed_by_another_key(case: Case) -> None:
    forged = replace(case.desk.authority, signer_key=ec.generate_private_key(ec.SECP256R1()))
    case.card(make_files(case.holder, forged, KEYS))


def expired(case: Case) -> None:
    case.card(make_files(replace(case.holder, expiry="261122"), case.desk.authority, KEYS))


def signer_expired(case: Case) -> None:
    case.desk.now = NOW + timedelta(days=4_000)


def revoked(case: Case) -> None:
    authority = case.desk.authority
    revoked = x509.RevokedCertificateBuilder(authority.signer.serial_number, NOW).build()
    seed = int.from_bytes(Random(7).randbytes(31))  # of the fixture's CSCA
    list_ = x509.CertificateRevocationListBuilder(authority.csca.subject, NOW, NOW + timedelta(days=9))
    case.desk.profile = replace(
        case.desk.profile,
        crls=(list_.add_revoked_certificate(revoked).sign(ec.derive_private_key(seed + 1, ec.SECP256R1()), SHA256()),),
    )


def changed(case: Case) -> None:
    case.card(case.files | {lds.DG11: case.files[lds.DG11][:-1] + b"9"})


def cloned(case: Case) -> None:
    case.desk.card = Card(case.files, PIN, CAN, Random(3).randbytes, make_keys(Random(12).randbytes))


def without_a_key(case: Case) -> None:
    case.desk.card = Card(make_files(case.holder, case.desk.authority), PIN, CAN, Random(3).randbytes)


def downgraded(case: Case) -> None:
    """It signed that it speaks more than who stands between lets it say."""
    weak, strong = Protocol(DOMAINS[10], TDES), Protocol(DOMAINS[13], TDES)
    files = make_files(case.holder, case.desk.authority, KEYS, (weak, strong))
    case.card(files | {lds.CARD_ACCESS: tlv.encode(0x31, weak.info())}, weak)


def replayed(case: Case) -> None:
    """What a true card answered an hour ago, word for word."""
    assert isinstance(case.desk.read(seed=5), CardIdentity)
    heard = iter([reply for _, reply in case.desk.transcript])
    case.answers(lambda data, reply: next(heard))


def swapped(case: Case) -> None:
    """The true card for the PIN; then another one, which has a channel with nobody."""
    other = Card(case.files, PIN, CAN, Random(4).randbytes, KEYS)
    case.answers(lambda data, reply: other.transmit(data) if data[0] == 0x0C else None)


def never_whole(case: Case) -> None:
    case.answers(lambda data, reply: b"1\x61\xff" if data[1] in (0xB0, 0xC0) else None)


def cut_short(case: Case) -> None:
    case.answers(lambda data, reply: b"1\x20" + bytes(6) + b"\x90\x00" if data[:4] == b"\0\xb0\0\0" else b"\x62\x82")


def dripping(case: Case) -> None:
    case.files[lds.CARD_ACCESS] = tlv.encode(0x31, bytes(32_000))
    case.card(case.files)
    _read_reply(lambda reply: reply[:9] + b"\x90\x00" if reply[:1] == b"1" else reply[:1] + b"\x90\x00")(case)


REFUSALS: dict[str, tuple[Callable[[Case], None], CardResult]] = {
    "a tag without an end": (_read_reply(lambda reply: b"\x7f" + b"\xff" * 250 + b"\x90\x00"), Faulty(CardFault.MALFORMED, "")),
    "an indefinite length": (_read_reply(lambda reply: b"\x31\x80" + bytes(6) + b"\x90\x00"), Faulty(CardFault.MALFORMED, "")),
    "a length over four gigabytes": (_read_reply(lambda reply: b"\x31\x84\xff\xff\xff\xff\0\0\x90\x00"), Faulty(CardFault.MALFORMED, "")),
    "a length of sixteen megabytes": (_read_reply(lambda reply: b"\x31\x83\xff\xff\xff\0\0\0\x90\x00"), Faulty(CardFault.ENDLESS, "")),
    "a file byte by byte": (dripping, Faulty(CardFault.ENDLESS, "")),
    "a reply that is never whole": (never_whole, Faulty(CardFault.ENDLESS, "")),
    "half a status word": (_read_reply(lambda reply: b"\x90"), Faulty(CardFault.MALFORMED, "")),
    "a file that ends too soon": (cut_short, Faulty(CardFault.MALFORMED, "")),
    "no PACE": (lambda case: case.card(case.files | {lds.CARD_ACCESS: b"1\0" + bytes(6)}), NotSupported("")),
    "a wrong MAC": (_protected(lambda reply: reply[:-3] + bytes((reply[-3] ^ 1,)) + reply[-2:]), Faulty(CardFault.CHANNEL_BROKEN, "")),
    "a plain answer in the channel": (_protected(lambda reply: b"\x90\x00"), Faulty(CardFault.CHANNEL_BROKEN, "")),
    "a reply of another channel": (_protected(lambda reply: reply[-8:-2] + reply), Faulty(CardFault.CHANNEL_BROKEN, "")),
    "swapped after the PIN": (swapped, Faulty(CardFault.CHANNEL_BROKEN, "")),
    "replayed": (replayed, Faulty(CardFault.SECRET_NOT_KNOWN, "")),
    "downgraded": (downgraded, NotAuthentic(CardDoubt.DOWNGRADED)),
    "unsigned": (unsigned, NotAuthentic(CardDoubt.NOT_SIGNED)),
    "signed by another key": (signed_by_another_key, NotAuthentic(CardDoubt.NOT_SIGNED)),
    "signed by itself": (self_signed, NotAuthentic(CardDoubt.UNKNOWN_CSCA)),
    "its signer's time is over": (signer_expired, NotAuthentic(CardDoubt.EXPIRED)),
    "its signer is revoked": (revoked, NotAuthentic(CardDoubt.REVOKED)),
    "expired": (expired, NotAuthentic(CardDoubt.CARD_EXPIRED)),
    "changed": (changed, NotAuthentic(CardDoubt.HASH_MISMATCH)),
    "cloned": (cloned, NotAuthentic(CardDoubt.COPIED)),
    "without a key of its own": (without_a_key, NotAuthentic(CardDoubt.NO_CHIP_KEY)),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSALS)
def test_it_is_refused_for_its_own_reason(desk: Desk, holder: Holder, files: dict[int, bytes], name: str) -> None:
    make, expected = REFUSALS[name]
    case = Case(desk, holder, dict(files))
    make(case)
    desk.transcript.clear()
    tracemalloc.start()
    result = desk.read()
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert without_detail(result) == expected, result
    assert len(desk.transcript) <= MAX_EXCHANGES
    assert most < MEMORY


def without_detail(result: CardResult) -> CardResult:
    return replace(result, detail="") if isinstance(result, (Faulty, NotSupported)) else result


def test_a_true_card_among_them_is_read(desk: Desk) -> None:
    assert isinstance(desk.read(), CardIdentity)
    assert len(desk.transcript) < MAX_EXCHANGES / 2


def test_every_reason_is_shown(desk: Desk) -> None:
    shown = [expected for _, expected in REFUSALS.values()]
    assert {each.reason for each in shown if isinstance(each, NotAuthentic)} == set(CardDoubt)
    assert {each.fault for each in shown if isinstance(each, Faulty)} == set(CardFault)
