"""Paid by card over a real pty, and killed when the charge was booked."""

from __future__ import annotations

import signal
from pathlib import Path

from tests.end_to_end.surroundings import surroundings


def test_paid_by_card_and_killed_with_a_charge(tmp_path: Path) -> None:
    with surroundings(tmp_path) as around:
        paid = around.kiosk("pay=insert")
        assert paid.returncode == 0, paid.stderr
        terminal = around.state()["card-terminal"]
        assert (terminal["charged"], terminal["card"]) == (500, "")
        assert [e.data["how"] for e in around.entries() if e.type == "SessionEnded"] == ["issued"]
        assert around.state()["truth"] == {"taken": 0, "thrown": 0, "in_path": 0}

        assert around.kiosk("pay=tap", "kill=ChargeApproved").returncode == -signal.SIGKILL
        assert around.state()["card-terminal"]["charged"] == 1_000
        restarted = around.kiosk("serve=0")
        assert restarted.returncode == 0, restarted.stderr
        assert around.state()["card-terminal"]["charged"] == 500
        outcomes = [e.type for e in around.entries() if e.type.startswith(("ChargeC", "SuspenseO", "DocumentV"))]
        assert outcomes == ["DocumentVoided", "ChargeCancelIntended", "ChargeCancelled"]
