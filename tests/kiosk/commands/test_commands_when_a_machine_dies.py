"""The page about a machine that dies, typed as it stands: a real city over TLS, a real journal on a disk, a terminal that asks."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.ids import ClaimNumber, DeviceName, IssuanceId, KioskId, Ref, SessionId
from config.vocabulary import ClaimReason
from config.won import Won
from kiosk.__main__ import main
from kiosk.commands.city_kiosks import fingerprint_of
from kiosk.demo.settings import example_text
from kiosk.shell.identity import IdentityFiles
from kiosk.shell.settings_file import put_into
from sync.city.client import Acknowledged, CityClient
from sync.city.transport import CityTransport, Trust
from sync.journal import events as ev
from sync.journal.format import Chain
from sync.journal.opening import open_for_writing
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.claims import claims
from sync.reference_city.machines import ActKind, Machines
from sync.reference_city.store import SqlStore
from tests.cities import WONJU
from tests.kiosk.commands.test_commands_enrol import Hall, Machine, served
from tests.patience import PATIENCE_S

PAGE = Path(__file__).parents[3] / "docs/when-a-machine-dies.md"
DANGU = KioskId("wonju-03")
OLD = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"
NEW = "3c9d1e57-0b24-4f86-8d13-7e5a2c6f9b08"
SLIP = "9114-3449"
CODE = re.compile(r"^ +(\w{4}-\w{4})\r?$", re.MULTILINE)


def blocks() -> list[str]:
    """What is to be typed, in the page's order, but for what sets the names."""
    found = re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(), re.DOTALL | re.MULTILINE)
    return [each for each in found if "export" not in each]


@dataclass
class Desk:
    """Somebody at a terminal, who says yes to what they are asked."""

    hall: Hall
    disk: Path
    new: Path
    names: dict[str, str] = field(default_factory=dict)

    def begin(self, typed: str) -> tuple[subprocess.Popen[str], int]:
        ours, theirs = pty.openpty()
        names = {
            "DATABASE": self.hall.database, "KEYS": str(self.hall.keys.folder), "DISK": str(self.disk),
            "DOOR": self.hall.door, "FINGERPRINT": fingerprint_of(self.hall.keys.ca),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        }  # fmt: skip
        process = subprocess.Popen(
            ["bash", "-ec", typed], stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env=os.environ | names | self.names,
        )  # fmt: skip
        os.close(theirs)
        os.write(ours, b"yes\n")
        return process, ours

    def types(self, typed: str) -> str:
        process, terminal = self.begin(typed)
        said, _ = process.communicate(timeout=PATIENCE_S)
        os.close(terminal)
        assert process.returncode == 0, said
        return said

    def is_let_in(self, enrol: str, approve: str) -> None:
        """Two persons: one at the new machine, one at the city."""
        process, terminal = self.begin(f"{enrol.rstrip()} --config {self.new}/kiosk.toml --state {self.new}/state")
        assert process.stdout
        code = next(found[1] for line in process.stdout if (found := CODE.match(line)))
        self.types(approve.replace("CODE", code))
        said, _ = process.communicate(timeout=PATIENCE_S)
        os.close(terminal)
        assert process.returncode == 0, said


def send(hall: Hall, files: IdentityFiles, journal: str, bodies: list[bytes]) -> None:
    """As a kiosk with that certificate."""
    asking = CityClient(WONJU, ()).upload(journal, 1, bodies)
    carry = CityTransport(hall.city, Trust(files.ca, files.certificate, files.key))
    with pytest.raises(StopIteration) as told:
        asking.send(carry(next(asking), 10_000))
    assert told.value.value == Acknowledged(len(bodies))


def write(folder: Path, journal: str, *events: ev.Event) -> list[bytes]:
    """A journal on a disk; its entries."""
    with closing(open_for_writing(folder / "journal.sqlite", journal)) as store:
        chain = Chain(store.id, "boot", store.head, 1)
        store.commit(tuple(chain.entry(event, 1_000, datetime.now(UTC)) for event in events))
        return [entry.body for entry in store.read()]


def happened() -> list[ev.Event]:
    """A resident put in a note and got a slip for it, and then the machine was counted on."""
    session, note = SessionId("11111111-1111-4111-8111-111111111111"), DeviceName("note-acceptor")
    return [
        ev.KioskStarted(DANGU, "03", "단구동", "1", 0),
        ev.UnitCounted(DeviceName("hopper-500"), Won(500), 60),
        ev.ReservationIntended(session, IssuanceId("22222222-2222-4222-8222-222222222222"), "land-register"),
        ev.NoteCredited(session, note, Ref("1"), Won(10_000)),
        ev.SuspenseOpened(session, ClaimNumber(SLIP), Won(10_000), ClaimReason.RESTART, None),
    ]


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    with served(tmp_path_factory.mktemp("city")) as hall:
        yield hall


def test_what_the_page_says_is_typed_and_nothing_is_lost(hall: Hall, tmp_path: Path) -> None:
    revoke, look, recover, retire, destroy, enrol, approve, owed = blocks()
    old = Desk(hall, tmp_path / "old/state", tmp_path / "old")
    (tmp_path / "old").mkdir()
    old.is_let_in(enrol, approve)
    files = IdentityFiles(old.disk / "city")
    bodies = write(old.disk, OLD, *happened())
    send(hall, files, OLD, bodies[:3])  # and then it died
    (tmp_path / "new").mkdir()
    desk = Desk(hall, old.disk, tmp_path / "new")

    assert "is barred" in desk.types(revoke)
    assert "5 entries, whole" in desk.types(look)
    assert "entries 4 to 5 are the city's now" in desk.types(recover)
    said = desk.types(retire)
    assert "60 counted, as the books say (60)" in said
    assert "1 claims stay open, 10,000 won" in said
    desk.types(destroy)
    assert not files.key.exists()
    assert (old.disk / "journal.sqlite").exists(), "an auditor may want it"
    desk.is_let_in(enrol, approve)
    new = IdentityFiles(tmp_path / "new/state/city")
    previous = new.read_previous()
    assert previous
    assert (previous.journal, previous.seq) == (OLD, 5)
    begun = write(tmp_path / "new/state", NEW, ev.JournalBegun(previous.journal, previous.seq), *happened()[:2])
    send(hall, new, NEW, begun)
    assert SLIP in desk.types(owed)
    with closing(SqlStore(hall.database)) as store:
        (claim,) = (each for each in claims(store) if each.number == SLIP)
        assert (claim.open, int(claim.amount)) == (True, 10_000)
        acts = store.machines.acts(DANGU)
        assert [(each.what, each.first, each.last) for each in acts] == [
            (ActKind.RECOVERED, 4, 5), (ActKind.DECLARED_LOST, 6, 0), (ActKind.RETIRED, 1, 5),
        ]  # fmt: skip
        assert (acts[-1].by, acts[-1].also_by) == ("정보통신과 한결", "세정과 다온")
        assert AlarmKind.ANOTHER_JOURNAL not in {each.kind for each in store.alarms()}


def test_a_machine_that_is_taken_away_ends_its_journal_and_destroys_its_keys(
    hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = Machine(hall, tmp_path, "--site", "02", "--id", "wonju-02")
    machine.config.write_text(
        put_into(example_text(), {"machine": {"journal": str(tmp_path / "state/journal.sqlite")}})
    )
    with machine.asks() as (code, process):
        assert hall.approve(code) == 0
        assert process.wait(timeout=PATIENCE_S) == 0
    bodies = write(tmp_path / "state", NEW.replace("3c", "4c"), ev.KioskStarted("wonju-02", "02", "x", "1", 0))
    typed = ["retire", "--config", str(machine.config), "--by", "정보통신과 한결", "--yes"]
    assert main(typed) == 0
    said = capsys.readouterr().out
    assert f"the city has all {len(bodies) + 1} entries" in said
    assert list(machine.files.folder.glob("kiosk.*")) == []
    with closing(SqlStore(hall.database, "read")) as store:
        (journal,) = store.machines.journals_of(KioskId("wonju-02"))
        assert Machines(store, store.machines, lambda: datetime.now(UTC)).is_whole(journal)


def test_where_the_city_does_not_take_the_journal_nothing_is_destroyed(
    hall: Hall, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    machine = Machine(hall, tmp_path, "--site", "01", "--id", "wonju-01")
    machine.config.write_text(
        put_into(example_text(), {"machine": {"journal": str(tmp_path / "state/journal.sqlite")}})
    )
    with machine.asks() as (code, process):
        assert hall.approve(code) == 0
        assert process.wait(timeout=PATIENCE_S) == 0
    write(tmp_path / "state", NEW.replace("3c", "5c"), ev.KioskStarted("wonju-01", "01", "x", "1", 0))
    assert hall.admin("revoke", "wonju-01", "--by", "시청", "--reason", "too early", "--yes") == 0
    assert main(["retire", "--config", str(machine.config), "--by", "정보통신과 한결", "--yes"]) == 1
    assert "nothing was destroyed" in capsys.readouterr().err
    assert machine.files.key.exists()
