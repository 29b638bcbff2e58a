"""The arithmetic of PACE and of chip authentication against a foreign implementation, on every curve and cipher that both speak."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from config.chip_card import tlv
from config.chip_card.domain import DOMAINS
from drivers.smartcard.chip_authentication import Agreement
from drivers.smartcard.cipher import SUITES
from drivers.smartcard.pace import Protocol
from drivers.smartcard.secret import SecretKind
from tests import proofs
from tests.drivers.smartcard.foreign_chip import ForeignChip, ForeignTerminal

SECRET = "123456"
PROTOCOLS = [Protocol(domain, suite) for domain in DOMAINS.values() for suite in SUITES.values()]
LONG = 10_000
"""So many agreements on secrets that begin with zeros."""


@contextmanager
def chip(protocol: Protocol, secret: str = SECRET, kind: int = SecretKind.PIN) -> Iterator[ForeignChip]:
    made = ForeignChip(protocol, secret, kind)
    yield made
    made.close()


def agreed(protocol: Protocol, chip: ForeignChip, chance: random.Random, zeros: int = 0) -> tuple[bytes, bytes]:
    """The terminal's keys, after both ends have shown each other that they have the same. ``zeros``: so many bytes of zero the shared
    secret begins with."""
    domain = protocol.domain
    first, second = (domain.private_key(chance.randbytes(domain.random_size)) for _ in range(2))
    nonce = protocol.nonce_cipher(SECRET.encode()).decryptor().update(chip.encrypted_nonce())
    mapping = domain.decode(chip.mapping_data())
    chip.map(domain.encode(domain.generator * first))
    others = domain.decode(chip.public_key())
    shared = others * second
    while int(shared.x()).to_bytes(domain.size)[:zeros].strip(b"\0"):
        second, shared = second + 1, shared + others
    public = protocol.mapped(nonce, first, mapping, second)
    chip.agree(domain.encode(public))
    k_enc, k_mac = protocol.session_keys(second, others)
    chip.judge(protocol.token(k_mac, others))
    assert chip.token(domain.encode(public)) == protocol.token(k_mac, public)
    return k_enc, k_mac


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=str)
def test_both_ends_come_to_the_same_keys(protocol: Protocol) -> None:
    with chip(protocol) as foreign:
        k_enc, _ = agreed(protocol, foreign, random.Random(str(protocol)))
        assert foreign.agreed
        counter = (7).to_bytes(protocol.suite.block)
        padded = protocol.suite.pad(b"what goes over the channel")
        ours = protocol.suite.cipher(k_enc, protocol.suite.iv(k_enc, counter)).encryptor().update(padded)
        assert foreign.encrypted(7, padded) == ours


@pytest.mark.parametrize("protocol", PROTOCOLS, ids=str)
def test_chip_authentication_comes_to_the_same_keys(protocol: Protocol) -> None:
    """The chip is ours, the terminal foreign; the secret that they share begins with a zero."""
    domain, suite, chance = protocol.domain, protocol.suite, random.Random(str(protocol))
    chips, own = (domain.private_key(chance.randbytes(domain.random_size)) for _ in range(2))
    public = domain.generator * chips
    shared = public * own
    while int(shared.x()).to_bytes(domain.size)[:1].strip(b"\0"):
        own, shared = own + 1, shared + public
    terminal = ForeignTerminal(Agreement(domain, suite, public), own)
    its = domain.generator * own
    k_enc, k_mac = suite.session_keys(domain.shared(chips, its))
    named = tlv.encode(0x06, Agreement(domain, suite, public).oid) + tlv.encode(0x86, domain.encode(its))
    token = suite.token(k_mac, tlv.encode(0x7F49, named))
    assert terminal.accepts(token)
    padded = suite.pad(b"what goes over the new channel")
    iv = suite.iv(k_enc, (7).to_bytes(suite.block))
    assert terminal.encrypted(7, padded) == suite.cipher(k_enc, iv).encryptor().update(padded)
    assert not terminal.accepts(token[:-1] + bytes((token[-1] ^ 1,)))
    terminal.close()


@pytest.mark.parametrize("secret", ["123457", "12345", ""])
def test_another_secret_comes_to_other_keys(secret: str) -> None:
    protocol = PROTOCOLS[0]
    with chip(protocol, secret or "0", SecretKind.CAN) as foreign, pytest.raises(AssertionError):
        agreed(protocol, foreign, random.Random(1))
    assert not foreign.agreed


def test_secrets_that_begin_with_zeros_are_not_shortened() -> None:
    """The classic fault of such programs: one run in 256 fails, and nobody finds out why."""
    chance = random.Random(1)
    for run in range(proofs.of(LONG, sample=18)):
        protocol = PROTOCOLS[run * 5 % len(PROTOCOLS)]
        with chip(protocol) as foreign:
            agreed(protocol, foreign, chance, zeros=1)
            assert foreign.agreed, (run, protocol)
