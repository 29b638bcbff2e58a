"""Who read whom: every look of a kiosk into the registers stands there, names nobody, is looked at, found by the person, and erased in time."""

from __future__ import annotations

import io
import json
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from config.ids import KioskId
from kiosk.__main__ import main
from sync.city.api import RefusalCode, RefusalReply
from sync.city.applications import ApplicationQuestion
from sync.reference_city.fleet.audit import problems
from sync.reference_city.keys import CityKeys, load_marks
from sync.reference_city.memory import MemoryCityStore
from sync.reference_city.readings import KEPT, Marks, Reading, erase_old, span, utc
from sync.reference_city.store import SqlStore
from tests.cities import MARKS
from tests.patience import PATIENCE_S
from tests.sync.city.conftest import KIOSK, Town
from tests.sync.city.test_city_server import serving

HONG = "8011239000018"
OTHER = KioskId("wonju-other")


def test_every_look_into_the_registers_stands_there_whatever_came_of_it(town: Town) -> None:
    store = town.store
    assert isinstance(store, MemoryCityStore)
    person, lot, vain = (str(uuid4()) for _ in range(3))
    town.reserve(person, town.abstract())
    town.reserve(person, town.abstract())  # its answer was lost: the registers are not asked again
    town.reserve(lot, town.land())
    assert town.city.reserve(KIOSK, vain, town.abstract(card_number="WJ0000099")) == RefusalReply(RefusalCode.CARD_LOST)
    town.city.applications.look_up(KIOSK, ApplicationQuestion("99999999999999", "000000"))
    at = utc(town.time)
    assert store.readings == [
        Reading(at, KIOSK, MARKS.person(HONG), "resident-abstract", person, "answered"),
        Reading(at, KIOSK, MARKS.lot("5113010300194230001"), "land-register", lot, "answered"),
        Reading(at, KIOSK, MARKS.person(HONG), "resident-abstract", vain, "card-lost"),
        Reading(at, KIOSK, MARKS.application("99999999999999"), "applications", "", "no-such-record"),
    ]
    assert HONG not in repr(store.readings)
    assert MARKS.person(HONG) != Marks(b"another city's").person(HONG)


def test_a_reservation_has_one_reading_however_many_processes_are_asked_for_it(towns: tuple[Town, Town]) -> None:
    """Two processes are asked for one UUID at a time: one reservation, and one reading of it."""
    uuid = str(uuid4())
    for town in towns:
        town.reserve(uuid, town.abstract())
    store = towns[0].store
    assert isinstance(store, SqlStore)
    assert [each.about for each in store.readings.of(MARKS.person(HONG))] == [uuid]


def read_often(store: SqlStore) -> str:
    """One person at four kiosks, and once by another's card; the month."""
    town = Town(store)
    for number in range(4):
        kiosk = KioskId(f"wonju-{number}")
        town.reserve(str(uuid4()), town.abstract(), kiosk)
    town.city.reserve(OTHER, str(uuid4()), town.abstract(card_number="WJ0000099"))
    town.reserve(str(uuid4()), town.land())
    return f"{town.time:%Y-%m}"


def test_a_month_is_listed_for_a_person_to_look_at_and_that_they_did_is_written_down(
    database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with closing(SqlStore(database)) as store:
        month = read_often(store)
    typed = ["city", "readings", "month", month, "--database", database]
    assert main(typed) == 0
    told = capsys.readouterr().out
    mark = MARKS.person(HONG)[:12]
    assert f"look at {mark}: read 5 times, at 5 kiosks, 1 times in vain\n" in told
    assert "wonju-other  resident-abstract  card-lost  1\n" in told
    assert "wonju-test  land-register  answered  1\n" in told
    assert told.endswith("6 readings at kiosks, 0 by staff, 1 to be looked at\nnobody has looked at this month yet\n")
    done = ["city", "readings", "checked", month, "--by", "kim", "--note", "a family's papers", "--database", database]
    assert main(done) == 0
    capsys.readouterr()
    assert main([*typed, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [(each["by"], each["note"]) for each in found["checks"]] == [("kim", "a family's papers")]
    assert main(["city", "readings", "month", "2031-04", "--database", database]) == 0
    assert capsys.readouterr().out.startswith("0 readings at kiosks")


def test_who_read_one_person_is_found_by_their_number_with_the_citys_keys_and_taking_it_leaves_a_trace(
    database: str, demo_keys: CityKeys, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    marks = load_marks(demo_keys.marks)
    reading = Reading("2031-03-14T18:00:07+00:00", KIOSK, marks.person(HONG), "local-tax", str(uuid4()), "answered")
    with closing(SqlStore(database)) as store:
        store.note(reading)
    typed = ["city", "readings", "of", "person", "--keys", str(demo_keys.folder), "--by", "kim", "--why", "she asked"]
    monkeypatch.setattr("sys.stdin", io.StringIO("801123-9000018\n"))
    assert main([*typed, "--database", database]) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{reading.at}  {KIOSK}  local-tax  answered  {reading.about}\n1 readings")
    monkeypatch.setattr("sys.stdin", io.StringIO("8503120000026\n"))
    assert main([*typed, "--database", database]) == 0
    assert capsys.readouterr().out.startswith("0 readings")
    with closing(SqlStore(database, "read")) as store:
        entries = list(store.audit.all())
    assert [(each.by, each.what, each.note) for each in entries] == [("kim", "readings-of-one-taken", "she asked")] * 2
    assert list(problems(entries)) == []
    assert HONG not in repr(entries)


def test_the_citys_key_for_marks_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "marks.key"
    first = load_marks(path)
    assert load_marks(path).person(HONG) == first.person(HONG)
    assert path.stat().st_mode & 0o077 == 0
    assert list(tmp_path.iterdir()) == [path]


def test_what_is_older_than_two_years_is_erased_and_nothing_younger(database: str) -> None:
    now = datetime(2031, 3, 14, tzinfo=UTC)
    old, young = (
        Reading(utc(now - KEPT + timedelta(seconds=each)), KIOSK, "", "local-tax", "", "answered") for each in (-1, 0)
    )
    with closing(SqlStore(database)) as store:
        store.note(old)
        store.note(young)
        assert erase_old(store.readings, now) == 1
        assert store.readings.of("") == [young]


def test_a_city_that_runs_erases_what_was_kept_for_long_enough(tmp_path: Path, demo_keys: CityKeys) -> None:
    database = f"sqlite:///{tmp_path}/city.sqlite"
    with closing(SqlStore(database)) as store:
        store.note(Reading("2019-01-01T00:00:00+00:00", KIOSK, "", "local-tax", "", "answered"))
    late = time.monotonic() + PATIENCE_S
    with serving(database, demo_keys), closing(SqlStore(database, "read")) as store:
        while store.readings.of("") and time.monotonic() < late:
            time.sleep(0.05)
        assert store.readings.of("") == []


def test_a_month_is_of_the_citys_own_days() -> None:
    assert span("2026-11") == ("2026-10-31T15:00:00+00:00", "2026-11-30T15:00:00+00:00")
    assert span("2026-12")[1] == span("2027-01")[0]
