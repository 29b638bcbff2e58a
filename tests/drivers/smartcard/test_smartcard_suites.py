"""Every curve and every cipher that chips speak, and coordinates that begin with zeros."""

from __future__ import annotations

import subprocess
from random import Random
from typing import Any

import pytest
from asn1crypto.keys import ECDomainParameters
from ecdsa.ellipticcurve import PointJacobi
from hypothesis import given
from hypothesis import strategies as st

from config.chip_card import lds, tlv
from config.chip_card.domain import BRAINPOOL_256, DOMAINS, Domain, PointError, domain_of
from drivers.smartcard import pace
from drivers.smartcard.apdu import OK, Command, Response, decode_command
from drivers.smartcard.cipher import AES_128, SUITES, TDES, Suite
from drivers.smartcard.emulator import Card, ChipKeys
from drivers.smartcard.identity import CardIdentity, NotSupported, WrongPin
from drivers.smartcard.issuer import Authority, Holder, make_files
from drivers.smartcard.secure_messaging import Channel
from tests.drivers.smartcard.conftest import CAN, PIN, Desk

PAIRS = [pace.Protocol(domain, AES_128) for domain in DOMAINS.values()] + [
    pace.Protocol(BRAINPOOL_256, suite) for suite in SUITES.values() if suite is not AES_128
]


@pytest.mark.parametrize("protocol", PAIRS, ids=str)
def test_a_card_of_this_kind_is_read(
    desk: Desk, holder: Holder, authority: Authority, keys: ChipKeys, protocol: pace.Protocol
) -> None:
    desk.card = Card(make_files(holder, authority, keys, (protocol,)), PIN, CAN, Random(3).randbytes, keys, protocol)
    assert isinstance(desk.read("000000"), WrongPin)
    assert isinstance(desk.read(), CardIdentity)


def test_of_several_the_strongest_cipher_is_spoken(
    desk: Desk, holder: Holder, authority: Authority, keys: ChipKeys
) -> None:
    weak, strong = pace.Protocol(DOMAINS[18], TDES), pace.Protocol(DOMAINS[12], SUITES[4])
    files = make_files(holder, authority, keys, (weak, strong, pace.Protocol(BRAINPOOL_256, AES_128)))
    desk.card = Card(files, PIN, CAN, Random(3).randbytes, keys, strong)
    assert isinstance(desk.read(), CardIdentity)


def test_what_is_not_spoken_is_passed_over(desk: Desk, files: dict[int, bytes], keys: ChipKeys) -> None:
    """Integrated mapping, finite fields and curves of 192 bits may stand beside what is spoken; alone they are said."""
    others = b"".join(
        tlv.encode(0x30, tlv.encode(0x06, bytes.fromhex(oid)) + tlv.encode(0x02, b"\x02") + tlv.encode(0x02, number))
        for oid, number in (
            ("04007F00070202040402", b"\x0d"), ("04007F00070202040102", b"\x00"), ("04007F00070202040202", b"\x09"),
        )
    )  # fmt: skip
    own = pace.Protocol(BRAINPOOL_256, AES_128)
    desk.card = Card(
        files | {lds.CARD_ACCESS: tlv.encode(0x31, others + own.info())}, PIN, CAN, Random(3).randbytes, keys
    )
    assert isinstance(desk.read(), CardIdentity)
    desk.card = Card(files | {lds.CARD_ACCESS: tlv.encode(0x31, others)}, PIN, CAN, Random(3).randbytes, keys)
    result = desk.read()
    assert isinstance(result, NotSupported)
    assert "no PACE" in result.detail


def test_a_chip_that_wants_to_hear_of_its_only_curve(desk: Desk) -> None:
    """Ukrainian documents of before July 2022 answer 6A87 to a question without it."""
    card = desk.card

    class Particular(Card):
        def transmit(self, data: bytes) -> bytes:
            command = decode_command(data)
            if (command.cla, command.ins) == (0, 0x22) and 0x84 not in dict(tlv.objects(command.data)):
                return Response(b"", 0x6A87).encode()
            return card.transmit(data)

        def reset(self) -> None:
            card.reset()

    desk.card = Particular({}, "", "", Random(1).randbytes)
    assert isinstance(desk.read(), CardIdentity)


@pytest.mark.parametrize("domain", DOMAINS.values(), ids=lambda each: each.name)
@pytest.mark.parametrize("zeros", [1, 2])
def test_a_coordinate_that_begins_with_zeros_keeps_its_length(domain: Domain, zeros: int) -> None:
    point = PointJacobi(domain.curve.curve, 1, 2, 1)
    text = domain.encode(point)
    assert len(text) == 1 + 2 * domain.size
    # of a real point, found by counting up from x = 0, whose x begins with zero bytes
    x = next(x for x in range(1, 2_000) if _lift(domain, x))
    real = domain.encode(_lift(domain, x))
    assert real[1 : 1 + zeros] == bytes(zeros)
    assert domain.decode(real).x() == x


def _lift(domain: Domain, x: int) -> Any:
    """The curve's point at ``x``, or None."""
    curve, prime = domain.curve.curve, int(domain.curve.curve.p())
    square = (x**3 + int(curve.a()) * x + int(curve.b())) % prime
    if prime % 4 == 3:
        y = pow(square, (prime + 1) // 4, prime)
    else:
        from ecdsa.numbertheory import SquareRootError, square_root_mod_prime

        try:
            y = square_root_mod_prime(square, prime)
        except SquareRootError:
            return None
    return PointJacobi(curve, x, y, 1) if y * y % prime == square else None


@given(st.sampled_from(list(DOMAINS.values())), st.binary(max_size=140))
def test_whatever_is_no_point_is_refused(domain: Domain, data: bytes) -> None:
    with pytest.raises(PointError):
        domain.decode(data)


@given(
    st.sampled_from(list(SUITES.values())), st.binary(min_size=32, max_size=32), st.binary(max_size=200),
    st.integers(0, 0xFFFF), st.binary(max_size=200),
)  # fmt: skip
def test_a_channel_carries_what_was_sent(suite: Suite, secret: bytes, sent: bytes, status: int, came: bytes) -> None:
    keys_ = suite.session_keys(secret)
    terminal, card = Channel(suite, *keys_), Channel(suite, *keys_)
    for _ in range(3):
        command = Command(0, 0xB0, 1, 2, sent[:180], 0)
        assert card.open_command(decode_command(terminal.protect(command).encode())) == command
        response = Response(came[:180], status or OK)
        assert terminal.open(card.protect_response(response)) == response


@pytest.mark.parametrize("domain", DOMAINS.values(), ids=lambda each: each.name)
@pytest.mark.parametrize("form", ["named_curve", "explicit"])
@pytest.mark.parametrize("conversion", ["compressed", "uncompressed"])
def test_a_curve_is_known_by_its_name_and_by_its_numbers(domain: Domain, form: str, conversion: str) -> None:
    """As OpenSSL writes them."""
    curve = {"NIST224p": "secp224r1", "NIST256p": "prime256v1", "NIST384p": "secp384r1", "NIST521p": "secp521r1"}
    name = curve.get(domain.name, domain.name.replace("BRAINPOOLP", "brainpoolP"))
    made = subprocess.run(
        ["openssl", "ecparam", "-name", name, "-param_enc", form, "-conv_form", conversion, "-outform", "DER"],
        capture_output=True, check=True,
    )  # fmt: skip
    assert domain_of(ECDomainParameters.load(made.stdout)) is domain


@pytest.mark.parametrize("of", ["prime", "a", "b", "base", "order"])
def test_a_curve_that_differs_in_one_number_is_not_known(of: str) -> None:
    """Whoever writes the numbers could write a generator of their own, and know everybody's key (CVE-2020-0601)."""
    made = subprocess.run(
        ["openssl", "ecparam", "-name", "prime256v1", "-param_enc", "explicit", "-outform", "DER"],
        capture_output=True, check=True,
    ).stdout  # fmt: skip
    domain = DOMAINS[12]
    curve = domain.curve.curve
    number = {"prime": curve.p(), "a": curve.a() % curve.p(), "b": curve.b(), "order": domain.order}.get(of)
    value = domain.encode(domain.generator) if number is None else int(number).to_bytes(32)
    assert value in made
    changed = made.replace(value, value[:-1] + bytes((value[-1] ^ 1,)))
    with pytest.raises(PointError):
        domain_of(ECDomainParameters.load(changed))
