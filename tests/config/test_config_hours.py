"""When something is open: one rule, tried minute by minute against the plainest way to say it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.hours import DAYS, LOOKS_AHEAD, Hours, Span, next_open
from config.problems import SettingsError
from kiosk.demo.settings import demo_settings
from kiosk.shell.settings import parse_settings
from kiosk.simulator.world import demo_machine_settings
from tests.cities import WONJU

MONDAY = date(2026, 11, 23)
WEEKDAYS = DAYS[:5]
OFFICE = Hours(WEEKDAYS, time(9), time(18), True)
NIGHT = Hours(("fri", "sat"), time(22), time(2), True)
ALWAYS = Hours((*DAYS, "holiday"), time(0), time(0), True)


def at(text: str) -> datetime:
    """``mon 09:00`` of the week of `MONDAY`; with a ``+`` the week after."""
    day, clock = text.removeprefix("+").split()
    days = DAYS.index(day) + 7 * text.startswith("+")
    return datetime.combine(MONDAY + timedelta(days=days), time.fromisoformat(clock))


@pytest.mark.parametrize(
    ("hours", "now", "opens", "closes"),
    [
        (OFFICE, "mon 08:59", "mon 09:00", "mon 18:00"),
        (OFFICE, "mon 09:00", "mon 09:00", "mon 18:00"),
        (OFFICE, "mon 17:59", "mon 09:00", "mon 18:00"),
        (OFFICE, "mon 18:00", "tue 09:00", "tue 18:00"),
        (OFFICE, "fri 18:00", "+mon 09:00", "+mon 18:00"),
        (NIGHT, "fri 21:00", "fri 22:00", "sat 02:00"),
        (NIGHT, "sat 01:59", "fri 22:00", "sat 02:00"),
        (NIGHT, "sat 02:00", "sat 22:00", "sun 02:00"),
        (NIGHT, "sun 02:00", "+fri 22:00", "+sat 02:00"),
    ],
)
def test_weekdays_and_past_midnight(hours: Hours, now: str, opens: str, closes: str) -> None:
    assert next_open([[hours]], (), at(now)) == Span(at(opens), at(closes))


def test_a_holiday_is_no_weekday() -> None:
    holiday = Hours(("holiday",), time(10), time(12), True)
    closed = {MONDAY}
    assert next_open([[OFFICE]], closed, at("mon 10:00")) == Span(at("tue 09:00"), at("tue 18:00"))
    assert next_open([[OFFICE, holiday]], closed, at("mon 09:30")) == Span(at("mon 10:00"), at("mon 12:00"))
    assert next_open([[OFFICE, holiday]], (), at("tue 09:30")) == Span(at("tue 09:00"), at("tue 18:00"))


def test_midnight_is_the_end_of_the_day_and_days_touch() -> None:
    late = Hours(("mon",), time(20), time(0), True)
    early = Hours(("tue",), time(0), time(6), True)
    assert next_open([[late]], (), at("mon 20:00")) == Span(at("mon 20:00"), at("tue 00:00"))
    assert next_open([[late, early]], (), at("tue 00:00")) == Span(at("mon 20:00"), at("tue 06:00"))


def test_a_site_takes_away_and_never_adds() -> None:
    site = Hours((*DAYS, "holiday"), time(12), time(22), True)
    assert next_open([[OFFICE], [site]], (), at("mon 09:00")) == Span(at("mon 12:00"), at("mon 18:00"))
    assert next_open([[site], [OFFICE]], (), at("mon 18:00")) == Span(at("tue 12:00"), at("tue 18:00"))


def test_never() -> None:
    assert next_open([[OFFICE], [Hours(("sun",), time(9), time(18), True)]], (), at("mon 10:00")) is None
    assert next_open([[]], (), at("mon 10:00")) is None


def test_always() -> None:
    for caps in ([], [[ALWAYS]]):
        span = next_open(caps, {MONDAY}, at("mon 10:00"))
        assert span
        assert span.opens <= at("mon 10:00") < span.closes


TIMES = st.builds(time, st.integers(0, 23), st.sampled_from((0, 30)))
HOURS = st.builds(
    Hours, st.lists(st.sampled_from((*DAYS, "holiday")), unique=True).map(tuple), TIMES, TIMES, st.just(True)
)
CAPS = st.lists(st.lists(HOURS, max_size=3), max_size=3)
HOLIDAYS = st.sets(st.integers(-2, 20).map(lambda days: MONDAY + timedelta(days=days)), max_size=6)
MOMENTS = st.integers(0, 7 * 48 - 1).map(lambda halves: at("mon 00:00") + timedelta(minutes=30 * halves))


def is_open(cap: list[Hours], closed: set[date], now: datetime) -> bool:
    def begun(day: date, hours: Hours) -> bool:
        return ("holiday" if day in closed else DAYS[day.weekday()]) in hours.days

    today, yesterday, clock = now.date(), now.date() - timedelta(days=1), now.time()
    return any(
        (begun(today, each) and each.opens <= clock < each.closes)
        if each.opens < each.closes
        else (begun(today, each) and each.opens <= clock) or (begun(yesterday, each) and clock < each.closes)
        for each in cap
    )


@given(CAPS, HOLIDAYS, MOMENTS)
def test_the_span_is_where_every_cap_is_open(caps: list[list[Hours]], closed: set[date], now: datetime) -> None:
    def all_open(moment: datetime) -> bool:
        return all(is_open(cap, closed, moment) for cap in caps)

    span = next_open(caps, closed, now)
    half = timedelta(minutes=30)
    if all_open(now):
        assert span
        assert span.opens <= now < span.closes
        return
    end = span.opens if span else datetime.combine(now.date() + timedelta(days=LOOKS_AHEAD - 1), time())
    moment = now
    while moment < end:
        assert not all_open(moment)
        moment += half
    if span:
        assert all_open(span.opens)
        assert all_open(span.closes - half)


def test_the_list_of_holidays() -> None:
    years = {day.year for day in WONJU.holidays}
    assert years >= {2026, 2027}
    for year in years:
        assert {date(year, 1, 1), date(year, 3, 1), date(year, 12, 25)} <= WONJU.holidays


def settings_with(hours: str) -> str:
    """The demonstration's settings and these."""
    return demo_settings(WONJU, {}) + hours


def test_a_site_caps_all_kinds_and_some_more() -> None:
    settings = parse_settings(
        settings_with(
            '[[hours]]\ndays = ["mon", "sat"]\nopens = 06:00:00\ncloses = 00:00:00\n'
            '[[hours]]\nkinds = ["land-register"]\ndays = ["mon"]\nopens = 09:00:00\ncloses = 18:00:00\n'
        ),
        Path("/"),
    )
    everything = Hours(("mon", "sat"), time(6), time(0), True)
    assert settings.caps("resident-abstract") == ((everything,),)
    assert settings.caps("land-register") == ((everything,), (Hours(("mon",), time(9), time(18), True),))
    assert demo_machine_settings(WONJU).caps("land-register") == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('days = ["monday"]', r"hours\[1\]\.days\[1\]: monday is none of 'mon', "),
        ("days = []", r"hours\[1\]\.days: is empty"),
    ],
)
def test_hours_that_mean_nothing_are_refused(line: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        parse_settings(settings_with(f"[[hours]]\n{line}\nopens = 06:00:00\ncloses = 00:00:00\n"), Path("/"))
