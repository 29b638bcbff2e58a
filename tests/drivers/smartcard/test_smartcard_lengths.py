"""Extended lengths: where a chip announces them its files come in long replies, and nowhere else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.chip_card import lds
from drivers.smartcard.apdu import ApduError, Command, decode_command
from drivers.smartcard.atr import announces_extended_length, with_historical_bytes
from drivers.smartcard.emulator import ATR, speak_extended
from drivers.smartcard.identity import CardIdentity
from drivers.smartcard.reader import for_t0
from tests.drivers.smartcard.conftest import Desk


def reads(desk: Desk) -> int:
    assert isinstance(desk.read(), CardIdentity)
    return sum(decode_command(asked).ins == 0xB0 for asked, _ in desk.transcript)


def test_a_chip_that_announces_them_is_read_in_fewer_commands(desk: Desk) -> None:
    short = reads(desk)
    desk.transcript.clear()
    speak_extended(desk.card, 1_000, 2_000)
    assert reads(desk) < short
    assert max(len(reply) for _, reply in desk.transcript) > 256


@pytest.mark.parametrize("answer", [0, 100, 256, 300])
def test_no_reply_is_longer_than_it_said(desk: Desk, answer: int) -> None:
    speak_extended(desk.card, 1_000, answer)
    assert isinstance(desk.read(), CardIdentity)
    assert max(len(reply) for _, reply in desk.transcript) <= max(258, answer + 2)


@pytest.mark.parametrize(
    "info", [b"", b"\x7f\x66\x00", b"\x7f\x66\x04\x02\x02\xff\xff", b"\x01\x00", b"\x7f\x66\x82\xff\xff"]
)
def test_what_it_says_of_them_may_be_anything(desk: Desk, info: bytes) -> None:
    speak_extended(desk.card, 1_000, 1_000)
    desk.card.files = without = {**desk.card.files, lds.ATR_INFO: info}
    desk.read()  # no exception
    del without[lds.ATR_INFO]
    assert isinstance(desk.read(), CardIdentity)


def test_where_the_settings_say_so_nothing_is_extended(desk: Desk) -> None:
    speak_extended(desk.card, 1_000, 1_000)
    desk.profile = replace(desk.profile, extended=False)
    assert isinstance(desk.read(), CardIdentity)
    assert max(len(reply) for _, reply in desk.transcript) <= 258


@pytest.mark.parametrize(
    ("historical", "announces"),
    [
        ("8073000060", True),
        ("0073000060", True),
        ("80310073000060", True),
        ("8073000040", False),  # how long is nowhere to be read
        ("8073000020", False),
        ("80730000", False),
        ("8071C0", False),
        ("7373000060", False),
        ("", False),
    ],
)
def test_what_a_chip_says_at_power(historical: str, announces: bool) -> None:
    assert announces_extended_length(with_historical_bytes(bytes.fromhex(historical))) is announces


def test_the_emulated_chip_says_nothing_of_itself() -> None:
    assert with_historical_bytes(b"") == ATR


@given(st.binary(max_size=40))
def test_whatever_it_says_at_power_is_no_crash(atr: bytes) -> None:
    announces_extended_length(atr)


@given(st.binary(max_size=600), st.none() | st.integers(0, 0xFFFF), st.booleans())
def test_a_command_is_read_as_it_was_written(data: bytes, expected: int | None, extended: bool) -> None:
    extended = extended or len(data) > 255 or (expected or 0) > 255
    command = Command(0, 0xB0, 1, 2, data, expected, extended and (bool(data) or expected is not None))
    assert decode_command(command.encode()) == command


def test_what_is_too_long_is_not_written() -> None:
    with pytest.raises(ApduError):
        Command(0, 0xB0, 0, 0, bytes(256)).encode()
    with pytest.raises(ApduError):
        Command(0, 0xB0, 0, 0, bytes(65_536), extended=True).encode()


@pytest.mark.parametrize(
    ("command", "over_t0"),
    [
        ("00B0000004", "00B0000004"),
        ("00A4020C02011C", "00A4020C02011C"),
        ("0CB000000D9701048E08ED6705417E96BA5500", "0CB000000D9701048E08ED6705417E96BA55"),
        ("00B00000000400", "00B0000000"),
        ("00A4020C000002011C0000", "00A4020C02011C"),
    ],
)
def test_over_t0_data_goes_one_way_and_lengths_are_short(command: str, over_t0: str) -> None:
    assert for_t0(bytes.fromhex(command)) == bytes.fromhex(over_t0)
