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
    MAX_SUBJECT,
    SealError,
    SealFields,
    c40,
    decode,
    encode,
    fitted,
    from_c40,
    mmddyyyy,
    shortened,
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
) | st.builds(
    lambda decisive: fitted(replace(FIELDS, edition=2, decisive=tuple(decisive))),
    st.lists(st.text(min_size=1, max_size=60), max_size=10),
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


def test_the_bytes_of_the_second_edition_are_frozen() -> None:
    fields = replace(FIELDS, edition=2, decisive=("지목=대", "면적=661"))
    first, second = encode(FIELDS, signer(KEY)), encode(fields, signer(KEY))
    said = "100a" + "지목=대".encode().hex() + "110a" + "면적=661".encode().hex()
    assert second[:-66].hex() == first[:-66].hex().replace("c502", "c602") + said


def test_as_much_as_fits_is_said_and_nothing_is_cut() -> None:
    many = tuple(f"세대원 {number}=견본하늘구름햇살처럼맑고고운이름을가진사람" for number in range(20))
    fields = fitted(replace(FIELDS, edition=2, decisive=(many[0], "가" * 50, *many[1:])))
    assert 0 < len(fields.decisive) < 8
    assert fields.decisive == many[: len(fields.decisive)]
    assert len(encode(fields, signer(KEY))) <= MAX_BYTES


def test_two_flats_never_read_alike() -> None:
    """A building's subject begins wide and ends with the flat: what does not fit is left out in the middle."""
    building = "강원특별자치도 원주시 무실동 9999-12 " + "견본마을하늘채보기아파트단지" * 4
    one, other = shortened(f"{building} 101동 1203호"), shortened(f"{building} 101동 1204호")
    assert one != other
    assert one.startswith("강원특별자치도 원주시 무실동")
    assert one.endswith("101동 1203호")
    assert len(one.encode()) <= MAX_SUBJECT
    assert shortened("단구동 9423-1") == "단구동 9423-1"


@given(
    st.text(st.characters(codec="utf-8"), min_size=130, max_size=200), st.integers(0, 129), st.characters(codec="utf-8")
)
def test_subjects_that_differ_anywhere_never_read_alike(subject: str, at: int, other: str) -> None:
    changed = subject[:at] + other + subject[at + 1 :]
    assert (shortened(subject) == shortened(changed)) == (subject == changed)
    assert len(shortened(subject).encode()) <= MAX_SUBJECT


class Reader:
    """A reader of visible digital seals that knows ICAO Doc 9303 part 13 and nothing of this city."""

    def __init__(self, seal: bytes) -> None:
        assert seal[:2] == b"\xdc\x03"
        self._seal, self._at = seal, 2
        self.country = self._c40(2)
        signer_and_length = self._c40(4)
        self.signer, digits = signer_and_length[:4], int(signer_and_length[4:], 16)
        self.certificate = self._c40((digits - 1) // 3 * 2 + 2)[:digits]
        self.issued, self.signed = self._take(3), self._take(3)
        self.document = self._take(2)
        self.features: dict[int, bytes] = {}
        while (tag := self._take(1)[0]) != 0xFF:
            length = self._take(1)[0]
            assert length < 128
            assert tag not in self.features
            self.features[tag] = self._take(length)
        self.message = seal[: self._at - 1]
        self.signature = self._take(self._take(1)[0])
        assert self._at == len(seal)

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._seal[self._at - size : self._at]

    def _c40(self, size: int) -> str:
        data, text = self._take(size), ""
        for at in range(0, size, 2):
            if data[at] == 0xFE:
                text += chr(data[at + 1] - 1)
                continue
            value = int.from_bytes(data[at : at + 2]) - 1
            for code in (value // 1600, value // 40 % 40, value % 40):
                text += {3: " "}.get(code, chr(code + 44) if code < 14 else chr(code + 51)) if code else ""
        return text.rstrip()


@pytest.mark.parametrize("certificate", ["01", "7", "4A3", "19F04C2B7D"])
def test_a_foreign_reader_gets_as_far_as_the_fields(certificate: str) -> None:
    fields = replace(FIELDS, edition=2, decisive=("지목=대", "면적=661"), certificate=certificate)
    read = Reader(encode(fields, signer(KEY)))
    assert (read.country, read.signer, read.certificate) == ("KOR", "KRWJ", certificate)
    assert read.features[4].decode() == FIELDS.subject
    assert [read.features[tag].decode() for tag in (0x10, 0x11)] == ["지목=대", "면적=661"]
    pem = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    assert ecdsa.VerifyingKey.from_pem(pem.decode()).verify(read.signature, read.message, sha256)


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
        replace(FIELDS, decisive=("지목=대",)),
        replace(FIELDS, edition=3),
        replace(FIELDS, edition=2, decisive=("가" * 43,)),
        replace(FIELDS, edition=2, decisive=("",)),
        replace(FIELDS, edition=2, decisive=("지목=대",) * 9),
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
