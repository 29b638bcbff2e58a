"""``kiosk exchange`` on real ports: what it refuses, and what it prints, writes and says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import requests

from kiosk.__main__ import main
from sync.journal.events import ExchangeEnded
from sync.journal.opening import open_for_writing
from tests.end_to_end.surroundings import surroundings
from tests.patience import PATIENCE_S


def exchange(config: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "kiosk", "exchange", "--config", str(config), *arguments],
        capture_output=True, text=True, timeout=PATIENCE_S, check=False,
    )  # fmt: skip


def test_a_technician_collects_the_cash(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with surroundings(tmp_path) as around:
        config = around.settings()

        def refused(*arguments: str) -> str:
            """What it says; in this process, because a new one takes seconds to start."""
            assert main(["exchange", "--config", str(config), *arguments]) == 1
            said = capsys.readouterr()
            return said.out + said.err

        assert "never run" in refused()
        # A kiosk that runs holds its journal.
        running = open_for_writing(around.journal, "11111111-1111-4111-8111-111111111111")
        assert "stop it first" in refused()
        running.close()
        assert "nothing was counted" in refused("--yes")
        assert "no such cash unit" in refused("--counted", "hopper-1=3", "--yes")
        assert "more than a unit can hold" in refused("--counted", "hopper-500=999999999", "--yes")
        once = refused("--counted", "hopper-500=12", "--yes")
        assert "12 is not what the books say" in once
        assert "say it twice" in once
        twice = ("--counted", "hopper-500=12", "hopper-500=12")
        left = ("--left", "hopper-500=60", "hopper-100=120", "--bag", "a-0012345")
        counts = [*twice, *left, "--by", "수거 2반"]
        unasked = refused(*counts)
        assert "hopper-500, 500 won: 12 counted" in unasked
        assert "a script says --yes" in unasked
        assert around.entries() == []

        done = exchange(config, *counts, "--json", "--yes")
        assert done.returncode == 0, done.stderr
        assert "hopper-500, 500 won: 12 counted" in done.stderr
        said = {(line["unit"], line["value"]): line for line in json.loads(done.stdout)["units"]}
        assert (said["hopper-500", 500]["counted"], said["hopper-500", 500]["left"]) == (12, 60)
        entries = around.entries()
        assert [entry.type for entry in entries] == [
            "ExchangeStarted", "UnitCounted", "UnitCounted", "ExchangeEnded", "ReceiptEnded",
        ]  # fmt: skip
        assert entries[0].data["by"] == "수거 2반"
        assert entries[-1].data == {"session": "", "result": "printed"}
        assert isinstance(entries[-2].event, ExchangeEnded)
        printed = requests.get(around.bench["page"] + "receipts/0", timeout=PATIENCE_S).json()
        paper = "\n".join(line["text"] for line in printed)
        assert "현금 수거 정산서" in paper
        assert "hopper-500 500원" in paper
        assert "A-0012345" in paper

        assert "beside a count say --left" in refused("--filled", "hopper-500=5", "--counted", "hopper-500=60")
        assert "5 put in, 60 by the books before, 65 now" in refused("--filled", "hopper-500=5")
        assert main(["exchange", "--config", str(config), "--filled", "hopper-500=5", "--by", "2반", "--yes"]) == 0
        filled = around.entries()[-1]
        assert (filled.type, filled.data["pieces"], filled.data["by"]) == ("UnitFilled", 5, "2반")

        around.do("receipt-printer", "empty-roll")
        again = exchange(config, "--counted", "hopper-500=65", "--yes")
        assert again.returncode == 0
        assert "정산 번호" in again.stdout
        assert "was not printed: paper-out" in again.stderr
        assert around.entries()[-1].data["result"] == "paper-out"

        around.journal.unlink()
        gone = refused("--counted", "hopper-500=60", "--yes")
        assert "the kiosk has run" in gone
        assert "never" not in gone
        assert not around.journal.exists()
