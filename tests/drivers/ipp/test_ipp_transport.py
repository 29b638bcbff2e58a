"""The transport on real sockets: the served emulator, and peers that misbehave."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.dialogue import Failure, FailureReason
from drivers.device import State
from drivers.ipp.printer import IppExchange, JobCreated, JobStatus, Outcome, Printer, can_print, outcome
from drivers.ipp.server import PrinterServer
from drivers.ipp.transport import IppTransport
from tests.patience import PATIENCE_MS, PATIENCE_S

QUESTION = IppExchange(b"question")


@contextmanager
def peer(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Somebody on a port who does ``behave`` with every connection, until it raises OSError or returns."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.settimeout(PATIENCE_S)
                    behave(connection)
                except OSError:
                    pass

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"ipp://127.0.0.1:{listener.getsockname()[1]}/ipp/print"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def drip(first: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(first)
        gone = threading.Event()
        while not gone.wait(0.01):
            connection.sendall(b"x")

    return behave


def say(reply: bytes) -> Callable[[socket.socket], None]:
    def behave(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(reply)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):  # closing with bytes unread would reset the connection under the reply
            pass

    return behave


def test_a_certificate_over_http(server: PrinterServer, make_pdf: Callable[[int], bytes]) -> None:
    transport, printer = IppTransport(server.uri), Printer(server.uri)
    assert can_print(transport.run(printer.read_status(), PATIENCE_MS))
    created = transport.run(printer.create_job("over http"), PATIENCE_MS)
    assert isinstance(created, JobCreated)
    pdf = make_pdf(3)
    transport.run(printer.send_document(created.job_id, pdf), PATIENCE_MS)
    while True:  # a few pages of 20 ms each; the test's time limit is the end
        job = transport.run(printer.read_job(created.job_id, "over http"), PATIENCE_MS)
        assert isinstance(job, JobStatus)
        if outcome(job, 3) != Outcome.RUNNING:
            break
    assert outcome(job, 3) == Outcome.PRINTED
    assert server.emulator.mechanism.documents == [("over http", pdf)]


def test_an_unplugged_printer_is_offline_and_comes_back(server: PrinterServer) -> None:
    transport, printer = IppTransport(server.uri), Printer(server.uri)
    server.emulator.plugged = False
    assert transport.run(printer.read_status(), PATIENCE_MS).state == State.OFFLINE
    server.emulator.plugged = True
    assert transport.run(printer.read_status(), PATIENCE_MS).state == State.ONLINE


@pytest.mark.parametrize(
    "first",
    [
        b"",  # not even a status line
        b"HTTP/1.1 200 OK\r\nX-Slow: ",  # headers that never end
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
    ],
)
def test_a_dripping_peer_is_late_at_the_deadline(first: bytes) -> None:
    with peer(drip(first)) as uri:
        begin = time.monotonic()
        answer = IppTransport(uri)(QUESTION, 300)
        assert 0.25 < time.monotonic() - begin < PATIENCE_S / 2
    assert isinstance(answer, Failure)
    assert answer.reason == FailureReason.TIMEOUT


def test_a_peer_that_reads_nothing_is_late_at_the_deadline() -> None:
    done = threading.Event()

    def hold(_: socket.socket) -> None:
        done.wait(PATIENCE_S)

    with peer(hold) as uri:
        begin = time.monotonic()
        answer = IppTransport(uri)(IppExchange(bytes(64 << 20)), 300)
        assert time.monotonic() - begin < PATIENCE_S / 2
        done.set()
    assert isinstance(answer, Failure)
    assert answer.reason == FailureReason.TIMEOUT


@pytest.mark.parametrize("headers", [b"Content-Length: 5000", b"Connection: close", b"Content-Length: -1"])
def test_a_reply_beyond_the_limit_is_refused(headers: bytes) -> None:
    with peer(say(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n\r\n" + bytes(5000))) as uri:
        answer = IppTransport(uri, max_reply=4096)(QUESTION, PATIENCE_MS)
    assert isinstance(answer, Failure)
    assert answer.reason == FailureReason.TOO_LARGE


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (b"", FailureReason.UNREACHABLE),
        (b"SSH-2.0-hello\r\n", FailureReason.UNREACHABLE),
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", FailureReason.UNREACHABLE),
        (
            b"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0\r\n\r\n",
            FailureReason.UNREACHABLE,
        ),
        (b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n", FailureReason.REFUSED),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", FailureReason.UNREACHABLE),
    ],
)
def test_what_is_no_answer_is_a_failure(reply: bytes, reason: FailureReason) -> None:
    with peer(say(reply)) as uri:
        answer = IppTransport(uri)(QUESTION, PATIENCE_MS)
    assert isinstance(answer, Failure)
    assert answer.reason == reason


def test_a_cut_reply_is_no_status() -> None:
    with peer(say(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n\x02\x00\x00\x00\x00\x00\x00\x01\x04")) as uri:
        assert IppTransport(uri).run(Printer(uri).read_status(), PATIENCE_MS).state == State.UNKNOWN


def test_a_dead_port_is_unreachable() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    answer = IppTransport(f"ipp://127.0.0.1:{port}/ipp/print")(QUESTION, PATIENCE_MS)
    assert isinstance(answer, Failure)
    assert answer.reason == FailureReason.UNREACHABLE


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=80), st.sampled_from([b"", b"HTTP/1.1 ", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\n\r\n"]))
def test_any_bytes_are_bytes_or_a_failure(noise: bytes, start: bytes) -> None:
    with peer(say(start + noise)) as uri:
        assert isinstance(IppTransport(uri)(QUESTION, 2_000), (bytes, Failure))


@pytest.mark.parametrize("uri", ["ipps://host/", "http://host/", "file:///etc/passwd", "ipp:///ipp/print", "printer"])
def test_only_an_ipp_uri_is_taken(uri: str) -> None:
    with pytest.raises(ValueError, match="ipp://"):
        IppTransport(uri)


@pytest.mark.parametrize(
    "request_bytes",
    [
        b"GET /ipp/print HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/ipp\r\nContent-Length: 0\r\n\r\n",
        b"POST /ipp/print HTTP/1.1\r\nHost: x\r\nContent-Type: application/ipp\r\n\r\n",
        b"POST /ipp/print HTTP/1.1\r\nHost: x\r\nContent-Type: application/ipp\r\nContent-Length: 99999999999\r\n\r\n",
        (
            b"POST /ipp/print HTTP/1.1\r\nHost: x\r\nContent-Type: application/ipp\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"xyz\r\n"
        ),
    ],
)
def test_the_server_refuses_what_is_no_ipp_request(server: PrinterServer, request_bytes: bytes) -> None:
    with socket.create_connection(("127.0.0.1", int(server.uri.split(":")[2].split("/")[0])), 5) as client:
        client.sendall(request_bytes)
        assert client.recv(12) in (b"HTTP/1.1 400", b"HTTP/1.1 404", b"HTTP/1.1 501")
