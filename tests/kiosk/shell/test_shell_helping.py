"""The bundle of `kiosk support` goes to the city in pieces, for the wish that it was asked by."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from config.dialogue import Failure, FailureReason
from kiosk.core.channels import SUPPORT, SendSupport, SupportWithCity
from kiosk.core.stand_in import TRIAL
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


def test_the_journal_of_ten_years_is_waited_for_and_what_is_too_much_is_made_in_the_time_that_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten years take as long to be read as they may before a kiosk's journal is tried (`kiosk.core.stand_in.TRIAL`)."""
    clock, allowed = [0.0], []

    def run(command: Sequence[str], *, timeout: float, **_: object) -> None:
        allowed.append(timeout)
        clock[0] += 30
        (out,) = [each.removeprefix("--out=") for each in command if each.startswith("--out=")]
        Path(out).write_bytes(bytes(20 if "--days=7" in command else 10))

    monkeypatch.setattr(helping, "PIECE", 1)
    monkeypatch.setattr("kiosk.shell.helping.subprocess.run", run)
    monkeypatch.setattr("kiosk.shell.helping.time.monotonic", lambda: clock[0])
    assert helping.bundle_of(tmp_path / "kiosk.toml") == bytes(10)
    first, second = allowed
    assert first * 1000 > TRIAL.deadline_ms
    assert second == first - 30
    assert first * 1000 < SUPPORT.deadline_ms
