"""How a kiosk stands, by its last heartbeat, its certificate and the time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from config.ids import KioskId
from sync.city.heartbeat import Fault, Heartbeat, Stock
from sync.reference_city.enrolments import KnownCertificate
from sync.reference_city.fleet.beats import Known
from sync.reference_city.fleet.state import SILENT_AFTER, Row, Standing, counts, rows
from sync.reference_city.fleet.texts import Texts, texts
from tests.sync.city.test_city_heartbeats import ILL, WELL

NOW = datetime(2031, 3, 14, 9, tzinfo=UTC)
CERTIFICATE = KnownCertificate(
    "a", KioskId("one"), "key", "2031-01-01T00:00:00+00:00", "2031-06-01T00:00:00+00:00", "an office"
)


def row(
    told: Heartbeat | None, ago: timedelta = timedelta(seconds=40), certificate: KnownCertificate = CERTIFICATE
) -> Row:
    since = NOW - timedelta(hours=2)
    beats = [] if told is None else [Known(KioskId("one"), (NOW - ago).isoformat(), since.isoformat(), told)]
    (found,) = rows([certificate], beats, NOW)
    return found


@pytest.mark.parametrize(
    ("told", "standing"),
    [
        (WELL, Standing.WELL),
        (None, Standing.NEVER),
        (ILL, Standing.OUT),
        (replace(WELL, faults=[Fault("coin-acceptor", "return-lever", "", 1)]), Standing.ATTENTION),
        (replace(WELL, stocks=[Stock("paper", 40, 20.0)]), Standing.ATTENTION),
        (replace(WELL, stocks=[Stock("change", 0, 0)]), Standing.ATTENTION),
        (replace(WELL, stocks=[Stock("paper", 40, 0)]), Standing.WELL),
        (replace(WELL, clock_off_ms=-301_000), Standing.ATTENTION),
    ],
)
def test_how_it_stands(told: Heartbeat | None, standing: Standing) -> None:
    assert row(told).standing is standing


def test_a_minute_or_two_that_were_lost_are_no_silence_and_silence_is_since_the_last_word() -> None:
    assert row(WELL, SILENT_AFTER).standing is Standing.WELL
    silent = row(ILL, SILENT_AFTER + timedelta(seconds=1))
    assert (silent.standing, silent.since) == (Standing.SILENT, NOW - SILENT_AFTER - timedelta(seconds=1))
    assert row(ILL).since == NOW - timedelta(hours=2)


def test_a_certificate_that_was_not_renewed_wants_a_look_and_a_barred_kiosk_is_barred_whatever_it_said() -> None:
    ends = replace(CERTIFICATE, until="2031-03-20T00:00:00+00:00")
    assert (row(WELL, certificate=ends).standing, row(WELL, certificate=ends).certificate_days) == (
        Standing.ATTENTION,
        5,
    )
    barred = replace(CERTIFICATE, barred="2031-03-13T00:00:00+00:00", barred_by="an office", why="stolen")
    assert row(WELL, certificate=barred).standing is Standing.BARRED
    assert row(WELL, certificate=barred).certificate_days is None


def test_the_day_on_which_paper_runs_out_is_by_this_kiosks_own_pace() -> None:
    paper = row(replace(WELL, stocks=[Stock("paper", 240, 20.5)])).left_of("paper")
    assert paper is not None
    assert paper.runs_out == date(2031, 3, 25)
    idle = row(replace(WELL, stocks=[Stock("paper", 240, 0.1)])).left_of("paper")
    assert idle is not None
    assert idle.runs_out is None


def test_the_worst_stand_first_and_each_is_counted() -> None:
    certificates = [replace(CERTIFICATE, fingerprint=name, kiosk=KioskId(name)) for name in ("a", "b", "c", "d")]
    at, since = NOW.isoformat(), NOW.isoformat()
    beats = [
        Known(KioskId("a"), at, since, WELL),
        Known(KioskId("b"), at, since, ILL),
        Known(KioskId("c"), (NOW - timedelta(hours=1)).isoformat(), since, WELL),
    ]
    found = rows(certificates, beats, NOW)
    assert [each.kiosk for each in found] == ["c", "b", "d", "a"]
    assert counts(found)[Standing.OUT] == 1
    assert sum(counts(found).values()) == 4


def test_every_text_is_there_in_both_languages_and_takes_the_same_values() -> None:
    values = {
        "n": 1,
        "at": "",
        "day": "",
        "version": "",
        "s": "",
        "days": 1,
        "kiosk": "",
        "coin": 1,
        "won": "",
        "stock": "",
        "since": "",
    }
    for key, both in texts().items():
        assert set(both) == {"ko", "en"}, key
        assert both["ko"].strip(), key
        assert both["en"].strip(), key
        both["en"].format(**values)
        assert all((f"{{{name}}}" in both["ko"]) == (f"{{{name}}}" in both["en"]) for name in values), key


def test_every_standing_and_role_and_deed_has_its_words() -> None:
    from sync.reference_city.fleet.accounts import Role
    from sync.reference_city.fleet.audit import Deed

    named = [
        *(f"standing.{each}" for each in Standing),
        *(f"role.{each}" for each in Role),
        *(f"deed.{each}" for each in Deed),
    ]
    assert [each for each in named if each not in texts()] == []


@pytest.mark.parametrize(
    ("ago", "ko", "en"),
    [
        (timedelta(seconds=30), "방금", "just now"),
        (timedelta(minutes=47), "47분 전 (17:13)", "47 min ago (17:13)"),
        (timedelta(hours=20), "20시간 전 (3월 13일 22:00)", "20 h ago (13 Mar 22:00)"),
        (timedelta(days=5), "5일 전 (3월 9일 18:00)", "5 days ago (9 Mar 18:00)"),
    ],
)
def test_since_when_is_told_with_its_age_and_in_korean_time(ago: timedelta, ko: str, en: str) -> None:
    assert (Texts("ko", NOW).since(NOW - ago), Texts("en", NOW).since(NOW - ago)) == (ko, en)
