"""A machine whose time is over: what a disk has of its journal, what is lost, and who ended it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from config.ids import KioskId
from sync.journal.events import JournalBegun, KioskRetired, KioskStarted
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.machines import ActKind, Machines, NotDone, Recovered
from sync.reference_city.store import SqlStore
from tests.sync.city.conftest import JOURNAL, KIOSK, Report, Town

NEW = "3c9d1e57-0b24-4f86-8d13-7e5a2c6f9b08"
KIM, LEE = "정보통신과 한결", "세정과 다온"


@dataclass
class Office:
    town: Town
    store: SqlStore
    machines: Machines

    def recover(self, report: Report, numbers: Sequence[int], kiosk: KioskId = KIOSK) -> Recovered:
        """From a disk that has these entries of it."""
        entries = [(number, report.bodies[number - 1]) for number in numbers]
        return self.machines.recover(report.journal, kiosk, entries, KIM, "from journal.sqlite")

    def acts(self) -> list[tuple[ActKind, int, int]]:
        return [(each.what, each.first, each.last) for each in self.store.machines.acts(KIOSK)]


@pytest.fixture
def office(towns: tuple[Town, Town]) -> Office:
    store = towns[0].store
    assert isinstance(store, SqlStore)
    return Office(towns[0], store, Machines(store, store.machines, lambda: datetime.now(UTC)))


@pytest.fixture
def died(office: Office, report: Report) -> Report:
    """A kiosk of whose six entries the city has two."""
    for number in range(6):
        report.add(KioskStarted(KIOSK, "03", "단구동", str(number), 0))
    office.town.take(report, 1, report.bodies[:2])
    return report


def test_what_the_disk_has_and_the_city_has_not_is_taken_once(office: Office, died: Report) -> None:
    assert office.recover(died, range(1, 7)) == Recovered(3, 6)
    assert office.recover(died, range(1, 7)) == Recovered(0, 0)
    assert office.acts() == [(ActKind.RECOVERED, 3, 6)]
    assert list(office.store.machines.entries_of(JOURNAL)) == died.bodies


def test_entries_that_the_disk_has_lost_in_between_stay_empty(office: Office, died: Report) -> None:
    assert office.recover(died, (1, 2, 3, 5, 6)) == Recovered(3, 6)
    assert [office.store.entry_hash(JOURNAL, number) is None for number in (3, 4, 5, 6)] == [False, True, False, False]


def test_an_entry_that_was_changed_ends_it_there(office: Office, died: Report) -> None:
    died.bodies[4] = died.bodies[4].replace(b'"4"', b'"9"')
    done = office.recover(died, range(1, 7))
    assert (done.first, done.last) == (3, 4), "what was changed shows at the one behind it"
    assert "entry 6 does not continue" in done.stopped


def test_a_whole_journal_that_the_city_never_had_is_taken_in_one_go(office: Office, report: Report) -> None:
    for number in range(1_200):
        report.add(KioskStarted(KIOSK, "03", "단구동", str(number), 0))
    assert office.recover(report, range(1, 1_201)) == Recovered(1, 1_200)


def test_no_disk_speaks_for_another_kiosk(office: Office, died: Report) -> None:
    with pytest.raises(NotDone, match="is that of wonju-test, and not of wonju-04"):
        office.recover(died, range(1, 7), KioskId("wonju-04"))
    assert office.store.journal_head(JOURNAL) == 2


@pytest.mark.parametrize("also_by", ["", "  ", KIM, f" {KIM} "])
def test_one_person_retires_no_machine(office: Office, died: Report, also_by: str) -> None:
    with pytest.raises(NotDone, match="two persons"):
        office.machines.retire(KIOSK, KIM, also_by, "dead disk")
    assert office.acts() == []


def test_what_the_city_lacks_is_declared_lost_once(office: Office, died: Report) -> None:
    with pytest.raises(NotDone, match="has 2 entries"):
        office.machines.retire(KIOSK, KIM, LEE, "dead disk", last=1)
    office.machines.retire(KIOSK, KIM, LEE, "dead disk", last=6)
    assert office.acts() == [(ActKind.DECLARED_LOST, 3, 6), (ActKind.RETIRED, 1, 2)]
    with pytest.raises(NotDone, match="not ended yet"):
        office.machines.retire(KIOSK, KIM, LEE, "dead disk")


def test_of_a_journal_that_its_machine_has_ended_nothing_is_lost(office: Office, died: Report) -> None:
    died.add(KioskRetired(KIM))
    office.town.take(died, 3, died.bodies[2:])
    office.machines.retire(KIOSK, KIM, LEE, "swapped")
    assert office.acts() == [(ActKind.RETIRED, 1, 7)]


def test_a_journal_in_the_place_of_one_that_was_ended_is_no_alarm(office: Office, died: Report) -> None:
    office.machines.retire(KIOSK, KIM, LEE, "dead disk")
    new = Report(NEW)
    new.add(JournalBegun(JOURNAL, 2))
    office.town.send(new)
    assert office.town.alarms() == []
    assert [each.journal for each in office.store.machines.journals_of(KIOSK)] == [JOURNAL, NEW]


def test_one_that_names_a_strangers_journal_or_comes_before_the_end_is_an_alarm(office: Office, died: Report) -> None:
    new = Report(NEW)
    new.add(JournalBegun("99999999-9999-4999-8999-999999999999", 2))
    office.town.send(new)
    assert {kind for _, kind, _ in office.town.alarms()} == {AlarmKind.ANOTHER_JOURNAL, AlarmKind.OTHER_KIOSKS_JOURNAL}
