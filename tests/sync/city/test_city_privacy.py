"""Personal data lies where the page on data says that it does, and nowhere else: in no other table, no log, no file, no backup.

A city in a process of its own serves every kind to everybody who can have it, refuses, is asked for a paper, takes a journal, and is
sent what it cannot read. Then all that it has left anywhere is searched. What names a person is told by `docs/privacy.md`.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from hashlib import md5, sha1, sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
import requests
from sqlalchemy import MetaData, create_engine, make_url, select

from config.kind import Kind
from kiosk.__main__ import main
from kiosk.demo.wishes import PLATE, PLATES, YEARS, lot
from sync.city.api import IssuanceRequest, Subject
from sync.city.client import CityCall, CityReply
from sync.city.transport import CityTransport
from sync.reference_city.keys import CityKeys
from sync.reference_city.made_up.households import households
from sync.reference_city.made_up.people import people
from sync.reference_city.people import Person
from sync.reference_city.readings import Reading
from sync.reference_city.store import SqlStore
from sync.reference_city.tables import METADATA
from tests.cities import SCENE, WONJU
from tests.patience import PATIENCE_S
from tests.sync.city.conftest import KIOSK, Report, new_database
from tests.sync.city.test_city_server import transport

PAGE = Path(__file__).parents[3] / "docs" / "privacy.md"
REGISTER = "register_"
LOG_OF_POSTGRESQL = "log"


def told_of_the_city() -> dict[str, bool]:
    """Table to whether it names a person, as the page has it."""
    rows = re.findall(
        r"^\| [^|]+ \| ([^|]*) \| [^|]+ \| ([^|]+) \|$", PAGE.read_text("utf-8").partition("## At the city")[2], re.M
    )
    return {table: says.startswith("yes") for where, says in rows for table in re.findall("`([a-z_]+)`", where)}


def is_told(table: str) -> str:
    """As the page calls it: the registers are one."""
    return REGISTER if table.startswith(REGISTER) else table


def personal() -> dict[str, set[bytes]]:
    """What would tell of somebody, in every form in which a program writes it: functions of a resident number that need no key, too."""
    found: dict[str, set[bytes]] = {}
    for person in people().values():
        number = person.resident_number
        written = {number, f"{number[:6]}-{number[6:]}"}
        hashed = {make(each.encode()).hexdigest() for each in written for make in (md5, sha1, sha256)}
        found[f"number of {person.name}"] = forms(written | hashed)
        found[f"card of {person.name}"] = forms({person.card_number})
        found[f"name {person.name}"] = forms({person.name})
    homes = {move.address for household in households(SCENE) for move in household.moves}
    return found | {f"home {home}": forms({home}) for home in homes} | {"plate": forms({PLATE, *PLATES.values()})}


def forms(texts: set[str]) -> set[bytes]:
    return {
        data for each in texts
        for data in (each.encode(), json.dumps(each)[1:-1].encode(), each.encode("utf-16-le"), each.encode().hex().encode())
    }  # fmt: skip


PERSONAL = {each: what for what, written in personal().items() for each in written}
ANY = re.compile(b"|".join(map(re.escape, PERSONAL)))


def tells_of(data: bytes) -> set[str]:
    return {PERSONAL[found] for found in ANY.findall(data)}


# -- a city that has served everybody --


def request(kind: Kind, person: Person) -> IssuanceRequest:
    at = lot(WONJU, kind)
    asked = {
        "place": at.place, "mountain": str(int(at.mountain)), "number": at.number, "sub_number": at.sub_number,
        "plate": PLATES.get(kind.name, PLATE), "from_year": str(YEARS[0]), "to_year": str(YEARS[1]),
    }  # fmt: skip
    options = {each.name: each.choices[-1].value for each in kind.options if each.name != "register"}
    subject = Subject(person.resident_number, person.card_number) if kind.identity == "card" else None
    return IssuanceRequest(kind.name, KIOSK, asked | options, subject)


def serve_everybody(carry: CityTransport) -> dict[str, str]:
    """Number of a paper of every kind that anybody could have."""
    numbers: dict[str, str] = {}
    for kind in WONJU.offered.values():
        for person in people().values() if kind.identity == "card" else list(people().values())[:1]:
            if not person.card_lost or kind.name == "resident-register":
                body = json.dumps(asdict(request(kind, person))).encode()
                reply = carry(CityCall("PUT", f"/v1/issuances/{uuid4()}", body, 5_000_000), 60_000)
                assert isinstance(reply, CityReply), reply
                if reply.status == 200:
                    numbers[kind.name] = json.loads(reply.body)["number"]
    return numbers


def trouble_it(carry: CityTransport, public: str, keys: CityKeys, number: str) -> None:
    """What is refused, misspelt or sent twice is where a program says too much."""
    person = next(iter(people().values()))
    whole = asdict(request(WONJU.kinds["resident-abstract"], person))
    uuid = uuid4()
    for body in (
        whole,
        whole | {"input": {"purpose": person.name}},  # another request under that UUID
        whole | {"subject": {"resident_number": f"{person.resident_number}X", "card_number": person.card_number}},
        whole | {"kind": person.name},
        whole | {"kiosk": person.name},
        [person.resident_number],
    ):
        carry(CityCall("PUT", f"/v1/issuances/{uuid}", json.dumps(body).encode(), 5_000_000), 60_000)
    for path in ("/v1/journals/x/entries", f"/v1/journals/{uuid}/entries", "/v1/applications/state", "/v1/heartbeats"):
        carry(
            CityCall("POST", path, json.dumps({"first": 1, "entries": [person.resident_number]}).encode(), 10_000),
            60_000,
        )
    report = Report()
    report.issued(str(uuid), number)
    carry(CityCall("POST", f"/v1/journals/{report.journal}/entries", report.upload(), 10_000), 60_000)
    with requests.Session() as session:
        session.trust_env, session.verify = False, str(keys.ca)
        for about in ("홍길동", "성춘향", person.resident_number):
            asked = urlencode({"number": number, "about": about}).encode()
            session.post(
                public, asked, headers={"Content-Type": "application/x-www-form-urlencoded"}, timeout=PATIENCE_S
            )


@contextmanager
def city(database: str, keys: CityKeys, folder: Path, *options: str) -> Iterator[dict[str, str]]:
    """Its addresses; what it says goes to ``log``, and whatever it leaves lying about lies in that folder."""
    (folder / "tmp").mkdir()
    environment = {**os.environ, "TMPDIR": str(folder / "tmp"), "PYTHONPATH": os.pathsep.join(sys.path)}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "kiosk", "city", "serve", "--rehearsal", "--database", database, "--keys", str(keys.folder), *options],
            stdout=subprocess.PIPE, stderr=log, cwd=folder / "tmp", env=environment,
        )  # fmt: skip
        assert process.stdout
        try:
            addresses: dict[str, str] = json.loads(process.stdout.readline())
            yield addresses
        finally:
            process.terminate()
            process.wait(PATIENCE_S)
            process.stdout.close()


@dataclass(frozen=True)
class Served:
    """Attributes:
    folder: of all files that it has left.
    socket: the folder of its PostgreSQL, in which that has its log; None where it has none.
    """

    database: str
    folder: Path
    keys: CityKeys
    socket: Path | None


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def served(request: pytest.FixtureRequest, demo_keys: CityKeys, tmp_path_factory: pytest.TempPathFactory) -> Served:
    """What such a city has left."""
    folder = tmp_path_factory.mktemp("served")
    database = new_database(request, folder)
    with city(database, demo_keys, folder) as at:
        carry = transport(at["city"], demo_keys)
        numbers = serve_everybody(carry)
        assert numbers.keys() == WONJU.offered.keys()
        trouble_it(carry, at["public"], demo_keys, numbers["resident-abstract"])
    socket = request.getfixturevalue("postgresql_socket") if request.param == "postgresql" else None
    return Served(database, folder, demo_keys, socket)


# -- where it may lie --


def rows(database: str) -> Iterator[tuple[str, Mapping[Any, Any]]]:
    """Of every table that is there, whoever made it."""
    engine = create_engine(database)
    there = MetaData()
    there.reflect(engine)
    with engine.connect() as connection:
        for table in there.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                yield table.name, row
    engine.dispose()


def as_bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()


def test_the_page_on_data_names_every_table_of_the_city() -> None:
    assert {is_told(table) for table in METADATA.tables} == told_of_the_city().keys()


def test_personal_data_lies_in_the_tables_that_the_page_names_and_in_no_log_and_no_other_file(served: Served) -> None:
    told = told_of_the_city()
    found: dict[str, set[str]] = {}
    for table, row in rows(served.database):
        for column, value in row.items():
            for what in tells_of(as_bytes(value)):
                found.setdefault(is_told(table), set()).add(f"{table}.{column}: {what}")
    assert found.keys() <= {table for table, names in told.items() if names}, {
        table: sorted(where)[:5] for table, where in found.items() if not told.get(table)
    }
    assert {"issuance", REGISTER} <= found.keys(), "otherwise nothing was searched"
    files = [path for folder in (served.folder, served.keys.folder) for path in folder.rglob("*") if path.is_file()]
    others = [path for path in files if not path.name.startswith("city.sqlite")]
    others += [served.socket / LOG_OF_POSTGRESQL] if served.socket else []
    assert served.folder / "log" in others
    assert [(path.name, tells_of(path.read_bytes())) for path in others] == [(path.name, set()) for path in others]


def test_a_backup_names_people_where_the_database_does(served: Served, tmp_path: Path) -> None:
    """Table by table, as `pg_dump` writes it; of SQLite a copy of the file, which the page's rule for the database holds for."""
    told = {table for table, names in told_of_the_city().items() if names}
    if served.socket is None:
        backup = tmp_path / "backup.sqlite"
        with closing(sqlite3.connect(served.folder / "city.sqlite")) as whole, closing(sqlite3.connect(backup)) as copy:
            whole.backup(copy)
        names = {
            is_told(table) for table, row in rows(f"sqlite:///{backup}")
            if any(tells_of(as_bytes(value)) for value in row.values())
        }  # fmt: skip
    else:
        blocks = re.split(rb"^COPY public\.([a-z_]+) ", dump(served.database, served.socket), flags=re.M)
        assert tells_of(blocks[0]) == set()
        names = {
            is_told(table.decode()) for table, block in zip(blocks[1::2], blocks[2::2], strict=True)
            if tells_of(block.partition(b"\n\\.\n")[0])
        }  # fmt: skip
    assert "issuance" in names
    assert names <= told


def dump(database: str, socket: Path) -> bytes:
    program = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name)) / "pg_dump"
    name = make_url(database).database or ""
    return subprocess.run(
        [program, "-h", socket, "-U", "city", name], check=True, capture_output=True, timeout=PATIENCE_S
    ).stdout


def test_what_was_erased_is_not_in_the_file_any_more(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/city.sqlite"
    mark = uuid4().hex * 2
    with closing(SqlStore(database)) as store:
        store.note(Reading("2031-03-14T00:00:00+00:00", KIOSK, mark, "local-tax", "", "answered"))
    assert mark.encode() in (tmp_path / "city.sqlite").read_bytes()
    with closing(SqlStore(database)) as store:
        assert store.readings.erase("2032-01-01") == 1
    assert mark.encode() not in (tmp_path / "city.sqlite").read_bytes()


def test_what_is_taken_out_for_somebody_is_theirs_alone_to_read_and_nothing_is_said_of_it(
    served: Served, tmp_path: Path, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    out = tmp_path / "log.csv"
    taken = ["city", "issue-log", "--month", "2026-01", "--by", "kim", "--why", "check", "--out", str(out)]
    assert main([*taken, "--database", served.database]) == 0
    assert out.stat().st_mode & 0o077 == 0
    for listing in ("claims", "alarms", "enrolments", "audit"):
        assert main(["city", listing, "--database", served.database]) == 0
    assert main(["city", "readings", "month", "2026-01", "--database", served.database]) == 0
    assert tells_of(capsysbinary.readouterr().out) == set()
