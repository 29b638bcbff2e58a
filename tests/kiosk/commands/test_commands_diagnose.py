"""How a machine stands goes on one sheet, in words, by the command that asks the kiosk that runs."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from config.vocabulary import StopReason, WorkerTrouble
from drivers.device import PRINTER_NAME, Level, Ms, State, Status
from kiosk.__main__ import main
from kiosk.core.channels import DiagnosisMade, MakeDiagnosis, StickFailed
from kiosk.core.findings import Finding, finding
from kiosk.core.step import Enquired, Input, Outbox, Told
from kiosk.shell.enquiry import Enquiries
from kiosk.shell.files_worker import FilesWorker
from kiosk.shell.runner import Runner
from sync.journal.opening import open_for_writing

WITHIN_MS = 60_000
FINDINGS = (
    Finding("kiosk", "online", "is running, 1.0", 0),
    finding("note-acceptor", Status(State.HARDWARE_ERROR, "jam-in-stacker"), "ID003 serial 4711"),
    finding(PRINTER_NAME, Status(State.ONLINE, "media-low", (("paper", Level.LOW),)), "Printer A"),
    *(Finding(f"hopper-{coin}", "online", "Suzo serial 17", 0) for coin in (500, 100, 50, 10)),
    Finding("books", "online", "balance", 0),
)


class Kiosk:
    """One that knows how it is."""

    def step(self, now: Ms, inbox: list[Input]) -> Outbox:
        return Outbox([Told(item.number, FINDINGS) for item in inbox if isinstance(item, Enquired)])

    def stop(self, now: Ms, reason: StopReason) -> Outbox:
        return Outbox()

    def lost(self, now: Ms, worker: str, how: WorkerTrouble) -> Outbox:
        return Outbox()


@pytest.fixture
def running(settings_file: Path, tmp_path: Path) -> Iterator[Path]:
    """The settings of a kiosk that runs."""
    journal = tmp_path / "journal.sqlite"
    store = open_for_writing(journal, "0b7e3a52-6f1d-4c38-9a54-3d2f8e1c7b90")
    runner = Runner(Kiosk(), store)
    runner.watchers["enquiries"] = Enquiries(journal, runner)
    runner.start()
    yield settings_file
    runner.stop(StopReason.STOPPED)
    store.close()


def text_of(pdf: bytes) -> str:
    """Of its one sheet."""
    (page,) = pypdfium2.PdfDocument(pdf)
    return " ".join(str(page.get_textpage().get_text_range()).split())


def test_the_command_writes_a_sheet_that_says_in_words_what_is_wrong_and_what_to_do(
    running: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report.pdf"
    assert main(["diagnose", "--config", str(running), "--report", str(out)]) == 2
    assert "jam-in-stacker" in capsys.readouterr().out
    said = text_of(out.read_bytes())
    assert "지폐 인식기: 열어서 빼고 닫으세요." in said
    assert "안쪽에 지폐가 걸림" in said
    assert "500원 동전통" in said
    assert said.index("지폐 인식기") < said.index("증명서 프린터") < said.index("장부")  # the worst first
    # An engineer at the other end of a telephone has the device's own word.
    assert "jam-in-stacker" in said


def test_the_machines_own_pages_have_it_made_and_put_on_a_stick(
    running: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    worker = FilesWorker(tmp_path / "journal.sqlite", stick, running)
    made = worker(MakeDiagnosis(to_stick=False), WITHIN_MS)
    assert isinstance(made, DiagnosisMade)
    assert (made.file, "안쪽에 지폐가 걸림" in text_of(made.pdf)) == ("", True)
    assert worker(MakeDiagnosis(to_stick=True), WITHIN_MS) == StickFailed("none")
    monkeypatch.setattr(os.path, "ismount", lambda path: Path(path) == stick)
    kept = worker(MakeDiagnosis(to_stick=True), WITHIN_MS)
    assert isinstance(kept, DiagnosisMade)
    assert (stick / kept.file).read_bytes() == kept.pdf
