"""A demonstration card, its authority, and the little machine that runs a conversation against anything that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from typing import Any

import pytest

from config.dialogue import Failure
from drivers.smartcard import secret
from drivers.smartcard.dialogue import CardProfile, Talk, read_card
from drivers.smartcard.emulator import Card, ChipKeys, make_keys
from drivers.smartcard.identity import CardResult
from drivers.smartcard.issuer import Authority, Holder, make_authority, make_files
from drivers.smartcard.questions import Apdu, PowerUp

NOW = datetime(2026, 11, 23, tzinfo=UTC)
PIN, CAN = "123456", "654321"
HOLDER = Holder("홍길동", "HONG", "GILDONG", "M12345678", "9912319000000", "991231", "M")
MOST_QUESTIONS = 500
"""No conversation needs more; one that does is caught in a loop."""


@dataclass
class Desk:
    """Attributes:
    card: in the reader.
    transcript: command and response of every exchange.
    """

    card: Card
    authority: Authority
    profile: CardProfile
    now: datetime = NOW

    def __post_init__(self) -> None:
        self.transcript: list[tuple[bytes, bytes]] = []

    def read(self, pin: str = PIN, can: str = "", seed: int = 1) -> CardResult:
        def answer(question: Apdu | PowerUp) -> bytes:
            if isinstance(question, PowerUp):
                self.card.reset()
                return self.card.atr
            reply = self.card.transmit(question.data)
            self.transcript.append((question.data, reply))
            return reply

        return converse(
            read_card(
                self.profile, secret.pin(pin), Random(seed).randbytes, self.now, secret.can(can) if can else None
            ),
            answer,
        )


def converse(talk: Talk, answer: Callable[[Any], bytes | Failure]) -> CardResult:
    """Runs it to its end, which must come."""
    try:
        question = next(talk)
        for _ in range(MOST_QUESTIONS):
            question = talk.send(answer(question))
    except StopIteration as end:
        result: CardResult = end.value
        return result
    raise AssertionError("no end")


@pytest.fixture(scope="session")
def holder() -> Holder:
    return HOLDER


@pytest.fixture(scope="session")
def authority() -> Authority:
    return make_authority(Random(7).randbytes, NOW)


@pytest.fixture(scope="session")
def keys() -> ChipKeys:
    return make_keys(Random(11).randbytes)


@pytest.fixture(scope="session")
def files(holder: Holder, authority: Authority, keys: ChipKeys) -> dict[int, bytes]:
    return make_files(holder, authority, keys)


@pytest.fixture
def desk(authority: Authority, files: dict[int, bytes], keys: ChipKeys) -> Desk:
    return Desk(Card(dict(files), PIN, CAN, Random(3).randbytes, keys), authority, CardProfile((authority.csca,)))


@pytest.fixture(scope="session")
def run() -> Callable[..., CardResult]:
    return converse
