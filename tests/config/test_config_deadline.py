"""Against a peer that drips, is silent, stops reading or is slow to shake hands, the deadline ends all the same."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from config.deadline import connect, within
from sync.reference_city.keys import CityKeys, make_demo_keys
from tests.patience import PATIENCE_MS, PATIENCE_S

Behaviour = Callable[[socket.socket, threading.Event], None]
DEADLINE_MS = 300


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> CityKeys:
    return make_demo_keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def tls(keys: CityKeys) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(keys.ca)
    return context


@contextmanager
def peer(behave: Behaviour, keys: CityKeys | None = None, before_the_handshake_s: float = 0) -> Iterator[int]:
    """The port of somebody who does ``behave`` with one connection; without keys they speak no TLS."""
    listener, over = socket.create_server(("127.0.0.1", 0)), threading.Event()

    def serve() -> None:
        with suppress(OSError):
            plain, _ = listener.accept()
            with plain:
                if not keys:
                    behave(plain, over)
                    return
                over.wait(before_the_handshake_s)
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(keys.certificate("server"), keys.key("server"))
                with context.wrap_socket(plain, server_side=True) as secure:
                    behave(secure, over)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        over.set()
        with suppress(OSError):  # wakes an accept that nobody came to
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(timeout=PATIENCE_S)
        assert not thread.is_alive()


def drip(connection: socket.socket, over: threading.Event) -> None:
    while not over.wait(0.01):
        connection.sendall(b"x")


def drip_a_handshake(connection: socket.socket, over: threading.Event) -> None:
    connection.sendall(b"\x16\x03\x03\x40\x00")  # a handshake record of 16 kB
    drip(connection, over)


def be_silent(connection: socket.socket, over: threading.Event) -> None:
    over.wait(PATIENCE_S)


def sip(connection: socket.socket, over: threading.Event) -> None:
    while not over.wait(0.01) and connection.recv(20_000):
        pass


def echo(connection: socket.socket, over: threading.Event) -> None:
    while data := connection.recv(100):
        connection.sendall(data)


def read_all(connection: socket.socket) -> None:
    with connection.makefile("rb") as stream:
        stream.read()


def flood(connection: socket.socket) -> None:
    connection.sendall(bytes(64 << 20))


def pour(connection: socket.socket) -> None:
    """Piece by piece, each of which goes out soon."""
    while True:
        connection.send(bytes(10_000))


def chat(connection: socket.socket) -> None:
    """No single operation of it takes long."""
    with connection.makefile("rb") as stream:
        while True:
            connection.sendall(b"?")
            stream.read(1)


@pytest.mark.parametrize(
    ("behave", "use"),
    [(drip, read_all), (be_silent, read_all), (be_silent, flood), (sip, flood), (sip, pour), (echo, chat)],
    ids=["drips", "is silent", "stops reading", "reads slowly", "reads slowly what comes slowly", "answers each time"],
)
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_all_that_is_done_with_a_connection_ends_at_its_deadline(
    keys: CityKeys, tls: ssl.SSLContext, behave: Behaviour, use: Callable[[socket.socket], None], secure: bool
) -> None:
    with peer(behave, keys if secure else None) as port:
        began = time.monotonic()
        with (
            within(DEADLINE_MS),
            pytest.raises(TimeoutError),
            connect("127.0.0.1", port, tls if secure else None) as connection,
        ):
            use(connection)
        took = time.monotonic() - began
    assert DEADLINE_MS / 1000 - 0.05 < took < PATIENCE_S / 2  # the peer would go on for longer


@pytest.mark.parametrize("behave", [be_silent, drip_a_handshake], ids=["is silent", "drips"])
def test_a_handshake_ends_at_the_deadline(tls: ssl.SSLContext, behave: Behaviour) -> None:
    with peer(behave) as port:
        began = time.monotonic()
        with within(DEADLINE_MS), pytest.raises(TimeoutError):
            connect("127.0.0.1", port, tls)
        assert DEADLINE_MS / 1000 - 0.05 < time.monotonic() - began < PATIENCE_S / 2


def test_what_the_handshake_took_is_not_there_for_the_reply(keys: CityKeys, tls: ssl.SSLContext) -> None:
    # On a busy computer it is over late now and then; if it began anew, it would be over twice as late each time.
    assert any(over_after_s(keys, tls, handshake_s=0.9, deadline_ms=1_100) < 1.9 for _ in range(4))


def over_after_s(keys: CityKeys, tls: ssl.SSLContext, handshake_s: float, deadline_ms: int) -> float:
    with peer(drip, keys, before_the_handshake_s=handshake_s) as port:
        began = time.monotonic()
        with within(deadline_ms), pytest.raises(TimeoutError), connect("127.0.0.1", port, tls) as connection:
            read_all(connection)
        return time.monotonic() - began


@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_in_time_it_is_a_connection_like_any_other(keys: CityKeys, tls: ssl.SSLContext, secure: bool) -> None:
    """``localhost`` is ::1 first on many systems, where nobody listens."""
    with (
        peer(echo, keys if secure else None) as port,
        within(PATIENCE_MS),
        connect("localhost", port, tls if secure else None) as connection,
        connection.makefile("rb") as stream,
    ):
        connection.sendall(b"hello")
        assert stream.read(5) == b"hello"


def test_a_port_where_nobody_listens_is_said_at_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with within(PATIENCE_MS), pytest.raises(ConnectionRefusedError):
        connect("localhost", port)


def test_no_time_is_no_connection() -> None:
    with peer(echo) as port, within(0), pytest.raises(TimeoutError):
        connect("127.0.0.1", port)


@pytest.mark.parametrize("use", [flood, pour, read_all])
@pytest.mark.parametrize("secure", [False, True], ids=["plain", "tls"])
def test_after_the_deadline_nothing_is_begun(
    keys: CityKeys, tls: ssl.SSLContext, use: Callable[[socket.socket], None], secure: bool
) -> None:
    with (
        peer(echo, keys if secure else None) as port,
        within(PATIENCE_MS) as exchange,
        connect("127.0.0.1", port, tls if secure else None) as connection,
    ):
        exchange.until = time.monotonic()
        with pytest.raises(TimeoutError, match="the whole exchange took too long"):
            use(connection)
