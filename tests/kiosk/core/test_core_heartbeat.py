"""When a kiosk tells its city how it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from config.dialogue import Failure, FailureReason
from config.ids import KioskId
from kiosk.core.heartbeat import EVERY_MS, FIRST_MS, Pulse
from kiosk.core.step import Answered, Ask, Step
from sync.city.client import CityCall, CityReply
from sync.city.heartbeat import Heard, Heartbeat, Wish
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head

START = datetime(2031, 3, 14, tzinfo=UTC)


class World:
    """Attributes:
    unable: why the kiosk serves nobody.
    answer: of the city, to the next.
    sent: when, in ms.
    """

    def __init__(self, kiosk: str = "wonju-a", unable: str = "") -> None:
        self.unable = unable
        self.answer: object = CityReply(200, b'{"heard": ""}')
        self.sent: list[int] = []
        self.recorded: list[ev.Event] = []
        self.wishes: list[Wish] = []
        self._now = 0
        self.step = Step({}, Chain("j", "b", Head(), 1), self, self._applied)
        self.pulse = Pulse(self.step, KioskId(kiosk), self._how, self.wishes.append)

    def _how(self) -> Heartbeat:
        return Heartbeat("03", "단구동", "7.8.9", "", "", self.unable, False, [], [], 0, 0, 0, "")

    def wall(self) -> datetime:
        return START + timedelta(milliseconds=self._now)

    def uuid(self) -> str:
        raise NotImplementedError

    def random(self, count: int) -> bytes:
        raise NotImplementedError

    def _applied(self, entry: Entry, event: ev.Event) -> None:
        self.recorded.append(event)

    def passes(self, ms: int, at: int = 0) -> None:
        for _ in range(0, ms, 1_000):
            self.step.begin(at + self._now)
            self.pulse.act()
            for ask in [effect for effect in self.step.end(None).effects if isinstance(effect, Ask)]:
                assert isinstance(ask.question, CityCall)
                self.sent.append(self._now)
                self.step.begin(self.step.now)
                self.step.take([Answered(ask.number, self.answer)])
                self.step.end(None)
            self._now += 1_000


def test_once_a_minute_and_nothing_is_written_down() -> None:
    world = World()
    world.passes(10 * EVERY_MS, at=5_000_000)
    assert len(world.sent) == 10
    assert {later - sooner for sooner, later in zip(world.sent, world.sent[1:], strict=False)} == {EVERY_MS}
    assert not world.recorded


def test_kiosks_that_start_together_do_not_speak_together() -> None:
    firsts: set[int] = set()
    for number in range(50):
        world = World(f"wonju-{number}")
        world.passes(FIRST_MS + 1_000)
        firsts.add(*world.sent)
    assert len(firsts) == FIRST_MS / 1_000


@pytest.mark.parametrize(
    "answer",
    [
        Failure(FailureReason.TIMEOUT),
        CityReply(404, b""),
        CityReply(200, b"<html>"),
        CityReply(200, b'{"heard": "shouted"}'),
        CityReply(503, b'{"heard": "told"}'),
    ],
    ids=str,
)
def test_an_answer_that_is_none_changes_nothing_and_the_next_comes_in_its_time(answer: object) -> None:
    world = World(unable="out.printer")
    world.answer = CityReply(200, b'{"heard": "noted"}')
    world.passes(EVERY_MS)
    assert world.pulse.heard_of("out.printer") is Heard.NOTED
    world.answer = answer
    world.passes(2 * EVERY_MS)
    assert (len(world.sent), world.pulse.heard_of("out.printer")) == (3, Heard.NOTED)
    world.answer = CityReply(200, b'{"heard": "told"}')
    world.passes(EVERY_MS)
    assert str(world.pulse.heard_of("out.printer")) == "told"


def test_what_was_said_of_one_trouble_is_not_said_of_the_next() -> None:
    world = World(unable="out.printer")
    world.answer = CityReply(200, b'{"heard": "told"}')
    world.passes(EVERY_MS)
    assert world.pulse.heard_of("out.paper") is Heard.NOTHING, "this one has just begun"
    world.answer = Failure(FailureReason.TIMEOUT)
    world.unable = ""
    world.passes(EVERY_MS)
    world.unable = "out.printer"
    world.passes(EVERY_MS)
    assert world.pulse.heard_of("out.printer") is Heard.NOTHING, "it was well in between"


def test_a_wish_that_comes_with_an_answer_is_handed_on() -> None:
    world = World()
    world.answer = CityReply(200, b'{"wish": {"id": "w", "what": "restart", "by": "kim"}}')
    world.passes(EVERY_MS)
    assert world.wishes == [Wish("w", "restart", "kim")]
