"""When the next piece of a version is asked for, when it may be laid, and what is written down and told of each version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from config.dialogue import Failure, FailureReason
from config.software import PackageTrouble, VersionState
from config.updates.software import Offered
from kiosk.core.channels import BringSoftware, SoftwareStands
from kiosk.core.standing import Standing
from kiosk.core.step import Answered, Ask, Step
from kiosk.core.upgrading import LOOK_MS, SOON_MS, Surroundings, Upgrading
from sync.city.heartbeat import Version
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head

OLD, NEW = "1.0", "1.1"
OFFERED = Offered(NEW, "software/kiosk.deb", 1_000, "0" * 64, "")


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
    answer: of the next questions. asked: with the time in ms.
    """

    offered: Offered | None = OFFERED
    answer: SoftwareStands | Failure = field(default_factory=lambda: SoftwareStands(OLD))
    able: bool = True
    quiet: bool = True
    now: int = 0
    asked: list[tuple[int, object]] = field(default_factory=list)
    recorded: list[ev.Event] = field(default_factory=list)
    standing: Standing = field(default_factory=Standing)

    def __post_init__(self) -> None:
        self.step = Step({}, Chain("j", "b", Head(), 1), Clock(), self._applied)
        self.begin()

    def begin(self) -> None:
        """A process begins."""
        around = Surroundings(
            lambda: self.offered, lambda: self.able, lambda: self.quiet, lambda: self.standing.versions
        )
        self.upgrading = Upgrading(self.step, around)

    def _applied(self, entry: Entry, event: ev.Event) -> None:
        self.recorded.append(event)
        self.standing.apply(event, "2031-03-14")

    def passes(self, ms: int) -> None:
        until = self.now + ms
        while self.now <= until:
            self.step.begin(self.now)
            self.upgrading.act()
            effects = self.step.end(None).effects
            while asks := [effect for effect in effects if isinstance(effect, Ask)]:
                self.asked += [(self.now, ask.question) for ask in asks]
                self.step.begin(self.now)
                self.step.take([Answered(ask.number, self.answer) for ask in asks])
                effects = self.step.end(None).effects
            self.now += 100

    def comes_to(self, answer: SoftwareStands | Failure, ms: int = LOOK_MS) -> list[ev.Event]:
        """What is written down of it."""
        before, self.answer = len(self.recorded), answer
        self.passes(ms)
        return self.recorded[before:]


def test_where_nothing_is_signed_it_is_looked_at_once_a_minute_and_written_down_once() -> None:
    world = World(offered=None)
    world.passes(10 * LOOK_MS)
    assert 9 <= len(world.asked) <= 11
    assert world.recorded == [ev.VersionStands(OLD, VersionState.KEPT)]
    world.begin()
    world.passes(LOOK_MS)
    assert len(world.recorded) == 1, "a restart is no news"
    assert world.upgrading.versions() == [Version(OLD, "kept")]


def test_one_piece_follows_the_other_and_the_city_is_told_how_much_is_there() -> None:
    world = World(answer=SoftwareStands(OLD, fetched=100))
    world.passes(100)
    world.answer = SoftwareStands(OLD, fetched=400)
    world.passes(1_000)
    assert len(world.asked) >= 3
    assert world.upgrading.versions() == [Version(OLD, "kept"), Version(NEW, "fetching", "40 %")]
    asked = len(world.asked)
    world.answer = Failure(FailureReason.UNREACHABLE)
    world.passes(LOOK_MS + 500)
    assert len(world.asked) <= asked + 3, "a line that is gone is not asked for every piece"


def test_it_may_be_laid_when_nobody_is_there_and_not_before() -> None:
    world = World(answer=SoftwareStands(OLD, fetched=1_000), quiet=False)
    world.passes(LOOK_MS)
    assert {question for _, question in world.asked} == {BringSoftware(OFFERED, may_write=False)}
    asked = len(world.asked)
    world.quiet = True
    world.passes(2 * SOON_MS)
    assert {question for _, question in world.asked[asked:]} == {BringSoftware(OFFERED, may_write=True)}


def test_a_version_is_written_started_healthy_and_kept_as_the_one_that_runs_says() -> None:
    world = World(able=False)
    assert world.comes_to(SoftwareStands(OLD, waiting=NEW)) == [
        ev.VersionStands(OLD, VersionState.KEPT),
        ev.VersionStands(NEW, VersionState.WRITTEN),
    ]
    world.begin()
    assert world.comes_to(SoftwareStands(NEW, kept=False)) == [ev.VersionStands(NEW, VersionState.STARTED)]
    world.able = True
    assert world.comes_to(SoftwareStands(NEW, kept=False)) == [ev.VersionStands(NEW, VersionState.HEALTHY)]
    world.able = False
    assert world.comes_to(SoftwareStands(NEW, kept=False)) == []
    assert world.comes_to(SoftwareStands(NEW)) == [ev.VersionStands(NEW, VersionState.KEPT)]
    assert world.upgrading.versions() == [Version(NEW, "kept")]


def test_one_that_was_left_is_told_with_the_reason_and_its_next_trial_is_news() -> None:
    world = World()
    left = SoftwareStands(OLD, trouble=PackageTrouble.REFUSED)
    assert world.comes_to(left)[1:] == [ev.VersionStands(NEW, VersionState.LEFT, PackageTrouble.REFUSED)]
    assert world.comes_to(left) == []
    assert world.upgrading.versions() == [Version(OLD, "kept"), Version(NEW, "left", "refused")]
    world.able = False
    assert world.comes_to(SoftwareStands(NEW, kept=False)) == [ev.VersionStands(NEW, VersionState.STARTED)]
