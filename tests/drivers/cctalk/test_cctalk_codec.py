"""ccTalk frames against worked examples, and against anything a line may deliver."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.cctalk.codec import HOST, CcTalkError, Checksum, Frame, FrameParser, crc16, decode, encode
from tests.sizes import COUNTS, size_of

FRAMES = [
    ("02 00 01 FE FF", Frame(2, 1, 254)),
    ("01 00 02 00 FD", Frame(1, 2, 0)),
    ("01 00 02 05 F8", Frame(1, 2, 5)),
    ("01 00 02 06 F7", Frame(1, 2, 6)),
    ("02 00 01 F5 08", Frame(2, 1, 245)),
    ("01 0D 02 00 43 6F 69 6E 20 41 63 63 65 70 74 6F 72 16", Frame(1, 2, 0, b"Coin Acceptor")),
    ("02 00 01 E5 18", Frame(2, 1, 229)),
    ("01 0B 02 00 00 00 00 00 00 00 00 00 00 00 00 F2", Frame(1, 2, 0, bytes(11))),
    ("01 0B 02 00 01 04 01 00 00 00 00 00 00 00 00 EC", Frame(1, 2, 0, b"\x01\x04\x01" + bytes(8))),
    ("02 01 01 E4 01 17", Frame(2, 1, 228, b"\x01")),
    ("02 02 01 E7 FF FF 16", Frame(2, 1, 231, b"\xff\xff")),
    ("02 01 01 B8 01 43", Frame(2, 1, 184, b"\x01")),
    ("01 06 02 00 4B 52 35 30 30 41 84", Frame(1, 2, 0, b"KR500A")),
    ("03 01 01 A4 A5 B2", Frame(3, 1, 164, b"\xa5")),
    ("03 00 01 A6 56", Frame(3, 1, 166)),
    ("03 09 01 A7 00 00 00 00 00 00 00 00 05 47", Frame(3, 1, 167, bytes(8) + b"\x05")),
    ("01 01 03 00 08 F3", Frame(1, 3, 0, b"\x08")),
]

SUM = st.just(Checksum.SUM)
a_frame = st.builds(Frame, st.integers(0, 255), st.integers(0, 255), st.integers(0, 255), st.binary(max_size=252), SUM)
a_reply = st.builds(Frame, st.just(HOST), st.integers(2, 255), st.sampled_from((0, 5, 6)), st.binary(max_size=252), SUM)


@pytest.mark.parametrize(("wire", "frame"), FRAMES)
def test_worked_examples(wire: str, frame: Frame) -> None:
    assert encode(frame) == bytes.fromhex(wire)
    assert decode(bytes.fromhex(wire)) == frame


@given(a_frame)
def test_every_frame_survives_the_wire(frame: Frame) -> None:
    assert decode(encode(frame)) == frame


a_crc_frame = st.builds(
    Frame, st.integers(0, 255), st.just(0), st.integers(0, 255), st.binary(max_size=252), st.just(Checksum.CRC)
)


def test_a_worked_example_with_a_crc() -> None:
    """And the check value of CRC-16/XMODEM."""
    wire = bytes.fromhex("28 00 B6 FE 21")
    assert encode(Frame(40, 0, 254, checksum=Checksum.CRC)) == wire
    assert decode(wire, Checksum.CRC) == Frame(40, 0, 254, checksum=Checksum.CRC)
    low, high = crc16(b"123456789")
    assert (high, low) == (0x31, 0xC3)


@given(a_crc_frame)
def test_every_frame_with_a_crc_survives_the_wire(frame: Frame) -> None:
    assert decode(encode(frame), Checksum.CRC) == frame


@given(st.binary(max_size=300))
def test_decoding_anything_with_a_crc_gives_a_frame_or_the_codecs_own_error(data: bytes) -> None:
    try:
        frame = decode(data, Checksum.CRC)
    except CcTalkError:
        return
    assert encode(frame) == data


@given(a_crc_frame, st.data())
def test_one_flipped_bit_is_always_seen_by_the_crc(frame: Frame, data: st.DataObject) -> None:
    wire = bytearray(encode(frame))
    wire[data.draw(st.integers(0, len(wire) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CcTalkError):
        decode(bytes(wire), Checksum.CRC)


@given(st.lists(st.tuples(st.integers(0, 255), st.binary(max_size=12), st.sampled_from(Checksum)), max_size=5))
def test_both_forms_are_found_on_one_line(replies: list[tuple[int, bytes, Checksum]]) -> None:
    sent = [Frame(HOST, 40 if form == Checksum.SUM else 0, header, data, form) for header, data, form in replies]
    found = FrameParser(crc=True).feed(0, b"".join(map(encode, sent)))
    assert [frame for frame in found if frame in sent] == sent


def test_too_much_data_is_refused() -> None:
    with pytest.raises(CcTalkError):
        encode(Frame(2, 1, 231, bytes(253)))


@given(st.binary(max_size=300))
def test_decoding_anything_gives_a_frame_or_the_codecs_own_error(data: bytes) -> None:
    try:
        frame = decode(data)
    except CcTalkError:
        return
    assert encode(frame) == data


@given(a_frame, st.data())
def test_one_flipped_bit_is_always_seen(frame: Frame, data: st.DataObject) -> None:
    wire = bytearray(encode(frame))
    wire[data.draw(st.integers(0, len(wire) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises(CcTalkError):
        decode(bytes(wire))


@given(st.lists(a_reply, max_size=4), st.data())
def test_frames_are_found_however_the_bytes_arrive(frames: list[Frame], data: st.DataObject) -> None:
    wire = b"".join(map(encode, frames))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    parser, found = FrameParser(), []
    for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        found += parser.feed(5, wire[start:end])
    assert found == frames


@given(st.lists(st.tuples(st.integers(0, 100), st.binary(max_size=300)), max_size=30), a_reply)
def test_after_any_noise_and_a_silence_the_next_frame_is_found(noise: list[tuple[int, bytes]], frame: Frame) -> None:
    parser, now = FrameParser(), 0
    for gap, data in noise:
        now += gap
        parser.feed(now, data)
        assert size_of(parser) <= size_of(FrameParser()) + COUNTS + 257 + 300
    assert parser.feed(now + 50, encode(frame)) == [frame]


def test_an_echo_and_frames_for_others_are_not_for_the_host() -> None:
    assert FrameParser().feed(0, encode(Frame(2, HOST, 229)) + encode(Frame(HOST, 2, 0))) == [Frame(HOST, 2, 0)]
    assert FrameParser().feed(0, encode(Frame(3, 2, 0))) == []
