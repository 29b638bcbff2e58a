"""Connections are kept, and what keeping them could break does not: real sockets, real TLS."""

from __future__ import annotations

import gc
import os
import shutil
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from config import wire
from config.address import Address
from config.dialogue import Failure, FailureReason
from config.wire import Question, Reply, Tls, Wire
from sync.reference_city.keys import CityKeys, make_demo_keys
from tests.patience import PATIENCE_S

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"
ASKED = Question("POST", "/", b"question", {}, 1_000, repeatable=True, sized=True)
ONCE = Question("POST", "/", b"question", {}, 1_000, repeatable=False, sized=True)


@dataclass
class Peer:
    """A server that answers every request with ``reply``, over as many connections as it is asked to make.

    Attributes:
        heard: the requests of each connection, in order.
        hangs_up_after: requests that a connection takes; the next one is read, and then the connection is closed.
    """

    reply: bytes = OK
    hangs_up_after: int = 1_000
    keys: CityKeys | None = None
    heard: list[list[bytes]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def address(self) -> Address:
        return Address("127.0.0.1", self.listener.getsockname()[1], "/")

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._answer, args=(self.listener.accept()[0],), daemon=True).start()

    def _answer(self, plain: socket.socket) -> None:
        with suppress(OSError):
            plain.settimeout(10)
            try:
                peer = self._secured(plain)
            except ssl.SSLError as error:
                self.refused.append(error.reason)
                return
            heard: list[bytes] = []
            self.heard.append(heard)
            with peer:
                while request := self._request(peer):
                    heard.append(request)
                    if len(heard) > self.hangs_up_after:
                        return
                    peer.sendall(self.reply)

    def _secured(self, plain: socket.socket) -> socket.socket:
        if not self.keys:
            return plain
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.maximum_version = ssl.TLSVersion.TLSv1_2  # whom it does not trust it refuses within the handshake
        context.load_cert_chain(self.keys.certificate("server"), self.keys.key("server"))
        context.load_verify_locations(self.keys.kiosks_ca)
        context.verify_mode = ssl.CERT_REQUIRED
        return context.wrap_socket(plain, server_side=True)

    def _request(self, peer: socket.socket) -> bytes:
        heard = b""
        while not heard.endswith(b"question"):
            chunk = peer.recv(65_536)
            if not chunk:
                return b""
            heard += chunk
        return heard


@contextmanager
def serving(peer: Peer) -> Iterator[Peer]:
    thread = threading.Thread(target=peer.serve)
    thread.start()
    try:
        yield peer
    finally:
        with suppress(OSError):
            peer.listener.shutdown(socket.SHUT_RDWR)
        peer.listener.close()
        thread.join(timeout=PATIENCE_S)


def answers(asking: Wire, *questions: Question) -> list[Reply | FailureReason]:
    given = [asking.ask(question, 3_000) for question in questions]
    return [answer.reason if isinstance(answer, Failure) else answer for answer in given]


def requests_of(peer: Peer) -> list[int]:
    return [len(heard) for heard in peer.heard]


def test_one_connection_serves_one_question_after_the_other() -> None:
    with serving(Peer()) as peer:
        assert answers(Wire(peer.address, None), ASKED, ASKED, ASKED) == [Reply(200, b"ok")] * 3
        assert requests_of(peer) == [3]


def test_a_kept_connection_that_breaks_costs_nothing_but_another_try() -> None:
    with serving(Peer(hangs_up_after=1)) as peer:
        assert answers(Wire(peer.address, None), ASKED, ASKED) == [Reply(200, b"ok")] * 2
        assert requests_of(peer) == [2, 1]


def test_what_must_not_reach_the_peer_twice_never_uses_a_connection_that_may_break_under_it() -> None:
    with serving(Peer(hangs_up_after=1)) as peer:
        assert answers(Wire(peer.address, None), ASKED, ONCE, ONCE) == [Reply(200, b"ok")] * 3
        assert requests_of(peer) == [1, 1, 1]


def test_what_must_not_reach_the_peer_twice_is_not_asked_again_when_it_breaks() -> None:
    with serving(Peer(hangs_up_after=0)) as peer:
        assert answers(Wire(peer.address, None), ONCE) == [FailureReason.UNREACHABLE]
        assert requests_of(peer) == [1]


def test_a_connection_that_was_idle_for_long_is_not_used_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A firewall between may have forgotten it, and lets a resident wait for the whole deadline."""
    monkeypatch.setattr(wire, "IDLE_S", 0.0)
    with serving(Peer()) as peer:
        assert answers(Wire(peer.address, None), ASKED, ASKED) == [Reply(200, b"ok")] * 2
        assert requests_of(peer) == [1, 1]


def test_a_kept_connection_that_is_silent_is_given_up_with_all_others() -> None:
    with serving(Peer()) as peer:
        asking = Wire(peer.address, None)
        assert answers(asking, ASKED) == [Reply(200, b"ok")]
        peer.reply = b""
        assert asking.ask(ASKED, 300) == Failure(FailureReason.TIMEOUT, "the reply did not end in time")
        peer.reply = OK
        assert answers(asking, ASKED) == [Reply(200, b"ok")]
        assert requests_of(peer) == [2, 1]


def test_nothing_is_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login somebody password something\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    with serving(Peer()) as peer:
        assert answers(Wire(peer.address, None), ASKED) == [Reply(200, b"ok")]
        assert b"authorization" not in peer.heard[0][0].lower()


def test_no_ca_but_that_of_the_settings_is_trusted(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    theirs, ours = make_demo_keys(tmp_path / "theirs"), make_demo_keys(tmp_path / "ours")
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
        monkeypatch.setenv(name, str(theirs.ca))
    with serving(Peer(keys=theirs)) as peer:
        assert answers(Wire(peer.address, kiosk_of(ours)), ASKED) == [FailureReason.REFUSED]
        assert peer.heard == []


def test_a_cookie_is_not_sent_back() -> None:
    with serving(Peer(b"HTTP/1.1 200 OK\r\nSet-Cookie: who=resident\r\nContent-Length: 2\r\n\r\nok")) as peer:
        answers(Wire(peer.address, None), ASKED, ASKED)
        assert b"cookie" not in peer.heard[0][1].lower()


@pytest.mark.parametrize("encoding", [b"", b"Content-Encoding: gzip\r\n"])
def test_a_redirection_is_not_followed_and_not_read_beyond_the_limit(encoding: bytes) -> None:
    head = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/\r\n" + encoding
    with serving(Peer(head + b"Content-Length: 2\r\n\r\nok")) as peer:
        assert answers(Wire(peer.address, None), ASKED) == [Reply(302, b"ok")]
    with serving(Peer(head + b"Content-Length: 50000000\r\n\r\n" + bytes(1_000_000))) as peer:
        assert answers(Wire(peer.address, None), ASKED) == [FailureReason.TOO_LARGE]


def test_nothing_that_was_asked_or_answered_is_left_in_the_pool() -> None:
    personal = "김원주 900101".encode()
    reply = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(personal), personal)
    question = Question("POST", "/", personal + b"question", {}, 1_000, repeatable=True, sized=True)
    with serving(Peer(reply)) as peer:
        asking = Wire(peer.address, None)
        assert asking.ask(question, 3_000) == Reply(200, personal)
        assert asking.ask(ASKED, 3_000) == Reply(200, personal)
        assert requests_of(peer) == [2]
        there = reachable(asking)
        assert b"127.0.0.1" in there  # it looks everywhere
        assert not [each for each in there if personal in each]


def reachable(start: object) -> list[bytes]:
    """Every byte string that can be reached from there, but through modules and classes, which are everybody's."""
    seen, found, open_ = {id(start)}, [], [start]
    while open_:
        for each in gc.get_referents(open_.pop()):
            if id(each) in seen or isinstance(each, (type, type(gc), type(reachable))):
                continue
            seen.add(id(each))
            if isinstance(each, (bytes, bytearray)):
                found.append(bytes(each))
            elif isinstance(each, str):
                found.append(each.encode(errors="replace"))
            else:
                open_.append(each)
    return found


# -- certificates that are renewed --


def kiosk_of(keys: CityKeys) -> Tls:
    return Tls(keys.ca, keys.certificate("kiosk"), keys.key("kiosk"))


def write_in_place(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())


def put_another_file_there(source: Path, target: Path) -> None:
    shutil.copy(source, target.with_suffix(".new"))
    os.replace(target.with_suffix(".new"), target)


@dataclass
class Renewal:
    """A kiosk whose files stand in ``folder``, and what a city has after it changed its CA."""

    folder: CityKeys
    new: CityKeys

    def replace(self, how: Callable[[Path, Path], None], *files: str) -> None:
        for name in files:
            how(self.new.folder / name, self.folder.folder / name)


ALL = ("ca.pem", "kiosk.pem", "kiosk.key")


@pytest.fixture
def renewal(tmp_path: Path) -> Renewal:
    return Renewal(make_demo_keys(tmp_path / "old"), make_demo_keys(tmp_path / "new"))


@pytest.mark.parametrize("how", [write_in_place, put_another_file_there])
def test_certificates_that_are_renewed_in_place_are_read_again(
    renewal: Renewal, how: Callable[[Path, Path], None]
) -> None:
    with serving(Peer(keys=make_copy(renewal.folder))) as peer:
        asking = Wire(peer.address, kiosk_of(renewal.folder))
        assert answers(asking, ASKED, ASKED) == [Reply(200, b"ok")] * 2
        renewal.replace(how, *ALL)
        peer.keys = renewal.new
        assert answers(asking, ASKED, ASKED) == [Reply(200, b"ok")] * 2
        assert requests_of(peer) == [2, 2]  # and the old connection, of the old certificate, is not used any more


def test_while_only_some_of_the_files_are_renewed_the_old_ones_hold(renewal: Renewal) -> None:
    old = make_copy(renewal.folder)
    with serving(Peer(keys=old)) as peer:
        asking = Wire(peer.address, kiosk_of(renewal.folder))
        renewal.replace(write_in_place, "ca.pem", "kiosk.pem")  # and not yet its key
        assert answers(asking, ASKED) == [Reply(200, b"ok")]
        (renewal.folder.folder / "ca.pem").write_bytes(b"-----BEGIN half a file")
        assert answers(asking, ASKED) == [Reply(200, b"ok")]
        renewal.replace(write_in_place, *ALL)
        peer.keys = renewal.new
        assert answers(asking, ASKED) == [Reply(200, b"ok")]


@pytest.mark.parametrize("name", ALL)
def test_a_pipe_in_the_place_of_a_file_holds_nobody_and_the_old_ones_hold(renewal: Renewal, name: str) -> None:
    with serving(Peer(keys=make_copy(renewal.folder))) as peer:
        asking = Wire(peer.address, kiosk_of(renewal.folder))
        (renewal.folder.folder / name).unlink()
        os.mkfifo(renewal.folder.folder / name)
        assert answers(asking, ASKED) == [Reply(200, b"ok")]


def test_files_that_look_as_before_are_read_again_after_a_refusal(
    renewal: Renewal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tls, "stamp", lambda tls: (1,))
    with serving(Peer(keys=make_copy(renewal.folder))) as peer:
        asking = Wire(peer.address, kiosk_of(renewal.folder))
        renewal.replace(write_in_place, *ALL)
        assert answers(asking, ASKED) == [Reply(200, b"ok")]
        peer.keys = renewal.new
        peer.hangs_up_after = 1
        assert answers(asking, ASKED, ASKED) == [FailureReason.REFUSED, Reply(200, b"ok")]


def make_copy(keys: CityKeys) -> CityKeys:
    return CityKeys(Path(shutil.copytree(keys.folder, keys.folder.with_name("copy"))))
