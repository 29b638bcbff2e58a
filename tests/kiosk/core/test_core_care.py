"""The kiosk looks after itself: what it writes down, when it ends itself for a new start, and the night's test."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime

from config.dialogue import Failure, FailureReason
from config.vocabulary import Power, StopReason, Strain
from kiosk.core.care import Care, Limits
from kiosk.core.faults import means
from kiosk.core.findings import Finding
from kiosk.core.step import Answered, Ask, End, Step
from kiosk.core.vitals import DiskHealth, Look, Vitals
from kiosk.simulator.sources import SeededSources
from sync.journal import events as ev
from sync.journal.format import Chain, Head

LIMITS = Limits(look_ms=10_000, warm_ms=60_000, quiet_ms=30_000, disk_free=1_000, memory_grown=300)
WELL = Vitals(Power.MAINS, disk_free=5_000, memory=1_000, handles=40, most_handles=100, celsius=50)
NOON, NIGHT = datetime(2026, 11, 24, 3, tzinfo=UTC), datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
"""The same day's 12:00 and 03:30 in Korea."""


class Machine:
    """A kiosk that does nothing but look after itself.

    Attributes:
        looks: every question that was asked.
        ended: why it wanted to end, as often as it did.
    """

    def __init__(self, wall: datetime = NOON) -> None:
        self.nobody_there = True
        self.findings: tuple[Finding, ...] = ()
        self.recorded: list[ev.Event] = []
        self.looks: list[Look] = []
        self.ended: list[StopReason] = []
        sources = SeededSources(random.Random(1), lambda: 0)
        sources.wall = lambda: wall  # type: ignore[method-assign]
        self.step = Step({}, Chain("j", "b", Head(), 1), sources, lambda entry, event: self.recorded.append(event))
        self.care = Care(self.step, lambda: self.nobody_there, lambda: self.findings, LIMITS)
        self.now = 0

    def look(self, seen: Vitals | Failure, times: int = 1) -> Machine:
        for _ in range(times):
            self.step.begin(self.now)
            self.care.act()
            (asked,) = (each for each in self.step.end(None).effects if isinstance(each, Ask))
            assert isinstance(asked.question, Look)
            self.looks.append(asked.question)
            self.step.begin(self.now)
            self.step.take([Answered(asked.number, seen)])
            self.ended += [each.reason for each in self.step.end(None).effects if isinstance(each, End)]
            self.now += LIMITS.look_ms
        return self

    def of(self, what: type[ev.Event]) -> list[ev.Event]:
        return [each for each in self.recorded if isinstance(each, what)]


def power(*told: Power) -> Machine:
    machine = Machine()
    for each in told:
        machine.look(replace(WELL, power=each))
    return machine


def test_it_tries_itself_when_it_is_asked_to_once_nobody_is_there_and_once() -> None:
    machine = Machine()
    machine.nobody_there = False
    machine.care.test()
    machine.look(replace(WELL, disk_sound=True), 5)
    assert machine.of(ev.SelfTested) == []
    machine.nobody_there = True
    machine.look(replace(WELL, disk_sound=True), 10)
    assert machine.of(ev.SelfTested) == [ev.SelfTested(())]


def test_what_is_well_is_not_written_down() -> None:
    assert Machine().look(WELL, 20).recorded == []


def test_the_mains_go_and_come_back_and_each_is_written_down_once() -> None:
    machine = power(Power.MAINS, Power.BATTERY, Power.BATTERY, Power.MAINS, Power.MAINS)
    assert machine.recorded == [ev.PowerChanged(Power.BATTERY), ev.PowerChanged(Power.MAINS)]
    assert not machine.care.on_battery


def test_a_ups_that_skips_an_answer_is_not_gone_and_a_silent_one_brings_no_mains_back() -> None:
    machine = power(Power.BATTERY, Power.UNKNOWN, Power.UNKNOWN)
    assert machine.recorded == [ev.PowerChanged(Power.BATTERY)]
    machine.look(replace(WELL, power=Power.UNKNOWN))
    assert machine.recorded[1:] == [ev.PowerChanged(Power.UNKNOWN)]
    assert machine.care.on_battery


def test_on_a_nearly_empty_battery_it_ends_when_nobody_is_there() -> None:
    machine = power(Power.BATTERY)
    machine.nobody_there = False
    machine.look(replace(WELL, power=Power.LOW_BATTERY), 3)
    assert machine.ended == []
    machine.nobody_there = True
    machine.look(replace(WELL, power=Power.LOW_BATTERY))
    assert machine.ended == [StopReason.POWER]


def test_started_on_a_nearly_empty_battery_it_does_not_end_again_and_again() -> None:
    assert power(*[Power.LOW_BATTERY] * 5).ended == []


def test_memory_that_grows_is_a_planned_restart_at_a_quiet_moment() -> None:
    machine = Machine().look(WELL, 10)
    machine.nobody_there = False
    machine.look(replace(WELL, memory=1_301), 5)
    assert machine.of(ev.StrainChanged) == [ev.StrainChanged(Strain.MEMORY, True)]
    assert machine.ended == []
    machine.nobody_there = True
    machine.look(replace(WELL, memory=1_301), 3)
    assert machine.ended == []  # somebody may be on their way to the screen
    machine.look(replace(WELL, memory=1_301))
    assert machine.ended == [StopReason.LEAK]


def test_what_a_start_takes_is_no_leak() -> None:
    assert Machine().look(WELL).look(replace(WELL, memory=9_000), 20).recorded == []


def test_too_many_handles_are_a_planned_restart_but_not_right_after_a_start() -> None:
    machine = Machine().look(replace(WELL, handles=90), 5)
    assert machine.recorded == [ev.StrainChanged(Strain.HANDLES, True)]
    assert machine.ended == []
    machine.look(replace(WELL, handles=90), 2)
    assert machine.ended == [StopReason.LEAK]


def test_a_full_disk_and_heat_are_written_down_and_wobbling_around_the_limit_is_not() -> None:
    machine = Machine()
    for free in (999, 1_001, 999, 1_200, 1_251):
        machine.look(replace(WELL, disk_free=free))
    assert machine.recorded == [ev.StrainChanged(Strain.DISK, True), ev.StrainChanged(Strain.DISK, False)]
    machine.look(replace(WELL, celsius=90)).look(replace(WELL, celsius=80))
    assert machine.recorded[2:] == [ev.StrainChanged(Strain.HEAT, True)]
    assert machine.ended == []
    found = {each.device: each for each in machine.care.findings()}
    assert (found["heat"].detail, found["heat"].severity) == ("80 °C", 1)
    assert (found["power"].detail, found["power"].severity) == (Power.MAINS.meaning, 0)


def test_a_disk_that_says_that_it_fails_is_written_down_once_and_said_with_what_to_do() -> None:
    machine = Machine()
    for health in (DiskHealth.WELL, DiskHealth.FAILING, DiskHealth.FAILING, None):
        machine.look(replace(WELL, disk_health=health))
    assert machine.recorded == [ev.StrainChanged(Strain.DISK_HEALTH, True)]
    machine.look(replace(WELL, disk_health=DiskHealth.WORN))
    (found,) = (each for each in machine.care.findings() if each.device == "disk-health")
    assert (found.word, found.severity) == ("disk-worn", 1)
    assert means(found.word) != means("a word that nobody has met")
    machine.look(replace(WELL, disk_health=DiskHealth.WELL))
    assert machine.recorded[1:] == [ev.StrainChanged(Strain.DISK_HEALTH, False)]
    assert machine.ended == []


def test_a_look_that_comes_to_nothing_changes_nothing() -> None:
    machine = power(Power.BATTERY).look(Failure(FailureReason.TIMEOUT), 5)
    assert machine.recorded == [ev.PowerChanged(Power.BATTERY)]


def test_at_night_when_nobody_is_there_everything_is_tried_once() -> None:
    machine = Machine(NIGHT)
    machine.nobody_there = False
    machine.look(WELL, 5)
    assert not any(look.thorough for look in machine.looks)
    machine.nobody_there = True
    machine.look(replace(WELL, disk_sound=True), 20)
    assert sum(look.thorough for look in machine.looks) == 1
    assert machine.recorded == [ev.SelfTested(())]


def test_the_nights_test_names_what_is_not_well() -> None:
    machine = Machine(NIGHT)
    machine.findings = (Finding("printer", "user-error", "cover-open", 1), Finding("books", "online", "balance", 0))
    machine.look(replace(WELL, disk_sound=False), 6)
    assert machine.recorded == [ev.SelfTested(("printer user-error", "disk unsound"))]
