"""Questions and answers get their types back where they leave outbox and inbox, and nothing of another type passes there."""

from __future__ import annotations

import pytest

from config.dialogue import Failure, FailureReason
from drivers.ipp.printer import IppExchange
from drivers.smartcard.questions import Apdu, PowerUp
from kiosk.core.channels import CARD, PRINTER


def test_what_belongs_there_passes() -> None:
    assert CARD.question(PowerUp()) == PowerUp()
    assert CARD.question(Apdu(b"\x00")) == Apdu(b"\x00")
    assert PRINTER.answer(b"reply") == b"reply"
    assert PRINTER.answer(Failure(FailureReason.TIMEOUT)) == Failure(FailureReason.TIMEOUT)


def test_a_question_or_answer_of_another_channel_is_a_bug() -> None:
    with pytest.raises(TypeError, match="card channel: IppExchange"):
        CARD.question(IppExchange(b""))
    with pytest.raises(TypeError, match="printer channel: str"):
        PRINTER.answer("reply")
    with pytest.raises(TypeError, match="printer channel: NoneType"):
        PRINTER.answer(None)
