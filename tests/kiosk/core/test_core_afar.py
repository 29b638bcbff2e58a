"""What is done to a kiosk from afar, and what is refused whoever asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from config.dialogue import Failure, FailureReason
from config.vocabulary import StopReason, WishFromAfar
from kiosk.core.afar import SHOWN_MS, Afar, HandsFromAfar
from kiosk.core.channels import SendSupport, SupportWithCity
from kiosk.core.following import QUIET_MS
from kiosk.core.helping import AGAIN_MS, Helping
from kiosk.core.step import Answered, Ask, Commit, End, Step
from kiosk.core.view import Message
from sync.city.heartbeat import Wish
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head


@dataclass
class World:
    """Attributes:
    quiet: since when nobody is here, None while somebody is.
    tests: how often the machine was to try itself.
    """

    quiet: int | None = None
    now: int = 0
    tests: int = 0
    afar: Afar = field(default_factory=Afar)
    recorded: list[ev.Event] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.step = Step({}, Chain("j", "b", Head(), 1), self, self._applied)
        self.hands = HandsFromAfar(self.step, self.afar, lambda: self.quiet, self._test)

    def wall(self) -> datetime:
        return datetime(2031, 3, 14, tzinfo=UTC)

    def uuid(self) -> str:
        raise NotImplementedError

    def random(self, count: int) -> bytes:
        raise NotImplementedError

    def _test(self) -> None:
        self.tests += 1

    def _applied(self, entry: Entry, event: ev.Event) -> None:
        self.recorded.append(event)
        self.afar.apply(event)

    def asks(self, what: str, text: str = "", wish: str = "w") -> list[object]:
        """What goes out, in order."""
        self.step.begin(self.now)
        self.hands.asked(Wish(wish, what, "원주시청 김", text))
        return list(self.step.end(None).effects)

    def passes(self, ms: int) -> list[StopReason]:
        ended = []
        for _ in range(0, ms, 1_000):
            self.now += 1_000
            self.step.begin(self.now)
            self.hands.act()
            ended += [effect.reason for effect in self.step.end(None).effects if isinstance(effect, End)]
        return ended


def test_it_starts_anew_when_nobody_is_there_and_no_sooner_and_says_who_wants_it() -> None:
    world = World()
    assert [type(effect) for effect in world.asks("restart")] == [Commit]
    assert world.recorded == [ev.WishTaken("w", "원주시청 김", WishFromAfar.RESTART, "")]
    assert world.hands.notes() == (Message("attract.afar-restart", {"by": "원주시청 김"}),)
    assert world.passes(60_000) == []
    world.quiet = world.now
    assert world.passes(2 * QUIET_MS) == [StopReason.RESTART]


def test_a_wish_that_is_said_again_is_met_once_over_a_restart_too() -> None:
    world = World(quiet=0)
    world.asks("self-test")
    world.asks("self-test")
    after = World(afar=world.afar)
    after.asks("self-test")
    assert (world.tests, len(world.recorded), after.tests, after.recorded) == (1, 1, 0, [])


def test_it_serves_nobody_with_the_text_of_whoever_closed_it_until_it_is_opened_from_afar() -> None:
    world = World()
    world.asks("close", "승강기 공사. Lift works.", "a")
    assert world.afar.reason == Message("out.closed-afar", {"text": "승강기 공사. Lift works."})
    world.asks("restart", wish="b")
    assert world.afar.closed is not None
    world.asks("open", wish="c")
    assert world.afar.reason is None


@pytest.mark.parametrize("what", ["payout-test", "exchange", "screenshot", "power-off", "", "Restart"])
def test_what_moves_money_or_shows_a_person_is_refused_and_written_down_with_who_wanted_it(what: str) -> None:
    world = World(quiet=0)
    assert [type(effect) for effect in world.asks(what)] == [Commit]
    assert world.recorded == [ev.WishRefused("w", "원주시청 김", what)]
    assert world.passes(60_000) == []
    assert (world.tests, world.hands.notes(), world.afar.last) == (0, (), "w")


def test_what_was_done_stands_on_the_first_screen_for_some_minutes() -> None:
    world = World()
    world.asks("self-test")
    world.passes(SHOWN_MS - 2_000)
    assert world.hands.notes()
    world.passes(4_000)
    assert world.hands.notes() == ()


def test_what_is_asked_for_by_whoever_helps_is_sent_once_and_after_a_restart_where_it_was_not() -> None:
    world = World(quiet=None)
    world.asks("support")
    assert world.hands.notes() == (Message("attract.afar-support", {"by": "원주시청 김"}),)
    sends = Helping(world.step, world.afar)
    assert answered(world, sends, Failure(FailureReason.UNREACHABLE)) == [SendSupport("w")]
    assert answered(world, sends, SupportWithCity(9)) == [], "not again at once"
    after = Helping(world.step, world.afar)
    assert answered(world, after, SupportWithCity(9)) == [SendSupport("w")]
    assert world.recorded[-1] == ev.SupportSent("w", 9)
    world.now += AGAIN_MS
    assert answered(world, after, SupportWithCity(9)) == []
    assert answered(world, Helping(world.step, world.afar), SupportWithCity(9)) == []


def test_a_city_that_takes_nothing_is_tried_ever_less_often_and_whoever_asks_anew_does_not_wait_for_that() -> None:
    world = World(quiet=None)
    world.asks("support")
    sends, failed, tried = Helping(world.step, world.afar), Failure(FailureReason.REFUSED), 0
    for _ in range(24 * 60):
        tried += len(answered(world, sends, failed))
        world.now += 58_000
    assert 24 <= tried < 30
    world.asks("support", wish="another")
    assert answered(world, sends, SupportWithCity(9)) == [SendSupport("another")]
    assert world.recorded[-1] == ev.SupportSent("another", 9)


def test_where_nothing_is_asked_for_nobody_is_woken() -> None:
    world = World(quiet=None)
    world.step.begin(0)
    assert Helping(world.step, world.afar).act() is None


def answered(world: World, sends: Helping, answer: SupportWithCity | Failure) -> list[object]:
    """What it asks in the next two seconds."""
    asked: list[object] = []
    for _ in range(2):
        world.now += 1_000
        world.step.begin(world.now)
        sends.act()
        for ask in [effect for effect in world.step.end(None).effects if isinstance(effect, Ask)]:
            asked.append(ask.question)
            world.step.begin(world.now)
            world.step.take([Answered(ask.number, answer)])
            world.step.end(None)
    return asked
