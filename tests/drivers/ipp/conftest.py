"""Printers to talk to: the project's emulator in memory and over HTTP, and CUPS' `ippeveprinter`."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest
from reportlab.pdfgen.canvas import Canvas

from config.dialogue import Failure, FailureReason
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.printer import Dialogue, Printer
from drivers.ipp.server import PrinterServer

T = TypeVar("T")


@pytest.fixture(scope="session")
def make_pdf() -> Callable[[int], bytes]:
    def make(pages: int) -> bytes:
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(595, 842), invariant=True)
        for number in range(1, pages + 1):
            canvas.drawString(72, 770, f"page {number} of {pages}")
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return make


class Desk:
    """A printer and the one who talks to it, in memory and in virtual time."""

    def __init__(self) -> None:
        self.emulator = PrinterEmulator("test printer")
        self.machine = self.emulator.mechanism
        self.printer = Printer(self.emulator.uri)
        self.now = 0

    def run(self, dialogue: Dialogue[T]) -> T:
        try:
            question = next(dialogue)
            while True:
                reply = self.emulator.handle(self.now, question.body)
                question = dialogue.send(Failure(FailureReason.TIMEOUT) if reply is None else reply)
        except StopIteration as end:
            result: T = end.value
            return result

    def wait(self, milliseconds: int) -> None:
        self.now += milliseconds
        self.emulator.step(self.now)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def server() -> Iterator[PrinterServer]:
    with PrinterServer(PrinterEmulator("served printer")) as running:
        running.emulator.mechanism.page_ms = 20
        yield running
