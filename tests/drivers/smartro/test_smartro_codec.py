"""Card terminal frames and fields against examples made by hand, and against anything a line may deliver."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.vocabulary import ChargeFailure
from config.won import Won
from drivers.card_payment import CardApproval
from drivers.smartro.codec import MAX_DATA, MIN_SIZE, Frame, FrameParser, Signal, SmartroError, decode, encode
from drivers.smartro.messages import (
    ANSWER_SIZE,
    Declined,
    answer_data,
    approve_data,
    cancel_data,
    masked,
    parse_answer,
    parse_approve,
)
from tests.sizes import COUNTS, size_of

terminals = st.text("0123456789ABCDEF", max_size=16)
times = st.from_regex(r"[0-9]{14}", fullmatch=True)
jobs = st.sampled_from("ABCELabcdel@")
a_frame = st.builds(Frame, terminals, times, jobs, st.binary(max_size=200))
an_item = a_frame | st.sampled_from((Signal.ACK, Signal.NACK))


def wire(item: Frame | Signal) -> bytes:
    return item.byte if isinstance(item, Signal) else encode(item)


def test_a_device_check_byte_by_byte() -> None:
    expected = (
        b"\x02" + b"TERM000001" + bytes(6) + b"20260102030405" + b"A" + b"\x00" + b"\x00\x00" + b"\x03"
    )  # 35 bytes of header, ETX
    assert len(expected) == 36
    check = 0
    for byte in expected:
        check ^= byte
    assert encode(Frame("TERM000001", "20260102030405", "A")) == expected + bytes((check,))


def test_offsets_of_the_header() -> None:
    data = encode(Frame("T", "20260102030405", "B", b"\x11" * 0x102))
    assert (data[1:2], data[17:31], data[31:32], data[32], data[33:35], data[35]) == (
        b"T", b"20260102030405", b"B", 0, b"\x02\x01", 0x11,
    )  # fmt: skip


@given(a_frame)
def test_every_frame_survives_the_wire(frame: Frame) -> None:
    assert decode(encode(frame)) == frame


@pytest.mark.parametrize(
    "frame",
    [
        Frame("1" * 17, "2" * 14, "A"),
        Frame("1", "2" * 13, "A"),
        Frame("1", "2" * 14, "AB"),
        Frame("가", "2" * 14, "A"),
        Frame("1 ", "2" * 14, "A"),
        Frame("1", "2" * 14, "A", bytes(MAX_DATA + 1)),
    ],
)
def test_what_does_not_fit_is_refused(frame: Frame) -> None:
    with pytest.raises(SmartroError):
        encode(frame)


@given(st.binary(max_size=300))
def test_decoding_anything_gives_a_frame_or_the_codecs_own_error(data: bytes) -> None:
    try:
        decode(data)
    except SmartroError:
        return


@given(a_frame, st.data())
def test_a_damaged_byte_is_always_seen(frame: Frame, data: st.DataObject) -> None:
    bytes_ = bytearray(encode(frame))
    bytes_[data.draw(st.integers(0, len(bytes_) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(SmartroError):
        decode(bytes(bytes_))


@given(st.lists(an_item, max_size=6), st.data())
def test_frames_and_signals_are_found_however_the_bytes_arrive(
    items: list[Frame | Signal], data: st.DataObject
) -> None:
    stream = b"".join(map(wire, items))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(stream)), max_size=6)))
    parser, found = FrameParser(), []
    for start, end in zip([0, *cuts], [*cuts, len(stream)], strict=True):
        found += parser.feed(5, stream[start:end])
    assert found == items


@given(st.lists(st.tuples(st.integers(0, 300), st.binary(max_size=300)), max_size=30), a_frame)
def test_after_any_noise_and_a_silence_the_next_frame_is_found(noise: list[tuple[int, bytes]], frame: Frame) -> None:
    parser, now = FrameParser(), 0
    for gap, data in noise:
        now += gap
        parser.feed(now, data)
        assert size_of(parser) <= size_of(FrameParser()) + COUNTS + MIN_SIZE + MAX_DATA
    assert parser.feed(now + 200, encode(frame)) == [frame]


def test_a_damaged_frame_is_one_report_and_holds_no_acknowledgements() -> None:
    bad = bytearray(encode(Frame("1", "2" * 14, "b", b"\x06\x15" * 20)))
    bad[20] ^= 1
    assert FrameParser().feed(0, bytes(bad) + encode(Frame("1", "2" * 14, "a"))) == [
        Signal.DAMAGED,
        Frame("1", "2" * 14, "a"),
    ]


# --- fields ---


def test_a_sale_is_thirty_characters() -> None:
    assert approve_data(Won(1_000)) == b"1" + b"0000001000" + b"00000000" + b"00000000" + b"00" + b"1"
    assert parse_approve(approve_data(Won(400))) == Won(400)


@pytest.mark.parametrize("amount", [Won(-1), Won(10**10)])
def test_an_amount_that_does_not_fit_is_refused(amount: Won) -> None:
    with pytest.raises(SmartroError):
        approve_data(amount)


def test_a_cancellation_names_what_it_takes_back() -> None:
    approval = CardApproval("30000001", "000000000001", Won(400), "20260102030405", "1")
    expected = b"21" + b"0000000400" + b"0" * 16 + b"00" + b"1" + b"30000001    " + b"20260102030405"
    assert cancel_data(approval, length_field=False) == expected
    assert len(expected) == 57
    assert cancel_data(approval, length_field=True) == expected + b"00"


def test_an_answer_is_157_bytes_and_read_back() -> None:
    data = answer_data(
        kind="1", medium="1", card="9410001234560000", amount="400", approval_no="30000001", date="20260102",
        time="030405", unique_no="000000000001", merchant="000000000000000", issuer="0000모의카드", acquirer="0001모의매입",
    )  # fmt: skip
    assert len(data) == ANSWER_SIZE == 157
    assert parse_answer(data) == CardApproval(
        "30000001", "000000000001", Won(400), "20260102030405", "1", "모의카드", "모의매입", "000000000000000", "941000******0000",
    )  # fmt: skip


def test_a_decline_says_why() -> None:
    assert parse_answer(answer_data(kind="X", issuer="잔액 부족", acquirer="-6B잔액")) == Declined(
        ChargeFailure.BALANCE, "잔액 부족"
    )
    assert parse_answer(answer_data(kind="X", acquirer="-ZZ오류")) == Declined(ChargeFailure.DECLINED, "오류")


def test_no_last_approval() -> None:
    assert parse_answer(b"") is None
    assert parse_answer(b" " * 157) is None


def test_without_a_unique_number_an_approval_still_has_a_name() -> None:
    said = parse_answer(answer_data(kind="1", amount="400", approval_no="7", date="20260102", time="030405"))
    assert isinstance(said, CardApproval)
    assert said.unique_no == "7-20260102030405"


@given(st.binary(max_size=200) | st.binary(min_size=157, max_size=157))
def test_parsing_any_data_gives_an_answer_or_the_codecs_own_error(data: bytes) -> None:
    try:
        said = parse_answer(data)
    except SmartroError:
        return
    if isinstance(said, CardApproval):
        assert len(cancel_data(said, length_field=False)) == 57


names = st.text(max_size=20).filter(lambda text: text.encode("cp949", "ignore").decode("cp949") == text)


@given(names, names, names, st.integers(0, 10**10 - 1))
def test_any_approval_can_be_taken_back(number: str, when: str, issuer: str, won: int) -> None:
    said = parse_answer(answer_data(kind="1", amount=str(won), approval_no=number, date=when, issuer=issuer))
    assert isinstance(said, CardApproval)
    assert said.amount == Won(won)
    assert len(cancel_data(said, length_field=True)) == 59


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("9410001234560000", "941000******0000"),
        ("9410-0012-3456-0000", "9410-00**-****-0000"),
        ("9410-00**-****-0000", "9410-00**-****-0000"),
        ("1234567890", "******7890"),
        ("", ""),
    ],
)
def test_a_card_number_is_masked_whatever_the_terminal_shows(number: str, shown: str) -> None:
    assert masked(number) == shown


def test_a_card_number_is_in_no_log() -> None:
    assert "0000" not in repr(CardApproval("3", "1", Won(400), "2026", card="9410-00**-****-0000"))
