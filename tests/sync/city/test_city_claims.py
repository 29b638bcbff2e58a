"""What kiosks owe to people is known to the city and paid once."""

from __future__ import annotations

import json
import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import pytest
from sqlalchemy.exc import DBAPIError

from config.ids import ClaimNumber, KioskId, SessionId
from config.vocabulary import ClaimReason, ReductionReason
from config.won import Won
from kiosk.__main__ import main
from sync.journal.events import KioskStarted, SuspenseReduced
from sync.reference_city.claims import ClaimRefused, claims, countersign, settle
from sync.reference_city.store import Opened, SqlStore
from tests.sync.city.conftest import Report

if TYPE_CHECKING:
    from tests.sync.city.conftest import Town

SLIP = "9114-3449"
DANGU = "03 단구동 wonju-dangu-a"
AT = "2031-03-15T09:00:00+00:00"


@pytest.fixture
def report() -> Report:
    return Report(kiosk=KioskId("wonju-dangu-a"))


@pytest.fixture
def owing(report: Report, towns: tuple[Town, Town]) -> SqlStore:
    """A city to which a kiosk has reported three claims: one stands, one shrank, one is struck off."""
    report.add(KioskStarted("wonju-dangu-a", "03", "단구동", "1", 0))
    towns[0].owes(report, SLIP, 300, ClaimReason.CHANGE_NOT_PAID)
    towns[0].owes(report, "1111-2222", 1_500, ClaimReason.PAYOUT_IN_DOUBT)
    reduce(report, "1111-2222", 1_000, ReductionReason.COINS_HAD_FALLEN)
    towns[0].owes(report, "3333-4444", 10_000, ClaimReason.NOTE_IN_DOUBT)
    reduce(report, "3333-4444", 10_000, ReductionReason.NOTE_WAS_RETURNED)
    towns[0].send(report)
    assert isinstance(towns[1].store, SqlStore)
    assert towns[1].alarms() == []
    return towns[1].store


def reduce(report: Report, number: str, won: int, reason: ReductionReason) -> None:
    report.add(SuspenseReduced(SessionId(f"session of {number}"), ClaimNumber(number), Won(won), reason))


def test_what_is_owed_is_what_the_journal_says(owing: SqlStore) -> None:
    assert [(each.number, int(each.amount), each.kiosk.whole, each.open) for each in claims(owing)] == [
        (SLIP, 300, DANGU, True), ("1111-2222", 500, DANGU, True), ("3333-4444", 0, DANGU, False),
    ]  # fmt: skip


def test_a_claim_is_paid_once(owing: SqlStore) -> None:
    assert settle(owing, SLIP, None, AT, "시청 세정과").paid == Won(300)
    with pytest.raises(ClaimRefused, match="300 won were paid"):
        settle(owing, SLIP, None, AT, "단구동")
    with pytest.raises(ClaimRefused, match="nothing is owed"):
        settle(owing, "3333-4444", None, AT, "단구동")
    with pytest.raises(ClaimRefused, match="no kiosk has reported"):
        settle(owing, "0000-0000", None, AT, "단구동")
    assert [each.open for each in claims(owing)] == [False, True, False]


def test_two_clerks_at_once_pay_once(owing: SqlStore) -> None:
    def pay(clerk: str) -> bool:
        try:
            settle(owing, SLIP, None, AT, clerk)
        except ClaimRefused:
            return False
        return True

    with ThreadPoolExecutor(6) as pool:
        assert sum(pool.map(pay, "abcdef")) == 1
    assert len(owing.settlements()) == 1


def test_what_fell_after_it_was_paid_shows(owing: SqlStore, towns: tuple[Town, Town], report: Report) -> None:
    settle(owing, "1111-2222", None, AT, "시청")
    reduce(report, "1111-2222", 500, ReductionReason.COINS_HAD_FALLEN)
    towns[0].send(report)
    claim = claims(owing)[1]
    assert (claim.amount, claim.paid, claim.open) == (Won(0), Won(500), False)


def test_two_kiosks_with_the_same_number(owing: SqlStore, towns: tuple[Town, Town]) -> None:
    other = Report("3c9d1e57-0b24-4f86-8d13-7e5a2c6f9b08", KioskId("wonju-munmak-b"))
    other.add(KioskStarted("wonju-munmak-b", "01", "문막읍", "1", 0))
    towns[1].owes(other, SLIP, 700)
    towns[1].send(other)
    with pytest.raises(ClaimRefused, match=f"name one of {DANGU}; 01 문막읍 wonju-munmak-b"):
        settle(owing, SLIP, None, AT, "시청")
    with pytest.raises(ClaimRefused, match=f"reported by {DANGU}; 01 문막읍 wonju-munmak-b, and not by 07"):
        settle(owing, SLIP, "07", AT, "시청")
    assert settle(owing, SLIP, "문막읍", AT, "시청").amount == Won(700)
    assert settle(owing, SLIP, "03", AT, "시청").amount == Won(300)


def test_one_name_of_two_kiosks_lists_all_three_of_each(owing: SqlStore, towns: tuple[Town, Town]) -> None:
    other = Report("3c9d1e57-0b24-4f86-8d13-7e5a2c6f9b08", KioskId("wonju-station-b"))
    other.add(KioskStarted("wonju-station-b", "03", "역전", "1", 0))
    towns[1].owes(other, SLIP, 700)
    towns[1].send(other)
    with pytest.raises(ClaimRefused, match=f"name one of {DANGU}; 03 역전 wonju-station-b"):
        settle(owing, SLIP, "03", AT, "시청")
    assert settle(owing, SLIP, "wonju-station-b", AT, "시청").amount == Won(700)


@dataclass(frozen=True)
class Version1:
    """`KioskStarted` as it was."""

    VERSION: ClassVar[int] = 1
    machine: str
    software: str
    journal_problems: int


Version1.__name__ = "KioskStarted"


def test_a_claim_is_named_as_its_slip_is(owing: SqlStore, towns: tuple[Town, Town]) -> None:
    """By what the kiosk was called in that run; where an old program told the id alone, by what a later one tells."""
    journal = Report("3c9d1e57-0b24-4f86-8d13-7e5a2c6f9b08", KioskId("wonju-munmak"))
    starts: list[tuple[Any, str]] = [
        (Version1("wonju-munmak", "0.1.0", 0), "5555-0001"),
        (KioskStarted("wonju-munmak", "01", "문막읍", "1", 0), "5555-0002"),
        (KioskStarted("wonju-munmak", "06", "문막역", "1", 0), "5555-0003"),
        (Version1("wonju-munmak", "0.1.0", 0), "5555-0004"),
    ]
    for start, claim in starts:
        journal.start_anew(start)
        towns[1].owes(journal, claim, 100)
    towns[1].send(journal)
    named = {claim.number: claim.kiosk.whole for claim in claims(owing) if claim.number.startswith("5555")}
    assert named == {
        "5555-0001": "01 문막읍 wonju-munmak",
        "5555-0002": "01 문막읍 wonju-munmak",
        "5555-0003": "06 문막역 wonju-munmak",
        "5555-0004": "wonju-munmak",
    }


def test_a_claim_of_a_kiosk_whose_start_was_lost_is_listed_all_the_same(
    report: Report, towns: tuple[Town, Town]
) -> None:
    towns[0].owes(report, SLIP, 300)
    towns[0].send(report)
    assert isinstance(towns[1].store, SqlStore)
    assert settle(towns[1].store, SLIP, report.kiosk, AT, "시청").amount == Won(300)


@pytest.mark.parametrize("by", ["", "  ", "\t", "a\x1b[2Jb", "x" * 61])
def test_nobody_pays_without_a_name(
    by: str, owing: SqlStore, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["city", "settle", SLIP, "--by", by, "--database", database, "--yes"])
    assert (left.value.code, "name the office or the clerk" in capsys.readouterr().err) == (2, True)
    if not by.strip():
        with pytest.raises(ClaimRefused, match="nobody is named"):
            settle(owing, SLIP, None, AT, by)
    assert owing.settlements() == []


# --- listings change nothing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [["claims"], ["settle", SLIP, "--by", "시청"], ["alarms"], ["attend", "1", "--by", "감사관", "--note", "looked"]],
)
def test_where_no_database_is_none_is_made_and_nothing_is_said_to_be_owed(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["city", *arguments, "--database", "sqlite:///city.sqlite"]) == 1
    assert "the database cannot be opened" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["city", *arguments])
    assert "--database" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_another_database_is_not_made_a_citys(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as other:
        other.execute("create table journal_entry (body)")
        other.commit()
    before = path.read_bytes()
    both: tuple[Opened, ...] = ("read", "there")
    for opened in both:
        with pytest.raises(
            OSError, match=r"no city's database.*it has no .*issuance, journal, .*outcome, .*settlement"
        ):
            SqlStore(f"sqlite:///{path}", opened)
    assert path.read_bytes() == before


def test_what_is_opened_to_be_read_cannot_be_written(owing: SqlStore, database: str) -> None:
    reading = SqlStore(database, "read")
    assert len(claims(reading)) == 3
    with pytest.raises(DBAPIError, match=r"read.?only"):
        settle(reading, SLIP, None, AT, "시청")
    reading.close()
    assert [each.open for each in claims(owing)] == [True, True, False]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_clerk_s_commands(
    owing: SqlStore, database: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["city", "claims", "--database", database]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:3] == [SLIP, "300", "won"]
    assert lines[-1] == "2 open, 800 won"
    settling = ["city", "settle", SLIP, "--database", database]
    monkeypatch.setattr("sys.stdin", None)
    assert main([*settling, "--by", "시청"]) == 1
    asked = capsys.readouterr()
    assert f"pay 300 won ({DANGU}" in asked.out
    assert asked.err == "kiosk: nothing was done: nobody is at a terminal to be asked; a script says --yes\n"
    assert main(["city", "claims", "--database", database]) == 0
    assert capsys.readouterr().out.endswith("2 open, 800 won\n")
    assert main([*settling, "--by", "시청", "--yes"]) == 0
    assert "pay 300 won" in capsys.readouterr().out
    assert main([*settling, "--by", "시청", "--yes"]) == 1
    assert "were paid" in capsys.readouterr().err
    assert main(["city", "claims", "--json", "--database", database]) == 0
    first = json.loads(capsys.readouterr().out)[0]
    assert first["paid"] == 300
    assert first["kiosk"] == {"id": "wonju-dangu-a", "number": "03", "site": "단구동"}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_auditor_s_commands(
    report: Report, towns: tuple[Town, Town], database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """An alarm is listed until somebody has said what they found; a name and a finding are asked for."""
    report.claims("session", "\x1b[2J", 1_000_000)
    towns[0].send(report)
    assert main(["city", "claims", "--database", database]) == 0
    assert "\x1b" not in capsys.readouterr().out, "nothing moves the cursor of whoever reads"
    assert main(["city", "alarms", "--database", database]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].startswith("1  wonju-dangu-a  claim  ")
    assert listed[-1] == "1 open"
    for by, note in ((" ", "looked"), ("감사관", " ")):
        try:
            assert main(["city", "attend", "1", "--by", by, "--note", note, "--database", database]) != 0
        except SystemExit as wrong:
            assert wrong.code != 0  # noqa: PT017
    found = ["city", "attend", "1", "--by", "감사관", "--note", "nobody was there", "--database", database]
    assert main(found) == 0
    assert main(found) == 1
    assert "nobody was there" in capsys.readouterr().err
    assert main(["city", "alarms", "--database", database]) == 0
    assert capsys.readouterr().out == "0 open\n"
    assert main(["city", "alarms", "--all", "--json", "--database", database]) == 0
    assert json.loads(capsys.readouterr().out)[0]["by"] == "감사관"


ALONE = Won(5_000)


def test_what_is_more_than_one_person_pays_alone_is_countersigned_by_another_first(
    towns: tuple[Town, Town], report: Report
) -> None:
    towns[0].owes(report, SLIP, 5_001)
    towns[0].owes(report, "1111-2222", 5_000)
    towns[0].send(report)
    store = towns[1].store
    assert settle(store, "1111-2222", None, AT, "kim", ALONE).paid_by == "kim"
    with pytest.raises(ClaimRefused, match="5001 won are more than the 5000 that one person pays alone"):
        settle(store, SLIP, None, AT, "kim", ALONE)
    countersign(store, SLIP, None, AT, "Lee Hana", "the note lay in the path")
    with pytest.raises(ClaimRefused, match="countersigned already"):
        countersign(store, SLIP, None, AT, "kim", "as well")
    with pytest.raises(ClaimRefused, match="Lee Hana has countersigned it: another person pays it"):
        settle(store, SLIP, None, AT, "LEE  hana", ALONE)
    settle(store, SLIP, None, AT, "kim", ALONE)
    (claim,) = (each for each in claims(store) if each.number == SLIP)
    assert claim.countersigned
    assert (claim.paid_by, claim.countersigned.by, claim.countersigned.note) == (
        "kim", "Lee Hana", "the note lay in the path",
    )  # fmt: skip


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_claim_is_shown_with_what_speaks_for_it_and_with_who_agreed_and_who_paid(
    towns: tuple[Town, Town], report: Report, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    towns[0].owes(report, SLIP, 40_000)
    towns[0].owes(report, "1111-2222", 500)
    report.took("session of " + SLIP, "a coin more", 50_000)
    towns[0].send(report)
    paying = ["city", "settle", SLIP, "--by", "kim", "--yes", "--database", database]
    assert main(paying) == 1
    assert "another countersigns it first" in capsys.readouterr().err
    agreeing = ["city", "countersign", SLIP, "--by", "lee", "--note", "as in the journal", "--database", database]
    assert main([*agreeing, "--yes"]) == 0
    assert "it is countersigned by lee" in capsys.readouterr().out
    assert main(paying) == 0
    capsys.readouterr()
    assert main(["city", "claims", SLIP, "--database", database]) == 0
    first, *entries, last = capsys.readouterr().out.splitlines()
    assert re.search("paid 40,000 won .* by kim, countersigned .* by lee: as in the journal$", first)
    assert [entry.split()[3] for entry in entries] == [
        "ReservationIntended", "NoteCredited", "SuspenseOpened", "ReservationIntended", "NoteCredited",
    ]  # fmt: skip
    assert "10,000 won" in entries[1]
    assert last == "0 open, 0 won"
    assert main(["city", "claims", SLIP, "--json", "--database", database]) == 0
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["paid_by"], told["countersigned"]["by"], len(told["evidence"])) == ("kim", "lee", 5)
    assert main(["city", "claims", "0000-0000", "--database", database]) == 1
