"""SIGKILL of the real process on real ptys, and a new start."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from sync.journal.format import Opened
from sync.journal.opening import open_for_reading
from sync.journal.verify import verify
from sync.reference_city.claims import claims
from sync.reference_city.store import SqlStore
from tests.end_to_end.surroundings import surroundings


def total(entries: list[Opened], type_: str, field: str) -> int:
    return sum(entry.data[field] for entry in entries if entry.type == type_)


@pytest.mark.parametrize(("refund_within_s", "back"), [(600, "coins"), (0, "claim")])
def test_killed_after_payment_before_printing(tmp_path: Path, refund_within_s: int, back: str) -> None:
    """The number is void, the money is back or a claim is open, and journal, city and mechanics agree."""
    with surroundings(tmp_path, refund_within_s) as around:
        killed = around.kiosk("kill=CashInEnded")
        assert killed.returncode == -signal.SIGKILL, killed.stderr
        before = around.entries()
        assert before[-1].type == "CashInEnded"
        assert around.state()["truth"] == {"taken": 1_000, "thrown": 0, "in_path": 0}

        restarted = around.kiosk("serve=0")
        assert restarted.returncode == 0, restarted.stderr
        entries = around.entries()
        void = next(entry for entry in entries if entry.type == "DocumentVoided")
        assert void.data["reason"] == "restart"
        assert around.document(void.data["number"]) == "void"
        thrown = around.state()["truth"]["thrown"]
        assert thrown == sum(e.data["coin"] * e.data["paid"] for e in entries if e.type == "PayoutSettled")
        assert (thrown, total(entries, "SuspenseOpened", "amount")) == ((1_000, 0) if back == "coins" else (0, 1_000))
        assert [e.data["how"] for e in entries if e.type == "SessionEnded"] == ["recovered"]
        assert around.state()["printer"]["documents"] == 0

        again = around.kiosk("serve=0")
        assert again.returncode == 0, again.stderr
        owed = claims(SqlStore(f"sqlite:///{around.folder / 'city.sqlite'}"))
        assert sum(int(claim.amount) for claim in owed if claim.open) == (0 if back == "coins" else 1_000)
        money = {"PayoutIntended", "PayoutSettled", "SuspenseOpened", "DocumentVoided", "SessionEnded"}
        assert [e for e in around.entries() if e.type in money] == [e for e in entries if e.type in money]
        assert around.state()["truth"]["thrown"] == thrown
    assert verify(open_for_reading(tmp_path / "journal.sqlite")).problems == ()


def test_killed_while_the_note_is_acknowledged(tmp_path: Path) -> None:
    """The credit is durable and the acceptor has not heard of it: it repeats, and the note is booked once."""
    with surroundings(tmp_path) as around:
        assert around.kiosk("kill=NoteCredited").returncode == -signal.SIGKILL
        restarted = around.kiosk("serve=0")
        assert restarted.returncode == 0, restarted.stderr
        entries = around.entries()
        assert total(entries, "NoteCredited", "value") == 1_000
        assert around.state()["truth"] == {"taken": 1_000, "thrown": 1_000, "in_path": 0}


def test_killed_with_the_job_at_the_printer(tmp_path: Path) -> None:
    """The printer printed on by itself; its own account decides, and the paper that lies there is a valid one or void."""
    with surroundings(tmp_path) as around:
        assert around.kiosk("kill=PrintJobCreated").returncode == -signal.SIGKILL
        restarted = around.kiosk("serve=0")
        assert restarted.returncode == 0, restarted.stderr
        entries = around.entries()
        outcomes = [e for e in entries if e.type in ("DocumentIssued", "DocumentVoided")]
        assert len(outcomes) == 1
        expected = "issued" if outcomes[0].type == "DocumentIssued" else "void"
        assert around.document(outcomes[0].data["number"]) == expected
        held = 1_000 - around.state()["truth"]["thrown"] - total(entries, "SuspenseOpened", "amount")
        assert held == (500 if expected == "issued" else 0)
