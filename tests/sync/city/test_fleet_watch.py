"""Alerts all the way: from a heartbeat in the database to a real mail server, a webhook and Alertmanager's API."""

from __future__ import annotations

import hmac
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from config.data_file import DataFileError
from kiosk.commands.city_fleet import KioskWords
from sync.city.heartbeat import Heard, Heartbeat
from sync.reference_city.fleet.beats import Beat
from sync.reference_city.fleet.receivers import Receivers, read_receivers
from sync.reference_city.fleet.telling import Teller
from sync.reference_city.fleet.watch import Watch
from sync.reference_city.store import SqlStore
from tests.cities import WONJU
from tests.sync.city.fleet_page import let_in
from tests.sync.city.test_city_heartbeats import ILL, WELL


@dataclass
class Outside:
    """Attributes:
    mails: whole messages; posts: path, headers and body.
    status: that the web server answers.
    """

    mails: list[bytes] = field(default_factory=list)
    posts: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    mail_port: int = 0
    web_port: int = 0


@contextmanager
def serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def outside() -> Iterator[Outside]:
    outside = Outside()

    class MailServer(socketserver.StreamRequestHandler):
        """As much of RFC 5321 as one message takes."""

        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            for line in self.rfile:
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    outside.mails.append(b"".join(iter(self.rfile.readline, b".\r\n")))
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    class WebServer(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            outside.posts.append((self.path, dict(self.headers), body))
            self.send_response(outside.status)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    mail = socketserver.ThreadingTCPServer(("127.0.0.1", 0), MailServer)
    web = ThreadingHTTPServer(("127.0.0.1", 0), WebServer)
    outside.mail_port, outside.web_port = mail.server_address[1], web.server_address[1]
    with serving(mail), serving(web):
        yield outside


class Office:
    """Attributes:
    now: stands still until it is moved.
    """

    def __init__(self, folder: Path, receivers: Receivers) -> None:
        self.now = datetime.now(UTC).replace(microsecond=0)
        self.store = SqlStore(f"sqlite:///{folder}/city.sqlite")
        self.receivers = receivers
        self.start_anew()
        for name in ("one", "two"):
            let_in(self.store, name)

    def start_anew(self) -> None:
        self.watch = Watch(self.store, self.receivers, Teller(WONJU, KioskWords(WONJU)), lambda: self.now)

    def passes(self, minutes: int, told: Heartbeat = WELL) -> list[Heard | None]:
        heard = []
        for _ in range(minutes):
            at = self.now.isoformat(timespec="seconds")
            beats = [Beat.of(name, at, each) for name, each in (("one", told), ("two", WELL))]
            reply = self.store.beats.write(beats)[0]
            heard.append(reply.heard if reply else None)
            self.watch.look()
            self.now += timedelta(minutes=1)
        return heard


def receivers(folder: Path, outside: Outside) -> Receivers:
    (folder / "secret").write_text("a secret\n")
    (folder / "receivers.toml").write_text(f"""
[[mail]]
name = "office"
host = "127.0.0.1"
port = {outside.mail_port}
tls = "none"
sender = "kiosks@city.example"
to = ["office@city.example"]

[[webhook]]
name = "pager"
url = "http://127.0.0.1:{outside.web_port}/hook"
secret = "{folder}/secret"
""")
    return read_receivers(folder / "receivers.toml")


def test_a_jam_is_one_mail_that_a_person_can_read_and_one_all_clear(outside: Outside, tmp_path: Path) -> None:
    office = Office(tmp_path, receivers(tmp_path, outside))
    office.passes(30, ILL)
    office.passes(30)
    first, then = (message_from_bytes(each, policy=default) for each in outside.mails)
    assert first["Subject"] == "[원주시] 03 단구동: 프린터: 종이가 걸림"
    assert then["Subject"] == "[원주시] 해결: 03 단구동: 프린터: 종이가 걸림"
    assert first["References"] == then["References"]
    body = first.get_body().get_content()  # type: ignore[union-attr]
    assert "→ 프린터를 열어 종이를 빼고 닫으세요." in body
    assert "a sheet is stuck" in body
    opened, closed = (json.loads(body) for _, _, body in outside.posts)
    assert (opened["news"], opened["fingerprint"], opened["severity"]) == ("opened", "one/printer", "critical")
    assert (closed["news"], closed["closed"] != "") == ("closed", True)
    path, headers, raw = outside.posts[0]
    assert path == "/hook"
    assert headers["X-Signature"] == hmac.new(b"a secret", raw, "sha256").hexdigest()


def test_the_kiosk_hears_that_it_is_noted_and_only_when_somebody_took_it_that_staff_were_told(
    outside: Outside, tmp_path: Path
) -> None:
    office = Office(tmp_path, receivers(tmp_path, outside))
    outside.status = 500
    office.receivers = Receivers(webhook=office.receivers.webhook)
    office.start_anew()
    heard = office.passes(20, ILL)
    assert heard[0] is Heard.NOTHING
    assert heard[-1] is Heard.NOTED
    assert Heard.TOLD not in heard
    outside.status = 204
    assert office.passes(20, ILL)[-1] is Heard.TOLD
    assert office.passes(1)[-1] is Heard.NOTHING


def test_what_is_not_taken_is_told_again_ever_less_often_and_outlives_a_restart(
    outside: Outside, tmp_path: Path
) -> None:
    office = Office(tmp_path, receivers(tmp_path, outside))
    outside.status = 503
    office.passes(60, ILL)
    assert len(outside.mails) == 1, "who takes it is told once"
    tries = len(outside.posts)
    assert 4 <= tries <= 12
    outside.status = 200
    office.start_anew()
    office.passes(20, ILL)
    assert len(outside.posts) == tries + 1
    (kept,) = office.store.alerts.open()
    assert kept.told != ""


def test_alertmanager_is_told_again_of_what_is_open_and_when_it_is_over(outside: Outside, tmp_path: Path) -> None:
    (tmp_path / "receivers.toml").write_text(
        f'[[alertmanager]]\nname = "am"\nurl = "http://127.0.0.1:{outside.web_port}"\n'
    )
    office = Office(tmp_path, read_receivers(tmp_path / "receivers.toml"))
    office.passes(10, ILL)
    assert {path for path, _, _ in outside.posts} == {"/api/v2/alerts"}
    posts = [json.loads(body) for _, _, body in outside.posts]
    assert len(posts) > 5
    (alert,) = posts[-1]
    assert alert["labels"] == {
        "alertname": "Kiosk", "kiosk": "one", "number": "03", "site": "단구동", "what": "fault", "part": "printer",
        "severity": "critical",
    }  # fmt: skip
    office.passes(10)
    assert "endsAt" in json.loads(outside.posts[-1][2])[0]
    over = len(outside.posts)
    office.passes(10)
    assert len(outside.posts) == over


def test_whoever_is_outside_hears_from_the_city_as_long_as_it_looks(outside: Outside, tmp_path: Path) -> None:
    (tmp_path / "receivers.toml").write_text(
        f'[watchdog]\nurl = "http://127.0.0.1:{outside.web_port}/alive"\nevery_s = 120\n'
    )
    office = Office(tmp_path, read_receivers(tmp_path / "receivers.toml"))
    office.passes(10)
    assert [path for path, _, _ in outside.posts] == ["/alive"] * 5


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ('[[webhook]]\nname = "a"\nurl = "ftp://x"', "webhook.0.url"),
        (
            '[[webhook]]\nname = "a"\nurl = "http://x"\n[[alertmanager]]\nname = "a"\nurl = "http://x"',
            "two receivers have one name",
        ),
        ('[[mail]]\nname = "a"\nhost = "x"\nsender = "y"\nto = []', "mail.0.to"),
        ("[[pigeon]]", "pigeon"),
    ],
)
def test_a_file_of_receivers_that_is_none_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "receivers.toml").write_text(text)
    with pytest.raises(DataFileError, match=problem):
        read_receivers(tmp_path / "receivers.toml")
