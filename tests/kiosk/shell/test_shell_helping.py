"""The bundle of `kiosk support` goes to the city in pieces, for the wish that it was asked by."""

from __future__ import annotations

import pytest

from config.dialogue import Failure, FailureReason
from kiosk.core.channels import SendSupport, SupportWithCity
from kiosk.shell import helping
from kiosk.shell.helping import SupportSender
from sync.city.client import CityCall, CityReply
from tests.patience import PATIENCE_S

WITHIN_MS = int(PATIENCE_S * 1000)


class City:
    """``answers``: of each call in its turn, 204 when there are no more."""

    def __init__(self, *answers: int | Failure) -> None:
        self.calls: list[CityCall] = []
        self._answers = list(answers)

    def __call__(self, call: CityCall, timeout_ms: int) -> CityReply | Failure:
        self.calls.append(call)
        answer = self._answers.pop(0) if self._answers else 204
        return answer if isinstance(answer, Failure) else CityReply(answer, b"")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(helping, "PIECE", 10)
    bundle = bytes(range(35))
    monkeypatch.setattr(helping, "bundle_of", lambda config: bundle)
    return bundle


def test_it_goes_in_pieces_each_with_its_place(made: bytes) -> None:
    city = City()
    assert SupportSender(None, city)(SendSupport("w"), WITHIN_MS) == SupportWithCity(35)
    assert [call.path for call in city.calls] == [f"/v1/support/w/{number}?of=4" for number in range(4)]
    assert b"".join(call.body for call in city.calls) == made


@pytest.mark.parametrize("answer", [404, 503, Failure(FailureReason.UNREACHABLE)])
def test_a_city_that_does_not_take_it_is_not_sent_the_rest(made: bytes, answer: int | Failure) -> None:
    city = City(204, answer)
    assert isinstance(SupportSender(None, city)(SendSupport("w"), WITHIN_MS), Failure)
    assert len(city.calls) == 2


def test_without_a_settings_file_there_is_none() -> None:
    city = City()
    assert isinstance(SupportSender(None, city)(SendSupport("w"), WITHIN_MS), Failure)
    assert city.calls == []
