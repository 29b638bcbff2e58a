"""When a signed configuration is started with, kept and left, and what is written down of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.dialogue import Failure, FailureReason
from config.vocabulary import ConfigurationTrouble, SourceTrouble, StopReason
from kiosk.core.channels import Applied, ApplyConfiguration, Looked, LookForConfiguration, SettleConfiguration
from kiosk.core.following import QUIET_MS, WELL_MS, Begun, Following
from kiosk.core.step import Answered, Ask, End, Step
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head

MINUTE = LOOK_MS = 60_000


class Clock:
    """`kiosk.core.step.Sources` that stand still."""

    def wall(self) -> datetime:
        return datetime(2031, 3, 14, tzinfo=UTC)

    def uuid(self) -> str:
        raise NotImplementedError

    def random(self, count: int) -> bytes:
        raise NotImplementedError


@dataclass
class World:
    """Attributes:
    answer: of the next looks.
    able: the kiosk can issue; quiet: since when nobody is here, None while somebody is.
    asked, recorded, ended: with the time in ms.
    """

    begun: Begun = field(default_factory=Begun)
    answer: Looked | Failure = field(default_factory=Looked)
    able: bool = True
    quiet: int | None = 0
    now: int = 0
    asked: list[tuple[int, object]] = field(default_factory=list)
    recorded: list[ev.Event] = field(default_factory=list)
    ended: list[tuple[int, StopReason]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.step = Step({}, Chain("j", "b", Head(), 1), Clock(), self._applied)
        self.following = Following(self.step, self.begun, LOOK_MS, lambda: self.able, lambda: self.quiet)

    def _applied(self, entry: Entry, event: ev.Event) -> None:
        self.recorded.append(event)

    def passes(self, ms: int) -> None:
        until = self.now + ms
        while self.now <= until and not self.ended:
            self.step.begin(self.now)
            self.following.act()
            effects = self.step.end(None).effects
            while asks := [effect for effect in effects if isinstance(effect, Ask)]:
                self.asked += [(self.now, ask.question) for ask in asks]
                self.step.begin(self.now)
                self.step.take([Answered(ask.number, self._answered(ask.question)) for ask in asks])
                effects = self.step.end(None).effects
            self.ended += [(self.now, effect.reason) for effect in effects if isinstance(effect, End)]
            self.now += 1_000

    def _answered(self, question: object) -> Looked | Applied | Failure:
        if isinstance(question, LookForConfiguration):
            return self.answer
        assert isinstance(question, ApplyConfiguration | SettleConfiguration)
        return Applied()

    def said(self) -> list[object]:
        return [question for _, question in self.asked]


def test_it_is_looked_for_every_minute_and_nothing_is_written_down_of_that() -> None:
    world = World()
    world.passes(10 * LOOK_MS)
    assert 9 <= len(world.asked) <= 11
    assert world.recorded == []


def test_what_is_new_is_started_with_once_nobody_has_been_there_for_a_while() -> None:
    world = World(answer=Looked("a"), quiet=None)
    world.passes(5 * MINUTE)
    assert world.recorded == [ev.ConfigurationWritten("a")]
    world.quiet = left = world.now
    world.passes(5 * MINUTE)
    assert world.recorded[1:] == [ev.ConfigurationApplied("a")]
    assert world.ended == [(world.ended[0][0], StopReason.CONFIGURATION)]
    assert QUIET_MS <= world.ended[0][0] - left <= QUIET_MS + 2_000
    assert world.said()[-1] == ApplyConfiguration("a", able=True)


def test_it_is_kept_once_the_kiosk_can_issue_with_it() -> None:
    world = World(Begun("a", tried=True), able=False)
    world.passes(MINUTE)
    assert world.asked == []
    world.able = True
    world.passes(MINUTE)
    assert world.recorded == [ev.ConfigurationKept("a")]
    assert world.said()[0] == SettleConfiguration("a", well=True)
    assert world.following.in_force == "a"
    world.passes(3 * LOOK_MS)
    assert LookForConfiguration() in world.said()


def test_it_is_left_when_the_kiosk_cannot_issue_with_it_and_could_before() -> None:
    world = World(Begun("a", tried=True), able=False)
    world.passes(2 * WELL_MS)
    assert world.recorded == [ev.ConfigurationLeft("a", ConfigurationTrouble.NOT_WELL)]
    assert [reason for _, reason in world.ended] == [StopReason.CONFIGURATION]
    assert WELL_MS <= world.ended[0][0] <= WELL_MS + 5_000


def test_a_kiosk_that_could_not_issue_before_keeps_what_makes_it_no_worse() -> None:
    """Its printer is broken; the new fees are right all the same, and may be what mends it."""
    world = World(Begun("a", tried=True, was_able=False), able=False)
    world.passes(2 * WELL_MS)
    assert world.recorded == [ev.ConfigurationKept("a")]
    assert world.ended == []


def test_what_is_signed_and_wrong_is_told_and_nothing_is_ended_for_it() -> None:
    world = World(answer=Looked(refused="a"))
    world.passes(MINUTE // 2)
    assert world.recorded == [ev.ConfigurationLeft("a", ConfigurationTrouble.NOT_VALID)]
    assert world.ended == []


def test_a_desk_that_is_not_reached_is_told_of_once_and_once_when_it_is_back() -> None:
    world = World(answer=Failure(FailureReason.UNREACHABLE))
    world.passes(5 * MINUTE)
    world.answer = Looked()
    world.passes(5 * MINUTE)
    assert world.recorded == [
        ev.SourceChanged("configuration", False, SourceTrouble.UNREACHABLE),
        ev.SourceChanged("configuration", True, None),
    ]


def test_a_start_says_what_it_began_with_and_what_it_left() -> None:
    left = ("b", ConfigurationTrouble.NOT_STARTED)
    assert Begun().entries() == ()
    assert Begun("a", left=left).entries() == (ev.ConfigurationLeft(*left), ev.ConfigurationBegun("a", False))
