"""A printer on USB is one at localhost, by Debian's ipp-usb: its port is there while it is plugged in, and closed while it is not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from drivers.device import State, Status
from drivers.ipp.printer import Accepted, JobCreated, JobStatus, Outcome, Printer, can_print, outcome
from drivers.ipp.transport import IppTransport
from tests.conftest import free_port

if TYPE_CHECKING:
    from tests.conftest import EvePrinter


@contextmanager
def plugged_in(port: int, printer: int) -> Iterator[None]:
    """What ipp-usb does, as long as the block lasts: it listens, and carries HTTP to the printer and back."""
    with ExitStack() as stack:
        listening = socket.create_server(("127.0.0.1", port))
        open_now: list[socket.socket] = []

        def carry(source: socket.socket, sink: socket.socket) -> None:
            try:
                with suppress(OSError):
                    while data := source.recv(65_536):
                        sink.sendall(data)
            finally:
                source.close()
                sink.close()

        def serve() -> None:
            while True:
                try:
                    peer, _ = listening.accept()
                except OSError:
                    return
                device = socket.create_connection(("127.0.0.1", printer))
                open_now.extend((peer, device))
                for ends in ((peer, device), (device, peer)):
                    threading.Thread(target=carry, args=ends, daemon=True).start()

        def pull_out() -> None:
            listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            for each in open_now:
                with suppress(OSError):  # the other end was first
                    each.shutdown(socket.SHUT_RDWR)

        threading.Thread(target=serve, daemon=True).start()
        stack.callback(pull_out)
        yield


def test_a_printer_that_is_pulled_out_and_plugged_in_again_is_there_again(
    eve: EvePrinter, make_pdf: Callable[[int], bytes]
) -> None:
    port = free_port()
    uri = f"ipp://localhost:{port}/ipp/print"
    transport, printer = IppTransport(uri), Printer(uri)
    for _ in range(2):
        assert transport.run(printer.read_status(), 5_000) == Status(State.OFFLINE, "unreachable")
        with plugged_in(port, eve.port):
            assert can_print(transport.run(printer.read_status(), 5_000))
            assert can_print(transport.run(printer.read_status(), 5_000)), "over a connection that stands"
    assert transport.run(printer.read_status(), 5_000).state == State.OFFLINE
    with plugged_in(port, eve.port):
        created = transport.run(printer.create_job("over usb"), 5_000)
        assert isinstance(created, JobCreated)
        assert transport.run(printer.send_document(created.job_id, make_pdf(1)), 5_000) == Accepted()
    # Pulled out while it prints: nothing is known until it is back, and then what it says of the job.
    assert not isinstance(transport.run(printer.read_job(created.job_id, "over usb"), 5_000), JobStatus)
    with plugged_in(port, eve.port):
        while outcome(job := _job(transport, printer, created.job_id), 1) == Outcome.RUNNING:
            pass
        assert outcome(job, 1) == Outcome.PRINTED


def _job(transport: IppTransport, printer: Printer, job_id: int) -> JobStatus:
    job = transport.run(printer.read_job(job_id, "over usb"), 5_000)
    assert isinstance(job, JobStatus)
    return job
