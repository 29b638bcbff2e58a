"""The seal against worked examples of others, a foreign ECDSA implementation, and bytes of any kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from hashlib import sha256

import ecdsa
import pytest
import segno
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from config.visible_seal import (
    MAX_BYTES,
    SealError,
    SealFields,
    c40,
    decode,
    encode,
    from_c40,
    mmddyyyy,
    signer,
    verify,
)

KEY = ec.derive_private_key(0x5EA1, ec.SECP256R1())
OTHER = ec.derive_private_key(0xBAD, ec.SECP256R1())
FIELDS = SealFields(
    number="0123-4567-8901-2345",
    kind="land-register",
    issued_at=datetime(2031, 3, 14, 3, 0, 7, tzinfo=timezone(timedelta(hours=9))),
    signer="KRWJ",
    subject="강원특별자치도 원주시 단구동 9423-1",
    digest=bytes(range(32)),
)

ANY_FIELDS = st.builds(
    SealFields,
    number=st.from_regex(r"[0-9]{4}(-[0-9]{4}){3}", fullmatch=True),
    kind=st.text(st.characters(max_codepoint=127), max_size=60),
    issued_at=st.builds(
        lambda seconds, quarters: (datetime(2020, 1, 2, tzinfo=UTC) + timedelta(seconds=seconds)).astimezone(
            timezone(quarters * timedelta(minutes=15))
        ),
        st.integers(0, 2**32 - 100_000),
        st.integers(-95, 95),
    ),
    subject=st.text(max_size=30),
    digest=st.binary(min_size=32, max_size=32),
    signer=st.text(st.sampled_from("0189AMZ"), min_size=4, max_size=4),
    certificate=st.text(st.sampled_from("0189AMZ"), min_size=1, max_size=20),
)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("XK CD", "eb0466a9"),  # BSI TR-03137 part 1, annex B
        ("XKCD", "eb11fe45"),
        ("BSI01", "62d719c9"),  # 3.2.3
        ("D  ", "6abc"),  # annex E, issuing country
        ("DETS0227", "6d32c8a72739"),  # annex E: signer, length of the reference, reference
        ("DETS0232", "6d32c8a72cb1"),  # annex F
        ("UFO001979", "d79519a65306"),
        ("T2000AK47", "cf3519af974c"),  # annex G (its text has the number wrong)
        ("05314000", "1a70208519a1"),
        ("53123MUSTERMANNSTRASSE21", "395e26b3d9a275735bd4cd485ca17176"),
        ("21614", "26532081"),  # annex H
    ],
)
def test_c40_as_others_write_it(text: str, written: str) -> None:
    assert c40(text).hex() == written
    assert from_c40(bytes.fromhex(written)) == text


def test_dates_as_others_write_them() -> None:
    assert mmddyyyy(date(1957, 3, 25)).hex() == "319ef5"  # BSI TR-03137 part 1, 3.2.3
    assert mmddyyyy(date(2020, 1, 1)).hex() == "0f7134"  # annex E
    assert mmddyyyy(date(2021, 12, 3)).hex() == "b79815"  # annex F


def test_the_bytes_are_frozen() -> None:
    """A paper must still be readable in ten years."""
    seal = encode(FIELDS, signer(KEY))
    header = "dc03" + c40("KOR").hex() + c40("KRWJ0201").hex() + mmddyyyy(date(2031, 3, 14)).hex() * 2 + "c502"
    assert seal.hex().startswith(
        header + "010c" + c40("0123456789012345").hex() + "020d" + b"land-register".hex() + "0305"
    )
    assert seal[-66:-64] == b"\xff\x40"
    assert encode(FIELDS, signer(KEY)) == seal, "the signature has no chance in it"


def test_a_foreign_implementation_agrees_on_the_signature() -> None:
    seal = encode(FIELDS, signer(KEY))
    pem = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert ecdsa.VerifyingKey.from_pem(pem.decode()).verify(seal[-64:], seal[:-66], sha256)


def test_fits_a_code_that_a_phone_reads() -> None:
    longest = replace(FIELDS, kind="k" * 60, subject="가" * 40)
    seal = encode(longest, signer(KEY))
    assert len(seal) <= MAX_BYTES
    assert int(segno.make_qr(seal, error="m").version) <= 17
    assert int(segno.make_qr(encode(FIELDS, signer(KEY)), error="m").version) <= 13


@given(ANY_FIELDS)
def test_reads_back(fields: SealFields) -> None:
    read = verify(encode(fields, signer(KEY)), (OTHER.public_key(), KEY.public_key()))
    assert read == fields
    assert read.issued_at.utcoffset() == fields.issued_at.utcoffset()


@given(st.binary(max_size=500))
def test_any_bytes_are_a_seal_or_a_seal_error(data: bytes) -> None:
    for candidate in (data, encode(FIELDS, signer(KEY))[:20] + data):
        with pytest.raises(SealError):
            verify(candidate, (KEY.public_key(),))


@given(st.data())
def test_a_changed_seal_is_not_genuine(data: st.DataObject) -> None:
    seal = bytearray(encode(FIELDS, signer(KEY)))
    at = data.draw(st.integers(0, len(seal) - 1))
    seal[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SealError):
        verify(bytes(seal), (KEY.public_key(),))


@given(st.data())
def test_there_is_one_way_to_write_it(data: st.DataObject) -> None:
    seal = bytearray(encode(FIELDS, signer(KEY)))
    seal[data.draw(st.integers(0, len(seal) - 67))] = data.draw(st.integers(0, 255))
    try:
        fields, signed, _ = decode(bytes(seal))
    except SealError:
        return
    assert encode(fields, signer(KEY))[:-66] == signed


def test_a_cut_or_lengthened_seal_is_none() -> None:
    seal = encode(FIELDS, signer(KEY))
    for other in (*(seal[:length] for length in range(len(seal))), seal + b"\0", seal * 2):
        with pytest.raises(SealError):
            verify(other, (KEY.public_key(),))


def test_another_city_is_not_this_one() -> None:
    seal = encode(FIELDS, signer(OTHER))
    with pytest.raises(SealError, match="not signed"):
        verify(seal, (KEY.public_key(),))
    with pytest.raises(SealError, match="not signed"):
        verify(seal, ())


@pytest.mark.parametrize(
    "unfit",
    [
        replace(FIELDS, number="1234"),
        replace(FIELDS, number="１２３４-4567-8901-2345"),
        replace(FIELDS, kind="토지대장"),
        replace(FIELDS, kind="k" * 61),
        replace(FIELDS, issued_at=datetime(2031, 3, 14)),  # noqa: DTZ001  # what is being tested
        replace(FIELDS, issued_at=datetime(2019, 12, 31, tzinfo=UTC)),
        replace(FIELDS, issued_at=datetime(2200, 1, 1, tzinfo=UTC)),
        replace(FIELDS, issued_at=datetime(2031, 1, 1, 0, 0, 0, 1, UTC)),
        replace(FIELDS, issued_at=datetime(2031, 1, 1, tzinfo=timezone(timedelta(minutes=7)))),
        replace(FIELDS, subject="가" * 41),
        replace(FIELDS, subject="\ud800"),
        replace(FIELDS, digest=b"short"),
        replace(FIELDS, signer="KR"),
        replace(FIELDS, signer="krwj"),
        replace(FIELDS, certificate="_"),
    ],
)
def test_what_does_not_fit_is_not_signed(unfit: SealFields) -> None:
    with pytest.raises(SealError):
        encode(unfit, signer(KEY))


def test_a_signature_of_another_length_is_not_taken() -> None:
    with pytest.raises(SealError, match="64"):
        encode(FIELDS, lambda data: b"short")
