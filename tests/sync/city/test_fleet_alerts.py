"""What somebody is called for: each real fault once, with one all-clear, and nothing that a person would call false."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from config.ids import KioskId
from sync.city.heartbeat import Fault, Heartbeat, Stock
from sync.reference_city.enrolments import KnownCertificate
from sync.reference_city.fleet.alerts import Alert, News, What, judge
from sync.reference_city.fleet.beats import Known
from sync.reference_city.fleet.state import rows
from tests.sync.city.test_city_heartbeats import WELL

START = datetime(2031, 3, 14, 0, 0, tzinfo=UTC)
JAM = Fault("printer", "media-jam", "media-jam", 2)


@dataclass
class Watched:
    """A city whose alerts are judged every quarter of a minute.

    Attributes:
        kiosks: id to site.
        told: what was told: when (minutes), what, of whom and what of it.
    """

    kiosks: dict[str, str]
    now: datetime = START
    told: list[tuple[int, News, str]] = field(default_factory=list)
    alerts: list[Alert] = field(default_factory=list)
    _beats: dict[str, Known] = field(default_factory=dict)

    def __post_init__(self) -> None:
        until = (START + timedelta(days=400)).isoformat()
        self._certificates = [
            KnownCertificate(each, KioskId(each), "key", START.isoformat(), until, "an office") for each in self.kiosks
        ]

    def hears(self, kiosk: str, told: Heartbeat = WELL) -> None:
        before = self._beats.get(kiosk)
        at = self.now.isoformat(timespec="seconds")
        since = before.since if before and before.told.unable == told.unable else at
        self._beats[kiosk] = Known(KioskId(kiosk), at, since, replace(told, site=self.kiosks[kiosk]))

    def looks(self) -> None:
        judged = judge(self.alerts, rows(self._certificates, self._beats.values(), self.now), self.now)
        self.told += [
            (int((self.now - START).total_seconds()) // 60, news, alert.condition.fingerprint)
            for news, alert in judged.news
        ]
        self.alerts = [each for each in judged.kept if not each.closed]

    def passes(self, minutes: int, beats: Callable[[int], dict[str, Heartbeat]] | None = None) -> None:
        """``beats``: of each minute, what is heard; everybody well without it."""
        for minute in range(minutes):
            for kiosk, told in (beats(minute) if beats else dict.fromkeys(self.kiosks, WELL)).items():
                self.hears(kiosk, told)
            for _ in range(4):
                self.looks()
                self.now += timedelta(seconds=15)

    @property
    def news(self) -> list[tuple[str, str]]:
        return [(news.value, about) for _, news, about in self.told]


def city(*kiosks: str) -> Watched:
    watched = Watched({each: f"site of {each}" for each in kiosks})
    watched.passes(10)
    return watched


def ill(*faults: Fault, unable: str = "", stocks: Sequence[Stock] = ()) -> Heartbeat:
    return replace(WELL, faults=list(faults), unable=unable, stocks=list(stocks))


@pytest.mark.parametrize(
    ("told", "about"),
    [
        (ill(JAM, unable="out.printer"), "printer"),
        (ill(Fault("printer", "media-empty", "", 1), unable="out.paper", stocks=[Stock("paper", 0, 20)]), "paper"),
        (ill(Fault("printer", "toner-empty-error", "", 1), unable="out.toner"), "toner"),
        (ill(Fault("books", "hardware-error", "do not balance", 2), unable="out.books"), "books"),
        (ill(Fault("note-acceptor", "jam-in-stacker", "", 2)), "note-acceptor"),
        (ill(Fault("power", "user-error", "on battery", 1), unable="out.power"), "power"),
        (ill(stocks=[Stock("change", 3, 11)]), "change"),
        (replace(WELL, clock_off_ms=900_000), "clock"),
        (ill(Fault("journal", "hardware-error", "", 2), unable="out.journal"), "journal"),
    ],
)
def test_a_fault_is_one_alert_however_many_ways_it_is_told_and_one_all_clear(told: Heartbeat, about: str) -> None:
    watched = city("one", "two")
    watched.passes(60, lambda _: {"one": told, "two": WELL})
    assert watched.news == [("opened", f"one/{about}")]
    watched.passes(60)
    assert watched.news == [("opened", f"one/{about}"), ("closed", f"one/{about}")]


def test_who_opens_the_printer_again_within_minutes_gets_no_second_call() -> None:
    watched = city("one", "two")
    watched.passes(60, lambda minute: {"one": WELL if minute % 7 in (5, 6) else ill(JAM), "two": WELL})
    assert watched.news == [("opened", "one/printer")]


def test_paper_that_gets_low_and_then_out_is_the_same_alert_told_once_more() -> None:
    watched = city("one", "two")
    watched.passes(30, lambda _: {"one": ill(stocks=[Stock("paper", 30, 20)]), "two": WELL})
    watched.passes(30, lambda _: {"one": ill(Fault("printer", "media-empty", "", 1), unable="out.paper"), "two": WELL})
    watched.passes(30)
    assert watched.news == [("opened", "one/paper"), ("worse", "one/paper"), ("closed", "one/paper")]


def test_two_parts_are_two_alerts() -> None:
    watched = city("one", "two")
    coins = Fault("coin-acceptor", "return-lever", "", 1)
    watched.passes(10, lambda _: {"one": ill(JAM, coins, unable="out.printer"), "two": WELL})
    assert sorted(watched.news) == [("opened", "one/coin-acceptor"), ("opened", "one/printer")]


def test_a_kiosk_that_is_silent_is_one_alert_and_nothing_is_said_of_what_nobody_knows() -> None:
    watched = city("one", "two", "three")
    watched.passes(10, lambda _: {"one": ill(JAM), "two": WELL, "three": WELL})
    watched.passes(120, lambda _: {"two": WELL, "three": WELL})
    assert watched.news == [("opened", "one/printer"), ("opened", "one/line")]
    watched.passes(10, lambda _: {"one": ill(JAM), "two": WELL, "three": WELL})
    assert watched.news[2:] == [("closed", "one/line")]
    watched.passes(10)
    assert watched.news[3:] == [("closed", "one/printer")]


def test_a_site_that_is_cut_off_is_one_alert_and_not_one_for_each_kiosk() -> None:
    watched = Watched({**{f"hall-{n}": "시청" for n in range(5)}, **{f"far-{n}": f"far {n}" for n in range(9)}})
    watched.passes(10)
    far = {f"far-{n}": WELL for n in range(9)}
    watched.passes(90, lambda _: far)
    assert watched.news == [("opened", "시청/line")]
    watched.passes(30)
    assert watched.news[1:] == [("closed", "시청/line")]


def test_of_a_site_where_one_was_silent_before_nobody_hears_an_all_clear_that_is_none() -> None:
    watched = Watched({"hall-1": "시청", "hall-2": "시청", **{f"far-{n}": f"far {n}" for n in range(9)}})
    watched.passes(10)
    far = {f"far-{n}": WELL for n in range(9)}
    watched.passes(30, lambda _: far | {"hall-2": WELL})
    watched.passes(60, lambda _: far)
    assert watched.news == [("opened", "hall-1/line"), ("opened", "시청/line")]
    watched.passes(60, lambda _: far | {"hall-2": WELL})
    assert watched.news[2:] == [("closed", "시청/line")], "the first is silent still"


def test_a_city_that_hears_of_hardly_anybody_is_one_alert_about_itself() -> None:
    watched = city(*(f"kiosk-{n}" for n in range(30)))
    watched.passes(90, lambda _: {"kiosk-0": WELL})
    assert watched.news == [("opened", "city/line")]
    watched.passes(30)
    assert watched.news[1:] == [("closed", "city/line")]


def test_one_that_was_barred_or_never_heard_of_calls_nobody() -> None:
    watched = Watched({"one": "a", "two": "b"})
    watched.passes(60, lambda _: {"one": WELL})
    assert watched.news == []


def test_a_week_of_flaky_lines_restarts_and_sleeping_printers_calls_nobody() -> None:
    """Minutes are lost by themselves and up to four in a row, kiosks start anew, printers sleep and wake."""
    dice = random.Random(1)
    watched = city(*(f"kiosk-{n}" for n in range(5)))
    away = dict.fromkeys(watched.kiosks, 0)
    sleeps = dict.fromkeys(watched.kiosks, 0)
    starts = dict.fromkeys(watched.kiosks, 0)
    asleep = ill(Fault("printer", "offline", "offline", 2), unable="out.printer")

    def a_minute() -> dict[str, Heartbeat]:
        heard = {}
        for kiosk in watched.kiosks:
            for counts, chance, most in ((away, 0.01, 4), (sleeps, 0.01, 4), (starts, 0.002, 3)):
                counts[kiosk] = (
                    counts[kiosk] - 1 if counts[kiosk] else dice.randint(1, most) if dice.random() < chance else 0
                )
            if away[kiosk] or dice.random() < 0.05:
                continue
            starting = ill(unable="out.starting") if starts[kiosk] else WELL
            heard[kiosk] = asleep if sleeps[kiosk] else starting
        return heard

    minutes = 7 * 24 * 60
    for _ in range(minutes):
        for kiosk, told in a_minute().items():
            watched.hears(kiosk, told)
        watched.looks()
        watched.now += timedelta(minutes=1)
    assert watched.told == []


def test_the_same_looked_at_twice_says_nothing_twice() -> None:
    watched = city("one", "two")
    watched.passes(10, lambda _: {"one": ill(JAM), "two": WELL})
    before = list(watched.told)
    watched.looks()
    watched.looks()
    assert watched.told == before
    assert {each.condition.what for each in watched.alerts} == {What.FAULT}
