"""Whoever has the disk can delete all of the journal, set all of it back, or make all of it anew: what is left is whole by itself, and not beside
what the city has.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.ids import KioskId, SessionId
from kiosk.__main__ import main
from sync.city.api import JournalRefusal
from sync.journal.events import Event, KindChosen, SealsBegun, SessionStarted
from sync.journal.format import Chain
from sync.journal.opening import open_for_writing
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.journals import JournalRefused
from sync.reference_city.store import SqlStore
from tests.sync.city.conftest import Town

KIOSK = KioskId("wonju-03")
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
OTHER = "8a1f0c66-93b5-4d27-b8de-51e60c3f9a02"


class Machine:
    """A kiosk's disk, and its city."""

    def __init__(self, folder: Path) -> None:
        self.disk, self.path = folder / "disk", folder / "disk" / "journal.sqlite"
        self.database = f"sqlite:///{folder / 'city.db'}"
        self.store = SqlStore(self.database)
        self._city = Town(self.store).city

    def run(self, sessions: int, kind: str = "land-register", journal: str = JOURNAL) -> None:
        """From start to stop; the city hears nothing of it."""
        store = open_for_writing(self.path, journal)
        chain = Chain(store.id, "5d1c8f60-2a7b-4e93-8c41-f0a6b9d7e325", store.head, 1)
        events: list[Event] = [] if store.head.seq else [SealsBegun(store.verifier)]
        for number in range(sessions):
            session = SessionId(f"{number}")
            events += [SessionStarted(session), KindChosen(session, kind)]
        store.commit(tuple(chain.entry(each, 0, datetime(2031, 3, 14, tzinfo=UTC)) for each in events))
        store.close()

    def contact(self) -> None:
        """The city takes what there is. Raises `JournalRefused`."""
        store = open_for_writing(self.path, "")
        bodies = [entry.body for entry in store.read()]
        store.close()
        self._city.take_journal(KIOSK, store.id, 1, bodies)

    def delete(self) -> None:
        shutil.rmtree(self.disk)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Its city has 41 entries of it."""
    machine = Machine(tmp_path)
    machine.run(10)
    shutil.copytree(machine.disk, tmp_path / "yesterday")
    machine.run(10)
    machine.contact()
    return machine


def all_deleted(machine: Machine) -> None:
    machine.delete()
    machine.run(10, journal=OTHER)


def all_set_back(machine: Machine) -> None:
    machine.delete()
    shutil.copytree(machine.disk.with_name("yesterday"), machine.disk)


def all_made_anew(machine: Machine) -> None:
    machine.delete()
    machine.run(20, kind="land-price")


TAMPERED: dict[Callable[[Machine], None], list[str]] = {
    all_deleted: [f"the whole journal: not the one that the city has of wonju-03: {JOURNAL}, up to entry 41 or beyond"],
    all_set_back: ["entries 22 to 41: missing: the city has them; it was cut, or set back"],
    all_made_anew: [
        "journal.sqlite.seals: begun by another key than the one that is known: all of it was written anew",
        "entries 1 to 41: written anew, or some of them: the city has others",
    ],
}


def verified(machine: Machine, capsys: pytest.CaptureFixture[str], *more: str) -> tuple[int, list[str]]:
    """Exit status, and what was found."""
    capsys.readouterr()
    status = main(["journal", "verify", str(machine.path), *more])
    return status, [line for line in capsys.readouterr().out.splitlines() if not line.startswith("sealed up to")]


@pytest.fixture
def checkpoints(machine: Machine, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """The file that an auditor has from the city."""
    assert main(["city", "checkpoints", KIOSK, "--database", machine.database]) == 0
    file = tmp_path / "checkpoints.jsonl"
    file.write_text(capsys.readouterr().out)
    return str(file)


def test_a_journal_that_is_as_the_city_has_it_and_went_on_is_whole(
    machine: Machine, checkpoints: str, capsys: pytest.CaptureFixture[str]
) -> None:
    machine.run(5)
    status, told = verified(machine, capsys, "--checkpoints", checkpoints)
    assert status == 0, told


@pytest.mark.parametrize("tamper", TAMPERED)
def test_an_auditor_finds_it_in_a_copy_by_what_the_city_has(
    machine: Machine, checkpoints: str, capsys: pytest.CaptureFixture[str], tamper: Callable[[Machine], None]
) -> None:
    tamper(machine)
    assert verified(machine, capsys)[0] == 0, "it is whole by itself"
    assert verified(machine, capsys, "--checkpoints", checkpoints) == (1, TAMPERED[tamper])


@pytest.mark.parametrize("tamper", [all_set_back, all_made_anew])
def test_the_city_finds_it_at_the_next_contact_and_tells_the_kiosk(
    machine: Machine, tamper: Callable[[Machine], None]
) -> None:
    """Which serves nobody from then on (`kiosk.core.background.Upload`)."""
    tamper(machine)
    machine.run(1, kind="land-price")  # at its start a kiosk writes, so there is an entry that the city has otherwise
    with pytest.raises(JournalRefused) as refused:
        machine.contact()
    assert refused.value.why is JournalRefusal.FORKED
    assert [each.kind for each in machine.store.alarms()] == [AlarmKind.FORK]


def test_the_city_sees_a_journal_that_begins_where_another_was(machine: Machine) -> None:
    all_deleted(machine)
    machine.contact()
    assert [(each.kind, each.about) for each in machine.store.alarms()] == [(AlarmKind.ANOTHER_JOURNAL, OTHER)]


@pytest.mark.parametrize("line", [b"{}", b"nonsense", b"[1]", b'{"kiosk":1}', b"\xff"])
def test_a_file_of_something_else_is_no_checkpoints(machine: Machine, tmp_path: Path, line: bytes) -> None:
    file = tmp_path / "other.jsonl"
    file.write_bytes(line)
    assert main(["journal", "verify", str(machine.path), "--checkpoints", str(file)]) == 1


def test_a_kiosk_that_the_city_has_no_journal_of_has_no_checkpoints(
    machine: Machine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["city", "checkpoints", "wonju-99", "--database", machine.database]) == 1
    assert "no journal" in capsys.readouterr().err
