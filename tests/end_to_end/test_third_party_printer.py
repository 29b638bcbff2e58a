"""The whole kiosk prints to a printer that is not ours: CUPS' ippeveprinter."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import EvePrinter
from tests.end_to_end.surroundings import surroundings


def test_a_certificate_through_ippeveprinter(tmp_path: Path, eve: EvePrinter) -> None:
    folder = tmp_path / "kiosk"
    folder.mkdir()
    with surroundings(folder) as around:
        done = around.kiosk(printer=eve.uri)
        assert done.returncode == 0, done.stdout + done.stderr
        told = [(entry.wall, entry.type, entry.data) for entry in around.entries()]
        issued = next((data for _, type_, data in told if type_ == "DocumentIssued"), None)
        assert issued, told
        assert around.document(issued["number"]) == "issued"
        assert around.state()["truth"] == {"taken": 1_000, "thrown": 500, "in_path": 0}
    papers = list(eve.spool.glob("*.pdf"))
    assert len(papers) == 1
    assert papers[0].read_bytes().startswith(b"%PDF-")
