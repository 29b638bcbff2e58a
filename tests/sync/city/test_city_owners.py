"""Owners who asked are told of each paper of theirs once it was issued; of nobody else is an address kept."""

from __future__ import annotations

import json
import smtplib
import time
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from sqlalchemy import select

from config.data_file import DataFileError
from sync.city.client import CityCall, CityReply
from sync.reference_city.made_up.people import HONG, SEONG, people
from sync.reference_city.mailing import MailServer, NotTaken, read_owners
from sync.reference_city.owners import KEPT, SILENT, Owners
from sync.reference_city.store import SqlStore
from sync.reference_city.tables import OWNER_NOTICE
from tests.cities import WONJU
from tests.patience import PATIENCE_S
from tests.sync.city.conftest import Report, Town
from tests.sync.city.test_city_privacy import city
from tests.sync.city.test_city_server import transport

if TYPE_CHECKING:
    from sync.reference_city.keys import CityKeys

ADDRESS = "hong@mail.example"


@dataclass
class Box:
    """An outbox. ``away``: takes nothing."""

    messages: list[EmailMessage] = field(default_factory=list)
    away: bool = False

    def post(self, message: EmailMessage) -> None:
        if self.away:
            raise NotTaken("ConnectionRefusedError: nobody there")
        self.messages.append(message)


class Office:
    """A town in which one person has asked to be told, and another has not."""

    def __init__(self, store: SqlStore, tells: bool = True) -> None:
        self.store, self.box, self.report = store, Box(), Report()
        self.town = Town(store, tells_owners=tells)
        self.town.registers.enter([(HONG, replace(people()[HONG], notify=ADDRESS))])
        self.owners = Owners(WONJU, store.owner_notices, self.box, "kiosks@wonju.example", lambda: self.town.time)

    def reserves(self, number: str) -> tuple[str, str]:
        """Its UUID and number."""
        uuid = str(uuid4())
        asked = replace(self.town.abstract(number, people()[number].card_number), machine="03")
        return uuid, self.town.reserve(uuid, asked).number


def addresses(store: SqlStore) -> list[str]:
    """All that are kept."""
    with store.engine.connect() as connection:
        return list(connection.execute(select(OWNER_NOTICE.c.address)).scalars())


@pytest.fixture
def office(database: str) -> Iterator[Office]:
    with closing(SqlStore(database)) as store:
        yield Office(store)


def test_who_asked_is_told_once_when_the_paper_was_issued_and_the_address_is_erased(office: Office) -> None:
    uuid, number = office.reserves(HONG)
    stranger, other = office.reserves(SEONG)
    office.owners.tell()
    assert office.box.messages == [], "it is only reserved"
    office.report.issued(uuid, number)
    office.report.issued(stranger, other)
    office.town.send(office.report)
    office.owners.tell()
    office.owners.tell()
    (told,) = office.box.messages
    assert (told["To"], told["From"]) == (ADDRESS, "kiosks@wonju.example")
    assert told["Subject"] == "[원주시] 주민등록표 초본 발급 알림"
    text = told.get_content()
    assert "발급 일시: 2031-03-15 03:00\n무인민원발급기: 03\n" in text
    assert WONJU.phone in text
    assert "홍길동" not in text
    assert number not in text
    assert addresses(office.store) == []
    office.town.wait(days=1)
    office.owners.tell()
    assert len(office.box.messages) == 1


def test_of_a_void_paper_nobody_is_told_and_after_two_weeks_no_address_is_kept(office: Office) -> None:
    uuid, _ = office.reserves(HONG)
    late, number = office.reserves(HONG)
    office.box.away = True
    office.report.voided(uuid)
    office.town.send(office.report)
    office.owners.tell()
    assert addresses(office.store) == [ADDRESS], "of the other one"
    office.town.time += KEPT + timedelta(seconds=1)
    office.owners.tell()
    assert addresses(office.store) == []
    office.box.away = False
    office.report.issued(late, number)
    office.town.send(office.report, 2)
    office.owners.tell()
    assert office.box.messages == []


def test_one_that_is_not_taken_is_told_later_and_two_processes_tell_once(office: Office) -> None:
    uuid, number = office.reserves(HONG)
    office.report.issued(uuid, number)
    office.town.send(office.report)
    office.box.away = True
    office.owners.tell()
    office.box.away = False
    office.owners.tell()
    assert office.box.messages == [], "not yet"
    office.town.wait(minutes=1)
    due = office.store.owner_notices.due(office.town.time.isoformat(timespec="seconds"), "")
    assert [each.notice.tries for each in due] == [1]
    assert office.store.owner_notices.put_off(due[0].notice, "2031-03-14T19:00:00+00:00")
    assert not office.store.owner_notices.put_off(due[0].notice, "2031-03-14T19:00:00+00:00"), "another was faster"
    office.town.wait(hours=1)
    office.owners.tell()
    assert len(office.box.messages) == 1


def test_of_what_its_kiosk_says_nothing_of_for_a_day_the_owner_hears_once_that_it_may_have_been_issued(
    office: Office,
) -> None:
    """A kiosk that was carried off, with somebody's card in it, does not say what it printed."""
    office.reserves(HONG)
    void, _ = office.reserves(HONG)
    office.report.voided(void)
    office.town.send(office.report)
    office.town.time += SILENT - timedelta(seconds=1)
    office.owners.tell()
    assert office.box.messages == []
    office.town.wait(minutes=1)
    office.owners.tell()
    office.owners.tell()
    (told,) = office.box.messages
    assert "may have been issued on" in told.get_content()
    assert "발급되지 않았을 수도 있습니다" in told.get_content()
    assert addresses(office.store) == []


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("address", ["", "nobody", "a@b.example, c@d.example", "a@b.example\nBcc: c@d.example"])
def test_what_is_no_address_is_not_kept(office: Office, address: str) -> None:
    office.town.registers.enter([(HONG, replace(people()[HONG], notify=address))])
    office.reserves(HONG)
    assert addresses(office.store) == []


def test_a_city_that_tells_nobody_keeps_no_address(tmp_path: Path) -> None:
    with closing(SqlStore(f"sqlite:///{tmp_path}/city.sqlite")) as store:
        Office(store, tells=False).reserves(HONG)
    assert ADDRESS.encode() not in (tmp_path / "city.sqlite").read_bytes()


def test_the_file_says_how_and_either_is_named(tmp_path: Path) -> None:
    path = tmp_path / "owners.toml"
    path.write_text('sender = "a@b.example"\n[mail]\nhost = "mail.example"\nuser = "kiosks"\n')
    assert isinstance(read_owners(path).outbox(), MailServer)
    path.write_text('sender = "a@b.example"\n')
    with pytest.raises(DataFileError, match=r"either \[mail\] or \[folder\]"):
        read_owners(path)


def test_a_password_that_cannot_be_read_any_more_is_a_message_not_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtplib, "SMTP", lambda *_, **__: nullcontext(SimpleNamespace(login=None)))
    server = MailServer(host="mail.example", tls="none", user="kiosks", password=tmp_path / "gone")
    with pytest.raises(NotTaken, match="gone: cannot be read"):
        server.post(EmailMessage())


def test_a_city_that_serves_puts_what_is_to_be_told_into_a_folder(demo_keys: CityKeys, tmp_path: Path) -> None:
    database, out = f"sqlite:///{tmp_path}/city.sqlite", tmp_path / "out"
    out.mkdir()
    (tmp_path / "owners.toml").write_text(f'sender = "kiosks@wonju.example"\n[folder]\npath = "{out}"\n')
    with city(database, demo_keys, tmp_path, "--tell-owners", str(tmp_path / "owners.toml")) as at:
        with closing(SqlStore(database)) as store:
            store.registers.enter([(HONG, replace(people()[HONG], notify=ADDRESS))])
        carry, uuid, report = transport(at["city"], demo_keys), str(uuid4()), Report()
        body = json.dumps(asdict(Town.abstract())).encode()
        reply = carry(CityCall("PUT", f"/v1/issuances/{uuid}", body, 5_000_000), 60_000)
        assert isinstance(reply, CityReply), reply
        report.issued(uuid, json.loads(reply.body)["number"])
        carry(CityCall("POST", f"/v1/journals/{report.journal}/entries", report.upload(), 10_000), 60_000)
        late = time.monotonic() + PATIENCE_S
        with closing(SqlStore(database, "read")) as store:
            while addresses(store) and time.monotonic() < late:
                time.sleep(0.05)
            assert addresses(store) == []
    (file,) = out.iterdir()
    assert message_from_bytes(file.read_bytes(), policy=default)["To"] == ADDRESS
    assert file.stat().st_mode & 0o077 == 0
