"""Every wait has an end: a city that drips, stalls, floods, breaks off, or is somebody else."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from config.credentials import UnusableFileError
from config.dialogue import Failure, FailureReason, Untrusted
from sync.city.client import CityCall, CityReply
from sync.city.transport import CityTransport, Trust
from sync.reference_city.keys import make_demo_keys
from tests.patience import PATIENCE_S

if TYPE_CHECKING:
    from sync.reference_city.keys import CityKeys

CALL = CityCall("PUT", "/v1/issuances/x", b"{}", 1_000)
Behaviour = Callable[[socket.socket, threading.Event], None]


def trust(keys: CityKeys) -> Trust:
    return Trust(keys.ca, keys.certificate("kiosk"), keys.key("kiosk"))


@contextmanager
def city(behave: Behaviour, keys: CityKeys | None) -> Iterator[str]:
    """A server that takes one connection and does as told; without keys it speaks no TLS. Its address."""
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        with suppress(OSError):
            peer, _ = listener.accept()
            with peer:
                if keys:
                    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                    tls.load_cert_chain(keys.certificate("server"), keys.key("server"))
                    tls.load_verify_locations(keys.kiosks_ca)
                    tls.verify_mode = ssl.CERT_REQUIRED
                    with tls.wrap_socket(peer, server_side=True) as secure:
                        behave(secure, over)
                else:
                    behave(peer, over)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.close()
        thread.join(timeout=PATIENCE_S)
        assert not thread.is_alive()


def says(*parts: bytes) -> Behaviour:
    def behave(peer: socket.socket, over: threading.Event) -> None:
        heard = b""
        while not heard.endswith(b"\r\n\r\n{}"):
            chunk = peer.recv(65_536)
            if not chunk:
                return
            heard += chunk
        for part in parts:
            peer.sendall(part)

    return behave


def drips(first: bytes, drop: bytes) -> Behaviour:
    def behave(peer: socket.socket, over: threading.Event) -> None:
        peer.sendall(first)
        while not over.wait(0.01):
            peer.sendall(drop)

    return behave


def stalls(peer: socket.socket, over: threading.Event) -> None:
    over.wait(PATIENCE_S)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: "


@pytest.mark.parametrize(
    "behave",
    [
        stalls,
        drips(b"", b"H"),
        drips(b"HTTP/1.1 200 OK\r\n", b"a"),
        drips(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n"),
        drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
        drips(HEAD + b"900\r\n\r\n", b"x"),
        drips(b"HTTP/1.1 200 OK\r\n\r\n", b"x"),
        drips(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    ],
    ids=["stalls", "status", "header", "headers", "continue", "body", "no-length", "chunks"],
)
def test_a_reply_that_does_not_end_in_time(demo_keys: CityKeys, behave: Behaviour) -> None:
    with city(behave, demo_keys) as url:
        transport = CityTransport(url, trust(demo_keys))
        began = time.monotonic()
        answer = transport(CALL, 400)
        took = time.monotonic() - began
    # The number of headers is limited as well, whichever comes first.
    assert isinstance(answer, Failure)
    assert answer.reason in (FailureReason.TIMEOUT, FailureReason.UNREACHABLE)
    assert answer.reason == FailureReason.TIMEOUT or behave is not stalls
    assert took < PATIENCE_S / 2


def test_a_handshake_that_does_not_end(demo_keys: CityKeys) -> None:
    with city(stalls, None) as url:
        assert CityTransport(url, trust(demo_keys))(CALL, 300) == Failure(
            FailureReason.TIMEOUT, "the reply did not end in time"
        )


def test_a_city_that_stops_reading(demo_keys: CityKeys) -> None:
    call = CityCall("POST", "/v1/journals/x/entries", bytes(20_000_000), 1_000)
    with city(stalls, demo_keys) as url:
        answer = CityTransport(url, trust(demo_keys))(call, 400)
    assert isinstance(answer, Failure)
    assert answer.reason == FailureReason.TIMEOUT


def test_nobody_there(demo_keys: CityKeys) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    answer = CityTransport(f"https://127.0.0.1:{port}", trust(demo_keys))(CALL, 400)
    assert answer == Failure(FailureReason.UNREACHABLE, "ConnectionRefusedError")


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ((HEAD + b"5\r\n\r\nhello",), CityReply(200, b"hello")),
        ((b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}",), CityReply(404, b"{}")),
        ((b"HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n",), CityReply(302, b"")),
        ((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nhello\r\n", b"0\r\n\r\n"), CityReply(200, b"hello")),
        ((HEAD + b"1000\r\n\r\n" + bytes(1000),), CityReply(200, bytes(1000))),
        ((HEAD + b"1001\r\n\r\n" + bytes(1001),), FailureReason.TOO_LARGE),
        ((b"HTTP/1.1 200 OK\r\n\r\nwhole, or not?",), FailureReason.UNREACHABLE),
        ((b"HTTP/1.1 200 OK\r\nContent-Ty",), FailureReason.UNREACHABLE),
        ((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"400\r\n" + bytes(1024) + b"\r\n"), FailureReason.TOO_LARGE),
        ((HEAD + b"900\r\n\r\nhel",), FailureReason.UNREACHABLE),
        ((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"5\r\nhel"), FailureReason.UNREACHABLE),
        ((b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"soup\r\nhel"), FailureReason.UNREACHABLE),
        ((b"220 mail.example ESMTP\r\n",), FailureReason.UNREACHABLE),
        ((b"HTTP/1.1 OK\r\n\r\n",), FailureReason.UNREACHABLE),
        ((b"HTTP/1.1 200 OK\r\n" + b"a" * 70_000,), FailureReason.UNREACHABLE),
        ((b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 200,), FailureReason.UNREACHABLE),
        ((), FailureReason.UNREACHABLE),
    ],
)  # fmt: skip
def test_a_reply_or_what_is_wrong_with_it(
    demo_keys: CityKeys, parts: tuple[bytes, ...], expected: CityReply | FailureReason
) -> None:
    with city(says(*parts), demo_keys) as url:
        answer = CityTransport(url, trust(demo_keys))(CALL, 3_000)
    assert (answer.reason if isinstance(answer, Failure) else answer) == expected


def test_a_city_of_another_ca_is_not_spoken_to(demo_keys: CityKeys, tmp_path: Path) -> None:
    heard = []

    def listen(peer: socket.socket, over: threading.Event) -> None:
        heard.append(peer.recv(65_536))

    stranger = make_demo_keys(tmp_path)
    with city(listen, stranger) as url:
        answer = CityTransport(url, trust(demo_keys))(CALL, 3_000)
    assert answer == Untrusted(FailureReason.REFUSED, "certificate-not-trusted")
    assert not heard


def test_a_city_under_another_name_is_not_spoken_to(demo_keys: CityKeys) -> None:
    with city(says(), demo_keys) as url:
        answer = CityTransport(url.replace("127.0.0.1", "[::ffff:127.0.0.1]"), trust(demo_keys))(CALL, 3_000)
    assert answer == Untrusted(FailureReason.REFUSED, "certificate-not-trusted")


def test_a_server_without_tls_is_not_spoken_to(demo_keys: CityKeys) -> None:
    with city(lambda peer, over: peer.sendall(HEAD + b"0\r\n\r\n"), None) as url:
        answer = CityTransport(url, trust(demo_keys))(CALL, 3_000)
    assert isinstance(answer, Failure)
    assert answer.reason == FailureReason.REFUSED


def test_it_speaks_with_a_host_of_several_addresses(demo_keys: CityKeys) -> None:
    """``localhost`` is ::1 first on many systems, where nobody listens."""
    with city(says(HEAD + b"2\r\n\r\nok"), demo_keys) as url:
        answer = CityTransport(url.replace("127.0.0.1", "localhost"), trust(demo_keys))(CALL, 3_000)
    assert answer == CityReply(200, b"ok")


@pytest.mark.parametrize("url", ["http://city", "city", "https://", "https://city/path"])
def test_an_address_that_is_none(demo_keys: CityKeys, url: str) -> None:
    with pytest.raises(ValueError, match="https"):
        CityTransport(url, trust(demo_keys))


def test_trust_that_is_not_there(demo_keys: CityKeys, tmp_path: Path) -> None:
    with pytest.raises(UnusableFileError, match="is not there"):
        CityTransport(
            "https://city", Trust(tmp_path / "none.pem", demo_keys.certificate("kiosk"), demo_keys.key("kiosk"))
        )
