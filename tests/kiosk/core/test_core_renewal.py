"""When a certificate is renewed, and what is written down of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from config.vocabulary import RenewalTrouble
from kiosk.core.channels import Certified, LookAtCertificate, NotRenewed, RenewCertificate
from kiosk.core.renewal import LOOK_MS, Renewal
from kiosk.core.step import Answered, Ask, Step
from kiosk.shell.diagnosis import certificate
from sync.journal import events as ev
from sync.journal.format import Chain, Entry, Head

START = datetime(2031, 3, 14, tzinfo=UTC)
LIFE = timedelta(days=90)
HOUR = timedelta(hours=1)


class Clock:
    """`kiosk.core.step.Sources` whose time is moved by hand."""

    time = START

    def wall(self) -> datetime:
        return self.time

    def uuid(self) -> str:
        raise NotImplementedError

    def random(self, count: int) -> bytes:
        raise NotImplementedError


class World:
    """Attributes:
    trouble: why the city renews nothing.
    asked: how often it was asked to.
    """

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.trouble: RenewalTrouble | None = None
        self.asked = 0
        self.recorded: list[ev.Event] = []
        self.clock = Clock()
        self.step = Step({}, Chain("j", "b", Head(), 1), self.clock, self._applied)
        self.renewal = Renewal(self.step)

    def _applied(self, entry: Entry, event: ev.Event) -> None:
        self.recorded.append(event)

    def passes(self, time: timedelta) -> None:
        end = self.clock.time + time
        while self.clock.time <= end:
            self.step.begin(int((self.clock.time - START).total_seconds() * 1000))
            self.renewal.act()
            while asks := [effect for effect in self.step.end(None).effects if isinstance(effect, Ask)]:
                answers = [Answered(ask.number, self.answer(ask.question)) for ask in asks]
                self.step.begin(self.step.now)
                self.step.take(answers)
            self.clock.time += timedelta(milliseconds=LOOK_MS)

    def answer(self, question: object) -> Certified | NotRenewed:
        if isinstance(question, RenewCertificate):
            self.asked += 1
            if self.trouble:
                return NotRenewed(self.trouble)
            self.since = self.clock.time
        else:
            assert isinstance(question, LookAtCertificate)
        return Certified(self.since, self.since + LIFE)


def test_before_a_third_of_its_life_is_left_it_is_renewed_once() -> None:
    world = World(START)
    world.passes(timedelta(days=59))
    assert world.asked == 0
    world.passes(timedelta(days=2))
    assert world.asked == 1
    assert world.recorded == [ev.CertificateRenewed((world.since + LIFE).isoformat(timespec="seconds"))]
    world.passes(timedelta(days=58))
    assert world.asked == 1


def test_a_city_that_does_not_renew_it_is_asked_every_hour_and_told_of_once() -> None:
    world = World(START - timedelta(days=61))
    world.trouble = RenewalTrouble.CITY_NOT_REACHED
    world.passes(5 * HOUR)
    assert world.asked >= 5
    assert world.recorded == [ev.CertificateNotRenewed(RenewalTrouble.CITY_NOT_REACHED)]
    world.trouble = RenewalTrouble.CITY_REFUSED
    world.passes(5 * HOUR)
    world.trouble = None
    world.passes(HOUR)
    assert [type(each) for each in world.recorded[1:]] == [ev.CertificateNotRenewed, ev.CertificateRenewed]


def test_whoever_diagnoses_it_hears_how_long_it_lasts_and_why_it_was_not_renewed() -> None:
    def found(world: World) -> tuple[str, int]:
        finding = certificate(world.renewal.standing, world.clock.time)
        return finding.state, finding.severity

    world = World(START)
    assert found(world) == ("unknown", 0)
    world.passes(HOUR)
    assert found(world) == ("online", 0)
    world.trouble = RenewalTrouble.CITY_REFUSED
    world.passes(timedelta(days=61))
    assert found(world) == ("user-error", 1)
    world.passes(timedelta(days=24))
    assert found(world) == ("user-error", 2)
