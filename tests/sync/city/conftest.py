"""Towns: a reference city with a clock of its own, in memory, over SQLite, and over a PostgreSQL server of the tests' own."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import tempfile
from base64 import b64encode
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_OID, uuid4, uuid5

import psycopg
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import TypeAdapter
from sqlalchemy import create_engine

from config.ids import ClaimNumber, DeviceName, DocumentNumber, IssuanceId, KioskId, Ref, SessionId
from config.visible_seal import signer
from config.vocabulary import ClaimReason, VoidReason
from config.won import Won
from sync.city.api import DocumentState, IssuanceReply, IssuanceRequest, JournalReply, Subject
from sync.journal.events import DocumentIssued, DocumentVoided, Event, NoteCredited, ReservationIntended, SuspenseOpened
from sync.journal.format import Chain, Head
from sync.reference_city.alarms import AlarmKind
from sync.reference_city.domain import ReferenceCity
from sync.reference_city.keys import CityKeys, make_demo_keys
from sync.reference_city.limits import Limits
from sync.reference_city.lookup import Lookup
from sync.reference_city.made_up import made_up, made_up_registers
from sync.reference_city.memory import MemoryCityStore
from sync.reference_city.registered import Registers
from sync.reference_city.sql_registers import SqlRegisters
from sync.reference_city.store import SqlStore
from sync.reference_city.stored import Store
from tests.cities import MARKS, REGISTERS, SCENE, WONJU
from tests.sync.city.county import fill
from tests.sync.city.open_registers import OPEN
from tests.sync.city.worked_adapter import County

if TYPE_CHECKING:
    from tests.sync.city.fleet_page import Fleet
from tests.patience import PATIENCE_S

BOOT = "5d1c8f60-2a7b-4e93-8c41-f0a6b9d7e325"
KIOSK = KioskId("wonju-test")
JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"


class Report:
    """A kiosk's journal, entry by entry."""

    def __init__(self, journal: str = JOURNAL, kiosk: KioskId = KIOSK) -> None:
        self.journal = journal
        self.kiosk = kiosk
        self.bodies: list[bytes] = []
        self._segment = 1
        self._chain = Chain(journal, BOOT, Head(), self._segment)

    def start_anew(self, event: Event) -> None:
        """Another run of the kiosk, which begins with this."""
        self._segment += 1
        self._chain = Chain(self.journal, BOOT, self._chain.head, self._segment)
        self.add(event)

    def add(self, event: Event) -> None:
        self.bodies.append(self._chain.entry(event, 1_000, datetime(2031, 3, 14, tzinfo=UTC)).body)

    def took(self, session: str, uuid: str, *notes: int) -> None:
        """In that session this was reserved, and so much was paid in; earlier sessions have ended."""
        self.add(ReservationIntended(SessionId(session), IssuanceId(uuid), "land-register"))
        for count, won in enumerate(notes):
            ref = Ref(f"{session}.{count}")
            self.add(NoteCredited(SessionId(session), DeviceName("note-acceptor"), ref, Won(won)))

    def claims(self, session: str | None, number: str, won: int, reason: ClaimReason = ClaimReason.RESTART) -> None:
        self.add(SuspenseOpened(SessionId(session) if session else None, ClaimNumber(number), Won(won), reason, None))

    def issued(self, uuid: str, number: str = "0000-0000-0000-0000") -> None:
        """``number``: as the city gave it."""
        self.add(DocumentIssued(SessionId("session"), IssuanceId(uuid), DocumentNumber(number), 1, Won(500)))

    def upload(self) -> bytes:
        """The body of a request that sends all of it."""
        return json.dumps({"first": 1, "entries": [b64encode(body).decode() for body in self.bodies]}).encode()

    def voided(self, uuid: str) -> None:
        self.add(DocumentVoided(SessionId("session"), IssuanceId(uuid), None, VoidReason.PRINT_FAILED))


class Town:
    """Attributes:
    time: stands still until it is moved.
    seal_key: the city's, private.
        registers: of the made-up people, in memory.
    """

    def __init__(
        self, store: Store, seed: str = "1", limits: Limits | None = None, registers: Registers | None = None,
        tells_owners: bool = False,
    ) -> None:  # fmt: skip
        self.time = datetime(2031, 3, 14, 18, 0, 7, 123_456, UTC)
        self.seal_key = ec.derive_private_key(0x5EA1, ec.SECP256R1())
        self.store = store
        self.registers = made_up_registers(WONJU)
        self.city = ReferenceCity(
            WONJU,
            registers or self.registers,
            store,
            lambda: self.time,
            signer(self.seal_key),
            random.Random(f"city {seed}").randbytes,
            MARKS,
            limits,
            tells_owners=tells_owners,
        )
        self.lookup = Lookup(WONJU, store, lambda: self.time)

    @staticmethod
    def land(**asked: str) -> IssuanceRequest:
        """A lot that exists, unless something else is asked for."""
        lot = {"place": "5113010300", "mountain": "0", "number": "9423", "sub_number": "1"} | asked
        return IssuanceRequest("land-register", "wonju-test", lot)

    @staticmethod
    def abstract(resident_number: str = "8011239000018", card_number: str = "WJ0000018") -> IssuanceRequest:
        return IssuanceRequest("resident-abstract", "wonju-test", {}, Subject(resident_number, card_number))

    def wait(self, **time: float) -> None:
        self.time += timedelta(**time)

    def reserve(self, uuid: str, request: IssuanceRequest, kiosk: KioskId = KIOSK) -> IssuanceReply:
        answer = self.city.reserve(kiosk, uuid, request)
        assert isinstance(answer, bytes), answer
        return TypeAdapter(IssuanceReply).validate_json(answer)

    def owes(self, report: Report, number: str, won: int, reason: ClaimReason = ClaimReason.RESTART) -> None:
        """A session as an honest kiosk has it: it reserved, took a note, and could not give this back."""
        session, uuid = f"session of {number}", str(uuid5(NAMESPACE_OID, f"{report.journal} {number}"))
        self.reserve(uuid, replace(self.land(), kiosk=report.kiosk), report.kiosk)
        report.took(session, uuid, 10_000)
        report.claims(session, number, won, reason)

    def send(self, report: Report, first: int = 1) -> JournalReply:
        return self.take(report, first, report.bodies[first - 1 :])

    def take(self, report: Report, first: int, bodies: Sequence[bytes], lost: int = 0) -> JournalReply:
        taken = self.city.take_journal(report.kiosk, report.journal, first, bodies, lost)
        assert isinstance(taken, JournalReply), taken
        return taken

    def state(self, number: str) -> DocumentState:
        found = self.city.document(KIOSK, number)
        assert found
        return found.state

    def alarms(self) -> list[tuple[str, AlarmKind, str]]:
        """Kiosk, kind and what about, of those that nobody has looked at."""
        return [(each.kiosk, each.kind, each.about) for each in self.store.alarms() if each.open]


class Talk:
    """Runs a dialogue with prepared answers, all of which it must use.

    Attributes:
        asked: what it asked.
    """

    def __init__(self, *answers: object) -> None:
        self.asked: list[Any] = []
        self._answers = answers

    def run(self, dialogue: Generator[Any, Any, Any]) -> Any:
        self.asked.append(next(dialogue))
        for number, answer in enumerate(self._answers, 1):
            try:
                self.asked.append(dialogue.send(answer))
            except StopIteration as end:
                assert number == len(self._answers), "ended before all answers were given"
                return end.value
        raise AssertionError("asks for more")


@pytest.fixture
def report() -> Report:
    return Report()


@pytest.fixture
def town() -> Town:
    return Town(MemoryCityStore())


@pytest.fixture
def talk() -> type[Talk]:
    return Talk


@pytest.fixture(scope="session")
def demo_keys(tmp_path_factory: pytest.TempPathFactory) -> CityKeys:
    return make_demo_keys(tmp_path_factory.mktemp("keys"), KIOSK, WONJU.signer)


@pytest.fixture(scope="session")
def fleet(demo_keys: CityKeys, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fleet]:
    from tests.sync.city.fleet_page import running

    with running(demo_keys, tmp_path_factory.mktemp("fleet")) as page:
        yield page


@pytest.fixture(scope="session")
def postgresql_socket() -> Iterator[Path]:
    """The folder of a server's socket. The server is this run's own; as root it runs as ``postgres``: it refuses root."""
    binaries = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    user = "postgres" if os.geteuid() == 0 else None
    folder = Path(tempfile.mkdtemp(prefix="kiosk-pg-"))
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [binaries / program, "-D", folder / "data", *arguments],
            check=True, user=user, cwd=folder, timeout=PATIENCE_S, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    try:
        run("initdb", "--username=city", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off"
        run("pg_ctl", "start", "--wait", "--log", str(folder / "log"), "-o", settings)
        yield folder
        run("pg_ctl", "stop", "--wait", "--mode=immediate")
    finally:
        shutil.rmtree(folder)


def new_database(request: pytest.FixtureRequest, folder: Path) -> str:
    """The URL of an empty database of the fixture's kind; a file of it lies in that folder."""
    if request.param == "sqlite":
        return f"sqlite:///{folder}/city.sqlite"
    socket: Path = request.getfixturevalue("postgresql_socket")
    name = f"city_{uuid4().hex}"
    with psycopg.connect(f"host={socket} user=city dbname=postgres", autocommit=True) as connection:
        connection.execute(f"create database {name}".encode())
    return f"postgresql://city@/{name}?host={socket}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of an empty database."""
    return new_database(request, tmp_path)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def registers_kept(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlRegisters]:
    """Those of the made-up people, in a database of the city's."""
    store = SqlStore(new_database(request, tmp_path_factory.mktemp("registers")))
    store.registers.enter(made_up(SCENE))
    yield store.registers
    store.close()


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    """The same people in the tables of another's system, behind its adapter."""
    engine = create_engine(f"sqlite:///{tmp_path_factory.mktemp('county')}/county.sqlite")
    fill(engine)
    yield County(engine)
    engine.dispose()


@pytest.fixture(scope="session", params=["sqlite", "postgresql", "county"])
def registers_anywhere(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, county: County
) -> Iterator[Registers]:
    """The city's own in each database, and a foreign one behind its adapter."""
    if request.param == "county":
        yield county
        return
    store = SqlStore(new_database(request, tmp_path_factory.mktemp("registers")))
    store.registers.enter(made_up(SCENE))
    yield store.registers
    store.close()


@pytest.fixture
def every_register(registers_anywhere: Registers) -> Iterator[None]:
    """What `tests.sync.city.open_registers` asks."""
    OPEN.registers = registers_anywhere
    yield
    OPEN.registers = REGISTERS


@pytest.fixture
def every_own_register(registers_kept: SqlRegisters) -> Iterator[None]:
    """As `every_register`, without the county, whose buildings are not connected."""
    OPEN.registers = registers_kept
    yield
    OPEN.registers = REGISTERS


@pytest.fixture
def towns(database: str) -> Iterator[tuple[Town, Town]]:
    """Two processes' view of one database, each with dice of its own."""
    stores = (SqlStore(database), SqlStore(database))
    yield Town(stores[0], "1"), Town(stores[1], "2")
    for store in stores:
        store.close()
