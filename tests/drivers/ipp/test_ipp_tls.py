"""``ipps``: the printer is spoken to over TLS, and only if its certificate is one that the settings trust."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.dialogue import Failure, FailureReason
from drivers.device import State
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.fitting import Ipp
from drivers.ipp.printer import Accepted, JobCreated, Printer, can_print
from drivers.ipp.server import PrinterServer
from drivers.ipp.transport import IppTransport
from tests.keys import make_server_keys

if TYPE_CHECKING:
    from tests.conftest import EvePrinter


@pytest.fixture
def secure(tmp_path: Path) -> Iterator[tuple[PrinterServer, Path]]:
    """A printer that speaks TLS alone, and its certificate's file."""
    certificate, key = make_server_keys(tmp_path, "localhost")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with PrinterServer(PrinterEmulator("secure printer"), tls=tls) as running:
        running.emulator.mechanism.page_ms = 20
        yield running, certificate


def test_a_certificate_of_the_city_over_tls(
    secure: tuple[PrinterServer, Path], make_pdf: Callable[[int], bytes]
) -> None:
    server, ca = secure
    assert server.uri.startswith("ipps://")
    transport, printer = IppTransport(server.uri, ca), Printer(server.uri)
    assert can_print(transport.run(printer.read_status(), 5_000))
    created = transport.run(printer.create_job("over tls"), 5_000)
    assert isinstance(created, JobCreated)
    assert transport.run(printer.send_document(created.job_id, make_pdf(1)), 5_000) == Accepted()


def test_a_printer_of_another_ca_is_told_nothing(secure: tuple[PrinterServer, Path], tmp_path: Path) -> None:
    server, _ = secure
    (tmp_path / "other").mkdir()
    stranger, _ = make_server_keys(tmp_path / "other", "localhost")
    answer = IppTransport(server.uri, stranger)(next(Printer(server.uri).read_status()), 5_000)
    assert answer == Failure(FailureReason.REFUSED, "CERTIFICATE_VERIFY_FAILED")


def test_a_printer_under_another_name_is_told_nothing(secure: tuple[PrinterServer, Path]) -> None:
    server, ca = secure
    uri = server.uri.replace("localhost", "127.0.0.1")
    answer = IppTransport(uri, ca)(next(Printer(uri).read_status()), 5_000)
    assert answer == Failure(FailureReason.REFUSED, "CERTIFICATE_VERIFY_FAILED")


def test_a_printer_without_tls_is_told_nothing(server: PrinterServer, tmp_path: Path) -> None:
    uri, (ca, _) = server.uri.replace("ipp:", "ipps:"), make_server_keys(tmp_path, "localhost")
    answer = IppTransport(uri, ca)(next(Printer(uri).read_status()), 5_000)
    assert isinstance(answer, Failure)


def test_cups_own_printer_speaks_tls_with_us(eve: EvePrinter, make_pdf: Callable[[int], bytes]) -> None:
    transport, printer = IppTransport(eve.secure_uri, eve.certificate), Printer(eve.secure_uri)
    assert can_print(transport.run(printer.read_status(), 5_000))
    created = transport.run(printer.create_job("over tls"), 5_000)
    assert isinstance(created, JobCreated)
    pdf = make_pdf(1)
    assert transport.run(printer.send_document(created.job_id, pdf), 5_000) == Accepted()
    assert [path.read_bytes() for path in eve.spool.glob("**/*.pdf")] == [pdf]


def test_the_diagnosis_speaks_tls_too(secure: tuple[PrinterServer, Path]) -> None:
    server, ca = secure
    assert Ipp.model_validate({"uri": server.uri, "ca": ca}).status_now(5_000).state == State.ONLINE
