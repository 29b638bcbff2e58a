"""Cards of other makes: T=0, warnings, tries in the answer to PACE, and chips that are told before a PIN is typed."""

from __future__ import annotations

from collections.abc import Callable, Generator
from random import Random
from typing import Any

import pytest

from config.dialogue import Failure, FailureReason
from config.vocabulary import CardFault
from drivers.smartcard import secret
from drivers.smartcard.dialogue import look_at_card, read_card
from drivers.smartcard.emulator import ATR
from drivers.smartcard.identity import CardFailed, CardIdentity, Faulty, NotSupported, WrongPin
from drivers.smartcard.questions import Apdu, PowerUp
from tests.drivers.smartcard.chips import T0Chip

Answer = Callable[[Any], bytes | Failure]


def over_t0(chip: T0Chip) -> Answer:
    """What the reader does with T=0: a command's length goes not with its data."""

    def answer(question: Apdu | PowerUp) -> bytes:
        if isinstance(question, PowerUp):
            chip.reset()
            return ATR
        data = question.data
        return chip.transmit(data[:-1] if len(data) > 5 and len(data) == 6 + data[4] else data)

    return answer


def reading(desk: Any, pin: str = "123456") -> Any:
    return read_card(desk.profile, secret.pin(pin), Random(1).randbytes, desk.now)


@pytest.mark.parametrize("at_once", [256, 20])
def test_a_chip_that_keeps_its_reply_ready_is_asked_for_it(desk: Any, run: Callable[..., Any], at_once: int) -> None:
    answer = over_t0(T0Chip(desk.card, at_once))
    if at_once == 256:
        result = run(reading(desk), answer)
        assert isinstance(result, CardIdentity)
        assert result.resident_number == "9912319000000"
    assert run(look_at_card(), answer) is None
    assert isinstance(run(reading(desk, "000000"), answer), WrongPin)


def test_a_warning_with_data_is_data(desk: Any, run: Callable[..., Any]) -> None:
    """62 82: the file ends before so many bytes; the bytes are there all the same."""
    transmit = desk.card.transmit

    def warns(data: bytes) -> bytes:
        reply: bytes = transmit(data)
        plain_read = data[:2] == b"\x00\xb0" and len(reply) > 2
        return reply[:-2] + b"\x62\x82" if plain_read else reply

    desk.card.transmit = warns
    assert isinstance(run(reading(desk), desk.card.answer), CardIdentity)


@pytest.mark.parametrize("warning", ["6200", "6283", "6284", "6310"])
def test_a_file_that_is_selected_with_a_warning_is_selected(desk: Any, run: Callable[..., Any], warning: str) -> None:
    transmit = desk.card.transmit

    def warns(data: bytes) -> bytes:
        reply: bytes = transmit(data)
        return bytes.fromhex(warning) if data[:2] == b"\x00\xa4" and reply == b"\x90\x00" else reply

    desk.card.transmit = warns
    assert run(look_at_card(), desk.card.answer) is None
    assert isinstance(run(reading(desk), desk.card.answer), CardIdentity)


@pytest.mark.parametrize("warning", ["6282", "6300", "63C2"])
def test_a_warning_without_the_data_that_was_asked_for_is_no_data(
    desk: Any, run: Callable[..., Any], warning: str
) -> None:
    transmit = desk.card.transmit
    for instruction in (0xB0, 0x86):
        desk.card.transmit = lambda data, ins=instruction: bytes.fromhex(warning) if data[1] == ins else transmit(data)
        assert isinstance(run(reading(desk), desk.card.answer), Faulty | WrongPin)
    assert desk.card.tries_left == 3


def test_a_chip_that_puts_the_tries_into_its_answer_to_pace_is_understood(desk: Any, run: Callable[..., Any]) -> None:
    transmit = desk.card.transmit

    def counts(data: bytes) -> bytes:
        reply: bytes = transmit(data)
        return b"\x63\xc2" if reply == b"\x63\x00" else reply

    desk.card.transmit = counts
    assert run(reading(desk, "000000"), desk.card.answer) == WrongPin(2)


@pytest.mark.parametrize("status", ["6C00", "6C08", "6100", "61FF"])
def test_a_chip_that_always_wants_to_be_asked_again_ends(run: Callable[..., Any], status: str) -> None:
    result = run(look_at_card(), lambda question: bytes.fromhex(status))
    asked_once_more = status.startswith("6C")
    assert result == (
        NotSupported(f"A4: {status}") if asked_once_more else Faulty(CardFault.ENDLESS, "over 200 exchanges")
    )


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ([Failure(FailureReason.GONE)], CardFailed(Failure(FailureReason.GONE))),
        ([ATR, Failure(FailureReason.TIMEOUT)], CardFailed(Failure(FailureReason.TIMEOUT))),
        ([ATR, b"\x6a\x82"], NotSupported("A4: 6A82")),
    ],
)
def test_a_mute_or_foreign_card_is_told_before_a_pin_is_typed(
    run: Callable[..., Any], answers: list[bytes | Failure], why: object
) -> None:
    told = iter(answers)
    assert run(look_at_card(), lambda question: next(told)) == why


def test_a_sound_card_is_asked_for_no_secret_when_it_is_looked_at(desk: Any, run: Callable[..., Any]) -> None:
    asked: list[bytes] = []

    def answer(question: Any) -> bytes:
        if isinstance(question, Apdu):
            asked.append(question.data)
        reply: bytes = desk.card.answer(question)
        return reply

    talk: Generator[Any, Any, Any] = look_at_card()
    assert run(talk, answer) is None
    assert {data[1] for data in asked} == {0xA4, 0xB0}
    assert desk.card.tries_left == 3
