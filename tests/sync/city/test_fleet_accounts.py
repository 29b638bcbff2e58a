"""Who gets in at the page for admins, for how long, and what stays written of what they did."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import create_engine, delete, update

from config import staff
from sync.reference_city.fleet import accounts as module
from sync.reference_city.fleet.accounts import IDLE, LONGEST, TRIES, Account, Accounts, NoAccount, NotSignedIn, Role
from sync.reference_city.fleet.audit import Audit, Deed, Entry, problems
from sync.reference_city.store import SqlStore
from sync.reference_city.tables import AUDIT

PASSWORD = "correct horse battery"


class Office:
    """Attributes:
    time: stands still until it is moved.
    """

    def __init__(self, database: str) -> None:
        self.time = datetime(2031, 3, 14, 9, tzinfo=UTC)
        self.store = SqlStore(database)
        self.accounts = Accounts(self.store.accounts, lambda: self.time, random.Random(1).randbytes)
        self.audit = Audit(self.store.audit, lambda: self.time)
        self.jimin = self.accounts.add("jimin", Role.CLERK, PASSWORD)

    def code(self, account: Account | None = None, seconds: float = 0) -> str:
        return pyotp.TOTP((account or self.jimin).secret).at(self.time + timedelta(seconds=seconds))

    def sign_in(self, seconds: float = 0) -> str:
        return self.accounts.sign_in("jimin", PASSWORD, self.code(seconds=seconds))[0]


@pytest.fixture(autouse=True)
def _quick_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hash is slow on purpose; these tests are about what is decided by it."""
    monkeypatch.setattr(staff, "_N", 2)
    monkeypatch.setattr(module, "NOBODY", replace(module.NOBODY, password=staff.hashed("", bytes(16))))


@pytest.fixture
def office(database: str) -> Iterator[Office]:
    office = Office(database)
    yield office
    office.store.close()


def test_password_and_code_let_in_and_the_cookie_names_who_it_is(office: Office) -> None:
    token = office.sign_in()
    found = office.accounts.who(token)
    assert found is not None
    assert (found[1].name, found[1].role) == ("jimin", Role.CLERK)
    assert token not in {found[0].token, found[0].csrf}, "who reads the database cannot sign in with it"
    office.accounts.sign_out(token)
    assert office.accounts.who(token) is None


def test_a_code_is_taken_once_and_a_telephone_may_be_half_a_minute_off(office: Office) -> None:
    office.sign_in(seconds=-30)
    office.sign_in()
    with pytest.raises(NotSignedIn):
        office.sign_in()
    with pytest.raises(NotSignedIn):
        office.sign_in(seconds=-30)
    office.sign_in(seconds=30)
    office.time += timedelta(minutes=5)
    with pytest.raises(NotSignedIn):
        office.sign_in(seconds=-90)


@pytest.mark.parametrize(
    ("name", "password", "code"),
    [
        ("jimin", "another password", None),
        ("jimin", PASSWORD, "000000"),
        ("nobody", PASSWORD, None),
        ("jimin", PASSWORD, ""),
    ],
)
def test_what_was_wrong_is_not_told(office: Office, name: str, password: str, code: str | None) -> None:
    with pytest.raises(NotSignedIn, match=r"^refused$"):
        office.accounts.sign_in(name, password, office.code() if code is None else code)


def test_five_wrong_answers_lock_and_each_further_one_for_twice_as_long(office: Office) -> None:
    for _ in range(TRIES):
        with pytest.raises(NotSignedIn):
            office.accounts.sign_in("jimin", "wrong", office.code())
    with pytest.raises(NotSignedIn):
        office.sign_in()
    office.time += timedelta(seconds=61)
    with pytest.raises(NotSignedIn):
        office.accounts.sign_in("jimin", "wrong", office.code())
    office.time += timedelta(seconds=61)
    with pytest.raises(NotSignedIn):
        office.sign_in()
    office.time += timedelta(seconds=61)
    assert office.sign_in()
    known = office.store.accounts.account("jimin")
    assert known is not None
    assert (known.failures, known.locked_until) == (0, "")


def test_tries_at_the_same_time_each_count(office: Office) -> None:
    assert [office.store.accounts.failed("jimin") for _ in range(3)] == [1, 2, 3]


def test_who_does_not_click_is_out_and_a_page_that_asks_by_itself_is_no_click(office: Office) -> None:
    token = office.sign_in()
    office.time += IDLE
    assert office.accounts.who(token, idle=True)
    office.time += timedelta(seconds=1)
    assert office.accounts.who(token) is None
    token = office.sign_in()
    for _ in range(int(LONGEST / IDLE)):
        office.time += IDLE
        assert office.accounts.who(token)
    office.time += IDLE
    assert office.accounts.who(token) is None, "half a day is the most"


def test_an_account_that_is_closed_or_reset_is_out_at_once(office: Office) -> None:
    token = office.sign_in()
    office.accounts.reset("jimin", "another password")
    assert office.accounts.who(token) is None
    office.time += timedelta(minutes=5)
    changed = office.store.accounts.account("jimin")
    assert changed is not None
    token, _ = office.accounts.sign_in("jimin", "another password", office.code(changed))
    office.accounts.close("jimin")
    assert office.accounts.who(token) is None
    office.time += timedelta(minutes=5)
    with pytest.raises(NotSignedIn):
        office.accounts.sign_in("jimin", "another password", office.code(changed))


def test_an_account_has_a_name_of_its_own_and_a_password_that_is_one(office: Office) -> None:
    with pytest.raises(NoAccount, match="there is such an account"):
        office.accounts.add("jimin", Role.ADMIN, PASSWORD)
    with pytest.raises(NoAccount, match="12 characters"):
        office.accounts.add("soyeon", Role.ADMIN, "short")
    with pytest.raises(NoAccount, match="no such account"):
        office.accounts.close("soyeon")


def test_a_role_may_what_those_before_it_may() -> None:
    assert [[role.may(least) for least in Role] for role in Role] == [
        [True, False, False],
        [True, True, False],
        [True, True, True],
    ]


def written(office: Office) -> list[Entry]:
    for number in range(1, 5):
        office.audit.write("jimin", Deed.BARRED, f"kiosk-{number}", "가져감")
    return list(office.store.audit.all())


def test_the_log_is_a_chain_and_the_newest_come_first(office: Office) -> None:
    entries = written(office)
    assert list(problems(entries)) == []
    assert [each.about for each in office.store.audit.entries(most=2)] == ["kiosk-4", "kiosk-3"]
    assert [each.about for each in office.store.audit.entries(before=2)] == ["kiosk-1"]


def test_two_who_write_at_the_same_time_both_stand_in_the_chain(office: Office) -> None:
    (first, *_) = written(office)
    assert not office.store.audit.append(first), "its number is taken"
    office.audit.write("soyeon", Deed.PAID)
    assert list(problems(office.store.audit.all())) == []


def test_an_entry_that_is_changed_taken_out_or_put_in_shows(office: Office, database: str) -> None:
    entries = written(office)
    engine = create_engine(database)
    with engine.begin() as connection:
        connection.execute(update(AUDIT).where(AUDIT.c.number == 2).values(about="kiosk-9"))
    assert list(problems(office.store.audit.all())) == ["entry 2 was changed"]
    with engine.begin() as connection:
        connection.execute(delete(AUDIT).where(AUDIT.c.number == 2))
    engine.dispose()
    assert list(problems(office.store.audit.all())) == ["after entry 1 comes 3"]
    forged = replace(entries[1], about="kiosk-9")
    forged = replace(forged, hash=forged.own_hash)
    assert list(problems([entries[0], forged, *entries[2:]])) == ["entry 3 is of another chain than the one before it"]
