"""What comes out of the emulated printers while somebody tries the demonstration is kept as files."""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from drivers.bench.server import Bench
from drivers.escpos.emulator import PrintedLine
from drivers.escpos.fitting import EscPos
from drivers.ipp.mechanism import Document
from kiosk.demo.papers import Papers
from kiosk.demo.settings import example_machine


def test_papers_and_receipts_are_kept_as_they_come_out(bench: Bench, tmp_path: Path) -> None:
    receipts = example_machine().the(EscPos)
    said: list[str] = []
    papers = Papers(bench.addresses["page"], receipts.name, receipts.columns, tmp_path, said.append)

    def look() -> None:
        papers.look(bench.state())

    look()
    assert papers.kept == []
    printed = bench.machine.printer.mechanism.documents
    printed.append(Document("a", b"%PDF-1.7 first"))
    bench.machine.receipts.receipts.append(
        (PrintedLine("영수증", True, True), PrintedLine("수수료 500원", False, False))
    )
    look()
    look()
    printed.append(Document("b", b"%PDF-1.7 second"))
    look()
    assert [path.name for path in papers.kept] == ["paper-1.pdf", "receipt-1.png", "paper-2.pdf"]
    assert (tmp_path / "paper-2.pdf").read_bytes() == b"%PDF-1.7 second"
    with Image.open(tmp_path / "receipt-1.png") as picture:
        assert picture.width > 300
    assert said == [f"came out: {path}" for path in papers.kept]


def test_a_bench_that_is_gone_ends_nothing(bench: Bench, tmp_path: Path) -> None:
    papers = Papers("http://127.0.0.1:9/", "receipt-printer", 42, tmp_path, print)
    bench.machine.printer.mechanism.documents.append(Document("a", b"%PDF-1.7 first"))
    papers.look(bench.state())
    assert papers.kept == []
