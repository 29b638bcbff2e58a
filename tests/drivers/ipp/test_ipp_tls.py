"""``ipps``: the printer is spoken to over TLS, and only if its certificate is one that the settings trust."""

from __future__ import annotations

import ssl
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from config.credentials import certificates
from config.dialogue import Failure, FailureReason, Untrusted
from config.fingerprint import fingerprint
from drivers.device import State, Status
from drivers.ipp.emulator import PrinterEmulator
from drivers.ipp.fitting import Ipp
from drivers.ipp.printer import Accepted, JobCreated, Printer, can_print
from drivers.ipp.server import PrinterServer
from drivers.ipp.transport import IppTransport
from kiosk.__main__ import main
from tests.keys import make_server_keys

if TYPE_CHECKING:
    from tests.conftest import EvePrinter


def pin(certificate: Path) -> str:
    """What a technician copies from the printer's panel."""
    return fingerprint(certificates(certificate)[0].public_bytes(Encoding.DER))


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
    assert answer == Untrusted(FailureReason.REFUSED, "certificate-not-trusted")


def test_a_printer_under_another_name_is_told_nothing(secure: tuple[PrinterServer, Path]) -> None:
    server, ca = secure
    uri = server.uri.replace("localhost", "127.0.0.1")
    answer = IppTransport(uri, ca)(next(Printer(uri).read_status()), 5_000)
    assert answer == Untrusted(FailureReason.REFUSED, "certificate-not-trusted")


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


def test_the_pinned_certificate_is_enough_whatever_name_and_date_it_bears(
    tmp_path: Path, make_pdf: Callable[[int], bytes]
) -> None:
    certificate, key = make_server_keys(tmp_path, "factory-default", valid_days=-1)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    with PrinterServer(PrinterEmulator("pinned printer"), tls=tls) as server:
        uri = server.uri.replace("localhost", "127.0.0.1")
        transport, printer = IppTransport(uri, pinned=pin(certificate)), Printer(uri)
        assert can_print(transport.run(printer.read_status(), 5_000))
        created = transport.run(printer.create_job("pinned"), 5_000)
        assert isinstance(created, JobCreated)
        assert transport.run(printer.send_document(created.job_id, make_pdf(1)), 5_000) == Accepted()


def test_another_certificate_than_the_pinned_one_is_a_state_of_its_own_and_gets_no_document(
    secure: tuple[PrinterServer, Path], tmp_path: Path, make_pdf: Callable[[int], bytes]
) -> None:
    """A printer that was exchanged, or somebody between."""
    server, certificate = secure
    (tmp_path / "other").mkdir()
    other, _ = make_server_keys(tmp_path / "other", "localhost")
    transport, printer = IppTransport(server.uri, pinned=pin(other)), Printer(server.uri)
    status = transport.run(printer.read_status(), 5_000)
    assert status == Status(State.HARDWARE_ERROR, "certificate-not-pinned")
    assert not can_print(status)
    refused = Untrusted(FailureReason.REFUSED, "certificate-not-pinned")
    assert transport.run(printer.create_job("told to nobody"), 5_000) == refused
    assert transport.run(printer.send_document(1, make_pdf(1)), 5_000) == refused
    assert (server.emulator.mechanism.jobs, server.emulator.mechanism.documents) == ({}, [])
    assert can_print(IppTransport(server.uri, pinned=pin(certificate)).run(printer.read_status(), 5_000))


def test_a_certificate_of_no_trusted_ca_is_told_from_a_printer_that_does_not_answer(
    secure: tuple[PrinterServer, Path], tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    stranger, _ = make_server_keys(tmp_path / "other", "localhost")
    status = Ipp.model_validate({"uri": secure[0].uri, "ca": stranger}).status_now(5_000)
    assert status == Status(State.HARDWARE_ERROR, "certificate-not-trusted")


def test_cups_own_printer_is_pinned_too(eve: EvePrinter) -> None:
    settings = {"uri": eve.secure_uri, "fingerprint": pin(eve.certificate).replace(":", "").lower()}
    assert Ipp.model_validate(settings).status_now(5_000).state == State.ONLINE
    settings["fingerprint"] = "00" * 32
    assert Ipp.model_validate(settings).status_now(5_000) == Status(State.HARDWARE_ERROR, "certificate-not-pinned")


def test_the_fingerprint_to_pin_is_shown_with_the_lines_for_the_settings(
    secure: tuple[PrinterServer, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    server, certificate = secure
    assert main(["fingerprint", server.uri]) == 0
    told = capsys.readouterr().out
    assert "  of       CN=localhost\n" in told
    lines = tomllib.loads(told[told.index("[printer]") :])
    assert lines == {"printer": {"uri": server.uri, "fingerprint": pin(certificate)}}
    assert Ipp.model_validate(lines["printer"]).status_now(5_000).state == State.ONLINE


def test_a_printer_without_tls_has_no_fingerprint(server: PrinterServer, capsys: pytest.CaptureFixture[str]) -> None:
    uri = server.uri.replace("ipp:", "ipps:")
    assert main(["fingerprint", uri]) == 1
    assert capsys.readouterr().err.startswith(f"kiosk: {uri}: shows no certificate: ")
    with pytest.raises(SystemExit):
        main(["fingerprint", server.uri])
