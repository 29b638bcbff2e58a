"""ID-003 frames against worked examples, and against anything a line may deliver."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.id003.codec import Frame, FrameParser, Id003Error, crc16, decode, encode
from tests.sizes import COUNTS, size_of

FRAMES = [
    ("FC 05 11 27 56", Frame(0x11)),
    ("FC 05 50 AA 05", Frame(0x50)),
    ("FC 05 40 2B 15", Frame(0x40)),
    ("FC 05 41 A2 04", Frame(0x41)),
    ("FC 05 42 39 36", Frame(0x42)),
    ("FC 05 43 B0 27", Frame(0x43)),
    ("FC 05 44 0F 53", Frame(0x44)),
    ("FC 05 45 86 42", Frame(0x45)),
    ("FC 06 C3 01 8D C7", Frame(0xC3, b"\x01")),
    ("FC 06 C3 00 04 D6", Frame(0xC3, b"\x00")),
    ("FC 07 C0 00 00 2D B5", Frame(0xC0, b"\x00\x00")),
    ("FC 07 C1 00 00 F1 EF", Frame(0xC1, b"\x00\x00")),
    ("FC 06 C2 00 DC CF", Frame(0xC2, b"\x00")),
    ("FC 06 C4 00 0C 9B", Frame(0xC4, b"\x00")),
    ("FC 07 C5 02 00 20 BF", Frame(0xC5, b"\x02\x00")),
    ("FC 05 88 6F 5F", Frame(0x88)),
    ("FC 05 8A 7D 7C", Frame(0x8A)),
    ("FC 06 13 64 1D AC", Frame(0x13, b"\x64")),
    ("FC 06 15 64 CD F8", Frame(0x15, b"\x64")),
    ("FC 06 17 79 19 00", Frame(0x17, b"\x79")),
]

a_frame = st.builds(Frame, st.integers(0, 255), st.binary(max_size=250))


def test_the_check_value_of_the_crc() -> None:
    assert crc16(b"123456789") == 0x2189


@pytest.mark.parametrize(("wire", "frame"), FRAMES)
def test_worked_examples(wire: str, frame: Frame) -> None:
    assert encode(frame) == bytes.fromhex(wire)
    assert decode(bytes.fromhex(wire)) == frame


@given(a_frame)
def test_every_frame_survives_the_wire(frame: Frame) -> None:
    assert decode(encode(frame)) == frame


def test_too_much_data_is_refused() -> None:
    with pytest.raises(Id003Error):
        encode(Frame(0x13, bytes(251)))


@given(st.binary(max_size=300))
def test_decoding_anything_gives_a_frame_or_the_codecs_own_error(data: bytes) -> None:
    try:
        frame = decode(data)
    except Id003Error:
        return
    assert encode(frame) == data


@given(a_frame, st.data())
def test_a_damaged_byte_is_always_seen(frame: Frame, data: st.DataObject) -> None:
    wire = bytearray(encode(frame))
    wire[data.draw(st.integers(0, len(wire) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Id003Error):
        decode(bytes(wire))


@given(st.lists(a_frame, max_size=4), st.data())
def test_frames_are_found_however_the_bytes_arrive(frames: list[Frame], data: st.DataObject) -> None:
    wire = b"".join(map(encode, frames))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(wire)), max_size=6)))
    parser, found = FrameParser(), []
    for start, end in zip([0, *cuts], [*cuts, len(wire)], strict=True):
        found += parser.feed(5, wire[start:end])
    assert found == frames


@given(st.lists(st.tuples(st.integers(0, 300), st.binary(max_size=300)), max_size=30), a_frame)
def test_after_any_noise_and_a_silence_the_next_frame_is_found(noise: list[tuple[int, bytes]], frame: Frame) -> None:
    parser, now = FrameParser(), 0
    for gap, data in noise:
        now += gap
        parser.feed(now, data)
        assert size_of(parser) <= size_of(FrameParser()) + COUNTS + 255
    assert parser.feed(now + 200, encode(frame)) == [frame]


@pytest.mark.parametrize("stray", [b"\x00", b"\x00\x00", b"\xfc", b"\xfc\x00", b"\xfc\x03"])
def test_a_glitch_before_a_frame_is_skipped(stray: bytes) -> None:
    frames = FrameParser().feed(0, stray + encode(Frame(0x11)) + encode(Frame(0x11)))
    assert frames[-1] == Frame(0x11)
