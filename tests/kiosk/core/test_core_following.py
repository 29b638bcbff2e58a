"""When a signed configuration is started with, kept and left, and what is written down of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from config.dialogue import Failure, FailureReason
from config.updates.life import Life
from config.vocabulary import ConfigurationAge, ConfigurationTrouble, SourceTrouble, StopReason
from kiosk.core.channels import Applied, ApplyConfiguration, Looked, LookForConfiguration, SettleConfiguration, Verdict
from kiosk.core.following import NEW, QUIET_MS, STEADY_MS, WELL_MS, Aged, Around, Begun, Following
from kiosk.core.step import Answered, Ask, End, Step
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head

MINUTE = LOOK_MS = 60_000
TODAY = datetime(2031, 3, 14, tzinfo=UTC)


class Clock:
    """`kiosk.core.step.Sources` that stand still until somebody sets them."""

    def __init__(self) -> None:
        self.now = TODAY

    def wall(self) -> datetime:
        return self.now

    def uuid(self) -> str:
        raise NotImplementedError

    def random(self, count: int) -> bytes:
        raise NotImplementedError


@dataclass
class World:
    """Attributes:
    answer: of the next looks.
    able: the kiosk can issue; reached: the city answers; aged: what the journal says of it; quiet: since when nobody is here, None while somebody is.
    asked, recorded, ended: with the time in ms.
    """

    begun: Begun = field(default_factory=Begun)
    answer: Looked | Failure = field(default_factory=Looked)
    able: bool = True
    reached: bool = True
    aged: Aged = NEW
    quiet: int | None = 0
    now: int = 0
    asked: list[tuple[int, object]] = field(default_factory=list)
    recorded: list[ev.Event] = field(default_factory=list)
    ended: list[tuple[int, StopReason]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.clock = Clock()
        self.step = Step({}, Chain("j", "b", Head(), 1), self.clock, self._applied)
        around = Around(lambda: self.able, lambda: self.reached, lambda: self.quiet, lambda: self.aged)
        self.following = Following(self.step, self.begun, LOOK_MS, around)

    def _applied(self, entry: Entry, event: ev.Event) -> None:
        self.recorded.append(event)
        if isinstance(event, ev.ConfigurationAged):
            self.aged = event.role, event.age

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


def test_what_is_taken_back_or_replaced_before_a_quiet_moment_comes_is_not_started_with() -> None:
    world = World(answer=Looked("a"), quiet=None)
    world.passes(3 * LOOK_MS)
    world.answer = Looked("b")
    world.passes(3 * LOOK_MS)
    assert world.recorded == [ev.ConfigurationWritten("a"), ev.ConfigurationWritten("b")]
    world.answer = Looked()
    world.passes(3 * LOOK_MS)
    world.quiet = world.now
    world.passes(3 * LOOK_MS)
    assert world.ended == []
    assert len(world.recorded) == 2


def test_it_is_kept_once_the_kiosk_can_issue_with_it() -> None:
    world = World(Begun("a", tried=True), able=False)
    world.passes(MINUTE)
    assert world.asked == []
    world.able = True
    world.passes(MINUTE)
    assert world.recorded == [ev.ConfigurationHealthy("a"), ev.ConfigurationKept("a")]
    assert world.said()[0] == SettleConfiguration("a", Verdict.KEPT)
    assert world.asked[0][0] >= MINUTE + STEADY_MS
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


def test_one_that_leaves_the_kiosk_without_the_city_is_left_to_be_tried_again() -> None:
    """It may be the city that is down, and it may be this that keeps it away: only what was before can show which."""
    for was_able in (True, False):
        world = World(Begun("a", tried=True, was_able=was_able), able=False, reached=False)
        world.passes(2 * WELL_MS)
        assert world.recorded == [ev.ConfigurationLeft("a", ConfigurationTrouble.NOT_REACHED)]
        assert world.said() == [SettleConfiguration("a", Verdict.AGAIN)]
        assert [reason for _, reason in world.ended] == [StopReason.CONFIGURATION]


def test_one_that_is_well_for_a_moment_only_is_not_kept() -> None:
    world = World(Begun("a", tried=True))
    while world.now < WELL_MS - MINUTE:
        world.able = not world.able
        world.passes(STEADY_MS // 2)
    assert world.asked == []
    assert set(world.recorded) == {ev.ConfigurationHealthy("a")}


def test_what_gets_old_is_told_at_half_of_its_time_and_at_a_fifth_and_ends_nothing() -> None:
    lives = (Life("timestamp", TODAY, TODAY + timedelta(days=10)), Life("law", TODAY, TODAY + timedelta(days=365)))
    world = World(Begun("a", lives=lives), answer=Failure(FailureReason.UNREACHABLE))
    told = []
    for day in range(12):
        world.clock.now = TODAY + timedelta(days=day)
        world.passes(2 * LOOK_MS)
        told += [
            (day, event.role, event.age.value) for event in world.recorded if isinstance(event, ev.ConfigurationAged)
        ]
        world.recorded.clear()
    assert told == [(5, "timestamp", "half"), (8, "timestamp", "fifth"), (10, "timestamp", "expired")]
    assert world.ended == []
    assert world.following.finding().severity == 2
    world.answer = Looked(lives=(Life("timestamp", world.clock.now, world.clock.now + timedelta(days=10)), lives[1]))
    world.passes(2 * LOOK_MS)
    assert ev.ConfigurationAged("", ConfigurationAge.NEW) in world.recorded
    assert world.following.finding().severity == 0


def test_an_age_that_was_written_down_before_the_start_is_not_written_down_again() -> None:
    lives = (Life("law", TODAY - timedelta(days=300), TODAY + timedelta(days=65)),)
    world = World(Begun("a", lives=lives), aged=("law", ConfigurationAge.FIFTH))
    world.passes(5 * LOOK_MS)
    assert world.recorded == []
    assert world.following.finding().detail == "a, law is new until 2031-05-18 09:00, 18 % of its time left"


def test_what_is_signed_and_wrong_is_told_and_nothing_is_ended_for_it() -> None:
    world = World(answer=Looked(refused=("a", "land-register.toml: fee.0.since")))
    world.passes(MINUTE // 2)
    assert world.recorded == [
        ev.ConfigurationLeft("a", ConfigurationTrouble.NOT_VALID, "land-register.toml: fee.0.since")
    ]
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
    left = ("b", ConfigurationTrouble.NOT_STARTED, "")
    assert Begun().entries() == ()
    assert Begun("a", left=left).entries() == (ev.ConfigurationLeft(*left), ev.ConfigurationBegun("a", False))
