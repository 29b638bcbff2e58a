"""Whoever has the disk deletes all of the journal, sets all of it back or makes all of it anew: the kiosk finds it at its start, when the city answers.

The whole kiosk over a journal on the disk, and a city in a process of its own, which it asks about the journal over TLS.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import randbytes

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from config.credentials import anchors, certificates
from config.ids import KioskId
from kiosk.__main__ import main
from kiosk.core.step import Enquired, Told
from kiosk.core.view import Attract, OutOfService
from kiosk.shell.compose import Trust
from kiosk.shell.identity import IdentityFiles, signing_request
from kiosk.simulator.world import World, demo_machine_settings
from sync.city.client import CityCall, CityReply
from sync.city.transport import CityTransport
from sync.city.transport import Trust as CityTrust
from sync.journal import events as ev
from sync.journal.format import Chain, Head, open_entry
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.verify import verify
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.authority import KioskAuthority
from sync.reference_city.enrolments import Enrolments
from sync.reference_city.keys import CityKeys, load_private_key, make_city_keys
from sync.reference_city.store import SqlStore
from tests.cities import WONJU
from tests.sync.city.test_city_server import serving

MINUTES = 60_000
NUMBERS = count(1)


class Hall:
    """The city: its server, its keys, its database."""

    def __init__(self, url: str, keys: CityKeys, database: str, store: SqlStore) -> None:
        self.url, self.keys, self.database, self.store = url, keys, database, store


@pytest.fixture(scope="module")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    folder = tmp_path_factory.mktemp("city")
    keys = make_city_keys(folder / "keys", "원주시", WONJU.signer, ("localhost", "127.0.0.1"))
    database = f"sqlite:///{folder}/city.sqlite"
    with serving(database, keys) as url, closing(SqlStore(database)) as store:
        yield Hall(url, keys, database, store)


class Machine:
    """A kiosk that the city knows, and its disk."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        self.hall, self.disk = hall, folder / "disk"
        self.path = self.disk / "journal.sqlite"
        number = next(NUMBERS)
        self.id = KioskId(f"wonju-t{number:02}")
        self.own = IdentityFiles(self.disk / "city")
        self.own.make_folder()
        self._be_let_in()
        carry = CityTransport(hall.url, CityTrust(hall.keys.ca, self.own.certificate, self.own.key))
        machine = demo_machine_settings(WONJU).machine.model_copy(update={"id": self.id})
        settings = demo_machine_settings(WONJU).model_copy(update={"machine": machine})
        self.world = World(WONJU, number, settings=settings, journal=lambda id_: open_for_writing(self.path, id_))
        simulated = self.world.call_city

        def call_city(call: CityCall) -> CityReply:
            if "journals" not in call.path:  # its clock is not the simulated one
                return simulated(call)
            reply = carry(call, 60_000)
            assert isinstance(reply, CityReply), reply
            return reply

        self.world.call_city = call_city  # type: ignore[method-assign]
        self.world.trust = Trust(anchors(hall.keys.ca), self.world.trust.read_card)
        self.world.lose_power()

    def _be_let_in(self) -> None:
        ca, *_ = certificates(self.hall.keys.kiosks_ca)
        key = self.own.make_next_key()
        request = x509.load_pem_x509_csr(signing_request(key, self.id).encode())
        authority = KioskAuthority(ca, load_private_key(self.hall.keys.kiosks_ca_key))
        certificate = authority.sign(request, self.id, datetime.now(UTC) - timedelta(minutes=1))
        Enrolments(self.hall.store.enrolments, lambda: datetime.now(UTC), randbytes).admit(certificate, self.id, "시청")
        self.own.next_certificate.write_bytes(certificate.public_bytes(Encoding.PEM))
        self.own.put_next_in_place()

    def serves(self) -> bool:
        return self.world.run(lambda: isinstance(self.world.screen.view, Attract) and self.world.at_rest(), 5 * MINUTES)

    def is_shut(self) -> bool:
        def shut() -> bool:
            view = self.world.screen.view
            return isinstance(view, OutOfService) and view.reason.id == "out.journal"

        return self.world.run(shut, 5 * MINUTES)

    def with_the_power_off(self, act: Callable[[], object]) -> None:
        """Something is done to the disk; then it starts anew."""
        self.world.journal.close()
        act()
        previous = self.own.read_previous()
        self.world.previous = previous
        self.world.replace_journal(open_for_writing(self.path, self.world.sources.uuid()))

    def delete(self) -> None:
        for each in (*self.disk.glob("journal.sqlite*"),):
            shutil.rmtree(each) if each.is_dir() else each.unlink()

    def differs(self) -> list[tuple[str, str, int]]:
        opened = (open_entry(entry.body).event for entry in self.world.journal.read())
        return [(each.how, each.journal, each.seq) for each in opened if isinstance(each, ev.JournalDiffers)]

    def says_of_its_journal(self) -> str:
        """To whoever asks (`kiosk diagnose`)."""
        told = self.world.kiosk.step(self.world.now, [Enquired(1)]).effects
        findings = next(each.findings for each in told if isinstance(each, Told))
        return next(each.detail for each in findings if each.device == "journal")

    def alarms(self) -> list[AlarmKind]:
        return [each.kind for each in self.hall.store.alarms() if each.kiosk == self.id and each.open]


@pytest.fixture
def machine(hall: Hall, tmp_path: Path) -> Machine:
    """It has started twice, and yesterday's image of its disk lies beside it."""
    machine = Machine(hall, tmp_path)
    assert machine.serves()
    machine.with_the_power_off(lambda: shutil.copytree(machine.disk, tmp_path / "yesterday"))
    assert machine.serves()
    assert machine.alarms() == []
    return machine


def had(machine: Machine) -> tuple[str, int]:
    return machine.world.journal.id, machine.world.journal.head.seq


def set_back(machine: Machine) -> None:
    machine.delete()
    shutil.copytree(machine.disk.with_name("yesterday"), machine.disk, dirs_exist_ok=True)


def made_anew(machine: Machine) -> None:
    """With keys and anchor of its own, the same name, and as many entries; one of them says otherwise."""
    journal = open_for_reading(machine.path)
    bodies = [entry.body for entry in journal.read()]
    opened = [open_entry(body) for body in bodies]
    machine.delete()
    store = open_for_writing(machine.path, opened[0].journal)
    chain = Chain(store.id, opened[0].boot, Head(), 1)
    events = [
        ev.PowerChanged(each.event.power) if isinstance(each.event, ev.PowerChanged) else each.event for each in opened
    ]
    wall = datetime(2031, 3, 14, tzinfo=UTC)
    store.commit(tuple(chain.entry(each, 0, wall) for each in events if each))
    store.acknowledge(len(events))
    store.close()


@pytest.mark.parametrize(
    ("tamper", "how", "alarm"),
    [
        (Machine.delete, "another", AlarmKind.ANOTHER_JOURNAL),
        (set_back, "set-back", AlarmKind.FORK),
        (made_anew, "written-anew", AlarmKind.FORK),
    ],
)
def test_it_is_found_at_the_start_and_at_the_city_and_nobody_is_served_until_a_technician_has_seen_to_it(
    machine: Machine, tamper: Callable[[Machine], None], how: str, alarm: AlarmKind
) -> None:
    journal, head = had(machine)
    machine.with_the_power_off(lambda: tamper(machine))
    assert not verify(open_for_reading(machine.path)).problems, "it is whole by itself"
    assert machine.is_shut()
    assert machine.differs() == [(how, journal, head)]
    assert machine.alarms() == [alarm]
    assert not machine.world.run(lambda: isinstance(machine.world.screen.view, Attract), 11 * MINUTES), "asked again"
    assert f"the city has journal {journal} up to entry {head}" in machine.says_of_its_journal()
    assert machine.hall.store.journal_head(journal) == head, "the city has taken nothing of it"

    machine.with_the_power_off(lambda: main(["journal", "set-aside", str(machine.path), "--by", "정비 3", "--yes"]))
    assert machine.serves()
    first = open_entry(next(iter(machine.world.journal.read())).body)
    assert (first.type, first.data) == ("JournalBegun", {"previous": journal, "seq": head})
    assert AlarmKind.ANOTHER_JOURNAL in machine.alarms(), "and somebody at the city looks"
    machine.with_the_power_off(lambda: None)
    assert machine.serves(), "from then on it is the kiosk's journal"


def test_what_the_city_has_signed_stands_in_the_journal_and_who_has_not_the_kiosks_key_cannot_ask_for_it(
    machine: Machine,
) -> None:
    opened = [open_entry(entry.body).event for entry in machine.world.journal.read()]
    signed = [each for each in opened if isinstance(each, ev.JournalCountersigned)]
    assert signed
    store, journal = machine.hall.store, machine.world.journal.id
    assert [store.entry_hash(journal, each.seq) for each in signed] == [each.hash for each in signed]
    path, body = (
        f"/v1/journals/{machine.world.journal.id}/checkpoints",
        json.dumps({"seq": 1, "hash": "0" * 64}).encode(),
    )
    answer = CityTransport(machine.hall.url, CityTrust(machine.hall.keys.ca, machine.own.certificate, machine.own.key))(
        CityCall("POST", path, body, 60_000), 60_000
    )
    assert isinstance(answer, CityReply)
    assert (answer.status, machine.alarms()) == (422, [])
