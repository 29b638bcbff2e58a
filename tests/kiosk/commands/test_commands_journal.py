"""``kiosk journal``: what it prints and how it exits, whatever keeps the journal. What ``kiosk diagnose`` says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.ids import ClaimNumber, DeviceName, DocumentNumber, ExchangeId, IssuanceId, SessionId, StaffNumber
from config.vocabulary import ClaimReason, Role
from config.won import ZERO, Won
from kiosk.__main__ import main
from kiosk.commands.diagnose import check_books, check_journal
from kiosk.core.findings import Finding
from kiosk.money.units import CashUnits
from sync.journal import events as ev
from sync.journal.events import SessionStarted
from sync.journal.format import Chain, Entry, Head
from sync.journal.opening import open_for_reading, open_for_writing
from sync.journal.store import JournalStore, StoredJournal
from tests.sync.journal.line_store import LineFile, LineStore

JOURNAL = "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90"


def entries() -> tuple[Entry, ...]:
    chain = Chain(JOURNAL, "boot", Head(), 1)
    wall = datetime(2031, 3, 14, tzinfo=UTC)
    return tuple(chain.entry(SessionStarted(SessionId(f"session-{number}")), number, wall) for number in (1, 2, 3))


@pytest.mark.parametrize(("opened", "kept"), [(open_for_writing, open_for_reading), (LineStore, LineFile)])
def test_a_journal_is_verified_shown_and_exported(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    opened: Callable[[Path, str], JournalStore],
    kept: Callable[[Path], StoredJournal],
) -> None:
    monkeypatch.setattr("kiosk.commands.journal.open_for_reading", kept)
    path, made = tmp_path / "j", entries()
    store = opened(path, JOURNAL)
    store.commit(made)
    store.close()

    def journal(action: str) -> tuple[int, bytes]:
        status = main(["journal", action, str(path)])
        return status, capfdbinary.readouterr().out

    status, said = journal("verify")
    assert (status, said.splitlines()[0]) == (0, f"3 entries, whole; head 3 {made[-1].hash}".encode())
    assert journal("export") == (0, b"".join(entry.body + b"\n" for entry in made))
    status, shown = journal("show")
    assert status == 0
    assert [line.split()[2:] for line in shown.splitlines()] == [
        [b"SessionStarted", f"session=session-{number}".encode()] for number in (1, 2, 3)
    ]
    path.write_bytes(path.read_bytes().replace(b"session-2", b"session-9"))
    status, said = journal("verify")
    assert (status, said.splitlines()[0]) == (1, b"entry 2: changed: what follows holds another hash of it")


def kept_in(path: Path, *made: Entry) -> Path:
    store = open_for_writing(path, JOURNAL)
    store.commit(made)
    store.close()
    return path


def test_a_verifier_from_the_commissioning_tells_a_journal_that_was_made_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = kept_in(tmp_path / "j", *entries())
    assert main(["journal", "verify", str(path)]) == 0
    sealed = capsys.readouterr().out.splitlines()[1]
    assert sealed.startswith("sealed up to entry 3; first verifier ")
    known = sealed.split()[-1]
    assert main(["journal", "verify", str(path), "--verifier", known]) == 0
    assert main(["journal", "verify", str(kept_in(tmp_path / "made-up", *entries())), "--verifier", known]) == 1
    assert "made-up.seals: begun by another key" in capsys.readouterr().out


def test_a_journal_goes_to_a_stick_and_is_verified_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, made = kept_in(tmp_path / "j", *entries()), entries()
    folder = tmp_path / "stick"
    assert main(["journal", "export", str(path), "--to", str(folder)]) == 1
    assert "there is no stick" in capsys.readouterr().err
    folder.mkdir()
    assert main(["journal", "export", str(path), "--to", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "written, flushed and read back" in said
    assert f"3 entries, whole; head 3 {made[-1].hash}" in said
    (copy,) = folder.iterdir()
    assert copy.name.startswith("journal-0b7e3a52-")
    assert copy.read_bytes() == b"".join(entry.body + b"\n" for entry in made)

    assert main(["journal", "show", str(copy)]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 3
    copy.write_bytes(copy.read_bytes().replace(b"session-2", b"session-9"))
    assert main(["journal", "verify", str(copy), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["problems"] == [
        {"place": "entry 2", "what": "changed: what follows holds another hash of it"}
    ]
    lines = copy.read_bytes().splitlines(keepends=True)
    copy.write_bytes(b"".join((lines[0], lines[2])))
    assert main(["journal", "verify", str(copy)]) == 1
    assert "entry 2: missing" in capsys.readouterr().out


def test_a_stick_that_is_full_is_a_word_for_the_screen(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = kept_in(tmp_path / "j", *entries())
    assert main(["journal", "export", str(path), "--to", str(tmp_path / "no"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out) == {"trouble": "none"}


@pytest.mark.parametrize(
    ("asked", "seen"),
    [
        ((), [1, 2, 3]),
        (("--about", "money"), [2]),
        (("--about", "documents"), [1]),
        (("--about", "machine"), [3]),
        (("--from", "2031-03-15"), [2, 3]),
        (("--until", "2031-03-14"), [1]),
        (("--from", "2031-03-15", "--until", "2031-03-15"), [2]),
        (("--holds", "hopper-500"), [2, 3]),
        (("--holds", "SessionStarted"), [1]),
        (("--last", "1"), [3]),
    ],
)
def test_a_journal_is_shown_in_part(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], asked: tuple[str, ...], seen: list[int]
) -> None:
    chain = Chain(JOURNAL, "boot", Head(), 1)
    hopper = DeviceName("hopper-500")
    made = (
        chain.entry(SessionStarted(SessionId("s")), 1, datetime(2031, 3, 14, tzinfo=UTC)),
        chain.entry(ev.HopperMoved(hopper, Won(500), 3), 2, datetime(2031, 3, 14, 15, tzinfo=UTC)),
        chain.entry(ev.UnitCounted(hopper, Won(500), 3), 3, datetime(2031, 3, 15, 15, tzinfo=UTC)),
    )
    assert main(["journal", "show", str(kept_in(tmp_path / "j", *made)), *asked]) == 0
    assert [int(line.split()[0]) for line in capsys.readouterr().out.splitlines()] == seen


ISSUED = (
    ev.SessionStarted(SessionId("s")),
    ev.ReservationIntended(SessionId("s"), IssuanceId("i"), "land-register"),
    ev.Reserved(SessionId("s"), IssuanceId("i"), "land-register", DocumentNumber("0001-0002"), 1, Won(300)),
    ev.DocumentIssued(SessionId("s"), IssuanceId("i"), DocumentNumber("0001-0002"), 1, Won(300)),
    ev.SuspenseOpened(SessionId("s"), ClaimNumber("1234-5678"), Won(700), ClaimReason.CHANGE_NOT_PAID, None),
    ev.SupplyReplaced(DeviceName("printer"), "paper", 500, StaffNumber("1001"), Role.OPERATOR),
)


@pytest.mark.parametrize(
    ("action", "said"),
    [
        ("counts", ["Today: 1 document · 300 won", "    cash 1"]),
        ("claims", ["1234-5678: 700 won", "    too few coins for the change · "]),
        ("voids", ["There are no void numbers."]),
        ("untaken", ["Every paper was taken."]),
        ("supplies", ["Certificate paper (A4): for about 500 documents"]),
    ],
)
def test_what_the_machines_own_pages_read_is_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], action: str, said: list[str]
) -> None:
    chain, now = Chain(JOURNAL, "boot", Head(), 1), datetime.now(UTC)
    path = kept_in(tmp_path / "j", *(chain.entry(event, 1, now) for event in ISSUED))
    assert main(["journal", action, str(path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    for line in said:
        assert [each for each in lines if each.startswith(line)], lines
    assert main(["journal", action, str(path), "--lang", "ko"]) == 0


def test_a_journal_whose_database_is_gone_is_out_of_order_and_not_unbegun(tmp_path: Path) -> None:
    path = tmp_path / "j"
    assert check_journal(open_for_reading(path)) == Finding("journal", "unknown", "not begun yet", 0)
    store = open_for_writing(path, JOURNAL)
    store.commit(entries())
    store.close()
    assert check_journal(open_for_reading(path)) == Finding("journal", "online", "3 entries", 0)
    path.unlink()
    found = check_journal(open_for_reading(path))
    assert (found.state, found.severity) == ("hardware-error", 2)
    assert "entries 1 to 3: missing" in found.detail


def test_books_that_do_not_balance_are_out_of_order_until_an_exchange(tmp_path: Path) -> None:
    path, session, exchange = tmp_path / "j", SessionId("s"), ExchangeId("x")
    assert check_books(open_for_reading(path)) == Finding("books", "unknown", "not begun yet", 0)
    chain, wall = Chain(JOURNAL, "boot", Head(), 1), datetime(2031, 3, 14, tzinfo=UTC)

    def written(*events: ev.Event) -> Finding:
        store = open_for_writing(path, JOURNAL)
        store.commit(tuple(chain.entry(event, 1, wall) for event in events))
        store.close()
        return check_books(open_for_reading(path))

    assert written(ev.SessionStarted(session)) == Finding("books", "online", "balance", 0)
    found = written(ev.BooksUnbalanced(session, cash=ZERO, cards=ZERO, held=Won(500), charged=ZERO))
    assert (found.state, found.severity) == ("hardware-error", 2)
    statement = CashUnits().statement((), ZERO, {}, {})
    counted = written(ev.ExchangeStarted(exchange), ev.ExchangeEnded(exchange, statement))
    assert counted == Finding("books", "online", "balance", 0)
    path.unlink()
    assert check_books(open_for_reading(path)).severity == 2
