"""Whatever a card says ends in a result: no exception, no endless loop, no identity that nobody signed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

import pytest
from asn1crypto import cms, core
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.chip_card import lds, tlv
from config.chip_card.active_authentication import ChipError, signer
from config.chip_card.domain import BRAINPOOL_256, PointError
from config.chip_card.passive_authentication import NotGenuine, security_object
from config.dialogue import Failure, FailureReason
from config.vocabulary import CardDoubt, CardFault
from drivers.smartcard import secret
from drivers.smartcard.apdu import ApduError, Command, Response, decode_command, decode_response
from drivers.smartcard.chip_authentication import agreements
from drivers.smartcard.cipher import AES_128
from drivers.smartcard.dialogue import CardProfile, read_card
from drivers.smartcard.emulator import ATR, Card
from drivers.smartcard.identity import (
    CardFailed,
    CardIdentity,
    CardResult,
    Faulty,
    NotAuthentic,
    PinBlocked,
    PinSuspended,
    WrongCan,
    WrongPin,
)
from drivers.smartcard.issuer import Authority, Holder, make_authority, make_files, sign
from drivers.smartcard.questions import PowerUp
from drivers.smartcard.secure_messaging import Channel, SecureMessagingError
from tests.proofs import of

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


# -- codecs --


@given(st.sampled_from((0x30, 0x7C, 0x5F1F, 0x7F49)), st.binary(max_size=400))
def test_tlv_round_trip(tag: int, value: bytes) -> None:
    assert list(tlv.objects(tlv.encode(tag, value) * 2)) == [(tag, value)] * 2


@given(st.binary(max_size=80))
def test_tlv_of_anything(data: bytes) -> None:
    with contextlib.suppress(tlv.TlvError):
        assert sum(len(value) for _, value in tlv.objects(data)) <= len(data)


@given(st.binary(max_size=300))
def test_apdus_of_anything(data: bytes) -> None:
    for decode in (decode_command, decode_response):
        with contextlib.suppress(ApduError):
            assert decode(data).encode() == data


@given(st.binary(max_size=200), st.none() | st.integers(0, 255), st.binary(max_size=250), st.integers(0x6100, 0x9FFF))
def test_secure_messaging_round_trip(data: bytes, expected: int | None, reply: bytes, status: int) -> None:
    terminal, card = (Channel(AES_128, b"e" * 16, b"m" * 16) for _ in range(2))
    command = Command(0, 0xB0, 1, 2, data, expected)
    assert card.open_command(decode_command(terminal.protect(command).encode())) == command
    assert terminal.open(card.protect_response(Response(reply, status))) == Response(reply, status)


@given(st.data())
def test_secure_messaging_notices_every_changed_bit(data: st.DataObject) -> None:
    terminal, card = (Channel(AES_128, b"e" * 16, b"m" * 16) for _ in range(2))
    protected = bytearray(terminal.protect(Command(0, 0xB0, 0, 0, expected=4)).encode())
    at = data.draw(st.integers(0, len(protected) - 2))
    protected[at] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((SecureMessagingError, ApduError)):
        card.open_command(decode_command(bytes(protected)))


# -- any card at all --


@FEW
@given(st.lists(st.binary(max_size=300), max_size=30), st.booleans())
def test_a_card_that_says_anything(authority: Authority, run: Any, replies: list[bytes], can: bool) -> None:
    queue = list(replies)
    talk = read_card(
        CardProfile((authority.csca,)),
        secret.pin("123456"),
        Random(1).randbytes,
        NOW,
        secret.can("654321") if can else None,
    )
    result = run(talk, lambda question: queue.pop(0) if queue else b"\x90\x00")
    assert not isinstance(result, CardIdentity)


@FEW
@given(st.data())
def test_one_damaged_reply(desk: Any, data: st.DataObject) -> None:
    """The true card, with one reply at one place changed, cut or stretched: never an exception, never another identity."""
    desk.card.tries_left = 3
    whole = desk.read()
    desk.card.tries_left = 3
    damaged_at = data.draw(st.integers(0, len(desk.transcript) - 1))
    mutate: Callable[[bytes], bytes] = data.draw(st.sampled_from((
        lambda b: b[: len(b) // 2], lambda b: b + b"\x00\x90\x00", lambda b: b"", lambda b: b[-2:],
        lambda b: bytes((b[0] ^ 0x20,)) + b[1:], lambda b: b[:-2] + b"\x6a\x82", lambda b: b"\xff" * 250 + b"\x90\x00",
    )))  # fmt: skip
    card, count = desk.card, 0
    honest = card.transmit

    def lying(message: bytes) -> bytes:
        nonlocal count
        count += 1
        reply: bytes = honest(message)
        return mutate(reply) if count - 1 == damaged_at else reply

    card.transmit = lying
    result = desk.read()
    card.transmit = honest
    desk.transcript.clear()
    assert isinstance(whole, CardIdentity)
    assert not isinstance(result, CardIdentity) or result == whole


def test_a_card_that_drips_its_files_is_given_up(desk: Any, files: dict[int, bytes], authority: Authority) -> None:
    """A huge file handed out byte by byte must not hold the kiosk for hours: 32,000 exchanges of seconds each."""
    desk.card.files[lds.CARD_ACCESS] = tlv.encode(0x31, bytes(32_000))
    whole = desk.card.transmit

    def drip(data: bytes) -> bytes:
        command, response = decode_command(data), decode_response(whole(data))
        if command.ins == 0xB0:
            response = Response(response.data[: 1 if command.p1 or command.p2 else 8], response.status)
        return response.encode()

    desk.card.transmit = drip
    assert desk.read() == Faulty(CardFault.ENDLESS, "over 200 exchanges")


# -- a chip that does not know the PIN --


def test_a_chip_that_mirrors_key_and_token(desk: Any, run: Any) -> None:
    """It knows no PIN and sends back what it gets: our own token over our own key would be the right one."""
    asked: list[bytes] = []

    def mirror(question: Any) -> bytes:
        if isinstance(question, PowerUp) or question.data[1] != 0x86:
            return bytes(desk.card.answer(question))
        step, value = next(tlv.objects(tlv.find(decode_command(question.data).data, 0x7C)), (0x7F, bytes(16)))
        asked.append(question.data)
        if step == 0x81:
            value = BRAINPOOL_256.encode(BRAINPOOL_256.generator * 5)
        return tlv.encode(0x7C, tlv.encode(step + 1, value)) + b"\x90\x00"

    result = run(read_card(desk.profile, secret.pin("123456"), Random(1).randbytes, NOW), mirror)
    assert result == Faulty(CardFault.SECRET_NOT_KNOWN, "it mirrored our key")
    assert len(asked) == 3


def test_a_chip_with_a_wrong_token(desk: Any) -> None:
    honest = desk.card.transmit

    def lying(message: bytes) -> bytes:
        reply = bytes(honest(message))
        return reply[:4] + bytes((reply[4] ^ 1,)) + reply[5:] if reply[:3] == b"\x7c\x0a\x86" else reply

    desk.card.transmit = lying
    assert desk.read() == Faulty(CardFault.SECRET_NOT_KNOWN, "its token is another")
    assert desk.transcript[-1][0][:2] == b"\x00\x86"


# -- pulled --


def test_pulled_at_every_exchange(desk: Any, run: Any, authority: Authority) -> None:
    assert isinstance(desk.read(), CardIdentity)
    total = len(desk.transcript) + 1
    for pulled_at in range(total):
        asked = 0

        def answer(question: Any, at: int = pulled_at) -> bytes | Failure:
            nonlocal asked
            asked += 1
            if asked > at:
                return Failure(FailureReason.GONE)
            if isinstance(question, PowerUp):
                desk.card.reset()
                return ATR
            return bytes(desk.card.transmit(question.data))

        before = desk.card.tries_left
        talk = read_card(desk.profile, secret.pin("123456"), Random(1).randbytes, NOW)
        assert run(talk, answer) == CardFailed(Failure(FailureReason.GONE))
        assert desk.card.tries_left in (before, before - 1)
        assert asked == pulled_at + 1
        desk.card.tries_left = 3
    assert isinstance(desk.read(), CardIdentity)


# -- the PIN --


def test_tries_run_down_to_suspended(desk: Any) -> None:
    assert desk.read("000000") == WrongPin(2)
    assert desk.read("000000") == PinSuspended()
    assert desk.read("123456") == PinSuspended()
    assert desk.card.tries_left == 1


def test_the_right_pin_gives_the_tries_back(desk: Any) -> None:
    assert desk.read("000000") == WrongPin(2)
    assert isinstance(desk.read(), CardIdentity)
    assert desk.read("000000") == WrongPin(2)


def test_the_can_resumes_a_suspended_pin(desk: Any) -> None:
    desk.card.tries_left = 1
    assert isinstance(desk.read(can="654321"), CardIdentity)
    assert desk.card.tries_left == 3


def test_a_wrong_pin_after_the_can_blocks_and_says_so(desk: Any) -> None:
    desk.card.tries_left = 1
    assert desk.read("000000", can="654321") == PinBlocked()
    assert desk.card.tries_left == 0


def test_a_blocked_pin_is_blocked_with_and_without_can(desk: Any) -> None:
    desk.card.tries_left = 0
    assert desk.read() == PinBlocked()
    assert desk.read(can="654321") == PinBlocked()


def test_a_wrong_can_costs_no_try_and_is_not_a_wrong_pin(desk: Any) -> None:
    """Told as a wrong PIN with 0 left, the resident would believe the card blocked."""
    desk.card.tries_left = 1
    assert desk.read(can="000000") == WrongCan()
    assert desk.card.tries_left == 1


# -- the emulated card is strict --


def plain(card: Card, ins: int, p1: int, p2: int, data: bytes = b"", expected: int | None = None) -> Response:
    return decode_response(card.transmit(Command(0, ins, p1, p2, data, expected).encode()))


def test_nothing_personal_without_a_channel(desk: Any) -> None:
    card = desk.card
    assert plain(card, 0xA4, 4, 0x0C, lds.APPLICATION).status != 0x9000
    for file in (lds.DG1, lds.DG11, lds.SOD):
        assert plain(card, 0xA4, 2, 0x0C, file.to_bytes(2)).status != 0x9000
        assert plain(card, 0xB0, 0, 0, expected=4).data == b""


def test_nothing_personal_after_the_channel_broke(desk: Any) -> None:
    """A file selected through the channel must not be readable without it once the channel is gone."""
    assert isinstance(desk.read(), CardIdentity)
    assert plain(desk.card, 0xB0, 0, 0, expected=4).status == 0x6988
    assert plain(desk.card, 0xB0, 0, 0, expected=4).data == b""
    assert plain(desk.card, 0xA4, 2, 0x0C, lds.DG11.to_bytes(2)).status != 0x9000


@FEW
@given(
    st.lists(
        st.binary(max_size=60) | st.binary(min_size=4, max_size=20).map(lambda b: b"\x00\x86" + b[2:]), max_size=20
    )
)
def test_the_card_stands_any_command(files: dict[int, bytes], commands: list[bytes]) -> None:
    card = Card(files, "123456", "654321", Random(1).randbytes)
    for command in commands:
        assert len(card.transmit(command)) >= 2


# -- authenticity --


def test_the_card_of_the_demonstration(desk: Any, holder: Holder) -> None:
    result = desk.read()
    assert isinstance(result, CardIdentity)
    assert (result.resident_number, result.document_number, result.name) == ("9912319000000", "M12345678", "홍길동")
    assert holder.resident_number not in repr(result)


@pytest.mark.parametrize("file", [lds.DG1, lds.DG11])
def test_a_changed_data_group(desk: Any, file: int) -> None:
    desk.card.files[file] = desk.card.files[file][:-1] + b"9"
    assert desk.read() == NotAuthentic(CardDoubt.HASH_MISMATCH)


def test_another_states_csca(desk: Any) -> None:
    other = make_authority(Random(99).randbytes, NOW)
    desk.profile = CardProfile((other.csca,))
    assert desk.read() == NotAuthentic(CardDoubt.UNKNOWN_CSCA)


def test_no_trust_by_default(desk: Any) -> None:
    desk.profile = CardProfile(())
    assert desk.read() == NotAuthentic(CardDoubt.UNKNOWN_CSCA)


@pytest.mark.parametrize("days", [-10, 4_000])
def test_outside_the_certificates_time(desk: Any, days: int) -> None:
    desk.now = NOW + timedelta(days=days)
    assert desk.read() == NotAuthentic(CardDoubt.EXPIRED)


def reason(sod: bytes, files: dict[int, bytes], anchors: tuple[x509.Certificate, ...]) -> str:
    with pytest.raises(NotGenuine) as doubt:
        security_object(sod, anchors, NOW).check({1: files[lds.DG1], 11: files[lds.DG11]})
    return doubt.value.reason


@settings(max_examples=of(300, sample=100), deadline=None)
@given(st.data())
def test_any_damage_to_the_security_object(files: dict[int, bytes], authority: Authority, data: st.DataObject) -> None:
    """Refused, or accepted because what changed was neither signed nor looked at; never another exception."""
    sod = bytearray(files[lds.SOD])
    for _ in range(data.draw(st.integers(1, 3))):
        sod[data.draw(st.integers(0, len(sod) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(NotGenuine):
        security_object(bytes(sod), (authority.csca,), NOW).check({1: files[lds.DG1], 11: files[lds.DG11]})


def test_every_byte_of_the_security_object_changed(files: dict[int, bytes], authority: Authority) -> None:
    """Never an exception of a parser's own, e.g. for a certificate of version 24."""
    groups = {1: files[lds.DG1], 11: files[lds.DG11]}
    for at in range(len(files[lds.SOD])):
        for flip in (0x01, 0x18, 0x80):
            sod = bytearray(files[lds.SOD])
            sod[at] ^= flip
            with contextlib.suppress(NotGenuine):
                security_object(bytes(sod), (authority.csca,), NOW).check(groups)


def certificate(authority_key: Any, issuer: x509.Name, key: Any, *, usage: bool = True, ca: bool = False,
                curve_subject: str = "signer") -> x509.Certificate:  # fmt: skip
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, curve_subject)]))
        .issuer_name(issuer).public_key(key.public_key()).serial_number(77)
        .not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=10))
    )  # fmt: skip
    if usage:
        builder = builder.add_extension(x509.KeyUsage(not ca, False, False, False, False, ca, ca, False, False), True)
    return builder.sign(authority_key, SHA256())


@pytest.fixture(scope="module")
def csca_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@pytest.fixture(scope="module")
def csca(csca_key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "csca")])
    return (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(csca_key.public_key()).serial_number(1)
        .not_valid_before(NOW - timedelta(days=1)).not_valid_after(NOW + timedelta(days=10))
        .add_extension(x509.BasicConstraints(True, 0), True)
        .add_extension(x509.KeyUsage(False, False, False, False, False, True, True, False, False), True)
        .sign(csca_key, SHA256())
    )  # fmt: skip


@pytest.mark.parametrize("usage", [True, False])
def test_a_signer_without_the_right_to_sign(
    holder: Holder, csca: x509.Certificate, csca_key: ec.EllipticCurvePrivateKey, usage: bool
) -> None:
    """A certificate of the state's that is for signing certificates, or says nothing of its use, signs no data."""
    key = ec.generate_private_key(ec.SECP256R1())
    signer = certificate(csca_key, csca.subject, key, usage=usage, ca=usage)
    files = make_files(holder, Authority(csca, signer, key))
    assert reason(files[lds.SOD], files, (csca,)) == "unknown-csca"


def test_an_anchor_without_constraints(holder: Holder, csca_key: ec.EllipticCurvePrivateKey) -> None:
    """A mistake in the settings (a leaf certificate as trust anchor) is a refusal, not a crash."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "signer")])
    anchor = certificate(csca_key, name, csca_key, usage=False)
    key = ec.generate_private_key(ec.SECP256R1())
    files = make_files(holder, Authority(anchor, certificate(csca_key, name, key), key))
    assert reason(files[lds.SOD], files, (anchor,)) == "unknown-csca"


def test_a_signature_by_another_key(holder: Holder, authority: Authority) -> None:
    forged = Authority(authority.csca, authority.signer, ec.generate_private_key(ec.SECP256R1()))
    files = make_files(holder, forged)
    assert reason(files[lds.SOD], files, (authority.csca,)) == "not-signed"


def test_a_rsa_signer_is_refused_not_a_crash(holder: Holder, csca: x509.Certificate, csca_key: Any) -> None:
    key = rsa.generate_private_key(65537, 2048)
    good = ec.generate_private_key(ec.SECP256R1())
    files = make_files(holder, Authority(csca, certificate(csca_key, csca.subject, good), good))
    content = cms.ContentInfo.load(tlv.find(files[lds.SOD], 0x77))
    content["content"]["certificates"] = cms.CertificateSet(
        [asn1_x509.Certificate.load(certificate(csca_key, csca.subject, key).public_bytes(Encoding.DER))]
    )
    assert reason(tlv.encode(0x77, content.dump(force=True)), files, (csca,)) == "not-signed"


def test_a_signed_attribute_for_other_content(files: dict[int, bytes], authority: Authority) -> None:
    """The list of hashes exchanged under an honest signature."""
    content = cms.ContentInfo.load(tlv.find(files[lds.SOD], 0x77))
    listed = content["content"]["encap_content_info"]["content"].native
    raw = listed if isinstance(listed, bytes) else content["content"]["encap_content_info"]["content"].parsed.dump()
    forged = bytes(raw).replace(sha256(files[lds.DG11]).digest(), sha256(b"other").digest())
    content["content"]["encap_content_info"]["content"] = core.ParsableOctetString(forged, explicit=0)
    changed = dict(files)
    changed[lds.DG11] = b"other"
    assert reason(tlv.encode(0x77, content.dump(force=True)), changed, (authority.csca,)) == "not-signed"


def test_a_data_group_the_security_object_does_not_name(files: dict[int, bytes], authority: Authority) -> None:
    sod = tlv.encode(0x77, sign({1: files[lds.DG1]}, authority))
    assert reason(sod, files, (authority.csca,)) == "hash-mismatch"


def test_no_result_shows_personal_data(desk: Any) -> None:
    result: CardResult = desk.read()
    assert "홍길동" not in repr(result)
    assert "9912319" not in str(result)


def test_pace_refuses_points_that_are_none() -> None:
    for data in (b"", b"\x04" + bytes(64), b"\x02" + bytes(32), b"\x04" + b"\xff" * 64):
        with pytest.raises(PointError):
            BRAINPOOL_256.decode(data)


def test_every_byte_of_the_files_that_name_the_chips_keys_changed(files: dict[int, bytes]) -> None:
    """Never an exception of a parser's own, e.g. for an algorithm that it does not know."""
    readers: dict[int, Callable[[bytes], object]] = {
        lds.DG14: agreements,
        lds.DG15: lambda file: signer(file, files[lds.DG14]),
    }
    for number, read in readers.items():
        for at in range(len(files[number])):
            for flip in (0x01, 0x18, 0x80):
                file = bytearray(files[number])
                file[at] ^= flip
                with contextlib.suppress(tlv.TlvError, ChipError):
                    read(bytes(file))
