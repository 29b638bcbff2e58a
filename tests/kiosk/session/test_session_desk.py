"""Patience: how long a screen waits, when it warns, what a touch does."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from config.dialogue import Dialogue, Failure
from config.ids import SessionId
from config.language import LANGUAGES
from kiosk.core.channels import Channel
from kiosk.core.saying import Say
from kiosk.core.sound import Sound
from kiosk.core.step import Ask, Outbox, Show, Step
from kiosk.core.view import Attract, ChooseKind, Language, Message, Screen, Tap
from kiosk.money.books import Ledger
from kiosk.money.card import Charging
from kiosk.money.claims import Claims
from kiosk.money.devices import CashDevices, Hoppers
from kiosk.money.payout import Payouts
from kiosk.money.taking import Taking
from kiosk.session.desk import Desk, Left, Patience
from sync.journal.format import Chain, Head

VIEW = ChooseKind(())
NOBODY = CashDevices((), ())


class Still:
    """Sources that always say the same."""

    def wall(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)

    def uuid(self) -> str:
        return "00000000-0000-4000-8000-000000000000"

    def random(self, count: int) -> bytes:
        return bytes(count)


class Waiting:
    """A desk that asks one question.

    Attributes:
        result: what the flow returned; ``left`` how the resident left.
    """

    def __init__(self, languages: tuple[Language, ...] = LANGUAGES, **how: Any) -> None:
        ledger = Ledger()
        chain = Chain(Still().uuid(), Still().uuid(), Head(), 1)
        self.step = Step({}, chain, Still(), lambda _entry, _event: None)
        claims, hoppers = Claims(self.step, ledger), Hoppers((), ledger, {})
        taking = Taking(self.step, ledger, claims, NOBODY, hoppers, {})
        charging = Charging(self.step, ledger, claims, taking, None, {})
        payouts = Payouts(self.step, ledger, claims, hoppers)
        self.desk = Desk(self.step, ledger, claims, taking, charging, payouts, {}, languages, Patience(60_000, 20_000))
        self.screens: list[Screen] = []
        self.said: list[Say] = []
        self.result: object = None
        self.left = ""
        self.over = False
        self._flow = self.desk.answer(lambda: VIEW, **how)
        self._begun = False

    def at(self, now: int, *taps: Tap) -> int | None:
        """One step; returns when the desk wants to be woken."""
        self.step.begin(now)
        wake_at = None
        try:
            wake_at = self._flow.send(taps) if self._begun else next(self._flow)
        except StopIteration as end:
            self.result, self.over = end.value, True
        except Left as left:
            self.left, self.over = left.how, True
        self._begun = True
        outbox: Outbox = self.step.end(None)
        self.screens += [effect.screen for effect in outbox.effects if isinstance(effect, Show)]
        self.said += [effect for effect in outbox.effects if isinstance(effect, Say)]
        return wake_at

    @property
    def seconds_left(self) -> list[int | None]:
        return [screen.seconds_left for screen in self.screens]


def test_nobody_answers() -> None:
    waiting = Waiting()
    assert waiting.at(0) == 40_000
    now, woken = 40_000, 0
    while not waiting.over and woken < 100:
        now, woken = waiting.at(now) or now, woken + 1
    assert waiting.left == "timed-out"
    assert now == 60_000
    assert waiting.seconds_left == [None, *range(20, 0, -1)]


@pytest.mark.parametrize(
    "tap",
    [
        Tap("more-time"),
        Tap("language", "en"),
        Tap("zoom"),
        Tap("contrast"),
        Tap("low"),
        Tap("volume", "+1"),
        Tap("repeat"),
    ],
)
def test_every_touch_starts_the_wait_anew(tap: Tap) -> None:
    waiting = Waiting()
    waiting.at(0)
    waiting.at(59_000)
    assert waiting.at(59_500, tap) == 99_500
    assert not waiting.over
    assert waiting.seconds_left == [None, 1, None]


def test_an_answer_and_a_cancel() -> None:
    waiting = Waiting()
    waiting.at(0)
    waiting.at(10, Tap("kind", "land-register"))
    assert waiting.result == Tap("kind", "land-register")
    waiting = Waiting()
    waiting.at(0)
    waiting.at(10, Tap("language", "en"), Tap("cancel"), Tap("kind", "land-register"))
    assert waiting.left == "cancelled"


def test_something_else_may_come_first() -> None:
    ready: list[bool] = []
    waiting = Waiting(ready=lambda: bool(ready))
    waiting.at(0)
    ready.append(True)
    waiting.at(10)
    assert waiting.over
    assert waiting.result is None


def test_a_time_at_which_the_view_may_change_is_asked_for() -> None:
    waiting = Waiting(again_at=lambda: 7_000)
    assert waiting.at(0) == 7_000
    assert Waiting(again_at=lambda: None).at(0) == 40_000


def test_the_same_screen_is_shown_once() -> None:
    waiting = Waiting()
    for now in range(0, 5_000, 100):
        waiting.at(now)
    assert len(waiting.screens) == 1


def test_a_language_that_the_city_has_not_changes_nothing() -> None:
    waiting = Waiting(languages=("ko",))
    waiting.at(0)
    waiting.at(1, Tap("language", "en"), Tap("zoom"))
    assert (waiting.screens[-1].language, waiting.screens[-1].theme.scale) == ("ko", 2)


@pytest.mark.parametrize("language", ["en", "ko"])
def test_nothing_of_the_last_resident_stays(language: Language) -> None:
    waiting = Waiting()
    waiting.at(0)
    waiting.at(1, Tap("language", language), Tap("zoom"), Tap("contrast"), Tap("low"))
    seen = waiting.screens[-1]
    assert (seen.language, seen.theme.scale, seen.theme.contrast, seen.theme.low) == (language, 2, "high", True)
    waiting.desk.session = SessionId("s")
    waiting.step.begin(2)
    waiting.desk.forget_resident()
    waiting.desk.show(Attract())
    assert Show(Screen(Attract())) in waiting.step.end(None).effects
    with pytest.raises(AssertionError, match="no session"):
        assert waiting.desk.session
    assert waiting.desk.language == "ko"


def test_a_worker_that_never_answers_is_a_time_out() -> None:
    """Every question has a deadline, also one whose worker is stuck."""
    waiting = Waiting()

    def dialogue() -> Dialogue[str, str, str | Failure]:
        return (yield "?")

    flow = waiting.desk.converse(Channel("oracle", (str,), (str,), 1_000), dialogue())
    waiting.step.begin(0)
    next(flow)
    outbox = waiting.step.end(None)
    (ask,) = [effect for effect in outbox.effects if isinstance(effect, Ask)]
    assert outbox.wake_at is not None
    assert outbox.wake_at > ask.deadline_ms
    waiting.step.begin(outbox.wake_at)
    waiting.step.take(())
    with pytest.raises(StopIteration) as end:
        flow.send(())
    assert isinstance(end.value.value, Failure)


def test_the_next_resident_hears_it_as_loud_and_as_fast_as_it_was_set_up() -> None:
    waiting = Waiting()
    waiting.at(0)
    waiting.at(10, Tap("volume", "+1"), Tap("rate", "+1"))
    assert waiting.screens[-1].sound == Sound(5, 125)
    waiting.desk.forget_resident()
    waiting.desk.show(VIEW)
    assert waiting.step.end(None).effects[-1] == Show(Screen(VIEW))


def test_what_is_shown_is_said_once_and_again_when_somebody_asks() -> None:
    waiting = Waiting()
    waiting.at(0)
    waiting.at(10)
    assert waiting.said == [Say(Screen(VIEW))]
    waiting.at(20, Tap("repeat"))
    assert waiting.said == [Say(Screen(VIEW))] * 2


def test_the_loudest_is_said_as_often_as_somebody_asks_for_more() -> None:
    waiting = Waiting()
    waiting.at(0)
    waiting.at(10, *[Tap("volume", "+1")] * 3)
    for now in (20, 30):
        waiting.at(now, Tap("volume", "+1"))
        volumes = [part for part in waiting.said[-1].parts() if part.slot == "volume"]
        assert [part.said for part in volumes] == [Message("say.volume", {"volume": 7, "most": 7})], now
    assert len(waiting.said) == 4


def test_an_empty_hall_hears_nothing() -> None:
    waiting = Waiting()
    waiting.desk.forget_resident()
    waiting.at(0)
    assert waiting.said == []
