"""Books that do not balance, in the real process on real ptys: it crashes, and the next one stays out of service."""

from __future__ import annotations

from pathlib import Path

from sync.journal.opening import open_for_reading
from sync.journal.verify import verify
from tests.end_to_end.surroundings import surroundings


def test_a_violated_equation_is_durable_and_a_crash_and_the_next_start_serves_nobody(tmp_path: Path) -> None:
    with surroundings(tmp_path) as around:
        crashed = around.kiosk("books=broken")
        assert crashed.returncode == 1
        assert "Crash: the books do not balance after session" in crashed.stderr
        entries = around.entries()
        assert [entry.type for entry in entries[-2:]] == ["SessionEnded", "BooksUnbalanced"]
        assert entries[-1].data["cash"] == around.state()["truth"]["thrown"] == 500

        again = around.kiosk("books=broken", "serve=0")
        assert again.returncode == 0, again.stderr
        types = [entry.type for entry in around.entries()]
        assert types.count("BooksUnbalanced") == 1
        assert types[-1] == "KioskStopped"
    assert verify(open_for_reading(tmp_path / "journal.sqlite")).problems == ()
